-- Drops the task view; the feed projects it again from the stream.
DROP TABLE task;
