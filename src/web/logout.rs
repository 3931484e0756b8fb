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
use super::providers;
use super::refusal::Refusal;
use super::retry::Retry;
use crate::auth::Client;
use crate::auth::session::Live;

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

/// Signed out here, and on the way to be signed out where they were proven.
#[derive(Responder)]
#[allow(missing_docs, clippy::large_enum_variant, reason = "as in SignedOut; there is one of it, and at once gone")]
pub enum Left {
    Here(SignedOut),
    There { page: Retry, clear: Header<'static> },
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
    view: View<'_>,
    app: &State<App>,
    jar: &CookieJar<'_>,
) -> Result<Left, Refusal> {
    match holder.0 {
        Some(live) => sign_out(app, view, live, &client, jar).await,
        None => Ok(Left::Here(signed_out(app, jar))),
    }
}

/// Ends this session, and where the settings say so sends its browser on to be signed out at its provider too: wherever
/// somebody ends the session that they are in.
pub(super) async fn sign_out(
    app: &App,
    view: View<'_>,
    live: &Live,
    client: &Client,
    jar: &CookieJar<'_>,
) -> Result<Left, Refusal> {
    let there = app.auth.grant_of(live).await;
    let label = live.provider().map(|name| providers::label(app, name)).unwrap_or_default();
    app.auth.sign_out(live, client).await?;
    let here = signed_out(app, jar);
    // A page of ours that says the same to whoever opens it.
    let back = format!("{}{}", app.config.origins.public(), uri!(logout_page));
    let there = match there {
        Some(grant) => app.auth.sign_out_there(&grant, &back).await,
        None => None,
    };
    Ok(match there {
        None => Left::Here(here),
        Some(url) => {
            let view = view.of_nobody();
            let heading = view.text("onward-sign-out", &[("provider", label.into())]);
            Left::There { page: providers::onward(&view, &url, heading), clear: here.clear }
        }
    })
}

/// Empties what the browser keeps of this site. "cache" is for the Back button: Chromium keeps even pages that are not to
/// be stored, whole, for going back to them.
pub fn clear_site_data(what: &'static str) -> Header<'static> {
    Header::new("Clear-Site-Data", what)
}

/// What the browser is told after its session was ended.
fn signed_out(app: &App, jar: &CookieJar<'_>) -> SignedOut {
    left(app, jar, "out")
}

/// What it is told after the account was deleted.
pub fn gone(app: &App, jar: &CookieJar<'_>) -> SignedOut {
    jar.add(app.cookies.removal(Kind::Browser));
    left(app, jar, "gone")
}

fn left(app: &App, jar: &CookieJar<'_>, said: &str) -> SignedOut {
    jar.add(app.cookies.removal(Kind::Session));
    // Whoever signs in next in this browser is not asked to connect what somebody else has begun.
    jar.add(app.cookies.removal(Kind::Found));
    let to = Redirect::to(uri!(super::login::login_page(next = _, said = Some(said))));
    SignedOut { to, clear: clear_site_data("\"cache\", \"storage\"") }
}
