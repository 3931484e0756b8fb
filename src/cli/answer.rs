//! How a command answers on standard output: lines and tables for people, or with `--json` objects for programs, a list as
//! one object a line. Names of fields stay; times are written as RFC 3339 in UTC.

use std::io::{ErrorKind, Write};

use jiff::Timestamp as Instant;
use serde_json::{Value, json};

use super::refused::{Kind, Refused};
use crate::auth::email::turns_around;
use crate::clock::Timestamp;

/// The way to standard output.
#[derive(Clone, Copy, Debug)]
pub(super) struct Answer {
    /// Whether programs read it.
    pub(super) json: bool,
}

impl Answer {
    /// One thing: this line for people, this object for programs.
    pub(super) fn tell(self, line: impl AsRef<str>, object: &Value) -> Result<(), Refused> {
        if self.json { write(&object.to_string()) } else { write(line.as_ref()) }
    }

    /// A line for people alone.
    pub(super) fn line(self, line: impl AsRef<str>) -> Result<(), Refused> {
        if self.json { Ok(()) } else { write(line.as_ref()) }
    }

    /// An object for programs alone.
    pub(super) fn object(self, object: &Value) -> Result<(), Refused> {
        if self.json { write(&object.to_string()) } else { Ok(()) }
    }
}

/// A line to standard output, which may be closed early or lie on a full disk: by then what was asked is mostly done.
pub(super) fn write(line: &str) -> Result<(), Refused> {
    let mut out = std::io::stdout().lock();
    writeln!(out, "{line}").and_then(|()| out.flush()).map_err(|why| match why.kind() {
        ErrorKind::BrokenPipe => Refused::of(Kind::NobodyReads, ""),
        _ => Refused::of(
            Kind::Begun,
            format!("The answer cannot be written to standard output ({why}); what was to be changed may be changed."),
        ),
    })
}

/// Text from outside, fit for a terminal: nothing in it moves the cursor, clears the screen or turns the line around.
pub(super) fn plain(text: &str) -> String {
    text.chars().map(|c| if c.is_control() || turns_around(c) { ' ' } else { c }).collect()
}

/// A time for programs.
pub(super) fn rfc3339(at: Timestamp) -> Value {
    json!(instant(at).to_string())
}

/// The same, where there may be none.
pub(super) fn rfc3339_or_null(at: Option<Timestamp>) -> Value {
    at.map_or(Value::Null, rfc3339)
}

/// A time for people, in UTC, to the minute.
pub(super) fn minute(at: Timestamp) -> String {
    instant(at).strftime("%Y-%m-%d %H:%M").to_string()
}

/// A day for people, in UTC.
pub(super) fn day(at: Timestamp) -> String {
    instant(at).strftime("%Y-%m-%d").to_string()
}

fn instant(at: Timestamp) -> Instant {
    Instant::from_second(at).unwrap_or(Instant::UNIX_EPOCH)
}
