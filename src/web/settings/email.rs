//! `/settings/email`: another e-mail. It counts when the letter sent to it is answered.

use std::borrow::Cow;

use rocket::form::FromForm;
use rocket::http::Status;
use rocket::response::Redirect;
use rocket::{Either, State, get, post, uri};
use serde::Serialize;

use crate::auth::Client;
use crate::auth::email::Email;
use crate::auth::email_change::{AskEmail, EmailState};
use crate::auth::session::Live;
use crate::clock::Seconds;
use crate::web::guards::SignedIn;
use crate::web::kept::RecentForm;
use crate::web::page::{FormError, View};
use crate::web::refusal::Refusal;
use crate::web::retry::Retry;
use crate::web::{App, faults};

/// What the form sends.
#[derive(FromForm)]
pub struct EmailForm<'r> {
    email: &'r str,
}

#[derive(Serialize)]
struct Shown<'a> {
    now: &'a str,
    verified: bool,
    pending: Option<&'a str>,
    email: &'a str,
    errors: &'a [FormError],
    notice: Option<Cow<'a, str>>,
}

/// `GET /settings/email`.
#[get("/settings/email?<said>")]
pub async fn email_page(
    said: Option<&str>,
    signed_in: SignedIn<'_>,
    view: View<'_>,
    app: &State<App>,
) -> Result<Retry, Refusal> {
    let said = match said {
        Some("sent") => Some("email-sent"),
        Some("proven") => Some("email-proven"),
        _ => None,
    };
    let state = state(app, signed_in.0).await?;
    Ok(show(&view, Status::Ok, &state, "", &[], said, None))
}

/// `POST /settings/email`.
#[post("/settings/email", data = "<form>")]
pub async fn email(
    form: RecentForm<'_, EmailForm<'_>>,
    client: Client,
    view: View<'_>,
    app: &State<App>,
) -> Result<Either<Redirect, Retry>, Refusal> {
    let RecentForm { live, form } = form;
    let state = state(app, live).await?;
    let again = |status, errors: &[FormError], after| {
        Ok(Either::Right(show(&view, status, &state, form.typed("email"), errors, None, after)))
    };
    let Some(value) = &form.value else { return again(Status::UnprocessableEntity, &view.faults(&form), None) };
    let wrong = |key| again(Status::UnprocessableEntity, &[view.fault("email", key, &[])], None);
    let email = match Email::parse(value.email) {
        Ok(email) => email,
        Err(why) => return wrong(faults::email(why)),
    };
    match app.auth.ask_email(live, &email, &client).await? {
        AskEmail::Asked => Ok(Either::Left(Redirect::to(uri!(email_page(said = Some("sent")))))),
        AskEmail::Same => wrong("error-email-same"),
        AskEmail::Wait(seconds) => again(Status::TooManyRequests, &[faults::too_often(&view, seconds)], Some(seconds)),
    }
}

async fn state(app: &App, live: &Live) -> Result<EmailState, Refusal> {
    app.auth.email_state(live).await?.ok_or(Refusal::SignInNeeded)
}

fn show(
    view: &View<'_>,
    status: Status,
    state: &EmailState,
    email: &str,
    errors: &[FormError],
    said: Option<&str>,
    after: Option<Seconds>,
) -> Retry {
    let shown = Shown {
        now: &state.email,
        verified: state.verified,
        pending: state.pending.as_deref(),
        email,
        errors,
        notice: said.map(|key| view.text(key, &[])),
    };
    Retry { page: view.page(status, "settings_email", shown), after }
}
