-- The log of events: the truth that everything else is made from.
-- Locks nothing that exists: every table here is new.

CREATE TABLE log (
  single boolean PRIMARY KEY DEFAULT true CHECK (single),
  incarnation uuid NOT NULL,
  created_at timestamptz NOT NULL
);
COMMENT ON TABLE log IS 'One row: which log this is.';
COMMENT ON COLUMN log.incarnation IS
  'Named by everything that is made from the log. A log that was put back to an older state gets a new one.';

INSERT INTO log (incarnation, created_at) VALUES (gen_random_uuid(), clock_timestamp());

-- Names stay readable in the event; the index beside it holds a small number in the place of each.
CREATE TABLE tag_kind (
  id smallint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  name text NOT NULL UNIQUE CHECK (name <> '')
);
COMMENT ON TABLE tag_kind IS 'Kinds of tags (task, tag, account …), numbered when first met; never renumbered.';

CREATE TABLE event_type (
  id smallint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  name text NOT NULL UNIQUE CHECK (name <> '')
);
COMMENT ON TABLE event_type IS 'Types of events, numbered when first met; never renumbered.';

CREATE TABLE event (
  position bigint PRIMARY KEY CHECK (position > 0),
  append_id bigint NOT NULL,
  append_last bigint NOT NULL,
  occurred_at timestamptz NOT NULL,
  recorded_at timestamptz NOT NULL,
  id uuid NOT NULL,
  owner uuid NOT NULL,
  type text NOT NULL CHECK (type <> ''),
  version text NOT NULL CHECK (version <> ''),
  actor_type text NOT NULL CHECK (actor_type <> ''),
  actor_id text NOT NULL,
  payload text NOT NULL,
  metadata text NOT NULL,
  task_ids uuid[] STORAGE EXTERNAL CHECK (cardinality(task_ids) > 0), -- random: compressing them is in vain
  -- Refuses what is appended twice, and finds an append whose answer was lost. Time-ordered ids keep it cheap.
  CONSTRAINT event_id_key UNIQUE (id),
  CONSTRAINT event_append_check CHECK (append_id <= position AND position <= append_last)
);
COMMENT ON TABLE event IS 'What has happened. Rows are only ever added, by append_events.';
COMMENT ON COLUMN event.position IS 'Place in the log: dense, from 1, in the order of commits.';
COMMENT ON COLUMN event.append_id IS 'Names the append that the event is part of: the position of its first event.';
COMMENT ON COLUMN event.append_last IS 'Position of the last event of that append: readers take an append whole.';
COMMENT ON COLUMN event.occurred_at IS 'When it happened; may lie in the past (imports).';
COMMENT ON COLUMN event.recorded_at IS 'When the log took it; never goes back along positions.';
COMMENT ON COLUMN event.owner IS 'Account whose stream it belongs to.';
COMMENT ON COLUMN event.payload IS
  'JSON, text and not jsonb: republished byte for byte, and jsonb would reorder, renumber and refuse some of it.';
COMMENT ON COLUMN event.metadata IS 'JSON object of strings: correlation_id, causation_id, traceparent.';
COMMENT ON COLUMN event.task_ids IS 'What a bulk event names, in its order, stored here only; null for every other.';

-- Found by tag: sourcing and append conditions. Derived from event, can be made again from it, hence no foreign keys.
CREATE TABLE event_tag (
  kind smallint NOT NULL,
  key uuid NOT NULL,
  position bigint NOT NULL,
  type smallint NOT NULL,
  PRIMARY KEY (kind, key, position) INCLUDE (type)
);
COMMENT ON TABLE event_tag IS 'Which events carry which tag.';
COMMENT ON COLUMN event_tag.key IS 'The value itself where it is a UUID, else the first 128 bits of its SHA-256.';

CREATE TYPE tag_key AS (kind smallint, key uuid);
COMMENT ON TYPE tag_key IS 'A tag as criteria name it.';

-- The settings of the functions below pin their plans: a plan that was made while a table was small, or for a tag
-- with few events, would otherwise be kept when it has become wrong.

-- Criteria are columns of arrays, one element each: after which position (each is known up to one of its own), kind and
-- key of a tag (null: any event), further tags that the same event must carry (null: none), types (null: any).
CREATE FUNCTION source_events(
  criterion_after bigint[],
  criterion_kind smallint[], criterion_key uuid[], criterion_more text[], criterion_types text[], up_to bigint,
  narrow_kind smallint)
RETURNS TABLE (
  head bigint, "position" bigint, id uuid, type text, version text, owner uuid, occurred_at timestamptz,
  recorded_at timestamptz, actor_type text, actor_id text, append_id bigint, append_last bigint, payload text,
  metadata text, task_ids uuid[], criteria integer[])
LANGUAGE plpgsql STABLE
SET plan_cache_mode = force_generic_plan
SET enable_seqscan = off
SET enable_hashjoin = off
SET enable_mergejoin = off
SET jit = off
SET work_mem = '32MB' -- what a bulk command reads is sorted in memory
AS $$
#variable_conflict use_column
BEGIN
  -- Every OFFSET 0 keeps the planner from turning the order of the joins around, from criteria to tags to events, and from
  -- reading a list of types anew for each tag.
  RETURN QUERY
  SELECT h.head, e.position, e.id, e.type, e.version, e.owner, e.occurred_at, e.recorded_at, e.actor_type,
         e.actor_id, e.append_id, e.append_last, e.payload, e.metadata,
         CASE WHEN found.narrow AND e.task_ids IS NOT NULL THEN found.keys ELSE e.task_ids END, found.criteria
    FROM (SELECT coalesce(max(position), 0) AS head FROM event) h
    LEFT JOIN (
      SELECT match.position, array_agg(DISTINCT match.key) AS keys,
             bool_and(coalesce(match.kind = narrow_kind, false)) AS narrow,
             array_agg(match.criterion) AS criteria
        FROM (
          SELECT t.position, c.kind, c.key, c.criterion::integer
            FROM (SELECT c.after, c.kind, c.key, c.more, c.types::smallint[] AS types, c.criterion
                    FROM unnest(criterion_after, criterion_kind, criterion_key, criterion_more, criterion_types)
                           WITH ORDINALITY AS c (after, kind, key, more, types, criterion)
                  OFFSET 0) c
           CROSS JOIN LATERAL (
             SELECT t.position FROM event_tag t
              WHERE t.kind = c.kind AND t.key = c.key AND t.position > c.after AND t.position <= up_to
                AND (c.types IS NULL OR t.type = ANY (c.types))
                AND (c.more IS NULL OR NOT EXISTS (
                  SELECT FROM unnest(c.more::tag_key[]) m
                   WHERE NOT EXISTS (
                     SELECT FROM event_tag o WHERE o.kind = m.kind AND o.key = m.key AND o.position = t.position)))
             OFFSET 0) t
           UNION ALL
          SELECT n.position, NULL, NULL, c.criterion::integer
            FROM unnest(criterion_after, criterion_kind, criterion_types)
                   WITH ORDINALITY AS c (after, kind, types, criterion)
           CROSS JOIN LATERAL (
             SELECT n.position FROM event n
              WHERE n.position > c.after AND n.position <= up_to
                AND (c.types IS NULL
                     OR n.type IN (SELECT y.name FROM event_type y WHERE y.id = ANY (c.types::smallint[])))
             OFFSET 0) n
           WHERE c.kind IS NULL) match
       GROUP BY match.position
    ) found ON true
    LEFT JOIN LATERAL (SELECT * FROM event WHERE position = found.position OFFSET 0) e ON true
   ORDER BY e.position;
END $$;
COMMENT ON FUNCTION source_events IS
  'Events that match any of the criteria, in order, each with the head of the log and which criteria it matches, counted
from 1; one row without event if none do. Of a bulk event that was found by tags of narrow_kind only, task_ids has only
those; it need not be read then.';

-- For who needs to know of many things at once only what came last: a bulk command asks for 10,000 tasks.
CREATE FUNCTION last_events(of_kind smallint, keys uuid[], types smallint[], after bigint, up_to bigint)
RETURNS TABLE (head bigint, key uuid, type text, owner uuid)
LANGUAGE plpgsql STABLE
SET plan_cache_mode = force_generic_plan
SET enable_seqscan = off
SET enable_hashjoin = off
SET enable_mergejoin = off
SET jit = off
AS $$
#variable_conflict use_column
BEGIN
  RETURN QUERY
  SELECT h.head, last.key, last.type, last.owner
    FROM (SELECT coalesce(max(position), 0) AS head FROM event WHERE position <= up_to) h
    LEFT JOIN (
      SELECT k.key, e.type, e.owner
        FROM unnest(keys) AS k (key)
       CROSS JOIN LATERAL (
         SELECT t.position FROM event_tag t
          WHERE t.kind = of_kind AND t.key = k.key AND t.position > after AND t.position <= up_to
            AND t.type = ANY (types)
          ORDER BY t.position DESC LIMIT 1) t
       CROSS JOIN LATERAL (SELECT type, owner FROM event WHERE position = t.position OFFSET 0) e) last ON true;
END $$;
COMMENT ON FUNCTION last_events IS
  'Of each key the last event of some types between two positions, without what it says, each with the head of the log up
to there; one row without a key if there are none.';

CREATE FUNCTION find_conflicts(
  head bigint, criterion_item integer[], criterion_after bigint[],
  criterion_kind smallint[], criterion_key uuid[], criterion_more text[], criterion_types text[])
RETURNS integer[]
LANGUAGE plpgsql STABLE
SET plan_cache_mode = force_generic_plan
SET enable_seqscan = off
SET enable_hashjoin = off
SET enable_mergejoin = off
SET jit = off
AS $$
#variable_conflict use_column
DECLARE
  conflicts integer[];
BEGIN
  SELECT coalesce(array_agg(DISTINCT c.item), '{}') INTO conflicts
    FROM (SELECT c.item, c.after, c.kind, c.key, c.more, c.types::smallint[] AS types
            FROM unnest(criterion_item, criterion_after, criterion_kind, criterion_key, criterion_more, criterion_types)
                   AS c (item, after, kind, key, more, types)
           WHERE c.after < find_conflicts.head
          OFFSET 0) c
   CROSS JOIN LATERAL (
     SELECT FROM event_tag t
      WHERE t.kind = c.kind AND t.key = c.key AND t.position > c.after
        AND (c.types IS NULL OR t.type = ANY (c.types))
        AND (c.more IS NULL OR NOT EXISTS (
          SELECT FROM unnest(c.more::tag_key[]) m
           WHERE NOT EXISTS (
             SELECT FROM event_tag o WHERE o.kind = m.kind AND o.key = m.key AND o.position = t.position)))
      LIMIT 1) conflict;
  IF array_position(criterion_kind, NULL) IS NOT NULL THEN
    SELECT conflicts || coalesce(array_agg(DISTINCT c.item), '{}') INTO conflicts
      FROM unnest(criterion_item, criterion_after, criterion_kind, criterion_types) AS c (item, after, kind, types)
     CROSS JOIN LATERAL (
       SELECT FROM event e
        WHERE e.position > c.after
          AND (c.types IS NULL
               OR e.type IN (SELECT y.name FROM event_type y WHERE y.id = ANY (c.types::smallint[])))
        LIMIT 1) conflict
     WHERE c.kind IS NULL AND c.after < find_conflicts.head;
  END IF;
  RETURN conflicts;
END $$;
COMMENT ON FUNCTION find_conflicts IS 'Items of which a criterion matches an event past what the item knows of.';

CREATE FUNCTION lock_log() RETURNS void
LANGUAGE sql VOLATILE
AS $$ SELECT pg_advisory_xact_lock(7453010373645639777) $$;
COMMENT ON FUNCTION lock_log IS 'Makes appends wait for each other, until the end of the transaction; readers never wait.';

-- One call is one transaction and one group commit. VOLATILE and READ COMMITTED give every statement below a snapshot
-- of its own, so what follows the lock sees all that earlier holders of the lock have committed. The lock ends with
-- the transaction, after its rows have become visible: whoever sees a position sees every position before it.
CREATE FUNCTION append_events(
  criterion_item integer[], criterion_after bigint[],
  criterion_kind smallint[], criterion_key uuid[], criterion_more text[], criterion_types text[],
  event_item integer[], event_index integer[], event_count integer[],
  event_id uuid[], event_type text[], event_version text[], event_owner uuid[], event_occurred_at timestamptz[],
  event_actor_type text[], event_actor_id text[], event_payload text[], event_metadata text[], event_task_ids text[],
  tag_event integer[], tag_kind smallint[], tag_key uuid[], tag_type smallint[],
  request_event integer[], request_owner uuid[], request_key text[], request_fingerprint bytea[],
  request_status smallint[], request_answer text[], request_kept integer[],
  OUT head bigint, OUT recorded_at timestamptz, OUT rejected integer[], OUT duplicates integer[])
LANGUAGE plpgsql VOLATILE
SET plan_cache_mode = force_generic_plan
SET enable_seqscan = off
SET enable_hashjoin = off
SET enable_mergejoin = off
SET jit = off
AS $$
#variable_conflict use_variable
DECLARE
  positions bigint[];
  asked_at timestamptz;
  remembered integer;
BEGIN
  IF current_setting('transaction_isolation') <> 'read committed' THEN
    RAISE EXCEPTION 'append_events needs READ COMMITTED: the checks must see what was committed before the lock';
  END IF;
  PERFORM lock_log();

  SELECT e.position, greatest(clock_timestamp(), e.recorded_at) INTO head, recorded_at
    FROM event e ORDER BY e.position DESC LIMIT 1;
  IF NOT FOUND THEN
    head := 0;
    recorded_at := clock_timestamp();
  END IF;

  rejected := '{}';
  IF head > (SELECT min(c.after) FROM unnest(criterion_after) AS c (after)) THEN -- else nothing has come since
    rejected := find_conflicts(head, criterion_item, criterion_after, criterion_kind, criterion_key, criterion_more,
                               criterion_types);
  END IF;

  -- Requests whose key has an answer already: by an append before this one, here or in another process.
  duplicates := '{}';
  IF cardinality(request_event) > 0 THEN
    asked_at := clock_timestamp();
    SELECT coalesce(array_agg(event_item[r.event]), '{}') INTO duplicates
      FROM unnest(request_event, request_owner, request_key) AS r (event, owner, key)
      JOIN request q ON q.owner = r.owner AND q.key = r.key AND q.expires_at > asked_at;
    rejected := rejected || duplicates;
  END IF;

  IF cardinality(rejected) = 0 THEN
    positions := ARRAY(SELECT generate_series(head + 1, head + cardinality(event_item)));
  ELSE
    SELECT array_agg(CASE WHEN n.accepted THEN head + n.rank END ORDER BY n.ordinal) INTO positions
      FROM (SELECT a.ordinal, a.accepted, count(*) FILTER (WHERE a.accepted) OVER (ORDER BY a.ordinal) AS rank
              FROM (SELECT i.ordinal, i.item <> ALL (rejected) AS accepted
                      FROM unnest(event_item) WITH ORDINALITY AS i (item, ordinal)) a) n;
  END IF;

  INSERT INTO event (position, append_id, append_last, occurred_at, recorded_at, id, owner, type, version,
                     actor_type, actor_id, payload, metadata, task_ids)
  SELECT e.position, e.position - e.index, e.position - e.index + e.count - 1, e.occurred_at, recorded_at, e.id,
         e.owner, e.type, e.version, e.actor_type, e.actor_id, e.payload, e.metadata, e.task_ids::uuid[]
    FROM unnest(positions, event_index, event_count, event_occurred_at, event_id, event_owner, event_type,
                event_version, event_actor_type, event_actor_id, event_payload, event_metadata, event_task_ids)
           AS e (position, index, count, occurred_at, id, owner, type, version, actor_type, actor_id, payload,
                 metadata, task_ids)
   WHERE e.position IS NOT NULL;

  INSERT INTO event_tag (kind, key, position, type)
  SELECT t.kind, t.key, positions[t.event], t.type
    FROM unnest(tag_event, tag_kind, tag_key, tag_type) AS t (event, kind, key, type)
   WHERE positions[t.event] IS NOT NULL;

  IF cardinality(request_event) > 0 THEN
    INSERT INTO request (owner, key, fingerprint, status, answer, position, created_at, expires_at)
    SELECT r.owner, r.key, r.fingerprint, r.status, r.answer, positions[r.event], asked_at,
           asked_at + make_interval(secs => r.kept)
      FROM unnest(request_event, request_owner, request_key, request_fingerprint, request_status, request_answer,
                  request_kept) AS r (event, owner, key, fingerprint, status, answer, kept)
     WHERE positions[r.event] IS NOT NULL
        ON CONFLICT (owner, key) DO UPDATE
       SET fingerprint = excluded.fingerprint, status = excluded.status, answer = excluded.answer,
           position = excluded.position, created_at = excluded.created_at, expires_at = excluded.expires_at
     WHERE request.expires_at <= excluded.created_at;
    GET DIAGNOSTICS remembered = ROW_COUNT;
    IF remembered < (SELECT count(*) FROM unnest(request_event) AS r (event) WHERE positions[r.event] IS NOT NULL) THEN
      -- A request that appends nothing needs no lock. What shares the batch is tried again, each on its own.
      RAISE EXCEPTION 'A request was answered while its events were appended' USING ERRCODE = 'serialization_failure';
    END IF;
  END IF;

  -- Wakes readers in other processes; they read the table, so the message carries nothing.
  PERFORM pg_notify('event', '');
END $$;
COMMENT ON FUNCTION append_events IS
  'Checks and appends several appends (items) at once: all events of an item that neither a criterion nor the key of its
request rejects, with the answer to that request; or none.';

CREATE FUNCTION find_append(first_event uuid)
RETURNS TABLE (append_id bigint, append_last bigint, recorded_at timestamptz)
LANGUAGE plpgsql VOLATILE
SET enable_seqscan = off
AS $$
#variable_conflict use_column
BEGIN
  PERFORM lock_log();
  RETURN QUERY SELECT e.append_id, e.append_last, e.recorded_at FROM event e WHERE e.id = first_event;
END $$;
COMMENT ON FUNCTION find_append IS
  'What became of an append whose answer was lost. Waits for the lock, so a call that is still at work is over.';
