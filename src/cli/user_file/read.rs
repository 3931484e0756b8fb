//! Reading a file of users, piece by piece, however long it is.

use std::fs::File;
use std::io::{self, BufRead, BufReader, Read};

use csv::{ByteRecord, ReaderBuilder, StringRecord, Terminator};

use super::{COLUMNS, Format, Object, without_mark};
use crate::auth::import::Told;
use crate::cli::refused::Refused;

/// Most bytes of one user: more is a quote that was left open.
const MOST: u64 = 1 << 20;

/// Where a file is being read.
pub(in crate::cli) struct UserFile {
    lines: Lines,
}

/// A user of a file, or what is wrong with the form of their line.
pub(in crate::cli) struct Entry {
    /// The line they begin in, from 1.
    pub(in crate::cli) line: u64,
    pub(in crate::cli) told: Result<Told, String>,
}

enum Lines {
    Csv { reader: Box<csv::Reader<Watched>>, columns: Vec<&'static str>, record: ByteRecord },
    Jsonl { reader: BufReader<Watched>, line: u64 },
}

/// The file itself, given out with lines that all end in `\n`, so that they are counted alike.
struct Watched {
    file: BufReader<File>,
    /// Bytes that were read.
    read: u64,
    /// Bytes that may be given out before there is an end to them.
    budget: u64,
    /// Whether the end was reached.
    ended: bool,
}

impl UserFile {
    /// Reads which columns a file has.
    pub(in crate::cli) fn of(file: File, format: Format) -> Result<Self, Refused> {
        let watched = Watched { file: BufReader::new(file), read: 0, budget: MOST, ended: false };
        let lines = match format {
            Format::Jsonl => Lines::Jsonl { reader: BufReader::new(watched), line: 0 },
            Format::Csv => {
                // Fields of a line are counted here, so that a line with too few is one bad line of many.
                let mut options = ReaderBuilder::new();
                options.has_headers(false).flexible(true).terminator(Terminator::Any(b'\n'));
                let mut reader = options.from_reader(watched);
                let mut record = ByteRecord::new();
                reader.read_byte_record(&mut record).map_err(|why| broken(1, why))?;
                let columns = columns(&record)?;
                Lines::Csv { reader: Box::new(reader), columns, record }
            }
        };
        Ok(Self { lines })
    }

    /// How many bytes were read.
    pub(in crate::cli) fn read(&self) -> u64 {
        match &self.lines {
            Lines::Csv { reader, .. } => reader.get_ref().read,
            Lines::Jsonl { reader, .. } => reader.get_ref().read,
        }
    }

    /// The next user; `None` at the end.
    pub(in crate::cli) fn next(&mut self) -> Result<Option<Entry>, Refused> {
        match &mut self.lines {
            Lines::Csv { reader, columns, record } => {
                reader.get_mut().budget = MOST;
                let from = reader.position().line();
                if !reader.read_byte_record(record).map_err(|why| broken(from, why))? {
                    return Ok(None);
                }
                // What the reader knows of where it began may be a blank line before it; of where it ended is true.
                let within = record.iter().flatten().filter(|byte| **byte == b'\n').count() as u64;
                let line = reader.position().line().saturating_sub(within + u64::from(!reader.get_ref().ended));
                Ok(Some(Entry { line, told: of_csv(columns, record) }))
            }
            Lines::Jsonl { reader, line } => loop {
                let mut text = Vec::new();
                reader.get_mut().budget = MOST;
                *line += 1;
                let read = Read::by_ref(reader)
                    .take(MOST)
                    .read_until(b'\n', &mut text)
                    .map_err(|why| broken(*line, why.into()))?;
                if read == 0 {
                    return Ok(None);
                }
                if read as u64 == MOST {
                    return Err(too_long(*line));
                }
                if !text.trim_ascii().is_empty() {
                    return Ok(Some(Entry { line: *line, told: of_json(&text) }));
                }
            },
        }
    }
}

impl Read for Watched {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let wanted = buffer.len().min(usize::try_from(self.budget).unwrap_or(usize::MAX));
        if wanted == 0 && !buffer.is_empty() {
            return Err(io::ErrorKind::FileTooLarge.into());
        }
        let mut given = 0;
        while given < wanted {
            let held = self.file.fill_buf()?;
            if held.is_empty() {
                break;
            }
            // Up to the next carriage return, or that alone.
            let plain = held.iter().position(|b| *b == b'\r').unwrap_or(held.len()).min(wanted - given);
            if plain > 0 {
                buffer[given..given + plain].copy_from_slice(&held[..plain]);
                self.file.consume(plain);
                self.read += plain as u64;
                given += plain;
            } else {
                self.file.consume(1);
                self.read += 1;
                if self.file.fill_buf()?.first() != Some(&b'\n') {
                    buffer[given] = b'\r';
                    given += 1;
                }
            }
        }
        self.budget -= given as u64;
        self.ended = given == 0;
        Ok(given)
    }
}

fn broken(line: u64, why: csv::Error) -> Refused {
    match why.into_kind() {
        csv::ErrorKind::Io(why) if why.kind() == io::ErrorKind::FileTooLarge => too_long(line),
        csv::ErrorKind::Io(why) => Refused::new(format!("The file cannot be read on from line {line}: {why}.")),
        other => Refused::new(format!("The file cannot be read on from line {line}: {other:?}.")),
    }
}

fn too_long(line: u64) -> Refused {
    Refused::new(format!("Line {line}: what begins here is longer than a user can be: is a quote left open?"))
}

/// The columns that the first line names.
fn columns(first: &ByteRecord) -> Result<Vec<&'static str>, Refused> {
    let known = || COLUMNS.join(", ");
    let Ok(names) = StringRecord::from_byte_record(first.clone()) else {
        return Err(Refused::new("Line 1 is not UTF-8: save the file as UTF-8."));
    };
    let mut columns = Vec::new();
    for name in names.iter().map(str::trim) {
        let Some(column) = COLUMNS.into_iter().find(|column| column.eq_ignore_ascii_case(name)) else {
            if name.contains([';', '\t', '\r']) {
                return Err(Refused::new(
                    "Line 1: the columns have to be set apart by commas, and each user by a new line.",
                ));
            }
            return Err(Refused::new(format!("Line 1: there is no column “{name}”. Those there are: {}.", known())));
        };
        if columns.contains(&column) {
            return Err(Refused::new(format!("Line 1: the column {column} is there twice.")));
        }
        columns.push(column);
    }
    if !columns.contains(&"email") {
        return Err(Refused::new(format!("Line 1: the column email is missing. Name the columns in it: {}.", known())));
    }
    Ok(columns)
}

fn of_csv(columns: &[&'static str], record: &ByteRecord) -> Result<Told, String> {
    if record.len() != columns.len() {
        return Err(format!("it has {} fields, but the first line names {} columns", record.len(), columns.len()));
    }
    let mut told = Told::default();
    for (column, field) in columns.iter().zip(record) {
        let text = std::str::from_utf8(field).map_err(|_| "it is not UTF-8: save the file as UTF-8".to_owned())?;
        let text = without_mark(text).trim();
        let there = Some(text.to_owned()).filter(|text| !text.is_empty());
        match *column {
            "email" => text.clone_into(&mut told.email),
            "name" => told.name = there,
            "role" => told.role = there,
            "password_hash" => told.password_hash = there,
            "language" => told.language = there,
            "time_zone" => told.time_zone = there,
            "email_verified" => told.email_verified = truth(column, text)?,
            _ => told.disabled = truth(column, text)?,
        }
    }
    Ok(told)
}

/// As PostgreSQL, MySQL and people write it.
fn truth(column: &str, text: &str) -> Result<bool, String> {
    match text.to_ascii_lowercase().as_str() {
        "true" | "t" | "1" => Ok(true),
        "" | "false" | "f" | "0" => Ok(false),
        other => Err(format!("{column} is “{other}”: write true or false")),
    }
}

fn of_json(text: &[u8]) -> Result<Told, String> {
    let text = std::str::from_utf8(text).map_err(|_| "it is not UTF-8: save the file as UTF-8".to_owned())?;
    // A mark that some programs put before a text.
    let text = text.trim_start_matches('\u{feff}').trim();
    // serde would take a list too, by the places of its values.
    if !text.starts_with('{') {
        return Err("it is no JSON object, like {\"email\":\"name@example.com\"}".into());
    }
    let object: Object = serde_json::from_str(text).map_err(|why| {
        let why = why.to_string();
        format!("it cannot be read as a JSON object of a user: {}", why.split(" at line ").next().unwrap_or_default())
    })?;
    let there = |text: Option<String>| text.filter(|text| !text.is_empty());
    Ok(Told {
        email: object.email,
        name: there(object.name),
        role: there(object.role),
        password_hash: there(object.password_hash),
        language: there(object.language),
        time_zone: there(object.time_zone),
        email_verified: object.email_verified.unwrap_or(false),
        disabled: object.disabled.unwrap_or(false),
    })
}

#[cfg(test)]
pub(super) mod tests {
    use std::io::{Seek, Write};

    use super::*;

    /// What the lines of a file give, with the line each begins in.
    pub(in crate::cli::user_file) fn entries(text: &[u8], format: Format) -> Vec<(u64, Result<Told, String>)> {
        let mut users = UserFile::of(holding(text), format).expect("it opens");
        let mut all = Vec::new();
        while let Some(entry) = users.next().expect("it can be read") {
            all.push((entry.line, entry.told));
        }
        assert_eq!(users.read(), text.len() as u64);
        all
    }

    fn holding(text: &[u8]) -> File {
        let mut file = tempfile::tempfile().expect("a file");
        file.write_all(text).expect("written");
        file.rewind().expect("rewound");
        file
    }

    #[test]
    fn lines_are_counted_as_an_editor_counts_them_whatever_ends_them() {
        for end in ["\n", "\r\n"] {
            let text = "\u{feff}name,email\n\nAnn,a@x\n\n\"O\nX\",b@x\nBob,c@x".replace('\n', end);
            let lines: Vec<_> = entries(text.as_bytes(), Format::Csv).into_iter().map(|(line, _)| line).collect();
            assert_eq!(lines, [3, 5, 7], "{end:?}");
            let text = "email,name\na@x,A\n\n\nb@x,\"B\nc@x,C\n".replace('\n', end);
            let lines: Vec<_> = entries(text.as_bytes(), Format::Csv).into_iter().map(|(line, _)| line).collect();
            assert_eq!(lines, [2, 5], "a quote that is left open: {end:?}");
            let text = "{\"email\":\"a@x\"}\n\n{\"email\":\"b@x\"}\n".replace('\n', end);
            let lines: Vec<_> = entries(text.as_bytes(), Format::Jsonl).into_iter().map(|(line, _)| line).collect();
            assert_eq!(lines, [1, 3], "{end:?}");
        }
    }

    #[test]
    fn a_quote_left_open_does_not_fill_the_memory() {
        let text = format!("email,name\na@x,\"Ann\n{}", "b@x,Bob\n".repeat(1_000_000));
        let mut users = UserFile::of(holding(text.as_bytes()), Format::Csv).expect("it opens");
        let why = users.next().err().expect("refused").to_string();
        assert!(why.starts_with("Line 2:") && why.contains("quote"), "{why}");
        let mut users = UserFile::of(holding(text.as_bytes()), Format::Jsonl).expect("it opens");
        assert!(users.next().expect("a line").expect("a line").told.is_err());
    }
}
