//! The project's files, and how a broken rule is told.

use std::fs;
use std::path::Path;
use std::process::Command;

/// A text file: its path from the project's root, and what it holds.
#[derive(Clone, Debug)]
pub struct File {
    pub path: String,
    pub text: String,
}

impl File {
    /// One that a test makes up.
    pub fn sample(path: &str, text: &str) -> Self {
        Self { path: path.into(), text: text.into() }
    }

    /// What is wrong with a line of it, counted from 0.
    pub fn wrong(&self, line: usize, what: &str) -> String {
        format!("{}:{}: {what}", self.path, line + 1)
    }
}

/// The files in a folder and the folders below it whose names end so.
pub fn files(folder: &str, ending: &str) -> Vec<File> {
    let mut found = Vec::new();
    collect(folder, ending, &mut found);
    assert!(!found.is_empty(), "no {ending} in {folder}: has it moved?");
    found.sort_by(|a, b| a.path.cmp(&b.path));
    found
}

/// One file.
pub fn file(path: &str) -> File {
    let text = fs::read_to_string(root().join(path)).unwrap_or_else(|why| panic!("{path}: {why}"));
    File { path: path.into(), text }
}

/// The names in a folder, sorted.
pub fn names(folder: &str) -> Vec<String> {
    let entries = fs::read_dir(root().join(folder)).unwrap_or_else(|why| panic!("{folder}: {why}"));
    let mut names: Vec<String> =
        entries.map(|entry| entry.expect(folder).file_name().to_string_lossy().into_owned()).collect();
    names.sort();
    names
}

/// Every text file that Git keeps or would keep.
pub fn kept() -> Vec<File> {
    let git = ["ls-files", "-z", "--cached", "--others", "--exclude-standard"];
    let list = Command::new("git").args(git).current_dir(root()).output().expect("git, and a clone made with it");
    assert!(list.status.success(), "git ls-files: {}", String::from_utf8_lossy(&list.stderr));
    let list = String::from_utf8(list.stdout).expect("names in UTF-8");
    let text = |path: &str| fs::read_to_string(root().join(path)).ok().map(|text| File::sample(path, &text));
    list.split_terminator('\0').filter_map(text).collect()
}

/// Fails with all that is wrong, a line each.
#[track_caller]
pub fn assert_none(wrong: impl IntoIterator<Item = String>) {
    let wrong: Vec<String> = wrong.into_iter().collect();
    assert!(wrong.is_empty(), "{} broken:\n{}", wrong.len(), wrong.join("\n"));
}

fn collect(folder: &str, ending: &str, found: &mut Vec<File>) {
    for name in names(folder) {
        let path = format!("{folder}/{name}");
        if root().join(&path).is_dir() {
            collect(&path, ending, found);
        } else if name.ends_with(ending) {
            found.push(file(&path));
        }
    }
}

/// Whether there is such a file or folder, from the project's root.
pub fn there(path: &Path) -> bool {
    root().join(path).exists()
}

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}
