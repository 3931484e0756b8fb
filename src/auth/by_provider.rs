//! Signing in whom a provider has proven: whose account that is, and what is made of it the first time.
//!
//! It is decided by issuer and subject alone (ASVS 10.5.2): whoever says an e-mail at a provider has not shown here that
//! the account of that e-mail is theirs.

use uuid::Uuid;

use super::accounts::{self, Made, NewAccount};
use super::email::Email;
use super::envelope::Invitation;
use super::flows::{Finished, Found, Visit};
use super::links::Purpose;
use super::profile;
use super::session::BY_PROVIDER;
use super::start::{By, ByProvider, Changes, Proven};
use super::{Auth, Client};
use crate::clock::{Seconds, Timestamp};
use crate::config::{FirstSignIn, MaxSession, ProviderRules, USER};
use crate::db::{self, AnyConnection};
use crate::embedded;
use crate::error::Unavailable;
use crate::provider::Proof;
use crate::store::browsers;
use crate::store::identities::{self, IdentityRow, NewIdentity};
use crate::store::links::{self, LinkRow};
use crate::store::users::{self, CredentialsRow};

impl Auth {
    /// Signs in whom a provider has proven, or says what keeps them out.
    pub(super) async fn sign_in_by(
        &self,
        rules: &ProviderRules,
        proof: Proof,
        visit: Visit,
    ) -> Result<Finished, Unavailable> {
        if let Some((identity, user)) = self.identity_of(&proof).await? {
            return self.start_by(rules, proof, (identity, user), visit, false).await;
        }
        let verified = proof.email_verified || rules.trust_email;
        // What is not proven there is not asked for here: else whoever types an e-mail at a provider learns who has an
        // account.
        let email = proof.email.as_deref().filter(|_| verified).and_then(|email| Email::parse(email).ok());
        let Some(email) = email else {
            return Ok(match rules.first_sign_in {
                FirstSignIn::Refuse => Finished::NoAccount,
                FirstSignIn::Create | FirstSignIn::Invite => Finished::EmailUnproven,
            });
        };
        let (canonical, now) = (email.canonical().to_owned(), self.now());
        let look = move |c: &mut AnyConnection| {
            let user = users::find(c, &canonical)?.map(|user| user.id());
            Ok((user, links::of_email(c, &canonical, Purpose::Invited.name(), now)?))
        };
        let (taken, invited) = self.db.read_together(look).await?;
        let invitation = match (taken, rules.first_sign_in) {
            (Some(user), _) => return Ok(Finished::HasAccount(self.found(rules, &proof, user))),
            (None, FirstSignIn::Create) => None,
            (None, FirstSignIn::Invite) => match self.open_invitation(invited).await? {
                None => return Ok(Finished::NoAccount),
                open => open,
            },
            (None, FirstSignIn::Refuse) => return Ok(Finished::NoAccount),
        };
        // The first account is made by whoever runs the server: after another, nobody could any more.
        if !self.has_accounts().await? {
            return Ok(Finished::NoAccount);
        }
        if !self.make_by(rules, &proof, email, invitation, &visit.client).await? {
            return Ok(Finished::NoAccount);
        }
        match self.identity_of(&proof).await? {
            Some(whose) => self.start_by(rules, proof, whose, visit, true).await,
            None => Ok(Finished::NoAccount),
        }
    }

    /// A session for the user of an identity.
    async fn start_by(
        &self,
        rules: &ProviderRules,
        proof: Proof,
        (identity, user): (IdentityRow, CredentialsRow),
        visit: Visit,
        made: bool,
    ) -> Result<Finished, Unavailable> {
        if user.disabled_at.is_some() {
            return Ok(Finished::NoAccount);
        }
        let now = self.now();
        let known = match visit.browser.clone().filter(|browser| browser.users.contains(&user.id())) {
            Some(browser) => {
                let id = user.id();
                self.db.read(move |c| browsers::has_proven(c, browser.id, id)).await?
            }
            None => false,
        };
        let role = role_of(rules, &proof).filter(|role| *role != user.role);
        let profile = (rules.update_profile && !made).then(|| profile_of(&proof, &user));
        let profile = profile
            .filter(|profile| (&profile.0, &profile.1, &profile.2) != (&user.name, &user.language, &user.time_zone));
        let by = ByProvider {
            identity: identity.id(),
            email: proof.email.clone(),
            methods: methods(&rules.name, &proof),
            // Where nobody says when, it may have been long ago: it opens nothing that asks for a recent sign-in.
            proven_at: proof.proven_at.unwrap_or(now - self.sessions.recent_sign_in).min(now),
            life: self.life(rules, &proof),
            given: self.given(&rules.name, rules.keep_tokens, &proof)?,
            changes: Changes { role, profile },
        };
        let proven = Proven {
            user,
            known,
            browser: visit.browser,
            replaces: visit.holder,
            remember: rules.remember,
            client: visit.client,
            by: By::Provider(Box::new(by)),
        };
        Ok(self.start(proven).await?.map_or(Finished::NoAccount, Finished::Started))
    }

    /// How long a session may last where the provider decides: as long as what it gave, or, where that can be renewed, as
    /// long as any.
    fn life(&self, rules: &ProviderRules, proof: &Proof) -> Option<Seconds> {
        if rules.max_session == MaxSession::Own {
            return None;
        }
        let longest = self.sessions.remember_absolute_timeout.max(self.sessions.absolute_timeout);
        let renewed = rules.keep_tokens && proof.tokens.refresh.is_some();
        let given = proof.tokens.expires_at.map_or(longest, |ends| ends - self.now());
        Some(if renewed { longest } else { given.clamp(1, longest) })
    }

    /// An invitation, while it counts, and the hash of its secret.
    async fn open_invitation(
        &self,
        invited: Option<(Vec<u8>, LinkRow)>,
    ) -> Result<Option<(Invitation, Vec<u8>)>, Unavailable> {
        let Some((hash, link)) = invited else { return Ok(None) };
        let Some(invitation) = self.content_of::<Invitation>(&link) else { return Ok(None) };
        Ok(self.still_open(&invitation).await?.then_some((invitation, hash)))
    }

    /// Makes an account for whom a provider has proven; whether that could be.
    async fn make_by(
        &self,
        rules: &ProviderRules,
        proof: &Proof,
        email: Email,
        invitation: Option<(Invitation, Vec<u8>)>,
        client: &Client,
    ) -> Result<bool, Unavailable> {
        let local = email.as_typed().split('@').next().unwrap_or_default().to_owned();
        let name = proof.name.as_deref().and_then(|name| profile::name(name).ok()).unwrap_or(local);
        let invited = invitation.as_ref().map(|(invitation, _)| invitation);
        let language =
            proof.language.as_deref().and_then(language).or_else(|| invited.and_then(|said| said.language.clone()));
        let by = invited.and_then(|invitation| invitation.by.as_ref()).map(|by| by.user);
        let role = invited.map_or_else(|| USER.to_owned(), |invitation| invitation.role.clone());
        let time_zone = proof.time_zone.clone().filter(|zone| is_zone(zone));
        let role = role_of(rules, proof).unwrap_or(role);
        let account = NewAccount { email, name, role, password: None };
        let (mut found, now, client) = (self.found(rules, proof, Uuid::nil()), self.now(), client.clone());
        let made = move |c: &mut AnyConnection| {
            if let Some((_, hash)) = &invitation
                && links::use_up(c, hash, Purpose::Invited.name(), now)? == 0
            {
                return Ok(false);
            }
            let (language, time_zone) = (language.as_deref(), time_zone.as_deref());
            let made = Made { now, verified: true, language, time_zone, by, ..Made::default() };
            let Some(user) = accounts::insert(c, &account, made, &client)? else { return Ok(false) };
            found.user = user;
            if insert_identity(c, &found, now)? {
                return Ok(true);
            }
            // It was connected in the meantime: the account is not to stay without a way in.
            users::delete(c, user)?;
            Ok(false)
        };
        self.db.write(made).await
    }

    /// The identity that was proven, and its user.
    pub(super) async fn identity_of(
        &self,
        proof: &Proof,
    ) -> Result<Option<(IdentityRow, CredentialsRow)>, Unavailable> {
        let (issuer, subject) = (proof.issuer.clone(), proof.subject.clone());
        self.db
            .read_together(move |c| {
                let Some(identity) = identities::find(c, &issuer, &subject)? else { return Ok(None) };
                Ok(users::get(c, identity.user_id())?.map(|user| (identity, user)))
            })
            .await
    }

    pub(super) fn found(&self, rules: &ProviderRules, proof: &Proof, user: Uuid) -> Found {
        Found {
            provider: rules.name.clone(),
            issuer: proof.issuer.clone(),
            subject: proof.subject.clone(),
            email: proof.email.clone(),
            user,
            at: self.now(),
        }
    }
}

/// Adds the row of an identity; `false` when it opens an account already.
pub(super) fn insert_identity(c: &mut AnyConnection, found: &Found, now: Timestamp) -> db::Answer<bool> {
    let id = Uuid::now_v7();
    let identity = NewIdentity {
        id: id.as_bytes(),
        user_id: found.user.as_bytes(),
        provider: &found.provider,
        issuer: &found.issuer,
        subject: &found.subject,
        email: found.email.as_deref(),
        created_at: now,
        last_at: now,
    };
    identities::insert(c, &identity)
}

/// The role that the provider decides; `None` where it does not.
fn role_of(rules: &ProviderRules, proof: &Proof) -> Option<String> {
    let rule = rules.role.as_ref()?;
    let meant = rule.roles.iter().find(|(value, _)| proof.roles.contains(value));
    Some(meant.map_or(USER, |(_, role)| role).to_owned())
}

/// Name, language and time zone: what the provider says, where that is something, else what they are.
fn profile_of(proof: &Proof, user: &CredentialsRow) -> (String, Option<String>, Option<String>) {
    (
        proof.name.as_deref().and_then(|name| profile::name(name).ok()).unwrap_or_else(|| user.name.clone()),
        proof.language.as_deref().and_then(language).or_else(|| user.language.clone()),
        proof.time_zone.clone().filter(|zone| is_zone(zone)).or_else(|| user.time_zone.clone()),
    )
}

/// The one of our languages that is meant: `de` for `de-AT`.
fn language(said: &str) -> Option<String> {
    let first = said.split(['-', '_']).next()?.to_ascii_lowercase();
    embedded::speaks(&first).then_some(first)
}

fn is_zone(name: &str) -> bool {
    jiff::tz::TimeZone::get(name).is_ok()
}

/// How a session was proven, for the table: `oidc:NAME`, then level, methods and time, as far as they were told. Words
/// with a space between.
pub(super) fn methods(provider: &str, proof: &Proof) -> String {
    /// Longest of them all, in bytes.
    const LONGEST: usize = 400;
    let word = |text: &str| text.chars().filter(char::is_ascii_graphic).take(100).collect::<String>();
    let mut methods = format!("{BY_PROVIDER}{provider}");
    let level = proof.level.iter().map(|level| format!("acr:{}", word(level)));
    let time = proof.proven_at.iter().map(|at| format!("auth_time:{at}"));
    let by = proof.methods.iter().map(|by| format!("amr:{}", word(by)));
    for part in level.chain(time).chain(by) {
        if methods.len() + 1 + part.len() <= LONGEST {
            methods.push(' ');
            methods.push_str(&part);
        }
    }
    methods
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_language_is_one_of_ours_or_none() {
        assert_eq!(language("de-AT").as_deref(), Some("de"));
        assert_eq!(language("EN_us").as_deref(), Some("en"));
        for none in ["xx", "", "-", "../de"] {
            assert_eq!(language(none), None, "{none}");
        }
        assert!(is_zone("Europe/Vienna") && !is_zone("Middle/Earth"));
    }
}
