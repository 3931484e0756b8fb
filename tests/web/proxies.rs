//! `hallpass doctor` behind proxies that do what they should, and behind those that do not.

use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::os::unix::fs::PermissionsExt;
use std::thread;

use serde_json::Value;

use crate::house::KEY;
use crate::port::free_port;
use crate::program::{Program, Said};
use crate::smtp::MailServer;

/// What a proxy makes of the lines of a request's head.
type Change = fn(Vec<String>) -> Vec<String>;

/// Stands before a port, until the test is over.
struct Proxy {
    url: String,
}

impl Proxy {
    fn before(to: u16, change: Change) -> Self {
        let listener = TcpListener::bind(("127.0.0.1", 0)).expect("a port");
        let url = format!("http://127.0.0.1:{}", listener.local_addr().expect("its address").port());
        thread::spawn(move || {
            for client in listener.incoming().flatten() {
                pass_on(client, to, change);
            }
        });
        Self { url }
    }
}

/// One request without a body, and its answer.
fn pass_on(mut client: TcpStream, to: u16, change: Change) {
    let mut head = Vec::new();
    let mut byte = [0];
    while !head.ends_with(b"\r\n\r\n") && client.read(&mut byte).is_ok_and(|read| read == 1) {
        head.push(byte[0]);
    }
    let head = String::from_utf8_lossy(&head);
    let mut lines = change(head.trim_end().split("\r\n").map(str::to_owned).collect());
    lines.push("Connection: close".into());
    let mut server = TcpStream::connect(("127.0.0.1", to)).expect("it listens");
    let (mut answer, head) = (Vec::new(), format!("{}\r\n\r\n", lines.join("\r\n")));
    if server.write_all(head.as_bytes()).and_then(|()| server.read_to_end(&mut answer)).is_ok() {
        // The client may be gone.
        let _ = client.write_all(&answer);
    }
}

/// As nginx does with `$proxy_add_x_forwarded_for`.
fn adds(mut lines: Vec<String>) -> Vec<String> {
    for line in &mut lines {
        if line.to_ascii_lowercase().starts_with("x-forwarded-for:") {
            line.push_str(", 203.0.113.9");
        }
    }
    lines
}

fn strips(mut lines: Vec<String>) -> Vec<String> {
    lines.retain(|line| !line.to_ascii_lowercase().starts_with("x-forwarded-for:"));
    lines
}

fn says_https(lines: Vec<String>) -> Vec<String> {
    let mut lines = adds(lines);
    lines.push("X-Forwarded-Proto: https".into());
    lines
}

/// What doctor says of the proxy; `trusted` as in the settings.
fn diagnosed(change: Change, trusted: &str) -> (Option<i32>, Vec<String>) {
    let port = free_port();
    let proxy = Proxy::before(port, change);
    let settings = [("ROCKET_HALLPASS_PUBLIC_URL", proxy.url.as_str()), ("ROCKET_HALLPASS_TRUSTED_PROXIES", trusted)];
    let program = Program::start_in(tempfile::TempDir::new().expect("a temporary folder"), port, &settings);
    let said = program.command_with(&["doctor", "--json"], &settings);
    (said.code, to_do(&said))
}

fn to_do(said: &Said) -> Vec<String> {
    let all = said.out.lines().map(|line| serde_json::from_str::<Value>(line).expect("an object"));
    all.filter(|check| check["ok"] == false)
        .map(|check| check["text"].as_str().unwrap_or_default().to_owned())
        .collect()
}

#[test]
fn each_proxy_is_seen_as_it_is() {
    let own = "[\"127.0.0.1\"]";
    assert_eq!(diagnosed(adds, own), (Some(0), Vec::new()));
    for (change, trusted, named) in [
        ((|lines| lines) as Change, own, "Whatever a visitor writes"),
        (strips, own, "does not say for whom it asks"),
        (adds, "[\"127.0.0.1\", \"203.0.113.0/24\"]", "an address from which a visitor came"),
        (adds, "[\"10.0.0.1\"]", "it is not in trusted_proxies"),
        (says_https, own, "another scheme"),
    ] {
        let (code, to_do) = diagnosed(change, trusted);
        assert!(code == Some(5) && to_do.len() == 1 && to_do[0].contains(named), "{named}: {to_do:?}");
    }
}

#[test]
fn nobody_and_somebody_else_at_the_address_are_told_apart() {
    let program = Program::start(&[]);
    let asked_at = |url: &str| {
        let settings = [("ROCKET_HALLPASS_PUBLIC_URL", url), ("ROCKET_HALLPASS_TRUSTED_PROXIES", "[\"127.0.0.1\"]")];
        to_do(&program.command_with(&["doctor", "--json"], &settings)).join(" ")
    };
    assert!(asked_at(&format!("http://127.0.0.1:{}", free_port())).contains("nothing answers"));
    let other = Program::start(&[]);
    assert!(asked_at(&format!("http://127.0.0.1:{}", other.port)).contains("does not know this secret key"));
    let listener = TcpListener::bind(("127.0.0.1", 0)).expect("a port");
    let port = listener.local_addr().expect("its address").port();
    thread::spawn(move || {
        for mut client in listener.incoming().flatten() {
            // Whatever was asked; the client may be gone.
            let _ = client.read(&mut [0; 4096]);
            let _ = client.write_all(b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\nConnection: close\r\n\r\nhello");
        }
    });
    assert!(asked_at(&format!("http://127.0.0.1:{port}")).contains("something else answers"));
}

#[test]
fn the_doctor_finds_settings_that_others_may_read_or_change() {
    let program = Program::start(&[]);
    let file = program.folder.path().join("Rocket.toml");
    let said = |secret: &str, mode| {
        std::fs::write(&file, format!("[default.hallpass]\n{secret}\n")).expect("written");
        std::fs::set_permissions(&file, std::fs::Permissions::from_mode(mode)).expect("set");
        program.command(&["doctor"], "")
    };
    let (plain, secret) = ("service = \"Here\"", format!("previous_secret_keys = [\"{KEY}\"]"));
    for (text, mode, found) in [
        (plain, 0o644, None),
        (secret.as_str(), 0o600, None),
        (plain, 0o666, Some("may change Rocket.toml: run chmod go-w Rocket.toml.")),
        (
            secret.as_str(),
            0o644,
            Some("may read Rocket.toml, in which something secret stands: run chmod go-r Rocket.toml."),
        ),
    ] {
        let said = said(text, mode);
        assert_eq!(said.code, Some(if found.is_some() { 5 } else { 0 }), "{mode:o} {text}: {}", said.out);
        let told = found.unwrap_or("nobody else changes Rocket.toml, or reads what is secret in it");
        assert!(said.out.contains(told), "{mode:o} {text}: {}", said.out);
    }
}

#[test]
fn the_doctor_changes_nothing_and_finds_what_is_wrong_around_the_server() {
    let program = Program::start(&[]);
    let said = program.command(&["doctor", "--thorough"], "");
    assert!(said.code == Some(0) && said.out.ends_with("All is well.\n"), "{}{}", said.out, said.err);
    for check in ["settings", "files", "disk", "database", "integrity", "secret key", "clock", "letters", "mail server"]
    {
        assert!(said.out.lines().any(|line| line.starts_with("ok") && line.contains(check)), "{check}: {}", said.out);
    }
    let mail = MailServer::start();
    let url = format!("smtp://127.0.0.1:{}", mail.port);
    let from = ("ROCKET_HALLPASS_MAIL_FROM", "login@pass.example");
    let said = program.command_with(&["doctor"], &[("ROCKET_HALLPASS_SMTP_URL", &url), from]);
    assert!(said.code == Some(0) && said.out.contains("nothing was sent"), "{}", said.out);
    assert!(mail.letters().is_empty());
    let away = format!("smtp://127.0.0.1:{}", free_port());
    let wrong = [("ROCKET_HALLPASS_SMTP_URL", away.as_str()), from, ("ROCKET_HALLPASS_LOG_LEVEL", "off")];
    let found = to_do(&program.command_with(&["doctor", "--json"], &wrong));
    assert!(found.len() == 2 && found[0].contains("smtp_url") && found[1].contains("log_level"), "{found:?}");
    let data = program.folder.path().join("data");
    let set =
        |mode| std::fs::set_permissions(data.join("hallpass.db"), std::fs::Permissions::from_mode(mode)).expect("set");
    set(0o644);
    let found = to_do(&program.command(&["doctor", "--json"], ""));
    assert!(found.len() == 1 && found[0].contains("chmod 600 data/hallpass.db"), "{found:?}");
    set(0o600);
    let said = program.command_with(&["doctor", "--json"], &[("ROCKET_HALLPASS_IDLE_TIMEOUT", "soon")]);
    assert!(said.code == Some(5) && to_do(&said)[0].contains("`idle_timeout`"), "{}", said.out);
    let empty = tempfile::TempDir::new().expect("a temporary folder");
    let said = crate::program::run(crate::program::hallpass(&empty).arg("doctor"), "");
    assert!(said.code == Some(5) && said.out.contains("there is none yet"), "{}", said.out);
    assert_eq!(std::fs::read_dir(empty.path()).expect("a folder").count(), 0);
}
