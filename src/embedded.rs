//! Templates, texts and static files: carried by the release binary, read from disk in debug, so that an edit shows at
//! the next reload. Imports nothing of Hallpass.

use std::borrow::Cow;

/// One file: its path below the folder it was asked for in, and its bytes.
pub type File = (String, Cow<'static, [u8]>);

/// All files below `folder` ("templates", "locales" or "static"), in the order of their names.
/// In debug, errors when the folder cannot be read.
#[cfg(not(debug_assertions))]
#[allow(clippy::unnecessary_wraps, reason = "as in debug")]
pub fn files(folder: &str) -> std::io::Result<Vec<File>> {
    const FILES: &[(&str, &[u8])] = include!(concat!(env!("OUT_DIR"), "/embedded.rs"));
    let below = |name: &'static str| name.strip_prefix(folder)?.strip_prefix('/');
    Ok(FILES.iter().filter_map(|(name, bytes)| Some((below(name)?.to_owned(), Cow::Borrowed(*bytes)))).collect())
}

/// All files below `folder` ("templates", "locales" or "static"), in the order of their names.
/// In debug, errors when the folder cannot be read.
#[cfg(debug_assertions)]
pub fn files(folder: &str) -> std::io::Result<Vec<File>> {
    fn add(folder: &std::path::Path, prefix: &str, all: &mut Vec<File>) -> std::io::Result<()> {
        for entry in std::fs::read_dir(folder)? {
            let entry = entry?;
            let name = format!("{prefix}{}", entry.file_name().to_string_lossy());
            if entry.file_type()?.is_dir() {
                add(&entry.path(), &format!("{name}/"), all)?;
            } else {
                all.push((name, Cow::Owned(std::fs::read(entry.path())?)));
            }
        }
        Ok(())
    }
    let mut all = Vec::new();
    add(&source().join(folder), "", &mut all)?;
    all.sort();
    Ok(all)
}

/// Whether there are texts in this language.
#[must_use]
pub fn speaks(language: &str) -> bool {
    let texts = files("locales").unwrap_or_default();
    texts.iter().any(|(path, _)| path.split_once('/').is_some_and(|(known, _)| known == language))
}

/// Where a debug build reads from.
#[cfg(debug_assertions)]
#[must_use]
pub fn source() -> &'static std::path::Path {
    std::path::Path::new(env!("CARGO_MANIFEST_DIR"))
}
