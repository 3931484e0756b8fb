//! What is begun at a provider, bound to the browser that began it, and what comes of it when that comes back. Whose
//! account it then is, by_provider.rs says.

use serde::{Deserialize, Serialize};
use subtle::ConstantTimeEq;
use uuid::Uuid;
use zeroize::Zeroizing;

use super::links::Purpose;
use super::session::Live;
use super::sign_in::{Browser, Started};
use super::throttle::Counted;
use super::token::{Secret, SessionToken};
use super::{Auth, Client};
use crate::clock::{MINUTE, Seconds, Timestamp};
use crate::error::Unavailable;
use crate::provider::{Answer, Begin, Failed, Provider, Ties};
use crate::store::links;

/// How long a person has at the provider, in seconds.
pub const LIFE: Seconds = 15 * MINUTE;

/// What a browser has begun: sealed in its cookie until the provider sends it back.
#[derive(Clone, Deserialize, Serialize)]
pub struct Flow {
    /// With whom.
    pub provider: String,
    /// For what.
    pub aim: Aim,
    /// Where to go then.
    pub next: Option<String>,
    /// The secret by which a kept form is found again.
    kept: Option<String>,
    state: Zeroizing<String>,
    nonce: Zeroizing<String>,
    verifier: Zeroizing<String>,
    at: Timestamp,
}

/// What somebody is proven for.
#[derive(Clone, Copy, Debug, Deserialize, Serialize, PartialEq, Eq)]
pub enum Aim {
    /// To sign in.
    SignIn,
    /// To connect the provider with the account of this session.
    Connect(Uuid),
    /// To prove again within this session.
    Confirm(Uuid),
}

/// A flow and where its browser is to go.
pub enum Begun {
    /// There.
    Go(Box<Flow>, String),
    /// There is no such provider.
    Unknown,
    /// It is away, or cannot be used as it is.
    Away,
    /// Too many attempts: one more in so many seconds.
    Wait(Seconds),
}

/// What came back with the browser.
#[derive(Clone, Copy, Debug)]
pub struct Came<'a> {
    /// The code.
    pub code: Option<&'a str>,
    /// Who answers.
    pub issuer: Option<&'a str>,
    /// Why there is no code.
    pub error: Option<&'a str>,
    /// Where it came to.
    pub callback: &'a str,
}

/// The browser that came back.
#[derive(Clone, Debug)]
pub struct Visit {
    /// From where.
    pub client: Client,
    /// The browser, if it has signed anybody in before.
    pub browser: Option<Browser>,
    /// The session it holds.
    pub holder: Option<Live>,
}

/// Whom a provider has proven, who is not connected with an account yet: sealed in the browser's cookie until its owner
/// says which account that is.
#[derive(Clone, Debug, Deserialize, Serialize, PartialEq, Eq)]
pub struct Found {
    /// Who proved them.
    pub provider: String,
    /// Their e-mail there.
    pub email: Option<String>,
    /// Whose account it may be connected with.
    pub(super) user: Uuid,
    pub(super) issuer: String,
    pub(super) subject: String,
    pub(super) at: Timestamp,
}

/// What came of it.
pub enum Finished {
    /// A session was started.
    Started(Started),
    /// They were proven again: the session's new token.
    Confirmed(SessionToken),
    /// They are known, and the account is to be connected by its owner.
    Connect(Found),
    /// The e-mail has an account: whoever can sign in to it may connect the two.
    HasAccount(Found),
    /// There is no account connected.
    NoAccount,
    /// The provider has not seen that the e-mail is theirs, or tells none.
    EmailUnproven,
    /// Somebody else was proven than the session's user.
    SomebodyElse,
    /// They did not go through with it there.
    Cancelled,
    /// The provider is away, or is not believed.
    Failed,
    /// The session it was begun in is over.
    Gone,
    /// Too many attempts: one more in so many seconds.
    Wait(Seconds),
}

impl Flow {
    /// Whether it is this one that came back with `state`, in time.
    #[must_use]
    pub fn is(&self, provider: &str, state: &str, now: Timestamp) -> bool {
        self.counts(now) && self.provider == provider && bool::from(self.state.as_bytes().ct_eq(state.as_bytes()))
    }

    /// Whether it can still come back.
    #[must_use]
    pub fn counts(&self, now: Timestamp) -> bool {
        (0..LIFE).contains(&(now - self.at))
    }
}

impl Finished {
    /// Why somebody who was proven is not let in, for the log.
    fn refusal(&self) -> Option<&'static str> {
        match self {
            Self::NoAccount => Some("no account is connected, or it is disabled"),
            Self::EmailUnproven => Some("the provider does not say that the e-mail is theirs"),
            Self::SomebodyElse => Some("another person than the session's"),
            Self::HasAccount(_) => Some("the e-mail has an account, which is not connected"),
            _ => None,
        }
    }
}

impl Found {
    /// Whether it may be connected with this user's account: nobody else is asked to in the same browser.
    #[must_use]
    pub fn is_for(&self, user: Uuid) -> bool {
        self.user == user
    }

    /// Whether it still counts.
    #[must_use]
    pub fn counts(&self, now: Timestamp) -> bool {
        (0..LIFE).contains(&(now - self.at))
    }
}

impl Auth {
    /// The providers, in the order of their names.
    #[must_use]
    pub fn providers(&self) -> &[Provider] {
        &self.providers
    }

    /// The provider of a name.
    #[must_use]
    pub fn provider(&self, name: &str) -> Option<&Provider> {
        self.providers.iter().find(|provider| provider.rules().name == name)
    }

    pub(super) fn keeps_grants(&self) -> bool {
        self.providers.iter().any(|provider| provider.rules().keep_tokens)
    }

    /// Begins: `callback` is where the provider is to send the browser back to, `kept` a form that is gone on with then.
    pub async fn begin_with(
        &self,
        provider: &str,
        aim: Aim,
        (next, kept): (Option<&str>, Option<&str>),
        (callback, language): (&str, &str),
        client: &Client,
    ) -> Result<Begun, Unavailable> {
        let Some(provider) = self.provider(provider) else { return Ok(Begun::Unknown) };
        // A kept form is a row: nobody fills the table with one and the same.
        if kept.is_some()
            && let Counted::Wait(seconds) = self.count(&[Self::address(client)]).await?
        {
            return Ok(Begun::Wait(seconds));
        }
        let now = self.now();
        let fresh = || Secret::generate().map(|secret| secret.encode());
        let ties = Ties { state: fresh()?, nonce: fresh()?, verifier: fresh()? };
        let again = matches!(aim, Aim::Confirm(_));
        let url = match provider.begin(Begin { ties: &ties, callback, again, language }, now).await {
            Ok(url) => url,
            Err(why) => {
                tracing::warn!(provider = provider.rules().name, %why, "a sign-in could not be begun");
                return Ok(Begun::Away);
            }
        };
        let kept = match kept {
            Some(kept) => Some(self.keep_form(kept).await?),
            None => None,
        };
        let flow = Flow {
            provider: provider.rules().name.clone(),
            aim,
            next: next.map(str::to_owned),
            kept,
            state: ties.state,
            nonce: ties.nonce,
            verifier: ties.verifier,
            at: now,
        };
        Ok(Begun::Go(Box::new(flow), url.into()))
    }

    /// What comes of a flow whose browser has come back.
    pub async fn finish_with(&self, flow: &Flow, came: Came<'_>, visit: Visit) -> Result<Finished, Unavailable> {
        let Some(provider) = self.provider(&flow.provider) else { return Ok(Finished::Failed) };
        let held = visit.holder.as_ref().map(|live| live.id);
        if let Aim::Connect(session) | Aim::Confirm(session) = flow.aim
            && held != Some(session)
        {
            return Ok(Finished::Gone);
        }
        let Some(code) = came.code else {
            let cancelled = came.error == Some("access_denied");
            if !cancelled {
                let why: String =
                    came.error.unwrap_or_default().chars().filter(char::is_ascii_graphic).take(60).collect();
                tracing::warn!(provider = flow.provider, why, "a provider sent somebody back without a proof");
            }
            return Ok(if cancelled { Finished::Cancelled } else { Finished::Failed });
        };
        let allowances = match self.count(&[Self::address(&visit.client)]).await? {
            Counted::Go(allowances) => allowances,
            Counted::Wait(seconds) => return Ok(Finished::Wait(seconds)),
            Counted::Stopped => return Ok(Finished::Failed),
        };
        let ties = Ties { state: flow.state.clone(), nonce: flow.nonce.clone(), verifier: flow.verifier.clone() };
        let again_since = matches!(flow.aim, Aim::Confirm(_)).then_some(flow.at);
        let answer = Answer { code, issuer: came.issuer, callback: came.callback, again_since };
        let proof = match provider.finish(answer, &ties, self.now()).await {
            Ok(proof) => proof,
            Err(why) => {
                tracing::warn!(
                    provider = flow.provider,
                    ip = visit.client.ip.map(tracing::field::display),
                    %why,
                    "somebody was not proven by a provider"
                );
                return Ok(if matches!(why, Failed::Refused(_)) { Finished::Cancelled } else { Finished::Failed });
            }
        };
        self.forgive(allowances).await?;
        let ip = visit.client.ip.map(tracing::field::display);
        let finished = match (flow.aim, visit.holder.clone()) {
            (Aim::SignIn, _) => self.sign_in_by(provider.rules(), proof, visit).await?,
            (Aim::Connect(_), Some(live)) => Finished::Connect(self.found(provider.rules(), &proof, live.person.id)),
            (Aim::Confirm(_), Some(live)) => self.confirm_by(provider.rules(), proof, &live, &visit.client).await?,
            (Aim::Connect(_) | Aim::Confirm(_), None) => Finished::Gone,
        };
        if let Some(why) = finished.refusal() {
            tracing::info!(provider = flow.provider, ip, why, "somebody whom a provider has proven was not let in");
        }
        Ok(finished)
    }

    /// Keeps a form, sealed, until its sender was proven; gives back the secret by which it is found.
    async fn keep_form(&self, form: &str) -> Result<String, Unavailable> {
        let link = self.new_link_with(Purpose::Kept, None, "", &form)?;
        let secret = link.secret.encode().to_string();
        self.db.write(move |c| link.insert(c)).await?;
        Ok(secret)
    }

    /// The form that a flow goes on with, once.
    pub async fn kept_form(&self, flow: &Flow) -> Result<Option<String>, Unavailable> {
        let Some(secret) = flow.kept.as_deref().and_then(Secret::decode) else { return Ok(None) };
        let (hash, now) = (secret.hash(), self.now());
        let row = self
            .db
            .write(move |c| {
                let row = links::find(c, &hash, Purpose::Kept.name(), now)?;
                links::use_up(c, &hash, Purpose::Kept.name(), now)?;
                Ok(row)
            })
            .await?;
        Ok(row.and_then(|row| self.content_of(&row)))
    }
}
