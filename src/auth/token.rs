//! What a cookie carries: the session's id, its user's id and a secret. The table holds only the secret's hash, so
//! whoever reads the table has no session.

use std::fmt;

use base64::Engine;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use sha2::{Digest, Sha256};
use uuid::Uuid;
use zeroize::Zeroizing;

use crate::error::Unavailable;

/// 256 random bits that only their holder knows (ASVS 7.2.3, NIST 800-63B-4 §5.1).
#[derive(Clone)]
pub struct Secret(Zeroizing<[u8; 32]>);

impl Secret {
    /// A fresh one from the system's generator.
    pub fn generate() -> Result<Self, Unavailable> {
        let mut bytes = Zeroizing::new([0; 32]);
        getrandom::fill(&mut *bytes).map_err(|why| Unavailable::because("asking for random bytes", why))?;
        Ok(Self(bytes))
    }

    /// Its SHA-256: what the table holds. A fast hash is enough for 256 random bits.
    #[must_use]
    pub fn hash(&self) -> [u8; 32] {
        Sha256::digest(*self.0).into()
    }

    /// As text, 43 characters: for a cookie or a link, never for a log.
    #[must_use]
    pub fn encode(&self) -> Zeroizing<String> {
        Zeroizing::new(BASE64_URL_SAFE_NO_PAD.encode(*self.0))
    }

    /// What tells two secrets apart in a form and says nothing else of them, 16 characters.
    #[must_use]
    pub fn mark(&self) -> String {
        let hash = Sha256::new().chain_update(b"form").chain_update(self.hash()).finalize();
        BASE64_URL_SAFE_NO_PAD.encode(&hash[..12])
    }

    /// From its text.
    #[must_use]
    pub fn decode(text: &str) -> Option<Self> {
        let mut bytes = Zeroizing::new([0; 32]);
        let length = BASE64_URL_SAFE_NO_PAD.decode_slice(text, &mut *bytes).ok()?;
        (length == 32).then_some(Self(bytes))
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret(…)")
    }
}

/// Which session, whose, and the secret that proves it.
#[derive(Clone, Debug)]
pub struct SessionToken {
    /// The session's id: public.
    pub session: Uuid,
    /// The user's id: the row has to be this user's, or it is not resumed.
    pub user: Uuid,
    /// What proves it.
    pub secret: Secret,
}

impl SessionToken {
    /// As text, 86 characters.
    #[must_use]
    pub fn encode(&self) -> Zeroizing<String> {
        let mut bytes = Zeroizing::new([0; 64]);
        bytes[..16].copy_from_slice(self.session.as_bytes());
        bytes[16..32].copy_from_slice(self.user.as_bytes());
        bytes[32..].copy_from_slice(&*self.secret.0);
        Zeroizing::new(BASE64_URL_SAFE_NO_PAD.encode(*bytes))
    }

    /// From its text.
    #[must_use]
    pub fn decode(text: &str) -> Option<Self> {
        let mut bytes = Zeroizing::new([0; 64]);
        if BASE64_URL_SAFE_NO_PAD.decode_slice(text, &mut *bytes).ok()? != 64 {
            return None;
        }
        let mut secret = Zeroizing::new([0; 32]);
        secret.copy_from_slice(&bytes[32..]);
        Some(Self {
            session: Uuid::from_slice(&bytes[..16]).ok()?,
            user: Uuid::from_slice(&bytes[16..32]).ok()?,
            secret: Secret(secret),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_survives_its_text_and_nothing_else_reads_as_one() {
        let token = SessionToken {
            session: Uuid::now_v7(),
            user: Uuid::now_v7(),
            secret: Secret::generate().expect("random bytes"),
        };
        let text = token.encode();
        let read = SessionToken::decode(&text).expect("its own text");
        assert_eq!((read.session, read.user, read.secret.hash()), (token.session, token.user, token.secret.hash()));
        for wrong in ["", "x", &text[1..], &format!("{}A", &*text), "é"] {
            assert!(SessionToken::decode(wrong).is_none(), "{wrong}");
        }
    }

    #[test]
    fn a_secret_never_shows_in_a_log() {
        let secret = Secret::generate().expect("random bytes");
        assert_eq!(format!("{secret:?}"), "Secret(…)");
    }
}
