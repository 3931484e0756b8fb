-- For the history of everybody, a kind at a time: those that are rare have to be found among sign-ins.
CREATE INDEX events_of_kind ON events (kind, id);
