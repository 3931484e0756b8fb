//! Arrows go one way: which room may name which, and which crate stays where.

use crate::files::{File, assert_none, files};
use crate::rust::{Rust, is_word};

/// Each room, and whom it may name besides those below all.
const ROOMS: &[(&str, &[&str])] = &[
    ("web", &["auth"]),
    ("jobs", &["auth", "mail"]),
    // It opens the database for a command; what happens there is auth's.
    ("cli", &["auth", "db", "jobs", "mail"]),
    ("auth", &["store", "db", "mail", "provider"]),
    ("mail", &[]),
    ("provider", &[]),
    ("store", &["db"]),
    ("db", &[]),
    ("texts", &[]),
    ("moment", &[]),
    ("agent", &[]),
    ("embedded", &[]),
    ("config", &[]),
    ("belief", &[]),
    ("keys", &[]),
    ("jws", &[]),
    ("clock", &[]),
    ("error", &[]),
    ("log", &[]),
];
const BELOW_ALL: &[&str] =
    &["texts", "moment", "agent", "embedded", "config", "belief", "keys", "jws", "clock", "error", "log"];

/// Each crate that stays somewhere, and where.
const CRATES: &[(&str, &[&str])] = &[
    ("rocket", &["src/web/", "src/cli/", "src/config/", "src/lib.rs", "src/main.rs"]),
    ("rocket_dyn_templates", &["src/web/"]),
    ("cookie", &["src/web/"]),
    ("diesel", &["src/db/", "src/store/"]),
    ("diesel_migrations", &["src/db/"]),
    ("argon2", &["src/auth/"]),
    ("bcrypt", &["src/auth/"]),
    ("pbkdf2", &["src/auth/"]),
    ("scrypt", &["src/auth/"]),
    ("csv", &["src/cli/"]),
    ("indicatif", &["src/cli/"]),
    ("clap", &["src/cli/"]),
    ("clap_complete", &["src/cli/"]),
    ("indicatif", &["src/cli/"]),
    ("openidconnect", &["src/provider/"]),
    ("reqwest", &["src/provider/", "src/cli/doctor/"]),
    ("ring", &["src/jws.rs"]),
    ("lettre", &["src/mail/", "src/config/"]),
];

#[test]
fn each_room_names_only_rooms_below_it() {
    assert_none(files("src", ".rs").iter().flat_map(names_above));
}

#[test]
fn each_crate_stays_in_its_rooms() {
    assert_none(files("src", ".rs").iter().flat_map(crates_astray));
}

#[test]
fn every_room_is_in_the_list() {
    let lib = Rust::of(&crate::files::file("src/lib.rs"));
    let mut rooms: Vec<&str> = lib.code.iter().filter_map(|line| line.strip_prefix("pub mod ")).collect();
    let mut listed: Vec<String> = ROOMS.iter().map(|(room, _)| format!("{room};")).collect();
    rooms.sort_unstable();
    listed.sort_unstable();
    assert_eq!(rooms, listed, "a new room needs a line here and in src/lib.rs");
}

#[test]
fn a_breach_is_found() {
    let broken = |path, text| names_above(&File::sample(path, text));
    for (path, text) in [
        ("src/store/users.rs", "use crate::auth::Auth;"),
        ("src/store/users.rs", "use crate::{\n    clock,\n    web::{self, cookie},\n};"),
        ("src/store/mod.rs", "fn f() { crate::web::g() }"),
        ("src/auth/lane.rs", "use super::super::web;"),
        ("src/auth/mod.rs", "use super::{clock, web};"),
        ("src/web/login.rs", "use crate::db::Db;"),
        ("src/web/login.rs", "use crate::store;"),
        ("src/jobs/mod.rs", "use crate::web;"),
        ("src/db/sqlite.rs", "crate::store::users"),
        ("src/clock.rs", "use crate::auth;"),
    ] {
        assert_eq!(broken(path, text).len(), 1, "{path}: {text}");
    }
    assert_eq!(broken("src/jobs/mod.rs", "\n\nuse crate::web;"), ["src/jobs/mod.rs:3: jobs must not name web"]);
    for (path, text) in [
        ("src/store/users.rs", "// crate::auth\nuse crate::db::AnyConnection;"),
        ("src/auth/lane.rs", "use super::web;"),
        ("src/auth/lane.rs", "use crate::webs;"),
        ("src/web/login.rs", "use crate::{auth::{store}, clock};"),
        ("src/lib.rs", "use crate::web;"),
    ] {
        assert_none(broken(path, text));
    }
}

#[test]
fn a_crate_astray_is_found() {
    let broken = |path, text| crates_astray(&File::sample(path, text));
    for (path, text) in [
        ("src/auth/mod.rs", "use rocket::State;"),
        ("src/auth/mod.rs", "#[rocket::get]"),
        ("src/web/login.rs", "use diesel::prelude::*;"),
        ("src/web/login.rs", "use ::diesel;"),
        ("src/store/users.rs", "diesel_migrations::x()"),
    ] {
        assert_eq!(broken(path, text).len(), 1, "{path}: {text}");
    }
    for (path, text) in [
        ("src/web/login.rs", "use rocket::State; // diesel"),
        ("src/cli/serve.rs", "let rocket = 1;"),
        ("src/jobs/mod.rs", "fn rocket() { rocket.x() }"),
    ] {
        assert_none(broken(path, text));
    }
}

fn names_above(file: &File) -> Vec<String> {
    let path = file.path.trim_start_matches("src/").trim_end_matches(".rs").trim_end_matches("/mod");
    let depth = path.split('/').count();
    let room = path.split('/').next().unwrap_or_default();
    let Some((_, may)) = ROOMS.iter().find(|(name, _)| *name == room) else { return Vec::new() };
    let named = named(&Rust::of(file).code.join("\n"), depth);
    let is_room = |name: &str| ROOMS.iter().any(|(room, _)| *room == name);
    let allowed = |name: &str| name == room || BELOW_ALL.contains(&name) || may.contains(&name);
    let forbidden = named.into_iter().filter(|(_, name)| is_room(name) && !allowed(name));
    forbidden.map(|(line, name)| file.wrong(line, &format!("{room} must not name {name}"))).collect()
}

/// What is named of the crate's root, as `crate::x`, `crate::{x, y}` or by as many `super::` as lead there.
fn named(code: &str, depth: usize) -> Vec<(usize, String)> {
    let up = "super::".repeat(depth);
    let mut named = Vec::new();
    for root in ["crate::", &up] {
        for (at, _) in code.match_indices(root) {
            if code[..at].ends_with(is_word) || code[..at].ends_with("::") {
                continue;
            }
            let after = &code[at + root.len()..];
            let line = code[..at].matches('\n').count();
            named.extend(first_words(after).into_iter().map(|word| (line, word)));
        }
    }
    named
}

/// The first word of a path, or of each path in a group.
fn first_words(path: &str) -> Vec<String> {
    let Some(group) = path.strip_prefix('{') else { return vec![word(path)] };
    let (mut words, mut depth, mut start) = (Vec::new(), 0, 0);
    for (at, c) in group.char_indices() {
        match c {
            '{' => depth += 1,
            '}' | ',' if depth == 0 => {
                words.push(word(group[start..at].trim()));
                start = at + 1;
                if c == '}' {
                    break;
                }
            }
            '}' => depth -= 1,
            _ => (),
        }
    }
    words
}

fn word(path: &str) -> String {
    path.chars().take_while(|c| is_word(*c)).collect()
}

fn crates_astray(file: &File) -> Vec<String> {
    let rust = Rust::of(file);
    let astray = CRATES.iter().filter(|(_, places)| !places.iter().any(|place| file.path.starts_with(place)));
    let found = astray.flat_map(|(name, _)| {
        let imported =
            move |line: &str| line.trim() == format!("use {name};") || line.trim() == format!("use ::{name};");
        let rust = &rust;
        let places = rust.places(name).filter(move |(line, after)| {
            // `crate::cookie::x` and `super::cookie::x` are modules of ours.
            let ours = rust.code[*line].contains(&format!("super::{name}"))
                || rust.code[*line].contains(&format!("crate::{name}"));
            (after.starts_with("::") && !ours) || imported(&rust.code[*line])
        });
        places.map(move |(line, _)| file.wrong(line, &format!("{name} does not belong here")))
    });
    found.collect()
}
