DROP TABLE mails;

CREATE TABLE resets (
    secret_hash BLOB PRIMARY KEY NOT NULL,
    user_id     BLOB NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    created_at  INTEGER NOT NULL,
    expires_at  INTEGER NOT NULL,
    used_at     INTEGER
) STRICT, WITHOUT ROWID;

CREATE INDEX resets_of_user ON resets (user_id);

INSERT INTO resets SELECT secret_hash, user_id, created_at, expires_at, used_at FROM links
    WHERE purpose = 'reset' AND user_id IS NOT NULL;
DROP TABLE links;

ALTER TABLE users DROP COLUMN email_verified_at;
