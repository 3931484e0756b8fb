//! `hallpass user export`: users, in the form that an import takes.

use std::io::{self, BufWriter, Write};
use std::path::PathBuf;

use clap::Args;
use uuid::Uuid;

use super::partial::Partial;
use super::progress;
use super::refused::{Kind, Refused};
use super::user_file::{Format, Writer};
use crate::auth::Auth;
use crate::auth::import::{ExportedRow, Told};

/// Users of a page.
const PAGE: i64 = 500;

#[derive(Args, Debug)]
pub(super) struct Export {
    /// The file to write, which must not be there yet; without one they are printed
    file: Option<PathBuf>,
    /// CSV instead of a JSON object a line
    #[arg(long)]
    csv: bool,
    /// Also the hashes of their passwords; keep such a file as a secret
    #[arg(long)]
    with_password_hashes: bool,
}

pub(super) async fn export(auth: &Auth, asked: Export) -> Result<(), Refused> {
    let format = if asked.csv { Format::Csv } else { Format::Jsonl };
    let hashes = asked.with_password_hashes;
    let Some(path) = asked.file else {
        let cannot = |why: io::Error| match why.kind() {
            io::ErrorKind::BrokenPipe => Refused::of(Kind::NobodyReads, ""),
            _ => Refused::new(format!("The users cannot be written: {why}.")),
        };
        return write(auth, BufWriter::new(io::stdout()), format, hashes, cannot).await;
    };
    let partial = Partial::begin(&path)?;
    let cannot = |why: io::Error| Partial::failed(&why, &path);
    write(auth, BufWriter::new(partial.open()?), format, hashes, cannot).await?;
    // Half of them would look like all.
    partial.finish().map(drop)
}

async fn write<W: Write>(
    auth: &Auth,
    to: W,
    format: Format,
    hashes: bool,
    cannot: impl Fn(io::Error) -> Refused,
) -> Result<(), Refused> {
    let bar = progress::counting("Users written:");
    let mut writer = Writer::begin(to, format, hashes).map_err(&cannot)?;
    let mut after = Uuid::nil();
    loop {
        let page = auth.export(after, PAGE).await?;
        let Some(last) = page.last() else { break };
        after = last.id();
        bar.inc(page.len() as u64);
        for row in page {
            writer.write(told(row), hashes).map_err(&cannot)?;
        }
    }
    bar.finish_and_clear();
    writer.end().map_err(&cannot)
}

fn told(row: ExportedRow) -> Told {
    Told {
        email: row.email,
        name: Some(row.name),
        role: Some(row.role),
        password_hash: row.password_hash,
        language: row.language,
        time_zone: row.time_zone,
        email_verified: row.email_verified_at.is_some(),
        disabled: row.disabled_at.is_some(),
    }
}
