//! The files that settings are read from, and the private keys they name: who else may change them, or read what is secret.

use std::collections::BTreeMap;
use std::fs;
use std::os::unix::fs::{MetadataExt, PermissionsExt};
use std::path::{Path, PathBuf};

use rocket::figment::Figment;
use rocket::figment::value::Value;

use super::Findings;
use crate::cli::refused::Refused;
use crate::cli::whose;

/// Settings that may hold something secret.
const SECRET: [&str; 6] = [
    "secret_key",
    "hallpass.previous_secret_keys",
    "hallpass.database_url",
    "hallpass.smtp_url",
    "hallpass.providers",
    "hallpass.services",
];

/// What it is called.
const CHECK: &str = "file rights";
/// The system user who may do everything anyway.
const ROOT: u32 = 0;

pub(super) fn check(findings: &mut Findings) -> Result<(), Refused> {
    let (mut wrong, mut fine) = (Vec::new(), Vec::new());
    let me = rustix::process::geteuid().as_raw();
    for (file, secret) in &files(&rocket::Config::figment()) {
        let Ok(seen) = fs::metadata(file) else { continue };
        let (mode, shown, before) = (seen.permissions().mode(), file.display(), wrong.len());
        if ![me, ROOT].contains(&seen.uid()) {
            wrong.push(format!(
                "{shown} belongs to the system user {}, who may change it: run chown root {shown}.",
                whose::name(seen.uid())
            ));
        }
        // A group is let pass where the file is not our own: by that we may read it.
        let others = if seen.uid() == me { 0o077 } else { 0o007 };
        if mode & others & 0o022 != 0 {
            wrong.push(format!("other users of this machine may change {shown}: run chmod go-w {shown}."));
        }
        if *secret && mode & others & 0o044 != 0 {
            wrong.push(format!(
                "other users of this machine may read {shown}, in which something secret stands: run chmod go-r {shown}."
            ));
        }
        if wrong.len() == before {
            fine.push(shown.to_string());
        }
    }
    for text in &wrong {
        findings.amiss(CHECK, text)?;
    }
    if fine.is_empty() {
        return Ok(());
    }
    findings.ok(CHECK, format!("nobody else changes {}, or reads what is secret in it", fine.join(", ")))
}

/// Each file, and whether something secret stands in it.
fn files(figment: &Figment) -> BTreeMap<PathBuf, bool> {
    let mut files = BTreeMap::new();
    for key in SECRET.into_iter().chain(["hallpass"]) {
        let (Ok(value), Some(from)) = (figment.find_value(key), figment.find_metadata(key)) else { continue };
        if let Some(file) = from.source.as_ref().and_then(|source| source.file_path()) {
            *files.entry(here(file)).or_default() |= SECRET.contains(&key) && is_secret(&value);
        }
    }
    let providers = figment.find_value("hallpass.providers").ok();
    for provider in providers.as_ref().and_then(Value::as_dict).into_iter().flat_map(|all| all.values()) {
        if let Some(key) = provider.find_ref("private_key_file").and_then(Value::as_str) {
            files.insert(PathBuf::from(key), true);
        }
    }
    files
}

/// A secret itself, a list or a table with one, or an address with a password.
fn is_secret(value: &Value) -> bool {
    if let Some(all) = value.as_dict() {
        return all.iter().any(|(name, value)| (name.ends_with("secret") && value.as_str().is_some()) || holds(value));
    }
    match value.as_str() {
        Some(url) if url.contains("://") => {
            let place = url.split_once("://").map_or("", |(_, rest)| rest);
            place.rsplit_once('@').is_some_and(|(who, _)| who.contains(':')) || place.contains("password=")
        }
        Some(text) => !text.is_empty(),
        None => matches!(value, Value::Array(_, all) if !all.is_empty()),
    }
}

/// Whether a table within holds one.
fn holds(value: &Value) -> bool {
    value.as_dict().is_some() && is_secret(value)
}

/// By the short name, where it lies in this folder.
fn here(file: &Path) -> PathBuf {
    let folder = std::env::current_dir().unwrap_or_default();
    file.strip_prefix(folder).unwrap_or(file).to_path_buf()
}

#[cfg(test)]
mod tests {
    use rocket::figment::providers::{Format, Toml};

    use super::*;

    #[test]
    fn what_is_secret_is_told_from_what_is_not() {
        let value = |text: &str| Figment::from(Toml::string(text)).find_value("x").expect("a value");
        for secret in [
            "x = \"abc\"",
            "x = [\"abc\"]",
            "x = \"postgres://ann:pw@db/h\"",
            "x = \"postgres:///h?user=ann&password=pw\"",
            "[x.google]\nclient_secret = \"abc\"",
            "[x.api]\nsecret = \"abc\"",
        ] {
            assert!(is_secret(&value(secret)), "{secret}");
        }
        for plain in [
            "x = \"\"",
            "x = []",
            "x = \"sqlite://data/hallpass.db\"",
            "x = \"smtps://mail.example.org\"",
            "[x.google]\nclient_id = \"abc\"\nscopes = [\"email\"]",
        ] {
            assert!(!is_secret(&value(plain)), "{plain}");
        }
    }
}
