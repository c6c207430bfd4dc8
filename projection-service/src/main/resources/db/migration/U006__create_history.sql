-- Drops the history view; the feed projects it again from the stream.
DROP TABLE task_version;
DROP TABLE recorded_event;
