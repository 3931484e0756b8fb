//! What anybody can ask for, signed in or not: a letter with a link, to whatever address. The same work and the same answer
//! for every address; whose it is, if anybody's, is found out afterwards (envelope.rs; ASVS 6.3.8).

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::email::Email;
use super::throttle::Counted;
use super::{Auth, Client};
use crate::clock::Seconds;
use crate::error::Unavailable;
use crate::mail::letter::Kind;

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

/// What somebody asked for: whether there is anybody it is for is still to be found out.
#[derive(Clone, Deserialize, Serialize)]
pub(super) struct Asked {
    /// What for.
    pub(super) what: What,
    /// The address as it was typed.
    pub(super) email: String,
    /// The language of the page it was asked on.
    pub(super) language: Option<String>,
    /// Who asked.
    pub(super) ip: Option<String>,
    /// With what.
    pub(super) user_agent: Option<String>,
}

/// Who asks somebody in, and their `auth_epoch` then: what ends all sessions of theirs ends what was begun in them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, Serialize)]
pub(super) struct Inviter {
    pub(super) user: Uuid,
    pub(super) auth_epoch: i64,
}

/// What somebody asks for.
#[derive(Clone, Deserialize, Serialize)]
pub(super) enum What {
    /// A link to set a new password.
    Reset,
    /// An account.
    Join,
    /// An account for somebody else, with this role, asked for by a user.
    Invite { role: String, by: Inviter },
    /// This address for the account of the user, whose address and `auth_epoch` were these.
    Email { user: Uuid, from: String, auth_epoch: i64 },
}

impl What {
    pub(super) fn name(&self) -> &'static str {
        match self {
            Self::Reset => Kind::Reset.name(),
            Self::Join => Kind::Join.name(),
            Self::Invite { .. } => Kind::Invited.name(),
            Self::Email { .. } => Kind::EmailConfirm.name(),
        }
    }
}

impl Client {
    /// What this client asks for.
    pub(super) fn asks(&self, what: What, email: &Email, language: Option<&str>) -> Asked {
        Asked {
            what,
            email: email.as_typed().to_owned(),
            language: language.map(str::to_owned),
            ip: self.ip_text(),
            user_agent: self.user_agent.clone(),
        }
    }
}
