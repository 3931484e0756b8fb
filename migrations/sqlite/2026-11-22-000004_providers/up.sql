-- Whom a provider has proven, by what it calls them for good; never by e-mail, which changes hands.
CREATE TABLE identities (
    id         BLOB PRIMARY KEY NOT NULL,
    user_id    BLOB NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    provider   TEXT NOT NULL,              -- its name in the settings
    issuer     TEXT NOT NULL,
    subject    TEXT NOT NULL,
    email      TEXT,                       -- as the provider last said; for showing alone
    created_at INTEGER NOT NULL,
    last_at    INTEGER NOT NULL
) STRICT;

CREATE UNIQUE INDEX identities_of_subject ON identities (issuer, subject);
CREATE INDEX identities_of_user ON identities (user_id);

-- What a provider gave with a session.
CREATE TABLE grants (
    session_id    BLOB PRIMARY KEY NOT NULL REFERENCES sessions (id) ON DELETE CASCADE,
    user_id       BLOB NOT NULL,
    provider      TEXT NOT NULL,
    issuer        TEXT NOT NULL,
    subject       TEXT NOT NULL,
    sid           TEXT,                    -- the session there
    sealed        BLOB,                   -- its tokens, under a secret key; NULL: none are kept
    key_id        INTEGER,
    renew_at      INTEGER,                    -- when they are to be renewed; NULL: never
    claimed_until INTEGER                     -- until when that is one server's to do
) STRICT;

CREATE INDEX grants_of_subject ON grants (issuer, subject);
CREATE INDEX grants_of_sid ON grants (issuer, sid) WHERE sid IS NOT NULL;
CREATE INDEX grants_kept ON grants (session_id) WHERE sealed IS NOT NULL;

-- Logout tokens that were taken: each counts once.
CREATE TABLE logout_tokens (
    hash       BLOB PRIMARY KEY NOT NULL, -- of issuer and jti
    expires_at INTEGER NOT NULL
) STRICT;

-- Keys that sign access tokens. Two servers that make the next one at once find that it is there.
CREATE TABLE signing_keys (
    generation INTEGER PRIMARY KEY NOT NULL,
    public_key TEXT NOT NULL,              -- JSON
    sealed     BLOB NOT NULL,             -- the private key, under a secret key
    key_id     INTEGER NOT NULL,
    created_at INTEGER NOT NULL,
    signs_from INTEGER NOT NULL
) STRICT;
