//! `/reset`: a new password by a one-time link.

use rocket::form::FromForm;
use rocket::http::{CookieJar, Status};
use rocket::response::Redirect;
use rocket::{Either, State, get, post, uri};
use serde::Serialize;

use super::App;
use super::cookie::Kind;
use super::faults;
use super::forms::Checked;
use super::link::{Link, gone};
use super::page::{FormError, View};
use super::refusal::Refusal;
use super::retry::Retry;
use crate::auth::Client;
use crate::auth::links::Purpose;
use crate::auth::password::Password;
use crate::auth::reset::Reset;
use crate::clock::Seconds;

/// What the form sends; the e-mail is there for password managers.
#[derive(FromForm)]
pub struct ResetForm<'r> {
    #[allow(dead_code, reason = "for password managers alone")]
    email: Option<&'r str>,
    link: &'r str,
    password: &'r str,
}

#[derive(Serialize)]
struct Shown<'a> {
    email: &'a str,
    link: String,
    errors: &'a [FormError],
    min_length: usize,
}

/// `GET /reset`.
#[get("/reset")]
pub async fn reset_page(link: Link, view: View<'_>, app: &State<App>) -> Result<Retry, Refusal> {
    let found = match &link.0 {
        Some(secret) => app.auth.find_reset(secret).await?,
        None => None,
    };
    Ok(match found {
        Some(email) => show(app, &view, Status::Ok, (&email, &link), &[], None),
        None => gone(&view, Purpose::Reset),
    })
}

/// `POST /reset`: signs nobody in (ASVS 6.4.3).
#[post("/reset", data = "<form>")]
pub async fn reset(
    form: Checked<'_, ResetForm<'_>>,
    link: Link,
    client: Client,
    view: View<'_>,
    app: &State<App>,
    jar: &CookieJar<'_>,
) -> Result<Either<Redirect, Retry>, Refusal> {
    let Some(secret) = &link.0 else { return Ok(Either::Right(gone(&view, Purpose::Reset))) };
    let Some(email) = app.auth.find_reset(secret).await? else {
        return Ok(Either::Right(gone(&view, Purpose::Reset)));
    };
    let again = |status, errors: &[FormError], after| {
        Ok(Either::Right(show(app, &view, status, (&email, &link), errors, after)))
    };
    let Some(value) = &form.value else { return again(Status::UnprocessableEntity, &view.faults(&form), None) };
    if value.link != link.mark() {
        return Ok(Either::Left(Redirect::to(uri!(reset_page))));
    }
    match app.auth.reset(secret, Password::new(value.password), &client).await? {
        Reset::Done => {
            jar.add(app.cookies.removal(Kind::Link));
            Ok(Either::Left(Redirect::to(uri!(super::login::login_page(next = _, said = Some("set"))))))
        }
        Reset::Gone => Ok(Either::Right(gone(&view, Purpose::Reset))),
        Reset::Weak(weakness) => {
            again(Status::UnprocessableEntity, &[faults::password(&view, weakness, app.auth.min_length())], None)
        }
        Reset::Wait(seconds) => again(Status::TooManyRequests, &[faults::too_often(&view, seconds)], Some(seconds)),
        Reset::Busy => again(Status::ServiceUnavailable, &[view.fault("", "login-busy", &[])], Some(2)),
    }
}

fn show(
    app: &App,
    view: &View<'_>,
    status: Status,
    (email, link): (&str, &Link),
    errors: &[FormError],
    after: Option<Seconds>,
) -> Retry {
    Retry {
        page: view.page(status, "reset", Shown { email, link: link.mark(), errors, min_length: app.auth.min_length() }),
        after,
    }
}
