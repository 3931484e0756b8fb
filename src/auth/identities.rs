//! The providers that an account is connected with: seeing them, connecting one, and disconnecting one, which is never the
//! last way in.

use uuid::Uuid;

use super::by_provider::{insert_identity, methods};
use super::confirm::Again;
use super::flows::{Finished, Found};
use super::grants::end_each;
use super::session::{EndReason, Live, Standing};
use super::token::SessionToken;
use super::{Auth, Client, kind};
use crate::config::ProviderRules;
use crate::db::AnyConnection;
use crate::error::Unavailable;
use crate::mail::letter::{Kind, Letter};
use crate::provider::{Proof, Provider};
use crate::store::events::NewEvent;
pub use crate::store::identities::IdentityRow;
use crate::store::{events, grants, identities, sessions, users};

/// How somebody can prove who they are.
#[derive(Clone, Debug)]
pub struct Ways {
    /// Whether by a password.
    pub password: bool,
    /// By which providers.
    pub identities: Vec<IdentityRow>,
}

/// How connecting a provider ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Connect {
    /// It opens this account from now on.
    Done,
    /// It does so already.
    Already,
    /// It opens another account.
    Taken,
    /// It was proven too long ago.
    Late,
}

/// How disconnecting one ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Disconnect {
    /// It opens nothing any more.
    Done,
    /// There is none of that id of theirs.
    NotTheirs,
    /// It is the last way in.
    Last,
}

impl Auth {
    /// How a user can prove who they are.
    pub async fn ways(&self, user: Uuid) -> Result<Ways, Unavailable> {
        let look = move |c: &mut AnyConnection| Ok((users::get(c, user)?, identities::of_user(c, user)?));
        let (row, identities) = self.db.read_together(look).await?;
        Ok(Ways { password: row.is_some_and(|row| row.password_hash.is_some()), identities })
    }

    /// Whether this identity is the only way in that a user has: a provider that is in the settings no more is none.
    #[must_use]
    pub fn is_last(&self, ways: &Ways, identity: &IdentityRow) -> bool {
        let usable =
            |known: &IdentityRow| self.providers().iter().any(|by| opens(known, &by.rules().name, &by.rules().issuer));
        !ways.password && !ways.identities.iter().any(|known| known.id() != identity.id() && usable(known))
    }

    /// What an identity is called in a letter.
    fn called(&self, provider: &str, email: Option<&str>) -> String {
        let label = self.provider(provider).map_or(provider, |known| &known.rules().label);
        email.map_or_else(|| label.to_owned(), |email| format!("{label} ({email})"))
    }

    /// Connects with the account of a session whom a provider has just proven. Its owner is told.
    pub async fn connect(&self, live: &Live, found: &Found, client: &Client) -> Result<Connect, Unavailable> {
        let now = self.now();
        // A session that is suddenly used from elsewhere, or by the secret before a rotation, connects nothing.
        if !found.is_for(live.person.id) || !found.counts(now) || !live.current || live.standing == Standing::Asked {
            return Ok(Connect::Late);
        }
        let (id, session) = (live.person.id, live.id);
        let Some(user) = self.db.read(move |c| users::get(c, id)).await? else { return Ok(Connect::Late) };
        let other = Some(self.called(&found.provider, found.email.as_deref()));
        let notice = self.notice_with(Kind::Connected, &user, client, |letter| Letter { other, ..letter })?;
        let (found, client) = (found.clone(), client.clone());
        self.db
            .write(move |c| {
                users::lock(c, id)?;
                // Whoever was thrown out since this request began is not to leave a way in behind.
                if sessions::find_live(c, session, id, now)?.is_none() {
                    return Ok(Connect::Late);
                }
                if let Some(known) = identities::find(c, &found.issuer, &found.subject)? {
                    return Ok(if known.user_id() == id { Connect::Already } else { Connect::Taken });
                }
                if !insert_identity(c, &found, now)? {
                    return Ok(Connect::Taken);
                }
                notice.insert(c)?;
                let event = client.event(kind::CONNECTED, id);
                let about = NewEvent { session_id: Some(session), detail: Some(&found.provider), ..event };
                events::insert(c, now, &about)?;
                Ok(Connect::Done)
            })
            .await
    }

    /// Disconnects one, and ends what it has opened but for this session.
    pub async fn disconnect(&self, live: &Live, identity: Uuid, client: &Client) -> Result<Disconnect, Unavailable> {
        let (id, session, now, keep, client) =
            (live.person.id, live.id, self.now(), self.keeps_history(), client.clone());
        let look = move |c: &mut AnyConnection| Ok((users::get(c, id)?, identities::of_user(c, id)?));
        let (user, known) = self.db.read_together(look).await?;
        let known = known.into_iter().find(|known| known.id() == identity);
        let (Some(user), Some(known)) = (user, known) else { return Ok(Disconnect::NotTheirs) };
        let other = Some(self.called(&known.provider, known.email.as_deref()));
        let notice = self.notice_with(Kind::Disconnected, &user, &client, |letter| Letter { other, ..letter })?;
        let rules = self.providers().iter().map(Provider::rules);
        let usable: Vec<(String, String)> = rules.map(|rules| (rules.name.clone(), rules.issuer.clone())).collect();
        self.db
            .write(move |c| {
                users::lock(c, id)?;
                let all = identities::of_user(c, id)?;
                let Some(this) = all.iter().find(|known| known.id() == identity) else {
                    return Ok(Disconnect::NotTheirs);
                };
                let password = users::get(c, id)?.is_some_and(|user| user.password_hash.is_some());
                let another = |known: &IdentityRow| {
                    known.id() != identity && usable.iter().any(|(name, issuer)| opens(known, name, issuer))
                };
                if !password && !all.iter().any(another) {
                    return Ok(Disconnect::Last);
                }
                identities::delete(c, identity, id)?;
                let mut opened = grants::sessions_of(c, &this.issuer, None, Some(&this.subject))?;
                opened.retain(|(opened, user)| *opened != session && *user == id);
                end_each(c, &opened, EndReason::Disconnected, (now, keep), &client)?;
                notice.insert(c)?;
                let event = client.event(kind::DISCONNECTED, id);
                let about = NewEvent { session_id: Some(session), detail: Some(&this.provider), ..event };
                events::insert(c, now, &about)?;
                Ok(Disconnect::Done)
            })
            .await
    }

    /// Proves the session's user again, by a provider that is connected with the account.
    pub(super) async fn confirm_by(
        &self,
        rules: &ProviderRules,
        proof: Proof,
        live: &Live,
        client: &Client,
    ) -> Result<Finished, Unavailable> {
        // Whoever holds the secret before a rotation does not get the new one.
        if !live.current {
            return Ok(Finished::Gone);
        }
        let found = self.identity_of(&proof).await?;
        let Some((identity, _)) = found.filter(|(_, user)| user.id() == live.person.id) else {
            return Ok(Finished::SomebodyElse);
        };
        // The provider that the session is from may have begun another one for it: that is the one it will speak of. Another
        // provider takes nothing over: the session goes on being the first one's to end.
        let given = if live.provider() == Some(&rules.name) {
            Some(self.given(&rules.name, rules.keep_tokens, &proof)?)
        } else {
            None
        };
        let by = Again { identity: identity.id(), email: proof.email.clone(), methods: methods(&rules.name, &proof) };
        let token: Option<SessionToken> = self
            .rotate_proven(live, client, Some(by), move |c, token| match given {
                Some(given) if grants::delete(c, token.session)? == 1 => given.insert(c, token),
                _ => Ok(()),
            })
            .await?;
        Ok(token.map_or(Finished::Gone, Finished::Confirmed))
    }
}

/// Whether an identity is of the provider that has this name and issuer now.
fn opens(identity: &IdentityRow, name: &str, issuer: &str) -> bool {
    identity.provider == name && identity.issuer == issuer
}
