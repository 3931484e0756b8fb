//! Endings of everybody's sessions: how far each has come, and whose it is to go on with.

use hallpass::store::all_endings::{self, AllEndingRow, NewAllEnding};
use uuid::Uuid;

use crate::fixture::{Fixture, NOW};
use crate::promise::{Promise, promise};

pub fn promises() -> Vec<Promise> {
    vec![
        promise(an_ending_is_kept_as_it_was_begun),
        promise(it_moves_on_only_from_where_it_stands),
        promise(one_that_is_not_done_comes_before_newer_ones_that_are),
        promise(of_one_that_is_done_nothing_is_kept_of_who_asked),
        promise(of_twenty_servers_that_go_on_with_it_one_does),
        promise(one_that_is_claimed_or_done_is_nobodys_to_go_on_with),
        promise(those_that_are_done_are_swept),
    ]
}

fn an_ending_is_kept_as_it_was_begun(fixture: &Fixture) {
    assert_eq!(fixture.read(all_endings::last), None);
    let ending = begin(fixture);
    let row = last(fixture);
    assert_eq!((row.id(), row.actor(), row.session()), (ending, Some(who(1)), Some(who(2))));
    assert_eq!((row.ip.as_deref(), row.user_agent.as_deref()), (Some("192.0.2.1"), Some("a browser")));
    assert_eq!((row.before(), row.ended, row.started_at), (Some(who(900)), 3, NOW));
    let nobodys = Uuid::now_v7();
    fixture.write(move |c| {
        let bare = NewAllEnding { actor_id: None, session_id: None, ip: None, user_agent: None, ..new(&nobodys) };
        all_endings::insert(c, &bare)
    });
    let row = find(fixture, nobodys);
    assert_eq!((row.id(), row.actor(), row.session(), row.before()), (nobodys, None, None, Some(who(900))));
    assert_eq!((row.ip, row.user_agent), (None, None));
}

fn it_moves_on_only_from_where_it_stands(fixture: &Fixture) {
    let (other, ending) = (begin(fixture), begin(fixture));
    let advance =
        |from, to: Option<u128>| fixture.write(move |c| all_endings::advance(c, ending, who(from), to.map(who), NOW));
    assert_eq!((advance(900, Some(500)), advance(900, Some(400)), advance(500, None)), (1, 0, 1));
    assert_eq!(advance(500, None), 0);
    for ended in [7, 5] {
        assert_eq!(fixture.write(move |c| all_endings::count(c, ending, ended)), 1);
    }
    let row = find(fixture, ending);
    assert_eq!((row.before(), row.ended), (None, 3 + 12));
    let left = fixture.read(|c| all_endings::due(c, NOW + 60)).expect("the other");
    assert_eq!((left.id(), left.before(), left.ended), (other, Some(who(900)), 3));
}

fn one_that_is_not_done_comes_before_newer_ones_that_are(fixture: &Fixture) {
    let all = [begin(fixture), begin(fixture), begin(fixture)];
    for (ending, then) in [(all[2], all[1]), (all[0], all[1]), (all[1], all[2])] {
        fixture.write(move |c| all_endings::advance(c, ending, who(900), None, NOW));
        assert_eq!(last(fixture).id(), then);
    }
}

fn of_one_that_is_done_nothing_is_kept_of_who_asked(fixture: &Fixture) {
    let ending = begin(fixture);
    fixture.write(move |c| all_endings::advance(c, ending, who(900), Some(who(500)), NOW));
    assert_eq!(last(fixture).actor(), Some(who(1)));
    fixture.write(move |c| all_endings::advance(c, ending, who(500), None, NOW));
    let row = last(fixture);
    assert_eq!((row.actor(), row.session(), row.ip, row.user_agent), (None, None, None, None));
}

fn of_twenty_servers_that_go_on_with_it_one_does(fixture: &Fixture) {
    let ending = begin(fixture);
    let claimed = fixture.write_at_once(20, |_| move |c| all_endings::claim(c, ending, NOW + 60, NOW + 120));
    assert_eq!(claimed.into_iter().sum::<usize>(), 1);
}

fn one_that_is_claimed_or_done_is_nobodys_to_go_on_with(fixture: &Fixture) {
    let ending = begin(fixture);
    let due = |at| fixture.read(move |c| all_endings::due(c, at)).map(|row| row.id());
    let claim = |at| fixture.write(move |c| all_endings::claim(c, ending, at, at + 60));
    assert_eq!((due(NOW + 59), claim(NOW + 59)), (None, 0));
    assert_eq!((due(NOW + 60), claim(NOW + 60), due(NOW + 60)), (Some(ending), 1, None));
    fixture.write(move |c| all_endings::advance(c, ending, who(900), None, NOW + 60));
    assert_eq!((due(NOW + 1000), claim(NOW + 1000)), (None, 0));
}

fn those_that_are_done_are_swept(fixture: &Fixture) {
    let (done, open) = (begin(fixture), begin(fixture));
    fixture.write(move |c| all_endings::advance(c, done, who(900), None, NOW));
    let sweep = |before| fixture.write(move |c| all_endings::sweep(c, before));
    assert_eq!((sweep(NOW), sweep(NOW + 1), sweep(NOW + 1)), (0, 1, 0));
    assert_eq!(last(fixture).id(), open);
}

/// Claimed for a minute.
fn begin(fixture: &Fixture) -> Uuid {
    let ending = Uuid::now_v7();
    assert_eq!(fixture.write(move |c| all_endings::insert(c, &new(&ending))), 1);
    ending
}

fn new(ending: &Uuid) -> NewAllEnding<'_> {
    static ACTOR: Uuid = who(1);
    static SESSION: Uuid = who(2);
    static BEFORE: Uuid = who(900);
    NewAllEnding {
        id: ending.as_bytes(),
        actor_id: Some(ACTOR.as_bytes()),
        session_id: Some(SESSION.as_bytes()),
        ip: Some("192.0.2.1"),
        user_agent: Some("a browser"),
        before_id: BEFORE.as_bytes(),
        ended: 3,
        started_at: NOW,
        claimed_until: NOW + 60,
    }
}

const fn who(number: u128) -> Uuid {
    Uuid::from_u128(number)
}

fn last(fixture: &Fixture) -> AllEndingRow {
    fixture.read(all_endings::last).expect("one")
}

fn find(fixture: &Fixture, ending: Uuid) -> AllEndingRow {
    fixture.read(move |c| all_endings::find(c, ending)).expect("it is there")
}
