//! The table of grants: what a provider gave with a session, and when that is to be renewed.

use diesel::dsl::{count_star, exists};
use diesel::prelude::*;
use uuid::Uuid;

use super::id;
use crate::clock::Timestamp;
use crate::db::AnyConnection;
use crate::db::schema::{grants, sessions, users};

/// A grant to be added.
#[derive(Debug, Insertable)]
#[diesel(table_name = grants)]
#[allow(missing_docs, reason = "the columns' names, described in the migration")]
pub struct NewGrant<'a> {
    pub session_id: &'a [u8],
    pub user_id: &'a [u8],
    pub provider: &'a str,
    pub issuer: &'a str,
    pub subject: &'a str,
    pub sid: Option<&'a str>,
    pub sealed: Option<&'a [u8]>,
    pub key_id: Option<i64>,
    pub renew_at: Option<Timestamp>,
}

/// A grant.
#[derive(Clone, Queryable, Selectable)]
#[diesel(table_name = grants)]
#[allow(missing_docs, reason = "the columns' names, described in the migration")]
pub struct GrantRow {
    session_id: Vec<u8>,
    user_id: Vec<u8>,
    pub provider: String,
    pub issuer: String,
    pub subject: String,
    pub sid: Option<String>,
    pub sealed: Option<Vec<u8>>,
    pub key_id: Option<i64>,
    pub renew_at: Option<Timestamp>,
}

impl GrantRow {
    /// With which session.
    #[must_use]
    pub fn session_id(&self) -> Uuid {
        id(&self.session_id)
    }

    /// Whose session that is.
    #[must_use]
    pub fn user_id(&self) -> Uuid {
        id(&self.user_id)
    }
}

/// Tokens under a secret key, and when they are to be renewed.
#[derive(Clone, Debug)]
pub struct SealedTokens {
    /// The tokens.
    pub sealed: Vec<u8>,
    /// The key's id.
    pub key_id: i64,
    /// When; `None`: never.
    pub renew_at: Option<Timestamp>,
}

/// Adds one, in the transaction that starts the session.
pub fn insert(c: &mut AnyConnection, grant: &NewGrant<'_>) -> QueryResult<()> {
    diesel::insert_into(grants::table).values(grant).execute(c).map(drop)
}

/// The grant of a session.
pub fn of_session(c: &mut AnyConnection, session_id: Uuid) -> QueryResult<Option<GrantRow>> {
    grants::table
        .filter(grants::session_id.eq(session_id.as_bytes().as_slice()))
        .select(GrantRow::as_select())
        .get_result(c)
        .optional()
}

/// The sessions, and their users, that began with this session or, where none is named, this subject of an issuer; with
/// both, both have to be right, but a session of which the
/// provider never named its own is taken for the subject's; with neither there are none. Only those that were not ended.
pub fn sessions_of(
    c: &mut AnyConnection,
    issuer: &str,
    sid: Option<&str>,
    subject: Option<&str>,
) -> QueryResult<Vec<(Uuid, Uuid)>> {
    if sid.is_none() && subject.is_none() {
        return Ok(Vec::new());
    }
    let mut query = grants::table
        .inner_join(sessions::table)
        .filter(grants::issuer.eq(issuer))
        .filter(sessions::ended_at.is_null())
        .select((grants::session_id, grants::user_id))
        .order((grants::user_id.asc(), grants::session_id.asc()))
        .into_boxed();
    if let Some(sid) = sid {
        query = match subject {
            Some(_) => query.filter(grants::sid.eq(sid).or(grants::sid.is_null())),
            None => query.filter(grants::sid.eq(sid)),
        };
    }
    if let Some(subject) = subject {
        query = query.filter(grants::subject.eq(subject));
    }
    let found: Vec<(Vec<u8>, Vec<u8>)> = query.load(c)?;
    Ok(found.into_iter().map(|(session, user)| (id(&session), id(&user))).collect())
}

/// Removes that of a session.
pub fn delete(c: &mut AnyConnection, session_id: Uuid) -> QueryResult<usize> {
    diesel::delete(grants::table.filter(grants::session_id.eq(session_id.as_bytes().as_slice()))).execute(c)
}

/// Which of these sessions have tokens to be renewed by `before`, and are nobody's to renew just now; and their providers.
pub fn due(c: &mut AnyConnection, of: &[Uuid], before: Timestamp, now: Timestamp) -> QueryResult<Vec<(Uuid, String)>> {
    let ids: Vec<&[u8]> = of.iter().map(|id| id.as_bytes().as_slice()).collect();
    let found: Vec<(Vec<u8>, String)> = grants::table
        .filter(grants::session_id.eq_any(ids))
        .filter(grants::renew_at.le(before))
        .filter(grants::claimed_until.is_null().or(grants::claimed_until.le(now)))
        .select((grants::session_id, grants::provider))
        .load(c)?;
    Ok(found.into_iter().map(|(bytes, provider)| (id(&bytes), provider)).collect())
}

/// Makes the renewal one server's until `until`: 1 for exactly one of all who try at once. A refresh token counts once,
/// and whoever sends it twice loses the whole grant.
pub fn claim(
    c: &mut AnyConnection,
    session_id: Uuid,
    before: Timestamp,
    now: Timestamp,
    until: Timestamp,
) -> QueryResult<usize> {
    diesel::update(grants::table)
        .filter(grants::session_id.eq(session_id.as_bytes().as_slice()))
        .filter(grants::renew_at.le(before))
        .filter(grants::claimed_until.is_null().or(grants::claimed_until.le(now)))
        .set(grants::claimed_until.eq(until))
        .execute(c)
}

/// Whether it is still claimed until `claim`: nobody has taken it over, and no other grant stands in its place.
pub fn is_claimed(c: &mut AnyConnection, session_id: Uuid, claim: Timestamp) -> QueryResult<bool> {
    let row = grants::table
        .filter(grants::session_id.eq(session_id.as_bytes().as_slice()))
        .filter(grants::claimed_until.eq(claim));
    diesel::select(exists(row.select(grants::session_id))).get_result(c)
}

/// Keeps new tokens, for whoever still has the claim. 0 also where none are kept any more.
pub fn renew(c: &mut AnyConnection, session_id: Uuid, claim: Timestamp, tokens: &SealedTokens) -> QueryResult<usize> {
    diesel::update(grants::table)
        .filter(grants::session_id.eq(session_id.as_bytes().as_slice()))
        .filter(grants::claimed_until.eq(claim))
        .filter(grants::sealed.is_not_null())
        .set((
            grants::sealed.eq(&tokens.sealed),
            grants::key_id.eq(tokens.key_id),
            grants::renew_at.eq(tokens.renew_at),
            grants::claimed_until.eq(None::<Timestamp>),
        ))
        .execute(c)
}

/// Tries again at `renew_at`, `None`: never; for whoever still has the claim.
pub fn put_off(
    c: &mut AnyConnection,
    session_id: Uuid,
    claim: Timestamp,
    renew_at: Option<Timestamp>,
) -> QueryResult<usize> {
    diesel::update(grants::table)
        .filter(grants::session_id.eq(session_id.as_bytes().as_slice()))
        .filter(grants::claimed_until.eq(claim))
        .filter(grants::sealed.is_not_null())
        .set((grants::renew_at.eq(renew_at), grants::claimed_until.eq(None::<Timestamp>)))
        .execute(c)
}

/// Sessions that are over, of whose grants tokens are still kept; at most `most`.
pub fn kept_over(c: &mut AnyConnection, now: Timestamp, most: i64) -> QueryResult<Vec<Uuid>> {
    let found: Vec<Vec<u8>> = grants::table
        .inner_join(sessions::table.inner_join(users::table))
        .filter(grants::sealed.is_not_null())
        .filter(
            sessions::ended_at
                .is_not_null()
                .or(sessions::expires_at.le(now))
                .or((sessions::last_seen_at + sessions::idle_timeout).le(now))
                .or(sessions::auth_epoch.ne(users::auth_epoch))
                .or(users::disabled_at.is_not_null()),
        )
        .select(grants::session_id)
        .limit(most)
        .load(c)?;
    Ok(found.iter().map(|bytes| id(bytes)).collect())
}

/// How many are kept, by the key that sealed them.
pub fn count_by_key(c: &mut AnyConnection) -> QueryResult<Vec<(i64, i64)>> {
    let found: Vec<(Option<i64>, i64)> = grants::table
        .filter(grants::sealed.is_not_null())
        .group_by(grants::key_id)
        .select((grants::key_id, count_star()))
        .load(c)?;
    Ok(found.into_iter().filter_map(|(key, count)| Some((key?, count))).collect())
}

/// Forgets the tokens of these sessions.
pub fn forget(c: &mut AnyConnection, of: &[Uuid]) -> QueryResult<usize> {
    let ids: Vec<&[u8]> = of.iter().map(|id| id.as_bytes().as_slice()).collect();
    diesel::update(grants::table)
        .filter(grants::session_id.eq_any(ids))
        .set((
            grants::sealed.eq(None::<Vec<u8>>),
            grants::key_id.eq(None::<i64>),
            grants::renew_at.eq(None::<Timestamp>),
        ))
        .execute(c)
}
