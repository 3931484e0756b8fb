//! A new password by a one-time link, so that nobody is ever locked out for good. It signs nobody in (ASVS 6.4.3), ends
//! all sessions, and lifts the stop after many failures. The link comes by mail, or from whoever runs the server.

use uuid::Uuid;

use super::email::Email;
use super::links::Purpose;
use super::password::Password;
use super::password_rules::Weakness;
use super::session::EndReason;
use super::throttle::{Counted, account_name, confirm_name};
use super::token::Secret;
use super::{Auth, Client, kind};
use crate::clock::{Seconds, Timestamp};
use crate::db::{self, AnyConnection};
use crate::error::Unavailable;
use crate::mail::letter::Kind;
use crate::store::events::NewEvent;
use crate::store::sessions::Ending;
use crate::store::users::CredentialsRow;
use crate::store::{attempts, browsers, events, links, sessions, users};

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
        let canonical = email.canonical().to_owned();
        let Some(user) = self.db.read(move |c| users::find(c, &canonical)).await? else { return Ok(None) };
        let link = self.new_link(Purpose::Reset, Some(user.id()), &user.email_canonical)?;
        let (secret, now) = (link.secret.clone(), self.now());
        self.db
            .write(move |c| {
                links::void(c, user.id(), Purpose::Reset.name(), now)?;
                link.insert(c)?;
                let event = NewEvent { kind: kind::RESET_STARTED, user_id: Some(user.id()), ..NewEvent::default() };
                events::insert(c, now, &event)
            })
            .await?;
        Ok(Some(secret))
    }

    /// The e-mail of whose password this link may set, while it counts.
    pub async fn find_reset(&self, secret: &Secret) -> Result<Option<String>, Unavailable> {
        Ok(self.whose_reset(secret).await?.map(|user| user.email))
    }

    async fn whose_reset(&self, secret: &Secret) -> Result<Option<CredentialsRow>, Unavailable> {
        let (hash, now) = (secret.hash(), self.now());
        self.db
            .read_together(move |c| {
                let Some(link) = links::find(c, &hash, Purpose::Reset.name(), now)? else { return Ok(None) };
                let Some(user) = link.user_id() else { return Ok(None) };
                // A link to an address that is no longer the account's is worthless.
                Ok(users::get(c, user)?.filter(|user| user.email_canonical == link.email && user.disabled_at.is_none()))
            })
            .await
    }

    /// Sets the password. Of two with the same link at once exactly one does.
    pub async fn reset(&self, secret: &Secret, password: Password, client: &Client) -> Result<Reset, Unavailable> {
        let Some(place) = self.lane.place() else { return Ok(Reset::Busy) };
        let allowances = match self.count(&[Self::address(client)]).await? {
            Counted::Go(allowances) => allowances,
            Counted::Wait(seconds) => return Ok(Reset::Wait(seconds)),
            Counted::Stopped => return Ok(Reset::Gone),
        };
        let Some(user) = self.whose_reset(secret).await? else { return Ok(Reset::Gone) };
        let hashed = match self.new_hash(place, password, [user.name.clone(), user.email.clone()]).await? {
            Ok(hashed) => hashed,
            Err(weakness) => return Ok(Reset::Weak(weakness)),
        };
        let notice = self.notice(Kind::PasswordChanged, &user, client)?;
        let id = user.id();
        let stopped = [account_name(&user.email_canonical), confirm_name(id)];
        let (link, now, keep, client) = (secret.hash(), self.now(), self.keeps_history(), client.clone());
        self.db
            .write(move |c| {
                users::lock(c, id)?;
                let same = users::get(c, id)?.is_some_and(|now| now.email_canonical == user.email_canonical);
                if !same || links::use_up(c, &link, Purpose::Reset.name(), now)? == 0 {
                    return Ok(Reset::Gone);
                }
                set_password(c, id, &hashed, now, keep)?;
                for name in &stopped {
                    attempts::clear(c, name)?;
                }
                for allowance in &allowances {
                    attempts::forgive(c, allowance, false)?;
                }
                notice.insert(c)?;
                events::insert(c, now, &client.event(kind::PASSWORD_RESET, id))?;
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
    // Among them what was asked for by whoever was in: another e-mail.
    for purpose in [Purpose::Reset, Purpose::Email] {
        links::void(c, user, purpose.name(), now)?;
    }
    let ending = Ending { at: now, reason: EndReason::Password.name(), by: Some(user), keep };
    sessions::end_all(c, user, ending).map(drop)
}
