DROP TABLE all_endings;
