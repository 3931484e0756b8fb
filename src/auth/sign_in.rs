//! Sign-in: credentials in, a new session out. The same work and the same answer for an account that is not there, is
//! disabled or has no password (ASVS 6.3.8).

use uuid::Uuid;

use super::email::Email;
use super::lane::Memory;
use super::notices::Notice;
use super::password::{Password, Verdict};
use super::session::{EndReason, Live};
use super::throttle::{Counted, Of, account_name, confirm_name};
use super::token::{Secret, SessionToken};
use super::touches::Failure;
use super::{Auth, Client, kind};
use crate::clock::{Seconds, Timestamp};
use crate::db::{self, AnyConnection};
use crate::error::Unavailable;
use crate::mail::letter::Kind;
use crate::store::attempts::Allowance;
use crate::store::events::NewEvent;
use crate::store::sessions::{Ending, NewSession};
use crate::store::users::CredentialsRow;
use crate::store::{attempts, browsers, events, sessions, users};

/// How a session proven by a password is marked.
const BY_PASSWORD: &str = "pwd";

/// What comes with the login form.
#[derive(Clone, Debug)]
pub struct Attempt {
    /// Whose account.
    pub email: Email,
    /// What is to prove it.
    pub password: Password,
    /// Whether the session is to outlive the browser.
    pub remember: bool,
    /// From where.
    pub client: Client,
    /// The browser, if it has signed anybody in before.
    pub browser: Option<Browser>,
    /// The session this browser holds: it ends when the new one starts.
    pub replaces: Option<Live>,
}

/// A browser and the users it says it has proven.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Browser {
    /// Its id.
    pub id: Uuid,
    /// The users, the latest first.
    pub users: Vec<Uuid>,
}

/// How an attempt ended.
#[derive(Clone, Debug)]
pub enum SignIn {
    /// A session was started.
    Started(Started),
    /// E-mail or password is not right; which of them is not told.
    Wrong,
    /// Too many attempts: one more in so many seconds.
    Wait(Seconds),
    /// Too many failures in a row from browsers that never proved this user.
    Stopped,
    /// The queue for hashing is full.
    Busy,
}

/// A new session, for its browser.
#[derive(Clone, Debug)]
pub struct Started {
    /// What the cookie carries.
    pub token: SessionToken,
    /// Its absolute end.
    pub expires_at: Timestamp,
    /// Whether the cookie outlives the browser.
    pub remember: bool,
    /// The browser, now with this user.
    pub browser: Browser,
}

impl Auth {
    /// A place in the queue, then the attempt counted, the hash, and then session, event and counters in one
    /// transaction.
    pub async fn sign_in(&self, attempt: Attempt) -> Result<SignIn, Unavailable> {
        let Some(place) = self.lane.place() else { return Ok(SignIn::Busy) };
        let (user, known) = self.find(&attempt).await?;
        // A browser that has proven this user is counted alone: neither what strangers typed for the e-mail nor what came
        // from the same address keeps its owner out.
        let counted = match (&user, known) {
            (Some(user), Some(browser)) => self.count(&[Of::Browser(browser, user.id())]).await?,
            _ => self.count(&[Of::Account(attempt.email.canonical()), Self::address(&attempt.client)]).await?,
        };
        let allowances = match counted {
            Counted::Go(allowances) => allowances,
            Counted::Wait(seconds) => return Ok(SignIn::Wait(seconds)),
            Counted::Stopped => return Ok(SignIn::Stopped),
        };
        let usable = user.as_ref().filter(|user| user.disabled_at.is_none());
        let (hasher, password) = (self.hasher.clone(), attempt.password.clone());
        let stored = usable.and_then(|user| user.password_hash.clone());
        let verdict = place.run(move |memory: &mut Memory| hasher.verify(&password, stored.as_deref(), memory)).await?;
        match (user, verdict) {
            (Some(user), Verdict::Right { rehashed }) => Ok(self
                .start(attempt, user, known, (rehashed, allowances))
                .await?
                .map_or(SignIn::Wrong, SignIn::Started)),
            (user, _) => {
                self.note_failure(kind::SIGN_IN_FAILED, user.map(|user| user.id()), &attempt.client);
                Ok(SignIn::Wrong)
            }
        }
    }

    /// The user of the e-mail typed, and the browser's id if it has proven them.
    async fn find(&self, attempt: &Attempt) -> Result<(Option<CredentialsRow>, Option<Uuid>), Unavailable> {
        let (email, browser) = (attempt.email.canonical().to_owned(), attempt.browser.clone());
        self.db
            .read(move |c| {
                let user = users::find(c, &email)?;
                let known = match (&user, browser) {
                    (Some(user), Some(browser)) if browser.users.contains(&user.id()) => {
                        browsers::has_proven(c, browser.id, user.id())?.then_some(browser.id)
                    }
                    _ => None,
                };
                Ok((user, known))
            })
            .await
    }

    /// In the log at once, in the security history a little later: a write here would take longer for an account that
    /// exists than for one that does not.
    pub(super) fn note_failure(&self, kind: &'static str, user: Option<Uuid>, client: &Client) {
        tracing::info!(ip = client.ip.map(tracing::field::display), user = user.map(tracing::field::display), "{kind}");
        if let Some(user_id) = user {
            self.touches.failed(Failure {
                at: self.now(),
                kind,
                user_id,
                ip: client.ip_text(),
                user_agent: client.user_agent.clone(),
            });
        }
    }

    /// The session is new whatever cookie came with the form: no id that somebody planted is ever taken over. `None` when
    /// the password was changed while it was being proven.
    async fn start(
        &self,
        attempt: Attempt,
        user: CredentialsRow,
        known: Option<Uuid>,
        (rehashed, allowances): (Option<String>, Vec<Allowance>),
    ) -> Result<Option<Started>, Unavailable> {
        let now = self.now();
        let rules = &self.sessions;
        let (idle_timeout, life) = if attempt.remember {
            (rules.remember_idle_timeout, rules.remember_absolute_timeout)
        } else {
            (rules.idle_timeout, rules.absolute_timeout)
        };
        let token = SessionToken { session: Uuid::now_v7(), user: user.id(), secret: Secret::generate()? };
        let started = Started {
            expires_at: now + life,
            remember: attempt.remember,
            browser: with_user(attempt.browser.clone(), user.id()),
            token,
        };
        // The browser's cookie decides, not the address: people change networks all day, and a notice that comes often is
        // read by nobody.
        let notice = match known {
            Some(_) => None,
            None => Some(self.notice(Kind::NewBrowser, &user, &attempt.client)?),
        };
        let start = Start {
            now,
            notice,
            events: rules.events,
            idle_timeout,
            rehashed,
            allowances,
            keep: self.keeps_history(),
            most: rules.max_sessions,
            key_id: self.keys.current().id(),
            account: account_name(attempt.email.canonical()),
            attempt,
            user,
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
    rehashed: Option<String>,
    allowances: Vec<Allowance>,
    account: [u8; 32],
    keep: bool,
    most: i64,
    key_id: i64,
    attempt: Attempt,
    user: CredentialsRow,
    started: Started,
}

impl Start {
    fn write(&self, c: &mut AnyConnection) -> db::Answer<bool> {
        let user = self.user.id();
        // With the user whose session is replaced, always in the same order.
        let mut both = vec![user];
        both.extend(self.attempt.replaces.as_ref().map(|live| live.person.id));
        both.sort_unstable();
        for user in both {
            users::lock(c, user)?;
        }
        // Else whoever knew the old password would leave a browser behind that counts as known.
        if users::get(c, user)?.is_none_or(|now| now.auth_epoch != self.user.auth_epoch || now.disabled_at.is_some()) {
            return Ok(false);
        }
        if let (Some(new), Some(old)) = (&self.rehashed, &self.user.password_hash) {
            users::rehash(c, user, old, new)?;
        }
        if let Some(replaced) = &self.attempt.replaces {
            let (whose, reason) = (replaced.person.id, EndReason::Replaced);
            sessions::end(c, replaced.id, whose, self.ending(reason, whose))?;
            let event = self.attempt.client.event(kind::SESSION_ENDED, whose);
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
        for allowance in &self.allowances {
            // Failures in a row end with a success of the same browser or account; an address has others' as well.
            attempts::forgive(c, allowance, allowance.name == self.account)?;
        }
        // Whoever has just proven the password has it proven within sessions too.
        attempts::clear(c, &confirm_name(user))?;
        self.note(c, kind::SIGN_IN, self.started.token.session, Some(BY_PASSWORD))?;
        Ok(true)
    }

    /// Whether it is the user's first sign-in, of which nobody needs to be told. Of an account older than the history
    /// nobody can say so.
    fn is_first(&self, c: &mut AnyConnection) -> db::Answer<bool> {
        let young = self.now - self.user.created_at < self.events;
        Ok(young && events::last_of(c, self.user.id(), kind::SIGN_IN, 1)?.is_empty())
    }

    /// Makes room under the cap: the longest silent go (ASVS 7.1.2).
    fn displace(&self, c: &mut AnyConnection) -> db::Answer<()> {
        let user = self.user.id();
        let live = sessions::list_live(c, user, self.now)?;
        let room = usize::try_from(self.most - 1).unwrap_or(0);
        for silent in live.iter().skip(room) {
            sessions::end(c, silent.id(), user, self.ending(EndReason::Displaced, user))?;
            self.note(c, kind::DISPLACED, silent.id(), None)?;
        }
        Ok(())
    }

    fn insert(&self, c: &mut AnyConnection) -> db::Answer<()> {
        let (client, token) = (&self.attempt.client, &self.started.token);
        sessions::insert(
            c,
            &NewSession {
                id: token.session.as_bytes(),
                user_id: token.user.as_bytes(),
                // As read with the hash that was proven: if the password was changed meanwhile, this one is dead.
                auth_epoch: self.user.auth_epoch,
                secret_hash: &token.secret.hash(),
                created_at: self.now,
                authenticated_at: self.now,
                last_seen_at: self.now,
                idle_timeout: self.idle_timeout,
                expires_at: self.started.expires_at,
                remember: self.started.remember,
                methods: BY_PASSWORD,
                ip: client.ip_text().as_deref(),
                user_agent: client.user_agent.as_deref(),
                browser_id: Some(self.started.browser.id.as_bytes()),
                key_id: self.key_id,
            },
        )
    }

    fn note(&self, c: &mut AnyConnection, kind: &str, session: Uuid, detail: Option<&str>) -> db::Answer<()> {
        let event = self.attempt.client.event(kind, self.user.id());
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
