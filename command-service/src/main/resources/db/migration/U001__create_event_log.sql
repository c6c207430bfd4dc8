-- Takes the log of events away. Refuses while it holds an event: what has happened cannot be made again.
DO $$
BEGIN
  IF EXISTS (SELECT FROM event) THEN
    RAISE EXCEPTION 'The log holds events; they are never removed by a migration';
  END IF;
END $$;

DROP FUNCTION find_append, append_events, lock_log, find_conflicts, last_events, source_events;
DROP TYPE tag_key;
DROP TABLE event_tag, event, event_type, tag_kind, log;
