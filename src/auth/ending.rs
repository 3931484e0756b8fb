//! Ending other people's sessions, by administrators or whoever runs the server: one, all of a user, everybody's
//! (ASVS 7.4.5). Whom an actor may reach is decided in acting.rs.

use std::collections::BTreeMap;

use uuid::Uuid;

use super::acting::{Act, Acted, Actor, noted};
use super::session::EndReason;
use super::{Auth, Client, kind};
use crate::db::{self, AnyConnection};
use crate::error::Unavailable;
use crate::store::events::NewEvent;
use crate::store::{events, sessions, users};

/// Sessions looked at in one transaction, when everybody's are ended.
const STEP: i64 = 500;
/// How often a step is tried again that the database does not answer.
const TRIES: usize = 5;

/// One step of ending everybody's sessions.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Batch {
    /// How many it ended.
    pub ended: usize,
    /// What to go on with; `None` when all are ended.
    pub next: Option<Uuid>,
}

/// A stretch of the table in which all sessions are ended.
struct Step {
    act: Act,
    from: Uuid,
    to: Uuid,
    first: bool,
}

impl Step {
    /// Gives back how many were ended; `None` when the actor may not do it any more.
    fn end(&self, c: &mut AnyConnection) -> db::Answer<Option<usize>> {
        let (act, reason) = (&self.act, EndReason::EndedByAdmin);
        // With their users first, in order, as everybody who ends sessions locks them.
        let whose: Vec<Uuid> = self.live(c)?.into_keys().collect();
        users::lock_each(c, &whose)?;
        if self.first {
            if !act.actor.is_still(c)? {
                return Ok(None);
            }
            let event = NewEvent { user_id: act.actor.user(), ..act.client.event(kind::ALL_ENDED, Uuid::nil()) };
            events::insert(c, act.now, &NewEvent { session_id: act.actor.session(), ..event })?;
        }
        // In the history of each of them too, under the name of whoever did it. Read again behind the locks: somebody may
        // have signed out meanwhile, or be gone with their account.
        let details: Vec<(Uuid, String)> = self
            .live(c)?
            .into_iter()
            .filter(|(user, ended)| *ended > 0 && whose.contains(user))
            .map(|(user, ended)| (user, format!("{} {ended}", reason.name())))
            .collect();
        let told: Vec<NewEvent<'_>> = details
            .iter()
            .map(|(user, detail)| NewEvent {
                session_id: act.actor.session(),
                detail: Some(detail),
                ..act.actor.event(&act.client, kind::SESSION_ENDED, *user)
            })
            .collect();
        events::insert_each(c, act.now, &told)?;
        sessions::end_between(c, self.from, self.to, self.kept(), act.ending(reason)).map(Some)
    }

    /// Whose live sessions there are, and how many but the one that is kept.
    fn live(&self, c: &mut AnyConnection) -> db::Answer<BTreeMap<Uuid, usize>> {
        let mut whose: BTreeMap<Uuid, usize> = BTreeMap::new();
        for (session, user) in sessions::live_between(c, self.from, self.to, self.act.now)? {
            *whose.entry(user).or_default() += usize::from(session != self.kept());
        }
        Ok(whose)
    }

    /// The actor's own.
    fn kept(&self) -> Uuid {
        self.act.actor.session().unwrap_or(Uuid::nil())
    }
}

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

    /// Whether nobody may do more than the actor.
    #[must_use]
    pub fn may_reach_everybody(&self, actor: &Actor) -> bool {
        self.roles.names().all(|role| actor.covers(&self.roles, role))
    }

    /// Ends everybody's sessions but the actor's own, the newest first, in steps so that nobody waits: call it with `None`,
    /// then have the rest ended by [`Auth::end_rest`]. Doing it again does no harm. Ends none for whoever may not reach
    /// everybody, or was disabled or given another role since they asked.
    pub async fn end_everybodys(
        &self,
        actor: &Actor,
        before: Option<Uuid>,
        client: &Client,
    ) -> Result<Batch, Unavailable> {
        let act = self.act(actor, client);
        if !self.may_reach_everybody(actor) {
            return Ok(Batch { ended: 0, next: None });
        }
        if before.is_none() {
            tracing::info!(actor = ?actor.user(), "everybody's sessions are being ended");
        }
        let (first, to, now) = (before.is_none(), before.unwrap_or(Uuid::max()), act.now);
        let (from, any) = self
            .db
            .read_aside(move |c| {
                let from = sessions::step_back(c, to, STEP)?;
                Ok((from, !sessions::live_between(c, from.unwrap_or(Uuid::nil()), to, now)?.is_empty()))
            })
            .await?;
        if !any && !first {
            return Ok(Batch { ended: 0, next: from });
        }
        let step = Step { act, from: from.unwrap_or(Uuid::nil()), to, first };
        let ended = self.db.write(move |c| step.end(c)).await?;
        // Whoever may not has ended none, and goes on with none.
        Ok(Batch { ended: ended.unwrap_or(0), next: from.filter(|_| ended.is_some()) })
    }

    /// Ends what a first step has left; a step that the database does not answer is tried again. Gives back how many were
    /// ended in all, and `tell`s how many so far. Its error: how many until the database did not answer any more.
    pub async fn end_rest(
        &self,
        actor: &Actor,
        first: Batch,
        client: &Client,
        tell: impl Fn(usize) + Send,
    ) -> Result<usize, usize> {
        let (Batch { mut ended, mut next }, mut failed) = (first, 0);
        while let Some(before) = next {
            tell(ended);
            match self.end_everybodys(actor, Some(before), client).await {
                Ok(batch) => {
                    (ended, next, failed) = (ended + batch.ended, batch.next, 0);
                }
                Err(_) if failed < TRIES => failed += 1,
                Err(_) => {
                    tracing::error!(ended, "not all sessions were ended: ask for it once more");
                    return Err(ended);
                }
            }
        }
        tracing::info!(ended, "everybody's sessions are ended");
        Ok(ended)
    }
}
