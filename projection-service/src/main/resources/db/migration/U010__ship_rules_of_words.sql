-- Drops which rules the words of tasks were cut by, and what rebuilds are due; the words stay, nothing else is lost.
DROP TABLE IF EXISTS next.task_text;
DO $$
BEGIN
  IF NOT EXISTS (SELECT FROM pg_class WHERE relnamespace = to_regnamespace('next')) THEN
    DROP SCHEMA IF EXISTS next;
  END IF;
END $$;
ALTER TABLE task_text DROP COLUMN rules;
DROP TABLE rebuild_due;
