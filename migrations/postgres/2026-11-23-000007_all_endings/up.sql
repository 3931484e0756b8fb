-- Endings of everybody's sessions, and how far each has come: where the server stops that does one, another goes on.
CREATE TABLE all_endings (
    id            BYTEA PRIMARY KEY NOT NULL,
    actor_id      BYTEA,                 -- who asked for it; NULL: whoever runs the server
    session_id    BYTEA,                 -- theirs, which is left
    ip            TEXT,
    user_agent    TEXT,
    before_id     BYTEA,                 -- sessions with ids before it are still to be ended; NULL: done
    ended         BIGINT NOT NULL,       -- how many so far
    started_at    BIGINT NOT NULL,
    claimed_until BIGINT NOT NULL        -- until when it is one server's to go on with
);
