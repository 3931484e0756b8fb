//! Access tokens for services of one's own (RFC 9068): a session's word for some minutes, that a service can read without
//! asking; and the answer for one that does ask, from the sessions table (RFC 7662).

use serde::Serialize;
use serde_json::{Value, json};
use uuid::Uuid;

use super::session::Live;
use super::{Auth, Client};
use crate::clock::{Seconds, Timestamp};
use crate::error::Unavailable;
use crate::jws;
use crate::store::sessions;

/// The type in their header, by which they are told from all others that we sign (RFC 8725 §3.11).
const TYPE: &str = "at+jwt";
/// Who asked for it: the pages of this site.
const CLIENT: &str = "hallpass";

/// A token for a service.
#[derive(Clone, Serialize)]
#[allow(clippy::struct_field_names, reason = "the names of RFC 6749 §5.1")]
pub struct AccessToken {
    /// For the `Authorization` header: `Bearer …`.
    pub access_token: String,
    /// `Bearer`.
    pub token_type: &'static str,
    /// In seconds.
    pub expires_in: Seconds,
}

/// What stands in it.
#[derive(Serialize)]
struct Claims<'a> {
    iss: &'a str,
    sub: Uuid,
    aud: &'a str,
    client_id: &'a str,
    sid: Uuid,
    role: &'a str,
    permissions: Vec<&'a str>,
    iat: Timestamp,
    exp: Timestamp,
    jti: Uuid,
}

impl Auth {
    /// A token by which `service` knows this session's user; `None` when there is no such service. It ends with the
    /// session's absolute end at the latest.
    pub async fn access_token(&self, live: &Live, service: &str) -> Result<Option<AccessToken>, Unavailable> {
        if !self.tokens.services.contains_key(service) {
            return Ok(None);
        }
        let key = self.signing_key().await?;
        let failed = |why: &dyn std::fmt::Display| Unavailable::because("signing an access token", why);
        let name = key.public().ok_or_else(|| failed(&"no public key"))?.id();
        let now = self.now();
        let ends = (now + self.tokens.life).min(live.expires_at);
        let claims = Claims {
            iss: &self.issuer,
            sub: live.person.id,
            aud: service,
            client_id: CLIENT,
            sid: live.id,
            role: &live.person.role,
            permissions: self.roles.permissions(&live.person.role).collect(),
            iat: now,
            exp: ends,
            jti: Uuid::now_v7(),
        };
        let token = key.sign(json!({ "typ": TYPE, "kid": name }), &claims).map_err(|why| failed(&why))?;
        Ok(Some(AccessToken { access_token: token, token_type: "Bearer", expires_in: ends - now }))
    }

    /// What a token says to the service that asks, while its session is live: as of now, not as of when it was made. `None`
    /// when it is not the service that it says it is.
    pub async fn introspect(
        &self,
        (service, secret): (&str, &str),
        token: &str,
        client: &Client,
    ) -> Result<Option<Value>, Unavailable> {
        if !self.tokens.services.get(service).is_some_and(|known| known.proves(secret)) {
            let ip = client.ip.map(tracing::field::display);
            tracing::warn!(ip, "somebody asked about a token who is no service, or has another secret");
            return Ok(None);
        }
        let dead = json!({ "active": false });
        let Some(claims) = self.claims(token).await? else { return Ok(Some(dead)) };
        let now = self.now();
        let counts = claims["iss"] == *self.issuer
            && claims["aud"] == service
            && claims["exp"].as_i64().is_some_and(|ends| ends > now);
        let id = |name: &str| claims[name].as_str().and_then(|text| Uuid::parse_str(text).ok());
        let (Some(session), Some(user), true) = (id("sid"), id("sub"), counts) else { return Ok(Some(dead)) };
        let Some(row) = self.db.read(move |c| sessions::find_live(c, session, user, now)).await? else {
            return Ok(Some(dead));
        };
        let mut said = claims;
        said["active"] = true.into();
        said["token_type"] = "Bearer".into();
        said["role"] = row.role.as_str().into();
        said["permissions"] = self.roles.permissions(&row.role).collect::<Vec<_>>().into();
        Ok(Some(said))
    }

    /// The claims of a token that one of our keys has signed.
    async fn claims(&self, token: &str) -> Result<Option<Value>, Unavailable> {
        let Some(header) = jws::header(token) else { return Ok(None) };
        let (Some(name), TYPE) = (header["kid"].as_str(), header["typ"].as_str().unwrap_or_default()) else {
            return Ok(None);
        };
        Ok(self.public_key(name).await?.and_then(|key| key.open(token)))
    }
}
