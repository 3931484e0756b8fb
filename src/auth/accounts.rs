//! Accounts: adding one, and whether there is any.

use std::sync::atomic::{AtomicBool, Ordering};

use uuid::Uuid;

use super::acting::Actor;
use super::email::Email;
use super::links::Purpose;
use super::password::Password;
use super::password_rules::Weakness;
use super::session::Live;
use super::{Auth, Client, kind, words};
use crate::clock::Timestamp;
use crate::db::{self, AnyConnection};
use crate::error::Unavailable;
use crate::mail::letter::{Kind, Letter};
use crate::store::events::NewEvent;
use crate::store::users::NewUser;
use crate::store::{events, links, mails, users};

/// That there is an account, once that was seen: it need not be asked again until one is deleted.
#[derive(Debug, Default)]
pub struct Known(AtomicBool);

/// An account to be added.
#[derive(Clone, Debug)]
pub struct NewAccount {
    /// Its e-mail.
    pub email: Email,
    /// Its person's name.
    pub name: String,
    /// Its role.
    pub role: String,
    /// Its password; without one it waits for a reset link.
    pub password: Option<Password>,
}

/// How adding one ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Added {
    /// It is there.
    Done(Uuid),
    /// The e-mail has an account already.
    Taken,
    /// The password is refused.
    Weak(Weakness),
    /// The queue for hashing is full.
    Busy,
    /// It would permit more than whoever adds it may do.
    Above,
}

impl Auth {
    /// Whether there is an account.
    pub async fn has_accounts(&self) -> Result<bool, Unavailable> {
        if self.accounts.0.load(Ordering::Relaxed) {
            return Ok(true);
        }
        let any = self.db.read(users::any).await?;
        if any {
            self.accounts.0.store(true, Ordering::Relaxed);
        }
        Ok(any)
    }

    /// That it has to be asked again.
    pub(super) fn forget_accounts(&self) {
        self.accounts.0.store(false, Ordering::Relaxed);
    }

    /// Adds an account, for whoever runs the server.
    pub async fn add_account(&self, account: NewAccount) -> Result<Added, Unavailable> {
        let hash = match &account.password {
            None => None,
            Some(password) => {
                let Some(place) = self.lane.place() else { return Ok(Added::Busy) };
                let known = [account.name.clone(), account.email.as_typed().to_owned()];
                match self.new_hash(place, password.clone(), known).await? {
                    Ok(hash) => Some(hash),
                    Err(weakness) => return Ok(Added::Weak(weakness)),
                }
            }
        };
        let now = self.now();
        let made = move |c: &mut AnyConnection| {
            let made = Made { hash: hash.as_deref(), now, ..Made::default() };
            insert(c, &account, made, &Client::default())
        };
        let added = self.db.write(made).await?;
        Ok(added.map_or(Added::Taken, Added::Done))
    }

    /// Adds an account without a password for somebody else. Its owner is told by a letter, which leads to where a link to
    /// set one can be asked for: it holds none itself, so that it may lie in a mailbox for as long as it likes.
    pub async fn add_for(&self, live: &Live, account: NewAccount, client: &Client) -> Result<Added, Unavailable> {
        if !self.roles.covers(&live.person.role, &account.role) {
            return Ok(Added::Above);
        }
        let (now, by, actor) = (self.now(), live.person.id, Actor::of(live));
        let letter = Letter {
            kind: Kind::Added,
            to: account.email.as_typed().to_owned(),
            name: account.name.clone(),
            language: live.person.language.clone(),
            time_zone: None,
            at: now,
            ip: None,
            user_agent: None,
            other: None,
            path: Some(String::from("/forgot").into()),
            until: now,
        };
        let (mut mail, client) = (self.mail(None, letter)?, client.clone());
        let added = self
            .db
            .write(move |c| {
                let made = Made { now, by: Some(by), ..Made::default() };
                if !actor.is_still(c)? {
                    return Ok(Added::Above);
                }
                let Some(id) = insert(c, &account, made, &client)? else { return Ok(Added::Taken) };
                mail.user_id = Some(id);
                mails::insert(c, &mail)?;
                Ok(Added::Done(id))
            })
            .await?;
        Ok(added)
    }
}

/// What is known of an account when it is made.
#[derive(Default)]
pub(super) struct Made<'a> {
    /// Its password's hash.
    pub(super) hash: Option<&'a str>,
    pub(super) now: Timestamp,
    /// Whether its owner has proven the e-mail.
    pub(super) verified: bool,
    pub(super) language: Option<&'a str>,
    pub(super) time_zone: Option<&'a str>,
    /// Who asked its owner in.
    pub(super) by: Option<Uuid>,
    /// Whether it is made disabled.
    pub(super) disabled: bool,
    /// The import that brings it in.
    pub(super) import: Option<Uuid>,
}

/// Adds the row and its event; `None` when the e-mail is taken.
pub(super) fn insert(
    c: &mut AnyConnection,
    account: &NewAccount,
    made: Made<'_>,
    client: &Client,
) -> db::Answer<Option<Uuid>> {
    let Made { hash, now, verified, language, time_zone, by, disabled, import } = made;
    let id = Uuid::now_v7();
    let user = NewUser {
        id: id.as_bytes(),
        email: account.email.as_typed(),
        email_canonical: account.email.canonical(),
        name: &account.name,
        password_hash: hash,
        role: &account.role,
        auth_epoch: 0,
        created_at: now,
        email_verified_at: verified.then_some(now),
        language,
        time_zone,
        disabled_at: disabled.then_some(now),
        import_id: import.as_ref().map(|id| id.as_bytes().as_slice()),
    };
    // An address that can still be given back to an account is nobody else's.
    let held = links::holds(c, account.email.canonical(), Purpose::Undo.name(), None, now)?;
    if held || !users::insert(c, &user)? {
        return Ok(None);
    }
    words::insert(c, id, &account.name, account.email.canonical())?;
    events::insert(
        c,
        now,
        &NewEvent { detail: Some(&account.role), actor_id: by, ..client.event(kind::ACCOUNT_ADDED, id) },
    )?;
    Ok(Some(id))
}
