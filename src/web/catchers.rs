//! The one place that turns refusals and errors into pages. They tell the person what to do, and an attacker nothing.

use rocket::http::{Method, Status};
use rocket::response::Redirect;
use rocket::{Catcher, Either, Request, catch, catchers, uri};
use serde::Serialize;

use super::headers::Dressed;
use super::kept::Kept;
use super::page::{Page, View};
use super::refusal::Refusal;
use super::retry::Retry;
use super::{guards, next};
use crate::clock::Seconds;

/// After how many seconds an outage is worth another try.
const AWAY: Seconds = 5;

type Answer = Dressed<Either<Redirect, Retry>>;

#[derive(Serialize)]
struct Shown {
    status: u16,
    heading: String,
    text: String,
    detail: Option<String>,
    action: Option<Action>,
}

#[derive(Serialize)]
struct Action {
    href: String,
    text: String,
}

/// All catchers.
#[must_use]
pub fn catchers() -> Vec<Catcher> {
    catchers![unauthorized, forbidden, any]
}

/// 401: to the login page, and from there back to what was wanted; a form that was sent cannot be gone back to.
#[catch(401)]
async fn unauthorized(request: &Request<'_>) -> Answer {
    if request.method() != Method::Get {
        return page(Status::Unauthorized, request).await;
    }
    let wanted = request.uri().to_string();
    let next = next::safe(Some(&wanted)).filter(|next| !["/", "/dashboard"].contains(next));
    Dressed(Either::Left(Redirect::to(uri!(super::login::login_page(next = next, said = _)))))
}

/// 403: for want of a recent sign-in, to the page that asks for the password, or that page itself with the form that
/// was sent.
#[catch(403)]
async fn forbidden(request: &Request<'_>) -> Answer {
    if request.method() == Method::Get && Refusal::of(request) == Some(&Refusal::NotRecent) {
        let wanted = request.uri().to_string();
        return Dressed(Either::Left(Redirect::to(uri!(super::confirm::confirm_page(
            next = next::safe(Some(&wanted))
        )))));
    }
    if let (Some(kept), Ok(Some(live))) = (Kept::of(request), guards::resumed(request).await) {
        let view = View::of(request, false).await;
        return Dressed(Either::Right(super::confirm::for_kept(&view, live, kept)));
    }
    page(Status::Forbidden, request).await
}

#[catch(default)]
async fn any(status: Status, request: &Request<'_>) -> Answer {
    page(status, request).await
}

async fn page(status: Status, request: &Request<'_>) -> Answer {
    let view = View::of(request, false).await;
    let after = (status == Status::ServiceUnavailable).then_some(AWAY);
    Dressed(Either::Right(Retry { page: written(&view, status, Refusal::of(request)), after }))
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
    let action = action.map(|(href, key)| Action { href: href.into(), text: view.text(key, &[]) });
    view.page(
        status,
        "error",
        Shown { status: status.code, heading: text("heading"), text: text("text"), detail, action },
    )
}
