//! Starting a session, and when it is live.

use diesel::prelude::*;
use hallpass::clock::{HOUR, Timestamp};
use hallpass::db::schema::users;
use hallpass::store::sessions::{self, LiveRow, NewSession};
use hallpass::store::users::set_password;
use uuid::Uuid;

use crate::fixture::{Fixture, NOW};
use crate::promise::{Promise, promise};
use crate::rows::{SessionRow, UserRow};

pub fn promises() -> Vec<Promise> {
    vec![
        promise(a_session_is_kept_as_it_was_started),
        promise(what_a_browser_does_not_tell_stays_empty),
        promise(a_live_session_is_read_with_its_user),
        promise(an_id_that_is_taken_is_an_error_and_the_first_session_stays_as_it_is),
        promise(a_session_of_no_user_is_an_error),
        promise(a_session_is_dead_at_its_absolute_end),
        promise(a_session_is_dead_when_it_was_silent_for_the_idle_timeout),
        promise(an_ended_session_is_dead),
        promise(a_session_is_not_found_under_another_user),
        promise(a_session_that_was_never_started_is_not_found),
        promise(a_session_of_an_older_epoch_is_dead),
        promise(a_new_password_kills_the_sessions_of_its_user_alone),
        promise(a_session_of_a_disabled_user_is_dead),
        promise(a_deleted_users_sessions_are_gone),
        promise(a_session_is_of_its_user_whether_over_or_not),
        promise(the_newest_key_is_that_of_the_last_started_session_not_ended_or_at_its_end),
        promise(a_new_key_is_noted_until_the_end),
    ]
}

fn a_session_is_kept_as_it_was_started(fixture: &Fixture) {
    let user = fixture.user("ada");
    let expected = SessionRow {
        created_at: 2,
        authenticated_at: 3,
        last_seen_at: 4,
        idle_timeout: 5,
        expires_at: 6,
        remember: true,
        methods: "pwd totp".into(),
        ip: Some("2001:db8::1".into()),
        user_agent: Some("Mozilla/5.0 (🦉) 'x'".into()),
        browser_id: Some(vec![0xff; 16]),
        key_id: i64::MIN,
        ..SessionRow::of(&user)
    };
    start(fixture, &expected);
    assert_eq!(fixture.session_now(&expected), Some(expected));
}

fn what_a_browser_does_not_tell_stays_empty(fixture: &Fixture) {
    let expected = SessionRow::of(&fixture.user("ada"));
    start(fixture, &expected);
    assert_eq!(fixture.session_now(&expected), Some(expected));
}

fn a_live_session_is_read_with_its_user(fixture: &Fixture) {
    let full = fixture.user_with("full", |u| {
        u.language = Some("de".into());
        u.time_zone = Some("Europe/Berlin".into());
        u.role = "admin".into();
        u.email_canonical = "differs".into();
    });
    let session = fixture.session_with(&full, |s| {
        s.previous_secret_hash = Some(vec![0x00, 0xff]);
        s.rotated_at = Some(NOW + 1);
        s.created_at = NOW - 3;
        s.authenticated_at = NOW - 2;
        s.last_seen_at = NOW - 1;
        s.remember = true;
        s.ip = Some("192.0.2.1".into());
        s.user_agent = Some("first".into());
        s.last_ip = Some("192.0.2.2".into());
        s.last_user_agent = Some("last".into());
    });
    assert_is(&live(fixture, &session, NOW).expect("a live session"), &session, &full);

    let empty = fixture.user("empty");
    let session = fixture.session(&empty);
    assert_is(&live(fixture, &session, NOW).expect("a live session"), &session, &empty);
}

fn an_id_that_is_taken_is_an_error_and_the_first_session_stays_as_it_is(fixture: &Fixture) {
    let (ada, eve) = (fixture.user("ada"), fixture.user("eve"));
    let first = fixture.session(&ada);
    let second = SessionRow { id: first.id.clone(), secret_hash: vec![1; 32], ..SessionRow::of(&eve) };
    assert!(fixture.try_to_write(move |c| sessions::insert(c, &new(&second))).is_err());
    assert_eq!(fixture.session_now(&first), Some(first));
}

fn a_session_of_no_user_is_an_error(fixture: &Fixture) {
    let nobodys = SessionRow::of(&UserRow::new("nobody"));
    let session = nobodys.clone();
    assert!(fixture.try_to_write(move |c| sessions::insert(c, &new(&session))).is_err());
    assert_eq!(fixture.session_now(&nobodys), None);
}

fn a_session_is_dead_at_its_absolute_end(fixture: &Fixture) {
    let session = fixture.session_with(&fixture.user("ada"), |s| s.idle_timeout = 100 * HOUR);
    assert!(live(fixture, &session, session.expires_at - 1).is_some());
    assert!(live(fixture, &session, session.expires_at).is_none());
    assert!(live(fixture, &session, session.expires_at + 1).is_none());
}

fn a_session_is_dead_when_it_was_silent_for_the_idle_timeout(fixture: &Fixture) {
    let session = fixture.session(&fixture.user("ada"));
    assert!(live(fixture, &session, NOW + session.idle_timeout - 1).is_some());
    assert!(live(fixture, &session, NOW + session.idle_timeout).is_none());
    assert!(live(fixture, &session, NOW + session.idle_timeout + 1).is_none());
}

fn an_ended_session_is_dead(fixture: &Fixture) {
    let session = fixture.session_with(&fixture.user("ada"), |s| s.ended_at = Some(NOW + 1));
    assert!(live(fixture, &session, NOW).is_none(), "also before the time of its end: clocks differ");
    assert!(live(fixture, &session, NOW + 2).is_none());
}

fn a_session_is_not_found_under_another_user(fixture: &Fixture) {
    let session = fixture.session(&fixture.user("ada"));
    let eve = fixture.user("eve").uuid();
    assert!(fixture.read(move |c| sessions::find_live(c, session.uuid(), eve, NOW)).is_none());
}

fn a_session_that_was_never_started_is_not_found(fixture: &Fixture) {
    let ada = fixture.user("ada");
    let session = fixture.session(&ada);
    for id in [Uuid::nil(), Uuid::max(), Uuid::now_v7(), Uuid::from_u128(session.uuid().as_u128() + 1)] {
        let ada = ada.uuid();
        assert!(fixture.read(move |c| sessions::find_live(c, id, ada, NOW)).is_none());
    }
}

fn a_session_of_an_older_epoch_is_dead(fixture: &Fixture) {
    let user = fixture.user("ada");
    for epoch in [user.auth_epoch - 1, user.auth_epoch + 1] {
        let session = fixture.session_with(&user, |s| s.auth_epoch = epoch);
        assert!(live(fixture, &session, NOW).is_none(), "epoch {epoch}");
    }
}

fn a_new_password_kills_the_sessions_of_its_user_alone(fixture: &Fixture) {
    let (ada, eve) = (fixture.user("ada"), fixture.user("eve"));
    let (of_ada, of_eve) = (fixture.session(&ada), fixture.session(&eve));
    assert_eq!(fixture.write(move |c| set_password(c, ada.uuid(), "new")), 1);
    assert!(live(fixture, &of_ada, NOW).is_none());
    assert!(live(fixture, &of_eve, NOW).is_some());
}

fn a_session_of_a_disabled_user_is_dead(fixture: &Fixture) {
    let session = fixture.session(&fixture.user_with("ada", |u| u.disabled_at = Some(NOW)));
    assert!(live(fixture, &session, NOW).is_none());
}

fn a_deleted_users_sessions_are_gone(fixture: &Fixture) {
    let user = fixture.user("ada");
    let sessions = [fixture.session(&user), fixture.session_with(&user, |s| s.ended_at = Some(NOW))];
    let others = fixture.session(&fixture.user("eve"));
    fixture.write(move |c| diesel::delete(users::table.find(user.id)).execute(c));
    for session in sessions {
        assert_eq!(fixture.session_now(&session), None);
    }
    assert_eq!(fixture.session_now(&others), Some(others));
}

fn a_session_is_of_its_user_whether_over_or_not(fixture: &Fixture) {
    let (ada, eve) = (fixture.user("ada"), fixture.user("eve"));
    let is_of = |id: Uuid, user: &UserRow| {
        let user = user.uuid();
        fixture.read(move |c| sessions::is_of(c, id, user))
    };
    for session in [fixture.session(&ada), fixture.session_with(&ada, |s| s.ended_at = Some(NOW))] {
        assert!(is_of(session.uuid(), &ada));
        assert!(!is_of(session.uuid(), &eve));
    }
    assert!(!is_of(Uuid::now_v7(), &ada));
}

fn the_newest_key_is_that_of_the_last_started_session_not_ended_or_at_its_end(fixture: &Fixture) {
    let newest = || fixture.read(|c| sessions::newest_key(c, NOW));
    assert_eq!(newest(), None);
    let user = fixture.user("ada");
    fixture.session_with(&user, |s| s.key_id = 1);
    fixture.session_with(&user, |s| s.key_id = 2);
    fixture.session_with(&user, |s| (s.key_id, s.ended_at) = (3, Some(NOW)));
    fixture.session_with(&user, |s| (s.key_id, s.expires_at) = (4, NOW));
    assert_eq!(newest(), Some(2));
}

fn a_new_key_is_noted_until_the_end(fixture: &Fixture) {
    let user = fixture.user("ada");
    let (session, other) = (fixture.session(&user), fixture.session(&user));
    let ended = fixture.session_with(&user, |s| s.ended_at = Some(NOW));
    let (id, ended_id) = (session.uuid(), ended.uuid());
    assert_eq!(fixture.write(move |c| sessions::set_key(c, id, 5)), 1);
    assert_eq!(fixture.write(move |c| sessions::set_key(c, ended_id, 5)), 0);
    assert_eq!(fixture.session_now(&session), Some(SessionRow { key_id: 5, ..session }));
    for untouched in [other, ended] {
        assert_eq!(fixture.session_now(&untouched), Some(untouched));
    }
}

fn start(fixture: &Fixture, session: &SessionRow) {
    let session = session.clone();
    fixture.write(move |c| sessions::insert(c, &new(&session)));
}

pub fn live(fixture: &Fixture, session: &SessionRow, now: Timestamp) -> Option<LiveRow> {
    let (id, user_id) = (session.uuid(), Uuid::from_slice(&session.user_id).expect("an id"));
    fixture.read(move |c| sessions::find_live(c, id, user_id, now))
}

pub fn new(session: &SessionRow) -> NewSession<'_> {
    NewSession {
        id: &session.id,
        user_id: &session.user_id,
        auth_epoch: session.auth_epoch,
        secret_hash: &session.secret_hash,
        created_at: session.created_at,
        authenticated_at: session.authenticated_at,
        last_seen_at: session.last_seen_at,
        idle_timeout: session.idle_timeout,
        expires_at: session.expires_at,
        remember: session.remember,
        methods: &session.methods,
        ip: session.ip.as_deref(),
        user_agent: session.user_agent.as_deref(),
        browser_id: session.browser_id.as_deref(),
        key_id: session.key_id,
    }
}

fn assert_is(live: &LiveRow, session: &SessionRow, user: &UserRow) {
    assert_eq!(live.secret_hash, session.secret_hash);
    assert_eq!(live.previous_secret_hash, session.previous_secret_hash);
    assert_eq!(live.rotated_at, session.rotated_at);
    assert_eq!(live.created_at, session.created_at);
    assert_eq!(live.authenticated_at, session.authenticated_at);
    assert_eq!(live.last_seen_at, session.last_seen_at);
    assert_eq!(live.idle_timeout, session.idle_timeout);
    assert_eq!(live.expires_at, session.expires_at);
    assert_eq!(live.remember, session.remember);
    assert_eq!(live.methods, session.methods);
    assert_eq!(live.ip, session.ip);
    assert_eq!(live.user_agent, session.user_agent);
    assert_eq!(live.email, user.email);
    assert_eq!(live.name, user.name);
    assert_eq!(live.role, user.role);
    assert_eq!(live.language, user.language);
    assert_eq!(live.time_zone, user.time_zone);
}
