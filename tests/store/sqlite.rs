//! What SQLite alone promises: who may read its files, what a lock does, which paths can be opened.

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::sync::mpsc;
use std::time::{Duration, Instant};

use diesel::connection::SimpleConnection;
use diesel::dsl::sql;
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Text};
use hallpass::config::DatabaseUrl;
use hallpass::db::{AnyConnection, Db};
use hallpass::error::Unavailable;
use libtest_mimic::Trial;
use tokio::runtime::Builder;
use tokio::task::yield_now;

use crate::fixture::{Backend, Fixture, Place, file_in};
use crate::promise::trial;
use crate::transactions::{add, present};

/// What takes longer hangs, on the slowest machine too.
const PATIENCE: Duration = Duration::from_secs(60);

pub fn trials() -> Vec<Trial> {
    vec![
        trial(folder_and_files_are_for_their_owner_alone),
        trial(an_acknowledged_write_is_on_the_disk),
        trial(a_reader_cannot_write),
        trial(while_it_is_locked_writes_are_unavailable_and_reads_go_on),
        trial(a_short_lock_is_waited_for),
        trial(a_start_on_a_locked_database_is_refused),
        trial(more_writes_than_the_queue_holds_are_refused_at_once),
        trial(a_path_below_a_file_is_refused),
        trial(a_folder_is_refused),
        trial(a_file_that_is_no_database_is_refused_and_left_alone),
        trial(a_path_may_hold_any_character),
        trial(many_databases_can_be_read_in_turn_by_one_thread),
    ]
}

fn folder_and_files_are_for_their_owner_alone() {
    let fixture = Fixture::on(Backend::Sqlite);
    fixture.write(|c| add(c, 1));
    present(&fixture);
    let file = file(&fixture.place);
    assert_eq!(mode(file.parent().expect("a folder")), 0o700);
    assert_eq!(mode(&file), 0o600);
    for suffix in ["-wal", "-shm"] {
        assert_eq!(mode(Path::new(&format!("{}{suffix}", file.display()))), 0o600, "{suffix}");
    }
}

fn an_acknowledged_write_is_on_the_disk() {
    let fixture = Fixture::on(Backend::Sqlite);
    let pragmas = fixture.write(|c| {
        let AnyConnection::Sqlite(c) = c else { unreachable!("this is SQLite") };
        let number = |c: &mut SqliteConnection, pragma| sql::<BigInt>(pragma).get_result::<i64>(c);
        Ok((
            sql::<Text>("PRAGMA journal_mode").get_result::<String>(c)?,
            number(c, "PRAGMA synchronous")?,
            number(c, "PRAGMA foreign_keys")?,
            number(c, "PRAGMA trusted_schema")?,
        ))
    });
    assert_eq!(pragmas, ("wal".to_owned(), 2, 1, 0));
}

fn a_reader_cannot_write() {
    let fixture = Fixture::on(Backend::Sqlite);
    assert_eq!(fixture.runtime.block_on(fixture.db.read(|c| add(c, 1))), Err(Unavailable));
    assert_eq!(present(&fixture), [0; 0]);
}

fn while_it_is_locked_writes_are_unavailable_and_reads_go_on() {
    let fixture = Fixture::on(Backend::Sqlite);
    fixture.write(|c| add(c, 1));
    let mut other = fixture.place.connect();
    other.batch_execute("BEGIN IMMEDIATE; DELETE FROM attempts").expect("the lock");
    let start = Instant::now();
    assert_eq!(fixture.try_to_write(|c| add(c, 2)), Err(Unavailable));
    assert!(start.elapsed() < PATIENCE, "{:?}", start.elapsed());
    let start = Instant::now();
    assert_eq!(present(&fixture), [1]);
    assert!(start.elapsed() < PATIENCE, "{:?}", start.elapsed());
    other.batch_execute("ROLLBACK").expect("the end of the lock");
    fixture.write(|c| add(c, 3));
    assert_eq!(present(&fixture), [1, 3]);
}

fn a_short_lock_is_waited_for() {
    let fixture = Fixture::on(Backend::Sqlite);
    let mut other = fixture.place.connect();
    other.batch_execute("BEGIN IMMEDIATE").expect("the lock");
    let db = fixture.db.clone();
    let write = fixture.runtime.spawn(async move { db.write(|c| add(c, 1)).await });
    // No longer than it takes to read a few times: the writer has begun to wait by then, or will find it free.
    for _ in 0..10 {
        present(&fixture);
    }
    other.batch_execute("ROLLBACK").expect("the end of the lock");
    assert_eq!(fixture.runtime.block_on(write).expect("no panic"), Ok(()));
}

fn a_start_on_a_locked_database_is_refused() {
    let fixture = Fixture::on(Backend::Sqlite);
    let mut other = fixture.place.connect();
    other.batch_execute("BEGIN IMMEDIATE").expect("the lock");
    let refused = refused(&fixture.place.url());
    assert!(refused.contains("locked"), "{refused}");
}

fn more_writes_than_the_queue_holds_are_refused_at_once() {
    let fixture = Fixture::on(Backend::Sqlite);
    let (release, released) = mpsc::channel::<()>();
    let db = fixture.db.clone();
    let (done, refused) = Builder::new_current_thread().build().expect("a runtime").block_on(async move {
        let first = db.clone();
        let first = tokio::spawn(async move { first.write(move |_| Ok(released.recv())).await });
        let mut waiting = Vec::new();
        for _ in 0..3000 {
            let db = db.clone();
            waiting.push(tokio::spawn(async move { db.write(|_| Ok(())).await }));
        }
        while !waiting.iter().any(tokio::task::JoinHandle::is_finished) {
            yield_now().await;
        }
        release.send(()).expect("the first write waits");
        first.await.expect("no panic").expect("the first write").expect("its release");
        let (mut done, mut refused) = (0, 0);
        for write in waiting {
            match write.await.expect("no panic") {
                Ok(()) => done += 1,
                Err(Unavailable) => refused += 1,
            }
        }
        (done, refused)
    });
    assert!(done >= 100 && refused >= 1, "{done} done, {refused} refused");
}

fn a_path_below_a_file_is_refused() {
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("file");
    fs::write(&file, "x").expect("a file");
    for path in [file.join("hallpass.db"), file.join("deeper").join("hallpass.db")] {
        let refused = refused(&DatabaseUrl::Sqlite(path.clone()));
        assert!(refused.contains(&path.display().to_string()), "{refused}");
    }
    assert_eq!(fs::read_to_string(&file).expect("the file"), "x");
}

fn a_folder_is_refused() {
    let folder = tempfile::tempdir().expect("a folder");
    let refused = refused(&DatabaseUrl::Sqlite(folder.path().into()));
    assert!(refused.contains("folder"), "{refused}");
}

fn a_file_that_is_no_database_is_refused_and_left_alone() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("letter.txt");
    let letter = "Dear database, ".repeat(1000);
    fs::write(&path, &letter).expect("a file");
    let refused = refused(&DatabaseUrl::Sqlite(path.clone()));
    assert!(refused.contains("no SQLite database"), "{refused}");
    assert_eq!(fs::read_to_string(&path).expect("the file"), letter);
    assert_eq!(fs::read_dir(folder.path()).expect("the folder").count(), 1);
}

fn a_path_may_hold_any_character() {
    let folder = tempfile::tempdir().expect("a folder");
    let runtime = crate::fixture::runtime();
    for name in ["a b.db", "%41.db", "what?mode=memory", "x#y.db", "ü🦉.db", "a&b=c'\";.db", "file:x.db"] {
        let path = folder.path().join(name);
        let db = Db::open(&DatabaseUrl::Sqlite(path.clone()), 1).expect(name);
        runtime.block_on(db.write(|c| add(c, 1))).expect(name);
        runtime.block_on(db.read(|_| Ok(()))).expect(name);
        assert!(fs::metadata(&path).expect(name).len() > 0, "{name}");
    }
}

fn many_databases_can_be_read_in_turn_by_one_thread() {
    let all: Vec<_> = (0..6).map(|_| Fixture::on(Backend::Sqlite)).collect();
    for (n, fixture) in (0..).zip(&all) {
        fixture.write(move |c| add(c, n));
    }
    for _ in 0..2 {
        for (n, fixture) in (0..).zip(&all) {
            assert_eq!(present(fixture), [n]);
        }
    }
}

/// The sentence with which opening is refused.
fn refused(url: &DatabaseUrl) -> String {
    let refused = Db::open(url, 1).expect_err("not to be opened").to_string();
    assert!(refused.contains("`database_url`"), "{refused}");
    assert_eq!(refused.lines().count(), 1, "{refused}");
    refused
}

fn file(place: &Place) -> std::path::PathBuf {
    match place {
        Place::Sqlite(folder) => file_in(folder.path()),
        Place::Postgres(_) => unreachable!("this is SQLite"),
    }
}

fn mode(path: &Path) -> u32 {
    fs::metadata(path).expect("a file").permissions().mode() & 0o777
}
