DROP INDEX all_sessions_of_user;
