//! Finding users among however many there are: lists a page at a time along an index, a search by the words of name and
//! e-mail, and one account with what it is made of. A page looks at so many rows at most, whatever is sought.

use std::collections::{BTreeMap, HashMap};
use std::fmt;
use std::str::FromStr;

use uuid::Uuid;

use super::email::Email;
use super::session_lists::{Ended, Listed};
use super::{Auth, words};
use crate::clock::Timestamp;
use crate::db::{self, AnyConnection};
use crate::error::Unavailable;
pub use crate::store::identities::IdentityRow;
pub use crate::store::users::ListedUser;
use crate::store::users::{self, CredentialsRow};
use crate::store::{identities, user_words};

/// Users on a page.
const SHOWN: usize = 50;
/// Words looked at in one go.
const STEP: usize = 250;
/// Words looked at for one page: a search for two common words must not go through all users at once.
const MOST_LOOKED_AT: usize = 2000;
/// Where a filter leaves no more users than these, a search goes through them instead of through the words: a common word
/// and a rare filter would be looked for page after page.
const FEW: usize = 500;

/// Which users are asked for.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Show {
    /// All.
    #[default]
    All,
    /// Those with a role.
    Role(String),
    /// Those that are disabled.
    Disabled,
}

/// Where a page begins: behind this user, and in a search behind this word.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place {
    word: Option<String>,
    user: Uuid,
}

/// Users whom a filter leaves, and whether there are more.
struct Few {
    ids: Vec<Uuid>,
    more: bool,
}

/// A page of users.
#[derive(Clone, Debug)]
pub struct Users {
    /// The users: the newest first, or in a search by the word that was found.
    pub users: Vec<ListedUser>,
    /// Where the next page begins, if there may be one.
    pub next: Option<Place>,
}

/// An account as administrators see it: nothing that could prove it.
#[derive(Clone, Debug)]
#[allow(missing_docs, reason = "the names say it")]
pub struct Account {
    pub id: Uuid,
    pub email: String,
    pub name: String,
    pub role: String,
    pub language: Option<String>,
    pub time_zone: Option<String>,
    pub created_at: Timestamp,
    pub disabled_at: Option<Timestamp>,
    /// When its owner proved the e-mail.
    pub email_verified_at: Option<Timestamp>,
    /// Whether there is a password.
    pub has_password: bool,
    /// The providers it is connected with.
    pub identities: Vec<IdentityRow>,
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.word {
            Some(word) => write!(f, "{}~{word}", self.user),
            None => write!(f, "{}", self.user),
        }
    }
}

impl FromStr for Place {
    type Err = uuid::Error;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let (user, word) = text.split_once('~').map_or((text, None), |(user, word)| (user, Some(word.to_owned())));
        Ok(Self { user: user.parse()?, word })
    }
}

impl Show {
    /// Those behind `after` that are asked for, the newest first, where these are so few that all of them can be looked at.
    /// A page that began so goes on so, whoever comes to them meanwhile; a place by a word is one of a search that goes along
    /// the words.
    fn few(&self, c: &mut AnyConnection, after: Option<&Place>) -> db::Answer<Option<Few>> {
        let most = count(FEW + 1);
        let before = match after {
            None => Uuid::max(),
            Some(Place { word: None, user }) => *user,
            Some(Place { word: Some(_), .. }) => return Ok(None),
        };
        let mut ids = match self {
            Self::All => return Ok(None),
            Self::Role(role) => users::ids_with_role(c, role, before, most)?,
            Self::Disabled => users::ids_disabled(c, before, most)?,
        };
        let more = ids.len() > FEW;
        ids.truncate(FEW);
        Ok(Some(Few { ids, more }).filter(|few| !few.more || after.is_some()))
    }

    /// Those of some users that are asked for.
    fn some(&self, c: &mut AnyConnection, of: &[Uuid]) -> db::Answer<Vec<ListedUser>> {
        match self {
            Self::All => users::some(c, of),
            Self::Role(role) => users::some_with_role(c, of, role),
            Self::Disabled => users::some_disabled(c, of),
        }
    }
}

impl Auth {
    /// A page of users behind `after`, all of them or those that `typed` finds.
    pub async fn users(&self, typed: &str, show: Show, after: Option<Place>) -> Result<Users, Unavailable> {
        let sought = words::sought(typed);
        if sought.is_empty() {
            // Something that is nobody's word, such as one that is too long.
            if !typed.trim().is_empty() {
                return Ok(Users { users: Vec::new(), next: None });
            }
            return self.db.read_together(move |c| newest(c, &show, after)).await;
        }
        // Beside requests: it may look at thousands of words.
        self.db
            .read_aside(move |c| match show.few(c, after.as_ref())? {
                Some(few) => search_among(c, &sought, &show, &few),
                None => search(c, &sought, &show, after),
            })
            .await
    }

    /// The account of an id.
    pub async fn account(&self, user: Uuid) -> Result<Option<Account>, Unavailable> {
        self.db
            .read_together(move |c| {
                let Some(row) = users::get(c, user)? else { return Ok(None) };
                let identities = identities::of_user(c, user)?;
                Ok(Some(account(row, identities)))
            })
            .await
    }

    /// The account of an e-mail.
    pub async fn find_account(&self, email: &Email) -> Result<Option<Account>, Unavailable> {
        let canonical = email.canonical().to_owned();
        self.db
            .read_together(move |c| {
                let Some(row) = users::find(c, &canonical)? else { return Ok(None) };
                let identities = identities::of_user(c, row.id())?;
                Ok(Some(account(row, identities)))
            })
            .await
    }

    /// A user's sessions, live and lately over.
    pub async fn sessions_of(&self, user: Uuid) -> Result<(Vec<Listed>, Vec<Ended>), Unavailable> {
        Ok((self.live_sessions_of(user).await?, self.ended_sessions(user).await?))
    }
}

fn account(row: CredentialsRow, identities: Vec<IdentityRow>) -> Account {
    Account {
        id: row.id(),
        has_password: row.password_hash.is_some(),
        email: row.email,
        name: row.name,
        role: row.role,
        language: row.language,
        time_zone: row.time_zone,
        created_at: row.created_at,
        disabled_at: row.disabled_at,
        email_verified_at: row.email_verified_at,
        identities,
    }
}

fn newest(c: &mut AnyConnection, show: &Show, after: Option<Place>) -> db::Answer<Users> {
    let (before, most) = (after.map_or(Uuid::max(), |place| place.user), count(SHOWN + 1));
    let mut found = match show {
        Show::All => users::newest(c, before, most)?,
        Show::Role(role) => users::newest_with_role(c, role, before, most)?,
        Show::Disabled => users::newest_disabled(c, before, most)?,
    };
    let more = found.len() > SHOWN;
    found.truncate(SHOWN);
    let next = found.last().filter(|_| more).map(|last| Place { word: None, user: last.id() });
    Ok(Users { users: found, next })
}

/// Along the words that begin with the first that is sought; each user where their first such word stands, if their other
/// words hold the rest.
fn search(c: &mut AnyConnection, sought: &[String], show: &Show, after: Option<Place>) -> db::Answer<Users> {
    let (first, rest) = sought.split_first().expect("asked for with at least one word");
    // Behind all that begin with it: no character comes after this one.
    let end = format!("{first}\u{10ffff}");
    let start = Place { word: Some(first.clone()), user: Uuid::nil() };
    let here = |place: &Place| place.word.as_ref().is_some_and(|word| word.starts_with(first) && words::can_be(word));
    let mut at = after.filter(here).unwrap_or(start);
    let (mut found, mut looked_at): (Vec<ListedUser>, usize) = (Vec::new(), 0);
    while looked_at < MOST_LOOKED_AT {
        let step = step(c, &at, &end)?;
        looked_at += step.len();
        let last = step.len() < STEP;
        let ids: Vec<Uuid> = step.iter().map(|(_, user)| *user).collect();
        let words = words_of(c, &ids)?;
        let matching = |(word, user): &&(String, Uuid)| {
            let words = words.get(user).map_or(&[][..], Vec::as_slice);
            let earlier = words.iter().any(|other| other.starts_with(first) && other < word);
            !earlier && rest.iter().all(|sought| words.iter().any(|word| word.starts_with(sought)))
        };
        let matching: Vec<&(String, Uuid)> = step.iter().filter(matching).collect();
        let ids: Vec<Uuid> = matching.iter().map(|(_, user)| *user).collect();
        let mut rows: BTreeMap<Uuid, ListedUser> =
            show.some(c, &ids)?.into_iter().map(|user| (user.id(), user)).collect();
        for (word, user) in matching {
            let Some(row) = rows.remove(user) else { continue };
            if found.len() == SHOWN {
                return Ok(Users { users: found, next: Some(at) });
            }
            found.push(row);
            at = Place { word: Some(word.clone()), user: *user };
        }
        if last {
            return Ok(Users { users: found, next: None });
        }
        // Whether there is one more would cost another look.
        if found.len() == SHOWN {
            break;
        }
        if let Some((word, user)) = step.last() {
            at = Place { word: Some(word.clone()), user: *user };
        }
    }
    Ok(Users { users: found, next: Some(at) })
}

/// Through a few users, of whom the newest come first.
fn search_among(c: &mut AnyConnection, sought: &[String], show: &Show, few: &Few) -> db::Answer<Users> {
    let words = words_of(c, &few.ids)?;
    let matches = |user: &Uuid| {
        let words = words.get(user).map_or(&[][..], Vec::as_slice);
        sought.iter().all(|sought| words.iter().any(|word| word.starts_with(sought)))
    };
    let mut ids: Vec<Uuid> = few.ids.iter().copied().filter(matches).collect();
    let last = if ids.len() > SHOWN { ids.get(SHOWN - 1) } else { few.ids.last().filter(|_| few.more) };
    let next = last.map(|user| Place { word: None, user: *user });
    ids.truncate(SHOWN);
    let mut found = show.some(c, &ids)?;
    found.sort_by_key(|user| std::cmp::Reverse(user.id()));
    Ok(Users { users: found, next })
}

/// The words of each of some users.
fn words_of(c: &mut AnyConnection, users: &[Uuid]) -> db::Answer<HashMap<Uuid, Vec<String>>> {
    let mut words: HashMap<Uuid, Vec<String>> = HashMap::new();
    for (user, word) in user_words::of(c, users)? {
        words.entry(user).or_default().push(word);
    }
    Ok(words)
}

/// The next words behind a place: the rest of those that are the same, then the others.
fn step(c: &mut AnyConnection, at: &Place, end: &str) -> db::Answer<Vec<(String, Uuid)>> {
    let word = at.word.as_deref().unwrap_or_default();
    let mut step = user_words::with(c, word, at.user, count(STEP))?;
    if step.len() < STEP {
        step.extend(user_words::between(c, word, end, count(STEP - step.len()))?);
    }
    Ok(step)
}

fn count(number: usize) -> i64 {
    i64::try_from(number).unwrap_or(i64::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_is_read_as_it_is_written() {
        let user = Uuid::from_u128(7);
        for place in [Place { word: None, user }, Place { word: Some("o'neill~x".into()), user }] {
            assert_eq!(place.to_string().parse(), Ok(place));
        }
        assert!("x".parse::<Place>().is_err() && "".parse::<Place>().is_err() && "~x".parse::<Place>().is_err());
    }
}
