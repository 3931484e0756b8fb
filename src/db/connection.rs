//! A connection to either backend. Store's functions take `&mut AnyConnection`; the one hot query matches the variants
//! itself, since the derived dispatch costs more than the query.

use diesel::connection::{AnsiTransactionManager, Connection, TransactionManager};
use diesel::pg::PgConnection;
use diesel::sqlite::SqliteConnection;
use diesel::{MultiConnection, QueryResult};

/// A connection to SQLite or PostgreSQL.
#[derive(MultiConnection)]
pub enum AnyConnection {
    /// One file on this machine.
    Sqlite(SqliteConnection),
    /// A server.
    Postgres(PgConnection),
}

impl AnyConnection {
    /// Begins a transaction that will write. On SQLite it takes the write lock at once: a transaction that reads first
    /// and then wants to write fails without waiting when another has written meanwhile.
    pub(super) fn begin_writing(&mut self) -> QueryResult<()> {
        match self {
            Self::Sqlite(c) => AnsiTransactionManager::begin_transaction_sql(c, "BEGIN IMMEDIATE"),
            Self::Postgres(c) => AnsiTransactionManager::begin_transaction(c),
        }
    }

    pub(super) fn commit(&mut self) -> QueryResult<()> {
        <Self as Connection>::TransactionManager::commit_transaction(self)
    }

    pub(super) fn roll_back(&mut self) -> QueryResult<()> {
        <Self as Connection>::TransactionManager::rollback_transaction(self)
    }
}

impl std::fmt::Debug for AnyConnection {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::Sqlite(_) => "Sqlite(…)",
            Self::Postgres(_) => "Postgres(…)",
        })
    }
}
