-- Drops the history view with its progress: made again, it is projected from the beginning of the stream.
DROP TABLE task_version;
DROP TABLE recorded_event;
DELETE FROM projection_offset WHERE view = 'history';
