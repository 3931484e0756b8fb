-- All sessions of a user, live or over: the other two indexes hold a part each, and so serve neither the list of both nor
-- the deletion of a user, which would look through everybody's.
CREATE INDEX all_sessions_of_user ON sessions (user_id, id);
