//! The security history.

use diesel::prelude::*;
use hallpass::clock::Timestamp;
use hallpass::db::schema::{events as table, users};
use hallpass::store::events::{self, NewEvent};
use uuid::Uuid;

use crate::fixture::{Fixture, NOW};
use crate::promise::{Promise, promise};

pub fn promises() -> Vec<Promise> {
    vec![
        promise(an_event_is_kept_whole),
        promise(the_last_events_of_a_kind_come_newest_first),
        promise(a_sign_in_tells_time_address_and_browser),
        promise(events_of_a_kind_are_listed_page_by_page_of_one_or_of_all),
        promise(one_written_behind_for_a_user_who_is_gone_is_dropped_and_the_others_are_kept),
        promise(a_deleted_users_events_are_gone),
        promise(a_sweep_deletes_the_oldest_first_and_no_more_than_asked_for),
        promise(those_that_are_counted_by_the_hour_are_counted_within_it),
    ]
}

fn an_event_is_kept_whole(fixture: &Fixture) {
    type Row = (
        i64,
        String,
        Option<Vec<u8>>,
        Option<Vec<u8>>,
        Option<Vec<u8>>,
        Option<String>,
        Option<String>,
        Option<String>,
    );
    let ada = fixture.user("ada").uuid();
    add(
        fixture,
        NOW,
        NewEvent {
            kind: "password-set",
            user_id: Some(ada),
            actor_id: Some(Uuid::max()),
            session_id: Some(Uuid::nil()),
            ip: Some("::1".into()),
            user_agent: Some("browser"),
            detail: Some("by link"),
        },
    );
    add(fixture, NOW + 1, NewEvent { kind: "start", ..NewEvent::default() });
    let columns = (
        table::at,
        table::kind,
        table::user_id,
        table::actor_id,
        table::session_id,
        table::ip,
        table::user_agent,
        table::detail,
    );
    let rows = fixture.read(move |c| table::table.select(columns).order(table::id).load::<Row>(c));
    let text = |text: &str| Some(text.to_owned());
    let full: Row = (
        NOW,
        "password-set".into(),
        Some(ada.as_bytes().to_vec()),
        Some(vec![0xff; 16]),
        Some(vec![0x00; 16]),
        text("::1"),
        text("browser"),
        text("by link"),
    );
    assert_eq!(rows, [full, (NOW + 1, "start".into(), None, None, None, None, None, None)]);
}

fn the_last_events_of_a_kind_come_newest_first(fixture: &Fixture) {
    let (ada, eve) = (fixture.user("ada").uuid(), fixture.user("eve").uuid());
    for at in [1, 2, 3] {
        add(fixture, at, NewEvent { kind: "sign-in", user_id: Some(ada), ..NewEvent::default() });
        add(fixture, at, NewEvent { kind: "sign-out", user_id: Some(ada), ..NewEvent::default() });
        add(fixture, at, NewEvent { kind: "sign-in", user_id: Some(eve), ..NewEvent::default() });
    }
    assert_eq!(times(fixture, ada, 2), [3, 2]);
    assert_eq!(times(fixture, ada, 9), [3, 2, 1]);
    assert_eq!(times(fixture, Uuid::nil(), 9), [0; 0]);
}

fn a_sign_in_tells_time_address_and_browser(fixture: &Fixture) {
    let ada = fixture.user("ada").uuid();
    let event = NewEvent { kind: "sign-in", user_id: Some(ada), ..NewEvent::default() };
    add(fixture, 1, event.clone());
    add(fixture, 2, NewEvent { ip: Some("::1".into()), user_agent: Some("browser"), ..event });
    let last = fixture.read(move |c| events::last_of(c, ada, "sign-in", 9));
    let told: Vec<_> = last.iter().map(|row| (row.at, row.ip.as_deref(), row.user_agent.as_deref())).collect();
    assert_eq!(told, [(2, Some("::1"), Some("browser")), (1, None, None)]);
}

fn events_of_a_kind_are_listed_page_by_page_of_one_or_of_all(fixture: &Fixture) {
    let (ada, eve) = (fixture.user("ada").uuid(), fixture.user("eve").uuid());
    for at in 1..=3 {
        for user in [ada, eve] {
            add(fixture, at, NewEvent { kind: "sign-in", user_id: Some(user), ..NewEvent::default() });
            add(fixture, at, NewEvent { kind: "confirm", user_id: Some(user), ..NewEvent::default() });
        }
    }
    let list = |user: Option<Uuid>, before: Uuid| fixture.read(move |c| events::list(c, user, "sign-in", before, 2));
    let told = |rows: &[events::EventRow]| -> Vec<_> { rows.iter().map(|row| (row.at, row.user_id())).collect() };
    let first = list(Some(ada), Uuid::max());
    assert_eq!(told(&first), [(3, Some(ada)), (2, Some(ada))]);
    assert_eq!(told(&list(Some(ada), first[1].id())), [(1, Some(ada))]);
    let all = list(None, Uuid::max());
    assert_eq!(told(&all), [(3, Some(eve)), (3, Some(ada))]);
    assert_eq!((all[0].kind.as_str(), all[0].actor_id()), ("sign-in", None));
}

fn one_written_behind_for_a_user_who_is_gone_is_dropped_and_the_others_are_kept(fixture: &Fixture) {
    let ada = fixture.user("ada").uuid();
    fixture.write(move |c| {
        for user in [Uuid::max(), ada] {
            events::insert_behind(c, NOW, &NewEvent { kind: "sign-in", user_id: Some(user), ..NewEvent::default() })?;
        }
        Ok(())
    });
    assert_eq!(times(fixture, ada, 9), [NOW]);
    assert_eq!(fixture.read(|c| table::table.count().get_result::<i64>(c)), 1);
}

fn a_deleted_users_events_are_gone(fixture: &Fixture) {
    let (ada, eve) = (fixture.user("ada"), fixture.user("eve").uuid());
    for user in [Some(ada.uuid()), Some(eve), None] {
        add(fixture, NOW, NewEvent { kind: "sign-in", user_id: user, ..NewEvent::default() });
    }
    fixture.write(move |c| diesel::delete(users::table.find(ada.id)).execute(c));
    assert_eq!(fixture.read(|c| table::table.count().get_result::<i64>(c)), 2);
}

fn a_sweep_deletes_the_oldest_first_and_no_more_than_asked_for(fixture: &Fixture) {
    let ada = fixture.user("ada").uuid();
    for at in 1..=7 {
        add(fixture, at, NewEvent { kind: "sign-in", user_id: Some(ada), ..NewEvent::default() });
    }
    let sweep = || fixture.write(|c| events::sweep(c, 6, 3));
    assert_eq!(sweep(), 3);
    assert_eq!(times(fixture, ada, 9), [7, 6, 5, 4]);
    assert_eq!(sweep(), 2);
    assert_eq!(sweep(), 0);
    assert_eq!(times(fixture, ada, 9), [7, 6]);
}

fn those_that_are_counted_by_the_hour_are_counted_within_it(fixture: &Fixture) {
    let ada = fixture.user("ada").uuid();
    for (kind, times) in [
        ("sign-in", &[99, 100, 150, 199, 200][..]),
        ("sign-in-failed", &[100, 199, 201]),
        // These are not counted.
        ("confirm", &[100, 150]),
        ("session-ended", &[150]),
    ] {
        for at in times {
            add(fixture, *at, NewEvent { kind, user_id: Some(ada), ..NewEvent::default() });
        }
    }
    let count = |from, to| {
        let mut counted = fixture.read(move |c| events::count(c, from, to));
        counted.sort();
        counted
    };
    let named = |kind: &str, number: i64| (kind.to_owned(), number);
    assert_eq!(count(100, 200), [named("sign-in", 3), named("sign-in-failed", 2)]);
    assert_eq!(count(99, 100), [named("sign-in", 1)]);
    assert!(count(202, 300).is_empty() && count(150, 150).is_empty());
}

fn add(fixture: &Fixture, at: Timestamp, event: NewEvent<'static>) {
    fixture.write(move |c| events::insert(c, at, &event));
}

fn times(fixture: &Fixture, user: Uuid, most: u8) -> Vec<Timestamp> {
    fixture.read(move |c| events::last_of(c, user, "sign-in", most)).iter().map(|row| row.at).collect()
}
