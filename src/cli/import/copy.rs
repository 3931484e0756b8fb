//! The file of an import, copied before it is looked at: what is checked is what is taken, whatever becomes of the file
//! meanwhile.

use std::fs::File;
use std::io::{self, Read, Seek, Write};
use std::path::Path;

use sha2::{Digest, Sha256};

use super::STDIN;
use crate::cli::refused::Refused;
use crate::cli::user_file::{Format, UserFile};

/// Bytes that are copied at once.
const PIECE: usize = 64 * 1024;

/// A copy without a name, which this program alone can open and which is gone when it ends: there are hashes in it.
pub(super) struct Copy {
    file: File,
    /// Its SHA-256: by that an import knows its file again.
    pub(super) digest: [u8; 32],
    /// Its length in bytes.
    pub(super) length: u64,
}

impl Copy {
    /// Of what the file holds now.
    pub(super) fn of(path: &Path) -> Result<Self, Refused> {
        let unreadable = |why: io::Error| Refused::new(format!("{} cannot be read: {why}.", path.display()));
        let folder = std::env::temp_dir();
        let full = |why: io::Error| {
            Refused::new(format!(
                "{} cannot be copied into {} ({why}): make room there, or name another folder in TMPDIR. Nothing was changed.",
                path.display(),
                folder.display()
            ))
        };
        // Not by its name below /dev, which would ask again whether this user may read what another one has opened.
        let mut from: Box<dyn Read> = if path.as_os_str() == STDIN {
            Box::new(io::stdin())
        } else {
            Box::new(File::open(path).map_err(unreadable)?)
        };
        let mut file = tempfile::tempfile_in(&folder).map_err(full)?;
        let (mut digest, mut length, mut piece) = (Sha256::new(), 0, vec![0; PIECE]);
        loop {
            let read = match from.read(&mut piece) {
                Ok(0) => break,
                Err(why) if why.kind() == io::ErrorKind::Interrupted => continue,
                read => read.map_err(unreadable)?,
            };
            digest.update(&piece[..read]);
            file.write_all(&piece[..read]).map_err(full)?;
            length += read as u64;
        }
        Ok(Self { file, digest: digest.finalize().into(), length })
    }

    /// Its users, from the first on. One reads it at a time.
    pub(super) fn users(&self, format: Format) -> Result<UserFile, Refused> {
        let again = self.file.try_clone().and_then(|mut file| file.rewind().map(|()| file));
        UserFile::of(again.map_err(|why| Refused::new(format!("The copy of the file cannot be read: {why}.")))?, format)
    }
}
