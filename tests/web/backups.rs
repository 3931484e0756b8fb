//! Backups: a copy of the running server's database that is whole, and restores to a server as it was.

use std::collections::BTreeSet;
use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::thread;
use std::time::Instant;

use diesel::connection::SimpleConnection;
use diesel::sql_types::Text;
use diesel::{Connection, PgConnection, QueryableByName, RunQueryDsl, SqliteConnection, sql_query};
use serde_json::Value;
use tempfile::TempDir;

use crate::database::Database;
use crate::house::{EMAIL, KEY, PASSWORD};
use crate::port::free_port;
use crate::program::{PATIENCE, Program, cookies, fields, run};

/// Enough rows that copying them takes a while.
const MANY: &str = "INSERT INTO events (id, at, kind, detail)
    WITH RECURSIVE n(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n WHERE x < 150000)
    SELECT randomblob(16), unixepoch(), 'sign-in-failed', hex(randomblob(40)) FROM n";
const MANY_POSTGRES: &str = "INSERT INTO events (id, at, kind, detail)
    SELECT decode(md5(x::text), 'hex'), extract(epoch FROM now())::BIGINT, 'sign-in-failed', md5(random()::text) FROM generate_series(1, 150000) x";
/// What is compared.
const TABLES: [&str; 4] = ["users", "user_words", "browsers", "events"];
/// Who signs in and out meanwhile.
const OTHERS: [&str; 3] = ["bob@example.org", "eve@example.org", "zoe@example.org"];
/// So that attempts are not what ends the load.
const ROOMY: [(&str, &str); 3] = [
    ("ROCKET_HALLPASS_ACCOUNT_ATTEMPTS", "100000"),
    ("ROCKET_HALLPASS_ADDRESS_ATTEMPTS", "100000"),
    ("ROCKET_HALLPASS_MAX_SESSIONS", "1000"),
];

#[derive(QueryableByName)]
struct Word {
    #[diesel(sql_type = Text)]
    word: String,
}

fn open(file: &Path) -> SqliteConnection {
    let mut connection = SqliteConnection::establish(&file.to_string_lossy()).expect("it opens");
    connection.batch_execute("PRAGMA busy_timeout = 60000").expect("a patient connection");
    connection
}

fn words(c: &mut SqliteConnection, query: &str) -> Vec<String> {
    sql_query(query).load::<Word>(c).expect(query).into_iter().map(|row| row.word).collect()
}

/// All rows of a table, each as one text with all its columns.
fn rows(c: &mut SqliteConnection, table: &str) -> BTreeSet<String> {
    let columns = words(c, &format!("SELECT 'quote(\"' || name || '\")' AS word FROM pragma_table_info('{table}')"));
    words(c, &format!("SELECT {} AS word FROM {table}", columns.join(" || ',' || "))).into_iter().collect()
}

fn rows_postgres(c: &mut PgConnection, table: &str) -> BTreeSet<String> {
    let found = sql_query(format!("SELECT {table}::TEXT AS word FROM {table}")).load::<Word>(c).expect(table);
    found.into_iter().map(|row| row.word).collect()
}

/// A folder with settings for this database.
fn set_to(database: &Database) -> TempDir {
    let folder = TempDir::new().expect("a temporary folder");
    let settings =
        format!("[default]\nsecret_key = \"{KEY}\"\n[default.hallpass]\ndatabase_url = \"{}\"\n", database.url());
    fs::write(folder.path().join("Rocket.toml"), settings).expect("written");
    folder
}

fn add(program: &Program, email: &str) {
    let said = program.command(&["user", "add", email, "--password-stdin"], PASSWORD);
    assert_eq!(said.code, Some(0), "{}", said.err);
}

fn sign_out(program: &Program, held: &str) {
    let page = program.get("/dashboard", held);
    let token = page.token().expect("a form");
    let all = format!("{held}; {}", cookies(&page));
    let answer = program.post("/logout", &all, "application/x-www-form-urlencoded", &fields(token, &[]));
    assert_eq!(answer.status, 303, "{}", answer.body);
}

/// Four people, one of them signed in, and rows enough.
fn peopled(program: &Program, fill: impl FnOnce()) -> String {
    for email in [EMAIL].into_iter().chain(OTHERS) {
        add(program, email);
    }
    let held = program.sign_in(EMAIL, PASSWORD).expect("she signs in");
    fill();
    held
}

/// Backs up while people sign in and out; again, until somebody has done both while it was made. Which file it is, too.
fn back_up_under_load(program: &Program) -> (PathBuf, Value) {
    let (stop, done) = (AtomicBool::new(false), AtomicUsize::new(0));
    thread::scope(|scope| {
        for email in OTHERS {
            let (stop, done) = (&stop, &done);
            scope.spawn(move || {
                while !stop.load(Ordering::Relaxed) {
                    if let Some(held) = program.sign_in(email, PASSWORD) {
                        sign_out(program, &held);
                        done.fetch_add(1, Ordering::Relaxed);
                    }
                }
            });
        }
        let start = Instant::now();
        // Where they are refused nobody ever does, which is told below.
        while done.load(Ordering::Relaxed) < 3 && start.elapsed() < PATIENCE {
            thread::yield_now();
        }
        let made = (0..50).find_map(|number| {
            let file = format!("copy-{number}");
            let began = done.load(Ordering::Relaxed);
            let said = program.command(&["backup", &file, "--json"], "");
            (said.code != Some(0) || done.load(Ordering::Relaxed) > began).then_some((file, said))
        });
        stop.store(true, Ordering::Relaxed);
        let (file, said) = made.expect("people sign in and out meanwhile");
        assert_eq!(said.code, Some(0), "{}", said.err);
        (program.folder.path().join(file), serde_json::from_str(&said.out).expect("an object"))
    })
}

/// What was there before is in the copy, as it was, and as many rows as the command says.
fn compare(told: &Value, before: &[BTreeSet<String>], after: &[BTreeSet<String>]) {
    for ((table, before), after) in TABLES.iter().zip(before).zip(after) {
        // A browser is seen again with each sign-in; the others only grow.
        assert!(*table == "browsers" || before.is_subset(after), "{table}");
        assert!(before.len() <= after.len(), "{table}");
        assert_eq!(told["rows"][table], after.len(), "{table}");
    }
}

/// The server over what was restored goes on where the other one was.
fn goes_on(restored: &Program, held: &str) {
    assert!(restored.is_in(held), "who was signed in before still is");
    assert!(restored.sign_in("bob@example.org", PASSWORD).is_some());
    assert_eq!(restored.command(&["user", "list"], "").out.lines().count(), 5);
    // What the command says is to be done after restoring.
    assert_eq!(restored.command(&["session", "end", "--all"], "").code, Some(0));
    assert!(!restored.is_in(held));
}

#[test]
fn a_backup_made_under_load_restores_to_a_server_as_it_was() {
    let program = Program::start(&ROOMY);
    let source = program.folder.path().join("data/hallpass.db");
    let held = peopled(&program, || open(&source).batch_execute(MANY).expect("rows"));
    let before = TABLES.map(|table| rows(&mut open(&source), table));
    let (file, told) = back_up_under_load(&program);
    assert!(told["rows"]["users"] == 4 && told["secret_key_is_in_it"] == false, "{told}");
    assert_eq!(told["secret_key_is_in"], "data/secret.key");
    assert_eq!(fs::metadata(&file).expect("it is there").permissions().mode() & 0o777, 0o600);
    let left: Vec<_> =
        fs::read_dir(program.folder.path()).expect("a folder").flatten().map(|e| e.file_name()).collect();
    assert!(left.iter().all(|name| !name.to_string_lossy().contains("partial")), "{left:?}");

    let elsewhere = TempDir::new().expect("a temporary folder");
    let data = elsewhere.path().join("data");
    fs::create_dir(&data).expect("made");
    fs::copy(&file, data.join("hallpass.db")).expect("copied");
    fs::copy(program.folder.path().join("data/secret.key"), data.join("secret.key")).expect("copied");
    let mut copy = open(&data.join("hallpass.db"));
    assert_eq!(words(&mut copy, "SELECT integrity_check AS word FROM pragma_integrity_check"), ["ok"]);
    assert!(words(&mut copy, "SELECT \"table\" AS word FROM pragma_foreign_key_check").is_empty());
    compare(&told, &before, &TABLES.map(|table| rows(&mut copy, table)));
    drop(copy);
    goes_on(&Program::start_in(elsewhere, free_port(), &ROOMY), &held);
    assert!(program.is_in(&held), "and the other server is not touched");
}

#[test]
fn a_backup_of_postgresql_made_under_load_restores_to_a_server_as_it_was() {
    let (database, other) = (Database::postgres(), Database::postgres());
    let program = Program::start_in(set_to(&database), free_port(), &ROOMY);
    let source = || PgConnection::establish(&database.url()).expect("it answers");
    let held = peopled(&program, || source().batch_execute(MANY_POSTGRES).expect("rows"));
    let before = TABLES.map(|table| rows_postgres(&mut source(), table));
    let (file, told) = back_up_under_load(&program);
    assert!(told["rows"]["users"] == 4 && told["secret_key_is_in_it"] == false, "{told}");

    let mut restore = Command::new("pg_restore");
    restore.args(["--dbname", &other.url()]).arg(file);
    let said = run(&mut restore, "");
    assert!(said.code == Some(0) && said.err.is_empty(), "{}", said.err);
    let mut copy = PgConnection::establish(&other.url()).expect("it answers");
    compare(&told, &before, &TABLES.map(|table| rows_postgres(&mut copy, table)));
    goes_on(&Program::start_in(set_to(&other), free_port(), &ROOMY), &held);
    assert!(program.is_in(&held), "and the other server is not touched");
}

#[test]
fn a_backup_says_what_is_not_in_it() {
    let program = Program::start(&[]);
    let said = program.command(&["backup", "copy.db"], "");
    assert_eq!((said.code, said.err.as_str()), (Some(0), ""));
    for part in ["copy.db", "0 accounts", "NOT in it", "data/secret.key", "hallpass session end --all"] {
        assert!(said.out.contains(part), "no {part} in {}", said.out);
    }
}

#[test]
fn nothing_that_is_there_is_written_over() {
    let program = Program::start(&[]);
    let at = |name: &str| program.folder.path().join(name);
    fs::write(at("there"), "kept").expect("written");
    fs::write(at("begun.partial"), "kept").expect("written");
    std::os::unix::fs::symlink("nowhere", at("link")).expect("a link");
    for (name, named) in [
        ("there", "there is there already"),
        ("begun", "begun.partial is there"),
        ("link", "link is there already"),
        ("data", "data is there already"),
        ("no/such/folder", "cannot be written"),
        ("..", "is no name of a file"),
    ] {
        let said = program.command(&["backup", name], "");
        assert!(said.code == Some(1) && said.err.contains(named) && said.out.is_empty(), "{name}: {}", said.err);
    }
    assert_eq!(fs::read_to_string(at("there")).expect("it is there"), "kept");
    assert_eq!(fs::read_to_string(at("begun.partial")).expect("it is there"), "kept");
    assert!(!at("begun").exists() && !at("nowhere").exists());
    // Nor what another command is writing just now.
    let busy = fs::File::create(at("busy.partial")).expect("made");
    fs::set_permissions(at("busy.partial"), fs::Permissions::from_mode(0o600)).expect("set");
    busy.lock().expect("locked");
    let said = program.command(&["backup", "busy"], "");
    assert!(said.code == Some(1) && said.err.contains("another command is writing it just now"), "{}", said.err);
    assert!(at("busy.partial").exists() && !at("busy").exists());
    drop(busy);
    // What a backup left that was killed is taken over.
    for left in ["left.partial", "left.partial-journal"] {
        fs::write(at(left), "half").expect("written");
        fs::set_permissions(at(left), fs::Permissions::from_mode(0o600)).expect("set");
    }
    assert_eq!(program.command(&["backup", "left"], "").code, Some(0));
    assert!(at("left").exists() && !at("left.partial").exists() && !at("left.partial-journal").exists());
}

#[test]
fn a_full_disk_leaves_nothing_and_says_what_to_do() {
    let program = Program::start(&[]);
    let shell = format!("trap '' XFSZ; ulimit -f 64; exec '{}' backup copy.db", env!("CARGO_BIN_EXE_hallpass"));
    let mut command = Command::new("sh");
    command.args(["-c", &shell]).current_dir(program.folder.path()).env("ROCKET_PORT", program.port.to_string());
    let said = run(&mut command, "");
    assert!(said.code == Some(1) && said.out.is_empty(), "{}{}", said.out, said.err);
    assert!(said.err.contains("make room there") && said.err.lines().count() == 1, "{}", said.err);
    let left = fs::read_dir(program.folder.path()).expect("a folder").flatten();
    assert!(left.into_iter().all(|entry| !entry.file_name().to_string_lossy().contains("copy")));
    assert_eq!(program.command(&["backup", "copy.db"], "").code, Some(0), "and the server goes on");
}

#[test]
fn postgresql_is_dumped_by_its_own_program_and_where_there_is_none_it_says_what_to_call() {
    let database = Database::postgres();
    let program = Program::start_in(set_to(&database), free_port(), &[]);
    let said = program.command_with(&["backup", "copy.dump"], &[("PATH", "/nowhere")]);
    assert!(said.code == Some(1) && said.err.contains("pg_dump --format=custom"), "{}", said.err);
    assert!(!program.folder.path().join("copy.dump.partial").exists());
    let said = program.command(&["backup", "copy.dump"], "");
    assert_eq!(said.code, Some(0), "{}", said.err);
    assert!(said.out.contains("the setting secret_key") && said.out.contains("0 accounts"), "{}", said.out);
}

#[test]
fn a_dump_of_which_a_part_is_lost_is_no_backup() {
    let database = Database::postgres();
    let program = Program::start_in(set_to(&database), free_port(), &[]);
    PgConnection::establish(&database.url()).expect("it answers").batch_execute(MANY_POSTGRES).expect("rows");
    // A pg_dump that loses the end of what it writes and does not say so.
    let folder = program.folder.path().join("bin");
    fs::create_dir(&folder).expect("made");
    fs::write(folder.join("pg_dump"), "#!/bin/sh\nPATH=${PATH#*:} pg_dump \"$@\" | head -c 1000000\n")
        .expect("written");
    fs::set_permissions(folder.join("pg_dump"), fs::Permissions::from_mode(0o755)).expect("set");
    let path = format!("{}:{}", folder.display(), std::env::var("PATH").expect("a path"));
    let said = program.command_with(&["backup", "copy.dump"], &[("PATH", &path)]);
    assert!(said.code == Some(1) && said.err.contains("nothing was left of it"), "{}{}", said.out, said.err);
    for left in ["copy.dump", "copy.dump.partial"] {
        assert!(!program.folder.path().join(left).exists(), "{left}");
    }
}
