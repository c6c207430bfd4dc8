-- How far each view has come on each partition of the stream; moves in the transaction that writes the view's rows.
-- A row is there for every partition of a topic, from the first start that saw the topic. New table: locks nothing.
CREATE TABLE projection_offset (
  view        text        NOT NULL,
  generation  integer     NOT NULL,
  -- Kafka's own id of the topic: one that was deleted and made again under its name starts from its beginning
  topic_id    uuid        NOT NULL,
  partition   integer     NOT NULL,
  -- the first offset that is not applied yet
  next_offset bigint      NOT NULL DEFAULT 0,
  -- the last position of the log that is applied, 0 before the first
  position    bigint      NOT NULL DEFAULT 0,
  -- the log that the positions are of, known from the first event on
  incarnation uuid,
  created_at  timestamptz NOT NULL DEFAULT now(),
  updated_at  timestamptz NOT NULL DEFAULT now(),

  CONSTRAINT projection_offset_pkey PRIMARY KEY (view, generation, topic_id, partition),
  CONSTRAINT projection_offset_generation_check CHECK (generation > 0),
  CONSTRAINT projection_offset_partition_check CHECK (partition >= 0),
  CONSTRAINT projection_offset_next_offset_check CHECK (next_offset >= 0),
  CONSTRAINT projection_offset_position_check CHECK (position >= 0),
  CONSTRAINT projection_offset_incarnation_check CHECK (position = 0 OR incarnation IS NOT NULL)
)
-- Few rows, each updated with every poll, no indexed column ever changed: room on the page keeps all updates HOT.
WITH (fillfactor = 20);
