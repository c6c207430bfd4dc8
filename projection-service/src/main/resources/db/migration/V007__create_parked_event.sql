-- Events that a view cannot apply, and the later ones of their owners: set aside in the transaction that moves the offset
-- past them, so that others go on, and kept whole, so that a replay makes the rows that they would have made (decision
-- record 14). New tables: locks nothing.

-- Whose events are set aside. The row is the lock: the feed and a replay hold it while they add to or take from the
-- owner's events, so what comes during a replay queues behind.
CREATE TABLE parked_owner (
  view                text        NOT NULL,
  owner_id            uuid        NOT NULL,
  -- of the first event that is parked: the view's rows are as they were right before it
  position            bigint      NOT NULL,
  -- how many are
  events              bigint      NOT NULL,
  -- set by an operator, taken back by the replay that did not get to the end
  replay_requested_at timestamptz,
  replay_requested_by text,
  created_at          timestamptz NOT NULL DEFAULT now(),
  updated_at          timestamptz NOT NULL DEFAULT now(),

  -- also: is anything of this view parked? (each poll, each read); the owners of a poll
  CONSTRAINT parked_owner_pkey PRIMARY KEY (view, owner_id),
  CONSTRAINT parked_owner_position_check CHECK (position > 0),
  CONSTRAINT parked_owner_events_check CHECK (events > 0),
  CONSTRAINT parked_owner_replay_check CHECK ((replay_requested_at IS NULL) = (replay_requested_by IS NULL))
);

-- A record of the stream as it was delivered.
CREATE TABLE parked_event (
  view             text        NOT NULL,
  owner_id         uuid        NOT NULL,
  position         bigint      NOT NULL,
  -- the last position of its append, which is never split
  commit           bigint      NOT NULL,
  topic            text        NOT NULL,
  partition        integer     NOT NULL,
  record_offset    bigint      NOT NULL,
  -- of the record, in milliseconds since 1970; what a time it is says Kafka's TimestampType
  record_timestamp bigint      NOT NULL,
  timestamp_type   text        NOT NULL,
  key              bytea       NOT NULL,
  -- in their order, each as [name, value in base64 or null]; json and not jsonb, which refuses U+0000 in a name
  headers          json        NOT NULL,
  value            bytea,
  -- why it cannot be applied; null when it only waits behind one that cannot
  reason           text,
  detail           text,
  -- when its copy was on the dead-letter topic; it leaves this table not before
  copied_at        timestamptz,
  created_at       timestamptz NOT NULL DEFAULT now(),
  updated_at       timestamptz NOT NULL DEFAULT now(),

  CONSTRAINT parked_event_pkey PRIMARY KEY (view, owner_id, position),
  CONSTRAINT parked_event_owner_fkey FOREIGN KEY (view, owner_id) REFERENCES parked_owner (view, owner_id),
  CONSTRAINT parked_event_position_check CHECK (position > 0),
  CONSTRAINT parked_event_commit_check CHECK (commit >= position),
  CONSTRAINT parked_event_partition_check CHECK (partition >= 0),
  CONSTRAINT parked_event_record_offset_check CHECK (record_offset >= 0),
  CONSTRAINT parked_event_reason_check CHECK ((reason IS NULL) = (detail IS NULL))
);

-- The next to be copied to the dead-letter topic; empty while all are.
CREATE INDEX parked_event_uncopied_idx
  ON parked_event (position)
  WHERE copied_at IS NULL;

-- What an operator has given up, whole, with who, when and why. Nothing reads it but people.
CREATE TABLE dropped_event (
  dropped_event_id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  view             text        NOT NULL,
  owner_id         uuid        NOT NULL,
  position         bigint      NOT NULL,
  commit           bigint      NOT NULL,
  topic            text        NOT NULL,
  partition        integer     NOT NULL,
  record_offset    bigint      NOT NULL,
  record_timestamp bigint      NOT NULL,
  timestamp_type   text        NOT NULL,
  key              bytea       NOT NULL,
  headers          json        NOT NULL,
  value            bytea,
  reason           text,
  detail           text,
  parked_at        timestamptz NOT NULL,
  dropped_by       text        NOT NULL,
  dropped_because  text        NOT NULL,
  created_at       timestamptz NOT NULL DEFAULT now(),

  CONSTRAINT dropped_event_dropped_by_check CHECK (dropped_by <> ''),
  CONSTRAINT dropped_event_dropped_because_check CHECK (dropped_because <> '')
);
