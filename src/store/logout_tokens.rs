//! The table of logout tokens that were taken, and of the sessions at providers that they have ended.

use diesel::dsl::exists;
use diesel::prelude::*;

use crate::clock::Timestamp;
use crate::db::AnyConnection;
use crate::db::schema::logout_tokens;

/// Takes one, by its hash: 1 for the first, 0 for all others. Remembered until it could not be sent again anyway.
pub fn take(c: &mut AnyConnection, hash: &[u8; 32], expires_at: Timestamp) -> QueryResult<usize> {
    let insert = diesel::insert_into(logout_tokens::table)
        .values((logout_tokens::hash.eq(hash.as_slice()), logout_tokens::expires_at.eq(expires_at)));
    match c {
        AnyConnection::Sqlite(c) => insert.on_conflict_do_nothing().execute(c),
        AnyConnection::Postgres(c) => insert.on_conflict_do_nothing().execute(c),
    }
}

/// Whether this was taken.
pub fn is_taken(c: &mut AnyConnection, hash: &[u8; 32]) -> QueryResult<bool> {
    let row = logout_tokens::table.filter(logout_tokens::hash.eq(hash.as_slice()));
    diesel::select(exists(row.select(logout_tokens::hash))).get_result(c)
}

/// Forgets those that cannot be sent again.
pub fn sweep(c: &mut AnyConnection, now: Timestamp) -> QueryResult<usize> {
    diesel::delete(logout_tokens::table).filter(logout_tokens::expires_at.le(now)).execute(c)
}
