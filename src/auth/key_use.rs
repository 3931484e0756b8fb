//! What each secret key is still needed for: cookies of live sessions, and what is sealed in the database. A previous key that
//! nothing needs any more can be taken out.

use std::collections::BTreeMap;

use uuid::Uuid;

use super::Auth;
use crate::db::AnyConnection;
use crate::error::Unavailable;
use crate::store::{grants, links, mails, sessions, signing_keys};

/// Sessions looked at in one go.
const STEP: i64 = 5000;

/// What a key is needed for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct KeyUse {
    /// Live sessions, whose cookies it sealed.
    pub sessions: i64,
    /// Letters that are not empty yet, what links will make, what providers gave, and keys that sign access tokens.
    pub sealed: i64,
}

impl Auth {
    /// What each key is needed for, by its id; keys that are not known here too. Sessions are looked at in steps, beside
    /// requests; `told` hears how many keys' sessions were found so far.
    pub async fn key_use(&self, told: impl Fn(i64)) -> Result<BTreeMap<i64, KeyUse>, Unavailable> {
        let now = self.now();
        let (mut uses, mut from, mut found) = (BTreeMap::<i64, KeyUse>::new(), Uuid::nil(), 0);
        loop {
            let look = move |c: &mut AnyConnection| {
                let to = sessions::step(c, from, STEP)?.unwrap_or(Uuid::max());
                Ok((to, sessions::count_by_key(c, from, to, now)?))
            };
            let (to, counted) = self.db.read_aside(look).await?;
            for (key, count) in counted {
                uses.entry(key).or_default().sessions += count;
                found += count;
            }
            told(found);
            if to == Uuid::max() {
                break;
            }
            from = to;
        }
        let look = move |c: &mut AnyConnection| {
            let mut counted = mails::count_by_key(c)?;
            counted.extend(links::count_by_key(c, now)?);
            counted.extend(grants::count_by_key(c)?);
            counted.extend(signing_keys::all(c)?.iter().map(|row| (row.key_id, 1)));
            Ok(counted)
        };
        for (key, count) in self.db.read_aside(look).await? {
            uses.entry(key).or_default().sealed += count;
        }
        Ok(uses)
    }
}
