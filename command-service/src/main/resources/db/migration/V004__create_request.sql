-- Answers to requests that came with an Idempotency-Key, so that a retry gets the answer of the first try.
-- Locks nothing that exists: the table is new. append_events writes it too.

CREATE TABLE request (
  owner uuid NOT NULL,
  key text NOT NULL CHECK (char_length(key) BETWEEN 1 AND 255),
  fingerprint bytea NOT NULL CHECK (octet_length(fingerprint) = 32),
  status smallint NOT NULL CHECK (status BETWEEN 200 AND 499),
  answer text NOT NULL,
  position bigint NOT NULL CHECK (position >= 0),
  created_at timestamptz NOT NULL,
  expires_at timestamptz NOT NULL,
  PRIMARY KEY (owner, key),
  CONSTRAINT request_kept_check CHECK (expires_at >= created_at + interval '24 hours')
);
COMMENT ON TABLE request IS 'What was answered: in the transaction of the events that follow, where any do.';
COMMENT ON COLUMN request.owner IS 'Who asked. Before there is an account: made from the e-mail address.';
COMMENT ON COLUMN request.fingerprint IS
  'Of method, path, precondition and body; keyed by a secret that is not in this database, since bodies hold passwords.';
COMMENT ON COLUMN request.answer IS 'Header fields and body, with places that positions of the append go to.';
COMMENT ON COLUMN request.position IS 'Of the first event that was appended; 0 when none was.';

-- DELETE … WHERE expires_at <= now() ORDER BY expires_at LIMIT …
CREATE INDEX request_expires_at_idx ON request (expires_at);
