//! The settings: one struct, read with figment from Rocket.toml (`[default.hallpass]`) and `ROCKET_*`
//! (`ROCKET_HALLPASS_IDLE_TIMEOUT="30 min"`), checked whole before anything starts. What is wrong is refused with one
//! sentence that names the setting and says what to write. Imports keys and clock; nothing above.

mod database;
mod error;
mod origins;
mod roles;
mod secret;

pub use database::DatabaseUrl;
pub use error::ConfigError;
pub use origins::Origins;
pub use roles::{ADMIN, Roles, USER};

use std::collections::BTreeMap;
use std::net::IpAddr;

use ipnet::IpNet;
use rocket::figment::Figment;
use rocket::figment::providers::{Env, Serialized};
use serde::{Deserialize, Deserializer, Serialize};

use crate::clock::{DAY, HOUR, MINUTE, Seconds};
use crate::keys::Keys;

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
    /// How long sessions live.
    pub sessions: SessionRules,
    /// What a password must be and what a hash of one costs.
    pub passwords: PasswordRules,
    /// How many attempts are taken.
    pub throttle: ThrottleRules,
    /// What each role permits.
    pub roles: Roles,
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

/// The settings as they are written, with their defaults.
#[derive(Debug, Deserialize, Serialize)]
#[serde(default, deny_unknown_fields)]
struct Written {
    service: String,
    database_url: String,
    database_connections: u32,
    public_url: Option<String>,
    allowed_origins: Vec<String>,
    trusted_proxies: Vec<String>,
    previous_secret_keys: Vec<String>,
    idle_timeout: Duration,
    absolute_timeout: Duration,
    remember_idle_timeout: Duration,
    remember_absolute_timeout: Duration,
    recent_sign_in: Duration,
    max_sessions: u32,
    session_history: Duration,
    password_min_length: usize,
    argon2_memory: u32,
    argon2_iterations: u32,
    argon2_parallelism: u32,
    hashing_threads: usize,
    account_attempts: u32,
    account_attempts_every: Duration,
    browser_attempts: u32,
    browser_attempts_every: Duration,
    address_attempts: u32,
    address_attempts_every: Duration,
    attempts_until_stop: u32,
    roles: BTreeMap<String, Vec<String>>,
    language: String,
    time_zone: String,
    log_level: LogLevel,
    log_format: LogFormat,
}

impl Default for Written {
    fn default() -> Self {
        Self {
            service: "Hallpass".into(),
            database_url: "sqlite://data/hallpass.db".into(),
            database_connections: 10,
            public_url: None,
            allowed_origins: Vec::new(),
            trusted_proxies: Vec::new(),
            previous_secret_keys: Vec::new(),
            idle_timeout: Duration(HOUR),
            absolute_timeout: Duration(12 * HOUR),
            remember_idle_timeout: Duration(14 * DAY),
            remember_absolute_timeout: Duration(30 * DAY),
            recent_sign_in: Duration(10 * MINUTE),
            max_sessions: 10,
            session_history: Duration(90 * DAY),
            password_min_length: 15,
            argon2_memory: 19_456,
            argon2_iterations: 2,
            argon2_parallelism: 1,
            hashing_threads: std::thread::available_parallelism().map_or(1, usize::from),
            account_attempts: 5,
            account_attempts_every: Duration(MINUTE),
            browser_attempts: 10,
            browser_attempts_every: Duration(30),
            address_attempts: 30,
            address_attempts_every: Duration(10),
            attempts_until_stop: 100,
            roles: Roles::written_by_default(),
            language: "en".into(),
            time_zone: "UTC".into(),
            log_level: LogLevel::Info,
            log_format: LogFormat::Text,
        }
    }
}

impl Config {
    /// Reads and checks the settings in `figment`; gives them back with the figment that Rocket is to be built on:
    /// the same secret key, no `Server` header, no client address from a header.
    /// Makes `secret.key` beside a new SQLite database when no key is given.
    pub fn load(figment: Figment) -> Result<(Figment, Self), ConfigError> {
        let figment = figment.merge(Env::prefixed("ROCKET_HALLPASS_").map(|name| format!("hallpass.{name}").into()));
        let written: Written = match figment.extract_inner("hallpass") {
            Ok(written) => written,
            Err(error) if error.missing() && error.path.len() <= 1 => Written::default(),
            Err(error) => return Err(ConfigError::of_figment(&error)),
        };
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
        let keys = secret::keys(&figment, &database, &written.previous_secret_keys)?;
        // Rocket is given the same key, so that an app built on Hallpass has its private cookies under it too.
        let figment = figment
            .merge(("secret_key", keys.current().bytes()))
            .merge(("ip_header", false))
            .join(Serialized::default("ident", false));
        Ok((figment, written.into_config(database, origins, keys)?))
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

impl Written {
    /// Refuses values that make no sense alone or together.
    fn check(&self) -> Result<(), ConfigError> {
        let at_least = |name: &'static str, value: i64, least: i64, hint: &str| {
            if value < least { Err(ConfigError::new(name, hint)) } else { Ok(()) }
        };
        // A touch is written at most once a minute and some seconds later: a shorter timeout would end sessions in use.
        for (name, timeout) in
            [("idle_timeout", &self.idle_timeout), ("remember_idle_timeout", &self.remember_idle_timeout)]
        {
            at_least(name, timeout.0, 2 * MINUTE, "it is under two minutes: write \"2 min\" or more")?;
        }
        if self.idle_timeout.0 > self.absolute_timeout.0 {
            return Err(ConfigError::new(
                "idle_timeout",
                "it is longer than absolute_timeout: write the shorter time here",
            ));
        }
        if self.remember_idle_timeout.0 > self.remember_absolute_timeout.0 {
            return Err(ConfigError::new(
                "remember_idle_timeout",
                "it is longer than remember_absolute_timeout: write the shorter time here",
            ));
        }
        if self.remember_absolute_timeout.0 > 400 * DAY {
            return Err(ConfigError::new(
                "remember_absolute_timeout",
                "browsers keep a cookie for 400 days at most: write \"400 days\" or less",
            ));
        }
        if self.session_history.0 > 36_500 * DAY {
            return Err(ConfigError::new("session_history", "write \"36500 days\" or less"));
        }
        if !(1..=500).contains(&self.database_connections) {
            return Err(ConfigError::new(
                "database_connections",
                "write a number from 1 to 500; all servers together must stay below PostgreSQL's max_connections",
            ));
        }
        at_least("recent_sign_in", self.recent_sign_in.0, MINUTE, "write \"1 min\" or more")?;
        at_least("max_sessions", self.max_sessions.into(), 1, "write 1 or more")?;
        if !(8..=128).contains(&self.password_min_length) {
            return Err(ConfigError::new(
                "password_min_length",
                "write a number from 8 to 128; 15 is advised (NIST 800-63B-4)",
            ));
        }
        // OWASP's least: 7 MiB with five passes. More than 1 GiB would be a way to fell one's own server.
        if !(7_168..=1_048_576).contains(&self.argon2_memory) {
            return Err(ConfigError::new(
                "argon2_memory",
                "write a number of KiB from 7168 to 1048576; 19456 is the default",
            ));
        }
        if !(1..=64).contains(&self.argon2_iterations) {
            return Err(ConfigError::new("argon2_iterations", "write a number from 1 to 64; 2 is the default"));
        }
        if u64::from(self.argon2_memory) * u64::from(self.argon2_iterations) < 35_840 {
            return Err(ConfigError::new(
                "argon2_iterations",
                "memory times passes is under 35840 KiB, too cheap to guess: raise argon2_memory or this",
            ));
        }
        if !(1..=16).contains(&self.argon2_parallelism) {
            return Err(ConfigError::new("argon2_parallelism", "write a number from 1 to 16; 1 is the default"));
        }
        if !(1..=256).contains(&self.hashing_threads) {
            return Err(ConfigError::new("hashing_threads", "write a number from 1 to 256; one a core is the default"));
        }
        for (name, value) in [
            ("account_attempts", self.account_attempts),
            ("browser_attempts", self.browser_attempts),
            ("address_attempts", self.address_attempts),
            ("attempts_until_stop", self.attempts_until_stop),
        ] {
            at_least(name, value.into(), 1, "write 1 or more")?;
        }
        if self.attempts_until_stop > 100 {
            return Err(ConfigError::new("attempts_until_stop", "write 100 or less (NIST 800-63B-4 §3.2.2)"));
        }
        for (name, value) in [
            ("account_attempts_every", &self.account_attempts_every),
            ("browser_attempts_every", &self.browser_attempts_every),
            ("address_attempts_every", &self.address_attempts_every),
        ] {
            at_least(name, value.0, 1, "write \"1 s\" or more")?;
        }
        if self.service.trim().is_empty() || self.service.chars().count() > 60 {
            return Err(ConfigError::new("service", "write a name of 1 to 60 characters"));
        }
        if jiff::tz::TimeZone::get(&self.time_zone).is_err() {
            return Err(ConfigError::new("time_zone", "write a name like \"Europe/Berlin\" or \"UTC\""));
        }
        Ok(())
    }

    fn into_config(self, database: DatabaseUrl, origins: Origins, keys: Keys) -> Result<Config, ConfigError> {
        let pace = |burst: u32, every: &Duration| Pace { burst: burst.into(), every: every.0 };
        Ok(Config {
            sessions: SessionRules {
                idle_timeout: self.idle_timeout.0,
                absolute_timeout: self.absolute_timeout.0,
                remember_idle_timeout: self.remember_idle_timeout.0,
                remember_absolute_timeout: self.remember_absolute_timeout.0,
                recent_sign_in: self.recent_sign_in.0,
                max_sessions: self.max_sessions.into(),
                history: self.session_history.0,
            },
            passwords: PasswordRules {
                min_length: self.password_min_length,
                memory: self.argon2_memory,
                iterations: self.argon2_iterations,
                parallelism: self.argon2_parallelism,
                threads: self.hashing_threads,
            },
            throttle: ThrottleRules {
                account: pace(self.account_attempts, &self.account_attempts_every),
                browser: pace(self.browser_attempts, &self.browser_attempts_every),
                address: pace(self.address_attempts, &self.address_attempts_every),
                stop: self.attempts_until_stop.into(),
            },
            trusted_proxies: self.trusted_proxies.iter().map(|text| network(text)).collect::<Result<_, _>>()?,
            roles: Roles::new(self.roles)?,
            service: self.service,
            database_connections: self.database_connections,
            language: self.language,
            time_zone: self.time_zone,
            log_level: self.log_level,
            log_format: self.log_format,
            database,
            origins,
            keys,
        })
    }
}

fn network(text: &str) -> Result<IpNet, ConfigError> {
    text.parse::<IpNet>().or_else(|_| text.parse::<IpAddr>().map(IpNet::from)).map_err(|_| {
        ConfigError::new("trusted_proxies", "write addresses or networks, like [\"127.0.0.1\", \"10.0.0.0/8\"]")
    })
}

/// A length of time as people write it: "90 days", "1 h 30 min". Kept in seconds.
#[derive(Clone, Copy, Debug, Serialize)]
struct Duration(Seconds);

impl<'de> Deserialize<'de> for Duration {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let refuse = || serde::de::Error::custom("write a time like \"30 min\", \"12 h\" or \"90 days\"");
        let text = String::deserialize(deserializer).map_err(|_| refuse())?;
        let length = humantime::parse_duration(&text).map_err(|_| refuse())?;
        i64::try_from(length.as_secs()).map(Self).map_err(|_| refuse())
    }
}
