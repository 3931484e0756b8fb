//! What each command begins with: the settings, whether the database is there and whose, the rules over it, the log.

use std::path::Path;

use rocket::figment::Figment;

use super::refused::Refused;
use super::whose;
use crate::StartError;
use crate::auth::Auth;
use crate::clock::Clock;
use crate::config::{Config, ConfigError, DatabaseUrl, LogLevel};
use crate::db::Db;
use crate::log;

/// The settings, checked whole: also that Rocket.toml holds none that nobody reads.
pub(super) fn settings() -> Result<(Figment, Config), Refused> {
    let figment = rocket::Config::figment();
    refuse_unknown(&figment)?;
    Ok(Config::load(figment)?)
}

/// The same, for a command that needs a database that is there: in the wrong folder it would make a new one, and find
/// nobody in it.
pub(super) fn settings_of_existing() -> Result<(Figment, Config), Refused> {
    let database = Config::database(rocket::Config::figment())?;
    if !is_there(&database)? {
        return Err(Refused::new(format!(
            "There is no database at {} (setting `database_url`): run this in the folder Hallpass was started in.",
            database.to_string().trim_start_matches("sqlite://")
        )));
    }
    match Config::missing_key(rocket::Config::figment())? {
        Some(file) => Err(Refused::new(missing(&file))),
        None => settings(),
    }
}

/// That the key is gone which the database was used with: only `serve` makes a new one.
pub(super) fn missing(file: &Path) -> String {
    format!(
        "The secret key {} is missing: put its copy back there. If it is lost, `hallpass serve` makes a new one, with which everybody has to sign in again.",
        file.display()
    )
}

/// Whether there is a database, of this system user's. Looked at before the settings are read whole, which would make a key
/// beside a new one.
pub(super) fn is_there(database: &DatabaseUrl) -> Result<bool, Refused> {
    let DatabaseUrl::Sqlite(path) = database else { return Ok(true) };
    whose::refuse_others(path)?;
    Ok(path.exists())
}

/// The rules over the configured database as it is, for a command beside the server.
pub(super) fn auth(config: &Config) -> Result<Auth, Refused> {
    over(config, Db::open_as_it_is(&config.database, config.database_connections)?)
}

pub(super) fn over(config: &Config, db: Db) -> Result<Auth, Refused> {
    Ok(Auth::new(config, db, Clock::System).map_err(StartError::Content)?)
}

/// The log of a command: what it does it says itself, so of the usual lines only what went wrong.
pub(super) fn log_of_command(config: &Config) {
    let log_level = match config.log_level {
        LogLevel::Info => LogLevel::Warn,
        other => other,
    };
    log::begin(&Config { log_level, ..config.clone() });
}

/// Both, for most commands.
pub(super) fn beside() -> Result<(Config, Auth), Refused> {
    let (_, config) = settings_of_existing()?;
    log_of_command(&config);
    let auth = auth(&config)?;
    Ok((config, auth))
}

/// Rocket passes over settings it does not know; a misspelt one would silently do nothing.
pub(super) fn refuse_unknown(figment: &Figment) -> Result<(), ConfigError> {
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
