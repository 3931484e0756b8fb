//! `hallpass user imports`: how each import stands.

use serde_json::json;

use super::{State, state};
use crate::auth::Auth;
use crate::auth::import::ImportRow;
use crate::cli::answer::{Answer, minute, rfc3339};
use crate::cli::refused::Refused;
use crate::cli::table::{Row, Table};

/// Imports that are listed.
const LISTED: i64 = 1000;

/// Lists the imports, the newest first.
pub(in crate::cli) async fn list(auth: &Auth, answer: Answer) -> Result<(), Refused> {
    let rows: Vec<Row<7>> = auth.list_imports(LISTED).await?.iter().map(row).collect();
    Table::new(answer, ["ID", "BEGUN (UTC)", "STATE", "USERS", "TAKEN", "LEFT OUT", "FILE"]).page(&rows)
}

fn row((import, left): &(ImportRow, bool)) -> Row<7> {
    let state = match state(import) {
        // Cut off, or of people who have used their accounts.
        State::Undone if *left => "undone in part",
        State::Undone => "undone",
        State::Finished => "finished",
        State::CutOff => "open",
    };
    let taken = import.done - import.left_out;
    Row {
        object: json!({
            "id": import.id(),
            "begun_at": rfc3339(import.started_at),
            "state": state,
            "users": import.users,
            "taken": taken,
            "left_out": import.left_out,
            "file": import.file,
        }),
        cells: [
            import.id().to_string(),
            minute(import.started_at),
            state.into(),
            import.users.to_string(),
            taken.to_string(),
            import.left_out.to_string(),
            import.file.clone(),
        ],
    }
}
