//! The table of users: one of them, and what changes them. lists.rs has what is shown of many.

mod lists;

pub use lists::{
    Called, ExportedRow, ListedUser, called, export, ids_disabled, ids_with_role, list, newest, newest_disabled,
    newest_with_role, some, some_disabled, some_with_role,
};

use diesel::dsl::{auto_type, exists, sql};
use diesel::prelude::*;
use diesel::result::{DatabaseErrorKind, Error};
use diesel::sql_types::Bool;
use uuid::Uuid;

use crate::clock::Timestamp;
use crate::db::AnyConnection;
use crate::db::schema::{identities, users};
use crate::store::id;

/// A user to be added.
#[derive(Debug, Insertable)]
#[diesel(table_name = users)]
#[allow(missing_docs, reason = "the columns' names, described in the migration")]
pub struct NewUser<'a> {
    pub id: &'a [u8],
    pub email: &'a str,
    pub email_canonical: &'a str,
    pub name: &'a str,
    pub password_hash: Option<&'a str>,
    pub role: &'a str,
    pub auth_epoch: i64,
    pub created_at: Timestamp,
    pub email_verified_at: Option<Timestamp>,
    pub language: Option<&'a str>,
    pub time_zone: Option<&'a str>,
    pub disabled_at: Option<Timestamp>,
    pub import_id: Option<&'a [u8]>,
}

/// What proving a password needs, and what writing to the user does.
#[derive(Clone, Queryable)]
#[allow(missing_docs, reason = "the columns' names, described in the migration")]
pub struct CredentialsRow {
    id: Vec<u8>,
    pub email: String,
    pub email_canonical: String,
    pub name: String,
    pub role: String,
    pub language: Option<String>,
    pub time_zone: Option<String>,
    pub password_hash: Option<String>,
    pub auth_epoch: i64,
    pub created_at: Timestamp,
    pub disabled_at: Option<Timestamp>,
    pub email_verified_at: Option<Timestamp>,
}

impl CredentialsRow {
    /// The user's id.
    #[must_use]
    pub fn id(&self) -> Uuid {
        id(&self.id)
    }
}

/// Whether there is any account.
pub fn any(c: &mut AnyConnection) -> QueryResult<bool> {
    diesel::select(exists(users::table.select(users::id))).get_result(c)
}

/// Adds a user; `false` when the e-mail is taken.
pub fn insert(c: &mut AnyConnection, user: &NewUser<'_>) -> QueryResult<bool> {
    // In a savepoint: on PostgreSQL a refused statement would spoil the whole transaction.
    let done = c.transaction(|c| diesel::insert_into(users::table).values(user).execute(c));
    match done {
        Ok(_) => Ok(true),
        Err(Error::DatabaseError(DatabaseErrorKind::UniqueViolation, _)) => Ok(false),
        Err(why) => Err(why),
    }
}

/// The user of a canonical e-mail, with what proves them.
pub fn find(c: &mut AnyConnection, email_canonical: &str) -> QueryResult<Option<CredentialsRow>> {
    users::table.filter(users::email_canonical.eq(email_canonical)).select(credentials()).get_result(c).optional()
}

/// The user of an id, with what proves them.
pub fn get(c: &mut AnyConnection, user_id: Uuid) -> QueryResult<Option<CredentialsRow>> {
    users::table.filter(users::id.eq(user_id.as_bytes().as_slice())).select(credentials()).get_result(c).optional()
}

/// Those of some canonical e-mails that have an account.
pub fn taken(c: &mut AnyConnection, emails: &[String]) -> QueryResult<Vec<String>> {
    users::table.filter(users::email_canonical.eq_any(emails)).select(users::email_canonical).load(c)
}

/// A hash that another program made, if any is left. Its condition is that of an index, to the letter.
pub fn any_foreign_hash(c: &mut AnyConnection) -> QueryResult<Option<String>> {
    users::table
        .filter(sql::<Bool>("substr(password_hash, 1, 10) <> '$argon2id$'"))
        .select(users::password_hash.assume_not_null())
        .order(users::id.desc())
        .limit(1)
        .get_result(c)
        .optional()
}

/// Replaces a hash by one of the same password with a higher cost. Compares with the old one first, so that it never
/// undoes a change of password made meanwhile.
pub fn rehash(c: &mut AnyConnection, user_id: Uuid, old: &str, new: &str) -> QueryResult<usize> {
    diesel::update(users::table)
        .filter(users::id.eq(user_id.as_bytes().as_slice()))
        .filter(users::password_hash.eq(old))
        .set(users::password_hash.eq(new))
        .execute(c)
}

/// Sets what a user says of themselves.
pub fn set_profile(
    c: &mut AnyConnection,
    user_id: Uuid,
    name: &str,
    language: Option<&str>,
    time_zone: Option<&str>,
) -> QueryResult<usize> {
    diesel::update(users::table)
        .filter(users::id.eq(user_id.as_bytes().as_slice()))
        .set((users::name.eq(name), users::language.eq(language), users::time_zone.eq(time_zone)))
        .execute(c)
}

/// Sets a user's role.
pub fn set_role(c: &mut AnyConnection, user_id: Uuid, role: &str) -> QueryResult<usize> {
    diesel::update(users::table)
        .filter(users::id.eq(user_id.as_bytes().as_slice()))
        .set(users::role.eq(role))
        .execute(c)
}

/// Locks the user's row until the transaction ends: two of their sign-ins are counted one after the other, and whoever
/// changes a user and their sessions begins with the user. Rows that only name the user are not held up. On SQLite the
/// transaction holds the only write lock already.
pub fn lock(c: &mut AnyConnection, user_id: Uuid) -> QueryResult<()> {
    match c {
        AnyConnection::Sqlite(_) => Ok(()),
        AnyConnection::Postgres(c) => {
            let row = users::table.filter(users::id.eq(user_id.as_bytes().as_slice())).select(users::auth_epoch);
            row.for_no_key_update().get_result::<i64>(c).optional().map(drop)
        }
    }
}

/// The same for several users, in the order of their ids.
pub fn lock_each(c: &mut AnyConnection, of: &[Uuid]) -> QueryResult<()> {
    match c {
        AnyConnection::Sqlite(_) => Ok(()),
        AnyConnection::Postgres(c) => {
            let ids: Vec<Vec<u8>> = of.iter().map(|id| id.as_bytes().to_vec()).collect();
            let rows = users::table.filter(users::id.eq_any(ids)).select(users::auth_epoch).order(users::id.asc());
            rows.for_no_key_update().load::<i64>(c).map(drop)
        }
    }
}

/// Sets a new password for whoever proved the old one when `auth_epoch` was this, and in the same statement makes every
/// session of the user dead. 0 when it was changed meanwhile.
pub fn change_password(c: &mut AnyConnection, user_id: Uuid, auth_epoch: i64, hash: &str) -> QueryResult<usize> {
    diesel::update(users::table)
        .filter(users::id.eq(user_id.as_bytes().as_slice()))
        .filter(users::auth_epoch.eq(auth_epoch))
        .filter(users::disabled_at.is_null())
        .set((users::password_hash.eq(hash), users::auth_epoch.eq(auth_epoch + 1)))
        .execute(c)
}

/// Sets a new password and, in the same statement, makes every session of the user dead.
pub fn set_password(c: &mut AnyConnection, user_id: Uuid, hash: &str) -> QueryResult<usize> {
    diesel::update(users::table)
        .filter(users::id.eq(user_id.as_bytes().as_slice()))
        .set((users::password_hash.eq(hash), users::auth_epoch.eq(users::auth_epoch + 1)))
        .execute(c)
}

/// Takes the password away and, in the same statement, makes every session of the user dead: only a link leads in again.
pub fn take_password(c: &mut AnyConnection, user_id: Uuid) -> QueryResult<usize> {
    diesel::update(users::table)
        .filter(users::id.eq(user_id.as_bytes().as_slice()))
        .set((users::password_hash.eq(None::<String>), users::auth_epoch.eq(users::auth_epoch + 1)))
        .execute(c)
}

/// Sets the e-mail of whoever had the canonical one `from`, proven at `now`. `None` when another user has it; 0 when it
/// was changed meanwhile.
pub fn set_email(
    c: &mut AnyConnection,
    user_id: Uuid,
    from: &str,
    (email, email_canonical): (&str, &str),
    now: Timestamp,
) -> QueryResult<Option<usize>> {
    let change = diesel::update(users::table)
        .filter(users::id.eq(user_id.as_bytes().as_slice()))
        .filter(users::email_canonical.eq(from))
        .set((
            users::email.eq(email),
            users::email_canonical.eq(email_canonical),
            users::email_verified_at.eq(Some(now)),
        ));
    // In a savepoint: on PostgreSQL a refused statement would spoil the whole transaction.
    match c.transaction(|c| change.execute(c)) {
        Ok(count) => Ok(Some(count)),
        Err(Error::DatabaseError(DatabaseErrorKind::UniqueViolation, _)) => Ok(None),
        Err(why) => Err(why),
    }
}

/// Disables a user and, in the same statement, makes every session of theirs dead.
pub fn disable(c: &mut AnyConnection, user_id: Uuid, now: Timestamp) -> QueryResult<usize> {
    diesel::update(users::table)
        .filter(users::id.eq(user_id.as_bytes().as_slice()))
        .filter(users::disabled_at.is_null())
        .set((users::disabled_at.eq(Some(now)), users::auth_epoch.eq(users::auth_epoch + 1)))
        .execute(c)
}

/// Enables a user again.
pub fn enable(c: &mut AnyConnection, user_id: Uuid) -> QueryResult<usize> {
    diesel::update(users::table)
        .filter(users::id.eq(user_id.as_bytes().as_slice()))
        .set(users::disabled_at.eq(None::<Timestamp>))
        .execute(c)
}

/// Deletes a user, with everything that is theirs.
pub fn delete(c: &mut AnyConnection, user_id: Uuid) -> QueryResult<usize> {
    diesel::delete(users::table.filter(users::id.eq(user_id.as_bytes().as_slice()))).execute(c)
}

/// Deletes some users, with everything that is theirs.
pub fn delete_each(c: &mut AnyConnection, of: &[Uuid]) -> QueryResult<usize> {
    let ids: Vec<Vec<u8>> = of.iter().map(|id| id.as_bytes().to_vec()).collect();
    diesel::delete(users::table.filter(users::id.eq_any(ids))).execute(c)
}

/// Locks all users with one of these roles until the transaction ends, and some others, all in the order of their ids: so
/// that of the last two who leave at once, the second sees that the first is gone, and nobody who locks several waits for
/// somebody who waits for them. On SQLite the transaction holds the only write lock already.
pub fn lock_all_with_role(c: &mut AnyConnection, roles: &[String], others: &[Uuid]) -> QueryResult<()> {
    match c {
        AnyConnection::Sqlite(_) => Ok(()),
        AnyConnection::Postgres(c) => {
            let ids: Vec<Vec<u8>> = others.iter().map(|id| id.as_bytes().to_vec()).collect();
            let of_these = users::role.eq_any(roles).or(users::id.eq_any(ids));
            let rows = users::table.filter(of_these).select(users::auth_epoch).order(users::id.asc());
            rows.for_no_key_update().load::<i64>(c).map(drop)
        }
    }
}

/// Whether anybody else who is not disabled, and has a way in, has one of these roles.
pub fn others_with_role(c: &mut AnyConnection, user_id: Uuid, roles: &[String]) -> QueryResult<bool> {
    let others = users::table
        .filter(users::role.eq_any(roles))
        .filter(users::disabled_at.is_null())
        .filter(can_sign_in())
        .filter(users::id.ne(user_id.as_bytes().as_slice()));
    diesel::select(exists(others.select(users::id))).get_result(c)
}

/// Whether somebody has a way in: a password or an identity.
#[auto_type]
pub(in crate::store) fn can_sign_in() -> _ {
    let identity = identities::table.filter(identities::user_id.eq(users::id));
    users::password_hash.is_not_null().or(exists(identity.select(identities::id)))
}

#[auto_type]
fn credentials() -> _ {
    (
        users::id,
        users::email,
        users::email_canonical,
        users::name,
        users::role,
        users::language,
        users::time_zone,
        users::password_hash,
        users::auth_epoch,
        users::created_at,
        users::disabled_at,
        users::email_verified_at,
    )
}
