//! What a write promises, alone, beside others, and when it fails; and a read after it.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::mpsc;

use diesel::prelude::*;
use diesel::result::Error;
use hallpass::db::schema::attempts;
use hallpass::db::{Answer, AnyConnection, Db};
use hallpass::error::Unavailable;
use tokio::runtime::Builder;
use tokio::sync::oneshot;
use tokio::task::{JoinHandle, yield_now};

use crate::fixture::{Fixture, NOW};
use crate::promise::{Promise, promise};

pub fn promises() -> Vec<Promise> {
    vec![
        promise(a_write_that_fails_is_undone_whole),
        promise(a_write_that_the_database_refuses_is_undone_whole),
        promise(of_writes_queued_together_one_that_fails_undoes_only_itself),
        promise(a_write_that_panics_answers_unavailable_and_the_next_one_works),
        promise(what_is_queued_with_a_write_that_panics_is_done_only_if_it_says_so),
        promise(a_read_sees_what_an_acknowledged_write_wrote),
        promise(a_read_that_fails_is_unavailable_and_the_next_one_works),
        promise(a_read_that_panics_leaves_no_old_state_behind),
        promise(nothing_found_is_no_failure),
        promise(reads_are_counted_and_writes_are_not),
        promise(a_hundred_writes_at_once_are_all_done),
        promise(what_is_written_is_there_after_opening_again),
    ]
}

fn a_write_that_fails_is_undone_whole(fixture: &Fixture) {
    let failed: Result<(), _> = fixture.try_to_write(|c| {
        add(c, 1)?;
        add(c, 2)?;
        Err(Error::NotFound)
    });
    assert_eq!(failed, Err(Unavailable));
    assert_eq!(present(fixture), [0; 0]);
    fixture.write(|c| add(c, 3));
    assert_eq!(present(fixture), [3]);
}

fn a_write_that_the_database_refuses_is_undone_whole(fixture: &Fixture) {
    fixture.write(|c| add(c, 1));
    let failed = fixture.try_to_write(|c| {
        add(c, 2)?;
        add(c, 1)
    });
    assert_eq!(failed, Err(Unavailable));
    assert_eq!(present(fixture), [1]);
}

fn of_writes_queued_together_one_that_fails_undoes_only_itself(fixture: &Fixture) {
    let done = queued_together(fixture, 10, |n, c| {
        add(c, n)?;
        // Its own row once more, not another write's: on PostgreSQL they are done in any order.
        if n == 5 { add(c, n) } else { Ok(()) }
    });
    for (n, done) in (0..).zip(done) {
        assert_eq!(done.is_ok(), n != 5, "write {n}");
    }
    assert_eq!(present(fixture), [0, 1, 2, 3, 4, 6, 7, 8, 9]);
}

fn a_write_that_panics_answers_unavailable_and_the_next_one_works(fixture: &Fixture) {
    for round in [1, 2] {
        let failed: Result<(), _> = fixture.try_to_write(|c| {
            add(c, 9)?;
            panic!("as this test wants")
        });
        assert_eq!(failed, Err(Unavailable));
        fixture.write(move |c| add(c, round));
    }
    assert_eq!(present(fixture), [1, 2]);
}

fn what_is_queued_with_a_write_that_panics_is_done_only_if_it_says_so(fixture: &Fixture) {
    let done = queued_together(fixture, 9, |n, c| {
        add(c, n)?;
        assert!(n != 4, "as this test wants");
        Ok(())
    });
    let said: Vec<u8> = (0..).zip(done).filter(|(_, done)| done.is_ok()).map(|(n, _)| n).collect();
    assert_eq!(present(fixture), said);
    fixture.write(|c| add(c, 99));
}

fn a_read_sees_what_an_acknowledged_write_wrote(fixture: &Fixture) {
    let walk = |first: u8| {
        let db = fixture.db.clone();
        fixture.runtime.spawn(async move {
            for n in first..first + 25 {
                db.write(move |c| add(c, n)).await?;
                // Also on the other worker's connection.
                yield_now().await;
                assert!(db.read(all).await?.contains(&n), "{n} was acknowledged");
            }
            Ok::<(), Unavailable>(())
        })
    };
    let walks = [0, 25, 50, 75].map(walk);
    for walk in walks {
        assert_eq!(fixture.runtime.block_on(walk).expect("no panic"), Ok(()));
    }
}

fn a_read_that_fails_is_unavailable_and_the_next_one_works(fixture: &Fixture) {
    let failed = fixture.runtime.block_on(fixture.db.read(|c| diesel::sql_query("SELECT * FROM nowhere").execute(c)));
    assert_eq!(failed, Err(Unavailable));
    assert_eq!(present(fixture), [0; 0]);
}

fn a_read_that_panics_leaves_no_old_state_behind(fixture: &Fixture) {
    let db = fixture.db.clone();
    let read = db.read_together(|c| -> Answer<()> {
        all(c)?;
        panic!("as this test wants")
    });
    // On SQLite it runs on this thread, and the panic is this one's.
    let _ = catch_unwind(AssertUnwindSafe(|| fixture.runtime.block_on(read)));
    fixture.write(|c| add(c, 1));
    assert_eq!(present(fixture), [1]);
    assert_eq!(fixture.runtime.block_on(fixture.db.read_together(all)), Ok(vec![1]));
}

fn nothing_found_is_no_failure(fixture: &Fixture) {
    let none = fixture.read(|c| attempts::table.select(attempts::free_at).get_result::<i64>(c).optional());
    assert_eq!(none, None);
}

fn reads_are_counted_and_writes_are_not(fixture: &Fixture) {
    let before = fixture.db.reads();
    fixture.write(|c| add(c, 1));
    present(fixture);
    fixture.runtime.block_on(fixture.db.clone().read(all)).expect("a read");
    assert_eq!(fixture.db.reads() - before, 2);
}

fn a_hundred_writes_at_once_are_all_done(fixture: &Fixture) {
    fixture.write_at_once(100, |n| move |c| add(c, u8::try_from(n).expect("small")));
    assert_eq!(present(fixture), (0..100).collect::<Vec<u8>>());
}

fn what_is_written_is_there_after_opening_again(fixture: &Fixture) {
    fixture.write(|c| add(c, 1));
    let again = fixture.place.open();
    assert_eq!(fixture.runtime.block_on(again.read(all)), Ok(vec![1]));
    fixture.runtime.block_on(again.write(|c| add(c, 2))).expect("a write");
    assert_eq!(present(fixture), [1, 2], "both are open");
}

/// The answers of `count` writes that all wait behind another one, so that they are taken from the queue together.
fn queued_together(
    fixture: &Fixture,
    count: u8,
    change: fn(u8, &mut AnyConnection) -> Answer<()>,
) -> Vec<Result<(), Unavailable>> {
    let (release, released) = mpsc::channel::<()>();
    let db = fixture.db.clone();
    // On one thread, so that whatever was spawned has queued its write when this goes on.
    Builder::new_current_thread().enable_all().build().expect("a runtime").block_on(async move {
        let (tell, begun) = oneshot::channel();
        let first = spawn(&db, move |_| {
            tell.send(()).expect("the test waits");
            released.recv().expect("the test goes on");
            Ok(())
        });
        begun.await.expect("a first write that is being done");
        let rest: Vec<_> = (0..count).map(|n| spawn(&db, move |c| change(n, c))).collect();
        yield_now().await;
        release.send(()).expect("the first write waits");
        first.await.expect("no panic").expect("the first write");
        let mut done = Vec::new();
        for write in rest {
            done.push(write.await.expect("no panic"));
        }
        done
    })
}

fn spawn<F>(db: &Db, change: F) -> JoinHandle<Result<(), Unavailable>>
where
    F: FnOnce(&mut AnyConnection) -> Answer<()> + Send + 'static,
{
    let db = db.clone();
    tokio::spawn(async move { db.write(change).await })
}

/// Writes a row that `n` makes unique.
pub fn add(c: &mut AnyConnection, n: u8) -> Answer<()> {
    let row =
        (attempts::name.eq(vec![n]), attempts::free_at.eq(NOW), attempts::failures.eq(0), attempts::last_at.eq(NOW));
    diesel::insert_into(attempts::table).values(row).execute(c).map(drop)
}

/// The rows that [`add`] wrote.
pub fn present(fixture: &Fixture) -> Vec<u8> {
    fixture.read(all)
}

fn all(c: &mut AnyConnection) -> Answer<Vec<u8>> {
    let names: Vec<Vec<u8>> = attempts::table.select(attempts::name).order(attempts::name).load(c)?;
    Ok(names.concat())
}
