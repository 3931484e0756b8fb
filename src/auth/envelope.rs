//! Whom a letter is for that somebody asked for, found out after the answer was given, and the link in it. A letter goes to
//! the address that stands in the table, never to the one that was typed: the two could look alike and be another's.

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::asking::{Asked, Inviter, What};
use super::email::Email;
use super::links::{Link, Purpose};
use super::throttle::Of;
use super::{Auth, kind};
use crate::clock::Timestamp;
use crate::config::USER;
use crate::db::{self, AnyConnection};
use crate::error::Unavailable;
use crate::mail::letter::{Kind, Letter};
use crate::store::events::NewEvent;
use crate::store::users::CredentialsRow;
use crate::store::{attempts, events, links, mails, users};

/// What a link to make an account makes.
#[derive(Deserialize, Serialize)]
pub(super) struct Invitation {
    pub(super) email: String,
    pub(super) role: String,
    pub(super) language: Option<String>,
    /// Who asked them in; `None`: they asked themselves.
    pub(super) by: Option<Inviter>,
}

/// What a link that proves an address changes.
#[derive(Deserialize, Serialize)]
pub(super) struct Move {
    pub(super) from: String,
    pub(super) to: String,
    /// The user's `auth_epoch` when it was asked for: what ends all sessions ends this too.
    pub(super) auth_epoch: i64,
}

impl Auth {
    /// Puts a letter in the place of what was asked for; or drops it, where it is for nobody.
    pub(super) async fn find_reader(&self, id: Uuid, asked: Asked) -> Result<(), Unavailable> {
        // It was checked when it was typed.
        let Ok(email) = Email::parse(&asked.email) else { return self.drop_mail(id).await };
        let found = {
            let (canonical, now) = (email.canonical().to_owned(), self.now());
            let but = if let What::Email { user, .. } = asked.what { Some(user) } else { None };
            self.db
                .read_aside(move |c| {
                    let user = users::find(c, &canonical)?;
                    Ok((user, links::holds(c, &canonical, Purpose::Undo.name(), but, now)?))
                })
                .await?
        };
        match self.envelope(&asked, &email, found).await? {
            Some(envelope) => self.write_envelope(id, &asked, envelope).await,
            None => self.drop_mail(id).await,
        }
    }

    /// What is to be sent, and to whom; `None` when it is for nobody.
    async fn envelope(
        &self,
        asked: &Asked,
        email: &Email,
        (owner, held): (Option<CredentialsRow>, bool),
    ) -> Result<Option<Envelope>, Unavailable> {
        let owner_is_off = owner.as_ref().is_some_and(|user| user.disabled_at.is_some());
        Ok(match (&asked.what, owner) {
            // One that can still be given back is nobody else's.
            (_, None) if held => None,
            _ if owner_is_off => None,
            (What::Reset, Some(user)) => {
                let link = self.new_link(Purpose::Reset, Some(user.id()), &user.email_canonical)?;
                Some(Envelope::to(&user, Kind::Reset, Some(link)))
            }
            (What::Reset, None) => None,
            (What::Join | What::Invite { .. }, Some(user)) => Some(Envelope::to(&user, Kind::HasAccount, None)),
            (What::Join, None) => Some(self.invitation(asked, email, Purpose::Join, (USER, None))?),
            (What::Invite { role, by }, None) => {
                Some(self.invitation(asked, email, Purpose::Invited, (role, Some(*by)))?)
            }
            (What::Email { user, .. }, Some(owner)) if owner.id() != *user => {
                Some(Envelope::to(&owner, Kind::HasAccount, None))
            }
            (What::Email { user, from, auth_epoch }, _) => {
                let id = *user;
                let user = self.db.read_aside(move |c| users::get(c, id)).await?;
                // Whoever asked was thrown out meanwhile.
                let Some(user) = user.filter(|user| user.auth_epoch == *auth_epoch) else { return Ok(None) };
                let to = Move { from: from.clone(), to: email.as_typed().to_owned(), auth_epoch: *auth_epoch };
                let link = self.new_link_with(Purpose::Email, Some(id), email.canonical(), &to)?;
                Some(Envelope {
                    to: email.as_typed().to_owned(),
                    other: Some(user.email.clone()),
                    // What somebody calls themselves is not to be read by strangers in a letter of ours.
                    name: String::new(),
                    ..Envelope::to(&user, Kind::EmailConfirm, Some(link))
                })
            }
        })
    }

    /// A letter to somebody who has no account yet.
    fn invitation(
        &self,
        asked: &Asked,
        email: &Email,
        purpose: Purpose,
        (role, by): (&str, Option<Inviter>),
    ) -> Result<Envelope, Unavailable> {
        let invitation = Invitation {
            email: email.as_typed().to_owned(),
            role: role.to_owned(),
            language: asked.language.clone(),
            by,
        };
        let kind = if purpose == Purpose::Invited { Kind::Invited } else { Kind::Join };
        Ok(Envelope {
            user: None,
            canonical: email.canonical().to_owned(),
            kind,
            to: email.as_typed().to_owned(),
            name: String::new(),
            language: asked.language.clone(),
            time_zone: None,
            other: None,
            link: Some(self.new_link_with(purpose, None, email.canonical(), &invitation)?),
        })
    }

    async fn write_envelope(&self, id: Uuid, asked: &Asked, envelope: Envelope) -> Result<(), Unavailable> {
        let now = self.now();
        let letter = Letter {
            kind: envelope.kind,
            to: envelope.to.clone(),
            name: envelope.name.clone(),
            // The language they chose, else that of the page it was asked for on.
            language: envelope.language.clone().or_else(|| asked.language.clone()),
            time_zone: envelope.time_zone.clone(),
            at: now,
            ip: asked.ip.clone(),
            user_agent: asked.user_agent.clone(),
            other: envelope.other.clone(),
            path: match &envelope.link {
                Some(link) => Some(link.path()),
                None => (envelope.kind == Kind::HasAccount).then(|| String::from("/login").into()),
            },
            until: envelope.link.as_ref().map_or(now, Link::until),
        };
        let mail = self.mail_of(id, envelope.user, letter)?;
        let allowance = self.allowance(Of::Letters(mail.kind, &envelope.canonical));
        let (ip, user_agent) = (asked.ip.clone(), asked.user_agent.clone());
        self.db
            .write(move |c| {
                if let Some(user) = envelope.user {
                    users::lock(c, user)?;
                    // Disabled since it was asked for: its links are void, and stay so.
                    if users::get(c, user)?.is_some_and(|now| now.disabled_at.is_some()) {
                        return mails::delete(c, id).map(drop);
                    }
                }
                if mails::address(c, &mail)? == 0 {
                    return Ok(());
                }
                // Nobody's box is filled by strangers; the last letter of this kind that was sent still holds.
                if attempts::count(c, &allowance, now)? == 0 {
                    return mails::delete(c, id).map(drop);
                }
                let Some(link) = &envelope.link else { return Ok(()) };
                envelope.void_earlier(c, now)?;
                link.insert(c)?;
                if envelope.kind != Kind::Reset {
                    return Ok(());
                }
                let event = NewEvent {
                    kind: kind::RESET_STARTED,
                    user_id: envelope.user,
                    ip,
                    user_agent: user_agent.as_deref(),
                    ..NewEvent::default()
                };
                events::insert(c, now, &event)
            })
            .await
    }
}

/// A letter on its way, and the link in it.
struct Envelope {
    user: Option<Uuid>,
    /// The canonical address it goes to.
    canonical: String,
    kind: Kind,
    to: String,
    name: String,
    language: Option<String>,
    time_zone: Option<String>,
    other: Option<String>,
    link: Option<Link>,
}

impl Envelope {
    fn to(user: &CredentialsRow, kind: Kind, link: Option<Link>) -> Self {
        Self {
            user: Some(user.id()),
            canonical: user.email_canonical.clone(),
            kind,
            to: user.email.clone(),
            name: user.name.clone(),
            language: user.language.clone(),
            time_zone: user.time_zone.clone(),
            other: None,
            link,
        }
    }

    /// Only the newest link of a kind counts.
    fn void_earlier(&self, c: &mut AnyConnection, now: Timestamp) -> db::Answer<()> {
        match (self.kind, self.user) {
            (Kind::Reset, Some(user)) => links::void(c, user, Purpose::Reset.name(), now),
            (Kind::EmailConfirm, Some(user)) => links::void(c, user, Purpose::Email.name(), now),
            (Kind::Join, _) => links::void_of_email(c, &self.canonical, Purpose::Join.name(), now),
            (Kind::Invited, _) => links::void_of_email(c, &self.canonical, Purpose::Invited.name(), now),
            _ => Ok(0),
        }
        .map(drop)
    }
}
