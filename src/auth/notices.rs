//! Notices: letters that tell people what happened to their account, with a link to say that it was not them; and what
//! that link does. Opening it changes nothing; the form behind it ends all sessions and leaves no way in but a new
//! password, which whoever holds the link may set at once: they read the account's mail.

use super::links::{Link, Purpose};
use super::session::EndReason;
use super::throttle::{account_name, confirm_name};
use super::token::Secret;
use super::{Auth, Client, kind};
use crate::clock::Timestamp;
use crate::db::{self, AnyConnection};
use crate::error::Unavailable;
use crate::mail::letter::{Kind, Letter};
use crate::store::mails::{self, NewMail};
use crate::store::sessions::Ending;
use crate::store::users::CredentialsRow;
use crate::store::{attempts, browsers, events, links, sessions, users};
use uuid::Uuid;

/// A letter and its link, to be inserted in the transaction of what it tells about.
#[derive(Clone, Debug)]
pub(super) struct Notice {
    mail: NewMail,
    link: Link,
}

impl Notice {
    pub(super) fn insert(&self, c: &mut AnyConnection) -> db::Answer<()> {
        self.link.insert(c)?;
        mails::insert(c, &self.mail)
    }
}

impl Auth {
    /// A notice to a user of what `client` has done.
    pub(super) fn notice(&self, kind: Kind, user: &CredentialsRow, client: &Client) -> Result<Notice, Unavailable> {
        let link = self.new_link(Purpose::NotMe, Some(user.id()), &user.email_canonical)?;
        let letter = Letter { path: Some(link.path()), until: link.until(), ..self.letter(kind, user, client) };
        Ok(Notice { mail: self.mail(Some(user.id()), letter)?, link })
    }

    /// A letter to a user, without a link.
    pub(super) fn letter(&self, kind: Kind, user: &CredentialsRow, client: &Client) -> Letter {
        Letter {
            kind,
            to: user.email.clone(),
            name: user.name.clone(),
            language: user.language.clone(),
            time_zone: user.time_zone.clone(),
            at: self.now(),
            ip: client.ip_text(),
            user_agent: client.user_agent.clone(),
            other: None,
            path: None,
            until: self.now(),
        }
    }

    /// Whose account such a link is about: their e-mail, while it counts and is still the one it was sent to.
    pub async fn find_not_me(&self, secret: &Secret) -> Result<Option<String>, Unavailable> {
        Ok(self.whose_not_me(secret).await?.map(|user| user.email))
    }

    async fn whose_not_me(&self, secret: &Secret) -> Result<Option<CredentialsRow>, Unavailable> {
        let (hash, now) = (secret.hash(), self.now());
        self.db
            .read_together(move |c| {
                let Some(link) = links::find(c, &hash, Purpose::NotMe.name(), now)? else { return Ok(None) };
                let Some(user) = link.user_id() else { return Ok(None) };
                Ok(users::get(c, user)?.filter(|user| user.email_canonical == link.email && user.disabled_at.is_none()))
            })
            .await
    }

    /// Ends all sessions and takes the password away. Gives back the secret of a link to set a new one; `None` when the
    /// link does not count.
    pub async fn not_me(&self, secret: &Secret, client: &Client) -> Result<Option<Secret>, Unavailable> {
        let Some(user) = self.whose_not_me(secret).await? else { return Ok(None) };
        let reset = self.new_link(Purpose::Reset, Some(user.id()), &user.email_canonical)?;
        let (hash, now, keep, client) = (secret.hash(), self.now(), self.keeps_history(), client.clone());
        let fresh = reset.secret.clone();
        let done = self
            .db
            .write(move |c| {
                let id = user.id();
                users::lock(c, id)?;
                let same = users::get(c, id)?.is_some_and(|now| now.email_canonical == user.email_canonical);
                if !same || links::use_up(c, &hash, Purpose::NotMe.name(), now)? == 0 {
                    return Ok(false);
                }
                expel(c, &user, now, keep)?;
                reset.insert(c)?;
                events::insert(c, now, &client.event(kind::NOT_ME, id))?;
                Ok(true)
            })
            .await?;
        if done {
            tracing::warn!("not-me: an account was closed until its password is set anew");
        }
        Ok(done.then_some(fresh))
    }
}

/// Whoever is in is out, and whatever they could come back by is worth nothing: sessions, the password, browsers that have
/// proven it, links.
pub(super) fn expel(c: &mut AnyConnection, user: &CredentialsRow, now: Timestamp, keep: bool) -> db::Answer<()> {
    let id: Uuid = user.id();
    users::take_password(c, id)?;
    browsers::forget(c, id)?;
    for purpose in Purpose::ALL {
        links::void(c, id, purpose.name(), now)?;
    }
    for name in [account_name(&user.email_canonical), confirm_name(id)] {
        attempts::clear(c, &name)?;
    }
    let ending = Ending { at: now, reason: EndReason::NotMe.name(), by: Some(id), keep };
    sessions::end_all(c, id, ending).map(drop)
}
