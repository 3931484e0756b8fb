//! A wrong setting stops the start at once, with one sentence that names it, and makes nothing. And the commands beside
//! the server.

use std::collections::BTreeSet;
use std::fs;
use std::net::TcpListener;
use std::os::unix::fs::PermissionsExt;
use std::thread;

use hallpass::config::Config;
use rocket::figment::Figment;
use tempfile::TempDir;

use crate::house::KEY;
use crate::port::free_port;
use crate::program::{Program, Said, hallpass, run};

/// Lines of Rocket.toml and the setting that is named.
const WRONG: [(&str, &str); 70] = [
    ("[default.hallpass]\nidle_timeuot = '30 min'", "`idle_timeuot`"),
    ("[default.hallpass]\nm4rked = 1", "`m4rked`"),
    ("[default]\nprot = 8000", "`prot`"),
    ("[default]\nidle_timeout = '30 min'", "`idle_timeout`"),
    ("[default.hallpass]\nidle_timeout = '13 h'", "`idle_timeout`"),
    ("[default.hallpass]\nidle_timeout = '119 s'", "`idle_timeout`"),
    ("[default.hallpass]\nidle_timeout = 30", "`idle_timeout`"),
    ("[default.hallpass]\nidle_timeout = 'soon'", "`idle_timeout`"),
    ("[default.hallpass]\nidle_timeout = '-1 h'", "`idle_timeout`"),
    ("[default.hallpass]\nremember_idle_timeout = '31 days'", "`remember_idle_timeout`"),
    ("[default.hallpass]\nremember_idle_timeout = '1 min'", "`remember_idle_timeout`"),
    ("[default.hallpass]\nremember_absolute_timeout = '401 days'", "`remember_absolute_timeout`"),
    ("[default.hallpass]\nsession_history = '1000000 years'", "`session_history`"),
    ("[default.hallpass]\nrecent_sign_in = '1 s'", "`recent_sign_in`"),
    ("[default.hallpass]\nmax_sessions = 0", "`max_sessions`"),
    ("[default.hallpass]\nmax_sessions = -1", "`max_sessions`"),
    ("[default.hallpass]\npassword_min_length = 5", "`password_min_length`"),
    ("[default.hallpass]\nargon2_memory = 1024", "`argon2_memory`"),
    ("[default.hallpass]\nargon2_memory = 99999999", "`argon2_memory`"),
    ("[default.hallpass]\nargon2_memory = 7168\nargon2_iterations = 1", "`argon2_iterations`"),
    ("[default.hallpass]\nhashing_threads = 0", "`hashing_threads`"),
    ("[default.hallpass]\naccount_attempts = 0", "`account_attempts`"),
    ("[default.hallpass]\nattempts_until_stop = 101", "`attempts_until_stop`"),
    ("[default.hallpass]\ntime_zone = 'Middle/Earth'", "`time_zone`"),
    ("[default.hallpass]\nlanguage = 'tlh'", "`language`"),
    ("[default.hallpass]\nservice = ' '", "`service`"),
    ("[default.hallpass]\nlog_level = 'loud'", "`log_level`"),
    ("[default.hallpass]\ntrusted_proxies = ['localhost']", "`trusted_proxies`"),
    ("[default.hallpass.roles]\n'a b' = []", "`roles.a b`"),
    ("[default.hallpass]\ndatabase_url = 'mysql://m4rked@x/y'", "`database_url`"),
    ("[default.hallpass]\ndatabase_url = 'sqlite://'", "`database_url`"),
    ("[default]\naddress = '0.0.0.0'", "`public_url`"),
    ("[default.hallpass]\npublic_url = 'login.example.org'", "`public_url`"),
    ("[default.hallpass]\npublic_url = 'http://127.0.0.1:9'", "`public_url`"),
    ("[default.hallpass]\npublic_url = 'https://login.example.org/path'", "`public_url`"),
    ("[default.hallpass]\nallowed_origins = ['*']", "`allowed_origins`"),
    ("[default]\nsecret_key = 'm4rked'", "`secret_key`"),
    ("[default]\nsecret_key = 'hPRYyVRiMyxpw5sBB1XeCMN1kFsDCqKvBi2QJxBVHQk='", "`secret_key`"),
    ("[default]\nsecret_key = 'AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA='", "`secret_key`"),
    ("[default.hallpass]\nregistration = 'everybody'", "`registration`"),
    ("[default.hallpass]\nsmtp_url = 'http://m4rked@mail.example.org'", "`smtp_url`"),
    ("[default.hallpass]\nsmtp_url = 'smtps://mail.example.org?tls=none'", "`smtp_url`"),
    ("[default.hallpass]\nsmtp_url = 'smtps://mail.example.org'", "`mail_from`"),
    ("[default.hallpass]\nmail_from = 'm4rked'", "`mail_from`"),
    ("[default.hallpass.providers.op]\nclient_id = 'x'\nclient_secret = 'm4rked'", "`providers.op.issuer`"),
    (
        "[default.hallpass.providers.op]\nissuer = 'http://sso.example.org'\nclient_id = 'x'\nclient_secret = 'm4rked'",
        "`providers.op.issuer`",
    ),
    (
        "[default.hallpass.providers.op]\nissuer = 'https://sso.example.org'\nclient_secret = 'm4rked'",
        "`providers.op.client_id`",
    ),
    (
        "[default.hallpass.providers.op]\nissuer = 'https://sso.example.org'\nclient_id = 'x'\n",
        "`providers.op.client_secret`",
    ),
    (
        "[default.hallpass.providers.op]\nissuer = 'https://sso.example.org'\nclient_id = 'x'\nclient_secret = 'm4rked'\nprivate_key_file = '/nowhere'",
        "`providers.op.client_secret`",
    ),
    (
        "[default.hallpass.providers.op]\nissuer = 'https://sso.example.org'\nclient_id = 'x'\nprivate_key_file = '/nowhere'",
        "`providers.op.private_key_file`",
    ),
    (
        "[default.hallpass.providers.op]\nissuer = 'https://sso.example.org'\nclient_id = 'x'\nclient_secret = 'm4rked'\nhosts = ['a/b']",
        "`providers.op.hosts`",
    ),
    (
        "[default.hallpass.providers.op]\nissuer = 'https://sso.example.org'\nclient_id = 'x'\nclient_secret = 'm4rked'\nhosts = ['http://a.example']",
        "`providers.op.hosts`",
    ),
    (
        "[default.hallpass.providers.op]\nissuer = 'https://sso.example.org'\nclient_id = 'x'\nclient_secret = 'm4rked'\nscopes = ['a b']",
        "`providers.op.scopes`",
    ),
    (
        "[default.hallpass.providers.op]\nissuer = 'https://sso.example.org'\nclient_id = 'x'\nclient_secret = 'm4rked'\nparameters = { state = 'x' }",
        "`providers.op.parameters`",
    ),
    (
        "[default.hallpass.providers.op]\nissuer = 'https://sso.example.org'\nclient_id = 'x'\nclient_secret = 'm4rked'\nicon = '/nowhere'",
        "`providers.op.icon`",
    ),
    (
        "[default.hallpass.providers.op]\nissuer = 'https://sso.example.org'\nclient_id = 'x'\nclient_secret = 'm4rked'\nlabel = ' '",
        "`providers.op.label`",
    ),
    (
        "[default.hallpass.providers.op]\nissuer = 'https://sso.example.org'\nclient_id = 'x'\nclient_secret = 'm4rked'\naccess_token_life = '1 s'",
        "`providers.op.access_token_life`",
    ),
    (
        "[default.hallpass.providers.op]\nissuer = 'https://sso.example.org'\nclient_id = 'x'\nclient_secret = 'm4rked'\nrole_claim = 'groups'",
        "`providers.op.role_claim`",
    ),
    (
        "[default.hallpass.providers.op]\nissuer = 'https://sso.example.org'\nclient_id = 'x'\nclient_secret = 'm4rked'\nrole_claim = 'g'\nroles = { a = 'owner' }",
        "`providers.op.roles`",
    ),
    (
        "[default.hallpass.providers.op]\nissuer = 'https://sso.example.org'\nclient_id = 'x'\nclient_secret = 'm4rked'\nfirst_sign_in = 'always'",
        "`providers.op.first_sign_in`",
    ),
    (
        "[default.hallpass.providers.op]\nissuer = 'https://sso.example.org'\nclient_id = 'x'\nclient_secret = 'm4rked'\nclient_secrets = 'm4rked'",
        "`providers.op.client_secrets`",
    ),
    ("[default.hallpass.providers.'a b']\nissuer = 'https://x.example'", "`providers`"),
    ("[default.hallpass]\ntoken_life = '2 h'", "`token_life`"),
    ("[default.hallpass]\ntoken_key_life = '1 day'", "`token_key_life`"),
    ("[default.hallpass.services.billing]\nsecret = 'm4rked'", "`services.billing.secret`"),
    ("[default.hallpass.services.'a b']", "`services`"),
    (
        "[default.hallpass.providers.op]\nissuer = 'https://sso.example.org'\nclient_id = 'x'\nclient_secret = 'm4rked'\nprivate_key_id = 'x'",
        "`providers.op.private_key_id`",
    ),
    (
        "[default.hallpass.providers.op]\nissuer = 'https://sso.example.org/.well-known/openid-configuration'\nclient_id = 'x'\nclient_secret = 'm4rked'",
        "`providers.op.issuer`",
    ),
    (
        "[default.hallpass.providers.op]\nkind = 'workos'\nclient_id = 'x'\nclient_secret = 'm4rked'\nrole_claim = 'role'\nroles = { a = 'admin' }",
        "`providers.op.role_claim`",
    ),
    ("[default.tls]\ncerts = 'a'\nkey = 'b'", "`tls`"),
];

#[test]
fn a_wrong_setting_is_named_in_one_sentence_and_nothing_is_made() {
    for (toml, named) in WRONG {
        refused_in_file(toml, named);
    }
    refused_in_file("[default.hallpass]\nprevious_secret_keys = ['m4rked']", "`previous_secret_keys`");
    refused_in_file("[default]\nsecret_key = 12345", "`secret_key`");
    refused_in_file("[default]\nport = 'm4rked'", "`port`");
    refused_in_file("[default]\nhallpass = 'm4rked'", "Rocket.toml");
    refused_in_file("[default.hallpass]\nroles = { auditor = 'events.read' }", "`roles");
    refused_in_file("[default]\nworkers = 'm4rked'", "`workers`");
    refused_in_file("[default]\nsecret_key = 'm4rked", "Rocket.toml");
    refused_in_file("[default\nport = 8000", "Rocket.toml");
}

#[test]
fn in_the_environment_too() {
    for (name, value, named) in [
        ("ROCKET_HALLPASS_IDLE_TIMEUOT", "30 min", "`idle_timeuot`"),
        ("ROCKET_HALLPASS_IDLE_TIMEOUT", "1 min", "`idle_timeout`"),
        ("ROCKET_HALLPASS_IDLE_TIMEOUT", "30", "`idle_timeout`"),
        ("ROCKET_PROT", "8000", "`prot`"),
        ("ROCKET_PORT", "99999", "`port`"),
        ("ROCKET_ADDRESS", "m4rked", "`address`"),
        ("ROCKET_SECRET_KEY", "m4rked", "`secret_key`"),
    ] {
        let folder = TempDir::new().expect("a temporary folder");
        assert_refused(&run(hallpass(&folder).env(name, value), ""), named);
        assert_eq!(files(&folder), [] as [String; 0], "{name}");
    }
}

#[test]
fn postgresql_needs_a_key_and_has_to_be_there() {
    let url = "database_url = 'postgres://u:m4rked@127.0.0.1:1/x?password=m4rked'";
    refused_in_file(&format!("[default.hallpass]\n{url}"), "`secret_key`");
    let folder = TempDir::new().expect("a temporary folder");
    let text = format!("[default]\nsecret_key = '{KEY}'\n[default.hallpass]\n{url}");
    fs::write(folder.path().join("Rocket.toml"), text).expect("written");
    let said = run(&mut hallpass(&folder), "");
    assert!(said.code == Some(4) && said.err.contains("`database_url`"), "it may answer another time: {}", said.err);
    assert!(!said.err.contains("m4rked") && said.err.lines().count() == 1, "{}", said.err);
}

#[test]
fn a_folder_that_cannot_be_written_is_named() {
    let folder = TempDir::new().expect("a temporary folder");
    fs::write(folder.path().join("file"), "").expect("written");
    let said = run(hallpass(&folder).env("ROCKET_HALLPASS_DATABASE_URL", "sqlite://file/hallpass.db"), "");
    assert_refused(&said, "`database_url`");
    let said = run(hallpass(&folder).env("ROCKET_HALLPASS_DATABASE_URL", "sqlite:///proc/hallpass.db"), "");
    assert_refused(&said, "`database_url`");
    assert_eq!(files(&folder), ["file"]);
}

#[test]
fn a_file_that_is_no_database_is_named() {
    let folder = TempDir::new().expect("a temporary folder");
    fs::write(folder.path().join("letter.txt"), "Dear Ann, this is no database at all.\n".repeat(50)).expect("written");
    let said = run(hallpass(&folder).env("ROCKET_HALLPASS_DATABASE_URL", "sqlite://letter.txt"), "");
    assert_refused(&said, "`database_url`");
}

#[test]
fn a_key_that_others_may_read_or_that_is_damaged_is_refused() {
    let folder = TempDir::new().expect("a temporary folder");
    let data = folder.path().join("data");
    fs::create_dir(&data).expect("made");
    let key = data.join("secret.key");
    for (text, mode) in [(KEY, 0o644), (KEY, 0o640), ("m4rked", 0o600), ("", 0o600)] {
        fs::write(&key, text).expect("written");
        fs::set_permissions(&key, fs::Permissions::from_mode(mode)).expect("set");
        let said = run(&mut hallpass(&folder), "");
        assert_refused(&said, "`secret_key`");
        assert!(!said.err.contains(KEY));
        assert_eq!(fs::read_to_string(&key).expect("it is left alone"), text);
    }
    assert_eq!(fs::read_dir(&data).expect("a folder").count(), 1);
}

#[test]
fn a_port_in_use_is_named() {
    let folder = TempDir::new().expect("a temporary folder");
    let taken = TcpListener::bind(("127.0.0.1", 0)).expect("a port");
    let port = taken.local_addr().expect("its address").port();
    let said = run(hallpass(&folder).env("ROCKET_PORT", port.to_string()), "");
    assert_refused(&said, "`port`");
}

#[test]
fn the_first_start_makes_the_database_and_its_key_for_this_user_alone() {
    let program = Program::start(&[]);
    let data = program.folder.path().join("data");
    let mode = |path: &std::path::Path| fs::metadata(path).expect("it is there").permissions().mode() & 0o777;
    assert_eq!(mode(&data), 0o700);
    for entry in fs::read_dir(&data).expect("a folder") {
        let path = entry.expect("an entry").path();
        assert_eq!(mode(&path), 0o600, "{}", path.display());
    }
    assert!(data.join("secret.key").exists() && data.join("hallpass.db").exists());
}

#[test]
fn of_many_first_starts_at_once_one_makes_the_key_and_all_use_it() {
    let folder = TempDir::new().expect("a temporary folder");
    let url = format!("sqlite://{}/hallpass.db", folder.path().display());
    let begin = || {
        let settings = Figment::from(rocket::Config::debug_default()).merge(("hallpass.database_url", &url));
        Config::load(settings).expect("the settings are right").1.keys.current().id()
    };
    let keys: BTreeSet<i64> = thread::scope(|scope| {
        let starts: Vec<_> = (0..8).map(|_| scope.spawn(begin)).collect();
        starts.into_iter().map(|start| start.join().expect("it has a key")).collect()
    });
    assert_eq!(keys.len(), 1);
    assert_eq!(fs::read_dir(&folder).expect("a folder").count(), 1, "and nothing else is left there");
}

#[test]
fn accounts_are_added_and_listed_from_the_command_line() {
    let program = Program::start(&[]);
    let password = "violet kettle under seven rooftops\n";
    let add = ["user", "add", "ann@example.org", "--role", "admin", "--name", "Ann", "--password-stdin"];
    let said = program.command(&add, password);
    assert_eq!((said.code, said.out.as_str()), (Some(0), "Added ann@example.org.\n"), "{}", said.err);
    let said = program.command(&["user", "add", "bob@example.org"], "");
    assert!(said.code == Some(0) && said.out.contains(&format!("http://127.0.0.1:{}/link/reset/", program.port)));
    let said = program.command(&["user", "list"], "");
    let lines: Vec<&str> = said.out.lines().collect();
    assert_eq!(lines.len(), 3, "{}", said.out);
    assert!(lines[2].contains("active") && lines[2].contains("admin") && lines[2].ends_with("ann@example.org"));
    assert!(lines[1].contains("waiting") && lines[1].ends_with("bob@example.org"), "the newest first");
    // The running server knows them at once.
    assert_eq!(program.get("/setup", "").location(), "/login");
}

#[test]
fn a_reset_link_from_the_command_line_opens_the_form() {
    let program = Program::start(&[]);
    assert_eq!(program.command(&["user", "add", "bob@example.org"], "").code, Some(0));
    let said = program.command(&["user", "password-reset", "BOB@example.org"], "");
    assert!(said.out.contains("within 60 minutes"), "{}", said.out);
    let link = said.out.lines().last().expect("a link");
    let path = link.strip_prefix(&format!("http://127.0.0.1:{}", program.port)).expect("the public address");
    let opened = program.get(path, "");
    let page = program.get("/reset", &crate::program::cookies(&opened));
    page.assert_status(200);
    page.assert_has("bob@example.org");
}

#[test]
fn commands_refuse_with_one_sentence() {
    let program = Program::start(&[]);
    let good = "violet kettle under seven rooftops\n";
    assert_eq!(program.command(&["user", "add", "ann@example.org", "--password-stdin"], good).code, Some(0));
    for (arguments, input, sentence) in [
        (&["user", "add", "ANN@example.org", "--password-stdin"][..], good, "has an account already"),
        (&["user", "add", "eve@example.org", "--password-stdin"], "m4rked\n", "at least 15 characters"),
        (&["user", "add", "eve@example.org", "--password-stdin"], "aaaaaaaaaaaaaaaaaaa\n", "easy to guess"),
        (&["user", "add", "eve@example.org", "--password-stdin"], "", "The password is empty"),
        (&["user", "add", "eve@example.org", "--role", "king"], "", "There is no role king"),
        (&["user", "add", "eve"], "", "no e-mail"),
        (&["user", "add", "eve@example.org", "--name", " "], "", "The name has to have"),
        (&["user", "password-reset", "nobody"], "", "no e-mail"),
    ] {
        let said = program.command(arguments, input);
        assert_refused(&said, sentence);
    }
    assert_eq!(program.command(&["user", "list"], "").out.lines().count(), 2);
    assert_eq!(program.command(&["nonsense"], "").code, Some(2));
}

#[test]
fn a_command_in_the_wrong_folder_makes_no_database() {
    let folder = TempDir::new().expect("a temporary folder");
    for arguments in [&["user", "list"][..], &["user", "password-reset", "ann@example.org"]] {
        assert_refused(&run(hallpass(&folder).args(arguments), ""), "There is no database");
    }
    assert_eq!(files(&folder), [] as [String; 0]);
}

#[track_caller]
fn refused_in_file(toml: &str, named: &str) {
    let folder = TempDir::new().expect("a temporary folder");
    fs::write(folder.path().join("Rocket.toml"), toml).expect("written");
    let port = free_port().to_string();
    let mut command = hallpass(&folder);
    // Whatever the file says of the port must count.
    if !toml.contains("port") {
        command.env("ROCKET_PORT", port);
    }
    let said = run(&mut command, "");
    assert_refused(&said, named);
    assert_eq!(files(&folder), ["Rocket.toml"], "{toml}");
}

#[track_caller]
fn assert_refused(said: &Said, named: &str) {
    assert_eq!(said.code, Some(1), "{named}: {}{}", said.out, said.err);
    assert!(said.err.contains(named), "no {named} in: {}", said.err);
    assert!(said.err.lines().count() == 1 && said.err.ends_with(".\n"), "not one sentence: {}", said.err);
    assert!(said.out.is_empty(), "{named}: {}", said.out);
    assert!(named.contains("m4rked") || !said.err.contains("m4rked"), "{}", said.err);
}

fn files(folder: &TempDir) -> Vec<String> {
    let entries = fs::read_dir(folder.path()).expect("a folder");
    entries.map(|entry| entry.expect("an entry").file_name().to_string_lossy().into_owned()).collect()
}
