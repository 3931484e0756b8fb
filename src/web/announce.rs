//! What is printed where the server was started: its address and, while there is no account, the setup code.

use std::sync::{Mutex, PoisonError};

use super::App;
use crate::belief;
use crate::error::Unavailable;

/// The code printed last, so that each is printed once.
#[derive(Debug, Default)]
pub struct Printed(Mutex<Option<String>>);

/// Prints the setup code, unless it was printed or there is an account. Standard output, not the log: logs are kept and
/// sent elsewhere.
#[allow(clippy::print_stdout, reason = "for whoever started the server")]
pub async fn setup_code(app: &App) -> Result<(), Unavailable> {
    let Some(code) = app.auth.setup_code().await? else { return Ok(()) };
    let mut printed = app.printed.0.lock().unwrap_or_else(PoisonError::into_inner);
    if printed.as_ref() != Some(&code) {
        println!(
            "There is no account yet. Make the first one at {}/setup\nSetup code (for one hour): {code}",
            app.config.origins.public()
        );
        *printed = Some(code);
    }
    Ok(())
}

/// Prints the address, and what is worth knowing about it.
#[allow(clippy::print_stdout, reason = "for whoever started the server")]
pub fn address(app: &App, listening: std::net::SocketAddr) {
    let origins = &app.config.origins;
    println!("Hallpass is at {}", origins.public());
    if app.config.mail.server.is_none() {
        println!("Letters wait until smtp_url is set: `hallpass mail list` shows them.");
    }
    for doubt in belief::of_settings(origins, &app.config.trusted_proxies, listening.ip().is_loopback()) {
        tracing::warn!("{}", doubt.sentence());
    }
}
