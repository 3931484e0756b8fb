//! Grants: what a provider gave with a session. Found by what the provider calls it, renewed by one server at a time,
//! and emptied when the session is over.

use diesel::prelude::*;
use hallpass::clock::{DAY, HOUR, MINUTE, Seconds, Timestamp};
use hallpass::db::schema::grants as table;
use hallpass::store::grants::{self, NewGrant, SealedTokens};
use hallpass::store::sessions::{self, Ending};
use hallpass::store::users;
use uuid::Uuid;

use crate::fixture::{Fixture, NOW};
use crate::promise::{Promise, promise};
use crate::rows::{SessionRow, UserRow};

const ISSUER: &str = "https://id.example.org";
/// How long a claim counts.
const CLAIM: Seconds = 30;
/// No session.
const NONE: [Uuid; 0] = [];

pub fn promises() -> Vec<Promise> {
    vec![
        promise(a_grant_is_kept_as_given),
        promise(a_grant_without_a_session_is_an_error),
        promise(a_session_has_one_grant),
        promise(a_grant_goes_with_the_row_of_its_session),
        promise(a_deleted_users_grants_are_gone_and_nobody_elses),
        promise(a_deleted_grant_is_gone_and_its_session_is_not),
        promise(sessions_are_found_by_sid_by_subject_and_by_both_together),
        promise(sessions_are_found_by_exactly_what_the_provider_calls_them),
        promise(sessions_of_another_issuer_are_not_found),
        promise(sessions_that_were_ended_are_not_found),
        promise(sessions_are_found_in_the_order_of_users_and_then_of_sessions),
        promise(due_are_those_asked_for_whose_time_has_come),
        promise(ten_thousand_can_be_asked_for_at_once),
        promise(a_grant_is_claimed_by_one_of_twenty_at_once_and_again_when_that_ran_out),
        promise(a_claimed_grant_is_not_due_until_the_claim_ran_out),
        promise(a_grant_that_is_not_due_cannot_be_claimed),
        promise(new_tokens_replace_the_old_ones_and_end_the_claim),
        promise(tokens_that_are_never_to_be_renewed_are_never_due),
        promise(nothing_is_renewed_where_no_tokens_are_kept),
        promise(whoever_has_lost_the_claim_changes_nothing),
        promise(a_renewal_that_was_put_off_is_due_then_and_nobodys),
        promise(a_renewal_that_was_given_up_is_never_due_and_the_tokens_stay),
        promise(tokens_of_sessions_that_are_over_are_forgotten_and_no_others),
        promise(tokens_are_forgotten_so_many_at_a_time),
        promise(a_renewal_that_ends_after_tokens_were_forgotten_keeps_nothing),
    ]
}

fn a_grant_is_kept_as_given(fixture: &Fixture) {
    let ada = fixture.user("ada");
    let full = grant_with(fixture, &fixture.session(&ada), |g| g.sid = Some("s1".into()));
    let empty = grant_with(fixture, &fixture.session(&ada), |g| {
        (g.sealed, g.key_id, g.renew_at) = (None, None, None);
    });
    for row in [full, empty] {
        assert_eq!(now(fixture, &row).as_ref(), Some(&row));
        let id = row.uuid();
        let found = fixture.read(move |c| grants::of_session(c, id)).expect("the grant");
        assert_eq!((found.session_id(), found.user_id()), (id, ada.uuid()));
        assert_eq!((found.provider, found.issuer, found.subject), (row.provider, row.issuer, row.subject));
        assert_eq!((found.sid, found.sealed), (row.sid, row.sealed));
        assert_eq!((found.key_id, found.renew_at), (row.key_id, row.renew_at));
    }
    let without = fixture.session(&ada).uuid();
    assert!(fixture.read(move |c| grants::of_session(c, without)).is_none());
}

fn a_grant_without_a_session_is_an_error(fixture: &Fixture) {
    let row = Row::of(&SessionRow::of(&fixture.user("ada")));
    assert!(!try_to_insert(fixture, &row));
    assert_eq!(now(fixture, &row), None);
}

fn a_session_has_one_grant(fixture: &Fixture) {
    let session = fixture.session(&fixture.user("ada"));
    let first = grant(fixture, &session);
    assert!(!try_to_insert(fixture, &Row { subject: "8".into(), sid: Some("s2".into()), ..Row::of(&session) }));
    assert_eq!(now(fixture, &first), Some(first));
}

fn a_grant_goes_with_the_row_of_its_session(fixture: &Fixture) {
    let ada = fixture.user("ada");
    let (deleted, ended) = (fixture.session(&ada), fixture.session(&ada));
    let (gone, kept) = (grant(fixture, &deleted), grant(fixture, &ended));
    end(fixture, &deleted, false);
    end(fixture, &ended, true);
    assert_eq!(now(fixture, &gone), None);
    assert_eq!(now(fixture, &kept), Some(kept));
}

fn a_deleted_users_grants_are_gone_and_nobody_elses(fixture: &Fixture) {
    let (ada, eve) = (fixture.user("ada"), fixture.user("eve"));
    let (gone, kept) = (grant(fixture, &fixture.session(&ada)), grant(fixture, &fixture.session(&eve)));
    let id = ada.uuid();
    assert_eq!(fixture.write(move |c| users::delete(c, id)), 1);
    assert_eq!(now(fixture, &gone), None);
    assert_eq!(sessions_of(fixture, ISSUER, None, Some("7")), [(kept.uuid(), eve.uuid())]);
    assert_eq!(now(fixture, &kept), Some(kept));
}

fn a_deleted_grant_is_gone_and_its_session_is_not(fixture: &Fixture) {
    let ada = fixture.user("ada");
    let session = fixture.session(&ada);
    let (gone, kept) = (grant(fixture, &session), grant(fixture, &fixture.session(&ada)));
    let id = gone.uuid();
    assert_eq!(fixture.write(move |c| grants::delete(c, id)), 1);
    assert_eq!(fixture.write(move |c| grants::delete(c, id)), 0);
    assert_eq!(now(fixture, &gone), None);
    assert_eq!(now(fixture, &kept), Some(kept));
    assert_eq!(fixture.session_now(&session).as_ref(), Some(&session));
    assert!(try_to_insert(fixture, &Row::of(&session)), "it can have another");
}

fn sessions_are_found_by_sid_by_subject_and_by_both_together(fixture: &Fixture) {
    let ada = fixture.user("ada");
    let first = started(fixture, &ada, Some("s1"), "7");
    let second = started(fixture, &ada, Some("s2"), "7");
    let unnamed = started(fixture, &ada, None, "7");
    let other = started(fixture, &ada, Some("s1"), "8");
    for (sid, subject, expected) in [
        (Some("s1"), None, vec![first, other]),
        (Some("s2"), None, vec![second]),
        (Some("s3"), None, vec![]),
        (None, Some("7"), vec![first, second, unnamed]),
        (None, Some("8"), vec![other]),
        (None, Some("9"), vec![]),
        (Some("s1"), Some("7"), vec![first, unnamed]),
        (Some("s1"), Some("8"), vec![other]),
        (Some("s2"), Some("8"), vec![]),
        (Some("s3"), Some("7"), vec![unnamed]),
        (None, None, vec![]),
    ] {
        assert_eq!(sessions_of(fixture, ISSUER, sid, subject), expected, "{sid:?} {subject:?}");
    }
}

fn sessions_are_found_by_exactly_what_the_provider_calls_them(fixture: &Fixture) {
    let ada = fixture.user("ada");
    let session = started(fixture, &ada, Some("Sid"), "Ada");
    assert_eq!(sessions_of(fixture, ISSUER, Some("Sid"), Some("Ada")), [session]);
    for other in ["sid", "Sid ", " Sid", "Si", "%", "", "Ada"] {
        assert!(sessions_of(fixture, ISSUER, Some(other), None).is_empty(), "{other:?}");
    }
    for other in ["ada", "Ada ", " Ada", "Ad", "%", "", "Sid"] {
        assert!(sessions_of(fixture, ISSUER, None, Some(other)).is_empty(), "{other:?}");
    }
}

fn sessions_of_another_issuer_are_not_found(fixture: &Fixture) {
    let ada = fixture.user("ada");
    let other = "https://other.example";
    let ours = started(fixture, &ada, Some("s1"), "7");
    let session = fixture.session(&ada);
    let theirs = grant_with(fixture, &session, |g| (g.issuer, g.sid) = (other.into(), Some("s1".into())));
    for (sid, subject) in [(Some("s1"), None), (None, Some("7")), (Some("s1"), Some("7"))] {
        assert_eq!(sessions_of(fixture, ISSUER, sid, subject), [ours], "{sid:?} {subject:?}");
        assert_eq!(sessions_of(fixture, other, sid, subject), [(theirs.uuid(), ada.uuid())], "{sid:?} {subject:?}");
        for issuer in ["https://id.example.org/", "https://ID.example.org", "https://id.example.org ", "work", ""] {
            assert!(sessions_of(fixture, issuer, sid, subject).is_empty(), "{issuer:?} {sid:?} {subject:?}");
        }
    }
}

fn sessions_that_were_ended_are_not_found(fixture: &Fixture) {
    let ada = fixture.user("ada");
    let (ended, live) = (fixture.session(&ada), fixture.session(&ada));
    for session in [&ended, &live] {
        grant_with(fixture, session, |g| g.sid = Some("s1".into()));
    }
    end(fixture, &ended, true);
    for (sid, subject) in [(Some("s1"), None), (None, Some("7")), (Some("s1"), Some("7"))] {
        assert_eq!(sessions_of(fixture, ISSUER, sid, subject), [(live.uuid(), ada.uuid())], "{sid:?} {subject:?}");
    }
}

/// Whoever locks users does so in one order everywhere.
fn sessions_are_found_in_the_order_of_users_and_then_of_sessions(fixture: &Fixture) {
    let (ada, eve) = (fixture.user("ada"), fixture.user("eve"));
    // Each has sessions before and after the other's.
    let sessions = [&eve, &ada, &ada, &eve].map(|user| (fixture.session(user), user.uuid()));
    for (session, _) in sessions.iter().rev() {
        grant_with(fixture, session, |g| g.sid = Some("s1".into()));
    }
    let [eves_first, adas_first, adas_last, eves_last] = sessions.map(|(session, user)| (session.uuid(), user));
    let expected = [adas_first, adas_last, eves_first, eves_last];
    assert_eq!(sessions_of(fixture, ISSUER, Some("s1"), None), expected);
    assert_eq!(sessions_of(fixture, ISSUER, None, Some("7")), expected);
}

fn due_are_those_asked_for_whose_time_has_come(fixture: &Fixture) {
    let ada = fixture.user("ada");
    let at = |renew_at| grant_with(fixture, &fixture.session(&ada), |g| g.renew_at = renew_at);
    let (soon, later, never, other) = (at(Some(NOW + 90)), at(Some(NOW + 91)), at(None), at(Some(NOW)));
    let of = [&soon, &later, &never];
    assert_eq!(due(fixture, &of, NOW + 89, NOW), NONE);
    assert_eq!(due(fixture, &of, NOW + 90, NOW), [soon.uuid()]);
    assert_eq!(due(fixture, &of, NOW + 91, NOW), [soon.uuid(), later.uuid()]);
    assert_eq!(due(fixture, &of, Timestamp::MAX, NOW), [soon.uuid(), later.uuid()], "one of them never");
    assert_eq!(due(fixture, &[&other], NOW, NOW), [other.uuid()]);
    assert_eq!(due(fixture, &[], NOW, NOW), NONE);
    assert_eq!(due(fixture, &[&Row::of(&SessionRow::of(&ada))], NOW, NOW), NONE, "of no session");
}

fn ten_thousand_can_be_asked_for_at_once(fixture: &Fixture) {
    let id = grant(fixture, &fixture.session(&fixture.user("ada"))).uuid();
    let mut of: Vec<Uuid> = (1..10_000).map(Uuid::from_u128).collect();
    of.push(id);
    let due = fixture.read(move |c| grants::due(c, &of, NOW, NOW));
    assert_eq!(due.into_iter().map(|(session, _)| session).collect::<Vec<_>>(), [id]);
}

fn a_grant_is_claimed_by_one_of_twenty_at_once_and_again_when_that_ran_out(fixture: &Fixture) {
    let ada = fixture.user("ada");
    let (row, other) = (grant(fixture, &fixture.session(&ada)), grant(fixture, &fixture.session(&ada)));
    let id = row.uuid();
    for at in [NOW, NOW + CLAIM] {
        let done = fixture.write_at_once(20, |_| move |c| grants::claim(c, id, NOW, at, at + CLAIM));
        assert_eq!(done.iter().sum::<usize>(), 1);
        assert_eq!(now(fixture, &row), Some(Row { claimed_until: Some(at + CLAIM), ..row.clone() }));
    }
    assert_eq!(now(fixture, &other), Some(other));
}

fn a_claimed_grant_is_not_due_until_the_claim_ran_out(fixture: &Fixture) {
    let row = grant(fixture, &fixture.session(&fixture.user("ada")));
    assert_eq!(claim(fixture, &row, NOW, NOW), 1);
    assert_eq!(due(fixture, &[&row], NOW, NOW + CLAIM - 1), NONE);
    assert_eq!(claim(fixture, &row, NOW, NOW + CLAIM - 1), 0);
    assert_eq!(due(fixture, &[&row], NOW, NOW + CLAIM), [row.uuid()]);
    assert_eq!(claim(fixture, &row, NOW, NOW + CLAIM), 1);
    assert_eq!(due(fixture, &[&row], NOW, NOW + 2 * CLAIM - 1), NONE, "counted from the second");
}

fn a_grant_that_is_not_due_cannot_be_claimed(fixture: &Fixture) {
    let ada = fixture.user("ada");
    let at = |renew_at| grant_with(fixture, &fixture.session(&ada), |g| g.renew_at = renew_at);
    for row in [at(Some(NOW + 91)), at(None)] {
        assert_eq!(claim(fixture, &row, NOW + 90, NOW), 0);
        assert_eq!(now(fixture, &row), Some(row));
    }
    assert_eq!(claim(fixture, &Row::of(&SessionRow::of(&ada)), NOW, NOW), 0, "of no session");
}

fn new_tokens_replace_the_old_ones_and_end_the_claim(fixture: &Fixture) {
    let ada = fixture.user("ada");
    let row = grant_with(fixture, &fixture.session(&ada), |g| g.sid = Some("s1".into()));
    let other = grant(fixture, &fixture.session(&ada));
    assert_eq!(claim(fixture, &row, NOW, NOW), 1);
    assert_eq!(renew(fixture, &row, Some(NOW + HOUR)), 1);
    let expected = Row { sealed: Some(vec![0xff, 0x00]), key_id: Some(9), renew_at: Some(NOW + HOUR), ..row.clone() };
    assert_eq!(now(fixture, &row), Some(expected));
    assert_eq!(now(fixture, &other), Some(other));
    assert_eq!(due(fixture, &[&row], NOW + HOUR - 1, NOW), NONE);
    assert_eq!(due(fixture, &[&row], NOW + HOUR, NOW), [row.uuid()], "nobody's again");
}

fn tokens_that_are_never_to_be_renewed_are_never_due(fixture: &Fixture) {
    let row = grant(fixture, &fixture.session(&fixture.user("ada")));
    assert_eq!(claim(fixture, &row, NOW, NOW), 1);
    assert_eq!(renew(fixture, &row, None), 1);
    assert_eq!(due(fixture, &[&row], Timestamp::MAX, NOW), NONE);
    assert_eq!(claim(fixture, &row, Timestamp::MAX, NOW), 0);
}

fn nothing_is_renewed_where_no_tokens_are_kept(fixture: &Fixture) {
    let ada = fixture.user("ada");
    let row = grant_with(fixture, &fixture.session(&ada), |g| {
        (g.sealed, g.key_id, g.renew_at) = (None, None, None);
    });
    assert_eq!(renew(fixture, &row, Some(NOW + HOUR)), 0);
    assert_eq!(now(fixture, &row), Some(row));
    assert_eq!(renew(fixture, &Row::of(&SessionRow::of(&ada)), Some(NOW + HOUR)), 0, "of no session");
}

fn whoever_has_lost_the_claim_changes_nothing(fixture: &Fixture) {
    let row = grant(fixture, &fixture.session(&fixture.user("ada")));
    let id = row.uuid();
    let holds = |until| fixture.read(move |c| grants::is_claimed(c, id, until));
    assert_eq!(claim(fixture, &row, NOW, NOW), 1);
    assert!(holds(NOW + CLAIM) && !holds(NOW + CLAIM - 1));
    // It ran out, and another server has it now.
    assert_eq!(claim(fixture, &row, NOW, NOW + CLAIM), 1);
    assert!(!holds(NOW + CLAIM) && holds(NOW + 2 * CLAIM));
    assert_eq!(renew(fixture, &row, Some(NOW + HOUR)), 0);
    assert_eq!(put_off(fixture, &row, None), 0);
    let kept = now(fixture, &row).expect("the row stays");
    assert_eq!((kept.sealed, kept.renew_at), (row.sealed, row.renew_at));
}

fn a_renewal_that_was_put_off_is_due_then_and_nobodys(fixture: &Fixture) {
    let ada = fixture.user("ada");
    let (row, other) = (grant(fixture, &fixture.session(&ada)), grant(fixture, &fixture.session(&ada)));
    assert_eq!(claim(fixture, &row, NOW, NOW), 1);
    assert_eq!(put_off(fixture, &row, Some(NOW + MINUTE)), 1);
    assert_eq!(now(fixture, &row), Some(Row { renew_at: Some(NOW + MINUTE), ..row.clone() }));
    assert_eq!(now(fixture, &other), Some(other));
    assert_eq!(due(fixture, &[&row], NOW + MINUTE - 1, NOW), NONE);
    assert_eq!(due(fixture, &[&row], NOW + MINUTE, NOW), [row.uuid()]);
    assert_eq!(claim(fixture, &row, NOW + MINUTE, NOW), 1);
}

fn a_renewal_that_was_given_up_is_never_due_and_the_tokens_stay(fixture: &Fixture) {
    let ada = fixture.user("ada");
    let row = grant(fixture, &fixture.session(&ada));
    assert_eq!(claim(fixture, &row, NOW, NOW), 1);
    assert_eq!(put_off(fixture, &row, None), 1);
    assert_eq!(now(fixture, &row), Some(Row { renew_at: None, ..row.clone() }));
    assert_eq!(due(fixture, &[&row], Timestamp::MAX, NOW), NONE);
    assert_eq!(claim(fixture, &row, Timestamp::MAX, NOW), 0);
    assert_eq!(put_off(fixture, &Row::of(&SessionRow::of(&ada)), None), 0, "of no session");
}

fn tokens_of_sessions_that_are_over_are_forgotten_and_no_others(fixture: &Fixture) {
    let ada = fixture.user("ada");
    let named = |session: SessionRow| grant_with(fixture, &session, |g| g.sid = Some("s1".into()));
    let over = over(fixture, &ada).map(named);
    let live = [
        fixture.session(&ada),
        fixture.session_with(&ada, |s| (s.expires_at, s.idle_timeout) = (NOW + 1, DAY)),
        fixture.session_with(&ada, |s| s.last_seen_at = NOW - HOUR + 1),
    ]
    .map(named);
    assert_eq!(forget_over(fixture, 10), 3);
    assert_eq!(forget_over(fixture, 10), 0);
    for row in over {
        let emptied = Row { sealed: None, key_id: None, renew_at: None, ..row.clone() };
        assert_eq!(now(fixture, &row), Some(emptied));
    }
    for row in live {
        assert_eq!(now(fixture, &row), Some(row));
    }
}

fn tokens_are_forgotten_so_many_at_a_time(fixture: &Fixture) {
    let ada = fixture.user("ada");
    // Neither counts: one goes on, of the other nothing is kept.
    grant(fixture, &fixture.session(&ada));
    let ended = fixture.session_with(&ada, |s| s.ended_at = Some(NOW - 1));
    grant_with(fixture, &ended, |g| (g.sealed, g.key_id, g.renew_at) = (None, None, None));
    for session in over(fixture, &ada) {
        grant(fixture, &session);
    }
    assert_eq!(forget_over(fixture, 2), 2);
    assert_eq!(forget_over(fixture, 2), 1);
    assert_eq!(forget_over(fixture, 2), 0);
}

fn a_renewal_that_ends_after_tokens_were_forgotten_keeps_nothing(fixture: &Fixture) {
    let session = fixture.session(&fixture.user("ada"));
    let row = grant(fixture, &session);
    assert_eq!(claim(fixture, &row, NOW, NOW), 1);
    end(fixture, &session, true);
    assert_eq!(forget_over(fixture, 10), 1);
    assert_eq!(renew(fixture, &row, Some(NOW + HOUR)), 0);
    let kept = now(fixture, &row).expect("the row stays");
    assert_eq!((kept.sealed, kept.key_id, kept.renew_at), (None, None, None));
    assert_eq!(forget_over(fixture, 10), 0);
}

/// A whole row of the table.
#[derive(Clone, Debug, PartialEq, Eq, Queryable)]
struct Row {
    session_id: Vec<u8>,
    user_id: Vec<u8>,
    provider: String,
    issuer: String,
    subject: String,
    sid: Option<String>,
    sealed: Option<Vec<u8>>,
    key_id: Option<i64>,
    renew_at: Option<Timestamp>,
    claimed_until: Option<Timestamp>,
}

impl Row {
    /// One of [`ISSUER`] whose tokens are to be renewed now.
    fn of(session: &SessionRow) -> Self {
        Self {
            session_id: session.id.clone(),
            user_id: session.user_id.clone(),
            provider: "work".into(),
            issuer: ISSUER.into(),
            subject: "7".into(),
            sid: None,
            sealed: Some(vec![0x00, 0xff]),
            key_id: Some(-3),
            renew_at: Some(NOW),
            claimed_until: None,
        }
    }

    /// Its session.
    fn uuid(&self) -> Uuid {
        Uuid::from_slice(&self.session_id).expect("an id")
    }
}

fn new(row: &Row) -> NewGrant<'_> {
    NewGrant {
        session_id: &row.session_id,
        user_id: &row.user_id,
        provider: &row.provider,
        issuer: &row.issuer,
        subject: &row.subject,
        sid: row.sid.as_deref(),
        sealed: row.sealed.as_deref(),
        key_id: row.key_id,
        renew_at: row.renew_at,
    }
}

fn grant(fixture: &Fixture, session: &SessionRow) -> Row {
    grant_with(fixture, session, |_| ())
}

fn grant_with(fixture: &Fixture, session: &SessionRow, change: impl FnOnce(&mut Row)) -> Row {
    let mut row = Row::of(session);
    change(&mut row);
    assert!(try_to_insert(fixture, &row), "{row:?}");
    row
}

fn try_to_insert(fixture: &Fixture, row: &Row) -> bool {
    let row = row.clone();
    fixture.try_to_write(move |c| grants::insert(c, &new(&row))).is_ok()
}

/// A session with a grant, and whose it is.
fn started(fixture: &Fixture, user: &UserRow, sid: Option<&str>, subject: &str) -> (Uuid, Uuid) {
    let session = fixture.session(user);
    grant_with(fixture, &session, |g| (g.sid, g.subject) = (sid.map(Into::into), subject.into()));
    (session.uuid(), user.uuid())
}

/// Ended, at its absolute end, silent for too long.
fn over(fixture: &Fixture, user: &UserRow) -> [SessionRow; 3] {
    [
        fixture.session_with(user, |s| s.ended_at = Some(NOW - 1)),
        fixture.session_with(user, |s| (s.expires_at, s.idle_timeout) = (NOW, DAY)),
        fixture.session_with(user, |s| s.last_seen_at = NOW - HOUR),
    ]
}

fn end(fixture: &Fixture, session: &SessionRow, keep: bool) {
    let id = session.uuid();
    let user = Uuid::from_slice(&session.user_id).expect("an id");
    let ending = Ending { at: NOW, reason: "signed-out", by: None, keep };
    assert_eq!(fixture.write(move |c| sessions::end(c, id, user, ending)), 1);
}

/// The row as it is now; `None` when it is gone.
fn now(fixture: &Fixture, row: &Row) -> Option<Row> {
    let id = row.session_id.clone();
    fixture.read(move |c| table::table.find(id).get_result(c).optional())
}

fn sessions_of(
    fixture: &Fixture,
    issuer: &'static str,
    sid: Option<&'static str>,
    subject: Option<&'static str>,
) -> Vec<(Uuid, Uuid)> {
    fixture.read(move |c| grants::sessions_of(c, issuer, sid, subject))
}

/// In the order of sessions.
fn due(fixture: &Fixture, of: &[&Row], before: Timestamp, now: Timestamp) -> Vec<Uuid> {
    let of: Vec<Uuid> = of.iter().copied().map(Row::uuid).collect();
    let due = fixture.read(move |c| grants::due(c, &of, before, now));
    let mut due: Vec<Uuid> = due.into_iter().map(|(session, _)| session).collect();
    due.sort_unstable();
    due
}

fn claim(fixture: &Fixture, row: &Row, before: Timestamp, now: Timestamp) -> usize {
    let id = row.uuid();
    fixture.write(move |c| grants::claim(c, id, before, now, now + CLAIM))
}

fn renew(fixture: &Fixture, row: &Row, renew_at: Option<Timestamp>) -> usize {
    let id = row.uuid();
    let tokens = SealedTokens { sealed: vec![0xff, 0x00], key_id: 9, renew_at };
    fixture.write(move |c| grants::renew(c, id, NOW + CLAIM, &tokens))
}

fn put_off(fixture: &Fixture, row: &Row, renew_at: Option<Timestamp>) -> usize {
    let id = row.uuid();
    fixture.write(move |c| grants::put_off(c, id, NOW + CLAIM, renew_at))
}

fn forget_over(fixture: &Fixture, most: i64) -> usize {
    let over = fixture.read(move |c| grants::kept_over(c, NOW, most));
    fixture.write(move |c| grants::forget(c, &over))
}
