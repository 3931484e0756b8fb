//! Taking an import back: its users are deleted, batch by batch.

use serde_json::json;
use tokio::time::Instant as Tick;
use uuid::Uuid;

use super::{BATCH, pause, unknown};
use crate::auth::Auth;
use crate::auth::import_undo::{Undo, Undone};
use crate::cli::answer::Answer;
use crate::cli::progress;
use crate::cli::refused::{Kind, Refused};
use crate::error::Unavailable;

pub(super) async fn undo(auth: &Auth, import: Uuid, also_used: bool, answer: Answer) -> Result<(), Refused> {
    let users = match auth.start_undo(import, also_used).await? {
        Undo::Begun(users) => users,
        Undo::Unknown => return Err(unknown(import)),
        Undo::Done => return Err(Refused::new(format!("Import {import} was undone already."))),
        Undo::Last => return Err(Refused::new(last(import))),
        Undo::Used(used) => {
            return Err(Refused::new(format!(
                "{used} of the users of import {import} have used their accounts since. With --also-used they are deleted too. Nothing was changed."
            )));
        }
        Undo::Forgotten(users) => {
            return Err(Refused::new(format!(
                "Import {import} is older than what is kept of people's history, so nobody can say who of its {users} users have used their accounts since. With --also-used all of them are deleted. Nothing was changed."
            )));
        }
    };
    let bar = progress::left("Undoing", users.unsigned_abs());
    let (mut after, mut deleted, mut kept) = (Uuid::nil(), 0, 0);
    loop {
        let began = Tick::now();
        let most = i64::try_from(BATCH).unwrap_or(i64::MAX);
        let undone: Result<Undone, Unavailable> = auth.undo_some(import, after, most, also_used).await;
        match undone.map_err(|_| {
            Refused::of(
                Kind::Away,
                format!("The database does not answer; the log above says why. Go on with --undo {import}."),
            )
        })? {
            Undone::All => break,
            Undone::Last => {
                return Err(Refused::of(Kind::Begun, format!("Deleted {deleted} users. {}", last(import))));
            }
            Undone::Some { deleted: more, kept: left, last } => {
                deleted += more;
                kept += left;
                after = last;
            }
        }
        bar.set_position(u64::try_from(deleted + kept).unwrap_or(u64::MAX));
        pause(began.elapsed() / 3).await;
    }
    bar.finish_and_clear();
    answer.tell(
        format!("Deleted {deleted} users."),
        &json!({ "import": import, "deleted": deleted, "kept": kept, "state": if kept > 0 { "undone in part" } else { "undone" } }),
    )?;
    if kept > 0 {
        return Err(Refused::of(
            Kind::Begun,
            format!(
                "{kept} have used their accounts meanwhile and are still there; --undo {import} --also-used deletes them too."
            ),
        ));
    }
    Ok(())
}

fn last(import: Uuid) -> String {
    format!(
        "Nobody else may do everything: with import {import} the last who may would go. Add another first: hallpass user add EMAIL --role admin."
    )
}
