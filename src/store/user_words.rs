//! The table of the words that users are found by.

use diesel::prelude::*;
use uuid::Uuid;

use super::id;
use crate::db::AnyConnection;
use crate::db::schema::user_words;

/// Adds words of a user.
pub fn insert(c: &mut AnyConnection, user_id: Uuid, words: &[&str]) -> QueryResult<()> {
    let user = user_id.as_bytes().as_slice();
    let rows = words.iter().map(|word| (user_words::word.eq(word), user_words::user_id.eq(user)));
    match c {
        AnyConnection::Sqlite(c) => rows
            .map(|row| diesel::insert_into(user_words::table).values(row).execute(c))
            .try_for_each(|inserted| inserted.map(drop)),
        // At once: each statement is a way there and back.
        AnyConnection::Postgres(c) => {
            diesel::insert_into(user_words::table).values(rows.collect::<Vec<_>>()).execute(c).map(drop)
        }
    }
}

/// Takes words of a user away.
pub fn delete(c: &mut AnyConnection, user_id: Uuid, words: &[&str]) -> QueryResult<usize> {
    diesel::delete(user_words::table)
        .filter(user_words::user_id.eq(user_id.as_bytes().as_slice()))
        .filter(user_words::word.eq_any(words))
        .execute(c)
}

/// The words of some users.
pub fn of(c: &mut AnyConnection, users: &[Uuid]) -> QueryResult<Vec<(Uuid, String)>> {
    let ids: Vec<Vec<u8>> = users.iter().map(|id| id.as_bytes().to_vec()).collect();
    let found: Vec<(Vec<u8>, String)> = user_words::table
        .filter(user_words::user_id.eq_any(ids))
        .select((user_words::user_id, user_words::word))
        .load(c)?;
    Ok(found.into_iter().map(|(bytes, word)| (id(&bytes), word)).collect())
}

/// Users with exactly this word, in the order of their ids, after `after`; at most `most`.
pub fn with(c: &mut AnyConnection, word: &str, after: Uuid, most: i64) -> QueryResult<Vec<(String, Uuid)>> {
    let found: Vec<(String, Vec<u8>)> = user_words::table
        .filter(user_words::word.eq(word))
        .filter(user_words::user_id.gt(after.as_bytes().as_slice()))
        .select((user_words::word, user_words::user_id))
        .order((user_words::word.asc(), user_words::user_id.asc()))
        .limit(most)
        .load(c)?;
    Ok(found.into_iter().map(|(word, bytes)| (word, id(&bytes))).collect())
}

/// Users with words behind `after` and before `end`, in the order of word and id; at most `most`. A user with several is
/// there several times.
pub fn between(c: &mut AnyConnection, after: &str, end: &str, most: i64) -> QueryResult<Vec<(String, Uuid)>> {
    let found: Vec<(String, Vec<u8>)> = user_words::table
        .filter(user_words::word.gt(after))
        .filter(user_words::word.lt(end))
        .select((user_words::word, user_words::user_id))
        .order((user_words::word.asc(), user_words::user_id.asc()))
        .limit(most)
        .load(c)?;
    Ok(found.into_iter().map(|(word, bytes)| (word, id(&bytes))).collect())
}
