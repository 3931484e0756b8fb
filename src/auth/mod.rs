//! The rules: what proves a person, how long a session lives, who may end it, how often may be tried. Each verb is an
//! async method of [`Auth`], in the file of its noun. May import store, db, mail, provider, config, clock, keys, error; must not
//! know SQL or HTTP.

pub mod access_tokens;
pub mod accounts;
pub mod acting;
pub mod all_ending;
pub mod asking;
pub mod by_provider;
pub mod closing;
pub mod confirm;
pub mod data;
pub mod deletion;
pub mod directory;
pub mod doctor_proof;
pub mod drift;
pub mod email;
pub mod email_change;
pub mod ending;
pub mod envelope;
pub mod flows;
pub mod grants;
pub mod hashes;
pub mod history;
pub mod identities;
pub mod import;
pub mod import_undo;
pub mod join;
pub mod key_use;
pub mod kind;
pub mod lane;
pub mod links;
pub mod notices;
pub mod outbox;
pub mod overview;
pub mod password;
pub mod password_change;
pub mod password_rules;
pub mod profile;
pub mod provider_logout;
pub mod reset;
pub mod session;
pub mod session_lists;
pub mod setup;
pub mod sign_in;
pub mod signing_keys;
pub mod start;
pub mod state;
pub mod sweep;
pub mod tally;
pub mod throttle;
pub mod token;
pub mod touches;
pub mod words;

use std::net::IpAddr;

use uuid::Uuid;

use crate::clock::{Clock, Timestamp};
use crate::config::{Config, Registration, Roles, SessionRules, ThrottleRules, TokenRules};
use crate::db::Db;
use crate::error::Unavailable;
use crate::keys::Keys;
use crate::provider::Provider;
use crate::store::events::NewEvent;
use lane::{Lane, Memory, Place};
use password::{Hasher, Password};
use password_rules::Weakness;
use touches::Touches;

/// What a hash of the default cost takes on one core, in milliseconds: the queue before the lane is cut to fit a second.
const MILLISECONDS_A_HASH: u64 = 25;
const DEFAULT_COST: u64 = 19_456 * 2;

/// Who asks: from where and with what. Never decides who somebody is.
#[derive(Clone, Debug, Default)]
pub struct Client {
    /// The address, after trusted proxies.
    pub ip: Option<IpAddr>,
    /// The `User-Agent`, cut to a length fit for a table.
    pub user_agent: Option<String>,
}

/// Most bytes kept of a `User-Agent`.
const LONGEST_AGENT: usize = 400;

/// Who asks, as it stands in the request: most requests are not written down.
#[derive(Clone, Copy, Debug, Default)]
pub struct Seen<'r> {
    /// The address, after trusted proxies.
    pub ip: Option<IpAddr>,
    /// The `User-Agent` as it was sent.
    pub user_agent: Option<&'r str>,
}

impl Seen<'_> {
    /// The same, fit for tables and logs.
    #[must_use]
    pub fn client(&self) -> Client {
        Client { ip: self.ip, user_agent: self.user_agent.map(cut) }
    }
}

/// Cut at a character, without control characters (ASVS 16.4.1).
fn cut(agent: &str) -> String {
    let mut text = String::new();
    for character in agent.chars().filter(|c| !c.is_control()) {
        if text.len() + character.len_utf8() > LONGEST_AGENT {
            break;
        }
        text.push(character);
    }
    text
}

impl Client {
    fn ip_text(&self) -> Option<String> {
        self.ip.map(|ip| ip.to_string())
    }

    /// An event that this client brought about, to or for `user`.
    fn event<'a>(&'a self, kind: &'a str, user: Uuid) -> NewEvent<'a> {
        NewEvent {
            kind,
            user_id: Some(user),
            ip: self.ip_text(),
            user_agent: self.user_agent.as_deref(),
            ..NewEvent::default()
        }
    }
}

/// The rules and what they work with. One for each server; shared by all requests.
#[derive(Debug)]
pub struct Auth {
    db: Db,
    clock: Clock,
    keys: Keys,
    service: String,
    sessions: SessionRules,
    throttle: ThrottleRules,
    min_length: usize,
    hasher: Hasher,
    lane: Lane,
    touches: Touches,
    accounts: accounts::Known,
    registration: Registration,
    roles: Roles,
    providers: Vec<Provider>,
    in_use: grants::InUse,
    published: signing_keys::Published,
    tokens: TokenRules,
    issuer: String,
}

impl Auth {
    /// Over an open database. Its error: TLS to a provider cannot be had.
    pub fn new(config: &Config, db: Db, clock: Clock) -> Result<Self, String> {
        let rules = &config.passwords;
        let cost = u64::from(rules.memory) * u64::from(rules.iterations);
        let a_second = 1000 * DEFAULT_COST / (MILLISECONDS_A_HASH * cost).max(1);
        let waiting = rules.threads * usize::try_from(a_second).unwrap_or(1).clamp(2, 1000);
        Ok(Self {
            db,
            clock,
            keys: config.keys.clone(),
            service: config.service.clone(),
            sessions: config.sessions.clone(),
            throttle: config.throttle.clone(),
            min_length: rules.min_length,
            hasher: Hasher::new(rules),
            lane: Lane::start(rules.threads, waiting),
            touches: Touches::default(),
            accounts: accounts::Known::default(),
            registration: config.registration,
            roles: config.roles.clone(),
            providers: config.providers.iter().map(Provider::new).collect::<Result<_, _>>()?,
            in_use: grants::InUse::default(),
            published: signing_keys::Published::default(),
            tokens: config.tokens.clone(),
            issuer: config.origins.public().to_owned(),
        })
    }

    /// The present time.
    #[must_use]
    pub fn now(&self) -> Timestamp {
        self.clock.now()
    }

    /// The database, for whoever stands beside: jobs and the command line.
    #[must_use]
    pub fn db(&self) -> &Db {
        &self.db
    }

    /// How long sessions live.
    #[must_use]
    pub fn rules(&self) -> &SessionRules {
        &self.sessions
    }

    /// Fewest characters of a new password.
    #[must_use]
    pub fn min_length(&self) -> usize {
        self.min_length
    }

    /// What waits to be written behind.
    #[must_use]
    pub fn touches(&self) -> &Touches {
        &self.touches
    }

    /// Checks a new password and hashes it, both in the lane: `known` is what anybody knows of its owner.
    async fn new_hash(
        &self,
        place: Place,
        password: Password,
        known: [String; 2],
    ) -> Result<Result<String, Weakness>, Unavailable> {
        let (rules, hasher) = (self.password_rules(), self.hasher.clone());
        let job = move |memory: &mut Memory| match rules.check(&password, &known) {
            Ok(()) => hasher.hash(&password, memory).map(Ok),
            Err(weakness) => Ok(Err(weakness)),
        };
        place.run(job).await?
    }

    /// What a new password must be, for use in the lane.
    fn password_rules(&self) -> NewPasswordRules {
        NewPasswordRules { least: self.min_length, service: self.service.clone() }
    }
}

/// What a new password must be.
struct NewPasswordRules {
    least: usize,
    service: String,
}

impl NewPasswordRules {
    /// `known` is what anybody knows of its owner.
    fn check(&self, password: &Password, known: &[String; 2]) -> Result<(), Weakness> {
        password_rules::check(password, self.least, &[&known[0], &known[1], &self.service])
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_user_agent_is_cut_and_cleaned() {
        assert_eq!(cut("a\u{7}b"), "ab");
        assert_eq!(cut(&"é".repeat(1000)).len(), LONGEST_AGENT);
    }
}
