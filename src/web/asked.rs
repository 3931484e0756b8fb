//! What `/forgot` and `/register` share: a page that takes an e-mail and has a letter sent to it, and says afterwards that
//! one is on its way, whether or not there is an account.

use rocket::Either;
use rocket::form::FromForm;
use rocket::http::Status;
use rocket::response::Redirect;
use serde::Serialize;

use super::forms::Checked;
use super::page::{FormError, View};
use super::refusal::Refusal;
use super::retry::Retry;
use super::{App, faults};
use crate::auth::Client;
use crate::auth::asking::{Ask, Wanted};
use crate::auth::email::Email;
use crate::clock::Seconds;

/// What the form sends.
#[derive(FromForm)]
pub struct EmailForm<'r> {
    email: &'r str,
}

#[derive(Serialize)]
struct Shown<'a> {
    sent: bool,
    email: &'a str,
    errors: &'a [FormError],
}

/// Asks for the letter; then to `done`.
pub(super) async fn ask(
    app: &App,
    view: &View<'_>,
    wanted: Wanted,
    form: &Checked<'_, EmailForm<'_>>,
    client: &Client,
    done: Redirect,
) -> Result<Either<Redirect, Retry>, Refusal> {
    let again = |status, errors: &[FormError], after| {
        Ok(Either::Right(show(view, wanted, false, status, form.typed("email"), errors, after)))
    };
    let Some(value) = &form.value else { return again(Status::UnprocessableEntity, &view.faults(form), None) };
    let email = match Email::parse(value.email) {
        Ok(email) => email,
        Err(why) => return again(Status::UnprocessableEntity, &[view.fault("email", faults::email(why), &[])], None),
    };
    match app.auth.ask_for(wanted, &email, view.language_name(), client).await? {
        Ask::Asked => Ok(Either::Left(done)),
        Ask::Wait(seconds) => again(Status::TooManyRequests, &[faults::too_often(view, seconds)], Some(seconds)),
    }
}

/// The page before anything was typed, or, once it was `sent`, after.
pub(super) fn page(view: &View<'_>, wanted: Wanted, sent: bool) -> Retry {
    show(view, wanted, sent, Status::Ok, "", &[], None)
}

fn show(
    view: &View<'_>,
    wanted: Wanted,
    sent: bool,
    status: Status,
    email: &str,
    errors: &[FormError],
    after: Option<Seconds>,
) -> Retry {
    let name = match wanted {
        Wanted::Password => "forgot",
        Wanted::Account => "register",
    };
    Retry { page: view.page(status, name, Shown { sent, email, errors }), after }
}
