//! The pages as a browser meets them: what each answers, what it refuses, and what an attacker gets out of it.
//!
//! Each test has a house of its own: one running Hallpass on its own database, with a clock that stands still until
//! the test moves it. `HALLPASS_TEST_POSTGRES` is the address of a PostgreSQL for what must hold there too; `tests/run`
//! starts one.

// What is tested: a file a page,
mod admin;
mod confirm;
mod connections;
mod dashboard;
mod data;
mod deletion;
mod doctor;
mod email;
mod errors;
mod forgot;
mod history;
mod invite;
mod join;
mod login;
mod logout;
mod notices;
mod password_change;
mod profile;
mod providers;
mod real_providers;
mod reset;
mod sessions;
mod setup;
mod static_files;
mod tokens;
mod walk;
mod workos;

// and a file for what concerns all of them.
mod backups;
mod commands;
mod cookies;
mod drift;
mod forms;
mod guards;
mod headers;
mod imports;
mod kept;
mod keys;
mod lock;
mod logs;
mod outage;
mod outbox;
mod proxies;
mod reads;
mod routes;
mod settings;
mod throttle;

// With what.
mod answer;
mod browser;
mod database;
mod fake;
mod house;
#[path = "../port/mod.rs"]
mod port;
mod program;
#[path = "../provider/mod.rs"]
mod provider;
#[path = "../smtp/mod.rs"]
mod smtp;
