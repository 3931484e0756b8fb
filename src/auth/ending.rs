//! Ending another's sessions, by administrators or whoever runs the server: one, or all of a user (ASVS 7.4.5). Whom an actor
//! may reach is decided in acting.rs; everybody's are ended in all_ending.rs.

use uuid::Uuid;

use super::acting::{Acted, Actor, noted};
use super::session::EndReason;
use super::{Auth, Client, kind};
use crate::error::Unavailable;
use crate::store::events::NewEvent;
use crate::store::{events, sessions};

impl Auth {
    /// Whose session it is, live or over.
    pub async fn owner_of(&self, session: Uuid) -> Result<Option<Uuid>, Unavailable> {
        self.db.read(move |c| sessions::owner(c, session)).await
    }

    /// Ends a session of a user.
    pub async fn end_session_of(
        &self,
        actor: &Actor,
        user: Uuid,
        session: Uuid,
        client: &Client,
    ) -> Result<Acted, Unavailable> {
        let act = self.act(actor, client);
        let acted = self
            .db
            .write(move |c| {
                if let Err(refused) = act.reach(c, user)? {
                    return Ok(refused);
                }
                let reason = EndReason::EndedByAdmin;
                if sessions::end(c, session, user, act.ending(reason))? == 0 {
                    let theirs = sessions::is_of(c, session, user)?;
                    return Ok(if theirs { Acted::Already } else { Acted::Nobody });
                }
                let event = act.actor.event(&act.client, kind::SESSION_ENDED, user);
                let about = NewEvent { session_id: Some(session), detail: Some(reason.name()), ..event };
                events::insert(c, act.now, &about)?;
                Ok(Acted::Done)
            })
            .await?;
        Ok(noted(acted, actor, user, "session ended"))
    }

    /// Ends all sessions of a user; gives back how many, too.
    pub async fn end_all_of(&self, actor: &Actor, user: Uuid, client: &Client) -> Result<(Acted, usize), Unavailable> {
        let act = self.act(actor, client);
        let (acted, ended) = self
            .db
            .write(move |c| {
                if let Err(refused) = act.reach(c, user)? {
                    return Ok((refused, 0));
                }
                let reason = EndReason::EndedByAdmin;
                let ended = sessions::end_all(c, user, act.ending(reason))?;
                if ended == 0 {
                    return Ok((Acted::Already, 0));
                }
                act.note(c, kind::SESSION_ENDED, user, Some(&format!("{} {ended}", reason.name())))?;
                Ok((Acted::Done, ended))
            })
            .await?;
        Ok((noted(acted, actor, user, "all sessions of a user ended"), ended))
    }
}
