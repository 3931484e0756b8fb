//! The one place that turns refusals and errors into pages. They tell the person what to do, and an attacker nothing.

use std::borrow::Cow;

use rocket::http::{Method, Status};
use rocket::response::{Redirect, Responder};
use rocket::{Catcher, Request, catch, catchers, uri};
use serde::Serialize;

use super::headers::Dressed;
use super::kept::Kept;
use super::logout::{self, SignedOut};
use super::page::{Page, View};
use super::refusal::Refusal;
use super::retry::Retry;
use super::{App, guards, lock, next};
use crate::clock::Seconds;

/// After how many seconds an outage is worth another try.
const AWAY: Seconds = 5;

/// What a catcher answers.
#[derive(Responder)]
enum Answer {
    /// Another page, which helps.
    Elsewhere(Redirect),
    /// The login page, after a session that is over.
    SignedOut(SignedOut),
    /// A page of its own.
    Page(Retry),
}

#[derive(Serialize)]
struct Shown<'a> {
    status: u16,
    heading: Cow<'a, str>,
    text: Cow<'a, str>,
    detail: Option<Cow<'a, str>>,
    action: Option<Action<'a>>,
}

#[derive(Serialize)]
struct Action<'a> {
    href: &'static str,
    text: Cow<'a, str>,
}

/// All catchers.
#[must_use]
pub fn catchers() -> Vec<Catcher> {
    catchers![unauthorized, forbidden, any]
}

/// 401: to the login page, and from there back to what was wanted; for a form that could be kept that page itself, with
/// the form in it.
#[catch(401)]
async fn unauthorized(request: &Request<'_>) -> Dressed<Answer> {
    if let Some(kept) = Kept::of(request) {
        let view = View::of(request, true).await;
        return Dressed(Answer::Page(super::login::for_kept(App::of(request), &view, kept)));
    }
    if request.method() != Method::Get {
        return page(Status::Unauthorized, request).await;
    }
    let wanted = request.uri().to_string();
    let next = next::safe(Some(&wanted)).filter(|next| !["/", "/dashboard"].contains(next));
    let to = Redirect::to(uri!(super::login::login_page(next = next, said = _)));
    if guards::session_token(request).is_none() {
        return Dressed(Answer::Elsewhere(to));
    }
    // Its session is over. For going back Chromium keeps pages whole, also those not to be stored, until they are cleared
    // and a cookie changes; the session's is left alone, in case another tab has a fresh one by now.
    lock::begin_visit(request);
    Dressed(Answer::SignedOut(SignedOut { to, clear: logout::clear_site_data("\"cache\"") }))
}

/// 403: for want of a recent sign-in, to the page that asks for the password, or that page itself with the form that
/// was sent.
#[catch(403)]
async fn forbidden(request: &Request<'_>) -> Dressed<Answer> {
    if request.method() == Method::Get && Refusal::of(request) == Some(&Refusal::NotRecent) {
        let wanted = request.uri().to_string();
        let confirm = uri!(super::confirm::confirm_page(next = next::safe(Some(&wanted))));
        return Dressed(Answer::Elsewhere(Redirect::to(confirm)));
    }
    if let (Some(kept), Ok(Some(live))) = (Kept::of(request), guards::resumed(request).await) {
        let view = View::of(request, false).await;
        return match super::confirm::for_kept(App::of(request), &view, live, kept).await {
            Ok(asked) => Dressed(Answer::Page(asked)),
            Err(refusal) => page(refusal.status(), request).await,
        };
    }
    page(Status::Forbidden, request).await
}

#[catch(default)]
async fn any(status: Status, request: &Request<'_>) -> Dressed<Answer> {
    page(status, request).await
}

async fn page(status: Status, request: &Request<'_>) -> Dressed<Answer> {
    let view = View::of(request, false).await;
    let after = (status == Status::ServiceUnavailable).then_some(AWAY);
    Dressed(Answer::Page(Retry { page: written(&view, status, Refusal::of(request)), after }))
}

fn written(view: &View<'_>, status: Status, refusal: Option<&Refusal>) -> Page {
    let text = |part: &str| {
        view.find(&format!("error-{}-{part}", status.code))
            .unwrap_or_else(|| view.text(&format!("error-other-{part}"), &[]))
    };
    let detail = match refusal {
        Some(Refusal::FromElsewhere(origin)) => {
            let setting = "public_url, allowed_origins";
            Some(view.text("error-403-origin", &[("origin", origin.as_str().into()), ("setting", setting.into())]))
        }
        Some(Refusal::WrongToken) => Some(view.text("error-403-token", &[])),
        Some(Refusal::NotRecent) => Some(view.text("error-403-recent", &[])),
        Some(Refusal::NotPermitted(permission)) => {
            Some(view.text("error-403-permission", &[("permission", (*permission).into())]))
        }
        _ => None,
    };
    let action = match (refusal, status) {
        // What is away would not be there either.
        (_, Status::ServiceUnavailable | Status::InternalServerError) => None,
        (Some(Refusal::NotRecent), _) => Some(("/confirm", "error-action-confirm")),
        _ if view.signed_in() => Some(("/dashboard", "error-action-home")),
        _ => Some(("/login", "error-action-login")),
    };
    let action = action.map(|(href, key)| Action { href, text: view.text(key, &[]) });
    view.page(
        status,
        "error",
        Shown { status: status.code, heading: text("heading"), text: text("text"), detail, action },
    )
}
