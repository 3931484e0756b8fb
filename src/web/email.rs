//! `/email`: proves a new e-mail, by a link that was sent there. In any browser: letters are read on phones too.

use rocket::http::{CookieJar, Status};
use rocket::response::Redirect;
use rocket::{Either, State, get, post, uri};
use serde::Serialize;

use super::App;
use super::cookie::Kind;
use super::forms::NoFields;
use super::guards::Visitor;
use super::link::{Link, gone};
use super::page::View;
use super::refusal::Refusal;
use super::retry::Retry;
use crate::auth::Client;
use crate::auth::links::Purpose;

#[derive(Serialize)]
struct Shown<'a> {
    from: &'a str,
    to: &'a str,
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
            let shown = Shown { from: &change.from, to: &change.to };
            Retry { page: view.page(Status::Ok, "email", shown), after: None }
        }
        None => gone(&view, Purpose::Email),
    })
}

/// `POST /email`.
#[post("/email", data = "<_form>")]
pub async fn email(
    _form: NoFields,
    link: Link,
    visitor: Visitor<'_>,
    client: Client,
    view: View<'_>,
    app: &State<App>,
    jar: &CookieJar<'_>,
) -> Result<Either<Redirect, Retry>, Refusal> {
    let done = match &link.0 {
        Some(secret) => app.auth.change_email(secret, &client).await?,
        None => false,
    };
    if !done {
        return Ok(Either::Right(gone(&view, Purpose::Email)));
    }
    jar.add(app.cookies.removal(Kind::Link));
    Ok(Either::Left(match visitor.0 {
        Some(_) => Redirect::to(uri!(super::settings::email::email_page(said = Some("proven")))),
        None => Redirect::to(uri!(super::login::login_page(next = _, said = Some("email")))),
    }))
}
