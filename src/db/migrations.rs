//! The schema's versions: migrations/sqlite and migrations/postgres, the same names in both. Run at start under a lock,
//! so that servers that start together do it once; a schema newer than this program is refused. Commands beside a server
//! only look.

use diesel::backend::Backend;
use diesel::connection::SimpleConnection;
use diesel::migration::{Migration, MigrationSource, MigrationVersion};
use diesel::pg::Pg;
use diesel::sql_types::{Bool, Text};
use diesel::sqlite::Sqlite;
use diesel::{QueryResult, QueryableByName, RunQueryDsl};
use diesel_migrations::MigrationHarness;

use super::AnyConnection;

/// Any number, the same in all servers: the lock they take in PostgreSQL before they look at the schema.
const LOCK: i64 = 0x6861_6c6c_7061_7373;

type Failure = Box<dyn std::error::Error + Send + Sync>;

/// Brings the schema up to date. Holds the write lock of a SQLite file, or an advisory lock of a PostgreSQL database,
/// from before the first look until all is done; if one migration fails, none has happened.
pub(super) fn run(connection: &mut AnyConnection) -> Result<(), String> {
    locked(connection, |connection| match connection {
        AnyConnection::Sqlite(c) => up(c, sqlite()?),
        AnyConnection::Postgres(c) => up(c, postgres()?),
    })
}

/// Errors when the schema is not this program's own, with what to do. Only reads.
pub(super) fn check(connection: &mut AnyConnection) -> Result<(), String> {
    let plain = |why: Failure| format!("its schema cannot be read ({why}).");
    let known = known(connection).map_err(plain)?;
    let applied = applied(connection).map_err(|why| plain(why.into()))?;
    if let Some(unknown) = applied.iter().find(|applied| !known.contains(applied)) {
        return Err(format!("{}.", newer(unknown)));
    }
    if known.len() > applied.len() {
        return Err("its schema is older than this program: start hallpass first, it brings it up to date.".into());
    }
    Ok(())
}

/// Makes the schema in a database that has none yet; one that is there is only looked at.
pub(super) fn make_or_check(connection: &mut AnyConnection) -> Result<(), String> {
    match applied(connection) {
        Ok(applied) if applied.is_empty() => run(connection),
        _ => check(connection),
    }
}

/// The version of the newest migration of this program, which begins with its day: `20260131…`.
#[must_use]
pub fn newest_version() -> Option<String> {
    sqlite().ok().and_then(|source| versions::<Sqlite>(&source).ok())?.into_iter().max()
}

fn known(connection: &AnyConnection) -> Result<Vec<String>, Failure> {
    match connection {
        AnyConnection::Sqlite(_) => versions(&sqlite()?),
        AnyConnection::Postgres(_) => versions(&postgres()?),
    }
}

fn versions<DB: Backend>(source: &impl MigrationSource<DB>) -> Result<Vec<String>, Failure> {
    Ok(source.migrations()?.iter().map(|migration| migration.name().version().to_string()).collect())
}

/// Diesel's own way would make its table where there is none.
fn applied(connection: &mut AnyConnection) -> QueryResult<Vec<String>> {
    let is_there = match connection {
        AnyConnection::Sqlite(_) => {
            "SELECT EXISTS (SELECT 1 FROM sqlite_master WHERE name = '__diesel_schema_migrations') AS is_there"
        }
        AnyConnection::Postgres(_) => "SELECT to_regclass('__diesel_schema_migrations') IS NOT NULL AS is_there",
    };
    if !diesel::sql_query(is_there).get_result::<Found>(connection)?.is_there {
        return Ok(Vec::new());
    }
    let versions = "SELECT version FROM __diesel_schema_migrations";
    Ok(diesel::sql_query(versions).load::<Version>(connection)?.into_iter().map(|row| row.version).collect())
}

#[derive(QueryableByName)]
struct Found {
    #[diesel(sql_type = Bool)]
    is_there: bool,
}

#[derive(QueryableByName)]
struct Version {
    #[diesel(sql_type = Text)]
    version: String,
}

fn newer(version: impl std::fmt::Display) -> String {
    format!("it was made by a newer Hallpass, its version {version} is unknown here: start that one")
}

/// Takes the whole schema down again, last migration first: for trying that each can be undone.
pub fn revert_all(connection: &mut AnyConnection) -> Result<(), String> {
    locked(connection, |connection| match connection {
        AnyConnection::Sqlite(c) => c.revert_all_migrations(sqlite()?).map(drop),
        AnyConnection::Postgres(c) => c.revert_all_migrations(postgres()?).map(drop),
    })
}

fn locked(
    connection: &mut AnyConnection,
    change: impl FnOnce(&mut AnyConnection) -> Result<(), Failure>,
) -> Result<(), String> {
    let plain = |error: diesel::result::Error| format!("its schema cannot be read or changed ({error}).");
    connection.begin_writing().map_err(plain)?;
    let done = take_lock(connection).map_err(Failure::from).and_then(|()| change(connection));
    match done {
        Ok(()) => connection.commit().map_err(plain),
        Err(why) => {
            connection.roll_back().map_err(plain)?;
            Err(format!("its schema cannot be brought up to date ({why})."))
        }
    }
}

/// For the length of the transaction, not of the connection: poolers like PgBouncer give the latter to others. Whoever
/// comes second waits as long as it takes: the limits that hold for requests do not hold here.
fn take_lock(connection: &mut AnyConnection) -> QueryResult<()> {
    match connection {
        AnyConnection::Sqlite(_) => Ok(()),
        AnyConnection::Postgres(c) => {
            c.batch_execute("SET LOCAL lock_timeout = 0; SET LOCAL statement_timeout = 0")?;
            diesel::sql_query(format!("SELECT pg_advisory_xact_lock({LOCK})")).execute(c).map(drop)
        }
    }
}

fn up<DB: Backend, C: MigrationHarness<DB>>(
    connection: &mut C,
    source: impl MigrationSource<DB>,
) -> Result<(), Failure> {
    let known: Vec<MigrationVersion<'static>> =
        source.migrations()?.iter().map(|m| m.name().version().as_owned()).collect();
    if let Some(unknown) = connection.applied_migrations()?.iter().find(|applied| !known.contains(applied)) {
        return Err(newer(unknown).into());
    }
    connection.run_pending_migrations(source).map(drop)
}

#[cfg(debug_assertions)]
fn sqlite() -> Result<impl MigrationSource<Sqlite>, Failure> {
    from_disk("migrations/sqlite")
}

#[cfg(debug_assertions)]
fn postgres() -> Result<impl MigrationSource<Pg>, Failure> {
    from_disk("migrations/postgres")
}

#[cfg(debug_assertions)]
fn from_disk(folder: &str) -> Result<diesel_migrations::FileBasedMigrations, Failure> {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join(folder);
    Ok(diesel_migrations::FileBasedMigrations::from_path(folder)?)
}

#[cfg(not(debug_assertions))]
#[allow(clippy::unnecessary_wraps, reason = "as in debug")]
fn sqlite() -> Result<impl MigrationSource<Sqlite>, Failure> {
    const EMBEDDED: diesel_migrations::EmbeddedMigrations = diesel_migrations::embed_migrations!("migrations/sqlite");
    Ok(EMBEDDED)
}

#[cfg(not(debug_assertions))]
#[allow(clippy::unnecessary_wraps, reason = "as in debug")]
fn postgres() -> Result<impl MigrationSource<Pg>, Failure> {
    const EMBEDDED: diesel_migrations::EmbeddedMigrations = diesel_migrations::embed_migrations!("migrations/postgres");
    Ok(EMBEDDED)
}
