//! The table of one-time links to set a new password.

use diesel::prelude::*;
use uuid::Uuid;

use super::id;
use crate::clock::Timestamp;
use crate::db::AnyConnection;
use crate::db::schema::{resets, users};

/// Whose password a link may set.
#[derive(Clone, Debug, Queryable)]
#[allow(missing_docs, reason = "the columns' names, described in the migration")]
pub struct ResetRow {
    user_id: Vec<u8>,
    pub email: String,
    pub email_canonical: String,
    pub name: String,
}

impl ResetRow {
    /// The user's id.
    #[must_use]
    pub fn user_id(&self) -> Uuid {
        id(&self.user_id)
    }
}

/// Adds a link.
pub fn insert(
    c: &mut AnyConnection,
    user_id: Uuid,
    hash: &[u8],
    now: Timestamp,
    expires_at: Timestamp,
) -> QueryResult<()> {
    diesel::insert_into(resets::table)
        .values((
            resets::secret_hash.eq(hash),
            resets::user_id.eq(user_id.as_bytes().as_slice()),
            resets::created_at.eq(now),
            resets::expires_at.eq(expires_at),
        ))
        .execute(c)
        .map(drop)
}

/// Whose password this link may set, while it counts.
pub fn find(c: &mut AnyConnection, hash: &[u8], now: Timestamp) -> QueryResult<Option<ResetRow>> {
    resets::table
        .inner_join(users::table)
        .filter(resets::secret_hash.eq(hash))
        .filter(resets::used_at.is_null())
        .filter(resets::expires_at.gt(now))
        .filter(users::disabled_at.is_null())
        .select((users::id, users::email, users::email_canonical, users::name))
        .get_result(c)
        .optional()
}

/// Uses a link up: 1 for exactly one of all who try at once.
pub fn use_up(c: &mut AnyConnection, hash: &[u8], now: Timestamp) -> QueryResult<usize> {
    diesel::update(resets::table)
        .filter(resets::secret_hash.eq(hash))
        .filter(resets::used_at.is_null())
        .filter(resets::expires_at.gt(now))
        .set(resets::used_at.eq(now))
        .execute(c)
}

/// Makes all other links of a user worthless.
pub fn void(c: &mut AnyConnection, user_id: Uuid, now: Timestamp) -> QueryResult<usize> {
    diesel::update(resets::table)
        .filter(resets::user_id.eq(user_id.as_bytes().as_slice()))
        .filter(resets::used_at.is_null())
        .set(resets::used_at.eq(now))
        .execute(c)
}

/// Deletes links that ran out before `before`.
pub fn sweep(c: &mut AnyConnection, before: Timestamp) -> QueryResult<usize> {
    diesel::delete(resets::table).filter(resets::expires_at.lt(before)).execute(c)
}
