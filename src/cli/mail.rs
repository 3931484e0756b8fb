//! `hallpass mail list|show|send`: the outbox, so that everything can be tried with no mail server, and a letter that could
//! not be sent is not lost.

use clap::Subcommand;
use serde_json::json;
use uuid::Uuid;

use super::answer::{Answer, minute, rfc3339, rfc3339_or_null};
use super::begin::beside;
use super::refused::{Kind, Refused};
use super::table::{Row, Table};
use crate::auth::Auth;
use crate::auth::outbox::{ListedMail, Shown, Standing};
use crate::jobs::Sender;
use crate::texts::Texts;

/// Mails of a page of the list.
const PAGE: i64 = 500;

#[derive(Debug, Subcommand)]
pub(super) enum Command {
    /// List the letters, the newest first
    List,
    /// Print a letter that waits, with its link
    Show {
        /// Its id, as in the list
        id: Uuid,
    },
    /// Send what is due now; or the one of this id alone, also when it was given up
    Send {
        /// Its id, as in the list
        id: Option<Uuid>,
    },
}

pub(super) async fn run(command: Command, answer: Answer) -> Result<(), Refused> {
    let (config, auth) = beside()?;
    let texts = Texts::load(&config.language).map_err(Refused::new)?;
    let sender = crate::sender(&config, texts.into())?;
    // Whom letters are for is found out a little after they were asked for.
    auth.address_mail().await?;
    match command {
        Command::List => list(&auth, answer).await,
        Command::Show { id } => show(&auth, &sender, id, answer).await,
        Command::Send { id } => send(&auth, &sender, id, answer).await,
    }
}

async fn list(auth: &Auth, answer: Answer) -> Result<(), Refused> {
    let heads = ["ID", "WRITTEN (UTC)", "KIND", "STATE", "TRIES", "NEXT TRY, OR WHAT WENT WRONG"];
    let (mut table, mut before) = (Table::new(answer, heads), Uuid::max());
    loop {
        let page = auth.list_mail(before, PAGE).await?;
        let rows: Vec<Row<6>> = page.iter().map(|mail| row(mail, auth.standing(mail))).collect();
        table.page(&rows)?;
        match page.last() {
            Some(last) if page.len() == usize::try_from(PAGE).unwrap_or(usize::MAX) => before = last.id(),
            _ => return Ok(()),
        }
    }
}

fn row(mail: &ListedMail, standing: Standing) -> Row<6> {
    let (state, more) = state(mail, standing);
    let tries = mail.tries.to_string();
    Row {
        object: json!({
            "id": mail.id(),
            "written_at": rfc3339(mail.created_at),
            "kind": mail.kind,
            "state": state,
            "tries": mail.tries,
            "next_try_at": rfc3339_or_null(mail.next_try_at),
            "sent_at": rfc3339_or_null(mail.sent_at),
            "error": mail.error,
        }),
        cells: [mail.id().to_string(), minute(mail.created_at), mail.kind.clone(), state.into(), tries, more],
    }
}

/// How a mail stands in a word, and what else there is to say of it.
fn state(mail: &ListedMail, standing: Standing) -> (&'static str, String) {
    let error = mail.error.clone().unwrap_or_default();
    match standing {
        Standing::Sent(at) => ("sent", minute(at)),
        Standing::Sealed => ("sealed", "under a secret_key that is not known here".into()),
        Standing::GivenUp => ("given up", error),
        Standing::Waiting => ("waiting", error),
        Standing::Failed(next) => ("failed", format!("{}  {error}", minute(next))),
    }
}

async fn show(auth: &Auth, sender: &Sender, id: Uuid, answer: Answer) -> Result<(), Refused> {
    match auth.show_mail(id).await? {
        Some(Shown::Letter(letter)) => {
            let written = sender.site.write(&letter, &sender.texts, auth.now());
            answer.tell(
                format!("To: {}\nSubject: {}\n\n{}", written.to, written.subject, written.text),
                &json!({ "id": id, "to": written.to, "subject": written.subject, "text": written.text }),
            )
        }
        Some(Shown::Sent) => Err(Refused::new("It was sent, and nothing of it is kept but that.")),
        Some(Shown::Sealed) => Err(Refused::new(
            "It was sealed under a secret_key that is not known here: write that key into previous_secret_keys.",
        )),
        None => Err(none_of(id)),
    }
}

async fn send(auth: &Auth, sender: &Sender, id: Option<Uuid>, answer: Answer) -> Result<(), Refused> {
    let Some(post) = &sender.post else {
        return Err(Refused::new(
            "There is no mail server to send it by: write one into the settings `smtp_url` and `mail_from`; until then, `hallpass mail show ID` prints a letter.",
        ));
    };
    let (sent, failed) = match id {
        None => sender.send_due(auth).await?,
        Some(id) => {
            let Some(claimed) = auth.claim_mail_of(id).await? else { return Err(none_of(id)) };
            match sender.send(auth, post, &claimed).await? {
                Ok(()) => (1, 0),
                Err(_) => (0, 1),
            }
        }
    };
    answer.tell(format!("Sent: {sent}. Not sent: {failed}."), &json!({ "sent": sent, "not_sent": failed }))?;
    if failed > 0 {
        Err(Refused::of(Kind::Away, "`hallpass mail list` says why; what was not tried waits."))
    } else {
        Ok(())
    }
}

fn none_of(id: Uuid) -> Refused {
    Refused::not_there(format!(
        "No letter {id} waits here, or it is being sent just now: `hallpass mail list` shows which do."
    ))
}
