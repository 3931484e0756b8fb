//! A template made flat: inheritance, macros, and what is known beforehand are worked out once, so that a request only
//! looks up values and copies text. It is the parser and the meaning of Tera; whatever cannot be made flat, and whatever
//! meets a value it does not expect, is left to Tera's own renderer, which also finds the words for an error.
//!
//! Here is what a flat template is and how it is written out; flattening.rs makes one.

mod flattening;

use rocket_dyn_templates::tera::{Map, Tera, Value};

/// A template made flat.
#[derive(Debug)]
pub struct Flat {
    pieces: Vec<Piece>,
    /// Bytes of all its text, as a first guess of how long the page will be.
    length: usize,
}

#[derive(Debug)]
enum Piece {
    Text(String),
    Value { path: Path, safe: bool },
    Either { when: Condition, then: Vec<Piece>, otherwise: Vec<Piece> },
    Each { list: Path, body: Vec<Piece>, empty: Vec<Piece> },
}

/// Where a value stands: in the page's values, or in what a loop has come to.
#[derive(Clone, Debug)]
struct Path {
    /// How many loops enclose the one it is of, and one; 0 for the page's values.
    depth: usize,
    fields: Vec<String>,
}

#[derive(Debug)]
enum Condition {
    Known(bool),
    /// There is such a value, and it is neither empty nor nought.
    Truthy(Path),
    Equal(Path, String),
    Not(Box<Condition>),
    Both(Box<Condition>, Box<Condition>),
    One(Box<Condition>, Box<Condition>),
}

impl Flat {
    /// Makes the template `name` flat, with `known` for what is the same at each request; `None` when something in it is
    /// for Tera alone.
    #[must_use]
    pub fn of(tera: &Tera, name: &str, known: &Map<String, Value>) -> Option<Self> {
        let pieces = flattening::flatten(tera, name, known)?;
        Some(Self { length: length(&pieces), pieces })
    }

    /// The page for these values; `None` when one is missing or is not of a kind that can be written.
    #[must_use]
    pub fn render(&self, values: &Map<String, Value>) -> Option<String> {
        let mut page = String::with_capacity(self.length * 2);
        write(&self.pieces, values, &mut Vec::new(), &mut page)?;
        Some(page)
    }
}

/// Of all text, also of what may be left out.
fn length(pieces: &[Piece]) -> usize {
    let of = |piece: &Piece| match piece {
        Piece::Text(text) => text.len(),
        Piece::Value { .. } => 0,
        Piece::Either { then, otherwise, .. } => length(then) + length(otherwise),
        Piece::Each { body, empty, .. } => length(body) + length(empty),
    };
    pieces.iter().map(of).sum()
}

fn write<'v>(
    pieces: &[Piece],
    values: &'v Map<String, Value>,
    loops: &mut Vec<&'v Value>,
    page: &mut String,
) -> Option<()> {
    for piece in pieces {
        match piece {
            Piece::Text(text) => page.push_str(text),
            Piece::Value { path, safe } => match path.find(values, loops)? {
                Value::String(text) if *safe => page.push_str(text),
                Value::String(text) => escape(text, page),
                Value::Number(number) => page.push_str(&number.to_string()),
                Value::Bool(yes) => page.push_str(if *yes { "true" } else { "false" }),
                Value::Null => {}
                Value::Array(_) | Value::Object(_) => return None,
            },
            Piece::Either { when, then, otherwise } => {
                let chosen = if when.holds(values, loops)? { then } else { otherwise };
                write(chosen, values, loops, page)?;
            }
            Piece::Each { list, body, empty } => {
                let list = list.find(values, loops)?.as_array()?;
                if list.is_empty() {
                    write(empty, values, loops, page)?;
                }
                for each in list {
                    loops.push(each);
                    write(body, values, loops, page)?;
                    loops.pop();
                }
            }
        }
    }
    Some(())
}

/// What stands for a byte in a page; nothing where that is the byte itself.
static ENTITIES: [&str; 256] = {
    let mut all = [""; 256];
    all[b'&' as usize] = "&amp;";
    all[b'<' as usize] = "&lt;";
    all[b'>' as usize] = "&gt;";
    all[b'"' as usize] = "&quot;";
    all[b'\'' as usize] = "&#x27;";
    all[b'/' as usize] = "&#x2F;";
    all
};

/// As Tera does it, so that no value is taken for markup.
fn escape(text: &str, page: &mut String) {
    let mut rest = 0;
    for (at, byte) in text.bytes().enumerate() {
        let entity = ENTITIES[usize::from(byte)];
        if entity.is_empty() {
            continue;
        }
        page.push_str(&text[rest..at]);
        page.push_str(entity);
        rest = at + 1;
    }
    page.push_str(&text[rest..]);
}

impl Path {
    fn find<'v>(&self, values: &'v Map<String, Value>, loops: &[&'v Value]) -> Option<&'v Value> {
        let mut fields = self.fields.iter();
        let first = match self.depth.checked_sub(1) {
            None => values.get(fields.next()?)?,
            Some(at) => loops.get(at)?,
        };
        fields.try_fold(first, |value, field| value.get(field))
    }
}

impl Condition {
    fn holds(&self, values: &Map<String, Value>, loops: &[&Value]) -> Option<bool> {
        Some(match self {
            Self::Known(holds) => *holds,
            Self::Truthy(path) => path.find(values, loops).is_some_and(truthy),
            Self::Equal(path, text) => path.find(values, loops)?.as_str() == Some(text),
            Self::Not(other) => !other.holds(values, loops)?,
            Self::Both(one, other) => one.holds(values, loops)? && other.holds(values, loops)?,
            Self::One(one, other) => one.holds(values, loops)? || other.holds(values, loops)?,
        })
    }
}

fn truthy(value: &Value) -> bool {
    match value {
        Value::Null => false,
        Value::Bool(yes) => *yes,
        Value::Number(number) => number.as_f64().is_some_and(|number| number != 0.0),
        Value::String(text) => !text.is_empty(),
        Value::Array(list) => !list.is_empty(),
        Value::Object(fields) => !fields.is_empty(),
    }
}

#[cfg(test)]
mod tests {
    use rocket_dyn_templates::tera::{Context, to_value};

    use super::*;

    /// What Tera makes of it, and what the flat one does, if it is one.
    fn both(files: &[(&str, &str)], values: &[(&str, Value)]) -> (Option<String>, Option<String>) {
        let mut tera = Tera::default();
        tera.add_raw_templates(files.iter().copied()).expect("templates");
        let known = Map::from_iter([("page".to_owned(), Value::from("home"))]);
        let values: Map<String, Value> =
            values.iter().map(|(name, value)| ((*name).to_owned(), value.clone())).collect();
        let all = known.clone().into_iter().chain(values.clone()).collect();
        let slow = tera.render("page.html", &Context::from_value(Value::Object(all)).expect("a context")).ok();
        (slow, Flat::of(&tera, "page.html", &known).and_then(|flat| flat.render(&values)))
    }

    fn value(text: &str) -> Value {
        text.into()
    }

    #[test]
    fn it_says_what_tera_says() {
        let base = (
            "base.html",
            "{% import \"m.html\" as m %}<title>{% block title %}none{% endblock title %}</title>{% if page == \"home\" %}here{% endif %}{% if page != \"home\" %}there{% endif %}{% block main %}{% endblock main %}{% block foot %}foot {{ who.name }}{% endblock foot %}",
        );
        let macros = (
            "m.html",
            "{% macro row(r, class=\"a/b\") %}<li class=\"{{ class }}\">{{ self::name(name=r.name) }}{% if class == \"x\" %}X{% elif class == \"a/b\" %}AB{% else %}other{% endif %}</li>{% endmacro row %}\n{% macro name(name) -%}  <b>{{ name }}</b> {%- endmacro name %}",
        );
        let page = (
            "page.html",
            "{% extends \"base.html\" %}{% import \"m.html\" as m %}{% block title %}T & {{ who.name }}{% endblock title %}\n{% block main %}{% for r in rows %}{{ m::row(r=r) }}{{ m::row(r=r, class=\"x\") }}{% if r.on and not gone %}on {{ r.n }}{% elif r.on or who %}maybe{% else %}off{% endif %}{% for t in r.tags %}[{{ t }} of {{ r.name | safe }}]{% else %}-{% endfor %}{% endfor %}{% for r in none %}x{% else %}nothing{% endfor %}{% endblock main %}",
        );
        let row = |name: &str, on: bool, tags: &[&str]| {
            Value::Object(Map::from_iter([
                ("name".to_owned(), value(name)),
                ("on".to_owned(), on.into()),
                ("n".to_owned(), 7.into()),
                ("tags".to_owned(), to_value(tags).expect("a list")),
            ]))
        };
        let values = [
            ("rows", Value::Array(vec![row("<a href='/'>&\"é", true, &["1", "<2>"]), row("", false, &[])])),
            ("none", Value::Array(Vec::new())),
            ("who", Value::Object(Map::from_iter([("name".to_owned(), value("Ann"))]))),
        ];
        let (slow, flat) = both(&[base, macros, page], &values);
        assert!(slow.as_ref().is_some_and(|page| page.contains("&lt;a href=&#x27;&#x2F;&#x27;&gt;")), "{slow:?}");
        assert_eq!(flat, slow);
    }

    #[test]
    fn what_it_does_not_know_is_left_to_tera() {
        for source in [
            "{% set a = 1 %}{{ a }}",
            "{{ who | upper }}",
            "{{ who ~ who }}",
            "{{ 1 + 1 }}",
            "{% for r in rows %}{{ loop.index }}{% endfor %}",
            "{% for c in who %}{{ c }}{% endfor %}",
            "{% include \"not.html\" ignore missing %}",
            "{{ rows[0] }}",
            "{% if who is defined %}x{% endif %}",
            "{{ rows }}",
            "{{ not_there }}",
        ] {
            let values = [("who", value("ann")), ("rows", Value::Array(vec![value("r")]))];
            let (_, flat) = both(&[("page.html", source)], &values[..]);
            assert_eq!(flat, None, "{source}");
        }
    }

    #[test]
    fn what_is_not_there_is_false() {
        let (slow, flat) = both(&[("page.html", "{% if a.b %}x{% else %}y{% endif %}{% if not a %}z{% endif %}")], &[]);
        assert_eq!((slow.as_deref(), flat.as_deref()), (Some("yz"), Some("yz")));
    }
}
