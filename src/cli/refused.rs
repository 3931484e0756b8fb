//! Why a command is not done: a sentence for standard error, and the exit code that tells a script the same.

use std::process::ExitCode;

use crate::StartError;
use crate::config::ConfigError;
use crate::db::OpenError;
use crate::error::Unavailable;

/// Why a command is not done.
#[derive(Debug, thiserror::Error)]
#[error("{sentence}")]
pub(super) struct Refused {
    kind: Kind,
    sentence: String,
}

/// What kind of reason it is. 2 is clap's own: the command itself is wrong.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// It is not done, and nothing was changed.
    Refused = 1,
    /// There is no such user, session or letter.
    NotThere = 3,
    /// The database or the mail server does not answer, or does not take it.
    Away = 4,
    /// `hallpass doctor` has found something to do.
    ToDo = 5,
    /// It was begun and is not done whole: the sentence says how to go on.
    Begun = 6,
    /// Whoever read the answer has heard enough, like `head`: no reason to complain.
    NobodyReads = 0,
}

impl Refused {
    /// Refused, and nothing was changed.
    pub(super) fn new(sentence: impl Into<String>) -> Self {
        Self::of(Kind::Refused, sentence)
    }

    /// There is no such thing.
    pub(super) fn not_there(sentence: impl Into<String>) -> Self {
        Self::of(Kind::NotThere, sentence)
    }

    /// For a kind of its own; an empty sentence is not printed.
    pub(super) fn of(kind: Kind, sentence: impl Into<String>) -> Self {
        Self { kind, sentence: sentence.into() }
    }

    /// The code the program ends with.
    pub(super) fn code(&self) -> ExitCode {
        ExitCode::from(self.kind as u8)
    }

    /// The sentence, if there is one to be printed.
    pub(super) fn sentence(&self) -> Option<&str> {
        Some(self.sentence.as_str()).filter(|sentence| !sentence.is_empty())
    }
}

impl From<StartError> for Refused {
    fn from(why: StartError) -> Self {
        match why {
            StartError::Database(why) => why.into(),
            other => Self::new(other.to_string()),
        }
    }
}

impl From<ConfigError> for Refused {
    fn from(why: ConfigError) -> Self {
        Self::new(why.to_string())
    }
}

impl From<OpenError> for Refused {
    fn from(why: OpenError) -> Self {
        Self::of(if why.is_away() { Kind::Away } else { Kind::Refused }, why.to_string())
    }
}

impl From<Unavailable> for Refused {
    fn from(_: Unavailable) -> Self {
        Self::of(Kind::Away, "The database does not answer; the log above says why. Try again.")
    }
}
