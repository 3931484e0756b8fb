//! `/admin/system`: at a glance whether all is well, and what the server believes of the request that asks.

use std::borrow::Cow;

use rocket::http::Status;
use rocket::request::{FromRequest, Outcome};
use rocket::{Request, State, get};
use serde::Serialize;

use super::chart::{Chart, Count};
use super::{ReadSystem, page};
use crate::auth::state::State as Running;
use crate::auth::tally::{Hour, Hours};
use crate::clock::{HOUR, MINUTE, Seconds, Timestamp};
use crate::moment::{Moment, Moments};
use crate::web::App;
use crate::web::belief::{self, Belief};
use crate::web::cookie::Kind;
use crate::web::guards::Allowed;
use crate::web::page::{Page, View};
use crate::web::refusal::Refusal;

const PATH: &str = "/admin/system";
/// How many days back the charts may go.
const DAYS: [u16; 2] = [2, 7];
/// How old the last sweep and the last count may be, in seconds: they come round each hour and each minute.
const SWEPT: Seconds = 2 * HOUR + HOUR / 2;
const COUNTED: Seconds = 10 * MINUTE;

const SIGN_INS: Count = ("sign-ins", |hour| hour.sign_ins);
const FAILURES: Count = ("failures", |hour| hour.failures);
const LIVE: Count = ("live", |hour| hour.live);

/// What is believed of the present request.
pub struct Believed(Belief);

#[rocket::async_trait]
impl<'r> FromRequest<'r> for Believed {
    type Error = std::convert::Infallible;

    async fn from_request(request: &'r Request<'_>) -> Outcome<Self, Self::Error> {
        Outcome::Success(Self(belief::of(request)))
    }
}

#[derive(Serialize)]
struct Shown<'a> {
    /// What needs a look.
    bad: Vec<Check<'a>>,
    good: Vec<Check<'a>>,
    service: &'a str,
    version: &'static str,
    database: String,
    megabytes: i64,
    started: Moment<'a>,
    now: Moment<'a>,
    request: Asked<'a>,
    sign_ins: Chart,
    live: Chart,
    live_now: Option<i64>,
    live_at: Option<Moment<'a>>,
    counted: Option<Moment<'a>>,
    days: Vec<Choice<'a>>,
    rows: Vec<Row>,
}

/// One thing that is as it should be, or not.
#[derive(Serialize)]
struct Check<'a> {
    text: Cow<'a, str>,
    /// Where to see more.
    href: Option<&'static str>,
}

/// What is believed of the request that asks.
#[derive(Serialize)]
struct Asked<'a> {
    client: String,
    peer: String,
    public_url: &'a str,
    host: &'a str,
    forwarded_for: String,
    forwarded_proto: &'a str,
    forwarded_host: &'a str,
    secure: bool,
    cookie: &'static str,
    attributes: String,
}

#[derive(Serialize)]
struct Choice<'a> {
    href: String,
    text: Cow<'a, str>,
    chosen: bool,
}

/// An hour in the table.
#[derive(Serialize)]
struct Row {
    when: String,
    sign_ins: String,
    failures: String,
    live: String,
}

/// `GET /admin/system`.
#[get("/admin/system?<days>")]
pub async fn system(
    days: Option<u16>,
    allowed: Allowed<'_, ReadSystem>,
    believed: Believed,
    view: View<'_>,
    app: &State<App>,
) -> Result<Page, Refusal> {
    let days = days.filter(|days| DAYS.contains(days)).unwrap_or(DAYS[0]);
    let state = app.auth.state().await?;
    let hours = app.auth.hours(days * 24).await?;
    let times = view.moments();
    let (bad, good) = checks(app, &view, &state, &hours, &believed.0);
    let shown = Shown {
        bad,
        good,
        service: &app.config.service,
        version: env!("CARGO_PKG_VERSION"),
        database: app.config.database.to_string(),
        // A small one is not nothing.
        megabytes: (state.database_size / 1_000_000).max(1),
        started: times.of(app.started),
        now: times.of(times.now),
        request: asked(app, &believed.0),
        sign_ins: Chart::of(&hours.hours, &[SIGN_INS, FAILURES], &times),
        live: Chart::of(&hours.hours, &[LIVE], &times),
        live_now: hours.live.map(|(number, _)| number),
        live_at: hours.live.map(|(_, at)| times.of(at)),
        counted: hours.counted_at.map(|at| times.of(at)),
        days: DAYS.iter().map(|other| choice(&view, *other, days)).collect(),
        rows: hours.hours.iter().rev().map(|hour| row(hour, &times)).collect(),
    };
    Ok(page(app, &view, &allowed.0.person, (Status::Ok, "admin_system", PATH), shown))
}

/// What needs a look, and what is as it should be.
fn checks<'a>(
    app: &App,
    view: &'a View<'_>,
    state: &Running,
    hours: &Hours,
    belief: &Belief,
) -> (Vec<Check<'a>>, Vec<Check<'a>>) {
    let (now, times) = (app.auth.now(), view.moments());
    let ago = |at: Timestamp| times.relative(at - now);
    let say = |key: &str| Check { text: view.text(key, &[]), href: None };
    let (mut bad, mut good) = (Vec::new(), Vec::new());
    for doubt in belief.doubts() {
        bad.push(say(doubt.text()));
    }
    if bad.is_empty() {
        good.push(say("system-request-good"));
    }
    if state.foreign_key {
        bad.push(say("system-foreign-key"));
    }
    match state.swept.filter(|(at, _)| now - at < SWEPT) {
        Some((at, number)) => {
            let text = view.text("system-swept", &[("when", ago(at).into()), ("n", number.into())]);
            good.push(Check { text: text.into_owned().into(), href: None });
        }
        None => bad.push(say("system-not-swept")),
    }
    match hours.counted_at.filter(|at| now - at < COUNTED) {
        Some(at) => {
            let text = view.text("system-counted", &[("when", ago(at).into())]);
            good.push(Check { text: text.into_owned().into(), href: None });
        }
        None => bad.push(say("system-not-counted")),
    }
    let count = |number: usize| i64::try_from(number).unwrap_or(i64::MAX);
    if state.mail_given_up > 0 {
        let text = view.text("system-mail-given-up", &[("n", count(state.mail_given_up).into())]);
        bad.push(Check { text, href: Some("/admin/mail?show=not-sent") });
    }
    if app.config.mail.server.is_none() {
        let text = view.text("system-mail-none", &[("n", count(state.mail_waiting).into())]);
        let check = Check { text, href: Some("/admin/mail?show=not-sent") };
        // A fine way to begin, until somebody waits for a letter.
        if state.mail_waiting > 0 { bad.push(check) } else { good.push(check) }
    } else {
        let text = view.text("system-mail", &[("n", count(state.mail_waiting).into())]);
        good.push(Check { text, href: Some("/admin/mail") });
    }
    (bad, good)
}

fn asked<'a>(app: &App, belief: &'a Belief) -> Asked<'a> {
    let address = |ip: Option<std::net::IpAddr>| ip.map(|ip| ip.to_string()).unwrap_or_default();
    let entries: Vec<&str> = belief.forwarded_for.iter().map(|entry| entry.entry.as_str()).collect();
    Asked {
        client: address(belief.client),
        peer: address(belief.peer),
        public_url: &belief.public_url,
        host: belief.host.as_deref().unwrap_or_default(),
        forwarded_for: entries.join(", "),
        forwarded_proto: belief.forwarded_proto.as_deref().unwrap_or_default(),
        forwarded_host: belief.forwarded_host.as_deref().unwrap_or_default(),
        secure: belief.secure_cookies,
        cookie: app.cookies.name(Kind::Session),
        attributes: app.cookies.attributes(Kind::Session),
    }
}

fn choice<'a>(view: &'a View<'_>, days: u16, chosen: u16) -> Choice<'a> {
    Choice {
        href: format!("{PATH}?days={days}"),
        text: view.text("system-days", &[("n", i64::from(days).into())]),
        chosen: days == chosen,
    }
}

/// Where nobody has counted, nothing is said.
fn number(counted: Option<i64>) -> String {
    counted.map_or_else(|| "–".to_owned(), |number| number.to_string())
}

fn row(hour: &Hour, times: &Moments<'_>) -> Row {
    let clock = times.clock(hour.began);
    Row {
        when: format!("{} {}", clock.day, clock.time),
        sign_ins: number(hour.sign_ins),
        failures: number(hour.failures),
        live: number(hour.live),
    }
}
