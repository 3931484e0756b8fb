//! The table of one-time links. Each is for one purpose and one address, and used up by one conditional UPDATE.

use diesel::dsl::{count_star, exists, max};
use diesel::prelude::*;
use uuid::Uuid;

use super::id;
use crate::clock::Timestamp;
use crate::db::AnyConnection;
use crate::db::schema::links;

/// A link to be added.
#[derive(Clone, Debug)]
pub struct NewLink {
    /// SHA-256 of its secret.
    pub hash: [u8; 32],
    /// What it is for.
    pub purpose: &'static str,
    /// Whose account it is about; `None`: there is none yet.
    pub user_id: Option<Uuid>,
    /// The canonical address it is made for.
    pub email: String,
    /// What else it needs, sealed, and the id of the key that sealed it.
    pub sealed: Option<(Vec<u8>, i64)>,
    /// Now.
    pub created_at: Timestamp,
    /// When it ceases to count.
    pub expires_at: Timestamp,
}

/// A link that counts.
#[derive(Clone, Debug, Queryable)]
#[allow(missing_docs, reason = "the columns' names, described in the migration")]
pub struct LinkRow {
    user_id: Option<Vec<u8>>,
    pub email: String,
    pub sealed: Option<Vec<u8>>,
    pub key_id: Option<i64>,
    pub created_at: Timestamp,
}

impl LinkRow {
    /// Whose account it is about.
    #[must_use]
    pub fn user_id(&self) -> Option<Uuid> {
        self.user_id.as_deref().map(id)
    }
}

/// Adds a link.
pub fn insert(c: &mut AnyConnection, link: &NewLink) -> QueryResult<()> {
    diesel::insert_into(links::table)
        .values((
            links::secret_hash.eq(link.hash.as_slice()),
            links::purpose.eq(link.purpose),
            links::user_id.eq(link.user_id.map(|id| id.as_bytes().to_vec())),
            links::email.eq(&link.email),
            links::sealed.eq(link.sealed.as_ref().map(|(sealed, _)| sealed)),
            links::key_id.eq(link.sealed.as_ref().map(|(_, key)| *key)),
            links::created_at.eq(link.created_at),
            links::expires_at.eq(link.expires_at),
        ))
        .execute(c)
        .map(drop)
}

/// The link of this secret and purpose, while it counts.
pub fn find(c: &mut AnyConnection, hash: &[u8], purpose: &str, now: Timestamp) -> QueryResult<Option<LinkRow>> {
    links::table
        .filter(links::secret_hash.eq(hash))
        .filter(links::purpose.eq(purpose))
        .filter(links::used_at.is_null())
        .filter(links::expires_at.gt(now))
        .select((links::user_id, links::email, links::sealed, links::key_id, links::created_at))
        .get_result(c)
        .optional()
}

/// The newest link of a user for this purpose, while it counts.
pub fn of_user(c: &mut AnyConnection, user_id: Uuid, purpose: &str, now: Timestamp) -> QueryResult<Option<LinkRow>> {
    links::table
        .filter(links::user_id.eq(user_id.as_bytes().as_slice()))
        .filter(links::purpose.eq(purpose))
        .filter(links::used_at.is_null())
        .filter(links::expires_at.gt(now))
        .select((links::user_id, links::email, links::sealed, links::key_id, links::created_at))
        .order(links::created_at.desc())
        .limit(1)
        .get_result(c)
        .optional()
}

/// The newest link for this purpose that was made for an address, while it counts, and the hash of its secret.
pub fn of_email(
    c: &mut AnyConnection,
    email: &str,
    purpose: &str,
    now: Timestamp,
) -> QueryResult<Option<(Vec<u8>, LinkRow)>> {
    links::table
        .filter(links::email.eq(email))
        .filter(links::purpose.eq(purpose))
        .filter(links::used_at.is_null())
        .filter(links::expires_at.gt(now))
        .select((links::secret_hash, (links::user_id, links::email, links::sealed, links::key_id, links::created_at)))
        .order(links::created_at.desc())
        .limit(1)
        .get_result(c)
        .optional()
}

/// When the last of a user's links for this purpose ceases to count, if any does.
pub fn until(c: &mut AnyConnection, user_id: Uuid, purpose: &str, now: Timestamp) -> QueryResult<Option<Timestamp>> {
    links::table
        .filter(links::user_id.eq(user_id.as_bytes().as_slice()))
        .filter(links::purpose.eq(purpose))
        .filter(links::used_at.is_null())
        .filter(links::expires_at.gt(now))
        .select(max(links::expires_at))
        .get_result(c)
}

/// Uses a link up: 1 for exactly one of all who try at once.
pub fn use_up(c: &mut AnyConnection, hash: &[u8], purpose: &str, now: Timestamp) -> QueryResult<usize> {
    diesel::update(links::table)
        .filter(links::secret_hash.eq(hash))
        .filter(links::purpose.eq(purpose))
        .filter(links::used_at.is_null())
        .filter(links::expires_at.gt(now))
        .set(links::used_at.eq(now))
        .execute(c)
}

/// Makes all links of a user for one purpose worthless.
pub fn void(c: &mut AnyConnection, user_id: Uuid, purpose: &str, now: Timestamp) -> QueryResult<usize> {
    diesel::update(links::table)
        .filter(links::user_id.eq(user_id.as_bytes().as_slice()))
        .filter(links::purpose.eq(purpose))
        .filter(links::used_at.is_null())
        .set(links::used_at.eq(now))
        .execute(c)
}

/// The same of those made at `since` or later.
pub fn void_since(
    c: &mut AnyConnection,
    user_id: Uuid,
    purpose: &str,
    since: Timestamp,
    now: Timestamp,
) -> QueryResult<usize> {
    diesel::update(links::table)
        .filter(links::user_id.eq(user_id.as_bytes().as_slice()))
        .filter(links::purpose.eq(purpose))
        .filter(links::created_at.ge(since))
        .filter(links::used_at.is_null())
        .set(links::used_at.eq(now))
        .execute(c)
}

/// The same by the address they were made for: of those who have no account yet.
pub fn void_of_email(c: &mut AnyConnection, email: &str, purpose: &str, now: Timestamp) -> QueryResult<usize> {
    diesel::update(links::table)
        .filter(links::email.eq(email))
        .filter(links::purpose.eq(purpose))
        .filter(links::used_at.is_null())
        .set(links::used_at.eq(now))
        .execute(c)
}

/// Whether a link for this purpose counts that was made for this address, of another user than `but`.
pub fn holds(
    c: &mut AnyConnection,
    email: &str,
    purpose: &str,
    but: Option<Uuid>,
    now: Timestamp,
) -> QueryResult<bool> {
    let others = links::table
        .filter(links::email.eq(email))
        .filter(links::purpose.eq(purpose))
        .filter(links::used_at.is_null())
        .filter(links::expires_at.gt(now))
        .filter(links::user_id.ne(but.unwrap_or_default().as_bytes().to_vec()));
    diesel::select(exists(others.select(links::secret_hash))).get_result(c)
}

/// How many that can still be used hold something, by the key that sealed it.
pub fn count_by_key(c: &mut AnyConnection, now: Timestamp) -> QueryResult<Vec<(i64, i64)>> {
    let found: Vec<(Option<i64>, i64)> = links::table
        .filter(links::key_id.is_not_null())
        .filter(links::used_at.is_null())
        .filter(links::expires_at.gt(now))
        .group_by(links::key_id)
        .select((links::key_id, count_star()))
        .load(c)?;
    Ok(found.into_iter().filter_map(|(key, count)| Some((key?, count))).collect())
}

/// Deletes links that ran out before `before`.
pub fn sweep(c: &mut AnyConnection, before: Timestamp) -> QueryResult<usize> {
    diesel::delete(links::table).filter(links::expires_at.lt(before)).execute(c)
}
