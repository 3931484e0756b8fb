//! The table with the one-time code for the first account: one row at most.

use diesel::prelude::*;

use crate::clock::Timestamp;
use crate::db::AnyConnection;
use crate::db::schema::setup;

/// The code that counts now.
#[derive(Clone, Debug, Queryable)]
#[allow(missing_docs, reason = "the columns' names, described in the migration")]
pub struct SetupRow {
    pub nonce: Vec<u8>,
    pub code_hash: Vec<u8>,
    pub expires_at: Timestamp,
    pub used_at: Option<Timestamp>,
}

/// The code that counts now, if one was ever made.
pub fn find(c: &mut AnyConnection) -> QueryResult<Option<SetupRow>> {
    setup::table.select((setup::nonce, setup::code_hash, setup::expires_at, setup::used_at)).get_result(c).optional()
}

/// Puts a new code in the place of one that ran out, of one that `replaces` (its nonce), or of none. 0 when another
/// server did so first, or when the one there is was used or still counts.
pub fn renew(
    c: &mut AnyConnection,
    replaces: &[u8],
    nonce: &[u8],
    code_hash: &[u8],
    expires_at: Timestamp,
    now: Timestamp,
) -> QueryResult<usize> {
    let new =
        (setup::id.eq(1), setup::nonce.eq(nonce), setup::code_hash.eq(code_hash), setup::expires_at.eq(expires_at));
    let insert = diesel::insert_into(setup::table).values(new);
    let inserted = match c {
        AnyConnection::Sqlite(c) => insert.on_conflict_do_nothing().execute(c),
        AnyConnection::Postgres(c) => insert.on_conflict_do_nothing().execute(c),
    }?;
    if inserted == 1 {
        return Ok(1);
    }
    diesel::update(setup::table)
        .filter(setup::used_at.is_null())
        .filter(setup::expires_at.le(now).or(setup::nonce.eq(replaces)))
        .set((setup::nonce.eq(nonce), setup::code_hash.eq(code_hash), setup::expires_at.eq(expires_at)))
        .execute(c)
}

/// Uses the code up: 1 for exactly one of all who try at once.
pub fn use_up(c: &mut AnyConnection, code_hash: &[u8], now: Timestamp) -> QueryResult<usize> {
    diesel::update(setup::table)
        .filter(setup::code_hash.eq(code_hash))
        .filter(setup::used_at.is_null())
        .filter(setup::expires_at.gt(now))
        .set(setup::used_at.eq(now))
        .execute(c)
}
