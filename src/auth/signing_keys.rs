//! The keys that sign access tokens: made by themselves, shared by all servers, each followed by the next on schedule. The
//! next one is published a day before it signs, and the one before stays until nothing it signed counts any more.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use serde_json::{Value, json};
use zeroize::Zeroizing;

use super::Auth;
use crate::clock::{DAY, HOUR, MINUTE, Seconds, Timestamp};
use crate::db::AnyConnection;
use crate::error::Unavailable;
use crate::jws::{PublicKey, SigningKey};
use crate::keys::Content;
use crate::store::signing_keys::{self, SigningKeyRow};

/// How long a key is published before it signs, in seconds: whoever keeps the keys asks for them again within it.
const LEAD: Seconds = DAY;
/// How long a key is published after the next one signs, in seconds: longer than any token counts.
const TRAIL: Seconds = 2 * HOUR;
/// How often a name that is not known is looked for, in seconds.
const LOOK_AGAIN: Seconds = MINUTE;

/// One of them, as whoever runs the server sees it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Generation {
    /// Its number; each is followed by the next.
    pub number: i64,
    /// When it was made.
    pub made_at: Timestamp,
    /// From when it signs, until the next one does.
    pub signs_from: Timestamp,
    /// The secret key that it is sealed under.
    pub key_id: i64,
    /// Whether it is the one that signs now.
    pub signs: bool,
}

/// Public keys by their names, as far as they were asked for.
#[derive(Debug, Default)]
pub struct Published {
    keys: Mutex<HashMap<String, Arc<PublicKey>>>,
    /// Held while the table is looked into; when that last was.
    looked_at: tokio::sync::Mutex<Timestamp>,
}

impl Auth {
    /// The keys that access tokens are to be checked with (RFC 7517).
    pub async fn published_keys(&self) -> Result<Value, Unavailable> {
        let rows = self.present_keys().await?;
        let keys: Vec<Value> = rows.iter().filter_map(public).map(|key| key.jwk()).collect();
        Ok(json!({ "keys": keys }))
    }

    /// The key that signs now.
    pub(super) async fn signing_key(&self) -> Result<SigningKey, Unavailable> {
        let rows = self.present_keys().await?;
        let now = self.now();
        let key = rows.iter().filter(|row| row.signs_from <= now).find_map(|row| self.private(row));
        key.ok_or_else(|| Unavailable::because("signing an access token", "no key can be opened"))
    }

    /// The public key of a name; `None` when there is none.
    pub(super) async fn public_key(&self, name: &str) -> Result<Option<Arc<PublicKey>>, Unavailable> {
        let known =
            |published: &Published| published.keys.lock().unwrap_or_else(PoisonError::into_inner).get(name).cloned();
        if let Some(key) = known(&self.published) {
            return Ok(Some(key));
        }
        let mut looked_at = self.published.looked_at.lock().await;
        let now = self.now();
        if let Some(key) = known(&self.published) {
            return Ok(Some(key));
        }
        // Whoever sends names that nobody has is not to have the table read for each.
        if (0..LOOK_AGAIN).contains(&(now - *looked_at)) {
            return Ok(None);
        }
        let rows = self.db.read(signing_keys::all).await?;
        let keys = rows.iter().filter_map(public).map(|key| (key.id(), Arc::new(key))).collect();
        *self.published.keys.lock().unwrap_or_else(PoisonError::into_inner) = keys;
        *looked_at = now;
        Ok(known(&self.published))
    }

    /// All of them, the newest first. None is made by looking.
    pub async fn generations(&self) -> Result<Vec<Generation>, Unavailable> {
        let rows = self.db.read(signing_keys::all).await?;
        let now = self.now();
        let signing = rows.iter().find(|row| row.signs_from <= now).map(|row| row.generation);
        let generation = |row: SigningKeyRow| Generation {
            number: row.generation,
            made_at: row.created_at,
            signs_from: row.signs_from,
            key_id: row.key_id,
            signs: signing == Some(row.generation),
        };
        Ok(rows.into_iter().map(generation).collect())
    }

    /// All keys, the newest first, once the one that is due was made.
    async fn present_keys(&self) -> Result<Vec<SigningKeyRow>, Unavailable> {
        let rows = self.db.read(signing_keys::all).await?;
        let now = self.now();
        let opens = rows.iter().any(|row| row.signs_from <= now && self.private(row).is_some());
        let (generation, signs_from) = match rows.first() {
            None => (1, now),
            // Of a secret key that is gone: nobody can sign by it any more.
            Some(newest) if !opens => (newest.generation + 1, now),
            Some(newest) if newest.signs_from + self.tokens.key_life - LEAD <= now => {
                (newest.generation + 1, (newest.signs_from + self.tokens.key_life).max(now + LEAD))
            }
            Some(_) => return Ok(rows),
        };
        let row = self.new_key(generation, signs_from)?;
        self.db
            .write(move |c: &mut AnyConnection| {
                signing_keys::insert(c, &row)?;
                signing_keys::all(c)
            })
            .await
    }

    fn new_key(&self, generation: i64, signs_from: Timestamp) -> Result<SigningKeyRow, Unavailable> {
        let failed = |why: &dyn std::fmt::Display| Unavailable::because("making a key for access tokens", why);
        let pkcs8 = SigningKey::generate().map_err(|why| failed(&why))?;
        let public = SigningKey::from_pkcs8(&pkcs8).and_then(|key| key.public()).ok_or_else(|| failed(&"no key"))?;
        Ok(SigningKeyRow {
            generation,
            public_key: serde_json::to_string(&public).map_err(|why| failed(&why))?,
            sealed: self.keys.seal(Content::SigningKey, &pkcs8).map_err(|why| failed(&why))?,
            key_id: self.keys.current().id(),
            created_at: self.now(),
            signs_from,
        })
    }

    fn private(&self, row: &SigningKeyRow) -> Option<SigningKey> {
        let pkcs8: Zeroizing<Vec<u8>> = self.keys.open(Content::SigningKey, row.key_id, &row.sealed)?;
        SigningKey::from_pkcs8(&pkcs8)
    }

    /// Forgets the keys by which nothing counts any more.
    pub(super) async fn sweep_signing_keys(&self) -> Result<(), Unavailable> {
        let now = self.now();
        self.db
            .write(move |c| {
                let rows = signing_keys::all(c)?;
                // The newest that has signed for long enough: all before it are done with.
                match rows.iter().find(|row| row.signs_from + TRAIL <= now) {
                    Some(row) => signing_keys::sweep(c, row.generation),
                    None => Ok(0),
                }
            })
            .await
            .map(drop)
    }
}

fn public(row: &SigningKeyRow) -> Option<PublicKey> {
    serde_json::from_str(&row.public_key).ok()
}
