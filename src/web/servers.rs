//! What other servers call, and no browser. These routes never read a cookie, and each proves its caller by itself: a
//! provider by its signature, a service by its secret. So the lock, which guards what browsers send, lets them by; it knows
//! them by the one list that stands here, and a test keeps it.

use rocket::data::{Data, FromData, Outcome};
use rocket::http::{ContentType, Header, Status};
use rocket::request::{FromRequest, Outcome as Guarded};
use rocket::response::Responder;
use rocket::{Request, State, post};
use serde_json::{Value, json};
use std::borrow::Cow;

use base64::Engine;
use base64::prelude::BASE64_STANDARD;

use super::App;
use super::forms;
use super::refusal::Refusal;
use crate::auth::Client;
use crate::auth::provider_logout::LogoutToken;

/// The routes, by what their path begins with and whether one more part follows.
pub const ROUTES: [(&str, bool); 2] = [("/auth/introspect", false), ("/auth/signed-out/", true)];

/// Largest form taken, in KiB.
const LARGEST: u32 = 24;

/// Whether a path is one of theirs.
#[must_use]
pub fn are_called_at(path: &str) -> bool {
    ROUTES.iter().any(|(begin, more)| match path.strip_prefix(begin) {
        Some(rest) if *more => !rest.is_empty() && !rest.contains('/'),
        Some(rest) => rest.is_empty(),
        None => false,
    })
}

/// A form from a server: each field once, and what else is in it is passed over.
pub struct Sent(String);

impl Sent {
    fn field(&self, name: &str) -> Option<String> {
        let one = self.0.split('&').filter(|pair| pair.split('=').next() == Some(name)).count() == 1;
        forms::field(&self.0, name).filter(|_| one)
    }
}

#[rocket::async_trait]
impl<'r> FromData<'r> for Sent {
    type Error = &'static str;

    async fn from_data(request: &'r Request<'_>, data: Data<'r>) -> Outcome<'r, Self> {
        if !request.content_type().is_some_and(|kind| kind.is_form()) {
            return Outcome::Error((Status::UnsupportedMediaType, "no form"));
        }
        match forms::body(data, LARGEST).await {
            Ok(body) => Outcome::Success(Self(body)),
            Err(refused) => Outcome::Error(refused),
        }
    }
}

/// Name and secret, as HTTP Basic (RFC 7617) writes them.
pub struct Basic(Option<(String, String)>);

#[rocket::async_trait]
impl<'r> FromRequest<'r> for Basic {
    type Error = std::convert::Infallible;

    async fn from_request(request: &'r Request<'_>) -> Guarded<Self, Self::Error> {
        Guarded::Success(Self(basic(request.headers().get_one("authorization"))))
    }
}

fn basic(header: Option<&str>) -> Option<(String, String)> {
    let (scheme, sent) = header?.split_once(' ')?;
    let text = String::from_utf8(BASE64_STANDARD.decode(sent.trim()).ok()?).ok()?;
    let (name, secret) = text.split_once(':')?;
    // Encoded before it is joined (RFC 6749 §2.3.1); a secret of base64 may stand there as it is too.
    let decoded = |part: &str| percent_encoding::percent_decode_str(part).decode_utf8().ok().map(Cow::into_owned);
    scheme.eq_ignore_ascii_case("basic").then_some((decoded(name)?, decoded(secret)?))
}

/// An answer for a program.
pub struct Json {
    status: Status,
    body: String,
    challenge: Option<Header<'static>>,
}

impl<'r> Responder<'r, 'static> for Json {
    fn respond_to(self, request: &'r Request<'_>) -> rocket::response::Result<'static> {
        let mut response = (self.status, (ContentType::JSON, self.body)).respond_to(request)?;
        if let Some(challenge) = self.challenge {
            response.set_header(challenge);
        }
        Ok(response)
    }
}

impl Json {
    pub(super) fn new(status: Status, value: &Value) -> Self {
        Self { status, body: value.to_string(), challenge: None }
    }

    fn error(status: Status, error: &str) -> Self {
        Self::new(status, &json!({ "error": error }))
    }
}

/// `POST /auth/introspect`: what a token says, while its session is live (RFC 7662).
#[post("/auth/introspect", data = "<sent>")]
pub async fn introspect(sent: Sent, basic: Basic, client: Client, app: &State<App>) -> Result<Json, Refusal> {
    let in_form = || Some((sent.field("client_id")?, sent.field("client_secret")?));
    let caller = basic.0.or_else(in_form);
    let (Some((service, secret)), Some(token)) = (&caller, sent.field("token")) else {
        return Ok(if caller.is_none() { unknown() } else { Json::error(Status::BadRequest, "invalid_request") });
    };
    Ok(match app.auth.introspect((service, secret), &token, &client).await? {
        Some(said) => Json::new(Status::Ok, &said),
        None => unknown(),
    })
}

fn unknown() -> Json {
    let challenge = Header::new("WWW-Authenticate", "Basic realm=\"introspection\", charset=\"UTF-8\"");
    Json { challenge: Some(challenge), ..Json::error(Status::Unauthorized, "invalid_client") }
}

/// `POST /auth/signed-out/<provider>`: a provider's word that somebody has signed out there (OpenID Connect Back-Channel
/// Logout 1.0 §2.5).
#[post("/auth/signed-out/<provider>", data = "<sent>")]
pub async fn signed_out(provider: &str, sent: Sent, client: Client, app: &State<App>) -> Result<Json, Refusal> {
    let Some(token) = sent.field("logout_token") else {
        return Ok(Json::error(Status::BadRequest, "invalid_request"));
    };
    Ok(match app.auth.provider_signed_out(provider, &token, &client).await? {
        LogoutToken::Ended(_) => Json::new(Status::Ok, &json!({})),
        LogoutToken::Refused => Json::error(Status::BadRequest, "invalid_request"),
        LogoutToken::Away => Json::error(Status::ServiceUnavailable, "temporarily_unavailable"),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_these_paths_are_called_by_servers() {
        assert!(are_called_at("/auth/introspect") && are_called_at("/auth/signed-out/keycloak"));
        for path in [
            "/auth/introspect/",
            "/auth/introspect/x",
            "/auth/introspectx",
            "/auth/signed-out",
            "/auth/signed-out/",
            "/auth/signed-out/a/b",
            "/auth/token",
            "/login",
            "/",
            "",
            "//auth/introspect",
            "/Auth/introspect",
        ] {
            assert!(!are_called_at(path), "{path}");
        }
    }

    #[test]
    fn name_and_secret_are_read_and_nothing_else() {
        let written = |text: &str| basic(Some(&format!("Basic {}", BASE64_STANDARD.encode(text))));
        assert_eq!(written("billing:a%3Ab+c=="), Some(("billing".into(), "a:b+c==".into())));
        assert_eq!(written("no colon"), None);
        for none in [None, Some(""), Some("Basic"), Some("Basic ?"), Some("Bearer YTpi")] {
            assert_eq!(basic(none), None, "{none:?}");
        }
    }
}
