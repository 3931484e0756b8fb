DROP TABLE mails;

CREATE TABLE resets (
    secret_hash BYTEA PRIMARY KEY NOT NULL,
    user_id     BYTEA NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    created_at  BIGINT NOT NULL,
    expires_at  BIGINT NOT NULL,
    used_at     BIGINT
);

CREATE INDEX resets_of_user ON resets (user_id);

INSERT INTO resets SELECT secret_hash, user_id, created_at, expires_at, used_at FROM links
    WHERE purpose = 'reset' AND user_id IS NOT NULL;
DROP TABLE links;

ALTER TABLE users DROP COLUMN email_verified_at;
