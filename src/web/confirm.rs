//! `/confirm`: the password again, before a page that asks for a recent sign-in.

use rocket::form::FromForm;
use rocket::http::{CookieJar, Status};
use rocket::response::Redirect;
use rocket::{Either, State, get, post, uri};
use serde::Serialize;

use super::forms::Checked;
use super::guards::Holder;
use super::kept::{self, Kept, Then};
use super::login::LONGEST_PASSWORD;
use super::page::{FormError, View};
use super::providers::{self, Button};
use super::refusal::Refusal;
use super::retry::Retry;
use super::{App, faults, next};
use crate::auth::Client;
use crate::auth::confirm::Confirm;
use crate::auth::identities::Ways;
use crate::auth::password::Password;
use crate::auth::session::{Live, Standing};
use crate::clock::{HOUR, Seconds};

/// What the form sends; the e-mail is there for password managers.
#[derive(FromForm)]
pub struct ConfirmForm<'r> {
    #[allow(dead_code, reason = "for password managers alone")]
    email: Option<&'r str>,
    password: &'r str,
    #[allow(dead_code, reason = "read as typed, so that it survives an error in another field")]
    next: Option<&'r str>,
    #[allow(dead_code, reason = "read as typed")]
    kept: Option<&'r str>,
}

#[derive(Serialize)]
struct Shown<'a> {
    email: &'a str,
    next: &'a str,
    kept: &'a str,
    /// Whether it is because the session is suddenly used from elsewhere.
    asked: bool,
    /// Whether they have a password.
    password: bool,
    /// The providers that can prove them.
    providers: Vec<Button<'a>>,
    errors: &'a [FormError],
}

/// `GET /confirm`.
#[get("/confirm?<next>")]
pub async fn confirm_page(
    next: Option<&str>,
    holder: Holder<'_>,
    view: View<'_>,
    app: &State<App>,
) -> Result<Retry, Refusal> {
    let live = holder.0.ok_or(Refusal::SignInNeeded)?;
    let wanted = Wanted { next: next::safe(next), kept: "" };
    Ok(show(app, &view, Status::Ok, (live, &providers::ways(app, live).await?), wanted, &[], None))
}

/// `POST /confirm`: the session goes on with a new secret.
#[post("/confirm", data = "<form>")]
pub async fn confirm(
    form: Checked<'_, ConfirmForm<'_>, { kept::LARGEST }>,
    holder: Holder<'_>,
    client: Client,
    view: View<'_>,
    app: &State<App>,
    jar: &CookieJar<'_>,
) -> Result<Either<Redirect, Retry>, Refusal> {
    let live = holder.0.ok_or(Refusal::SignInNeeded)?;
    let wanted = Wanted { next: next::safe(Some(form.typed("next"))), kept: form.typed(kept::FIELD) };
    let ways = providers::ways(app, live).await?;
    let again = |status, errors: &[FormError], after| {
        Ok(Either::Right(show(app, &view, status, (live, &ways), wanted, errors, after)))
    };
    let Some(value) = &form.value else { return again(Status::UnprocessableEntity, &view.faults(&form), None) };
    if value.password.len() > LONGEST_PASSWORD {
        return again(Status::UnprocessableEntity, &[view.fault("password", "error-password-too-long", &[])], None);
    }
    if value.password.is_empty() {
        return again(Status::UnprocessableEntity, &[view.fault("password", "error-password-missing", &[])], None);
    }
    match app.auth.confirm(live, Password::new(value.password), &client).await? {
        Confirm::Proven(token) => {
            jar.add(app.renewed(live, &token));
            Ok(wanted.go_on(app, &view, live))
        }
        Confirm::Wrong => again(Status::Unauthorized, &[view.fault("password", "confirm-failed", &[])], None),
        Confirm::Wait(seconds) => again(Status::TooManyRequests, &[faults::wait(&view, seconds)], Some(seconds)),
        Confirm::Stopped => again(Status::TooManyRequests, &[view.fault("", "confirm-stopped", &[])], Some(HOUR)),
        Confirm::Busy => again(Status::ServiceUnavailable, &[view.fault("", "login-busy", &[])], Some(2)),
        Confirm::Gone => Err(Refusal::SignInNeeded),
    }
}

/// What is gone on with when the password is proven.
#[derive(Clone, Copy)]
struct Wanted<'a> {
    next: Option<&'a str>,
    kept: &'a str,
}

impl Wanted<'_> {
    /// To a form that was kept by 307, which has the browser send this one on to it; else to a page.
    fn go_on(self, app: &App, view: &View<'_>, live: &Live) -> Either<Redirect, Retry> {
        match (kept::then(app, live.person.id, self.kept), self.next) {
            (Then::GoOn(path), _) => Either::Left(Redirect::temporary(path)),
            (Then::TooLate, _) => Either::Right(super::login::too_late(view)),
            (Then::Nothing, Some(next)) => Either::Left(Redirect::to(next.to_owned())),
            (Then::Nothing, None) => Either::Left(Redirect::to(uri!(super::dashboard::dashboard))),
        }
    }
}

/// The page for a form that has to wait for the password, with the form in it.
pub async fn for_kept(app: &App, view: &View<'_>, live: &Live, kept: &Kept) -> Result<Retry, Refusal> {
    let wanted = Wanted { next: None, kept: &kept.0 };
    Ok(show(app, view, Status::Forbidden, (live, &providers::ways(app, live).await?), wanted, &[], None))
}

/// The page again, for somebody whom a provider did not prove.
pub(super) async fn again(
    app: &App,
    view: &View<'_>,
    live: &Live,
    (next, kept): (Option<&str>, &str),
    status: Status,
    error: FormError,
) -> Result<Retry, Refusal> {
    Ok(show(app, view, status, (live, &providers::ways(app, live).await?), Wanted { next, kept }, &[error], None))
}

fn show(
    app: &App,
    view: &View<'_>,
    status: Status,
    (live, ways): (&Live, &Ways),
    wanted: Wanted<'_>,
    errors: &[FormError],
    after: Option<Seconds>,
) -> Retry {
    let Wanted { next, kept } = wanted;
    let asked = live.standing == Standing::Asked;
    let providers = ways.identities.iter().filter_map(|row| providers::button(app, &row.provider)).collect();
    let (email, next) = (live.person.email.as_str(), next.unwrap_or_default());
    let shown = Shown { email, next, kept, asked, password: ways.password, providers, errors };
    Retry { page: view.page(status, "confirm", shown), after }
}
