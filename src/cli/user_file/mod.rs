//! Files of users, as an import reads and an export writes them: CSV whose first line names the columns, or a JSON object a
//! line. Knows what a line holds, and nothing of whether that is right.

mod read;
mod write;

use std::path::Path;

use clap::ValueEnum;
use serde::{Deserialize, Serialize};

pub(super) use read::{Entry, UserFile};
pub(super) use write::Writer;

/// What begins a formula in a spreadsheet (ASVS 1.2.10).
const FORMULA: [char; 6] = ['=', '+', '-', '@', '\t', '\r'];

/// The columns there can be, in the order in which they are written.
const COLUMNS: [&str; 8] =
    ["email", "name", "role", "password_hash", "language", "time_zone", "email_verified", "disabled"];

/// The form of a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum Format {
    /// Commas between, the columns' names in the first line
    Csv,
    /// A JSON object a line
    Jsonl,
}

impl Format {
    /// By the end of a file's name.
    pub(super) fn of(path: &Path) -> Option<Self> {
        match path.extension()?.to_str()?.to_ascii_lowercase().as_str() {
            "csv" => Some(Self::Csv),
            "jsonl" | "ndjson" => Some(Self::Jsonl),
            _ => None,
        }
    }
}

/// A user as a JSON object, read or written.
#[derive(Default, Deserialize, Serialize)]
#[serde(deny_unknown_fields, default)]
struct Object {
    email: String,
    name: Option<String>,
    role: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    password_hash: Option<String>,
    language: Option<String>,
    time_zone: Option<String>,
    email_verified: Option<bool>,
    disabled: Option<bool>,
}

/// With a mark before what a spreadsheet would take for a formula. What begins with such marks already gets one more, so
/// that taking one off always gives what was there.
fn marked(text: &str) -> String {
    if text.trim_start_matches('\'').starts_with(FORMULA) { format!("'{text}") } else { text.to_owned() }
}

/// What such a mark was put before.
fn without_mark(text: &str) -> &str {
    match text.strip_prefix('\'') {
        Some(rest) if rest.trim_start_matches('\'').starts_with(FORMULA) => rest,
        _ => text,
    }
}

#[cfg(test)]
mod tests {
    use super::read::tests::entries;
    use super::*;
    use crate::auth::import::Told;

    #[test]
    fn what_is_written_is_read_again_and_is_no_formula() {
        let names = ["=1+1", "'=1", "''@x", "'quoted'", "+49", "-", "@a", "Ann, \"O\"", "Zoë", "it's"];
        let told = |name: &str| Told {
            email: "-a@x".into(),
            name: Some(name.into()),
            role: Some("user".into()),
            password_hash: Some("$2b$04$x".into()),
            language: Some("de".into()),
            time_zone: None,
            email_verified: true,
            disabled: false,
        };
        for format in [Format::Csv, Format::Jsonl] {
            let mut text = Vec::new();
            let mut writer = Writer::begin(&mut text, format, true).expect("begun");
            for name in names {
                writer.write(told(name), true).expect("written");
            }
            writer.end().expect("written");
            let read: Vec<_> = entries(&text, format).into_iter().map(|(_, told)| told).collect();
            assert_eq!(read, names.map(|name| Ok(told(name))));
            if format == Format::Csv {
                let text = String::from_utf8(text).expect("UTF-8");
                let fields = text.lines().flat_map(|line| line.split(',')).map(|field| field.trim_start_matches('"'));
                assert_eq!(fields.filter(|field| field.starts_with(FORMULA)).count(), 0, "{text}");
            }
        }
    }
}
