//! When each job last came to its end.

use hallpass::store::runs::{self, RunRow};

use crate::fixture::{Fixture, NOW};
use crate::promise::{Promise, promise};

pub fn promises() -> Vec<Promise> {
    vec![
        promise(a_job_that_never_ended_has_no_run),
        promise(the_last_end_of_each_job_is_kept),
        promise(of_twenty_ends_of_a_job_at_once_none_is_refused),
    ]
}

fn a_job_that_never_ended_has_no_run(fixture: &Fixture) {
    note(fixture, "sweep", 1);
    assert_eq!(find(fixture, "words"), None);
    assert_eq!(find(fixture, "swee%"), None);
}

fn the_last_end_of_each_job_is_kept(fixture: &Fixture) {
    for number in [5, 0, i64::MAX] {
        note(fixture, "sweep", number);
        note(fixture, "words", 7);
        assert_eq!(find(fixture, "sweep"), Some(RunRow { at: NOW, number }));
    }
    assert_eq!(find(fixture, "words"), Some(RunRow { at: NOW, number: 7 }));
}

fn of_twenty_ends_of_a_job_at_once_none_is_refused(fixture: &Fixture) {
    fixture.write_at_once(20, |n| {
        let number = i64::try_from(n).expect("a small number");
        move |c| runs::note(c, "sweep", number, number)
    });
    let run = find(fixture, "sweep").expect("a run");
    assert_eq!(run.at, run.number, "both are of the same end");
}

fn note(fixture: &Fixture, name: &'static str, number: i64) {
    fixture.write(move |c| runs::note(c, name, NOW, number));
}

fn find(fixture: &Fixture, name: &'static str) -> Option<RunRow> {
    fixture.read(move |c| runs::find(c, name))
}
