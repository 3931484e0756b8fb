//! `/settings/data`: everything that is kept about oneself, as a file.

use rocket::http::{ContentType, Header, Status};
use rocket::response::{Redirect, Responder};
use rocket::{Either, State, get, uri};
use serde::Serialize;

use crate::auth::Client;
use crate::auth::session::Standing;
use crate::web::App;
use crate::web::guards::{RecentlySignedIn, SignedIn};
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

/// `GET /settings/data.json`. Without a recent sign-in to the page: asked for the password here, somebody would be left on
/// that page with the file beside it.
#[get("/settings/data.json")]
pub async fn data(
    signed_in: SignedIn<'_>,
    client: Client,
    app: &State<App>,
) -> Result<Either<Redirect, File>, Refusal> {
    if signed_in.0.standing != Standing::Recent {
        return Ok(Either::Left(Redirect::to(uri!(data_page))));
    }
    let data = app.auth.data(signed_in.0, &client).await?.ok_or(Refusal::SignInNeeded)?;
    let body = serde_json::to_string_pretty(&data).map_err(|_| Refusal::Away)?;
    let name = Header::new("Content-Disposition", "attachment; filename=\"account.json\"");
    Ok(Either::Right(File { body, kind: ContentType::JSON, name }))
}
