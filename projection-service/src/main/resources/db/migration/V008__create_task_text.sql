-- What tasks are searched by: the words of title and description, folded and cut by the service (decision record 17).
-- Written by the task view, in the transaction that writes the task, and only when one of the two texts has changed. Tasks
-- that are there already get no words here: they are found after `infra/tasklog rebuild task --accept-differences`, or
-- when one of their texts changes. New table: locks nothing.
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
