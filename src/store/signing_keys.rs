//! The table of keys that sign access tokens.

use diesel::prelude::*;

use crate::clock::Timestamp;
use crate::db::AnyConnection;
use crate::db::schema::signing_keys;

/// A key.
#[derive(Clone, Queryable, Selectable, Insertable)]
#[diesel(table_name = signing_keys)]
#[allow(missing_docs, reason = "the columns' names, described in the migration")]
pub struct SigningKeyRow {
    pub generation: i64,
    pub public_key: String,
    pub sealed: Vec<u8>,
    pub key_id: i64,
    pub created_at: Timestamp,
    pub signs_from: Timestamp,
}

/// All of them, the newest first.
pub fn all(c: &mut AnyConnection) -> QueryResult<Vec<SigningKeyRow>> {
    signing_keys::table.select(SigningKeyRow::as_select()).order(signing_keys::generation.desc()).load(c)
}

/// Adds one; 0 when another server has made that generation.
pub fn insert(c: &mut AnyConnection, key: &SigningKeyRow) -> QueryResult<usize> {
    let insert = diesel::insert_into(signing_keys::table).values(key);
    match c {
        AnyConnection::Sqlite(c) => insert.on_conflict_do_nothing().execute(c),
        AnyConnection::Postgres(c) => insert.on_conflict_do_nothing().execute(c),
    }
}

/// Forgets the generations before `oldest`.
pub fn sweep(c: &mut AnyConnection, oldest: i64) -> QueryResult<usize> {
    diesel::delete(signing_keys::table).filter(signing_keys::generation.lt(oldest)).execute(c)
}
