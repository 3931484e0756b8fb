//! A template made flat: inheritance, macros, and what is known beforehand are worked out once, so that a request only
//! looks up values and copies text. It is the parser and the meaning of Tera; whatever cannot be made flat, and whatever
//! meets a value it does not expect, is left to Tera's own renderer, which also finds the words for an error.

use rocket_dyn_templates::tera::ast::{Block, Expr, ExprVal, If, LogicExpr, LogicOperator, MacroCall, Node};
use rocket_dyn_templates::tera::{Map, Template, Tera, Value};

/// Macros that call each other are followed so deep.
const DEEPEST: usize = 16;

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
        let page = tera.get_template(name).ok()?;
        let root = page.parents.last().map_or(Some(page), |root| tera.get_template(root).ok())?;
        let names = known.iter().map(|(name, value)| (name.clone(), Bound::Known(value.clone()))).collect();
        let scope = Scope { file: root, names, all: true, loops: 0, macros: 0 };
        let mut pieces = Vec::new();
        Flattening { tera, page }.nodes(&root.ast, &scope, &mut pieces)?;
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

// --- at a request ---

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

// --- beforehand ---

struct Flattening<'t> {
    tera: &'t Tera,
    page: &'t Template,
}

/// What names mean where a node stands.
#[derive(Clone)]
struct Scope<'t> {
    /// The file it was written in: macros are looked for there.
    file: &'t Template,
    names: Vec<(String, Bound)>,
    /// Whether other names are the page's values: not within a macro.
    all: bool,
    loops: usize,
    macros: usize,
}

#[derive(Clone, Debug)]
enum Bound {
    Known(Value),
    At(Path),
}

impl<'t> Flattening<'t> {
    fn nodes(&self, nodes: &'t [Node], scope: &Scope<'t>, done: &mut Vec<Piece>) -> Option<()> {
        for node in nodes {
            match node {
                Node::Text(text) | Node::Raw(_, text, _) => add_text(done, text),
                Node::VariableBlock(_, value) => self.value(value, scope, done)?,
                Node::If(either, _) => self.either(either, scope, done)?,
                Node::Forloop(_, each, _) => {
                    if each.key.is_some() || !each.container.filters.is_empty() {
                        return None;
                    }
                    let ExprVal::Ident(name) = &each.container.val else { return None };
                    let Bound::At(list) = scope.find(name)? else { return None };
                    let mut inside = scope.clone();
                    inside.loops += 1;
                    // `loop` is Tera's: its fields are nowhere among the values.
                    inside.names.retain(|(name, _)| name != "loop" && *name != each.value);
                    inside
                        .names
                        .push((each.value.clone(), Bound::At(Path { depth: inside.loops, fields: Vec::new() })));
                    let (mut body, mut empty) = (Vec::new(), Vec::new());
                    self.nodes(&each.body, &inside, &mut body)?;
                    self.nodes(each.empty_body.as_deref().unwrap_or_default(), scope, &mut empty)?;
                    done.push(Piece::Each { list, body, empty });
                }
                Node::Block(_, block, _) => {
                    let (file, body) = self.definition(scope.file, block)?;
                    self.nodes(body, &Scope { file, ..scope.clone() }, done)?;
                }
                Node::Extends(..) | Node::ImportMacro(..) | Node::MacroDefinition(..) | Node::Comment(..) => {}
                Node::Super
                | Node::Include(..)
                | Node::Set(..)
                | Node::FilterSection(..)
                | Node::Break(_)
                | Node::Continue(_) => return None,
            }
        }
        Some(())
    }

    /// What stands in a block: what the page says, else the nearest of those it extends.
    fn definition(&self, file: &'t Template, block: &'t Block) -> Option<(&'t Template, &'t [Node])> {
        let parents = self.page.parents.iter().map(|name| self.tera.get_template(name).ok());
        for template in std::iter::once(Some(self.page)).chain(parents) {
            let template = template?;
            if let Some((_, found)) = template.blocks_definitions.get(&block.name).and_then(|all| all.first()) {
                return Some((template, &found.body));
            }
        }
        Some((file, &block.body))
    }

    fn value(&self, value: &'t Expr, scope: &Scope<'t>, done: &mut Vec<Piece>) -> Option<()> {
        if value.negated {
            return None;
        }
        let safe = match value.filters.as_slice() {
            [] => false,
            [only] if only.name == "safe" => true,
            _ => return None,
        };
        match &value.val {
            ExprVal::MacroCall(call) => return self.call(call, scope, done),
            ExprVal::Ident(name) => match scope.find(name)? {
                Bound::At(path) => done.push(Piece::Value { path, safe }),
                Bound::Known(Value::String(text)) => {
                    let mut written = String::new();
                    if safe {
                        written.push_str(&text);
                    } else {
                        escape(&text, &mut written);
                    }
                    add_text(done, &written);
                }
                Bound::Known(_) => return None,
            },
            _ => return None,
        }
        Some(())
    }

    /// A macro sees its arguments and nothing else.
    fn call(&self, call: &'t MacroCall, scope: &Scope<'t>, done: &mut Vec<Piece>) -> Option<()> {
        if scope.macros == DEEPEST {
            return None;
        }
        let file = if call.namespace == "self" {
            scope.file
        } else {
            let (name, _) = scope.file.imported_macro_files.iter().find(|(_, space)| *space == call.namespace)?;
            self.tera.get_template(name).ok()?
        };
        let found = file.macros.get(&call.name)?;
        let names = found
            .args
            .iter()
            .map(|(name, default)| {
                let given = call.args.get(name).or(default.as_ref())?;
                Some((name.clone(), scope.argument(given)?))
            })
            .collect::<Option<Vec<_>>>()?;
        self.nodes(&found.body, &Scope { file, names, all: false, loops: scope.loops, macros: scope.macros + 1 }, done)
    }

    fn either(&self, either: &'t If, scope: &Scope<'t>, done: &mut Vec<Piece>) -> Option<()> {
        let mut otherwise = Vec::new();
        if let Some((_, nodes)) = &either.otherwise {
            self.nodes(nodes, scope, &mut otherwise)?;
        }
        for (_, when, nodes) in either.conditions.iter().rev() {
            let mut then = Vec::new();
            let when = condition(when, scope)?;
            self.nodes(nodes, scope, &mut then)?;
            otherwise = match when {
                Condition::Known(true) => then,
                Condition::Known(false) => otherwise,
                when => vec![Piece::Either { when, then, otherwise }],
            };
        }
        for piece in otherwise {
            match piece {
                Piece::Text(text) => add_text(done, &text),
                piece => done.push(piece),
            }
        }
        Some(())
    }
}

impl Scope<'_> {
    fn find(&self, name: &str) -> Option<Bound> {
        // `a["b"]`, and what only Tera knows.
        if name.contains('[') || name == "__tera_context" {
            return None;
        }
        let (first, rest) = name.split_once('.').map_or((name, None), |(first, rest)| (first, Some(rest)));
        let fields = rest.into_iter().flat_map(|rest| rest.split('.')).map(str::to_owned);
        let path = match self.names.iter().find(|(name, _)| name == first) {
            Some((_, Bound::At(path))) => path.clone(),
            Some((_, known)) => return rest.is_none().then(|| known.clone()),
            // A macro sees nothing else, and `loop` is nowhere among the values.
            None if !self.all || (self.loops > 0 && first == "loop") => return None,
            None => Path { depth: 0, fields: vec![first.to_owned()] },
        };
        let fields = path.fields.into_iter().chain(fields).collect();
        Some(Bound::At(Path { depth: path.depth, fields }))
    }

    fn argument(&self, given: &Expr) -> Option<Bound> {
        if given.negated || !given.filters.is_empty() {
            return None;
        }
        match &given.val {
            ExprVal::Ident(name) => self.find(name),
            ExprVal::String(text) => Some(Bound::Known(Value::String(text.clone()))),
            ExprVal::Bool(yes) => Some(Bound::Known(Value::Bool(*yes))),
            _ => None,
        }
    }
}

fn condition(given: &Expr, scope: &Scope<'_>) -> Option<Condition> {
    if !given.filters.is_empty() {
        return None;
    }
    let holds = match &given.val {
        ExprVal::Ident(name) => match scope.find(name)? {
            Bound::Known(value) => Condition::Known(truthy(&value)),
            Bound::At(path) => Condition::Truthy(path),
        },
        ExprVal::Logic(LogicExpr { lhs, rhs, operator }) => match operator {
            LogicOperator::And => Condition::Both(Box::new(condition(lhs, scope)?), Box::new(condition(rhs, scope)?)),
            LogicOperator::Or => Condition::One(Box::new(condition(lhs, scope)?), Box::new(condition(rhs, scope)?)),
            LogicOperator::Eq => equal(scope.argument(lhs)?, scope.argument(rhs)?)?,
            LogicOperator::NotEq => not(equal(scope.argument(lhs)?, scope.argument(rhs)?)?),
            _ => return None,
        },
        _ => return None,
    };
    Some(if given.negated { not(holds) } else { holds })
}

/// Only texts: numbers are compared in a way of their own.
fn equal(one: Bound, other: Bound) -> Option<Condition> {
    match (one, other) {
        (Bound::Known(Value::String(one)), Bound::Known(Value::String(other))) => Some(Condition::Known(one == other)),
        (Bound::At(path), Bound::Known(Value::String(text))) | (Bound::Known(Value::String(text)), Bound::At(path)) => {
            Some(Condition::Equal(path, text))
        }
        _ => None,
    }
}

fn not(condition: Condition) -> Condition {
    match condition {
        Condition::Known(holds) => Condition::Known(!holds),
        other => Condition::Not(Box::new(other)),
    }
}

fn add_text(done: &mut Vec<Piece>, text: &str) {
    match done.last_mut() {
        Some(Piece::Text(before)) => before.push_str(text),
        _ => done.push(Piece::Text(text.to_owned())),
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
