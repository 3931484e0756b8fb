//! Signing out on both sides: the provider ends sessions here by a logout token, and signing out here goes on there.

use sha2::{Digest, Sha256};

use super::grants::end_each;
use super::session::{EndReason, Live};
use super::{Auth, Client};
use crate::error::Unavailable;
use crate::provider::Failed;
pub use crate::store::grants::GrantRow;
use crate::store::{grants, logout_tokens};

/// What a logout token has done.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum LogoutToken {
    /// It ended so many sessions.
    Ended(usize),
    /// It is refused: nobody's, another's, or used already.
    Refused,
    /// The provider cannot be asked for its keys now.
    Away,
}

impl Auth {
    /// Ends the sessions that a logout token names, at once and on all servers. It counts once, also where it names none.
    pub async fn provider_signed_out(
        &self,
        provider: &str,
        token: &str,
        client: &Client,
    ) -> Result<LogoutToken, Unavailable> {
        let Some(provider) = self.provider(provider) else { return Ok(LogoutToken::Refused) };
        let now = self.now();
        let said = match provider.signed_out(token, now).await {
            Ok(said) => said,
            Err(why @ Failed::Away(_)) => {
                tracing::warn!(provider = provider.rules().name, %why, "a logout token could not be checked");
                return Ok(LogoutToken::Away);
            }
            Err(why) => {
                let ip = client.ip.map(tracing::field::display);
                tracing::warn!(provider = provider.rules().name, ip, %why, "a logout token was refused");
                return Ok(LogoutToken::Refused);
            }
        };
        let hash = hash_of("jti", &said.issuer, &said.token_id);
        let keep = self.keeps_history();
        let ended = self
            .db
            .write(move |c| {
                if logout_tokens::take(c, &hash, said.until)? == 0 {
                    return Ok(None);
                }
                // A sign-in of that session may just be under way here, and would be written after this.
                if let Some(sid) = &said.sid {
                    logout_tokens::take(c, &hash_of("sid", &said.issuer, sid), said.until)?;
                }
                let which = grants::sessions_of(c, &said.issuer, said.sid.as_deref(), said.subject.as_deref())?;
                // Where the provider's server stands says nothing of the person.
                end_each(c, &which, EndReason::ProviderSignedOut, (now, keep), &Client::default()).map(Some)
            })
            .await?;
        Ok(ended.map_or(LogoutToken::Refused, LogoutToken::Ended))
    }

    /// What its provider gave with a session that is about to end, where it is to be signed out of there too.
    pub async fn grant_of(&self, live: &Live) -> Option<GrantRow> {
        live.provider()?;
        let id = live.id;
        // An outage here is one at the sign-out too.
        let row = self.db.read(move |c| grants::of_session(c, id)).await.ok().flatten()?;
        self.provider_of(&row).filter(|provider| provider.rules().sign_out)?;
        Some(row)
    }

    /// Where the browser goes to be signed out there, and then back to `back`; `None` where there is no such place, or the
    /// provider is away: nobody is kept here by it.
    pub async fn sign_out_there(&self, grant: &GrantRow, back: &str) -> Option<String> {
        let tokens = self.open_tokens(grant);
        let provider = self.provider_of(grant)?;
        let url = provider.end_session(tokens.as_ref(), grant.sid.as_deref(), back, self.now()).await?;
        Some(url.to_string())
    }
}

/// The name under which a logout token, or a session at a provider that one has ended, is remembered.
pub(super) fn hash_of(what: &str, issuer: &str, id: &str) -> [u8; 32] {
    let parts = [what, issuer, id];
    parts.iter().fold(Sha256::new(), |hash, part| hash.chain_update(part).chain_update([0])).finalize().into()
}
