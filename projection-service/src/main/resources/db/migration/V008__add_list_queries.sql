-- What lists of tasks lacked: a table to search, and an index of deleted tasks by due time.
--
-- Tasks are searched by the words of title and description, folded and cut by the service (decision record 17). The task
-- view writes them in the transaction that writes the task, and only when one of the two texts has changed. Tasks that are
-- there already get no words here: they are found after `infra/tasklog rebuild task --accept-differences`, or when one of
-- their texts changes. The index locks task against writes while it is made, which takes as long as reading the table.
CREATE TABLE task_text (
  owner_id uuid     NOT NULL,
  task_id  uuid     NOT NULL,
  -- each word behind a key of its owner, so that an owner's words are a range of the index and lead to nobody else's tasks
  words    tsvector NOT NULL,

  -- the owner first, so that what is read of an owner lies together
  CONSTRAINT task_text_pkey PRIMARY KEY (owner_id, task_id)
);

INSERT INTO task_text (owner_id, task_id, words)
SELECT owner_id, task_id, '' FROM task;

-- No foreign key to task, for the reason that task_tag has none.

-- GET /v1/tasks?q=…; without a list of pending entries, which every search would have to read and some poll to empty
CREATE INDEX task_text_words_idx ON task_text USING gin (words) WITH (fastupdate = off);

-- GET /v1/tasks?deleted=only&sort=due_at, and deleted=include. Without it, what is behind a task without a due time was
-- looked for among all tasks with a smaller or greater id.
CREATE INDEX task_owner_deleted_due_idx
  ON task (owner_id, due_at, task_id)
  WHERE deleted_at IS NOT NULL;
