//! Keys that sign access tokens: each generation is made once, whoever else makes it.

use hallpass::clock::{DAY, Timestamp};
use hallpass::store::signing_keys::{self, SigningKeyRow};

use crate::fixture::{Fixture, NOW};
use crate::promise::{Promise, promise};

pub fn promises() -> Vec<Promise> {
    vec![
        promise(signing_keys_are_given_back_whole_the_newest_first),
        promise(a_generation_is_made_once_and_keeps_the_first_key),
        promise(of_twenty_keys_of_one_generation_made_at_once_one_is_added_and_all_see_it),
        promise(a_sweep_keeps_the_signing_keys_from_the_oldest_on),
    ]
}

fn signing_keys_are_given_back_whole_the_newest_first(fixture: &Fixture) {
    assert!(all(fixture).is_empty());
    // The order is neither that of being made, nor that of their times, nor that of the numbers as text.
    let [second, tenth, first] = [(2, NOW), (10, NOW - DAY), (1, NOW + DAY)].map(|(generation, at)| SigningKeyRow {
        created_at: at,
        signs_from: at + DAY,
        ..new(generation)
    });
    for key in [&second, &tenth, &first] {
        assert_eq!(insert(fixture, key), 1);
    }
    assert_eq!(all(fixture), [tenth, second, first].map(parts));
}

fn a_generation_is_made_once_and_keeps_the_first_key(fixture: &Fixture) {
    let first = new(1);
    assert_eq!(insert(fixture, &first), 1);
    let again = SigningKeyRow {
        public_key: "another".into(),
        sealed: vec![0x01],
        key_id: 9,
        created_at: NOW + 1,
        signs_from: NOW + 2,
        ..new(1)
    };
    let next = new(2);
    let second = next.clone();
    let (count, seen) = fixture.write(move |c| {
        // On PostgreSQL a refused statement would spoil the rest.
        let count = [signing_keys::insert(c, &again)?, signing_keys::insert(c, &second)?];
        Ok((count, signing_keys::all(c)?))
    });
    assert_eq!(count, [0, 1]);
    let expected = [next, first].map(parts);
    assert_eq!(seen.into_iter().map(parts).collect::<Vec<_>>(), expected);
    assert_eq!(all(fixture), expected);
}

fn of_twenty_keys_of_one_generation_made_at_once_one_is_added_and_all_see_it(fixture: &Fixture) {
    let done = fixture.write_at_once(20, |n| {
        let key = SigningKeyRow { public_key: n.to_string(), ..new(1) };
        move |c| Ok((signing_keys::insert(c, &key)?, signing_keys::all(c)?))
    });
    assert_eq!(done.iter().map(|(count, _)| count).sum::<usize>(), 1);
    let winner = done.iter().position(|(count, _)| *count == 1).expect("one").to_string();
    let kept = [parts(SigningKeyRow { public_key: winner, ..new(1) })];
    for (_, seen) in done {
        assert_eq!(seen.into_iter().map(parts).collect::<Vec<_>>(), kept);
    }
    assert_eq!(all(fixture), kept);
}

fn a_sweep_keeps_the_signing_keys_from_the_oldest_on(fixture: &Fixture) {
    for generation in 1..=4 {
        insert(fixture, &new(generation));
    }
    assert_eq!(fixture.write(|c| signing_keys::sweep(c, 1)), 0);
    assert_eq!(fixture.write(|c| signing_keys::sweep(c, 3)), 2);
    assert_eq!(fixture.write(|c| signing_keys::sweep(c, 3)), 0);
    assert_eq!(all(fixture), [new(4), new(3)].map(parts));
}

fn new(generation: i64) -> SigningKeyRow {
    SigningKeyRow {
        generation,
        public_key: format!("{{\"n\": {generation}}}"),
        sealed: vec![0x00, 0xff],
        key_id: -3,
        created_at: NOW,
        signs_from: NOW + DAY,
    }
}

fn insert(fixture: &Fixture, key: &SigningKeyRow) -> usize {
    let key = key.clone();
    fixture.write(move |c| signing_keys::insert(c, &key))
}

/// A key as it can be compared.
type Parts = (i64, String, Vec<u8>, i64, Timestamp, Timestamp);

fn parts(key: SigningKeyRow) -> Parts {
    (key.generation, key.public_key, key.sealed, key.key_id, key.created_at, key.signs_from)
}

fn all(fixture: &Fixture) -> Vec<Parts> {
    fixture.read(signing_keys::all).into_iter().map(parts).collect()
}
