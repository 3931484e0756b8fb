//! The command line: `hallpass` alone serves; otherwise one word a noun, one file each. Exit codes: 0 done, 1 refused
//! with a sentence on standard error, 2 the command itself is wrong (clap's).

mod mail;
mod serve;
mod user;

use std::process::ExitCode;

use clap::{Parser, Subcommand};
use rocket::figment::Figment;

use crate::StartError;
use crate::auth::Auth;
use crate::clock::Clock;
use crate::config::{Config, ConfigError, DatabaseUrl};
use crate::db::Db;

/// The sign-in of a web app: sessions that people can see and end.
#[derive(Debug, Parser)]
#[command(
    version,
    about,
    after_help = "Settings are read from Rocket.toml and from ROCKET_… in the environment; docs/settings.md lists them."
)]
struct Arguments {
    #[command(subcommand)]
    command: Option<Command>,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Serve the pages (what happens without a command)
    Serve,
    /// Accounts
    #[command(subcommand)]
    User(user::Command),
    /// Letters that wait, were sent or could not be
    #[command(subcommand)]
    Mail(mail::Command),
}

/// Why a command is refused: a sentence for standard error.
#[derive(Debug, thiserror::Error)]
#[error("{0}")]
struct Refused(String);

impl From<StartError> for Refused {
    fn from(why: StartError) -> Self {
        Self(why.to_string())
    }
}

impl From<crate::error::Unavailable> for Refused {
    fn from(_: crate::error::Unavailable) -> Self {
        Self("The database does not answer; the log above says why. Nothing was changed.".into())
    }
}

/// Whether the settings can be read of which Rocket makes its runtime: where they cannot, it panics. Says so if not.
#[allow(clippy::print_stderr, reason = "a sentence for whoever typed the command")]
#[must_use]
pub fn can_begin() -> bool {
    let figment = rocket::Config::figment();
    let numbers = ["workers", "max_blocking"]
        .iter()
        .try_for_each(|name| figment.extract_inner::<std::num::NonZeroUsize>(name).map(drop));
    match numbers.and_then(|()| figment.extract_inner::<bool>("shutdown.force").map(drop)) {
        Ok(()) => true,
        Err(why) => {
            eprintln!("{}", ConfigError::of_figment(&why));
            false
        }
    }
}

/// Runs the command line.
#[allow(clippy::print_stderr, reason = "a sentence for whoever typed the command")]
pub async fn run() -> ExitCode {
    let done = match Arguments::parse().command.unwrap_or(Command::Serve) {
        Command::Serve => serve::serve().await,
        Command::User(command) => user::run(command).await,
        Command::Mail(command) => mail::run(command).await,
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(why) => {
            eprintln!("{why}");
            ExitCode::FAILURE
        }
    }
}

/// The settings, checked whole: also that Rocket.toml holds none that nobody reads.
fn settings() -> Result<(Figment, Config), Refused> {
    let figment = rocket::Config::figment();
    refuse_unknown(&figment).map_err(StartError::from)?;
    Ok(Config::load(figment).map_err(StartError::from)?)
}

/// The same, for a command that needs a database that is there: in the wrong folder it would make a new one, and find
/// nobody in it.
fn settings_of_existing() -> Result<(Figment, Config), Refused> {
    match Config::database(rocket::Config::figment()).map_err(StartError::from)? {
        DatabaseUrl::Sqlite(path) if !path.exists() => Err(Refused(format!(
            "There is no database at {} (setting `database_url`): run this in the folder Hallpass was started in.",
            path.display()
        ))),
        _ => settings(),
    }
}

/// The rules over the configured database, for a command beside the server.
fn auth(config: &Config) -> Result<Auth, Refused> {
    let db = Db::open(&config.database, config.database_connections).map_err(StartError::from)?;
    Ok(Auth::new(config, db, Clock::System).map_err(StartError::Content)?)
}

/// Rocket passes over settings it does not know; a misspelt one would silently do nothing.
fn refuse_unknown(figment: &Figment) -> Result<(), ConfigError> {
    const BESIDE: [&str; 5] = ["hallpass", "secret_key", "tls", "template_dir", "config"];
    const PROFILES: [&str; 4] = ["default", "global", "debug", "release"];
    let selected = figment.profile().as_str().as_str();
    let profiles: Vec<&str> = figment.profiles().map(|profile| profile.as_str().as_str()).collect();
    if let Some(other) = profiles.iter().find(|profile| !PROFILES.contains(profile) && **profile != selected) {
        let hint = "sections of Rocket.toml begin with a profile, as in [default.hallpass]";
        return Err(ConfigError::new(format!("[{other}]"), hint));
    }
    if !PROFILES.contains(&selected) && !profiles.contains(&selected) {
        return Err(ConfigError::new("ROCKET_PROFILE", format!("there is no section [{selected}] in Rocket.toml")));
    }
    let figment = figment.clone().select(figment.profile().clone());
    let known = Figment::from(rocket::Config::debug_default());
    let keys = |figment: &Figment| {
        figment.extract::<rocket::figment::value::Dict>().map(|all| all.into_keys().collect::<Vec<_>>())
    };
    let (written, known) = (keys(&figment).unwrap_or_default(), keys(&known).unwrap_or_default());
    match written
        .iter()
        .find(|key| !known.contains(key) && !BESIDE.contains(&key.as_str()) && !from_environment(&figment, key))
    {
        Some(unknown) => Err(ConfigError::new(
            unknown.clone(),
            "Rocket has none of that name. Hallpass's own settings stand below [default.hallpass], or begin with ROCKET_HALLPASS_ in the environment",
        )),
        None => Ok(()),
    }
}

/// Rocket reads `ROCKET_HALLPASS_…` too, as settings of its own that it does not know.
fn from_environment(figment: &Figment, key: &str) -> bool {
    key.starts_with("hallpass_") && figment.find_metadata(key).is_some_and(|from| from.name.contains("environment"))
}
