-- Who relays the log to Kafka: one instance at a time, for each generation of the stream.
-- Locks nothing that exists: the table is new.

CREATE TABLE relay_lease (
  generation integer PRIMARY KEY CHECK (generation > 0),
  holder uuid NOT NULL,
  acquired_at timestamptz NOT NULL,
  expires_at timestamptz NOT NULL
);
COMMENT ON TABLE relay_lease IS
  'Judged by the clock of this database alone. It chooses the leader; that only one can write is up to Kafka.';
COMMENT ON COLUMN relay_lease.generation IS 'Of the stream: a new one can be filled while the old one goes on.';
COMMENT ON COLUMN relay_lease.holder IS 'Names a relay for as long as its process lives.';
COMMENT ON COLUMN relay_lease.expires_at IS 'Anyone may take the lease from then on.';
