//! Templates, texts and static files, made ready once: each template is written out for each language with its texts and
//! the static files' names already in it, and made flat where it can be, so that a page costs no look-ups for them. At
//! start it is seen to that nothing is missing in any language; all but the site's own are made ready when somebody first
//! asks for them, since each takes memory. In debug the three folders are watched, and made ready again when something
//! in them changes.

use std::borrow::Cow;
use std::collections::HashMap;
use std::sync::{Arc, OnceLock, PoisonError, RwLock};

use rocket::http::ContentType;
use rocket_dyn_templates::tera::{self, Context, Map, Tera, Value};
use sha2::{Digest, Sha256};

use super::flat::Flat;
use crate::embedded;
use crate::texts::{Argument, Language, Texts};

/// What pages are made of, as of now.
#[derive(Clone)]
pub struct Content {
    now: Arc<RwLock<Arc<Ready>>>,
}

/// Everything made ready.
pub struct Ready {
    /// The texts.
    pub texts: Arc<Texts>,
    /// The static files.
    pub assets: Assets,
    /// For each language in its place.
    written: Vec<OnceLock<Written>>,
}

/// The templates, written out in one language.
#[derive(Default)]
struct Written {
    tera: Tera,
    /// By a page's name.
    flat: HashMap<String, Flat>,
}

/// The static files, by names that hold a hash of what is in them.
pub struct Assets {
    by_name: HashMap<String, Asset>,
    names: HashMap<String, String>,
}

/// A static file.
#[derive(Clone)]
pub struct Asset {
    /// Its kind.
    pub kind: ContentType,
    /// Its bytes.
    pub body: Arc<[u8]>,
}

impl Content {
    /// Makes everything ready; errors with what is wrong with a template or a text.
    pub fn load(language: &str) -> Result<Self, String> {
        Ok(Self { now: Arc::new(RwLock::new(Arc::new(Ready::load(language)?))) })
    }

    /// As of now.
    #[must_use]
    pub fn ready(&self) -> Arc<Ready> {
        self.now.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// In debug, makes everything ready again: Rocket calls this when a watched file has changed. Its own engine gets
    /// nothing, for the pages are rendered here.
    pub fn again(&self, language: &str) -> Result<(), String> {
        if cfg!(debug_assertions) {
            *self.now.write().unwrap_or_else(PoisonError::into_inner) = Arc::new(Ready::load(language)?);
        }
        Ok(())
    }
}

impl Ready {
    fn load(language: &str) -> Result<Self, String> {
        let texts = Arc::new(Texts::load(language)?);
        let assets = Assets::load()?;
        for language in texts.languages() {
            sources(language, &assets)?;
        }
        let written: Vec<OnceLock<Written>> = texts.languages().map(|_| OnceLock::new()).collect();
        // The site's own comes first.
        let own = Written::in_language(&texts, 0, &assets)?;
        let _ = written[0].set(own);
        Ok(Self { texts, assets, written })
    }

    fn written(&self, place: usize) -> &Written {
        self.written[place].get_or_init(|| {
            // That nothing is missing was seen at start.
            Written::in_language(&self.texts, place, &self.assets).unwrap_or_else(|why| {
                tracing::error!(why, "a language cannot be used");
                Written::default()
            })
        })
    }

    /// Renders a page in the language of this place.
    pub fn render(&self, place: usize, page: &str, values: Map<String, Value>) -> Result<String, tera::Error> {
        let written = self.written(place);
        if let Some(done) = written.flat.get(page).and_then(|flat| flat.render(&values)) {
            return Ok(done);
        }
        let all = known(self.texts.at(place), page).into_iter().chain(values).collect();
        written.tera.render(&template(page), &Context::from_value(Value::Object(all))?)
    }
}

impl Written {
    fn in_language(texts: &Arc<Texts>, place: usize, assets: &Assets) -> Result<Self, String> {
        let tera = templates(texts, place, assets)?;
        let flat_of = |name: &str| {
            let page = name.strip_suffix(".html")?;
            Some((page.to_owned(), Flat::of(&tera, name, &known(texts.at(place), page))?))
        };
        let flat = tera.get_template_names().filter_map(flat_of).collect();
        Ok(Self { tera, flat })
    }
}

/// What a page knows before anybody asks for it.
fn known(language: &Language, page: &str) -> Map<String, Value> {
    let texts = [("lang", language.name()), ("dir", language.direction()), ("page", page)];
    texts.into_iter().map(|(name, text)| (name.to_owned(), text.into())).collect()
}

fn template(page: &str) -> String {
    format!("{page}.html")
}

impl Assets {
    fn load() -> Result<Self, String> {
        let (mut by_name, mut names) = (HashMap::new(), HashMap::new());
        for (path, bytes) in embedded::files("static").map_err(|why| format!("static/ cannot be read: {why}"))? {
            let (stem, extension) = path.rsplit_once('.').ok_or_else(|| format!("static/{path} has no extension"))?;
            let kind =
                ContentType::from_extension(extension).ok_or_else(|| format!("static/{path} is of an unknown kind"))?;
            let hash = Sha256::digest(&bytes);
            let hashed = format!("{stem}.{:02x}{:02x}{:02x}{:02x}.{extension}", hash[0], hash[1], hash[2], hash[3]);
            by_name.insert(hashed.clone(), Asset { kind, body: bytes.into_owned().into() });
            names.insert(path, format!("/static/{hashed}"));
        }
        Ok(Self { by_name, names })
    }

    /// The file of a hashed name.
    #[must_use]
    pub fn find(&self, hashed: &str) -> Option<&Asset> {
        self.by_name.get(hashed)
    }

    /// The path of a file by its plain name.
    #[must_use]
    pub fn path(&self, name: &str) -> Option<&str> {
        self.names.get(name).map(String::as_str)
    }
}

fn templates(texts: &Arc<Texts>, place: usize, assets: &Assets) -> Result<Tera, String> {
    let mut tera = Tera::default();
    let with_arguments = texts.clone();
    let t = move |given: &HashMap<String, Value>| text_with_arguments(with_arguments.at(place), given);
    tera.register_function("t", t);
    tera.add_raw_templates(sources(texts.at(place), assets)?).map_err(|why| {
        let cause = std::error::Error::source(&why).map(ToString::to_string).unwrap_or_default();
        format!("a template cannot be used: {why} {cause}")
    })?;
    Ok(tera)
}

/// The templates by their names, with a language's texts in them. Errors with what is missing.
fn sources(language: &Language, assets: &Assets) -> Result<Vec<(String, String)>, String> {
    let files = embedded::files("templates").map_err(|why| format!("templates/ cannot be read: {why}"))?;
    let mut written = Vec::new();
    for (path, bytes) in files {
        let source = std::str::from_utf8(&bytes).map_err(|_| format!("templates/{path} is not UTF-8"))?;
        let text = |key: &str| language.find(key, &[]).map(Cow::into_owned);
        let source =
            write_in(source, language.name(), text, assets).map_err(|why| format!("templates/{path}: {why}"))?;
        written.push((path, source));
    }
    Ok(written)
}

/// Writes texts without arguments and static files' names into a template.
fn write_in(
    source: &str,
    language: &str,
    text: impl Fn(&str) -> Option<String>,
    assets: &Assets,
) -> Result<String, String> {
    let with_texts = replace(source, "{{ t(key=\"", |key| {
        let text = text(key).ok_or_else(|| format!("no text {key} in {language}"))?;
        if ["{{", "{%", "{#"].iter().any(|mark| text.contains(mark)) {
            return Err(format!("the text {key} in {language} looks like a template"));
        }
        Ok(tera::escape_html(&text))
    })?;
    replace(&with_texts, "{{ asset(name=\"", |name| {
        assets.path(name).map(str::to_owned).ok_or_else(|| format!("no static file {name}"))
    })
}

/// Replaces each call that begins with `opening` and has this one argument by what `by` makes of it; those with more
/// arguments are left for the time of rendering.
fn replace(source: &str, opening: &str, by: impl Fn(&str) -> Result<String, String>) -> Result<String, String> {
    let (mut done, mut rest) = (String::with_capacity(source.len()), source);
    while let Some((before, after)) = rest.split_once(opening) {
        done.push_str(before);
        let (name, behind) = after.split_once('"').ok_or_else(|| format!("{opening} is not closed"))?;
        if let Some(behind) = behind.strip_prefix(") }}") {
            done.push_str(&by(name)?);
            rest = behind;
        } else {
            done.push_str(opening);
            rest = after;
        }
    }
    done.push_str(rest);
    Ok(done)
}

/// `t(key="…", n=3)` in a template: a text with arguments, at render.
fn text_with_arguments(language: &Language, given: &HashMap<String, Value>) -> tera::Result<Value> {
    let Some(key) = given.get("key").and_then(Value::as_str) else { return Err("t() needs a key".into()) };
    let arguments: Vec<(&str, Argument<'_>)> = given
        .iter()
        .filter(|(name, _)| *name != "key")
        .filter_map(|(name, value)| {
            let argument = value.as_i64().map(Argument::from).or_else(|| value.as_str().map(Argument::from))?;
            Some((name.as_str(), argument))
        })
        .collect();
    language
        .find(key, &arguments)
        .map(Value::from)
        .ok_or_else(|| format!("no text {key}, or not all of its places filled, in {}", language.name()).into())
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn texts_and_files_are_written_in_and_texts_with_arguments_are_left() {
        let assets =
            Assets { by_name: HashMap::new(), names: HashMap::from([("a.css".into(), "/static/a.1.css".into())]) };
        let text = |key: &str| (key == "hi").then(|| "Hi <you> & \"me\"".to_owned());
        let source =
            "{% extends \"base.html\" %}{{ t(key=\"hi\") }} {{ asset(name=\"a.css\") }} {{ t(key=\"n\", n=2) }}";
        assert_eq!(
            write_in(source, "en", text, &assets).expect("written"),
            "{% extends \"base.html\" %}Hi &lt;you&gt; &amp; &quot;me&quot; /static/a.1.css {{ t(key=\"n\", n=2) }}"
        );
        assert!(write_in("{{ t(key=\"gone\") }}", "en", text, &assets).expect_err("refused").contains("gone"));
        assert!(write_in("{{ asset(name=\"gone\") }}", "en", text, &assets).expect_err("refused").contains("gone"));
    }

    #[test]
    fn a_text_that_looks_like_a_template_is_refused() {
        let assets = Assets { by_name: HashMap::new(), names: HashMap::new() };
        assert!(write_in("{{ t(key=\"x\") }}", "en", |_| Some("{{ 7*7 }}".into()), &assets).is_err());
    }

    /// A person with markup in their name, two sessions and no sign-in.
    fn values() -> Map<String, Value> {
        let at =
            |n: u8| json!({ "iso": format!("2026-11-18T09:06:{n}Z"), "text": "18 Nov 2026", "relative": "just now" });
        let place =
            |this: bool| json!({ "browser": "Firefox on <Linux>", "ip": "203.0.113.1", "seen": at(11), "this": this });
        let session = json!({
            "started": at(13), "idle_end": at(14), "last_end": at(15), "remember": true, "proof": "Password",
            "browser": "Firefox on Linux",
        });
        let all = json!({
            "service": "Ann's", "csrf": "dG9rZW4", "person": { "name": "<b>Ann</b>", "email": "a@b.c", "role": "user" },
            "session": session, "displaced": true, "sessions": [place(true), place(false)], "sign_ins": [],
        });
        let Value::Object(all) = all else { unreachable!("it is written as one") };
        all
    }

    #[test]
    fn the_dashboard_is_flat_as_are_others_and_says_what_tera_says() {
        let ready = Ready::load("en").expect("what is in the repository");
        for (place, language) in ready.texts.languages().enumerate() {
            for page in ["dashboard", "logout"] {
                let written = ready.written(place);
                let flat = written.flat.get(page).unwrap_or_else(|| panic!("{page} is not flat"));
                let all = known(language, page).into_iter().chain(values()).collect();
                let context = Context::from_value(Value::Object(all)).expect("a context");
                let slow = written.tera.render(&template(page), &context).expect("a page");
                assert_eq!(flat.render(&values()), Some(slow), "{page}");
            }
        }
    }
}
