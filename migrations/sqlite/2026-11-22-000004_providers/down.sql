DROP TABLE signing_keys;
DROP TABLE logout_tokens;
DROP TABLE grants;
DROP TABLE identities;
