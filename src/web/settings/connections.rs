//! `/settings/connections`: the providers that an account can be signed in to with.

use std::borrow::Cow;

use rocket::http::{CookieJar, Status};
use rocket::response::Redirect;
use rocket::{Either, State, get, post, uri};
use serde::Serialize;
use uuid::Uuid;

use crate::auth::Client;
use crate::auth::flows::Aim;
use crate::auth::identities::{Connect, Disconnect, IdentityRow};
use crate::moment::{Moment, Moments};
use crate::web::App;
use crate::web::cookie::Kind;
use crate::web::flow::{Flows, Waiting};
use crate::web::forms::Nothing;
use crate::web::guards::SignedIn;
use crate::web::kept::RecentForm;
use crate::web::page::{FormError, Page, View};
use crate::web::providers::{self, Button, Go};
use crate::web::refusal::Refusal;
use crate::web::retry::Retry;

#[derive(Serialize)]
struct Shown<'a> {
    connected: Vec<Connected<'a>>,
    /// Providers that are not connected yet.
    others: Vec<Button<'a>>,
    /// Whom a provider has found for this browser, to be connected.
    waiting: Option<Waits<'a>>,
    errors: &'a [FormError],
    notice: Option<Cow<'a, str>>,
}

#[derive(Serialize)]
struct Connected<'a> {
    id: Uuid,
    label: &'a str,
    email: Option<&'a str>,
    since: Moment<'a>,
    used: Moment<'a>,
    /// Whether it is the only way in.
    last: bool,
}

#[derive(Serialize)]
struct Waits<'a> {
    label: &'a str,
    email: Option<&'a str>,
}

/// `GET /settings/connections`.
#[get("/settings/connections?<said>")]
pub async fn connections_page(
    said: Option<&str>,
    signed_in: SignedIn<'_>,
    waiting: Waiting,
    view: View<'_>,
    app: &State<App>,
) -> Result<Page, Refusal> {
    let (notice, fault) = match said {
        Some("connected") => (Some("connections-done"), None),
        Some("disconnected") => (Some("connections-removed"), None),
        Some("already") => (Some("connections-already"), None),
        Some("taken") => (None, Some("connections-taken")),
        Some("late") => (None, Some("connections-late")),
        Some("failed" | "away") => (None, Some("connections-failed")),
        Some("cancelled") => (None, Some("connections-cancelled")),
        Some("last") => (None, Some("connections-last")),
        _ => (None, None),
    };
    let waiting = waiting.0.filter(|found| found.is_for(signed_in.0.person.id));
    let errors: Vec<FormError> = fault.map(|key| view.fault("", key, &[])).into_iter().collect();
    let ways = app.auth.ways(signed_in.0.person.id).await?;
    let times = view.moments();
    // One that waits has its own button already.
    let has_its_own = |button: &Button<'_>| {
        ways.identities.iter().any(|identity| button.is(&identity.provider))
            || waiting.as_ref().is_some_and(|found| button.is(&found.provider))
    };
    let shown = Shown {
        connected: ways
            .identities
            .iter()
            .map(|row| connected(app, row, &times, app.auth.is_last(&ways, row)))
            .collect(),
        others: providers::buttons(app).into_iter().filter(|button| !has_its_own(button)).collect(),
        waiting: waiting
            .as_ref()
            .map(|found| Waits { label: providers::label(app, &found.provider), email: found.email.as_deref() }),
        errors: &errors,
        notice: notice.map(|key| view.text(key, &[])),
    };
    let status = if errors.is_empty() { Status::Ok } else { Status::Conflict };
    Ok(view.page(status, "settings_connections", shown))
}

fn connected<'a>(app: &'a App, row: &'a IdentityRow, times: &Moments<'a>, last: bool) -> Connected<'a> {
    Connected {
        id: row.id(),
        label: providers::label(app, &row.provider),
        email: row.email.as_deref(),
        since: times.of(row.created_at),
        used: times.of(row.last_at),
        last,
    }
}

/// `POST /settings/connections/<provider>/connect`: to that provider, to be connected when it has proven its user.
#[post("/settings/connections/<provider>/connect", data = "<form>")]
pub async fn connect(
    provider: &str,
    form: RecentForm<'_, Nothing>,
    flows: Flows,
    client: Client,
    view: View<'_>,
    app: &State<App>,
    jar: &CookieJar<'_>,
) -> Result<Either<Redirect, Retry>, Refusal> {
    let live = form.live;
    match providers::go(app, &view, provider, Aim::Connect(live.id), (None, None), &client).await? {
        Go::Onward(flow, page) => {
            flows.add(app, jar, flow);
            Ok(Either::Right(page))
        }
        Go::Stays(..) => Ok(Either::Left(Redirect::to(uri!(connections_page(said = Some("away")))))),
    }
}

/// `POST /settings/connections/waiting`: connects whom a provider has found for this browser.
#[post("/settings/connections/waiting", data = "<form>")]
pub async fn connect_waiting(
    form: RecentForm<'_, Nothing>,
    waiting: Waiting,
    client: Client,
    app: &State<App>,
    jar: &CookieJar<'_>,
) -> Result<Redirect, Refusal> {
    jar.add(app.cookies.removal(Kind::Found));
    let said = match waiting.0 {
        Some(found) => said(app.auth.connect(form.live, &found, &client).await?),
        None => "late",
    };
    Ok(Redirect::to(uri!(connections_page(said = Some(said)))))
}

/// What the page says afterwards.
pub fn said(connect: Connect) -> &'static str {
    match connect {
        Connect::Done => "connected",
        Connect::Already => "already",
        Connect::Taken => "taken",
        Connect::Late => "late",
    }
}

/// `POST /settings/connections/<id>/remove`.
#[post("/settings/connections/<id>/remove", data = "<form>")]
pub async fn disconnect(
    id: &str,
    form: RecentForm<'_, Nothing>,
    client: Client,
    app: &State<App>,
) -> Result<Redirect, Refusal> {
    let id = Uuid::parse_str(id).map_err(|_| Refusal::NotThere)?;
    let said = match app.auth.disconnect(form.live, id, &client).await? {
        Disconnect::Done => "disconnected",
        Disconnect::Last => "last",
        Disconnect::NotTheirs => return Err(Refusal::NotThere),
    };
    Ok(Redirect::to(uri!(connections_page(said = Some(said)))))
}
