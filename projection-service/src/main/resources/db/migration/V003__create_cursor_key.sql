-- The key that cursors of list queries are signed with, one for all instances. 244 random bits. New table: locks nothing.
CREATE TABLE cursor_key (
  cursor_key_id smallint PRIMARY KEY DEFAULT 1,
  secret        bytea       NOT NULL,
  created_at    timestamptz NOT NULL DEFAULT now(),

  CONSTRAINT cursor_key_one_check CHECK (cursor_key_id = 1),
  CONSTRAINT cursor_key_secret_check CHECK (octet_length(secret) = 32)
);

INSERT INTO cursor_key (secret) VALUES (uuid_send(gen_random_uuid()) || uuid_send(gen_random_uuid()));
