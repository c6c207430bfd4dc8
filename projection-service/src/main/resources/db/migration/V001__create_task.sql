-- The task view: one row for each task, deleted ones included. Written by the feed only, so that it can be thrown
-- away and projected again. New table: locks nothing.
CREATE TABLE task (
  task_id      uuid PRIMARY KEY,
  owner_id     uuid        NOT NULL,
  title        text        NOT NULL,
  description  text        NOT NULL,
  status       text        NOT NULL,
  -- 0 none, 1 low, 2 medium, 3 high, 4 urgent: sorts as it means
  priority     smallint    NOT NULL,
  due_at       timestamptz,
  -- in the order in which they were put on
  tag_ids      uuid[]      NOT NULL DEFAULT '{}',
  attributes   jsonb       NOT NULL DEFAULT '{}',
  created_at   timestamptz NOT NULL,
  updated_at   timestamptz NOT NULL,
  completed_at timestamptz,
  deleted_at   timestamptz,
  -- position of the last event that names the task
  version      bigint      NOT NULL,

  CONSTRAINT task_title_check CHECK (char_length(title) BETWEEN 1 AND 200),
  -- A CHECK runs at every update: the first half needs only the stored length, no decompression of a long text.
  CONSTRAINT task_description_check
      CHECK (octet_length(description) <= 20000 OR char_length(description) <= 20000),
  CONSTRAINT task_status_check CHECK (status IN ('pending', 'in_progress', 'completed', 'cancelled')),
  CONSTRAINT task_priority_check CHECK (priority BETWEEN 0 AND 4),
  CONSTRAINT task_tag_ids_check CHECK (cardinality(tag_ids) <= 50 AND array_position(tag_ids, NULL) IS NULL),
  CONSTRAINT task_attributes_check CHECK (jsonb_typeof(attributes) = 'object'),
  CONSTRAINT task_completed_at_check CHECK ((status = 'completed') = (completed_at IS NOT NULL)),
  CONSTRAINT task_version_check CHECK (version > 0)
);

-- fillfactor stays 100: updated_at moves with nearly every change and is indexed, so no update can be HOT; measured with
-- 400,000 updates: none HOT at 100, 85 and 70, heap 20 to 25 % larger, 5 to 35 % slower.

-- Every list order below is one direction over all its columns, so that "the page after this task" is one row
-- comparison and one range of the index, however many tasks share a time (decision record 6).

-- GET /v1/tasks
CREATE INDEX task_owner_created_idx
  ON task (owner_id, created_at DESC, task_id DESC)
  WHERE deleted_at IS NULL;

-- GET /v1/tasks?status=pending
CREATE INDEX task_owner_status_created_idx
  ON task (owner_id, status, created_at DESC, task_id DESC)
  WHERE deleted_at IS NULL;

-- GET /v1/tasks?sort=-updated_at
CREATE INDEX task_owner_updated_idx
  ON task (owner_id, updated_at DESC, task_id DESC)
  WHERE deleted_at IS NULL;

-- GET /v1/tasks?sort=-priority and GET /v1/tasks?priority=urgent
CREATE INDEX task_owner_priority_created_idx
  ON task (owner_id, priority DESC, created_at DESC, task_id DESC)
  WHERE deleted_at IS NULL;

-- GET /v1/tasks?sort=due_at
CREATE INDEX task_owner_due_idx
  ON task (owner_id, due_at, task_id)
  WHERE deleted_at IS NULL;

-- GET /v1/tasks?overdue=true&sort=due_at
CREATE INDEX task_owner_open_due_idx
  ON task (owner_id, due_at, task_id)
  WHERE deleted_at IS NULL AND status IN ('pending', 'in_progress');

-- GET /v1/tasks?deleted=only; a task that is not deleted costs nothing here
CREATE INDEX task_owner_deleted_created_idx
  ON task (owner_id, created_at DESC, task_id DESC)
  WHERE deleted_at IS NOT NULL;

-- GET /v1/tasks?deleted=include&sort=updated_at, the way to follow all changes
CREATE INDEX task_owner_deleted_updated_idx
  ON task (owner_id, updated_at DESC, task_id DESC)
  WHERE deleted_at IS NOT NULL;
