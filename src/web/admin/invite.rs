//! `/admin/invite`: asks somebody in. The role given permits no more than the giver's own.

use std::borrow::Cow;

use rocket::form::FromForm;
use rocket::http::Status;
use rocket::response::Redirect;
use rocket::{Either, State, get, post, uri};
use serde::Serialize;

use super::page;
use crate::auth::Client;
use crate::auth::email::Email;
use crate::auth::join::Invite;
use crate::auth::session::Live;
use crate::clock::Seconds;
use crate::config::{Registration, USER};
use crate::web::guards::{Allowed, Permission};
use crate::web::kept::AllowedForm;
use crate::web::page::{FormError, View};
use crate::web::refusal::Refusal;
use crate::web::retry::Retry;
use crate::web::settings::Choice;
use crate::web::{App, faults};

/// May ask people in.
pub struct InviteUsers;

impl Permission for InviteUsers {
    const NAME: &'static str = "users.invite";
}

/// What the form sends.
#[derive(FromForm)]
pub struct InviteForm<'r> {
    email: &'r str,
    role: &'r str,
    language: &'r str,
}

#[derive(Serialize)]
struct Shown<'a> {
    email: &'a str,
    role: &'a str,
    language: &'a str,
    roles: Vec<&'a str>,
    languages: Vec<Choice<'a>>,
    errors: &'a [FormError],
    notice: Option<Cow<'a, str>>,
}

/// `GET /admin/invite`.
#[get("/admin/invite?<said>")]
pub fn invite_page(
    said: Option<&str>,
    allowed: Allowed<'_, InviteUsers>,
    view: View<'_>,
    app: &State<App>,
) -> Result<Retry, Refusal> {
    open(app)?;
    let sent = if app.config.mail.server.is_some() { "invite-sent" } else { "invite-waits" };
    let said = (said == Some("sent")).then_some(sent);
    Ok(show(app, &view, allowed.0, Status::Ok, ("", USER, view.language_name()), (&[], said, None)))
}

/// `POST /admin/invite`.
#[post("/admin/invite", data = "<form>")]
pub async fn invite(
    form: AllowedForm<'_, InviteUsers, InviteForm<'_>>,
    client: Client,
    view: View<'_>,
    app: &State<App>,
) -> Result<Either<Redirect, Retry>, Refusal> {
    open(app)?;
    let AllowedForm { live, form, .. } = form;
    let typed = (form.typed("email"), form.typed("role"), form.typed("language"));
    let again = |status, errors: &[FormError], after| {
        Ok(Either::Right(show(app, &view, live, status, typed, (errors, None, after))))
    };
    let Some(value) = &form.value else { return again(Status::UnprocessableEntity, &view.faults(&form), None) };
    let mut errors = Vec::new();
    let email = Email::parse(value.email).map_err(|why| errors.push(view.fault("email", faults::email(why), &[]))).ok();
    if !roles(app, live).contains(&value.role) {
        errors.push(view.fault("role", "error-choose", &[]));
    }
    if view.languages().all(|language| language.name() != value.language) {
        errors.push(view.fault("language", "error-choose", &[]));
    }
    let (Some(email), true) = (email, errors.is_empty()) else {
        return again(Status::UnprocessableEntity, &errors, None);
    };
    match app.auth.invite(live, &email, value.role, value.language, &client).await? {
        Invite::Invited => Ok(Either::Left(Redirect::to(uri!(invite_page(said = Some("sent")))))),
        Invite::Taken => again(Status::UnprocessableEntity, &[view.fault("email", "error-email-taken", &[])], None),
        Invite::Wait(seconds) => again(Status::TooManyRequests, &[faults::too_often(&view, seconds)], Some(seconds)),
    }
}

/// Where nobody makes an account of their own, there is nothing to ask anybody into.
fn open(app: &App) -> Result<(), Refusal> {
    if app.config.registration == Registration::Closed { Err(Refusal::NotThere) } else { Ok(()) }
}

/// The roles that may be given.
fn roles<'a>(app: &'a App, live: &Live) -> Vec<&'a str> {
    let all = &app.config.roles;
    all.names().filter(|role| all.covers(&live.person.role, role)).collect()
}

fn show(
    app: &App,
    view: &View<'_>,
    live: &Live,
    status: Status,
    (email, role, language): (&str, &str, &str),
    (errors, said, after): (&[FormError], Option<&str>, Option<Seconds>),
) -> Retry {
    let shown = Shown {
        email,
        role,
        language,
        roles: roles(app, live),
        languages: view.languages().map(Choice::of).collect(),
        errors,
        notice: said.map(|key| view.text(key, &[])),
    };
    Retry { page: page(app, view, &live.person, (status, "admin_invite", "/admin/invite"), shown), after }
}
