//! The pages for whoever looks after the accounts of others.

pub mod events;
pub mod invite;
