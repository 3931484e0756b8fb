//! What the store promises: each promise is written once and kept on SQLite and on a real PostgreSQL. Besides, what
//! each of the two promises alone, and what they have to have in common.

#![allow(unreachable_pub, reason = "nothing imports a test program")]

mod all_endings;
mod attempts;
mod browsers;
mod columns;
mod endings;
mod events;
mod fixture;
mod grants;
mod hours;
mod identities;
mod imports;
mod key_use;
mod links;
mod lists;
mod logout_tokens;
mod mails;
mod plans;
#[path = "../port/mod.rs"]
mod port;
mod postgres;
mod promise;
mod rows;
mod runs;
mod schemas;
mod sessions;
mod setup;
mod signing_keys;
mod sqlite;
mod touches;
mod transactions;
mod user_words;
mod users;

use std::process::ExitCode;

use libtest_mimic::{Arguments, Trial};

use crate::fixture::Backend;
use crate::promise::Promise;

fn main() -> ExitCode {
    let mut trials = Vec::new();
    for backend in [Backend::Sqlite, Backend::Postgres] {
        trials.extend(promises().into_iter().map(|promise| promise.on(backend)));
    }
    trials.extend(alone());
    libtest_mimic::run(&Arguments::from_args(), trials).exit_code()
}

/// What holds on both.
fn promises() -> Vec<Promise> {
    [
        all_endings::promises(),
        attempts::promises(),
        browsers::promises(),
        columns::promises(),
        endings::promises(),
        events::promises(),
        grants::promises(),
        hours::promises(),
        identities::promises(),
        imports::promises(),
        key_use::promises(),
        links::promises(),
        lists::promises(),
        logout_tokens::promises(),
        mails::promises(),
        plans::promises(),
        runs::promises(),
        schemas::promises(),
        sessions::promises(),
        setup::promises(),
        signing_keys::promises(),
        touches::promises(),
        transactions::promises(),
        user_words::promises(),
        users::promises(),
    ]
    .into_iter()
    .flatten()
    .collect()
}

/// What concerns one of them, or both together.
fn alone() -> Vec<Trial> {
    [sqlite::trials(), postgres::trials(), schemas::trials()].into_iter().flatten().collect()
}
