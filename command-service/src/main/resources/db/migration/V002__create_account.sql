-- Accounts: e-mail address, name and password hash, which are in no event.
-- Locks nothing that exists: every table here is new.

CREATE TABLE account (
  id uuid PRIMARY KEY,
  email text CHECK (email <> '' AND octet_length(email) <= 254),
  display_name text CHECK (char_length(display_name) BETWEEN 1 AND 200),
  password_hash text CHECK (password_hash <> ''),
  registered_at timestamptz,
  created_at timestamptz NOT NULL,
  updated_at timestamptz NOT NULL,
  -- Who has a password has an address and a name, and is registered; nobody has a part of it.
  CONSTRAINT account_whole_password_check
    CHECK ((password_hash IS NOT NULL) = (email IS NOT NULL AND registered_at IS NOT NULL)),
  CONSTRAINT account_whole_name_check CHECK ((display_name IS NOT NULL) = (password_hash IS NOT NULL))
);
COMMENT ON TABLE account IS 'Who has an account. That it exists, and is active, is said by its events alone.';
COMMENT ON COLUMN account.id IS 'The owner of tasks, and the subject of our own tokens.';
COMMENT ON COLUMN account.email IS 'As it was typed; null for a subject of another issuer.';
COMMENT ON COLUMN account.registered_at IS
  'Set after the AccountRegistered event is in the log. Until then the row is inert: registering again completes it.';

-- Log-in and registration find an account by its address, and no two are equal: after NFC and full case folding, by the
-- Unicode version that is built into the server (SELECT unicode_version()). Another version: reindex.
CREATE UNIQUE INDEX account_email_key
  ON account (casefold(normalize(email, NFC) COLLATE pg_unicode_fast));

CREATE TABLE external_subject (
  issuer text NOT NULL CHECK (issuer <> ''),
  subject text NOT NULL CHECK (char_length(subject) BETWEEN 1 AND 255),
  account_id uuid NOT NULL UNIQUE REFERENCES account (id),
  created_at timestamptz NOT NULL,
  updated_at timestamptz NOT NULL,
  PRIMARY KEY (issuer, subject)
);
COMMENT ON TABLE external_subject IS 'Which account a subject of another issuer has got on its first write.';
