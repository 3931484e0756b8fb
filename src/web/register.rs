//! `/register`: asks for an account, where anybody may.

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
use crate::config::Registration;

/// `GET /register`.
#[get("/register?<said>")]
pub fn register_page(said: Option<&str>, view: View<'_>, app: &State<App>) -> Result<Retry, Refusal> {
    open(app)?;
    Ok(asked::page(&view, Wanted::Account, said == Some("sent")))
}

/// `POST /register`.
#[post("/register", data = "<form>")]
pub async fn register(
    form: Checked<'_, EmailForm<'_>>,
    client: Client,
    view: View<'_>,
    app: &State<App>,
) -> Result<Either<Redirect, Retry>, Refusal> {
    open(app)?;
    let done = Redirect::to(uri!(register_page(said = Some("sent"))));
    asked::ask(app, &view, Wanted::Account, &form, &client, done).await
}

/// Where not everybody may, there is no such page.
fn open(app: &App) -> Result<(), Refusal> {
    if app.config.registration == Registration::Open { Ok(()) } else { Err(Refusal::NotThere) }
}
