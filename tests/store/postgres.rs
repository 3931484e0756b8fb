//! What PostgreSQL alone promises: a server that is away, connections that die, a pool that is empty.

use std::collections::BTreeSet;
use std::sync::mpsc;
use std::time::{Duration, Instant};

use diesel::connection::SimpleConnection;
use diesel::dsl::sql;
use diesel::prelude::*;
use diesel::sql_types::{Binary, Integer, Text};
use hallpass::config::DatabaseUrl;
use hallpass::db::{AnyConnection, Db};
use hallpass::error::Unavailable;
use hallpass::store::sessions;
use libtest_mimic::Trial;

use crate::fixture::{Backend, CONNECTIONS, Fixture, beside, server};
use crate::port::free_port;
use crate::promise::trial;
use crate::transactions::{add, present};

/// What takes longer hangs, on the slowest machine too.
const PATIENCE: Duration = Duration::from_secs(60);

pub fn trials() -> Vec<Trial> {
    vec![
        trial(an_acknowledged_write_is_durable),
        trial(a_server_that_is_away_is_told_at_once),
        trial(a_database_that_is_not_there_is_named),
        trial(no_refusal_shows_a_password),
        trial(after_all_connections_were_killed_it_works_again),
        trial(a_connection_killed_within_a_write_undoes_it),
        trial(an_empty_pool_is_waited_for_and_then_unavailable),
        trial(a_row_locked_for_long_is_unavailable_and_recovers),
        trial(a_session_whose_row_is_locked_is_left_out_and_not_waited_for),
    ]
}

fn a_session_whose_row_is_locked_is_left_out_and_not_waited_for() {
    let fixture = Fixture::on(Backend::Postgres);
    let ada = fixture.user("ada");
    let ids: Vec<_> = (0..3).map(|_| fixture.session(&ada).uuid()).collect();
    let mut another = fixture.place.connect();
    another.batch_execute("BEGIN").expect("it begins");
    sql::<Integer>("SELECT 1 FROM sessions WHERE id = ")
        .bind::<Binary, _>(ids[1].as_bytes().to_vec())
        .sql(" FOR UPDATE")
        .get_result::<i32>(&mut another)
        .expect("it is locked");
    let of = ids.clone();
    let free = fixture.write(move |c| sessions::lock_free(c, &of));
    assert_eq!(free.into_iter().collect::<BTreeSet<_>>(), [ids[0], ids[2]].into());
    another.batch_execute("COMMIT").expect("it ends");
    assert_eq!(fixture.write(move |c| sessions::lock_free(c, &ids)).len(), 3);
}

fn an_acknowledged_write_is_durable() {
    let fixture = Fixture::on(Backend::Postgres);
    let setting = fixture.write(|c| {
        let AnyConnection::Postgres(c) = c else { unreachable!("this is PostgreSQL") };
        sql::<Text>("SHOW synchronous_commit").get_result::<String>(c)
    });
    assert_eq!(setting, "on");
}

fn a_server_that_is_away_is_told_at_once() {
    let start = Instant::now();
    let refused = refused(&format!("postgres://hall:hunter@127.0.0.1:{}/hallpass", free_port()));
    assert!(start.elapsed() < PATIENCE, "{:?}", start.elapsed());
    assert!(refused.contains("refused") && !refused.contains("hunter"), "{refused}");
}

fn a_database_that_is_not_there_is_named() {
    let refused = refused(&beside(&server(), "not_there"));
    assert!(refused.contains("\"not_there\" does not exist"), "{refused}");
}

/// Also when its special characters are not written as they should be.
fn no_refusal_shows_a_password() {
    let port = free_port();
    let addresses = [
        format!("hall:hunter@127.0.0.1:{port}/x"),
        format!("127.0.0.1:{port}/x?user=hall&password=hunter"),
        format!("127.0.0.1:{port}/x?user=hall&pasword=hunter"),
        "hall:hunter@127.0.0.1:port/x".into(),
        "hall:hunter@[::1/x".into(),
        format!("hall:%zzhunter@127.0.0.1:{port}/x"),
        format!("hall:hunter/x@127.0.0.1:{port}/x"),
        format!("hall:x/hunter@127.0.0.1:{port}/x"),
        format!("hall:x@hunter@127.0.0.1:{port}/x"),
        format!("hall:x?hunter@127.0.0.1:{port}/x"),
        format!("hall:x#hunter@127.0.0.1:{port}/x"),
    ];
    let refusals = addresses.map(|address| refused(&format!("postgres://{address}")));
    let telling: Vec<_> = refusals.iter().filter(|refused| refused.contains("hunter")).collect();
    assert!(telling.is_empty(), "{telling:#?}");
}

fn after_all_connections_were_killed_it_works_again() {
    let fixture = Fixture::on(Backend::Postgres);
    fixture.write_at_once(20, |n| move |c| add(c, u8::try_from(n).expect("small")));
    for _ in 0..2 {
        kill_others(&mut fixture.place.connect());
        // One that the pool was still opening lives on beside the dead ones, so several are asked for at once.
        let (mut failed, mut last) = (0, 1);
        while last > 0 {
            let write = |_| {
                fixture.runtime.spawn({
                    let db = fixture.db.clone();
                    async move { db.write(|_| Ok(())).await }
                })
            };
            let tasks: Vec<_> = (0..20).map(write).collect();
            let done =
                tasks.into_iter().map(|task| fixture.runtime.block_on(task).expect("a task that does not panic"));
            last = done.filter(Result::is_err).count();
            failed += last;
            assert!(failed <= CONNECTIONS as usize, "each dead connection fails once at most");
        }
    }
}

fn a_connection_killed_within_a_write_undoes_it() {
    let fixture = Fixture::on(Backend::Postgres);
    let mut other = fixture.place.connect();
    let failed = fixture.try_to_write(move |c| {
        add(c, 1)?;
        kill_others(&mut other);
        add(c, 2)
    });
    assert_eq!(failed, Err(Unavailable));
    // The kill met the whole pool.
    let mut failed = 0;
    while fixture.try_to_write(|_| Ok(())).is_err() {
        failed += 1;
        assert!(failed <= CONNECTIONS, "each dead connection fails once at most");
    }
    assert_eq!(present(&fixture), [0; 0]);
}

fn an_empty_pool_is_waited_for_and_then_unavailable() {
    let fixture = Fixture::on(Backend::Postgres);
    let (tell, told) = mpsc::channel();
    let hold = || {
        let (release, released) = mpsc::channel::<()>();
        let (db, tell) = (fixture.db.clone(), tell.clone());
        let task = fixture.runtime.spawn(async move {
            db.read(move |_| {
                tell.send(()).expect("the test waits");
                released.recv().expect("the test goes on");
                Ok(())
            })
            .await
        });
        (release, task)
    };
    let in_use: Vec<_> = (0..CONNECTIONS).map(|_| hold()).collect();
    for _ in &in_use {
        told.recv().expect("a connection in use");
    }
    let start = Instant::now();
    assert_eq!(fixture.runtime.block_on(fixture.db.read(|_| Ok(()))), Err(Unavailable));
    let waited = start.elapsed();
    assert!((Duration::from_millis(1500)..PATIENCE).contains(&waited), "{waited:?}");
    for (release, task) in in_use {
        release.send(()).expect("the connection is held");
        assert_eq!(fixture.runtime.block_on(task).expect("no panic"), Ok(()));
    }
    fixture.write(|c| add(c, 1));
}

fn a_row_locked_for_long_is_unavailable_and_recovers() {
    let fixture = Fixture::on(Backend::Postgres);
    let mut other = fixture.place.connect();
    other.batch_execute("BEGIN; LOCK TABLE attempts").expect("the lock");
    let start = Instant::now();
    assert_eq!(fixture.try_to_write(|c| add(c, 1)), Err(Unavailable));
    assert!(start.elapsed() < PATIENCE, "{:?}", start.elapsed());
    other.batch_execute("ROLLBACK").expect("the end of the lock");
    fixture.write(|c| add(c, 2));
    assert_eq!(present(&fixture), [2]);
}

/// The sentence with which opening is refused.
fn refused(address: &str) -> String {
    let refused = Db::open(&DatabaseUrl::Postgres(address.into()), 1).expect_err("not to be opened").to_string();
    assert!(refused.contains("`database_url`"), "{refused}");
    assert_eq!(refused.lines().count(), 1, "{refused}");
    refused
}

fn kill_others(connection: &mut AnyConnection) {
    connection
        .batch_execute(
            // Waited for: told to end, a connection still answers for a moment.
            "SELECT pg_terminate_backend(pid, 10000) FROM pg_stat_activity \
             WHERE datname = current_database() AND pid <> pg_backend_pid()",
        )
        .expect("the right to end connections");
}
