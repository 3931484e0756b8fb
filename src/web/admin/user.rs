//! `/admin/users/<id>`: one account, where it is signed in, what happened to it, and what may be done about it. Nobody sees
//! or chooses a password here (ASVS 6.4.6).

use std::borrow::Cow;

use rocket::form::FromForm;
use rocket::http::Status;
use rocket::response::Redirect;
use rocket::{State, get, post, uri};
use serde::Serialize;
use uuid::Uuid;

use super::events::ReadEvents;
use super::{EndSessions, ReadUsers, WriteUsers, address, page, permits};
use crate::auth::Client;
use crate::auth::acting::{Acted, Actor};
use crate::auth::directory::Account;
use crate::auth::history::Filter;
use crate::auth::session::Live;
use crate::moment::Moment;
use crate::web::App;
use crate::web::forms::Nothing;
use crate::web::guards::{Allowed, Permission};
use crate::web::history::{Event, event};
use crate::web::kept::AllowedForm;
use crate::web::page::{FormError, Page, View};
use crate::web::providers;
use crate::web::refusal::Refusal;
use crate::web::sessions::{Card, Past, card, past};

/// Events shown.
const EVENTS: usize = 10;

/// What the role's form sends.
#[derive(FromForm)]
pub struct RoleForm<'r> {
    role: &'r str,
}

#[derive(Serialize)]
struct Shown<'a> {
    notice: Option<Cow<'a, str>>,
    errors: &'a [FormError],
    user: User<'a>,
    ended: Vec<Past<'a>>,
    #[serde(rename = "live")]
    cards: Vec<Card<'a>>,
    /// `None`: whoever looks may not read events.
    events: Option<Vec<Event<'a>>>,
    all_events: String,
    /// The roles that may be given.
    roles: Vec<&'a str>,
    may: May,
    /// Whether the account may do more than whoever looks.
    above: bool,
}

/// What whoever looks may do about the account.
#[derive(Serialize)]
struct May {
    /// Change it.
    write: bool,
    /// End a session of it.
    end: bool,
    /// End them all: one's own are ended on a page of one's own.
    end_all: bool,
}

#[derive(Serialize)]
struct User<'a> {
    id: Uuid,
    email: &'a str,
    name: &'a str,
    role: &'a str,
    language: Option<Cow<'a, str>>,
    time_zone: Option<&'a str>,
    made: Moment<'a>,
    verified: Option<Moment<'a>>,
    disabled: Option<Moment<'a>>,
    password: bool,
    providers: Vec<&'a str>,
}

/// `GET /admin/users/<id>`.
#[get("/admin/users/<id>?<said>")]
pub async fn user(
    id: &str,
    said: Option<&str>,
    allowed: Allowed<'_, ReadUsers>,
    view: View<'_>,
    app: &State<App>,
) -> Result<Page, Refusal> {
    let account = app.auth.account(read(id)?).await?.ok_or(Refusal::NotThere)?;
    // Without a mail server nobody should be told to wait for a letter.
    let waits = app.config.mail.server.is_none();
    let (notice, fault) = match said {
        Some("added") if waits => (Some("user-said-added-waits"), None),
        Some("added") => (Some("user-said-added"), None),
        Some("reset") if waits => (Some("user-said-reset-waits"), None),
        Some("disabled") => (Some("user-said-disabled"), None),
        Some("enabled") => (Some("user-said-enabled"), None),
        Some("role") => (Some("user-said-role"), None),
        Some("reset") => (Some("user-said-reset"), None),
        Some("ended") => (Some("user-said-ended"), None),
        Some("ended-all") => (Some("user-said-ended-all"), None),
        Some("already") => (Some("user-said-already"), None),
        Some("last") => (None, Some("user-said-last")),
        Some("above") => (None, Some("user-said-above")),
        Some("off") => (None, Some("user-said-off")),
        _ => (None, None),
    };
    let errors: Vec<FormError> = fault.map(|key| view.fault("", key, &[])).into_iter().collect();
    show(app, &view, allowed.0, &account, notice, &errors).await
}

/// `POST /admin/users/<id>/disable`.
#[post("/admin/users/<id>/disable", data = "<form>")]
pub async fn disable(
    id: &str,
    form: AllowedForm<'_, WriteUsers, Nothing>,
    client: Client,
    app: &State<App>,
) -> Result<Redirect, Refusal> {
    let user = read(id)?;
    said(user, app.auth.disable(&Actor::of(form.live), user, &client).await?, "disabled")
}

/// `POST /admin/users/<id>/enable`.
#[post("/admin/users/<id>/enable", data = "<form>")]
pub async fn enable(
    id: &str,
    form: AllowedForm<'_, WriteUsers, Nothing>,
    client: Client,
    app: &State<App>,
) -> Result<Redirect, Refusal> {
    let user = read(id)?;
    said(user, app.auth.enable(&Actor::of(form.live), user, &client).await?, "enabled")
}

/// `POST /admin/users/<id>/role`.
#[post("/admin/users/<id>/role", data = "<form>")]
pub async fn role(
    id: &str,
    form: AllowedForm<'_, WriteUsers, RoleForm<'_>>,
    client: Client,
    view: View<'_>,
    app: &State<App>,
) -> Result<Result<Redirect, Page>, Refusal> {
    let user = read(id)?;
    let AllowedForm { live, form, .. } = form;
    let errors = match &form.value {
        None => view.faults(&form),
        Some(value) if !app.config.roles.has(value.role) => vec![view.fault("role", "error-choose", &[])],
        Some(value) => {
            let acted = app.auth.set_role(&Actor::of(live), user, value.role, &client).await?;
            return said(user, acted, "role").map(Ok);
        }
    };
    // What was typed is wrong, which is no way to read an account that only `users.read` opens.
    if !permits::<ReadUsers>(app, &live.person) {
        return Err(Refusal::NotPermitted(ReadUsers::NAME));
    }
    let account = app.auth.account(user).await?.ok_or(Refusal::NotThere)?;
    show(app, &view, live, &account, None, &errors).await.map(Err)
}

/// `POST /admin/users/<id>/reset`: a letter to its owner, with a link to set a new password.
#[post("/admin/users/<id>/reset", data = "<form>")]
pub async fn reset(
    id: &str,
    form: AllowedForm<'_, WriteUsers, Nothing>,
    client: Client,
    app: &State<App>,
) -> Result<Redirect, Refusal> {
    let user = read(id)?;
    said(user, app.auth.send_reset(&Actor::of(form.live), user, &client).await?, "reset")
}

/// `POST /admin/users/<id>/end-sessions`: all of them.
#[post("/admin/users/<id>/end-sessions", data = "<form>")]
pub async fn end_all(
    id: &str,
    form: AllowedForm<'_, EndSessions, Nothing>,
    client: Client,
    app: &State<App>,
) -> Result<Redirect, Refusal> {
    let user = read(id)?;
    said(user, app.auth.end_all_of(&Actor::of(form.live), user, &client).await?.0, "ended-all")
}

/// `POST /admin/users/<id>/sessions/<session>/end`: one of them.
#[post("/admin/users/<id>/sessions/<session>/end", data = "<form>")]
pub async fn end(
    id: &str,
    session: &str,
    form: AllowedForm<'_, EndSessions, Nothing>,
    client: Client,
    app: &State<App>,
) -> Result<Redirect, Refusal> {
    let (user, session) = (read(id)?, read(session)?);
    said(user, app.auth.end_session_of(&Actor::of(form.live), user, session, &client).await?, "ended")
}

fn read(id: &str) -> Result<Uuid, Refusal> {
    Uuid::parse_str(id).map_err(|_| Refusal::NotThere)
}

/// Back to the account, which then says how it went.
fn said(user: Uuid, acted: Acted, done: &str) -> Result<Redirect, Refusal> {
    let said = match acted {
        Acted::Done => done,
        Acted::Already => "already",
        Acted::Last => "last",
        Acted::Above => "above",
        Acted::Disabled => "off",
        Acted::Nobody => return Err(Refusal::NotThere),
    };
    Ok(Redirect::to(uri!(user(id = user.to_string(), said = Some(said)))))
}

async fn show(
    app: &App,
    view: &View<'_>,
    live: &Live,
    account: &Account,
    notice: Option<&str>,
    errors: &[FormError],
) -> Result<Page, Refusal> {
    let (person, roles) = (&live.person, &app.config.roles);
    let (sessions, over) = app.auth.sessions_of(account.id).await?;
    let history = if permits::<ReadEvents>(app, person) {
        Some(app.auth.history(account.id, Filter::All, None).await?)
    } else {
        None
    };
    let times = view.moments();
    let above = roles.has(&account.role) && !roles.covers(&person.role, &account.role);
    let end = permits::<EndSessions>(app, person) && !above;
    let shown = Shown {
        notice: notice.map(|key| view.text(key, &[])),
        errors,
        user: User {
            id: account.id,
            email: &account.email,
            name: &account.name,
            role: &account.role,
            language: account.language.as_deref().and_then(|code| {
                view.languages().find(|language| language.name() == code).map(|found| found.get("language-name", &[]))
            }),
            time_zone: account.time_zone.as_deref(),
            made: times.of(account.created_at),
            verified: account.email_verified_at.map(|at| times.of(at)),
            disabled: account.disabled_at.map(|at| times.of(at)),
            password: account.has_password,
            providers: account.identities.iter().map(|row| providers::label(app, &row.provider)).collect(),
        },
        cards: sessions.iter().map(|listed| card(listed, live.id, view, &times)).collect(),
        ended: over.iter().map(|ended| past(ended, view, &times)).collect(),
        events: history.as_ref().map(|history| {
            let shown = history.events.iter().take(EVENTS);
            shown.map(|row| event(row, &history.people, view, &times)).collect()
        }),
        all_events: address("/admin/events", &[("email", &account.email)]),
        roles: roles.names().filter(|role| roles.covers(&person.role, role)).collect(),
        may: May { write: permits::<WriteUsers>(app, person) && !above, end, end_all: end && account.id != person.id },
        above,
    };
    let status = if errors.is_empty() { Status::Ok } else { Status::Conflict };
    Ok(page(app, view, person, (status, "admin_user", "/admin/users"), shown))
}
