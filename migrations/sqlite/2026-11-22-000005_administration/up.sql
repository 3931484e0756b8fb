-- Which import brought them in; NULL: none.
ALTER TABLE users ADD COLUMN import_id BLOB;

-- Lists of users are read along an index, a page at a time, however many there are.
CREATE INDEX users_of_role ON users (role, id);
CREATE INDEX users_disabled ON users (id) WHERE disabled_at IS NOT NULL;
CREATE INDEX users_of_import ON users (import_id, id) WHERE import_id IS NOT NULL;
-- Whose hash another program made: until they next sign in.
CREATE INDEX users_of_foreign_hash ON users (id) WHERE substr(password_hash, 1, 10) <> '$argon2id$';

-- What users are found by: each word of their name and e-mail, made in Rust.
CREATE TABLE user_words (
    word    TEXT NOT NULL,
    user_id BLOB NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    PRIMARY KEY (word, user_id)
) STRICT, WITHOUT ROWID;

CREATE INDEX words_of_user ON user_words (user_id, word);

-- Users brought in from a file.
CREATE TABLE imports (
    id          BLOB PRIMARY KEY NOT NULL,
    file        TEXT NOT NULL,             -- its name
    digest      BLOB NOT NULL,             -- SHA-256 of what is in it
    users       INTEGER NOT NULL,           -- how many are in it
    done        INTEGER NOT NULL,           -- how many of them were taken or left out so far
    left_out    INTEGER NOT NULL,           -- whose e-mail had an account by then
    started_at  INTEGER NOT NULL,
    finished_at INTEGER,
    undone_at   INTEGER
) STRICT;

-- Counts by the hour, kept by a job.
CREATE TABLE hours (
    hour       INTEGER NOT NULL,            -- when it began
    name       TEXT NOT NULL,              -- of what
    number     INTEGER NOT NULL,
    counted_at INTEGER NOT NULL,
    PRIMARY KEY (hour, name)
) STRICT, WITHOUT ROWID;

-- When each job last came to its end.
CREATE TABLE runs (
    name   TEXT PRIMARY KEY NOT NULL,
    at     INTEGER NOT NULL,
    number INTEGER NOT NULL                 -- of what it did
) STRICT, WITHOUT ROWID;

CREATE INDEX mails_not_sent ON mails (id) WHERE sent_at IS NULL;

-- For the counts by the hour: of the kinds that are counted alone. The kind stands first: with the time first SQLite would
-- rather read all events of these kinds by the index of kinds.
CREATE INDEX events_counted ON events (kind, at) WHERE kind IN ('sign-in', 'sign-in-failed');
