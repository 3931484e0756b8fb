//! What stands beside the server: the mail server, and the log.

use std::time::Duration;

use super::Findings;
use crate::cli::refused::Refused;
use crate::config::{Config, LogLevel};
use crate::mail::post::Post;

/// How long the mail server is waited for.
const PATIENCE: Duration = Duration::from_secs(10);

pub(super) async fn check(findings: &mut Findings, config: &Config) -> Result<(), Refused> {
    match Post::new(&config.mail, PATIENCE) {
        Ok(None) => findings.ok("mail server", "none is set: letters wait, and `hallpass mail list` shows them")?,
        Ok(Some(post)) => match post.test().await {
            Ok(()) => findings.ok("mail server", "it answers and lets us in; nothing was sent")?,
            Err(why) => {
                let what_to_do = "check smtp_url and that this machine may reach it";
                findings.amiss("mail server", format!("{}: {what_to_do}.", why.trim_end_matches('.')))?;
            }
        },
        Err(why) => findings.amiss("mail server", format!("{}.", why.trim_end_matches('.')))?,
    }
    match config.log_level {
        LogLevel::Off => findings.amiss("log", "log_level is off: nobody will know why something failed. Write info."),
        _ => findings.ok("log", "written to standard error"),
    }
}
