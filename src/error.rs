//! Which error lives in which layer:
//!
//! | layer | error | becomes |
//! |---|---|---|
//! | config | [`ConfigError`](crate::config::ConfigError): a setting is wrong | the start stops with its sentence |
//! | db, store, auth | [`Unavailable`]: the system cannot answer now | 503; cookies are kept, an outage signs nobody out |
//! | auth | none of its own: what can be refused is an enum in `Ok` (`SignIn`, `Resumed`, …) | the page's own answer |
//! | web | [`Refusal`](crate::web::refusal::Refusal): who may not pass, and why | `web/catchers.rs`, the one place that makes pages of them |
//!
//! "Not found" is never an error below web: it is `None`, or an enum's variant.

use std::fmt::Display;

/// The system cannot answer now: the database is away, locked too long or out of connections, or the queue for
/// hashing is full. Carries nothing: the reason is logged where it is seen and is no business of whoever asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("unavailable for now")]
pub struct Unavailable;

impl Unavailable {
    /// Logs why, once, where it is seen.
    pub fn because(what: &'static str, why: impl Display) -> Self {
        tracing::error!(%why, "{what}");
        Self
    }
}
