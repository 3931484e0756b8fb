//! Writes the list of files that the release binary carries: templates, texts and static files. Warns when SQLite is not
//! built as it is meant to be.

use std::fmt::Write as _;
use std::path::Path;
use std::{env, fs, io};

fn main() -> io::Result<()> {
    let root = env::var("CARGO_MANIFEST_DIR").map_err(io::Error::other)?;
    let mut list = String::from("&[\n");
    for folder in ["templates", "locales", "static"] {
        println!("cargo::rerun-if-changed={folder}");
        add(Path::new(&root), folder, &mut list)?;
    }
    list.push_str("]\n");
    // Diesel's macro reads the folders when it is compiled, and Cargo does not know.
    println!("cargo::rerun-if-changed=migrations");
    // Cargo looks for its settings above the folder it is called in, not above the package.
    println!("cargo::rerun-if-env-changed=LIBSQLITE3_FLAGS");
    if env::var_os("LIBSQLITE3_FLAGS").is_none() {
        println!(
            "cargo::warning=SQLite is being built without the flags of Hallpass's .cargo/config.toml, and each request \
             will take half as long again: call Cargo in the project's folder, or copy the lines into your own project."
        );
    }
    let out = env::var("OUT_DIR").map_err(io::Error::other)?;
    fs::write(Path::new(&out).join("embedded.rs"), list)
}

fn add(root: &Path, folder: &str, list: &mut String) -> io::Result<()> {
    let mut entries = fs::read_dir(root.join(folder))?.collect::<Result<Vec<_>, _>>()?;
    entries.sort_by_key(fs::DirEntry::file_name);
    for entry in entries {
        let name = format!("{folder}/{}", entry.file_name().to_string_lossy());
        if entry.file_type()?.is_dir() {
            add(root, &name, list)?;
        } else {
            let path = root.join(&name);
            writeln!(list, "    ({name:?}, include_bytes!({:?})),", path.display().to_string())
                .map_err(io::Error::other)?;
        }
    }
    Ok(())
}
