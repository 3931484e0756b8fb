//! Rust as text, taken apart into code, comments and strings.

use crate::files::File;

/// A source without comments and with empty strings, line by line, and its strings.
pub struct Rust {
    pub code: Vec<String>,
    pub strings: Vec<String>,
}

impl Rust {
    pub fn of(file: &File) -> Self {
        let text: Vec<char> = file.text.chars().collect();
        let (mut code, mut strings, mut at) = (String::new(), Vec::new(), 0);
        while at < text.len() {
            let end = match (text[at], text.get(at + 1)) {
                ('/', Some('/')) => line_end(&text, at),
                ('/', Some('*')) => comment_end(&text, at),
                ('"', _) => {
                    let hashes = code.chars().rev().take_while(|c| *c == '#').count();
                    let raw = is_raw(code.trim_end_matches('#'));
                    let end = if raw { raw_end(&text, at, hashes) } else { string_end(&text, at) };
                    strings.push(text[at + 1..end].iter().collect());
                    code.push_str("\"\"");
                    if raw { end + 1 + hashes } else { end + 1 }
                }
                ('\'', Some('\\')) => 1 + (at + 3..text.len()).find(|i| text[*i] == '\'').unwrap_or(text.len() - 1),
                ('\'', Some(_)) if text.get(at + 2) == Some(&'\'') => at + 3,
                (other, _) => {
                    code.push(other);
                    at += 1;
                    continue;
                }
            };
            // Lines keep their numbers.
            code.extend(text[at..end.min(text.len())].iter().filter(|c| **c == '\n'));
            at = end;
        }
        Self { code: code.lines().map(str::to_owned).collect(), strings }
    }

    /// Each place of a word of its own in the code: its line, and what follows it there.
    pub fn places<'a>(&'a self, word: &'a str) -> impl Iterator<Item = (usize, &'a str)> {
        self.code.iter().enumerate().flat_map(move |(line, code)| {
            code.match_indices(word).filter_map(move |(at, _)| {
                let (before, after) = (&code[..at], &code[at + word.len()..]);
                let alone = !before.ends_with(is_word) && !after.starts_with(is_word);
                alone.then_some((line, after))
            })
        })
    }
}

pub fn is_word(c: char) -> bool {
    c.is_alphanumeric() || c == '_'
}

fn is_raw(before: &str) -> bool {
    let word = before.len() - before.trim_end_matches(is_word).len();
    matches!(&before[before.len() - word..], "r" | "br" | "cr")
}

fn line_end(text: &[char], at: usize) -> usize {
    (at..text.len()).find(|i| text[*i] == '\n').unwrap_or(text.len())
}

fn comment_end(text: &[char], start: usize) -> usize {
    let (mut at, mut depth) = (start, 0);
    while at < text.len() {
        match (text[at], text.get(at + 1)) {
            ('/', Some('*')) => (depth, at) = (depth + 1, at + 2),
            ('*', Some('/')) => (depth, at) = (depth - 1, at + 2),
            _ => at += 1,
        }
        if depth == 0 {
            break;
        }
    }
    at
}

/// Where the closing quote is.
fn string_end(text: &[char], start: usize) -> usize {
    let mut at = start + 1;
    while at < text.len() && text[at] != '"' {
        at += if text[at] == '\\' { 2 } else { 1 };
    }
    at.min(text.len())
}

fn raw_end(text: &[char], start: usize, hashes: usize) -> usize {
    let closes =
        |i: &usize| text[*i] == '"' && text[i + 1..].iter().take_while(|c| **c == '#').take(hashes).count() == hashes;
    (start + 1..text.len()).find(closes).unwrap_or(text.len())
}

#[test]
fn comments_and_strings_are_no_code() {
    let text = "a // diesel \"x\n/* b /* c */ d */ e \"f\\\"// g\" h\nr#\"i \" j\"# 'k' '\\'' \"l\nm\" n::<'o>(b\"p\")";
    let rust = Rust::of(&File::sample("x.rs", text));
    assert_eq!(rust.code, ["a ", " e \"\" h", "r#\"\"   \"\"", " n::<'o>(b\"\")"]);
    assert_eq!(rust.strings, ["f\\\"// g", "i \" j", "l\nm", "p"]);
}

#[test]
fn a_word_is_found_alone() {
    let rust = Rust::of(&File::sample("x.rs", "rocket::x\nmy_rocket::y rockets rocket"));
    assert_eq!(rust.places("rocket").collect::<Vec<_>>(), [(0, "::x"), (1, "")]);
}
