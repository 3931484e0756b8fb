//! `/email`: proves a new e-mail, by a link that was sent there. In any browser: letters are read on phones too.

use rocket::http::{CookieJar, Status};
use rocket::response::Redirect;
use rocket::{Either, State, get, post, uri};
use serde::Serialize;

use super::App;
use super::cookie::Kind;
use super::forms::Checked;
use super::guards::Visitor;
use super::link::{Link, LinkForm, gone};
use super::page::View;
use super::refusal::Refusal;
use super::retry::Retry;
use crate::auth::Client;
use crate::auth::links::Purpose;

#[derive(Serialize)]
struct Nothing {}

#[derive(Serialize)]
struct Shown<'a> {
    from: &'a str,
    to: &'a str,
    link: String,
}

/// `GET /email`.
#[get("/email")]
pub async fn email_page(link: Link, view: View<'_>, app: &State<App>) -> Result<Retry, Refusal> {
    let found = match &link.0 {
        Some(secret) => app.auth.find_email_change(secret).await?,
        None => None,
    };
    Ok(match found {
        Some(change) => {
            let shown = Shown { from: &change.from, to: &change.to, link: link.mark() };
            Retry { page: view.page(Status::Ok, "email", shown), after: None }
        }
        None => gone(&view, Purpose::Email),
    })
}

/// `POST /email`.
#[post("/email", data = "<form>")]
pub async fn email(
    form: Checked<'_, LinkForm<'_>>,
    link: Link,
    visitor: Visitor<'_>,
    client: Client,
    view: View<'_>,
    app: &State<App>,
    jar: &CookieJar<'_>,
) -> Result<Either<Redirect, Retry>, Refusal> {
    if link.is_another(&form) {
        return Ok(Either::Left(Redirect::to(uri!(email_page))));
    }
    let changed = match &link.0 {
        Some(secret) => app.auth.change_email(secret, &client).await?,
        None => None,
    };
    let Some(user) = changed else { return Ok(Either::Right(gone(&view, Purpose::Email))) };
    jar.add(app.cookies.removal(Kind::Link));
    Ok(match visitor.0 {
        Some(live) if live.person.id == user => {
            Either::Left(Redirect::to(uri!(super::settings::email::email_page(said = Some("proven")))))
        }
        // In a browser in which somebody else is signed in, their pages would say it of them.
        Some(_) => Either::Right(Retry { page: view.page(Status::Ok, "email_done", Nothing {}), after: None }),
        None => Either::Left(Redirect::to(uri!(super::login::login_page(next = _, said = Some("email"))))),
    })
}
