//! Ending everybody's sessions (ASVS 7.4.5): from the newest to the oldest, in steps so that nobody waits. How far it has come
//! stands in a table, so that another server goes on where the one that does it stops.

use std::collections::BTreeMap;

use uuid::Uuid;

use super::acting::{Act, Actor};
use super::session::EndReason;
use super::{Auth, Client, kind};
use crate::clock::{DAY, MINUTE, Seconds};
use crate::db::{self, AnyConnection};
use crate::error::Unavailable;
use crate::store::all_endings::{self, AllEndingRow, NewAllEnding};
use crate::store::events::NewEvent;
use crate::store::{events, sessions, users};

/// Sessions looked at in one transaction.
const STEP: i64 = 500;
/// As many times that are looked through at most before it is written down how far it has come, though nobody in them is
/// signed in: a long stretch of old sessions is neither gone through again after a restart nor left to others meanwhile.
const MOST_EMPTY: usize = 100;
/// How often a step is tried again that the database does not answer.
const TRIES: usize = 5;
/// How long after each step it is one server's to go on with, in seconds.
const CLAIM: Seconds = MINUTE;
/// How long after its beginning one that is done is kept, in seconds.
pub(super) const KEPT: Seconds = 14 * DAY;

/// Before it are all sessions.
const ALL: Uuid = Uuid::max();

/// An ending of everybody's sessions, and how far it has come.
#[derive(Clone, Debug)]
pub struct AllEnding {
    /// Its id.
    pub id: Uuid,
    actor: Actor,
    client: Client,
    /// How many were ended so far.
    pub ended: usize,
    /// Sessions with ids before this one are still to be ended.
    before: Option<Uuid>,
}

impl AllEnding {
    /// Whether all are ended.
    #[must_use]
    pub fn is_done(&self) -> bool {
        self.before.is_none()
    }

    fn written(row: &AllEndingRow) -> Self {
        let actor = match (row.actor(), row.session()) {
            // What they may was asked when it began; a role of no name permits nothing.
            (Some(user), Some(session)) => Actor::Admin { user, role: String::new(), session },
            _ => Actor::Operator,
        };
        let client =
            Client { ip: row.ip.as_deref().and_then(|ip| ip.parse().ok()), user_agent: row.user_agent.clone() };
        let ended = usize::try_from(row.ended).unwrap_or_default();
        Self { id: row.id(), actor, client, ended, before: row.before() }
    }
}

/// A stretch of the table in which all sessions are ended.
struct Step {
    act: Act,
    ending: Uuid,
    /// Where it begins, and so before what there are others left; `None`: at the oldest.
    from: Option<Uuid>,
    /// Before what it ends.
    to: Uuid,
}

impl Step {
    /// Writes it down, and takes the first. `None` when the actor may not do it any more.
    fn begin(&self, c: &mut AnyConnection) -> db::Answer<Option<usize>> {
        let (act, whose) = (&self.act, self.lock(c)?);
        if !act.actor.is_still(c)? {
            return Ok(None);
        }
        let event = NewEvent { user_id: act.actor.user(), ..act.client.event(kind::ALL_ENDED, Uuid::nil()) };
        events::insert(c, act.now, &NewEvent { session_id: act.actor.session(), ..event })?;
        let (actor, session, ip) = (act.actor.user(), act.actor.session(), act.client.ip_text());
        let new = NewAllEnding {
            id: self.ending.as_bytes(),
            actor_id: actor.as_ref().map(|id| id.as_bytes().as_slice()),
            session_id: session.as_ref().map(|id| id.as_bytes().as_slice()),
            ip: ip.as_deref(),
            user_agent: act.client.user_agent.as_deref(),
            before_id: ALL.as_bytes(),
            ended: 0,
            started_at: act.now,
            claimed_until: act.now + CLAIM,
        };
        all_endings::insert(c, &new)?;
        all_endings::advance(c, self.ending, ALL, self.from, new.claimed_until)?;
        self.end(c, &whose).map(Some)
    }

    /// Another one, from where it stood. `None` when another server has gone on from there.
    fn go_on(&mut self, c: &mut AnyConnection, stood: Uuid) -> db::Answer<Option<usize>> {
        if all_endings::advance(c, self.ending, stood, self.from, self.act.now + CLAIM)? == 0 {
            return Ok(None);
        }
        // Of somebody who has deleted their account meanwhile nothing is written any more.
        if let Some(actor) = self.act.actor.user()
            && users::get(c, actor)?.is_none()
        {
            (self.act.actor, self.act.client) = (Actor::Operator, Client::default());
        }
        let whose = self.lock(c)?;
        self.end(c, &whose).map(Some)
    }

    /// Users first, in order, as everybody who ends sessions locks them; once, for more of them later would be out of order.
    fn lock(&self, c: &mut AnyConnection) -> db::Answer<Vec<Uuid>> {
        let whose: Vec<Uuid> = self.live(c)?.into_keys().collect();
        users::lock_each(c, &whose)?;
        Ok(whose)
    }

    /// With a line in the history of each of them too, under the name of whoever did it.
    fn end(&self, c: &mut AnyConnection, whose: &[Uuid]) -> db::Answer<usize> {
        let (act, reason) = (&self.act, EndReason::EndedByAdmin);
        // Read again behind the locks: somebody may have signed out meanwhile, or be gone with their account. Whoever has
        // signed in meanwhile did so after it was asked.
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
        let ended = sessions::end_between(c, (self.from(), self.to), whose, self.kept(), act.ending(reason))?;
        all_endings::count(c, self.ending, i64::try_from(ended).unwrap_or(i64::MAX))?;
        Ok(ended)
    }

    /// Whose live sessions there are, and how many but the one that is kept.
    fn live(&self, c: &mut AnyConnection) -> db::Answer<BTreeMap<Uuid, usize>> {
        let mut whose: BTreeMap<Uuid, usize> = BTreeMap::new();
        for (session, user) in sessions::live_between(c, self.from(), self.to, self.act.now)? {
            *whose.entry(user).or_default() += usize::from(session != self.kept());
        }
        Ok(whose)
    }

    fn from(&self) -> Uuid {
        self.from.unwrap_or(Uuid::nil())
    }

    /// The actor's own.
    fn kept(&self) -> Uuid {
        self.act.actor.session().unwrap_or(Uuid::nil())
    }
}

impl Auth {
    /// Whether nobody may do more than the actor.
    #[must_use]
    pub fn may_reach_everybody(&self, actor: &Actor) -> bool {
        self.roles.names().all(|role| actor.covers(&self.roles, role))
    }

    /// Begins to end everybody's sessions but the actor's own: the newest at once; have the rest ended by [`Auth::end_rest`].
    /// `None` for whoever may not reach everybody, or was disabled or given another role since they asked.
    pub async fn end_everybodys(&self, actor: &Actor, client: &Client) -> Result<Option<AllEnding>, Unavailable> {
        if !self.may_reach_everybody(actor) {
            return Ok(None);
        }
        tracing::info!(actor = ?actor.user(), "everybody's sessions are being ended");
        let (from, to) = self.stretch(ALL).await?;
        let ending = Uuid::now_v7();
        let step = Step { act: self.act(actor, client), ending, from, to };
        let ended = self.db.write(move |c| step.begin(c)).await?;
        let (actor, client) = (actor.clone(), client.clone());
        Ok(ended.map(|ended| AllEnding { id: ending, actor, client, ended, before: from }))
    }

    /// Ends what is left; a step that the database does not answer is tried again. Gives back how many were ended in all,
    /// and `tell`s how many so far. Its error: how many until the database did not answer any more; a server goes on with
    /// it once it does.
    pub async fn end_rest(&self, ending: AllEnding, tell: impl Fn(usize) + Send) -> Result<usize, usize> {
        let (mut ending, mut failed) = (ending, 0);
        while let Some(stood) = ending.before {
            tell(ending.ended);
            match self.end_next(&ending, stood).await {
                Ok(further) => (ending, failed) = (further, 0),
                Err(_) if failed < TRIES => failed += 1,
                Err(_) => {
                    tracing::error!(
                        ended = ending.ended,
                        "not all sessions are ended yet: it goes on once the database answers"
                    );
                    return Err(ending.ended);
                }
            }
        }
        tracing::info!(ended = ending.ended, "everybody's sessions are ended");
        Ok(ending.ended)
    }

    async fn end_next(&self, ending: &AllEnding, stood: Uuid) -> Result<AllEnding, Unavailable> {
        let (from, to) = self.stretch(stood).await?;
        let (id, act) = (ending.id, self.act(&ending.actor, &ending.client));
        let mut step = Step { act, ending: id, from, to };
        if let Some(ended) = self.db.write(move |c| step.go_on(c, stood)).await? {
            return Ok(AllEnding { ended: ending.ended + ended, before: from, ..ending.clone() });
        }
        // Another server has gone on: from where that has left it.
        let row = self.db.read(move |c| all_endings::find(c, id)).await?;
        Ok(row.map_or(AllEnding { before: None, ..ending.clone() }, |row| AllEnding::written(&row)))
    }

    /// The next stretch before `to` in which somebody is signed in, as far as it looks: from where on, `None` for the
    /// oldest, and before what.
    async fn stretch(&self, to: Uuid) -> Result<(Option<Uuid>, Uuid), Unavailable> {
        let (now, mut to, mut empty) = (self.now(), to, 0);
        loop {
            let look = move |c: &mut AnyConnection| {
                let from = sessions::step_back(c, to, STEP)?;
                Ok((from, sessions::live_between(c, from.unwrap_or(Uuid::nil()), to, now)?.is_empty()))
            };
            match self.db.read_aside(look).await? {
                (Some(from), true) if empty < MOST_EMPTY => (to, empty) = (from, empty + 1),
                (from, _) => return Ok((from, to)),
            }
        }
    }

    /// Goes on with one that a server has left.
    pub async fn go_on_ending(&self) -> Result<(), Unavailable> {
        let now = self.now();
        let Some(row) = self.db.read_aside(move |c| all_endings::due(c, now)).await? else { return Ok(()) };
        let ending = AllEnding::written(&row);
        let id = ending.id;
        if self.db.write(move |c| all_endings::claim(c, id, now, now + CLAIM)).await? == 1 {
            tracing::info!(ended = ending.ended, "going on with ending everybody's sessions");
            // What the database does not answer is logged there, and taken up again.
            let _ = self.end_rest(ending, |_| ()).await;
        }
        Ok(())
    }

    /// One that goes on; where there is none, the last.
    pub async fn last_all_ending(&self) -> Result<Option<AllEnding>, Unavailable> {
        Ok(self.db.read(all_endings::last).await?.as_ref().map(AllEnding::written))
    }
}
