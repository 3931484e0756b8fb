//! Making an account: by whoever has an address, or whom an administrator asked in. The account is made by whoever reads
//! the address's mail and with a password of theirs, so nobody can make one for another and wait for them to move in.

use super::accounts::{self, Made, NewAccount};
use super::email::Email;
use super::links::Purpose;
use super::outbox::{Place, What};
use super::password::Password;
use super::password_rules::Weakness;
use super::session::Live;
use super::throttle::Counted;
use super::token::Secret;
use super::{Auth, Client, kind};
use crate::clock::Seconds;
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
        let canonical = email.canonical().to_owned();
        if self.db.read(move |c| users::find(c, &canonical)).await?.is_some() {
            return Ok(Invite::Taken);
        }
        let what = What::Invite { role: role.to_owned() };
        let mail = self.asked(client.asks(what, email, Some(language)))?;
        let (user, session, now, client) = (live.person.id, live.id, self.now(), client.clone());
        self.db
            .write(move |c| {
                mails::insert(c, &mail)?;
                let event = client.event(kind::INVITED, user);
                events::insert(c, now, &NewEvent { session_id: Some(session), ..event })
            })
            .await?;
        Ok(Invite::Invited)
    }

    /// The address that such a link makes an account for, while it counts and has none.
    pub async fn find_join(&self, secret: &Secret) -> Result<Option<String>, Unavailable> {
        Ok(self.place_of(secret).await?.map(|place| place.email))
    }

    async fn place_of(&self, secret: &Secret) -> Result<Option<Place>, Unavailable> {
        let (hash, now) = (secret.hash(), self.now());
        let found = self
            .db
            .read_together(move |c| {
                let Some(link) = links::find(c, &hash, Purpose::Join.name(), now)? else { return Ok(None) };
                let taken = users::find(c, &link.email)?.is_some();
                Ok((!taken).then_some(link))
            })
            .await?;
        Ok(found.and_then(|link| self.content_of(&link)))
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
        let Some(to) = self.place_of(secret).await? else { return Ok(Join::Gone) };
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
                if links::use_up(c, &hash, Purpose::Join.name(), now)? == 0 {
                    return Ok(false);
                }
                let made = Made { hash: Some(&hashed), now, verified: true, language: to.language.as_deref() };
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
