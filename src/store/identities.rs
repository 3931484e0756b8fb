//! The table of identities: whom a provider has proven, and whose account that is.

use diesel::prelude::*;
use diesel::result::{DatabaseErrorKind, Error};
use uuid::Uuid;

use super::id;
use crate::clock::Timestamp;
use crate::db::AnyConnection;
use crate::db::schema::identities;

/// An identity to be added.
#[derive(Debug, Insertable)]
#[diesel(table_name = identities)]
#[allow(missing_docs, reason = "the columns' names, described in the migration")]
pub struct NewIdentity<'a> {
    pub id: &'a [u8],
    pub user_id: &'a [u8],
    pub provider: &'a str,
    pub issuer: &'a str,
    pub subject: &'a str,
    pub email: Option<&'a str>,
    pub created_at: Timestamp,
    pub last_at: Timestamp,
}

/// An identity.
#[derive(Clone, Debug, Queryable, Selectable)]
#[diesel(table_name = identities)]
#[allow(missing_docs, reason = "the columns' names, described in the migration")]
pub struct IdentityRow {
    id: Vec<u8>,
    user_id: Vec<u8>,
    pub provider: String,
    pub issuer: String,
    pub subject: String,
    pub email: Option<String>,
    pub created_at: Timestamp,
    pub last_at: Timestamp,
}

impl IdentityRow {
    /// Its id.
    #[must_use]
    pub fn id(&self) -> Uuid {
        id(&self.id)
    }

    /// Whose account it opens.
    #[must_use]
    pub fn user_id(&self) -> Uuid {
        id(&self.user_id)
    }
}

/// The identity that an issuer calls by this subject.
pub fn find(c: &mut AnyConnection, issuer: &str, subject: &str) -> QueryResult<Option<IdentityRow>> {
    identities::table
        .filter(identities::issuer.eq(issuer))
        .filter(identities::subject.eq(subject))
        .select(IdentityRow::as_select())
        .get_result(c)
        .optional()
}

/// A user's identities, the first first.
pub fn of_user(c: &mut AnyConnection, user_id: Uuid) -> QueryResult<Vec<IdentityRow>> {
    identities::table
        .filter(identities::user_id.eq(user_id.as_bytes().as_slice()))
        .select(IdentityRow::as_select())
        .order(identities::id.asc())
        .load(c)
}

/// Adds one; `false` when it opens an account already.
pub fn insert(c: &mut AnyConnection, identity: &NewIdentity<'_>) -> QueryResult<bool> {
    // In a savepoint: on PostgreSQL a refused statement would spoil the whole transaction.
    match c.transaction(|c| diesel::insert_into(identities::table).values(identity).execute(c)) {
        Ok(_) => Ok(true),
        Err(Error::DatabaseError(DatabaseErrorKind::UniqueViolation, _)) => Ok(false),
        Err(why) => Err(why),
    }
}

/// Notes that it was proven, and what the provider says of its e-mail now. 0 when it is not this user's any more.
pub fn proven(
    c: &mut AnyConnection,
    identity: Uuid,
    user_id: Uuid,
    email: Option<&str>,
    now: Timestamp,
) -> QueryResult<usize> {
    diesel::update(identities::table)
        .filter(identities::id.eq(identity.as_bytes().as_slice()))
        .filter(identities::user_id.eq(user_id.as_bytes().as_slice()))
        .set((identities::email.eq(email), identities::last_at.eq(now)))
        .execute(c)
}

/// Removes one of a user's identities.
pub fn delete(c: &mut AnyConnection, identity: Uuid, user_id: Uuid) -> QueryResult<usize> {
    diesel::delete(identities::table)
        .filter(identities::id.eq(identity.as_bytes().as_slice()))
        .filter(identities::user_id.eq(user_id.as_bytes().as_slice()))
        .execute(c)
}
