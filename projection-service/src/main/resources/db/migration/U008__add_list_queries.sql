-- Drops what searches read, and an index; title and description are in task, so nothing is lost.
DROP INDEX task_owner_deleted_due_idx;
DROP TABLE task_text;
