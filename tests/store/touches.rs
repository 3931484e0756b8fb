//! Recording activity: forward only, and never on a session that is over.

use std::sync::mpsc;

use hallpass::clock::{HOUR, Timestamp};
use hallpass::store::sessions::{self, Ending, Touch};
use uuid::Uuid;

use crate::fixture::{Fixture, NOW};
use crate::promise::{Promise, promise};
use crate::rows::SessionRow;
use crate::sessions::live;

pub fn promises() -> Vec<Promise> {
    vec![
        promise(a_touch_moves_the_last_activity_forward),
        promise(a_touch_without_address_and_browser_says_as_at_the_start),
        promise(a_touch_never_goes_back),
        promise(a_touch_revives_no_ended_session),
        promise(a_touch_revives_no_idle_session),
        promise(a_touch_revives_no_session_past_its_end),
        promise(a_touch_concerns_one_session),
        promise(a_slow_requests_touch_after_the_end_changes_nothing),
        promise(a_touch_that_meets_an_end_half_way_changes_nothing),
        promise(a_late_older_touch_does_not_undo_a_newer_one),
        promise(activity_of_many_waits_for_nobody_who_ends_their_sessions),
    ]
}

fn a_touch_moves_the_last_activity_forward(fixture: &Fixture) {
    let session = fixture.session(&fixture.user("ada"));
    let touch =
        Touch { id: session.uuid(), at: NOW + 1, ip: Some("192.0.2.9".into()), user_agent: Some("another".into()) };
    assert_eq!(fixture.write(move |c| sessions::touch(c, &touch)), 1);
    let expected = SessionRow {
        last_seen_at: NOW + 1,
        last_ip: Some("192.0.2.9".into()),
        last_user_agent: Some("another".into()),
        ..session.clone()
    };
    assert_eq!(fixture.session_now(&session).as_ref(), Some(&expected));
    assert!(live(fixture, &session, NOW + session.idle_timeout).is_some(), "its silence began anew");
    assert!(live(fixture, &session, NOW + session.idle_timeout + 1).is_none());
}

fn a_touch_without_address_and_browser_says_as_at_the_start(fixture: &Fixture) {
    let session = fixture.session_with(&fixture.user("ada"), |s| {
        s.last_ip = Some("192.0.2.9".into());
        s.last_user_agent = Some("another".into());
    });
    assert_eq!(touch(fixture, &session, NOW + 1), 1);
    let expected = SessionRow { last_seen_at: NOW + 1, last_ip: None, last_user_agent: None, ..session.clone() };
    assert_eq!(fixture.session_now(&session), Some(expected));
}

fn a_touch_never_goes_back(fixture: &Fixture) {
    let session = fixture.session(&fixture.user("ada"));
    for at in [NOW, NOW - 1, 0, i64::MIN / 2] {
        assert_eq!(touch(fixture, &session, at), 0, "at {at}");
    }
    assert_eq!(fixture.session_now(&session), Some(session));
}

fn a_touch_revives_no_ended_session(fixture: &Fixture) {
    let session = fixture.session_with(&fixture.user("ada"), |s| s.ended_at = Some(NOW + 10));
    for at in [NOW + 1, NOW + 11] {
        assert_eq!(touch(fixture, &session, at), 0);
    }
    assert_eq!(fixture.session_now(&session), Some(session));
}

fn a_touch_revives_no_idle_session(fixture: &Fixture) {
    let session = fixture.session(&fixture.user("ada"));
    assert_eq!(touch(fixture, &session, NOW + session.idle_timeout), 0);
    assert_eq!(fixture.session_now(&session).as_ref(), Some(&session));
    assert_eq!(touch(fixture, &session, NOW + session.idle_timeout - 1), 1);
}

fn a_touch_revives_no_session_past_its_end(fixture: &Fixture) {
    let session = fixture.session_with(&fixture.user("ada"), |s| s.idle_timeout = 100 * HOUR);
    assert_eq!(touch(fixture, &session, session.expires_at), 0);
    assert_eq!(fixture.session_now(&session).as_ref(), Some(&session));
    assert_eq!(touch(fixture, &session, session.expires_at - 1), 1);
    assert_eq!(fixture.session_now(&session).map(|s| s.expires_at), Some(session.expires_at), "the end never moves");
}

fn a_touch_concerns_one_session(fixture: &Fixture) {
    let user = fixture.user("ada");
    let (session, other) = (fixture.session(&user), fixture.session(&user));
    assert_eq!(touch(fixture, &session, NOW + 1), 1);
    assert_eq!(fixture.session_now(&other), Some(other));
}

fn a_slow_requests_touch_after_the_end_changes_nothing(fixture: &Fixture) {
    let session = fixture.session(&fixture.user("ada"));
    let slow = live(fixture, &session, NOW).is_some();
    assert_eq!(end(fixture, &session, NOW + 1), 1);
    let ended = fixture.session_now(&session);
    assert!(slow && touch(fixture, &session, NOW + 2) == 0);
    assert_eq!(fixture.session_now(&session), ended);
    assert!(live(fixture, &session, NOW + 3).is_none());
}

fn a_touch_that_meets_an_end_half_way_changes_nothing(fixture: &Fixture) {
    let session = fixture.session(&fixture.user("ada"));
    let (id, user_id) = (session.uuid(), uuid::Uuid::from_slice(&session.user_id).expect("an id"));
    let (tell, ended) = mpsc::channel();
    let (go_on, commit) = mpsc::channel::<()>();
    let db = fixture.db.clone();
    let ending = fixture.runtime.spawn(async move {
        db.write(move |c| {
            let done =
                sessions::end(c, id, user_id, Ending { at: NOW + 1, reason: "signed-out", by: None, keep: true });
            tell.send(()).expect("the test waits");
            commit.recv().expect("the test goes on");
            done
        })
        .await
    });
    ended.recv().expect("an end that is not committed yet");
    let db = fixture.db.clone();
    let at = Touch { id, at: NOW + 2, ip: None, user_agent: None };
    let touching = fixture.runtime.spawn(async move { db.write(move |c| sessions::touch(c, &at)).await });
    go_on.send(()).expect("the end waits");
    let done = fixture.runtime.block_on(async { (ending.await.expect("no panic"), touching.await.expect("no panic")) });
    assert_eq!(done, (Ok(1), Ok(0)));
    assert_eq!(fixture.session_now(&session).map(|s| (s.last_seen_at, s.ended_at)), Some((NOW, Some(NOW + 1))));
}

fn a_late_older_touch_does_not_undo_a_newer_one(fixture: &Fixture) {
    let session = fixture.session(&fixture.user("ada"));
    let id = session.uuid();
    fixture.write_at_once(20, |n| {
        let at = NOW + 1 + i64::try_from(n * 7 % 20).expect("small");
        move |c| sessions::touch(c, &Touch { id, at, ip: None, user_agent: None })
    });
    assert_eq!(fixture.session_now(&session).map(|s| s.last_seen_at), Some(NOW + 20));
}

/// Half hold all of them, as the writer of activity; half change them one by one from the other end, as somebody may.
fn activity_of_many_waits_for_nobody_who_ends_their_sessions(fixture: &Fixture) {
    let ada = fixture.user("ada");
    let ids: Vec<Uuid> = (0..10).map(|_| fixture.session(&ada).uuid()).collect();
    let touched = fixture.write_at_once(40, |n| {
        let ids = ids.clone();
        move |c| {
            let at = |id| Touch { id, at: NOW + 1, ip: None, user_agent: Some(n.to_string()) };
            if n % 2 == 0 {
                let free = sessions::lock_free(c, &ids)?;
                return free.into_iter().map(|id| sessions::touch(c, &at(id))).sum();
            }
            ids.iter().rev().map(|id| sessions::touch(c, &at(*id))).sum::<Result<usize, _>>()
        }
    });
    assert_eq!(touched.into_iter().sum::<usize>(), ids.len(), "each was touched once");
}

fn touch(fixture: &Fixture, session: &SessionRow, at: Timestamp) -> usize {
    let touch = Touch { id: session.uuid(), at, ip: None, user_agent: None };
    fixture.write(move |c| sessions::touch(c, &touch))
}

fn end(fixture: &Fixture, session: &SessionRow, at: Timestamp) -> usize {
    let (id, user_id) = (session.uuid(), uuid::Uuid::from_slice(&session.user_id).expect("an id"));
    fixture.write(move |c| sessions::end(c, id, user_id, Ending { at, reason: "signed-out", by: None, keep: true }))
}
