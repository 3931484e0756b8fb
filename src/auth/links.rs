//! One-time links: what they are for, how long they count, and what stands sealed beside them. Each counts for its
//! purpose and its address alone, once; the table holds only the hash of its secret (ASVS 6.4.1, 7.2.3).

use serde::Serialize;
use serde::de::DeserializeOwned;
use uuid::Uuid;
use zeroize::Zeroizing;

use super::Auth;
use super::token::Secret;
use crate::clock::{DAY, HOUR, MINUTE, Seconds};
use crate::db::{self, AnyConnection};
use crate::error::Unavailable;
use crate::keys::Content;
use crate::store::links::{self, LinkRow, NewLink};
use crate::store::users::{self, CredentialsRow};

/// What a link is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Purpose {
    /// To set a new password.
    Reset,
    /// To make an account, for whoever asked.
    Join,
    /// To make an account, for whom somebody asked in.
    Invited,
    /// To prove a new e-mail.
    Email,
    /// To undo a change of e-mail.
    Undo,
    /// To say that something was not oneself.
    NotMe,
    /// To go on with a form after a provider has proven its sender: in no letter, and only in the browser that sent it.
    Kept,
}

impl Purpose {
    /// Those that letters lead to.
    pub const ALL: [Self; 6] = [Self::Reset, Self::Join, Self::Invited, Self::Email, Self::Undo, Self::NotMe];

    /// Its name in the table and in addresses.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Reset => "reset",
            Self::Join => "join",
            Self::Invited => "invited",
            Self::Email => "email",
            Self::Undo => "undo",
            Self::NotMe => "not-me",
            Self::Kept => "kept",
        }
    }

    /// How long such a link counts, in seconds. A password's is short (NIST 800-63B-4 §4.2.2); what undoes has to wait
    /// for somebody to come back from a journey.
    #[must_use]
    pub fn life(self) -> Seconds {
        match self {
            Self::Kept => 15 * MINUTE,
            Self::Reset => HOUR,
            Self::Join | Self::Email => DAY,
            Self::Invited | Self::Undo | Self::NotMe => 7 * DAY,
        }
    }
}

/// A link to be written into the table, and its secret, which goes into a letter or a cookie.
#[derive(Clone, Debug)]
pub(super) struct Link {
    pub(super) secret: Secret,
    purpose: Purpose,
    row: NewLink,
}

impl Link {
    pub(super) fn insert(&self, c: &mut AnyConnection) -> db::Answer<()> {
        links::insert(c, &self.row)
    }

    /// When it ceases to count.
    pub(super) fn until(&self) -> i64 {
        self.row.expires_at
    }

    pub(super) fn path(&self) -> Zeroizing<String> {
        path(self.purpose, &self.secret)
    }
}

/// Where a link leads: a path of this site.
#[must_use]
pub fn path(purpose: Purpose, secret: &Secret) -> Zeroizing<String> {
    Zeroizing::new(format!("/link/{}/{}", purpose.name(), *secret.encode()))
}

impl Auth {
    /// A link for `purpose` and a canonical address, from now on.
    pub(super) fn new_link(&self, purpose: Purpose, user: Option<Uuid>, email: &str) -> Result<Link, Unavailable> {
        let (secret, now) = (Secret::generate()?, self.now());
        let row = NewLink {
            hash: secret.hash(),
            purpose: purpose.name(),
            user_id: user,
            email: email.to_owned(),
            sealed: None,
            created_at: now,
            expires_at: now + purpose.life(),
        };
        Ok(Link { secret, purpose, row })
    }

    /// The same, with what else it needs sealed beside it.
    pub(super) fn new_link_with(
        &self,
        purpose: Purpose,
        user: Option<Uuid>,
        email: &str,
        content: &impl Serialize,
    ) -> Result<Link, Unavailable> {
        let mut link = self.new_link(purpose, user, email)?;
        link.row.sealed = Some((self.seal(Content::Link, content)?, self.keys.current().id()));
        Ok(link)
    }

    /// What stands sealed beside a link; `None` also when its key is gone: the link is worthless then.
    pub(super) fn content_of<T: DeserializeOwned>(&self, row: &LinkRow) -> Option<T> {
        self.open(Content::Link, row.key_id?, row.sealed.as_deref()?)
    }

    /// A link that counts.
    pub(super) async fn find_link(&self, purpose: Purpose, secret: &Secret) -> Result<Option<LinkRow>, Unavailable> {
        let (hash, now) = (secret.hash(), self.now());
        self.db.read(move |c| links::find(c, &hash, purpose.name(), now)).await
    }

    /// The user whom such a link is about, while it counts, they are not disabled, and their e-mail is still the one it was
    /// made for.
    pub(super) async fn user_of_link(
        &self,
        purpose: Purpose,
        secret: &Secret,
    ) -> Result<Option<CredentialsRow>, Unavailable> {
        let (hash, now) = (secret.hash(), self.now());
        self.db
            .read_together(move |c| {
                let Some(link) = links::find(c, &hash, purpose.name(), now)? else { return Ok(None) };
                let Some(user) = link.user_id() else { return Ok(None) };
                Ok(users::get(c, user)?.filter(|user| user.email_canonical == link.email && user.disabled_at.is_none()))
            })
            .await
    }

    pub(super) fn seal(&self, content: Content, value: &impl Serialize) -> Result<Vec<u8>, Unavailable> {
        let plain =
            serde_json::to_vec(value).map_err(|why| Unavailable::because("writing what is to be sealed", why))?;
        let plain = Zeroizing::new(plain);
        self.keys.seal(content, &plain).map_err(|why| Unavailable::because("asking for random bytes", why))
    }

    pub(super) fn open<T: DeserializeOwned>(&self, content: Content, key_id: i64, sealed: &[u8]) -> Option<T> {
        serde_json::from_slice(&self.keys.open(content, key_id, sealed)?).ok()
    }
}
