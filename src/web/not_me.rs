//! `/not-me`: a notice's answer. Opening it changes nothing; the button ends all sessions, and a new password is asked for.

use rocket::http::{CookieJar, Status};
use rocket::response::Redirect;
use rocket::{Either, State, get, post};
use serde::Serialize;

use super::App;
use super::forms::NoFields;
use super::link::{Link, gone, to_reset};
use super::page::View;
use super::refusal::Refusal;
use super::retry::Retry;
use crate::auth::Client;
use crate::auth::links::Purpose;

#[derive(Serialize)]
struct Shown<'a> {
    email: &'a str,
}

/// `GET /not-me`.
#[get("/not-me")]
pub async fn not_me_page(link: Link, view: View<'_>, app: &State<App>) -> Result<Retry, Refusal> {
    let found = match &link.0 {
        Some(secret) => app.auth.find_not_me(secret).await?,
        None => None,
    };
    Ok(match found {
        Some(email) => Retry { page: view.page(Status::Ok, "not_me", Shown { email: &email }), after: None },
        None => gone(&view, Purpose::NotMe),
    })
}

/// `POST /not-me`: on to a new password.
#[post("/not-me", data = "<_form>")]
pub async fn not_me(
    _form: NoFields,
    link: Link,
    client: Client,
    view: View<'_>,
    app: &State<App>,
    jar: &CookieJar<'_>,
) -> Result<Either<Redirect, Retry>, Refusal> {
    let reset = match &link.0 {
        Some(secret) => app.auth.not_me(secret, &client).await?,
        None => None,
    };
    Ok(match reset {
        Some(reset) => Either::Left(to_reset(app, jar, &reset)),
        None => Either::Right(gone(&view, Purpose::NotMe)),
    })
}
