//! Where the secret key comes from: `secret_key`, or, on SQLite, a file beside the database, made at the first start; and
//! how it is replaced there by a new one, with the old ones kept in a file beside it. Several servers on PostgreSQL must
//! share one, so there a missing key is refused.

use std::fmt;
use std::fs::{self, File};
use std::io::{ErrorKind, Write};
use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt, PermissionsExt};
use std::path::{Path, PathBuf};

use rocket::figment::Figment;
use rocket::figment::value::Value;
use tempfile::{Builder, NamedTempFile};
use zeroize::Zeroizing;

use super::{ConfigError, DatabaseUrl};
use crate::keys::{Keys, SecretKey};

const SETTING: &str = "secret_key";
const PREVIOUS: &str = "previous_secret_keys";
/// The file of the key, and that of the ones before it, one a line, the newest first.
const FILE: &str = "secret.key";
const PREVIOUS_FILE: &str = "secret.key.previous";

/// Where a key comes from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum KeyPlace {
    /// The setting `secret_key`.
    Setting,
    /// An entry of `previous_secret_keys`, counted from 1.
    PreviousSetting(usize),
    /// The file beside the database.
    File(PathBuf),
    /// A line of the file of previous keys, counted from 1.
    PreviousFile(PathBuf, usize),
}

impl fmt::Display for KeyPlace {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Setting => f.write_str(SETTING),
            Self::PreviousSetting(entry) => write!(f, "{PREVIOUS}, entry {entry}"),
            Self::File(path) => write!(f, "{}", path.display()),
            Self::PreviousFile(path, line) => write!(f, "{}, line {line}", path.display()),
        }
    }
}

/// The present key and the previous ones, and where each comes from.
pub(super) fn keys(
    figment: &Figment,
    database: &DatabaseUrl,
    previous: &[String],
) -> Result<(Keys, Vec<KeyPlace>), ConfigError> {
    // Before a key is made: what is wrong is refused with nothing made.
    let named = previous.iter().map(|text| parse(PREVIOUS, text)).collect::<Result<Vec<_>, _>>()?;
    let named = named.into_iter().enumerate().map(|(at, key)| (key, KeyPlace::PreviousSetting(at + 1)));
    let (current, kept) = match (written(figment)?, database.folder()) {
        (Some(text), _) => ((parse(SETTING, &text)?, KeyPlace::Setting), Vec::new()),
        (None, Some(folder)) => {
            let kept = previous_of_file(folder)?;
            ((from_file(folder)?, KeyPlace::File(folder.join(FILE))), kept)
        }
        (None, None) => {
            return Err(ConfigError::new(
                SETTING,
                "it is missing, and servers on PostgreSQL must share one: write what `openssl rand -base64 32` prints, the same for each server",
            ));
        }
    };
    let mut all = vec![current];
    for (key, place) in kept.into_iter().chain(named) {
        if all.iter().all(|(known, _)| known.id() != key.id()) {
            all.push((key, place));
        }
    }
    let (keys, places): (Vec<SecretKey>, Vec<KeyPlace>) = all.into_iter().unzip();
    let mut keys = keys.into_iter();
    let current = keys.next().expect("the present one was put in first");
    Ok((Keys::new(current, keys), places))
}

/// The file that should hold the key and does not, where no setting does.
pub(super) fn missing(figment: &Figment, database: &DatabaseUrl) -> Option<PathBuf> {
    let file = database.folder().map(|folder| folder.join(FILE));
    file.filter(|file| !file.exists()).filter(|_| !matches!(written(figment), Ok(Some(_)) | Err(_)))
}

/// The key as it is written, if it is. Rocket's own default is a key of zeros, which stands for none.
fn written(figment: &Figment) -> Result<Option<String>, ConfigError> {
    match figment.find_value(SETTING) {
        Err(error) if error.missing() => Ok(None),
        Ok(Value::Array(_, zeros)) if zeros.iter().all(|byte| byte.to_u128() == Some(0)) => Ok(None),
        Ok(Value::String(_, text)) => Ok(Some(text)),
        _ => Err(ConfigError::new(
            SETTING,
            "write 32 or 64 random bytes in base64, as `openssl rand -base64 32` prints them",
        )),
    }
}

fn parse(setting: &'static str, text: &str) -> Result<SecretKey, ConfigError> {
    SecretKey::parse(text)
        .map_err(|why| ConfigError::new(setting, format!("{why}: write what `openssl rand -base64 32` prints")))
}

/// The key kept in `folder`; a new one when there is none.
fn from_file(folder: &Path) -> Result<SecretKey, ConfigError> {
    let path = folder.join(FILE);
    fs::DirBuilder::new().recursive(true).mode(0o700).create(folder).map_err(|e| cannot(folder, "work", &e))?;
    match read(&path)? {
        Some(text) => SecretKey::parse(&text).map_err(|why| {
            let hint = format!(
                "the file {} is damaged, {why}: restore it from a copy, or remove it, which signs everybody out",
                path.display()
            );
            ConfigError::new(SETTING, hint)
        }),
        None => make(folder, &path).map_err(|e| cannot(folder, "make secret.key", &e)),
    }
}

/// The keys that were kept when new ones were made.
fn previous_of_file(folder: &Path) -> Result<Vec<(SecretKey, KeyPlace)>, ConfigError> {
    let path = folder.join(PREVIOUS_FILE);
    let Some(text) = read(&path)? else { return Ok(Vec::new()) };
    let mut keys = Vec::new();
    for (at, line) in text.lines().enumerate().filter(|(_, line)| !line.trim().is_empty()) {
        let key = SecretKey::parse(line).map_err(|why| {
            let hint = format!(
                "line {} of {} is damaged, {why}: restore it from a copy, or take the line out, which signs those out whose cookies it opens",
                at + 1,
                path.display()
            );
            ConfigError::new(SETTING, hint)
        })?;
        keys.push((key, KeyPlace::PreviousFile(path.clone(), at + 1)));
    }
    Ok(keys)
}

/// What is in a file of keys, which must be this user's alone; `None` when there is none.
fn read(path: &Path) -> Result<Option<Zeroizing<String>>, ConfigError> {
    let folder = path.parent().unwrap_or(Path::new("."));
    let what = format!("read {}", path.file_name().unwrap_or_default().to_string_lossy());
    match fs::read_to_string(path) {
        Ok(text) => {
            let mode = fs::metadata(path).map_err(|e| cannot(folder, &what, &e))?.permissions().mode();
            if mode & 0o077 != 0 {
                return Err(ConfigError::new(
                    SETTING,
                    format!("other users of this machine may read {0}: run chmod 600 {0}", path.display()),
                ));
            }
            Ok(Some(Zeroizing::new(text)))
        }
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(None),
        Err(error) => Err(cannot(folder, &what, &error)),
    }
}

fn cannot(folder: &Path, what: &str, error: &std::io::Error) -> ConfigError {
    ConfigError::new(
        "database_url",
        format!(
            "cannot {what} in its folder {} ({error}): make it writable for this user, or name another",
            folder.display()
        ),
    )
}

/// Written whole under another name and then put under its own: a start that is cut off leaves no half a key, and of two
/// starts at once one makes it and the other reads that one.
fn make(folder: &Path, path: &Path) -> std::io::Result<SecretKey> {
    let (_, text) = SecretKey::generate().map_err(std::io::Error::other)?;
    match written_in(folder, &[&text])?.persist_noclobber(path) {
        Err(refused) if refused.error.kind() != ErrorKind::AlreadyExists => return Err(refused.error),
        _ => File::open(folder)?.sync_all()?,
    }
    SecretKey::parse(&fs::read_to_string(path)?).map_err(std::io::Error::other)
}

/// A new file of keys, one a line, for this user alone, on the disk when this gives back. Unless it is put in place it is
/// gone with what this gives back, or stays where the program is killed first. Its name is random: of two containers that
/// share the folder, both programs may be process 1.
fn written_in(folder: &Path, keys: &[&str]) -> std::io::Result<NamedTempFile> {
    // Opened and written past tempfile, whose errors would name a file that nobody has heard of.
    let open = |path: &Path| fs::OpenOptions::new().write(true).create_new(true).mode(0o600).open(path);
    let mut fresh = Builder::new().prefix("secret.key.").suffix(".new").make_in(folder, open)?;
    let file = fresh.as_file_mut();
    keys.iter().try_for_each(|key| writeln!(file, "{key}"))?;
    file.sync_all()?;
    Ok(fresh)
}

/// Why no new key was put in place.
#[derive(Debug, thiserror::Error)]
pub enum NotMade {
    /// Another one is being made just now.
    #[error("another one is being put there just now")]
    Another,
    /// The machine does not let it.
    #[error(transparent)]
    System(#[from] std::io::Error),
}

/// Puts a new key into `file`, and the one that was there into the file of previous ones, which still open what they have
/// sealed. In this order: cut off after any step, every key that was ever in place is still known.
pub fn new_key(file: &Path) -> Result<SecretKey, NotMade> {
    let folder = file.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let lock = File::open(folder)?;
    match rustix::fs::flock(&lock, rustix::fs::FlockOperation::NonBlockingLockExclusive) {
        Err(rustix::io::Errno::WOULDBLOCK) => return Err(NotMade::Another),
        done => done.map_err(std::io::Error::from)?,
    }
    let (key, text) = SecretKey::generate().map_err(std::io::Error::other)?;
    let present = Zeroizing::new(fs::read_to_string(file)?);
    let previous = folder.join(PREVIOUS_FILE);
    let before = match fs::read_to_string(&previous) {
        Err(error) if error.kind() == ErrorKind::NotFound => Zeroizing::default(),
        text => Zeroizing::new(text?),
    };
    let present = present.trim();
    let others = before.lines().map(str::trim).filter(|line| !line.is_empty() && *line != present);
    let kept: Vec<&str> = std::iter::once(present).chain(others).collect();
    written_in(folder, &kept)?.persist(&previous).map_err(std::io::Error::from)?;
    // On the disk before the next step, for the power may be cut too.
    lock.sync_all()?;
    written_in(folder, &[&text])?.persist(file).map_err(std::io::Error::from)?;
    lock.sync_all()?;
    Ok(key)
}
