//! What is wrong with a setting, in one sentence that names it. Never holds a secret: not the key, not a password in a
//! database address.

use rocket::figment::error::{Error, Kind};

/// A setting that stops the start.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("The setting `{setting}` is wrong: {hint}.")]
pub struct ConfigError {
    setting: String,
    hint: String,
}

impl ConfigError {
    /// `hint` says what is wrong and what to write; no full stop.
    pub fn new(setting: impl Into<String>, hint: impl Into<String>) -> Self {
        Self { setting: setting.into(), hint: hint.into() }
    }

    /// The first thing figment found wrong.
    pub fn of_figment(error: &Error) -> Self {
        let path = error.path.iter().filter(|part| !["default", "global", "hallpass"].contains(&part.as_str()));
        let path = path.map(String::as_str).collect::<Vec<_>>().join(".");
        let path_of_table = path.clone();
        let setting = if path.is_empty() { "Rocket.toml".into() } else { path };
        match &error.kind {
            Kind::UnknownField(name, known) => {
                // The path ends with the name, or with the table that it stands in.
                let place = match path_of_table.as_str() {
                    "" => name.clone(),
                    path if path.split('.').next_back() == Some(name.as_str()) => path.to_owned(),
                    path => format!("{path}.{name}"),
                };
                Self::new(place, format!("there is none of that name. There are {}", known.join(", ")))
            }
            // Figment would show the value: it could be a secret written into the wrong place.
            Kind::InvalidType(_, expected) if expected == "a sequence" => {
                Self::new(setting, "write a list, like [\"…\", \"…\"]")
            }
            Kind::InvalidType(_, expected) | Kind::InvalidValue(_, expected) => {
                Self::new(setting, format!("write {expected}"))
            }
            Kind::UnknownVariant(_, known) => Self::new(setting, format!("write one of {}", known.join(", "))),
            // A file that cannot be read is shown from the second line on: a secret may stand there.
            Kind::Message(text) => Self::new(setting, text.lines().next().unwrap_or_default().trim_end_matches('.')),
            other => Self::new(setting, other.to_string()),
        }
    }
}
