//! Where the secret key comes from: `secret_key`, or, on SQLite, a file beside the database, made at the first start.
//! Several servers on PostgreSQL must share one, so there a missing key is refused.

use std::fs;
use std::io::{ErrorKind, Write};
use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt, PermissionsExt};
use std::path::Path;

use rocket::figment::Figment;
use rocket::figment::value::Value;

use super::{ConfigError, DatabaseUrl};
use crate::keys::{Keys, SecretKey};

const SETTING: &str = "secret_key";

/// The present key and the previous ones.
pub(super) fn keys(figment: &Figment, database: &DatabaseUrl, previous: &[String]) -> Result<Keys, ConfigError> {
    // Before a key is made: what is wrong is refused with nothing made.
    let previous = previous.iter().map(|text| parse("previous_secret_keys", text)).collect::<Result<Vec<_>, _>>()?;
    let current = match (written(figment)?, database.folder()) {
        (Some(text), _) => parse(SETTING, &text)?,
        (None, Some(folder)) => from_file(folder)?,
        (None, None) => {
            return Err(ConfigError::new(
                SETTING,
                "it is missing, and servers on PostgreSQL must share one: write what `openssl rand -base64 32` prints, the same for each server",
            ));
        }
    };
    Ok(Keys::new(current, previous))
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
    let path = folder.join("secret.key");
    let cannot = |what: &str, error: &std::io::Error| {
        ConfigError::new(
            "database_url",
            format!(
                "cannot {what} in its folder {} ({error}): make it writable for this user, or name another",
                folder.display()
            ),
        )
    };
    fs::DirBuilder::new().recursive(true).mode(0o700).create(folder).map_err(|e| cannot("work", &e))?;
    match fs::read_to_string(&path) {
        Ok(text) => {
            let mode = fs::metadata(&path).map_err(|e| cannot("read secret.key", &e))?.permissions().mode();
            if mode & 0o077 != 0 {
                return Err(ConfigError::new(
                    SETTING,
                    format!("other users of this machine may read {0}: run chmod 600 {0}", path.display()),
                ));
            }
            SecretKey::parse(&text)
                .map_err(|why| ConfigError::new(SETTING, format!("the file {} is damaged, {why}: restore it from a copy, or remove it, which signs everybody out", path.display())))
        }
        Err(error) if error.kind() == ErrorKind::NotFound => {
            make(folder, &path).map_err(|e| cannot("make secret.key", &e))
        }
        Err(error) => Err(cannot("read secret.key", &error)),
    }
}

/// Written whole under another name and then linked to its own: a start that is cut off leaves no half a key, and of two
/// starts at once one makes it and the other reads that one.
fn make(folder: &Path, path: &Path) -> std::io::Result<SecretKey> {
    let (_, text) = SecretKey::generate().map_err(std::io::Error::other)?;
    let fresh = folder.join(format!("secret.key.{}", std::process::id()));
    let _ = fs::remove_file(&fresh);
    let mut file = fs::OpenOptions::new().write(true).create_new(true).mode(0o600).open(&fresh)?;
    file.write_all(text.as_bytes())?;
    file.write_all(b"\n")?;
    file.sync_all()?;
    let linked = fs::hard_link(&fresh, path);
    fs::remove_file(&fresh)?;
    match linked {
        Err(error) if error.kind() != ErrorKind::AlreadyExists => return Err(error),
        _ => fs::File::open(folder)?.sync_all()?,
    }
    SecretKey::parse(&fs::read_to_string(path)?).map_err(std::io::Error::other)
}
