DROP INDEX events_of_kind;
