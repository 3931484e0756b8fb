//! Rotating a session's secret and ending sessions: each once, whoever else tries.

use hallpass::clock::{DAY, HOUR};
use hallpass::store::sessions::{self, Ending, Rotation};
use hallpass::store::users;
use uuid::Uuid;

use crate::fixture::{Fixture, NOW};
use crate::promise::{Promise, promise};
use crate::rows::{BYTES, SessionRow, UserRow};
use crate::sessions::live;

const KEPT: Ending<'static> = Ending { at: NOW, reason: "signed-out", by: None, keep: true };
const DELETED: Ending<'static> = Ending { keep: false, ..KEPT };

/// To a new secret, with nothing of the old one going on.
const ROTATION: Rotation<'static> = Rotation {
    from: &BYTES,
    to: &[1; 32],
    previous: None,
    auth_epoch: None,
    key_id: 0,
    ip: None,
    user_agent: None,
    at: NOW,
};

pub fn promises() -> Vec<Promise> {
    vec![
        promise(a_rotation_changes_the_secret_and_keeps_the_previous_one),
        promise(a_rotation_can_let_nothing_go_on),
        promise(the_one_session_that_outlives_a_change_takes_on_the_new_epoch),
        promise(a_second_rotation_of_the_same_secret_is_refused),
        promise(of_twenty_rotations_at_once_one_wins),
        promise(an_ended_session_is_not_rotated),
        promise(an_end_keeps_when_why_and_by_whom),
        promise(a_session_ends_once),
        promise(of_twenty_ends_at_once_one_counts),
        promise(nobody_ends_another_users_session),
        promise(without_history_an_end_leaves_no_row),
        promise(without_history_an_ended_row_stays),
        promise(ending_the_others_spares_the_kept_one_and_those_that_ran_out),
        promise(ending_all_spares_those_that_ran_out),
        promise(ending_all_without_history_leaves_none),
        promise(a_stretch_of_everybodys_is_ended_but_for_one_and_those_that_are_over),
        promise(a_stretch_ended_without_history_leaves_none),
    ]
}

fn a_rotation_changes_the_secret_and_keeps_the_previous_one(fixture: &Fixture) {
    let session = fixture.session(&fixture.user("ada"));
    let other = fixture.session(&fixture.user("eve"));
    assert_eq!(rotate(fixture, &session, BYTES, [1; 32], Some(BYTES)), 1);
    let expected = SessionRow {
        secret_hash: vec![1; 32],
        previous_secret_hash: Some(BYTES.to_vec()),
        rotated_at: Some(NOW + 5),
        authenticated_at: NOW + 5,
        last_seen_at: NOW + 5,
        key_id: 9,
        ..session.clone()
    };
    assert_eq!(fixture.session_now(&session), Some(expected));
    assert_eq!(fixture.session_now(&other), Some(other));
}

fn a_rotation_can_let_nothing_go_on(fixture: &Fixture) {
    let session = fixture.session_with(&fixture.user("ada"), |s| s.previous_secret_hash = Some(vec![7; 32]));
    assert_eq!(rotate(fixture, &session, BYTES, [1; 32], None), 1);
    let now = fixture.session_now(&session).expect("the session");
    assert_eq!((now.secret_hash, now.previous_secret_hash), (vec![1; 32], None));
}

fn the_one_session_that_outlives_a_change_takes_on_the_new_epoch(fixture: &Fixture) {
    let ada = fixture.user("ada");
    let (session, other) = (fixture.session(&ada), fixture.session(&ada));
    let (user, id, epoch) = (ada.uuid(), session.uuid(), ada.auth_epoch);
    assert_eq!(fixture.write(move |c| users::change_password(c, user, epoch, "new")), 1);
    assert!(live(fixture, &session, NOW).is_none() && live(fixture, &other, NOW).is_none());
    fixture.write(move |c| {
        let rotation = Rotation { auth_epoch: Some(epoch + 1), ..ROTATION };
        sessions::rotate(c, id, &rotation)
    });
    assert!(live(fixture, &session, NOW).is_some() && live(fixture, &other, NOW).is_none());
}

fn a_second_rotation_of_the_same_secret_is_refused(fixture: &Fixture) {
    let session = fixture.session(&fixture.user("ada"));
    assert_eq!(rotate(fixture, &session, BYTES, [1; 32], Some(BYTES)), 1);
    let rotated = fixture.session_now(&session);
    assert_eq!(rotate(fixture, &session, BYTES, [2; 32], Some(BYTES)), 0);
    assert_eq!(fixture.session_now(&session), rotated);
}

fn of_twenty_rotations_at_once_one_wins(fixture: &Fixture) {
    let session = fixture.session(&fixture.user("ada"));
    let id = session.uuid();
    let done = fixture.write_at_once(20, |n| {
        let to = [u8::try_from(n).expect("small"); 32];
        move |c| {
            let rotation = Rotation { to: &to, previous: Some(&BYTES), ..ROTATION };
            sessions::rotate(c, id, &rotation)
        }
    });
    assert_eq!(done.iter().sum::<usize>(), 1);
    let winner = u8::try_from(done.iter().position(|count| *count == 1).expect("one")).expect("small");
    assert_eq!(fixture.session_now(&session).map(|s| s.secret_hash), Some(vec![winner; 32]));
}

fn an_ended_session_is_not_rotated(fixture: &Fixture) {
    let session = fixture.session_with(&fixture.user("ada"), |s| s.ended_at = Some(NOW));
    assert_eq!(rotate(fixture, &session, BYTES, [1; 32], Some(BYTES)), 0);
    assert_eq!(fixture.session_now(&session), Some(session));
}

fn an_end_keeps_when_why_and_by_whom(fixture: &Fixture) {
    let (ada, boss) = (fixture.user("ada"), fixture.user("boss"));
    for by in [None, Some(boss.uuid())] {
        let session = fixture.session_with(&ada, |s| s.previous_secret_hash = Some(vec![3; 32]));
        assert_eq!(end(fixture, &session, &ada, Ending { at: NOW + 1, reason: "admin", by, keep: true }), 1);
        let expected = SessionRow {
            previous_secret_hash: None,
            ended_at: Some(NOW + 1),
            end_reason: Some("admin".into()),
            ended_by: by.map(|by| by.as_bytes().to_vec()),
            ..session.clone()
        };
        assert_eq!(fixture.session_now(&session), Some(expected));
        assert!(live(fixture, &session, NOW + 1).is_none());
    }
}

fn a_session_ends_once(fixture: &Fixture) {
    let ada = fixture.user("ada");
    let session = fixture.session(&ada);
    assert_eq!(end(fixture, &session, &ada, KEPT), 1);
    let ended = fixture.session_now(&session);
    assert_eq!(end(fixture, &session, &ada, Ending { at: NOW + 1, reason: "admin", ..KEPT }), 0);
    assert_eq!(fixture.session_now(&session), ended);
}

fn of_twenty_ends_at_once_one_counts(fixture: &Fixture) {
    let ada = fixture.user("ada");
    for ending in [KEPT, DELETED] {
        let (id, ada) = (fixture.session(&ada).uuid(), ada.uuid());
        let done = fixture.write_at_once(20, |_| move |c| sessions::end(c, id, ada, ending));
        assert_eq!(done.iter().sum::<usize>(), 1);
    }
}

fn nobody_ends_another_users_session(fixture: &Fixture) {
    let (ada, eve) = (fixture.user("ada"), fixture.user("eve"));
    let session = fixture.session(&ada);
    for ending in [KEPT, DELETED] {
        assert_eq!(end(fixture, &session, &eve, ending), 0);
        let (id, eve) = (Uuid::now_v7(), eve.uuid());
        assert_eq!(fixture.write(move |c| sessions::end_others(c, id, eve, ending)), 0);
        assert_eq!(fixture.write(move |c| sessions::end_all(c, eve, ending)), 0);
    }
    assert_eq!(fixture.session_now(&session), Some(session));
}

fn without_history_an_end_leaves_no_row(fixture: &Fixture) {
    let ada = fixture.user("ada");
    let (session, other) = (fixture.session(&ada), fixture.session(&ada));
    assert_eq!(end(fixture, &session, &ada, DELETED), 1);
    assert_eq!(end(fixture, &session, &ada, DELETED), 0);
    assert_eq!(fixture.session_now(&session), None);
    assert_eq!(fixture.session_now(&other), Some(other));
}

fn without_history_an_ended_row_stays(fixture: &Fixture) {
    let ada = fixture.user("ada");
    let session = fixture.session_with(&ada, |s| s.ended_at = Some(NOW - DAY));
    assert_eq!(end(fixture, &session, &ada, DELETED), 0);
    assert_eq!(fixture.session_now(&session), Some(session), "from when there was one: the sweeper's");
}

fn ending_the_others_spares_the_kept_one_and_those_that_ran_out(fixture: &Fixture) {
    for ending in [KEPT, DELETED] {
        let ada = fixture.user(if ending.keep { "ada" } else { "bea" });
        let kept = fixture.session(&ada);
        let others = [fixture.session(&ada), fixture.session(&ada)];
        let spared = [kept.clone(), fixture.session(&fixture.user(if ending.keep { "eve" } else { "fay" }))];
        let over = over(fixture, &ada);
        let (kept, user) = (kept.uuid(), ada.uuid());
        assert_eq!(fixture.write(move |c| sessions::end_others(c, kept, user, ending)), 2);
        assert_over(fixture, &others, ending);
        for session in spared.into_iter().chain(over) {
            assert_eq!(fixture.session_now(&session), Some(session));
        }
        assert_eq!(fixture.write(move |c| sessions::end_others(c, kept, user, ending)), 0);
    }
}

fn ending_all_spares_those_that_ran_out(fixture: &Fixture) {
    let ada = fixture.user("ada");
    let all = [fixture.session(&ada), fixture.session(&ada)];
    let over = over(fixture, &ada);
    let others = fixture.session(&fixture.user("eve"));
    let user = ada.uuid();
    assert_eq!(fixture.write(move |c| sessions::end_all(c, user, KEPT)), 2);
    assert_over(fixture, &all, KEPT);
    for session in over.into_iter().chain([others]) {
        assert_eq!(fixture.session_now(&session), Some(session));
    }
}

fn ending_all_without_history_leaves_none(fixture: &Fixture) {
    let ada = fixture.user("ada");
    let all = [fixture.session(&ada), fixture.session(&ada)];
    let user = ada.uuid();
    assert_eq!(fixture.write(move |c| sessions::end_all(c, user, DELETED)), 2);
    assert_over(fixture, &all, DELETED);
}

/// Ended earlier, past its absolute end, silent for too long.
fn over(fixture: &Fixture, user: &UserRow) -> [SessionRow; 3] {
    [
        fixture.session_with(user, |s| (s.ended_at, s.end_reason) = (Some(NOW - 1), Some("displaced".into()))),
        fixture.session_with(user, |s| (s.expires_at, s.idle_timeout) = (NOW, DAY)),
        fixture.session_with(user, |s| s.last_seen_at = NOW - HOUR),
    ]
}

fn assert_over(fixture: &Fixture, sessions: &[SessionRow], ending: Ending<'_>) {
    for session in sessions {
        let now = fixture.session_now(session).map(|s| (s.ended_at, s.end_reason));
        assert_eq!(now, ending.keep.then(|| (Some(ending.at), Some(ending.reason.to_owned()))));
    }
}

fn end(fixture: &Fixture, session: &SessionRow, user: &UserRow, ending: Ending<'static>) -> usize {
    let (id, user_id) = (session.uuid(), user.uuid());
    fixture.write(move |c| sessions::end(c, id, user_id, ending))
}

fn rotate(fixture: &Fixture, session: &SessionRow, from: [u8; 32], to: [u8; 32], previous: Option<[u8; 32]>) -> usize {
    let id = session.uuid();
    fixture.write(move |c| {
        let previous = previous.as_ref().map(<[u8; 32]>::as_slice);
        sessions::rotate(c, id, &Rotation { from: &from, to: &to, previous, key_id: 9, at: NOW + 5, ..ROTATION })
    })
}

fn a_stretch_of_everybodys_is_ended_but_for_one_and_those_that_are_over(fixture: &Fixture) {
    let (ada, eve) = (fixture.user("ada"), fixture.user("eve"));
    let before = fixture.session(&ada);
    let (first, kept) = (fixture.session(&eve), fixture.session(&ada));
    let ended = fixture.session_with(&ada, |s| (s.ended_at, s.end_reason) = (Some(NOW - 9), Some("replaced".into())));
    let expired = fixture.session_with(&ada, |s| s.expires_at = NOW);
    let silent = fixture.session_with(&eve, |s| s.last_seen_at = NOW - HOUR);
    let second = fixture.session_with(&ada, |s| s.previous_secret_hash = Some(vec![1]));
    let (another, end) = (fixture.session(&fixture.user("zoe")), fixture.session(&eve));
    let ending = Ending { reason: "admin", by: Some(eve.uuid()), ..KEPT };
    let (from, to, kept_id) = (first.uuid(), end.uuid(), kept.uuid());
    let of = [ada.uuid(), eve.uuid()];
    let done = fixture.write_at_once(5, |_| move |c| sessions::end_between(c, (from, to), &of, kept_id, ending));
    assert_eq!(done.iter().sum::<usize>(), 2, "each once");
    for session in [first, second] {
        let expected = SessionRow {
            ended_at: Some(NOW),
            end_reason: Some("admin".into()),
            ended_by: Some(eve.id.clone()),
            previous_secret_hash: None,
            ..session
        };
        assert_eq!(fixture.session_now(&expected).as_ref(), Some(&expected));
    }
    for untouched in [before, kept, ended, expired, silent, another, end] {
        assert_eq!(fixture.session_now(&untouched), Some(untouched));
    }
}

fn a_stretch_ended_without_history_leaves_none(fixture: &Fixture) {
    let ada = fixture.user("ada");
    let (live, kept) = (fixture.session(&ada), fixture.session(&ada));
    let over = fixture.session_with(&ada, |s| s.expires_at = NOW - DAY);
    let (id, user) = (kept.uuid(), ada.uuid());
    assert_eq!(fixture.write(move |c| sessions::end_between(c, (Uuid::nil(), Uuid::max()), &[user], id, DELETED)), 1);
    assert_eq!(fixture.session_now(&live), None);
    assert!(fixture.session_now(&kept).is_some() && fixture.session_now(&over).is_some());
}
