//! Services of one's own that access tokens are made for: `[default.hallpass.services.NAME]`.

use std::collections::BTreeMap;
use std::fmt;

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use subtle::ConstantTimeEq;
use zeroize::Zeroizing;

use super::ConfigError;
use super::written::Duration;
use crate::clock::{DAY, HOUR, MINUTE, Seconds};

/// Fewest characters of a service's secret: nobody guesses it, so attempts need no count.
const SHORTEST_SECRET: usize = 32;

/// Access tokens and who they are for.
#[derive(Clone, Debug)]
pub struct TokenRules {
    /// How long a token counts, in seconds.
    pub life: Seconds,
    /// How long a key signs before the next one does, in seconds.
    pub key_life: Seconds,
    /// The services, by name.
    pub services: BTreeMap<String, Service>,
}

/// A service that takes our access tokens.
#[derive(Clone)]
pub struct Service {
    secret_hash: Option<[u8; 32]>,
}

impl fmt::Debug for Service {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Service(…)")
    }
}

impl Service {
    /// Whether `secret` is the service's; in constant time. One without a secret may not ask.
    #[must_use]
    pub fn proves(&self, secret: &str) -> bool {
        self.secret_hash.is_some_and(|hash| Sha256::digest(secret).as_slice().ct_eq(&hash).into())
    }
}

/// A service as it is written.
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
#[serde(default, deny_unknown_fields)]
pub(super) struct WrittenService {
    #[serde(skip_serializing)]
    secret: Option<Zeroizing<String>>,
}

pub(super) fn read(
    life: Duration,
    key_life: Duration,
    written: BTreeMap<String, WrittenService>,
) -> Result<TokenRules, ConfigError> {
    // What a token says goes on being believed until it has run out: that is not to be hours.
    if !(30..=HOUR).contains(&life.0) {
        return Err(ConfigError::new("token_life", "write a time from \"30 s\" to \"1 h\""));
    }
    if key_life.0 < 3 * DAY {
        return Err(ConfigError::new("token_key_life", "write \"3 days\" or more"));
    }
    let mut services = BTreeMap::new();
    for (name, service) in written {
        let word = !name.is_empty()
            && name.len() <= 64
            && name.bytes().all(|b| b.is_ascii_alphanumeric() || b"._-".contains(&b));
        if !word {
            let hint = format!("{name:?} is no name: write letters, digits, dots and dashes");
            return Err(ConfigError::new("services", hint));
        }
        if service.secret.as_ref().is_some_and(|secret| secret.chars().count() < SHORTEST_SECRET) {
            return Err(ConfigError::new(
                format!("services.{name}.secret"),
                "it is shorter than 32 characters: write one of `openssl rand -hex 32`",
            ));
        }
        let secret_hash = service.secret.map(|secret| Sha256::digest(secret.as_bytes()).into());
        services.insert(name, Service { secret_hash });
    }
    Ok(TokenRules { life: life.0, key_life: key_life.0, services })
}

/// Five minutes: as long as most wait for a change of theirs to count everywhere.
pub(super) const TOKEN_LIFE: Duration = Duration(5 * MINUTE);
pub(super) const TOKEN_KEY_LIFE: Duration = Duration(90 * DAY);
