//! Browsers and the users each has proven.

use diesel::prelude::*;
use hallpass::clock::Timestamp;
use hallpass::db::schema::{browsers as table, users};
use hallpass::store::browsers;
use uuid::Uuid;

use crate::fixture::{Fixture, NOW};
use crate::promise::{Promise, promise};

pub fn promises() -> Vec<Promise> {
    vec![
        promise(a_browser_has_proven_whom_it_has_proven),
        promise(proving_again_moves_the_last_time_only),
        promise(twenty_proofs_at_once_are_one),
        promise(a_deleted_user_was_never_proven),
        promise(a_sweep_forgets_browsers_not_seen_since),
    ]
}

fn a_browser_has_proven_whom_it_has_proven(fixture: &Fixture) {
    let (ada, eve) = (fixture.user("ada").uuid(), fixture.user("eve").uuid());
    let (one, other) = (Uuid::from_u128(0xff00), Uuid::from_u128(0xff01));
    prove(fixture, one, ada, NOW);
    assert!(has_proven(fixture, one, ada));
    for (browser, user) in [(one, eve), (other, ada), (ada, one)] {
        assert!(!has_proven(fixture, browser, user));
    }
    prove(fixture, one, eve, NOW);
    assert!(has_proven(fixture, one, ada) && has_proven(fixture, one, eve));
}

fn proving_again_moves_the_last_time_only(fixture: &Fixture) {
    let ada = fixture.user("ada").uuid();
    prove(fixture, Uuid::max(), ada, NOW);
    prove(fixture, Uuid::max(), ada, NOW + 9);
    let times = fixture.read(|c| table::table.select((table::first_at, table::last_at)).load::<(i64, i64)>(c));
    assert_eq!(times, [(NOW, NOW + 9)]);
}

fn twenty_proofs_at_once_are_one(fixture: &Fixture) {
    let ada = fixture.user("ada").uuid();
    fixture.write_at_once(20, |_| move |c| browsers::prove(c, Uuid::nil(), ada, NOW));
    assert!(has_proven(fixture, Uuid::nil(), ada));
    assert_eq!(fixture.read(|c| table::table.count().get_result::<i64>(c)), 1);
}

fn a_deleted_user_was_never_proven(fixture: &Fixture) {
    let ada = fixture.user("ada");
    let id = ada.uuid();
    prove(fixture, Uuid::nil(), id, NOW);
    fixture.write(move |c| diesel::delete(users::table.find(ada.id)).execute(c));
    assert!(!has_proven(fixture, Uuid::nil(), id));
}

fn a_sweep_forgets_browsers_not_seen_since(fixture: &Fixture) {
    let ada = fixture.user("ada").uuid();
    let (old, seen_again) = (Uuid::from_u128(1), Uuid::from_u128(2));
    prove(fixture, old, ada, NOW - 1);
    prove(fixture, seen_again, ada, NOW - 1);
    prove(fixture, seen_again, ada, NOW);
    assert_eq!(fixture.write(|c| browsers::sweep(c, NOW)), 1);
    assert!(!has_proven(fixture, old, ada));
    assert!(has_proven(fixture, seen_again, ada));
}

fn prove(fixture: &Fixture, browser: Uuid, user: Uuid, now: Timestamp) {
    fixture.write(move |c| browsers::prove(c, browser, user, now));
}

fn has_proven(fixture: &Fixture, browser: Uuid, user: Uuid) -> bool {
    fixture.read(move |c| browsers::has_proven(c, browser, user))
}
