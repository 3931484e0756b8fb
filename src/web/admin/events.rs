//! `/admin/events`: everybody's history, or one user's.

use std::borrow::Cow;

use rocket::http::{RawStr, Status};
use rocket::{State, get};
use serde::Serialize;

use super::page;
use crate::auth::email::Email;
use crate::auth::history::Filter;
use crate::web::App;
use crate::web::guards::{Allowed, Permission};
use crate::web::history::{Choice, Event, address, choices, event, place};
use crate::web::page::{Page, View};
use crate::web::refusal::Refusal;

const PATH: &str = "/admin/events";

/// May read everybody's history.
pub struct ReadEvents;

impl Permission for ReadEvents {
    const NAME: &'static str = "events.read";
}

#[derive(Serialize)]
struct Shown<'a> {
    filters: Vec<Choice<'a>>,
    show: &'static str,
    email: &'a str,
    /// What is wrong with the e-mail.
    fault: Option<Cow<'a, str>>,
    events: Vec<About<'a>>,
    older: Option<String>,
    newest: Option<String>,
}

/// An event, and whom it is about.
#[derive(Serialize)]
struct About<'a> {
    event: Event<'a>,
    email: Option<&'a str>,
}

/// `GET /admin/events`.
#[get("/admin/events?<show>&<before>&<email>")]
pub async fn events(
    show: Option<&str>,
    before: Option<&str>,
    email: Option<&str>,
    allowed: Allowed<'_, ReadEvents>,
    view: View<'_>,
    app: &State<App>,
) -> Result<Page, Refusal> {
    let (filter, before) = (Filter::of(show), place(before));
    let typed = email.unwrap_or_default().trim();
    let of = Some(typed).filter(|typed| !typed.is_empty()).map(Email::parse);
    let found = match &of {
        Some(Err(_)) => None,
        Some(Ok(email)) => app.auth.everybodys_history(Some(email.clone()), filter, before).await?,
        None => app.auth.everybodys_history(None, filter, before).await?,
    };
    let more = if typed.is_empty() { String::new() } else { format!("email={}", RawStr::new(typed).percent_encode()) };
    let times = view.moments();
    let mut shown = Shown {
        filters: choices(&view, PATH, filter, &more),
        show: filter.name(),
        email: typed,
        fault: found.is_none().then(|| view.text("events-nobody", &[])),
        events: Vec::new(),
        older: None,
        newest: before.map(|_| address(PATH, filter, &more, None)),
    };
    if let Some(history) = &found {
        for row in &history.events {
            let email = row.user_id().and_then(|id| history.people.get(&id)).map(|called| called.email.as_str());
            shown.events.push(About { event: event(row, &history.people, &view, &times), email });
        }
        shown.older = history.older.map(|older| address(PATH, filter, &more, Some(older)));
    }
    Ok(page(app, &view, &allowed.0.person, (Status::Ok, "admin_events", PATH), shown))
}
