//! Texts: each that is asked for is there, in every language, and each that is there is asked for.

use std::collections::BTreeSet;

use crate::files::{File, assert_none, files, names};
use crate::rust::Rust;

/// Names that src builds, as written there, and the texts they stand for: `*` is any word, `#` a number.
const BUILT: &[(&str, &str)] = &[
    ("error-{field}-missing", "error-*-missing"),
    ("error-{}-{part}", "error-#-*"),
    ("error-other-{part}", "error-other-*"),
    ("reason-{reason}", "reason-*"),
    ("event-{}", "event-*"),
    ("history-{}", "history-*"),
    ("drift-{detail}", "drift-*"),
    ("profile-{field}", "profile-*"),
    ("proof-{method}", "proof-*"),
    ("proof-amr-{by}", "proof-amr-*"),
    ("mail-{kind}-{part}", "mail-*"),
    ("letter-{}", "letter-*"),
    ("letter-is-{state}", "letter-is-*"),
];

#[test]
fn every_text_that_a_template_asks_for_is_in_every_language() {
    let templates = files("templates", ".html");
    assert_none(languages().iter().flat_map(|language| missing(&templates, &texts_of(language))));
}

#[test]
fn every_text_of_pages_is_asked_for_by_a_template() {
    let templates = files("templates", ".html");
    let pages = files("locales", "pages.ftl");
    assert_none(pages.iter().flat_map(|pages| unasked(pages, &templates)));
}

#[test]
fn every_text_of_messages_is_asked_for_by_src() {
    let strings = strings();
    let messages = files("locales", "messages.ftl");
    assert_none(messages.iter().flat_map(|messages| unused(messages, &strings)));
}

#[test]
fn every_name_that_is_built_is_built_in_src() {
    let strings = strings();
    let stale = BUILT.iter().filter(|(built, _)| !strings.contains(*built));
    assert_none(stale.map(|(built, _)| format!("{built} is no longer built in src: strike it from BUILT")));
}

#[test]
fn every_language_has_the_same_texts_once() {
    let languages = languages();
    let first = &languages[0];
    for language in &languages {
        assert_eq!(files_of(language), files_of(first), "{language} and {first}");
        for name in files_of(first) {
            let keys = |language| keys(&crate::files::file(&format!("locales/{language}/{name}")));
            let set = |language| keys(language).into_iter().map(|(_, key)| key).collect::<BTreeSet<_>>();
            assert_eq!(set(language), set(first), "{name} of {language} and of {first}");
        }
        let all: Vec<String> = texts_of(language).iter().flat_map(keys).map(|(_, key)| key).collect();
        assert_eq!(all.len(), all.iter().collect::<BTreeSet<_>>().len(), "{language} has a text twice");
    }
}

#[test]
fn a_text_too_few_or_too_many_is_found() {
    let texts = File::sample(
        "locales/xx/pages.ftl",
        "# comment\nhere = Hi\n    more\nleft-over =\n    { $n ->\n       *[other] x\n    }\n",
    );
    let page = File::sample("templates/x.html", "\n{{ t(key=\"here\") }}{{ t(key=\"gone\", n=1) }}");
    assert_eq!(keys(&texts), [(1, "here".to_owned()), (3, "left-over".to_owned())]);
    let (page, all) = ([page], [texts.clone()]);
    assert_eq!(missing(&page, &all), ["templates/x.html:2: there is no text “gone” in locales/xx"]);
    assert_eq!(unasked(&texts, &page), ["locales/xx/pages.ftl:4: no template asks for “left-over”"]);
    let strings = BTreeSet::from(["here".to_owned()]);
    assert_eq!(unused(&texts, &strings), ["locales/xx/pages.ftl:4: nothing in src asks for “left-over”"]);
}

#[test]
fn a_built_name_stands_for_what_it_says() {
    for (pattern, key) in [("error-#-*", "error-404-text"), ("time-*-ago", "time-hours-ago"), ("month-#", "month-12")] {
        assert!(stands_for(pattern, key), "{pattern} {key}");
    }
    for (pattern, key) in [
        ("error-#-*", "error-name-long"),
        ("time-*-ago", "time-now"),
        ("month-#", "month-x"),
        ("a-*", "a-"),
        ("a", "ab"),
    ] {
        assert!(!stands_for(pattern, key), "{pattern} {key}");
    }
}

fn missing(templates: &[File], texts: &[File]) -> Vec<String> {
    let there: BTreeSet<String> = texts.iter().flat_map(keys).map(|(_, key)| key).collect();
    let folder = texts.first().and_then(|file| file.path.rsplit_once('/')).map_or("", |(folder, _)| folder);
    let gone = templates.iter().flat_map(|file| asked(file).into_iter().map(move |(line, key)| (file, line, key)));
    let gone = gone.filter(|(_, _, key)| !there.contains(key));
    gone.map(|(file, line, key)| file.wrong(line, &format!("there is no text “{key}” in {folder}"))).collect()
}

fn unasked(texts: &File, templates: &[File]) -> Vec<String> {
    let asked: BTreeSet<String> = templates.iter().flat_map(asked).map(|(_, key)| key).collect();
    let left = keys(texts).into_iter().filter(|(_, key)| !asked.contains(key));
    left.map(|(line, key)| texts.wrong(line, &format!("no template asks for “{key}”"))).collect()
}

fn unused(texts: &File, strings: &BTreeSet<String>) -> Vec<String> {
    let is_built = |key: &str| BUILT.iter().any(|(_, pattern)| stands_for(pattern, key));
    let left = keys(texts).into_iter().filter(|(_, key)| !strings.contains(key) && !is_built(key));
    left.map(|(line, key)| texts.wrong(line, &format!("nothing in src asks for “{key}”"))).collect()
}

/// Whether a name could be one of a pattern's.
fn stands_for(pattern: &str, key: &str) -> bool {
    let Some(at) = pattern.find(['*', '#']) else { return pattern == key };
    let Some(rest) = key.strip_prefix(&pattern[..at]) else { return false };
    let fits =
        |c: char| if pattern[at..].starts_with('#') { c.is_ascii_digit() } else { c.is_alphanumeric() || c == '-' };
    let ends = rest.char_indices().take_while(|(_, c)| fits(*c)).map(|(at, c)| at + c.len_utf8());
    ends.into_iter().any(|end| stands_for(&pattern[at + 1..], &rest[end..]))
}

/// The texts that a template asks for, with their lines.
fn asked(file: &File) -> Vec<(usize, String)> {
    const ASK: &str = "t(key=\"";
    let found = file.text.match_indices(ASK).map(|(at, _)| {
        let key = file.text[at + ASK.len()..].split('"').next().unwrap_or_default();
        (file.text[..at].matches('\n').count(), key.to_owned())
    });
    found.collect()
}

/// The names of a file's texts, with their lines.
fn keys(file: &File) -> Vec<(usize, String)> {
    let key = |(line, text): (usize, &str)| {
        let (key, _) = text.split_once('=')?;
        text.starts_with(|c: char| c.is_ascii_alphabetic()).then(|| (line, key.trim().to_owned()))
    };
    file.text.lines().enumerate().filter_map(key).collect()
}

fn strings() -> BTreeSet<String> {
    files("src", ".rs").iter().flat_map(|file| Rust::of(file).strings).collect()
}

fn languages() -> Vec<String> {
    names("locales")
}

fn files_of(language: &str) -> Vec<String> {
    names(&format!("locales/{language}"))
}

fn texts_of(language: &str) -> Vec<File> {
    files(&format!("locales/{language}"), ".ftl")
}
