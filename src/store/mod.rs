//! The tables, a file each: every function is one statement, or a few that are nothing apart, with its condition in WHERE and
//! its count read. No rules: what a count means is for auth to say. May import db, clock; must not import auth or web.

pub mod all_endings;
pub mod attempts;
pub mod browsers;
pub mod events;
pub mod grants;
pub mod hours;
pub mod identities;
pub mod imports;
pub mod links;
pub mod logout_tokens;
pub mod mails;
pub mod runs;
pub mod sessions;
pub mod setup;
pub mod signing_keys;
pub mod user_words;
pub mod users;

use uuid::Uuid;

/// An id as the tables keep it. They hold nothing but UUIDs; anything else would be a damaged row and reads as nil.
fn id(bytes: &[u8]) -> Uuid {
    Uuid::from_slice(bytes).unwrap_or_default()
}
