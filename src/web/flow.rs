//! What a browser has begun at providers, and whom they have found: kept sealed in its own cookies, so that an answer counts
//! only in the browser that asked (ASVS 10.1.2).

use rocket::Request;
use rocket::http::{Cookie, CookieJar};
use rocket::request::{FromRequest, Outcome};

use super::App;
use super::cookie::Kind;
use crate::auth::flows::{Flow, Found};

/// Sign-ins begun in one browser at once, in several tabs; one more forgets the oldest.
const AT_ONCE: usize = 3;

/// Largest cookie that browsers keep, in bytes (RFC 6265bis §5.6), with room for what is escaped.
const LARGEST: usize = 3500;

/// What the browser has begun, the oldest first.
pub struct Flows(Vec<Flow>);

/// Whom a provider has found for this browser.
pub struct Waiting(pub(super) Option<Found>);

#[rocket::async_trait]
impl<'r> FromRequest<'r> for Flows {
    type Error = std::convert::Infallible;

    async fn from_request(request: &'r Request<'_>) -> Outcome<Self, Self::Error> {
        let app = App::of(request);
        let kept = app.cookies.text(request, Kind::Flow).and_then(|text| serde_json::from_str::<Vec<Flow>>(&text).ok());
        let now = app.auth.now();
        Outcome::Success(Self(kept.unwrap_or_default().into_iter().filter(|flow| flow.counts(now)).collect()))
    }
}

#[rocket::async_trait]
impl<'r> FromRequest<'r> for Waiting {
    type Error = std::convert::Infallible;

    async fn from_request(request: &'r Request<'_>) -> Outcome<Self, Self::Error> {
        let app = App::of(request);
        let found = app.cookies.text(request, Kind::Found).and_then(|text| serde_json::from_str::<Found>(&text).ok());
        Outcome::Success(Self(found.filter(|found| found.counts(app.auth.now()))))
    }
}

impl Flows {
    /// Takes the flow that came back with `state` out of the cookie: it counts once.
    pub(super) fn take(mut self, app: &App, jar: &CookieJar<'_>, provider: &str, state: &str) -> Option<Flow> {
        let at = self.0.iter().position(|flow| flow.is(provider, state, app.auth.now()))?;
        let flow = self.0.remove(at);
        jar.add(self.cookie(app));
        Some(flow)
    }

    /// Adds one.
    pub(super) fn add(mut self, app: &App, jar: &CookieJar<'_>, flow: Flow) {
        self.0.push(flow);
        let surplus = self.0.len().saturating_sub(AT_ONCE);
        self.0.drain(..surplus);
        while self.0.len() > 1 && self.cookie(app).to_string().len() > LARGEST {
            self.0.remove(0);
        }
        jar.add(self.cookie(app));
    }

    fn cookie(&self, app: &App) -> Cookie<'static> {
        match serde_json::to_string(&self.0) {
            Ok(text) if !self.0.is_empty() => app.cookies.of_text(Kind::Flow, text),
            _ => app.cookies.removal(Kind::Flow),
        }
    }
}

/// Keeps whom a provider has found until the account's owner has signed in.
pub(super) fn wait(app: &App, jar: &CookieJar<'_>, found: &Found) {
    if let Ok(text) = serde_json::to_string(found) {
        jar.add(app.cookies.of_text(Kind::Found, text));
    }
}
