//! A database that one test has to itself: a SQLite file, or a database on the PostgreSQL that `tests/run` starts.

use std::env;
use std::path::PathBuf;

use diesel::connection::SimpleConnection;
use diesel::{Connection, PgConnection, SqliteConnection};
use tempfile::TempDir;
use uuid::Uuid;

pub(crate) enum Database {
    Sqlite(TempDir),
    Postgres { maintenance: String, name: String },
}

impl Database {
    pub(crate) fn sqlite() -> Self {
        Self::Sqlite(TempDir::new().expect("a temporary folder"))
    }

    pub(crate) fn postgres() -> Self {
        let maintenance = env::var("HALLPASS_TEST_POSTGRES")
            .expect("HALLPASS_TEST_POSTGRES is not set: run this test by tests/run, which starts a PostgreSQL");
        let name = format!("web_{}", Uuid::now_v7().simple());
        ask(&maintenance, &format!("CREATE DATABASE {name} TEMPLATE template0"));
        Self::Postgres { maintenance, name }
    }

    /// As the setting `database_url` has it.
    pub(crate) fn url(&self) -> String {
        match self {
            Self::Sqlite(_) => format!("sqlite://{}", self.file().display()),
            Self::Postgres { maintenance, name } => {
                let (server, _) = maintenance.rsplit_once('/').expect("an address with a database");
                format!("{server}/{name}")
            }
        }
    }

    /// The SQLite file.
    pub(crate) fn file(&self) -> PathBuf {
        match self {
            Self::Sqlite(folder) => folder.path().join("hallpass.db"),
            Self::Postgres { .. } => panic!("PostgreSQL is no file"),
        }
    }

    /// A connection past Hallpass, as another program would have it.
    pub(crate) fn outside(&self) -> SqliteConnection {
        let mut connection = SqliteConnection::establish(&self.file().to_string_lossy()).expect("the file opens");
        connection.batch_execute("PRAGMA busy_timeout = 3000").expect("a patient connection");
        connection
    }
}

impl Drop for Database {
    fn drop(&mut self) {
        if let Self::Postgres { maintenance, name } = self {
            ask(maintenance, &format!("DROP DATABASE {name} WITH (FORCE)"));
        }
    }
}

fn ask(url: &str, statement: &str) {
    let mut connection = PgConnection::establish(url).expect("PostgreSQL answers");
    connection.batch_execute(statement).expect(statement);
}
