//! Counts by the hour: one number for each hour and name, whoever counts last.

use hallpass::clock::{HOUR, Timestamp};
use hallpass::store::hours::{self, HourRow};

use crate::fixture::{Fixture, NOW};
use crate::promise::{Promise, promise};

pub fn promises() -> Vec<Promise> {
    vec![
        promise(an_hour_holds_what_was_counted_last_under_each_name),
        promise(of_twenty_who_count_the_same_hour_at_once_none_is_refused),
        promise(hours_are_told_from_one_on_the_oldest_first),
        promise(the_newest_of_a_name_is_its_last_hour_not_its_last_count),
        promise(a_sweep_deletes_the_hours_before_its_horizon_alone),
    ]
}

fn an_hour_holds_what_was_counted_last_under_each_name(fixture: &Fixture) {
    set(fixture, 0, "live", 3, NOW);
    set(fixture, 0, "sign-ins", i64::MAX, NOW + 1);
    set(fixture, 0, "live", 0, NOW + 2);
    set(fixture, HOUR, "live", 5, NOW + 3);
    let mut rows = since(fixture, 0);
    rows.sort_by_key(|row| (row.hour, row.name.clone()));
    assert_eq!(
        rows,
        [row(0, "live", 0, NOW + 2), row(0, "sign-ins", i64::MAX, NOW + 1), row(HOUR, "live", 5, NOW + 3)]
    );
}

fn of_twenty_who_count_the_same_hour_at_once_none_is_refused(fixture: &Fixture) {
    fixture.write_at_once(20, |n| {
        let number = i64::try_from(n).expect("a small number");
        move |c| hours::set(c, HOUR, "live", number, NOW + number)
    });
    let rows = since(fixture, 0);
    assert_eq!(rows.len(), 1);
    assert_eq!(rows[0].counted_at, NOW + rows[0].number, "number and time are of the same count");
}

fn hours_are_told_from_one_on_the_oldest_first(fixture: &Fixture) {
    for n in [3, 1, 4, 2] {
        set(fixture, n * HOUR, "live", n, NOW);
    }
    let told: Vec<i64> = since(fixture, 2 * HOUR).into_iter().map(|row| row.number).collect();
    assert_eq!(told, [2, 3, 4]);
    assert!(since(fixture, 5 * HOUR).is_empty());
}

fn the_newest_of_a_name_is_its_last_hour_not_its_last_count(fixture: &Fixture) {
    let newest = |name: &'static str| fixture.read(move |c| hours::newest(c, name));
    assert_eq!(newest("live"), None);
    set(fixture, 2 * HOUR, "live", 2, NOW);
    set(fixture, HOUR, "live", 1, NOW + 9);
    set(fixture, 3 * HOUR, "sign-ins", 3, NOW + 9);
    assert_eq!(newest("live"), Some(row(2 * HOUR, "live", 2, NOW)));
    assert_eq!(newest("liv%"), None);
}

fn a_sweep_deletes_the_hours_before_its_horizon_alone(fixture: &Fixture) {
    for n in 1..=3 {
        set(fixture, n * HOUR, "live", n, NOW);
        set(fixture, n * HOUR, "sign-ins", n, NOW);
    }
    assert_eq!(fixture.write(|c| hours::sweep(c, 2 * HOUR)), 2);
    assert_eq!(fixture.write(|c| hours::sweep(c, 2 * HOUR)), 0);
    assert_eq!(since(fixture, 0).len(), 4);
}

fn set(fixture: &Fixture, hour: Timestamp, name: &'static str, number: i64, now: Timestamp) {
    fixture.write(move |c| hours::set(c, hour, name, number, now));
}

fn since(fixture: &Fixture, since: Timestamp) -> Vec<HourRow> {
    fixture.read(move |c| hours::since(c, since))
}

fn row(hour: Timestamp, name: &str, number: i64, counted_at: Timestamp) -> HourRow {
    HourRow { hour, name: name.into(), number, counted_at }
}
