//! The table of when each job last came to its end.

use diesel::prelude::*;

use crate::clock::Timestamp;
use crate::db::AnyConnection;
use crate::db::schema::runs;

/// When a job last came to its end, and how much it did.
#[derive(Clone, Copy, Debug, Queryable, PartialEq, Eq)]
#[allow(missing_docs, reason = "the columns' names, described in the migration")]
pub struct RunRow {
    pub at: Timestamp,
    pub number: i64,
}

/// Notes that a job came to its end.
pub fn note(c: &mut AnyConnection, name: &str, at: Timestamp, number: i64) -> QueryResult<()> {
    let updated = diesel::update(runs::table.filter(runs::name.eq(name)))
        .set((runs::at.eq(at), runs::number.eq(number)))
        .execute(c)?;
    if updated == 0 {
        let insert =
            diesel::insert_into(runs::table).values((runs::name.eq(name), runs::at.eq(at), runs::number.eq(number)));
        match c {
            AnyConnection::Sqlite(c) => insert.on_conflict_do_nothing().execute(c),
            AnyConnection::Postgres(c) => insert.on_conflict_do_nothing().execute(c),
        }?;
    }
    Ok(())
}

/// A job's last end, if it ever came to one.
pub fn find(c: &mut AnyConnection, name: &str) -> QueryResult<Option<RunRow>> {
    runs::table.filter(runs::name.eq(name)).select((runs::at, runs::number)).get_result(c).optional()
}
