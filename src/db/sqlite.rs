//! SQLite: one file, a read-only connection for each thread that reads, one thread that writes.

use std::cell::RefCell;
use std::fs;
use std::num::NonZero;
use std::os::unix::fs::OpenOptionsExt;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::thread::available_parallelism;
use std::time::{Duration, Instant};

use diesel::connection::{Connection, SimpleConnection};
use diesel::query_builder::{AstPass, QueryFragment, QueryId};
use diesel::result::Error;
use diesel::sqlite::{Sqlite as Backend, SqliteConnection};
use diesel::{ConnectionError, QueryResult, RunQueryDsl};
use tokio::sync::{mpsc, oneshot};

use super::{AnyConnection, migrations};
use crate::error::Unavailable;

/// Writes that wait; one more is refused with 503 instead of queueing without end.
const QUEUE: usize = 1024;
/// Writes that share one commit, and so one wait for the disk.
const BATCH: usize = 64;
/// Connections a thread keeps: one a database. A server has one; a test process opens many.
const READERS: usize = 4;

/// A reader waits for a lock for 50 milliseconds at most: it runs on a request's own thread.
const READER: &str = "PRAGMA busy_timeout = 50; PRAGMA query_only = ON; PRAGMA trusted_schema = OFF;";
/// How much of the file the readers of all threads may keep, as they come to read it, in KiB.
const KEPT: usize = 24 * 1024;
/// And one that reads beside requests, in KiB.
const ASIDE: usize = 512;
/// How long a lock is waited for that another server or command holds.
const PATIENCE: Duration = Duration::from_secs(3);
/// FULL, because with NORMAL a loss of power can undo a sign-out that was answered.
const WRITER: [&str; 4] = [
    "PRAGMA busy_timeout = 3000",
    "PRAGMA synchronous = FULL",
    "PRAGMA foreign_keys = ON",
    "PRAGMA trusted_schema = OFF",
];

#[derive(Clone, Debug)]
pub(super) struct Sqlite {
    path: Arc<Path>,
    number: u64,
    jobs: mpsc::Sender<Work>,
}

/// What the writer thread is given.
enum Work {
    Write(Job),
    /// Brings everything from the log into the file, and says when.
    Settle(oneshot::Sender<()>),
}

/// Runs inside the transaction; what it gives back is called once it is known whether that was committed.
type Job = Box<dyn FnOnce(&mut AnyConnection) -> Answer + Send>;
type Answer = Box<dyn FnOnce(QueryResult<()>) + Send>;

thread_local! {
    static CONNECTIONS: RefCell<Vec<(u64, AnyConnection)>> = const { RefCell::new(Vec::new()) };
}

impl Sqlite {
    pub(super) fn open(path: &Path) -> Result<Self, String> {
        create(path)?;
        let mut connection = writer(path).map_err(|why| format!("{why}."))?;
        migrations::run(&mut connection)?;
        settle_into_file(&mut connection);
        Self::start(path, connection)
    }

    /// The same for a file that is there, of whose schema nothing is changed.
    pub(super) fn open_as_it_is(path: &Path) -> Result<Self, String> {
        on_this_machine(folder(path))?;
        // Before anything is opened for writing.
        let mut looked_at = reader(path, ASIDE).map_err(|why| format!("{}.", plain(why)))?;
        migrations::check(&mut looked_at)?;
        drop(looked_at);
        Self::start(path, writer(path).map_err(|why| format!("{why}."))?)
    }

    fn start(path: &Path, connection: AnyConnection) -> Result<Self, String> {
        static NUMBER: AtomicU64 = AtomicU64::new(0);
        let (jobs, queue) = mpsc::channel(QUEUE);
        let path: Arc<Path> = path.into();
        let of = path.clone();
        std::thread::Builder::new()
            .name("writer".into())
            .spawn(move || write_all(connection, queue, &of))
            .map_err(|why| format!("its thread cannot be started ({why})."))?;
        Ok(Self { path, number: NUMBER.fetch_add(1, Ordering::Relaxed), jobs })
    }

    /// On this thread, now: a lookup takes microseconds.
    pub(super) fn read<T>(&self, query: impl FnOnce(&mut AnyConnection) -> QueryResult<T>) -> Result<T, Unavailable> {
        CONNECTIONS.with_borrow_mut(|all| {
            let mut connection = match all.iter().position(|(number, _)| *number == self.number) {
                Some(at) => all.remove(at).1,
                None => reader(&self.path, kept()).map_err(|why| Unavailable::because("opening the database", why))?,
            };
            // Kept only when the query has succeeded. After an error it may be on a file that was replaced, and after a
            // panic within what began before it, which would show ended sessions as live.
            let found = query(&mut connection).map_err(|why| Unavailable::because("reading from the database", why))?;
            if all.len() == READERS {
                all.remove(0);
            }
            all.push((self.number, connection));
            Ok(found)
        })
    }

    /// The same for several queries, which see one state of the database; also, the lock on it is taken once for all of
    /// them, and that costs more than a query.
    pub(super) fn read_together<T>(
        &self,
        queries: impl FnOnce(&mut AnyConnection) -> QueryResult<T>,
    ) -> Result<T, Unavailable> {
        // When a query fails or panics, the connection is given up, and with it what was begun.
        self.read(|c| {
            Words("BEGIN").run(c)?;
            let found = queries(c)?;
            Words("COMMIT").run(c)?;
            Ok(found)
        })
    }

    /// On a blocking thread and a connection of its own, which is closed with all it has read.
    pub(super) async fn read_aside<T, F>(&self, queries: F) -> Result<T, Unavailable>
    where
        F: FnOnce(&mut AnyConnection) -> QueryResult<T> + Send + 'static,
        T: Send + 'static,
    {
        let path = self.path.clone();
        let done = tokio::task::spawn_blocking(move || {
            let mut connection =
                reader(&path, ASIDE).map_err(|why| Unavailable::because("opening the database", why))?;
            queries(&mut connection).map_err(|why| Unavailable::because("reading from the database", why))
        });
        done.await.unwrap_or_else(|why| Err(Unavailable::because("reading from the database", why)))
    }

    /// Brings everything that was written into the one file.
    pub(super) async fn settle(&self) {
        let (tell, told) = oneshot::channel();
        if self.jobs.send(Work::Settle(tell)).await.is_ok() {
            let _ = told.await;
        }
    }

    pub(super) async fn write<T, F>(&self, change: F) -> Result<T, Unavailable>
    where
        F: FnOnce(&mut AnyConnection) -> QueryResult<T> + Send + 'static,
        T: Send + 'static,
    {
        let (tell, told) = oneshot::channel();
        let job: Job = Box::new(move |connection| {
            let result = connection.transaction(change);
            Box::new(move |committed| {
                let _ = tell.send(committed.and(result));
            })
        });
        self.jobs.try_send(Work::Write(job)).map_err(|why| Unavailable::because("queueing a write", why))?;
        match told.await {
            Ok(result) => result.map_err(|why| Unavailable::because("writing to the database", why)),
            Err(_) => Err(Unavailable::because("writing to the database", "the write was cut off")),
        }
    }
}

/// `BEGIN` or `COMMIT` as a statement that stays compiled, as Diesel's own transactions have none.
struct Words(&'static str);

impl QueryFragment<Backend> for Words {
    fn walk_ast<'b>(&'b self, mut out: AstPass<'_, 'b, Backend>) -> QueryResult<()> {
        out.push_sql(self.0);
        Ok(())
    }
}

/// Told apart by their text.
impl QueryId for Words {
    type QueryId = ();
    const HAS_STATIC_QUERY_ID: bool = false;
}

impl RunQueryDsl<SqliteConnection> for Words {}

impl Words {
    fn run(self, connection: &mut AnyConnection) -> QueryResult<()> {
        match connection {
            AnyConnection::Sqlite(c) => self.execute(c).map(drop),
            AnyConnection::Postgres(_) => Ok(()),
        }
    }
}

/// The writer thread: ends when the last `Sqlite` is gone.
fn write_all(connection: AnyConnection, mut queue: mpsc::Receiver<Work>, path: &Path) {
    let mut connection = Some(connection);
    let mut batch = Vec::with_capacity(BATCH);
    let mut settle = Vec::new();
    while let Some(first) = queue.blocking_recv() {
        let mut next = Some(first);
        while let Some(work) = next {
            match work {
                Work::Write(job) => batch.push(job),
                Work::Settle(tell) => settle.push(tell),
            }
            next = if batch.len() < BATCH { queue.try_recv().ok() } else { None };
        }
        let mut open = match connection.take().map_or_else(|| writer(path), Ok) {
            Ok(open) => open,
            Err(why) => {
                Unavailable::because("opening the database for writing", why);
                batch.clear();
                settle.clear();
                continue;
            }
        };
        // A job that panics, or a commit that fails, leaves the connection in doubt: the next batch gets a new one,
        // and closing this one undoes what it had not committed.
        let sound = catch_unwind(AssertUnwindSafe(|| commit(&mut open, batch.drain(..)))).unwrap_or(false);
        batch.clear();
        if sound && !settle.is_empty() {
            settle_into_file(&mut open);
        }
        for tell in settle.drain(..) {
            let _ = tell.send(());
        }
        connection = sound.then_some(open);
    }
}

/// Runs the jobs in one transaction, each within a savepoint, so that one that fails undoes only itself; answers them
/// when all is on the disk. Gives back whether the connection can be used again.
fn commit(connection: &mut AnyConnection, jobs: impl ExactSizeIterator<Item = Job>) -> bool {
    if jobs.len() == 0 {
        return true;
    }
    if let Err(why) = connection.begin_writing() {
        Unavailable::because("the database is locked", why);
        return false;
    }
    let answers: Vec<Answer> = jobs.map(|job| job(connection)).collect();
    let committed = connection.commit();
    let sound = committed.is_ok();
    if let Err(why) = &committed {
        Unavailable::because("committing to the database", why);
    }
    for answer in answers {
        answer(if sound { Ok(()) } else { Err(Error::RollbackTransaction) });
    }
    sound
}

/// So that the one file holds everything, for whoever copies it. Left undone while somebody reads: nothing is lost, it
/// stays in the log beside the file.
fn settle_into_file(connection: &mut AnyConnection) {
    if let Err(why) = connection.batch_execute("PRAGMA wal_checkpoint(TRUNCATE)") {
        Unavailable::because("writing the log into the database file", why);
    }
}

/// The file, readable by this user alone; SQLite gives its -wal and -shm the same mode.
fn create(path: &Path) -> Result<(), String> {
    use std::os::unix::fs::DirBuilderExt;
    let folder = folder(path);
    let cannot = |why| {
        format!(
            "its folder {} is not writable for this user ({why}): change its owner or name another.",
            folder.display()
        )
    };
    fs::DirBuilder::new().recursive(true).mode(0o700).create(folder).map_err(cannot)?;
    on_this_machine(folder)?;
    match fs::OpenOptions::new().write(true).create(true).truncate(false).mode(0o600).open(path) {
        Ok(_) => Ok(()),
        Err(why) if why.kind() == std::io::ErrorKind::IsADirectory => {
            Err("it is a folder: write the path of a file.".into())
        }
        Err(why) => Err(cannot(why)),
    }
}

fn folder(path: &Path) -> &Path {
    path.parent().filter(|p| !p.as_os_str().is_empty()).unwrap_or(Path::new("."))
}

/// SQLite's locks do not hold on network file systems: two servers would damage the file.
fn on_this_machine(folder: &Path) -> Result<(), String> {
    #[cfg(target_os = "linux")]
    {
        const NETWORK: [i64; 5] = [0x6969, 0x517B, 0xFF53_4D42, 0xFE53_4D42, 0x0102_1997];
        let kind = rustix::fs::statfs(folder)
            .map_err(|why| format!("its folder {} cannot be read ({why}).", folder.display()))?
            .f_type;
        #[allow(clippy::unnecessary_cast, reason = "its type differs between architectures")]
        if NETWORK.contains(&(kind as i64)) {
            return Err(
                "it is on a network file system, where SQLite is not safe: use a local disk, or PostgreSQL.".into()
            );
        }
    }
    Ok(())
}

fn writer(path: &Path) -> Result<AnyConnection, String> {
    let open = || -> Result<SqliteConnection, ConnectionError> {
        let mut connection = SqliteConnection::establish(&address(path, "mode=rw"))?;
        for pragma in WRITER {
            connection.batch_execute(pragma).map_err(ConnectionError::CouldntSetupConfiguration)?;
        }
        log_ahead(&mut connection).map_err(ConnectionError::CouldntSetupConfiguration)?;
        Ok(connection)
    };
    open().map(AnyConnection::Sqlite).map_err(plain)
}

/// Sets the journal mode. Of two who do so at once on a new file SQLite refuses both without waiting, since each holds
/// what the other wants; one that is in that mode already is left alone.
fn log_ahead(connection: &mut SqliteConnection) -> QueryResult<()> {
    let began = Instant::now();
    loop {
        match connection.batch_execute("PRAGMA journal_mode = WAL") {
            Err(why) if why.to_string().contains("locked") && began.elapsed() < PATIENCE => std::thread::yield_now(),
            done => return done,
        }
    }
}

fn plain(why: ConnectionError) -> String {
    match why {
        ConnectionError::CouldntSetupConfiguration(why) if why.to_string().contains("not a database") => {
            "the file is no SQLite database: name another".into()
        }
        ConnectionError::CouldntSetupConfiguration(why) if why.to_string().contains("malformed") => {
            format!("the file is damaged ({why}): put a backup in its place")
        }
        other => other.to_string(),
    }
}

/// How much of the file the reader of each thread may keep, in KiB: Rocket has a thread for each core.
fn kept() -> usize {
    KEPT / available_parallelism().map_or(1, NonZero::get)
}

fn reader(path: &Path, kept: usize) -> Result<AnyConnection, ConnectionError> {
    let mut connection = SqliteConnection::establish(&address(path, "mode=ro"))?;
    connection
        .batch_execute(&format!("{READER} PRAGMA cache_size = -{kept};"))
        .map_err(ConnectionError::CouldntSetupConfiguration)?;
    Ok(AnyConnection::Sqlite(connection))
}

/// A path as a `file:` address, the only form that takes a mode.
pub(super) fn address(path: &Path, how: &str) -> String {
    let path = PathBuf::from(path).to_string_lossy().replace('%', "%25").replace('?', "%3f").replace('#', "%23");
    format!("file:{path}?{how}")
}
