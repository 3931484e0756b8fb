//! `hallpass mail list|show|send`: the outbox, so that everything can be tried with no mail server, and a letter that could
//! not be sent is not lost.

use clap::Subcommand;
use jiff::Timestamp as Instant;
use uuid::Uuid;

use super::{Refused, auth, settings_of_existing};
use crate::auth::Auth;
use crate::auth::outbox::{ListedMail, Shown};
use crate::clock::Timestamp;
use crate::jobs::Sender;
use crate::log;
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

pub(super) async fn run(command: Command) -> Result<(), Refused> {
    let (_, config) = settings_of_existing()?;
    log::begin(&config);
    let auth = auth(&config)?;
    let texts = Texts::load(&config.language).map_err(Refused)?;
    let sender = crate::sender(&config, texts.into())?;
    // Whom letters are for is found out a little after they were asked for.
    auth.address_mail().await?;
    match command {
        Command::List => list(&auth).await,
        Command::Show { id } => show(&auth, &sender, id).await,
        Command::Send { id } => send(&auth, &sender, id).await,
    }
}

#[allow(clippy::print_stdout, reason = "the command's answer")]
async fn list(auth: &Auth) -> Result<(), Refused> {
    let mut before = Uuid::max();
    println!(
        "{:<36}  {:<17}  {:<16}  {:<8}  {:>5}  NEXT TRY, OR WHAT WENT WRONG",
        "ID", "WRITTEN (UTC)", "KIND", "STATE", "TRIES"
    );
    loop {
        let page = auth.list_mail(before, PAGE).await?;
        for mail in &page {
            let (state, more) = state(mail, auth.opens(mail));
            println!(
                "{}  {:<17}  {:<16}  {state:<8}  {:>5}  {more}",
                mail.id(),
                time(mail.created_at),
                mail.kind,
                mail.tries
            );
        }
        match page.last() {
            Some(last) if page.len() == usize::try_from(PAGE).unwrap_or(usize::MAX) => before = last.id(),
            _ => return Ok(()),
        }
    }
}

/// How a mail stands, and what else there is to say of it.
fn state(mail: &ListedMail, opens: bool) -> (&'static str, String) {
    let error = mail.error.clone().unwrap_or_default();
    match (mail.sent_at, mail.next_try_at) {
        (Some(at), _) => ("sent", time(at)),
        _ if !opens => ("sealed", "under a secret_key that is not known here".into()),
        (None, None) => ("given up", error),
        (None, Some(_)) if mail.tries == 0 => ("waiting", error),
        (None, Some(next)) => ("failed", format!("{}  {error}", time(next))),
    }
}

fn time(at: Timestamp) -> String {
    Instant::from_second(at).unwrap_or(Instant::UNIX_EPOCH).strftime("%Y-%m-%d %H:%M").to_string()
}

#[allow(clippy::print_stdout, reason = "the command's answer")]
async fn show(auth: &Auth, sender: &Sender, id: Uuid) -> Result<(), Refused> {
    match auth.show_mail(id).await? {
        Some(Shown::Letter(letter)) => {
            let written = sender.site.write(&letter, &sender.texts, auth.now());
            println!("To: {}\nSubject: {}\n\n{}", written.to, written.subject, written.text);
            Ok(())
        }
        Some(Shown::Sent) => Err(Refused("It was sent, and nothing of it is kept but that.".into())),
        Some(Shown::Sealed) => Err(Refused(
            "It was sealed under a secret_key that is not known here: write that key into previous_secret_keys.".into(),
        )),
        None => Err(none_of(id)),
    }
}

#[allow(clippy::print_stdout, reason = "the command's answer")]
async fn send(auth: &Auth, sender: &Sender, id: Option<Uuid>) -> Result<(), Refused> {
    let Some(post) = &sender.post else {
        return Err(Refused(
            "There is no mail server to send it by: write one into the settings `smtp_url` and `mail_from`; until then, `hallpass mail show ID` prints a letter.".into(),
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
    println!("Sent: {sent}. Not sent: {failed}.");
    if failed > 0 { Err(Refused("`hallpass mail list` says why.".into())) } else { Ok(()) }
}

fn none_of(id: Uuid) -> Refused {
    Refused(format!("No letter {id} waits here, or it is being sent just now: `hallpass mail list` shows which do."))
}
