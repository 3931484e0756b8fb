//! The table of sessions. Nothing here upserts: a session is inserted once, and every change is one conditional UPDATE
//! on a row that is not ended, so a slow request can never bring an ended session back. Here are the check on each request and
//! what changes one user's sessions; lists.rs has what is shown of them, walk.rs what goes through the whole table.

mod lists;
mod walk;

pub use lists::{
    AnyonesRow, ListedRow, PlaceRow, all_of, list_ended, list_expired, list_live, newest, newest_of, places,
};
pub use walk::{any_to_sweep, count_by_key, count_live, end_between, live_between, newest_key, step, step_back, sweep};

use diesel::dsl::{auto_type, exists};
use diesel::prelude::*;
use diesel::sql_types::Bool;
use uuid::Uuid;

use super::id;
use crate::clock::{Seconds, Timestamp};
use crate::db::AnyConnection;
use crate::db::schema::{sessions, users};

/// A session to be started.
#[derive(Debug, Insertable)]
#[diesel(table_name = sessions)]
pub struct NewSession<'a> {
    /// A fresh UUID of version 7.
    pub id: &'a [u8],
    /// Whose it is.
    pub user_id: &'a [u8],
    /// The user's `auth_epoch` as read with the password that was proven.
    pub auth_epoch: i64,
    /// SHA-256 of the secret.
    pub secret_hash: &'a [u8],
    /// Now.
    pub created_at: Timestamp,
    /// When credentials were proven: now.
    pub authenticated_at: Timestamp,
    /// Now.
    pub last_seen_at: Timestamp,
    /// Longest silence, in seconds.
    pub idle_timeout: Seconds,
    /// The absolute end.
    pub expires_at: Timestamp,
    /// Whether the cookie outlives the browser.
    pub remember: bool,
    /// How it was proven: `pwd`, …
    pub methods: &'a str,
    /// The client's address.
    pub ip: Option<&'a str>,
    /// The client's `User-Agent`.
    pub user_agent: Option<&'a str>,
    /// The browser's own id.
    pub browser_id: Option<&'a [u8]>,
    /// The key that seals its cookie.
    pub key_id: i64,
}

/// What the check on each request reads: the session with its user.
#[derive(Clone, Debug, Queryable)]
#[allow(missing_docs, reason = "the columns' names, described in the migration")]
pub struct LiveRow {
    pub secret_hash: Vec<u8>,
    pub previous_secret_hash: Option<Vec<u8>>,
    pub rotated_at: Option<Timestamp>,
    pub created_at: Timestamp,
    pub authenticated_at: Timestamp,
    pub last_seen_at: Timestamp,
    pub idle_timeout: Seconds,
    pub expires_at: Timestamp,
    pub remember: bool,
    pub methods: String,
    pub ip: Option<String>,
    pub user_agent: Option<String>,
    pub last_ip: Option<String>,
    pub last_user_agent: Option<String>,
    pub email: String,
    pub name: String,
    pub role: String,
    pub language: Option<String>,
    pub time_zone: Option<String>,
}

/// Activity to be recorded.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Touch {
    /// Which session.
    pub id: Uuid,
    /// When it was seen.
    pub at: Timestamp,
    /// The client's address, when it is not the one at the start.
    pub ip: Option<String>,
    /// The client's `User-Agent`, when it is not the one at the start.
    pub user_agent: Option<String>,
}

/// A new secret for a session.
#[derive(Clone, Copy, Debug)]
pub struct Rotation<'a> {
    /// The hash of the secret that proved it.
    pub from: &'a [u8],
    /// The hash of the new one.
    pub to: &'a [u8],
    /// The hash that goes on for a while; `None` lets nothing go on.
    pub previous: Option<&'a [u8]>,
    /// The user's new `auth_epoch`, for the one session that outlives a change which ends the others.
    pub auth_epoch: Option<i64>,
    /// The key that seals its cookie.
    pub key_id: i64,
    /// The client's address, when it is not the one at the start.
    pub ip: Option<&'a str>,
    /// The client's `User-Agent`, when it is not the one at the start.
    pub user_agent: Option<&'a str>,
    /// Now.
    pub at: Timestamp,
}

/// Why and by whom a session is ended.
#[derive(Clone, Copy, Debug)]
pub struct Ending<'a> {
    /// When.
    pub at: Timestamp,
    /// The reason's name.
    pub reason: &'a str,
    /// Who ended it.
    pub by: Option<Uuid>,
    /// Whether ended sessions are kept: otherwise the row is deleted.
    pub keep: bool,
}

/// One query for both backends, run on each variant's own connection: the derived dispatch and `LIMIT ?` would each
/// cost more than the lookup. The limits stand in WHERE, so that what is read is live.
#[auto_type(no_type_alias)]
fn live<'a>(id: &'a [u8], user_id: &'a [u8], now: Timestamp) -> _ {
    sessions::table
        .inner_join(users::table)
        .filter(sessions::id.eq(id))
        .filter(sessions::user_id.eq(user_id))
        .filter(sessions::ended_at.is_null())
        .filter(sessions::expires_at.gt(now))
        .filter((sessions::last_seen_at + sessions::idle_timeout).gt(now))
        .filter(sessions::auth_epoch.eq(users::auth_epoch))
        .filter(users::disabled_at.is_null())
        .select((
            sessions::secret_hash,
            sessions::previous_secret_hash,
            sessions::rotated_at,
            sessions::created_at,
            sessions::authenticated_at,
            sessions::last_seen_at,
            sessions::idle_timeout,
            sessions::expires_at,
            sessions::remember,
            sessions::methods,
            sessions::ip,
            sessions::user_agent,
            sessions::last_ip,
            sessions::last_user_agent,
            users::email,
            users::name,
            users::role,
            users::language,
            users::time_zone,
        ))
}

/// The live session of this id and user, if there is one.
pub fn find_live(c: &mut AnyConnection, id: Uuid, user_id: Uuid, now: Timestamp) -> QueryResult<Option<LiveRow>> {
    let query = live(id.as_bytes(), user_id.as_bytes(), now);
    match c {
        AnyConnection::Sqlite(c) => query.get_result(c),
        AnyConnection::Postgres(c) => query.get_result(c),
    }
    .optional()
}

/// Starts a session. An id that is taken is an error: nothing is ever overwritten.
pub fn insert(c: &mut AnyConnection, session: &NewSession<'_>) -> QueryResult<()> {
    diesel::insert_into(sessions::table).values(session).execute(c).map(drop)
}

/// Those of these sessions whose rows nobody else holds; they are held until the transaction ends. It waits for nobody, so
/// that a transaction which holds the sessions of many people is never one of several that wait for each other. On SQLite
/// the transaction holds the only write lock already.
pub fn lock_free(c: &mut AnyConnection, of: &[Uuid]) -> QueryResult<Vec<Uuid>> {
    match c {
        AnyConnection::Sqlite(_) => Ok(of.to_vec()),
        AnyConnection::Postgres(c) => {
            let ids: Vec<Vec<u8>> = of.iter().map(|id| id.as_bytes().to_vec()).collect();
            let rows = sessions::table.filter(sessions::id.eq_any(ids)).select(sessions::id);
            let free: Vec<Vec<u8>> = rows.for_no_key_update().skip_locked().load(c)?;
            Ok(free.iter().map(|bytes| id(bytes)).collect())
        }
    }
}

/// Records activity on a session that was live at the time. Gives back how many rows that moved: 0 or 1.
pub fn touch(c: &mut AnyConnection, touch: &Touch) -> QueryResult<usize> {
    diesel::update(sessions::table)
        .filter(sessions::id.eq(touch.id.as_bytes().as_slice()))
        .filter(sessions::ended_at.is_null())
        .filter(sessions::last_seen_at.lt(touch.at))
        .filter((sessions::last_seen_at + sessions::idle_timeout).gt(touch.at))
        .filter(sessions::expires_at.gt(touch.at))
        .set((
            sessions::last_seen_at.eq(touch.at),
            sessions::last_ip.eq(&touch.ip),
            sessions::last_user_agent.eq(&touch.user_agent),
        ))
        .execute(c)
}

/// A new secret for the same session, its credentials proven again. 0 when the session was ended or rotated meanwhile.
pub fn rotate(c: &mut AnyConnection, id: Uuid, rotation: &Rotation<'_>) -> QueryResult<usize> {
    let Rotation { from, to, previous, auth_epoch, key_id, ip, user_agent, at } = *rotation;
    diesel::update(sessions::table)
        .filter(sessions::id.eq(id.as_bytes().as_slice()))
        .filter(sessions::secret_hash.eq(from))
        .filter(sessions::ended_at.is_null())
        .set((
            sessions::secret_hash.eq(to),
            sessions::previous_secret_hash.eq(previous),
            sessions::rotated_at.eq(at),
            sessions::authenticated_at.eq(at),
            sessions::last_seen_at.eq(at),
            sessions::key_id.eq(key_id),
            sessions::last_ip.eq(ip),
            sessions::last_user_agent.eq(user_agent),
            auth_epoch.map(|auth_epoch| sessions::auth_epoch.eq(auth_epoch)),
        ))
        .execute(c)
}

/// Notes that the session's cookie is now sealed under another key.
pub fn set_key(c: &mut AnyConnection, id: Uuid, key_id: i64) -> QueryResult<usize> {
    diesel::update(sessions::table)
        .filter(sessions::id.eq(id.as_bytes().as_slice()))
        .filter(sessions::ended_at.is_null())
        .set(sessions::key_id.eq(key_id))
        .execute(c)
}

/// Ends one session of this user. 0 when it is not theirs, not there or over.
pub fn end(c: &mut AnyConnection, id: Uuid, user_id: Uuid, ending: Ending<'_>) -> QueryResult<usize> {
    end_where(c, ending, user_id, Box::new(sessions::id.eq(id.as_bytes().to_vec())))
}

/// Ends all of a user's sessions but one. Gives back how many.
pub fn end_others(c: &mut AnyConnection, kept: Uuid, user_id: Uuid, ending: Ending<'_>) -> QueryResult<usize> {
    end_where(c, ending, user_id, Box::new(sessions::id.ne(kept.as_bytes().to_vec())))
}

/// Ends all of a user's sessions. Gives back how many.
pub fn end_all(c: &mut AnyConnection, user_id: Uuid, ending: Ending<'_>) -> QueryResult<usize> {
    end_others(c, Uuid::nil(), user_id, ending)
}

type Condition =
    Box<dyn BoxableExpression<sessions::table, <AnyConnection as diesel::Connection>::Backend, SqlType = Bool>>;

fn end_where(c: &mut AnyConnection, ending: Ending<'_>, user_id: Uuid, which: Condition) -> QueryResult<usize> {
    end_found(c, ending, Box::new(sessions::user_id.eq(user_id.as_bytes().to_vec()).and(which)))
}

/// What is neither ended nor has run out. Whether it counts is for its user's `auth_epoch` to say.
#[auto_type(no_type_alias)]
fn goes_on(now: Timestamp) -> _ {
    sessions::ended_at
        .is_null()
        .and(sessions::expires_at.gt(now))
        .and((sessions::last_seen_at + sessions::idle_timeout).gt(now))
}

/// Only sessions that are not over: the reason of one that ran out is that it ran out.
fn end_found(c: &mut AnyConnection, ending: Ending<'_>, which: Condition) -> QueryResult<usize> {
    let found = goes_on(ending.at);
    if !ending.keep {
        return diesel::delete(sessions::table).filter(found).filter(which).execute(c);
    }
    diesel::update(sessions::table)
        .filter(found)
        .filter(which)
        .set((
            sessions::ended_at.eq(ending.at),
            sessions::end_reason.eq(ending.reason),
            sessions::ended_by.eq(ending.by.map(|by| by.as_bytes().to_vec())),
            // Nothing is left that could prove it.
            sessions::previous_secret_hash.eq(None::<Vec<u8>>),
        ))
        .execute(c)
}

/// Whether there is a session of this id and user, over or not.
pub fn is_of(c: &mut AnyConnection, id: Uuid, user_id: Uuid) -> QueryResult<bool> {
    let row = sessions::table
        .filter(sessions::id.eq(id.as_bytes().as_slice()))
        .filter(sessions::user_id.eq(user_id.as_bytes().as_slice()));
    diesel::select(exists(row.select(sessions::id))).get_result(c)
}

/// Whose session it is, over or not.
pub fn owner(c: &mut AnyConnection, session: Uuid) -> QueryResult<Option<Uuid>> {
    let found: Option<Vec<u8>> = sessions::table
        .filter(sessions::id.eq(session.as_bytes().as_slice()))
        .select(sessions::user_id)
        .get_result(c)
        .optional()?;
    Ok(found.map(|bytes| id(&bytes)))
}
