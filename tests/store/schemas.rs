//! Migrations up, down and up; by several servers at once; refused when newer; and the same on both backends.

use std::collections::{BTreeMap, BTreeSet};
use std::thread;

use diesel::prelude::*;
use diesel::sql_query;
use diesel::sql_types::{BigInt, Text};
use hallpass::db::{AnyConnection, Db, revert_all};
use libtest_mimic::Trial;

use crate::fixture::{Backend, CONNECTIONS, Fixture, Place};
use crate::promise::{Promise, promise, trial};
use crate::transactions::{add, present};

pub fn promises() -> Vec<Promise> {
    vec![
        promise(the_schema_goes_up_down_and_up),
        promise(a_schema_that_is_up_to_date_keeps_its_rows),
        promise(a_newer_schema_is_refused_and_left_alone),
        promise(servers_that_start_at_once_on_an_empty_database_all_start),
    ]
}

pub fn trials() -> Vec<Trial> {
    vec![
        trial(both_backends_have_the_same_tables_and_columns),
        trial(both_backends_have_the_same_indexes),
        trial(both_backends_have_the_same_migrations),
    ]
}

fn the_schema_goes_up_down_and_up(fixture: &Fixture) {
    let mut connection = fixture.place.connect();
    let (up, migrations) = (columns(&mut connection), migrations(&mut connection));
    assert!(up.len() >= 17, "the tables: {up:?}");

    revert_all(&mut connection).expect("down");
    assert_eq!(columns(&mut connection), BTreeMap::new(), "each down.sql undoes its up.sql");
    assert_eq!(indexes(&mut connection), BTreeSet::new());
    assert_eq!(self::migrations(&mut connection), BTreeSet::new());

    let again = fixture.place.open();
    assert_eq!(columns(&mut connection), up);
    assert_eq!(self::migrations(&mut connection), migrations);
    fixture.runtime.block_on(again.write(|c| add(c, 1))).expect("a write");
}

fn a_schema_that_is_up_to_date_keeps_its_rows(fixture: &Fixture) {
    fixture.write(|c| add(c, 1));
    let mut connection = fixture.place.connect();
    let before = (columns(&mut connection), migrations(&mut connection));
    drop(fixture.place.open());
    assert_eq!((columns(&mut connection), migrations(&mut connection)), before);
    assert_eq!(present(fixture), [1]);
}

fn a_newer_schema_is_refused_and_left_alone(fixture: &Fixture) {
    fixture
        .write(|c| sql_query("INSERT INTO __diesel_schema_migrations (version) VALUES ('99999999999999')").execute(c));
    let mut connection = fixture.place.connect();
    let before = (columns(&mut connection), migrations(&mut connection));
    let refused = Db::open(&fixture.place.url(), CONNECTIONS).expect_err("a newer schema").to_string();
    for part in ["`database_url`", "newer", "99999999999999"] {
        assert!(refused.contains(part), "{refused}");
    }
    assert_eq!(refused.lines().count(), 1, "{refused}");
    assert_eq!((columns(&mut connection), migrations(&mut connection)), before);
}

fn servers_that_start_at_once_on_an_empty_database_all_start(fixture: &Fixture) {
    let place = Place::new(match &fixture.place {
        Place::Sqlite(_) => Backend::Sqlite,
        Place::Postgres(_) => Backend::Postgres,
    });
    let url = place.url();
    thread::scope(|scope| {
        let starts: Vec<_> = (0..4).map(|_| scope.spawn(|| Db::open(&url, 1).map(drop))).collect();
        for start in starts {
            assert_eq!(start.join().expect("no panic"), Ok(()));
        }
    });
    let mut started = place.connect();
    assert_eq!(migrations(&mut started), migrations(&mut fixture.place.connect()));
}

fn both_backends_have_the_same_tables_and_columns() {
    let [sqlite, postgres] = [Backend::Sqlite, Backend::Postgres].map(|backend| {
        let fixture = Fixture::on(backend);
        columns(&mut fixture.place.connect())
    });
    assert_eq!(sqlite, postgres);
}

fn both_backends_have_the_same_indexes() {
    let [sqlite, postgres] = [Backend::Sqlite, Backend::Postgres].map(|backend| {
        let fixture = Fixture::on(backend);
        indexes(&mut fixture.place.connect())
    });
    assert_eq!(sqlite, postgres);
}

fn both_backends_have_the_same_migrations() {
    let [sqlite, postgres] = [Backend::Sqlite, Backend::Postgres].map(|backend| {
        let fixture = Fixture::on(backend);
        migrations(&mut fixture.place.connect())
    });
    assert_eq!(sqlite, postgres);
    assert!(!sqlite.is_empty());
}

#[derive(QueryableByName)]
struct ColumnRow {
    #[diesel(sql_type = Text)]
    of_table: String,
    #[diesel(sql_type = Text)]
    name: String,
    #[diesel(sql_type = Text)]
    kind: String,
    #[diesel(sql_type = BigInt)]
    nullable: i64,
}

#[derive(QueryableByName)]
struct NameRow {
    #[diesel(sql_type = Text)]
    name: String,
}

/// Each table with its columns in their order: name, type as SQLite calls it, whether it may be empty.
fn columns(connection: &mut AnyConnection) -> BTreeMap<String, Vec<(String, String, bool)>> {
    let rows: Vec<ColumnRow> = match connection {
        AnyConnection::Sqlite(c) => sql_query(
            "SELECT t.name AS of_table, c.name AS name, c.type AS kind, c.\"notnull\" = 0 AS nullable \
             FROM sqlite_master t JOIN pragma_table_info(t.name) c \
             WHERE t.type = 'table' AND t.name NOT LIKE '\\_\\_%' ESCAPE '\\' ORDER BY t.name, c.cid",
        )
        .load(c),
        AnyConnection::Postgres(c) => sql_query(
            "SELECT table_name::text AS of_table, column_name::text AS name, data_type::text AS kind, \
             (is_nullable = 'YES')::int::bigint AS nullable FROM information_schema.columns \
             WHERE table_schema = 'public' AND table_name NOT LIKE '\\_\\_%' ORDER BY table_name, ordinal_position",
        )
        .load(c),
    }
    .expect("the columns");
    let mut tables: BTreeMap<_, Vec<_>> = BTreeMap::new();
    for row in rows {
        let kind = match row.kind.as_str() {
            "bytea" => "BLOB",
            "bigint" | "boolean" => "INTEGER",
            "text" => "TEXT",
            other => other,
        };
        tables.entry(row.of_table).or_default().push((row.name, kind.to_owned(), row.nullable == 1));
    }
    tables
}

/// The indexes that have names of their own.
fn indexes(connection: &mut AnyConnection) -> BTreeSet<String> {
    names(
        connection,
        "SELECT name FROM sqlite_master WHERE type = 'index' AND sql IS NOT NULL",
        "SELECT indexname::text AS name FROM pg_indexes WHERE schemaname = 'public' \
         AND indexname NOT LIKE '%\\_pkey' AND indexname NOT LIKE '%\\_key'",
    )
}

fn migrations(connection: &mut AnyConnection) -> BTreeSet<String> {
    const SQL: &str = "SELECT version AS name FROM __diesel_schema_migrations";
    names(connection, SQL, SQL)
}

fn names(connection: &mut AnyConnection, on_sqlite: &str, on_postgres: &str) -> BTreeSet<String> {
    let rows: QueryResult<Vec<NameRow>> = match connection {
        AnyConnection::Sqlite(c) => sql_query(on_sqlite).load(c),
        AnyConnection::Postgres(c) => sql_query(on_postgres).load(c),
    };
    rows.expect("the names").into_iter().map(|row| row.name).collect()
}
