-- Drops what searches read; title and description are in task, so nothing is lost.
DROP TABLE task_text;
