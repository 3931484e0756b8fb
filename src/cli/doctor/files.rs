//! The files of a SQLite database and of the secret key: whose they are, and who may read them.

use std::fs::{self, Metadata};
use std::os::unix::fs::{MetadataExt, PermissionsExt};
use std::path::{Path, PathBuf};

use super::Findings;
use crate::cli::refused::Refused;
use crate::cli::whose;
use crate::config::{Config, KeyPlace};

/// Least room on the disk, in bytes.
const ROOM: u64 = 200 * 1024 * 1024;

pub(super) fn check(findings: &mut Findings, database: &Path, config: &Config) -> Result<(), Refused> {
    let beside = |ending: &str| {
        let mut name = database.as_os_str().to_owned();
        name.push(ending);
        PathBuf::from(name)
    };
    let folder = database.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let mut files = vec![database.to_path_buf(), beside("-wal"), beside("-shm")];
    files.extend(config.key_places.iter().filter_map(|place| match place {
        KeyPlace::File(path) | KeyPlace::PreviousFile(path, _) => Some(path.clone()),
        KeyPlace::Setting | KeyPlace::PreviousSetting(_) => None,
    }));
    files.dedup();
    let mut wrong = Vec::new();
    for file in &files {
        // Those beside the database are there only while somebody has it open.
        if let Ok(seen) = fs::metadata(file) {
            wrong.extend(of_another(file, &seen));
            if seen.permissions().mode() & 0o077 != 0 {
                wrong.push(format!("other users of this machine may read {0}: run chmod 600 {0}.", file.display()));
            }
        }
    }
    match fs::metadata(folder) {
        Ok(seen) => {
            wrong.extend(of_another(folder, &seen));
            if seen.permissions().mode() & 0o022 != 0 {
                wrong.push(format!(
                    "other users of this machine may put files into {0}: run chmod 700 {0}.",
                    folder.display()
                ));
            }
        }
        Err(why) => wrong.push(format!("{} cannot be looked into: {why}.", folder.display())),
    }
    for text in &wrong {
        findings.amiss("files", text)?;
    }
    if wrong.is_empty() {
        findings.ok("files", format!("{} and the files in it are yours alone", folder.display()))?;
    }
    room(findings, folder)
}

fn of_another(path: &Path, seen: &Metadata) -> Option<String> {
    let me = rustix::process::geteuid().as_raw();
    (seen.uid() != me).then(|| {
        let (owner, path) = (whose::name(seen.uid()), path.display());
        format!(
            "{path} belongs to the system user {owner}, and the database to {}: run chown {me} {path}.",
            whose::name(me)
        )
    })
}

fn room(findings: &mut Findings, folder: &Path) -> Result<(), Refused> {
    match rustix::fs::statvfs(folder) {
        Ok(disk) => {
            let free = disk.f_bavail.saturating_mul(disk.f_frsize);
            let text = format!("{} are free beside the database", indicatif::HumanBytes(free));
            if free < ROOM {
                findings.amiss("disk", format!("only {text}: when it is full nobody can sign in. Make room."))
            } else {
                findings.ok("disk", text)
            }
        }
        Err(why) => findings.amiss("disk", format!("how much of it is free cannot be seen: {why}.")),
    }
}
