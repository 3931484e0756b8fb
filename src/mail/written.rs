//! A letter in words: its subject, and the same as plain text and as HTML, in the language of whoever reads it.

use std::fmt::Write;

use jiff::tz::TimeZone;

use super::letter::Letter;
use crate::agent;
use crate::clock::Timestamp;
use crate::moment::Moments;
use crate::texts::{Argument, Language, Texts};

/// What every letter of a site has.
#[derive(Clone, Debug)]
pub struct Site {
    /// What it calls itself.
    pub service: String,
    /// Where browsers reach it; no slash at the end.
    pub address: String,
    /// The time zone of people who have not chosen one.
    pub time_zone: String,
}

/// A letter, ready to be sent. Not `Debug`: it holds a link.
#[derive(Clone, PartialEq, Eq)]
pub struct Written {
    /// The address it goes to.
    pub to: String,
    /// One line.
    pub subject: String,
    /// As plain text.
    pub text: String,
    /// As HTML, whole.
    pub html: String,
}

impl Site {
    /// Puts a letter into words.
    #[must_use]
    pub fn write(&self, letter: &Letter, texts: &Texts, now: Timestamp) -> Written {
        let language = texts.at(texts.choose(letter.language.as_deref(), None));
        let zone = TimeZone::get(letter.time_zone.as_deref().unwrap_or(&self.time_zone)).unwrap_or(TimeZone::UTC);
        let moments = Moments { now, zone, language };
        let (when, until) = (moments.of(letter.at), moments.of(letter.until));
        let browser = agent::words(language, letter.user_agent.as_deref());
        let arguments: [(&str, Argument<'_>); 8] = [
            ("service", self.service.as_str().into()),
            ("site", self.address.as_str().into()),
            ("name", letter.name.as_str().into()),
            ("other", letter.other.as_deref().unwrap_or_default().into()),
            ("when", when.text().into()),
            ("until", until.text().into()),
            ("browser", browser.into()),
            ("ip", letter.ip.as_deref().unwrap_or("–").into()),
        ];
        let kind = letter.kind.name();
        let get = |part: &str| language.get(&format!("mail-{kind}-{part}"), &arguments).into_owned();
        let link = letter.path.as_ref().map(|path| (get("link"), format!("{}{}", self.address, **path)));
        let parts = Parts {
            subject: line(&get("subject")),
            body: get("text"),
            link,
            ending: language.get("mail-ending", &arguments).into_owned(),
        };
        Written { to: letter.to.clone(), text: parts.text(), html: parts.html(language), subject: parts.subject }
    }
}

struct Parts {
    subject: String,
    body: String,
    link: Option<(String, String)>,
    ending: String,
}

impl Parts {
    /// Paragraphs are divided by an empty line, in the texts as in the letter.
    fn text(&self) -> String {
        let mut text = format!("{}\n\n", self.body);
        if let Some((label, address)) = &self.link {
            let _ = write!(text, "{label}:\n{address}\n\n");
        }
        let _ = writeln!(text, "-- \n{}", self.ending);
        text
    }

    fn html(&self, language: &Language) -> String {
        let mut html = format!(
            "<!doctype html>\n<html lang=\"{0}\" dir=\"{1}\">\n<head>\n<meta charset=\"utf-8\">\n<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<meta name=\"color-scheme\" content=\"light dark\">\n<title>{2}</title>\n</head>\n<body style=\"font-family: system-ui, sans-serif; font-size: 1rem; line-height: 1.5; max-width: 36rem; margin: 2rem auto; padding: 0 1rem\">\n<main>\n<h1 style=\"font-size: 1.25rem\">{2}</h1>\n",
            language.name(),
            language.direction(),
            escaped(&self.subject)
        );
        for paragraph in self.body.split("\n\n") {
            let _ = writeln!(html, "<p>{}</p>", escaped(paragraph).replace('\n', "<br>"));
        }
        if let Some((label, address)) = &self.link {
            let _ = writeln!(
                html,
                "<p><a href=\"{0}\" style=\"display: inline-block; padding: 0.75rem 1.5rem; border-radius: 0.5rem; background: #0b6553; color: #ffffff; font-weight: bold; text-decoration: none\">{1}</a></p>\n<p style=\"font-size: 0.875rem; overflow-wrap: anywhere\"><bdi>{0}</bdi></p>",
                escaped(address),
                escaped(label)
            );
        }
        let ending = escaped(&self.ending).replace('\n', "<br>");
        let _ =
            writeln!(html, "<p style=\"font-size: 0.875rem; opacity: 0.75\">{ending}</p>\n</main>\n</body>\n</html>");
        html
    }
}

/// One line, whatever stands in a name: what follows would be a header (ASVS 1.3.11).
fn line(text: &str) -> String {
    text.split(char::is_control).collect::<Vec<_>>().join(" ")
}

/// As text in HTML: names and browsers are what people write (ASVS 1.2.1).
fn escaped(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            other => escaped.push(other),
        }
    }
    escaped
}

#[cfg(test)]
mod tests {
    use zeroize::Zeroizing;

    use super::*;
    use crate::mail::letter::Kind;

    fn letter(kind: Kind, name: &str) -> Letter {
        Letter {
            kind,
            to: "ann@example.org".into(),
            name: name.into(),
            language: None,
            time_zone: Some("Europe/Berlin".into()),
            at: 1_795_000_000,
            ip: Some("192.0.2.1".into()),
            user_agent: Some("<b>{{7*7}}</b>".into()),
            other: Some("new@example.org".into()),
            path: has_link(kind).then(|| Zeroizing::new("/link/reset/abc".into())),
            until: 1_795_003_600,
        }
    }

    fn has_link(kind: Kind) -> bool {
        !matches!(kind, Kind::AccountDeleted | Kind::EmailUndone)
    }

    fn site() -> Site {
        Site { service: "Pass <A&B>".into(), address: "https://pass.example".into(), time_zone: "UTC".into() }
    }

    #[test]
    fn every_letter_is_there_in_every_language_with_its_link_in_both_parts() {
        let texts = Texts::load("en").expect("texts");
        for language in texts.languages() {
            for kind in Kind::ALL {
                let written =
                    site().write(&Letter { language: Some(language.name().into()), ..letter(kind, "Ann") }, &texts, 0);
                for part in [&written.text, &written.html] {
                    let linked = part.contains("https://pass.example/link/reset/abc");
                    assert_eq!(linked, has_link(kind), "{kind:?}");
                    assert!(!part.contains("mail-"), "{part}");
                }
                assert!(written.html.contains(&format!("dir=\"{}\"", language.direction())));
                assert!(!written.subject.is_empty() && !written.subject.contains("mail-"), "{kind:?}");
            }
        }
    }

    #[test]
    fn what_people_write_is_text_in_both_parts_and_never_a_header() {
        let texts = Texts::load("en").expect("texts");
        for kind in Kind::ALL {
            let written = site().write(&letter(kind, "<script>\r\nBcc: eve@example.org"), &texts, 0);
            assert!(!written.html.contains("<script") && !written.html.contains("<b>"), "{}", written.html);
            assert!(!written.subject.contains(['\r', '\n']), "{}", written.subject);
        }
        assert_eq!(line("Hi\r\nBcc: eve@example.org"), "Hi  Bcc: eve@example.org");
        assert_eq!(escaped("<b title=\"x\">&"), "&lt;b title=&quot;x&quot;&gt;&amp;");
    }
}
