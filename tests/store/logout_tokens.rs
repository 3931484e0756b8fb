//! Logout tokens that were taken: each counts once, for as long as it could be sent again.

use diesel::prelude::*;
use diesel::result::Error;
use hallpass::clock::Timestamp;
use hallpass::db::schema::logout_tokens as table;
use hallpass::error::Unavailable;
use hallpass::store::logout_tokens;

use crate::fixture::{Fixture, NOW};
use crate::promise::{Promise, promise};

pub fn promises() -> Vec<Promise> {
    vec![
        promise(a_logout_token_is_taken_once),
        promise(a_logout_token_that_was_taken_does_not_spoil_the_transaction),
        promise(a_logout_token_is_taken_by_one_of_twenty_at_once),
        promise(a_logout_token_whose_write_failed_was_not_taken),
        promise(a_sweep_forgets_the_logout_tokens_that_cannot_be_sent_again),
    ]
}

fn a_logout_token_is_taken_once(fixture: &Fixture) {
    assert_eq!(take(fixture, 1, NOW), 1);
    assert_eq!(take(fixture, 1, NOW), 0);
    assert_eq!(take(fixture, 1, NOW + 1), 0, "whatever it says of its end");
    assert_eq!(take(fixture, 2, NOW), 1, "only the one");
    assert_eq!(all(fixture), [(hash(1).to_vec(), NOW), (hash(2).to_vec(), NOW)]);
}

fn a_logout_token_that_was_taken_does_not_spoil_the_transaction(fixture: &Fixture) {
    take(fixture, 1, NOW);
    let done = fixture.write(|c| {
        Ok([
            logout_tokens::take(c, &hash(1), NOW)?,
            logout_tokens::take(c, &hash(2), NOW)?,
            logout_tokens::take(c, &hash(2), NOW)?,
        ])
    });
    assert_eq!(done, [0, 1, 0]);
    assert_eq!(take(fixture, 2, NOW), 0);
}

fn a_logout_token_is_taken_by_one_of_twenty_at_once(fixture: &Fixture) {
    let done = fixture.write_at_once(20, |_| |c| logout_tokens::take(c, &hash(1), NOW));
    assert_eq!(done.iter().sum::<usize>(), 1);
}

fn a_logout_token_whose_write_failed_was_not_taken(fixture: &Fixture) {
    let failed: Result<(), _> = fixture.try_to_write(|c| {
        logout_tokens::take(c, &hash(1), NOW)?;
        Err(Error::NotFound)
    });
    assert_eq!(failed, Err(Unavailable));
    assert_eq!(take(fixture, 1, NOW), 1, "it comes again, and counts then");
}

fn a_sweep_forgets_the_logout_tokens_that_cannot_be_sent_again(fixture: &Fixture) {
    for (n, expires_at) in [(1, NOW - 1), (2, NOW), (3, NOW + 1)] {
        take(fixture, n, expires_at);
    }
    assert_eq!(fixture.write(|c| logout_tokens::sweep(c, NOW)), 2);
    assert_eq!(fixture.write(|c| logout_tokens::sweep(c, NOW)), 0);
    assert_eq!(all(fixture), [(hash(3).to_vec(), NOW + 1)]);
    assert_eq!(take(fixture, 3, NOW + 1), 0);
}

fn take(fixture: &Fixture, n: u8, expires_at: Timestamp) -> usize {
    fixture.write(move |c| logout_tokens::take(c, &hash(n), expires_at))
}

fn all(fixture: &Fixture) -> Vec<(Vec<u8>, Timestamp)> {
    fixture.read(|c| table::table.order(table::hash).load(c))
}

fn hash(n: u8) -> [u8; 32] {
    let mut hash = [0x00; 32];
    hash[1] = 0xff;
    hash[31] = n;
    hash
}
