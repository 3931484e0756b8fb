//! Lists of users: a page along an index, some by their ids, what they are called, and all as they can be brought in again.
//! Only reads.

use diesel::dsl::auto_type;
use diesel::prelude::*;
use uuid::Uuid;

use super::can_sign_in;
use crate::clock::Timestamp;
use crate::db::AnyConnection;
use crate::db::schema::users;
use crate::store::id;

/// A user in a list.
#[derive(Clone, Debug, Queryable)]
#[allow(missing_docs, reason = "the columns' names, described in the migration")]
pub struct ListedUser {
    id: Vec<u8>,
    pub email: String,
    pub name: String,
    pub role: String,
    pub created_at: Timestamp,
    pub disabled_at: Option<Timestamp>,
    /// Whether by a password or an identity.
    pub can_sign_in: bool,
}

impl ListedUser {
    /// The user's id.
    #[must_use]
    pub fn id(&self) -> Uuid {
        id(&self.id)
    }
}

/// What a user is called.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Called {
    /// By the service.
    pub email: String,
    /// By people.
    pub name: String,
}

#[auto_type]
fn listed() -> _ {
    (users::id, users::email, users::name, users::role, users::created_at, users::disabled_at, can_sign_in())
}

/// Users in the order of their ids, after `after`; at most `most`.
pub fn list(c: &mut AnyConnection, after: Uuid, most: i64) -> QueryResult<Vec<ListedUser>> {
    let after = after.as_bytes().as_slice();
    users::table.filter(users::id.gt(after)).select(listed()).order(users::id.asc()).limit(most).load(c)
}

/// Users, the newest first, before `before`; at most `most`.
pub fn newest(c: &mut AnyConnection, before: Uuid, most: i64) -> QueryResult<Vec<ListedUser>> {
    let before = before.as_bytes().as_slice();
    users::table.filter(users::id.lt(before)).select(listed()).order(users::id.desc()).limit(most).load(c)
}

/// Users with a role, the newest first, before `before`; at most `most`.
pub fn newest_with_role(c: &mut AnyConnection, role: &str, before: Uuid, most: i64) -> QueryResult<Vec<ListedUser>> {
    users::table
        .filter(users::role.eq(role))
        .filter(users::id.lt(before.as_bytes().as_slice()))
        .select(listed())
        .order((users::role.desc(), users::id.desc()))
        .limit(most)
        .load(c)
}

/// Users that are disabled, the newest first, before `before`; at most `most`.
pub fn newest_disabled(c: &mut AnyConnection, before: Uuid, most: i64) -> QueryResult<Vec<ListedUser>> {
    users::table
        .filter(users::disabled_at.is_not_null())
        .filter(users::id.lt(before.as_bytes().as_slice()))
        .select(listed())
        .order(users::id.desc())
        .limit(most)
        .load(c)
}

/// The ids of users with a role, the newest first, before `before`; at most `most`.
pub fn ids_with_role(c: &mut AnyConnection, role: &str, before: Uuid, most: i64) -> QueryResult<Vec<Uuid>> {
    let found: Vec<Vec<u8>> = users::table
        .filter(users::role.eq(role))
        .filter(users::id.lt(before.as_bytes().as_slice()))
        .select(users::id)
        .order((users::role.desc(), users::id.desc()))
        .limit(most)
        .load(c)?;
    Ok(found.iter().map(|bytes| id(bytes)).collect())
}

/// The ids of users that are disabled, the newest first, before `before`; at most `most`.
pub fn ids_disabled(c: &mut AnyConnection, before: Uuid, most: i64) -> QueryResult<Vec<Uuid>> {
    let found: Vec<Vec<u8>> = users::table
        .filter(users::disabled_at.is_not_null())
        .filter(users::id.lt(before.as_bytes().as_slice()))
        .select(users::id)
        .order(users::id.desc())
        .limit(most)
        .load(c)?;
    Ok(found.iter().map(|bytes| id(bytes)).collect())
}

/// Some users, in no order.
pub fn some(c: &mut AnyConnection, of: &[Uuid]) -> QueryResult<Vec<ListedUser>> {
    let ids: Vec<Vec<u8>> = of.iter().map(|id| id.as_bytes().to_vec()).collect();
    users::table.filter(users::id.eq_any(ids)).select(listed()).load(c)
}

/// The same of those alone that have a role.
pub fn some_with_role(c: &mut AnyConnection, of: &[Uuid], role: &str) -> QueryResult<Vec<ListedUser>> {
    let ids: Vec<Vec<u8>> = of.iter().map(|id| id.as_bytes().to_vec()).collect();
    users::table.filter(users::id.eq_any(ids)).filter(users::role.eq(role)).select(listed()).load(c)
}

/// The same of those alone that are disabled.
pub fn some_disabled(c: &mut AnyConnection, of: &[Uuid]) -> QueryResult<Vec<ListedUser>> {
    let ids: Vec<Vec<u8>> = of.iter().map(|id| id.as_bytes().to_vec()).collect();
    users::table.filter(users::id.eq_any(ids)).filter(users::disabled_at.is_not_null()).select(listed()).load(c)
}

/// A user as they can be brought in again.
#[derive(Clone, Debug, Queryable, PartialEq, Eq)]
#[allow(missing_docs, reason = "the columns' names, described in the migration")]
pub struct ExportedRow {
    id: Vec<u8>,
    pub email: String,
    pub name: String,
    pub role: String,
    pub password_hash: Option<String>,
    pub language: Option<String>,
    pub time_zone: Option<String>,
    pub email_verified_at: Option<Timestamp>,
    pub disabled_at: Option<Timestamp>,
}

impl ExportedRow {
    /// The user's id.
    #[must_use]
    pub fn id(&self) -> Uuid {
        id(&self.id)
    }
}

/// All that is brought in again, of users in the order of their ids, after `after`; at most `most`.
pub fn export(c: &mut AnyConnection, after: Uuid, most: i64) -> QueryResult<Vec<ExportedRow>> {
    users::table
        .filter(users::id.gt(after.as_bytes().as_slice()))
        .select((
            users::id,
            users::email,
            users::name,
            users::role,
            users::password_hash,
            users::language,
            users::time_zone,
            users::email_verified_at,
            users::disabled_at,
        ))
        .order(users::id.asc())
        .limit(most)
        .load(c)
}

/// What some users are called.
pub fn called(c: &mut AnyConnection, of: &[Uuid]) -> QueryResult<Vec<(Uuid, Called)>> {
    let ids: Vec<Vec<u8>> = of.iter().map(|id| id.as_bytes().to_vec()).collect();
    let found: Vec<(Vec<u8>, String, String)> =
        users::table.filter(users::id.eq_any(ids)).select((users::id, users::email, users::name)).load(c)?;
    Ok(found.into_iter().map(|(bytes, email, name)| (id(&bytes), Called { email, name })).collect())
}
