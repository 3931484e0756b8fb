//! Backups: a copy of the running server's database that is whole, and restores to a server as it was.

use std::collections::BTreeSet;
use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::process::Command;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::thread;

use diesel::connection::SimpleConnection;
use diesel::sql_types::Text;
use diesel::{Connection, QueryableByName, RunQueryDsl, SqliteConnection, sql_query};
use serde_json::Value;
use tempfile::TempDir;

use crate::database::Database;
use crate::house::{EMAIL, KEY, PASSWORD};
use crate::port::free_port;
use crate::program::{Program, cookies, fields, run};

/// Enough rows that copying them takes a while.
const MANY: &str = "INSERT INTO events (id, at, kind, detail)
    WITH RECURSIVE n(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n WHERE x < 150000)
    SELECT randomblob(16), x, 'sign-in-failed', hex(randomblob(40)) FROM n";
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
    SqliteConnection::establish(&file.to_string_lossy()).expect("it opens")
}

fn words(c: &mut SqliteConnection, query: &str) -> Vec<String> {
    sql_query(query).load::<Word>(c).expect(query).into_iter().map(|row| row.word).collect()
}

/// All rows of a table, each as one text with all its columns.
fn rows(c: &mut SqliteConnection, table: &str) -> BTreeSet<String> {
    let columns = words(c, &format!("SELECT 'quote(\"' || name || '\")' AS word FROM pragma_table_info('{table}')"));
    words(c, &format!("SELECT {} AS word FROM {table}", columns.join(" || ',' || "))).into_iter().collect()
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

#[test]
fn a_backup_made_under_load_restores_to_a_server_as_it_was() {
    let program = Program::start(&ROOMY);
    let source = program.folder.path().join("data/hallpass.db");
    for email in [EMAIL, "bob@example.org", "eve@example.org", "zoe@example.org"] {
        add(&program, email);
    }
    let held = program.sign_in(EMAIL, PASSWORD).expect("she signs in");
    open(&source).batch_execute(MANY).expect("rows");
    let before: Vec<BTreeSet<String>> =
        ["users", "user_words", "browsers", "events"].iter().map(|table| rows(&mut open(&source), table)).collect();
    let (stop, done) = (AtomicBool::new(false), AtomicUsize::new(0));
    let file = program.folder.path().join("copy.db");
    let (mut began, mut ended) = (0, 0);
    thread::scope(|scope| {
        for email in ["bob@example.org", "eve@example.org", "zoe@example.org"] {
            let (program, stop, done) = (&program, &stop, &done);
            scope.spawn(move || {
                while !stop.load(Ordering::Relaxed) {
                    if let Some(held) = program.sign_in(email, PASSWORD) {
                        sign_out(program, &held);
                        done.fetch_add(1, Ordering::Relaxed);
                    }
                }
            });
        }
        while done.load(Ordering::Relaxed) < 3 {
            thread::yield_now();
        }
        began += done.load(Ordering::Relaxed);
        let said = program.command(&["backup", "copy.db", "--json"], "");
        ended += done.load(Ordering::Relaxed);
        stop.store(true, Ordering::Relaxed);
        assert_eq!(said.code, Some(0), "{}", said.err);
        let told: Value = serde_json::from_str(&said.out).expect("an object");
        assert!(told["rows"]["users"] == 4 && told["secret_key_is_in_it"] == false, "{told}");
        assert_eq!(told["secret_key_is_in"], "data/secret.key");
    });
    assert!(ended > began, "people signed in and out meanwhile");
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
    for (table, before) in ["users", "user_words", "browsers", "events"].iter().zip(before) {
        let after = rows(&mut copy, table);
        // A browser is seen again with each sign-in; the others only grow.
        assert!(*table == "browsers" || before.is_subset(&after), "{table}");
        assert!(before.len() <= after.len(), "{table}");
    }
    drop(copy);
    let restored = Program::start_in(elsewhere, free_port(), &ROOMY);
    assert!(restored.is_in(&held), "who was signed in before still is");
    assert!(restored.sign_in("bob@example.org", PASSWORD).is_some());
    assert_eq!(restored.command(&["user", "list"], "").out.lines().count(), 5);
    // What the command says is to be done after restoring.
    assert_eq!(restored.command(&["session", "end", "--all"], "").code, Some(0));
    assert!(!restored.is_in(&held) && program.is_in(&held));
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
fn postgresql_is_dumped_by_its_own_program_which_is_told_where_by_its_environment() {
    let database = Database::postgres();
    let url = database.url();
    let settings = [("ROCKET_HALLPASS_DATABASE_URL", url.as_str()), ("ROCKET_SECRET_KEY", KEY)];
    let program = Program::start(&settings);
    let said = program.command_with(&["user", "add", EMAIL], &settings);
    assert_eq!(said.code, Some(0), "{}", said.err);
    let said = program.command_with(&["backup", "copy.dump"], &[settings[0], settings[1], ("PATH", "/nowhere")]);
    assert!(said.code == Some(1) && said.err.contains("pg_dump --format=custom"), "{}", said.err);
    assert!(!program.folder.path().join("copy.dump.partial").exists());
    if Command::new("pg_dump").arg("--version").output().is_err() {
        return;
    }
    let said = program.command_with(&["backup", "copy.dump"], &settings);
    assert_eq!(said.code, Some(0), "{}", said.err);
    assert!(said.out.contains("the setting secret_key"), "{}", said.out);
    let listed = Command::new("pg_restore").arg("--list").arg(program.folder.path().join("copy.dump")).output();
    let listed = String::from_utf8(listed.expect("it runs").stdout).expect("text");
    assert!(listed.contains("TABLE DATA public users"), "{listed}");
}
