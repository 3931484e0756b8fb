//! Lists of sessions: of one user, live or over, and of everybody. Only reads.

use diesel::dsl::auto_type;
use diesel::prelude::*;
use uuid::Uuid;

use crate::clock::{Seconds, Timestamp};
use crate::db::AnyConnection;
use crate::db::schema::{sessions, users};
use crate::store::id;

/// A session in a list.
#[derive(Clone, Debug, Queryable)]
#[allow(missing_docs, reason = "the columns' names, described in the migration")]
pub struct ListedRow {
    id: Vec<u8>,
    pub created_at: Timestamp,
    pub last_seen_at: Timestamp,
    pub idle_timeout: Seconds,
    pub expires_at: Timestamp,
    pub remember: bool,
    pub methods: String,
    pub ip: Option<String>,
    pub user_agent: Option<String>,
    pub last_ip: Option<String>,
    pub last_user_agent: Option<String>,
    pub ended_at: Option<Timestamp>,
    pub end_reason: Option<String>,
}

impl ListedRow {
    /// The session's id.
    #[must_use]
    pub fn id(&self) -> Uuid {
        id(&self.id)
    }
}

/// Where somebody is signed in: as much of a session as a glance shows.
#[derive(Clone, Debug, Queryable)]
#[allow(missing_docs, reason = "the columns' names, described in the migration")]
pub struct PlaceRow {
    id: Vec<u8>,
    pub last_seen_at: Timestamp,
    pub ip: Option<String>,
    pub user_agent: Option<String>,
    pub last_ip: Option<String>,
    pub last_user_agent: Option<String>,
}

impl PlaceRow {
    /// The session's id.
    #[must_use]
    pub fn id(&self) -> Uuid {
        id(&self.id)
    }
}

/// A session in everybody's list.
#[derive(Clone, Debug, Queryable)]
pub struct AnyonesRow {
    /// The session.
    pub row: ListedRow,
    user_id: Vec<u8>,
    /// Whose it is.
    pub email: String,
    /// Whether nothing has happened to its user that it does not outlive.
    pub counts: bool,
}

impl AnyonesRow {
    /// Whose it is.
    #[must_use]
    pub fn user_id(&self) -> Uuid {
        id(&self.user_id)
    }
}

#[auto_type(no_type_alias)]
fn live_of<'a>(user_id: &'a [u8], now: Timestamp) -> _ {
    sessions::table
        .inner_join(users::table)
        .filter(sessions::user_id.eq(user_id))
        .filter(sessions::ended_at.is_null())
        .filter(sessions::expires_at.gt(now))
        .filter((sessions::last_seen_at + sessions::idle_timeout).gt(now))
        .filter(sessions::auth_epoch.eq(users::auth_epoch))
        .order((sessions::last_seen_at.desc(), sessions::id.desc()))
}

/// A user's live sessions, the last seen first.
pub fn list_live(c: &mut AnyConnection, user_id: Uuid, now: Timestamp) -> QueryResult<Vec<ListedRow>> {
    let query = live_of(user_id.as_bytes(), now).select(listed());
    match c {
        AnyConnection::Sqlite(c) => query.load(c),
        AnyConnection::Postgres(c) => query.load(c),
    }
}

/// Where a user is signed in: their live sessions, the last seen first.
pub fn places(c: &mut AnyConnection, user_id: Uuid, now: Timestamp) -> QueryResult<Vec<PlaceRow>> {
    let query = live_of(user_id.as_bytes(), now).select((
        sessions::id,
        sessions::last_seen_at,
        sessions::ip,
        sessions::user_agent,
        sessions::last_ip,
        sessions::last_user_agent,
    ));
    match c {
        AnyConnection::Sqlite(c) => query.load(c),
        AnyConnection::Postgres(c) => query.load(c),
    }
}

/// A user's sessions that were ended, the last first; at most `most`.
pub fn list_ended(c: &mut AnyConnection, user_id: Uuid, most: i64) -> QueryResult<Vec<ListedRow>> {
    sessions::table
        .filter(sessions::user_id.eq(user_id.as_bytes().as_slice()))
        .filter(sessions::ended_at.is_not_null())
        .select(listed())
        .order((sessions::ended_at.desc(), sessions::id.desc()))
        .limit(most)
        .load(c)
}

/// A user's sessions that nobody ended but that ran out, the newest first; at most `most`.
pub fn list_expired(c: &mut AnyConnection, user_id: Uuid, now: Timestamp, most: i64) -> QueryResult<Vec<ListedRow>> {
    sessions::table
        .inner_join(users::table)
        .filter(sessions::user_id.eq(user_id.as_bytes().as_slice()))
        .filter(sessions::ended_at.is_null())
        .filter(
            sessions::expires_at
                .le(now)
                .or((sessions::last_seen_at + sessions::idle_timeout).le(now))
                .or(sessions::auth_epoch.ne(users::auth_epoch)),
        )
        .select(listed())
        .order((sessions::last_seen_at.desc(), sessions::id.desc()))
        .limit(most)
        .load(c)
}

/// Everybody's sessions, live or over, the newest first, before `before`; at most `most`.
pub fn newest(c: &mut AnyConnection, before: Uuid, most: i64) -> QueryResult<Vec<AnyonesRow>> {
    sessions::table
        .inner_join(users::table)
        .filter(sessions::id.lt(before.as_bytes().as_slice()))
        .select(anyones())
        .order(sessions::id.desc())
        .limit(most)
        .load(c)
}

/// The same of one user.
pub fn newest_of(c: &mut AnyConnection, user_id: Uuid, before: Uuid, most: i64) -> QueryResult<Vec<AnyonesRow>> {
    sessions::table
        .inner_join(users::table)
        .filter(sessions::user_id.eq(user_id.as_bytes().as_slice()))
        .filter(sessions::id.lt(before.as_bytes().as_slice()))
        .select(anyones())
        .order(sessions::id.desc())
        .limit(most)
        .load(c)
}

/// All of a user's sessions, live or over, the newest first; at most `most`.
pub fn all_of(c: &mut AnyConnection, user_id: Uuid, most: i64) -> QueryResult<Vec<ListedRow>> {
    sessions::table
        .filter(sessions::user_id.eq(user_id.as_bytes().as_slice()))
        .select(listed())
        .order(sessions::id.desc())
        .limit(most)
        .load(c)
}

#[auto_type]
fn listed() -> _ {
    (
        sessions::id,
        sessions::created_at,
        sessions::last_seen_at,
        sessions::idle_timeout,
        sessions::expires_at,
        sessions::remember,
        sessions::methods,
        sessions::ip,
        sessions::user_agent,
        sessions::last_ip,
        sessions::last_user_agent,
        sessions::ended_at,
        sessions::end_reason,
    )
}

#[allow(clippy::let_with_type_underscore, reason = "as `auto_type` asks for it")]
#[auto_type]
fn anyones() -> _ {
    let counts: _ = sessions::auth_epoch.eq(users::auth_epoch).and(users::disabled_at.is_null());
    (listed(), sessions::user_id, users::email, counts)
}
