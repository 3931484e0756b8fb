//! Notices: letters that tell people what happened to their account, with a link to say that it was not them; and what
//! that link does. Opening it changes nothing; the form behind it ends all sessions and leaves no way in but a new
//! password.

use super::closing::{Closed, close};
use super::email::Email;
use super::links::{Link, Purpose};
use super::token::Secret;
use super::{Auth, Client, kind};
use crate::db::{self, AnyConnection};
use crate::error::Unavailable;
use crate::mail::letter::{Kind, Letter};
use crate::store::mails::{self, NewMail};
use crate::store::users::CredentialsRow;
use crate::store::{events, links, users};

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
        self.notice_with(kind, user, client, |letter| letter)
    }

    /// The same, with what else `more` puts into it.
    pub(super) fn notice_with(
        &self,
        kind: Kind,
        user: &CredentialsRow,
        client: &Client,
        more: impl FnOnce(Letter) -> Letter,
    ) -> Result<Notice, Unavailable> {
        let link = self.new_link(Purpose::NotMe, Some(user.id()), &user.email_canonical)?;
        let letter = Letter { path: Some(link.path()), until: link.until(), ..self.letter(kind, user, client) };
        Ok(Notice { mail: self.mail(Some(user.id()), more(letter))?, link })
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
        Ok(self.user_of_link(Purpose::NotMe, secret).await?.map(|user| user.email))
    }

    /// Ends all sessions and takes the password away. `None` when the link does not count.
    pub async fn not_me(&self, secret: &Secret, client: &Client) -> Result<Option<Closed>, Unavailable> {
        let Some(link) = self.find_link(Purpose::NotMe, secret).await? else { return Ok(None) };
        let Some(user) = self.user_of_link(Purpose::NotMe, secret).await? else { return Ok(None) };
        let Ok(email) = Email::parse(&user.email) else { return Ok(None) };
        let way_in = self.way_in(link.created_at, user.id(), &email, client)?;
        let (hash, now, keep, client) = (secret.hash(), self.now(), self.keeps_history(), client.clone());
        let opens = way_in.closed();
        let done = self
            .db
            .write(move |c| {
                let id = user.id();
                users::lock(c, id)?;
                let same = users::get(c, id)?.is_some_and(|now| now.email_canonical == user.email_canonical);
                if !same || links::use_up(c, &hash, Purpose::NotMe.name(), now)? == 0 {
                    return Ok(false);
                }
                close(c, &user, now, keep)?;
                way_in.insert(c)?;
                events::insert(c, now, &client.event(kind::NOT_ME, id))?;
                Ok(true)
            })
            .await?;
        if done {
            tracing::warn!("not-me: an account was closed until its password is set anew");
        }
        Ok(done.then_some(opens))
    }
}
