//! `/not-me` and `/undo`: what letters tell of is answered with "this was not me". Opening them changes nothing; the button
//! ends all sessions, gives the earlier e-mail back where it was changed, and a new password is asked for.

use rocket::http::{CookieJar, Status};
use rocket::response::Redirect;
use rocket::{Either, State, get, post, uri};
use serde::Serialize;

use super::App;
use super::cookie::Kind;
use super::forms::Checked;
use super::link::{Link, LinkForm, gone, to_reset};
use super::page::View;
use super::refusal::Refusal;
use super::retry::Retry;
use crate::auth::Client;
use crate::auth::closing::Closed;
use crate::auth::links::Purpose;

#[derive(Serialize)]
struct Shown<'a> {
    email: &'a str,
    link: String,
}

/// `GET /not-me`.
#[get("/not-me")]
pub async fn not_me_page(link: Link, view: View<'_>, app: &State<App>) -> Result<Retry, Refusal> {
    let found = match &link.0 {
        Some(secret) => app.auth.find_not_me(secret).await?,
        None => None,
    };
    Ok(show(&view, Purpose::NotMe, found.as_deref(), &link))
}

/// `POST /not-me`.
#[post("/not-me", data = "<form>")]
pub async fn not_me(
    form: Checked<'_, LinkForm<'_>>,
    link: Link,
    client: Client,
    view: View<'_>,
    app: &State<App>,
    jar: &CookieJar<'_>,
) -> Result<Either<Redirect, Retry>, Refusal> {
    if link.is_another(&form) {
        return Ok(Either::Left(Redirect::to(uri!(not_me_page))));
    }
    let closed = match &link.0 {
        Some(secret) => app.auth.not_me(secret, &client).await?,
        None => None,
    };
    Ok(go_on(app, jar, &view, Purpose::NotMe, closed))
}

/// `GET /undo`.
#[get("/undo")]
pub async fn undo_page(link: Link, view: View<'_>, app: &State<App>) -> Result<Retry, Refusal> {
    let found = match &link.0 {
        Some(secret) => app.auth.find_undo(secret).await?,
        None => None,
    };
    Ok(show(&view, Purpose::Undo, found.as_deref(), &link))
}

/// `POST /undo`.
#[post("/undo", data = "<form>")]
pub async fn undo(
    form: Checked<'_, LinkForm<'_>>,
    link: Link,
    client: Client,
    view: View<'_>,
    app: &State<App>,
    jar: &CookieJar<'_>,
) -> Result<Either<Redirect, Retry>, Refusal> {
    if link.is_another(&form) {
        return Ok(Either::Left(Redirect::to(uri!(undo_page))));
    }
    let closed = match &link.0 {
        Some(secret) => app.auth.undo_email(secret, &client).await?,
        None => None,
    };
    Ok(go_on(app, jar, &view, Purpose::Undo, closed))
}

/// What the button would do, for the account with this e-mail.
fn show(view: &View<'_>, purpose: Purpose, email: Option<&str>, link: &Link) -> Retry {
    let Some(email) = email else { return gone(view, purpose) };
    let name = if purpose == Purpose::Undo { "undo" } else { "not_me" };
    Retry { page: view.page(Status::Ok, name, Shown { email, link: link.mark() }), after: None }
}

/// On to a new password: at once, or by a letter.
fn go_on(
    app: &App,
    jar: &CookieJar<'_>,
    view: &View<'_>,
    purpose: Purpose,
    closed: Option<Closed>,
) -> Either<Redirect, Retry> {
    match closed {
        Some(Closed::Reset(secret)) => Either::Left(to_reset(app, jar, &secret)),
        Some(Closed::Letter) => {
            jar.add(app.cookies.removal(Kind::Link));
            Either::Left(Redirect::to(uri!(super::forgot::forgot_page(said = Some("sent")))))
        }
        None => Either::Right(gone(view, purpose)),
    }
}
