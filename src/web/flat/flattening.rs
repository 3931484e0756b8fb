//! How a template becomes flat: what its blocks, macros and names stand for is worked out along Tera's own tree of it.
//! That tree is shown by Tera but not documented, so nothing else looks at it.

use rocket_dyn_templates::tera::ast::{Block, Expr, ExprVal, Forloop, If, LogicExpr, LogicOperator, MacroCall, Node};
use rocket_dyn_templates::tera::{Map, Template, Tera, Value};

use super::{Condition, Path, Piece, escape, truthy};

/// Macros that call each other are followed so deep.
const DEEPEST: usize = 16;

/// The pieces of the template `name`; `None` when something in it is for Tera alone.
pub(super) fn flatten(tera: &Tera, name: &str, known: &Map<String, Value>) -> Option<Vec<Piece>> {
    let page = tera.get_template(name).ok()?;
    let root = page.parents.last().map_or(Some(page), |root| tera.get_template(root).ok())?;
    let names = known.iter().map(|(name, value)| (name.clone(), Bound::Known(value.clone()))).collect();
    let scope = Scope { file: root, names, all: true, loops: 0, macros: 0 };
    let mut pieces = Vec::new();
    Flattening { tera, page }.nodes(&root.ast, &scope, &mut pieces)?;
    Some(pieces)
}

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
                Node::Forloop(_, each, _) => done.push(self.each(each, scope)?),
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

    fn each(&self, each: &'t Forloop, scope: &Scope<'t>) -> Option<Piece> {
        if each.key.is_some() || !each.container.filters.is_empty() {
            return None;
        }
        let ExprVal::Ident(name) = &each.container.val else { return None };
        let Bound::At(list) = scope.find(name)? else { return None };
        let mut inside = scope.clone();
        inside.loops += 1;
        // `loop` is Tera's: its fields are nowhere among the values.
        inside.names.retain(|(name, _)| name != "loop" && *name != each.value);
        inside.names.push((each.value.clone(), Bound::At(Path { depth: inside.loops, fields: Vec::new() })));
        let (mut body, mut empty) = (Vec::new(), Vec::new());
        self.nodes(&each.body, &inside, &mut body)?;
        self.nodes(each.empty_body.as_deref().unwrap_or_default(), scope, &mut empty)?;
        Some(Piece::Each { list, body, empty })
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
