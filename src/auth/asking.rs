//! What anybody can ask for, signed in or not: a letter with a link, to whatever address. The same work and the same answer
//! for every address; whose it is, if anybody's, is found out afterwards (ASVS 6.3.8).

use super::email::Email;
use super::outbox::What;
use super::throttle::Counted;
use super::{Auth, Client};
use crate::clock::Seconds;
use crate::error::Unavailable;

/// What is asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Wanted {
    /// A new password.
    Password,
    /// An account.
    Account,
}

/// How asking ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ask {
    /// It is queued, and sent if there is anybody it is for.
    Asked,
    /// Too many attempts: one more in so many seconds.
    Wait(Seconds),
}

impl Auth {
    /// Asks for a letter, in the language of the page.
    pub async fn ask_for(
        &self,
        wanted: Wanted,
        email: &Email,
        language: &str,
        client: &Client,
    ) -> Result<Ask, Unavailable> {
        if let Counted::Wait(seconds) = self.count(&[Self::address(client)]).await? {
            return Ok(Ask::Wait(seconds));
        }
        let what = match wanted {
            Wanted::Password => What::Reset,
            Wanted::Account => What::Join,
        };
        self.ask(client.asks(what, email, Some(language))).await?;
        Ok(Ask::Asked)
    }
}
