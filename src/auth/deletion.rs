//! Deleting one's own account: the user with everything that is theirs, at once and for good.

use super::links::Purpose;
use super::session::Live;
use super::{Auth, Client, kind};
use crate::clock::Timestamp;
use crate::error::Unavailable;
use crate::mail::letter::Kind;
use crate::store::events::NewEvent;
use crate::store::{events, links, mails, users};

/// How deleting it ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Deletion {
    /// It is gone.
    Done,
    /// Nobody else could look after the site.
    Last,
    /// The e-mail was changed lately, and its owner can still take it back until then.
    Undoable(Timestamp),
}

impl Auth {
    /// Deletes the account of a session's user; the last of those who may do everything stays.
    pub async fn delete_account(&self, live: &Live, client: &Client) -> Result<Deletion, Unavailable> {
        let id = live.person.id;
        let Some(user) = self.db.read(move |c| users::get(c, id)).await? else { return Ok(Deletion::Done) };
        // To nobody's account any more, so that it stays when the account goes.
        let farewell = self.mail(None, self.letter(Kind::AccountDeleted, &user, client))?;
        let now = self.now();
        let roles = self.roles.of_everything();
        let gone = self
            .db
            .write(move |c| {
                users::lock_all_with_role(c, &roles, &[id])?;
                // Read again behind the lock: they may have been given such a role meanwhile.
                let role = users::get(c, id)?.map(|now| now.role);
                if role.is_some_and(|role| roles.contains(&role)) && !users::others_with_role(c, id, &roles)? {
                    return Ok(Deletion::Last);
                }
                // Else whoever took the account over could make away with it before its owner comes back.
                if let Some(until) = links::until(c, id, Purpose::Undo.name(), now)? {
                    return Ok(Deletion::Undoable(until));
                }
                if users::delete(c, id)? == 1 {
                    mails::insert(c, &farewell)?;
                    // That somebody has left is all that is kept of them.
                    events::insert(c, now, &NewEvent { kind: kind::ACCOUNT_DELETED, ..NewEvent::default() })?;
                }
                Ok(Deletion::Done)
            })
            .await?;
        if gone == Deletion::Done {
            self.forget_accounts();
            tracing::info!(user = %id, "account-deleted");
        }
        Ok(gone)
    }
}
