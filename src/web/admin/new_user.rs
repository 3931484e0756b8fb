//! `/admin/users/new`: adds an account without a password. Its owner gets a letter, and sets one.

use rocket::form::FromForm;
use rocket::http::Status;
use rocket::response::Redirect;
use rocket::{Either, State, get, post, uri};
use serde::Serialize;

use super::{WriteUsers, page};
use crate::auth::Client;
use crate::auth::accounts::{Added, NewAccount};
use crate::auth::email::Email;
use crate::auth::profile;
use crate::auth::session::Live;
use crate::config::USER;
use crate::web::guards::Allowed;
use crate::web::kept::AllowedForm;
use crate::web::page::{FormError, Page, View};
use crate::web::refusal::Refusal;
use crate::web::{App, faults};

/// What the form sends.
#[derive(FromForm)]
pub struct NewUserForm<'r> {
    email: &'r str,
    name: &'r str,
    role: &'r str,
}

#[derive(Serialize)]
struct Shown<'a> {
    email: &'a str,
    name: &'a str,
    role: &'a str,
    roles: Vec<&'a str>,
    errors: &'a [FormError],
}

/// `GET /admin/users/new`.
#[get("/admin/users/new")]
pub fn new_user_page(allowed: Allowed<'_, WriteUsers>, view: View<'_>, app: &State<App>) -> Page {
    show(app, &view, allowed.0, Status::Ok, ("", "", USER), &[])
}

/// `POST /admin/users/new`.
#[post("/admin/users/new", data = "<form>")]
pub async fn new_user(
    form: AllowedForm<'_, WriteUsers, NewUserForm<'_>>,
    client: Client,
    view: View<'_>,
    app: &State<App>,
) -> Result<Either<Redirect, Page>, Refusal> {
    let AllowedForm { live, form, .. } = form;
    let typed = (form.typed("email"), form.typed("name"), form.typed("role"));
    let again =
        |errors: &[FormError]| Ok(Either::Right(show(app, &view, live, Status::UnprocessableEntity, typed, errors)));
    let Some(value) = &form.value else { return again(&view.faults(&form)) };
    let mut errors = Vec::new();
    let email = Email::parse(value.email).map_err(|why| errors.push(view.fault("email", faults::email(why), &[]))).ok();
    let name = profile::name(value.name).map_err(|why| errors.push(view.fault("name", faults::name(why), &[]))).ok();
    let (Some(email), Some(name)) = (email, name) else { return again(&errors) };
    let account = NewAccount { email, name, role: value.role.to_owned(), password: None };
    match app.auth.add_for(live, account, &client).await? {
        Added::Done(id) => {
            let done = uri!(super::user::user(id = id.to_string(), said = Some("added")));
            Ok(Either::Left(Redirect::to(done)))
        }
        Added::Taken => again(&[view.fault("email", "error-email-taken", &[])]),
        // A role that is none, or permits more than whoever gives it.
        Added::Above | Added::Weak(_) | Added::Busy => again(&[view.fault("role", "error-choose", &[])]),
    }
}

fn show(
    app: &App,
    view: &View<'_>,
    live: &Live,
    status: Status,
    (email, name, role): (&str, &str, &str),
    errors: &[FormError],
) -> Page {
    let all = &app.config.roles;
    let roles = all.names().filter(|role| all.covers(&live.person.role, role)).collect();
    let shown = Shown { email, name, role, roles, errors };
    page(app, view, &live.person, (status, "admin_new_user", "/admin/users"), shown)
}
