//! Users brought in from a file, and out again: by the built program, beside a server that serves; and hashes of other
//! programs at every place that asks for a password.

use std::collections::BTreeMap;
use std::fmt::Write;
use std::fs;
use std::io::{BufRead, BufReader};
use std::os::unix::fs::PermissionsExt;
use std::process::{Command, Stdio};
use std::time::Instant;

use argon2::Params;
use hallpass::auth::hashes::Hash;
use hallpass::auth::import::Told;
use hallpass::auth::import_undo::{Undo, Undone};
use serde_json::Value;
use uuid::Uuid;

use crate::answer::Answer;
use crate::database::Database;
use crate::house::{EMAIL, House, PASSWORD, Plan};
use crate::program::{PATIENCE, Program, Said, cookies, fields, hallpass};

const FORM: &str = "application/x-www-form-urlencoded";
/// Of [`PASSWORD`], by the package bcrypt at its cheapest.
const BCRYPT: &str = "$2b$04$abcdefghijklmnopqrstuupsBtnGB0Up8t25HS1HX2W6T7YhJU4S6";
const ROOMY: [(&str, &str); 3] = [
    ("ROCKET_HALLPASS_ADDRESS_ATTEMPTS", "1000"),
    ("ROCKET_HALLPASS_ARGON2_MEMORY", "7168"),
    ("ROCKET_HALLPASS_ARGON2_ITERATIONS", "5"),
];

#[test]
fn every_kind_of_hash_signs_in_and_is_made_anew() {
    let program = Program::start(&ROOMY);
    let made = made();
    let mut file = String::from("email,password_hash\n");
    for (number, one) in made.iter().enumerate() {
        // Commas stand in some.
        writeln!(file, "u{number}@example.org,\"{}\"", one.hash).expect("written");
    }
    assert_eq!(taken(&import(&program, "users.csv", &file)), made.len());
    let before = hashes(&program);
    for (number, one) in made.iter().enumerate() {
        let email = format!("u{number}@example.org");
        // argon2id of another cost is written in Django's way, so that it can be told from ours.
        assert_eq!(
            before[&email].replace("argon2$argon2id", "$argon2id"),
            one.hash.replace("argon2$argon2id", "$argon2id")
        );
        assert!(!before[&email].starts_with("$argon2id$"), "{}", before[&email]);
        assert_eq!(sign_in(&program, &email, "not the right password").status, 401, "{}", one.kind);
        assert_eq!(sign_in(&program, &email, &one.password).status, 303, "{} {}", one.kind, one.password);
    }
    let after = hashes(&program);
    for (number, one) in made.iter().enumerate() {
        let email = format!("u{number}@example.org");
        assert!(after[&email].starts_with("$argon2id$v=19$m=7168,t=5,p=1$"), "{}: {}", one.kind, after[&email]);
        assert_eq!(sign_in(&program, &email, &one.password).status, 303, "{} again", one.kind);
    }
}

#[test]
fn every_bad_line_is_told_with_its_number_and_nothing_is_taken() {
    let program = Program::start(&[]);
    assert_eq!(taken(&import(&program, "first.csv", "email\nthere@example.org\n")), 1);
    let head = "email,name,role,password_hash,language,time_zone,email_verified,disabled";
    let long = format!("{}@example.org", "x".repeat(250));
    let lines = [
        ("fine@example.org,Ann,user,,de,Europe/Berlin,true,false", ""),
        (",Ann,,,,,,", "the e-mail is missing"),
        ("no e-mail,Ann,,,,,,", "no e-mail"),
        (&format!("{long},Ann,,,,,,"), "too long"),
        ("FINE@example.org,Ann,,,,,,", "in line 2 already"),
        ("There@Example.org,Ann,,,,,,", "has an account already"),
        ("a@example.org,\"A\u{7}nn\",,,,,,", "the name"),
        ("b@example.org,Ann,boss,,,,,", "no role “boss”: write one of admin, user"),
        ("c@example.org,Ann,,,xx,,,", "language “xx”"),
        ("d@example.org,Ann,,,,Mars/Base,,", "time zone “Mars/Base”"),
        ("e@example.org,Ann,,5f4dcc3b5aa765d61d8327deb882cf99,,,,", "of no known kind"),
        ("f@example.org,Ann,,$2b$04$abc,,,,", "damaged"),
        ("g@example.org,Ann,,$2b$31$abcdefghijklmnopqrstuurv.SL3Blf7oKRCDqSlWOYFEIAB07xMm,,,,", "too long or too much"),
        ("h@example.org,Ann,,,,,maybe,", "email_verified is “maybe”"),
        ("i@example.org,Ann", "it has 2 fields"),
        ("j@example.org,Ann,,!unusable,,,,", ""),
    ];
    let text = lines.iter().map(|(line, _)| (*line).to_owned()).collect::<Vec<_>>().join("\r\n");
    let mut bytes = format!("{head}\r\n{text}\r\nk@example.org,Z").into_bytes();
    bytes.extend(b"\xf6,,,,,,\r\n");
    let said = import(&program, "users.csv", &bytes);
    assert_eq!(said.code, Some(1), "{}", said.out);
    for (number, (line, why)) in lines.iter().enumerate() {
        let told = said.err.lines().find(|told| told.starts_with(&format!("Line {}: ", number + 2)));
        match (told, *why) {
            (None, "") => (),
            (Some(told), why) if !why.is_empty() => assert!(told.contains(why), "{line}: {told}"),
            (told, why) => panic!("{line}: {told:?}, not “{why}”"),
        }
    }
    assert!(said.err.contains("Line 18: it is not UTF-8"), "{}", said.err);
    assert!(said.err.contains("15 of 17 users cannot be taken. Nothing was changed."), "{}", said.err);
    assert_eq!(emails(&program), ["there@example.org"]);
    assert_eq!(program.command(&["user", "imports"], "").out.lines().count(), 2, "one was begun, the first");

    let many: String = (0..300).map(|_| "x\n").collect();
    let said = import(&program, "many.csv", format!("email\n{many}"));
    assert_eq!(said.err.lines().filter(|line| line.starts_with("Line ")).count(), 300);
    assert!(said.err.contains("300 of 300 users cannot be taken."), "{}", said.err);
    let said = import(&program, "turned.csv", "email,role\na@x.org,\u{1b}[31mred\u{202e}\n");
    assert!(said.err.contains("no role “ [31mred ”"), "nothing in it moves the cursor: {}", said.err);
    let json = "{\"email\":\"a@x.org\"}\n\n{\"email\":\"b@x.org\",\"emial\":\"\"}\n[]\n{\"email\":\"a@x.org\"}\n{\"email\":1}\n\n{";
    let said = import(&program, "users.jsonl", json);
    for why in ["Line 3: ", "unknown field `emial`", "Line 4: ", "Line 5: a@x.org is in line 1", "Line 6: ", "Line 8: "]
    {
        assert!(said.err.contains(why), "{why}: {}", said.err);
    }
}

#[test]
fn a_file_that_cannot_be_one_of_users_is_refused_with_what_to_do() {
    let program = Program::start(&[]);
    for (name, text, why) in [
        ("a.csv", b"email,nmae\na@x.org,A\n".as_slice(), "no column “nmae”. Those there are: email, name"),
        ("a.csv", b"email,email\n", "email is there twice"),
        ("a.csv", b"name,role\nAnn,user\n", "the column email is missing"),
        ("a.csv", b"", "the column email is missing"),
        ("a.csv", b"email\n", "nobody in the file"),
        ("a.csv", b"\xff\xfee\0m\0", "Line 1 is not UTF-8"),
        ("a.txt", b"email\na@x.org\n", "--format csv"),
        ("a.jsonl", b"\n\n", "nobody in the file"),
        ("a.jsonl", b"[\"a@x.org\",\"Ann\",\"admin\"]\n", "Line 1: it is no JSON object"),
        ("a.csv", b"email;name\na@x.org;Ann\n", "set apart by commas"),
    ] {
        let said = import(&program, name, text);
        assert!(said.code == Some(1) && said.err.contains(why), "{why}: {}{}", said.out, said.err);
    }
    let said = program.command(&["user", "import", "nowhere.csv"], "");
    assert!(said.code == Some(1) && said.err.contains("nowhere.csv cannot be read"), "{}", said.err);
    fs::write(program.folder.path().join("a.txt"), "email\na@x.org\n").expect("written");
    let said = program.command(&["user", "import", "a.txt", "--format", "csv", "--check"], "");
    assert!(said.code == Some(0) && said.out.contains("1 user can be taken"), "{}{}", said.out, said.err);
    assert_eq!(emails(&program), [""; 0], "--check changes nothing");
    for arguments in [&["user", "import"][..], &["user", "import", "a.txt", "--also-used"]] {
        assert_eq!(program.command(arguments, "").code, Some(2));
    }
}

#[test]
fn cut_off_it_goes_on_where_it_was_beside_a_server_that_serves() {
    let program = Program::start(&ROOMY);
    let mut file = format!("email,password_hash\nfirst@example.org,{BCRYPT}\n");
    let count = 30_000;
    (1..count).for_each(|number| writeln!(file, "u{number}@example.org,").expect("written"));
    let import = cut_off(&program, "users.csv", &file, || {
        assert_eq!(sign_in(&program, "first@example.org", PASSWORD).status, 303);
    });
    let there = emails(&program).len();
    assert!(there > 0 && there < count, "{there}");
    let said = program.command(&["user", "import", "users.csv"], "");
    assert!(said.code == Some(1) && said.err.contains("has an account already"), "{}", said.err);

    // What was made of the last line meanwhile stays as it is.
    let last = format!("u{}@example.org", count - 1);
    assert_eq!(program.command(&["user", "add", &last, "--name", "Meanwhile"], "").code, Some(0));
    fs::write(program.folder.path().join("other.csv"), file.replace("u9@", "v9@")).expect("written");
    let said = program.command(&["user", "import", "other.csv", "--resume", &import], "");
    assert!(said.code == Some(1) && said.err.contains("of another file"), "{}", said.err);
    let said = program.command(&["user", "import", "users.csv", "--resume", &import], "");
    assert_eq!(said.code, Some(0), "{}", said.err);
    assert!(said.out.contains(&format!("Took {} users; 1 left out.", count - 1)), "{}", said.out);
    assert!(said.err.contains(&format!("Line {}: {last} has an account by now", count + 1)), "{}", said.err);
    let mut all = emails(&program);
    all.sort();
    let sorted = all.len();
    all.dedup();
    assert_eq!((sorted, all.len()), (count, count), "each of them once");
    let said = program.command(&["user", "import", "users.csv", "--resume", &import], "");
    assert!(said.code == Some(1) && said.err.contains("is finished"), "{}", said.err);
    let listed = program.command(&["user", "imports"], "").out;
    assert!(listed.contains(&import) && listed.contains("finished") && listed.contains("users.csv"), "{listed}");
}

#[test]
fn cut_off_it_is_taken_back_and_nobody_else_goes() {
    let program = Program::start(&ROOMY);
    assert_eq!(taken(&import(&program, "first.csv", "email\nbefore@example.org\n")), 1);
    let (mut file, count) = (String::from("email\n"), 30_000);
    (0..count).for_each(|number| writeln!(file, "u{number}@example.org").expect("written"));
    let import = cut_off(&program, "users.csv", &file, || ());
    let there = emails(&program).len();
    assert!(there > 1 && there < count, "{there}");
    let said = program.command(&["user", "import", "--undo", &import], "");
    assert_eq!(said.code, Some(0), "{}", said.err);
    assert_eq!(emails(&program), ["before@example.org"]);
    for (arguments, why) in [(["--undo", import.as_str()], "was undone already"), (["--resume", &import], "was undone")]
    {
        let file = if arguments[0] == "--resume" { &["users.csv"][..] } else { &[] };
        let all = [&["user", "import"][..], file, &arguments].concat();
        let said = program.command(&all, "");
        assert!(said.code == Some(1) && said.err.contains(why), "{}", said.err);
    }
    let nobodys = Uuid::nil().to_string();
    for arguments in
        [&["user", "import", "--undo", &nobodys][..], &["user", "import", "users.csv", "--resume", &nobodys]]
    {
        let said = program.command(arguments, "");
        assert!(said.code == Some(3) && said.err.contains("There is no import"), "{}", said.err);
    }
    // And the same file can be brought in again.
    assert_eq!(taken(&program.command(&["user", "import", "users.csv"], "")), count);
}

#[test]
fn who_has_signed_in_since_is_not_taken_back_unasked_and_the_last_who_may_do_everything_never() {
    let program = Program::start(&ROOMY);
    let file = format!("email,role,password_hash\nann@x.org,admin,{BCRYPT}\nbob@x.org,,{BCRYPT}\neve@x.org,,\n");
    let said = import(&program, "users.csv", &file);
    assert_eq!(taken(&said), 3);
    let import = id(&said.out);
    assert_eq!(sign_in(&program, "bob@x.org", PASSWORD).status, 303);
    let said = program.command(&["user", "import", "--undo", &import], "");
    assert!(said.code == Some(1) && said.err.starts_with("1 of the users"), "{}", said.err);
    assert!(said.err.contains("--also-used") && said.err.contains("Nothing was changed"), "{}", said.err);
    let said = program.command(&["user", "import", "--undo", &import, "--also-used"], "");
    assert!(said.code == Some(1) && said.err.contains("Nobody else may do everything"), "{}", said.err);
    assert_eq!(emails(&program).len(), 3);
    let root = ["user", "add", "root@x.org", "--role", "admin"];
    assert_eq!(program.command(&root, "").code, Some(0));
    let said = program.command(&["user", "import", "--undo", &import, "--also-used"], "");
    assert!(said.code == Some(1) && said.err.contains("Nobody else"), "who waits for a password is nobody yet");
    let root = ["user", "add", "boss@x.org", "--role", "admin", "--password-stdin"];
    assert_eq!(program.command(&root, PASSWORD).code, Some(0));
    let said = program.command(&["user", "import", "--undo", &import, "--also-used"], "");
    assert!(said.code == Some(0) && said.out.contains("Deleted 3 users."), "{}{}", said.out, said.err);
    assert_eq!(emails(&program).len(), 2);
}

#[test]
fn what_is_written_out_is_brought_in_again() {
    let program = Program::start(&[]);
    let text = format!(
        "email,name,role,password_hash,language,time_zone,email_verified,disabled\n\
         Ann@X.org,\"'=cmd(), \"\"A\"\"\",admin,{BCRYPT},de,europe/vienna,true,false\n\
         -bob@x.org,Zoë 猫,user,!,,,false,true\n"
    );
    let said = import(&program, "users.csv", &text);
    assert_eq!(taken(&said), 2);
    let with = |more: &[&str]| program.command(&[&["user", "export"][..], more].concat(), "");
    let (csv, json) = (with(&["--csv", "--with-password-hashes"]).out, with(&["--with-password-hashes"]).out);
    let first: Value = serde_json::from_str(json.lines().next().expect("a line")).expect("JSON");
    assert_eq!((&first["email"], &first["name"]), (&"Ann@X.org".into(), &"=cmd(), \"A\"".into()));
    assert_eq!((&first["time_zone"], &first["email_verified"]), (&"Europe/Vienna".into(), &true.into()));
    assert!(csv.contains("'-bob@x.org,Zoë 猫,user,,,,false,true"), "{csv}");
    assert!(csv.contains("\"'=cmd(), \"\"A\"\"\""), "{csv}");
    for plain in [with(&[]).out, with(&["--csv"]).out] {
        assert!(!plain.contains("password_hash") && !plain.contains("$2b$"), "{plain}");
    }
    let mut import_of = id(&said.out);
    let root = ["user", "add", "root@x.org", "--role", "admin", "--password-stdin"];
    assert_eq!(program.command(&root, PASSWORD).code, Some(0));
    for (name, text) in [("again.csv", &csv), ("again.jsonl", &json)] {
        assert_eq!(program.command(&["user", "import", "--undo", &import_of], "").code, Some(0));
        let said = import(&program, name, text);
        assert_eq!(taken(&said), 2, "{}", said.err);
        import_of = id(&said.out);
        let again = with(&["--with-password-hashes"]).out;
        let rest: Vec<&str> = again.lines().filter(|line| !line.contains("root@x.org")).collect();
        assert_eq!(rest, json.lines().collect::<Vec<_>>(), "{name}");
    }

    let out = program.folder.path().join("out.jsonl");
    assert_eq!(with(&["out.jsonl", "--with-password-hashes"]).code, Some(0));
    assert_eq!(fs::metadata(&out).expect("it is there").permissions().mode() & 0o777, 0o600);
    let before = fs::read(&out).expect("it can be read");
    let said = with(&["out.jsonl"]);
    assert!(said.code == Some(1) && said.err.contains("out.jsonl is there already"), "{}", said.err);
    assert_eq!(fs::read(&out).expect("it can be read"), before, "what is there stays");
}

#[rocket::async_test]
async fn a_hash_of_another_program_proves_again_too_and_where_the_password_is_changed() {
    let house = House::open().await;
    let set = format!("UPDATE users SET password_hash = '{BCRYPT}'");
    let now = "SELECT password_hash AS word FROM users";
    let mut ann = house.ann().await;
    house.change(&set).await;
    ann.confirm("not the right password").await.assert_status(401);
    assert_eq!(house.word(now).await.as_deref(), Some(BCRYPT));
    ann.confirm(PASSWORD).await.assert_leads_to("/dashboard");
    assert!(house.word(now).await.is_some_and(|hash| hash.starts_with("$argon2id$")));
    house.change(&set).await;
    let fields = [("current", PASSWORD), ("password", "seven herons over a frozen canal")];
    ann.submit("/settings/password", "/settings/password", &fields).await.assert_leads_to("/settings?said=password");
    assert_eq!(house.browser().sign_in(EMAIL, "seven herons over a frozen canal").await.status, 303);
}

#[rocket::async_test]
async fn a_monstrous_hash_in_the_table_is_a_wrong_password_at_once() {
    let house = House::open().await;
    for hash in [BCRYPT.replace("$04$", "$31$"), "pbkdf2_sha256$4000000000$x$y".into(), "scrypt$1$2".into()] {
        house.change(&format!("UPDATE users SET password_hash = '{hash}'")).await;
        house.auth().refresh_foreign().await.expect("the database answers");
        assert_eq!(house.browser().sign_in(EMAIL, PASSWORD).await.status, 401, "{hash}");
    }
}

#[rocket::async_test]
async fn an_import_is_taken_and_taken_back_on_sqlite() {
    taken_and_taken_back(Database::sqlite()).await;
}

#[rocket::async_test]
async fn an_import_is_taken_and_taken_back_on_postgresql() {
    taken_and_taken_back(Database::postgres()).await;
}

async fn taken_and_taken_back(database: Database) {
    let house = House::of(Plan::on(database)).await;
    let auth = house.auth();
    let newcomer = |email: &str| {
        let told = Told { email: email.into(), password_hash: Some(BCRYPT.into()), ..Told::default() };
        auth.check_newcomer(told).expect("fine")
    };
    let all = |emails: &[&str]| emails.iter().map(|email| newcomer(email)).collect::<Vec<_>>();
    let import = auth.start_import("users.csv", [7; 32], 4).await.expect("an answer");
    let first = auth.take(import, 0, all(&["a@x.org", "ANN@example.org"])).await.expect("an answer");
    assert_eq!(first, Some(vec!["ANN@example.org".to_owned()]));
    assert_eq!(auth.take(import, 0, all(&["b@x.org", "c@x.org"])).await, Ok(None), "not twice");
    assert_eq!(auth.take(import, 2, all(&["b@x.org", "c@x.org"])).await, Ok(Some(Vec::new())));
    auth.finish_import(import).await.expect("an answer");
    let row = auth.find_import(import).await.expect("an answer").expect("the import");
    assert_eq!((row.done, row.left_out, row.finished_at.is_some()), (4, 1, true));
    assert_eq!(house.count("users").await, 4);
    assert_eq!(house.count("events WHERE kind = 'account-added'").await, 4);

    house.auth().refresh_foreign().await.expect("an answer");
    assert_eq!(house.browser().sign_in("b@x.org", "not the right password").await.status, 401);
    house.browser().sign_in("b@x.org", PASSWORD).await.assert_leads_to("/dashboard");
    assert_eq!(auth.start_undo(import, false).await, Ok(Undo::Used(1)));
    assert_eq!(auth.start_undo(Uuid::nil(), true).await, Ok(Undo::Unknown));
    assert_eq!(auth.start_undo(import, true).await, Ok(Undo::Begun(3)));
    assert_eq!(auth.take(import, 4, all(&["d@x.org"])).await, Ok(None), "nobody comes in any more");
    let Ok(Undone::Some { deleted: 1, kept: 1, last }) = auth.undo_some(import, Uuid::nil(), 2, false).await else {
        panic!("who has signed in was to be left");
    };
    assert!(matches!(auth.undo_some(import, last, 2, true).await, Ok(Undone::Some { deleted: 1, kept: 0, .. })));
    assert!(matches!(auth.undo_some(import, Uuid::nil(), 9, true).await, Ok(Undone::Some { deleted: 1, .. })));
    assert_eq!(auth.undo_some(import, Uuid::nil(), 9, true).await, Ok(Undone::All));
    assert_eq!(auth.start_undo(import, true).await, Ok(Undo::Done));
    assert_eq!((house.count("users").await, house.count("user_words WHERE word = 'x.org'").await), (1, 0));
    house.ann().await;
}

/// A password and what another program made of it.
struct Made {
    kind: String,
    password: String,
    hash: String,
}

/// Each kind of hash, by the programs that make them.
fn made() -> Vec<Made> {
    let output = Command::new("python3")
        .arg(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/hashes/make.py"))
        .env("PYTHONPATH", std::env::var_os("HALLPASS_HASHERS").unwrap_or_default())
        .env("PYTHONDONTWRITEBYTECODE", "1")
        .output()
        .expect("python3 runs");
    let text = |bytes| String::from_utf8(bytes).expect("UTF-8");
    assert!(output.status.success(), "run the tests with tests/run, which installs it: {}", text(output.stderr));
    let made: Vec<Made> = text(output.stdout)
        .lines()
        .map(|line| {
            let value: Value = serde_json::from_str(line).expect("JSON");
            let of = |name: &str| value[name].as_str().expect("text").to_owned();
            Made { kind: of("kind"), password: of("password"), hash: of("hash") }
        })
        .collect();
    assert_eq!(made.len(), 24);
    assert!(
        made.iter().all(|one| Hash::read(&one.hash, &Params::DEFAULT).is_ok())
            && made.iter().any(|one| one.password.len() > 72)
    );
    made
}

fn import(program: &Program, name: &str, text: impl AsRef<[u8]>) -> Said {
    fs::write(program.folder.path().join(name), text).expect("written");
    program.command_with(&["user", "import", name], &ROOMY)
}

/// How many it says it took.
#[track_caller]
fn taken(said: &Said) -> usize {
    assert_eq!(said.code, Some(0), "{}{}", said.out, said.err);
    let number = said.out.split_once("Took ").and_then(|(_, rest)| rest.split(' ').next());
    number.and_then(|number| number.parse().ok()).unwrap_or_else(|| panic!("{}", said.out))
}

/// The id of an import that says that it begins.
fn id(out: &str) -> String {
    let id = out.split_once("Import ").and_then(|(_, rest)| rest.split(' ').next());
    id.unwrap_or_else(|| panic!("{out}")).to_owned()
}

/// Begins an import, kills it in the middle, and gives back its id. What is given is done meanwhile.
fn cut_off(program: &Program, name: &str, text: &str, meanwhile: impl FnOnce()) -> String {
    fs::write(program.folder.path().join(name), text).expect("written");
    let before = emails(program).len();
    let mut command = hallpass(&program.folder);
    command.args(["user", "import", name]).env("ROCKET_PORT", program.port.to_string());
    let mut child = command.stdout(Stdio::piped()).stderr(Stdio::null()).spawn().expect("it starts");
    let mut line = String::new();
    BufReader::new(child.stdout.take().expect("it is piped")).read_line(&mut line).expect("text");
    let begun = Instant::now();
    while emails(program).len() <= before {
        assert!(begun.elapsed() < PATIENCE, "nobody comes in");
    }
    meanwhile();
    child.kill().expect("it runs");
    child.wait().expect("it ends");
    id(&line)
}

fn sign_in(program: &Program, email: &str, password: &str) -> Answer {
    let page = program.get("/login", "");
    let token = page.token().expect("a form");
    program.post("/login", &cookies(&page), FORM, &fields(token, &[("email", email), ("password", password)]))
}

fn exported(program: &Program) -> Vec<Value> {
    let said = program.command(&["user", "export", "--with-password-hashes"], "");
    assert_eq!(said.code, Some(0), "{}", said.err);
    said.out.lines().map(|line| serde_json::from_str(line).expect("JSON")).collect()
}

fn emails(program: &Program) -> Vec<String> {
    exported(program).iter().filter_map(|user| user["email"].as_str().map(str::to_owned)).collect()
}

fn hashes(program: &Program) -> BTreeMap<String, String> {
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    exported(program).iter().map(|user| (text(&user["email"]), text(&user["password_hash"]))).collect()
}
