//! Sessions as they are listed: one user's, live or over, and everybody's. What is over and why is decided here; nothing of it
//! is ever written.

use uuid::Uuid;

use super::Auth;
use super::session::{EndReason, Live};
use crate::clock::Timestamp;
use crate::db::AnyConnection;
use crate::error::Unavailable;
use crate::store::sessions::{self, ListedRow};

/// Sessions on a page.
const ANYONES_SHOWN: i64 = 50;
/// Ended sessions shown.
const ENDED_SHOWN: i64 = 10;

/// A session in its user's list.
#[derive(Clone, Debug)]
pub struct Listed {
    /// The row.
    pub row: ListedRow,
    /// When it is over if nothing more is heard of it.
    pub ends_at: Timestamp,
}

impl Listed {
    fn new(row: ListedRow) -> Self {
        Self { ends_at: row.expires_at.min(row.last_seen_at + row.idle_timeout), row }
    }
}

/// A session that is over, in its user's list.
#[derive(Clone, Debug)]
pub struct Ended {
    /// The row.
    pub row: ListedRow,
    /// When it was over.
    pub at: Timestamp,
    /// Why; `None` for a reason written by a newer Hallpass.
    pub reason: Option<EndReason>,
}

/// A session, and whose it is.
#[derive(Clone, Debug)]
pub struct Anyones {
    /// Whose it is.
    pub user: Uuid,
    /// Their e-mail.
    pub email: String,
    /// The session, live or over.
    pub state: Result<Listed, Ended>,
}

/// A page of sessions, whoever's they are.
#[derive(Clone, Debug)]
pub struct SessionsPage {
    /// The sessions, the newest first.
    pub sessions: Vec<Anyones>,
    /// What the next page begins behind, if there is one.
    pub older: Option<Uuid>,
}

impl Auth {
    /// The user's live sessions, this one first, then the last seen.
    pub async fn live_sessions(&self, live: &Live) -> Result<Vec<Listed>, Unavailable> {
        let mut listed = self.live_sessions_of(live.person.id).await?;
        listed.sort_by_key(|listed| listed.row.id() != live.id);
        Ok(listed)
    }

    /// A user's live sessions, the last seen first.
    pub(super) async fn live_sessions_of(&self, user: Uuid) -> Result<Vec<Listed>, Unavailable> {
        let now = self.now();
        let rows = self.db.read(move |c| sessions::list_live(c, user, now)).await?;
        Ok(rows.into_iter().map(Listed::new).collect())
    }

    /// A page of sessions, live or over, the newest first, before the one with the id `before`: one user's, or everybody's.
    pub async fn sessions_page(&self, of: Option<Uuid>, before: Option<Uuid>) -> Result<SessionsPage, Unavailable> {
        let now = self.now();
        let before = before.unwrap_or(Uuid::max());
        let page = move |c: &mut AnyConnection| match of {
            Some(user) => sessions::newest_of(c, user, before, ANYONES_SHOWN + 1),
            None => sessions::newest(c, before, ANYONES_SHOWN + 1),
        };
        let mut rows = self.db.read(page).await?;
        let most = usize::try_from(ANYONES_SHOWN).unwrap_or(usize::MAX);
        let more = rows.len() > most;
        rows.truncate(most);
        let older = rows.last().map(|last| last.row.id()).filter(|_| more);
        let sessions = rows
            .into_iter()
            .map(|found| {
                let (user, row) = (found.user_id(), found.row);
                let goes_on = row.expires_at.min(row.last_seen_at + row.idle_timeout) > now;
                let live = row.ended_at.is_none() && goes_on && found.counts;
                let state = if live { Ok(Listed::new(row)) } else { Err(over(row, now)) };
                Anyones { user, email: found.email, state }
            })
            .collect();
        Ok(SessionsPage { sessions, older })
    }

    /// The user's sessions that were ended or ran out lately, the last first.
    pub async fn ended_sessions(&self, user: Uuid) -> Result<Vec<Ended>, Unavailable> {
        let now = self.now();
        let rows = self
            .db
            .read(move |c| {
                let mut rows = sessions::list_ended(c, user, ENDED_SHOWN)?;
                rows.extend(sessions::list_expired(c, user, now, ENDED_SHOWN)?);
                Ok(rows)
            })
            .await?;
        let mut ended: Vec<Ended> = rows.into_iter().map(|row| over(row, now)).collect();
        ended.sort_by_key(|ended| std::cmp::Reverse(ended.at));
        ended.truncate(usize::try_from(ENDED_SHOWN).unwrap_or(usize::MAX));
        Ok(ended)
    }
}

/// When and why a session that is not live was over.
fn over(row: ListedRow, now: Timestamp) -> Ended {
    let (at, reason) = match (row.ended_at, row.end_reason.as_deref()) {
        (Some(at), name) => (at, EndReason::WRITTEN.into_iter().find(|reason| Some(reason.name()) == name)),
        // Dead before its time: the password was changed while it was being started.
        (None, _) if row.expires_at.min(row.last_seen_at + row.idle_timeout) > now => {
            (row.created_at, Some(EndReason::Password))
        }
        (None, _) if row.last_seen_at + row.idle_timeout < row.expires_at => {
            (row.last_seen_at + row.idle_timeout, Some(EndReason::Idle))
        }
        (None, _) => (row.expires_at, Some(EndReason::Absolute)),
    };
    Ended { row, at, reason }
}
