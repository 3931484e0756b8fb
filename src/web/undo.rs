//! `/undo`: gives an account back the e-mail it had, by a link that was sent there. Opening it changes nothing.

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

/// `GET /undo`.
#[get("/undo")]
pub async fn undo_page(link: Link, view: View<'_>, app: &State<App>) -> Result<Retry, Refusal> {
    let found = match &link.0 {
        Some(secret) => app.auth.find_undo(secret).await?,
        None => None,
    };
    Ok(match found {
        Some(email) => Retry { page: view.page(Status::Ok, "undo", Shown { email: &email }), after: None },
        None => gone(&view, Purpose::Undo),
    })
}

/// `POST /undo`: ends all sessions, and on to a new password.
#[post("/undo", data = "<_form>")]
pub async fn undo(
    _form: NoFields,
    link: Link,
    client: Client,
    view: View<'_>,
    app: &State<App>,
    jar: &CookieJar<'_>,
) -> Result<Either<Redirect, Retry>, Refusal> {
    let reset = match &link.0 {
        Some(secret) => app.auth.undo_email(secret, &client).await?,
        None => None,
    };
    Ok(match reset {
        Some(reset) => Either::Left(to_reset(app, jar, &reset)),
        None => Either::Right(gone(&view, Purpose::Undo)),
    })
}
