//! `/settings/password`: another password, by whoever knows the present one.

use rocket::form::FromForm;
use rocket::http::{CookieJar, Status};
use rocket::response::Redirect;
use rocket::{Either, State, get, post, uri};
use serde::Serialize;

use crate::auth::Client;
use crate::auth::password::Password;
use crate::auth::password_change::{PasswordChange, Passwords};
use crate::clock::{HOUR, Seconds};
use crate::web::forms::Checked;
use crate::web::guards::SignedIn;
use crate::web::login::LONGEST_PASSWORD;
use crate::web::page::{FormError, View};
use crate::web::providers;
use crate::web::refusal::Refusal;
use crate::web::retry::Retry;
use crate::web::{App, Browser, faults};

/// What the form sends; the e-mail is there for password managers.
#[derive(FromForm)]
pub struct PasswordForm<'r> {
    #[allow(dead_code, reason = "for password managers alone")]
    email: Option<&'r str>,
    current: &'r str,
    password: &'r str,
}

#[derive(Serialize)]
struct Shown<'a> {
    email: &'a str,
    errors: &'a [FormError],
    min_length: usize,
    /// Whether there is one to change.
    any: bool,
}

/// `GET /settings/password`.
#[get("/settings/password")]
pub async fn password_page(signed_in: SignedIn<'_>, view: View<'_>, app: &State<App>) -> Result<Retry, Refusal> {
    let any = providers::ways(app, signed_in.0).await?.password;
    Ok(show(app, &view, Status::Ok, (&signed_in.0.person.email, any), &[], None))
}

/// `POST /settings/password`: every other session ends, this one goes on with a new secret.
#[post("/settings/password", data = "<form>")]
pub async fn password(
    form: Checked<'_, PasswordForm<'_>>,
    signed_in: SignedIn<'_>,
    browser: Browser,
    client: Client,
    view: View<'_>,
    app: &State<App>,
    jar: &CookieJar<'_>,
) -> Result<Either<Redirect, Retry>, Refusal> {
    let live = signed_in.0;
    let again = |status, errors: &[FormError], after| {
        Ok(Either::Right(show(app, &view, status, (&live.person.email, true), errors, after)))
    };
    let passwords = match read(&form, &view) {
        Ok(passwords) => passwords,
        Err(errors) => return again(Status::UnprocessableEntity, &errors, None),
    };
    let wrong = |field, key| again(Status::UnprocessableEntity, &[view.fault(field, key, &[])], None);
    match app.auth.change_password(live, passwords, browser.0, &client).await? {
        PasswordChange::Done(Some(token)) => {
            jar.add(app.renewed(live, &token));
            Ok(Either::Left(Redirect::to(uri!(super::settings_page(said = Some("password"))))))
        }
        PasswordChange::Done(None) => {
            Ok(Either::Left(Redirect::to(uri!(crate::web::login::login_page(next = _, said = Some("set"))))))
        }
        PasswordChange::Wrong => wrong("current", "confirm-failed"),
        PasswordChange::Same => wrong("password", "error-password-same"),
        PasswordChange::Weak(weakness) => {
            again(Status::UnprocessableEntity, &[faults::password(&view, weakness, app.auth.min_length())], None)
        }
        PasswordChange::Wait(seconds) => again(Status::TooManyRequests, &[faults::wait(&view, seconds)], Some(seconds)),
        PasswordChange::Stopped => {
            again(Status::TooManyRequests, &[view.fault("", "confirm-stopped", &[])], Some(HOUR))
        }
        PasswordChange::Busy => again(Status::ServiceUnavailable, &[view.fault("", "login-busy", &[])], Some(2)),
        PasswordChange::Gone => Err(Refusal::SignInNeeded),
    }
}

/// Both passwords; or what is wrong with the form.
fn read(form: &Checked<'_, PasswordForm<'_>>, view: &View<'_>) -> Result<Passwords, Vec<FormError>> {
    let Some(value) = &form.value else { return Err(view.faults(form)) };
    let mut errors = Vec::new();
    if value.current.is_empty() {
        errors.push(view.fault("current", "error-current-missing", &[]));
    } else if value.current.len() > LONGEST_PASSWORD {
        errors.push(view.fault("current", "error-password-too-long", &[]));
    }
    if value.password.is_empty() {
        errors.push(view.fault("password", "error-new-password-missing", &[]));
    }
    if errors.is_empty() {
        Ok(Passwords { current: Password::new(value.current), new: Password::new(value.password) })
    } else {
        Err(errors)
    }
}

fn show(
    app: &App,
    view: &View<'_>,
    status: Status,
    (email, any): (&str, bool),
    errors: &[FormError],
    after: Option<Seconds>,
) -> Retry {
    let shown = Shown { email, errors, min_length: app.auth.min_length(), any };
    Retry { page: view.page(status, "settings_password", shown), after }
}
