//! `/settings/delete`: deletes one's account, for good.

use rocket::form::FromForm;
use rocket::http::{CookieJar, Status};
use rocket::{Either, State, get, post};
use serde::Serialize;

use crate::auth::Client;
use crate::auth::deletion::Deletion;
use crate::web::App;
use crate::web::guards::RecentlySignedIn;
use crate::web::kept::RecentForm;
use crate::web::logout::{self, SignedOut};
use crate::web::page::{FormError, Page, View};
use crate::web::refusal::Refusal;

/// What the form sends.
#[derive(FromForm)]
pub struct DeleteForm {
    sure: Option<bool>,
}

#[derive(Serialize)]
struct Shown<'a> {
    errors: &'a [FormError],
}

/// `GET /settings/delete`.
#[get("/settings/delete")]
pub fn delete_page(_recent: RecentlySignedIn<'_>, view: View<'_>) -> Page {
    view.page(Status::Ok, "settings_delete", Shown { errors: &[] })
}

/// `POST /settings/delete`.
#[post("/settings/delete", data = "<form>")]
pub async fn delete(
    form: RecentForm<'_, DeleteForm>,
    client: Client,
    view: View<'_>,
    app: &State<App>,
    jar: &CookieJar<'_>,
) -> Result<Either<SignedOut, Page>, Refusal> {
    let RecentForm { live, form } = form;
    let again = |errors: &[FormError]| {
        Ok(Either::Right(view.page(Status::UnprocessableEntity, "settings_delete", Shown { errors })))
    };
    match &form.value {
        None => return again(&view.faults(&form)),
        Some(value) if value.sure != Some(true) => return again(&[view.fault("sure", "error-sure", &[])]),
        Some(_) => (),
    }
    match app.auth.delete_account(live, &client).await? {
        Deletion::Done => Ok(Either::Left(logout::gone(app, jar))),
        Deletion::Last => again(&[view.fault("", "error-last-admin", &[])]),
        Deletion::Undoable(until) => {
            let moments = view.moments();
            let until = moments.of(until);
            again(&[view.fault("", "error-delete-undoable", &[("until", until.text().into())])])
        }
    }
}
