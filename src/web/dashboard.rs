//! `/dashboard`: who you are, this session, the last sign-ins, the live sessions.

use std::borrow::Cow;

use rocket::http::Status;
use rocket::response::Redirect;
use rocket::{State, get, uri};
use serde::Serialize;

use super::App;
use super::guards::SignedIn;
use super::page::{Page, View};
use super::refusal::Refusal;
use crate::auth::overview::{Overview, PlaceRow, SignInRow};
use crate::auth::session::Live;
use crate::moment::{Moment, Moments};

#[derive(Serialize)]
struct Dashboard<'a> {
    session: ThisSession<'a>,
    displaced: bool,
    sessions: Vec<Place<'a>>,
    sign_ins: Vec<PastSignIn<'a>>,
}

#[derive(Serialize)]
struct ThisSession<'a> {
    started: Moment<'a>,
    idle_end: Moment<'a>,
    last_end: Moment<'a>,
    remember: bool,
    proof: String,
    browser: Cow<'a, str>,
}

#[derive(Serialize)]
struct Place<'a> {
    browser: Cow<'a, str>,
    ip: &'a str,
    seen: Moment<'a>,
    this: bool,
}

#[derive(Serialize)]
struct PastSignIn<'a> {
    at: Moment<'a>,
    browser: Cow<'a, str>,
    ip: &'a str,
}

/// `GET /`: leads to the dashboard.
#[get("/")]
pub fn home() -> Redirect {
    Redirect::to(uri!(dashboard))
}

/// `GET /dashboard`.
#[get("/dashboard")]
pub async fn dashboard(signed_in: SignedIn<'_>, view: View<'_>, app: &State<App>) -> Result<Page, Refusal> {
    let live = signed_in.0;
    let overview = app.auth.overview(live).await?;
    let times = view.moments();
    let shown = Dashboard {
        session: this_session(live, &view, &times),
        displaced: overview.displaced,
        sessions: places(&overview, live, &view, &times),
        sign_ins: sign_ins(&overview, &view, &times),
    };
    Ok(view.page(Status::Ok, "dashboard", shown))
}

/// This request renews the idle timeout, so it counts from now.
fn this_session<'a>(live: &Live, view: &'a View<'_>, times: &Moments<'a>) -> ThisSession<'a> {
    ThisSession {
        started: times.of(live.created_at),
        idle_end: times.of((times.now + live.idle_timeout).min(live.expires_at)),
        last_end: times.of(live.expires_at),
        remember: live.remember,
        proof: view.proof(&live.methods),
        browser: view.browser(live.user_agent.as_deref()),
    }
}

fn places<'a>(overview: &'a Overview, live: &Live, view: &'a View<'_>, times: &Moments<'a>) -> Vec<Place<'a>> {
    let place = |row: &'a PlaceRow| {
        let this = row.id() == live.id;
        let seen = if this { times.now } else { row.last_seen_at };
        Place {
            browser: view.browser(row.last_user_agent.as_deref().or(row.user_agent.as_deref())),
            ip: row.last_ip.as_deref().or(row.ip.as_deref()).unwrap_or_default(),
            seen: times.of(seen),
            this,
        }
    };
    overview.places.iter().map(place).collect()
}

fn sign_ins<'a>(overview: &'a Overview, view: &'a View<'_>, times: &Moments<'a>) -> Vec<PastSignIn<'a>> {
    let past = |row: &'a SignInRow| PastSignIn {
        at: times.of(row.at),
        browser: view.browser(row.user_agent.as_deref()),
        ip: row.ip.as_deref().unwrap_or_default(),
    };
    overview.sign_ins.iter().map(past).collect()
}
