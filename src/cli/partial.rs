//! A file that is a whole one or not there: begun under another name, for this user alone, and put in its place when it is
//! done. Never over a file that is there.

use std::fs::{self, File, OpenOptions};
use std::io::ErrorKind;
use std::os::unix::fs::{MetadataExt, OpenOptionsExt, PermissionsExt};
use std::path::{Path, PathBuf};

use rustix::fs::{CWD, FlockOperation, OFlags, RenameFlags, flock, renameat_with};
use rustix::io::Errno;

use super::refused::{Kind, Refused};

/// What SQLite writes beside a file while it fills it.
const JOURNAL: &str = "-journal";

/// What is written so far. Removed when it is dropped before it was finished.
pub(super) struct Partial {
    path: PathBuf,
    whole: PathBuf,
    /// Holds the lock by which others see that it is being written.
    file: File,
    finished: bool,
}

impl Partial {
    /// An empty file beside `whole`. One that a command left which was killed is taken over.
    pub(super) fn begin(whole: &Path) -> Result<Self, Refused> {
        // SQLite is told the name as text.
        let Some(name) = whole.file_name().filter(|_| whole.to_str().is_some()) else {
            return Err(Refused::new(format!("{} is no name of a file: write one in UTF-8.", whole.display())));
        };
        if fs::symlink_metadata(whole).is_ok() {
            return Err(Refused::new(format!("{} is there already: write the name of a new file.", whole.display())));
        }
        let cannot = |why: std::io::Error| {
            Refused::new(format!(
                "{} cannot be written ({why}): name a folder that is there and that you may write to.",
                whole.display()
            ))
        };
        // Whole, for a name like file:x means something of its own to SQLite.
        let whole = std::path::absolute(whole).map_err(cannot)?;
        let mut partial = name.to_owned();
        partial.push(".partial");
        let path = whole.with_file_name(partial);
        let file = match OpenOptions::new().write(true).create_new(true).mode(0o600).open(&path) {
            Err(why) if why.kind() == ErrorKind::AlreadyExists => left_over(&path)?,
            begun => begun.map_err(cannot)?,
        };
        let taken = || Refused::new(format!("{} is there: another command is writing it just now.", path.display()));
        // Not every file system knows such locks.
        if flock(&file, FlockOperation::NonBlockingLockExclusive) == Err(Errno::WOULDBLOCK) {
            return Err(taken());
        }
        // Whoever had it may have put it in its place just now.
        let (ours, there) = (file.metadata().map_err(cannot)?, fs::symlink_metadata(&path));
        if !there.is_ok_and(|there| (there.dev(), there.ino()) == (ours.dev(), ours.ino())) {
            return Err(taken());
        }
        let begun = Self { path, whole, file, finished: false };
        remove(&begun.journal()).and_then(|()| begun.file.set_len(0)).map_err(cannot)?;
        Ok(begun)
    }

    /// Where it is written.
    pub(super) fn path(&self) -> &Path {
        &self.path
    }

    /// The same file, open for whoever writes into it.
    pub(super) fn open(&self) -> Result<File, Refused> {
        OpenOptions::new().write(true).open(&self.path).map_err(|why| Self::failed(&why, &self.whole))
    }

    /// Why it is not there, with what to do.
    pub(super) fn failed(why: &dyn std::fmt::Display, file: &Path) -> Refused {
        let why = why.to_string();
        let is_full =
            ["full", "disk I/O error", "File too large", "No space", "quota"].iter().any(|said| why.contains(said));
        let what_to_do =
            if is_full { "make room there, or name a file on another disk" } else { "mend that, then try again" };
        Refused::new(format!("{} was not written ({why}), and nothing was left of it: {what_to_do}.", file.display()))
    }

    /// Puts it in its place, on the disk. Gives back how many bytes it has.
    pub(super) fn finish(mut self) -> Result<u64, Refused> {
        let bytes = self.put_in_place().map_err(|why| match why.kind() {
            ErrorKind::AlreadyExists => {
                Refused::new(format!("{} has come to be there meanwhile: it was left alone.", self.whole.display()))
            }
            _ => Self::failed(&why, &self.whole),
        })?;
        self.finished = true;
        let folder = self.whole.parent().unwrap_or(Path::new("/"));
        File::open(folder).and_then(|folder| folder.sync_all()).map_err(|why| {
            Refused::of(
                Kind::Begun,
                format!("{} is there, but whether it outlasts a power cut is not known: {why}.", self.whole.display()),
            )
        })?;
        Ok(bytes)
    }

    fn put_in_place(&self) -> std::io::Result<u64> {
        self.file.sync_all()?;
        let bytes = self.file.metadata()?.len();
        match renameat_with(CWD, &self.path, CWD, &self.whole, RenameFlags::NOREPLACE) {
            // Where the file system does not know that: a link is never made over another file either.
            Err(Errno::INVAL | Errno::NOSYS | Errno::NOTSUP) => {
                fs::hard_link(&self.path, &self.whole)?;
                fs::remove_file(&self.path)?;
            }
            done => done?,
        }
        Ok(bytes)
    }

    fn journal(&self) -> PathBuf {
        let mut name = self.path.as_os_str().to_owned();
        name.push(JOURNAL);
        PathBuf::from(name)
    }
}

impl Drop for Partial {
    fn drop(&mut self) {
        // On a disk that is full the journal stays behind too.
        let _ = remove(&self.journal());
        if !self.finished {
            let _ = remove(&self.path);
        }
    }
}

/// One that nobody writes any more; only a file that could not have been put there by another user of the machine.
fn left_over(path: &Path) -> Result<File, Refused> {
    let strange = || Refused::new(format!("{} is there and is not ours: remove it first.", path.display()));
    // Neither another file nor somebody at the other end is waited for.
    let no_link = i32::try_from((OFlags::NOFOLLOW | OFlags::NONBLOCK).bits()).unwrap_or_default();
    let file = OpenOptions::new().write(true).custom_flags(no_link).open(path).map_err(|_| strange())?;
    let seen = file.metadata().map_err(|_| strange())?;
    let of_another = seen.uid() != rustix::process::geteuid().as_raw() || seen.permissions().mode() & 0o077 != 0;
    if of_another || !seen.is_file() || seen.nlink() != 1 { Err(strange()) } else { Ok(file) }
}

/// Removes a file, if it is there.
fn remove(path: &Path) -> std::io::Result<()> {
    match fs::remove_file(path) {
        Err(why) if why.kind() == ErrorKind::NotFound => Ok(()),
        done => done,
    }
}
