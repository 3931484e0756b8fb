//! What is done to other people's accounts, by administrators in the browser or whoever runs the server: disabling, roles,
//! a new password's link; their sessions are ended in ending.rs. Nobody acts on an account that may do more than they may,
//! nobody gives away more than they have (ASVS 8.2.1), and the last account that may do everything stays as it is. What an
//! administrator does stands in the history of whom it was done to, under their name.

use uuid::Uuid;

use super::links::Purpose;
use super::session::{EndReason, Live};
use super::{Auth, Client, kind};
use crate::clock::Timestamp;
use crate::config::Roles;
use crate::db::{self, AnyConnection};
use crate::error::Unavailable;
use crate::mail::letter::{Kind, Letter};
use crate::store::events::NewEvent;
use crate::store::sessions::Ending;
use crate::store::users::CredentialsRow;
use crate::store::{events, identities, links, mails, sessions, users};

/// Who acts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Actor {
    /// Whoever runs the server: they may do everything.
    Operator,
    /// Somebody signed in.
    Admin {
        /// Who.
        user: Uuid,
        /// Their role, as of this request.
        role: String,
        /// In which session.
        session: Uuid,
    },
}

/// How it ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Acted {
    /// It is done.
    Done,
    /// It was so already.
    Already,
    /// There is no such account or session.
    Nobody,
    /// It is the last account that can sign in and may do everything.
    Last,
    /// It may do more than the actor, or would.
    Above,
    /// The account is disabled.
    Disabled,
}

impl Actor {
    /// Whoever holds this session.
    #[must_use]
    pub fn of(live: &Live) -> Self {
        Self::Admin { user: live.person.id, role: live.person.role.clone(), session: live.id }
    }

    /// Who it is, if they have an account.
    pub(super) fn user(&self) -> Option<Uuid> {
        match self {
            Self::Operator => None,
            Self::Admin { user, .. } => Some(*user),
        }
    }

    pub(super) fn session(&self) -> Option<Uuid> {
        match self {
            Self::Operator => None,
            Self::Admin { session, .. } => Some(*session),
        }
    }

    /// Whether they may do at least what `role` permits. A role that is no longer configured permits nothing.
    pub(super) fn covers(&self, roles: &Roles, role: &str) -> bool {
        match self {
            Self::Operator => true,
            Self::Admin { role: own, .. } => !roles.has(role) || roles.covers(own, role),
        }
    }

    /// Whether they are who they were when the request came: to be asked behind the locks, for while it waited for them
    /// somebody may have disabled the actor, or given them another role.
    pub(super) fn is_still(&self, c: &mut AnyConnection) -> db::Answer<bool> {
        let Self::Admin { user, role, .. } = self else { return Ok(true) };
        Ok(users::get(c, *user)?.is_some_and(|now| now.disabled_at.is_none() && now.role == *role))
    }

    /// An event that they brought about for somebody else; what people do to themselves needs no name.
    pub(super) fn event<'a>(&self, client: &'a Client, kind: &'a str, user: Uuid) -> NewEvent<'a> {
        NewEvent { actor_id: self.user().filter(|actor| *actor != user), ..client.event(kind, user) }
    }
}

/// What such a transaction needs beside the account.
pub(super) struct Act {
    pub(super) actor: Actor,
    pub(super) client: Client,
    roles: Roles,
    pub(super) now: Timestamp,
    keep: bool,
}

impl Act {
    /// The account, locked, if the actor may touch it.
    pub(super) fn reach(&self, c: &mut AnyConnection, user: Uuid) -> db::Answer<Result<CredentialsRow, Acted>> {
        users::lock(c, user)?;
        let Some(row) = users::get(c, user)? else { return Ok(Err(Acted::Nobody)) };
        let may = self.actor.covers(&self.roles, &row.role) && self.actor.is_still(c)?;
        Ok(if may { Ok(row) } else { Err(Acted::Above) })
    }

    /// Whether nobody would be left who may do everything, were this account to cease to. To be asked with all of those
    /// locked, so that of the last two who are disabled at once the second stays.
    fn is_last(&self, c: &mut AnyConnection, row: &CredentialsRow) -> db::Answer<bool> {
        let everything = self.roles.of_everything();
        let counts = row.disabled_at.is_none() && everything.contains(&row.role) && {
            // One that nobody could ever sign in to is nobody's last.
            row.password_hash.is_some() || !identities::of_user(c, row.id())?.is_empty()
        };
        Ok(counts && !users::others_with_role(c, row.id(), &everything)?)
    }

    pub(super) fn ending(&self, reason: EndReason) -> Ending<'static> {
        Ending { at: self.now, reason: reason.name(), by: self.actor.user(), keep: self.keep }
    }

    pub(super) fn note(&self, c: &mut AnyConnection, kind: &str, user: Uuid, detail: Option<&str>) -> db::Answer<()> {
        let event = self.actor.event(&self.client, kind, user);
        events::insert(c, self.now, &NewEvent { session_id: self.actor.session(), detail, ..event })
    }
}

impl Auth {
    pub(super) fn act(&self, actor: &Actor, client: &Client) -> Act {
        Act {
            actor: actor.clone(),
            client: client.clone(),
            roles: self.roles.clone(),
            now: self.now(),
            keep: self.keeps_history(),
        }
    }

    /// Disables an account: every session of it is out at its next request, and nobody signs in to it.
    pub async fn disable(&self, actor: &Actor, user: Uuid, client: &Client) -> Result<Acted, Unavailable> {
        let act = self.act(actor, client);
        let acted = self
            .db
            .write(move |c| {
                users::lock_all_with_role(c, &act.roles.of_everything(), &[user])?;
                let row = match act.reach(c, user)? {
                    Ok(row) if row.disabled_at.is_some() => return Ok(Acted::Already),
                    Ok(row) => row,
                    Err(refused) => return Ok(refused),
                };
                if act.is_last(c, &row)? {
                    return Ok(Acted::Last);
                }
                users::disable(c, user, act.now)?;
                // Whoever asked for a link may be whom it was disabled for.
                for purpose in [Purpose::Reset, Purpose::Email] {
                    links::void(c, user, purpose.name(), act.now)?;
                }
                sessions::end_all(c, user, act.ending(EndReason::AccountDisabled))?;
                act.note(c, kind::DISABLED, user, None)?;
                Ok(Acted::Done)
            })
            .await?;
        Ok(noted(acted, actor, user, "account disabled"))
    }

    /// Enables an account again: its password and its providers count as before.
    pub async fn enable(&self, actor: &Actor, user: Uuid, client: &Client) -> Result<Acted, Unavailable> {
        let act = self.act(actor, client);
        let acted = self
            .db
            .write(move |c| {
                match act.reach(c, user)? {
                    Ok(row) if row.disabled_at.is_none() => return Ok(Acted::Already),
                    Ok(_) => (),
                    Err(refused) => return Ok(refused),
                }
                users::enable(c, user)?;
                act.note(c, kind::ENABLED, user, None)?;
                Ok(Acted::Done)
            })
            .await?;
        Ok(noted(acted, actor, user, "account enabled"))
    }

    /// Gives an account another role, one of the settings'; it counts at the next request.
    pub async fn set_role(&self, actor: &Actor, user: Uuid, role: &str, client: &Client) -> Result<Acted, Unavailable> {
        let act = self.act(actor, client);
        if !act.roles.has(role) || !act.actor.covers(&act.roles, role) {
            return Ok(Acted::Above);
        }
        let role = role.to_owned();
        let acted = self
            .db
            .write(move |c| {
                users::lock_all_with_role(c, &act.roles.of_everything(), &[user])?;
                let row = match act.reach(c, user)? {
                    Ok(row) if row.role == role => return Ok(Acted::Already),
                    Ok(row) => row,
                    Err(refused) => return Ok(refused),
                };
                if !act.roles.of_everything().contains(&role) && act.is_last(c, &row)? {
                    return Ok(Acted::Last);
                }
                users::set_role(c, user, &role)?;
                act.note(c, kind::ROLE_CHANGED, user, Some(&role))?;
                Ok(Acted::Done)
            })
            .await?;
        Ok(noted(acted, actor, user, "role changed"))
    }

    /// Sends the account's owner a letter with a link to set a new password: nobody else ever sees it (ASVS 6.4.6). What
    /// they have goes on until they use it.
    pub async fn send_reset(&self, actor: &Actor, user: Uuid, client: &Client) -> Result<Acted, Unavailable> {
        let Some(row) = self.db.read(move |c| users::get(c, user)).await? else { return Ok(Acted::Nobody) };
        let link = self.new_link(Purpose::Reset, Some(user), &row.email_canonical)?;
        // From where it was asked for is no business of the reader's.
        let nobody = Client::default();
        let letter = self.letter(Kind::ResetByAdmin, &row, &nobody);
        let letter = Letter { path: Some(link.path()), until: link.until(), ..letter };
        let mail = self.mail(Some(user), letter)?;
        let act = self.act(actor, client);
        let acted = self
            .db
            .write(move |c| {
                match act.reach(c, user)? {
                    Ok(now) if now.disabled_at.is_some() => return Ok(Acted::Disabled),
                    // The letter would go to an address that is no longer theirs.
                    Ok(now) if now.email_canonical != row.email_canonical => return Ok(Acted::Nobody),
                    Ok(_) => (),
                    Err(refused) => return Ok(refused),
                }
                links::void(c, user, Purpose::Reset.name(), act.now)?;
                link.insert(c)?;
                mails::insert(c, &mail)?;
                act.note(c, kind::RESET_STARTED, user, None)?;
                Ok(Acted::Done)
            })
            .await?;
        Ok(noted(acted, actor, user, "link for a new password sent"))
    }
}

/// The same, with a line in the log where something was done.
pub(super) fn noted(acted: Acted, actor: &Actor, user: Uuid, what: &'static str) -> Acted {
    if acted == Acted::Done {
        tracing::info!(%user, actor = ?actor.user(), "{what}");
    }
    acted
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;

    fn roles() -> Roles {
        let list = |all: &[&str]| all.iter().map(|p| (*p).to_owned()).collect();
        let written = [("desk", list(&["users.read", "users.write"])), ("reader", list(&["users.read"]))];
        Roles::new(written.map(|(name, all)| (name.to_owned(), all)).into_iter().collect::<BTreeMap<_, _>>())
            .expect("roles")
    }

    fn admin(role: &str) -> Actor {
        Actor::Admin { user: Uuid::from_u128(1), role: role.into(), session: Uuid::from_u128(2) }
    }

    #[test]
    fn an_actor_covers_what_may_do_no_more_and_what_is_no_role_any_more() {
        let roles = roles();
        let covered = |actor: &Actor| {
            let all = ["admin", "desk", "reader", "user", "gone"];
            all.into_iter().filter(|role| actor.covers(&roles, role)).collect::<Vec<_>>()
        };
        assert_eq!(covered(&Actor::Operator), ["admin", "desk", "reader", "user", "gone"]);
        assert_eq!(covered(&admin("admin")), ["admin", "desk", "reader", "user", "gone"]);
        assert_eq!(covered(&admin("desk")), ["desk", "reader", "user", "gone"]);
        assert_eq!(covered(&admin("reader")), ["reader", "user", "gone"]);
        // Whose own role is gone may do nothing, and so nothing to whoever may do anything.
        assert_eq!(covered(&admin("gone")), ["user", "gone"]);
    }

    #[test]
    fn an_event_names_who_brought_it_about_for_somebody_else() {
        let client = Client::default();
        let actor_of = |actor: &Actor, user| actor.event(&client, kind::DISABLED, Uuid::from_u128(user)).actor_id;
        assert_eq!(actor_of(&admin("admin"), 7), Some(Uuid::from_u128(1)));
        assert_eq!(actor_of(&admin("admin"), 1), None, "what people do to themselves needs no name");
        assert_eq!(actor_of(&Actor::Operator, 7), None);
        assert_eq!(admin("admin").event(&client, kind::DISABLED, Uuid::from_u128(7)).user_id, Some(Uuid::from_u128(7)));
    }
}
