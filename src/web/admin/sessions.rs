//! `/admin/sessions`: everybody's sessions, the newest first, and ending them all.

use std::borrow::Cow;

use rocket::http::Status;
use rocket::response::Redirect;
use rocket::{State, get, post, uri};
use serde::Serialize;
use uuid::Uuid;

use super::{EndSessions, ReadUsers, address, page, permits};
use crate::auth::Client;
use crate::auth::acting::Actor;
use crate::moment::Moment;
use crate::web::App;
use crate::web::forms::Nothing;
use crate::web::guards::{Allowed, Permission};
use crate::web::history::place;
use crate::web::kept::AllowedForm;
use crate::web::page::{Page, View};
use crate::web::refusal::Refusal;
use crate::web::sessions::{card, past};

const PATH: &str = "/admin/sessions";

#[derive(Serialize)]
struct Shown<'a> {
    notice: Option<Cow<'a, str>>,
    sessions: Vec<Row<'a>>,
    older: Option<String>,
    newest: Option<String>,
    end_all: bool,
}

#[derive(Serialize)]
struct Row<'a> {
    user: Uuid,
    email: &'a str,
    browser: Cow<'a, str>,
    ip: &'a str,
    started: Moment<'a>,
    /// When it was last seen, while it is live.
    seen: Option<Moment<'a>>,
    /// Why it is over.
    reason: Option<Cow<'a, str>>,
}

/// `GET /admin/sessions`.
#[get("/admin/sessions?<before>&<said>")]
pub async fn sessions(
    before: Option<&str>,
    said: Option<&str>,
    allowed: Allowed<'_, ReadUsers>,
    view: View<'_>,
    app: &State<App>,
) -> Result<Page, Refusal> {
    let (before, person) = (place(before), &allowed.0.person);
    let found = app.auth.sessions_page(None, before).await?;
    let told = app.auth.last_all_ending().await?.and_then(|last| {
        let key = if last.is_done() { "anyones-ended" } else { "anyones-ending" };
        // That it goes on is told to whoever looks; that it is done, to whoever asked for it.
        let is_theirs = said.and_then(|said| said.parse().ok()) == Some(last.id);
        (is_theirs || !last.is_done())
            .then(|| view.text(key, &[("n", i64::try_from(last.ended).unwrap_or(i64::MAX).into())]))
    });
    let times = view.moments();
    let mut rows = Vec::new();
    for anyones in &found.sessions {
        rows.push(match &anyones.state {
            Ok(listed) => {
                let card = card(listed, allowed.0.id, &view, &times);
                Row {
                    user: anyones.user,
                    email: &anyones.email,
                    browser: card.browser,
                    ip: card.last_ip.unwrap_or(card.ip),
                    started: card.started,
                    seen: Some(card.seen),
                    reason: None,
                }
            }
            Err(ended) => {
                let past = past(ended, &view, &times);
                Row {
                    user: anyones.user,
                    email: &anyones.email,
                    browser: past.browser,
                    ip: past.ip,
                    started: past.started,
                    seen: None,
                    reason: Some(past.reason),
                }
            }
        });
    }
    let shown = Shown {
        notice: told,
        sessions: rows,
        older: found.older.map(|older| address(PATH, &[("before", &older.to_string())])),
        newest: before.map(|_| PATH.to_owned()),
        end_all: permits::<EndSessions>(app, person) && app.auth.may_reach_everybody(&Actor::of(allowed.0)),
    };
    Ok(page(app, &view, person, (Status::Ok, "admin_sessions", PATH), shown))
}

/// `POST /admin/sessions/end-all`: everybody's but the one that asks for it. They are ended in steps, behind this answer.
#[post("/admin/sessions/end-all", data = "<form>")]
pub async fn end_all(
    form: AllowedForm<'_, EndSessions, Nothing>,
    client: Client,
    app: &State<App>,
) -> Result<Redirect, Refusal> {
    let actor = Actor::of(form.live);
    // The newest at once: where there are few, these are all.
    let Some(begun) = app.auth.end_everybodys(&actor, &client).await? else {
        return Err(Refusal::NotPermitted(EndSessions::NAME));
    };
    let asked = begun.id.to_string();
    if !begun.is_done() {
        let auth = app.auth.clone();
        rocket::tokio::spawn(async move { auth.end_rest(begun, |_| ()).await });
    }
    Ok(Redirect::to(uri!(sessions(before = Option::<&str>::None, said = Some(asked.as_str())))))
}
