//! The log: to standard error, readable by default, JSON by a setting. Hallpass's own lines come by `tracing`, at the
//! level set; what libraries say comes by `log`, and of that only errors: below that Rocket logs whole requests, cookies
//! included, and, from code it generates into our own modules, what a guard refused. Imports config.

use std::io::IsTerminal;

use tracing::Subscriber;
use tracing::level_filters::LevelFilter;
use tracing_log::LogTracer;
use tracing_log::log::LevelFilter as LibraryLevel;

use crate::config::{Config, LogFormat, LogLevel};

/// Begins to log. Set before Rocket would set its own, which then stays silent.
pub fn begin(config: &Config) {
    let (own, libraries) = match config.log_level {
        LogLevel::Off => (LevelFilter::OFF, LibraryLevel::Off),
        LogLevel::Error => (LevelFilter::ERROR, LibraryLevel::Error),
        LogLevel::Warn => (LevelFilter::WARN, LibraryLevel::Error),
        LogLevel::Info => (LevelFilter::INFO, LibraryLevel::Error),
        LogLevel::Debug => (LevelFilter::DEBUG, LibraryLevel::Error),
        LogLevel::Trace => (LevelFilter::TRACE, LibraryLevel::Error),
    };
    let lines = tracing_subscriber::fmt().with_max_level(own).with_writer(std::io::stderr).with_target(false);
    match config.log_format {
        LogFormat::Text => set(lines.with_ansi(std::io::stderr().is_terminal()).finish(), libraries),
        LogFormat::Json => set(lines.json().flatten_event(true).finish(), libraries),
    }
}

/// Somebody else's log, in an app built on this, stays.
fn set(lines: impl Subscriber + Send + Sync + 'static, libraries: LibraryLevel) {
    // An address that no route answers Rocket logs whole, as an error: a link with its secret, one slash too long.
    let _ = LogTracer::builder().with_max_level(libraries).ignore_crate("rocket::server").init();
    let _ = tracing::subscriber::set_global_default(lines);
}
