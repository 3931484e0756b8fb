//! Proving the password again within a session, before something sensitive. The session goes on under its id with a new
//! secret (ASVS 7.2.4); whoever holds the old one is out after some seconds, and is never given the new one.

use super::lane::Memory;
use super::password::{Password, Verdict};
use super::session::{Live, Standing};
use super::throttle::{Counted, Of};
use super::token::{Secret, SessionToken};
use super::{Auth, Client, kind};
use crate::clock::Seconds;
use crate::error::Unavailable;
use crate::store::events::NewEvent;
use crate::store::sessions::Rotation;
use crate::store::{attempts, events, sessions, users};

/// How proving again ended.
#[derive(Clone, Debug)]
pub enum Confirm {
    /// Proven: this is the session's new token.
    Proven(SessionToken),
    /// The password is not right.
    Wrong,
    /// Too many attempts: one more in so many seconds.
    Wait(Seconds),
    /// Too many failures in a row: not until the password is set anew.
    Stopped,
    /// The queue for hashing is full.
    Busy,
    /// The session was ended, or proven again elsewhere, in the meantime.
    Gone,
}

impl Auth {
    /// Proves the password of the session's user and rotates the secret.
    pub async fn confirm(&self, live: &Live, password: Password, client: &Client) -> Result<Confirm, Unavailable> {
        if !live.current {
            return Ok(Confirm::Gone);
        }
        let Some(place) = self.lane.place() else { return Ok(Confirm::Busy) };
        let user_id = live.person.id;
        // Not by the address: others there cannot keep somebody who is signed in from proving it.
        let asked = live.standing == Standing::Asked;
        let of = if asked { Of::Asked(live.id) } else { Of::Confirm(user_id) };
        let allowances = match self.count(&[of]).await? {
            Counted::Go(allowances) => allowances,
            Counted::Wait(seconds) => return Ok(Confirm::Wait(seconds)),
            Counted::Stopped => return Ok(Confirm::Stopped),
        };
        let stored = self.db.read(move |c| users::get(c, user_id)).await?.and_then(|user| user.password_hash);
        let hasher = self.hasher.clone();
        let old = stored.clone();
        let verdict = place.run(move |memory: &mut Memory| hasher.verify(&password, stored.as_deref(), memory)).await?;
        let Verdict::Right { rehashed } = verdict else {
            self.note_failure(kind::CONFIRM_FAILED, Some(user_id), client);
            return Ok(Confirm::Wrong);
        };
        let token = SessionToken { session: live.id, user: user_id, secret: Secret::generate()? };
        let (from, to) = (live.secret_hash().to_vec(), token.secret.hash());
        let (id, now, key, client) = (live.id, self.now(), self.keys.current().id(), client.clone());
        // From now on this is where it is used.
        let (ip, agent) = live.moved_to(&client);
        let rotated = self
            .db
            .write(move |c| {
                users::lock(c, user_id)?;
                let rotation = Rotation {
                    from: &from,
                    to: &to,
                    // Nothing was under way that had been let through.
                    previous: (!asked).then_some(&from),
                    auth_epoch: None,
                    key_id: key,
                    ip: ip.as_deref(),
                    user_agent: agent.as_deref(),
                    at: now,
                };
                if sessions::rotate(c, id, &rotation)? == 0 {
                    return Ok(false);
                }
                if let (Some(new), Some(old)) = (&rehashed, &old) {
                    users::rehash(c, user_id, old, new)?;
                }
                for allowance in &allowances {
                    attempts::forgive(c, allowance, allowance.stop.is_some())?;
                }
                let event = client.event(kind::CONFIRM, user_id);
                events::insert(c, now, &NewEvent { session_id: Some(id), ..event })?;
                Ok(true)
            })
            .await?;
        Ok(if rotated { Confirm::Proven(token) } else { Confirm::Gone })
    }
}
