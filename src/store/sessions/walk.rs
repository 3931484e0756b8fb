//! What goes through the whole table, in steps along its ids: counting, sweeping, ending everybody's.

use diesel::dsl::{auto_type, count_star, exists};
use diesel::prelude::*;
use uuid::Uuid;

use super::{Ending, goes_on};
use crate::clock::Timestamp;
use crate::db::AnyConnection;
use crate::db::schema::sessions;
use crate::store::id;

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

/// The id that stands `step` places before `from`, or `None` when there are not so many.
pub fn step_back(c: &mut AnyConnection, from: Uuid, step: i64) -> QueryResult<Option<Uuid>> {
    let found: Option<Vec<u8>> = sessions::table
        .filter(sessions::id.lt(from.as_bytes().as_slice()))
        .order(sessions::id.desc())
        .select(sessions::id)
        .offset(step - 1)
        .limit(1)
        .get_result(c)
        .optional()?;
    Ok(found.map(|bytes| id(&bytes)))
}

/// The sessions with ids from `from` on and before `to` that are not over, and whose they are.
pub fn live_between(c: &mut AnyConnection, from: Uuid, to: Uuid, now: Timestamp) -> QueryResult<Vec<(Uuid, Uuid)>> {
    let found: Vec<(Vec<u8>, Vec<u8>)> = sessions::table
        .filter(sessions::id.ge(from.as_bytes().as_slice()))
        .filter(sessions::id.lt(to.as_bytes().as_slice()))
        .filter(goes_on(now))
        .select((sessions::id, sessions::user_id))
        .load(c)?;
    Ok(found.into_iter().map(|(session, user)| (id(&session), id(&user))).collect())
}

/// Ends all sessions of these users with ids from `from` on and before `to`, but one. Gives back how many.
pub fn end_between(
    c: &mut AnyConnection,
    (from, to): (Uuid, Uuid),
    of: &[Uuid],
    kept: Uuid,
    ending: Ending<'_>,
) -> QueryResult<usize> {
    let users: Vec<Vec<u8>> = of.iter().map(|user| user.as_bytes().to_vec()).collect();
    let within = sessions::id
        .ge(from.as_bytes().to_vec())
        .and(sessions::id.lt(to.as_bytes().to_vec()))
        .and(sessions::id.ne(kept.as_bytes().to_vec()))
        .and(sessions::user_id.eq_any(users));
    super::end_found(c, ending, Box::new(within))
}

/// How many sessions with ids after `from` up to and including `to` are not over.
pub fn count_live(c: &mut AnyConnection, from: Uuid, to: Uuid, now: Timestamp) -> QueryResult<i64> {
    sessions::table
        .filter(sessions::id.gt(from.as_bytes().as_slice()))
        .filter(sessions::id.le(to.as_bytes().as_slice()))
        .filter(goes_on(now))
        .count()
        .get_result(c)
}

/// How many sessions with ids after `from` up to and including `to` are not over, by the key that sealed their cookies.
pub fn count_by_key(c: &mut AnyConnection, from: Uuid, to: Uuid, now: Timestamp) -> QueryResult<Vec<(i64, i64)>> {
    sessions::table
        .filter(sessions::id.gt(from.as_bytes().as_slice()))
        .filter(sessions::id.le(to.as_bytes().as_slice()))
        .filter(goes_on(now))
        .group_by(sessions::key_id)
        .select((sessions::key_id, count_star()))
        .load(c)
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
