//! `/logout`: a page with a button, and what it does. Signing out is always possible: a session that is over already is
//! signed out of just the same.

use rocket::http::{CookieJar, Header, Status};
use rocket::response::{Redirect, Responder};
use rocket::{State, get, post, uri};
use serde::Serialize;

use super::App;
use super::cookie::Kind;
use super::forms::NoFields;
use super::guards::Holder;
use super::page::{Page, View};
use super::refusal::Refusal;
use crate::auth::Client;

#[derive(Serialize)]
struct Logout {
    signed_in: bool,
}

/// Signed out: to the login page, and the browser forgets what it kept of this site (ASVS 14.3.1).
#[derive(Responder)]
pub struct SignedOut {
    /// Where to.
    pub to: Redirect,
    /// What is emptied.
    pub clear: Header<'static>,
}

/// `GET /logout`: changes nothing, or an image on another site could sign people out.
#[get("/logout")]
pub fn logout_page(holder: Holder<'_>, view: View<'_>) -> Page {
    view.page(Status::Ok, "logout", Logout { signed_in: holder.0.is_some() })
}

/// `POST /logout`. The row is ended before the answer; when that cannot be done the cookie stays, and the person is told.
#[post("/logout", data = "<_form>")]
pub async fn logout(
    _form: NoFields,
    holder: Holder<'_>,
    client: Client,
    app: &State<App>,
    jar: &CookieJar<'_>,
) -> Result<SignedOut, Refusal> {
    if let Some(live) = holder.0 {
        app.auth.sign_out(live, &client).await?;
    }
    Ok(signed_out(app, jar))
}

/// Empties what the browser keeps of this site. "cache" is for the Back button: Chromium keeps even pages that are not to
/// be stored, whole, for going back to them.
pub fn clear_site_data(what: &'static str) -> Header<'static> {
    Header::new("Clear-Site-Data", what)
}

/// What the browser is told after its session was ended.
pub fn signed_out(app: &App, jar: &CookieJar<'_>) -> SignedOut {
    left(app, jar, "out")
}

/// What it is told after the account was deleted.
pub fn gone(app: &App, jar: &CookieJar<'_>) -> SignedOut {
    jar.add(app.cookies.removal(Kind::Browser));
    left(app, jar, "gone")
}

fn left(app: &App, jar: &CookieJar<'_>, said: &str) -> SignedOut {
    jar.add(app.cookies.removal(Kind::Session));
    let to = Redirect::to(uri!(super::login::login_page(next = _, said = Some(said))));
    SignedOut { to, clear: clear_site_data("\"cache\", \"storage\"") }
}
