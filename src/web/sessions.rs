//! `/sessions`: every session of one's own, and ending any of them.

use std::borrow::Cow;

use rocket::http::{CookieJar, Status};
use rocket::response::Redirect;
use rocket::{Either, State, get, post, uri};
use serde::Serialize;
use uuid::Uuid;

use super::App;
use super::forms::NoFields;
use super::guards::SignedIn;
use super::logout::{self, Left};
use super::page::{Page, View};
use super::refusal::Refusal;
use crate::agent;
use crate::auth::Client;
use crate::auth::session::EndSession;
use crate::auth::session_lists::{Ended, Listed};
use crate::moment::{Moment, Moments};

#[derive(Serialize)]
#[allow(clippy::struct_field_names, reason = "the template's names")]
struct Sessions<'a> {
    sessions: Vec<Card<'a>>,
    others: usize,
    ended: Vec<Past<'a>>,
    notice: Option<Cow<'a, str>>,
}

/// A live session.
#[derive(Serialize)]
pub(super) struct Card<'a> {
    id: Uuid,
    pub(super) browser: Cow<'a, str>,
    kind: &'static str,
    pub(super) ip: &'a str,
    pub(super) last_ip: Option<&'a str>,
    pub(super) started: Moment<'a>,
    pub(super) seen: Moment<'a>,
    ends: Moment<'a>,
    proof: String,
    remember: bool,
    this: bool,
}

/// A session that is over.
#[derive(Serialize)]
pub(super) struct Past<'a> {
    pub(super) browser: Cow<'a, str>,
    pub(super) ip: &'a str,
    pub(super) started: Moment<'a>,
    ended: Moment<'a>,
    pub(super) reason: Cow<'a, str>,
}

/// `GET /sessions`.
#[get("/sessions?<said>&<n>")]
pub async fn sessions(
    said: Option<&str>,
    n: Option<u32>,
    signed_in: SignedIn<'_>,
    view: View<'_>,
    app: &State<App>,
) -> Result<Page, Refusal> {
    let live = signed_in.0;
    let listed = app.auth.live_sessions(live).await?;
    let ended = app.auth.ended_sessions(live.person.id).await?;
    let notice = match said {
        Some("ended") => Some(view.text("sessions-ended-one", &[])),
        Some("already") => Some(view.text("sessions-already-ended", &[])),
        Some("others") => Some(view.text("sessions-ended-others", &[("n", i64::from(n.unwrap_or(0)).into())])),
        _ => None,
    };
    let times = view.moments();
    let shown = Sessions {
        sessions: listed.iter().map(|listed| card(listed, live.id, &view, &times)).collect(),
        others: listed.len().saturating_sub(1),
        ended: ended.iter().map(|ended| past(ended, &view, &times)).collect(),
        notice,
    };
    Ok(view.page(Status::Ok, "sessions", shown))
}

/// `POST /sessions/<id>/end`. One's own present session is signed out of.
#[post("/sessions/<id>/end", data = "<_form>")]
pub async fn end(
    id: &str,
    _form: NoFields,
    signed_in: SignedIn<'_>,
    client: Client,
    view: View<'_>,
    app: &State<App>,
    jar: &CookieJar<'_>,
) -> Result<Either<Redirect, Left>, Refusal> {
    let id = Uuid::parse_str(id).map_err(|_| Refusal::NotThere)?;
    if id == signed_in.0.id {
        return logout::sign_out(app, view, signed_in.0, &client, jar).await.map(Either::Right);
    }
    let said = match app.auth.end_session(signed_in.0, id, &client).await? {
        EndSession::Ended => "ended",
        EndSession::Already => "already",
        EndSession::NotTheirs => return Err(Refusal::NotThere),
    };
    Ok(Either::Left(Redirect::to(uri!(sessions(said = Some(said), n = _)))))
}

/// `POST /sessions/end-others`.
#[post("/sessions/end-others", data = "<_form>")]
pub async fn end_others(
    _form: NoFields,
    signed_in: SignedIn<'_>,
    client: Client,
    app: &State<App>,
) -> Result<Redirect, Refusal> {
    let n = app.auth.end_others(signed_in.0, &client).await?;
    Ok(Redirect::to(uri!(sessions(said = Some("others"), n = Some(u32::try_from(n).unwrap_or(u32::MAX))))))
}

/// A live session, in words; `this`: the one that asks.
pub(super) fn card<'a>(listed: &'a Listed, this: Uuid, view: &'a View<'_>, times: &Moments<'a>) -> Card<'a> {
    let row = &listed.row;
    let this = row.id() == this;
    let agent = row.last_user_agent.as_deref().or(row.user_agent.as_deref());
    Card {
        id: row.id(),
        browser: view.browser(agent),
        kind: agent::read(agent.unwrap_or_default()).2.name(),
        ip: row.ip.as_deref().unwrap_or_default(),
        last_ip: row.last_ip.as_deref(),
        started: times.of(row.created_at),
        // What this request records is written a little later.
        seen: times.of(if this { times.now } else { row.last_seen_at }),
        ends: times.of(if this { (times.now + row.idle_timeout).min(row.expires_at) } else { listed.ends_at }),
        proof: view.proof(&row.methods),
        remember: row.remember,
        this,
    }
}

/// One that is over, in words.
pub(super) fn past<'a>(ended: &'a Ended, view: &'a View<'_>, times: &Moments<'a>) -> Past<'a> {
    let row = &ended.row;
    let reason = ended.reason.map_or("unknown", crate::auth::session::EndReason::name);
    Past {
        browser: view.browser(row.user_agent.as_deref()),
        ip: row.ip.as_deref().unwrap_or_default(),
        started: times.of(row.created_at),
        ended: times.of(ended.at),
        reason: view.text(&format!("reason-{reason}"), &[]),
    }
}
