//! Where database calls run. One `Db` for both backends: `read` runs one query, `write` one transaction; both take a
//! closure over [`AnyConnection`], which store's functions are written for. May import config and error; must not know
//! users or sessions.
//!
//! On SQLite a read runs inline on a read-only connection of the present thread, since that takes microseconds and a
//! thread hop would cost more than the query; writes go over a bounded channel to the one writer thread. On PostgreSQL
//! both take a pooled connection on a blocking thread, behind a semaphore of the pool's size.

mod connection;
pub mod copy;
mod migrations;
mod postgres;
#[allow(missing_docs, reason = "the columns are described in the migrations")]
pub mod schema;
mod sqlite;

pub use connection::AnyConnection;
pub use migrations::{newest_version, revert_all};

use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use diesel::sql_types::BigInt;
use diesel::{QueryableByName, RunQueryDsl, sql_query};

use crate::clock::Timestamp;
use crate::config::DatabaseUrl;
use crate::error::Unavailable;

/// What store's functions give back: a value, or why the database gave none.
pub type Answer<T> = diesel::QueryResult<T>;

/// An open database. Cheap to clone.
#[derive(Clone, Debug)]
pub struct Db {
    backend: Backend,
    reads: Arc<AtomicU64>,
}

#[derive(Clone, Debug)]
enum Backend {
    Sqlite(sqlite::Sqlite),
    Postgres(postgres::Postgres),
}

/// What the database takes on the disk, in bytes; on SQLite without the log beside the file.
pub fn size(c: &mut AnyConnection) -> Answer<i64> {
    let size: Size = match c {
        AnyConnection::Sqlite(c) => {
            sql_query("SELECT page_count * page_size AS size FROM pragma_page_count, pragma_page_size").get_result(c)
        }
        AnyConnection::Postgres(c) => sql_query("SELECT pg_database_size(current_database()) AS size").get_result(c),
    }?;
    Ok(size.size)
}

#[derive(QueryableByName)]
struct Size {
    #[diesel(sql_type = BigInt)]
    size: i64,
}

/// Why a database could not be opened: one sentence for whoever starts the server or runs a command.
#[derive(Clone, Debug, thiserror::Error, PartialEq, Eq)]
#[error("{sentence}")]
pub struct OpenError {
    sentence: String,
    away: bool,
}

impl OpenError {
    /// Whether it does not answer: another time it may.
    #[must_use]
    pub fn is_away(&self) -> bool {
        self.away
    }

    fn new(url: &DatabaseUrl, why: NotOpen) -> Self {
        let (NotOpen::Away(text) | NotOpen::Refused(text)) = &why;
        let sentence = format!("The database {url} cannot be used (setting `database_url`): {text}");
        Self { sentence, away: matches!(why, NotOpen::Away(_)) }
    }
}

/// Why not, for the sentence.
enum NotOpen {
    /// It does not answer.
    Away(String),
    /// It cannot be used as it is.
    Refused(String),
}

impl Db {
    /// Opens the database, making the file of a SQLite one, and brings its schema up to date under a lock.
    /// `connections` is the size of PostgreSQL's pool. Blocks: to be called at start.
    pub fn open(url: &DatabaseUrl, connections: u32) -> Result<Self, OpenError> {
        Self::with(url, connections, sqlite::Sqlite::open, migrations::run)
    }

    /// The same for a database that is there, whose schema has to be this program's own: nothing of it is changed.
    pub fn open_as_it_is(url: &DatabaseUrl, connections: u32) -> Result<Self, OpenError> {
        Self::with(url, connections, sqlite::Sqlite::open_as_it_is, migrations::check)
    }

    /// The same, but where there is none yet it is made.
    pub fn open_or_make(url: &DatabaseUrl, connections: u32) -> Result<Self, OpenError> {
        let sqlite = |path: &Path| {
            if path.exists() { sqlite::Sqlite::open_as_it_is(path) } else { sqlite::Sqlite::open(path) }
        };
        Self::with(url, connections, sqlite, migrations::make_or_check)
    }

    fn with(
        url: &DatabaseUrl,
        connections: u32,
        sqlite: impl FnOnce(&Path) -> Result<sqlite::Sqlite, String>,
        prepare: fn(&mut AnyConnection) -> Result<(), String>,
    ) -> Result<Self, OpenError> {
        let backend = match url {
            DatabaseUrl::Sqlite(path) => sqlite(path).map(Backend::Sqlite).map_err(NotOpen::Refused),
            DatabaseUrl::Postgres(url) => postgres::Postgres::open(url, connections, prepare).map(Backend::Postgres),
        };
        let backend = backend.map_err(|why| OpenError::new(url, why))?;
        Ok(Self { backend, reads: Arc::default() })
    }

    /// Runs `query`, which only reads.
    pub async fn read<T, F>(&self, query: F) -> Result<T, Unavailable>
    where
        F: FnOnce(&mut AnyConnection) -> Answer<T> + Send + 'static,
        T: Send + 'static,
    {
        self.reads.fetch_add(1, Ordering::Relaxed);
        match &self.backend {
            Backend::Sqlite(sqlite) => sqlite.read(query),
            Backend::Postgres(postgres) => postgres.run(query).await,
        }
    }

    /// Runs `queries`, which only read. On SQLite they see one state of the database, and cost less than each for itself.
    pub async fn read_together<T, F>(&self, queries: F) -> Result<T, Unavailable>
    where
        F: FnOnce(&mut AnyConnection) -> Answer<T> + Send + 'static,
        T: Send + 'static,
    {
        self.reads.fetch_add(1, Ordering::Relaxed);
        match &self.backend {
            Backend::Sqlite(sqlite) => sqlite.read_together(queries),
            Backend::Postgres(postgres) => postgres.run(queries).await,
        }
    }

    /// Runs `queries`, which only read, for what runs by itself or reads much, beside requests: on SQLite on a blocking
    /// thread and a connection that keeps nothing of what it has read. They need not see one state, and are not counted.
    pub async fn read_aside<T, F>(&self, queries: F) -> Result<T, Unavailable>
    where
        F: FnOnce(&mut AnyConnection) -> Answer<T> + Send + 'static,
        T: Send + 'static,
    {
        match &self.backend {
            Backend::Sqlite(sqlite) => sqlite.read_aside(queries).await,
            Backend::Postgres(postgres) => postgres.run(queries).await,
        }
    }

    /// Runs `change` in one transaction: committed, durably, when this answers `Ok`; undone whole when `change` fails.
    pub async fn write<T, F>(&self, change: F) -> Result<T, Unavailable>
    where
        F: FnOnce(&mut AnyConnection) -> Answer<T> + Send + 'static,
        T: Send + 'static,
    {
        match &self.backend {
            Backend::Sqlite(sqlite) => sqlite.write(change).await,
            Backend::Postgres(postgres) => postgres.run(|c| diesel::Connection::transaction(c, change)).await,
        }
    }

    /// Whether it takes writes; answered by one that changes nothing. A PostgreSQL that only follows another does not.
    pub async fn takes_writes(&self) -> Result<bool, Unavailable> {
        match &self.backend {
            Backend::Sqlite(sqlite) => sqlite.write(|_| Ok(true)).await,
            Backend::Postgres(postgres) => postgres.run(postgres::takes_writes).await,
        }
    }

    /// The time by the clock of a PostgreSQL server; `None` where the database has none of its own.
    pub async fn own_time(&self) -> Result<Option<Timestamp>, Unavailable> {
        match &self.backend {
            Backend::Sqlite(_) => Ok(None),
            Backend::Postgres(postgres) => postgres.run(postgres::time).await.map(Some),
        }
    }

    /// At the end: brings everything that was written into the one file of a SQLite database.
    pub async fn settle(&self) {
        if let Backend::Sqlite(sqlite) = &self.backend {
            sqlite.settle().await;
        }
    }

    /// How many times [`Db::read`] was called: the check on a request costs one, what a page shows more.
    #[must_use]
    pub fn reads(&self) -> u64 {
        self.reads.load(Ordering::Relaxed)
    }
}
