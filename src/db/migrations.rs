//! The schema's versions: migrations/sqlite and migrations/postgres, the same names in both. Run at start under a lock,
//! so that servers that start together do it once; a schema newer than this program is refused.

use diesel::backend::Backend;
use diesel::connection::SimpleConnection;
use diesel::migration::{Migration, MigrationSource, MigrationVersion};
use diesel::pg::Pg;
use diesel::sqlite::Sqlite;
use diesel::{QueryResult, RunQueryDsl};
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
        return Err(
            format!("it was made by a newer Hallpass, its version {unknown} is unknown here: start that one").into()
        );
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
