//! Starting a session for somebody who was proven, by whatever: one transaction with all that goes with it.

use uuid::Uuid;

use super::grants::Given;
use super::notices::Notice;
use super::session::{EndReason, Live};
use super::sign_in::{Browser, Started};
use super::throttle::confirm_name;
use super::token::{Secret, SessionToken};
use super::{Auth, Client, kind, words};
use crate::clock::{Seconds, Timestamp};
use crate::db::{self, AnyConnection};
use crate::error::Unavailable;
use crate::mail::letter::Kind;
use crate::store::attempts::Allowance;
use crate::store::events::NewEvent;
use crate::store::sessions::{Ending, NewSession};
use crate::store::users::CredentialsRow;
use crate::store::{attempts, browsers, events, identities, sessions, users};

/// How a session proven by a password is marked.
const BY_PASSWORD: &str = "pwd";

/// Somebody who was proven, and the browser they were proven in.
pub(super) struct Proven {
    /// As read before they were proven.
    pub(super) user: CredentialsRow,
    /// Whether the browser has proven them before.
    pub(super) known: bool,
    pub(super) browser: Option<Browser>,
    /// The session this browser holds: it ends when the new one starts.
    pub(super) replaces: Option<Live>,
    /// Whether the session is to outlive the browser.
    pub(super) remember: bool,
    pub(super) client: Client,
    pub(super) by: By,
}

/// What proved them.
pub(super) enum By {
    Password(ByPassword),
    Provider(Box<ByProvider>),
}

pub(super) struct ByPassword {
    /// The same at a higher cost.
    pub(super) rehashed: Option<String>,
    pub(super) allowances: Vec<Allowance>,
    /// The name under which attempts on the account are counted.
    pub(super) account: [u8; 32],
}

pub(super) struct ByProvider {
    pub(super) identity: Uuid,
    pub(super) email: Option<String>,
    /// Provider, level, methods and time of the proof, for the table.
    pub(super) methods: String,
    /// When they proved themselves there.
    pub(super) proven_at: Timestamp,
    /// How long the session may last, in seconds, where the provider decides.
    pub(super) life: Option<Seconds>,
    pub(super) given: Given,
    pub(super) changes: Changes,
}

/// What the provider says of them that is taken over.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Changes {
    pub(super) role: Option<String>,
    pub(super) profile: Option<(String, Option<String>, Option<String>)>,
}

impl By {
    fn methods(&self) -> &str {
        match self {
            Self::Password(_) => BY_PASSWORD,
            Self::Provider(by) => &by.methods,
        }
    }
}

impl Auth {
    /// The session is new whatever cookie came with the request: no id that somebody planted is ever taken over. `None`
    /// when the account was changed while its owner was being proven.
    pub(super) async fn start(&self, proven: Proven) -> Result<Option<Started>, Unavailable> {
        let now = self.now();
        let rules = &self.sessions;
        let (idle_timeout, life) = if proven.remember {
            (rules.remember_idle_timeout, rules.remember_absolute_timeout)
        } else {
            (rules.idle_timeout, rules.absolute_timeout)
        };
        let life = match &proven.by {
            By::Provider(by) => by.life.unwrap_or(life),
            By::Password(_) => life,
        };
        let token = SessionToken { session: Uuid::now_v7(), user: proven.user.id(), secret: Secret::generate()? };
        let started = Started {
            expires_at: now + life,
            remember: proven.remember,
            browser: with_user(proven.browser.clone(), proven.user.id()),
            token,
        };
        // The browser's cookie decides, not the address: people change networks all day, and a notice that comes often is
        // read by nobody.
        let notice =
            if proven.known { None } else { Some(self.notice(Kind::NewBrowser, &proven.user, &proven.client)?) };
        let start = Start {
            now,
            notice,
            events: rules.events,
            idle_timeout,
            keep: self.keeps_history(),
            most: rules.max_sessions,
            key_id: self.keys.current().id(),
            of_everything: self.roles.of_everything(),
            proven,
            started: started.clone(),
        };
        if !self.db.write(move |c| start.write(c)).await? {
            return Ok(None);
        }
        tracing::info!(user = %started.token.user, session = %started.token.session, "sign-in");
        Ok(Some(started))
    }
}

/// Everything one transaction needs to start a session.
struct Start {
    now: Timestamp,
    idle_timeout: Seconds,
    /// For a browser not seen before.
    notice: Option<Notice>,
    /// How long the security history is kept, in seconds.
    events: Seconds,
    keep: bool,
    most: i64,
    key_id: i64,
    /// The roles that permit everything.
    of_everything: Vec<String>,
    proven: Proven,
    started: Started,
}

impl Start {
    fn write(&self, c: &mut AnyConnection) -> db::Answer<bool> {
        let user = self.proven.user.id();
        // With the user whose session is replaced, always in the same order.
        let mut both = vec![user];
        both.extend(self.proven.replaces.as_ref().map(|live| live.person.id));
        both.sort_unstable();
        if let By::Provider(by) = &self.proven.by
            && by.changes.role.is_some()
        {
            users::lock_all_with_role(c, &self.of_everything, &both)?;
        }
        for user in both {
            users::lock(c, user)?;
        }
        // Else whoever knew the old password would leave a browser behind that counts as known.
        let same = |now: &CredentialsRow| now.auth_epoch == self.proven.user.auth_epoch && now.disabled_at.is_none();
        let Some(now) = users::get(c, user)?.filter(same) else { return Ok(false) };
        if !self.take_over(c, &now.role)? {
            return Ok(false);
        }
        if let Some(replaced) = &self.proven.replaces {
            let (whose, reason) = (replaced.person.id, EndReason::Replaced);
            sessions::end(c, replaced.id, whose, self.ending(reason, whose))?;
            let event = self.proven.client.event(kind::SESSION_ENDED, whose);
            let about = NewEvent { session_id: Some(replaced.id), detail: Some(reason.name()), ..event };
            events::insert(c, self.now, &about)?;
        }
        self.displace(c)?;
        if let Some(notice) = &self.notice
            && !self.is_first(c)?
        {
            notice.insert(c)?;
        }
        self.insert(c)?;
        browsers::prove(c, self.started.browser.id, user, self.now)?;
        match &self.proven.by {
            By::Password(by) => {
                for allowance in &by.allowances {
                    // Failures in a row end with a success of the same browser or account; an address has others' as well.
                    attempts::forgive(c, allowance, allowance.name == by.account)?;
                }
                // Whoever has just proven the password has it proven within sessions too.
                attempts::clear(c, &confirm_name(user))?;
            }
            By::Provider(by) => by.given.insert(c, &self.started.token)?,
        }
        self.note(c, kind::SIGN_IN, self.started.token.session, Some(self.proven.by.methods()))?;
        Ok(true)
    }

    /// What the proof changes of the user, who has the role `before` now. Whether it still opens this account.
    fn take_over(&self, c: &mut AnyConnection, before: &str) -> db::Answer<bool> {
        let user = self.proven.user.id();
        match &self.proven.by {
            By::Password(by) => {
                if let (Some(new), Some(old)) = (&by.rehashed, &self.proven.user.password_hash) {
                    users::rehash(c, user, old, new)?;
                }
            }
            By::Provider(by) => {
                if by.given.is_over(c)? || identities::proven(c, by.identity, user, by.email.as_deref(), self.now)? == 0
                {
                    return Ok(false);
                }
                let Changes { role, profile } = &by.changes;
                if let Some(role) = role {
                    self.set_role(c, before, role)?;
                }
                if let Some((name, language, time_zone)) = profile {
                    users::set_profile(c, user, name, language.as_deref(), time_zone.as_deref())?;
                    words::write(c, user)?;
                }
            }
        }
        Ok(true)
    }

    /// The provider decides the role, but not that nobody is left who may do everything.
    fn set_role(&self, c: &mut AnyConnection, before: &str, role: &str) -> db::Answer<()> {
        // Set to the same meanwhile.
        if before == role {
            return Ok(());
        }
        let user = self.proven.user.id();
        let everything = |role: &str| self.of_everything.iter().any(|name| name == role);
        let leaves = everything(before) && !everything(role);
        if leaves && !users::others_with_role(c, user, &self.of_everything)? {
            tracing::warn!(%user, role, "the role was not changed: nobody else may do everything");
            return Ok(());
        }
        users::set_role(c, user, role)?;
        let event = self.proven.client.event(kind::ROLE_CHANGED, user);
        events::insert(c, self.now, &NewEvent { detail: Some(role), ..event })
    }

    /// Whether it is the user's first sign-in, of which nobody needs to be told. Of an account older than the history
    /// nobody can say so.
    fn is_first(&self, c: &mut AnyConnection) -> db::Answer<bool> {
        let young = self.now - self.proven.user.created_at < self.events;
        Ok(young && events::last_of(c, self.proven.user.id(), kind::SIGN_IN, 1)?.is_empty())
    }

    /// Makes room under the cap: the longest silent go (ASVS 7.1.2).
    fn displace(&self, c: &mut AnyConnection) -> db::Answer<()> {
        let user = self.proven.user.id();
        let live = sessions::list_live(c, user, self.now)?;
        let room = usize::try_from(self.most - 1).unwrap_or(0);
        for silent in live.iter().skip(room) {
            sessions::end(c, silent.id(), user, self.ending(EndReason::Displaced, user))?;
            self.note(c, kind::DISPLACED, silent.id(), None)?;
        }
        Ok(())
    }

    fn insert(&self, c: &mut AnyConnection) -> db::Answer<()> {
        let (client, token) = (&self.proven.client, &self.started.token);
        sessions::insert(
            c,
            &NewSession {
                id: token.session.as_bytes(),
                user_id: token.user.as_bytes(),
                // As read with what was proven: if the password was changed meanwhile, this one is dead.
                auth_epoch: self.proven.user.auth_epoch,
                secret_hash: &token.secret.hash(),
                created_at: self.now,
                authenticated_at: match &self.proven.by {
                    By::Password(_) => self.now,
                    By::Provider(by) => by.proven_at,
                },
                last_seen_at: self.now,
                idle_timeout: self.idle_timeout,
                expires_at: self.started.expires_at,
                remember: self.started.remember,
                methods: self.proven.by.methods(),
                ip: client.ip_text().as_deref(),
                user_agent: client.user_agent.as_deref(),
                browser_id: Some(self.started.browser.id.as_bytes()),
                key_id: self.key_id,
            },
        )
    }

    fn note(&self, c: &mut AnyConnection, kind: &str, session: Uuid, detail: Option<&str>) -> db::Answer<()> {
        let event = self.proven.client.event(kind, self.proven.user.id());
        events::insert(c, self.now, &NewEvent { session_id: Some(session), detail, ..event })
    }

    fn ending(&self, reason: EndReason, by: Uuid) -> Ending<'static> {
        Ending { at: self.now, reason: reason.name(), by: Some(by), keep: self.keep }
    }
}

/// The browser, or a new one, with `user` as the latest it has proven; it remembers a few.
fn with_user(browser: Option<Browser>, user: Uuid) -> Browser {
    const REMEMBERED: usize = 8;
    let Browser { id, mut users } = browser.unwrap_or_else(|| Browser { id: Uuid::now_v7(), users: Vec::new() });
    users.retain(|known| *known != user);
    users.insert(0, user);
    users.truncate(REMEMBERED);
    Browser { id, users }
}
