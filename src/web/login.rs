//! `/login`: the form, and signing in with it.

use std::borrow::Cow;

use rocket::form::FromForm;
use rocket::http::{CookieJar, Status};
use rocket::response::Redirect;
use rocket::{Either, State, get, post, uri};
use serde::Serialize;

use super::cookie::Kind;
use super::flow::Waiting;
use super::forms::Checked;
use super::guards::Holder;
use super::kept::{self, Kept, Then};
use super::page::{FormError, View};
use super::providers::{self, Button};
use super::refusal::Refusal;
use super::retry::Retry;
use super::{App, Browser, faults, lock, next};
use crate::auth::Client;
use crate::auth::email::Email;
use crate::auth::password::Password;
use crate::auth::sign_in::{Attempt, SignIn, Started};
use crate::auth::token::SessionToken;
use crate::clock::{DAY, HOUR, Seconds};
use crate::config::Registration;

/// Most bytes of a password that is to be proven: what is longer was never set.
pub const LONGEST_PASSWORD: usize = 2048;
/// What a full queue and a stopped e-mail tell clients to wait, in seconds.
const BUSY: Seconds = 2;
const STOPPED: Seconds = HOUR;

/// What the login form sends.
#[derive(FromForm)]
pub struct LoginForm<'r> {
    email: &'r str,
    password: &'r str,
    remember: Option<bool>,
    #[allow(dead_code, reason = "read as typed, so that it survives an error in another field")]
    next: Option<&'r str>,
    #[allow(dead_code, reason = "read as typed")]
    kept: Option<&'r str>,
}

/// What is shown in it.
#[derive(Default, Serialize)]
struct Shown<'a> {
    email: &'a str,
    remember: bool,
    next: &'a str,
    kept: &'a str,
}

#[derive(Serialize)]
struct Login<'a> {
    form: Shown<'a>,
    errors: &'a [FormError],
    notice: Option<Cow<'a, str>>,
    remember_days: i64,
    register: bool,
    providers: Vec<Button<'a>>,
}

/// A form that waited for its owner to sign in again; without a path, for too long.
#[derive(Serialize)]
struct GoOn<'a> {
    path: &'a str,
    kept: &'a str,
}

/// `GET /login`. Who is signed in already goes on; while there is no account, the way is to `/setup`.
#[get("/login?<next>&<said>")]
pub async fn login_page(
    next: Option<&str>,
    said: Option<&str>,
    holder: Holder<'_>,
    waiting: Waiting,
    view: View<'_>,
    app: &State<App>,
) -> Result<Either<Redirect, Retry>, Refusal> {
    let next = next::safe(next);
    if holder.0.is_some() {
        return Ok(Either::Left(to(next)));
    }
    if !app.auth.has_accounts().await? {
        return Ok(Either::Left(Redirect::to(uri!(super::setup::setup_page))));
    }
    let said = match said {
        Some("out") => Some("login-signed-out"),
        Some("set") => Some("login-reset-done"),
        Some("made") => Some("login-account-made"),
        Some("email") => Some("login-email-proven"),
        Some("has-account") => Some("login-has-account"),
        Some("gone") => Some("login-account-deleted"),
        _ => next.map(|_| "login-needed"),
    };
    // The account whose e-mail a provider has just shown to be theirs.
    let known = waiting.0.as_ref().filter(|_| said == Some("login-has-account"));
    let email = known.and_then(|found| found.email.as_deref()).unwrap_or_default();
    let form = Shown { email, next: next.unwrap_or_default(), ..Shown::default() };
    Ok(Either::Right(show(app, &view, Status::Ok, form, &[], said, None)))
}

/// `POST /login`.
#[post("/login", data = "<form>")]
pub async fn login(
    form: Checked<'_, LoginForm<'_>, { kept::LARGEST }>,
    holder: Holder<'_>,
    client: Client,
    browser: Browser,
    view: View<'_>,
    app: &State<App>,
    jar: &CookieJar<'_>,
) -> Result<Either<Redirect, Retry>, Refusal> {
    let next = next::safe(Some(form.typed("next")));
    let kept = form.typed(kept::FIELD);
    let again = |status, errors: &[FormError], after| {
        let shown = Shown {
            email: form.typed("email"),
            remember: form.typed("remember") == "true",
            next: next.unwrap_or_default(),
            kept,
        };
        Ok(Either::Right(show(app, &view, status, shown, errors, None, after)))
    };
    let (email, password, remember) = match credentials(&form, &view) {
        Ok(credentials) => credentials,
        Err(errors) => return again(Status::UnprocessableEntity, &errors, None),
    };
    let attempt = Attempt { email, password, remember, client, browser: browser.0, replaces: holder.0.cloned() };
    let (status, key, after) = match app.auth.sign_in(attempt).await? {
        SignIn::Started(started) => {
            hand_out(app, jar, &started);
            return Ok(then(app, view, &started.token, kept, next));
        }
        SignIn::Wrong => (Status::Unauthorized, "login-failed", None),
        SignIn::Wait(seconds) => (Status::TooManyRequests, "login-wait", Some(seconds)),
        SignIn::Stopped => (Status::TooManyRequests, "login-stopped", Some(STOPPED)),
        SignIn::Busy => (Status::ServiceUnavailable, "login-busy", Some(BUSY)),
    };
    let when = view.moments().relative(after.unwrap_or_default());
    again(status, &[view.fault("", key, &[("when", when.into())])], after)
}

/// The page for a form whose session has run out, with the form in it.
pub fn for_kept(app: &App, view: &View<'_>, kept: &Kept) -> Retry {
    let form = Shown { kept: &kept.0, ..Shown::default() };
    show(app, view, Status::Unauthorized, form, &[], Some("login-kept"), None)
}

/// On with what was being done, or wanted, by whoever holds this token now.
pub(super) fn then(
    app: &App,
    view: View<'_>,
    token: &SessionToken,
    kept: &str,
    next: Option<&str>,
) -> Either<Redirect, Retry> {
    match kept::then(app, token.user, kept) {
        Then::GoOn(path) => Either::Right(go_on(app, view, token, &path, kept)),
        Then::TooLate => Either::Right(too_late(&view)),
        Then::Nothing => Either::Left(to(next)),
    }
}

/// The form again, for somebody whom a provider did not prove.
pub(super) fn again(
    app: &App,
    view: &View<'_>,
    (next, kept): (Option<&str>, &str),
    status: Status,
    error: FormError,
    after: Option<Seconds>,
) -> Retry {
    let form = Shown { next: next.unwrap_or_default(), kept, ..Shown::default() };
    show(app, view, status, form, &[error], None, after)
}

/// On with what was being done: by a button, since what is done then was decided in a session that is over.
fn go_on(app: &App, view: View<'_>, token: &SessionToken, path: &str, kept: &str) -> Retry {
    let view = view.with_token(lock::token_of(app, token.session));
    Retry { page: view.page(Status::Ok, "go_on", GoOn { path, kept }), after: None }
}

/// That a form was not kept for as long as that.
pub fn too_late(view: &View<'_>) -> Retry {
    Retry { page: view.page(Status::Ok, "go_on", GoOn { path: "", kept: "" }), after: None }
}

/// E-mail, password and whether to remember; or what is wrong with the form.
fn credentials(
    form: &Checked<'_, LoginForm<'_>, { kept::LARGEST }>,
    view: &View<'_>,
) -> Result<(Email, Password, bool), Vec<FormError>> {
    let Some(value) = &form.value else { return Err(view.faults(form)) };
    let mut errors = Vec::new();
    let email = Email::parse(value.email).map_err(|why| errors.push(view.fault("email", faults::email(why), &[]))).ok();
    if value.password.is_empty() {
        errors.push(view.fault("password", "error-password-missing", &[]));
    } else if value.password.len() > LONGEST_PASSWORD {
        errors.push(view.fault("password", "error-password-too-long", &[]));
    }
    match email {
        Some(email) if errors.is_empty() => Ok((email, Password::new(value.password), value.remember.unwrap_or(false))),
        _ => Err(errors),
    }
}

/// The cookies of a new session. The visit ends: its token is worth nothing any more (ASVS 7.2.4).
pub(super) fn hand_out(app: &App, jar: &CookieJar<'_>, started: &Started) {
    let remembered = started.remember.then(|| started.expires_at - app.auth.now());
    jar.add(app.cookies.of_session(&started.token, remembered));
    jar.add(app.cookies.of_browser(&started.browser));
    jar.add(app.cookies.removal(Kind::Visit));
}

fn to(next: Option<&str>) -> Redirect {
    match next {
        Some(next) => Redirect::to(next.to_owned()),
        None => Redirect::to(uri!(super::dashboard::dashboard)),
    }
}

fn show(
    app: &App,
    view: &View<'_>,
    status: Status,
    form: Shown<'_>,
    errors: &[FormError],
    said: Option<&str>,
    after: Option<Seconds>,
) -> Retry {
    let remember_days = (app.auth.rules().remember_absolute_timeout / DAY).max(1);
    let notice = said.map(|key| view.text(key, &[]));
    let register = app.config.registration == Registration::Open;
    Retry {
        page: view.page(
            status,
            "login",
            Login { form, errors, notice, remember_days, register, providers: providers::buttons(app) },
        ),
        after,
    }
}
