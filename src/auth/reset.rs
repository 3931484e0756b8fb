//! A new password by a one-time link, so that nobody is ever locked out for good. It signs nobody in (ASVS 6.4.3), ends
//! all sessions, and lifts the stop after many failures.

use uuid::Uuid;

use super::email::Email;
use super::password::Password;
use super::password_rules::Weakness;
use super::session::EndReason;
use super::throttle::{Counted, account_name, confirm_name};
use super::token::Secret;
use super::{Auth, Client, kind};
use crate::clock::{HOUR, Seconds, Timestamp};
use crate::db::{self, AnyConnection};
use crate::error::Unavailable;
use crate::store::events::NewEvent;
use crate::store::resets::ResetRow;
use crate::store::sessions::Ending;
use crate::store::{attempts, browsers, events, resets, sessions, users};

/// How long a link counts, in seconds.
pub const LIFE: Seconds = HOUR;

/// How setting a password by a link ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reset {
    /// It is set.
    Done,
    /// The link was used, has run out, was replaced by a newer one, or never was.
    Gone,
    /// The password is refused.
    Weak(Weakness),
    /// Too many attempts: one more in so many seconds.
    Wait(Seconds),
    /// The queue for hashing is full.
    Busy,
}

impl Auth {
    /// Makes a link's secret for the user of this e-mail; earlier links become worthless. `None` when there is none.
    pub async fn start_reset(&self, email: &Email) -> Result<Option<Secret>, Unavailable> {
        let secret = Secret::generate()?;
        let (hash, canonical, now) = (secret.hash(), email.canonical().to_owned(), self.now());
        let found = self
            .db
            .write(move |c| {
                let Some(user) = users::find(c, &canonical)? else { return Ok(false) };
                resets::void(c, user.id(), now)?;
                resets::insert(c, user.id(), &hash, now, now + LIFE)?;
                let event = NewEvent { kind: kind::RESET_STARTED, user_id: Some(user.id()), ..NewEvent::default() };
                events::insert(c, now, &event)?;
                Ok(true)
            })
            .await?;
        Ok(found.then_some(secret))
    }

    /// Whose password this link may set, while it counts.
    pub async fn find_reset(&self, secret: &Secret) -> Result<Option<ResetRow>, Unavailable> {
        let (hash, now) = (secret.hash(), self.now());
        self.db.read(move |c| resets::find(c, &hash, now)).await
    }

    /// Sets the password. Of two with the same link at once exactly one does.
    pub async fn reset(&self, secret: &Secret, password: Password, client: &Client) -> Result<Reset, Unavailable> {
        let Some(place) = self.lane.place() else { return Ok(Reset::Busy) };
        let allowances = match self.count(&[Self::address(client)]).await? {
            Counted::Go(allowances) => allowances,
            Counted::Wait(seconds) => return Ok(Reset::Wait(seconds)),
            Counted::Stopped => return Ok(Reset::Gone),
        };
        let Some(row) = self.find_reset(secret).await? else { return Ok(Reset::Gone) };
        let hashed = match self.new_hash(place, password, [row.name.clone(), row.email.clone()]).await? {
            Ok(hashed) => hashed,
            Err(weakness) => return Ok(Reset::Weak(weakness)),
        };
        let user = row.user_id();
        let stopped = [account_name(&row.email_canonical), confirm_name(user)];
        let (link, now, keep, client) = (secret.hash(), self.now(), self.keeps_history(), client.clone());
        self.db
            .write(move |c| {
                users::lock(c, user)?;
                if resets::use_up(c, &link, now)? == 0 {
                    return Ok(Reset::Gone);
                }
                set_password(c, user, &hashed, now, keep)?;
                for name in &stopped {
                    attempts::clear(c, name)?;
                }
                for allowance in &allowances {
                    attempts::forgive(c, allowance, false)?;
                }
                events::insert(c, now, &client.event(kind::PASSWORD_RESET, user))?;
                Ok(Reset::Done)
            })
            .await
    }
}

/// Sets the password, which makes every session dead in the same statement, and writes the reason into each.
fn set_password(c: &mut AnyConnection, user: Uuid, hash: &str, now: Timestamp, keep: bool) -> db::Answer<()> {
    users::set_password(c, user, hash)?;
    // Whoever knew the old password may have proven it from a browser of theirs.
    browsers::forget(c, user)?;
    resets::void(c, user, now)?;
    let ending = Ending { at: now, reason: EndReason::Password.name(), by: Some(user), keep };
    sessions::end_all(c, user, ending).map(drop)
}
