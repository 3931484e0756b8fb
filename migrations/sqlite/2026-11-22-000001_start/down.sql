DROP TABLE resets;
DROP TABLE setup;
DROP TABLE attempts;
DROP TABLE browsers;
DROP TABLE events;
DROP TABLE sessions;
DROP TABLE users;
