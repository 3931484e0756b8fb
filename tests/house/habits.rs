//! Habits of every Rust file.

use crate::files::{File, assert_none, files};
use crate::rust::Rust;

/// Names that say nothing about what is in it.
const EMPTY_NAMES: &[&str] = &["util", "utils", "helper", "helpers", "common", "misc", "shared", "stuff"];

/// Where a test has to wait for real time: a browser tells nobody when it has finished drawing.
const MAY_SLEEP: &[&str] = &["tests/browser/patience.rs"];

/// Rocket's own data guards decode lossily and log what was sent; this file alone names them.
const MAY_NAME_FORMS: &str = "src/web/forms.rs";

#[test]
fn every_file_says_its_job_first() {
    assert_none(rust_files().iter().filter_map(silent));
}

#[test]
fn there_are_no_macros_of_our_own() {
    assert_none(rust_files().iter().flat_map(macros));
}

#[test]
fn no_file_or_module_has_a_name_that_says_nothing() {
    assert_none(rust_files().iter().flat_map(empty_names));
}

#[test]
fn nothing_sleeps() {
    assert_none(rust_files().iter().flat_map(sleeps));
}

#[test]
fn forms_are_read_in_one_place() {
    assert_none(files("src", ".rs").iter().flat_map(form_guards));
}

#[test]
fn a_bad_habit_is_found() {
    let file = |text| File::sample("src/web/x.rs", text);
    assert_eq!(silent(&file("use a;\n//! late")).as_deref(), Some("src/web/x.rs:1: no `//!` line says its job"));
    assert_eq!(silent(&file("//! It is here.\nuse a;")), None);

    assert_eq!(macros(&file("//!\nmacro_rules! a { }")), ["src/web/x.rs:2: a macro of our own"]);
    assert_none(macros(&file("// macro_rules! a\n\"macro_rules!\"")));

    for (path, text) in
        [("src/utils.rs", ""), ("src/misc/mod.rs", ""), ("a.rs", "mod helpers;"), ("a.rs", "mod misc {")]
    {
        assert_eq!(empty_names(&File::sample(path, text)).len(), 1, "{path} {text}");
    }
    assert_none(empty_names(&File::sample("src/commons.rs", "mod sharing;")));

    for text in
        ["std::thread::sleep(x)", "tokio::time::sleep(x).await", "use std::thread::{self, sleep};", "sleep_until(x)"]
    {
        assert_eq!(sleeps(&file(text)).len(), 1, "{text}");
    }
    assert_none(sleeps(&file("// sleep(x)\nasleep(x)")));
    assert_none(sleeps(&File::sample(MAY_SLEEP[0], "sleep(x)")));

    for text in ["form: Form<X>", "use rocket::form::Strict;", "Json<X>", "x: Json::<X>", "TempFile<'_>", "Contextual"]
    {
        assert_eq!(form_guards(&file(text)).len(), 1, "{text}");
    }
    assert_none(form_guards(&file("LogFormat::Json, FromForm, NewForm, // Form<X>")));
    assert_none(form_guards(&File::sample(MAY_NAME_FORMS, "Form<X>")));
}

fn rust_files() -> Vec<File> {
    [files("src", ".rs"), files("tests", ".rs")].concat()
}

fn silent(file: &File) -> Option<String> {
    let says = file.text.lines().next().is_some_and(|line| line.starts_with("//! ") && line.len() > 8);
    (!says).then(|| file.wrong(0, "no `//!` line says its job"))
}

fn macros(file: &File) -> Vec<String> {
    Rust::of(file).places("macro_rules").map(|(line, _)| file.wrong(line, "a macro of our own")).collect()
}

fn empty_names(file: &File) -> Vec<String> {
    let rust = Rust::of(file);
    let in_path = file.path.split(['/', '.']).filter(|part| EMPTY_NAMES.contains(part)).map(|_| 0);
    let modules = rust.places("mod").filter(|(_, after)| {
        let name = after.trim().split(|c: char| !crate::rust::is_word(c)).next().unwrap_or_default();
        EMPTY_NAMES.contains(&name)
    });
    in_path.chain(modules.map(|(line, _)| line)).map(|line| file.wrong(line, "a name that says nothing")).collect()
}

fn sleeps(file: &File) -> Vec<String> {
    if MAY_SLEEP.contains(&file.path.as_str()) {
        return Vec::new();
    }
    let rust = Rust::of(file);
    let found = ["sleep", "sleep_until", "sleep_ms"].into_iter().flat_map(|word| rust.places(word));
    found.map(|(line, _)| file.wrong(line, "a sleep: give the time to what is tested")).collect()
}

fn form_guards(file: &File) -> Vec<String> {
    if file.path == MAY_NAME_FORMS {
        return Vec::new();
    }
    let rust = Rust::of(file);
    let named = ["Form", "Strict", "Lenient", "Contextual", "TempFile"].into_iter().flat_map(|word| rust.places(word));
    let generic = ["Json", "MsgPack", "Capped"].into_iter().flat_map(|word| rust.places(word));
    let generic = generic.filter(|(_, after)| after.trim_start_matches("::").starts_with('<'));
    named.chain(generic).map(|(line, _)| file.wrong(line, "a data guard of Rocket's: use `Checked`")).collect()
}
