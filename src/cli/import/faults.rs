//! What is wrong with which lines of a file, in sentences.

use crate::auth::email::NotEmail;
use crate::auth::hashes::NotHash;
use crate::auth::import::Wrong;
use crate::auth::profile;
use crate::cli::answer::plain;
use crate::config::Config;

/// What is wrong with which lines.
#[derive(Default)]
pub(super) struct Faults {
    waiting: Vec<(u64, String)>,
    /// Lines that were told of.
    pub(super) lines: u64,
}

impl Faults {
    pub(super) fn add(&mut self, line: u64, why: String) {
        self.waiting.push((line, why));
    }

    /// Tells of those that wait, by their lines.
    #[allow(clippy::print_stderr, reason = "sentences for whoever typed the command")]
    pub(super) fn tell(&mut self) {
        self.waiting.sort_by_key(|(line, _)| *line);
        let mut last = None;
        for (line, why) in self.waiting.drain(..) {
            self.lines += u64::from(last != Some(line));
            last = Some(line);
            eprintln!("Line {line}: {}.", plain(&why));
        }
    }
}

/// So many users, in words.
pub(super) fn users(number: i64) -> String {
    if number == 1 { "1 user".into() } else { format!("{number} users") }
}

/// Why a user cannot be taken.
pub(super) fn said(wrong: &Wrong, config: &Config) -> String {
    match wrong {
        Wrong::Email(NotEmail::Missing) => "the e-mail is missing".into(),
        Wrong::Email(NotEmail::Long) => "the e-mail is too long: it may have 254 bytes".into(),
        Wrong::Email(NotEmail::Invalid) => "that is no e-mail: write one like name@example.com".into(),
        Wrong::Name => format!("the name has to have 1 to {} characters, all of them text", profile::LONGEST_NAME),
        Wrong::Role(role) => {
            let names: Vec<&str> = config.roles.names().collect();
            format!("there is no role “{role}”: write one of {}, or add it to the settings", names.join(", "))
        }
        Wrong::Language(code) => {
            format!("there are no texts in the language “{code}”: write a code like en, or nothing")
        }
        Wrong::TimeZone(name) => {
            format!("there is no time zone “{name}”: write a name like Europe/Berlin, or nothing")
        }
        Wrong::Hash(NotHash::Unknown) => {
            "the password_hash is of no known kind: leave it empty, and they set a new password by a link".into()
        }
        Wrong::Hash(NotHash::Damaged) => {
            "the password_hash is damaged: write it as it stands in the other program, or leave it empty".into()
        }
        Wrong::Hash(NotHash::Costly) => {
            "the password_hash would take too long or too much memory to check: leave it empty".into()
        }
    }
}
