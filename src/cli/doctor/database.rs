//! The database: that it opens as it is, takes writes and is sound; the keys of what is in it; and whether its times fit the
//! clock of this machine.

use super::Findings;
use crate::auth::Auth;
use crate::cli::begin::auth;
use crate::cli::progress;
use crate::cli::refused::Refused;
use crate::clock::{DAY, MINUTE, Seconds, Timestamp};
use crate::config::{Config, DatabaseUrl};
use crate::db::{copy, newest_version};

/// How far the clocks of this machine and of a database server may be apart, in seconds.
const APART: Seconds = 30;
/// What servers that share a database may be apart, in seconds: their events may lie so far ahead.
const AHEAD: Seconds = MINUTE;

pub(super) async fn check(findings: &mut Findings, config: &Config, thorough: bool) -> Result<(), Refused> {
    let auth = match auth(config) {
        Ok(auth) => auth,
        Err(why) => return findings.amiss("database", why.to_string()),
    };
    match auth.db().takes_writes().await {
        Ok(true) => findings.ok("database", "it opens, its schema is this program's, and it takes writes")?,
        Ok(false) => findings.amiss(
            "database",
            "it takes no writes: it follows another PostgreSQL, or was set to read only. Write the leading one's address into database_url.",
        )?,
        Err(_) => {
            return findings.amiss(
                "database",
                "it takes no writes; the log above says why. Another program may hold a lock on it, or its disk is full.",
            );
        }
    }
    if let (DatabaseUrl::Sqlite(path), true) = (&config.database, thorough) {
        let path = path.clone();
        let bar = progress::counting("Checking the file");
        let checked = tokio::task::spawn_blocking(move || copy::check(&path)).await;
        bar.finish_and_clear();
        match checked {
            Ok(Ok(())) => findings.ok("integrity", "the file is sound")?,
            Ok(Err(why)) => findings.amiss(
                "integrity",
                format!("the file is damaged ({why}): stop the server and restore the last backup."),
            )?,
            Err(why) => findings.amiss("integrity", format!("it could not be checked: {why}."))?,
        }
    }
    key(findings, config, &auth).await?;
    clock(findings, &auth).await?;
    mail(findings, config, &auth).await
}

async fn key(findings: &mut Findings, config: &Config, auth: &Auth) -> Result<(), Refused> {
    let place = config.key_places.first().map(ToString::to_string).unwrap_or_default();
    match auth.foreign_key().await {
        Ok(false) => findings.ok("secret key", format!("from {place}; it opens the newest sessions")),
        Ok(true) => findings.amiss(
            "secret key",
            "the newest sessions were sealed under a key that is not known here: write it into previous_secret_keys, or the same secret_key for all servers. `hallpass key list` tells more.",
        ),
        Err(_) => findings.amiss("secret key", "the database does not answer; the log above says why."),
    }
}

async fn clock(findings: &mut Findings, auth: &Auth) -> Result<(), Refused> {
    let now = auth.now();
    if built().is_some_and(|built| now < built - DAY) {
        return findings.amiss("clock", "it is before the time this program was made: set it, best by NTP.");
    }
    let (Ok(newest), Ok(own)) = (auth.newest_event().await, auth.db().own_time().await) else {
        return findings.amiss("clock", "the database does not answer; the log above says why.");
    };
    if let Some(apart) = own.map(|own| now - own).filter(|apart| apart.abs() > APART) {
        let which = if apart > 0 { "ahead of" } else { "behind" };
        return findings
            .amiss("clock", format!("it is {} seconds {which} the database server's: set both by NTP.", apart.abs()));
    }
    match newest.map(|newest| newest - now).filter(|ahead| *ahead > AHEAD) {
        Some(ahead) => findings.amiss(
            "clock",
            format!(
                "the newest event in the history lies {ahead} seconds ahead of it: it is behind now, or was ahead then. Set it, best by NTP; sessions end when their times say so."
            ),
        ),
        None => findings.ok("clock", "it fits the times in the database"),
    }
}

/// The day of the newest migration, which no clock can be before.
fn built() -> Option<Timestamp> {
    let version = newest_version()?;
    let part = |range: std::ops::Range<usize>| version.get(range)?.parse::<i16>().ok();
    let (month, day) = (i8::try_from(part(4..6)?).ok()?, i8::try_from(part(6..8)?).ok()?);
    let date = jiff::civil::Date::new(part(0..4)?, month, day).ok()?;
    Some(date.to_zoned(jiff::tz::TimeZone::UTC).ok()?.timestamp().as_second())
}

async fn mail(findings: &mut Findings, config: &Config, auth: &Auth) -> Result<(), Refused> {
    match auth.mail_not_sent().await {
        Ok((_, given_up @ 1..)) => findings.amiss(
            "letters",
            format!("{given_up} could not be sent and were given up: `hallpass mail list` says why, `hallpass mail send ID` tries again."),
        ),
        Ok((waiting @ 1.., _)) if config.mail.server.is_none() => {
            findings.amiss("letters", format!("{waiting} wait, and there is no mail server: write one into smtp_url and mail_from."))
        }
        Ok((waiting, _)) => findings.ok("letters", format!("{waiting} wait, none was given up")),
        Err(_) => findings.amiss("letters", "the database does not answer; the log above says why."),
    }
}
