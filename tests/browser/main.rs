//! The real thing: the built server, real Chromium, and what a person does with both.
//!
//! Each test starts a server of its own in an empty folder and browsers of its own, so the tests
//! share nothing and run beside each other. `HALLPASS_CHROMEDRIVER`, `HALLPASS_AXE`,
//! `HALLPASS_AIOSMTPD` and `HALLPASS_OIDC_PROVIDER` say where the tools are (`tests/run` finds or
//! installs them); `HALLPASS_SCREENSHOTS` names a folder that gets a picture of every page.

// What is tested, one file a subject.
mod admin;
mod keyboard;
mod letters;
mod looks;
mod mistakes;
mod providers;
mod settings;
mod walk;

// With what, each on the shoulders of those below it.
mod axe;
mod person;
mod picture;

mod browser;
mod chrome;
mod server;

#[path = "../port/mod.rs"]
mod port;
#[path = "../provider/mod.rs"]
mod provider;
#[path = "../smtp/mod.rs"]
mod smtp;

mod patience;
mod program;
mod webdriver;
