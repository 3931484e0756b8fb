//! The settings: one struct, read with figment from Rocket.toml (`[default.hallpass]`) and `ROCKET_*`
//! (`ROCKET_HALLPASS_IDLE_TIMEOUT="30 min"`), checked whole before anything starts. What is wrong is refused with one
//! sentence that names the setting and says what to write. Imports keys, jws and clock; nothing above.

mod database;
mod error;
mod mail;
mod origins;
mod providers;
mod roles;
mod secret;
mod services;
mod written;

pub use database::DatabaseUrl;
pub use error::ConfigError;
pub use mail::{MailRules, Security, SmtpServer};
pub use origins::Origins;
pub use providers::{ClientProof, FirstSignIn, Icon, MaxSession, ProviderKind, ProviderRules, RoleRule};
pub use roles::{ADMIN, Roles, USER};
pub use secret::{KeyPlace, NotMade, new_key};
pub use services::{Service, TokenRules};

use std::net::IpAddr;
use std::path::PathBuf;

use ipnet::IpNet;
use rocket::figment::Figment;
use rocket::figment::providers::{Env, Serialized};
use serde::{Deserialize, Serialize};

use crate::clock::Seconds;
use crate::keys::Keys;
use written::Written;

/// Everything that can be set, checked.
#[derive(Clone, Debug)]
pub struct Config {
    /// What the service calls itself on its pages.
    pub service: String,
    /// Which database, and where.
    pub database: DatabaseUrl,
    /// Connections to PostgreSQL at once, from this server.
    pub database_connections: u32,
    /// Where browsers reach this server, and whose forms it takes.
    pub origins: Origins,
    /// Whose `X-Forwarded-For` is believed.
    pub trusted_proxies: Vec<IpNet>,
    /// The secret key and the previous ones.
    pub keys: Keys,
    /// Where each of those comes from, in their order.
    pub key_places: Vec<KeyPlace>,
    /// How long sessions live.
    pub sessions: SessionRules,
    /// What a password must be and what a hash of one costs.
    pub passwords: PasswordRules,
    /// How many attempts are taken.
    pub throttle: ThrottleRules,
    /// What each role permits.
    pub roles: Roles,
    /// Who may make an account.
    pub registration: Registration,
    /// How mail leaves.
    pub mail: MailRules,
    /// Who else may prove who somebody is, by name.
    pub providers: Vec<ProviderRules>,
    /// Access tokens for services of one's own.
    pub tokens: TokenRules,
    /// The language of people who have not chosen one and whose browser asks for none that is here.
    pub language: String,
    /// The time zone of people who have not chosen one.
    pub time_zone: String,
    /// How much is logged.
    pub log_level: LogLevel,
    /// In which form.
    pub log_format: LogFormat,
}

/// How long sessions live. All in seconds (ASVS 7.1.1, NIST 800-63B-4 §5.2).
#[derive(Clone, Debug)]
pub struct SessionRules {
    /// Longest silence of a session.
    pub idle_timeout: Seconds,
    /// Longest life of a session.
    pub absolute_timeout: Seconds,
    /// Longest silence of a remembered session.
    pub remember_idle_timeout: Seconds,
    /// Longest life of a remembered session.
    pub remember_absolute_timeout: Seconds,
    /// How long credentials count as just proven.
    pub recent_sign_in: Seconds,
    /// Live sessions of one user; one more ends the longest silent (ASVS 7.1.2).
    pub max_sessions: i64,
    /// How long ended and expired sessions are kept; 0 deletes them as they end.
    pub history: Seconds,
    /// How long the security history is kept.
    pub events: Seconds,
    /// What is done about a session that is suddenly used from elsewhere.
    pub drift: DriftRule,
}

/// What is done about a session that is suddenly used from another network or by another family of browsers.
#[derive(Clone, Copy, Debug, Deserialize, Serialize, PartialEq, Eq)]
#[serde(rename_all = "lowercase")]
pub enum DriftRule {
    /// Nothing.
    Off,
    /// Another network is written into the history; another browser has to confirm, by the
    /// password or a provider.
    Note,
    /// Both have to confirm.
    Ask,
    /// Both end the session.
    End,
}

/// Who may make an account.
#[derive(Clone, Copy, Debug, Deserialize, Serialize, PartialEq, Eq)]
#[serde(rename_all = "lowercase")]
pub enum Registration {
    /// Whoever has an address.
    Open,
    /// Whoever is invited by somebody with the permission `users.invite`.
    Invite,
    /// Nobody: accounts are added by whoever runs the server.
    Closed,
}

/// What a password must be and what a hash of one costs.
#[derive(Clone, Debug)]
pub struct PasswordRules {
    /// Fewest characters, counted as code points (NIST 800-63B-4 §3.1.1.2).
    pub min_length: usize,
    /// argon2id's memory, in KiB.
    pub memory: u32,
    /// argon2id's passes.
    pub iterations: u32,
    /// argon2id's lanes.
    pub parallelism: u32,
    /// Threads that hash.
    pub threads: usize,
}

/// How many attempts are taken. A pace is a burst at once and then one each so many seconds.
#[derive(Clone, Debug)]
pub struct ThrottleRules {
    /// For one e-mail typed, from browsers that never proved its user.
    pub account: Pace,
    /// For one user from one browser that did.
    pub browser: Pace,
    /// For one IPv4 address or IPv6 /64.
    pub address: Pace,
    /// Failures in a row, from browsers that never proved the user, that stop the password for
    /// them until it is reset (NIST 800-63B-4 §3.2.2).
    pub stop: i64,
}

/// A burst at once and then one each `every` seconds.
#[derive(Clone, Copy, Debug)]
pub struct Pace {
    /// Attempts at once.
    pub burst: i64,
    /// Seconds until one more.
    pub every: Seconds,
}

/// How much is logged of Hallpass's own doing. Of its libraries only errors ever are: at lower levels
/// Rocket logs whole requests, cookies included.
#[derive(Clone, Copy, Debug, Deserialize, Serialize, PartialEq, Eq)]
#[serde(rename_all = "lowercase")]
#[allow(missing_docs, reason = "the names say it")]
pub enum LogLevel {
    Off,
    Error,
    Warn,
    Info,
    Debug,
    Trace,
}

/// The form of the log.
#[derive(Clone, Copy, Debug, Deserialize, Serialize, PartialEq, Eq)]
#[serde(rename_all = "lowercase")]
pub enum LogFormat {
    /// Lines to read.
    Text,
    /// A JSON object a line.
    Json,
}

impl Config {
    /// The database alone, before anything is made.
    pub fn database(figment: Figment) -> Result<DatabaseUrl, ConfigError> {
        DatabaseUrl::parse(&written(figment)?.1.database_url)
    }

    /// The file that the secret key should be in, where it is in none and no setting holds one either: [`Config::load`]
    /// would make a new one, under which nothing opens that was sealed before.
    pub fn missing_key(figment: Figment) -> Result<Option<PathBuf>, ConfigError> {
        let (figment, written) = written(figment)?;
        Ok(secret::missing(&figment, &DatabaseUrl::parse(&written.database_url)?))
    }

    /// Reads and checks the settings in `figment`; gives them back with the figment that Rocket is to be built on:
    /// the same secret key, no `Server` header, no client address from a header.
    /// Makes `secret.key` beside a new SQLite database when no key is given.
    pub fn load(figment: Figment) -> Result<(Figment, Self), ConfigError> {
        let (figment, written) = written(figment)?;
        written.check()?;
        let rocket: Listening = figment.extract().map_err(|error| ConfigError::of_figment(&error))?;
        if rocket.tls.is_some() {
            return Err(ConfigError::new(
                "tls",
                "Hallpass does not speak TLS itself: remove it, and put nginx or Caddy before it",
            ));
        }
        let database = DatabaseUrl::parse(&written.database_url)?;
        let origins = Origins::new(
            written.public_url.as_deref(),
            &written.allowed_origins,
            rocket.address,
            rocket.port,
            !written.trusted_proxies.is_empty(),
        )?;
        let (keys, key_places) = secret::keys(&figment, &database, &written.previous_secret_keys)?;
        // Rocket is given the same key, so that an app built on Hallpass has its private cookies under it too.
        let figment = figment
            .merge(("secret_key", keys.current().bytes()))
            .merge(("ip_header", false))
            .join(Serialized::default("ident", false));
        Ok((figment, Self { key_places, ..written.into_config(database, origins, keys)? }))
    }
}

/// The settings as they are written, in the files and in the environment.
fn written(figment: Figment) -> Result<(Figment, Written), ConfigError> {
    let figment = figment.merge(Env::prefixed("ROCKET_HALLPASS_").map(|name| format!("hallpass.{name}").into()));
    match figment.extract_inner("hallpass") {
        Ok(written) => Ok((figment, written)),
        Err(error) if error.missing() && error.path.len() <= 1 => Ok((figment, Written::default())),
        Err(error) => Err(ConfigError::of_figment(&error)),
    }
}

/// What of Rocket's own settings matters here.
#[derive(Deserialize)]
struct Listening {
    #[serde(default = "Listening::default_address")]
    address: IpAddr,
    #[serde(default = "Listening::default_port")]
    port: u16,
    tls: Option<rocket::figment::value::Value>,
}

impl Listening {
    fn default_address() -> IpAddr {
        IpAddr::from([127, 0, 0, 1])
    }

    fn default_port() -> u16 {
        8000
    }
}
