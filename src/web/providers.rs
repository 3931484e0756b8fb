//! `/sign-in/<provider>`: to a provider, and back from it.

use std::borrow::Cow;

use rocket::form::FromForm;
use rocket::http::{ContentType, CookieJar, Header, Status};
use rocket::response::{Redirect, Responder};
use rocket::{Either, State, get, post};
use serde::Serialize;

use super::flow::{self, Flows};
use super::forms::Checked;
use super::guards::Holder;
use super::kept;
use super::page::View;
use super::refusal::Refusal;
use super::retry::Retry;
use super::{App, Browser, confirm, login, next};
use crate::auth::Client;
use crate::auth::flows::{Aim, Begun, Came, Finished, Flow, Visit};
use crate::auth::identities::Ways;
use crate::auth::session::Live;
use crate::clock::Seconds;
use crate::config::{FirstSignIn, ProviderRules};

/// How long a picture on a button is kept, in seconds.
const ICON: &str = "public, max-age=3600";

/// What its button sends.
#[derive(FromForm)]
pub struct BeginForm<'r> {
    #[allow(dead_code, reason = "read as typed")]
    next: Option<&'r str>,
    #[allow(dead_code, reason = "read as typed")]
    kept: Option<&'r str>,
    /// Whether it is to prove the session's user again.
    confirm: Option<bool>,
}

/// A provider's button.
#[derive(Serialize)]
pub(super) struct Button<'a> {
    name: &'a str,
    label: &'a str,
    icon: bool,
}

#[derive(Serialize)]
struct Onward<'a> {
    url: &'a str,
    heading: Cow<'a, str>,
}

/// The picture on a button.
#[derive(Responder)]
pub struct Picture {
    bytes: Vec<u8>,
    media_type: ContentType,
    kept: Header<'static>,
}

/// `POST /sign-in/<provider>`: from the login page, or to prove again. A form, so that nobody is signed in by a page of
/// somebody else (ASVS 7.6.2).
#[post("/sign-in/<provider>", data = "<form>")]
#[allow(clippy::too_many_arguments, reason = "Rocket hands each over by itself")]
pub async fn begin(
    provider: &str,
    form: Checked<'_, BeginForm<'_>, { kept::LARGEST }>,
    holder: Holder<'_>,
    flows: Flows,
    client: Client,
    view: View<'_>,
    app: &State<App>,
    jar: &CookieJar<'_>,
) -> Result<Retry, Refusal> {
    let next = next::safe(Some(form.typed("next")));
    let kept = Some(form.typed(kept::FIELD)).filter(|kept| kept::is_kept(app, kept));
    let live = match form.value.as_ref().map(|value| value.confirm == Some(true)) {
        Some(true) => Some(holder.0.ok_or(Refusal::SignInNeeded)?),
        Some(false) => None,
        None => return Err(Refusal::NotThere),
    };
    let aim = live.map_or(Aim::SignIn, |live| Aim::Confirm(live.id));
    match go(app, &view, provider, aim, (next, kept), &client).await? {
        Go::Onward(flow, page) => {
            flows.add(app, jar, flow);
            Ok(page)
        }
        Go::Stays(status, text, after) => {
            Back { app, view, provider, next, kept: kept.map(str::to_owned), live }.show(status, text, after).await
        }
    }
}

/// A browser on its way to a provider, or why it stays.
#[allow(clippy::large_enum_variant, reason = "there is one of it, and at once gone")]
pub(super) enum Go {
    Onward(Flow, Retry),
    Stays(Status, &'static str, Option<Seconds>),
}

/// Begins, and makes the page that sends the browser on: a redirect in answer to a form that leads elsewhere is refused by
/// browsers under `form-action 'self'`, and listing providers there would not help where they lead on themselves.
pub(super) async fn go(
    app: &App,
    view: &View<'_>,
    provider: &str,
    aim: Aim,
    wanted: (Option<&str>, Option<&str>),
    client: &Client,
) -> Result<Go, Refusal> {
    let callback = callback_of(app, provider);
    match app.auth.begin_with(provider, aim, wanted, (&callback, view.language_name()), client).await? {
        Begun::Go(flow, url) => {
            let label = label(app, provider).into();
            Ok(Go::Onward(*flow, onward(view, &url, view.text("onward-heading", &[("provider", label)]))))
        }
        Begun::Unknown => Err(Refusal::NotThere),
        Begun::Away => Ok(Go::Stays(Status::FailedDependency, "provider-away", None)),
        Begun::Wait(seconds) => Ok(Go::Stays(Status::TooManyRequests, "login-wait", Some(seconds))),
    }
}

/// A page that leads elsewhere at once, and says so.
pub(super) fn onward(view: &View<'_>, url: &str, heading: Cow<'_, str>) -> Retry {
    Retry { page: view.page(Status::Ok, "onward", Onward { url, heading }), after: None }
}

/// `GET /sign-in/<provider>/callback`: back from a provider. It counts only in the browser that began, and once.
#[get("/sign-in/<provider>/callback?<code>&<state>&<iss>&<error>")]
#[allow(clippy::too_many_arguments, reason = "Rocket hands each over by itself")]
pub async fn callback(
    provider: &str,
    code: Option<&str>,
    state: Option<&str>,
    iss: Option<&str>,
    error: Option<&str>,
    holder: Holder<'_>,
    flows: Flows,
    client: Client,
    browser: Browser,
    view: View<'_>,
    app: &State<App>,
    jar: &CookieJar<'_>,
) -> Result<Either<Redirect, Retry>, Refusal> {
    let nobody = Back { app, view, provider, next: None, kept: None, live: None };
    let Some(flow) = state.and_then(|state| flows.take(app, jar, provider, state)) else {
        return nobody.show(Status::BadRequest, "provider-flow-gone", None).await.map(Either::Right);
    };
    let visit = Visit { client: client.clone(), browser: browser.0, holder: holder.0.cloned() };
    let callback = callback_of(app, provider);
    let came = Came { code, issuer: iss, error, callback: &callback };
    // Before anything is decided: what fails after that would keep the new cookies from the browser.
    let kept = app.auth.kept_form(&flow).await?;
    let finished = app.auth.finish_with(&flow, came, visit).await?;
    let next = next::safe(flow.next.as_deref());
    let live = holder.0.filter(|live| flow.aim == Aim::Confirm(live.id));
    let view = nobody.view;
    match finished {
        Finished::Started(started) => {
            login::hand_out(app, jar, &started);
            Ok(login::then(app, view, &started.token, kept.as_deref().unwrap_or_default(), next))
        }
        Finished::Confirmed(token) => {
            if let Some(live) = holder.0 {
                jar.add(app.renewed(live, &token));
            }
            Ok(login::then(app, view, &token, kept.as_deref().unwrap_or_default(), next))
        }
        Finished::Connect(found) => {
            let live = holder.0.ok_or(Refusal::SignInNeeded)?;
            let said = super::settings::connections::said(app.auth.connect(live, &found, &client).await?);
            Ok(Either::Left(Redirect::to(format!("/settings/connections?said={said}"))))
        }
        Finished::HasAccount(found) => {
            flow::wait(app, jar, &found);
            Ok(Either::Left(Redirect::to("/login?next=%2Fsettings%2Fconnections&said=has-account")))
        }
        other => {
            // Connecting is gone on with where it was begun.
            if let (Aim::Connect(_), Some(_)) = (flow.aim, holder.0) {
                let said = if matches!(other, Finished::Cancelled) { "cancelled" } else { "failed" };
                return Ok(Either::Left(Redirect::to(format!("/settings/connections?said={said}"))));
            }
            let (status, text, after) = told(&other);
            Back { app, view, provider, next, kept, live }.show(status, text, after).await.map(Either::Right)
        }
    }
}

/// What somebody who was not signed in is told.
fn told(finished: &Finished) -> (Status, &'static str, Option<Seconds>) {
    match finished {
        Finished::NoAccount => (Status::Forbidden, "provider-no-account", None),
        Finished::EmailUnproven => (Status::Forbidden, "provider-email-unproven", None),
        Finished::SomebodyElse => (Status::Forbidden, "provider-somebody-else", None),
        Finished::Cancelled => (Status::Unauthorized, "provider-cancelled", None),
        Finished::Wait(seconds) => (Status::TooManyRequests, "login-wait", Some(*seconds)),
        Finished::Gone => (Status::BadRequest, "provider-flow-gone", None),
        _ => (Status::FailedDependency, "provider-failed", None),
    }
}

/// The page that somebody is back on, with nothing lost.
struct Back<'a, 'r> {
    app: &'a App,
    view: View<'r>,
    provider: &'a str,
    next: Option<&'a str>,
    kept: Option<String>,
    /// Whose proof it was, where somebody was to be proven again.
    live: Option<&'a Live>,
}

impl Back<'_, '_> {
    async fn show(&self, status: Status, text: &str, after: Option<Seconds>) -> Result<Retry, Refusal> {
        let when = self.view.moments().relative(after.unwrap_or_default());
        let provider = label(self.app, self.provider);
        let error = self.view.fault("", text, &[("when", when.into()), ("provider", provider.into())]);
        let kept = self.kept.as_deref().unwrap_or_default();
        match self.live {
            Some(live) => confirm::again(self.app, &self.view, live, (self.next, kept), status, error).await,
            None => Ok(login::again(self.app, &self.view, (self.next, kept), status, error, after)),
        }
    }
}

/// `GET /sign-in/<provider>/icon`.
#[get("/sign-in/<provider>/icon")]
pub fn icon(provider: &str, app: &State<App>) -> Option<Picture> {
    let icon = app.auth.provider(provider)?.rules().icon.clone()?;
    let media_type = if icon.media_type == "image/png" { ContentType::PNG } else { ContentType::SVG };
    Some(Picture { bytes: icon.bytes.to_vec(), media_type, kept: Header::new("Cache-Control", ICON) })
}

/// The buttons of all providers.
pub(super) fn buttons(app: &App) -> Vec<Button<'_>> {
    app.config.providers.iter().map(Button::of).collect()
}

/// The same of those that make an account for whom they prove.
pub(super) fn buttons_that_make_accounts(app: &App) -> Vec<Button<'_>> {
    let rules = app.config.providers.iter().filter(|rules| rules.first_sign_in != FirstSignIn::Refuse);
    rules.map(Button::of).collect()
}

/// The button of one; `None` for one that is not in the settings any more.
pub(super) fn button<'a>(app: &'a App, name: &str) -> Option<Button<'a>> {
    buttons(app).into_iter().find(|button| button.name == name)
}

impl<'a> Button<'a> {
    fn of(rules: &'a ProviderRules) -> Self {
        Self { name: &rules.name, label: &rules.label, icon: rules.icon.is_some() }
    }

    pub(super) fn is(&self, name: &str) -> bool {
        self.name == name
    }
}

/// How they can prove who they are; where there are no providers, by the password alone.
pub(super) async fn ways(app: &App, live: &Live) -> Result<Ways, Refusal> {
    match app.auth.providers() {
        [] => Ok(Ways { password: true, identities: Vec::new() }),
        _ => Ok(app.auth.ways(live.person.id).await?),
    }
}

/// What a provider is called.
pub(super) fn label<'a>(app: &'a App, name: &'a str) -> &'a str {
    app.auth.provider(name).map_or(name, |provider| &provider.rules().label)
}

fn callback_of(app: &App, provider: &str) -> String {
    format!("{}/sign-in/{provider}/callback", app.config.origins.public())
}
