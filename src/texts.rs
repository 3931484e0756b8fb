//! Every text a person reads, from locales/<language>/*.ftl (Fluent). A text that is missing in one language but not in
//! another is an error at start. Imports embedded and clock.

use std::borrow::Cow;
use std::collections::BTreeMap;

use fluent_bundle::concurrent::FluentBundle;
use fluent_bundle::types::FluentNumber;
use fluent_bundle::{FluentArgs, FluentResource, FluentValue};
use fluent_langneg::{NegotiationStrategy, accepted_languages, negotiate_languages};
use fluent_syntax::ast::Entry;
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
    keys: Vec<String>,
}

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

    /// The language of this name.
    #[must_use]
    pub fn language(&self, name: &str) -> Option<&Language> {
        self.languages.iter().find(|language| language.name == name)
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
        // The marks around what is put in are for text of mixed direction; the pages use <bdi> where it matters.
        bundle.set_use_isolating(false);
        let mut keys = Vec::new();
        for text in texts {
            let resource = FluentResource::try_new(text).map_err(|(_, errors)| {
                format!("locales/{name}: {}", errors.iter().map(ToString::to_string).collect::<Vec<_>>().join("; "))
            })?;
            keys.extend(resource.entries().filter_map(|entry| match entry {
                Entry::Message(message) => Some(message.id.name.to_owned()),
                _ => None,
            }));
            bundle.add_resource(resource).map_err(|errors| format!("locales/{name}: {errors:?}"))?;
        }
        Ok(Self { id, name: name.to_owned(), bundle, keys })
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
    pub fn find(&self, key: &str, arguments: &[(&str, Argument<'_>)]) -> Option<String> {
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
    pub fn get(&self, key: &str, arguments: &[(&str, Argument<'_>)]) -> String {
        self.find(key, arguments).unwrap_or_else(|| {
            tracing::error!(key, language = self.name, "a text is missing");
            key.to_owned()
        })
    }
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
        assert_eq!((ago(1).as_str(), ago(5).as_str()), ("1 minute ago", "5 minutes ago"));
    }
}
