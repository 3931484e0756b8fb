//! `hallpass backup FILE`: a copy of the database as it is at one moment, made while the server runs. It is written beside
//! FILE, checked, and only then put in its place: a file of that name is a whole backup or not there.

mod postgres;

use std::path::{Path, PathBuf};
use std::time::Duration;

use clap::Args;
use serde_json::json;
use tokio::time::interval;

use super::answer::Answer;
use super::begin::{log_of_command, settings_of_existing};
use super::partial::Partial;
use super::progress;
use super::refused::Refused;
use crate::config::{Config, DatabaseUrl, KeyPlace};
use crate::db::{Db, copy};

/// How often the size of what is written so far is looked at.
const LOOKED_AT_EVERY: Duration = Duration::from_millis(200);

#[derive(Debug, Args)]
pub(super) struct Arguments {
    /// Where to: a file that is not there yet
    file: PathBuf,
}

/// Rows in it, by table.
type Rows = Vec<(String, i64)>;

pub(super) async fn run(Arguments { file }: Arguments, answer: Answer) -> Result<(), Refused> {
    let (_, config) = settings_of_existing()?;
    log_of_command(&config);
    // A database that is not this program's own is no backup's business either.
    drop(Db::open_as_it_is(&config.database, 1)?);
    let partial = Partial::begin(&file)?;
    let rows = match &config.database {
        DatabaseUrl::Sqlite(database) => of_sqlite(database, &partial, &file).await?,
        DatabaseUrl::Postgres(url) => postgres::dump(url, &config.database, &partial, &file).await?,
    };
    let bytes = partial.finish()?;
    tell(&config, &file, bytes, &rows, answer)
}

async fn of_sqlite(database: &Path, partial: &Partial, file: &Path) -> Result<Rows, Refused> {
    let (from, to) = (database.to_path_buf(), partial.path().to_path_buf());
    let copied = watched(partial, size(database), tokio::task::spawn_blocking(move || copy::copy(&from, &to))).await?;
    copied.map_err(|why| Partial::failed(&why, file))?;
    let to = partial.path().to_path_buf();
    let checked = tokio::task::spawn_blocking(move || copy::check_copy(&to)).await.map_err(|why| stopped(&why))?;
    checked.map_err(|why| Partial::failed(&format!("the copy is damaged: {why}"), file))
}

/// Waits for what writes the file, and shows how far it is.
async fn watched<T>(partial: &Partial, whole: u64, work: tokio::task::JoinHandle<T>) -> Result<T, Refused> {
    let bar = progress::bytes("Copying", whole);
    let (mut turn, mut work) = (interval(LOOKED_AT_EVERY), work);
    let done = loop {
        tokio::select! {
            done = &mut work => break done,
            _ = turn.tick() => bar.set_position(size(partial.path())),
        }
    };
    bar.finish_and_clear();
    done.map_err(|why| stopped(&why))
}

fn stopped(why: &tokio::task::JoinError) -> Refused {
    Refused::new(format!("The backup was stopped ({why}), and nothing of it was left."))
}

fn size(path: &Path) -> u64 {
    path.metadata().map_or(0, |file| file.len())
}

fn tell(config: &Config, file: &Path, bytes: u64, rows: &Rows, answer: Answer) -> Result<(), Refused> {
    let count = |table: &str| rows.iter().find(|(name, _)| name == table).map_or(0, |(_, number)| *number);
    let key = match config.key_places.first() {
        Some(KeyPlace::File(path)) => path.display().to_string(),
        _ => "the setting secret_key".to_owned(),
    };
    answer.line(format!(
        "{}: the whole database, {}, {} accounts, {} sessions, {} events; checked.",
        file.display(),
        indicatif::HumanBytes(bytes),
        count("users"),
        count("sessions"),
        count("events")
    ))?;
    answer.line(format!(
        "The secret key is NOT in it: keep a copy of {key} elsewhere. Without it nobody's session, no letter that waits and nothing that providers gave can be opened again."
    ))?;
    answer.line(
        "Sessions that are ended after now would be live again in it: once it is restored, run `hallpass session end --all` before the server starts.",
    )?;
    let rows: serde_json::Map<String, serde_json::Value> =
        rows.iter().map(|(table, number)| (table.clone(), json!(number))).collect();
    answer.object(&json!({
        "file": file,
        "bytes": bytes,
        "rows": rows,
        "secret_key_is_in_it": false,
        "secret_key_is_in": key,
    }))
}
