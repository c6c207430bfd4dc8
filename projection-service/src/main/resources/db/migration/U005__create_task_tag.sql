-- Drops what filters by tag read; task.tag_ids has the same, so nothing is lost.
DROP TABLE task_tag;
