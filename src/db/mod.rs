//! Where database calls run. One `Db` for both backends: `read` runs one query, `write` one transaction; both take a
//! closure over [`AnyConnection`], which store's functions are written for. May import config and error; must not know
//! users or sessions.
//!
//! On SQLite a read runs inline on a read-only connection of the present thread, since that takes microseconds and a
//! thread hop would cost more than the query; writes go over a bounded channel to the one writer thread. On PostgreSQL
//! both take a pooled connection on a blocking thread, behind a semaphore of the pool's size.

mod connection;
mod migrations;
mod postgres;
#[allow(missing_docs, reason = "the columns are described in the migrations")]
pub mod schema;
mod sqlite;

pub use connection::AnyConnection;
pub use migrations::revert_all;

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

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

/// Why a database could not be opened: one sentence for whoever starts the server.
#[derive(Clone, Debug, thiserror::Error, PartialEq, Eq)]
#[error("{0}")]
pub struct OpenError(String);

impl Db {
    /// Opens the database, making the file of a SQLite one, and brings its schema up to date under a lock.
    /// `connections` is the size of PostgreSQL's pool. Blocks: to be called at start.
    pub fn open(url: &DatabaseUrl, connections: u32) -> Result<Self, OpenError> {
        let refuse =
            |why: String| OpenError(format!("The database {url} cannot be used (setting `database_url`): {why}"));
        let backend = match url {
            DatabaseUrl::Sqlite(path) => Backend::Sqlite(sqlite::Sqlite::open(path).map_err(refuse)?),
            DatabaseUrl::Postgres(url) => {
                Backend::Postgres(postgres::Postgres::open(url, connections).map_err(refuse)?)
            }
        };
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
