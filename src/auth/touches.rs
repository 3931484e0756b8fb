//! What is written behind: activity of sessions, and failed attempts and what was noted for the security history. It is
//! gathered here and written every few seconds, and at shutdown. Where a session was last seen is what its next requests
//! are compared with (drift.rs); nothing else is decided by it.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use uuid::Uuid;

use super::{Auth, Client};
use crate::clock::{HOUR, Timestamp};
use crate::db::{self, AnyConnection};
use crate::error::Unavailable;
use crate::store::events::{self, NewEvent};
use crate::store::sessions::{self, Touch};

/// More than these are dropped: a flood must not fill the memory.
const MOST: usize = 100_000;

/// A failed attempt to prove a password.
#[derive(Clone, Debug)]
pub struct Failure {
    /// When.
    pub at: Timestamp,
    /// The event's kind.
    pub kind: &'static str,
    /// Whose password.
    pub user_id: Uuid,
    /// From where.
    pub ip: Option<String>,
    /// With what.
    pub user_agent: Option<String>,
}

/// Something about a session, for its user's history.
#[derive(Clone, Copy, Debug)]
pub struct Noted {
    /// When.
    pub at: Timestamp,
    /// The event's kind.
    pub kind: &'static str,
    /// Whose session.
    pub user_id: Uuid,
    /// Which.
    pub session_id: Uuid,
    /// What else there is to say.
    pub detail: &'static str,
}

/// What waits to be written.
#[derive(Debug, Default)]
pub struct Touches {
    waiting: Mutex<Waiting>,
    turn: tokio::sync::Mutex<()>,
    /// When something was last noted of a session, so that it is not said again with each request.
    said: Mutex<HashMap<(Uuid, &'static str), Timestamp>>,
}

/// What waited.
#[derive(Clone, Debug, Default)]
pub struct Waiting {
    /// Activity, the last of each session.
    pub touches: HashMap<Uuid, Touch>,
    /// Failed attempts.
    pub failures: Vec<Failure>,
    /// What was noted of sessions, and of whom.
    pub notes: Vec<(Noted, Client)>,
}

impl Auth {
    /// Writes what waited: activity in one transaction, and what is for the history in another. What cannot be written
    /// waits on.
    pub async fn flush(&self) -> Result<(), Unavailable> {
        // One at a time: whoever asks for it at shutdown waits for what is being written, which is in nobody's hands else.
        let _turn = self.touches.turn.lock().await;
        let Waiting { touches, failures, notes } = self.touches.take();
        if self.keeps_grants() {
            self.in_use.add(touches.keys().copied());
        }
        let activity = Waiting { touches, ..Waiting::default() };
        let history = Waiting { failures, notes, ..Waiting::default() };
        let both = [
            self.write_behind(activity, Waiting::write_touches).await,
            self.write_behind(history, Waiting::write_events).await,
        ];
        both.into_iter().collect()
    }

    async fn write_behind(
        &self,
        waiting: Waiting,
        write: fn(&Waiting, &mut AnyConnection) -> db::Answer<()>,
    ) -> Result<(), Unavailable> {
        if waiting.touches.is_empty() && waiting.failures.is_empty() && waiting.notes.is_empty() {
            return Ok(());
        }
        let waiting = Arc::new(waiting);
        let written = waiting.clone();
        let done = self.db.write(move |c| write(&written, c)).await;
        if done.is_err() {
            self.touches.put_back(Arc::unwrap_or_clone(waiting));
        }
        done
    }
}

impl Waiting {
    /// A session whose row somebody else holds is left out: it is being ended, or noted by another server, or its next
    /// request notes it again.
    fn write_touches(&self, c: &mut AnyConnection) -> db::Answer<()> {
        let ids: Vec<Uuid> = self.touches.keys().copied().collect();
        for touch in sessions::lock_free(c, &ids)?.iter().filter_map(|id| self.touches.get(id)) {
            sessions::touch(c, touch)?;
        }
        Ok(())
    }

    fn write_events(&self, c: &mut AnyConnection) -> db::Answer<()> {
        for each in &self.failures {
            let event = NewEvent {
                kind: each.kind,
                user_id: Some(each.user_id),
                ip: each.ip.clone(),
                user_agent: each.user_agent.as_deref(),
                ..NewEvent::default()
            };
            events::insert_behind(c, each.at, &event)?;
        }
        for (noted, client) in &self.notes {
            let about = NewEvent {
                session_id: Some(noted.session_id),
                detail: Some(noted.detail),
                ..client.event(noted.kind, noted.user_id)
            };
            events::insert_behind(c, noted.at, &about)?;
        }
        Ok(())
    }
}

impl Touches {
    /// Notes activity.
    pub fn touch(&self, touch: Touch) {
        let mut waiting = self.lock();
        if waiting.touches.len() < MOST {
            waiting.touches.insert(touch.id, touch);
        }
    }

    /// Notes a failed attempt. Written behind, so that how long an answer takes does not tell whose account it was.
    pub fn failed(&self, failure: Failure) {
        let mut waiting = self.lock();
        if waiting.failures.len() < MOST {
            waiting.failures.push(failure);
        }
    }

    /// Notes something about a session, unless this server has noted the same within the hour. Gives back whether it was
    /// new.
    pub fn noted(&self, noted: Noted, client: impl FnOnce() -> Client) -> bool {
        {
            let mut said = self.said.lock().unwrap_or_else(PoisonError::into_inner);
            let what = (noted.session_id, noted.detail);
            if said.get(&what).is_some_and(|at| noted.at - *at < HOUR) {
                return false;
            }
            if said.len() >= MOST {
                said.retain(|_, at| noted.at - *at < HOUR);
            }
            if said.len() >= MOST {
                return false;
            }
            said.insert(what, noted.at);
        }
        let mut waiting = self.lock();
        if waiting.notes.len() < MOST {
            waiting.notes.push((noted, client()));
        }
        true
    }

    /// Takes what waits.
    pub fn take(&self) -> Waiting {
        std::mem::take(&mut *self.lock())
    }

    /// Puts back what could not be written; what came meanwhile is newer and stays.
    pub fn put_back(&self, unwritten: Waiting) {
        let mut waiting = self.lock();
        for (id, touch) in unwritten.touches {
            if waiting.touches.len() < MOST {
                waiting.touches.entry(id).or_insert(touch);
            }
        }
        let room = MOST.saturating_sub(waiting.failures.len());
        waiting.failures.extend(unwritten.failures.into_iter().take(room));
        let room = MOST.saturating_sub(waiting.notes.len());
        waiting.notes.extend(unwritten.notes.into_iter().take(room));
    }

    fn lock(&self) -> MutexGuard<'_, Waiting> {
        self.waiting.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
