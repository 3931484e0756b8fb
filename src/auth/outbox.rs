//! The outbox: mail that is to be sent. A letter is written in the transaction of what it tells about, so that neither is
//! there without the other. What strangers ask for (asking.rs) is queued and answered in the same way and time whoever has
//! the address; whom it is for is found out afterwards (envelope.rs).
//!
//! A mail is claimed before it is sent, by one conditional UPDATE, so that of many servers one sends it. It goes out at
//! least once: when the mail server has taken it and the database is away, it is sent again under the same Message-ID.

use std::collections::HashMap;

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::Auth;
use super::asking::Asked;
use crate::clock::{DAY, HOUR, MINUTE, Seconds, Timestamp};
use crate::error::Unavailable;
use crate::keys::Content;
use crate::mail::letter::Letter;
use crate::mail::post::NotSent;
pub use crate::store::mails::ListedMail;
use crate::store::mails::{self, NewMail, WaitingRow};
use crate::store::users;

/// Mails on a page.
const SHOWN: i64 = 50;
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

/// A page of mails.
#[derive(Clone, Debug)]
pub struct MailPage {
    /// The mails, the newest first.
    pub mails: Vec<ListedMail>,
    /// The e-mails of those they are for, where they have an account.
    pub emails: HashMap<Uuid, String>,
    /// What the next page begins behind, if there is one.
    pub older: Option<Uuid>,
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

/// How a mail stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    /// It was sent then.
    Sent(Timestamp),
    /// It was sealed under a key that is not known here.
    Sealed,
    /// It could not be sent, and is not tried any more.
    GivenUp,
    /// It was not tried yet.
    Waiting,
    /// It could not be sent, and is tried again then.
    Failed(Timestamp),
}

impl Auth {
    /// A mail with a letter in it, to be inserted in the transaction of what it tells about.
    pub(super) fn mail(&self, user: Option<Uuid>, letter: Letter) -> Result<NewMail, Unavailable> {
        self.mail_of(Uuid::now_v7(), user, letter)
    }

    /// The same, in the place of the mail `id`.
    pub(super) fn mail_of(&self, id: Uuid, user: Option<Uuid>, letter: Letter) -> Result<NewMail, Unavailable> {
        self.new_mail(id, letter.kind.name(), user, &Held::Letter(Box::new(letter)))
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
        loop {
            let keys = self.key_ids();
            let rows = self.db.read_aside(move |c| mails::unknown(c, &keys, BATCH)).await?;
            let last = i64::try_from(rows.len()).is_ok_and(|rows| rows < BATCH);
            for row in rows {
                match self.content(&row) {
                    Some(Held::Asked(asked)) => self.find_reader(row.id(), asked).await?,
                    _ => self.drop_mail(row.id()).await?,
                }
            }
            if last {
                return Ok(());
            }
        }
    }

    /// Those that open what was sealed: a mail under another key is another server's to send.
    fn key_ids(&self) -> Vec<i64> {
        self.keys.iter().map(crate::keys::SecretKey::id).collect()
    }

    /// How a mail stands.
    #[must_use]
    pub fn standing(&self, mail: &ListedMail) -> Standing {
        match (mail.sent_at, mail.next_try_at) {
            (Some(at), _) => Standing::Sent(at),
            _ if !self.key_ids().contains(&mail.key_id) => Standing::Sealed,
            (None, None) => Standing::GivenUp,
            (None, Some(_)) if mail.tries == 0 => Standing::Waiting,
            (None, Some(next)) => Standing::Failed(next),
        }
    }

    pub(super) async fn drop_mail(&self, id: Uuid) -> Result<(), Unavailable> {
        self.db.write(move |c| mails::drop_unknown(c, id)).await.map(drop)
    }

    /// Takes the mail that has been due the longest, for this server alone. `None` when none is due.
    pub async fn claim_mail(&self) -> Result<Option<Claimed>, Unavailable> {
        let (keys, now) = (self.key_ids(), self.now());
        for row in self.db.read_aside(move |c| mails::due(c, &keys, now, BATCH)).await? {
            if let Some(claimed) = self.claim(row).await? {
                return Ok(Some(claimed));
            }
        }
        Ok(None)
    }

    /// Takes this mail, due or not, also when it was given up. `None` when it was sent, is being sent, or is not there.
    pub async fn claim_mail_of(&self, id: Uuid) -> Result<Option<Claimed>, Unavailable> {
        let now = self.now();
        let row = self.db.write(move |c| Ok((mails::renew(c, id, now)?, mails::get(c, id)?))).await?;
        match row {
            (1, Some(row)) => self.claim(row).await,
            _ => Ok(None),
        }
    }

    async fn claim(&self, row: WaitingRow) -> Result<Option<Claimed>, Unavailable> {
        let Some(Held::Letter(letter)) = self.content(&row) else { return Ok(None) };
        let (id, now) = (row.id(), self.now());
        if letter.is_over(now) {
            self.db.write(move |c| mails::failed(c, id, "its link had run out before it could be sent", None)).await?;
            return Ok(None);
        }
        let claimed = self.db.write(move |c| mails::claim(c, id, now, now + CLAIM)).await? == 1;
        Ok(claimed.then(|| Claimed { id, written_at: row.created_at, letter: *letter, tries: row.tries + 1 }))
    }

    /// Notes that it was sent.
    pub async fn mail_sent(&self, claimed: &Claimed) -> Result<(), Unavailable> {
        let (id, now) = (claimed.id, self.now());
        tracing::info!(mail = %id, kind = claimed.letter.kind.name(), "mail sent");
        self.db.write(move |c| mails::sent(c, id, now)).await.map(drop)
    }

    /// Notes that it was not, and when to try again.
    pub async fn mail_failed(&self, claimed: &Claimed, why: NotSent) -> Result<(), Unavailable> {
        let (most, why) = match why {
            NotSent::Away(why) | NotSent::Later(why) => (MOST_TRIES, why),
            NotSent::Never(why) => (MOST_REFUSED, why),
        };
        let (id, tries) = (claimed.id, claimed.tries);
        let next = (tries < most).then(|| self.now() + wait(tries));
        tracing::warn!(mail = %id, tries, why, given_up = next.is_none(), "mail not sent");
        self.db.write(move |c| mails::failed(c, id, &why, next)).await.map(drop)
    }

    /// Mails, the newest first, before the one with the id `before`; at most `most`.
    pub async fn list_mail(&self, before: Uuid, most: i64) -> Result<Vec<ListedMail>, Unavailable> {
        self.db.read(move |c| mails::list(c, before, most)).await
    }

    /// A page of mails, the newest first, before the one with the id `before`; all, or those alone that were not sent.
    pub async fn mail_page(&self, not_sent: bool, before: Option<Uuid>) -> Result<MailPage, Unavailable> {
        let before = before.unwrap_or(Uuid::max());
        self.db
            .read_together(move |c| {
                let list = if not_sent { mails::not_sent } else { mails::list };
                let mut mails = list(c, before, SHOWN + 1)?;
                let most = usize::try_from(SHOWN).unwrap_or(usize::MAX);
                let more = mails.len() > most;
                mails.truncate(most);
                let older = mails.last().map(ListedMail::id).filter(|_| more);
                let readers: Vec<Uuid> = mails.iter().filter_map(ListedMail::user_id).collect();
                let emails = users::called(c, &readers)?.into_iter().map(|(id, called)| (id, called.email)).collect();
                Ok(MailPage { mails, emails, older })
            })
            .await
    }

    /// How many mails wait, and how many were given up: of the newest thousand that were not sent.
    pub async fn mail_not_sent(&self) -> Result<(usize, usize), Unavailable> {
        let rows = self.db.read(|c| mails::not_sent(c, Uuid::max(), 1000)).await?;
        let waiting = rows.iter().filter(|mail| mail.next_try_at.is_some()).count();
        Ok((waiting, rows.len() - waiting))
    }

    /// Makes a mail due again at once that could not be sent, also one that was given up. Whether there was such a one.
    pub async fn try_mail_again(&self, id: Uuid) -> Result<bool, Unavailable> {
        let now = self.now();
        Ok(self.db.write(move |c| mails::renew(c, id, now)).await? == 1)
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

    fn content(&self, row: &WaitingRow) -> Option<Held> {
        self.open(Content::Mail, row.key_id, row.sealed.as_deref()?)
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
