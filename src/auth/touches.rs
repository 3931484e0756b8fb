//! What is written behind: activity of sessions, and failed attempts for the security history. Both are gathered here
//! and written every few seconds in one transaction, and at shutdown; neither decides who may pass.

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
    /// When something was last noted of a session, so that it is not said again with each request.
    said: Mutex<HashMap<Uuid, Timestamp>>,
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
    /// Writes what waited: activity and failed attempts, in one transaction. What cannot be written waits on.
    pub async fn flush(&self) -> Result<(), Unavailable> {
        let waiting = self.touches.take();
        if waiting.touches.is_empty() && waiting.failures.is_empty() && waiting.notes.is_empty() {
            return Ok(());
        }
        let waiting = Arc::new(waiting);
        let written = waiting.clone();
        let done = self.db.write(move |c| written.write(c)).await;
        if done.is_err() {
            self.touches.put_back(Arc::unwrap_or_clone(waiting));
        }
        done
    }
}

impl Waiting {
    fn write(&self, c: &mut AnyConnection) -> db::Answer<()> {
        for touch in self.touches.values() {
            sessions::touch(c, touch)?;
        }
        for each in &self.failures {
            let event = NewEvent {
                kind: each.kind,
                user_id: Some(each.user_id),
                ip: each.ip.clone(),
                user_agent: each.user_agent.as_deref(),
                ..NewEvent::default()
            };
            events::insert(c, each.at, &event)?;
        }
        for (noted, client) in &self.notes {
            let about = NewEvent {
                session_id: Some(noted.session_id),
                detail: Some(noted.detail),
                ..client.event(noted.kind, noted.user_id)
            };
            events::insert(c, noted.at, &about)?;
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

    /// Notes something about a session, once an hour at most.
    pub fn noted(&self, noted: Noted, client: Client) {
        {
            let mut said = self.said.lock().unwrap_or_else(PoisonError::into_inner);
            said.retain(|_, at| noted.at - *at < HOUR);
            if said.len() >= MOST || said.contains_key(&noted.session_id) {
                return;
            }
            said.insert(noted.session_id, noted.at);
        }
        let mut waiting = self.lock();
        if waiting.notes.len() < MOST {
            waiting.notes.push((noted, client));
        }
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
