//! Templates: every form that changes something carries the token first, nothing is inline, and no word stands in
//! them that is not a text of locales/.

use crate::files::{File, assert_none, files};

/// The one file that may open a form that posts.
const FORMS: &str = "templates/macros.html";

/// What writes attributes, not text: from where to where.
const WRITE_ATTRIBUTES: &[(&str, &str)] = &[(" macro ties(", " endmacro ties "), (" block width ", " endblock width ")];

/// Attributes that are read by people.
const READ: &[&str] = &["alt", "title", "aria-label", "aria-description", "aria-roledescription", "placeholder"];

#[test]
fn only_the_form_macro_opens_a_form_that_posts() {
    assert_none(files("templates", ".html").iter().flat_map(forms_elsewhere));
}

#[test]
fn every_form_that_posts_begins_with_the_token() {
    let macros = crate::files::file(FORMS);
    assert!(tags(&markup(&macros)).any(|(_, tag)| posts(tag)), "{FORMS} opens a form");
    assert_none(files("templates", ".html").iter().flat_map(forms_without_token));
}

#[test]
fn nothing_is_inline() {
    assert_none(files("templates", ".html").iter().flat_map(inline));
}

#[test]
fn every_word_is_a_text_of_locales() {
    assert_none(files("templates", ".html").iter().flat_map(words));
}

#[test]
fn a_bad_page_is_found() {
    let page = |text: &str| File::sample("templates/x.html", text);
    let token = "<input type=\"hidden\" name=\"csrf_token\" value=\"{{ csrf }}\">";

    for form in [
        "<form method=\"post\">",
        "<form action=\"/x\" METHOD=post>",
        "<form\nmethod='POST'>",
        "<button formmethod=\"post\">",
    ] {
        assert_eq!(forms_elsewhere(&page(form)).len(), 1, "{form}");
    }
    assert_none(forms_elsewhere(&page("<form method=\"get\"> {# <form method=\"post\"> #}")));

    let form = |between: &str| {
        page(&format!("<form method=\"post\"{{% if a %}} action=\"{{{{ a }}}}\"{{% endif %}}>{between}"))
    };
    assert_none(forms_without_token(&form(token)));
    for between in ["", "<p>", &format!("<input name=\"x\">{token}")] {
        assert_eq!(forms_without_token(&form(between)).len(), 1, "{between}");
    }

    for bad in [
        "<p style=\"color: red\">",
        "<p\nonclick=\"x()\">",
        "<style>a { }</style>",
        "<script>1</script>",
        "<a href=\"javascript:x()\">",
        "<svg onload=x>",
    ] {
        assert_eq!(inline(&page(bad)).len(), 1, "{bad}");
    }
    assert_none(inline(&page(
        "<link rel=\"stylesheet\" href=\"x\"><script src=\"/x.js\"></script><p class=\"online\">",
    )));

    for bad in [
        "<p>Hello</p>",
        "<p>{{ name }} and</p>",
        "\n<img alt=\"A cat\">",
        "<a aria-label=\"{{ x }} more\">",
        "<input placeholder='Name'>",
        "{{ m::notice(text=\"It is done\") }}",
        "{% macro x() %}Word{% endmacro x %}",
        "&copy; &nbsp;",
    ] {
        assert_eq!(words(&page(bad)).len(), 1, "{bad}");
    }
    assert_eq!(words(&page("\n\n<p>Hello</p>")), ["templates/x.html:3: “Hello” is no text of locales/"]);
    assert_none(words(&page(
        "<!doctype html>{# Words #}<p class=\"a b\" title=\"{{ t(key=\"x\") }}\">{{ t(key=\"x\", n=1) }} – {% if a == \"b\" %}1{% endif %} &amp;</p>",
    )));
    assert_none(words(&page("{% macro ties(a) -%}id=\"{{ a }}\" name=\"b\"{%- endmacro ties %}")));
}

fn forms_elsewhere(file: &File) -> Vec<String> {
    if file.path == FORMS {
        return Vec::new();
    }
    let markup = markup(file);
    let found = tags(&markup).filter(|(_, tag)| posts(tag));
    found.map(|(line, _)| file.wrong(line, "a form that posts: open it with `m::form`")).collect()
}

fn forms_without_token(file: &File) -> Vec<String> {
    const TOKEN: &str = "<input type=\"hidden\" name=\"csrf_token\" value=\"";
    let markup = markup(file);
    let found = tags(&markup).filter(|(_, tag)| posts(tag) && !rest_after(&markup, tag).starts_with(TOKEN));
    found.map(|(line, _)| file.wrong(line, "the token is not the first thing in this form")).collect()
}

fn inline(file: &File) -> Vec<String> {
    let markup = markup(file);
    let found = tags(&markup).filter(|(_, tag)| {
        let tag = tag.to_lowercase();
        let handler = |name: &str| name.strip_prefix("on").is_some_and(|event| event.starts_with(char::is_alphabetic));
        let attributes = attributes(&tag);
        attributes
            .iter()
            .any(|(name, value)| *name == "style" || handler(name) || value.trim().starts_with("javascript:"))
            || tag.starts_with("<style")
            || (tag.starts_with("<script") && !attributes.iter().any(|(name, _)| *name == "src"))
    });
    found.map(|(line, _)| file.wrong(line, "inline style or script, which the policy refuses")).collect()
}

fn words(file: &File) -> Vec<String> {
    let wrong = |(line, text): (usize, &str)| file.wrong(line, &format!("“{}” is no text of locales/", text.trim()));
    let markup = markup(file);
    let in_text = texts(&markup).filter(|(_, text)| holds_words(&without_entities(text))).map(wrong);
    let in_attributes = tags(&markup).flat_map(|(line, tag)| {
        let read = attributes(tag).into_iter().filter(|(name, value)| READ.contains(name) && holds_words(value));
        read.map(move |(_, value)| (line, value))
    });
    let expressions = expressions(file);
    let in_expressions = expressions.iter().flat_map(|(line, expression)| {
        let literals = expression.split('"').skip(1).step_by(2);
        literals.filter(|text| holds_words(text) && text.trim().contains(' ')).map(|text| (*line, text))
    });
    in_text.chain(in_attributes.map(wrong)).chain(in_expressions.map(wrong)).collect()
}

fn holds_words(text: &str) -> bool {
    text.contains(char::is_alphabetic)
}

/// Those that stand for a sign of markup are no words; others are to be written as the characters they are.
fn without_entities(text: &str) -> String {
    ["&amp;", "&lt;", "&gt;", "&quot;"].iter().fold(text.to_owned(), |text, entity| text.replace(entity, ""))
}

/// A template without Tera's parts: each leaves only its line ends.
fn markup(file: &File) -> String {
    let mut markup = String::new();
    let mut rest = file.text.as_str();
    let mut skipping = None;
    while let Some((text, part, after)) = next_part(rest) {
        let lines = |text: &str| "\n".repeat(text.matches('\n').count());
        markup.push_str(&if skipping.is_none() { text.to_owned() } else { lines(text) });
        markup.push_str(&lines(part));
        if let Some((_, end)) = WRITE_ATTRIBUTES.iter().find(|(start, _)| part.contains(start)) {
            skipping = Some(*end);
        } else if skipping.is_some_and(|end| part.contains(end)) {
            skipping = None;
        }
        rest = after;
    }
    markup + rest
}

/// Tera's expressions and statements with their lines.
fn expressions(file: &File) -> Vec<(usize, String)> {
    let (mut found, mut rest) = (Vec::new(), file.text.as_str());
    while let Some((text, part, after)) = next_part(rest) {
        let line = file.text[..file.text.len() - rest.len() + text.len()].matches('\n').count();
        if !part.starts_with("{#") {
            found.push((line, part.to_owned()));
        }
        rest = after;
    }
    found
}

/// What stands before the next part of Tera's, the part, and what follows.
fn next_part(text: &str) -> Option<(&str, &str, &str)> {
    let parts = [("{{", "}}"), ("{%", "%}"), ("{#", "#}")];
    let (start, close) = parts.iter().filter_map(|(open, close)| Some((text.find(open)?, close))).min()?;
    let end = text[start..].find(close).map_or(text.len(), |at| start + at + close.len());
    Some((&text[..start], &text[start..end], &text[end..]))
}

/// Each tag, `<` to `>`, with its line.
fn tags(markup: &str) -> impl Iterator<Item = (usize, &str)> {
    markup.match_indices('<').map(|(at, _)| {
        let end = markup[at..].find('>').map_or(markup.len(), |end| at + end + 1);
        (markup[..at].matches('\n').count(), &markup[at..end])
    })
}

/// Each text between tags, with its line.
fn texts(markup: &str) -> impl Iterator<Item = (usize, &str)> {
    let mut at = 0;
    markup.split('<').enumerate().map(move |(n, piece)| {
        let text = if n == 0 { piece } else { piece.split_once('>').map_or("", |(_, text)| text) };
        let start = at + piece.len() - text.len() + (text.len() - text.trim_start().len());
        at += piece.len() + 1;
        (markup[..start].matches('\n').count(), text)
    })
}

fn posts(tag: &str) -> bool {
    let tag = tag.to_lowercase();
    let is_form = tag.starts_with("<form");
    attributes(&tag)
        .iter()
        .any(|(name, value)| *value == "post" && ((is_form && *name == "method") || *name == "formmethod"))
}

/// Names and values.
fn attributes(tag: &str) -> Vec<(&str, &str)> {
    let mut rest = tag.trim_start_matches(|c: char| !c.is_whitespace()).trim_end_matches(['>', '/']);
    let mut found = Vec::new();
    loop {
        rest = rest.trim_start();
        let name_end = rest.find(|c: char| c == '=' || c.is_whitespace()).unwrap_or(rest.len());
        let (name, after) = rest.split_at(name_end);
        if name.is_empty() {
            return found;
        }
        let Some(after) = after.strip_prefix('=') else {
            found.push((name, ""));
            rest = after;
            continue;
        };
        let (value, next) = match after.chars().next() {
            Some(quote @ ('"' | '\'')) => after[1..].split_once(quote).unwrap_or((&after[1..], "")),
            _ => after.split_at(after.find(char::is_whitespace).unwrap_or(after.len())),
        };
        found.push((name, value));
        rest = next;
    }
}

/// What follows a tag that is a piece of `markup`.
fn rest_after<'a>(markup: &'a str, tag: &str) -> &'a str {
    markup.find(tag).map_or("", |at| &markup[at + tag.len()..])
}
