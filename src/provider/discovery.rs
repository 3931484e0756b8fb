//! What a provider says of itself (OpenID Connect Discovery 1.0) and its keys: asked for when first needed, kept for an
//! hour, and for a day where it is away; its keys anew when something is signed by one that is not known.

use std::sync::{Arc, Mutex, PoisonError};

use openidconnect::core::{
    CoreAuthDisplay, CoreClaimName, CoreClaimType, CoreClientAuthMethod, CoreGrantType, CoreJsonWebKey,
    CoreJsonWebKeySet, CoreJweContentEncryptionAlgorithm, CoreJweKeyManagementAlgorithm, CoreResponseMode,
    CoreResponseType, CoreSubjectIdentifierType,
};
use openidconnect::{
    AdditionalProviderMetadata, DiscoveryError, EndSessionUrl, IssuerUrl, JsonWebKeySet, LogoutProviderMetadata,
    ProviderMetadata, TokenUrl, UserInfoUrl,
};
use serde::{Deserialize, Serialize};
use url::Url;

use super::Failed;
use super::http::{Http, NoAnswer};
use crate::clock::{DAY, HOUR, Seconds, Timestamp};

/// How long what it says is taken for new, in seconds.
const NEW: Seconds = HOUR;
/// How long it is used while the provider is away, in seconds.
const USABLE: Seconds = DAY;
/// How long after an attempt that failed it is left alone, in seconds: whoever comes next is told at once.
const PAUSE: Seconds = 10;
/// How often keys are asked for because one is unknown, in seconds: strangers can send what names an unknown key.
const KEYS_AGAIN: Seconds = 30;

/// What a provider says of itself beyond what the crate reads.
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
pub(super) struct More {
    authorization_response_iss_parameter_supported: Option<bool>,
}

impl AdditionalProviderMetadata for More {}

pub(super) type Metadata = ProviderMetadata<
    LogoutProviderMetadata<More>,
    CoreAuthDisplay,
    CoreClientAuthMethod,
    CoreClaimName,
    CoreClaimType,
    CoreGrantType,
    CoreJweContentEncryptionAlgorithm,
    CoreJweKeyManagementAlgorithm,
    CoreJsonWebKey,
    CoreResponseMode,
    CoreResponseType,
    CoreSubjectIdentifierType,
>;

/// What is known of a provider.
#[derive(Clone)]
pub(super) struct Known {
    pub(super) metadata: Metadata,
    at: Timestamp,
    keys_at: Timestamp,
}

impl Known {
    /// Where a browser signs out there.
    pub(super) fn end_session(&self) -> Option<&Url> {
        self.metadata.additional_metadata().end_session_endpoint.as_ref().map(EndSessionUrl::url)
    }

    /// Whether its answers always name it (RFC 9207).
    pub(super) fn names_itself(&self) -> bool {
        let more = &self.metadata.additional_metadata().additional_metadata;
        more.authorization_response_iss_parameter_supported == Some(true)
    }
}

/// A provider's word on itself, kept.
pub(super) struct Discovery {
    issuer: IssuerUrl,
    kept: Mutex<Option<Arc<Known>>>,
    /// Held while it is asked, so that of many who wait one asks; when it last failed, and how.
    asking: tokio::sync::Mutex<Option<(Timestamp, Failed)>>,
    /// When its keys were last asked for, whatever came of it.
    keys_asked_at: tokio::sync::Mutex<Timestamp>,
}

impl Discovery {
    pub(super) fn new(issuer: &str) -> Result<Self, String> {
        let issuer = IssuerUrl::new(issuer.to_owned()).map_err(|why| why.to_string())?;
        Ok(Self {
            issuer,
            kept: Mutex::default(),
            asking: tokio::sync::Mutex::default(),
            keys_asked_at: tokio::sync::Mutex::default(),
        })
    }

    /// What is known, asked for where that is nothing or old.
    pub(super) async fn known(&self, http: &Http, now: Timestamp) -> Result<Arc<Known>, Failed> {
        let new = |known: &Arc<Known>| (0..NEW).contains(&(now - known.at));
        if let Some(known) = self.kept().filter(new) {
            return Ok(known);
        }
        let mut failed = self.asking.lock().await;
        if let Some(known) = self.kept().filter(new) {
            return Ok(known);
        }
        let lately = failed.clone().filter(|(at, _)| (0..PAUSE).contains(&(now - at)));
        let asked = if let Some((_, why)) = lately {
            Err(why)
        } else {
            // Noted before, for whoever waits for long enough is gone before it is known.
            *failed = Some((now, Failed::Away("it does not answer in time".into())));
            self.ask(http, now).await
        };
        match asked {
            Ok(known) => {
                *failed = None;
                Ok(self.keep(known))
            }
            Err(why) => {
                if failed.as_ref().is_none_or(|(at, _)| *at == now) {
                    *failed = Some((now, why.clone()));
                }
                let usable = |known: &Arc<Known>| (0..USABLE).contains(&(now - known.at));
                self.kept().filter(usable).filter(|_| matches!(why, Failed::Away(_))).ok_or(why)
            }
        }
    }

    /// The same with its present keys, since something is signed by one that `known` does not have.
    pub(super) async fn with_new_keys(
        &self,
        known: &Arc<Known>,
        http: &Http,
        now: Timestamp,
    ) -> Result<Arc<Known>, Failed> {
        let mut asked_at = self.keys_asked_at.lock().await;
        if let Some(newer) = self.kept().filter(|kept| !Arc::ptr_eq(kept, known)) {
            return Ok(newer);
        }
        if (0..KEYS_AGAIN).contains(&(now - known.keys_at.max(*asked_at))) {
            return Err(Failed::wrong("signed by a key that it does not publish"));
        }
        // Before it is known what comes of it: a provider that fails is not asked each time a stranger sends something.
        *asked_at = now;
        let keys: CoreJsonWebKeySet =
            JsonWebKeySet::fetch_async(known.metadata.jwks_uri(), http).await.map_err(|why| failed(&why))?;
        let metadata = known.metadata.clone().set_jwks(keys);
        Ok(self.keep(Known { metadata, at: known.at, keys_at: now }))
    }

    async fn ask(&self, http: &Http, now: Timestamp) -> Result<Known, Failed> {
        let metadata = Metadata::discover_async(self.issuer.clone(), http).await.map_err(|why| failed(&why))?;
        let known = Known { metadata, at: now, keys_at: now };
        let metadata = &known.metadata;
        // Where secrets or browsers are sent is for the settings to say, not for whoever answers.
        let endpoints = [
            ("authorization_endpoint", Some(metadata.authorization_endpoint().url())),
            ("token_endpoint", metadata.token_endpoint().map(TokenUrl::url)),
            ("jwks_uri", Some(metadata.jwks_uri().url())),
            ("userinfo_endpoint", metadata.userinfo_endpoint().map(UserInfoUrl::url)),
            ("end_session_endpoint", known.end_session()),
        ];
        for (name, url) in endpoints {
            if let Some(url) = url.filter(|url| !http.allows(url)) {
                let origin = url.origin().ascii_serialization();
                return Err(Failed::wrong(format!("its {name} is at {origin}, which is not among its `hosts`")));
            }
        }
        Ok(known)
    }

    fn kept(&self) -> Option<Arc<Known>> {
        self.kept.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    fn keep(&self, known: Known) -> Arc<Known> {
        let known = Arc::new(known);
        *self.kept.lock().unwrap_or_else(PoisonError::into_inner) = Some(known.clone());
        known
    }
}

/// Without what came back: nobody knows what stands in it.
fn failed(why: &DiscoveryError<NoAnswer>) -> Failed {
    match why {
        DiscoveryError::Request(NoAnswer::Elsewhere(origin)) => {
            Failed::wrong(format!("its keys are at {origin}, which is not among its `hosts`"))
        }
        DiscoveryError::Request(why) => Failed::Away(why.to_string()),
        DiscoveryError::Response(status, ..) => Failed::Away(format!("it describes itself with status {status}")),
        DiscoveryError::Parse(why) => Failed::Away(format!("its description cannot be read at {}", why.path())),
        DiscoveryError::Validation(why) => Failed::wrong(why.clone()),
        _ => Failed::Away("its description cannot be read".into()),
    }
}
