//! `/auth/token` and `/.well-known/jwks.json`: access tokens for services of one's own, and the keys to check them with.

use rocket::form::FromForm;
use rocket::http::{ContentType, Header, Status};
use rocket::response::Responder;
use rocket::{State, get, post};
use serde_json::json;

use super::App;
use super::forms::Checked;
use super::guards::SignedIn;
use super::refusal::Refusal;
use super::servers::Json;

/// How long the keys may be kept: much shorter than one is published before it signs.
const KEEP: &str = "public, max-age=300";

/// What a page sends for one.
#[derive(FromForm)]
pub struct TokenForm<'r> {
    audience: &'r str,
}

/// The keys.
#[derive(Responder)]
pub struct PublicKeys {
    body: String,
    media_type: ContentType,
    keep: Header<'static>,
}

/// `POST /auth/token`: a token by which the service named as its audience knows the session's user.
#[post("/auth/token", data = "<form>")]
pub async fn token(
    form: Checked<'_, TokenForm<'_>>,
    signed_in: SignedIn<'_>,
    app: &State<App>,
) -> Result<Json, Refusal> {
    let made = match &form.value {
        Some(value) => app.auth.access_token(signed_in.0, value.audience).await?,
        None => None,
    };
    Ok(match made {
        Some(token) => Json::new(Status::Ok, &json!(token)),
        None => Json::new(
            Status::UnprocessableEntity,
            &json!({ "error": "invalid_target", "error_description": "audience: write the name of a service" }),
        ),
    })
}

/// `GET /.well-known/jwks.json`.
#[get("/.well-known/jwks.json")]
pub async fn keys(app: &State<App>) -> Result<PublicKeys, Refusal> {
    let keys = app.auth.published_keys().await?;
    let media_type = ContentType::new("application", "jwk-set+json");
    Ok(PublicKeys { body: keys.to_string(), media_type, keep: Header::new("Cache-Control", KEEP) })
}
