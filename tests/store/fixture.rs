//! A fresh database for one test, gone afterwards.

use std::env;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use diesel::connection::{Connection, SimpleConnection};
use diesel::pg::PgConnection;
use diesel::sqlite::SqliteConnection;
use hallpass::clock::Timestamp;
use hallpass::config::DatabaseUrl;
use hallpass::db::{Answer, AnyConnection, Db};
use hallpass::error::Unavailable;
use tempfile::TempDir;
use tokio::runtime::{Builder, Runtime};
use tokio::sync::Semaphore;
use uuid::Uuid;

/// The present of these tests.
pub const NOW: Timestamp = 1_800_000_000;

/// Connections of the pool.
pub const CONNECTIONS: u32 = 5;

#[derive(Clone, Copy)]
pub enum Backend {
    Sqlite,
    Postgres,
}

/// An open database and what runs on it. Fields are dropped in their order: first what uses the database.
pub struct Fixture {
    pub runtime: Runtime,
    pub db: Db,
    pub place: Place,
}

/// Where a database is.
pub enum Place {
    Sqlite(TempDir),
    Postgres(Database),
}

/// A database of its own on the server of `HALLPASS_TEST_POSTGRES`.
pub struct Database {
    server: String,
    name: String,
}

impl Backend {
    pub fn name(self) -> &'static str {
        match self {
            Self::Sqlite => "sqlite",
            Self::Postgres => "postgres",
        }
    }
}

impl Fixture {
    pub fn on(backend: Backend) -> Self {
        let place = Place::new(backend);
        let db = place.open();
        Self { runtime: runtime(), db, place }
    }

    pub fn read<T, F>(&self, query: F) -> T
    where
        F: FnOnce(&mut AnyConnection) -> Answer<T> + Send + 'static,
        T: Send + 'static,
    {
        self.runtime.block_on(self.db.read(query)).expect("a read that the database answers")
    }

    pub fn write<T, F>(&self, change: F) -> T
    where
        F: FnOnce(&mut AnyConnection) -> Answer<T> + Send + 'static,
        T: Send + 'static,
    {
        self.try_to_write(change).expect("a write that the database takes")
    }

    pub fn try_to_write<T, F>(&self, change: F) -> Result<T, Unavailable>
    where
        F: FnOnce(&mut AnyConnection) -> Answer<T> + Send + 'static,
        T: Send + 'static,
    {
        self.runtime.block_on(self.db.write(change))
    }

    /// Writes from `count` tasks at the same time; their answers in the order of their numbers.
    pub fn write_at_once<T, F>(&self, count: usize, change: impl Fn(usize) -> F) -> Vec<T>
    where
        F: FnOnce(&mut AnyConnection) -> Answer<T> + Send + 'static,
        T: Send + 'static,
    {
        // One that finds all connections in use is refused after two seconds, which is no test's business here.
        let places = Arc::new(Semaphore::new(match self.place {
            Place::Sqlite(_) => count,
            Place::Postgres(_) => CONNECTIONS as usize,
        }));
        let start = |number| {
            let (db, places) = (self.db.clone(), places.clone());
            let change = change(number);
            self.runtime.spawn(async move {
                let _place = places.acquire().await.expect("it is never closed");
                db.write(change).await
            })
        };
        let tasks: Vec<_> = (0..count).map(start).collect();
        let answers = tasks.into_iter().map(|task| self.runtime.block_on(task).expect("a task that does not panic"));
        answers.map(|done| done.expect("a write that the database takes")).collect()
    }
}

impl Place {
    pub fn new(backend: Backend) -> Self {
        match backend {
            Backend::Sqlite => Self::Sqlite(tempfile::tempdir().expect("a folder")),
            Backend::Postgres => Self::Postgres(Database::create()),
        }
    }

    pub fn url(&self) -> DatabaseUrl {
        match self {
            Self::Sqlite(folder) => DatabaseUrl::Sqlite(file_in(folder.path())),
            Self::Postgres(database) => DatabaseUrl::Postgres(database.address()),
        }
    }

    pub fn open(&self) -> Db {
        Db::open(&self.url(), CONNECTIONS).expect("a database that opens")
    }

    /// A connection past `Db`: what another program would have.
    pub fn connect(&self) -> AnyConnection {
        match self {
            Self::Sqlite(folder) => {
                let path = file_in(folder.path());
                let path = path.to_str().expect("a path in UTF-8");
                let mut connection = SqliteConnection::establish(path).expect("a connection");
                connection.batch_execute("PRAGMA busy_timeout = 3000").expect("a patient connection");
                AnyConnection::Sqlite(connection)
            }
            Self::Postgres(database) => {
                AnyConnection::Postgres(PgConnection::establish(&database.address()).expect("a connection"))
            }
        }
    }
}

impl Database {
    fn create() -> Self {
        let server = server();
        let name = format!("hallpass_{}", Uuid::now_v7().simple());
        at(&server, &format!("CREATE DATABASE {name} TEMPLATE template0"));
        Self { server, name }
    }

    fn address(&self) -> String {
        beside(&self.server, &self.name)
    }
}

impl Drop for Database {
    fn drop(&mut self) {
        at(&self.server, &format!("DROP DATABASE {} WITH (FORCE)", self.name));
    }
}

/// Threads enough that two tasks really run at the same time.
pub fn runtime() -> Runtime {
    Builder::new_multi_thread().worker_threads(2).enable_all().build().expect("a runtime")
}

/// Where a test's SQLite file is, in a folder of its own that is not there yet.
pub fn file_in(folder: &Path) -> PathBuf {
    folder.join("data").join("hallpass.db")
}

/// The address of the server's maintenance database.
pub fn server() -> String {
    env::var("HALLPASS_TEST_POSTGRES").unwrap_or_else(|_| {
        panic!("HALLPASS_TEST_POSTGRES is not set: run the tests with tests/run, which starts a PostgreSQL for them")
    })
}

/// The address of another database on the same server.
pub fn beside(server: &str, name: &str) -> String {
    let (server, _) = server.rsplit_once('/').expect("an address like postgres://hallpass@127.0.0.1:5432/postgres");
    format!("{server}/{name}")
}

fn at(server: &str, sql: &str) {
    let mut connection = PgConnection::establish(server).expect("the PostgreSQL of HALLPASS_TEST_POSTGRES");
    connection.batch_execute(sql).expect(sql);
}
