//! Sessions in lists, a user's and everybody's, and the deletion of those that have outlived the history.

use hallpass::clock::{DAY, HOUR, Timestamp};
use hallpass::store::sessions::{self, ListedRow, PlaceRow};
use uuid::Uuid;

use crate::fixture::{Fixture, NOW};
use crate::promise::{Promise, promise};
use crate::rows::{SessionRow, UserRow};

pub fn promises() -> Vec<Promise> {
    vec![
        promise(the_live_ones_are_listed_the_last_seen_first),
        promise(the_ended_ones_are_listed_the_last_ended_first),
        promise(those_that_ran_out_are_listed_for_each_reason),
        promise(each_session_is_in_exactly_one_list),
        promise(a_list_tells_what_the_row_holds),
        promise(a_list_is_as_long_as_asked_for_at_most),
        promise(nobodys_lists_are_empty),
        promise(a_sweep_deletes_only_what_was_over_before_the_horizon),
        promise(a_sweep_keeps_to_its_step),
        promise(many_sessions_are_swept_step_by_step),
        promise(there_is_no_step_past_the_last_session),
        promise(there_is_no_step_back_before_the_first_session),
        promise(everybodys_are_listed_the_newest_first_page_by_page),
        promise(everybodys_list_tells_whose_each_is_and_whether_its_user_still_counts),
        promise(those_within_a_stretch_that_are_not_over_are_told_with_their_users),
        promise(those_that_are_not_over_are_counted_stretch_by_stretch),
        promise(a_session_has_its_owner_over_or_not),
    ]
}

fn the_live_ones_are_listed_the_last_seen_first(fixture: &Fixture) {
    let ada = fixture.user("ada");
    let second = fixture.session_with(&ada, |s| s.last_seen_at = NOW - 2);
    let first = fixture.session_with(&ada, |s| s.last_seen_at = NOW - 1);
    let fourth = fixture.session_with(&ada, |s| s.last_seen_at = NOW - 3);
    let third = fixture.session_with(&ada, |s| s.last_seen_at = NOW - 3);
    fixture.session(&fixture.user("eve"));
    over(fixture, &ada);
    assert_eq!(ids(&live(fixture, &ada, NOW)), of(&[&first, &second, &third, &fourth]));
}

fn the_ended_ones_are_listed_the_last_ended_first(fixture: &Fixture) {
    let ada = fixture.user("ada");
    let ended = |at| fixture.session_with(&ada, |s| s.ended_at = Some(at));
    let (second, first, fourth, third) = (ended(NOW - 2), ended(NOW - 1), ended(NOW - 3), ended(NOW - 3));
    fixture.session(&ada);
    fixture.session_with(&fixture.user("eve"), |s| s.ended_at = Some(NOW));
    assert_eq!(ids(&list_ended(fixture, &ada, 10)), of(&[&first, &second, &third, &fourth]));
}

fn those_that_ran_out_are_listed_for_each_reason(fixture: &Fixture) {
    let ada = fixture.user("ada");
    let absolute = fixture.session_with(&ada, |s| (s.expires_at, s.last_seen_at) = (NOW, NOW - 1));
    let idle = fixture.session_with(&ada, |s| s.last_seen_at = NOW - HOUR);
    let older = fixture.session_with(&ada, |s| (s.auth_epoch, s.last_seen_at) = (ada.auth_epoch - 1, NOW - 2));
    fixture.session(&ada);
    fixture.session_with(&ada, |s| (s.ended_at, s.expires_at) = (Some(NOW - 1), NOW - 1));
    assert_eq!(ids(&expired(fixture, &ada, NOW, 10)), of(&[&absolute, &older, &idle]));
}

fn each_session_is_in_exactly_one_list(fixture: &Fixture) {
    let ada = fixture.user("ada");
    let mut all = vec![fixture.session(&ada)];
    all.extend(over(fixture, &ada));
    for now in [NOW - 1, NOW, NOW + HOUR - 1, NOW + HOUR, NOW + 12 * HOUR, NOW + 100 * DAY] {
        let mut listed = ids(&live(fixture, &ada, now));
        listed.extend(ids(&list_ended(fixture, &ada, 10)));
        listed.extend(ids(&expired(fixture, &ada, now, 10)));
        listed.sort();
        assert_eq!(listed, of(&all.iter().collect::<Vec<_>>()), "at {now}");
    }
}

fn a_list_tells_what_the_row_holds(fixture: &Fixture) {
    let ada = fixture.user("ada");
    let empty = fixture.session(&ada);
    let full = fixture.session_with(&ada, |s| {
        (s.created_at, s.last_seen_at, s.idle_timeout, s.expires_at) = (NOW - 9, NOW - 8, 70, NOW + 60);
        s.remember = true;
        s.methods = "pwd totp".into();
        s.ip = Some("192.0.2.1".into());
        s.user_agent = Some("first".into());
        s.last_ip = Some("192.0.2.2".into());
        s.last_user_agent = Some("last".into());
    });
    let listed = live(fixture, &ada, NOW);
    assert_eq!(listed.len(), 2);
    assert_tells(&listed[0], &empty);
    assert_tells(&listed[1], &full);
    assert_tells(&expired(fixture, &ada, NOW + 60, 1)[0], &full);
    let ended = fixture.session_with(&ada, |s| (s.ended_at, s.end_reason) = (Some(NOW), Some("replaced".into())));
    assert_tells(&list_ended(fixture, &ada, 1)[0], &ended);
}

fn a_list_is_as_long_as_asked_for_at_most(fixture: &Fixture) {
    let ada = fixture.user("ada");
    for _ in 0..3 {
        over(fixture, &ada);
    }
    assert_eq!((list_ended(fixture, &ada, 2).len(), list_ended(fixture, &ada, 9).len()), (2, 3));
    assert_eq!((expired(fixture, &ada, NOW, 4).len(), expired(fixture, &ada, NOW, 99).len()), (4, 9));
}

fn nobodys_lists_are_empty(fixture: &Fixture) {
    let nobody = UserRow::new("nobody");
    assert!(live(fixture, &nobody, NOW).is_empty());
    assert!(list_ended(fixture, &nobody, 9).is_empty());
    assert!(expired(fixture, &nobody, NOW, 9).is_empty());
}

fn a_sweep_deletes_only_what_was_over_before_the_horizon(fixture: &Fixture) {
    let ada = fixture.user("ada");
    let horizon = NOW - 90 * DAY;
    let swept = [
        fixture.session_with(&ada, |s| s.ended_at = Some(horizon - 1)),
        fixture.session_with(&ada, |s| (s.expires_at, s.idle_timeout) = (horizon - 1, DAY * 999)),
        fixture.session_with(&ada, |s| (s.last_seen_at, s.idle_timeout) = (horizon - 61, 60)),
    ];
    let kept = [
        fixture.session(&ada),
        fixture.session_with(&ada, |s| s.ended_at = Some(horizon)),
        fixture.session_with(&ada, |s| (s.expires_at, s.idle_timeout) = (horizon, DAY * 999)),
        fixture.session_with(&ada, |s| (s.last_seen_at, s.idle_timeout) = (horizon - 60, 60)),
        fixture.session_with(&ada, |s| (s.ended_at, s.created_at) = (Some(NOW), 0)),
    ];
    assert_eq!(fixture.write(move |c| sessions::sweep(c, Uuid::nil(), Uuid::max(), horizon)), 3);
    for session in swept {
        assert_eq!(fixture.session_now(&session), None);
    }
    for session in kept {
        assert_eq!(fixture.session_now(&session), Some(session));
    }
}

fn a_sweep_keeps_to_its_step(fixture: &Fixture) {
    let ada = fixture.user("ada");
    let all: Vec<_> = (0..4).map(|_| fixture.session_with(&ada, |s| s.ended_at = Some(0))).collect();
    let (from, to) = (all[0].uuid(), all[2].uuid());
    assert_eq!(fixture.write(move |c| sessions::sweep(c, from, to, NOW)), 2);
    let left: Vec<bool> = all.iter().map(|session| fixture.session_now(session).is_some()).collect();
    assert_eq!(left, [true, false, false, true], "after `from`, up to and including `to`");
}

fn many_sessions_are_swept_step_by_step(fixture: &Fixture) {
    let ada = fixture.user("ada");
    let all: Vec<_> = (0..25).map(|n| fixture.session_with(&ada, |s| s.ended_at = (n % 3 != 0).then_some(0))).collect();
    let (mut from, mut swept, mut steps) = (Uuid::nil(), Vec::new(), 0);
    loop {
        let step = fixture.read(move |c| sessions::step(c, from, 10));
        let to = step.unwrap_or(Uuid::max());
        swept.push(fixture.write(move |c| sessions::sweep(c, from, to, NOW)));
        steps += 1;
        let Some(next) = step else { break };
        from = next;
        assert!(steps < 9, "the walk does not end");
    }
    assert_eq!(swept.iter().sum::<usize>(), 16);
    assert!(swept.iter().all(|step| *step <= 10), "{swept:?}");
    let left = all.iter().filter(|session| fixture.session_now(session).is_some()).count();
    assert_eq!(left, 9);
}

fn there_is_no_step_past_the_last_session(fixture: &Fixture) {
    let step = |from: Uuid, step| fixture.read(move |c| sessions::step(c, from, step));
    assert_eq!(step(Uuid::nil(), 1), None);
    let ada = fixture.user("ada");
    let (first, last) = (fixture.session(&ada).uuid(), fixture.session(&ada).uuid());
    assert_eq!(step(Uuid::nil(), 1), Some(first));
    assert_eq!(step(Uuid::nil(), 2), Some(last));
    assert_eq!(step(Uuid::nil(), 3), None);
    assert_eq!(step(first, 1), Some(last));
    assert_eq!(step(last, 1), None);
}

fn there_is_no_step_back_before_the_first_session(fixture: &Fixture) {
    let step = |from: Uuid, step| fixture.read(move |c| sessions::step_back(c, from, step));
    assert_eq!(step(Uuid::max(), 1), None);
    let ada = fixture.user("ada");
    let (first, last) = (fixture.session(&ada).uuid(), fixture.session(&ada).uuid());
    assert_eq!(step(Uuid::max(), 1), Some(last));
    assert_eq!(step(Uuid::max(), 2), Some(first));
    assert_eq!(step(Uuid::max(), 3), None);
    assert_eq!(step(last, 1), Some(first));
    assert_eq!(step(first, 1), None);
}

fn everybodys_are_listed_the_newest_first_page_by_page(fixture: &Fixture) {
    let (ada, eve) = (fixture.user("ada"), fixture.user("eve"));
    let mut all = vec![fixture.session(&ada), fixture.session(&eve)];
    all.extend(over(fixture, &ada));
    all.push(fixture.session_with(&eve, |s| s.last_seen_at = NOW - 9));
    let (mut before, mut seen) = (Uuid::max(), Vec::new());
    loop {
        let page = fixture.read(move |c| sessions::newest(c, before, 3));
        let Some(last) = page.last() else { break };
        before = last.row.id();
        assert!(page.len() <= 3);
        seen.extend(page.into_iter().map(|found| found.row.id()));
    }
    assert_eq!(seen, of(&all.iter().rev().collect::<Vec<_>>()));
}

fn everybodys_list_tells_whose_each_is_and_whether_its_user_still_counts(fixture: &Fixture) {
    let ada = fixture.user_with("ada", |u| (u.email, u.email_canonical) = ("Ada@x.org".into(), "differs".into()));
    let off = fixture.user_with("off", |u| u.disabled_at = Some(NOW));
    let all = [
        (fixture.session(&ada), "Ada@x.org", true),
        (fixture.session_with(&ada, |s| s.auth_epoch -= 1), "Ada@x.org", false),
        (fixture.session(&off), "off@example.org", false),
        (fixture.session_with(&ada, |s| (s.ended_at, s.ip) = (Some(NOW), Some("::1".into()))), "Ada@x.org", true),
    ];
    let found = fixture.read(|c| sessions::newest(c, Uuid::max(), 9));
    assert_eq!(found.len(), all.len());
    for (found, (session, email, counts)) in found.iter().rev().zip(&all) {
        assert_tells(&found.row, session);
        assert_eq!(found.user_id().as_bytes().as_slice(), session.user_id);
        assert_eq!((found.email.as_str(), found.counts), (*email, *counts));
    }
}

fn those_within_a_stretch_that_are_not_over_are_told_with_their_users(fixture: &Fixture) {
    let (ada, eve) = (fixture.user("ada"), fixture.user("eve"));
    let (first, second) = (fixture.session(&ada), fixture.session(&eve));
    over(fixture, &ada);
    let (third, fourth) = (fixture.session(&eve), fixture.session(&ada));
    let between = |from: Uuid, to: Uuid, now| {
        let mut found = fixture.read(move |c| sessions::live_between(c, from, to, now));
        found.sort_unstable();
        found
    };
    let pair = |session: &SessionRow, user: &UserRow| (session.uuid(), user.uuid());
    // The one of an older epoch is over only for whoever looks at its user too.
    let all = between(Uuid::nil(), Uuid::max(), NOW);
    assert_eq!(all.len(), 5);
    assert!(
        [pair(&first, &ada), pair(&second, &eve), pair(&third, &eve), pair(&fourth, &ada)]
            .iter()
            .all(|pair| all.contains(pair))
    );
    assert_eq!(between(first.uuid(), second.uuid(), NOW), [pair(&first, &ada)], "from it on, and before the other");
    assert_eq!(between(third.uuid(), fourth.uuid(), NOW + HOUR - 1), [pair(&third, &eve)]);
    assert!(between(Uuid::nil(), Uuid::max(), NOW + HOUR).is_empty());
}

fn those_that_are_not_over_are_counted_stretch_by_stretch(fixture: &Fixture) {
    let ada = fixture.user("ada");
    let first = fixture.session(&ada).uuid();
    fixture.session_with(&ada, |s| s.ended_at = Some(NOW - 1));
    fixture.session_with(&ada, |s| (s.expires_at, s.idle_timeout) = (NOW, DAY));
    fixture.session_with(&ada, |s| s.last_seen_at = NOW - HOUR);
    let last = fixture.session(&ada).uuid();
    let count = |from: Uuid, to: Uuid| fixture.read(move |c| sessions::count_live(c, from, to, NOW));
    assert_eq!(count(Uuid::nil(), Uuid::max()), 2);
    assert_eq!((count(Uuid::nil(), first), count(first, last), count(last, Uuid::max())), (1, 1, 0));
}

fn a_session_has_its_owner_over_or_not(fixture: &Fixture) {
    let (ada, eve) = (fixture.user("ada"), fixture.user("eve"));
    let (live, over) = (fixture.session(&ada).uuid(), fixture.session_with(&eve, |s| s.ended_at = Some(NOW)).uuid());
    let owner = |session: Uuid| fixture.read(move |c| sessions::owner(c, session));
    assert_eq!((owner(live), owner(over), owner(Uuid::now_v7())), (Some(ada.uuid()), Some(eve.uuid()), None));
}

/// Ended, past its absolute end, silent for too long, of an older epoch.
fn over(fixture: &Fixture, user: &UserRow) -> [SessionRow; 4] {
    [
        fixture.session_with(user, |s| s.ended_at = Some(NOW - 1)),
        fixture.session_with(user, |s| (s.expires_at, s.idle_timeout) = (NOW - 1, DAY)),
        fixture.session_with(user, |s| s.last_seen_at = NOW - HOUR - 1),
        fixture.session_with(user, |s| s.auth_epoch -= 1),
    ]
}

fn live(fixture: &Fixture, user: &UserRow, now: Timestamp) -> Vec<ListedRow> {
    let user = user.uuid();
    let live = fixture.read(move |c| sessions::list_live(c, user, now));
    let places = fixture.read(move |c| sessions::places(c, user, now));
    assert_eq!(places.iter().map(PlaceRow::id).collect::<Vec<_>>(), ids(&live), "the same, seen at a glance");
    live
}

fn list_ended(fixture: &Fixture, user: &UserRow, most: i64) -> Vec<ListedRow> {
    let user = user.uuid();
    fixture.read(move |c| sessions::list_ended(c, user, most))
}

fn expired(fixture: &Fixture, user: &UserRow, now: Timestamp, most: i64) -> Vec<ListedRow> {
    let user = user.uuid();
    fixture.read(move |c| sessions::list_expired(c, user, now, most))
}

fn ids(listed: &[ListedRow]) -> Vec<Uuid> {
    listed.iter().map(ListedRow::id).collect()
}

fn of(sessions: &[&SessionRow]) -> Vec<Uuid> {
    sessions.iter().map(|session| session.uuid()).collect()
}

fn assert_tells(listed: &ListedRow, session: &SessionRow) {
    assert_eq!(listed.id(), session.uuid());
    assert_eq!(listed.created_at, session.created_at);
    assert_eq!(listed.last_seen_at, session.last_seen_at);
    assert_eq!(listed.idle_timeout, session.idle_timeout);
    assert_eq!(listed.expires_at, session.expires_at);
    assert_eq!(listed.remember, session.remember);
    assert_eq!(listed.methods, session.methods);
    assert_eq!(listed.ip, session.ip);
    assert_eq!(listed.user_agent, session.user_agent);
    assert_eq!(listed.last_ip, session.last_ip);
    assert_eq!(listed.last_user_agent, session.last_user_agent);
    assert_eq!(listed.ended_at, session.ended_at);
    assert_eq!(listed.end_reason, session.end_reason);
}
