//! Attempts: as many at once as the burst, then one at a time, counted also when all come at the same moment.

use hallpass::clock::{DAY, MINUTE, Timestamp};
use hallpass::store::attempts::{self, Allowance};

use crate::fixture::{Fixture, NOW};
use crate::promise::{Promise, promise};

pub fn promises() -> Vec<Promise> {
    vec![
        promise(a_burst_is_taken_and_then_no_more),
        promise(one_more_is_taken_after_each_pace),
        promise(after_a_long_rest_the_whole_burst_is_back),
        promise(a_burst_of_one_is_one_each_pace),
        promise(each_name_counts_for_itself),
        promise(all_are_counted_or_none),
        promise(what_is_refused_is_not_counted),
        promise(of_fifty_at_once_the_burst_is_counted),
        promise(of_fifty_at_once_on_two_allowances_the_smaller_burst_is_counted),
        promise(one_is_forgiven_and_only_that_one),
        promise(forgiving_in_a_row_begins_the_count_of_failures_anew),
        promise(after_so_many_failures_it_is_stopped_however_long_one_waits),
        promise(a_clock_that_jumps_back_opens_nothing),
        promise(what_is_cleared_is_whole_again),
        promise(a_sweep_forgets_what_is_whole_again_and_not_stopped),
    ]
}

fn a_burst_is_taken_and_then_no_more(fixture: &Fixture) {
    let allowance = allowance(1, 5);
    assert_eq!(count_times(fixture, &allowance, NOW, 9), 5);
}

fn one_more_is_taken_after_each_pace(fixture: &Fixture) {
    let allowance = allowance(1, 5);
    count_times(fixture, &allowance, NOW, 5);
    assert_eq!(count(fixture, &allowance, NOW + MINUTE - 1), 0);
    for minute in 1..4 {
        assert_eq!(count_times(fixture, &allowance, NOW + minute * MINUTE, 9), 1);
    }
    assert_eq!(count_times(fixture, &allowance, NOW + 5 * MINUTE, 9), 2);
}

fn after_a_long_rest_the_whole_burst_is_back(fixture: &Fixture) {
    let allowance = allowance(1, 5);
    for at in [NOW, NOW + 5 * MINUTE, NOW + DAY] {
        assert_eq!(count_times(fixture, &allowance, at, 9), 5);
    }
}

fn a_burst_of_one_is_one_each_pace(fixture: &Fixture) {
    let allowance = allowance(1, 1);
    assert_eq!(count_times(fixture, &allowance, NOW, 3), 1);
    assert_eq!(count(fixture, &allowance, NOW + MINUTE - 1), 0);
    assert_eq!(count(fixture, &allowance, NOW + MINUTE), 1);
}

fn each_name_counts_for_itself(fixture: &Fixture) {
    count_times(fixture, &allowance(1, 5), NOW, 9);
    assert_eq!(count_times(fixture, &allowance(2, 5), NOW, 9), 5);
}

fn all_are_counted_or_none(fixture: &Fixture) {
    let (fresh, also_fresh, used_up) = (allowance(1, 5), allowance(3, 5), allowance(2, 1));
    count(fixture, &used_up, NOW);
    let before = standing(fixture, &used_up);
    let refused = count_all(fixture, &[fresh.clone(), used_up.clone(), also_fresh.clone()], NOW);
    let (standing_then, refused) = refused.expect("a refusal");
    assert_eq!(refused.name, used_up.name);
    assert_eq!(Some((standing_then.free_at, standing_then.failures)), before);
    assert_eq!(standing(fixture, &used_up), before);
    assert_eq!((standing(fixture, &fresh), standing(fixture, &also_fresh)), (None, None));

    assert!(count_all(fixture, &[fresh.clone(), also_fresh.clone()], NOW).is_none());
    assert_eq!(standing(fixture, &fresh), Some((NOW + MINUTE, 1)));
    assert_eq!(standing(fixture, &also_fresh), Some((NOW + MINUTE, 1)));
}

fn what_is_refused_is_not_counted(fixture: &Fixture) {
    let allowance = allowance(1, 2);
    count_times(fixture, &allowance, NOW, 2);
    let used_up = standing(fixture, &allowance);
    count_times(fixture, &allowance, NOW, 20);
    assert_eq!(standing(fixture, &allowance), used_up);
}

fn of_fifty_at_once_the_burst_is_counted(fixture: &Fixture) {
    let done = fixture.write_at_once(50, |_| move |c| attempts::count_all(c, &[allowance(1, 5)], NOW));
    assert_eq!(done.iter().filter(|refused| refused.is_none()).count(), 5);
    assert_eq!(standing(fixture, &allowance(1, 5)), Some((NOW + 5 * MINUTE, 5)));
}

fn of_fifty_at_once_on_two_allowances_the_smaller_burst_is_counted(fixture: &Fixture) {
    let both = || [allowance(1, 30), allowance(2, 5)];
    let done = fixture.write_at_once(50, |_| move |c| attempts::count_all(c, &both(), NOW));
    assert_eq!(done.iter().filter(|refused| refused.is_none()).count(), 5);
    for allowance in both() {
        assert_eq!(standing(fixture, &allowance), Some((NOW + 5 * MINUTE, 5)));
    }
}

fn one_is_forgiven_and_only_that_one(fixture: &Fixture) {
    let (used, other) = (allowance(1, 5), allowance(2, 5));
    count_times(fixture, &used, NOW, 5);
    count_times(fixture, &other, NOW, 5);
    assert_eq!(forgive(fixture, &used, false), 1);
    assert_eq!(standing(fixture, &used), Some((NOW + 4 * MINUTE, 4)));
    assert_eq!(standing(fixture, &other), Some((NOW + 5 * MINUTE, 5)));
    assert_eq!(count_times(fixture, &used, NOW, 9), 1);
}

fn forgiving_in_a_row_begins_the_count_of_failures_anew(fixture: &Fixture) {
    let allowance = allowance(1, 5);
    count_times(fixture, &allowance, NOW, 5);
    assert_eq!(forgive(fixture, &allowance, true), 1);
    assert_eq!(standing(fixture, &allowance), Some((NOW + 4 * MINUTE, 0)), "the others still weigh");
}

fn after_so_many_failures_it_is_stopped_however_long_one_waits(fixture: &Fixture) {
    let allowance = Allowance { stop: Some(3), ..allowance(1, 100) };
    assert_eq!(count_times(fixture, &allowance, NOW, 9), 3);
    assert_eq!(count(fixture, &allowance, NOW + 1000 * DAY), 0);
    let (standing, _) = count_all(fixture, std::slice::from_ref(&allowance), NOW + 1000 * DAY).expect("a refusal");
    assert_eq!(standing.failures, 3);
    let unstopped = Allowance { stop: None, ..allowance };
    assert_eq!(count(fixture, &unstopped, NOW), 1, "only where there is a stop");
}

fn a_clock_that_jumps_back_opens_nothing(fixture: &Fixture) {
    let allowance = allowance(1, 5);
    count_times(fixture, &allowance, NOW, 5);
    for at in [NOW - 1, NOW - DAY, 0] {
        assert_eq!(count(fixture, &allowance, at), 0, "at {at}");
    }
    assert_eq!(count_times(fixture, &allowance, NOW, 9), 0);
}

fn what_is_cleared_is_whole_again(fixture: &Fixture) {
    let (cleared, other) = (Allowance { stop: Some(5), ..allowance(1, 5) }, allowance(2, 5));
    count_times(fixture, &cleared, NOW, 5);
    count_times(fixture, &other, NOW, 5);
    let name = cleared.name;
    assert_eq!(fixture.write(move |c| attempts::clear(c, &name)), 1);
    assert_eq!(count_times(fixture, &cleared, NOW, 9), 5);
    assert_eq!(count_times(fixture, &other, NOW, 9), 0);
}

fn a_sweep_forgets_what_is_whole_again_and_not_stopped(fixture: &Fixture) {
    let [rested, busy, stopped, waiting] = [allowance(1, 5), allowance(2, 5), allowance(3, 5), allowance(4, 500)];
    count_times(fixture, &rested, NOW, 1);
    count_times(fixture, &stopped, NOW - DAY, 5);
    count_times(fixture, &waiting, NOW, 4);
    forgive(fixture, &waiting, true);
    count_times(fixture, &busy, NOW + MINUTE, 1);
    assert_eq!(fixture.write(|c| attempts::sweep(c, NOW + MINUTE, 5)), 0, "free at the horizon is not before it");
    assert_eq!(fixture.write(|c| attempts::sweep(c, NOW + MINUTE + 1, 5)), 1);
    assert_eq!(standing(fixture, &rested), None);
    for kept in [busy, stopped, waiting] {
        assert!(standing(fixture, &kept).is_some());
    }
}

fn allowance(name: u8, burst: i64) -> Allowance {
    let mut bytes = [0x00; 32];
    bytes[31] = name;
    Allowance { name: bytes, burst, every: MINUTE, stop: None }
}

fn count(fixture: &Fixture, allowance: &Allowance, now: Timestamp) -> usize {
    let allowance = allowance.clone();
    fixture.write(move |c| attempts::count(c, &allowance, now))
}

fn count_times(fixture: &Fixture, allowance: &Allowance, now: Timestamp, times: usize) -> usize {
    (0..times).map(|_| count(fixture, allowance, now)).sum()
}

fn count_all(fixture: &Fixture, allowances: &[Allowance], now: Timestamp) -> Option<(attempts::Standing, Allowance)> {
    let allowances = allowances.to_vec();
    fixture.write(move |c| attempts::count_all(c, &allowances, now))
}

fn forgive(fixture: &Fixture, allowance: &Allowance, in_a_row: bool) -> usize {
    let allowance = allowance.clone();
    fixture.write(move |c| attempts::forgive(c, &allowance, in_a_row))
}

fn standing(fixture: &Fixture, allowance: &Allowance) -> Option<(Timestamp, i64)> {
    let allowance = allowance.clone();
    fixture.read(move |c| attempts::standing(c, &allowance)).map(|standing| (standing.free_at, standing.failures))
}
