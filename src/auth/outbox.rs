//! The outbox: mail that is to be sent. A letter is written in the transaction of what it tells about, so that neither is
//! there without the other. What strangers ask for (a link for some address) is queued and answered in the same way and
//! time whoever has the address; whom it is for is found out afterwards, here.
//!
//! A mail is claimed before it is sent, by one conditional UPDATE, so that of many servers one sends it. It goes out at
//! least once: when the mail server has taken it and the database is away, it is sent again under the same Message-ID.

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::email::Email;
use super::links::{Link, Purpose};
use super::throttle::Of;
use super::{Auth, Client, kind};
use crate::clock::{DAY, HOUR, MINUTE, Seconds, Timestamp};
use crate::db::{self, AnyConnection};
use crate::error::Unavailable;
use crate::keys::Content;
use crate::mail::letter::{Kind, Letter};
use crate::mail::post::NotSent;
use crate::store::events::NewEvent;
pub use crate::store::mails::ListedMail;
use crate::store::mails::{self, NewMail, WaitingRow};
use crate::store::users::CredentialsRow;
use crate::store::{attempts, events, links, users};

/// Mails looked at in one go.
const BATCH: i64 = 50;
/// How long a mail is one server's to send, in seconds; longer than a mail server is waited for.
const CLAIM: Seconds = 5 * MINUTE;
/// How long until the next try, in seconds; the last of them over and over.
const RETRIES: [Seconds; 5] = [MINUTE, 5 * MINUTE, 15 * MINUTE, HOUR, 4 * HOUR];
/// Tries until a mail is given up: about three days.
const MOST_TRIES: i64 = 22;
/// Tries until a mail is given up that the mail server says it will never take.
const MOST_REFUSED: i64 = 4;
/// How long a mail stays in the outbox, sent or not, in seconds.
pub(super) const KEPT: Seconds = 14 * DAY;

/// What stands in a mail's row.
#[derive(Deserialize, Serialize)]
enum Held {
    Asked(Asked),
    Letter(Box<Letter>),
}

/// What somebody asked for: whether there is anybody it is for is still to be found out.
#[derive(Clone, Deserialize, Serialize)]
pub(super) struct Asked {
    /// What for.
    pub(super) what: What,
    /// The address as it was typed.
    pub(super) email: String,
    /// The language of the page it was asked on.
    pub(super) language: Option<String>,
    /// Who asked.
    pub(super) ip: Option<String>,
    /// With what.
    pub(super) user_agent: Option<String>,
}

/// What somebody asks for.
#[derive(Clone, Deserialize, Serialize)]
pub(super) enum What {
    /// A link to set a new password.
    Reset,
    /// An account.
    Join,
    /// An account for somebody else, with this role.
    Invite { role: String },
    /// This address for the account of the user, whose address was the other one.
    Email { user: Uuid, from: String },
}

impl What {
    fn name(&self) -> &'static str {
        match self {
            Self::Reset => Kind::Reset.name(),
            Self::Join => Kind::Join.name(),
            Self::Invite { .. } => Kind::Invited.name(),
            Self::Email { .. } => Kind::EmailConfirm.name(),
        }
    }
}

/// What a link to make an account makes.
#[derive(Deserialize, Serialize)]
pub(super) struct Place {
    pub(super) email: String,
    pub(super) role: String,
    pub(super) language: Option<String>,
}

/// What a link that proves an address changes.
#[derive(Deserialize, Serialize)]
pub(super) struct Move {
    pub(super) from: String,
    pub(super) to: String,
}

/// A mail that is this server's to send, for some minutes.
pub struct Claimed {
    /// Its id.
    pub id: Uuid,
    /// When it was written.
    pub written_at: Timestamp,
    /// What is in it.
    pub letter: Letter,
    tries: i64,
}

/// What is in a mail that waits.
pub enum Shown {
    /// A letter.
    Letter(Box<Letter>),
    /// Nothing any more: it was sent.
    Sent,
    /// It was sealed under a key that is not known here.
    Sealed,
}

impl Auth {
    /// A mail with a letter in it, to be inserted in the transaction of what it tells about.
    pub(super) fn mail(&self, user: Option<Uuid>, letter: Letter) -> Result<NewMail, Unavailable> {
        let kind = letter.kind.name();
        self.new_mail(Uuid::now_v7(), kind, user, &Held::Letter(Box::new(letter)))
    }

    /// Queues what somebody asked for: one row, whoever it may be for.
    pub(super) async fn ask(&self, asked: Asked) -> Result<(), Unavailable> {
        let mail = self.asked(asked)?;
        self.db.write(move |c| mails::insert(c, &mail)).await
    }

    /// The row alone, for a transaction that does more.
    pub(super) fn asked(&self, asked: Asked) -> Result<NewMail, Unavailable> {
        let kind = asked.what.name();
        self.new_mail(Uuid::now_v7(), kind, None, &Held::Asked(asked))
    }

    fn new_mail(
        &self,
        id: Uuid,
        kind: &'static str,
        user: Option<Uuid>,
        content: &Held,
    ) -> Result<NewMail, Unavailable> {
        Ok(NewMail {
            id,
            kind,
            user_id: user,
            sealed: self.seal(Content::Mail, content)?,
            key_id: self.keys.current().id(),
            created_at: self.now(),
            known: matches!(content, Held::Letter(_)),
        })
    }

    /// Finds out whom the mails are for of which that is not known yet, and makes their links.
    pub async fn address_mail(&self) -> Result<(), Unavailable> {
        for row in self.db.read_aside(|c| mails::unknown(c, BATCH)).await? {
            match self.content(&row) {
                Some(Held::Asked(asked)) => self.find_reader(row.id(), asked).await?,
                _ => self.give_up(row.id(), "sealed under a secret_key that is not known here").await?,
            }
        }
        Ok(())
    }

    async fn find_reader(&self, id: Uuid, asked: Asked) -> Result<(), Unavailable> {
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
            (What::Join, None) => Some(self.place(asked, email, Kind::Join, crate::config::USER)?),
            (What::Invite { role }, None) => Some(self.place(asked, email, Kind::Invited, role)?),
            (What::Email { user, .. }, Some(owner)) if owner.id() != *user => {
                Some(Envelope::to(&owner, Kind::HasAccount, None))
            }
            (What::Email { user, from }, _) => {
                let id = *user;
                let Some(user) = self.db.read_aside(move |c| users::get(c, id)).await? else { return Ok(None) };
                let to = Move { from: from.clone(), to: email.as_typed().to_owned() };
                let link = self.new_link_with(Purpose::Email, Some(id), email.canonical(), &to)?;
                Some(Envelope {
                    to: email.as_typed().to_owned(),
                    other: Some(user.email.clone()),
                    ..Envelope::to(&user, Kind::EmailConfirm, Some(link))
                })
            }
        })
    }

    /// A letter to somebody who has no account yet.
    fn place(&self, asked: &Asked, email: &Email, kind: Kind, role: &str) -> Result<Envelope, Unavailable> {
        let place =
            Place { email: email.as_typed().to_owned(), role: role.to_owned(), language: asked.language.clone() };
        Ok(Envelope {
            user: None,
            canonical: email.canonical().to_owned(),
            kind,
            to: email.as_typed().to_owned(),
            name: String::new(),
            language: asked.language.clone(),
            time_zone: None,
            other: None,
            link: Some(self.new_link_with(Purpose::Join, None, email.canonical(), &place)?),
        })
    }

    async fn write_envelope(&self, id: Uuid, asked: &Asked, envelope: Envelope) -> Result<(), Unavailable> {
        let now = self.now();
        let letter = Letter {
            kind: envelope.kind,
            to: envelope.to.clone(),
            name: envelope.name.clone(),
            language: envelope.language.clone(),
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
        let mail = self.new_mail(id, letter.kind.name(), envelope.user, &Held::Letter(Box::new(letter)))?;
        let allowance = self.allowance(Of::Letters(&envelope.canonical));
        let (ip, user_agent) = (asked.ip.clone(), asked.user_agent.clone());
        self.db
            .write(move |c| {
                if let Some(user) = envelope.user {
                    users::lock(c, user)?;
                }
                if mails::address(c, &mail)? == 0 {
                    return Ok(());
                }
                // Nobody's box is filled by strangers; the last letter that was sent still holds.
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

    async fn drop_mail(&self, id: Uuid) -> Result<(), Unavailable> {
        self.db.write(move |c| mails::drop_unknown(c, id)).await.map(drop)
    }

    async fn give_up(&self, id: Uuid, why: &'static str) -> Result<(), Unavailable> {
        tracing::error!(mail = %id, why, "a mail cannot be sent");
        self.db.write(move |c| mails::failed(c, id, why, None)).await.map(drop)
    }

    /// Takes the mail that has been due the longest, for this server alone. `None` when none is due.
    pub async fn claim_mail(&self) -> Result<Option<Claimed>, Unavailable> {
        let now = self.now();
        for row in self.db.read_aside(move |c| mails::due(c, now, BATCH)).await? {
            let id = row.id();
            if self.db.write(move |c| mails::claim(c, id, now, now + CLAIM)).await? == 0 {
                continue;
            }
            if let Some(Held::Letter(letter)) = self.content(&row) {
                return Ok(Some(Claimed { id, written_at: row.created_at, letter: *letter, tries: row.tries + 1 }));
            }
            // Kept: written into previous_secret_keys, the key opens it again.
            let why = NotSent::Later("sealed under a secret_key that is not known here".into());
            self.mail_not_sent(id, row.tries + 1, why).await?;
        }
        Ok(None)
    }

    /// Notes that it was sent.
    pub async fn mail_sent(&self, claimed: &Claimed) -> Result<(), Unavailable> {
        let (id, now) = (claimed.id, self.now());
        tracing::info!(mail = %id, kind = claimed.letter.kind.name(), "mail sent");
        self.db.write(move |c| mails::sent(c, id, now)).await.map(drop)
    }

    /// Notes that it was not, and when to try again.
    pub async fn mail_failed(&self, claimed: &Claimed, why: NotSent) -> Result<(), Unavailable> {
        self.mail_not_sent(claimed.id, claimed.tries, why).await
    }

    async fn mail_not_sent(&self, id: Uuid, tries: i64, why: NotSent) -> Result<(), Unavailable> {
        let (most, why) = match why {
            NotSent::Later(why) => (MOST_TRIES, why),
            NotSent::Never(why) => (MOST_REFUSED, why),
        };
        let next = (tries < most).then(|| self.now() + wait(tries));
        tracing::warn!(mail = %id, tries, why, given_up = next.is_none(), "mail not sent");
        self.db.write(move |c| mails::failed(c, id, &why, next)).await.map(drop)
    }

    /// Mails, the newest first, before the one with the id `before`; at most `most`.
    pub async fn list_mail(&self, before: Uuid, most: i64) -> Result<Vec<ListedMail>, Unavailable> {
        self.db.read(move |c| mails::list(c, before, most)).await
    }

    /// What is in a mail. `None` when there is none of that id.
    pub async fn show_mail(&self, id: Uuid) -> Result<Option<Shown>, Unavailable> {
        let row = self.db.read(move |c| mails::get(c, id)).await?;
        Ok(row.map(|row| match (&row.sealed, self.content(&row)) {
            (None, _) => Shown::Sent,
            (_, Some(Held::Letter(letter))) => Shown::Letter(letter),
            _ => Shown::Sealed,
        }))
    }

    /// Makes a mail due now that was not sent. `false` when there is none, or it was sent.
    pub async fn renew_mail(&self, id: Uuid) -> Result<bool, Unavailable> {
        let now = self.now();
        Ok(self.db.write(move |c| mails::renew(c, id, now)).await? == 1)
    }

    fn content(&self, row: &WaitingRow) -> Option<Held> {
        self.open(Content::Mail, row.key_id, row.sealed.as_deref()?)
    }
}

impl Client {
    /// What this client asks for.
    pub(super) fn asks(&self, what: What, email: &Email, language: Option<&str>) -> Asked {
        Asked {
            what,
            email: email.as_typed().to_owned(),
            language: language.map(str::to_owned),
            ip: self.ip_text(),
            user_agent: self.user_agent.clone(),
        }
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
    /// To the address that stands in the table, never to the one that was typed: the two could look alike and be another's.
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
            (Kind::Join | Kind::Invited, _) => links::void_of_email(c, &self.canonical, Purpose::Join.name(), now),
            _ => Ok(0),
        }
        .map(drop)
    }
}

fn wait(tries: i64) -> Seconds {
    let at = usize::try_from(tries - 1).unwrap_or(0);
    RETRIES.get(at).copied().unwrap_or(RETRIES[RETRIES.len() - 1])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mail_that_cannot_be_sent_is_tried_for_about_three_days() {
        let waits: Seconds = (1..MOST_TRIES).map(wait).sum();
        assert!((2 * DAY..4 * DAY).contains(&waits) && waits < KEPT, "{waits}");
        assert_eq!((wait(1), wait(2), wait(100)), (MINUTE, 5 * MINUTE, 4 * HOUR));
    }
}
