//! Speaking with providers who prove who somebody is: by OpenID Connect, or by the API of WorkOS. What they say is
//! checked here; what follows from it is auth's. May import config, jws, clock; must not know users, sessions or pages.

mod discovery;
mod http;
mod oidc;
mod signed;
mod workos;

use std::time::Duration;

use serde::{Deserialize, Serialize};
use serde_json::Value;
use tokio::sync::Semaphore;
use tokio::time::timeout;
use url::Url;
use zeroize::Zeroizing;

use crate::clock::{Seconds, Timestamp};
use crate::config::{ProviderKind, ProviderRules};
use oidc::Oidc;
use workos::WorkOs;

/// How long a provider may take for all that one sign-in needs of it.
const PATIENCE: Duration = Duration::from_secs(6);
/// Conversations with one provider at once: one that is slow is not to hold all that ask.
const AT_ONCE: usize = 32;
/// How far its clock may be from ours, in seconds.
const SKEW: Seconds = 60;

/// Why a provider could not be asked, or is not believed. Its words hold nothing that was secret.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Failed {
    /// It is away, slow, or answers what nobody can read: to be tried again.
    #[error("the provider cannot be asked: {0}")]
    Away(String),
    /// It refuses: a code that was used, a grant that is over. By its own word for why.
    #[error("the provider refuses: {0}")]
    Refused(String),
    /// What it says is not to be believed.
    #[error("the provider is not believed: {0}")]
    Wrong(String),
}

impl Failed {
    fn wrong(why: impl Into<String>) -> Self {
        Self::Wrong(why.into())
    }
}

/// What ties an answer to the browser that began: kept sealed in its cookie.
#[derive(Clone, Debug)]
pub struct Ties {
    /// Comes back in the address.
    pub state: Zeroizing<String>,
    /// Comes back in the ID token.
    pub nonce: Zeroizing<String>,
    /// The secret of PKCE (RFC 7636).
    pub verifier: Zeroizing<String>,
}

/// How a sign-in is begun.
#[derive(Clone, Copy, Debug)]
pub struct Begin<'a> {
    /// What ties the answer to this browser.
    pub ties: &'a Ties,
    /// Where the answer comes to.
    pub callback: &'a str,
    /// Whether the person has to prove themselves again, whatever session the provider has of them.
    pub again: bool,
    /// The page's language.
    pub language: &'a str,
}

impl Begin<'_> {
    /// What the settings add; what asks for a fresh proof is not overruled.
    fn parameters<'r>(&self, rules: &'r ProviderRules) -> impl Iterator<Item = (&'r String, &'r String)> {
        let again = self.again;
        rules.parameters.iter().filter(move |(name, _)| !again || !["prompt", "max_age"].contains(&name.as_str()))
    }
}

/// What came back to the callback.
#[derive(Clone, Copy, Debug)]
pub struct Answer<'a> {
    /// The code.
    pub code: &'a str,
    /// Who says it is answering (RFC 9207).
    pub issuer: Option<&'a str>,
    /// Where it came to.
    pub callback: &'a str,
    /// When the person had to prove themselves again, if they had to.
    pub again_since: Option<Timestamp>,
}

/// Whom a provider has proven, and what else it says.
#[derive(Clone, Debug)]
pub struct Proof {
    /// Who says so.
    pub issuer: String,
    /// Who it is, there: the same for good.
    pub subject: String,
    /// The session there.
    pub sid: Option<String>,
    /// Their e-mail there.
    pub email: Option<String>,
    /// Whether the provider has seen that they read its mail.
    pub email_verified: bool,
    /// What they call themselves there.
    pub name: Option<String>,
    /// A language, as in `de-AT`.
    pub language: Option<String>,
    /// A time zone, as in `Europe/Vienna`.
    pub time_zone: Option<String>,
    /// Values of the claim that decides the role.
    pub roles: Vec<String>,
    /// How well it was proven (`acr`).
    pub level: Option<String>,
    /// By what (`amr`).
    pub methods: Vec<String>,
    /// When (`auth_time`).
    pub proven_at: Option<Timestamp>,
    /// What it gave for later.
    pub tokens: Tokens,
}

/// What a provider gave for later. Sealed wherever it is kept.
#[derive(Clone, Deserialize, Serialize)]
pub struct Tokens {
    /// Opens what the provider keeps.
    pub access: Zeroizing<String>,
    /// Gets the next one.
    pub refresh: Option<Zeroizing<String>>,
    /// What the session there is recognised by when it is signed out of.
    pub id: Option<Zeroizing<String>>,
    /// When `access` runs out, where that was said.
    pub expires_at: Option<Timestamp>,
}

impl std::fmt::Debug for Tokens {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Tokens(…)")
    }
}

/// What a provider says has ended there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SignedOut {
    /// Who says so.
    pub issuer: String,
    /// One session.
    pub sid: Option<String>,
    /// All of somebody's, where no session is named; else whose it has to be.
    pub subject: Option<String>,
    /// The token's own id: it counts once.
    pub token_id: String,
    /// Until when it could be sent again.
    pub until: Timestamp,
}

/// One provider: its rules, and what is known of it.
pub struct Provider {
    rules: ProviderRules,
    protocol: Protocol,
    /// For people who sign in, for renewals, and for what anybody can send: none of them fills the others' places.
    places: [Semaphore; 3],
}

/// What a provider is asked for.
#[derive(Clone, Copy)]
enum For {
    SignIn,
    Renewal,
    Logout,
}

enum Protocol {
    Oidc(Oidc),
    WorkOs(WorkOs),
}

impl std::fmt::Debug for Provider {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Provider({})", self.rules.name)
    }
}

impl Provider {
    /// Nothing is asked yet.
    pub fn new(rules: &ProviderRules) -> Result<Self, String> {
        let protocol = match rules.kind {
            ProviderKind::Oidc => Protocol::Oidc(Oidc::new(rules)?),
            ProviderKind::WorkOs => Protocol::WorkOs(WorkOs::new(rules)?),
        };
        Ok(Self { rules: rules.clone(), protocol, places: [(); 3].map(|()| Semaphore::new(AT_ONCE)) })
    }

    /// Its settings.
    #[must_use]
    pub fn rules(&self) -> &ProviderRules {
        &self.rules
    }

    /// Where to send a browser that is to begin.
    pub async fn begin(&self, begin: Begin<'_>, now: Timestamp) -> Result<Url, Failed> {
        self.within(For::SignIn, async {
            match &self.protocol {
                Protocol::Oidc(oidc) => oidc.begin(begin, now).await,
                Protocol::WorkOs(workos) => workos.begin(begin),
            }
        })
        .await
    }

    /// Whom the provider has proven, by what came back.
    pub async fn finish(&self, answer: Answer<'_>, ties: &Ties, now: Timestamp) -> Result<Proof, Failed> {
        self.within(For::SignIn, async {
            match &self.protocol {
                Protocol::Oidc(oidc) => oidc.finish(answer, ties, now).await,
                Protocol::WorkOs(workos) => workos.finish(answer, ties, now).await,
            }
        })
        .await
    }

    /// New tokens for `subject`, by the refresh token.
    pub async fn refresh(&self, subject: &str, tokens: &Tokens, now: Timestamp) -> Result<Tokens, Failed> {
        self.within(For::Renewal, async {
            match &self.protocol {
                Protocol::Oidc(oidc) => oidc.refresh(subject, tokens, now).await,
                Protocol::WorkOs(workos) => workos.refresh(subject, tokens, now).await,
            }
        })
        .await
    }

    /// Where to send a browser to be signed out there too, and then to `back`; `None` where that cannot be.
    pub async fn end_session(
        &self,
        tokens: Option<&Tokens>,
        sid: Option<&str>,
        back: &str,
        now: Timestamp,
    ) -> Option<Url> {
        let asked = self.within(For::SignIn, async {
            match &self.protocol {
                Protocol::Oidc(oidc) => oidc.end_session(tokens, back, now).await,
                Protocol::WorkOs(workos) => Ok(sid.and_then(|sid| workos.end_session(sid, back))),
            }
        });
        asked.await.ok().flatten()
    }

    /// What a logout token says has ended (OpenID Connect Back-Channel Logout 1.0).
    pub async fn signed_out(&self, token: &str, now: Timestamp) -> Result<SignedOut, Failed> {
        self.within(For::Logout, async {
            match &self.protocol {
                Protocol::Oidc(oidc) => oidc.signed_out(token, now).await,
                Protocol::WorkOs(_) => Err(Failed::wrong("it has no logout tokens")),
            }
        })
        .await
    }

    async fn within<T>(&self, what: For, asked: impl Future<Output = Result<T, Failed>>) -> Result<T, Failed> {
        let _place =
            self.places[what as usize].try_acquire().map_err(|_| Failed::Away("too many ask it at once".into()))?;
        match timeout(PATIENCE, asked).await {
            Ok(answer) => answer,
            Err(_) => Err(Failed::Away("it does not answer in time".into())),
        }
    }
}

/// The values of a claim, with dots on the way into it: a text, or texts in a list.
fn values(claims: &Value, path: &str) -> Vec<String> {
    // A name with dots in it, as those that are addresses have, comes first.
    let found = claims.get(path).or_else(|| path.split('.').try_fold(claims, |at: &Value, part: &str| at.get(part)));
    match found {
        Some(Value::String(one)) => vec![one.clone()],
        Some(Value::Array(all)) => all.iter().filter_map(|one| one.as_str().map(str::to_owned)).collect(),
        _ => Vec::new(),
    }
}

/// A text from a provider that is to be shown or compared: nobody needs one longer than that.
fn bounded(text: String) -> Option<String> {
    (!text.is_empty() && text.len() <= 1000 && !text.chars().any(char::is_control)).then_some(text)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_claim_is_found_by_its_name_or_by_its_way() {
        let claims = json!({
            "groups": ["a", 1, "b"],
            "role": "admin",
            "realm_access": { "roles": ["staff"] },
            "https://example.org/roles": ["x"],
        });
        assert_eq!(values(&claims, "groups"), ["a", "b"]);
        assert_eq!(values(&claims, "role"), ["admin"]);
        assert_eq!(values(&claims, "realm_access.roles"), ["staff"]);
        assert_eq!(values(&claims, "https://example.org/roles"), ["x"]);
        for none in ["", ".", "realm_access", "groups.a", "x.y"] {
            assert!(values(&claims, none).is_empty(), "{none}");
        }
    }
}
