//! What stands in a letter, before it is put into words: kept sealed in the outbox until it is sent, so that
//! nothing readable lies there.

use serde::{Deserialize, Serialize};
use zeroize::Zeroizing;

use crate::clock::Timestamp;

/// Which letter.
#[derive(Clone, Copy, Debug, Deserialize, Serialize, PartialEq, Eq)]
#[serde(rename_all = "kebab-case")]
pub enum Kind {
    /// A link to set a new password.
    Reset,
    /// The same, to somebody who did not ask: an administrator sends it.
    ResetByAdmin,
    /// A link to make an account, for somebody who asked for one.
    Join,
    /// The same, for somebody whom an administrator asked in.
    Invited,
    /// To somebody who has an account already, when one was asked for with their address.
    HasAccount,
    /// A link that proves a new address.
    EmailConfirm,
    /// To the address before: it was changed, with a link to undo that.
    EmailChanged,
    /// To the address that an account had until that change was undone.
    EmailUndone,
    /// A sign-in from a browser not seen before.
    NewBrowser,
    /// The password was changed.
    PasswordChanged,
    /// A provider was connected with the account.
    Connected,
    /// One was disconnected.
    Disconnected,
    /// The account was deleted.
    AccountDeleted,
    /// An administrator made an account for the reader.
    Added,
}

impl Kind {
    /// All of them.
    pub const ALL: [Self; 14] = [
        Self::Reset,
        Self::ResetByAdmin,
        Self::Join,
        Self::Invited,
        Self::HasAccount,
        Self::EmailConfirm,
        Self::EmailChanged,
        Self::EmailUndone,
        Self::NewBrowser,
        Self::PasswordChanged,
        Self::Connected,
        Self::Disconnected,
        Self::AccountDeleted,
        Self::Added,
    ];

    /// Its name in the table and, after `mail-`, of its texts.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Reset => "reset",
            Self::ResetByAdmin => "reset-by-admin",
            Self::Join => "join",
            Self::Invited => "invited",
            Self::HasAccount => "has-account",
            Self::EmailConfirm => "email-confirm",
            Self::EmailChanged => "email-changed",
            Self::EmailUndone => "email-undone",
            Self::NewBrowser => "new-browser",
            Self::PasswordChanged => "password-changed",
            Self::Connected => "connected",
            Self::Disconnected => "disconnected",
            Self::AccountDeleted => "account-deleted",
            Self::Added => "added",
        }
    }
}

impl Letter {
    /// Whether the link in it counts no more.
    #[must_use]
    pub fn is_over(&self, now: Timestamp) -> bool {
        self.path.is_some() && ![Kind::HasAccount, Kind::Added].contains(&self.kind) && self.until <= now
    }
}

/// A letter. Not `Debug`: it holds a link's secret.
#[derive(Clone, Deserialize, Serialize)]
pub struct Letter {
    /// Which one.
    pub kind: Kind,
    /// The address it goes to, as its owner wrote it.
    pub to: String,
    /// The reader's name; empty where it is not known.
    pub name: String,
    /// The reader's language.
    pub language: Option<String>,
    /// The reader's time zone.
    pub time_zone: Option<String>,
    /// When it happened.
    pub at: Timestamp,
    /// From which address.
    pub ip: Option<String>,
    /// With what.
    pub user_agent: Option<String>,
    /// Another address that it tells of, or a provider.
    pub other: Option<String>,
    /// Where its button leads: a path of this site, with a link's secret.
    pub path: Option<Zeroizing<String>>,
    /// When that ceases to count.
    pub until: Timestamp,
}
