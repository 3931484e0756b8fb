-- Times are unix seconds, lengths of time seconds, ids UUIDs of version 7 in 16 bytes.
-- WITHOUT ROWID where rows are small. A table of long rows kept so has them on the way down its tree too: of a million
-- sessions, every tenth page would be on the way to others, and a look-up would pass six of them.

CREATE TABLE users (
    id              BLOB PRIMARY KEY NOT NULL,
    email           TEXT NOT NULL,
    email_canonical TEXT NOT NULL UNIQUE,      -- made in Rust: the two databases fold case differently
    name            TEXT NOT NULL,
    password_hash   TEXT,                      -- NULL: cannot sign in by password
    role            TEXT NOT NULL,
    language        TEXT,
    time_zone       TEXT,
    auth_epoch      INTEGER NOT NULL,            -- raised by every change that must end all sessions
    created_at      INTEGER NOT NULL,
    disabled_at     INTEGER
) STRICT;

CREATE TABLE sessions (
    id                   BLOB PRIMARY KEY NOT NULL,
    user_id              BLOB NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    auth_epoch           INTEGER NOT NULL,
    secret_hash          BLOB NOT NULL,        -- SHA-256 of the secret; the secret is only in the cookie
    previous_secret_hash BLOB,
    rotated_at           INTEGER,
    created_at           INTEGER NOT NULL,
    authenticated_at     INTEGER NOT NULL,       -- when credentials were last proven
    last_seen_at         INTEGER NOT NULL,
    idle_timeout         INTEGER NOT NULL,
    expires_at           INTEGER NOT NULL,       -- the absolute end; never moved
    remember             INTEGER NOT NULL,
    methods              TEXT NOT NULL,
    ip                   TEXT,
    user_agent           TEXT,
    last_ip              TEXT,                 -- NULL: as at the start
    last_user_agent      TEXT,                 -- NULL: as at the start
    browser_id           BLOB,
    key_id               INTEGER NOT NULL,       -- the secret key that sealed its cookie
    ended_at             INTEGER,                -- NULL: not ended by choice or rule; expiry is computed, never written
    end_reason           TEXT,
    ended_by             BLOB
) STRICT;

-- One index for a user's sessions and one for their ended ones. Neither holds last_seen_at, so that a touch moves no index.
-- With the absolute end, so that the list of live ones does not visit those that are over.
CREATE INDEX sessions_of_user ON sessions (user_id, expires_at) WHERE ended_at IS NULL;
CREATE INDEX ended_sessions_of_user ON sessions (user_id, ended_at) WHERE ended_at IS NOT NULL;

CREATE TABLE events (
    id         BLOB PRIMARY KEY NOT NULL,
    at         INTEGER NOT NULL,
    kind       TEXT NOT NULL,
    user_id    BLOB REFERENCES users (id) ON DELETE CASCADE,
    actor_id   BLOB,                           -- who did it, when it was not the user
    session_id BLOB,
    ip         TEXT,
    user_agent TEXT,
    detail     TEXT
) STRICT;

-- With the kind: a stranger can add failures to an account without end, and its sign-ins have to be found among them.
-- With what a list shows, so that it is read from one place instead of one place for each event.
CREATE INDEX events_of_user ON events (user_id, kind, id, at, ip, user_agent);

-- Browsers that have proven a user: they have an allowance of attempts of their own.
CREATE TABLE browsers (
    browser_id BLOB NOT NULL,
    user_id    BLOB NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    first_at   INTEGER NOT NULL,
    last_at    INTEGER NOT NULL,
    PRIMARY KEY (browser_id, user_id)
) STRICT, WITHOUT ROWID;

CREATE INDEX browsers_of_user ON browsers (user_id);

-- Attempts by account, browser or address, under a hash of which.
CREATE TABLE attempts (
    name     BLOB PRIMARY KEY NOT NULL,
    free_at  INTEGER NOT NULL,                   -- when all counted attempts will be forgotten
    failures INTEGER NOT NULL,                   -- in a row
    last_at  INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- The one-time code for the first account: one row, shared by all servers, used at most once.
CREATE TABLE setup (
    id         INTEGER PRIMARY KEY NOT NULL CHECK (id = 1),
    nonce      BLOB NOT NULL,
    code_hash  BLOB NOT NULL,
    expires_at INTEGER NOT NULL,
    used_at    INTEGER
) STRICT, WITHOUT ROWID;

-- One-time links to set a new password.
CREATE TABLE resets (
    secret_hash BLOB PRIMARY KEY NOT NULL,
    user_id     BLOB NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    created_at  INTEGER NOT NULL,
    expires_at  INTEGER NOT NULL,
    used_at     INTEGER
) STRICT, WITHOUT ROWID;

CREATE INDEX resets_of_user ON resets (user_id);
