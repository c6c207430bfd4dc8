-- Ships another shape of a read table as a rebuild (decision record 21), and the table in which a migration says that one
-- is due.
--
-- Each row of task_text tells by which rules its words were cut, so tasks that were there before V008, which have no
-- words and were found by no search, get theirs. Where there are rows, they stay as they are, and searches go on with
-- them: the new shape waits in the schema next for `infra/tasklog rebuild task`. Adding a column without a value locks
-- task_text for a moment; where it is empty, it gets the new shape here. Instances of an older release go on to write
-- either shape: the column has a default that is true of them.

-- What migrations have left to the next rebuild of a view, which takes it out; empty as a rule. Read by the service, which
-- reports it, by `infra/tasklog db info`, and by the rebuild.
CREATE TABLE rebuild_due (
  view       text        NOT NULL,
  -- of the migration
  version    text        NOT NULL,
  -- table.column of values that are not there yet as this release makes them, which no comparison can find equal
  columns    text[]      NOT NULL DEFAULT '{}',
  -- what that means for who reads the rows that are there; told to operators
  because    text        NOT NULL,
  created_at timestamptz NOT NULL DEFAULT now(),

  CONSTRAINT rebuild_due_pkey PRIMARY KEY (view, version),
  CONSTRAINT rebuild_due_columns_check CHECK (array_position(columns, NULL) IS NULL),
  CONSTRAINT rebuild_due_because_check CHECK (because <> '')
);

-- Null where nobody has noted it. In two steps: what is there gets no value, what an older release adds gets its rules.
ALTER TABLE task_text ADD COLUMN rules smallint;
ALTER TABLE task_text ALTER COLUMN rules SET DEFAULT 1;

INSERT INTO rebuild_due (view, version, columns, because)
SELECT 'task', '010', '{task_text.words, task_text.rules}', 'tasks that were there before version 008 are found by no search'
 WHERE EXISTS (SELECT FROM task_text);

DO $$
BEGIN
  IF EXISTS (SELECT FROM task_text) THEN
    CREATE SCHEMA IF NOT EXISTS next;
    -- As V008 has made it, and the column.
    CREATE TABLE next.task_text (
      owner_id uuid     NOT NULL,
      task_id  uuid     NOT NULL,
      words    tsvector NOT NULL,
      rules    smallint NOT NULL DEFAULT 1,

      CONSTRAINT task_text_pkey PRIMARY KEY (owner_id, task_id),
      CONSTRAINT task_text_rules_check CHECK (rules > 0)
    );
    CREATE INDEX task_text_words_idx ON next.task_text USING gin (words) WITH (fastupdate = off);
  ELSE
    ALTER TABLE task_text ALTER COLUMN rules SET NOT NULL, ADD CONSTRAINT task_text_rules_check CHECK (rules > 0);
  END IF;
END $$;
