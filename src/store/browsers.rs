//! The table of browsers and the users each has proven.

use diesel::dsl::exists;
use diesel::prelude::*;
use uuid::Uuid;

use crate::clock::Timestamp;
use crate::db::AnyConnection;
use crate::db::schema::browsers;

/// Whether this browser has proven this user.
pub fn has_proven(c: &mut AnyConnection, browser_id: Uuid, user_id: Uuid) -> QueryResult<bool> {
    diesel::select(exists(browsers::table.find((browser_id.as_bytes().as_slice(), user_id.as_bytes().as_slice()))))
        .get_result(c)
}

/// Notes that it has, now: adds a row, or moves the time of the one there is.
pub fn prove(c: &mut AnyConnection, browser_id: Uuid, user_id: Uuid, now: Timestamp) -> QueryResult<()> {
    let row = browsers::table.find((browser_id.as_bytes().as_slice(), user_id.as_bytes().as_slice()));
    if diesel::update(row).set(browsers::last_at.eq(now)).execute(c)? == 1 {
        return Ok(());
    }
    let new = (
        browsers::browser_id.eq(browser_id.as_bytes().as_slice()),
        browsers::user_id.eq(user_id.as_bytes().as_slice()),
        browsers::first_at.eq(now),
        browsers::last_at.eq(now),
    );
    let insert = diesel::insert_into(browsers::table).values(new);
    // Two sign-ins of one browser at once: the second finds the row of the first.
    match c {
        AnyConnection::Sqlite(c) => insert.on_conflict_do_nothing().execute(c),
        AnyConnection::Postgres(c) => insert.on_conflict_do_nothing().execute(c),
    }
    .map(drop)
}

/// Forgets all browsers that have proven this user.
pub fn forget(c: &mut AnyConnection, user_id: Uuid) -> QueryResult<usize> {
    diesel::delete(browsers::table.filter(browsers::user_id.eq(user_id.as_bytes().as_slice()))).execute(c)
}

/// Forgets browsers not seen since `before`.
pub fn sweep(c: &mut AnyConnection, before: Timestamp) -> QueryResult<usize> {
    diesel::delete(browsers::table).filter(browsers::last_at.lt(before)).execute(c)
}
