//! A session's life: resume, end (it is listed in session_lists.rs, started in start.rs, rotated in confirm.rs and
//! password_change.rs, held to where it was used by drift.rs, touched by touches.rs, swept in sweep.rs). The limits stand in
//! store's queries; here is decided what their answers mean.

use subtle::ConstantTimeEq;
use uuid::Uuid;

use super::drift::Outcome;
use super::token::SessionToken;
use super::{Auth, Client, Seen, kind};
use crate::clock::{Seconds, Timestamp};
use crate::error::Unavailable;
use crate::store::events::NewEvent;
use crate::store::sessions::{Ending, LiveRow, Touch};
use crate::store::{events, sessions, users};

/// How often activity is recorded, in seconds.
const TOUCH_EVERY: Seconds = 60;
/// How long the secret before a rotation still resumes, in seconds: requests that were under way.
pub const GRACE: Seconds = 10;
/// What stands before a provider's name in a session's methods.
pub const BY_PROVIDER: &str = "oidc:";

/// Why a session is over.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum EndReason {
    /// Its user signed out.
    SignedOut,
    /// The same browser signed in anew.
    Replaced,
    /// Its user ended it from another session.
    EndedByUser,
    /// Its user ended all others.
    EndedOthers,
    /// Its user had too many; it was silent the longest.
    Displaced,
    /// Silent for too long; derived, never written.
    Idle,
    /// Its life was over; derived, never written.
    Absolute,
    /// The password was set anew.
    Password,
    /// It was suddenly used from elsewhere.
    Drift,
    /// The owner said that something was not them.
    NotMe,
    /// Its provider does not renew what it gave.
    Provider,
    /// Its user signed out at the provider.
    ProviderSignedOut,
    /// The provider that proved it was disconnected from the account.
    Disconnected,
    /// An administrator ended it.
    EndedByAdmin,
    /// The account was disabled.
    AccountDisabled,
}

impl EndReason {
    pub(super) const WRITTEN: [Self; 13] = [
        Self::SignedOut,
        Self::Replaced,
        Self::EndedByUser,
        Self::EndedOthers,
        Self::Displaced,
        Self::Password,
        Self::Drift,
        Self::NotMe,
        Self::Provider,
        Self::ProviderSignedOut,
        Self::Disconnected,
        Self::EndedByAdmin,
        Self::AccountDisabled,
    ];

    /// All of them.
    #[cfg(test)]
    pub(crate) fn all() -> impl Iterator<Item = Self> {
        Self::WRITTEN.into_iter().chain([Self::Idle, Self::Absolute])
    }

    /// Its name in the table and, after `reason-`, of its text.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::SignedOut => "signed-out",
            Self::Replaced => "replaced",
            Self::EndedByUser => "ended-by-user",
            Self::EndedOthers => "ended-others",
            Self::Displaced => "displaced",
            Self::Idle => "idle",
            Self::Absolute => "absolute",
            Self::Password => "password",
            Self::Drift => "drift",
            Self::NotMe => "not-me",
            Self::Provider => "provider",
            Self::ProviderSignedOut => "provider-signed-out",
            Self::Disconnected => "disconnected",
            Self::EndedByAdmin => "admin",
            Self::AccountDisabled => "disabled",
        }
    }
}

/// Whose session it is, as of this request.
#[derive(Clone, Debug)]
#[allow(missing_docs, reason = "the names say it")]
pub struct Person {
    pub id: Uuid,
    pub email: String,
    pub name: String,
    pub role: String,
    pub language: Option<String>,
    pub time_zone: Option<String>,
}

/// How far a session may go just now.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    /// Anywhere: credentials were proven within the last minutes.
    Recent,
    /// Not to what asks for them to have been.
    Usual,
    /// Nowhere but to the pages that ask for the password and that sign out: it is suddenly used from elsewhere.
    Asked,
}

/// A session that was just found live.
#[derive(Clone, Debug)]
pub struct Live {
    /// Its public id.
    pub id: Uuid,
    /// Whose it is.
    pub person: Person,
    /// When it was started.
    pub created_at: Timestamp,
    /// Longest silence, in seconds.
    pub idle_timeout: Seconds,
    /// The absolute end.
    pub expires_at: Timestamp,
    /// Whether the cookie outlives the browser.
    pub remember: bool,
    /// How it was proven.
    pub methods: String,
    /// The client's address at its start.
    pub ip: Option<String>,
    /// The `User-Agent` at its start.
    pub user_agent: Option<String>,
    /// How far it may go just now.
    pub standing: Standing,
    /// Whether it was proven by the present secret; by the one before a rotation only for some seconds, and then it
    /// never receives the new cookie.
    pub current: bool,
    secret_hash: Vec<u8>,
}

impl Live {
    /// The provider that proved it, if one did.
    #[must_use]
    pub fn provider(&self) -> Option<&str> {
        self.methods.split(' ').next()?.strip_prefix(BY_PROVIDER)
    }

    pub(super) fn secret_hash(&self) -> &[u8] {
        &self.secret_hash
    }

    /// The client's address and `User-Agent`, where they are not those at the start.
    pub(super) fn moved_to(&self, client: &Client) -> (Option<String>, Option<String>) {
        moved_to((self.ip.as_deref(), self.user_agent.as_deref()), client)
    }
}

/// How ending one of one's own sessions went.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum EndSession {
    /// It is ended.
    Ended,
    /// It was over before.
    Already,
    /// There is none of that id of theirs; whether it is somebody else's is not told.
    NotTheirs,
}

impl Auth {
    /// The check on every request: one SELECT of the session joined with its user, limits in WHERE; then the secret,
    /// in constant time. `None` for every cookie that is not a live session's, whatever the cause.
    pub async fn resume(&self, token: &SessionToken, seen: Seen<'_>) -> Result<Option<Live>, Unavailable> {
        let now = self.now();
        let (id, user) = (token.session, token.user);
        let Some(row) = self.db.read(move |c| sessions::find_live(c, id, user, now)).await? else {
            return Ok(None);
        };
        let Some(current) = proven(token, &row, now) else { return Ok(None) };
        let drift = self.check_drift((id, user), &row, &seen, now).await?;
        if drift == Outcome::Over {
            return Ok(None);
        }
        let asked = drift == Outcome::Asked;
        // Whoever is asked for the password is not seen as its user, or at the next request nothing would be new.
        if !asked && now - row.last_seen_at >= TOUCH_EVERY {
            self.touches.touch(touch(token.session, &row, &seen.client(), now));
        }
        Ok(Some(Live {
            id: token.session,
            person: Person {
                id: token.user,
                email: row.email,
                name: row.name,
                role: row.role,
                language: row.language,
                time_zone: row.time_zone,
            },
            created_at: row.created_at,
            idle_timeout: row.idle_timeout,
            expires_at: row.expires_at,
            remember: row.remember,
            methods: row.methods,
            ip: row.ip,
            user_agent: row.user_agent,
            standing: match asked {
                true => Standing::Asked,
                false if current && now - row.authenticated_at < self.sessions.recent_sign_in => Standing::Recent,
                false => Standing::Usual,
            },
            current,
            secret_hash: row.secret_hash,
        }))
    }

    /// Ends this session by its user's own choice.
    pub async fn sign_out(&self, live: &Live, client: &Client) -> Result<(), Unavailable> {
        self.end(live, live.id, EndReason::SignedOut, client).await.map(drop)
    }

    /// Ends a session of the same user, from another one.
    pub async fn end_session(&self, live: &Live, id: Uuid, client: &Client) -> Result<EndSession, Unavailable> {
        if self.end(live, id, EndReason::EndedByUser, client).await? {
            return Ok(EndSession::Ended);
        }
        let user = live.person.id;
        let theirs = self.db.read(move |c| sessions::is_of(c, id, user)).await?;
        Ok(if theirs { EndSession::Already } else { EndSession::NotTheirs })
    }

    /// Ends all sessions of the user but this one; gives back how many.
    pub async fn end_others(&self, live: &Live, client: &Client) -> Result<usize, Unavailable> {
        let (kept, user, now, keep, client) =
            (live.id, live.person.id, self.now(), self.keeps_history(), client.clone());
        self.db
            .write(move |c| {
                users::lock(c, user)?;
                let ending = Ending { at: now, reason: EndReason::EndedOthers.name(), by: Some(user), keep };
                let ended = sessions::end_others(c, kept, user, ending)?;
                if ended > 0 {
                    let detail = format!("{} {ended}", EndReason::EndedOthers.name());
                    let event = client.event(kind::SESSION_ENDED, user);
                    events::insert(c, now, &NewEvent { session_id: Some(kept), detail: Some(&detail), ..event })?;
                }
                Ok(ended)
            })
            .await
    }

    async fn end(&self, live: &Live, id: Uuid, reason: EndReason, client: &Client) -> Result<bool, Unavailable> {
        let (user, now, keep, client) = (live.person.id, self.now(), self.keeps_history(), client.clone());
        self.db
            .write(move |c| {
                users::lock(c, user)?;
                let ending = Ending { at: now, reason: reason.name(), by: Some(user), keep };
                let ended = sessions::end(c, id, user, ending)? == 1;
                if ended {
                    let event = client.event(kind::SESSION_ENDED, user);
                    events::insert(c, now, &NewEvent { session_id: Some(id), detail: Some(reason.name()), ..event })?;
                }
                Ok(ended)
            })
            .await
    }

    /// Notes that a live session's cookie is now sealed under the present key.
    pub async fn re_key(&self, live: &Live) -> Result<(), Unavailable> {
        let (id, key) = (live.id, self.keys.current().id());
        self.db.write(move |c| sessions::set_key(c, id, key)).await.map(drop)
    }

    /// Whether sessions that were started lately on this database were sealed under a key that is none of ours: then
    /// another server has another key, and each would refuse the other's cookies.
    pub async fn foreign_key(&self) -> Result<bool, Unavailable> {
        let now = self.now();
        let newest = self.db.read(move |c| sessions::newest_key(c, now)).await?;
        Ok(newest.is_some_and(|newest| !self.keys.iter().any(|key| key.id() == newest)))
    }

    pub(super) fn keeps_history(&self) -> bool {
        self.sessions.history > 0
    }
}

/// Whether the cookie's secret is the row's: `Some(true)` the present one, `Some(false)` the one before, within grace.
fn proven(token: &SessionToken, row: &LiveRow, now: Timestamp) -> Option<bool> {
    let sent = token.secret.hash();
    if sent.ct_eq(&row.secret_hash).into() {
        return Some(true);
    }
    let previous = row.previous_secret_hash.as_deref()?;
    let in_grace = row.rotated_at.is_some_and(|at| now - at < GRACE);
    (in_grace && bool::from(sent.ct_eq(previous))).then_some(false)
}

fn touch(id: Uuid, row: &LiveRow, client: &Client, now: Timestamp) -> Touch {
    let (ip, user_agent) = moved_to((row.ip.as_deref(), row.user_agent.as_deref()), client);
    Touch { id, at: now, ip, user_agent }
}

/// Address and browser are written only where they differ from those at the start.
fn moved_to(start: (Option<&str>, Option<&str>), client: &Client) -> (Option<String>, Option<String>) {
    let ip = client.ip_text().filter(|ip| start.0 != Some(ip));
    // One that has ceased to say anything differs too.
    let agent = client.user_agent.clone().or_else(|| start.1.map(|_| String::new()));
    (ip, agent.filter(|agent| start.1 != Some(agent)))
}
