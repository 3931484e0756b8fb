//! The table of mails that are to be sent. A row is added in the transaction of what it tells about, claimed by one
//! conditional UPDATE, and emptied once it was sent.

use diesel::dsl::{auto_type, count_star};
use diesel::prelude::*;
use uuid::Uuid;

use super::id;
use crate::clock::Timestamp;
use crate::db::AnyConnection;
use crate::db::schema::mails;

/// When a mail is due of which it is still to be found out whom it is for.
const UNKNOWN: Timestamp = 0;

/// A mail to be added.
#[derive(Clone, Debug)]
pub struct NewMail {
    /// Its id.
    pub id: Uuid,
    /// Which letter it is.
    pub kind: &'static str,
    /// Whom it is for, if they have an account: with that it goes.
    pub user_id: Option<Uuid>,
    /// What is in it, sealed.
    pub sealed: Vec<u8>,
    /// The id of the key that sealed it.
    pub key_id: i64,
    /// Now.
    pub created_at: Timestamp,
    /// Whether it is known whom it is for: then it is due now.
    pub known: bool,
}

/// A mail that waits.
#[derive(Clone, Debug, Queryable)]
#[allow(missing_docs, reason = "the columns' names, described in the migration")]
pub struct WaitingRow {
    id: Vec<u8>,
    pub kind: String,
    pub created_at: Timestamp,
    pub sealed: Option<Vec<u8>>,
    pub key_id: i64,
    pub tries: i64,
    pub next_try_at: Option<Timestamp>,
}

impl WaitingRow {
    /// The mail's id.
    #[must_use]
    pub fn id(&self) -> Uuid {
        id(&self.id)
    }
}

/// A mail in a list.
#[derive(Clone, Debug, Queryable)]
#[allow(missing_docs, reason = "the columns' names, described in the migration")]
pub struct ListedMail {
    id: Vec<u8>,
    pub kind: String,
    pub created_at: Timestamp,
    pub key_id: i64,
    pub tries: i64,
    pub next_try_at: Option<Timestamp>,
    pub sent_at: Option<Timestamp>,
    pub error: Option<String>,
    user_id: Option<Vec<u8>>,
}

impl ListedMail {
    /// The mail's id.
    #[must_use]
    pub fn id(&self) -> Uuid {
        id(&self.id)
    }

    /// Whom it is for, if they have an account.
    #[must_use]
    pub fn user_id(&self) -> Option<Uuid> {
        self.user_id.as_deref().map(id)
    }
}

/// Adds a mail.
pub fn insert(c: &mut AnyConnection, mail: &NewMail) -> QueryResult<()> {
    diesel::insert_into(mails::table)
        .values((
            mails::id.eq(mail.id.as_bytes().as_slice()),
            mails::kind.eq(mail.kind),
            mails::user_id.eq(mail.user_id.map(|id| id.as_bytes().to_vec())),
            mails::created_at.eq(mail.created_at),
            mails::sealed.eq(Some(&mail.sealed)),
            mails::key_id.eq(mail.key_id),
            mails::tries.eq(0_i64),
            mails::next_try_at.eq(Some(if mail.known { mail.created_at } else { UNKNOWN })),
        ))
        .execute(c)
        .map(drop)
}

/// Mails of which it is still to be found out whom they are for, of those sealed under one of `keys`, the oldest first; at
/// most `most`.
pub fn unknown(c: &mut AnyConnection, keys: &[i64], most: i64) -> QueryResult<Vec<WaitingRow>> {
    mails::table
        .filter(mails::next_try_at.eq(UNKNOWN))
        .filter(mails::key_id.eq_any(keys))
        .select(waiting())
        .order(mails::id.asc())
        .limit(most)
        .load(c)
}

/// Mails that are due and nobody's to send, of those sealed under one of `keys`, the longest due first; at most `most`.
pub fn due(c: &mut AnyConnection, keys: &[i64], now: Timestamp, most: i64) -> QueryResult<Vec<WaitingRow>> {
    mails::table
        .filter(mails::next_try_at.gt(UNKNOWN))
        .filter(mails::next_try_at.le(now))
        .filter(mails::claimed_until.is_null().or(mails::claimed_until.le(now)))
        .filter(mails::key_id.eq_any(keys))
        .select(waiting())
        .order((mails::next_try_at.asc(), mails::id.asc()))
        .limit(most)
        .load(c)
}

/// Claims a mail that is due until `until`: 1 for exactly one of all servers that try. Whoever dies with it leaves it to
/// the others then.
pub fn claim(c: &mut AnyConnection, mail: Uuid, now: Timestamp, until: Timestamp) -> QueryResult<usize> {
    diesel::update(mails::table)
        .filter(mails::id.eq(mail.as_bytes().as_slice()))
        .filter(mails::next_try_at.gt(UNKNOWN))
        .filter(mails::next_try_at.le(now))
        .filter(mails::claimed_until.is_null().or(mails::claimed_until.le(now)))
        .set((mails::claimed_until.eq(Some(until)), mails::tries.eq(mails::tries + 1)))
        .execute(c)
}

/// Puts the letter in the place of what was asked for, now that it is known whom it is for. 0 when another was quicker.
pub fn address(c: &mut AnyConnection, letter: &NewMail) -> QueryResult<usize> {
    diesel::update(mails::table)
        .filter(mails::id.eq(letter.id.as_bytes().as_slice()))
        .filter(mails::next_try_at.eq(UNKNOWN))
        .set((
            mails::kind.eq(letter.kind),
            mails::user_id.eq(letter.user_id.map(|id| id.as_bytes().to_vec())),
            mails::sealed.eq(Some(&letter.sealed)),
            mails::key_id.eq(letter.key_id),
            mails::next_try_at.eq(Some(letter.created_at)),
        ))
        .execute(c)
}

/// Deletes a mail that turned out to be for nobody. 0 when another was quicker.
pub fn drop_unknown(c: &mut AnyConnection, mail: Uuid) -> QueryResult<usize> {
    diesel::delete(mails::table)
        .filter(mails::id.eq(mail.as_bytes().as_slice()))
        .filter(mails::next_try_at.eq(UNKNOWN))
        .execute(c)
}

/// Deletes a mail.
pub fn delete(c: &mut AnyConnection, mail: Uuid) -> QueryResult<usize> {
    diesel::delete(mails::table.filter(mails::id.eq(mail.as_bytes().as_slice()))).execute(c)
}

/// Notes that a mail was sent, and empties it: nobody needs its links any more.
pub fn sent(c: &mut AnyConnection, mail: Uuid, now: Timestamp) -> QueryResult<usize> {
    diesel::update(mails::table)
        .filter(mails::id.eq(mail.as_bytes().as_slice()))
        .set((
            mails::sent_at.eq(Some(now)),
            mails::next_try_at.eq(None::<Timestamp>),
            mails::claimed_until.eq(None::<Timestamp>),
            mails::sealed.eq(None::<Vec<u8>>),
            mails::error.eq(None::<String>),
        ))
        .execute(c)
}

/// Notes that a mail could not be sent, and when to try again; `None`: given up.
pub fn failed(c: &mut AnyConnection, mail: Uuid, error: &str, next: Option<Timestamp>) -> QueryResult<usize> {
    diesel::update(mails::table)
        .filter(mails::id.eq(mail.as_bytes().as_slice()))
        .filter(mails::sent_at.is_null())
        .set((mails::next_try_at.eq(next), mails::claimed_until.eq(None::<Timestamp>), mails::error.eq(Some(error))))
        .execute(c)
}

/// Makes a mail due at `now` that was not sent and that nobody is sending, also one that was given up. 0 when there is
/// none.
pub fn renew(c: &mut AnyConnection, mail: Uuid, now: Timestamp) -> QueryResult<usize> {
    diesel::update(mails::table)
        .filter(mails::id.eq(mail.as_bytes().as_slice()))
        .filter(mails::sent_at.is_null())
        .filter(mails::next_try_at.is_null().or(mails::next_try_at.gt(UNKNOWN)))
        .filter(mails::claimed_until.is_null().or(mails::claimed_until.le(now)))
        .set(mails::next_try_at.eq(Some(now)))
        .execute(c)
}

/// Mails, the newest first, before the one with the id `before`; at most `most`.
pub fn list(c: &mut AnyConnection, before: Uuid, most: i64) -> QueryResult<Vec<ListedMail>> {
    let before = before.as_bytes().as_slice();
    mails::table.filter(mails::id.lt(before)).select(listed()).order(mails::id.desc()).limit(most).load(c)
}

/// The same of those alone that were not sent.
pub fn not_sent(c: &mut AnyConnection, before: Uuid, most: i64) -> QueryResult<Vec<ListedMail>> {
    mails::table
        .filter(mails::sent_at.is_null())
        .filter(mails::id.lt(before.as_bytes().as_slice()))
        .select(listed())
        .order(mails::id.desc())
        .limit(most)
        .load(c)
}

/// How many hold a letter still, by the key that sealed it.
pub fn count_by_key(c: &mut AnyConnection) -> QueryResult<Vec<(i64, i64)>> {
    mails::table
        .filter(mails::sealed.is_not_null())
        .group_by(mails::key_id)
        .select((mails::key_id, count_star()))
        .load(c)
}

#[auto_type]
fn listed() -> _ {
    (
        mails::id,
        mails::kind,
        mails::created_at,
        mails::key_id,
        mails::tries,
        mails::next_try_at,
        mails::sent_at,
        mails::error,
        mails::user_id,
    )
}

/// The mail of an id.
pub fn get(c: &mut AnyConnection, mail: Uuid) -> QueryResult<Option<WaitingRow>> {
    mails::table.filter(mails::id.eq(mail.as_bytes().as_slice())).select(waiting()).get_result(c).optional()
}

/// Deletes mails from before `before`, sent or not; at most `most` at a time. Ids begin with their time.
pub fn sweep(c: &mut AnyConnection, before: Timestamp, most: i64) -> QueryResult<usize> {
    let oldest: Vec<Vec<u8>> = mails::table.select(mails::id).order(mails::id.asc()).limit(most).load(c)?;
    diesel::delete(mails::table).filter(mails::id.eq_any(oldest)).filter(mails::created_at.lt(before)).execute(c)
}

type Waiting =
    (mails::id, mails::kind, mails::created_at, mails::sealed, mails::key_id, mails::tries, mails::next_try_at);

fn waiting() -> Waiting {
    (mails::id, mails::kind, mails::created_at, mails::sealed, mails::key_id, mails::tries, mails::next_try_at)
}
