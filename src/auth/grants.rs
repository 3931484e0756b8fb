//! What a provider gave with a session: kept sealed, renewed while the session is in use, and forgotten when it is over.
//! A provider that refuses to renew ends the session; one that is away ends nothing.

use std::collections::{BTreeMap, HashSet};
use std::sync::{Mutex, PoisonError};

use uuid::Uuid;
use zeroize::Zeroizing;

use super::provider_logout::hash_of;
use super::session::{EndReason, Live};
use super::token::SessionToken;
use super::{Auth, Client, kind};
use crate::clock::{MINUTE, Seconds, Timestamp};
use crate::config::MaxSession;
use crate::db::{self, AnyConnection};
use crate::error::Unavailable;
use crate::keys::Content;
use crate::provider::{Failed, Proof, Provider, Tokens};
use crate::store::events::NewEvent;
use crate::store::grants::{self, GrantRow, NewGrant, SealedTokens};
use crate::store::sessions::Ending;
use crate::store::{events, logout_tokens, sessions, users};

/// How long before they run out tokens are renewed, in seconds: longer than activity waits to be seen.
const AHEAD: Seconds = 90;
/// How long a server has to itself to renew one, in seconds: longer than a provider is waited for.
const CLAIM: Seconds = 30;
/// How long a provider that is away is left alone, in seconds.
const LATER: Seconds = MINUTE;
/// Sessions whose tokens are looked at in one turn.
const MOST: usize = 10_000;
/// Rows that are emptied in one transaction.
const STEP: i64 = 500;

/// What a provider gave, for the row beside a new session.
pub(super) struct Given {
    provider: String,
    issuer: String,
    subject: String,
    sid: Option<String>,
    tokens: Option<SealedTokens>,
}

impl Given {
    /// Whether the session there was ended while it was being taken over here.
    pub(super) fn is_over(&self, c: &mut AnyConnection) -> db::Answer<bool> {
        match &self.sid {
            Some(sid) => logout_tokens::is_taken(c, &hash_of("sid", &self.issuer, sid)),
            None => Ok(false),
        }
    }

    pub(super) fn insert(&self, c: &mut AnyConnection, token: &SessionToken) -> db::Answer<()> {
        let grant = NewGrant {
            session_id: token.session.as_bytes(),
            user_id: token.user.as_bytes(),
            provider: &self.provider,
            issuer: &self.issuer,
            subject: &self.subject,
            sid: self.sid.as_deref(),
            sealed: self.tokens.as_ref().map(|tokens| tokens.sealed.as_slice()),
            key_id: self.tokens.as_ref().map(|tokens| tokens.key_id),
            renew_at: self.tokens.as_ref().and_then(|tokens| tokens.renew_at),
        };
        grants::insert(c, &grant)
    }
}

/// Sessions that were in use since tokens were last renewed.
#[derive(Debug, Default)]
pub struct InUse(Mutex<HashSet<Uuid>>);

impl InUse {
    pub(super) fn add(&self, sessions: impl Iterator<Item = Uuid>) {
        let mut in_use = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let room = MOST.saturating_sub(in_use.len());
        in_use.extend(sessions.take(room));
    }

    fn take(&self) -> Vec<Uuid> {
        std::mem::take(&mut *self.0.lock().unwrap_or_else(PoisonError::into_inner)).into_iter().collect()
    }
}

impl Auth {
    /// What is kept of a proof.
    pub(super) fn given(&self, provider: &str, keep: bool, proof: &Proof) -> Result<Given, Unavailable> {
        let tokens = if keep { Some(self.seal_tokens(&proof.tokens)?) } else { None };
        Ok(Given {
            provider: provider.to_owned(),
            issuer: proof.issuer.clone(),
            subject: proof.subject.clone(),
            sid: proof.sid.clone(),
            tokens,
        })
    }

    /// The provider's access token of a session, for what an app does there on its user's behalf; `None` where none is
    /// kept or it has run out.
    pub async fn provider_token(&self, live: &Live) -> Result<Option<Zeroizing<String>>, Unavailable> {
        let (id, now) = (live.id, self.now());
        let row = self.db.read(move |c| grants::of_session(c, id)).await?;
        let tokens = row.and_then(|row| self.open_tokens(&row));
        Ok(tokens.filter(|tokens| tokens.expires_at.is_none_or(|ends| ends > now)).map(|tokens| tokens.access))
    }

    /// The sessions among those in use whose tokens are to be renewed now, by the names of their providers.
    pub async fn grants_due(&self) -> Result<BTreeMap<String, Vec<Uuid>>, Unavailable> {
        let (in_use, now) = (self.in_use.take(), self.now());
        let mut by_provider: BTreeMap<String, Vec<Uuid>> = BTreeMap::new();
        if !in_use.is_empty() {
            for (session, provider) in self.db.read_aside(move |c| grants::due(c, &in_use, now + AHEAD, now)).await? {
                by_provider.entry(provider).or_default().push(session);
            }
        }
        Ok(by_provider)
    }

    /// Renews the tokens of one session, unless another server is at it. Whether its provider could be asked.
    pub async fn renew_grant(&self, session: Uuid) -> Result<bool, Unavailable> {
        let now = self.now();
        let claim = now + CLAIM;
        let claimed = self
            .db
            .write(move |c| {
                if grants::claim(c, session, now + AHEAD, now, claim)? == 0 {
                    return Ok(None);
                }
                grants::of_session(c, session)
            })
            .await?;
        let Some(row) = claimed else { return Ok(true) };
        // It cannot be asked any more, and nobody else says that the session goes on.
        let Some(provider) = self.provider_of(&row) else {
            return self.end_unrenewed(&row, claim, "it is not in the settings any more").await.map(|()| true);
        };
        let Some(tokens) = self.open_tokens(&row) else {
            if provider.rules().max_session == MaxSession::Provider {
                return self
                    .end_unrenewed(&row, claim, "its tokens are sealed under a key that is gone")
                    .await
                    .map(|()| true);
            }
            return self.db.write(move |c| grants::put_off(c, session, claim, None)).await.map(|_| true);
        };
        match provider.refresh(&row.subject, &tokens, now).await {
            Ok(new) => {
                let sealed = self.seal_tokens(&new)?;
                self.db.write(move |c| grants::renew(c, session, claim, &sealed)).await.map(|_| true)
            }
            Err(Failed::Refused(why)) => self.end_unrenewed(&row, claim, &why).await.map(|()| true),
            Err(why) => {
                tracing::warn!(provider = row.provider, %why, "tokens were not renewed");
                self.db
                    .write(move |c| grants::put_off(c, session, claim, Some(now + AHEAD + LATER)))
                    .await
                    .map(|_| false)
            }
        }
    }

    /// Ends a session whose provider does not renew it; not one that it has just proven again.
    async fn end_unrenewed(&self, row: &GrantRow, claim: Timestamp, why: &str) -> Result<(), Unavailable> {
        let (session, user, now, keep) = (row.session_id(), row.user_id(), self.now(), self.keeps_history());
        let ended = self
            .db
            .write(move |c| {
                users::lock(c, user)?;
                if !grants::is_claimed(c, session, claim)? {
                    return Ok(0);
                }
                end_each(c, &[(session, user)], EndReason::Provider, (now, keep), &Client::default())
            })
            .await?;
        if ended > 0 {
            tracing::info!(provider = row.provider, %session, why, "a session was ended: its provider does not renew it");
        }
        Ok(())
    }

    /// Forgets the tokens of sessions that are over.
    pub(super) async fn forget_grants(&self) -> Result<(), Unavailable> {
        // What was in use a moment ago may still have to be written.
        let now = self.now() - MINUTE;
        loop {
            let over = self.db.read_aside(move |c| grants::kept_over(c, now, STEP)).await?;
            if over.is_empty() {
                return Ok(());
            }
            self.db.write(move |c| grants::forget(c, &over)).await?;
        }
    }

    /// The provider that gave it: under its name another may stand in the settings by now.
    pub(super) fn provider_of(&self, row: &GrantRow) -> Option<&Provider> {
        self.provider(&row.provider).filter(|provider| provider.rules().issuer == row.issuer)
    }

    pub(super) fn open_tokens(&self, row: &GrantRow) -> Option<Tokens> {
        self.open(Content::Tokens, row.key_id?, row.sealed.as_deref()?)
    }

    fn seal_tokens(&self, tokens: &Tokens) -> Result<SealedTokens, Unavailable> {
        Ok(SealedTokens {
            sealed: self.seal(Content::Tokens, tokens)?,
            key_id: self.keys.current().id(),
            // Without a refresh token there is nothing to renew.
            renew_at: tokens.refresh.as_ref().and(tokens.expires_at),
        })
    }
}

/// `which` in the order of users, so that two servers never wait for each other.
pub(super) fn end_each(
    c: &mut AnyConnection,
    which: &[(Uuid, Uuid)],
    reason: EndReason,
    (now, keep): (Timestamp, bool),
    client: &Client,
) -> db::Answer<usize> {
    let mut count = 0;
    for (session, user) in which {
        users::lock(c, *user)?;
        let ending = Ending { at: now, reason: reason.name(), by: None, keep };
        if sessions::end(c, *session, *user, ending)? == 0 {
            continue;
        }
        count += 1;
        let event = client.event(kind::SESSION_ENDED, *user);
        events::insert(c, now, &NewEvent { session_id: Some(*session), detail: Some(reason.name()), ..event })?;
    }
    Ok(count)
}
