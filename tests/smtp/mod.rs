//! A real mail server (aiosmtpd, `server.py`), which a test starts and stops, and the letters that it took.

use std::fs;
use std::io::{BufRead, BufReader};
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};

use tempfile::TempDir;

use crate::port::free_port;

/// Where it is, running or not; its letters stay when it stops.
pub(crate) struct MailServer {
    pub(crate) port: u16,
    folder: TempDir,
    secret: Vec<String>,
    child: Option<Child>,
}

/// A letter as it arrived, its parts decoded.
pub(crate) struct Letter {
    pub(crate) raw: String,
    pub(crate) text: String,
    pub(crate) html: String,
}

impl MailServer {
    /// Without TLS, as on one's own machine. Not running yet.
    pub(crate) fn new() -> Self {
        Self { port: free_port(), folder: TempDir::new().expect("a folder"), secret: Vec::new(), child: None }
    }

    /// The same, running.
    pub(crate) fn start() -> Self {
        let mut server = Self::new();
        server.run();
        server
    }

    /// With TLS under a certificate of its own making, for `localhost`, and for this user alone.
    #[allow(dead_code, reason = "not by every test program")]
    pub(crate) fn with_tls(user: &str, password: &str) -> Self {
        let mut server = Self::new();
        let (certificate, key) = (server.certificate(), server.folder.path().join("key.pem"));
        let made = Command::new("openssl")
            .args(["req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=localhost"])
            .args(["-addext", "basicConstraints=critical,CA:FALSE"])
            .args(["-addext", "subjectAltName=DNS:localhost,IP:127.0.0.1", "-keyout"])
            .arg(&key)
            .arg("-out")
            .arg(&certificate)
            .output();
        let made = made.expect("openssl runs");
        assert!(made.status.success(), "{}", String::from_utf8_lossy(&made.stderr));
        let path = |path: PathBuf| path.to_string_lossy().into_owned();
        server.secret = vec![path(certificate), path(key), user.into(), password.into()];
        server.run();
        server
    }

    /// The file of its certificate.
    pub(crate) fn certificate(&self) -> PathBuf {
        self.folder.path().join("certificate.pem")
    }

    /// Starts it, and waits until it listens.
    pub(crate) fn run(&mut self) {
        let mut child = Command::new("python3")
            .arg(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/smtp/server.py"))
            .arg(self.port.to_string())
            .arg(self.letters_folder())
            .args(&self.secret)
            .env("PYTHONPATH", std::env::var_os("HALLPASS_AIOSMTPD").unwrap_or_default())
            .env("PYTHONDONTWRITEBYTECODE", "1")
            .stdout(Stdio::piped())
            .spawn()
            .expect("python3 runs");
        let mut said = String::new();
        let out = child.stdout.take().expect("it is piped");
        BufReader::new(out).read_line(&mut said).expect("text");
        assert_eq!(said.trim(), "ready", "aiosmtpd does not start: run the tests with tests/run, which installs it");
        self.child = Some(child);
    }

    /// Stops it, at once.
    pub(crate) fn stop(&mut self) {
        if let Some(mut child) = self.child.take() {
            let _ = child.kill();
            let _ = child.wait();
        }
    }

    /// The letters it has taken, the oldest first.
    pub(crate) fn letters(&self) -> Vec<Letter> {
        let Ok(folder) = fs::read_dir(self.letters_folder()) else { return Vec::new() };
        let mut paths: Vec<PathBuf> = folder.map(|entry| entry.expect("an entry").path()).collect();
        paths.retain(|path| path.extension().is_some_and(|extension| extension == "eml"));
        paths.sort();
        paths.iter().map(|path| Letter::read(&fs::read_to_string(path).expect("a letter in ASCII"))).collect()
    }

    fn letters_folder(&self) -> PathBuf {
        self.folder.path().join("letters")
    }
}

impl Drop for MailServer {
    fn drop(&mut self) {
        self.stop();
    }
}

impl Letter {
    fn read(raw: &str) -> Self {
        let raw = raw.replace("\r\n", "\n");
        let part = |kind: &str| {
            let (_, from) = raw.split_once(&format!("Content-Type: {kind}")).expect("the part");
            let (head, body) = from.split_once("\n\n").expect("a body");
            let body = body.split("\n--").next().expect("an end");
            decoded(head, body)
        };
        Self { text: part("text/plain"), html: part("text/html"), raw: raw.clone() }
    }

    /// A header's line, decoded where it is encoded.
    pub(crate) fn header(&self, name: &str) -> Option<String> {
        let head = self.raw.split("\n\n").next()?.replace("\n ", " ");
        let line = head.lines().find_map(|line| line.strip_prefix(&format!("{name}: ")))?.to_owned();
        let words = line.split(' ').map(|word| {
            let Some(inner) = word.strip_prefix("=?utf-8?b?").and_then(|rest| rest.strip_suffix("?=")) else {
                return (word.to_owned(), false);
            };
            (String::from_utf8(from_base64(inner)).expect("UTF-8"), true)
        });
        let mut text = String::new();
        let mut after_encoded = false;
        for (word, encoded) in words {
            // Spaces between two encoded words are no text (RFC 2047 §6.2).
            if !(text.is_empty() || encoded && after_encoded) {
                text.push(' ');
            }
            text.push_str(&word);
            after_encoded = encoded;
        }
        Some(text)
    }

    /// The path of the link in it.
    pub(crate) fn path(&self) -> String {
        let (_, rest) = self.text.split_once("/link/").unwrap_or_else(|| panic!("no link in\n{}", self.text));
        format!("/link/{}", rest.split_whitespace().next().expect("a word"))
    }
}

fn decoded(head: &str, body: &str) -> String {
    let bytes = if head.contains("quoted-printable") {
        from_quoted(body)
    } else if head.contains("base64") {
        from_base64(body)
    } else {
        body.as_bytes().to_vec()
    };
    String::from_utf8(bytes).expect("UTF-8").replace("\r\n", "\n")
}

fn from_quoted(text: &str) -> Vec<u8> {
    let joined = text.replace("=\n", "");
    let (mut bytes, mut rest) = (Vec::new(), joined.as_bytes());
    while let Some((first, after)) = rest.split_first() {
        if *first == b'=' {
            let hex = std::str::from_utf8(&after[..2]).expect("ASCII");
            bytes.push(u8::from_str_radix(hex, 16).expect("two digits"));
            rest = &after[2..];
        } else {
            bytes.push(*first);
            rest = after;
        }
    }
    bytes
}

fn from_base64(text: &str) -> Vec<u8> {
    use base64::Engine;
    let plain: String = text.split_whitespace().collect();
    base64::prelude::BASE64_STANDARD.decode(plain).expect("base64")
}
