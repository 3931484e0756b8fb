//! `hallpass user import|imports`: users from a file. It is checked whole before anything is changed; then it is taken by
//! batches, beside a server that goes on serving; what was cut off goes on, and what was taken can be taken back.

mod check;
mod copy;
mod faults;
mod list;
mod take;
mod undo;

use std::path::PathBuf;
use std::time::Duration;

use clap::Args;
use serde_json::json;
use tokio::time::{Instant as Tick, interval_at};
use uuid::Uuid;

use super::answer::Answer;
use super::refused::Refused;
use super::user_file::Format;
use crate::auth::Auth;
use crate::auth::import::ImportRow;
use crate::config::Config;
use copy::Copy;
pub(super) use list::list;
use take::Taking;

/// What stands for standard input.
const STDIN: &str = "-";
/// Users of a transaction: few enough that the server's own writes come in between.
const BATCH: usize = 250;

#[derive(Args, Debug)]
pub(super) struct Import {
    /// The file: CSV whose first line names the columns (.csv), or a JSON object a line (.jsonl, .ndjson); - is standard input
    #[arg(required_unless_present = "undo")]
    file: Option<PathBuf>,
    /// Its form, when its name does not say
    #[arg(long)]
    format: Option<Format>,
    /// Only check it
    #[arg(long)]
    check: bool,
    /// Go on with an import of this file that was cut off
    #[arg(long, value_name = "ID", conflicts_with = "check")]
    resume: Option<Uuid>,
    /// Delete the users that an import brought in
    #[arg(long, value_name = "ID", conflicts_with_all = ["file", "format", "check", "resume"])]
    undo: Option<Uuid>,
    /// Also those who have signed in since
    #[arg(long, requires = "undo", conflicts_with_all = ["file", "format", "check", "resume"])]
    also_used: bool,
}

impl Import {
    /// Whether it may come before the first start.
    pub(super) fn begins(&self) -> bool {
        self.undo.is_none() && self.resume.is_none() && !self.check
    }

    /// In which form which file is, if it takes one and that one is there: looked at before a database is made for it.
    pub(super) fn source(&self) -> Result<Option<(PathBuf, Format)>, Refused> {
        let Some(path) = self.file.clone() else { return Ok(None) };
        let Some(format) = self.format.or_else(|| Format::of(&path)) else {
            return Err(Refused::new(format!(
                "The name of {} does not say what is in it: write --format csv, or for a JSON object a line --format jsonl.",
                path.display()
            )));
        };
        if path.as_os_str() == STDIN {
            return Ok(Some((path, format)));
        }
        let unreadable = |why| Refused::new(format!("{} cannot be read: {why}.", path.display()));
        match std::fs::metadata(&path) {
            Ok(seen) if seen.is_dir() => Err(unreadable(std::io::ErrorKind::IsADirectory.into())),
            seen => seen.map_err(unreadable).map(|_| Some((path, format))),
        }
    }
}

pub(super) async fn import(auth: &Auth, config: &Config, asked: Import, answer: Answer) -> Result<(), Refused> {
    if let Some(import) = asked.undo {
        return undo::undo(auth, import, asked.also_used, answer).await;
    }
    let Some((path, format)) = asked.source()? else { return Ok(()) };
    let copy = Copy::of(&path)?;
    let (import, done, users) = if let Some(import) = asked.resume {
        resume(auth, &copy, import, answer).await?
    } else {
        let users = check::check(auth, config, &copy, format).await?;
        if asked.check {
            let text = format!("{} can be taken. Nothing was changed.", faults::users(users));
            return answer.tell(text, &json!({ "users": users, "state": "checked" }));
        }
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        (begin(auth, &name, copy.digest, users, answer).await?, 0, users)
    };
    Taking { auth, config, copy: &copy, format, import, users, answer }.take(done).await
}

/// Gives back the import's id, at once: whoever cuts it off has to know it.
async fn begin(auth: &Auth, name: &str, digest: [u8; 32], users: i64, answer: Answer) -> Result<Uuid, Refused> {
    let import = auth.start_import(name, digest, users).await?;
    // That nobody reads it, or it cannot be written, is no reason to leave it at that.
    let _ = answer.tell(
        format!(
            "Import {import} of {} begins. Cut off, it goes on with --resume {import}; --undo {import} takes it back.",
            faults::users(users)
        ),
        &json!({ "import": import, "users": users, "state": "open" }),
    );
    Ok(import)
}

/// Gives back where the import stands: its id, the users that are done, and all.
async fn resume(auth: &Auth, copy: &Copy, import: Uuid, answer: Answer) -> Result<(Uuid, i64, i64), Refused> {
    let Some(row) = auth.find_import(import).await? else { return Err(unknown(import)) };
    match state(&row) {
        State::Finished => return Err(Refused::new(format!("Import {import} is finished: nothing is left to take."))),
        State::Undone => return Err(Refused::new(format!("Import {import} was undone: import the file anew."))),
        State::CutOff => (),
    }
    if row.digest != copy.digest {
        return Err(Refused::new(format!(
            "Import {import} was of another file, or of this one before it was changed ({}): go on with the very same, or take it back with --undo {import}.",
            row.file
        )));
    }
    // As in `begin`.
    let _ = answer.line(format!("Import {import} goes on after {} of {} users.", row.done, row.users));
    Ok((import, row.done, row.users))
}

/// How an import stands.
enum State {
    Undone,
    Finished,
    CutOff,
}

fn state(row: &ImportRow) -> State {
    match (row.undone_at, row.finished_at) {
        (Some(_), _) => State::Undone,
        (None, Some(_)) => State::Finished,
        (None, None) => State::CutOff,
    }
}

fn unknown(import: Uuid) -> Refused {
    Refused::not_there(format!("There is no import {import}: `hallpass user imports` lists them."))
}

/// Between two transactions: a writer that waits for SQLite's lock looks only now and then whether it is free.
async fn pause(length: Duration) {
    let length = length.max(Duration::from_millis(1));
    interval_at(Tick::now() + length, length).tick().await;
}
