//! What is still sealed under which key, and what else commands look at: a user's sessions page by page, the newest event,
//! and a database that is opened as it is.

use diesel::connection::SimpleConnection;
use hallpass::clock::HOUR;
use hallpass::db::Db;
use hallpass::store::events::{self, NewEvent};
use hallpass::store::grants::{self, NewGrant};
use hallpass::store::links::{self, NewLink};
use hallpass::store::mails::{self, NewMail};
use hallpass::store::sessions;
use uuid::Uuid;

use crate::fixture::{Backend, CONNECTIONS, Fixture, NOW, Place};
use crate::promise::{Promise, promise};
use crate::rows::{SessionRow, UserRow};

pub fn promises() -> Vec<Promise> {
    vec![
        promise(sessions_that_are_not_over_are_counted_by_key_step_by_step),
        promise(letters_are_counted_by_key_until_they_are_emptied),
        promise(links_that_hold_something_are_counted_by_key_while_they_count),
        promise(grants_are_counted_by_key_while_they_are_kept),
        promise(a_users_sessions_come_the_newest_first_page_by_page),
        promise(the_newest_event_tells_its_time),
        promise(a_database_is_opened_as_it_is_and_an_empty_one_is_not),
        promise(an_empty_database_is_made_and_another_is_left_as_it_is),
        promise(a_database_says_whether_it_takes_writes),
    ]
}

fn sessions_that_are_not_over_are_counted_by_key_step_by_step(fixture: &Fixture) {
    let user = fixture.user("ada");
    let under = |key: i64| fixture.session_with(&user, |s| s.key_id = key);
    let (first, second, third) = (under(i64::MIN), under(7), under(7));
    fixture.session_with(&user, |s| (s.key_id, s.ended_at) = (8, Some(NOW)));
    fixture.session_with(&user, |s| (s.key_id, s.expires_at) = (8, NOW));
    fixture.session_with(&user, |s| (s.key_id, s.last_seen_at) = (8, NOW - s.idle_timeout));
    let counted = |from: Uuid, to: Uuid| {
        let mut counted = fixture.read(move |c| sessions::count_by_key(c, from, to, NOW));
        counted.sort_unstable();
        counted
    };
    assert_eq!(counted(Uuid::nil(), Uuid::max()), [(i64::MIN, 1), (7, 2)]);
    assert_eq!(counted(first.uuid(), second.uuid()), [(7, 1)], "after the one, up to and with the other");
    assert!(counted(third.uuid(), Uuid::max()).is_empty());
}

fn letters_are_counted_by_key_until_they_are_emptied(fixture: &Fixture) {
    let insert = |key_id: i64| {
        let mail = NewMail {
            id: Uuid::now_v7(),
            kind: "reset",
            user_id: None,
            sealed: vec![1],
            key_id,
            created_at: NOW,
            known: true,
        };
        let id = mail.id;
        fixture.write(move |c| mails::insert(c, &mail));
        id
    };
    let sent = [insert(1), insert(2), insert(2)][2];
    fixture.write(move |c| mails::sent(c, sent, NOW));
    let mut counted = fixture.read(mails::count_by_key);
    counted.sort_unstable();
    assert_eq!(counted, [(1, 1), (2, 1)]);
}

fn links_that_hold_something_are_counted_by_key_while_they_count(fixture: &Fixture) {
    let insert = |n: u8, sealed: Option<(Vec<u8>, i64)>| {
        let link = NewLink {
            hash: [n; 32],
            purpose: "join",
            user_id: None,
            email: "ada@example.org".into(),
            sealed,
            created_at: NOW,
            expires_at: NOW + HOUR,
        };
        fixture.write(move |c| links::insert(c, &link));
    };
    insert(1, Some((vec![1], 5)));
    insert(2, Some((vec![1], 5)));
    insert(3, None);
    fixture.write(|c| links::use_up(c, &[2; 32], "join", NOW));
    assert_eq!(fixture.read(|c| links::count_by_key(c, NOW)), [(5, 1)]);
    assert!(fixture.read(|c| links::count_by_key(c, NOW + HOUR)).is_empty());
}

fn grants_are_counted_by_key_while_they_are_kept(fixture: &Fixture) {
    let user = fixture.user("ada");
    for sealed in [Some(vec![1]), None] {
        let session = fixture.session(&user);
        fixture.write(move |c| {
            let grant = NewGrant {
                session_id: &session.id,
                user_id: &session.user_id,
                provider: "work",
                issuer: "https://id.example.org",
                subject: "7",
                sid: None,
                sealed: sealed.as_deref(),
                key_id: sealed.is_some().then_some(9),
                renew_at: None,
            };
            grants::insert(c, &grant)
        });
    }
    assert_eq!(fixture.read(grants::count_by_key), [(9, 1)]);
}

fn a_users_sessions_come_the_newest_first_page_by_page(fixture: &Fixture) {
    let (ada, eve) = (fixture.user("ada"), fixture.user("eve"));
    let all: Vec<SessionRow> = (0..3).map(|_| fixture.session(&ada)).collect();
    fixture.session(&eve);
    let page = |of: &UserRow, before: Uuid| -> Vec<Uuid> {
        let of = of.uuid();
        let rows = fixture.read(move |c| sessions::newest_of(c, of, before, 2));
        assert!(rows.iter().all(|row| row.user_id() == of && row.counts));
        rows.iter().map(|row| row.row.id()).collect()
    };
    assert_eq!(page(&ada, Uuid::max()), [all[2].uuid(), all[1].uuid()]);
    assert_eq!(page(&ada, all[1].uuid()), [all[0].uuid()]);
    assert!(page(&ada, all[0].uuid()).is_empty());
    let disabled = fixture.user_with("zoe", |u| u.disabled_at = Some(NOW));
    fixture.session(&disabled);
    let of = disabled.uuid();
    assert!(!fixture.read(move |c| sessions::newest_of(c, of, Uuid::max(), 2))[0].counts);
}

fn the_newest_event_tells_its_time(fixture: &Fixture) {
    assert_eq!(fixture.read(events::newest_at), None);
    for at in [NOW + 5, NOW] {
        fixture.write(move |c| events::insert(c, at, &NewEvent { kind: "sign-in", ..NewEvent::default() }));
    }
    assert_eq!(fixture.read(events::newest_at), Some(NOW), "the last that was written");
}

/// One that nobody has opened yet, on the same backend.
fn empty(fixture: &Fixture) -> Place {
    Place::new(match &fixture.place {
        Place::Sqlite(_) => Backend::Sqlite,
        Place::Postgres(_) => Backend::Postgres,
    })
}

fn a_database_is_opened_as_it_is_and_an_empty_one_is_not(fixture: &Fixture) {
    let user = fixture.user("ada");
    let same = Db::open_as_it_is(&fixture.place.url(), CONNECTIONS).expect("it is up to date");
    let id = user.uuid();
    let found = fixture.runtime.block_on(same.read(move |c| hallpass::store::users::get(c, id)));
    assert!(found.expect("it answers").is_some());
    let place = empty(fixture);
    if let Place::Sqlite(folder) = &place {
        let file = crate::fixture::file_in(folder.path());
        std::fs::create_dir_all(file.parent().expect("a folder")).expect("made");
        std::fs::write(file, "").expect("an empty file");
    }
    let why = Db::open_as_it_is(&place.url(), CONNECTIONS).expect_err("there are no tables");
    assert!(why.to_string().contains("start hallpass first") && !why.is_away(), "{why}");
    let tables = "CREATE TABLE __diesel_schema_migrations (version TEXT)";
    place.connect().batch_execute(tables).expect("nothing was made by looking");
}

fn an_empty_database_is_made_and_another_is_left_as_it_is(fixture: &Fixture) {
    let place = empty(fixture);
    drop(Db::open_or_make(&place.url(), CONNECTIONS).expect("it is made"));
    drop(Db::open_as_it_is(&place.url(), CONNECTIONS).expect("it is up to date"));
    place
        .connect()
        .batch_execute("INSERT INTO __diesel_schema_migrations (version) VALUES ('99999999999999')")
        .expect("a row");
    let why = Db::open_or_make(&place.url(), CONNECTIONS).expect_err("a newer schema").to_string();
    assert!(why.contains("newer") && why.contains("99999999999999"), "{why}");
}

fn a_database_says_whether_it_takes_writes(fixture: &Fixture) {
    assert_eq!(fixture.runtime.block_on(fixture.db.takes_writes()), Ok(true));
    let time = fixture.runtime.block_on(fixture.db.own_time()).expect("it answers");
    assert_eq!(time.is_some(), matches!(fixture.place, Place::Postgres(_)));
    if let Place::Postgres(_) = &fixture.place {
        let name = fixture.place.url();
        let set = "DO $$ BEGIN EXECUTE format('ALTER DATABASE %I SET default_transaction_read_only = on', current_database()); END $$";
        fixture.place.connect().batch_execute(set).expect("set");
        let again = Db::open_as_it_is(&name, CONNECTIONS).expect("it can be read");
        assert_eq!(fixture.runtime.block_on(again.takes_writes()), Ok(false));
    }
}
