//! The table of events: the security history. Rows are only added, and deleted when they have outlived it.

use diesel::dsl::{auto_type, count_star, sql};
use diesel::prelude::*;
use diesel::result::{DatabaseErrorKind, Error};
use diesel::sql_types::Bool;
use uuid::Uuid;

use super::id;
use crate::clock::Timestamp;
use crate::db::AnyConnection;
use crate::db::schema::events;

/// One line of the security history, to be added.
#[derive(Clone, Debug, Default)]
pub struct NewEvent<'a> {
    /// What happened.
    pub kind: &'a str,
    /// To whom.
    pub user_id: Option<Uuid>,
    /// Who did it, when it was not the user.
    pub actor_id: Option<Uuid>,
    /// Which session it is about.
    pub session_id: Option<Uuid>,
    /// From where.
    pub ip: Option<String>,
    /// With what.
    pub user_agent: Option<&'a str>,
    /// What else there is to say; never what was typed.
    pub detail: Option<&'a str>,
}

/// An event in a list.
#[derive(Clone, Debug, Queryable)]
#[allow(missing_docs, reason = "the columns' names, described in the migration")]
pub struct EventRow {
    id: Vec<u8>,
    pub at: Timestamp,
    pub kind: String,
    user_id: Option<Vec<u8>>,
    actor_id: Option<Vec<u8>>,
    pub ip: Option<String>,
    pub user_agent: Option<String>,
    pub detail: Option<String>,
}

impl EventRow {
    /// The event's id.
    #[must_use]
    pub fn id(&self) -> Uuid {
        id(&self.id)
    }

    /// To whom it happened.
    #[must_use]
    pub fn user_id(&self) -> Option<Uuid> {
        self.user_id.as_deref().map(id)
    }

    /// Who did it, when it was not the user.
    #[must_use]
    pub fn actor_id(&self) -> Option<Uuid> {
        self.actor_id.as_deref().map(id)
    }
}

/// A sign-in in a list.
#[derive(Clone, Debug, Queryable)]
#[allow(missing_docs, reason = "the columns' names, described in the migration")]
pub struct SignInRow {
    pub at: Timestamp,
    pub ip: Option<String>,
    pub user_agent: Option<String>,
}

/// An event as it is added.
#[derive(Insertable)]
#[diesel(table_name = events)]
struct NewRow<'a> {
    id: Vec<u8>,
    at: Timestamp,
    kind: &'a str,
    user_id: Option<Vec<u8>>,
    actor_id: Option<Vec<u8>>,
    session_id: Option<Vec<u8>>,
    ip: Option<&'a str>,
    user_agent: Option<&'a str>,
    detail: Option<&'a str>,
}

impl<'a> NewRow<'a> {
    fn of(at: Timestamp, event: &'a NewEvent<'a>) -> Self {
        let bytes = |id: Option<Uuid>| id.map(|id| id.as_bytes().to_vec());
        Self {
            id: Uuid::now_v7().as_bytes().to_vec(),
            at,
            kind: event.kind,
            user_id: bytes(event.user_id),
            actor_id: bytes(event.actor_id),
            session_id: bytes(event.session_id),
            ip: event.ip.as_deref(),
            user_agent: event.user_agent,
            detail: event.detail,
        }
    }
}

/// Adds one.
pub fn insert(c: &mut AnyConnection, at: Timestamp, event: &NewEvent<'_>) -> QueryResult<()> {
    diesel::insert_into(events::table).values(NewRow::of(at, event)).execute(c).map(drop)
}

/// Adds many at once.
pub fn insert_each(c: &mut AnyConnection, at: Timestamp, all: &[NewEvent<'_>]) -> QueryResult<()> {
    let rows = all.iter().map(|event| NewRow::of(at, event));
    match c {
        AnyConnection::Sqlite(c) => rows
            .map(|row| diesel::insert_into(events::table).values(row).execute(c))
            .try_for_each(|inserted| inserted.map(drop)),
        // Each statement is a way there and back.
        AnyConnection::Postgres(c) => {
            diesel::insert_into(events::table).values(rows.collect::<Vec<_>>()).execute(c).map(drop)
        }
    }
}

/// Adds one that was written behind: its user may have been deleted meanwhile, and then nobody is left to read it.
pub fn insert_behind(c: &mut AnyConnection, at: Timestamp, event: &NewEvent<'_>) -> QueryResult<()> {
    // In a savepoint: on PostgreSQL a refused statement would spoil the whole transaction.
    match c.transaction(|c| insert(c, at, event)) {
        Err(Error::DatabaseError(DatabaseErrorKind::ForeignKeyViolation, _)) => Ok(()),
        other => other,
    }
}

/// Built once and run on each variant's own connection, as the check on each request is. Without LIMIT, for SQLite would
/// compile the statement again at each call: see [`last_of`].
#[auto_type(no_type_alias)]
fn of_kind<'a>(user_id: &'a [u8], kind: &'a str) -> _ {
    events::table
        .filter(events::user_id.eq(user_id))
        .filter(events::kind.eq(kind))
        .select((events::at, events::ip, events::user_agent))
        .order(events::id.desc())
}

/// A user's last events of one kind, the newest first; at most `most`.
pub fn last_of(c: &mut AnyConnection, user_id: Uuid, kind: &str, most: u8) -> QueryResult<Vec<SignInRow>> {
    let query = of_kind(user_id.as_bytes(), kind);
    match c {
        // Row by row along the index, so that what is not taken is not read.
        AnyConnection::Sqlite(c) => query.load_iter(c)?.take(most.into()).collect(),
        AnyConnection::Postgres(c) => query.limit(most.into()).load(c),
    }
}

/// Events of one kind, of `user` or of everybody, before the one with the id `before`, the newest first; at most `most`.
pub fn list(
    c: &mut AnyConnection,
    user: Option<Uuid>,
    kind: &str,
    before: Uuid,
    most: i64,
) -> QueryResult<Vec<EventRow>> {
    let found = events::table
        .filter(events::kind.eq(kind))
        .filter(events::id.lt(before.as_bytes().as_slice()))
        .select(listed())
        .order(events::id.desc())
        .limit(most);
    match user {
        Some(user) => found.filter(events::user_id.eq(user.as_bytes().as_slice())).load(c),
        None => found.load(c),
    }
}

/// All events of a user, the newest first; at most `most`.
pub fn all_of(c: &mut AnyConnection, user_id: Uuid, most: i64) -> QueryResult<Vec<EventRow>> {
    events::table
        .filter(events::user_id.eq(user_id.as_bytes().as_slice()))
        .select(listed())
        .order(events::id.desc())
        .limit(most)
        .load(c)
}

/// How many there are of each kind that is counted by the hour, from `from` on and before `to`.
pub fn count(c: &mut AnyConnection, from: Timestamp, to: Timestamp) -> QueryResult<Vec<(String, i64)>> {
    events::table
        // In the words of the index, which holds these alone.
        .filter(sql::<Bool>("kind IN ('sign-in', 'sign-in-failed')"))
        .filter(events::at.ge(from))
        .filter(events::at.lt(to))
        .group_by(events::kind)
        .select((events::kind, count_star()))
        .load(c)
}

/// When the newest was written.
pub fn newest_at(c: &mut AnyConnection) -> QueryResult<Option<Timestamp>> {
    events::table.select(events::at).order(events::id.desc()).first(c).optional()
}

/// Deletes events from before `before`, at most `most` at a time. Ids begin with their time, so the oldest come first.
pub fn sweep(c: &mut AnyConnection, before: Timestamp, most: i64) -> QueryResult<usize> {
    let oldest: Vec<Vec<u8>> = events::table.select(events::id).order(events::id.asc()).limit(most).load(c)?;
    diesel::delete(events::table).filter(events::id.eq_any(oldest)).filter(events::at.lt(before)).execute(c)
}

#[auto_type]
fn listed() -> _ {
    (
        events::id,
        events::at,
        events::kind,
        events::user_id,
        events::actor_id,
        events::ip,
        events::user_agent,
        events::detail,
    )
}
