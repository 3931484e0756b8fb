//! `/settings`: what people say of themselves, and the ways to the rest of their account's settings.

pub mod connections;
pub mod data;
pub mod delete;
pub mod email;
pub mod password;

use std::borrow::Cow;
use std::sync::LazyLock;

use rocket::form::FromForm;
use rocket::http::Status;
use rocket::response::Redirect;
use rocket::{Either, State, get, post, uri};
use serde::Serialize;

use super::forms::Checked;
use super::guards::SignedIn;
use super::kept::OwnForm;
use super::page::{FormError, Page, View};
use super::refusal::Refusal;
use super::{App, faults};
use crate::auth::Client;
use crate::auth::profile::{self, Profile};
use crate::auth::session::Person;
use crate::texts::Language;

/// Every time zone that is named by a place, and UTC.
static ZONES: LazyLock<Vec<String>> = LazyLock::new(|| {
    const REGIONS: [&str; 10] = [
        "Africa/",
        "America/",
        "Antarctica/",
        "Arctic/",
        "Asia/",
        "Atlantic/",
        "Australia/",
        "Europe/",
        "Indian/",
        "Pacific/",
    ];
    let names = jiff::tz::db().available().map(|name| name.as_str().to_owned());
    let mut zones: Vec<String> = names.filter(|name| REGIONS.iter().any(|region| name.starts_with(region))).collect();
    zones.push("UTC".to_owned());
    zones.sort_unstable();
    zones.dedup();
    zones
});

/// What the form sends.
#[derive(FromForm)]
pub struct ProfileForm<'r> {
    name: &'r str,
    language: &'r str,
    time_zone: &'r str,
}

/// What is shown in it.
#[derive(Serialize)]
struct Shown<'a> {
    name: &'a str,
    language: &'a str,
    time_zone: &'a str,
}

#[derive(Serialize)]
struct Settings<'a> {
    form: Shown<'a>,
    errors: &'a [FormError],
    notice: Option<Cow<'a, str>>,
    languages: Vec<Choice<'a>>,
    zones: &'static [String],
    site_zone: &'a str,
    email: &'a str,
    /// Whether there are providers.
    connections: bool,
}

/// A language, by its own name.
#[derive(Serialize)]
pub(super) struct Choice<'a> {
    code: &'a str,
    dir: &'static str,
    name: Cow<'a, str>,
}

impl<'a> Choice<'a> {
    pub(super) fn of(language: &'a Language) -> Self {
        Self { code: language.name(), dir: language.direction(), name: language.get("language-name", &[]) }
    }
}

/// `GET /settings`.
#[get("/settings?<said>")]
pub fn settings_page(said: Option<&str>, signed_in: SignedIn<'_>, view: View<'_>, app: &State<App>) -> Page {
    let notice = match said {
        Some("saved") => Some("settings-saved"),
        Some("password") => Some("settings-password-changed"),
        _ => None,
    };
    show(app, &view, Status::Ok, &signed_in.0.person, shown(&signed_in.0.person), &[], notice)
}

/// `POST /settings`.
#[post("/settings", data = "<form>")]
pub async fn settings(
    form: OwnForm<'_, ProfileForm<'_>>,
    client: Client,
    view: View<'_>,
    app: &State<App>,
) -> Result<Either<Redirect, Page>, Refusal> {
    let OwnForm { live, form } = form;
    match read(&form, &view, &live.person) {
        Ok(profile) => {
            app.auth.set_profile(live, profile, &client).await?;
            Ok(Either::Left(Redirect::to(uri!(settings_page(said = Some("saved"))))))
        }
        Err(errors) => {
            let typed = |field| form.typed(field);
            let shown = Shown { name: typed("name"), language: typed("language"), time_zone: typed("time_zone") };
            Ok(Either::Right(show(app, &view, Status::UnprocessableEntity, &live.person, shown, &errors, None)))
        }
    }
}

/// The profile asked for; or what is wrong with the form.
fn read(form: &Checked<'_, ProfileForm<'_>>, view: &View<'_>, person: &Person) -> Result<Profile, Vec<FormError>> {
    let Some(value) = &form.value else { return Err(view.faults(form)) };
    let mut errors = Vec::new();
    let name = profile::name(value.name).map_err(|why| errors.push(view.fault("name", faults::name(why), &[]))).ok();
    let language = Some(value.language).filter(|code| !code.is_empty());
    if language.is_some_and(|code| view.languages().all(|language| language.name() != code)) {
        errors.push(view.fault("language", "error-choose", &[]));
    }
    // Any zone that is kept already may stay, listed or not.
    let time_zone = Some(value.time_zone).filter(|zone| !zone.is_empty());
    let listed = |zone| ZONES.iter().any(|listed| listed == zone) || person.time_zone.as_deref() == Some(zone);
    if time_zone.is_some_and(|zone| !listed(zone)) {
        errors.push(view.fault("time_zone", "error-choose", &[]));
    }
    match name {
        Some(name) if errors.is_empty() => {
            Ok(Profile { name, language: language.map(str::to_owned), time_zone: time_zone.map(str::to_owned) })
        }
        _ => Err(errors),
    }
}

fn shown(person: &Person) -> Shown<'_> {
    Shown {
        name: &person.name,
        language: person.language.as_deref().unwrap_or_default(),
        time_zone: person.time_zone.as_deref().unwrap_or_default(),
    }
}

fn show(
    app: &App,
    view: &View<'_>,
    status: Status,
    person: &Person,
    form: Shown<'_>,
    errors: &[FormError],
    notice: Option<&str>,
) -> Page {
    let settings = Settings {
        form,
        errors,
        notice: notice.map(|key| view.text(key, &[])),
        languages: view.languages().map(Choice::of).collect(),
        zones: &ZONES,
        site_zone: &app.config.time_zone,
        email: &person.email,
        connections: !app.auth.providers().is_empty(),
    };
    view.page(status, "settings", settings)
}
