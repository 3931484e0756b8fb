//! The project as a whole: what is kept in it, and that its parts tell the same.

use std::path::Path;

use crate::files::{File, assert_none, file, kept, names, there};

#[test]
fn no_file_names_a_path_of_the_machine_it_was_written_on() {
    assert_none(kept().iter().flat_map(machine_paths));
}

#[test]
fn both_backends_have_migrations_of_the_same_names_up_and_down() {
    let [sqlite, postgres] = ["sqlite", "postgres"].map(|backend| names(&format!("migrations/{backend}")));
    assert_eq!(sqlite, postgres);
    for backend in ["sqlite", "postgres"] {
        for name in &sqlite {
            let folder = format!("migrations/{backend}/{name}");
            assert_eq!(names(&folder), ["down.sql", "up.sql"], "{folder}");
            for step in ["down.sql", "up.sql"] {
                assert!(!file(&format!("{folder}/{step}")).text.trim().is_empty(), "{folder}/{step} is empty");
            }
        }
    }
}

#[test]
fn every_setting_is_described() {
    assert_none(undescribed(&file("src/config/written.rs"), &file("docs/settings.md")));
}

#[test]
fn every_link_in_the_documentation_leads_to_a_file() {
    assert_none(
        kept()
            .iter()
            .filter(|file| Path::new(&file.path).extension().is_some_and(|kind| kind == "md"))
            .flat_map(dead_links),
    );
}

#[test]
fn a_dead_link_is_found() {
    let file =
        File::sample("docs/x.md", "[a](design.md#x) [b](../README.md)\n[c](gone.md), [d](https://example.org/x)");
    assert_eq!(dead_links(&file), ["docs/x.md:2: gone.md is not there"]);
}

#[test]
fn a_leftover_is_found() {
    for folder in FOLDERS {
        for text in [format!("see {folder}/x"), format!("\"{folder}\""), format!("cd {folder}")] {
            assert_eq!(machine_paths(&File::sample("x", &text)).len(), 1, "{text}");
        }
        assert_none(machine_paths(&File::sample("x", &format!("https://x.org{folder}/y /a{folder} {folder}s"))));
    }
    let settings = File::sample(
        "src/config/written.rs",
        "pub(super) struct Written {\n    pub(super) idle_timeout: D,\n    roles: M,\n}\n\nstruct X {\n    y: Z,\n}",
    );
    let told = File::sample("docs/settings.md", "| `idle_timeout` | roles |");
    assert_eq!(undescribed(&settings, &told), ["docs/settings.md:1: `roles` is not described"]);
}

/// Where the project was written; nobody else has them.
const FOLDERS: [&str; 3] = [concat!("/", "work"), concat!("/", "tmp/brief"), concat!("/", "root")];

fn machine_paths(file: &File) -> Vec<String> {
    let is_part = |c: char| c.is_alphanumeric() || "._-$}".contains(c);
    let mut wrong = Vec::new();
    for (line, text) in file.text.lines().enumerate() {
        for folder in FOLDERS {
            let found = text.match_indices(folder).any(|(at, _)| {
                !text[..at].ends_with(is_part)
                    && !text[at + folder.len()..].starts_with(|c: char| c.is_alphanumeric() || "_-".contains(c))
            });
            if found {
                wrong.push(file.wrong(line, &format!("{folder} is a path of the machine it was written on")));
            }
        }
    }
    wrong
}

/// Links to files of the project that are not there.
fn dead_links(file: &File) -> Vec<String> {
    let folder = Path::new(&file.path).parent().unwrap_or(Path::new(""));
    let links = |line: &str| -> Vec<String> {
        let rest = line.split("](").skip(1).filter_map(|rest| rest.split_once(')'));
        let paths = rest.filter_map(|(link, _)| link.split('#').next());
        paths.filter(|path| !path.is_empty() && !path.contains("://")).map(str::to_owned).collect()
    };
    let found =
        file.text.lines().enumerate().flat_map(|(at, line)| links(line).into_iter().map(move |path| (at, path)));
    found
        .filter(|(_, path)| !there(&folder.join(path)))
        .map(|(at, path)| file.wrong(at, &format!("{path} is not there")))
        .collect()
}

fn undescribed(config: &File, told: &File) -> Vec<String> {
    let fields = config.text.lines().skip_while(|line| !line.ends_with("struct Written {")).skip(1);
    let fields: Vec<&str> = fields
        .take_while(|line| *line != "}")
        .filter_map(|line| line.trim().trim_start_matches("pub(super) ").split_once(':'))
        .map(|(name, _)| name)
        .filter(|name| name.chars().all(crate::rust::is_word))
        .collect();
    assert!(!fields.is_empty(), "no `struct Written` in {}", config.path);
    let missing = fields.into_iter().filter(|name| !told.text.contains(&format!("`{name}`")));
    missing.map(|name| told.wrong(0, &format!("`{name}` is not described"))).collect()
}
