//! `/admin/mail`: which letters were sent, which wait and which could not be. Never what is in them: their links open
//! accounts.

use std::borrow::Cow;

use rocket::http::Status;
use rocket::response::Redirect;
use rocket::{State, get, post, uri};
use serde::Serialize;
use uuid::Uuid;

use super::{ReadMail, SendMail, address, page, permits};
use crate::auth::outbox::Standing;
use crate::moment::Moment;
use crate::web::App;
use crate::web::forms::Nothing;
use crate::web::guards::Allowed;
use crate::web::history::place;
use crate::web::kept::AllowedForm;
use crate::web::page::{Page, View};
use crate::web::refusal::Refusal;

const PATH: &str = "/admin/mail";
/// The name of the filter for those that were not sent.
const NOT_SENT: &str = "not-sent";

#[derive(Serialize)]
struct Shown<'a> {
    notice: Option<Cow<'a, str>>,
    /// Whether there is a mail server.
    server: bool,
    not_sent: bool,
    mails: Vec<Row<'a>>,
    older: Option<String>,
    newest: Option<String>,
}

#[derive(Serialize)]
struct Row<'a> {
    id: Uuid,
    kind: Cow<'a, str>,
    email: Option<&'a str>,
    written: Moment<'a>,
    state: Cow<'a, str>,
    /// When it was sent, or is tried next.
    at: Option<Moment<'a>>,
    error: Option<&'a str>,
    bad: bool,
    again: bool,
}

/// `GET /admin/mail`.
#[get("/admin/mail?<show>&<before>&<said>")]
pub async fn mail(
    show: Option<&str>,
    before: Option<&str>,
    said: Option<&str>,
    allowed: Allowed<'_, ReadMail>,
    view: View<'_>,
    app: &State<App>,
) -> Result<Page, Refusal> {
    let (not_sent, before, person) = (show == Some(NOT_SENT), place(before), &allowed.0.person);
    let found = app.auth.mail_page(not_sent, before).await?;
    let times = view.moments();
    let may_send = permits::<SendMail>(app, person);
    let mut mails = Vec::new();
    for mail in &found.mails {
        let (state, at, bad) = match app.auth.standing(mail) {
            Standing::Sent(at) => ("sent", Some(at), false),
            Standing::Sealed => ("sealed", None, true),
            Standing::GivenUp => ("given-up", None, true),
            Standing::Waiting => ("waiting", None, false),
            Standing::Failed(next) => ("failed", Some(next), true),
        };
        mails.push(Row {
            id: mail.id(),
            kind: view.find(&format!("letter-{}", mail.kind)).unwrap_or_else(|| mail.kind.as_str().into()),
            email: mail.user_id().and_then(|id| found.emails.get(&id)).map(String::as_str),
            written: times.of(mail.created_at),
            state: view.text(&format!("letter-is-{state}"), &[]),
            at: at.map(|at| times.of(at)),
            error: mail.error.as_deref().filter(|_| mail.sent_at.is_none()),
            bad,
            again: may_send && ["given-up", "failed"].contains(&state),
        });
    }
    let show = if not_sent { NOT_SENT } else { "" };
    let shown = Shown {
        notice: match said {
            Some("again") => Some(view.text("letters-again", &[])),
            Some("gone") => Some(view.text("letters-gone", &[])),
            _ => None,
        },
        server: app.config.mail.server.is_some(),
        not_sent,
        mails,
        older: found.older.map(|older| address(PATH, &[("show", show), ("before", &older.to_string())])),
        newest: before.map(|_| address(PATH, &[("show", show)])),
    };
    Ok(page(app, &view, person, (Status::Ok, "admin_mail", PATH), shown))
}

/// `POST /admin/mail/<id>/send`: has one tried again at once.
#[post("/admin/mail/<id>/send", data = "<_form>")]
pub async fn send(id: &str, _form: AllowedForm<'_, SendMail, Nothing>, app: &State<App>) -> Result<Redirect, Refusal> {
    let id = Uuid::parse_str(id).map_err(|_| Refusal::NotThere)?;
    let said = if app.auth.try_mail_again(id).await? { "again" } else { "gone" };
    Ok(Redirect::to(uri!(mail(show = Some(NOT_SENT), before = Option::<&str>::None, said = Some(said)))))
}
