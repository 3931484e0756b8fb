//! What every page has: its language, whose it is, its forms' token. Handlers take [`View`] and give back what it
//! renders; the token is there without asking.

use std::borrow::Cow;
use std::sync::Arc;

use jiff::tz::TimeZone;
use rocket::Request;
use rocket::http::{ContentType, Method, Status};
use rocket::request::{FromRequest, Outcome};
use rocket::response::{Responder, Response};
use rocket_dyn_templates::tera::{self, Value};
use serde::Serialize;

use super::content::{Content, Ready};
use super::forms::{Checked, Fault};
use super::{App, guards, lock};
use crate::agent;
use crate::auth::session::{BY_PROVIDER, Live, Person};
use crate::config::Registration;
use crate::moment::Moments;
use crate::texts::{Argument, Language};

/// What every page has.
pub struct View<'r> {
    app: &'r App,
    ready: Arc<Ready>,
    language: usize,
    person: Option<&'r Person>,
    token: String,
    zone: TimeZone,
}

/// A rendered page.
pub struct Page {
    status: Status,
    body: Option<String>,
}

/// What is wrong with a form: at a field, or, with an empty name, with the whole.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct FormError {
    field: String,
    text: String,
}

#[rocket::async_trait]
impl<'r> FromRequest<'r> for View<'r> {
    type Error = std::convert::Infallible;

    async fn from_request(request: &'r Request<'_>) -> Outcome<Self, Self::Error> {
        let view = Self::of(request, true).await;
        if let Ok(Some(live)) = guards::resumed(request).await {
            renew_key(request, live).await;
        }
        Outcome::Success(view)
    }
}

impl<'r> View<'r> {
    /// The view for a request's answer. A page that cannot know whose it is, is nobody's. `begin_visit`: whether
    /// somebody without a session is given a visit, which the token of a form needs.
    pub async fn of(request: &'r Request<'_>, begin_visit: bool) -> Self {
        let app = App::of(request);
        let ready = request.rocket().state::<Content>().expect("managed beside App").ready();
        let person = guards::resumed(request).await.ok().flatten().map(|live| &live.person);
        let chosen = person.and_then(|person| person.language.as_deref());
        let language = ready.texts.choose(chosen, request.headers().get_one("accept-language"));
        let token = if begin_visit || person.is_some() { lock::token(request) } else { String::new() };
        let zone = person.and_then(|person| person.time_zone.as_deref()).unwrap_or(&app.config.time_zone);
        Self { app, language, person, token, zone: TimeZone::get(zone).unwrap_or(TimeZone::UTC), ready }
    }

    /// Renders the page `name`, with `context` beside what every page has.
    pub fn page(&self, status: Status, name: &str, context: impl Serialize) -> Page {
        let mut values = match tera::to_value(context) {
            Ok(Value::Object(values)) => values,
            Ok(_) => return broken(name, &"its values have no names".into()),
            Err(why) => return broken(name, &why.into()),
        };
        let mut insert = |name: &str, value: Value| values.insert(name.to_owned(), value);
        insert("service", self.app.config.service.as_str().into());
        insert("csrf", self.token.as_str().into());
        if let Some(Person { name, email, role, .. }) = self.person {
            let shown = [("name", name), ("email", email), ("role", role)];
            insert("person", Value::from_iter(shown.map(|(field, text)| (field, text.as_str()))));
            insert("admin", self.app.administrators.contains(role).into());
        }
        match self.ready.render(self.language, name, values) {
            Ok(body) => Page { status, body: Some(body) },
            Err(why) => broken(name, &why),
        }
    }

    /// A text in the page's language.
    #[must_use]
    pub fn text(&self, key: &str, arguments: &[(&str, Argument<'_>)]) -> Cow<'_, str> {
        self.language().get(key, arguments)
    }

    /// A text in the page's language, if there is one of that name.
    #[must_use]
    pub fn find(&self, key: &str) -> Option<Cow<'_, str>> {
        self.language().find(key, &[])
    }

    /// Who may make an account.
    #[must_use]
    pub fn registration(&self) -> Registration {
        self.app.config.registration
    }

    /// The name of the page's language.
    #[must_use]
    pub fn language_name(&self) -> &str {
        self.language().name()
    }

    /// The same, with the token of a session that has just begun.
    #[must_use]
    pub fn with_token(mut self, token: String) -> Self {
        self.token = token;
        self
    }

    /// The same, for somebody who has just been signed out.
    #[must_use]
    pub fn of_nobody(mut self) -> Self {
        self.person = None;
        self
    }

    /// All languages, the site's own first.
    pub fn languages(&self) -> impl Iterator<Item = &Language> {
        self.ready.texts.languages()
    }

    /// Whether it is somebody's page.
    #[must_use]
    pub fn signed_in(&self) -> bool {
        self.person.is_some()
    }

    /// What is wrong with a form's fields, in words.
    #[must_use]
    pub fn faults<T, const KIB: u32>(&self, form: &Checked<'_, T, KIB>) -> Vec<FormError> {
        let of_field = |(field, fault): &(String, Fault)| {
            let key = match fault {
                Fault::Missing => format!("error-{field}-missing"),
                Fault::Doubled => "error-field-doubled".into(),
                Fault::Unexpected => "error-field-unexpected".into(),
                Fault::Invalid => "error-field-invalid".into(),
            };
            let text = self.language().find(&key, &[]).unwrap_or_else(|| self.text("error-field-invalid", &[]));
            // A field that is not on the page cannot be pointed at.
            let there = ["email", "password", "current", "name", "code", "language", "time_zone", "role"]
                .contains(&field.as_str());
            FormError { field: if there { field.clone() } else { String::new() }, text: text.into_owned() }
        };
        form.wrong().iter().map(of_field).collect()
    }

    /// One thing that is wrong, at a field.
    #[must_use]
    pub fn fault(&self, field: &str, key: &str, arguments: &[(&str, Argument<'_>)]) -> FormError {
        FormError { field: field.into(), text: self.text(key, arguments).into_owned() }
    }

    /// What writes times, once for all of a page's.
    #[must_use]
    pub fn moments(&self) -> Moments<'_> {
        Moments { now: self.app.auth.now(), zone: self.zone.clone(), language: self.language() }
    }

    /// Browser and system in words.
    #[must_use]
    pub fn browser(&self, user_agent: Option<&str>) -> Cow<'_, str> {
        agent::words(self.language(), user_agent)
    }

    /// How a session was proven, in words.
    #[must_use]
    pub fn proof(&self, methods: &str) -> String {
        let name = |method: &'_ str| -> Option<String> {
            if let Some(provider) = method.strip_prefix(BY_PROVIDER) {
                return Some(self.provider(provider).to_owned());
            }
            let key = match method.split_once(':') {
                // By what the provider saw them, where there is a word for it (RFC 8176).
                Some(("amr", by)) => format!("proof-amr-{by}"),
                // How sure it is, and when it was: for those who read the table.
                Some(_) => return None,
                None => return Some(self.proof_of(method)),
            };
            self.language().find(&key, &[]).map(Cow::into_owned)
        };
        let mut names = methods.split(' ').filter_map(name);
        let first = names.next().unwrap_or_default();
        names.fold(first, |all, more| {
            self.text("proof-and", &[("all", all.as_str().into()), ("more", more.as_str().into())]).into_owned()
        })
    }

    /// What a provider is called.
    #[must_use]
    pub fn provider<'a>(&'a self, name: &'a str) -> &'a str {
        super::providers::label(self.app, name)
    }

    fn proof_of(&self, method: &str) -> String {
        let found = self.language().find(&format!("proof-{method}"), &[]);
        found.unwrap_or_else(|| self.text("proof-unknown", &[])).into_owned()
    }

    fn language(&self) -> &Language {
        self.ready.texts.at(self.language)
    }
}

impl<'r> Responder<'r, 'static> for Page {
    fn respond_to(self, _: &'r Request<'_>) -> rocket::response::Result<'static> {
        let body = self.body.ok_or(self.status)?;
        let length = body.len();
        Response::build()
            .status(self.status)
            .header(ContentType::HTML)
            .sized_body(length, std::io::Cursor::new(body))
            // At once: Rocket writes 4 KiB at a time. One byte more, so that the end is seen without more room for it.
            .max_chunk_size(length + 1)
            .ok()
    }
}

/// A template that cannot be rendered is a defect of ours: the catcher answers.
fn broken(name: &str, why: &tera::Error) -> Page {
    let cause = std::error::Error::source(why).map(ToString::to_string).unwrap_or_default();
    tracing::error!(template = name, %why, cause, "a page cannot be rendered");
    Page { status: Status::InternalServerError, body: None }
}

/// A cookie that a previous key sealed is issued again under the present one, on a page that is only looked at: an
/// answer to anything else may be lost. Never to the secret before a rotation.
async fn renew_key(request: &Request<'_>, live: &Live) {
    let Some(opened) = guards::session_token(request).filter(|opened| opened.key > 0) else { return };
    if request.method() != Method::Get || !live.current {
        return;
    }
    let app = App::of(request);
    request.cookies().add(app.renewed(live, &opened.value));
    // Only a note: the cookie is good without it.
    let _ = app.auth.re_key(live).await;
}
