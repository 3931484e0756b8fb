//! The table of attempts. A row is one allowance: an account's, a browser's or an address's, under a name that does not
//! tell which. `free_at` is the time at which all counted attempts will be forgotten: each moves it on by one step, and
//! what lies further ahead than the burst allows is refused.

use diesel::dsl::case_when;
use diesel::prelude::*;
use diesel::result::Error;

use crate::clock::{Seconds, Timestamp};
use crate::db::AnyConnection;
use crate::db::schema::attempts;

/// One allowance and its limits.
#[derive(Clone, Debug)]
pub struct Allowance {
    /// The row's name.
    pub name: [u8; 32],
    /// Attempts at once.
    pub burst: i64,
    /// Seconds until one more.
    pub every: Seconds,
    /// Failures in a row that stop it.
    pub stop: Option<i64>,
}

/// How an allowance stands.
#[derive(Clone, Copy, Debug, Queryable)]
pub struct Standing {
    /// When all counted attempts will be forgotten.
    pub free_at: Timestamp,
    /// Failures in a row.
    pub failures: i64,
}

/// Counts one attempt, as a failure until it is forgiven. 0 when the allowance is used up: then nothing is counted.
/// The row is made first where there is none; both statements hold for any number of servers at once.
pub fn count(c: &mut AnyConnection, allowance: &Allowance, now: Timestamp) -> QueryResult<usize> {
    let new = (
        attempts::name.eq(allowance.name.as_slice()),
        attempts::free_at.eq(now),
        attempts::failures.eq(0),
        attempts::last_at.eq(now),
    );
    let insert = diesel::insert_into(attempts::table).values(new);
    match c {
        AnyConnection::Sqlite(c) => insert.on_conflict_do_nothing().execute(c),
        AnyConnection::Postgres(c) => insert.on_conflict_do_nothing().execute(c),
    }?;
    diesel::update(attempts::table)
        .filter(attempts::name.eq(allowance.name.as_slice()))
        .filter(attempts::free_at.le(now + (allowance.burst - 1) * allowance.every))
        .filter(attempts::failures.lt(allowance.stop.unwrap_or(i64::MAX)))
        .set((
            attempts::free_at.eq(case_when(attempts::free_at.gt(now), attempts::free_at + allowance.every)
                .otherwise(now + allowance.every)),
            attempts::failures.eq(attempts::failures + 1),
            attempts::last_at.eq(now),
        ))
        .execute(c)
}

/// Counts one attempt on all of them, or, when one is used up, on none: that one is given back, with how it stands.
pub fn count_all(
    c: &mut AnyConnection,
    allowances: &[Allowance],
    now: Timestamp,
) -> QueryResult<Option<(Standing, Allowance)>> {
    let mut refused = None;
    let counted = c.transaction(|c| {
        for allowance in allowances {
            if count(c, allowance, now)? == 0 {
                refused = Some(allowance);
                return Err(Error::RollbackTransaction);
            }
        }
        Ok(())
    });
    match (counted, refused) {
        (Err(Error::RollbackTransaction), Some(allowance)) => {
            let standing = standing(c, allowance)?.unwrap_or(Standing { free_at: now, failures: 0 });
            Ok(Some((standing, allowance.clone())))
        }
        (counted, _) => counted.map(|()| None),
    }
}

/// How an allowance stands, if anything was counted on it.
pub fn standing(c: &mut AnyConnection, allowance: &Allowance) -> QueryResult<Option<Standing>> {
    attempts::table
        .filter(attempts::name.eq(allowance.name.as_slice()))
        .select((attempts::free_at, attempts::failures))
        .get_result(c)
        .optional()
}

/// Takes back one attempt that succeeded, and only that one; `in_a_row` also begins the count of failures anew.
pub fn forgive(c: &mut AnyConnection, allowance: &Allowance, in_a_row: bool) -> QueryResult<usize> {
    let row = attempts::table.filter(attempts::name.eq(allowance.name.as_slice()));
    let back = attempts::free_at.eq(attempts::free_at - allowance.every);
    if in_a_row {
        diesel::update(row).set((back, attempts::failures.eq(0))).execute(c)
    } else {
        diesel::update(row).set((back, attempts::failures.eq(attempts::failures - 1))).execute(c)
    }
}

/// Forgets everything counted under a name: after a reset of the password.
pub fn clear(c: &mut AnyConnection, name: &[u8; 32]) -> QueryResult<usize> {
    diesel::delete(attempts::table).filter(attempts::name.eq(name.as_slice())).execute(c)
}

/// Forgets allowances that are whole again since `before` and are not stopped.
pub fn sweep(c: &mut AnyConnection, before: Timestamp, stop: i64) -> QueryResult<usize> {
    diesel::delete(attempts::table)
        .filter(attempts::last_at.lt(before))
        .filter(attempts::free_at.lt(before))
        .filter(attempts::failures.lt(stop))
        .execute(c)
}
