-- When its owner proved it; NULL: nobody has.
ALTER TABLE users ADD COLUMN email_verified_at BIGINT;

-- One-time links of every purpose. Only the secret's hash: whoever reads the table has no link.
CREATE TABLE links (
    secret_hash BYTEA PRIMARY KEY NOT NULL,
    purpose     TEXT NOT NULL,
    user_id     BYTEA REFERENCES users (id) ON DELETE CASCADE,  -- NULL: of somebody who has no account yet
    email       TEXT NOT NULL,              -- canonical; the address it was made for
    sealed      BYTEA,          -- what else it needs, under a secret key
    key_id      BIGINT,         -- which key
    created_at  BIGINT NOT NULL,
    expires_at  BIGINT NOT NULL,
    used_at     BIGINT
);

CREATE INDEX links_of_user ON links (user_id);
CREATE INDEX links_of_email ON links (email);

INSERT INTO links (secret_hash, purpose, user_id, email, created_at, expires_at, used_at)
    SELECT secret_hash, 'reset', user_id, email_canonical, resets.created_at, expires_at, used_at
    FROM resets JOIN users ON users.id = resets.user_id;
DROP TABLE resets;

-- Mail that is to be sent, written in the transaction of what it tells about. Sealed, for it holds links.
CREATE TABLE mails (
    id          BYTEA PRIMARY KEY NOT NULL,
    kind        TEXT NOT NULL,
    user_id     BYTEA REFERENCES users (id) ON DELETE CASCADE,  -- NULL: to nobody who has an account
    created_at  BIGINT NOT NULL,
    sealed      BYTEA,          -- NULL once it was sent
    key_id      BIGINT NOT NULL,
    tries       BIGINT NOT NULL,
    next_try_at BIGINT,         -- NULL: sent or given up; 0: whom it is for is still to be found out
    claimed_until BIGINT,       -- until when it is one server's to send
    sent_at     BIGINT,
    error       TEXT            -- what went wrong at the last try
);

CREATE INDEX mails_due ON mails (next_try_at) WHERE next_try_at IS NOT NULL;
CREATE INDEX mails_of_user ON mails (user_id);
