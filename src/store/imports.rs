//! The table of imports, and the users that each brought in.

use diesel::dsl::{auto_type, exists};
use diesel::prelude::*;
use uuid::Uuid;

use super::id;
use super::users::can_sign_in;
use crate::clock::Timestamp;
use crate::db::AnyConnection;
use crate::db::schema::{events, identities, imports, sessions, users};

/// An import to be begun.
#[derive(Debug, Insertable)]
#[diesel(table_name = imports)]
#[allow(missing_docs, reason = "the columns' names, described in the migration")]
pub struct NewImport<'a> {
    pub id: &'a [u8],
    pub file: &'a str,
    pub digest: &'a [u8],
    pub users: i64,
    pub done: i64,
    pub left_out: i64,
    pub started_at: Timestamp,
}

/// An import.
#[derive(Clone, Debug, Queryable, PartialEq, Eq)]
#[allow(missing_docs, reason = "the columns' names, described in the migration")]
pub struct ImportRow {
    id: Vec<u8>,
    pub file: String,
    pub digest: Vec<u8>,
    pub users: i64,
    pub done: i64,
    pub left_out: i64,
    pub started_at: Timestamp,
    pub finished_at: Option<Timestamp>,
    pub undone_at: Option<Timestamp>,
}

impl ImportRow {
    /// The import's id.
    #[must_use]
    pub fn id(&self) -> Uuid {
        id(&self.id)
    }
}

/// A user that an import brought in.
#[derive(Clone, Debug, Queryable, PartialEq, Eq)]
#[allow(missing_docs, reason = "the columns' names, described in the migration")]
pub struct ImportedRow {
    id: Vec<u8>,
    pub role: String,
    /// Whether they have used their account since.
    pub used: bool,
}

impl ImportedRow {
    /// The user's id.
    #[must_use]
    pub fn id(&self) -> Uuid {
        id(&self.id)
    }
}

/// Adds one.
pub fn insert(c: &mut AnyConnection, import: &NewImport<'_>) -> QueryResult<usize> {
    diesel::insert_into(imports::table).values(import).execute(c)
}

/// The import of an id.
pub fn find(c: &mut AnyConnection, import: Uuid) -> QueryResult<Option<ImportRow>> {
    imports::table.filter(imports::id.eq(import.as_bytes().as_slice())).get_result(c).optional()
}

/// Imports, the newest first, and whether any of their users is there; at most `most`.
pub fn list(c: &mut AnyConnection, most: i64) -> QueryResult<Vec<(ImportRow, bool)>> {
    let left = users::table.filter(users::import_id.eq(imports::id.nullable())).select(users::id);
    imports::table.select((imports::all_columns, exists(left))).order(imports::id.desc()).limit(most).load(c)
}

/// Moves how many users of its file are done on from `from` by `by`. 0 when it does not stand there, is finished or undone:
/// somebody else is at it.
pub fn advance(c: &mut AnyConnection, import: Uuid, from: i64, by: i64) -> QueryResult<usize> {
    diesel::update(imports::table)
        .filter(imports::id.eq(import.as_bytes().as_slice()))
        .filter(imports::done.eq(from))
        .filter(imports::users.ge(from + by))
        .filter(imports::finished_at.is_null())
        .filter(imports::undone_at.is_null())
        .set(imports::done.eq(from + by))
        .execute(c)
}

/// Counts more users as left out.
pub fn leave_out(c: &mut AnyConnection, import: Uuid, more: i64) -> QueryResult<usize> {
    diesel::update(imports::table)
        .filter(imports::id.eq(import.as_bytes().as_slice()))
        .set(imports::left_out.eq(imports::left_out + more))
        .execute(c)
}

/// Marks it finished, once all of its users are done.
pub fn finish(c: &mut AnyConnection, import: Uuid, now: Timestamp) -> QueryResult<usize> {
    diesel::update(imports::table)
        .filter(imports::id.eq(import.as_bytes().as_slice()))
        .filter(imports::done.eq(imports::users))
        .filter(imports::finished_at.is_null())
        .filter(imports::undone_at.is_null())
        .set(imports::finished_at.eq(now))
        .execute(c)
}

/// Marks it undone: no more users come in by it.
pub fn undo(c: &mut AnyConnection, import: Uuid, now: Timestamp) -> QueryResult<usize> {
    diesel::update(imports::table)
        .filter(imports::id.eq(import.as_bytes().as_slice()))
        .filter(imports::undone_at.is_null())
        .set(imports::undone_at.eq(now))
        .execute(c)
}

/// Its users in the order of their ids, after `after`; at most `most`. Whoever has a session, over or not, an identity, or an
/// event of one of these `kinds` has used their account.
pub fn users_of(
    c: &mut AnyConnection,
    import: Uuid,
    kinds: &[&str],
    after: Uuid,
    most: i64,
) -> QueryResult<Vec<ImportedRow>> {
    users::table
        .filter(users::import_id.eq(import.as_bytes().as_slice()))
        .filter(users::id.gt(after.as_bytes().as_slice()))
        .select((users::id, users::role, used(kinds)))
        .order(users::id.asc())
        .limit(most)
        .load(c)
}

/// Whether anybody who is not of this import and not disabled, and has a way in, has one of these roles.
pub fn others_have_role(c: &mut AnyConnection, import: Uuid, roles: &[String]) -> QueryResult<bool> {
    let found = users::table
        .filter(users::import_id.is_null().or(users::import_id.ne(import.as_bytes().as_slice())))
        .filter(users::role.eq_any(roles))
        .filter(users::disabled_at.is_null())
        .filter(can_sign_in());
    diesel::select(exists(found.select(users::id))).get_result(c)
}

/// Sessions that are over stand in an index of their own, and so are asked for by themselves.
#[auto_type(no_type_alias)]
fn used<'a>(kinds: &'a [&'a str]) -> _ {
    let live = sessions::table.filter(sessions::user_id.eq(users::id)).filter(sessions::ended_at.is_null());
    let over = sessions::table.filter(sessions::user_id.eq(users::id)).filter(sessions::ended_at.is_not_null());
    let connected = identities::table.filter(identities::user_id.eq(users::id));
    let done = events::table.filter(events::user_id.eq(users::id.nullable())).filter(events::kind.eq_any(kinds));
    exists(live.select(sessions::id))
        .or(exists(over.select(sessions::id)))
        .or(exists(connected.select(identities::id)))
        .or(exists(done.select(events::id)))
}
