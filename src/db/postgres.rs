//! PostgreSQL: a pool of connections, used on blocking threads behind a semaphore of the pool's size, so that no more
//! threads wait for a connection than there are connections.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use diesel::connection::{Connection, SimpleConnection};
use diesel::pg::PgConnection;
use diesel::r2d2::{ManageConnection, Pool, PooledConnection};
use diesel::result::{DatabaseErrorKind, Error};
use diesel::sql_types::{BigInt, Bool};
use diesel::{ConnectionError, QueryResult, QueryableByName, RunQueryDsl};
use tokio::sync::Semaphore;
use tokio::time::timeout;

use super::{AnyConnection, NotOpen};
use crate::clock::Timestamp;
use crate::error::Unavailable;

/// The longest wait for a connection: then 503.
const WAIT: Duration = Duration::from_secs(2);
/// The longest wait for an answer: longer than the server's own limit, for a server that hangs whole.
const ANSWER: Duration = Duration::from_secs(12);
/// libpq's own limits, which it does not have by default: seconds to connect, and milliseconds until what was sent has to
/// have arrived. What the address says itself goes before.
const LIMITS: [(&str, &str); 2] = [("connect_timeout", "5"), ("tcp_user_timeout", "10000")];

#[derive(Clone)]
pub(super) struct Postgres {
    pool: Pool<Manager>,
    places: Arc<Semaphore>,
    restarts: Arc<AtomicU64>,
}

impl Postgres {
    /// `prepare` is given the first connection, to bring the schema up to date or only to look at it.
    pub(super) fn open(
        url: &str,
        connections: u32,
        prepare: fn(&mut AnyConnection) -> Result<(), String>,
    ) -> Result<Self, NotOpen> {
        let restarts = Arc::<AtomicU64>::default();
        let manager = Manager { url: limited(url), restarts: restarts.clone() };
        // The pool would try a dead server again and again and then say only that it timed out.
        let mut first = manager.open().map_err(|why| NotOpen::Away(format!("{}.", plain(&why))))?;
        prepare(&mut first).map_err(NotOpen::Refused)?;
        let pool = Pool::builder()
            .max_size(connections)
            .min_idle(Some(1))
            .connection_timeout(WAIT)
            // A question before each query would double its cost; a connection that turns out dead is thrown away.
            .test_on_check_out(false)
            .build(manager)
            .map_err(|why| NotOpen::Away(format!("{why}.")))?;
        Ok(Self { pool, places: Arc::new(Semaphore::new(connections as usize)), restarts })
    }

    pub(super) async fn run<T, F>(&self, work: F) -> Result<T, Unavailable>
    where
        F: FnOnce(&mut AnyConnection) -> QueryResult<T> + Send + 'static,
        T: Send + 'static,
    {
        let Ok(Ok(place)) = timeout(WAIT, self.places.clone().acquire_owned()).await else {
            return Err(Unavailable::because("waiting for a database connection", "all are in use"));
        };
        let this = self.clone();
        let done = tokio::task::spawn_blocking(move || {
            let _place = place;
            let mut pooled = this.connection()?;
            work(&mut pooled.connection).map_err(|why| {
                pooled.in_doubt = may_be_dead(&why);
                if pooled.in_doubt && is_closed(&why, &mut pooled.connection) {
                    this.restarts.fetch_add(1, Ordering::Relaxed);
                }
                Unavailable::because("asking the database", why)
            })
        });
        match timeout(ANSWER, done).await {
            Ok(done) => done.unwrap_or_else(|why| Err(Unavailable::because("asking the database", why))),
            Err(_) => Err(Unavailable::because("asking the database", "it does not answer")),
        }
    }

    /// A connection from the pool. When one was found closed, those opened before it are closed too: they are thrown away
    /// here, instead of each costing somebody a 503.
    fn connection(&self) -> Result<PooledConnection<Manager>, Unavailable> {
        loop {
            let mut pooled = self.pool.get().map_err(|why| Unavailable::because("connecting to the database", why))?;
            if pooled.restarts == self.restarts.load(Ordering::Relaxed) {
                return Ok(pooled);
            }
            pooled.in_doubt = true;
        }
    }
}

/// Whether the server takes writes: one that follows another, or was set to, does not.
pub(super) fn takes_writes(connection: &mut AnyConnection) -> QueryResult<bool> {
    let asked = "SELECT NOT pg_is_in_recovery() AND current_setting('transaction_read_only') = 'off' AS takes_writes";
    diesel::sql_query(asked).get_result::<TakesWrites>(connection).map(|row| row.takes_writes)
}

/// The time by the server's clock.
pub(super) fn time(connection: &mut AnyConnection) -> QueryResult<Timestamp> {
    let asked = "SELECT EXTRACT(EPOCH FROM clock_timestamp())::BIGINT AS time";
    diesel::sql_query(asked).get_result::<Time>(connection).map(|row| row.time)
}

#[derive(QueryableByName)]
struct TakesWrites {
    #[diesel(sql_type = Bool)]
    takes_writes: bool,
}

#[derive(QueryableByName)]
struct Time {
    #[diesel(sql_type = BigInt)]
    time: Timestamp,
}

/// Anything but a refusal by the database itself leaves it open whether the connection still lives.
fn may_be_dead(why: &Error) -> bool {
    match why {
        Error::DatabaseError(kind, _) => {
            matches!(kind, DatabaseErrorKind::ClosedConnection | DatabaseErrorKind::Unknown)
        }
        _ => true,
    }
}

/// Whether the connection was closed. Where the server has said that it ends it and libpq has not seen the end yet, the
/// error alone does not tell.
fn is_closed(why: &Error, connection: &mut AnyConnection) -> bool {
    matches!(why, Error::DatabaseError(DatabaseErrorKind::ClosedConnection, _))
        || connection.batch_execute("SELECT 1").is_err()
}

/// The address with libpq's limits where it has none of its own.
fn limited(url: &str) -> String {
    let mut url = url.to_owned();
    for (name, value) in LIMITS {
        if !url.contains(&format!("{name}=")) {
            let joint = if url.contains('?') { '&' } else { '?' };
            url = format!("{url}{joint}{name}={value}");
        }
    }
    url
}

impl std::fmt::Debug for Postgres {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Postgres(…)")
    }
}

/// Opens connections for the pool.
struct Manager {
    url: String,
    restarts: Arc<AtomicU64>,
}

/// A connection, whether it may be dead, and how many restarts of the database it has outlived.
struct Pooled {
    connection: AnyConnection,
    in_doubt: bool,
    restarts: u64,
}

impl Manager {
    fn open(&self) -> Result<AnyConnection, ConnectionError> {
        let mut connection = PgConnection::establish(&self.url)?;
        // A statement or a lock that hangs must not hold a request for ever, nor a dead client a lock.
        connection
            .batch_execute(
                "SET statement_timeout = '10s'; SET lock_timeout = '3s'; SET idle_in_transaction_session_timeout = '10s'; SET synchronous_commit = 'on'",
            )
            .map_err(ConnectionError::CouldntSetupConfiguration)?;
        Ok(AnyConnection::Postgres(connection))
    }
}

impl ManageConnection for Manager {
    type Connection = Pooled;
    type Error = ConnectionError;

    fn connect(&self) -> Result<Pooled, ConnectionError> {
        let restarts = self.restarts.load(Ordering::Relaxed);
        self.open().map(|connection| Pooled { connection, in_doubt: false, restarts })
    }

    fn is_valid(&self, pooled: &mut Pooled) -> Result<(), ConnectionError> {
        pooled.connection.batch_execute("SELECT 1").map_err(ConnectionError::CouldntSetupConfiguration)
    }

    fn has_broken(&self, pooled: &mut Pooled) -> bool {
        pooled.in_doubt || std::thread::panicking()
    }
}

/// The first line of what libpq says, without the address, which may hold a password.
fn plain(why: &ConnectionError) -> String {
    let text = match why {
        // What else libpq says quotes the address it could not make sense of, password and all.
        ConnectionError::BadConnection(text) if text.starts_with("connection to server") => text.clone(),
        ConnectionError::BadConnection(_) => {
            "its address cannot be read or its host not be found; in a password write %40 for @ and %2F for /".into()
        }
        ConnectionError::InvalidConnectionUrl(_) => "the address cannot be read".into(),
        other => other.to_string(),
    };
    let first = text.lines().next().unwrap_or_default().trim_end_matches('.');
    format!("{first}; start the database, or write its right address, like \"postgres://USER:PASSWORD@HOST/DATABASE\"")
}
