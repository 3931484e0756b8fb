//! `/history`: what happened to one's account, from the newest on; and how an event is said in words.

use std::borrow::Cow;
use std::collections::HashMap;

use rocket::http::Status;
use rocket::{State, get};
use serde::Serialize;
use uuid::Uuid;

use super::App;
use super::guards::SignedIn;
use super::page::{Page, View};
use super::refusal::Refusal;
use crate::auth::history::{Called, EventRow, Filter};
use crate::auth::kind;
use crate::auth::session::EndReason;
use crate::moment::{Moment, Moments};

#[derive(Serialize)]
struct Shown<'a> {
    filters: Vec<Choice<'a>>,
    events: Vec<Event<'a>>,
    older: Option<String>,
    newest: Option<String>,
}

/// A filter that can be chosen.
#[derive(Serialize)]
pub(super) struct Choice<'a> {
    href: String,
    text: Cow<'a, str>,
    chosen: bool,
}

/// An event, in words.
#[derive(Serialize)]
pub(super) struct Event<'a> {
    what: Cow<'a, str>,
    why: Option<Cow<'a, str>>,
    at: Moment<'a>,
    /// Who did it, when it was somebody else; their address is no business of the reader's.
    by: Option<Cow<'a, str>>,
    browser: Option<Cow<'a, str>>,
    ip: &'a str,
}

/// `GET /history`.
#[get("/history?<show>&<before>")]
pub async fn history(
    show: Option<&str>,
    before: Option<&str>,
    signed_in: SignedIn<'_>,
    view: View<'_>,
    app: &State<App>,
) -> Result<Page, Refusal> {
    let person = &signed_in.0.person;
    let (filter, before) = (Filter::of(show), place(before));
    let found = app.auth.history(person.id, filter, before).await?;
    let times = view.moments();
    let shown = Shown {
        filters: choices(&view, "/history", filter, ""),
        events: found.events.iter().map(|row| event(row, &found.people, &view, &times)).collect(),
        older: found.older.map(|older| address("/history", filter, "", Some(older))),
        newest: before.map(|_| address("/history", filter, "", None)),
    };
    Ok(view.page(Status::Ok, "history", shown))
}

/// Where a page of events begins; what is no id begins at the newest.
pub(super) fn place(before: Option<&str>) -> Option<Uuid> {
    before.and_then(|text| Uuid::parse_str(text).ok())
}

/// The filters, each with its address; `more` is what else is asked for, as it stands in a query.
pub(super) fn choices<'a>(view: &'a View<'_>, path: &str, chosen: Filter, more: &str) -> Vec<Choice<'a>> {
    let choice = |filter: Filter| Choice {
        href: address(path, filter, more, None),
        text: view.text(&format!("history-{}", filter.name()), &[]),
        chosen: filter == chosen,
    };
    Filter::ALL.into_iter().map(choice).collect()
}

/// The address of a page of events.
pub(super) fn address(path: &str, filter: Filter, more: &str, before: Option<Uuid>) -> String {
    let show = (filter != Filter::All).then(|| format!("show={}", filter.name()));
    let before = before.map(|before| format!("before={before}"));
    let more = Some(more.to_owned()).filter(|more| !more.is_empty());
    let query: Vec<String> = [more, show, before].into_iter().flatten().collect();
    if query.is_empty() { path.to_owned() } else { format!("{path}?{}", query.join("&")) }
}

/// What happened, and why where that is known.
pub(super) fn event<'a>(
    row: &'a EventRow,
    people: &'a HashMap<Uuid, Called>,
    view: &'a View<'_>,
    times: &Moments<'a>,
) -> Event<'a> {
    let what = view.find(&format!("event-{}", row.kind)).unwrap_or_else(|| view.text("event-unknown", &[]));
    let by = row.actor_id().map(|actor| match people.get(&actor) {
        Some(called) => view.text("history-by", &[("name", called.name.as_str().into())]),
        None => view.text("history-by-gone", &[]),
    });
    Event {
        what,
        why: why(row, view),
        at: times.of(row.at),
        browser: row.user_agent.as_deref().filter(|_| by.is_none()).map(|agent| view.browser(Some(agent))),
        ip: row.ip.as_deref().filter(|_| by.is_none()).unwrap_or_default(),
        by,
    }
}

fn why<'a>(row: &'a EventRow, view: &'a View<'_>) -> Option<Cow<'a, str>> {
    let detail = row.detail.as_deref()?;
    match row.kind.as_str() {
        // All others at once: the reason and how many.
        kind::SESSION_ENDED => {
            let (reason, n) = detail.split_once(' ').map_or((detail, None), |(reason, n)| (reason, n.parse().ok()));
            match n {
                Some(n) if reason == EndReason::EndedOthers.name() => {
                    Some(view.text("history-ended-others", &[("n", i64::into(n))]))
                }
                Some(n) => Some(view.text("history-ended-all", &[("n", i64::into(n))])),
                None => view.find(&format!("reason-{reason}")),
            }
        }
        kind::DRIFT => view.find(&format!("drift-{detail}")),
        kind::SIGN_IN | kind::CONFIRM => Some(view.proof(detail).into()),
        kind::CONNECTED | kind::DISCONNECTED => Some(view.provider(detail).into()),
        kind::ROLE_CHANGED => Some(detail.into()),
        kind::PROFILE_CHANGED => {
            let fields = detail.split(' ').filter_map(|field| view.find(&format!("profile-{field}")));
            Some(fields.collect::<Vec<_>>().join(", ").into())
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::auth::drift::Drift;
    use crate::texts::Texts;

    #[test]
    fn everything_that_can_happen_has_its_text() {
        let texts = Texts::load("en").expect("texts");
        let named = [
            ("event", kind::ALL.to_vec()),
            ("reason", EndReason::all().map(EndReason::name).collect()),
            ("drift", Drift::NAMES.to_vec()),
            ("history", Filter::ALL.map(Filter::name).to_vec()),
        ];
        for (first, names) in named {
            for name in names {
                assert!(texts.at(0).keys().contains(&format!("{first}-{name}")), "{first}-{name}");
            }
        }
    }

    #[test]
    fn an_address_holds_what_is_asked_for_and_nothing_else() {
        let of = |filter, more, before| address("/history", filter, more, before);
        assert_eq!(of(Filter::All, "", None), "/history");
        assert_eq!(of(Filter::Failures, "", None), "/history?show=failures");
        let nil = "00000000-0000-0000-0000-000000000000";
        assert_eq!(
            of(Filter::Changes, "email=a%40b", Some(Uuid::nil())),
            format!("/history?email=a%40b&show=changes&before={nil}")
        );
    }
}
