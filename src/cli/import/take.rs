//! Taking the users of a file that was checked, batch by batch.

use serde_json::json;
use tokio::time::Instant as Tick;
use uuid::Uuid;

use super::copy::Copy;
use super::faults::{Faults, said, users};
use super::{BATCH, pause, unknown};
use crate::auth::Auth;
use crate::auth::import::Newcomer;
use crate::cli::answer::Answer;
use crate::cli::progress;
use crate::cli::refused::{Kind, Refused};
use crate::cli::user_file::{Entry, Format, UserFile};
use crate::config::Config;

/// An import under way.
pub(super) struct Taking<'a> {
    pub(super) auth: &'a Auth,
    pub(super) config: &'a Config,
    pub(super) copy: &'a Copy,
    pub(super) format: Format,
    pub(super) import: Uuid,
    pub(super) users: i64,
    pub(super) answer: Answer,
}

impl Taking<'_> {
    /// Reads the copy again, and takes the users after the first `done`.
    pub(super) async fn take(&self, mut done: i64) -> Result<(), Refused> {
        let bar = progress::left("Taking", self.users.unsigned_abs());
        let broken = |why: Refused| self.broken(&why);
        let mut file = self.copy.users(self.format).map_err(broken)?;
        for _ in 0..done {
            file.next().map_err(broken)?;
        }
        let mut left_out = Faults::default();
        loop {
            bar.set_position(done.unsigned_abs());
            let (batch, lines) = self.batch(&mut file)?;
            if batch.is_empty() {
                break;
            }
            let (began, count) = (Tick::now(), i64::try_from(batch.len()).unwrap_or(i64::MAX));
            let emails: Vec<String> = batch.iter().map(|one| one.email().as_typed().to_owned()).collect();
            let taken = self.auth.take(self.import, done, batch).await.map_err(|_| self.cut_off())?;
            let Some(out) = taken else {
                return Err(Refused::of(
                    Kind::Begun,
                    format!(
                        "Import {} is no longer as it was: somebody else goes on with it, or has undone it. `hallpass user imports` shows how it stands.",
                        self.import
                    ),
                ));
            };
            for (email, line) in emails.iter().zip(lines).filter(|(email, _)| out.contains(email)) {
                left_out.add(line, format!("{email} has an account by now, or is held for one, and was left out"));
            }
            bar.suspend(|| left_out.tell());
            done += count;
            pause(began.elapsed() / 3).await;
        }
        bar.finish_and_clear();
        self.auth.finish_import(self.import).await.map_err(|_| self.cut_off())?;
        let row = self.auth.find_import(self.import).await?.ok_or_else(|| unknown(self.import))?;
        let taken = row.done - row.left_out;
        self.answer.tell(
            format!("Took {}; {} left out.", users(taken), row.left_out),
            &json!({ "import": self.import, "users": row.users, "taken": taken, "left_out": row.left_out, "state": "finished" }),
        )
    }

    /// The next users of the file, and the lines they begin in.
    fn batch(&self, file: &mut UserFile) -> Result<(Vec<Newcomer>, Vec<u64>), Refused> {
        let (mut batch, mut lines) = (Vec::new(), Vec::new());
        while batch.len() < BATCH
            && let Some(Entry { line, told }) = file.next().map_err(|why| self.broken(&why))?
        {
            let newcomer = told.and_then(|told| {
                let said = |wrong: Vec<_>| wrong.iter().map(|wrong| said(wrong, self.config)).collect::<Vec<_>>();
                self.auth.check_newcomer(told).map_err(|wrong| said(wrong).join("; "))
            });
            // Only where an import goes on under other settings.
            let newcomer = newcomer.map_err(|why| {
                let import = self.import;
                Refused::of(
                    Kind::Begun,
                    format!(
                        "Line {line}: {why}. It could be taken when the import began: mend the settings and go on with --resume {import}, or take it back with --undo {import}."
                    ),
                )
            })?;
            batch.push(newcomer);
            lines.push(line);
        }
        Ok((batch, lines))
    }

    /// The copy was read when it was checked, so this is a disk that fails.
    fn broken(&self, why: &Refused) -> Refused {
        let import = self.import;
        Refused::of(
            Kind::Begun,
            format!("{why} Go on with --resume {import}, or take the import back with --undo {import}."),
        )
    }

    fn cut_off(&self) -> Refused {
        let import = self.import;
        Refused::of(
            Kind::Away,
            format!(
                "The database does not answer; the log above says why. What was taken stays: go on with --resume {import}, or take it back with --undo {import}."
            ),
        )
    }
}
