//! The commands beside the server as a person or a script uses them: what they print, what they change, how they end.

use std::fs;
use std::os::unix::fs::chown;
use std::process::{Command, Stdio};
use std::time::Instant;

use diesel::connection::SimpleConnection;
use diesel::sql_types::Text;
use diesel::{Connection, QueryableByName, RunQueryDsl, SqliteConnection, sql_query};
use serde_json::Value;
use tempfile::TempDir;

use crate::house::{EMAIL, KEY, PASSWORD};
use crate::program::{PATIENCE, Program, Said, hallpass, run};

/// With two accounts, the first of whom may do everything.
fn program() -> Program {
    let program = Program::start(&[]);
    let add = ["user", "add", EMAIL, "--name", "Ann Richmond", "--role", "admin", "--password-stdin"];
    assert_eq!(program.command(&add, PASSWORD).code, Some(0));
    let add = ["user", "add", "bob@example.org", "--password-stdin"];
    assert_eq!(program.command(&add, PASSWORD).code, Some(0));
    program
}

/// The one object that it printed.
fn object(said: &Said) -> Value {
    assert_eq!((said.code, said.out.lines().count()), (Some(0), 1), "{}{}", said.out, said.err);
    serde_json::from_str(&said.out).expect("an object")
}

/// The objects that it printed, one a line.
fn objects(said: &Said) -> Vec<Value> {
    assert_eq!(said.code, Some(0), "{}{}", said.out, said.err);
    said.out.lines().map(|line| serde_json::from_str(line).expect("an object")).collect()
}

#[track_caller]
fn assert_ends(said: &Said, code: i32, named: &str) {
    assert_eq!(said.code, Some(code), "{named}: {}{}", said.out, said.err);
    assert!(said.err.contains(named) && said.err.ends_with(".\n") && said.err.lines().count() == 1, "{}", said.err);
    assert!(said.out.is_empty(), "{}", said.out);
}

fn outside(program: &Program) -> SqliteConnection {
    let file = program.folder.path().join("data/hallpass.db");
    let mut connection = SqliteConnection::establish(&file.to_string_lossy()).expect("it opens");
    connection.batch_execute("PRAGMA busy_timeout = 60000").expect("a patient connection");
    connection
}

#[test]
fn an_account_is_shown_disabled_enabled_and_given_a_role() {
    let program = program();
    let shown = program.command(&["user", "show", EMAIL], "").out;
    assert!(shown.contains("Ann Richmond") && shown.contains("admin") && shown.contains("active"), "{shown}");
    let ann = object(&program.command(&["user", "show", "ANN@example.org", "--json"], ""));
    assert!(ann["email"] == EMAIL && ann["role"] == "admin" && ann["state"] == "active" && ann["live_sessions"] == 0);
    let id = ann["id"].as_str().expect("an id");
    assert_eq!(object(&program.command(&["user", "show", id, "--json"], "")), ann);

    let bob = program.sign_in("bob@example.org", PASSWORD).expect("he signs in");
    assert!(program.is_in(&bob));
    let said = program.command(&["user", "disable", "bob@example.org"], "");
    assert_eq!((said.code, said.out.as_str(), said.err.as_str()), (Some(0), "bob@example.org is disabled now.\n", ""));
    assert!(!program.is_in(&bob) && program.sign_in("bob@example.org", PASSWORD).is_none());
    let again = object(&program.command(&["--json", "user", "disable", "bob@example.org"], ""));
    assert_eq!(again["changed"], false);
    let disabled = objects(&program.command(&["user", "list", "--disabled", "--json"], ""));
    assert!(disabled.len() == 1 && disabled[0]["email"] == "bob@example.org" && disabled[0]["state"] == "disabled");
    assert!(disabled[0]["disabled_at"].as_str().is_some_and(|at| at.starts_with("20") && at.ends_with('Z')));
    assert_eq!(object(&program.command(&["user", "enable", "bob@example.org", "--json"], ""))["changed"], true);
    assert!(!program.is_in(&bob) && program.sign_in("bob@example.org", PASSWORD).is_some());

    let said = program.command(&["user", "role", "bob@example.org", "admin"], "");
    assert_eq!(said.out, "bob@example.org is of the role admin now.\n");
    assert_eq!(objects(&program.command(&["user", "list", "--role", "admin", "--json"], "")).len(), 2);
    let found = objects(&program.command(&["user", "list", "--search", "richm", "--json"], ""));
    assert!(found.len() == 1 && found[0]["name"] == "Ann Richmond", "{found:?}");
}

#[test]
fn the_last_who_may_do_everything_stays() {
    let program = program();
    for arguments in [&["user", "disable", EMAIL][..], &["user", "role", EMAIL, "user"]] {
        assert_ends(&program.command(arguments, ""), 1, "the last account that can sign in and may do everything");
    }
    let ann = object(&program.command(&["user", "show", EMAIL, "--json"], ""));
    assert!(ann["role"] == "admin" && ann["state"] == "active", "nothing changed: {ann}");
}

#[test]
fn sessions_are_listed_and_ended_one_all_of_one_and_everybodys() {
    let program = program();
    let sign_in = |email| program.sign_in(email, PASSWORD).expect("they sign in");
    let (ann, elsewhere, bob) = (sign_in(EMAIL), sign_in(EMAIL), sign_in("bob@example.org"));
    let listed = objects(&program.command(&["session", "list", "--json"], ""));
    let emails: Vec<&str> = listed.iter().filter_map(|session| session["email"].as_str()).collect();
    assert_eq!(emails, ["bob@example.org", EMAIL, EMAIL], "the newest first");
    assert!(listed.iter().all(|session| session["live"] == true && session["ended_at"].is_null()));
    let table = program.command(&["session", "list", EMAIL], "").out;
    assert_eq!(table.lines().count(), 3, "{table}");

    let id = listed[1]["id"].as_str().expect("an id");
    assert_eq!(object(&program.command(&["session", "end", id, "--json"], ""))["ended"], 1);
    assert!(!program.is_in(&elsewhere) && program.is_in(&ann) && program.is_in(&bob));
    assert_eq!(object(&program.command(&["session", "end", id, "--json"], ""))["ended"], 0);
    let over = objects(&program.command(&["session", "list", "--ended", "--json"], ""));
    assert!(over.len() == 1 && over[0]["id"] == id && over[0]["end_reason"] == "admin", "{over:?}");

    let said = program.command(&["session", "end", "--user", EMAIL], "");
    assert_eq!((said.code, said.out.as_str()), (Some(0), "1 session of ann@example.org ended.\n"));
    assert!(!program.is_in(&ann) && program.is_in(&bob));
    let said = program.command(&["session", "end", "--all"], "");
    assert_eq!(said.out, "1 session ended: everybody has to sign in again.\n");
    assert!(!program.is_in(&bob));
    assert_eq!(object(&program.command(&["session", "prune", "--json"], ""))["deleted"], 0);
    outside(&program).batch_execute("UPDATE sessions SET ended_at = 1 WHERE end_reason IS NOT NULL").expect("changed");
    let said = program.command(&["session", "prune"], "");
    assert!(said.out.starts_with("3 sessions deleted"), "{}", said.out);
}

#[test]
fn a_server_that_starts_goes_on_with_ending_everybodys_where_one_has_stopped() {
    let program = program();
    let held = program.sign_in(EMAIL, PASSWORD).expect("she signs in");
    let left = "INSERT INTO all_endings (id, before_id, ended, started_at, claimed_until)
        VALUES (zeroblob(16), x'ffffffffffffffffffffffffffffffff', 0, 1, 2)";
    assert!(program.is_in(&held));
    outside(&program).batch_execute(left).expect("written");
    let program = program.again(&[]);
    let begun = Instant::now();
    while program.is_in(&held) {
        assert!(begun.elapsed() < PATIENCE, "it is never out");
    }
}

#[test]
fn what_is_not_there_is_told_by_the_code() {
    let program = program();
    let nobodys = "0192d3a4-0000-7000-8000-000000000000";
    for arguments in [
        &["user", "show", "nobody@example.org"][..],
        &["user", "show", nobodys],
        &["user", "disable", "nobody@example.org"],
        &["user", "enable", nobodys],
        &["user", "role", "nobody@example.org", "user"],
        &["user", "password-reset", "nobody@example.org"],
        &["user", "email", "nobody@example.org", "other@example.org"],
        &["session", "end", nobodys],
        &["session", "end", "--user", "nobody@example.org"],
        &["session", "list", "nobody@example.org"],
    ] {
        assert_ends(&program.command(arguments, ""), 3, "There is no");
    }
    assert_ends(&program.command(&["user", "role", EMAIL, "king"], ""), 1, "There is no role king");
    for arguments in [
        &["session", "end"][..],
        &["session", "end", "--all", "--user", EMAIL],
        &["session", "end", "x"],
        &["user", "list", "--role", "user", "--disabled"],
        &["serve", "--json"],
        &["backup"],
        &["completions", "cobol"],
    ] {
        assert_eq!(program.command(arguments, "").code, Some(2), "{arguments:?}");
    }
}

#[test]
fn a_database_that_is_away_has_a_code_of_its_own() {
    let folder = TempDir::new().expect("a temporary folder");
    let said = run(
        hallpass(&folder)
            .env("ROCKET_SECRET_KEY", KEY)
            .env("ROCKET_HALLPASS_DATABASE_URL", "postgres://u:m4rked@127.0.0.1:1/none")
            .args(["user", "list"]),
        "",
    );
    assert_ends(&said, 4, "`database_url`");
    assert!(!said.err.contains("m4rked"), "{}", said.err);
}

/// All that look or change, and what stands in their way.
const COMMANDS: [&[&str]; 20] = [
    &["user", "list"],
    &["user", "show", EMAIL],
    &["user", "disable", EMAIL],
    &["user", "add", "eve@example.org"],
    &["user", "password-reset", EMAIL],
    &["user", "enable", EMAIL],
    &["user", "role", EMAIL, "user"],
    &["user", "email", EMAIL, "eve@example.org"],
    &["user", "import", "data/hallpass.db", "--format", "csv"],
    &["user", "imports"],
    &["user", "export"],
    &["session", "end", "--user", EMAIL],
    &["session", "list"],
    &["session", "end", "--all"],
    &["session", "prune"],
    &["mail", "list"],
    &["mail", "send"],
    &["key", "list"],
    &["key", "new"],
    &["backup", "copy.db"],
];

#[derive(QueryableByName)]
struct Word {
    #[diesel(sql_type = Text)]
    word: String,
}

#[test]
fn a_newer_or_older_schema_is_refused_by_every_command_and_left_alone() {
    let program = program();
    let versions = |c: &mut SqliteConnection| -> Vec<String> {
        let all = sql_query("SELECT version AS word FROM __diesel_schema_migrations ORDER BY version").load::<Word>(c);
        all.expect("rows").into_iter().map(|row| row.word).collect()
    };
    let mut c = outside(&program);
    let before = versions(&mut c);
    let key = program.folder.path().join("data/secret.key.previous");
    for (change, named, back) in [
        (
            "INSERT INTO __diesel_schema_migrations (version) VALUES ('99999999999999')".to_owned(),
            "a newer Hallpass",
            "DELETE FROM __diesel_schema_migrations WHERE version = '99999999999999'".to_owned(),
        ),
        (
            format!("DELETE FROM __diesel_schema_migrations WHERE version = '{}'", before[before.len() - 1]),
            "start hallpass first",
            format!("INSERT INTO __diesel_schema_migrations (version) VALUES ('{}')", before[before.len() - 1]),
        ),
    ] {
        c.batch_execute(&change).expect("changed");
        let changed = versions(&mut c);
        for arguments in COMMANDS {
            assert_ends(&program.command(arguments, ""), 1, named);
        }
        let said = program.command(&["doctor"], "");
        assert!(said.code == Some(5) && said.out.contains(named), "{}{}", said.out, said.err);
        assert_eq!(versions(&mut c), changed);
        assert!(!key.exists(), "the key is as it was");
        c.batch_execute(&back).expect("changed back");
    }
    assert!(!program.folder.path().join("copy.db").exists());
    assert_eq!(program.command(&["user", "list"], "").out.lines().count(), 3);
}

/// As root alone a file can be given to somebody else; whoever is not root finds no such file of their own.
#[test]
fn another_system_users_database_is_refused_with_what_to_run() {
    if !rustix::process::geteuid().is_root() {
        return;
    }
    let program = program();
    let file = program.folder.path().join("data/hallpass.db");
    chown(&file, Some(65534), None).expect("given away");
    for arguments in COMMANDS {
        let said = program.command(arguments, "");
        assert_ends(&said, 1, "belongs to the system user");
        assert!(said.err.contains("sudo -u "), "{}", said.err);
    }
    let said = program.command(&["doctor"], "");
    assert!(said.code == Some(5) && said.out.contains("sudo -u "), "{}", said.out);
    assert!(!program.folder.path().join("copy.db").exists());
    chown(&file, Some(0), None).expect("taken back");
    assert_eq!(program.command(&["user", "list"], "").code, Some(0));
}

#[test]
fn no_command_makes_a_new_key_where_the_old_one_is_missing() {
    let program = program();
    let key = program.folder.path().join("data/secret.key");
    let kept = fs::read(&key).expect("a key");
    fs::remove_file(&key).expect("removed");
    for arguments in COMMANDS.into_iter().filter(|arguments| arguments[1] != "add") {
        assert_ends(&program.command(arguments, ""), 1, "is missing");
    }
    let said = program.command(&["doctor"], "");
    assert!(said.code == Some(5) && said.out.contains("is missing"), "{}", said.out);
    assert_ends(&program.command(&["user", "add", "eve@example.org"], ""), 1, "is missing");
    assert!(!key.exists());
    fs::write(&key, kept).expect("put back");
}

#[test]
fn the_first_account_may_come_before_the_first_start() {
    let folder = TempDir::new().expect("a temporary folder");
    let said = run(hallpass(&folder).args(["user", "add", "ann@example.org", "--json"]), "");
    let added = object(&said);
    assert!(added["email"] == EMAIL && added["link"].as_str().is_some_and(|link| link.contains("/link/reset/")));
    assert_eq!(run(hallpass(&folder).args(["user", "list"]), "").out.lines().count(), 2);
}

#[test]
fn each_shell_gets_its_completions_and_a_list_may_be_cut_short() {
    let program = program();
    for shell in ["bash", "zsh", "fish", "elvish", "powershell"] {
        let said = program.command(&["completions", shell], "");
        assert!(said.code == Some(0) && said.out.contains("password-reset"), "{shell}: {}", said.err);
    }
    let shell = format!("'{}' user list | head -n 1", env!("CARGO_BIN_EXE_hallpass"));
    let said = run(Command::new("sh").args(["-c", &shell]).current_dir(program.folder.path()), "");
    assert_eq!((said.code, said.err.as_str()), (Some(0), ""));
}

#[test]
fn what_changes_something_is_not_left_at_that_because_the_answer_cannot_be_told() {
    let program = program();
    let tell = |arguments: &[&str], to: Stdio| {
        let mut command = hallpass(&program.folder);
        command.args(arguments).stdout(to).stderr(Stdio::null()).status().expect("it runs").code()
    };
    let nobody = || {
        let (reader, writer) = std::io::pipe().expect("a pipe");
        drop(reader);
        Stdio::from(writer)
    };
    let full = || Stdio::from(fs::File::options().write(true).open("/dev/full").expect("a full disk"));
    let listed = || program.command(&["user", "imports"], "").out;
    let file = program.folder.path().join("users.csv");
    for (to, email, code) in [(nobody(), "eve@example.org", 0), (full(), "zoe@example.org", 6)] {
        fs::write(&file, format!("email\n{email}\n")).expect("written");
        assert_eq!(tell(&["user", "import", "users.csv"], to), Some(code), "{email}");
        assert_eq!(program.command(&["user", "show", email], "").code, Some(0));
        assert!(listed().contains("finished") && !listed().contains("open"), "{}", listed());
    }
    // The same when it goes on.
    let mut c = outside(&program);
    c.batch_execute(
        "UPDATE imports SET done = 0, finished_at = NULL WHERE id = (SELECT max(id) FROM imports);
         DELETE FROM users WHERE email = 'zoe@example.org'",
    )
    .expect("changed");
    let open = listed().lines().find(|line| line.contains("open")).expect("one that is open").to_owned();
    let id = open.split(' ').next().expect("its id");
    assert_eq!(tell(&["user", "import", "users.csv", "--resume", id], nobody()), Some(0));
    assert!(!listed().contains("open") && program.command(&["user", "show", "zoe@example.org"], "").code == Some(0));
    assert_eq!(tell(&["user", "disable", "eve@example.org"], full()), Some(6));
    assert_eq!(tell(&["user", "list"], nobody()), Some(0));
}

#[test]
fn what_cannot_be_read_makes_no_database() {
    let folder = TempDir::new().expect("a temporary folder");
    fs::write(folder.path().join("users.csv"), "email\nann@example.org\n").expect("written");
    for (arguments, named) in [
        (&["user", "add", "no e-mail"][..], "That is no e-mail"),
        (&["user", "import", "nowhere.csv"], "nowhere.csv cannot be read"),
        (&["user", "import", "."], "does not say what is in it"),
        (&["user", "import", ".", "--format", "csv"], "cannot be read"),
        (&["user", "import", "users.csv", "--check"], "There is no database"),
    ] {
        assert_ends(&run(hallpass(&folder).args(arguments), ""), 1, named);
        assert!(!folder.path().join("data").exists(), "{arguments:?}");
    }
    let said = run(hallpass(&folder).args(["user", "import", "-", "--format", "csv"]), "email\nann@example.org\n");
    assert!(said.code == Some(0) && said.out.contains("Took 1 user"), "{}{}", said.out, said.err);
}

#[test]
fn a_password_is_one_line_and_a_link_is_for_an_account_that_is_enabled() {
    let program = program();
    let add = ["user", "add", "eve@example.org", "--password-stdin"];
    assert_ends(&program.command(&add, &format!("{PASSWORD}\nmore\n")), 1, "more than one line");
    assert_eq!(program.command(&add, &format!("{PASSWORD}\r\n")).code, Some(0));
    assert_eq!(program.command(&["user", "disable", "eve@example.org"], "").code, Some(0));
    assert_ends(&program.command(&["user", "password-reset", "eve@example.org"], ""), 1, "is disabled");
    let said = program.command(&["user", "email", "eve@example.org", "zoe@example.org"], "");
    assert!(
        said.code == Some(0) && said.out.contains("It is disabled") && !said.out.contains("/link/"),
        "{}",
        said.out
    );
    assert_ends(&program.command(&["user", "email", EMAIL, EMAIL], ""), 1, "is the same e-mail");
    assert_ends(&program.command(&["user", "list", "--role", "nope"], ""), 1, "There is no role nope");
    assert_ends(&program.command(&["user", "show", "garbage"], ""), 1, "neither an e-mail nor an id");
}
