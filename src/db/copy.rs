//! A copy of a SQLite database, made while others read and write it: as it was at the one moment the copy began.

use std::path::Path;

use diesel::RunQueryDsl;
use diesel::connection::{Connection, SimpleConnection};
use diesel::sql_types::{BigInt, Text};
use diesel::sqlite::SqliteConnection;
use diesel::{QueryResult, QueryableByName};

use super::sqlite::address;

/// What an integrity check says when nothing is wrong.
const SOUND: &str = "ok";

/// Copies the database at `from` into the empty file at `to`, on a connection of its own that only reads. Blocks.
pub fn copy(from: &Path, to: &Path) -> Result<(), String> {
    let mut connection = open(from, "mode=ro")?;
    // Nobody else has the file, and on a network's file system our own lock on it would be in SQLite's way.
    let into = diesel::sql_query("VACUUM INTO ?").bind::<Text, _>(address(to, "nolock=1"));
    into.execute(&mut connection).map(drop).map_err(|why| why.to_string())
}

/// Checks the structure of the database at `path`, which may be in use. Blocks, for long where it is large.
pub fn check(path: &Path) -> Result<(), String> {
    sound(&mut open(path, "mode=ro")?)
}

/// Checks a copy that nobody uses, and counts the rows of each of its tables. Blocks.
pub fn check_copy(path: &Path) -> Result<Vec<(String, i64)>, String> {
    // It is to stay one file.
    let mut connection = open(path, "mode=ro&immutable=1")?;
    sound(&mut connection)?;
    rows(&mut connection).map_err(|why| why.to_string())
}

fn open(path: &Path, how: &str) -> Result<SqliteConnection, String> {
    let mut connection = SqliteConnection::establish(&address(path, how)).map_err(|why| why.to_string())?;
    let set = connection.batch_execute("PRAGMA busy_timeout = 3000; PRAGMA trusted_schema = OFF;");
    set.map(|()| connection).map_err(|why| why.to_string())
}

fn sound(connection: &mut SqliteConnection) -> Result<(), String> {
    let said: Vec<Said> = diesel::sql_query("PRAGMA quick_check(1)").load(connection).map_err(|why| why.to_string())?;
    match said.first() {
        Some(said) if said.quick_check == SOUND => Ok(()),
        Some(said) => Err(said.quick_check.clone()),
        None => Err("its check says nothing".into()),
    }
}

fn rows(connection: &mut SqliteConnection) -> QueryResult<Vec<(String, i64)>> {
    let tables = "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE '\\_\\_%' ESCAPE '\\' AND name NOT LIKE 'sqlite%' ORDER BY name";
    let tables: Vec<Table> = diesel::sql_query(tables).load(connection)?;
    tables
        .into_iter()
        .map(|Table { name }| {
            // The name is one of our own tables', as the file itself says.
            let count = diesel::sql_query(format!("SELECT COUNT(*) AS number FROM \"{name}\""));
            let Count { number } = count.get_result(connection)?;
            Ok((name, number))
        })
        .collect()
}

#[derive(QueryableByName)]
struct Said {
    #[diesel(sql_type = Text)]
    quick_check: String,
}

#[derive(QueryableByName)]
struct Table {
    #[diesel(sql_type = Text)]
    name: String,
}

#[derive(QueryableByName)]
struct Count {
    #[diesel(sql_type = BigInt)]
    number: i64,
}
