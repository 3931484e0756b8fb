//! `/settings/data`: everything that is kept about oneself, as a file.

use rocket::http::{ContentType, Header, Status};
use rocket::response::Responder;
use rocket::{State, get};
use serde::Serialize;

use crate::auth::Client;
use crate::web::App;
use crate::web::guards::RecentlySignedIn;
use crate::web::page::{Page, View};
use crate::web::refusal::Refusal;

/// A file to be kept.
#[derive(Responder)]
pub struct File {
    body: String,
    kind: ContentType,
    name: Header<'static>,
}

#[derive(Serialize)]
struct Nothing {}

/// `GET /settings/data`.
#[get("/settings/data")]
pub fn data_page(_recent: RecentlySignedIn<'_>, view: View<'_>) -> Page {
    view.page(Status::Ok, "settings_data", Nothing {})
}

/// `GET /settings/data.json`.
#[get("/settings/data.json")]
pub async fn data(recent: RecentlySignedIn<'_>, client: Client, app: &State<App>) -> Result<File, Refusal> {
    let data = app.auth.data(recent.0, &client).await?.ok_or(Refusal::SignInNeeded)?;
    let body = serde_json::to_string_pretty(&data).map_err(|_| Refusal::Away)?;
    let name = Header::new("Content-Disposition", "attachment; filename=\"account.json\"");
    Ok(File { body, kind: ContentType::JSON, name })
}
