//! Chromium's driver and the browsers it opens.

use std::env;
use std::io::ErrorKind;
use std::process::Command;

use serde_json::json;
use tempfile::TempDir;

use crate::browser::Browser;
use crate::port::free_port;
use crate::program::Program;
use crate::server::Server;
use crate::webdriver::{Refused, Session};

pub(crate) struct Chrome {
    port: u16,
    _driver: Program,
}

#[derive(Clone, Copy, PartialEq)]
pub(crate) enum JavaScript {
    On,
    Off,
}

impl Chrome {
    pub(crate) fn start() -> Self {
        let path = env::var("HALLPASS_CHROMEDRIVER").unwrap_or("chromedriver".into());
        // One that it chooses itself for IPv6 may be somebody else's on IPv4, and then it ends.
        let mut driver = match Program::start(Command::new(&path).arg(format!("--port={}", free_port()))) {
            Ok(driver) => driver,
            Err(error) if error.kind() == ErrorKind::NotFound => panic!(
                "{path} is missing: install Chromium and its driver (on Debian: apt install \
                 chromium chromium-driver), or name the driver in HALLPASS_CHROMEDRIVER"
            ),
            Err(error) => panic!("starting {path}: {error}"),
        };
        let port = driver.hear("the driver's port", port);
        Self { port, _driver: driver }
    }

    /// A new browser with a profile of its own, so with no cookie yet.
    pub(crate) fn browser(&self, server: &Server) -> Browser {
        self.browser_with(server, JavaScript::On)
    }

    pub(crate) fn browser_with(&self, server: &Server, javascript: JavaScript) -> Browser {
        // Where much else starts it may not come up in the time that the driver gives it.
        let opened = self.open(javascript).or_else(|_| self.open(javascript));
        let (session, profile) = opened.unwrap_or_else(|refused| panic!("opening Chromium: {}", refused.message));
        Browser::new(session, profile, &server.address)
    }

    fn open(&self, javascript: JavaScript) -> Result<(Session, TempDir), Refused> {
        let profile = TempDir::new().expect("a temporary folder");
        let arguments = [
            "--headless=new",
            // Its sandbox cannot be set up by root, which is what CI usually is.
            "--no-sandbox",
            "--disable-gpu",
            // /dev/shm is tiny in many containers.
            "--disable-dev-shm-usage",
            // It calls nobody: only the server under test is on this network.
            "--disable-quic",
            "--disable-background-networking",
            "--disable-component-update",
            "--disable-sync",
            "--no-first-run",
            "--lang=en",
            "--window-size=1280,900",
            &format!("--user-data-dir={}", profile.path().display()),
        ];
        let setting = if javascript == JavaScript::Off { 2 } else { 1 };
        let capabilities = json!({
            "browserName": "chrome",
            "goog:loggingPrefs": { "browser": "ALL" },
            "goog:chromeOptions": {
                "args": arguments,
                "prefs": { "profile.managed_default_content_settings.javascript": setting },
            },
        });
        Ok((Session::open(self.port, &capabilities)?, profile))
    }
}

/// From the line "ChromeDriver was started successfully on port 41227."
fn port(said: &str) -> Option<u16> {
    let (_, rest) = said.split_once("successfully on port ")?;
    let (digits, _) = rest.split_once('.')?;
    digits.parse().ok()
}
