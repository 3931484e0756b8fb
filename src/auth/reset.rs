//! A new password by a one-time link, so that nobody is ever locked out for good. It signs nobody in (ASVS 6.4.3), ends
//! all sessions, and lifts the stop after many failures. The link comes by mail, or from whoever runs the server.

use super::closing::end_with_password;
use super::email::Email;
use super::links::Purpose;
use super::password::Password;
use super::password_rules::Weakness;
use super::session::EndReason;
use super::throttle::Counted;
use super::token::Secret;
use super::{Auth, Client, kind};
use crate::clock::{MINUTE, Seconds, Timestamp};
use crate::db::{self, AnyConnection};
use crate::error::Unavailable;
use crate::mail::letter::Kind;
use crate::store::events::NewEvent;
use crate::store::sessions::Ending;
use crate::store::users::CredentialsRow;
use crate::store::{attempts, events, identities, links, sessions, users};

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
        Ok(self.user_of_link(Purpose::Reset, secret).await?.map(|user| user.email))
    }

    /// Sets the password. Of two with the same link at once exactly one does.
    pub async fn reset(&self, secret: &Secret, password: Password, client: &Client) -> Result<Reset, Unavailable> {
        let Some(place) = self.lane.place() else { return Ok(Reset::Busy) };
        let allowances = match self.count(&[Self::address(client)]).await? {
            Counted::Go(allowances) => allowances,
            Counted::Wait(seconds) => return Ok(Reset::Wait(seconds)),
            Counted::Stopped => return Ok(Reset::Gone),
        };
        let Some(user) = self.user_of_link(Purpose::Reset, secret).await? else { return Ok(Reset::Gone) };
        let hashed = match self.new_hash(place, password, [user.name.clone(), user.email.clone()]).await? {
            Ok(hashed) => hashed,
            Err(weakness) => return Ok(Reset::Weak(weakness)),
        };
        let notice = self.notice(Kind::PasswordChanged, &user, client)?;
        let id = user.id();
        let (link, now, keep, client) = (secret.hash(), self.now(), self.keeps_history(), client.clone());
        let done = self
            .db
            .write(move |c| {
                users::lock(c, id)?;
                let same = users::get(c, id)?.is_some_and(|now| now.email_canonical == user.email_canonical);
                if !same || links::use_up(c, &link, Purpose::Reset.name(), now)? == 0 {
                    return Ok(Reset::Gone);
                }
                users::set_password(c, id, &hashed)?;
                end_with_password(c, &user, now)?;
                if user.password_hash.is_some() {
                    forget_late_connections(c, &user, now)?;
                }
                let ending = Ending { at: now, reason: EndReason::Password.name(), by: Some(id), keep };
                sessions::end_all(c, id, ending)?;
                notice.insert(c)?;
                events::insert(c, now, &client.event(kind::PASSWORD_RESET, id))?;
                Ok(Reset::Done)
            })
            .await?;
        if done == Reset::Done {
            // For itself: with the counts of the account in one transaction, in another order than they are counted in, two
            // could wait for each other.
            let forgive = move |c: &mut AnyConnection| {
                allowances.iter().try_for_each(|allowance| attempts::forgive(c, allowance, false).map(drop))
            };
            let _ = self.db.write(forgive).await;
        }
        Ok(done)
    }
}

/// Whoever had come in by the password may have connected a provider of theirs: those that were connected lately, and not as
/// the account was made, have to be connected again.
fn forget_late_connections(c: &mut AnyConnection, user: &CredentialsRow, now: Timestamp) -> db::Answer<()> {
    for identity in identities::of_user(c, user.id())? {
        let late = now - identity.created_at < Purpose::NotMe.life();
        if late && identity.created_at - user.created_at > MINUTE {
            identities::delete(c, identity.id(), user.id())?;
        }
    }
    Ok(())
}
