//! How the server is: for whoever looks after it.

use super::{Auth, sweep};
use crate::clock::Timestamp;
use crate::db::{self, AnyConnection};
use crate::error::Unavailable;
use crate::store::runs;

/// How the server is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct State {
    /// What the database takes on the disk, in bytes.
    pub database_size: i64,
    /// When what has outlived its history was last deleted, and how many sessions that were.
    pub swept: Option<(Timestamp, i64)>,
    /// Mails that wait.
    pub mail_waiting: usize,
    /// Mails that were given up.
    pub mail_given_up: usize,
    /// Whether sessions of late were sealed under a secret key that is not known here.
    pub foreign_key: bool,
}

impl Auth {
    /// How the server is.
    pub async fn state(&self) -> Result<State, Unavailable> {
        let look = |c: &mut AnyConnection| Ok((db::size(c)?, runs::find(c, sweep::SWEEP)?));
        let (database_size, swept) = self.db.read(look).await?;
        let (mail_waiting, mail_given_up) = self.mail_not_sent().await?;
        Ok(State {
            database_size,
            swept: swept.map(|run| (run.at, run.number)),
            mail_waiting,
            mail_given_up,
            foreign_key: self.foreign_key().await?,
        })
    }
}
