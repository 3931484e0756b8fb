//! Sign-in: credentials in, a new session out. The same work and the same answer for an account that is not there, is
//! disabled or has no password (ASVS 6.3.8).

use uuid::Uuid;

use super::email::Email;
use super::lane::Memory;
use super::password::{Password, Verdict};
use super::session::Live;
use super::start::{By, ByPassword, Proven};
use super::throttle::{Counted, Of, account_name};
use super::token::SessionToken;
use super::touches::Failure;
use super::{Auth, Client, kind};
use crate::clock::{Seconds, Timestamp};
use crate::error::Unavailable;
use crate::store::users::CredentialsRow;
use crate::store::{browsers, users};

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
            (Some(user), Verdict::Right { rehashed }) => {
                let account = account_name(attempt.email.canonical());
                let by = By::Password(ByPassword { rehashed, allowances, account });
                let proven = Proven {
                    known: known.is_some(),
                    browser: attempt.browser,
                    replaces: attempt.replaces,
                    remember: attempt.remember,
                    client: attempt.client,
                    user,
                    by,
                };
                Ok(self.start(proven).await?.map_or(SignIn::Wrong, SignIn::Started))
            }
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

    /// Looks for a hash that another program made, so that a wrong password takes as long for nobody's account as for one
    /// with such a hash. The queue before the lane is cut to fit.
    pub async fn refresh_foreign(&self) -> Result<(), Unavailable> {
        let text = self.db.read_aside(users::any_foreign_hash).await?;
        self.lane.weigh(self.hasher.keep_foreign(text.as_deref()));
        Ok(())
    }
}
