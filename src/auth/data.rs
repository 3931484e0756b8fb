//! What is kept about a user, to be taken away by them: the account, its sessions, its history; nothing that proves them.

use serde::Serialize;
use uuid::Uuid;

use super::session::Live;
use super::{Auth, Client, kind};
use crate::clock::Timestamp;
use crate::error::Unavailable;
use crate::store::events::NewEvent;
use crate::store::{events, identities, sessions, users};

/// Most sessions and most events in it, the newest: a stranger can add failures without end.
const MOST: i64 = 10_000;

/// What is kept about a user. Times are unix seconds.
#[derive(Clone, Debug, Serialize)]
#[allow(missing_docs, reason = "the names say it")]
pub struct Data {
    pub account: Account,
    pub connections: Vec<Connection>,
    pub sessions: Vec<Session>,
    pub events: Vec<Event>,
}

/// The account.
#[derive(Clone, Debug, Serialize)]
#[allow(missing_docs, reason = "the names say it")]
pub struct Account {
    pub id: Uuid,
    pub email: String,
    pub email_verified_at: Option<Timestamp>,
    pub name: String,
    pub role: String,
    pub language: Option<String>,
    pub time_zone: Option<String>,
    pub created_at: Timestamp,
}

/// A provider that the account is connected with.
#[derive(Clone, Debug, Serialize)]
#[allow(missing_docs, reason = "the names say it")]
pub struct Connection {
    pub provider: String,
    pub issuer: String,
    pub subject: String,
    pub email: Option<String>,
    pub created_at: Timestamp,
    pub last_at: Timestamp,
}

/// A session, live or over.
#[derive(Clone, Debug, Serialize)]
#[allow(missing_docs, reason = "the names say it")]
pub struct Session {
    pub id: Uuid,
    pub created_at: Timestamp,
    pub last_seen_at: Timestamp,
    pub expires_at: Timestamp,
    pub ended_at: Option<Timestamp>,
    pub end_reason: Option<String>,
    pub remember: bool,
    pub methods: String,
    pub ip: Option<String>,
    pub user_agent: Option<String>,
    pub last_ip: Option<String>,
    pub last_user_agent: Option<String>,
}

/// A line of the security history.
#[derive(Clone, Debug, Serialize)]
#[allow(missing_docs, reason = "the names say it")]
pub struct Event {
    pub id: Uuid,
    pub at: Timestamp,
    pub kind: String,
    pub ip: Option<String>,
    pub user_agent: Option<String>,
    pub detail: Option<String>,
}

impl Auth {
    /// What is kept about a session's user. That it was taken away is written down: a thief would begin with it.
    pub async fn data(&self, live: &Live, client: &Client) -> Result<Option<Data>, Unavailable> {
        let (id, session, now, client) = (live.person.id, live.id, self.now(), client.clone());
        self.db
            .write(move |c| {
                let event = client.event(kind::DATA_DOWNLOADED, id);
                events::insert(c, now, &NewEvent { session_id: Some(session), ..event })
            })
            .await?;
        // Beside requests: a history can be long.
        let (user, identities, sessions, events) = self
            .db
            .read_aside(move |c| {
                let (user, identities) = (users::get(c, id)?, identities::of_user(c, id)?);
                Ok((user, identities, sessions::all_of(c, id, MOST)?, events::all_of(c, id, MOST)?))
            })
            .await?;
        let Some(user) = user else { return Ok(None) };
        let account = Account {
            id,
            email: user.email,
            email_verified_at: user.email_verified_at,
            name: user.name,
            role: user.role,
            language: user.language,
            time_zone: user.time_zone,
            created_at: user.created_at,
        };
        let connections = identities.into_iter().map(|row| Connection {
            provider: row.provider,
            issuer: row.issuer,
            subject: row.subject,
            email: row.email,
            created_at: row.created_at,
            last_at: row.last_at,
        });
        let sessions = sessions.into_iter().map(|row| Session {
            id: row.id(),
            created_at: row.created_at,
            last_seen_at: row.last_seen_at,
            expires_at: row.expires_at,
            ended_at: row.ended_at,
            end_reason: row.end_reason,
            remember: row.remember,
            methods: row.methods,
            ip: row.ip,
            user_agent: row.user_agent,
            last_ip: row.last_ip,
            last_user_agent: row.last_user_agent,
        });
        let events = events.into_iter().map(|row| {
            // From where an administrator did it is no data of the user's.
            let own = row.actor_id().is_none();
            Event {
                id: row.id(),
                at: row.at,
                kind: row.kind,
                ip: row.ip.filter(|_| own),
                user_agent: row.user_agent.filter(|_| own),
                detail: row.detail,
            }
        });
        let (connections, sessions) = (connections.collect(), sessions.collect());
        Ok(Some(Data { account, connections, sessions, events: events.collect() }))
    }
}
