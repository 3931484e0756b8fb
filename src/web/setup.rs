//! `/setup`: the first account, while there is none.

use rocket::form::FromForm;
use rocket::http::Status;
use rocket::response::Redirect;
use rocket::{Either, State, get, post, uri};
use serde::Serialize;

use super::faults;
use super::forms::Checked;
use super::page::{FormError, View};
use super::refusal::Refusal;
use super::retry::Retry;
use super::{App, announce};
use crate::auth::Client;
use crate::auth::accounts::NewAccount;
use crate::auth::email::Email;
use crate::auth::password::Password;
use crate::auth::profile;
use crate::auth::setup::SetUp;
use crate::clock::Seconds;
use crate::config::ADMIN;

/// What the setup form sends.
#[derive(FromForm)]
pub struct SetupForm<'r> {
    code: &'r str,
    name: &'r str,
    email: &'r str,
    password: &'r str,
}

#[derive(Default, Serialize)]
struct Shown<'a> {
    code: &'a str,
    name: &'a str,
    email: &'a str,
}

#[derive(Serialize)]
struct Setup<'a> {
    form: Shown<'a>,
    errors: &'a [FormError],
    min_length: usize,
}

/// `GET /setup`. A code that has run out is replaced, and the new one printed where the server was started.
#[get("/setup")]
pub async fn setup_page(view: View<'_>, app: &State<App>) -> Result<Either<Redirect, Retry>, Refusal> {
    if app.auth.has_accounts().await? {
        return Ok(closed());
    }
    announce::setup_code(app).await?;
    Ok(show(app, &view, Status::Ok, Shown::default(), &[], None))
}

/// `POST /setup`.
#[post("/setup", data = "<form>")]
pub async fn setup(
    form: Checked<'_, SetupForm<'_>>,
    client: Client,
    view: View<'_>,
    app: &State<App>,
) -> Result<Either<Redirect, Retry>, Refusal> {
    let again = |status, errors: &[FormError], after| {
        let shown = Shown { code: form.typed("code"), name: form.typed("name"), email: form.typed("email") };
        Ok(show(app, &view, status, shown, errors, after))
    };
    let (code, account) = match account(&form, &view) {
        Ok(account) => account,
        Err(errors) => return again(Status::UnprocessableEntity, &errors, None),
    };
    match app.auth.set_up(code, account, &client).await? {
        SetUp::Done => Ok(Either::Left(Redirect::to(uri!(super::login::login_page(next = _, said = Some("made")))))),
        SetUp::Closed => Ok(closed()),
        SetUp::WrongCode => again(Status::UnprocessableEntity, &[view.fault("code", "error-code-wrong", &[])], None),
        SetUp::Weak(weakness) => {
            again(Status::UnprocessableEntity, &[faults::password(&view, weakness, app.auth.min_length())], None)
        }
        SetUp::Wait(seconds) => again(Status::TooManyRequests, &[faults::wait(&view, seconds)], Some(seconds)),
        SetUp::Busy => again(Status::ServiceUnavailable, &[view.fault("", "login-busy", &[])], Some(2)),
    }
}

/// The code and the account asked for; or what is wrong with the form.
fn account<'r>(form: &Checked<'r, SetupForm<'r>>, view: &View<'_>) -> Result<(&'r str, NewAccount), Vec<FormError>> {
    let Some(value) = &form.value else { return Err(view.faults(form)) };
    let mut errors = Vec::new();
    if value.code.trim().is_empty() {
        errors.push(view.fault("code", "error-code-missing", &[]));
    }
    let name = profile::name(value.name).map_err(|why| errors.push(view.fault("name", faults::name(why), &[]))).ok();
    let email = Email::parse(value.email).map_err(|why| errors.push(view.fault("email", faults::email(why), &[]))).ok();
    if value.password.is_empty() {
        errors.push(view.fault("password", "error-password-missing", &[]));
    }
    match (name, email) {
        (Some(name), Some(email)) if errors.is_empty() => {
            let password = Some(Password::new(value.password));
            Ok((value.code, NewAccount { email, name, role: ADMIN.to_owned(), password }))
        }
        _ => Err(errors),
    }
}

fn closed() -> Either<Redirect, Retry> {
    Either::Left(Redirect::to(uri!(super::login::login_page(next = _, said = _))))
}

fn show(
    app: &App,
    view: &View<'_>,
    status: Status,
    form: Shown<'_>,
    errors: &[FormError],
    after: Option<Seconds>,
) -> Either<Redirect, Retry> {
    let page = view.page(status, "setup", Setup { form, errors, min_length: app.auth.min_length() });
    Either::Right(Retry { page, after })
}
