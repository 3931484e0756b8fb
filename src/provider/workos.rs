//! The AuthKit API of WorkOS ("User Management"): like OpenID Connect in its steps, but with an access token in the place
//! of the ID token, which has the session and the role. (Its other door, WorkOS Connect, speaks OpenID Connect itself.)
//! After workos.com/docs/reference/authkit and its OpenAPI description.

use openidconnect::core::CoreJsonWebKeySet;
use openidconnect::http::{Method, Request, header};
use openidconnect::{JsonWebKeySet, JsonWebKeySetUrl, PkceCodeChallenge, PkceCodeVerifier};
use serde::Deserialize;
use serde_json::{Value, json};
use url::Url;
use zeroize::Zeroizing;

use super::http::Http;
use super::signed::{self, NotOpened};
use super::{Answer, Begin, Failed, Proof, SKEW, Ties, Tokens, bounded, values};
use crate::clock::{HOUR, Seconds, Timestamp};
use crate::config::{ClientProof, ProviderRules};

/// How long its keys are kept, in seconds.
const KEYS: Seconds = HOUR;
/// How often they are asked for because one is unknown, in seconds.
const KEYS_AGAIN: Seconds = 30;

/// WorkOS, for one environment of theirs.
pub(super) struct WorkOs {
    rules: ProviderRules,
    base: Url,
    secret: Zeroizing<String>,
    http: Http,
    keys: tokio::sync::Mutex<Option<(CoreJsonWebKeySet, Timestamp)>>,
}

/// What it answers to a code and to a refresh token.
#[derive(Deserialize)]
struct Authenticated {
    user: User,
    access_token: Zeroizing<String>,
    refresh_token: Zeroizing<String>,
    authentication_method: Option<String>,
}

#[derive(Deserialize)]
struct User {
    id: String,
    email: Option<String>,
    #[serde(default)]
    email_verified: bool,
    first_name: Option<String>,
    last_name: Option<String>,
    locale: Option<String>,
}

/// Its errors come in two forms.
#[derive(Default, Deserialize)]
#[serde(default)]
struct Refusal {
    error: Option<String>,
    code: Option<String>,
}

impl WorkOs {
    pub(super) fn new(rules: &ProviderRules) -> Result<Self, String> {
        let base = Url::parse(&rules.issuer).map_err(|why| why.to_string())?;
        let ClientProof::Secret(secret) = &rules.client else { return Err("WorkOS takes a secret alone".into()) };
        Ok(Self {
            base,
            secret: secret.clone(),
            http: Http::new(&rules.origins)?,
            keys: tokio::sync::Mutex::default(),
            rules: rules.clone(),
        })
    }

    pub(super) fn begin(&self, begin: Begin<'_>) -> Result<Url, Failed> {
        let verifier = PkceCodeVerifier::new(begin.ties.verifier.to_string());
        let challenge = PkceCodeChallenge::from_code_verifier_sha256(&verifier);
        let mut url = self.at("/user_management/authorize")?;
        {
            let mut query = url.query_pairs_mut();
            query
                .append_pair("response_type", "code")
                .append_pair("client_id", &self.rules.client_id)
                .append_pair("redirect_uri", begin.callback)
                .append_pair("state", &begin.ties.state)
                .append_pair("code_challenge", challenge.as_str())
                .append_pair("code_challenge_method", "S256");
            if !["provider", "connection_id", "organization_id"].iter().any(|n| self.rules.parameters.contains_key(*n))
            {
                query.append_pair("provider", "authkit");
            }
            for (name, value) in begin.parameters(&self.rules) {
                query.append_pair(name, value);
            }
            if begin.again {
                query.append_pair("prompt", "login").append_pair("max_age", "0");
            }
        }
        Ok(url)
    }

    pub(super) async fn finish(&self, answer: Answer<'_>, ties: &Ties, now: Timestamp) -> Result<Proof, Failed> {
        let body = json!({
            "client_id": self.rules.client_id,
            "client_secret": *self.secret,
            "grant_type": "authorization_code",
            "code": answer.code,
            "code_verifier": *ties.verifier,
        });
        let (authenticated, claims) = self.authenticate(&body, now).await?;
        let user = authenticated.user;
        let text = |name: &str| claims[name].as_str().map(str::to_owned).and_then(bounded);
        let proven_at = claims["auth_time"].as_i64();
        if let Some(since) = answer.again_since
            && proven_at.is_none_or(|proven| proven < since - SKEW)
        {
            return Err(Failed::wrong("its person was not asked again"));
        }
        let names = [user.first_name, user.last_name];
        let name = names.into_iter().flatten().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" ");
        Ok(Proof {
            issuer: self.rules.issuer.clone(),
            subject: bounded(user.id).ok_or_else(|| Failed::wrong("it names nobody"))?,
            sid: text("sid"),
            email: user.email.and_then(bounded),
            email_verified: user.email_verified,
            name: bounded(name),
            language: user.locale.and_then(bounded),
            time_zone: None,
            roles: self.rules.role.as_ref().map(|role| values(&claims, &role.claim)).unwrap_or_default(),
            level: None,
            methods: authenticated.authentication_method.and_then(bounded).into_iter().collect(),
            proven_at,
            tokens: self.kept(authenticated.access_token, authenticated.refresh_token, &claims, now),
        })
    }

    pub(super) async fn refresh(&self, subject: &str, old: &Tokens, now: Timestamp) -> Result<Tokens, Failed> {
        let Some(refresh) = &old.refresh else { return Err(Failed::Refused("no refresh token".into())) };
        let body = json!({
            "client_id": self.rules.client_id,
            "client_secret": *self.secret,
            "grant_type": "refresh_token",
            "refresh_token": **refresh,
        });
        let (authenticated, claims) = self.authenticate(&body, now).await?;
        if authenticated.user.id != subject {
            return Err(Failed::wrong("the new access token is another person's"));
        }
        Ok(self.kept(authenticated.access_token, authenticated.refresh_token, &claims, now))
    }

    pub(super) fn end_session(&self, sid: &str, back: &str) -> Option<Url> {
        let mut url = self.at("/user_management/sessions/logout").ok()?;
        url.query_pairs_mut().append_pair("session_id", sid).append_pair("return_to", back);
        Some(url)
    }

    /// Its answer, and the claims of the access token in it, believed.
    async fn authenticate(&self, body: &Value, now: Timestamp) -> Result<(Authenticated, Value), Failed> {
        let request = Request::builder()
            .method(Method::POST)
            .uri(self.at("/user_management/authenticate")?.as_str())
            .header(header::CONTENT_TYPE, "application/json")
            .header(header::ACCEPT, "application/json")
            .body(body.to_string().into_bytes())
            .map_err(|why| Failed::wrong(why.to_string()))?;
        let answer = self.http.send(request).await?;
        let status = answer.status();
        if !status.is_success() {
            let refusal: Refusal = serde_json::from_slice(answer.body()).unwrap_or_default();
            let word = refusal.error.or(refusal.code).unwrap_or_default();
            let word: String = word.chars().filter(|c| c.is_ascii_alphanumeric() || *c == '_').take(60).collect();
            return Err(match word.as_str() {
                "invalid_grant" => Failed::Refused(word),
                "invalid_client" | "unauthorized_client" => Failed::Wrong(format!("it refuses us: {word}")),
                _ => Failed::Away(format!("it answers {status} {word}")),
            });
        }
        let authenticated: Authenticated =
            serde_json::from_slice(answer.body()).map_err(|_| Failed::Away("its answer cannot be read".into()))?;
        let claims = self.open(&authenticated.access_token, now).await?;
        if claims["sub"] != *authenticated.user.id {
            return Err(Failed::wrong("the access token is another person's"));
        }
        Ok((authenticated, claims))
    }

    /// Its signature, its time, and that it is of this environment. It comes without `aud`; the keys are this client's own.
    async fn open(&self, token: &str, now: Timestamp) -> Result<Value, Failed> {
        let types = ["jwt", "at+jwt"];
        let claims = match signed::open(token, &self.keys(KEYS, now).await?, &types) {
            Err(NotOpened::UnknownKey) => signed::open(token, &self.keys(KEYS_AGAIN, now).await?, &types),
            opened => opened,
        }?;
        // Documented as its address alone, and seen with the client's name behind it.
        let of_client = self.at(&format!("/user_management/{}", self.rules.client_id))?;
        let bare = self.rules.issuer.trim_end_matches('/');
        let issuers = [bare, of_client.as_str()];
        if !claims["iss"].as_str().is_some_and(|issuer| issuers.contains(&issuer.trim_end_matches('/'))) {
            return Err(Failed::wrong("the access token is another's"));
        }
        if claims["exp"].as_i64().is_none_or(|ends| ends + SKEW <= now) {
            return Err(Failed::wrong("the access token has run out"));
        }
        // That parameter went through the browser, where it can be changed; a role counts in its organisation alone.
        if self.rules.parameters.get("organization_id").is_some_and(|wanted| claims["org_id"] != *wanted) {
            return Err(Failed::wrong("the access token is another organisation's"));
        }
        if claims["iat"].as_i64().is_some_and(|issued| issued > now + SKEW) {
            return Err(Failed::wrong("the access token is from the future"));
        }
        Ok(claims)
    }

    async fn keys(&self, newer_than: Seconds, now: Timestamp) -> Result<CoreJsonWebKeySet, Failed> {
        let mut kept = self.keys.lock().await;
        if let Some((keys, at)) = &*kept
            && (0..newer_than).contains(&(now - at))
        {
            return Ok(keys.clone());
        }
        let url = JsonWebKeySetUrl::from_url(self.at(&format!("/sso/jwks/{}", self.rules.client_id))?);
        let asked = JsonWebKeySet::fetch_async(&url, &self.http).await;
        match (asked, &*kept) {
            (Ok(keys), _) => {
                let keys: CoreJsonWebKeySet = keys;
                *kept = Some((keys.clone(), now));
                Ok(keys)
            }
            (Err(_), Some((keys, _))) => Ok(keys.clone()),
            (Err(_), None) => Err(Failed::Away("its keys cannot be had".into())),
        }
    }

    fn kept(&self, access: Zeroizing<String>, refresh: Zeroizing<String>, claims: &Value, now: Timestamp) -> Tokens {
        let longest = now + self.rules.access_token_life;
        let ends = claims["exp"].as_i64().unwrap_or(longest);
        Tokens { access, refresh: Some(refresh), id: None, expires_at: Some(ends.min(longest)) }
    }

    fn at(&self, path: &str) -> Result<Url, Failed> {
        self.base.join(path).map_err(|why| Failed::wrong(why.to_string()))
    }
}
