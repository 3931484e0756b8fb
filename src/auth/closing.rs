//! What is worth nothing any more when a password is: browsers that have proven it, links that were asked for by whoever
//! was in, the failures that were counted at it. And closing an account until its owner sets a new one.

use uuid::Uuid;

use super::asking::What;
use super::email::Email;
use super::links::{Link, Purpose};
use super::session::EndReason;
use super::throttle::{account_name, confirm_name};
use super::token::Secret;
use super::{Auth, Client};
use crate::clock::{HOUR, Seconds, Timestamp};
use crate::db::{self, AnyConnection};
use crate::error::Unavailable;
use crate::store::mails::{self, NewMail};
use crate::store::sessions::Ending;
use crate::store::users::CredentialsRow;
use crate::store::{attempts, browsers, identities, links, sessions, users};

/// How long after a letter was written the link in it leads to a new password at once, in seconds; later a fresh letter
/// does. Else whoever once copied a letter could come in by it for a week (NIST 800-63B-4 §4.2.2).
const FRESH: Seconds = HOUR;

/// An account that is closed until its owner sets a new password, and how they do.
#[derive(Clone, Debug)]
pub enum Closed {
    /// By this link, at once.
    Reset(Secret),
    /// By a letter that is on its way.
    Letter,
}

/// The way in again, to be written in the transaction that closes the account.
pub(super) enum WayIn {
    Link(Link),
    Letter(NewMail),
}

impl WayIn {
    pub(super) fn closed(&self) -> Closed {
        match self {
            Self::Link(link) => Closed::Reset(link.secret.clone()),
            Self::Letter(_) => Closed::Letter,
        }
    }

    pub(super) fn insert(&self, c: &mut AnyConnection) -> db::Answer<()> {
        match self {
            Self::Link(link) => link.insert(c),
            Self::Letter(mail) => mails::insert(c, mail),
        }
    }
}

impl Auth {
    /// By a letter that was written at `written_at`, to the address `email` of `user`.
    pub(super) fn way_in(
        &self,
        written_at: Timestamp,
        user: Uuid,
        email: &Email,
        client: &Client,
    ) -> Result<WayIn, Unavailable> {
        if self.now() - written_at < FRESH {
            return Ok(WayIn::Link(self.new_link(Purpose::Reset, Some(user), email.canonical())?));
        }
        Ok(WayIn::Letter(self.asked(client.asks(What::Reset, email, None))?))
    }
}

/// What goes with a password of `user`, whose sessions are ended by the caller. Links that undo and notices stay: a thief
/// who changes the password is not to take them away.
pub(super) fn end_with_password(c: &mut AnyConnection, user: &CredentialsRow, now: Timestamp) -> db::Answer<()> {
    let id: Uuid = user.id();
    // Whoever knew the old password may have proven it from a browser of theirs.
    browsers::forget(c, id)?;
    for purpose in [Purpose::Reset, Purpose::Email] {
        links::void(c, id, purpose.name(), now)?;
    }
    for name in [account_name(&user.email_canonical), confirm_name(id)] {
        attempts::clear(c, &name)?;
    }
    Ok(())
}

/// Whoever is in is out, and whatever they could come back by is worth nothing: sessions, the password, links. But for
/// those that undo a change of e-mail: the owner may still need them.
pub(super) fn close(c: &mut AnyConnection, user: &CredentialsRow, now: Timestamp, keep: bool) -> db::Answer<()> {
    let id: Uuid = user.id();
    users::take_password(c, id)?;
    // Whoever was in may have connected a provider of theirs.
    for identity in identities::of_user(c, id)? {
        identities::delete(c, identity.id(), id)?;
    }
    end_with_password(c, user, now)?;
    links::void(c, id, Purpose::NotMe.name(), now)?;
    let ending = Ending { at: now, reason: EndReason::NotMe.name(), by: Some(id), keep };
    sessions::end_all(c, id, ending).map(drop)
}
