//! Writing a file of users.

use std::io::{self, Write};

use super::{COLUMNS, Format, Object, marked};
use crate::auth::import::Told;

/// Where users are written to.
pub(in crate::cli) enum Writer<W: Write> {
    Csv(Box<csv::Writer<W>>),
    Jsonl(W),
}

impl<W: Write> Writer<W> {
    /// Begins a file; `hashes`: whether it has the column of hashes.
    pub(in crate::cli) fn begin(to: W, format: Format, hashes: bool) -> io::Result<Self> {
        match format {
            Format::Jsonl => Ok(Self::Jsonl(to)),
            Format::Csv => {
                let mut writer = csv::Writer::from_writer(to);
                let columns = COLUMNS.iter().filter(|column| hashes || **column != "password_hash");
                writer.write_record(columns).map_err(cause)?;
                Ok(Self::Csv(Box::new(writer)))
            }
        }
    }

    /// Writes a user, with the hash unless `hashes` is off.
    pub(in crate::cli) fn write(&mut self, told: Told, hashes: bool) -> io::Result<()> {
        match self {
            Self::Csv(writer) => {
                let text = |text: &Option<String>| marked(text.as_deref().unwrap_or_default());
                let mut fields = vec![marked(&told.email), text(&told.name), text(&told.role)];
                if hashes {
                    fields.push(text(&told.password_hash));
                }
                fields.extend([text(&told.language), text(&told.time_zone)]);
                fields.extend([told.email_verified.to_string(), told.disabled.to_string()]);
                writer.write_record(fields).map_err(cause)
            }
            Self::Jsonl(to) => {
                let object = Object {
                    email: told.email,
                    name: told.name,
                    role: told.role,
                    password_hash: told.password_hash.filter(|_| hashes),
                    language: told.language,
                    time_zone: told.time_zone,
                    email_verified: Some(told.email_verified),
                    disabled: Some(told.disabled),
                };
                serde_json::to_writer(&mut *to, &object)?;
                to.write_all(b"\n")
            }
        }
    }

    /// Writes what waits.
    pub(in crate::cli) fn end(self) -> io::Result<()> {
        match self {
            Self::Csv(mut writer) => writer.flush(),
            Self::Jsonl(mut to) => to.flush(),
        }
    }
}

/// The reason within, which says whether somebody still reads.
fn cause(why: csv::Error) -> io::Error {
    match why.into_kind() {
        csv::ErrorKind::Io(why) => why,
        other => io::Error::other(format!("{other:?}")),
    }
}
