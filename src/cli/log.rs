//! The log: to standard error, readable by default, JSON by a setting. Of the libraries only errors: below that Rocket
//! logs whole requests, cookies included, and whatever a form guard refused.

use tracing_subscriber::EnvFilter;

use crate::config::{Config, LogFormat, LogLevel};

/// Begins to log. Set before Rocket would set its own, which then stays silent.
pub(super) fn begin(config: &Config) {
    let own = match config.log_level {
        LogLevel::Off => "off",
        LogLevel::Error => "error",
        LogLevel::Warn => "warn",
        LogLevel::Info => "info",
        LogLevel::Debug => "debug",
        LogLevel::Trace => "trace",
    };
    let rest = if config.log_level == LogLevel::Off { "off" } else { "error" };
    let filter = EnvFilter::new(format!("{rest},hallpass={own}"));
    let log = tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr);
    // Somebody else's log, in an app built on this, stays.
    let _ = match config.log_format {
        LogFormat::Text => log.with_target(false).try_init(),
        LogFormat::Json => log.json().flatten_event(true).with_target(false).try_init(),
    };
}
