//! One-time links to set a new password.

use diesel::prelude::*;
use hallpass::clock::{HOUR, Timestamp};
use hallpass::db::schema::users;
use hallpass::store::resets;

use crate::fixture::{Fixture, NOW};
use crate::promise::{Promise, promise};
use crate::rows::UserRow;

pub fn promises() -> Vec<Promise> {
    vec![
        promise(a_link_names_its_user_while_it_counts),
        promise(a_link_of_a_disabled_user_counts_for_nothing),
        promise(a_link_is_used_up_by_one_of_twenty_at_once),
        promise(a_link_is_used_up_once),
        promise(a_link_that_ran_out_cannot_be_used),
        promise(a_wrong_link_uses_nothing_up),
        promise(two_links_of_the_same_secret_are_an_error),
        promise(voiding_makes_all_links_of_one_user_worthless),
        promise(a_deleted_users_links_are_gone),
        promise(a_sweep_deletes_what_ran_out_before_the_horizon),
    ]
}

fn a_link_names_its_user_while_it_counts(fixture: &Fixture) {
    let ada = fixture.user_with("ada", |u| u.email = "Ada@Example.org".into());
    insert(fixture, &ada, 1, NOW + HOUR);
    let found = find(fixture, 1, NOW + HOUR - 1).expect("the link");
    assert_eq!(found.user_id(), ada.uuid());
    assert_eq!((found.email, found.email_canonical, found.name), (ada.email, ada.email_canonical, ada.name));
    assert!(find(fixture, 1, NOW + HOUR).is_none());
    assert!(find(fixture, 2, NOW).is_none());
}

fn a_link_of_a_disabled_user_counts_for_nothing(fixture: &Fixture) {
    let ada = fixture.user_with("ada", |u| u.disabled_at = Some(NOW));
    insert(fixture, &ada, 1, NOW + HOUR);
    assert!(find(fixture, 1, NOW).is_none());
}

fn a_link_is_used_up_by_one_of_twenty_at_once(fixture: &Fixture) {
    insert(fixture, &fixture.user("ada"), 1, NOW + HOUR);
    let done = fixture.write_at_once(20, |_| |c| resets::use_up(c, &hash(1), NOW));
    assert_eq!(done.iter().sum::<usize>(), 1);
}

fn a_link_is_used_up_once(fixture: &Fixture) {
    let ada = fixture.user("ada");
    insert(fixture, &ada, 1, NOW + HOUR);
    insert(fixture, &ada, 2, NOW + HOUR);
    assert_eq!(use_up(fixture, 1, NOW), 1);
    assert_eq!(use_up(fixture, 1, NOW), 0);
    assert!(find(fixture, 1, NOW).is_none());
    assert!(find(fixture, 2, NOW).is_some(), "only the one");
}

fn a_link_that_ran_out_cannot_be_used(fixture: &Fixture) {
    insert(fixture, &fixture.user("ada"), 1, NOW + HOUR);
    assert_eq!(use_up(fixture, 1, NOW + HOUR), 0);
    assert_eq!(use_up(fixture, 1, NOW + HOUR - 1), 1);
}

fn a_wrong_link_uses_nothing_up(fixture: &Fixture) {
    insert(fixture, &fixture.user("ada"), 1, NOW + HOUR);
    assert_eq!(use_up(fixture, 2, NOW), 0);
    assert!(find(fixture, 1, NOW).is_some());
}

fn two_links_of_the_same_secret_are_an_error(fixture: &Fixture) {
    let (ada, eve) = (fixture.user("ada"), fixture.user("eve").uuid());
    insert(fixture, &ada, 1, NOW + HOUR);
    assert!(fixture.try_to_write(move |c| resets::insert(c, eve, &hash(1), NOW, NOW + HOUR)).is_err());
    assert_eq!(find(fixture, 1, NOW).map(|row| row.user_id()), Some(ada.uuid()));
}

fn voiding_makes_all_links_of_one_user_worthless(fixture: &Fixture) {
    let (ada, eve) = (fixture.user("ada"), fixture.user("eve"));
    insert(fixture, &ada, 1, NOW + HOUR);
    insert(fixture, &ada, 2, NOW + HOUR);
    insert(fixture, &eve, 3, NOW + HOUR);
    let user = ada.uuid();
    assert_eq!(fixture.write(move |c| resets::void(c, user, NOW)), 2);
    assert_eq!(fixture.write(move |c| resets::void(c, user, NOW)), 0);
    assert_eq!((use_up(fixture, 1, NOW), use_up(fixture, 2, NOW), use_up(fixture, 3, NOW)), (0, 0, 1));
}

fn a_deleted_users_links_are_gone(fixture: &Fixture) {
    let ada = fixture.user("ada");
    insert(fixture, &ada, 1, NOW + HOUR);
    fixture.write(move |c| diesel::delete(users::table.find(ada.id)).execute(c));
    assert!(find(fixture, 1, NOW).is_none());
    assert_eq!(use_up(fixture, 1, NOW), 0);
}

fn a_sweep_deletes_what_ran_out_before_the_horizon(fixture: &Fixture) {
    let ada = fixture.user("ada");
    insert(fixture, &ada, 1, NOW - 1);
    insert(fixture, &ada, 2, NOW);
    assert_eq!(fixture.write(|c| resets::sweep(c, NOW)), 1);
    assert_eq!(use_up(fixture, 2, NOW - 1), 1);
}

fn insert(fixture: &Fixture, user: &UserRow, n: u8, expires_at: Timestamp) {
    let user = user.uuid();
    fixture.write(move |c| resets::insert(c, user, &hash(n), NOW, expires_at));
}

fn find(fixture: &Fixture, n: u8, now: Timestamp) -> Option<resets::ResetRow> {
    fixture.read(move |c| resets::find(c, &hash(n), now))
}

fn use_up(fixture: &Fixture, n: u8, now: Timestamp) -> usize {
    fixture.write(move |c| resets::use_up(c, &hash(n), now))
}

fn hash(n: u8) -> [u8; 3] {
    [0x00, 0xff, n]
}
