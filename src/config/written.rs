//! The settings as they are written: their defaults, and what makes no sense alone or together.

use std::collections::BTreeMap;
use std::net::IpAddr;

use ipnet::IpNet;
use serde::{Deserialize, Deserializer, Serialize};

use super::providers::{self, WrittenProvider};
use super::services::{self, WrittenService};
use super::{
    Config, ConfigError, DatabaseUrl, DriftRule, LogFormat, LogLevel, MailRules, Origins, Pace, PasswordRules,
    Registration, Roles, SessionRules, ThrottleRules,
};
use crate::clock::{DAY, HOUR, MINUTE, Seconds};
use crate::embedded;
use crate::keys::Keys;

/// The settings as they are written, with their defaults.
#[derive(Debug, Deserialize, Serialize)]
#[serde(default, deny_unknown_fields)]
pub(super) struct Written {
    service: String,
    pub(super) database_url: String,
    database_connections: u32,
    pub(super) public_url: Option<String>,
    pub(super) allowed_origins: Vec<String>,
    pub(super) trusted_proxies: Vec<String>,
    pub(super) previous_secret_keys: Vec<String>,
    idle_timeout: Duration,
    absolute_timeout: Duration,
    remember_idle_timeout: Duration,
    remember_absolute_timeout: Duration,
    recent_sign_in: Duration,
    max_sessions: u32,
    session_history: Duration,
    event_history: Duration,
    drift: DriftRule,
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
    registration: Registration,
    smtp_url: Option<String>,
    mail_from: Option<String>,
    providers: BTreeMap<String, WrittenProvider>,
    token_life: Duration,
    token_key_life: Duration,
    services: BTreeMap<String, WrittenService>,
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
            event_history: Duration(730 * DAY),
            drift: DriftRule::Note,
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
            registration: Registration::Closed,
            smtp_url: None,
            mail_from: None,
            providers: BTreeMap::new(),
            token_life: services::TOKEN_LIFE,
            token_key_life: services::TOKEN_KEY_LIFE,
            services: BTreeMap::new(),
            roles: Roles::written_by_default(),
            language: "en".into(),
            time_zone: "UTC".into(),
            log_level: LogLevel::Info,
            log_format: LogFormat::Text,
        }
    }
}

impl Written {
    /// Refuses values that make no sense alone or together.
    pub(super) fn check(&self) -> Result<(), ConfigError> {
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
        if !(1..=500).contains(&self.database_connections) {
            return Err(ConfigError::new(
                "database_connections",
                "write a number from 1 to 500; all servers together must stay below PostgreSQL's max_connections",
            ));
        }
        at_least("recent_sign_in", self.recent_sign_in.0, MINUTE, "write \"1 min\" or more")?;
        at_least("event_history", self.event_history.0, DAY, "write \"1 day\" or more")?;
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
        if !embedded::speaks(&self.language) {
            return Err(ConfigError::new(
                "language",
                "there are no texts for it: write one of those in locales/, like \"en\"",
            ));
        }
        for text in &self.trusted_proxies {
            network(text)?;
        }
        MailRules::new(self.smtp_url.as_deref(), self.mail_from.as_deref())?;
        providers::read(self.providers.clone(), &Roles::new(self.roles.clone())?)?;
        services::read(self.token_life, self.token_key_life, self.services.clone())?;
        if jiff::tz::TimeZone::get(&self.time_zone).is_err() {
            return Err(ConfigError::new("time_zone", "write a name like \"Europe/Berlin\" or \"UTC\""));
        }
        Ok(())
    }

    /// With what was made of some of them.
    pub(super) fn into_config(
        self,
        database: DatabaseUrl,
        origins: Origins,
        keys: Keys,
    ) -> Result<Config, ConfigError> {
        let roles = Roles::new(self.roles)?;
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
                events: self.event_history.0,
                drift: self.drift,
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
            providers: providers::read(self.providers, &roles)?,
            tokens: services::read(self.token_life, self.token_key_life, self.services)?,
            roles,
            registration: self.registration,
            mail: MailRules::new(self.smtp_url.as_deref(), self.mail_from.as_deref())?,
            service: self.service,
            database_connections: self.database_connections,
            language: self.language,
            time_zone: self.time_zone,
            log_level: self.log_level,
            log_format: self.log_format,
            database,
            origins,
            keys,
            key_places: Vec::new(),
        })
    }
}

fn network(text: &str) -> Result<IpNet, ConfigError> {
    text.parse::<IpNet>().or_else(|_| text.parse::<IpAddr>().map(IpNet::from)).map_err(|_| {
        ConfigError::new("trusted_proxies", "write addresses or networks, like [\"127.0.0.1\", \"10.0.0.0/8\"]")
    })
}

/// The longest time a setting may say: longer than any use, and short enough for sums with times.
const LONGEST_TIME: Seconds = 36_500 * DAY;

/// A length of time as people write it: "90 days", "1 h 30 min". Kept in seconds.
#[derive(Clone, Copy, Debug, Serialize)]
pub(super) struct Duration(pub(super) Seconds);

impl<'de> Deserialize<'de> for Duration {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let refuse = || serde::de::Error::custom("write a time like \"30 min\", \"12 h\" or \"90 days\"");
        let text = String::deserialize(deserializer).map_err(|_| refuse())?;
        let length = humantime::parse_duration(&text).map_err(|_| refuse())?;
        i64::try_from(length.as_secs()).ok().filter(|seconds| *seconds <= LONGEST_TIME).map(Self).ok_or_else(refuse)
    }
}
