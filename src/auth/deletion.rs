//! Deleting one's own account: the user with everything that is theirs, at once and for good.

use super::session::Live;
use super::{Auth, Client, kind};
use crate::error::Unavailable;
use crate::mail::letter::Kind;
use crate::store::events::NewEvent;
use crate::store::{events, mails, users};

/// How deleting it ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Deletion {
    /// It is gone.
    Done,
    /// Nobody else could look after the site.
    Last,
}

impl Auth {
    /// Deletes the account of a session's user. `roles`: those that permit everything; the last user with one of them
    /// stays.
    pub async fn delete_account(
        &self,
        live: &Live,
        roles: Vec<String>,
        client: &Client,
    ) -> Result<Deletion, Unavailable> {
        let id = live.person.id;
        let Some(user) = self.db.read(move |c| users::get(c, id)).await? else { return Ok(Deletion::Done) };
        // To nobody's account any more, so that it stays when the account goes.
        let farewell = self.mail(None, self.letter(Kind::AccountDeleted, &user, client))?;
        let (now, client) = (self.now(), client.clone());
        let gone = self
            .db
            .write(move |c| {
                users::lock_all_with_role(c, &roles)?;
                if roles.contains(&user.role) && !users::others_with_role(c, id, &roles)? {
                    return Ok(Deletion::Last);
                }
                if users::delete(c, id)? == 1 {
                    mails::insert(c, &farewell)?;
                    // Of nobody, or it would go with them; the id tells nobody who that was.
                    let detail = id.to_string();
                    let event =
                        NewEvent { user_id: None, detail: Some(&detail), ..client.event(kind::ACCOUNT_DELETED, id) };
                    events::insert(c, now, &event)?;
                }
                Ok(Deletion::Done)
            })
            .await?;
        if gone == Deletion::Done {
            tracing::info!(user = %id, "account-deleted");
        }
        Ok(gone)
    }
}
