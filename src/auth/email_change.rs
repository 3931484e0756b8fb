//! Another e-mail: pending until whoever reads it says so, told to the address before, and undone from there for a week
//! (ASVS 6.3.7). Whether the new one is somebody's already is never told on a page.

use super::asking::What;
use super::closing::Closed;
use super::closing::close;
use super::email::Email;
use super::envelope::Move;
use super::links::Purpose;
use super::session::Live;
use super::throttle::{Counted, account_name};
use super::token::Secret;
use super::{Auth, Client, kind, words};
use crate::clock::Seconds;
use crate::error::Unavailable;
use crate::mail::letter::{Kind, Letter};
use crate::store::events::NewEvent;
use crate::store::{attempts, events, links, mails, users};
use uuid::Uuid;

/// The e-mail of an account, and the one that is to be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EmailState {
    /// The one that is proven and counts.
    pub email: String,
    /// Whether its owner proved it.
    pub verified: bool,
    /// The one that a letter was sent to.
    pub pending: Option<String>,
}

/// How asking for another one ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AskEmail {
    /// A letter is on its way to it, unless it is another account's.
    Asked,
    /// It is the present one, and proven.
    Same,
    /// Too many attempts: one more in so many seconds.
    Wait(Seconds),
}

/// How giving an account another one ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum GiveEmail {
    /// It is its e-mail.
    Given,
    /// There is no such account.
    Nobody,
    /// Another account has it.
    Taken,
}

/// What a link that proves an address would change.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EmailChange {
    /// From.
    pub from: String,
    /// To.
    pub to: String,
}

impl Auth {
    /// The e-mail of a session's user.
    pub async fn email_state(&self, live: &Live) -> Result<Option<EmailState>, Unavailable> {
        let (id, now) = (live.person.id, self.now());
        let found = self
            .db
            .read_together(move |c| Ok((users::get(c, id)?, links::of_user(c, id, Purpose::Email.name(), now)?)))
            .await?;
        let (Some(user), link) = found else { return Ok(None) };
        let pending = link.and_then(|link| self.content_of::<Move>(&link)).map(|change| change.to);
        Ok(Some(EmailState { email: user.email, verified: user.email_verified_at.is_some(), pending }))
    }

    /// Asks for another e-mail; or, with the present one, to prove that.
    pub async fn ask_email(&self, live: &Live, email: &Email, client: &Client) -> Result<AskEmail, Unavailable> {
        let id = live.person.id;
        let Some(user) = self.db.read(move |c| users::get(c, id)).await? else { return Err(Unavailable) };
        if user.email == email.as_typed() && user.email_verified_at.is_some() {
            return Ok(AskEmail::Same);
        }
        if let Counted::Wait(seconds) = self.count(&[Self::address(client)]).await? {
            return Ok(AskEmail::Wait(seconds));
        }
        // Shown as pending whatever becomes of it: its secret is in no letter. The one that counts takes its place.
        let change =
            Move { from: user.email_canonical.clone(), to: email.as_typed().to_owned(), auth_epoch: user.auth_epoch };
        let pending = self.new_link_with(Purpose::Email, Some(id), email.canonical(), &change)?;
        let what = What::Email { user: id, from: user.email_canonical, auth_epoch: user.auth_epoch };
        let mail = self.asked(client.asks(what, email, live.person.language.as_deref()))?;
        let (session, now, client) = (live.id, self.now(), client.clone());
        self.db
            .write(move |c| {
                users::lock(c, id)?;
                links::void(c, id, Purpose::Email.name(), now)?;
                pending.insert(c)?;
                mails::insert(c, &mail)?;
                let event = client.event(kind::EMAIL_ASKED, id);
                events::insert(c, now, &NewEvent { session_id: Some(session), ..event })
            })
            .await?;
        Ok(AskEmail::Asked)
    }

    /// What such a link would change, while it counts.
    pub async fn find_email_change(&self, secret: &Secret) -> Result<Option<EmailChange>, Unavailable> {
        Ok(self.moving(secret).await?.map(|(user, change)| EmailChange { from: user.email, to: change.to }))
    }

    async fn moving(&self, secret: &Secret) -> Result<Option<(users::CredentialsRow, Move)>, Unavailable> {
        let (hash, now) = (secret.hash(), self.now());
        let found = self
            .db
            .read_together(move |c| {
                let Some(link) = links::find(c, &hash, Purpose::Email.name(), now)? else { return Ok(None) };
                let Some(user) = link.user_id() else { return Ok(None) };
                Ok(users::get(c, user)?.map(|user| (user, link)))
            })
            .await?;
        let Some((user, link)) = found else { return Ok(None) };
        let change = self.content_of::<Move>(&link);
        // Asked for when the address was another one, or by whoever was thrown out meanwhile: that question is settled.
        let same = |change: &Move| change.from == user.email_canonical && change.auth_epoch == user.auth_epoch;
        let counts = |change: &Move| same(change) && user.disabled_at.is_none();
        Ok(change.filter(counts).map(|change| (user, change)))
    }

    /// Makes the change; gives back whose account it is. `None` when the link does not count, or the address has become
    /// another account's.
    pub async fn change_email(&self, secret: &Secret, client: &Client) -> Result<Option<Uuid>, Unavailable> {
        let Some((user, change)) = self.moving(secret).await? else { return Ok(None) };
        let Ok(new) = Email::parse(&change.to) else { return Ok(None) };
        // Another spelling of the same address is another mailbox to some mail servers.
        let (id, moves) = (user.id(), user.email != new.as_typed());
        let undo = self.new_link_with(Purpose::Undo, Some(id), &user.email_canonical, &user.email)?;
        let letter = Letter {
            other: Some(change.to.clone()),
            path: Some(undo.path()),
            until: undo.until(),
            ..self.letter(Kind::EmailChanged, &user, client)
        };
        // Of no account, so that it goes out even if the account is deleted at once.
        let told = self.mail(None, letter)?;
        let (hash, now, client) = (secret.hash(), self.now(), client.clone());
        let strangers = account_name(&user.email_canonical);
        self.db
            .write(move |c| {
                users::lock(c, id)?;
                if links::holds(c, new.canonical(), Purpose::Undo.name(), Some(id), now)?
                    || users::get(c, id)?.is_none_or(|now| now.auth_epoch != change.auth_epoch)
                    || links::use_up(c, &hash, Purpose::Email.name(), now)? == 0
                {
                    return Ok(None);
                }
                // None: another account has it by now. The link is used up: it would never count.
                let to = (new.as_typed(), new.canonical());
                if users::set_email(c, id, &change.from, to, now)? != Some(1) {
                    return Ok(None);
                }
                words::write(c, id)?;
                if moves {
                    // Sent to the address before.
                    links::void(c, id, Purpose::Reset.name(), now)?;
                    attempts::clear(c, &strangers)?;
                    undo.insert(c)?;
                    mails::insert(c, &told)?;
                }
                let kind = if moves { kind::EMAIL_CHANGED } else { kind::EMAIL_VERIFIED };
                events::insert(c, now, &client.event(kind, id))?;
                Ok(Some(id))
            })
            .await
    }

    /// The address that such a link would give back, while it counts.
    pub async fn find_undo(&self, secret: &Secret) -> Result<Option<String>, Unavailable> {
        let link = self.find_link(Purpose::Undo, secret).await?;
        Ok(link.and_then(|link| self.content_of(&link)))
    }

    /// Gives the address back that the account had, ends all sessions and takes the password away: whoever changed it
    /// may still be in. Earlier addresses can still be given back, later ones no more. `None` when the link does not count,
    /// or the account is disabled.
    pub async fn undo_email(&self, secret: &Secret, client: &Client) -> Result<Option<Closed>, Unavailable> {
        let Some(link) = self.find_link(Purpose::Undo, secret).await? else { return Ok(None) };
        let (Some(id), Some(before)) = (link.user_id(), self.content_of::<String>(&link)) else { return Ok(None) };
        let Ok(before) = Email::parse(&before) else { return Ok(None) };
        let Some(user) = self.db.read(move |c| users::get(c, id)).await? else { return Ok(None) };
        let told =
            Letter { other: Some(before.as_typed().to_owned()), ..self.letter(Kind::EmailUndone, &user, client) };
        let (told, to) = (self.mail(Some(id), told)?, before.clone());
        let way_in = self.way_in(link.created_at, id, &before, client)?;
        let (hash, now, keep, client) = (secret.hash(), self.now(), self.keeps_history(), client.clone());
        let opens = way_in.closed();
        let done = self
            .db
            .write(move |c| {
                users::lock(c, id)?;
                let same = users::get(c, id)?
                    .is_some_and(|now| now.email_canonical == user.email_canonical && now.disabled_at.is_none());
                if !same || links::find(c, &hash, Purpose::Undo.name(), now)?.is_none() {
                    return Ok(false);
                }
                if users::set_email(c, id, &user.email_canonical, (to.as_typed(), to.canonical()), now)? != Some(1) {
                    return Ok(false);
                }
                words::write(c, id)?;
                links::use_up(c, &hash, Purpose::Undo.name(), now)?;
                links::void_since(c, id, Purpose::Undo.name(), link.created_at + 1, now)?;
                close(c, &user, now, keep)?;
                way_in.insert(c)?;
                mails::insert(c, &told)?;
                events::insert(c, now, &client.event(kind::EMAIL_UNDONE, id))?;
                Ok(true)
            })
            .await?;
        Ok(done.then_some(opens))
    }

    /// Gives an account another e-mail, for whoever runs the server: when it was taken over, and with it its e-mail. Closes
    /// it, and no link to it counts any more.
    pub async fn give_email(&self, from: &Email, to: &Email) -> Result<GiveEmail, Unavailable> {
        let (canonical, to, now, keep) = (from.canonical().to_owned(), to.clone(), self.now(), self.keeps_history());
        self.db
            .write(move |c| {
                let Some(user) = users::find(c, &canonical)? else { return Ok(GiveEmail::Nobody) };
                let id = user.id();
                users::lock(c, id)?;
                match users::set_email(c, id, &canonical, (to.as_typed(), to.canonical()), now)? {
                    Some(1) => (),
                    Some(_) => return Ok(GiveEmail::Nobody),
                    None => return Ok(GiveEmail::Taken),
                }
                words::write(c, id)?;
                close(c, &user, now, keep)?;
                links::void(c, id, Purpose::Undo.name(), now)?;
                let event = NewEvent { kind: kind::EMAIL_CHANGED, user_id: Some(id), ..NewEvent::default() };
                events::insert(c, now, &event)?;
                Ok(GiveEmail::Given)
            })
            .await
    }
}
