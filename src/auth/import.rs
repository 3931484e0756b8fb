//! Bringing users in from another program, many at once: each is checked before any is taken; they are taken by batches,
//! each one transaction with how far the import has come, so that one that was cut off goes on where it was. Also the way out:
//! users as they can be brought in again. Taking an import back is in import_undo.rs. Knows nothing of files.

use std::collections::{HashMap, HashSet};

use jiff::tz::TimeZone;
use sha2::{Digest, Sha256};
use uuid::Uuid;

use super::accounts::{self, Made, NewAccount};
use super::email::{Email, NotEmail};
use super::hashes::{self, NotHash};
use super::{Auth, Client, profile};
use crate::config::USER;
use crate::embedded;
use crate::error::Unavailable;
pub use crate::store::imports::ImportRow;
use crate::store::imports::{self, NewImport};
use crate::store::users;
pub use crate::store::users::ExportedRow;

/// A user as a file tells of them. `None`: it does not say.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[allow(missing_docs, reason = "the columns' names")]
pub struct Told {
    pub email: String,
    pub name: Option<String>,
    pub role: Option<String>,
    pub password_hash: Option<String>,
    pub language: Option<String>,
    pub time_zone: Option<String>,
    pub email_verified: bool,
    pub disabled: bool,
}

/// One who can be taken.
#[derive(Clone, Debug)]
pub struct Newcomer {
    account: NewAccount,
    password_hash: Option<String>,
    language: Option<String>,
    time_zone: Option<String>,
    verified: bool,
    disabled: bool,
}

/// Why a user cannot be taken.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Wrong {
    /// The e-mail is none.
    Email(NotEmail),
    /// The name is none.
    Name,
    /// There is no such role.
    Role(String),
    /// There is no such language.
    Language(String),
    /// There is no such time zone.
    TimeZone(String),
    /// The hash cannot be taken.
    Hash(NotHash),
}

/// The e-mails of a file so far, by hashes of them: of a million, their texts would fill the memory.
#[derive(Debug, Default)]
pub struct Seen(HashMap<[u8; 16], u64>);

impl Newcomer {
    /// Their e-mail.
    #[must_use]
    pub fn email(&self) -> &Email {
        &self.account.email
    }
}

impl Seen {
    /// Notes an e-mail of a line; gives back the line that had it first.
    pub fn first(&mut self, email: &Email, line: u64) -> Option<u64> {
        let digest = Sha256::digest(email.canonical());
        let mut short = [0; 16];
        short.copy_from_slice(&digest[..16]);
        let first = *self.0.entry(short).or_insert(line);
        (first != line).then_some(first)
    }
}

impl Auth {
    /// Checks a user of a file by all that can be known without the database.
    pub fn check_newcomer(&self, told: Told) -> Result<Newcomer, Vec<Wrong>> {
        let mut wrong = Vec::new();
        let email = Email::parse(&told.email).map_err(|why| wrong.push(Wrong::Email(why))).ok();
        let local = || told.email.trim().split('@').next().unwrap_or_default().to_owned();
        let name = profile::name(&told.name.unwrap_or_else(local));
        // Without an e-mail, one that was to be made of it is no fault of its own.
        if name.is_err() && email.is_some() {
            wrong.push(Wrong::Name);
        }
        let role = told.role.unwrap_or_else(|| USER.to_owned());
        if !self.roles.has(&role) {
            wrong.push(Wrong::Role(role.clone()));
        }
        let language = told.language;
        if let Some(language) = language.as_ref().filter(|code| !embedded::speaks(code)) {
            wrong.push(Wrong::Language(language.clone()));
        }
        let time_zone = told.time_zone.and_then(|name| {
            let zone = TimeZone::get(&name).ok().and_then(|zone| zone.iana_name().map(str::to_owned));
            if zone.is_none() {
                wrong.push(Wrong::TimeZone(name));
            }
            zone
        });
        let password_hash = told.password_hash.filter(|text| !hashes::is_none(text)).and_then(|text| {
            let kept = self.hasher.of_another(text);
            kept.map_err(|why| wrong.push(Wrong::Hash(why))).ok()
        });
        match (email, name) {
            (Some(email), Ok(name)) if wrong.is_empty() => Ok(Newcomer {
                account: NewAccount { email, name, role, password: None },
                password_hash,
                language,
                time_zone,
                verified: told.email_verified,
                disabled: told.disabled,
            }),
            _ => Err(wrong),
        }
    }

    /// Those of some e-mails, in their canonical form, that have an account.
    pub async fn taken(&self, emails: Vec<String>) -> Result<HashSet<String>, Unavailable> {
        let taken = self.db.read_aside(move |c| users::taken(c, &emails)).await?;
        Ok(taken.into_iter().collect())
    }

    /// Begins an import of so many users from a file of this name and SHA-256.
    pub async fn start_import(&self, file: &str, digest: [u8; 32], users: i64) -> Result<Uuid, Unavailable> {
        let (import, now, file) = (Uuid::now_v7(), self.now(), file.to_owned());
        let row = move |c: &mut _| {
            let (id, file) = (import.as_bytes().as_slice(), file.as_str());
            let row = NewImport { id, file, digest: &digest, users, done: 0, left_out: 0, started_at: now };
            imports::insert(c, &row)
        };
        self.db.write(row).await?;
        tracing::info!(%import, users, "an import was begun");
        Ok(import)
    }

    /// An import, if there is one of this id.
    pub async fn find_import(&self, import: Uuid) -> Result<Option<ImportRow>, Unavailable> {
        self.db.read_aside(move |c| imports::find(c, import)).await
    }

    /// Imports, the newest first, and whether any of their users is there; at most `most`.
    pub async fn list_imports(&self, most: i64) -> Result<Vec<(ImportRow, bool)>, Unavailable> {
        self.db.read_aside(move |c| imports::list(c, most)).await
    }

    /// Takes a batch of users, of whose import `from` were done before: all of them in one transaction, so that they are
    /// there exactly once however often it is cut off. Gives back the e-mails that had an account by now, and were left out;
    /// `None` when the import does not stand there (any more), and nothing was done.
    pub async fn take(
        &self,
        import: Uuid,
        from: i64,
        batch: Vec<Newcomer>,
    ) -> Result<Option<Vec<String>>, Unavailable> {
        let now = self.now();
        self.db
            .write(move |c| {
                if imports::advance(c, import, from, count(batch.len()))? == 0 {
                    return Ok(None);
                }
                let mut left_out = Vec::new();
                for one in &batch {
                    let made = Made {
                        hash: one.password_hash.as_deref(),
                        now,
                        verified: one.verified,
                        language: one.language.as_deref(),
                        time_zone: one.time_zone.as_deref(),
                        disabled: one.disabled,
                        import: Some(import),
                        ..Made::default()
                    };
                    if accounts::insert(c, &one.account, made, &Client::default())?.is_none() {
                        left_out.push(one.account.email.as_typed().to_owned());
                    }
                }
                if !left_out.is_empty() {
                    imports::leave_out(c, import, count(left_out.len()))?;
                }
                Ok(Some(left_out))
            })
            .await
    }

    /// Marks an import finished of which all users are done.
    pub async fn finish_import(&self, import: Uuid) -> Result<(), Unavailable> {
        let now = self.now();
        self.db.write(move |c| imports::finish(c, import, now)).await?;
        tracing::info!(%import, "an import was finished");
        Ok(())
    }

    /// Users as they can be brought in again, in the order of their ids, after the one given; at most `most`.
    pub async fn export(&self, after: Uuid, most: i64) -> Result<Vec<ExportedRow>, Unavailable> {
        self.db.read_aside(move |c| users::export(c, after, most)).await
    }
}

fn count(of: usize) -> i64 {
    i64::try_from(of).unwrap_or(i64::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_e_mail_is_seen_again_in_whatever_form() {
        let email = |text| Email::parse(text).expect(text);
        let mut seen = Seen::default();
        assert_eq!(seen.first(&email("Ann@Example.org"), 2), None);
        assert_eq!(seen.first(&email("bob@example.org"), 3), None);
        assert_eq!(seen.first(&email("ａnn@example.org"), 4), Some(2));
        assert_eq!(seen.first(&email("ANN@example.org"), 5), Some(2));
    }
}
