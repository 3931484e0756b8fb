//! `/forgot`: asks for a link to set a new password.

use rocket::response::Redirect;
use rocket::{Either, State, get, post, uri};

use super::App;
use super::asked::{self, EmailForm};
use super::forms::Checked;
use super::page::View;
use super::refusal::Refusal;
use super::retry::Retry;
use crate::auth::Client;
use crate::auth::asking::Wanted;

/// `GET /forgot`.
#[get("/forgot?<said>")]
pub fn forgot_page(said: Option<&str>, view: View<'_>) -> Retry {
    asked::page(&view, Wanted::Password, said == Some("sent"))
}

/// `POST /forgot`.
#[post("/forgot", data = "<form>")]
pub async fn forgot(
    form: Checked<'_, EmailForm<'_>>,
    client: Client,
    view: View<'_>,
    app: &State<App>,
) -> Result<Either<Redirect, Retry>, Refusal> {
    let done = Redirect::to(uri!(forgot_page(said = Some("sent"))));
    asked::ask(app, &view, Wanted::Password, &form, &client, done).await
}
