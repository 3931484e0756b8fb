//! The words that users are found by: bytewise in their order on both databases, however a language would order them.

use diesel::prelude::*;
use hallpass::db::schema::user_words as table;
use hallpass::store::{user_words, users};
use uuid::Uuid;

use crate::fixture::Fixture;
use crate::promise::{Promise, promise};

/// In their order as bytes: capitals first, a dash before letters, accents and other scripts last.
const WORDS: [&str; 9] = ["Z", "a", "a b", "a-b", "a.b", "ab", "z", "á", "日本"];

pub fn promises() -> Vec<Promise> {
    vec![
        promise(words_are_kept_once_for_each_user),
        promise(a_word_of_no_user_is_an_error),
        promise(words_are_taken_away_from_their_user_alone),
        promise(the_words_of_some_are_found),
        promise(whoever_has_a_word_comes_in_the_order_of_ids),
        promise(words_come_in_the_order_of_their_bytes),
        promise(nothing_begins_with_a_word_behind_its_end),
        promise(a_user_with_several_words_is_there_several_times),
        promise(a_deleted_users_words_are_gone),
    ]
}

fn words_are_kept_once_for_each_user(fixture: &Fixture) {
    let (ada, eve) = (fixture.user("ada").uuid(), fixture.user("eve").uuid());
    insert(fixture, ada, &["ada"]);
    insert(fixture, eve, &["ada"]);
    insert(fixture, eve, &[]);
    assert!(fixture.try_to_write(move |c| user_words::insert(c, ada, &["new", "ada"])).is_err());
    assert_eq!(of(fixture, &[ada]), [(ada, "ada".to_owned())], "and then none of them");
    assert_eq!(of(fixture, &[eve]), [(eve, "ada".to_owned())]);
}

fn a_word_of_no_user_is_an_error(fixture: &Fixture) {
    assert!(fixture.try_to_write(|c| user_words::insert(c, Uuid::max(), &["x"])).is_err());
}

fn words_are_taken_away_from_their_user_alone(fixture: &Fixture) {
    let (ada, eve) = (fixture.user("ada").uuid(), fixture.user("eve").uuid());
    for user in [ada, eve] {
        insert(fixture, user, &["a", "b", "c"]);
    }
    assert_eq!(fixture.write(move |c| user_words::delete(c, ada, &["a", "c", "not there", "%"])), 2);
    assert_eq!(fixture.write(move |c| user_words::delete(c, ada, &[])), 0);
    assert_eq!(of(fixture, &[ada]), [(ada, "b".to_owned())]);
    assert_eq!(of(fixture, &[eve]).len(), 3);
}

fn the_words_of_some_are_found(fixture: &Fixture) {
    let (ada, bea, eve) = (fixture.user("ada").uuid(), fixture.user("bea").uuid(), fixture.user("eve").uuid());
    for (user, words) in [(ada, &["a", "'\\"][..]), (bea, &["b"]), (eve, &["e"])] {
        insert(fixture, user, words);
    }
    let expected = [(ada, "'\\"), (ada, "a"), (eve, "e")].map(|(user, word)| (user, word.to_owned()));
    assert_eq!(of(fixture, &[eve, ada, Uuid::max()]), expected);
    assert!(of(fixture, &[]).is_empty());
}

fn whoever_has_a_word_comes_in_the_order_of_ids(fixture: &Fixture) {
    let all: Vec<Uuid> = ["ada", "bea", "cyd", "dot"].map(|name| fixture.user(name).uuid()).into();
    for (user, word) in all.iter().rev().zip(["a", "A", "a", "a"]) {
        insert(fixture, *user, &[word, "a-b"]);
    }
    let with = |word: &'static str, after: Uuid| {
        let found = fixture.read(move |c| user_words::with(c, word, after, 2));
        assert!(found.iter().all(|(found, _)| found == word), "{found:?}");
        found.into_iter().map(|(_, user)| user).collect::<Vec<_>>()
    };
    assert_eq!(with("a", Uuid::nil()), [all[0], all[1]]);
    assert_eq!(with("a", all[1]), [all[3]]);
    assert!(with("a", all[3]).is_empty() && with("a%", Uuid::nil()).is_empty());
}

fn words_come_in_the_order_of_their_bytes(fixture: &Fixture) {
    let mut bytewise = WORDS;
    bytewise.sort_unstable_by_key(|word| word.as_bytes());
    assert_eq!(WORDS, bytewise);
    let (ada, eve) = (fixture.user("ada").uuid(), fixture.user("eve").uuid());
    for word in WORDS.into_iter().rev() {
        insert(fixture, eve, &[word]);
        insert(fixture, ada, &[word]);
    }
    let everything: Vec<(&str, Uuid)> = WORDS.into_iter().flat_map(|word| [(word, ada), (word, eve)]).collect();
    assert_eq!(between(fixture, "", "\u{10ffff}", 99), named(&everything));
    assert_eq!(between(fixture, "", "\u{10ffff}", 3), named(&everything[..3]));
    // Step by step, each word behind the one before.
    for (at, word) in WORDS.into_iter().enumerate() {
        let next = everything.get(2 * at + 2..2 * at + 4).unwrap_or_default();
        assert_eq!(between(fixture, word, "\u{10ffff}", 2), named(next), "behind {word}");
        assert_eq!(between(fixture, "", word, 99), named(&everything[..2 * at]), "before {word}");
    }
}

fn nothing_begins_with_a_word_behind_its_end(fixture: &Fixture) {
    let ada = fixture.user("ada").uuid();
    insert(fixture, ada, &["a", "a\u{10fffe}", "ab", "a日", "b", "A"]);
    let found = between(fixture, "a", "a\u{10ffff}", 99);
    assert_eq!(found, named(&[("ab", ada), ("a日", ada), ("a\u{10fffe}", ada)]));
}

fn a_user_with_several_words_is_there_several_times(fixture: &Fixture) {
    let (ada, eve) = (fixture.user("ada").uuid(), fixture.user("eve").uuid());
    insert(fixture, ada, &["ab", "ad"]);
    insert(fixture, eve, &["ac"]);
    assert_eq!(between(fixture, "a", "b", 9), named(&[("ab", ada), ("ac", eve), ("ad", ada)]));
}

fn a_deleted_users_words_are_gone(fixture: &Fixture) {
    let (ada, eve) = (fixture.user("ada").uuid(), fixture.user("eve").uuid());
    for user in [ada, eve] {
        insert(fixture, user, &["a"]);
    }
    fixture.write(move |c| users::delete(c, ada));
    assert_eq!(fixture.read(|c| table::table.count().get_result::<i64>(c)), 1);
    assert_eq!(of(fixture, &[eve]).len(), 1);
}

fn insert(fixture: &Fixture, user: Uuid, words: &[&'static str]) {
    let words = words.to_vec();
    fixture.write(move |c| user_words::insert(c, user, &words));
}

/// Sorted, for they come in no order.
fn of(fixture: &Fixture, users: &[Uuid]) -> Vec<(Uuid, String)> {
    let users = users.to_vec();
    let mut found = fixture.read(move |c| user_words::of(c, &users));
    found.sort();
    found
}

fn between(fixture: &Fixture, after: &'static str, end: &'static str, most: i64) -> Vec<(String, Uuid)> {
    fixture.read(move |c| user_words::between(c, after, end, most))
}

fn named(found: &[(&str, Uuid)]) -> Vec<(String, Uuid)> {
    found.iter().map(|(word, user)| ((*word).to_owned(), *user)).collect()
}
