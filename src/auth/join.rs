//! Making an account: by whoever has an address, or whom an administrator asked in. The account is made by whoever reads
//! the address's mail and with a password of theirs, so nobody can make one for another and wait for them to move in.

use super::accounts::{self, Made, NewAccount};
use super::asking::{Inviter, What};
use super::email::Email;
use super::envelope::Invitation;
use super::links::Purpose;
use super::password::Password;
use super::password_rules::Weakness;
use super::session::Live;
use super::throttle::Counted;
use super::token::Secret;
use super::{Auth, Client, kind};
use crate::clock::Seconds;
use crate::config::Registration;
use crate::db::AnyConnection;
use crate::error::Unavailable;
use crate::store::events::NewEvent;
use crate::store::{attempts, events, links, mails, users};

/// How inviting somebody ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Invite {
    /// A letter is on its way.
    Invited,
    /// They have an account already.
    Taken,
    /// Too many attempts: one more in so many seconds.
    Wait(Seconds),
}

/// How making the account ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Join {
    /// It is there.
    Done,
    /// The link was used, has run out or never was; or the address has an account by now.
    Gone,
    /// The password is refused.
    Weak(Weakness),
    /// Too many attempts: one more in so many seconds.
    Wait(Seconds),
    /// The queue for hashing is full.
    Busy,
}

impl Auth {
    /// Asks somebody in. Whether they have an account is no secret to whoever may do this.
    pub async fn invite(
        &self,
        live: &Live,
        email: &Email,
        role: &str,
        language: &str,
        client: &Client,
    ) -> Result<Invite, Unavailable> {
        if let Counted::Wait(seconds) = self.count(&[Self::address(client)]).await? {
            return Ok(Invite::Wait(seconds));
        }
        let (canonical, now) = (email.canonical().to_owned(), self.now());
        let user = live.person.id;
        let look = move |c: &mut AnyConnection| {
            let taken =
                users::find(c, &canonical)?.is_some() || links::holds(c, &canonical, Purpose::Undo.name(), None, now)?;
            Ok((taken, users::get(c, user)?))
        };
        let (taken, inviter) = self.db.read_together(look).await?;
        let Some(inviter) = inviter.filter(|_| !taken) else { return Ok(Invite::Taken) };
        let by = Inviter { user, auth_epoch: inviter.auth_epoch };
        let what = What::Invite { role: role.to_owned(), by };
        let mail = self.asked(client.asks(what, email, Some(language)))?;
        let (session, role, client) = (live.id, role.to_owned(), client.clone());
        self.db
            .write(move |c| {
                mails::insert(c, &mail)?;
                let event = client.event(kind::INVITED, user);
                events::insert(c, now, &NewEvent { session_id: Some(session), detail: Some(&role), ..event })
            })
            .await?;
        Ok(Invite::Invited)
    }

    /// The address that such a link makes an account for, while it counts and has none.
    pub async fn find_join(&self, secret: &Secret) -> Result<Option<String>, Unavailable> {
        Ok(self.invitation_of(secret).await?.map(|(invitation, _)| invitation.email))
    }

    /// What such a link makes, and its purpose. An account that may no longer be made is none: where registration was
    /// closed meanwhile, or whoever asked them in has gone, was thrown out, or may no longer give that role.
    async fn invitation_of(&self, secret: &Secret) -> Result<Option<(Invitation, Purpose)>, Unavailable> {
        let (hash, now) = (secret.hash(), self.now());
        let found = self
            .db
            .read_together(move |c| {
                for purpose in [Purpose::Join, Purpose::Invited] {
                    let Some(link) = links::find(c, &hash, purpose.name(), now)? else { continue };
                    let taken = users::find(c, &link.email)?.is_some();
                    return Ok((!taken).then_some((link, purpose)));
                }
                Ok(None)
            })
            .await?;
        let Some((link, purpose)) = found else { return Ok(None) };
        let Some(invitation) = self.content_of::<Invitation>(&link) else { return Ok(None) };
        let open = self.still_open(&invitation).await?;
        Ok(open.then_some((invitation, purpose)))
    }

    /// Whether an account may still be made by it.
    pub(super) async fn still_open(&self, invitation: &Invitation) -> Result<bool, Unavailable> {
        Ok(match invitation.by {
            None => self.registration == Registration::Open,
            Some(by) => {
                let inviter = self.db.read(move |c| users::get(c, by.user)).await?;
                self.registration != Registration::Closed
                    && inviter.is_some_and(|inviter| {
                        inviter.disabled_at.is_none()
                            && inviter.auth_epoch == by.auth_epoch
                            && self.roles.covers(&inviter.role, &invitation.role)
                    })
            }
        })
    }

    /// Makes the account. Signs nobody in: whoever has the link has not shown yet that they know the password.
    pub async fn join(
        &self,
        secret: &Secret,
        name: String,
        password: Password,
        client: &Client,
    ) -> Result<Join, Unavailable> {
        let Some(place) = self.lane.place() else { return Ok(Join::Busy) };
        let allowances = match self.count(&[Self::address(client)]).await? {
            Counted::Go(allowances) => allowances,
            Counted::Wait(seconds) => return Ok(Join::Wait(seconds)),
            Counted::Stopped => return Ok(Join::Gone),
        };
        let Some((to, purpose)) = self.invitation_of(secret).await? else { return Ok(Join::Gone) };
        let Ok(email) = Email::parse(&to.email) else { return Ok(Join::Gone) };
        let hashed = match self.new_hash(place, password, [name.clone(), to.email.clone()]).await? {
            Ok(hashed) => hashed,
            Err(weakness) => return Ok(Join::Weak(weakness)),
        };
        let account = NewAccount { email, name, role: to.role, password: None };
        let (hash, now, client) = (secret.hash(), self.now(), client.clone());
        let done = self
            .db
            .write(move |c| {
                // Used up first: of two at once one finds it used.
                if links::use_up(c, &hash, purpose.name(), now)? == 0 {
                    return Ok(false);
                }
                let language = to.language.as_deref();
                let by = to.by.map(|by| by.user);
                let made = Made { hash: Some(&hashed), now, verified: true, language, by, ..Made::default() };
                if accounts::insert(c, &account, made, &client)?.is_none() {
                    return Ok(false);
                }
                for allowance in &allowances {
                    attempts::forgive(c, allowance, false)?;
                }
                Ok(true)
            })
            .await?;
        Ok(if done { Join::Done } else { Join::Gone })
    }
}
