//! Proving the password again within a session, before something sensitive. The session goes on under its id with a new
//! secret (ASVS 7.2.4); whoever holds the old one is out after some seconds, and is never given the new one.

use uuid::Uuid;

use super::lane::Memory;
use super::password::{Password, Verdict};
use super::session::{Live, Standing};
use super::throttle::{Counted, Of};
use super::token::{Secret, SessionToken};
use super::{Auth, Client, kind};
use crate::clock::Seconds;
use crate::db::{self, AnyConnection};
use crate::error::Unavailable;
use crate::store::events::NewEvent;
use crate::store::sessions::Rotation;
use crate::store::{attempts, events, identities, sessions, users};

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

/// The identity that proved a session's user again.
pub(super) struct Again {
    pub(super) identity: Uuid,
    pub(super) email: Option<String>,
    /// How, for the history.
    pub(super) methods: String,
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
        let token = self
            .rotate_proven(live, client, None, move |c, _| {
                if let (Some(new), Some(old)) = (&rehashed, &old) {
                    users::rehash(c, user_id, old, new)?;
                }
                for allowance in &allowances {
                    attempts::forgive(c, allowance, allowance.stop.is_some())?;
                }
                Ok(())
            })
            .await?;
        Ok(token.map_or(Confirm::Gone, Confirm::Proven))
    }

    /// A new secret for a session whose user was just proven, `by` a provider unless by the password, and `and` in the same
    /// transaction. `None` when it was ended, or proven again elsewhere, in the meantime.
    pub(super) async fn rotate_proven(
        &self,
        live: &Live,
        client: &Client,
        by: Option<Again>,
        and: impl FnOnce(&mut AnyConnection, &SessionToken) -> db::Answer<()> + Send + 'static,
    ) -> Result<Option<SessionToken>, Unavailable> {
        let (id, user, asked) = (live.id, live.person.id, live.standing == Standing::Asked);
        let token = SessionToken { session: id, user, secret: Secret::generate()? };
        let (from, to) = (live.secret_hash().to_vec(), token.secret.hash());
        let (now, key, client) = (self.now(), self.keys.current().id(), client.clone());
        // From now on this is where it is used.
        let (ip, agent) = live.moved_to(&client);
        let made = token.clone();
        let rotated = self
            .db
            .write(move |c| {
                users::lock(c, user)?;
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
                // It was disconnected in the meantime.
                if let Some(by) = &by
                    && identities::proven(c, by.identity, user, by.email.as_deref(), now)? == 0
                {
                    return Ok(false);
                }
                if sessions::rotate(c, id, &rotation)? == 0 {
                    return Ok(false);
                }
                and(c, &made)?;
                let event = client.event(kind::CONFIRM, user);
                events::insert(
                    c,
                    now,
                    &NewEvent { session_id: Some(id), detail: by.as_ref().map(|by| by.methods.as_str()), ..event },
                )?;
                Ok(true)
            })
            .await?;
        Ok(rotated.then_some(token))
    }
}
