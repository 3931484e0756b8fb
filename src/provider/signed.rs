//! Texts that a provider has signed and that are no ID token: logout tokens, and what WorkOS gives for access.

use base64::Engine;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use openidconnect::JsonWebKey;
use openidconnect::core::{CoreJsonWebKeySet, CoreJwsSigningAlgorithm};
use serde::Deserialize;
use serde::de::{DeserializeOwned, IgnoredAny};
use serde_json::Value;

use super::Failed;

/// Longest text that is looked at, in bytes.
const LONGEST: usize = 16 * 1024;

/// Signatures that are believed: by keys that the provider alone has. Never `none`, and never by a secret that we have too
/// (RFC 8725 §3.1; ASVS 9.1.2).
pub(super) const ALGORITHMS: [CoreJwsSigningAlgorithm; 9] = [
    CoreJwsSigningAlgorithm::RsaSsaPkcs1V15Sha256,
    CoreJwsSigningAlgorithm::RsaSsaPkcs1V15Sha384,
    CoreJwsSigningAlgorithm::RsaSsaPkcs1V15Sha512,
    CoreJwsSigningAlgorithm::RsaSsaPssSha256,
    CoreJwsSigningAlgorithm::RsaSsaPssSha384,
    CoreJwsSigningAlgorithm::RsaSsaPssSha512,
    CoreJwsSigningAlgorithm::EcdsaP256Sha256,
    CoreJwsSigningAlgorithm::EcdsaP384Sha384,
    CoreJwsSigningAlgorithm::EdDsa,
];

/// Why a text is not opened.
pub(super) enum NotOpened {
    /// By a key that is not known, or not any more.
    UnknownKey,
    /// For this.
    Wrong(&'static str),
}

impl From<NotOpened> for Failed {
    fn from(why: NotOpened) -> Self {
        match why {
            NotOpened::UnknownKey => Self::wrong("signed by a key that it does not publish"),
            NotOpened::Wrong(why) => Self::wrong(why),
        }
    }
}

#[derive(Deserialize)]
struct Header {
    alg: Value,
    kid: Option<String>,
    typ: Option<String>,
    crit: Option<IgnoredAny>,
}

/// The claims of a text that one of `keys` has signed, of one of the types `types`; without one it may be any.
pub(super) fn open(text: &str, keys: &CoreJsonWebKeySet, types: &[&str]) -> Result<Value, NotOpened> {
    if text.len() > LONGEST {
        return Err(NotOpened::Wrong("longer than 16 KiB"));
    }
    let parts =
        text.rsplit_once('.').and_then(|(signed, signature)| Some((signed.split_once('.')?, signed, signature)));
    let Some(((header, claims), signed, signature)) = parts else { return Err(NotOpened::Wrong("not signed")) };
    let header: Header = read(header)?;
    if header.crit.is_some() {
        return Err(NotOpened::Wrong("with a header that has to be understood and is not"));
    }
    // Who makes such a text for one purpose is not to be taken at it for another (RFC 8725 §3.11).
    let named = header.typ.map(|typ| typ.to_ascii_lowercase());
    let named = named.as_deref().map(|typ| typ.strip_prefix("application/").unwrap_or(typ));
    if named.is_some_and(|typ| !types.contains(&typ)) {
        return Err(NotOpened::Wrong("of another type"));
    }
    let algorithm: CoreJwsSigningAlgorithm =
        serde_json::from_value(header.alg).map_err(|_| NotOpened::Wrong("signed in an unknown way"))?;
    if !ALGORITHMS.contains(&algorithm) {
        return Err(NotOpened::Wrong("signed in a way that is not believed"));
    }
    let signature = decode(signature)?;
    let mut fitting = keys
        .keys()
        .iter()
        .filter(|key| header.kid.as_deref().is_none_or(|id| key.key_id().is_some_and(|known| known.as_str() == id)))
        .peekable();
    if fitting.peek().is_none() {
        return Err(NotOpened::UnknownKey);
    }
    if !fitting.any(|key| key.verify_signature(&algorithm, signed.as_bytes(), &signature).is_ok()) {
        return Err(NotOpened::Wrong("its signature is not right"));
    }
    read(claims)
}

/// The claims of a text, unproven: whose it says it is, before a key is asked for.
pub(super) fn unproven(text: &str) -> Option<Value> {
    if text.len() > LONGEST {
        return None;
    }
    read(text.split('.').nth(1)?).ok()
}

/// Whether `aud`, a text or a list of them, names us.
pub(super) fn is_for(claims: &Value, client: &str) -> bool {
    match &claims["aud"] {
        Value::String(one) => one == client,
        Value::Array(all) => all.iter().any(|one| one == client),
        _ => false,
    }
}

fn read<T: DeserializeOwned>(part: &str) -> Result<T, NotOpened> {
    serde_json::from_slice(&decode(part)?).map_err(|_| NotOpened::Wrong("it cannot be read"))
}

fn decode(part: &str) -> Result<Vec<u8>, NotOpened> {
    BASE64_URL_SAFE_NO_PAD.decode(part).map_err(|_| NotOpened::Wrong("it cannot be read"))
}
