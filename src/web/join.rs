//! `/join`: makes the account, by a link that came with a letter.

use rocket::form::FromForm;
use rocket::http::{CookieJar, Status};
use rocket::response::Redirect;
use rocket::{Either, State, get, post, uri};
use serde::Serialize;

use super::cookie::Kind;
use super::forms::Checked;
use super::link::{Link, gone};
use super::page::{FormError, View};
use super::providers::{self, Button};
use super::refusal::Refusal;
use super::retry::Retry;
use super::{App, faults};
use crate::auth::Client;
use crate::auth::join::Join;
use crate::auth::links::Purpose;
use crate::auth::password::Password;
use crate::auth::profile;
use crate::clock::Seconds;

/// What the form sends; the e-mail is there for password managers.
#[derive(FromForm)]
pub struct JoinForm<'r> {
    #[allow(dead_code, reason = "for password managers alone")]
    email: Option<&'r str>,
    #[allow(dead_code, reason = "read as typed")]
    link: &'r str,
    name: &'r str,
    password: &'r str,
}

#[derive(Serialize)]
struct Shown<'a> {
    email: &'a str,
    link: String,
    name: &'a str,
    errors: &'a [FormError],
    min_length: usize,
    /// Providers that make an account for whom they prove.
    providers: Vec<Button<'a>>,
}

/// `GET /join`.
#[get("/join")]
pub async fn join_page(link: Link, view: View<'_>, app: &State<App>) -> Result<Retry, Refusal> {
    let found = match &link.0 {
        Some(secret) => app.auth.find_join(secret).await?,
        None => None,
    };
    Ok(match found {
        Some(email) => show(app, &view, Status::Ok, (&email, "", &link), &[], None),
        None => gone(&view, Purpose::Join),
    })
}

/// `POST /join`: signs nobody in.
#[post("/join", data = "<form>")]
pub async fn join(
    form: Checked<'_, JoinForm<'_>>,
    link: Link,
    client: Client,
    view: View<'_>,
    app: &State<App>,
    jar: &CookieJar<'_>,
) -> Result<Either<Redirect, Retry>, Refusal> {
    let Some(secret) = &link.0 else { return Ok(Either::Right(gone(&view, Purpose::Join))) };
    let Some(email) = app.auth.find_join(secret).await? else {
        return Ok(Either::Right(gone(&view, Purpose::Join)));
    };
    let again = |status, errors: &[FormError], after| {
        Ok(Either::Right(show(app, &view, status, (&email, form.typed("name"), &link), errors, after)))
    };
    let (name, password) = match read(&form, &view) {
        Ok(read) => read,
        Err(errors) => return again(Status::UnprocessableEntity, &errors, None),
    };
    if form.typed("link") != link.mark() {
        return Ok(Either::Left(Redirect::to(uri!(join_page))));
    }
    match app.auth.join(secret, name, password, &client).await? {
        Join::Done => {
            jar.add(app.cookies.removal(Kind::Link));
            Ok(Either::Left(Redirect::to(uri!(super::login::login_page(next = _, said = Some("made"))))))
        }
        Join::Gone => Ok(Either::Right(gone(&view, Purpose::Join))),
        Join::Weak(weakness) => {
            again(Status::UnprocessableEntity, &[faults::password(&view, weakness, app.auth.min_length())], None)
        }
        Join::Wait(seconds) => again(Status::TooManyRequests, &[faults::too_often(&view, seconds)], Some(seconds)),
        Join::Busy => again(Status::ServiceUnavailable, &[view.fault("", "login-busy", &[])], Some(2)),
    }
}

fn read(form: &Checked<'_, JoinForm<'_>>, view: &View<'_>) -> Result<(String, Password), Vec<FormError>> {
    let Some(value) = &form.value else { return Err(view.faults(form)) };
    let mut errors = Vec::new();
    let name = profile::name(value.name).map_err(|why| errors.push(view.fault("name", faults::name(why), &[]))).ok();
    if value.password.is_empty() {
        errors.push(view.fault("password", "error-new-password-missing", &[]));
    }
    match name {
        Some(name) if errors.is_empty() => Ok((name, Password::new(value.password))),
        _ => Err(errors),
    }
}

fn show(
    app: &App,
    view: &View<'_>,
    status: Status,
    (email, name, link): (&str, &str, &Link),
    errors: &[FormError],
    after: Option<Seconds>,
) -> Retry {
    let providers = providers::buttons_that_make_accounts(app);
    let shown = Shown { email, link: link.mark(), name, errors, min_length: app.auth.min_length(), providers };
    Retry { page: view.page(status, "join", shown), after }
}
