//! The one-time code for the first account: one at a time, used once.

use hallpass::clock::{HOUR, Timestamp};
use hallpass::store::setup;

use crate::fixture::{Fixture, NOW};
use crate::promise::{Promise, promise};

pub fn promises() -> Vec<Promise> {
    vec![
        promise(a_first_code_is_made_once),
        promise(of_twenty_first_codes_at_once_one_is_kept),
        promise(a_code_that_counts_is_not_replaced),
        promise(a_code_that_ran_out_is_replaced_once),
        promise(of_twenty_that_replace_it_at_once_one_does),
        promise(a_used_code_is_never_replaced),
        promise(a_code_that_nobody_can_tell_any_more_is_replaced_by_its_nonce),
        promise(a_code_is_used_up_by_one_of_twenty_at_once),
        promise(a_code_is_used_up_once),
        promise(a_wrong_code_uses_nothing_up),
        promise(a_code_that_ran_out_cannot_be_used),
    ]
}

fn a_first_code_is_made_once(fixture: &Fixture) {
    assert!(fixture.read(setup::find).is_none());
    assert_eq!(renew(fixture, 1, NOW), 1);
    assert_eq!(found(fixture), (vec![1, 0x00], NOW + HOUR, None));
}

fn of_twenty_first_codes_at_once_one_is_kept(fixture: &Fixture) {
    one_of_twenty_renews(fixture, NOW);
}

fn a_code_that_counts_is_not_replaced(fixture: &Fixture) {
    renew(fixture, 1, NOW);
    assert_eq!(renew(fixture, 2, NOW + HOUR - 1), 0);
    assert_eq!(found(fixture).0, [1, 0x00]);
}

fn a_code_that_ran_out_is_replaced_once(fixture: &Fixture) {
    renew(fixture, 1, NOW);
    assert_eq!(renew(fixture, 2, NOW + HOUR), 1);
    assert_eq!(renew(fixture, 3, NOW + HOUR), 0);
    assert_eq!(found(fixture), (vec![2, 0x00], NOW + 2 * HOUR, None));
    assert_eq!(use_up(fixture, 1, NOW + HOUR), 0, "the old code is worth nothing");
    assert_eq!(use_up(fixture, 2, NOW + HOUR), 1);
}

fn of_twenty_that_replace_it_at_once_one_does(fixture: &Fixture) {
    renew(fixture, 99, NOW - HOUR);
    one_of_twenty_renews(fixture, NOW);
}

fn a_used_code_is_never_replaced(fixture: &Fixture) {
    renew(fixture, 1, NOW);
    use_up(fixture, 1, NOW);
    assert_eq!(renew(fixture, 2, NOW + 1000 * HOUR), 0);
    assert_eq!(found(fixture), (vec![1, 0x00], NOW + HOUR, Some(NOW)));
}

fn a_code_that_nobody_can_tell_any_more_is_replaced_by_its_nonce(fixture: &Fixture) {
    renew(fixture, 1, NOW);
    let replace = |n: u8| fixture.write(move |c| setup::renew(c, &nonce(n), &nonce(3), &code(3), NOW + HOUR, NOW));
    assert_eq!(replace(2), 0, "another server was quicker");
    assert_eq!(replace(1), 1);
    assert_eq!(found(fixture), (nonce(3).to_vec(), NOW + HOUR, None));
    use_up(fixture, 3, NOW);
    assert_eq!(replace(3), 0, "used");
}

fn a_code_is_used_up_by_one_of_twenty_at_once(fixture: &Fixture) {
    renew(fixture, 1, NOW);
    let done = fixture.write_at_once(20, |_| |c| setup::use_up(c, &code(1), NOW));
    assert_eq!(done.iter().sum::<usize>(), 1);
}

fn a_code_is_used_up_once(fixture: &Fixture) {
    renew(fixture, 1, NOW);
    assert_eq!(use_up(fixture, 1, NOW + 1), 1);
    assert_eq!(use_up(fixture, 1, NOW + 2), 0);
    assert_eq!(found(fixture).2, Some(NOW + 1));
}

fn a_wrong_code_uses_nothing_up(fixture: &Fixture) {
    assert_eq!(use_up(fixture, 1, NOW), 0);
    renew(fixture, 1, NOW);
    assert_eq!(use_up(fixture, 2, NOW), 0);
    assert_eq!(found(fixture).2, None);
}

fn a_code_that_ran_out_cannot_be_used(fixture: &Fixture) {
    renew(fixture, 1, NOW);
    assert_eq!(use_up(fixture, 1, NOW + HOUR), 0);
    assert_eq!(found(fixture).2, None);
    assert_eq!(use_up(fixture, 1, NOW + HOUR - 1), 1);
}

fn one_of_twenty_renews(fixture: &Fixture, now: Timestamp) {
    let done = fixture.write_at_once(20, |n| {
        let n = u8::try_from(n).expect("small");
        move |c| setup::renew(c, &[], &nonce(n), &code(n), now + HOUR, now)
    });
    assert_eq!(done.iter().sum::<usize>(), 1);
    let winner = u8::try_from(done.iter().position(|count| *count == 1).expect("one")).expect("small");
    assert_eq!(found(fixture), (nonce(winner).to_vec(), now + HOUR, None));
    assert_eq!(use_up(fixture, winner, now), 1, "nonce and code are of the same server");
}

fn renew(fixture: &Fixture, n: u8, now: Timestamp) -> usize {
    fixture.write(move |c| setup::renew(c, &[], &nonce(n), &code(n), now + HOUR, now))
}

fn use_up(fixture: &Fixture, n: u8, now: Timestamp) -> usize {
    fixture.write(move |c| setup::use_up(c, &code(n), now))
}

fn found(fixture: &Fixture) -> (Vec<u8>, Timestamp, Option<Timestamp>) {
    let row = fixture.read(setup::find).expect("a code");
    (row.nonce, row.expires_at, row.used_at)
}

fn nonce(n: u8) -> [u8; 2] {
    [n, 0x00]
}

fn code(n: u8) -> [u8; 3] {
    [0x00, 0xff, n]
}
