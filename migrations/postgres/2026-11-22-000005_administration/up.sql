-- Which import brought them in; NULL: none.
ALTER TABLE users ADD COLUMN import_id BYTEA;

-- Lists of users are read along an index, a page at a time, however many there are.
CREATE INDEX users_of_role ON users (role, id);
CREATE INDEX users_disabled ON users (id) WHERE disabled_at IS NOT NULL;
CREATE INDEX users_of_import ON users (import_id, id) WHERE import_id IS NOT NULL;
-- Whose hash another program made: until they next sign in.
CREATE INDEX users_of_foreign_hash ON users (id) WHERE substr(password_hash, 1, 10) <> '$argon2id$';

-- What users are found by: each word of their name and e-mail, made in Rust.
CREATE TABLE user_words (
    word    TEXT COLLATE "C" NOT NULL,
    user_id BYTEA NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    PRIMARY KEY (word, user_id)
);

CREATE INDEX words_of_user ON user_words (user_id, word);

-- Users brought in from a file.
CREATE TABLE imports (
    id          BYTEA PRIMARY KEY NOT NULL,
    file        TEXT NOT NULL,             -- its name
    digest      BYTEA NOT NULL,             -- SHA-256 of what is in it
    users       BIGINT NOT NULL,           -- how many are in it
    done        BIGINT NOT NULL,           -- how many of them were taken or left out so far
    left_out    BIGINT NOT NULL,           -- whose e-mail had an account by then
    started_at  BIGINT NOT NULL,
    finished_at BIGINT,
    undone_at   BIGINT
);

-- Counts by the hour, kept by a job.
CREATE TABLE hours (
    hour       BIGINT NOT NULL,            -- when it began
    name       TEXT NOT NULL,              -- of what
    number     BIGINT NOT NULL,
    counted_at BIGINT NOT NULL,
    PRIMARY KEY (hour, name)
);

-- When each job last came to its end.
CREATE TABLE runs (
    name   TEXT PRIMARY KEY NOT NULL,
    at     BIGINT NOT NULL,
    number BIGINT NOT NULL                 -- of what it did
);

CREATE INDEX mails_not_sent ON mails (id) WHERE sent_at IS NULL;

-- For the counts by the hour: of the kinds that are counted alone. The time stands first: PostgreSQL takes the condition on
-- the kind for said by the index, and would with the kind first read all of it.
CREATE INDEX events_counted ON events (at, kind) WHERE kind IN ('sign-in', 'sign-in-failed');
