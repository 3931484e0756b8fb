//! Mail: what stands in a letter ([`letter`]), its words ([`written`]), and how it leaves ([`post`]). Which letters there
//! are, and when they are written, is for auth to say. May import texts, moment, agent, config and clock; must not know
//! the database or HTTP.

pub mod letter;
pub mod post;
pub mod written;
