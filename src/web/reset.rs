//! `/reset`: a new password by a one-time link. The link's secret moves out of the address into a short cookie at once,
//! so that it stays out of histories, logs and `Referer`; opening the link changes nothing, since mail scanners do.

use rocket::form::FromForm;
use rocket::http::{CookieJar, Status};
use rocket::request::{FromRequest, Outcome};
use rocket::response::Redirect;
use rocket::{Either, Request, State, get, post, uri};
use serde::Serialize;

use super::App;
use super::cookie::Kind;
use super::faults;
use super::forms::Checked;
use super::page::{FormError, Page, View};
use super::refusal::Refusal;
use super::retry::Retry;
use crate::auth::Client;
use crate::auth::password::Password;
use crate::auth::reset::Reset;
use crate::auth::token::Secret;
use crate::clock::Seconds;

/// What the form sends; the e-mail is there for password managers.
#[derive(FromForm)]
pub struct ResetForm<'r> {
    #[allow(dead_code, reason = "for password managers alone")]
    email: Option<&'r str>,
    password: &'r str,
}

#[derive(Serialize)]
struct Shown<'a> {
    email: &'a str,
    errors: &'a [FormError],
    min_length: usize,
}

/// The link's secret, from its cookie.
pub struct Link(Option<Secret>);

#[rocket::async_trait]
impl<'r> FromRequest<'r> for Link {
    type Error = std::convert::Infallible;

    async fn from_request(request: &'r Request<'_>) -> Outcome<Self, Self::Error> {
        Outcome::Success(Self(App::of(request).cookies.link(request)))
    }
}

/// `GET /reset/<secret>`: the link. Never says whether it counts; the next page does.
#[get("/reset/<secret>")]
pub fn open_link(secret: &str, app: &State<App>, jar: &CookieJar<'_>) -> Redirect {
    match Secret::decode(secret) {
        Some(secret) => jar.add(app.cookies.of_link(&secret)),
        None => jar.add(app.cookies.removal(Kind::Link)),
    }
    Redirect::to(uri!(reset_page))
}

/// `GET /reset`.
#[get("/reset")]
pub async fn reset_page(link: Link, view: View<'_>, app: &State<App>) -> Result<Retry, Refusal> {
    let found = match &link.0 {
        Some(secret) => app.auth.find_reset(secret).await?,
        None => None,
    };
    Ok(match found {
        Some(row) => show(app, &view, Status::Ok, &row.email, &[], None),
        None => Retry { page: gone(&view), after: None },
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
    let Some(secret) = &link.0 else { return Ok(Either::Right(Retry { page: gone(&view), after: None })) };
    let Some(row) = app.auth.find_reset(secret).await? else {
        return Ok(Either::Right(Retry { page: gone(&view), after: None }));
    };
    let again =
        |status, errors: &[FormError], after| Ok(Either::Right(show(app, &view, status, &row.email, errors, after)));
    let Some(value) = &form.value else { return again(Status::UnprocessableEntity, &view.faults(&form), None) };
    match app.auth.reset(secret, Password::new(value.password), &client).await? {
        Reset::Done => {
            jar.add(app.cookies.removal(Kind::Link));
            Ok(Either::Left(Redirect::to(uri!(super::login::login_page(next = _, said = Some("set"))))))
        }
        Reset::Gone => Ok(Either::Right(Retry { page: gone(&view), after: None })),
        Reset::Weak(weakness) => {
            again(Status::UnprocessableEntity, &[faults::password(&view, weakness, app.auth.min_length())], None)
        }
        Reset::Wait(seconds) => again(Status::TooManyRequests, &[faults::wait(&view, seconds)], Some(seconds)),
        Reset::Busy => again(Status::ServiceUnavailable, &[view.fault("", "login-busy", &[])], Some(2)),
    }
}

/// One page for a link that was used, has run out or never was.
fn gone(view: &View<'_>) -> Page {
    view.page(Status::Gone, "reset_gone", Nothing {})
}

#[derive(Serialize)]
struct Nothing {}

fn show(
    app: &App,
    view: &View<'_>,
    status: Status,
    email: &str,
    errors: &[FormError],
    after: Option<Seconds>,
) -> Retry {
    Retry { page: view.page(status, "reset", Shown { email, errors, min_length: app.auth.min_length() }), after }
}
