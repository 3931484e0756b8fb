//! Who may run a command beside a SQLite file: its owner alone. Anybody else, root too, would leave files beside it that the
//! server cannot open.

use std::fs;
use std::os::unix::fs::MetadataExt;
use std::path::Path;
use std::process::Command;

use super::refused::Refused;

/// Errors when the file at `path` is another system user's, with what to run; fine when there is no such file.
pub(super) fn refuse_others(path: &Path) -> Result<(), Refused> {
    let me = rustix::process::geteuid().as_raw();
    match owner(path) {
        Some(owner) if owner != me => Err(Refused::new(format!(
            "The database {} belongs to the system user {}: run this as that user, with sudo -u {} hallpass …, in this folder.",
            path.display(),
            name(owner),
            for_sudo(owner),
        ))),
        _ => Ok(()),
    }
}

/// The owner of a file, or, where this user may not even look for it, of the nearest folder above that can be seen.
fn owner(path: &Path) -> Option<u32> {
    match fs::metadata(path) {
        Ok(file) => Some(file.uid()),
        Err(why) if why.kind() == std::io::ErrorKind::PermissionDenied => {
            path.ancestors().skip(1).find_map(|folder| fs::metadata(folder).ok()).map(|folder| folder.uid())
        }
        Err(_) => None,
    }
}

/// What a system user is called, for people.
pub(super) fn name(user: u32) -> String {
    known(user).map_or_else(|| format!("number {user}"), |name| format!("{name} ({user})"))
}

fn for_sudo(user: u32) -> String {
    known(user).unwrap_or_else(|| format!("'#{user}'"))
}

/// By the system's own program, which knows of users that stand in no file.
fn known(user: u32) -> Option<String> {
    let said =
        Command::new("id").args(["-nu", &user.to_string()]).output().ok().filter(|said| said.status.success())?;
    let name = String::from_utf8(said.stdout).ok()?.trim().to_owned();
    (!name.is_empty() && !name.chars().any(|c| c.is_control() || c.is_whitespace())).then_some(name)
}
