-- The tag view: one row for each tag that is not deleted. Written by the feed only, so that it can be thrown away and
-- projected again; its consumer starts at the beginning of the stream, so there is nothing to move. Locks nothing.
CREATE TABLE tag (
  tag_id     uuid PRIMARY KEY,
  owner_id   uuid        NOT NULL,
  name       text        NOT NULL,
  -- The name as it is compared and sorted: NFC, full case folding, NFC, by Unicode 16, as the write side folds it
  -- (ICU 76, also Unicode 16); a test compares the two on every code point. What is one name and what are two has been
  -- decided when an event is stored, and no event may be refused here because another Unicode version sees that
  -- differently (it can, in characters that Unicode 16 does not have). So a server of another version does not fold:
  -- there only equal names are equal, which they are by any version.
  name_key   text COLLATE "C" NOT NULL GENERATED ALWAYS AS (
               CASE WHEN unicode_version()::numeric = 16.0
                    THEN normalize(casefold(normalize(name, NFC) COLLATE pg_unicode_fast), NFC)
                    ELSE name END) STORED,
  created_at timestamptz NOT NULL,
  updated_at timestamptz NOT NULL,
  -- position of the last event that made or renamed the tag
  version    bigint      NOT NULL,

  CONSTRAINT tag_name_check CHECK (char_length(name) BETWEEN 1 AND 50),
  CONSTRAINT tag_version_check CHECK (version > 0),
  -- GET /v1/tags, in this order. Checked when a statement ends: one that writes what many events have come to may hand
  -- a name from one tag to another, or swap two.
  CONSTRAINT tag_owner_name_key UNIQUE (owner_id, name_key) DEFERRABLE INITIALLY IMMEDIATE
);
