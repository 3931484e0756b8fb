//! A new password from within a session, by whoever knows the present one. All other sessions end; this one goes on with
//! a new secret, and nothing of the old one does (ASVS 6.2.3, 7.4.3).

use uuid::Uuid;

use super::closing::end_with_password;
use super::lane::Memory;
use super::notices::Notice;
use super::password::{Password, Verdict};
use super::password_rules::Weakness;
use super::session::{EndReason, Live};
use super::sign_in::Browser;
use super::throttle::{Counted, Of};
use super::token::{Secret, SessionToken};
use super::{Auth, Client, kind};
use crate::clock::{Seconds, Timestamp};
use crate::db::{self, AnyConnection};
use crate::error::Unavailable;
use crate::mail::letter::Kind;
use crate::store::attempts::Allowance;
use crate::store::events::NewEvent;
use crate::store::sessions::{Ending, Rotation};
use crate::store::users::CredentialsRow;
use crate::store::{attempts, browsers, events, sessions, users};

/// What the form brings.
#[derive(Clone, Debug)]
pub struct Passwords {
    /// The present one.
    pub current: Password,
    /// The one to be.
    pub new: Password,
}

/// How changing it ended.
#[derive(Clone, Debug)]
pub enum PasswordChange {
    /// It is changed; this is the session's new token. `None` when the session was ended meanwhile.
    Done(Option<SessionToken>),
    /// The present password is not right.
    Wrong,
    /// The new one is the present one.
    Same,
    /// The new one is refused.
    Weak(Weakness),
    /// Too many attempts: one more in so many seconds.
    Wait(Seconds),
    /// Too many failures in a row: not until the password is set anew by a link.
    Stopped,
    /// The queue for hashing is full.
    Busy,
    /// The session or the password was changed elsewhere in the meantime.
    Gone,
}

/// What the lane found.
enum Judged {
    Hashed(String),
    Wrong,
    Weak(Weakness),
}

impl Auth {
    /// Changes the password of the session's user. `browser` stays known if it was; others have to prove themselves
    /// again.
    pub async fn change_password(
        &self,
        live: &Live,
        passwords: Passwords,
        browser: Option<Browser>,
        client: &Client,
    ) -> Result<PasswordChange, Unavailable> {
        if !live.current {
            return Ok(PasswordChange::Gone);
        }
        if passwords.current.as_str() == passwords.new.as_str() {
            return Ok(PasswordChange::Same);
        }
        let Some(place) = self.lane.place() else { return Ok(PasswordChange::Busy) };
        let user_id = live.person.id;
        // Counted with those of /confirm: it answers the same question (ASVS 6.3.1).
        let allowances = match self.count(&[Of::Confirm(user_id)]).await? {
            Counted::Go(allowances) => allowances,
            Counted::Wait(seconds) => return Ok(PasswordChange::Wait(seconds)),
            Counted::Stopped => return Ok(PasswordChange::Stopped),
        };
        let Some(user) = self.db.read(move |c| users::get(c, user_id)).await? else { return Ok(PasswordChange::Gone) };
        let (rules, hasher, stored) = (self.password_rules(), self.hasher.clone(), user.password_hash.clone());
        let known = [user.name.clone(), user.email.clone()];
        let job = move |memory: &mut Memory| {
            // The new one first: one that is refused says nothing about the present one.
            if let Err(weakness) = rules.check(&passwords.new, &known) {
                return Ok(Judged::Weak(weakness));
            }
            match hasher.verify(&passwords.current, stored.as_deref(), memory) {
                Verdict::Right { .. } => hasher.hash(&passwords.new, memory).map(Judged::Hashed),
                Verdict::Wrong => Ok(Judged::Wrong),
            }
        };
        let hash = match place.run(job).await?? {
            Judged::Hashed(hash) => hash,
            Judged::Wrong => {
                self.note_failure(kind::CONFIRM_FAILED, Some(user_id), client);
                return Ok(PasswordChange::Wrong);
            }
            Judged::Weak(weakness) => {
                self.db.write(move |c| forgive(c, &allowances, false)).await?;
                return Ok(PasswordChange::Weak(weakness));
            }
        };
        let token = SessionToken { session: live.id, user: user_id, secret: Secret::generate()? };
        let change = Change {
            now: self.now(),
            from: live.secret_hash().to_vec(),
            to: token.secret.hash(),
            key_id: self.keys.current().id(),
            keep: self.keeps_history(),
            client: client.clone(),
            moved_to: live.moved_to(client),
            notice: self.notice(Kind::PasswordChanged, &user, client)?,
            token,
            user,
            hash,
            allowances,
            browser,
        };
        let done = self.db.write(move |c| change.write(c)).await?;
        if matches!(done, PasswordChange::Done(_)) {
            tracing::info!(user = %user_id, "password-changed");
        }
        Ok(done)
    }
}

/// Everything one transaction needs to change a password.
struct Change {
    now: Timestamp,
    user: CredentialsRow,
    hash: String,
    token: SessionToken,
    from: Vec<u8>,
    to: [u8; 32],
    key_id: i64,
    keep: bool,
    client: Client,
    /// The client's address and `User-Agent`, where they are not those at the session's start.
    moved_to: (Option<String>, Option<String>),
    browser: Option<Browser>,
    allowances: Vec<Allowance>,
    notice: Notice,
}

impl Change {
    fn write(&self, c: &mut AnyConnection) -> db::Answer<PasswordChange> {
        let (user, session, epoch) = (self.user.id(), self.token.session, self.user.auth_epoch);
        if users::change_password(c, user, epoch, &self.hash)? == 0 {
            return Ok(PasswordChange::Gone);
        }
        let (ip, agent) = &self.moved_to;
        let rotation = Rotation {
            from: &self.from,
            to: &self.to,
            previous: None,
            auth_epoch: Some(epoch + 1),
            key_id: self.key_id,
            ip: ip.as_deref(),
            user_agent: agent.as_deref(),
            at: self.now,
        };
        let goes_on = sessions::rotate(c, session, &rotation)? == 1;
        let ending = Ending { at: self.now, reason: EndReason::Password.name(), by: Some(user), keep: self.keep };
        if goes_on {
            sessions::end_others(c, session, user, ending)?;
        } else {
            sessions::end_all(c, user, ending)?;
        }
        // Asked before the browsers are forgotten: the one it was changed in stays known.
        let known = self.known_browser(c)?;
        end_with_password(c, &self.user, self.now)?;
        if let Some(browser) = known {
            browsers::prove(c, browser, user, self.now)?;
        }
        self.notice.insert(c)?;
        forgive(c, &self.allowances, true)?;
        let event = self.client.event(kind::PASSWORD_CHANGED, user);
        events::insert(c, self.now, &NewEvent { session_id: Some(session), ..event })?;
        Ok(PasswordChange::Done(goes_on.then(|| self.token.clone())))
    }

    /// The browser, if it has proven the user.
    fn known_browser(&self, c: &mut AnyConnection) -> db::Answer<Option<Uuid>> {
        let user = self.user.id();
        match &self.browser {
            Some(browser) if browser.users.contains(&user) => {
                Ok(browsers::has_proven(c, browser.id, user)?.then_some(browser.id))
            }
            _ => Ok(None),
        }
    }
}

fn forgive(c: &mut AnyConnection, allowances: &[Allowance], success: bool) -> db::Answer<()> {
    for allowance in allowances {
        attempts::forgive(c, allowance, success && allowance.stop.is_some())?;
    }
    Ok(())
}
