-- What the peers' apps keep beside what their session libraries do: who signs in, and when they did. Django makes the
-- same tables from its models.

CREATE TABLE IF NOT EXISTS users (
    id            INTEGER PRIMARY KEY,
    email         TEXT NOT NULL UNIQUE,
    name          TEXT NOT NULL,
    role          TEXT NOT NULL,
    password_hash TEXT NOT NULL
);

CREATE TABLE IF NOT EXISTS sign_ins (
    id         INTEGER PRIMARY KEY,
    user_id    INTEGER NOT NULL REFERENCES users (id),
    session_id TEXT NOT NULL,
    at         INTEGER NOT NULL,
    expires_at INTEGER NOT NULL,
    ip         TEXT NOT NULL,
    user_agent TEXT NOT NULL
);

CREATE INDEX IF NOT EXISTS sign_ins_by_time ON sign_ins (user_id, at);
CREATE INDEX IF NOT EXISTS sign_ins_by_end ON sign_ins (user_id, expires_at);
