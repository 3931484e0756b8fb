//! The table of counts by the hour.

use diesel::prelude::*;

use crate::clock::Timestamp;
use crate::db::AnyConnection;
use crate::db::schema::hours;

/// A count of an hour.
#[derive(Clone, Debug, Queryable, PartialEq, Eq)]
#[allow(missing_docs, reason = "the columns' names, described in the migration")]
pub struct HourRow {
    pub hour: Timestamp,
    pub name: String,
    pub number: i64,
    pub counted_at: Timestamp,
}

/// Sets what an hour counts under a name.
pub fn set(c: &mut AnyConnection, hour: Timestamp, name: &str, number: i64, now: Timestamp) -> QueryResult<()> {
    let updated = diesel::update(hours::table.filter(hours::hour.eq(hour)).filter(hours::name.eq(name)))
        .set((hours::number.eq(number), hours::counted_at.eq(now)))
        .execute(c)?;
    if updated == 0 {
        let insert = diesel::insert_into(hours::table).values((
            hours::hour.eq(hour),
            hours::name.eq(name),
            hours::number.eq(number),
            hours::counted_at.eq(now),
        ));
        // Another server may just have done so.
        match c {
            AnyConnection::Sqlite(c) => insert.on_conflict_do_nothing().execute(c),
            AnyConnection::Postgres(c) => insert.on_conflict_do_nothing().execute(c),
        }?;
    }
    Ok(())
}

/// All counts of hours from `since` on.
pub fn since(c: &mut AnyConnection, since: Timestamp) -> QueryResult<Vec<HourRow>> {
    hours::table
        .filter(hours::hour.ge(since))
        .select((hours::hour, hours::name, hours::number, hours::counted_at))
        .order(hours::hour.asc())
        .load(c)
}

/// The newest count under a name.
pub fn newest(c: &mut AnyConnection, name: &str) -> QueryResult<Option<HourRow>> {
    hours::table
        .filter(hours::name.eq(name))
        .select((hours::hour, hours::name, hours::number, hours::counted_at))
        .order(hours::hour.desc())
        .limit(1)
        .get_result(c)
        .optional()
}

/// Deletes counts of hours before `before`.
pub fn sweep(c: &mut AnyConnection, before: Timestamp) -> QueryResult<usize> {
    diesel::delete(hours::table.filter(hours::hour.lt(before))).execute(c)
}
