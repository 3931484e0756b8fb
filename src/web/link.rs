//! `/link/<purpose>/<secret>`: every one-time link. Its secret moves out of the address into a short cookie at once, so that
//! it stays out of histories, logs and `Referer`; opening a link changes nothing, since mail scanners do (ASVS 14.2.1).

use rocket::form::FromForm;
use rocket::http::{CookieJar, Status};
use rocket::request::{FromParam, FromRequest, Outcome};
use rocket::response::Redirect;
use rocket::{Request, State, get};
use serde::Serialize;

use super::App;
use super::cookie::Kind;
use super::forms::Checked;
use super::page::View;
use super::retry::Retry;
use crate::auth::links::Purpose;
use crate::auth::token::Secret;
use crate::config::Registration;

/// The link's secret, from its cookie.
pub struct Link(pub(super) Option<Secret>);

impl Link {
    /// What its forms hold, so that they act on the link they were shown for: another may have been opened meanwhile, in
    /// another tab, or by a page of somebody else.
    pub(super) fn mark(&self) -> String {
        self.0.as_ref().map(Secret::mark).unwrap_or_default()
    }

    /// Whether a form is for another link than the one that is there now.
    pub(super) fn is_another(&self, form: &Checked<'_, LinkForm<'_>>) -> bool {
        self.0.is_some() && form.value.as_ref().is_none_or(|value| value.link != self.mark())
    }
}

/// A form with no fields but the token and the link's mark.
#[derive(FromForm)]
pub struct LinkForm<'r> {
    link: &'r str,
}

#[rocket::async_trait]
impl<'r> FromRequest<'r> for Link {
    type Error = std::convert::Infallible;

    async fn from_request(request: &'r Request<'_>) -> Outcome<Self, Self::Error> {
        Outcome::Success(Self(App::of(request).cookies.link(request)))
    }
}

/// By its name.
impl<'a> FromParam<'a> for Purpose {
    type Error = &'a str;

    fn from_param(name: &'a str) -> Result<Self, Self::Error> {
        Self::ALL.into_iter().find(|purpose| purpose.name() == name).ok_or(name)
    }
}

/// `GET /link/<purpose>/<secret>`. Never says whether it counts; the next page does. For any other purpose there is no such
/// page.
#[get("/link/<purpose>/<secret>")]
pub fn open(purpose: Option<Purpose>, secret: &str, app: &State<App>, jar: &CookieJar<'_>) -> Option<Redirect> {
    let purpose = purpose?;
    match Secret::decode(secret) {
        Some(secret) => jar.add(app.cookies.of_link(&secret)),
        None => jar.add(app.cookies.removal(Kind::Link)),
    }
    Some(Redirect::to(page(purpose)))
}

/// The page on which such a link is used.
fn page(purpose: Purpose) -> &'static str {
    match purpose {
        Purpose::Reset => "/reset",
        Purpose::Join | Purpose::Invited => "/join",
        Purpose::Email => "/email",
        Purpose::Undo => "/undo",
        Purpose::NotMe => "/not-me",
        // No letter leads there.
        Purpose::Kept => "/login",
    }
}

#[derive(Serialize)]
struct Gone {
    /// Whether a password is set by it, or asked for after it.
    password: bool,
    register: bool,
    email: bool,
}

/// One page for a link that was used, has run out or never was.
pub(super) fn gone(view: &View<'_>, purpose: Purpose) -> Retry {
    let shown = Gone {
        password: matches!(purpose, Purpose::Reset | Purpose::NotMe | Purpose::Undo),
        register: purpose == Purpose::Join && view.registration() == Registration::Open,
        email: purpose == Purpose::Email,
    };
    let page = view.page(Status::Gone, "link_gone", shown);
    Retry { page, after: None }
}

/// To the page that sets a new password, with a link that was just made.
pub(super) fn to_reset(app: &App, jar: &CookieJar<'_>, secret: &Secret) -> Redirect {
    jar.add(app.cookies.of_link(secret));
    Redirect::to(page(Purpose::Reset))
}
