//! The security history, as people read it: their own, and for those who are permitted, everybody's.

use std::collections::HashMap;

use uuid::Uuid;

use super::email::Email;
use super::{Auth, kind};
use crate::clock::Timestamp;
use crate::db::{self, AnyConnection};
use crate::error::Unavailable;
pub use crate::store::events::EventRow;
pub use crate::store::users::Called;
use crate::store::{events, users};

/// Events on one page.
const SHOWN: u8 = 50;

/// Which events are asked for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Filter {
    /// Every kind.
    #[default]
    All,
    /// Passwords that were right, and sessions that were used from elsewhere.
    SignIns,
    /// Passwords that were wrong.
    Failures,
    /// Sessions that were ended.
    Endings,
    /// What was changed about the account.
    Changes,
}

impl Filter {
    /// All of them.
    pub const ALL: [Self; 5] = [Self::All, Self::SignIns, Self::Failures, Self::Endings, Self::Changes];

    /// Its name in addresses and, after `history-`, of its text.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::All => "all",
            Self::SignIns => "sign-ins",
            Self::Failures => "failures",
            Self::Endings => "endings",
            Self::Changes => "changes",
        }
    }

    /// The filter of a name; all events for any other.
    #[must_use]
    pub fn of(name: Option<&str>) -> Self {
        Self::ALL.into_iter().find(|filter| Some(filter.name()) == name).unwrap_or_default()
    }

    fn kinds(self) -> Vec<&'static str> {
        match self {
            Self::All => Self::ALL[1..].iter().flat_map(|filter| filter.kinds()).collect(),
            Self::SignIns => vec![kind::SIGN_IN, kind::CONFIRM, kind::DRIFT],
            Self::Failures => vec![kind::SIGN_IN_FAILED, kind::CONFIRM_FAILED],
            Self::Endings => vec![kind::SESSION_ENDED, kind::DISPLACED, kind::ALL_ENDED],
            Self::Changes => vec![
                kind::ACCOUNT_ADDED,
                kind::PROFILE_CHANGED,
                kind::PASSWORD_CHANGED,
                kind::RESET_STARTED,
                kind::PASSWORD_RESET,
                kind::EMAIL_ASKED,
                kind::EMAIL_CHANGED,
                kind::EMAIL_VERIFIED,
                kind::EMAIL_UNDONE,
                kind::NOT_ME,
                kind::DATA_DOWNLOADED,
                kind::ACCOUNT_DELETED,
                kind::INVITED,
                kind::CONNECTED,
                kind::DISCONNECTED,
                kind::ROLE_CHANGED,
                kind::DISABLED,
                kind::ENABLED,
            ],
        }
    }
}

/// One page of the history.
#[derive(Clone, Debug)]
pub struct History {
    /// The events, the newest first.
    pub events: Vec<EventRow>,
    /// What the next page begins behind, if there is one.
    pub older: Option<Uuid>,
    /// Whom it tells of, and who did it where that was somebody else; but for those who have no account any more.
    pub people: HashMap<Uuid, Called>,
}

impl Auth {
    /// A page of one user's history, behind the event `before`.
    pub async fn history(&self, user: Uuid, filter: Filter, before: Option<Uuid>) -> Result<History, Unavailable> {
        self.db.read_together(move |c| page(c, Some(user), filter, before, false)).await
    }

    /// When the newest event of all was written.
    pub async fn newest_event(&self) -> Result<Option<Timestamp>, Unavailable> {
        self.db.read(events::newest_at).await
    }

    /// A page of everybody's history, or of the user's with this e-mail. `None` when nobody has it.
    pub async fn everybodys_history(
        &self,
        of: Option<Email>,
        filter: Filter,
        before: Option<Uuid>,
    ) -> Result<Option<History>, Unavailable> {
        self.db
            .read_together(move |c| {
                let user = match &of {
                    Some(email) => match users::find(c, email.canonical())? {
                        Some(user) => Some(user.id()),
                        None => return Ok(None),
                    },
                    None => None,
                };
                page(c, user, filter, before, true).map(Some)
            })
            .await
    }
}

/// The newest of each kind, of which the newest of all are taken: each is found by an index however rare it is and
/// however many others a stranger has caused.
///
/// `told`: whether it is told whom they are about; of one's own history there is mostly nobody to be named.
fn page(
    c: &mut AnyConnection,
    user: Option<Uuid>,
    filter: Filter,
    before: Option<Uuid>,
    told: bool,
) -> db::Answer<History> {
    let mut found = Vec::new();
    for kind in filter.kinds() {
        found.extend(events::list(c, user, kind, before.unwrap_or(Uuid::max()), i64::from(SHOWN) + 1)?);
    }
    found.sort_by_key(|event| std::cmp::Reverse(event.id()));
    let more = found.len() > usize::from(SHOWN);
    found.truncate(SHOWN.into());
    let older = found.last().map(EventRow::id).filter(|_| more);
    let mut about: Vec<Uuid> = found.iter().flat_map(|event| [event.user_id(), event.actor_id()]).flatten().collect();
    about.sort_unstable();
    about.dedup();
    let named = told || found.iter().any(|event| event.actor_id().is_some());
    let people = if named { users::called(c, &about)?.into_iter().collect() } else { HashMap::new() };
    Ok(History { events: found, older, people })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_filter_is_found_by_its_name_and_every_kind_is_in_exactly_one() {
        for filter in Filter::ALL {
            assert_eq!(Filter::of(Some(filter.name())), filter);
        }
        assert_eq!(Filter::of(Some("x")), Filter::All);
        let mut kinds = Filter::All.kinds();
        kinds.sort_unstable();
        let mut all = kind::ALL.to_vec();
        all.sort_unstable();
        assert_eq!(kinds, all);
    }
}
