-- Endings of everybody's sessions, and how far each has come: where the server stops that does one, another goes on.
CREATE TABLE all_endings (
    id            BLOB PRIMARY KEY NOT NULL,
    actor_id      BLOB,                 -- who asked for it; NULL: whoever runs the server
    session_id    BLOB,                 -- theirs, which is left
    ip            TEXT,
    user_agent    TEXT,
    before_id     BLOB,                 -- sessions with ids before it are still to be ended; NULL: done
    ended         INTEGER NOT NULL,       -- how many so far
    started_at    INTEGER NOT NULL,
    claimed_until INTEGER NOT NULL        -- until when it is one server's to go on with
) STRICT;
