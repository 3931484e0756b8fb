//! What a user says of themselves: name, language, time zone. It counts at the next request, on every server.

use super::email::{invisible, turns_around};
use super::session::Live;
use super::{Auth, Client, kind, words};
use crate::error::Unavailable;
use crate::store::events::NewEvent;
use crate::store::{events, users};

/// Most characters of a name.
pub const LONGEST_NAME: usize = 120;

/// What a user says of themselves.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Profile {
    /// Their name.
    pub name: String,
    /// The language they want; `None`: what their browser asks for.
    pub language: Option<String>,
    /// Their time zone; `None`: the site's.
    pub time_zone: Option<String>,
}

/// Why a text is no name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NotName {
    /// Nothing there, or nothing that could be read.
    Missing,
    /// Over 120 characters.
    Long,
}

/// A name as it is kept: without spaces around it, and without characters that are no text.
pub fn name(typed: &str) -> Result<String, NotName> {
    let name = typed.trim();
    if name.chars().all(|c| invisible(c) || c.is_whitespace())
        || name.chars().any(|c| c.is_control() || turns_around(c))
    {
        Err(NotName::Missing)
    } else if name.chars().count() > LONGEST_NAME {
        Err(NotName::Long)
    } else {
        Ok(name.to_owned())
    }
}

impl Auth {
    /// Sets it for the session's user.
    pub async fn set_profile(&self, live: &Live, profile: Profile, client: &Client) -> Result<(), Unavailable> {
        let changed = changed(live, &profile);
        if changed.is_empty() {
            return Ok(());
        }
        let (session, user, now, client) = (live.id, live.person.id, self.now(), client.clone());
        self.db
            .write(move |c| {
                let Profile { name, language, time_zone } = &profile;
                users::set_profile(c, user, name, language.as_deref(), time_zone.as_deref())?;
                words::write(c, user)?;
                let event = client.event(kind::PROFILE_CHANGED, user);
                events::insert(c, now, &NewEvent { session_id: Some(session), detail: Some(&changed), ..event })
            })
            .await
    }
}

/// What is not as it was, by the names of their texts after `profile-`.
fn changed(live: &Live, profile: &Profile) -> String {
    let person = &live.person;
    let all = [
        ("name", person.name != profile.name),
        ("language", person.language != profile.language),
        ("time-zone", person.time_zone != profile.time_zone),
    ];
    all.iter().filter(|(_, changed)| *changed).map(|(name, _)| *name).collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_trimmed_and_is_text() {
        assert_eq!(name("  Ann O’Neill "), Ok("Ann O’Neill".to_owned()));
        for nothing in ["", "  ", "\u{200b}", "a\nb", "a\0"] {
            assert_eq!(name(nothing), Err(NotName::Missing), "{nothing:?}");
        }
        assert_eq!(name(&"é".repeat(LONGEST_NAME + 1)), Err(NotName::Long));
    }
}
