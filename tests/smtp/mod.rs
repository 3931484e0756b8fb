//! A real mail server (aiosmtpd, `server.py`), which a test starts and stops, and the letters that it took.

use std::collections::HashMap;
use std::fs;
use std::io::{BufRead, BufReader};
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};

use serde::Deserialize;
use tempfile::TempDir;

use crate::port::free_port;

/// Where it is, running or not; its letters stay when it stops.
pub(crate) struct MailServer {
    pub(crate) port: u16,
    folder: TempDir,
    secret: Vec<String>,
    child: Option<Child>,
}

/// A letter as it arrived, decoded by the mail server.
#[derive(Deserialize)]
pub(crate) struct Letter {
    headers: HashMap<String, String>,
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
        paths.retain(|path| path.extension().is_some_and(|extension| extension == "json"));
        paths.sort();
        let read = |path| serde_json::from_slice(&fs::read(path).expect("a letter")).expect("JSON of a letter");
        paths.into_iter().map(read).collect()
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
    /// A header's value.
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name).map(String::as_str)
    }

    /// The path of the link in it.
    pub(crate) fn path(&self) -> String {
        let (_, rest) = self.text.split_once("/link/").unwrap_or_else(|| panic!("no link in\n{}", self.text));
        format!("/link/{}", rest.split_whitespace().next().expect("a word"))
    }
}
