//! The table of sessions. Nothing here upserts: a session is inserted once, and every change is one conditional UPDATE
//! on a row that is not ended, so a slow request can never bring an ended session back.

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

/// Only sessions that are not over: the reason of one that ran out is that it ran out.
fn end_where(c: &mut AnyConnection, ending: Ending<'_>, user_id: Uuid, which: Condition) -> QueryResult<usize> {
    let found = sessions::user_id
        .eq(user_id.as_bytes().to_vec())
        .and(sessions::ended_at.is_null())
        .and(sessions::expires_at.gt(ending.at))
        .and((sessions::last_seen_at + sessions::idle_timeout).gt(ending.at));
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

/// All of a user's sessions, live or over, the newest first; at most `most`.
pub fn all_of(c: &mut AnyConnection, user_id: Uuid, most: i64) -> QueryResult<Vec<ListedRow>> {
    sessions::table
        .filter(sessions::user_id.eq(user_id.as_bytes().as_slice()))
        .select(listed())
        .order(sessions::id.desc())
        .limit(most)
        .load(c)
}

/// Whether there is a session of this id and user, over or not.
pub fn is_of(c: &mut AnyConnection, id: Uuid, user_id: Uuid) -> QueryResult<bool> {
    let row = sessions::table
        .filter(sessions::id.eq(id.as_bytes().as_slice()))
        .filter(sessions::user_id.eq(user_id.as_bytes().as_slice()));
    diesel::select(exists(row.select(sessions::id))).get_result(c)
}

/// The key that sealed the newest session that was neither ended nor has reached its absolute end. Looks at the newest
/// few alone: a table of a million old ones is not read through for it.
pub fn newest_key(c: &mut AnyConnection, now: Timestamp) -> QueryResult<Option<i64>> {
    const NEWEST: i64 = 1000;
    let newest: Vec<(i64, Option<Timestamp>, Timestamp)> = sessions::table
        .select((sessions::key_id, sessions::ended_at, sessions::expires_at))
        .order(sessions::id.desc())
        .limit(NEWEST)
        .load(c)?;
    let going_on =
        |(_, ended_at, expires_at): &(i64, Option<Timestamp>, Timestamp)| ended_at.is_none() && *expires_at > now;
    Ok(newest.into_iter().find(going_on).map(|(key, ..)| key))
}

/// The id that stands `step` places after `from`, or `None` when there are not so many.
pub fn step(c: &mut AnyConnection, from: Uuid, step: i64) -> QueryResult<Option<Uuid>> {
    let found: Option<Vec<u8>> = sessions::table
        .filter(sessions::id.gt(from.as_bytes().as_slice()))
        .order(sessions::id.asc())
        .select(sessions::id)
        .offset(step - 1)
        .limit(1)
        .get_result(c)
        .optional()?;
    Ok(found.map(|bytes| id(&bytes)))
}

/// Deletes sessions with ids after `from` up to and including `to` that were over before `before`.
pub fn sweep(c: &mut AnyConnection, from: Uuid, to: Uuid, before: Timestamp) -> QueryResult<usize> {
    diesel::delete(sessions::table).filter(outlived(from.as_bytes(), to.as_bytes(), before)).execute(c)
}

/// Whether [`sweep`] would delete any.
pub fn any_to_sweep(c: &mut AnyConnection, from: Uuid, to: Uuid, before: Timestamp) -> QueryResult<bool> {
    let found = sessions::table.filter(outlived(from.as_bytes(), to.as_bytes(), before)).select(sessions::id);
    diesel::select(exists(found)).get_result(c)
}

#[auto_type(no_type_alias)]
fn outlived<'a>(from: &'a [u8], to: &'a [u8], before: Timestamp) -> _ {
    sessions::id.gt(from).and(sessions::id.le(to)).and(
        sessions::ended_at
            .assume_not_null()
            .lt(before)
            .or(sessions::expires_at.lt(before))
            .or((sessions::last_seen_at + sessions::idle_timeout).lt(before)),
    )
}
