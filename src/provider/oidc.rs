//! OpenID Connect Core 1.0: the authorization code with PKCE, and all that the crate leaves to its user to check.

use std::collections::BTreeMap;
use std::sync::Arc;

use chrono::{DateTime, Utc};
use openidconnect::core::{
    CoreAuthPrompt, CoreClient, CoreClientAuthMethod, CoreErrorResponseType, CoreGenderClaim, CoreIdToken,
    CoreJwsSigningAlgorithm, CoreResponseType, CoreTokenResponse, CoreTokenType,
};
use openidconnect::{
    AccessTokenHash, AdditionalClaims, AuthType, AuthenticationFlow, AuthorizationCode, ClaimsVerificationError,
    ClientId, ClientSecret, CsrfToken, EndpointMaybeSet, EndpointNotSet, EndpointSet, LanguageTag, LogoutRequest,
    Nonce, OAuth2TokenResponse, PkceCodeChallenge, PkceCodeVerifier, PostLogoutRedirectUrl, RedirectUrl, RefreshToken,
    RequestTokenError, Scope, SignatureVerificationError, StandardErrorResponse, SubjectIdentifier, TokenResponse,
    UserInfoClaims,
};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use url::Url;
use uuid::Uuid;
use zeroize::Zeroizing;

use super::discovery::{Discovery, Known};
use super::http::{Http, NoAnswer};
use super::signed::{self, ALGORITHMS, NotOpened};
use super::{Answer, Begin, Failed, Proof, SKEW, SignedOut, Ties, Tokens, bounded, values};
use crate::clock::{MINUTE, Seconds, Timestamp};
use crate::config::{ClientProof, ProviderRules};

/// The event of a logout token.
const LOGOUT: &str = "http://schemas.openid.net/event/backchannel-logout";
/// The types it may have: its own is only recommended (§2.4), and left out by many; another one is refused.
const LOGOUT_TYPES: [&str; 2] = ["logout+jwt", "jwt"];
/// How old a logout token may be, in seconds: for so long its id is remembered.
const LOGOUT_LIFE: Seconds = 10 * MINUTE;
/// Longest ID token that is put into an address, in bytes.
const LONGEST_HINT: usize = 4096;
/// How long a proof of who we are counts, in seconds.
const ASSERTION_LIFE: Seconds = MINUTE;

type Client =
    CoreClient<EndpointSet, EndpointNotSet, EndpointNotSet, EndpointNotSet, EndpointMaybeSet, EndpointMaybeSet>;

/// What a provider tells beyond the standard's claims.
#[derive(Debug, Deserialize, Serialize)]
struct More {
    #[serde(flatten)]
    rest: BTreeMap<String, Value>,
}

impl AdditionalClaims for More {}

/// One provider that speaks OpenID Connect.
pub(super) struct Oidc {
    rules: ProviderRules,
    discovery: Discovery,
    http: Http,
}

impl Oidc {
    pub(super) fn new(rules: &ProviderRules) -> Result<Self, String> {
        Ok(Self { discovery: Discovery::new(&rules.issuer)?, http: Http::new(&rules.origins)?, rules: rules.clone() })
    }

    pub(super) async fn begin(&self, begin: Begin<'_>, now: Timestamp) -> Result<Url, Failed> {
        let known = self.discovery.known(&self.http, now).await?;
        let client = self.client(&known, begin.callback)?;
        let Ties { state, nonce, verifier } = begin.ties.clone();
        let challenge = PkceCodeChallenge::from_code_verifier_sha256(&PkceCodeVerifier::new(verifier.to_string()));
        let mut request = client
            .authorize_url(
                AuthenticationFlow::<CoreResponseType>::AuthorizationCode,
                move || CsrfToken::new(state.to_string()),
                move || Nonce::new(nonce.to_string()),
            )
            .set_pkce_challenge(challenge)
            .add_ui_locale(LanguageTag::new(begin.language.to_owned()));
        for scope in self.rules.scopes.iter().filter(|scope| *scope != "openid") {
            request = request.add_scope(Scope::new(scope.clone()));
        }
        for (name, value) in begin.parameters(&self.rules) {
            request = request.add_extra_param(name.clone(), value.clone());
        }
        if begin.again {
            request = request.add_prompt(CoreAuthPrompt::Login).set_max_age(std::time::Duration::ZERO);
        }
        Ok(request.url().0)
    }

    pub(super) async fn finish(&self, answer: Answer<'_>, ties: &Ties, now: Timestamp) -> Result<Proof, Failed> {
        let known = self.discovery.known(&self.http, now).await?;
        // Whose answer it is, before the code goes anywhere: another provider's would be given to this one (RFC 9207).
        match answer.issuer {
            Some(issuer) if issuer != self.rules.issuer => return Err(Failed::wrong("the answer is another's")),
            None if known.names_itself() => return Err(Failed::wrong("the answer does not say whose it is")),
            _ => (),
        }
        let client = self.client(&known, answer.callback)?;
        let mut request = client
            .exchange_code(AuthorizationCode::new(answer.code.to_owned()))
            .map_err(|_| Failed::wrong("it has no token endpoint"))?
            .set_pkce_verifier(PkceCodeVerifier::new(ties.verifier.to_string()));
        for (name, value) in self.assertion(&known, now)? {
            request = request.add_extra_param(name, value);
        }
        let tokens = request.request_async(&self.http).await.map_err(|why| failed(&why))?;
        if *tokens.token_type() != CoreTokenType::Bearer {
            return Err(Failed::wrong("its tokens are of an unknown type"));
        }
        let token = tokens.id_token().ok_or_else(|| Failed::wrong("it gave no ID token"))?;
        let claims = self.verified(known.clone(), token, &tokens, Some(&ties.nonce), answer.again_since, now).await?;
        let mut proof = self.proof(&claims, self.kept(&tokens, now))?;
        if proof.email.is_none() || (self.rules.role.is_some() && proof.roles.is_empty()) {
            self.ask_for_more(&known, &client, &tokens, &mut proof).await?;
        }
        Ok(proof)
    }

    pub(super) async fn refresh(&self, subject: &str, old: &Tokens, now: Timestamp) -> Result<Tokens, Failed> {
        let Some(refresh) = &old.refresh else { return Err(Failed::Refused("no refresh token".into())) };
        let known = self.discovery.known(&self.http, now).await?;
        let refresh = RefreshToken::new(refresh.to_string());
        let client = self.client(&known, &self.rules.issuer)?;
        let mut request =
            client.exchange_refresh_token(&refresh).map_err(|_| Failed::wrong("it has no token endpoint"))?;
        for (name, value) in self.assertion(&known, now)? {
            request = request.add_extra_param(name, value);
        }
        let answer = request.request_async(&self.http).await.map_err(|why| failed(&why))?;
        if let Some(token) = answer.id_token() {
            // The same person's (OpenID Connect Core §12.2).
            let claims = self.verified(known, token, &answer, None, None, now).await?;
            if claims["sub"] != subject {
                return Err(Failed::wrong("the new ID token is another person's"));
            }
        }
        let new = self.kept(&answer, now);
        Ok(Tokens {
            refresh: new.refresh.or_else(|| old.refresh.clone()),
            id: new.id.or_else(|| old.id.clone()),
            ..new
        })
    }

    pub(super) async fn end_session(
        &self,
        tokens: Option<&Tokens>,
        back: &str,
        now: Timestamp,
    ) -> Result<Option<Url>, Failed> {
        let known = self.discovery.known(&self.http, now).await?;
        let Some(endpoint) = known.metadata.additional_metadata().end_session_endpoint.clone() else { return Ok(None) };
        let back = PostLogoutRedirectUrl::new(back.to_owned()).map_err(|why| Failed::wrong(why.to_string()))?;
        let mut request = LogoutRequest::from(endpoint)
            .set_client_id(ClientId::new(self.rules.client_id.clone()))
            .set_post_logout_redirect_uri(back);
        let hint = tokens.and_then(|tokens| tokens.id.as_ref()).filter(|id| id.len() <= LONGEST_HINT);
        let hint = hint.and_then(|id| id.parse::<CoreIdToken>().ok());
        if let Some(hint) = &hint {
            request = request.set_id_token_hint(hint);
        }
        Ok(Some(request.http_get_url()))
    }

    /// OpenID Connect Back-Channel Logout 1.0 §2.4, §2.6.
    pub(super) async fn signed_out(&self, token: &str, now: Timestamp) -> Result<SignedOut, Failed> {
        // Of strangers' tokens nothing is asked for: only what says it is this provider's, to us, has its key looked for.
        let ours =
            |claims: &Value| claims["iss"] == *self.rules.issuer && signed::is_for(claims, &self.rules.client_id);
        if !signed::unproven(token).is_some_and(|claims| ours(&claims)) {
            return Err(Failed::wrong("it is not from this provider to us"));
        }
        let known = self.discovery.known(&self.http, now).await?;
        let opened = match signed::open(token, known.metadata.jwks(), &LOGOUT_TYPES) {
            Err(NotOpened::UnknownKey) => {
                let known = self.discovery.with_new_keys(&known, &self.http, now).await?;
                signed::open(token, known.metadata.jwks(), &LOGOUT_TYPES)
            }
            opened => opened,
        };
        let claims = opened?;
        let text = |name: &str| claims[name].as_str().map(str::to_owned).and_then(bounded);
        let (issued, ends) = (claims["iat"].as_i64(), claims["exp"].as_i64());
        let (Some(issued), Some(ends), Some(token_id)) = (issued, ends, text("jti")) else {
            return Err(Failed::wrong("a logout token without iat, exp or jti"));
        };
        if ends + SKEW <= now || issued - SKEW > now || now - issued > LOGOUT_LIFE {
            return Err(Failed::wrong("a logout token out of its time"));
        }
        if !claims["events"][LOGOUT].is_object() {
            return Err(Failed::wrong("a token that is none of logout"));
        }
        // So that an ID token is never taken for one.
        if !claims["nonce"].is_null() {
            return Err(Failed::wrong("a logout token with a nonce"));
        }
        let (sid, subject) = (text("sid"), text("sub"));
        if sid.is_none() && subject.is_none() {
            return Err(Failed::wrong("a logout token of nobody"));
        }
        let until = ends.min(issued + LOGOUT_LIFE) + SKEW + 1;
        Ok(SignedOut { issuer: self.rules.issuer.clone(), sid, subject, token_id, until })
    }

    fn client(&self, known: &Known, callback: &str) -> Result<Client, Failed> {
        let id = ClientId::new(self.rules.client_id.clone());
        let (secret, by) = match &self.rules.client {
            ClientProof::Secret(secret) => (Some(ClientSecret::new(secret.to_string())), secret_goes(known)),
            ClientProof::Key { .. } => (None, AuthType::RequestBody),
        };
        let callback = RedirectUrl::new(callback.to_owned()).map_err(|why| Failed::wrong(why.to_string()))?;
        Ok(CoreClient::from_provider_metadata(known.metadata.clone(), id, secret)
            .set_redirect_uri(callback)
            .set_auth_type(by))
    }

    /// What proves who we are by a signature (RFC 7523 §2.2): nothing where a secret does.
    fn assertion(&self, known: &Known, now: Timestamp) -> Result<Vec<(&'static str, String)>, Failed> {
        let ClientProof::Key { key, id } = &self.rules.client else { return Ok(Vec::new()) };
        let us = &self.rules.client_id;
        let to = known.metadata.token_endpoint().map_or(self.rules.issuer.as_str(), |endpoint| endpoint.as_str());
        let claims = json!({
            "iss": us, "sub": us, "aud": to, "jti": Uuid::now_v7(), "iat": now, "exp": now + ASSERTION_LIFE,
        });
        let mut header = json!({ "typ": "JWT" });
        if let Some(id) = id {
            header["kid"] = id.as_str().into();
        }
        let signed = key.sign(header, &claims).map_err(|_| Failed::wrong("our key does not sign"))?;
        Ok(vec![
            ("client_assertion_type", "urn:ietf:params:oauth:client-assertion-type:jwt-bearer".into()),
            ("client_assertion", signed),
        ])
    }

    /// The claims of an ID token, believed: OpenID Connect Core §3.1.3.7 whole. `nonce`: the one it has to have;
    /// `again_since`: when its person had to prove themselves anew.
    async fn verified(
        &self,
        known: Arc<Known>,
        token: &CoreIdToken,
        tokens: &CoreTokenResponse,
        nonce: Option<&str>,
        again_since: Option<Timestamp>,
        now: Timestamp,
    ) -> Result<Value, Failed> {
        match self.check(&known, token, tokens, nonce, again_since, now) {
            Err(NotBelieved::UnknownKey) => {
                let known = self.discovery.with_new_keys(&known, &self.http, now).await?;
                self.check(&known, token, tokens, nonce, again_since, now)
            }
            checked => checked,
        }
        .map_err(|why| match why {
            NotBelieved::UnknownKey => Failed::wrong("the ID token is signed by a key that it does not publish"),
            NotBelieved::Wrong(why) => Failed::Wrong(format!("the ID token: {why}")),
        })
    }

    fn check(
        &self,
        known: &Known,
        token: &CoreIdToken,
        tokens: &CoreTokenResponse,
        nonce: Option<&str>,
        again_since: Option<Timestamp>,
        now: Timestamp,
    ) -> Result<Value, NotBelieved> {
        let wrong = |why: &str| NotBelieved::Wrong(why.to_owned());
        let at = |time: Timestamp| DateTime::<Utc>::from_timestamp(time, 0).unwrap_or_default();
        let announced = known.metadata.id_token_signing_alg_values_supported();
        let allowed = announced.iter().filter(|algorithm| ALGORITHMS.contains(algorithm)).cloned();
        let client = self.client(known, &self.rules.issuer).map_err(|_| wrong("no client"))?;
        let verifier = client
            .id_token_verifier()
            .set_allowed_algs(allowed.collect::<Vec<CoreJwsSigningAlgorithm>>())
            .set_time_fn(move || at(now - SKEW))
            .set_issue_time_verifier_fn(move |issued| {
                if issued > at(now + SKEW) { Err("it is from the future".into()) } else { Ok(()) }
            })
            .set_auth_time_verifier_fn(move |proven| match (again_since, proven) {
                (None, _) => Ok(()),
                (Some(since), Some(proven)) if proven >= at(since - SKEW) => Ok(()),
                (Some(_), Some(_)) => Err("its person was not asked again".into()),
                (Some(_), None) => Err("it does not say when its person was asked".into()),
            });
        let checked = match nonce {
            Some(nonce) => token.claims(&verifier, &Nonce::new(nonce.to_owned())),
            // Of a refreshed one (OpenID Connect Core §12.2).
            None => token.claims(&verifier, |_: Option<&Nonce>| Ok(())),
        };
        let claims = checked.map_err(|why| match why {
            ClaimsVerificationError::SignatureVerification(SignatureVerificationError::NoMatchingKey) => {
                NotBelieved::UnknownKey
            }
            why => NotBelieved::Wrong(why.to_string()),
        })?;
        if let Some(expected) = claims.access_token_hash() {
            let key = token.signing_key(&verifier).map_err(|why| NotBelieved::Wrong(why.to_string()))?;
            let algorithm = token.signing_alg().map_err(|why| NotBelieved::Wrong(why.to_string()))?;
            let actual = AccessTokenHash::from_token(tokens.access_token(), algorithm, key);
            if actual.is_ok_and(|actual| actual != *expected) {
                return Err(wrong("the access token is not the one it came with"));
            }
        }
        let proven_at = claims.auth_time().map(|at| at.timestamp());
        let mut claims = signed::unproven(&token.to_string()).ok_or_else(|| wrong("it cannot be read"))?;
        // As it was read when it was checked: some write a text, or parts of seconds.
        claims["auth_time"] = json!(proven_at);
        if claims["azp"].as_str().is_some_and(|to| to != self.rules.client_id) {
            return Err(wrong("it was made for another"));
        }
        if claims["nbf"].as_i64().is_some_and(|from| from > now + SKEW) {
            return Err(wrong("it does not count yet"));
        }
        Ok(claims)
    }

    fn proof(&self, claims: &Value, tokens: Tokens) -> Result<Proof, Failed> {
        let text = |name: &str| claims[name].as_str().map(str::to_owned).and_then(bounded);
        let list = |name: &str| claims[name].as_array().into_iter().flatten().filter_map(Value::as_str);
        Ok(Proof {
            issuer: self.rules.issuer.clone(),
            // At most 255 characters (OpenID Connect Core §2).
            subject: text("sub").filter(|sub| sub.len() <= 255).ok_or_else(|| Failed::wrong("it names nobody"))?,
            sid: text("sid"),
            email: text("email"),
            email_verified: is_true(&claims["email_verified"]),
            name: text("name"),
            language: text("locale"),
            time_zone: text("zoneinfo"),
            roles: self.rules.role.as_ref().map(|role| values(claims, &role.claim)).unwrap_or_default(),
            level: text("acr"),
            methods: list("amr").map(str::to_owned).collect(),
            proven_at: claims["auth_time"].as_i64(),
            tokens,
        })
    }

    /// What the ID token left out and the provider tells who has the access token (OpenID Connect Core §5.3).
    async fn ask_for_more(
        &self,
        known: &Known,
        client: &Client,
        tokens: &CoreTokenResponse,
        proof: &mut Proof,
    ) -> Result<(), Failed> {
        let token = tokens.access_token().clone();
        if known.metadata.userinfo_endpoint().is_none() || !token.secret().bytes().all(|b| b.is_ascii_graphic()) {
            return Ok(());
        }
        let subject = SubjectIdentifier::new(proof.subject.clone());
        let request =
            client.user_info(token, Some(subject)).map_err(|_| Failed::wrong("it has no userinfo endpoint"))?;
        let more: UserInfoClaims<More, CoreGenderClaim> = request
            .request_async(&self.http)
            .await
            .map_err(|_| Failed::Away("its userinfo cannot be had, or is another person's".into()))?;
        // In the words of the protocol again, so that both are read in one way.
        let claims = serde_json::to_value(&more).unwrap_or_default();
        let said = self.proof(&claims, proof.tokens.clone())?;
        if proof.email.is_none() {
            (proof.email, proof.email_verified) = (said.email, said.email_verified);
        }
        proof.name = proof.name.take().or(said.name);
        proof.language = proof.language.take().or(said.language);
        proof.time_zone = proof.time_zone.take().or(said.time_zone);
        if proof.roles.is_empty() {
            proof.roles = said.roles;
        }
        Ok(())
    }

    fn kept(&self, tokens: &CoreTokenResponse, now: Timestamp) -> Tokens {
        let text = |secret: &str| Zeroizing::new(secret.to_owned());
        let said = tokens.expires_in().and_then(|life| i64::try_from(life.as_secs()).ok());
        Tokens {
            access: text(tokens.access_token().secret()),
            refresh: tokens.refresh_token().map(|token| text(token.secret())),
            id: tokens.id_token().map(|token| Zeroizing::new(token.to_string())),
            expires_at: Some(now + said.unwrap_or(Seconds::MAX / 4).min(self.rules.access_token_life)),
        }
    }
}

/// Where a provider takes it only in the body, as Entra does, it goes there.
fn secret_goes(known: &Known) -> AuthType {
    let takes = known.metadata.token_endpoint_auth_methods_supported();
    match takes {
        Some(methods) if !methods.contains(&CoreClientAuthMethod::ClientSecretBasic) => AuthType::RequestBody,
        _ => AuthType::BasicAuth,
    }
}

enum NotBelieved {
    UnknownKey,
    Wrong(String),
}

/// Some write it as a text.
fn is_true(value: &Value) -> bool {
    value == true || value == "true"
}

/// Without what came back: tokens may stand in it.
fn failed(why: &RequestTokenError<NoAnswer, StandardErrorResponse<CoreErrorResponseType>>) -> Failed {
    match why {
        RequestTokenError::ServerResponse(answer) => match answer.error() {
            // It does not know us: that is ours to mend, and nobody's session is over for it.
            CoreErrorResponseType::InvalidClient | CoreErrorResponseType::UnauthorizedClient => {
                Failed::wrong(format!("it refuses us: {}", word(answer.error().as_ref())))
            }
            CoreErrorResponseType::InvalidGrant => Failed::Refused(word(answer.error().as_ref())),
            other => Failed::Away(format!("it answers with the error {}", word(other.as_ref()))),
        },
        RequestTokenError::Request(why @ NoAnswer::Elsewhere(_)) => Failed::wrong(why.to_string()),
        RequestTokenError::Request(why) => Failed::Away(why.to_string()),
        RequestTokenError::Parse(why, _) => Failed::Away(format!("its tokens cannot be read at {}", why.path())),
        RequestTokenError::Other(_) => Failed::Away("its answer about tokens is none".into()),
    }
}

/// Of an error only its name, and of that only what a name may have.
fn word(name: &str) -> String {
    name.chars().filter(|c| c.is_ascii_alphanumeric() || *c == '_').take(60).collect()
}
