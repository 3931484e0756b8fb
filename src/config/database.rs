//! The one setting that chooses the backend: `sqlite://…` or `postgres://…`.

use std::fmt;
use std::path::{Path, PathBuf};

use super::ConfigError;

/// Which database, and where.
#[derive(Clone, PartialEq, Eq)]
pub enum DatabaseUrl {
    /// A file on this machine.
    Sqlite(PathBuf),
    /// A server, as libpq reads it; may hold a password.
    Postgres(String),
}

impl DatabaseUrl {
    /// Reads `sqlite://PATH` or `postgres://…`.
    pub fn parse(text: &str) -> Result<Self, ConfigError> {
        let refuse = |hint| Err(ConfigError::new("database_url", hint));
        if let Some(path) = text.strip_prefix("sqlite://") {
            if path.is_empty() || path.starts_with(':') || path.ends_with('/') || path.contains('\0') {
                return refuse("write the path of a file, like \"sqlite://data/hallpass.db\"");
            }
            return Ok(Self::Sqlite(path.into()));
        }
        if let Some(rest) = text.strip_prefix("postgres://").or_else(|| text.strip_prefix("postgresql://")) {
            if rest.is_empty() || rest.contains('\0') {
                return refuse("write \"postgres://USER:PASSWORD@HOST/DATABASE\"");
            }
            return Ok(Self::Postgres(text.into()));
        }
        refuse(
            "it has to begin with sqlite:// or postgres://, like \"sqlite://data/hallpass.db\" or \"postgres://USER:PASSWORD@HOST/DATABASE\"",
        )
    }

    /// The folder of a SQLite file: where the secret key is kept too.
    #[must_use]
    pub fn folder(&self) -> Option<&Path> {
        match self {
            Self::Sqlite(path) => Some(path.parent().filter(|p| !p.as_os_str().is_empty()).unwrap_or(Path::new("."))),
            Self::Postgres(_) => None,
        }
    }
}

/// Without the password, so that it can be shown and logged.
impl fmt::Display for DatabaseUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Sqlite(path) => write!(f, "sqlite://{}", path.display()),
            Self::Postgres(url) => {
                let (scheme, rest) = url.split_once("://").unwrap_or(("postgres", url));
                // What follows may hold `password=`; what stands before the last @ may too.
                let rest = rest.split('?').next().unwrap_or_default();
                write!(f, "{scheme}://{}", rest.rsplit('@').next().unwrap_or_default())
            }
        }
    }
}

impl fmt::Debug for DatabaseUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_password_never_shows() {
        let url = DatabaseUrl::parse("postgres://hall:s3cret@db.example/hall?password=other").expect("an address");
        assert_eq!(format!("{url} {url:?}"), "postgres://db.example/hall postgres://db.example/hall");
    }

    #[test]
    fn a_misspelt_scheme_is_refused() {
        for text in [
            "mysql://x",
            "data/hallpass.db",
            "sqlite:data.db",
            "sqlite://",
            "sqlite://:memory:",
            "postgres://",
            "",
            "Postgres://x/y",
        ] {
            let refused = DatabaseUrl::parse(text).expect_err(text).to_string();
            assert!(
                refused.contains("`database_url`") && refused.contains("sqlite://") | refused.contains("postgres://"),
                "{refused}"
            );
        }
    }
}
