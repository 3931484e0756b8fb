//! The table of endings of everybody's sessions, and how far each has come.

use diesel::prelude::*;
use uuid::Uuid;

use super::id;
use crate::clock::Timestamp;
use crate::db::AnyConnection;
use crate::db::schema::all_endings;

/// One to be begun.
#[derive(Debug, Insertable)]
#[diesel(table_name = all_endings)]
#[allow(missing_docs, reason = "the columns' names, described in the migration")]
pub struct NewAllEnding<'a> {
    pub id: &'a [u8],
    pub actor_id: Option<&'a [u8]>,
    pub session_id: Option<&'a [u8]>,
    pub ip: Option<&'a str>,
    pub user_agent: Option<&'a str>,
    pub before_id: &'a [u8],
    pub ended: i64,
    pub started_at: Timestamp,
    pub claimed_until: Timestamp,
}

/// One of them.
#[derive(Clone, Debug, Queryable, Selectable, PartialEq, Eq)]
#[diesel(table_name = all_endings)]
#[allow(missing_docs, reason = "the columns' names, described in the migration")]
pub struct AllEndingRow {
    id: Vec<u8>,
    actor_id: Option<Vec<u8>>,
    session_id: Option<Vec<u8>>,
    pub ip: Option<String>,
    pub user_agent: Option<String>,
    before_id: Option<Vec<u8>>,
    pub ended: i64,
    pub started_at: Timestamp,
}

impl AllEndingRow {
    /// Its id.
    #[must_use]
    pub fn id(&self) -> Uuid {
        id(&self.id)
    }

    /// Who asked for it; `None`: whoever runs the server.
    #[must_use]
    pub fn actor(&self) -> Option<Uuid> {
        self.actor_id.as_deref().map(id)
    }

    /// Their own session, which is left.
    #[must_use]
    pub fn session(&self) -> Option<Uuid> {
        self.session_id.as_deref().map(id)
    }

    /// Sessions with ids before this one are still to be ended; `None`: it is done.
    #[must_use]
    pub fn before(&self) -> Option<Uuid> {
        self.before_id.as_deref().map(id)
    }
}

/// Adds one.
pub fn insert(c: &mut AnyConnection, ending: &NewAllEnding<'_>) -> QueryResult<usize> {
    diesel::insert_into(all_endings::table).values(ending).execute(c)
}

/// Moves it on from where it stands. 0 when another server has done so. Of one that is done nothing is kept of who asked.
pub fn advance(
    c: &mut AnyConnection,
    ending: Uuid,
    from: Uuid,
    to: Option<Uuid>,
    claimed_until: Timestamp,
) -> QueryResult<usize> {
    let from = from.as_bytes().as_slice();
    let this = all_endings::table
        .filter(all_endings::id.eq(ending.as_bytes().as_slice()))
        .filter(all_endings::before_id.eq(from));
    let Some(to) = to else {
        let nothing = (
            all_endings::before_id.eq(None::<Vec<u8>>),
            all_endings::actor_id.eq(None::<Vec<u8>>),
            all_endings::session_id.eq(None::<Vec<u8>>),
            all_endings::ip.eq(None::<String>),
            all_endings::user_agent.eq(None::<String>),
        );
        return diesel::update(this).set(nothing).execute(c);
    };
    let further = (all_endings::before_id.eq(to.as_bytes().as_slice()), all_endings::claimed_until.eq(claimed_until));
    diesel::update(this).set(further).execute(c)
}

/// Counts what was ended.
pub fn count(c: &mut AnyConnection, ending: Uuid, ended: i64) -> QueryResult<usize> {
    diesel::update(all_endings::table.filter(all_endings::id.eq(ending.as_bytes().as_slice())))
        .set(all_endings::ended.eq(all_endings::ended + ended))
        .execute(c)
}

/// The one of an id.
pub fn find(c: &mut AnyConnection, ending: Uuid) -> QueryResult<Option<AllEndingRow>> {
    let found = all_endings::table.filter(all_endings::id.eq(ending.as_bytes().as_slice()));
    found.select(AllEndingRow::as_select()).get_result(c).optional()
}

/// One that is not done; where there is none, the newest.
pub fn last(c: &mut AnyConnection) -> QueryResult<Option<AllEndingRow>> {
    all_endings::table
        .select(AllEndingRow::as_select())
        .order((all_endings::before_id.is_null().asc(), all_endings::id.desc()))
        .limit(1)
        .get_result(c)
        .optional()
}

/// One that is not done, and that no server goes on with.
pub fn due(c: &mut AnyConnection, now: Timestamp) -> QueryResult<Option<AllEndingRow>> {
    all_endings::table
        .filter(all_endings::before_id.is_not_null())
        .filter(all_endings::claimed_until.le(now))
        .select(AllEndingRow::as_select())
        .order(all_endings::id.asc())
        .limit(1)
        .get_result(c)
        .optional()
}

/// Takes one that no server goes on with. 0 when another server was first, or it is done.
pub fn claim(c: &mut AnyConnection, ending: Uuid, now: Timestamp, until: Timestamp) -> QueryResult<usize> {
    diesel::update(all_endings::table)
        .filter(all_endings::id.eq(ending.as_bytes().as_slice()))
        .filter(all_endings::before_id.is_not_null())
        .filter(all_endings::claimed_until.le(now))
        .set(all_endings::claimed_until.eq(until))
        .execute(c)
}

/// Deletes those that are done and were begun before `before`.
pub fn sweep(c: &mut AnyConnection, before: Timestamp) -> QueryResult<usize> {
    diesel::delete(all_endings::table)
        .filter(all_endings::before_id.is_null())
        .filter(all_endings::started_at.lt(before))
        .execute(c)
}
