//! E-mail addresses as people type them, and the one canonical form they are found and counted by.

use unicode_normalization::UnicodeNormalization;

/// Longest address in bytes (RFC 5321 §4.5.3.1.3).
const LONGEST: usize = 254;

/// An address that could exist.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Email {
    typed: String,
    canonical: String,
}

/// Why a text is no address.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NotEmail {
    /// Nothing there.
    Missing,
    /// Over 254 bytes.
    Long,
    /// Not of the form name@host, or with characters that have no business there.
    Invalid,
}

impl Email {
    /// Reads an address; spaces around it are dropped.
    pub fn parse(text: &str) -> Result<Self, NotEmail> {
        let typed: String = text.trim().nfc().collect();
        if typed.is_empty() {
            return Err(NotEmail::Missing);
        }
        if typed.len() > LONGEST {
            return Err(NotEmail::Long);
        }
        // Compatibility forms (full-width letters, ligatures) and case are folded, so that however an address is
        // typed it is one account and one count of attempts. Folded in Rust: the two databases would differ.
        let canonical: String = typed.nfkc().collect::<String>().to_lowercase().nfkc().collect();
        if !plausible(&typed) || !plausible(&canonical) {
            return Err(NotEmail::Invalid);
        }
        Ok(Self { typed, canonical })
    }

    /// As it was typed, for showing and for letters.
    #[must_use]
    pub fn as_typed(&self) -> &str {
        &self.typed
    }

    /// As it is found and counted.
    #[must_use]
    pub fn canonical(&self) -> &str {
        &self.canonical
    }
}

/// One `@`, something on both sides, and nothing that could mean two addresses or a header line to anybody who reads it
/// later. Quoted local parts are refused: hardly anybody has one, and parsers differ on them.
fn plausible(text: &str) -> bool {
    let Some((local, host)) = text.split_once('@') else { return false };
    let odd = |c: char| c.is_control() || c.is_whitespace() || "\"(),:;<>[]\\@".contains(c) || invisible(c);
    let dots = |part: &str| !part.starts_with('.') && !part.ends_with('.') && !part.contains("..");
    !local.is_empty()
        && local.len() <= 64
        && !local.chars().any(odd)
        && dots(local)
        && !host.is_empty()
        && dots(host)
        && host.chars().all(|c| c.is_alphanumeric() || c == '-' || c == '.')
}

/// Characters by which a text is shown in another order than it is written in.
#[must_use]
pub fn turns_around(c: char) -> bool {
    matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

/// Characters that show nothing: two addresses that look the same must be the same.
pub(super) fn invisible(c: char) -> bool {
    matches!(c, '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}' | '\u{fe00}'..='\u{fe0f}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn case_spaces_and_unicode_forms_lead_to_one_account() {
        let canonical = |text: &str| Email::parse(text).expect(text).canonical().to_owned();
        assert_eq!(canonical(" Ann@Example.ORG "), "ann@example.org");
        assert_eq!(canonical("ａｎｎ@example.org"), "ann@example.org");
        assert_eq!(canonical("jose\u{301}@example.org"), canonical("jos\u{e9}@example.org"));
        assert_eq!(Email::parse("Ann@Example.ORG").expect("an address").as_typed(), "Ann@Example.ORG");
    }

    #[test]
    fn what_could_be_two_addresses_or_none_is_refused() {
        for text in [
            "ann",
            "@",
            "ann@",
            "@example.org",
            "a@b@c",
            "a@b,c@d",
            "a@b\r\nBcc: c@d",
            "a b@c",
            "\"a\"@b",
            "a@b c",
            "a\u{200b}@b",
            "a..b@c",
            "a＠b@c",
            "a@[127.0.0.1]",
            "a<b@c",
            "a@b\0",
        ] {
            assert_eq!(Email::parse(text), Err(NotEmail::Invalid), "{text:?}");
        }
        assert_eq!(Email::parse("  "), Err(NotEmail::Missing));
        assert_eq!(Email::parse(&format!("a@{}", "b".repeat(253))), Err(NotEmail::Long));
    }
}
