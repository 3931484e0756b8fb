//! `hallpass session list|end|prune`: where people are signed in.

use clap::{Args, Subcommand};
use serde_json::json;
use uuid::Uuid;

use super::answer::{Answer, minute, rfc3339};
use super::begin::beside;
use super::refused::{Kind, Refused};
use super::table::{Row, Table};
use super::{progress, user};
use crate::auth::acting::{Acted, Actor};
use crate::auth::session::EndReason;
use crate::auth::session_lists::Anyones;
use crate::auth::{Auth, Client};

#[derive(Debug, Subcommand)]
pub(super) enum Command {
    /// List live sessions, the newest first
    List {
        /// Those of the account with this e-mail or id alone
        user: Option<String>,
        /// Those that are over instead, as far as they are kept
        #[arg(long)]
        ended: bool,
    },
    /// End one session, all of a user, or everybody's: each is out at its next request
    End(Which),
    /// Delete what has outlived the history now, as the server does by itself each hour
    Prune,
}

/// Which sessions.
#[derive(Debug, Args)]
#[group(required = true, multiple = false)]
pub(super) struct Which {
    /// The id of one, as in the list
    id: Option<Uuid>,
    /// All of the account with this e-mail or id
    #[arg(long)]
    user: Option<String>,
    /// Everybody's
    #[arg(long)]
    all: bool,
}

pub(super) async fn run(command: Command, answer: Answer) -> Result<(), Refused> {
    let (_, auth) = beside()?;
    match command {
        Command::List { user, ended } => list(&auth, user.as_deref(), ended, answer).await,
        Command::End(Which { id: Some(id), .. }) => end(&auth, id, answer).await,
        Command::End(Which { user: Some(user), .. }) => end_of(&auth, &user, answer).await,
        Command::End(_) => end_all(&auth, answer).await,
        Command::Prune => prune(&auth, answer).await,
    }
}

async fn list(auth: &Auth, user: Option<&str>, ended: bool, answer: Answer) -> Result<(), Refused> {
    let of = match user {
        Some(user) => Some(user::find(auth, user).await?.id),
        None => None,
    };
    let last = if ended { "OVER (UTC)" } else { "ENDS (UTC)" };
    let heads = ["ID", "STARTED (UTC)", "LAST SEEN (UTC)", last, "BY", "ADDRESS", "E-MAIL", "REASON"];
    let (mut table, mut before) = (Table::new(answer, heads), None);
    loop {
        let page = auth.sessions_page(of, before).await?;
        let rows: Vec<Row<8>> =
            page.sessions.iter().filter(|session| session.state.is_err() == ended).map(row).collect();
        // A page of nothing that was asked for would decide the widths.
        if !rows.is_empty() || page.older.is_none() {
            table.page(&rows)?;
        }
        match page.older {
            Some(older) => before = Some(older),
            None => return Ok(()),
        }
    }
}

fn row(session: &Anyones) -> Row<8> {
    let (row, over_at, reason) = match &session.state {
        Ok(live) => (&live.row, live.ends_at, None),
        Err(over) => (&over.row, over.at, over.reason.map(EndReason::name).or(over.row.end_reason.as_deref())),
    };
    let is_live = session.state.is_ok();
    let address = row.last_ip.as_ref().or(row.ip.as_ref());
    Row {
        object: json!({
            "id": row.id(),
            "user": session.user,
            "email": session.email,
            "live": is_live,
            "started_at": rfc3339(row.created_at),
            "last_seen_at": rfc3339(row.last_seen_at),
            "ends_at": is_live.then(|| rfc3339(over_at)),
            "ended_at": (!is_live).then(|| rfc3339(over_at)),
            "end_reason": reason,
            "methods": row.methods,
            "remember": row.remember,
            "address": address,
            "user_agent": row.last_user_agent.as_ref().or(row.user_agent.as_ref()),
        }),
        cells: [
            row.id().to_string(),
            minute(row.created_at),
            minute(row.last_seen_at),
            minute(over_at),
            row.methods.split(' ').next().unwrap_or_default().to_owned(),
            address.cloned().unwrap_or_default(),
            session.email.clone(),
            reason.unwrap_or_default().to_owned(),
        ],
    }
}

async fn end(auth: &Auth, id: Uuid, answer: Answer) -> Result<(), Refused> {
    let Some(user) = auth.owner_of(id).await? else {
        return Err(Refused::not_there(format!(
            "There is no session {id}: `hallpass session list` shows which there are."
        )));
    };
    match auth.end_session_of(&Actor::Operator, user, id, &Client::default()).await? {
        Acted::Done => answer.tell("The session is ended.", &json!({ "ended": 1 })),
        _ => answer.tell("The session was over already.", &json!({ "ended": 0 })),
    }
}

async fn end_of(auth: &Auth, user: &str, answer: Answer) -> Result<(), Refused> {
    let user = user::find(auth, user).await?;
    let (_, ended) = auth.end_all_of(&Actor::Operator, user.id, &Client::default()).await?;
    answer.tell(format!("{ended} {} of {} ended.", sessions(ended), user.email), &json!({ "ended": ended }))
}

async fn end_all(auth: &Auth, answer: Answer) -> Result<(), Refused> {
    let bar = progress::counting("Sessions ended:");
    let begun = auth.end_everybodys(&Actor::Operator, &Client::default()).await?;
    let done = match begun {
        Some(begun) => auth.end_rest(begun, |ended| bar.set_position(ended as u64)).await,
        None => Ok(0),
    };
    bar.finish_and_clear();
    let ended = done.map_err(cut_off)?;
    answer
        .tell(format!("{ended} {} ended: everybody has to sign in again.", sessions(ended)), &json!({ "ended": ended }))
}

/// What was ended stays so.
fn cut_off(ended: usize) -> Refused {
    Refused::of(
        Kind::Begun,
        format!(
            "The database does not answer any more; the log above says why. Until then {ended} {} were ended; a running server goes on with the rest within minutes, or try again.",
            sessions(ended)
        ),
    )
}

async fn prune(auth: &Auth, answer: Answer) -> Result<(), Refused> {
    let bar = progress::counting("Sessions deleted:");
    let swept = auth.sweep_telling(|swept| bar.set_position(swept as u64)).await;
    bar.finish_and_clear();
    let swept = swept?;
    answer.tell(
        format!("{swept} {} deleted that had outlived the history, and what else had.", sessions(swept)),
        &json!({ "deleted": swept }),
    )
}

fn sessions(number: usize) -> &'static str {
    if number == 1 { "session" } else { "sessions" }
}
