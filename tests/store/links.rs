//! One-time links: each for its purpose, once.

use diesel::prelude::*;
use hallpass::clock::{HOUR, Timestamp};
use hallpass::db::schema::users;
use hallpass::store::links::{self, LinkRow, NewLink};

use crate::fixture::{Fixture, NOW};
use crate::promise::{Promise, promise};
use crate::rows::UserRow;

pub fn promises() -> Vec<Promise> {
    vec![
        promise(a_link_is_found_while_it_counts),
        promise(a_link_counts_for_its_purpose_alone),
        promise(a_link_of_nobody_is_found_too),
        promise(a_link_is_used_up_by_one_of_twenty_at_once),
        promise(a_link_is_used_up_once),
        promise(a_link_that_ran_out_cannot_be_used),
        promise(a_wrong_link_uses_nothing_up),
        promise(two_links_of_the_same_secret_are_an_error),
        promise(voiding_makes_a_users_links_of_one_purpose_worthless),
        promise(voiding_by_address_makes_those_of_others_worthless_too),
        promise(voiding_since_a_time_leaves_the_earlier_ones),
        promise(the_newest_of_a_user_is_found),
        promise(the_newest_for_an_address_is_found_with_the_hash_of_its_secret),
        promise(a_link_for_an_address_is_found_while_it_counts),
        promise(a_link_for_an_address_is_found_for_its_purpose_and_its_address_alone),
        promise(an_address_is_held_while_anothers_link_for_it_counts),
        promise(a_deleted_users_links_are_gone),
        promise(a_sweep_deletes_what_ran_out_before_the_horizon),
    ]
}

fn a_link_is_found_while_it_counts(fixture: &Fixture) {
    let ada = fixture.user("ada");
    insert(fixture, &NewLink { sealed: Some((vec![0x00, 0xff], -7)), ..new(&ada, 1) });
    let found = find(fixture, 1, NOW + HOUR - 1).expect("the link");
    assert_eq!(found.user_id(), Some(ada.uuid()));
    assert_eq!((found.email, found.sealed, found.key_id), (ada.email, Some(vec![0x00, 0xff]), Some(-7)));
    assert!(find(fixture, 1, NOW + HOUR).is_none());
    assert!(find(fixture, 2, NOW).is_none());
}

fn a_link_counts_for_its_purpose_alone(fixture: &Fixture) {
    insert(fixture, &new(&fixture.user("ada"), 1));
    assert!(fixture.read(|c| links::find(c, &hash(1), "join", NOW)).is_none());
    assert_eq!(fixture.write(|c| links::use_up(c, &hash(1), "join", NOW)), 0);
    assert_eq!(use_up(fixture, 1, NOW), 1);
}

fn a_link_of_nobody_is_found_too(fixture: &Fixture) {
    insert(fixture, &NewLink { user_id: None, ..new(&UserRow::new("ada"), 1) });
    assert_eq!(find(fixture, 1, NOW).map(|link| link.user_id()), Some(None));
}

fn a_link_is_used_up_by_one_of_twenty_at_once(fixture: &Fixture) {
    insert(fixture, &new(&fixture.user("ada"), 1));
    let done = fixture.write_at_once(20, |_| |c| links::use_up(c, &hash(1), "reset", NOW));
    assert_eq!(done.iter().sum::<usize>(), 1);
}

fn a_link_is_used_up_once(fixture: &Fixture) {
    let ada = fixture.user("ada");
    insert(fixture, &new(&ada, 1));
    insert(fixture, &new(&ada, 2));
    assert_eq!(use_up(fixture, 1, NOW), 1);
    assert_eq!(use_up(fixture, 1, NOW), 0);
    assert!(find(fixture, 1, NOW).is_none());
    assert!(find(fixture, 2, NOW).is_some(), "only the one");
}

fn a_link_that_ran_out_cannot_be_used(fixture: &Fixture) {
    insert(fixture, &new(&fixture.user("ada"), 1));
    assert_eq!(use_up(fixture, 1, NOW + HOUR), 0);
    assert_eq!(use_up(fixture, 1, NOW + HOUR - 1), 1);
}

fn a_wrong_link_uses_nothing_up(fixture: &Fixture) {
    insert(fixture, &new(&fixture.user("ada"), 1));
    assert_eq!(use_up(fixture, 2, NOW), 0);
    assert!(find(fixture, 1, NOW).is_some());
}

fn two_links_of_the_same_secret_are_an_error(fixture: &Fixture) {
    let (ada, eve) = (fixture.user("ada"), fixture.user("eve"));
    insert(fixture, &new(&ada, 1));
    let again = new(&eve, 1);
    assert!(fixture.try_to_write(move |c| links::insert(c, &again)).is_err());
    assert_eq!(find(fixture, 1, NOW).map(|link| link.user_id()), Some(Some(ada.uuid())));
}

fn voiding_makes_a_users_links_of_one_purpose_worthless(fixture: &Fixture) {
    let (ada, eve) = (fixture.user("ada"), fixture.user("eve"));
    insert(fixture, &new(&ada, 1));
    insert(fixture, &new(&ada, 2));
    insert(fixture, &new(&eve, 3));
    insert(fixture, &NewLink { purpose: "undo", ..new(&ada, 4) });
    let user = ada.uuid();
    assert_eq!(fixture.write(move |c| links::void(c, user, "reset", NOW)), 2);
    assert_eq!(fixture.write(move |c| links::void(c, user, "reset", NOW)), 0);
    assert_eq!((use_up(fixture, 1, NOW), use_up(fixture, 2, NOW), use_up(fixture, 3, NOW)), (0, 0, 1));
    assert_eq!(fixture.write(|c| links::use_up(c, &hash(4), "undo", NOW)), 1);
}

fn voiding_by_address_makes_those_of_others_worthless_too(fixture: &Fixture) {
    let (ada, eve) = (UserRow::new("ada"), UserRow::new("eve"));
    insert(fixture, &NewLink { user_id: None, ..new(&ada, 1) });
    insert(fixture, &NewLink { user_id: None, ..new(&eve, 2) });
    assert_eq!(fixture.write(|c| links::void_of_email(c, "ada@example.org", "reset", NOW)), 1);
    assert_eq!((use_up(fixture, 1, NOW), use_up(fixture, 2, NOW)), (0, 1));
}

fn voiding_since_a_time_leaves_the_earlier_ones(fixture: &Fixture) {
    let ada = fixture.user("ada");
    insert(fixture, &NewLink { created_at: NOW - 1, ..new(&ada, 1) });
    insert(fixture, &new(&ada, 2));
    insert(fixture, &NewLink { expires_at: NOW + 2 * HOUR, ..new(&ada, 3) });
    let user = ada.uuid();
    let until = move |c: &mut _| links::until(c, user, "reset", NOW);
    assert_eq!(fixture.read(until), Some(NOW + 2 * HOUR));
    assert_eq!(fixture.write(move |c| links::void_since(c, user, "reset", NOW, NOW)), 2);
    assert_eq!(fixture.read(until), Some(NOW + HOUR));
    assert_eq!((use_up(fixture, 1, NOW), use_up(fixture, 2, NOW)), (1, 0));
    assert_eq!(fixture.read(until), None);
}

fn the_newest_of_a_user_is_found(fixture: &Fixture) {
    let ada = fixture.user("ada");
    insert(fixture, &NewLink { email: "old".into(), created_at: NOW - 1, ..new(&ada, 1) });
    insert(fixture, &NewLink { email: "new".into(), ..new(&ada, 2) });
    insert(fixture, &NewLink { email: "undo".into(), purpose: "undo", created_at: NOW + 1, ..new(&ada, 3) });
    let user = ada.uuid();
    let newest = move |c: &mut _| links::of_user(c, user, "reset", NOW);
    assert_eq!(fixture.read(newest).map(|link| link.email).as_deref(), Some("new"));
    use_up(fixture, 2, NOW);
    assert_eq!(fixture.read(newest).map(|link| link.email).as_deref(), Some("old"));
}

fn the_newest_for_an_address_is_found_with_the_hash_of_its_secret(fixture: &Fixture) {
    let ada = fixture.user("ada");
    insert(fixture, &NewLink { user_id: None, created_at: NOW - 1, ..new(&ada, 1) });
    insert(fixture, &NewLink { sealed: Some((vec![0x00, 0xff], -7)), ..new(&ada, 2) });
    // It counts longest, but is not the newest.
    insert(fixture, &NewLink { created_at: NOW - 2, expires_at: NOW + 2 * HOUR, ..new(&ada, 3) });
    let (found, link) = of_email(fixture, NOW).expect("the link");
    assert_eq!(found, hash(2));
    assert_eq!((link.user_id(), link.created_at), (Some(ada.uuid()), NOW));
    assert_eq!((link.email, link.sealed, link.key_id), (ada.email_canonical, Some(vec![0x00, 0xff]), Some(-7)));
    assert_eq!(fixture.write(move |c| links::use_up(c, &found, "reset", NOW)), 1, "it is used up by what was found");
    let (found, link) = of_email(fixture, NOW).expect("the one before");
    assert_eq!((found, link.user_id()), (hash(1).to_vec(), None));
}

fn a_link_for_an_address_is_found_while_it_counts(fixture: &Fixture) {
    let ada = fixture.user("ada");
    insert(fixture, &NewLink { created_at: NOW - 1, expires_at: NOW + 2 * HOUR, ..new(&ada, 1) });
    insert(fixture, &new(&ada, 2));
    let found = |now| of_email(fixture, now).map(|(hash, _)| hash);
    assert_eq!(found(NOW + HOUR - 1), Some(hash(2).to_vec()));
    assert_eq!(found(NOW + HOUR), Some(hash(1).to_vec()), "the newest of those that count");
    assert_eq!(found(NOW + 2 * HOUR), None);
    assert_eq!(use_up(fixture, 2, NOW), 1);
    assert_eq!(found(NOW), Some(hash(1).to_vec()));
    assert_eq!(fixture.write(|c| links::void_of_email(c, "ada@example.org", "reset", NOW)), 1);
    assert_eq!(found(NOW), None);
}

fn a_link_for_an_address_is_found_for_its_purpose_and_its_address_alone(fixture: &Fixture) {
    let (ada, eve) = (UserRow::new("ada"), UserRow::new("eve"));
    insert(fixture, &NewLink { user_id: None, ..new(&ada, 1) });
    insert(fixture, &NewLink { user_id: None, purpose: "join", created_at: NOW + 1, ..new(&ada, 2) });
    insert(fixture, &NewLink { user_id: None, created_at: NOW + 2, ..new(&eve, 3) });
    let found = |email: &'static str, purpose: &'static str| {
        fixture.read(move |c| links::of_email(c, email, purpose, NOW)).map(|(hash, _)| hash)
    };
    assert_eq!(found("ada@example.org", "reset"), Some(hash(1).to_vec()));
    assert_eq!(found("ada@example.org", "join"), Some(hash(2).to_vec()));
    assert_eq!(found("ada@example.org", "undo"), None);
    for other in ["Ada@example.org", "ada@example.org ", "ada@example", "%@example.org", ""] {
        assert_eq!(found(other, "reset"), None, "{other:?}");
    }
}

fn an_address_is_held_while_anothers_link_for_it_counts(fixture: &Fixture) {
    let (ada, eve) = (fixture.user("ada"), fixture.user("eve"));
    insert(fixture, &NewLink { purpose: "undo", email: "x@example.org".into(), ..new(&ada, 1) });
    let holds = |email: &'static str, but, now| fixture.read(move |c| links::holds(c, email, "undo", but, now));
    assert!(holds("x@example.org", None, NOW) && holds("x@example.org", Some(eve.uuid()), NOW));
    assert!(!holds("x@example.org", Some(ada.uuid()), NOW), "not from its own user");
    assert!(!holds("y@example.org", None, NOW));
    assert!(!holds("x@example.org", None, NOW + HOUR));
    fixture.write(|c| links::use_up(c, &hash(1), "undo", NOW));
    assert!(!holds("x@example.org", None, NOW));
}

fn a_deleted_users_links_are_gone(fixture: &Fixture) {
    let ada = fixture.user("ada");
    insert(fixture, &new(&ada, 1));
    fixture.write(move |c| diesel::delete(users::table.find(ada.id)).execute(c));
    assert!(find(fixture, 1, NOW).is_none());
    assert_eq!(use_up(fixture, 1, NOW), 0);
}

fn a_sweep_deletes_what_ran_out_before_the_horizon(fixture: &Fixture) {
    let ada = fixture.user("ada");
    insert(fixture, &NewLink { expires_at: NOW - 1, ..new(&ada, 1) });
    insert(fixture, &NewLink { expires_at: NOW, ..new(&ada, 2) });
    assert_eq!(fixture.write(|c| links::sweep(c, NOW)), 1);
    assert_eq!(use_up(fixture, 2, NOW - 1), 1);
}

/// A link to set a new password, for an hour.
fn new(user: &UserRow, n: u8) -> NewLink {
    NewLink {
        hash: hash(n),
        purpose: "reset",
        user_id: Some(user.uuid()),
        email: user.email_canonical.clone(),
        sealed: None,
        created_at: NOW,
        expires_at: NOW + HOUR,
    }
}

fn insert(fixture: &Fixture, link: &NewLink) {
    let link = link.clone();
    fixture.write(move |c| links::insert(c, &link));
}

fn find(fixture: &Fixture, n: u8, now: Timestamp) -> Option<LinkRow> {
    fixture.read(move |c| links::find(c, &hash(n), "reset", now))
}

/// The newest link to set a new password of `ada@example.org`.
fn of_email(fixture: &Fixture, now: Timestamp) -> Option<(Vec<u8>, LinkRow)> {
    fixture.read(move |c| links::of_email(c, "ada@example.org", "reset", now))
}

fn use_up(fixture: &Fixture, n: u8, now: Timestamp) -> usize {
    fixture.write(move |c| links::use_up(c, &hash(n), "reset", now))
}

fn hash(n: u8) -> [u8; 32] {
    let mut hash = [0x00; 32];
    hash[1] = 0xff;
    hash[31] = n;
    hash
}
