-- The history view: every event as it was delivered, and what each task was like after each event that names it.
-- Written by the feed only, which only ever adds rows, so that it can be thrown away and projected again.
-- New tables: locks nothing.

-- No foreign key between the two: their rows are of one transaction and never change, and with one writing 200,000
-- versions took 25 to 49 % longer.
CREATE TABLE recorded_event (
  position       bigint PRIMARY KEY,
  owner_id       uuid        NOT NULL,
  event_id       uuid        NOT NULL,
  -- TaskCreated
  event_name     text        NOT NULL,
  version        integer     NOT NULL,
  -- the task, tag or account that it is about; null when it is about many tasks
  subject_id     uuid,
  occurred_at    timestamptz NOT NULL,
  recorded_at    timestamptz NOT NULL,
  actor_type     text        NOT NULL,
  actor_id       text        NOT NULL,
  correlation_id text,
  causation_id   text,
  traceparent    text,
  -- the last position of its append
  commit         bigint      NOT NULL,
  -- the position before it on its partition of the stream, 0 for the first
  previous       bigint      NOT NULL,
  -- JSON, text and not jsonb: answered byte for byte as it was published
  data           text        NOT NULL,

  CONSTRAINT recorded_event_position_check CHECK (position > 0),
  CONSTRAINT recorded_event_event_name_check CHECK (event_name <> ''),
  CONSTRAINT recorded_event_version_check CHECK (version > 0),
  CONSTRAINT recorded_event_actor_type_check CHECK (actor_type <> ''),
  CONSTRAINT recorded_event_commit_check CHECK (commit >= position),
  CONSTRAINT recorded_event_previous_check CHECK (previous >= 0 AND previous < position)
);

-- GET /v1/events?after=42
CREATE INDEX recorded_event_owner_position_idx
  ON recorded_event (owner_id, position);

-- GET /v1/events?after=42&type=tasklog.TaskCreated.v1: a rare type in a long stream costs what a frequent one does
CREATE INDEX recorded_event_owner_name_version_position_idx
  ON recorded_event (owner_id, event_name, version, position);

-- A task as it was after an event: what is short as it is, what can be long as the position of the event that has set
-- it. What an event has changed is the difference to the row before, so no row is written twice and none holds a text.
CREATE TABLE task_version (
  task_id        uuid        NOT NULL,
  -- of the event
  position       bigint      NOT NULL,
  owner_id       uuid        NOT NULL,
  title_at       bigint      NOT NULL,
  description_at bigint      NOT NULL,
  attributes_at  bigint      NOT NULL,
  status         text        NOT NULL,
  -- 0 none, 1 low, 2 medium, 3 high, 4 urgent
  priority       smallint    NOT NULL,
  due_at         timestamptz,
  -- in the order in which they were put on
  tag_ids        uuid[]      NOT NULL DEFAULT '{}',
  completed_at   timestamptz,
  deleted_at     timestamptz,

  -- GET /v1/tasks/{id}/history, in both directions: a page, and the version before it; the feed finds the last one
  CONSTRAINT task_version_pkey PRIMARY KEY (task_id, position),
  CONSTRAINT task_version_position_check CHECK (position > 0),
  CONSTRAINT task_version_title_at_check CHECK (title_at BETWEEN 1 AND position),
  CONSTRAINT task_version_description_at_check CHECK (description_at BETWEEN 1 AND position),
  CONSTRAINT task_version_attributes_at_check CHECK (attributes_at BETWEEN 1 AND position),
  CONSTRAINT task_version_status_check CHECK (status IN ('pending', 'in_progress', 'completed', 'cancelled')),
  CONSTRAINT task_version_priority_check CHECK (priority BETWEEN 0 AND 4),
  CONSTRAINT task_version_tag_ids_check CHECK (cardinality(tag_ids) <= 50 AND array_position(tag_ids, NULL) IS NULL),
  CONSTRAINT task_version_completed_at_check CHECK ((status = 'completed') = (completed_at IS NOT NULL))
);
