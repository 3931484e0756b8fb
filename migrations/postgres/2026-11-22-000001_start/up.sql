-- Times are unix seconds, lengths of time seconds, ids UUIDs of version 7 in 16 bytes.

CREATE TABLE users (
    id              BYTEA PRIMARY KEY NOT NULL,
    email           TEXT NOT NULL,
    email_canonical TEXT NOT NULL UNIQUE,      -- made in Rust: the two databases fold case differently
    name            TEXT NOT NULL,
    password_hash   TEXT,                      -- NULL: cannot sign in by password
    role            TEXT NOT NULL,
    language        TEXT,
    time_zone       TEXT,
    auth_epoch      BIGINT NOT NULL,            -- raised by every change that must end all sessions
    created_at      BIGINT NOT NULL,
    disabled_at     BIGINT
);

CREATE TABLE sessions (
    id                   BYTEA PRIMARY KEY NOT NULL,
    user_id              BYTEA NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    auth_epoch           BIGINT NOT NULL,
    secret_hash          BYTEA NOT NULL,        -- SHA-256 of the secret; the secret is only in the cookie
    previous_secret_hash BYTEA,
    rotated_at           BIGINT,
    created_at           BIGINT NOT NULL,
    authenticated_at     BIGINT NOT NULL,       -- when credentials were last proven
    last_seen_at         BIGINT NOT NULL,
    idle_timeout         BIGINT NOT NULL,
    expires_at           BIGINT NOT NULL,       -- the absolute end; never moved
    remember             BOOLEAN NOT NULL,
    methods              TEXT NOT NULL,
    ip                   TEXT,
    user_agent           TEXT,
    last_ip              TEXT,                 -- NULL: as at the start
    last_user_agent      TEXT,                 -- NULL: as at the start
    browser_id           BYTEA,
    key_id               BIGINT NOT NULL,       -- the secret key that sealed its cookie
    ended_at             BIGINT,                -- NULL: not ended by choice or rule; expiry is computed, never written
    end_reason           TEXT,
    ended_by             BYTEA
);

-- One index for a user's sessions and one for their ended ones. Neither holds last_seen_at, so that a touch moves no index.
-- With the absolute end, so that the list of live ones does not visit those that are over.
CREATE INDEX sessions_of_user ON sessions (user_id, expires_at) WHERE ended_at IS NULL;
CREATE INDEX ended_sessions_of_user ON sessions (user_id, ended_at) WHERE ended_at IS NOT NULL;

CREATE TABLE events (
    id         BYTEA PRIMARY KEY NOT NULL,
    at         BIGINT NOT NULL,
    kind       TEXT NOT NULL,
    user_id    BYTEA REFERENCES users (id) ON DELETE CASCADE,
    actor_id   BYTEA,                           -- who did it, when it was not the user
    session_id BYTEA,
    ip         TEXT,
    user_agent TEXT,
    detail     TEXT
);

-- With the kind: a stranger can add failures to an account without end, and its sign-ins have to be found among them.
-- With what a list shows, so that it is read from one place instead of one place for each event.
CREATE INDEX events_of_user ON events (user_id, kind, id) INCLUDE (at, ip, user_agent);

-- Browsers that have proven a user: they have an allowance of attempts of their own.
CREATE TABLE browsers (
    browser_id BYTEA NOT NULL,
    user_id    BYTEA NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    first_at   BIGINT NOT NULL,
    last_at    BIGINT NOT NULL,
    PRIMARY KEY (browser_id, user_id)
);

CREATE INDEX browsers_of_user ON browsers (user_id);

-- Attempts by account, browser or address, under a hash of which.
CREATE TABLE attempts (
    name     BYTEA PRIMARY KEY NOT NULL,
    free_at  BIGINT NOT NULL,                   -- when all counted attempts will be forgotten
    failures BIGINT NOT NULL,                   -- in a row
    last_at  BIGINT NOT NULL
);

-- The one-time code for the first account: one row, shared by all servers, used at most once.
CREATE TABLE setup (
    id         BIGINT PRIMARY KEY NOT NULL CHECK (id = 1),
    nonce      BYTEA NOT NULL,
    code_hash  BYTEA NOT NULL,
    expires_at BIGINT NOT NULL,
    used_at    BIGINT
);

-- One-time links to set a new password.
CREATE TABLE resets (
    secret_hash BYTEA PRIMARY KEY NOT NULL,
    user_id     BYTEA NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    created_at  BIGINT NOT NULL,
    expires_at  BIGINT NOT NULL,
    used_at     BIGINT
);

CREATE INDEX resets_of_user ON resets (user_id);
