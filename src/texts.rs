//! Every text a person reads, from locales/<language>/*.ftl (Fluent). A text that is missing in one language but not in
//! another is an error at start. Imports embedded and clock.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::sync::OnceLock;

use fluent_bundle::concurrent::FluentBundle;
use fluent_bundle::types::FluentNumber;
use fluent_bundle::{FluentArgs, FluentResource, FluentValue};
use fluent_langneg::{NegotiationStrategy, accepted_languages, negotiate_languages};
use fluent_syntax::ast::{Entry, Expression, InlineExpression, Pattern, PatternElement};
use rustc_hash::FxHashMap;
use unic_langid::{CharacterDirection, LanguageIdentifier};

use crate::embedded;

/// All languages.
pub struct Texts {
    languages: Vec<Language>,
    ids: Vec<LanguageIdentifier>,
}

/// One language's texts.
pub struct Language {
    id: LanguageIdentifier,
    name: String,
    bundle: FluentBundle<FluentResource>,
    isolates: bool,
    keys: Vec<String>,
    ready: FxHashMap<String, Ready>,
}

/// A text, as far as it can be worked out before its arguments are known.
enum Ready {
    /// What is said, and what is put in.
    Pieces(Vec<Piece>),
    /// It depends on a number; kept for small ones once it was asked for.
    Counted(Box<[OnceLock<Box<str>>; COUNTED]>),
}

enum Piece {
    Text(String),
    /// The argument of this name.
    Place(String),
}

/// Numbers below this are small. Minutes and hours are.
const COUNTED: usize = 60;

/// A value for a text's place.
#[derive(Clone, Debug)]
pub enum Argument<'a> {
    /// A number, which may decide between singular and plural.
    Number(i64),
    /// A piece of text.
    Text(Cow<'a, str>),
}

impl From<i64> for Argument<'_> {
    fn from(number: i64) -> Self {
        Self::Number(number)
    }
}

impl<'a> From<Cow<'a, str>> for Argument<'a> {
    fn from(text: Cow<'a, str>) -> Self {
        Self::Text(text)
    }
}

impl<'a> From<&'a str> for Argument<'a> {
    fn from(text: &'a str) -> Self {
        Self::Text(text.into())
    }
}

impl Texts {
    /// Reads all languages; `default` comes first, and there has to be one of that name.
    pub fn load(default: &str) -> Result<Self, String> {
        let mut files: BTreeMap<String, Vec<String>> = BTreeMap::new();
        for (path, bytes) in embedded::files("locales").map_err(|why| format!("locales/ cannot be read: {why}"))? {
            let Some((language, _)) = path.strip_suffix(".ftl").and_then(|path| path.split_once('/')) else { continue };
            let text = String::from_utf8(bytes.into_owned()).map_err(|_| format!("locales/{path} is not UTF-8"))?;
            files.entry(language.to_owned()).or_default().push(text);
        }
        let mut languages =
            files.into_iter().map(|(name, texts)| Language::new(&name, texts)).collect::<Result<Vec<_>, _>>()?;
        let Some(at) = languages.iter().position(|language| language.name == default) else {
            let names: Vec<&str> = languages.iter().map(Language::name).collect();
            return Err(format!(
                "the setting `language` is wrong: there are no texts for it; there are {}",
                names.join(", ")
            ));
        };
        languages.swap(0, at);
        for language in &languages[1..] {
            if let Some(key) = languages[0].keys.iter().find(|key| !language.keys.contains(key)) {
                return Err(format!("locales/{}: the text {key} is missing", language.name));
            }
        }
        let ids = languages.iter().map(|language| language.id.clone()).collect();
        Ok(Self { languages, ids })
    }

    /// All languages, the default first.
    pub fn languages(&self) -> impl Iterator<Item = &Language> {
        self.languages.iter()
    }

    /// The language in a place that [`choose`](Self::choose) gave.
    #[must_use]
    pub fn at(&self, place: usize) -> &Language {
        &self.languages[place]
    }

    /// The place of the language for a person: the one they chose, else what their browser prefers of those here, else
    /// the default.
    #[must_use]
    pub fn choose(&self, chosen: Option<&str>, accept: Option<&str>) -> usize {
        const DEFAULT: usize = 0;
        let position = |name: &str| self.languages.iter().position(|language| language.name == name);
        if let Some(at) = chosen.and_then(position) {
            return at;
        }
        // With one language there is nothing to negotiate; a header of any length is not worth reading.
        let Some(accept) = accept.filter(|accept| self.languages.len() > 1 && accept.len() <= 256) else {
            return DEFAULT;
        };
        let wanted = accepted_languages::parse(accept);
        let best = negotiate_languages(&wanted, &self.ids, self.ids.first(), NegotiationStrategy::Lookup);
        best.first().and_then(|id| self.ids.iter().position(|known| known == *id)).unwrap_or(DEFAULT)
    }
}

impl std::fmt::Debug for Texts {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_list().entries(self.languages.iter().map(Language::name)).finish()
    }
}

impl Language {
    fn new(name: &str, texts: Vec<String>) -> Result<Self, String> {
        let id: LanguageIdentifier =
            name.parse().map_err(|_| format!("locales/{name} is not named like a language"))?;
        let mut bundle = FluentBundle::new_concurrent(vec![id.clone()]);
        // The marks around what is put in are for text of mixed direction.
        let isolates = id.character_direction() == CharacterDirection::RTL;
        bundle.set_use_isolating(isolates);
        let (mut keys, mut ready) = (Vec::new(), FxHashMap::default());
        for text in texts {
            let resource = FluentResource::try_new(text).map_err(|(_, errors)| {
                format!("locales/{name}: {}", errors.iter().map(ToString::to_string).collect::<Vec<_>>().join("; "))
            })?;
            for entry in resource.entries() {
                let Entry::Message(message) = entry else { continue };
                keys.push(message.id.name.to_owned());
                if let Some(pattern) = &message.value {
                    ready.insert(message.id.name.to_owned(), Ready::of(pattern));
                }
            }
            bundle.add_resource(resource).map_err(|errors| format!("locales/{name}: {errors:?}"))?;
        }
        Ok(Self { id, name: name.to_owned(), bundle, isolates, keys, ready })
    }

    /// Its name, as in `<html lang>`.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Its direction, as in `<html dir>`.
    #[must_use]
    pub fn direction(&self) -> &'static str {
        match self.id.character_direction() {
            CharacterDirection::RTL => "rtl",
            _ => "ltr",
        }
    }

    /// The names of its texts.
    #[must_use]
    pub fn keys(&self) -> &[String] {
        &self.keys
    }

    /// A text, if there is one of that name and all its places are filled.
    #[must_use]
    pub fn find(&self, key: &str, arguments: &[(&str, Argument<'_>)]) -> Option<Cow<'_, str>> {
        match (self.ready.get(key)?, arguments) {
            (Ready::Pieces(pieces), _) => fill(pieces, arguments, self.isolates),
            (Ready::Counted(kept), [(_, Argument::Number(number))]) => {
                let place = usize::try_from(*number).ok().and_then(|number| kept.get(number));
                if let Some(text) = place.and_then(OnceLock::get) {
                    return Some(Cow::Borrowed(text));
                }
                let text = self.format(key, arguments)?;
                Some(match place {
                    Some(place) => Cow::Borrowed(place.get_or_init(|| text.into())),
                    None => Cow::Owned(text),
                })
            }
            _ => self.format(key, arguments).map(Cow::Owned),
        }
    }

    fn format(&self, key: &str, arguments: &[(&str, Argument<'_>)]) -> Option<String> {
        let pattern = self.bundle.get_message(key)?.value()?;
        let mut filled = FluentArgs::with_capacity(arguments.len());
        for (name, value) in arguments {
            match value {
                Argument::Number(number) => filled.set(*name, FluentValue::Number(FluentNumber::from(*number))),
                Argument::Text(text) => filled.set(*name, text.clone()),
            }
        }
        let mut errors = Vec::new();
        let text = self.bundle.format_pattern(pattern, Some(&filled), &mut errors).into_owned();
        errors.is_empty().then_some(text)
    }

    /// A text. One that is missing shows as its name and is logged; the tests look for them.
    #[must_use]
    pub fn get(&self, key: &str, arguments: &[(&str, Argument<'_>)]) -> Cow<'_, str> {
        self.find(key, arguments).unwrap_or_else(|| {
            tracing::error!(key, language = self.name, "a text is missing");
            Cow::Owned(key.to_owned())
        })
    }
}

impl Ready {
    fn of(pattern: &Pattern<&str>) -> Self {
        let piece = |element: &PatternElement<&str>| match element {
            PatternElement::TextElement { value } => Some(Piece::Text((*value).to_owned())),
            PatternElement::Placeable {
                expression: Expression::Inline(InlineExpression::VariableReference { id }),
            } => Some(Piece::Place(id.name.to_owned())),
            PatternElement::Placeable { .. } => None,
        };
        let pieces: Option<Vec<Piece>> = pattern.elements.iter().map(piece).collect();
        pieces.map_or_else(|| Self::Counted(Box::new([const { OnceLock::new() }; COUNTED])), Self::Pieces)
    }
}

/// Without Fluent's machinery, for what has no variants to choose from. `isolates`: with the marks that keep what is put
/// in apart (U+2068, U+2069), so that an address in Arabic text is not turned around.
fn fill<'a>(pieces: &'a [Piece], arguments: &[(&str, Argument<'_>)], isolates: bool) -> Option<Cow<'a, str>> {
    if let [Piece::Text(text)] = pieces {
        return Some(Cow::Borrowed(text));
    }
    let mut filled = String::with_capacity(64);
    for piece in pieces {
        match piece {
            Piece::Text(text) => filled.push_str(text),
            Piece::Place(place) => match arguments.iter().find(|(name, _)| name == place)? {
                (_, Argument::Text(text)) if isolates => filled.extend(["\u{2068}", text, "\u{2069}"]),
                (_, Argument::Text(text)) => filled.push_str(text),
                (_, Argument::Number(number)) => filled.push_str(&number.to_string()),
            },
        }
    }
    Some(Cow::Owned(filled))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_person_gets_the_language_chosen_then_the_browsers_then_the_default() {
        let texts = Texts::load("en").expect("texts");
        assert_eq!(texts.at(texts.choose(None, Some("xx, yy;q=0.5"))).name(), "en");
        assert_eq!(texts.at(texts.choose(Some("nowhere"), Some(&"z".repeat(10_000)))).name(), "en");
        assert!(Texts::load("xx").expect_err("refused").contains("`language`"));
    }

    #[test]
    fn plurals_follow_the_number() {
        let texts = Texts::load("en").expect("texts");
        let ago = |n: i64| texts.at(0).get("time-minutes-ago", &[("n", n.into())]);
        for _ in ["asked for", "kept"] {
            assert_eq!((&*ago(1), &*ago(5), &*ago(1000)), ("1 minute ago", "5 minutes ago", "1000 minutes ago"));
        }
    }
}
