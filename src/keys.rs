//! The secret key and what is derived from it. One key seals the cookies; from the same text HKDF makes keys for
//! each other purpose, so that no value made for one can be used for another. Imports nothing of Hallpass.

use std::fmt;

use aes_gcm::aead::{Aead, KeyInit, Payload};
use aes_gcm::{Aes256Gcm, Nonce};
use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use hkdf::Hkdf;
use hmac::{Hmac, Mac};
use sha2::Sha256;
use subtle::ConstantTimeEq;
use zeroize::Zeroizing;

/// The keys in Rocket's own documentation: everybody knows them.
const PUBLISHED: [&str; 2] =
    ["hPRYyVRiMyxpw5sBB1XeCMN1kFsDCqKvBi2QJxBVHQk=", "8Xui8SN4mI+7egV/9dlfYYLGQJeEx4+DwmSQLwDVXJg="];

/// Fewer different bytes than this in a key of 32 or more means somebody typed it.
/// (A random 32-byte key has 20 or fewer with a chance below one in ten million.)
const DIFFERENT_BYTES: usize = 20;

/// What a keyed hash is for: part of its derivation, so that no two purposes share a key.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Purpose {
    /// Tokens in forms, against cross-site requests.
    FormToken,
    /// The setup code, made from a nonce in the database.
    SetupCode,
    /// The proof that a request is `hallpass doctor`'s.
    Doctor,
}

impl Purpose {
    const ALL: [Self; 3] = [Self::FormToken, Self::SetupCode, Self::Doctor];

    fn label(self) -> &'static [u8] {
        match self {
            Self::FormToken => b"hallpass form token",
            Self::SetupCode => b"hallpass setup code",
            Self::Doctor => b"hallpass doctor",
        }
    }
}

/// What is sealed: part of what is proven when it is opened, so that nothing sealed for one purpose opens for another.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Content {
    /// A mail that waits: it holds links.
    Mail,
    /// What a link will make.
    Link,
    /// What a provider gave with a session.
    Tokens,
    /// A private key that signs access tokens.
    SigningKey,
}

impl Content {
    fn label(self) -> &'static [u8] {
        match self {
            Self::Mail => b"mail",
            Self::Link => b"link",
            Self::Tokens => b"tokens",
            Self::SigningKey => b"signing key",
        }
    }
}

/// Bytes of the nonce that stands before what was sealed.
const NONCE: usize = 12;

/// One secret key: 32 or 64 random bytes, and the keyed hashes made from it, ready for use.
#[derive(Clone)]
pub struct SecretKey {
    bytes: Zeroizing<Vec<u8>>,
    hashes: [Hmac<Sha256>; Purpose::ALL.len()],
    cipher: Aes256Gcm,
    id: i64,
}

impl SecretKey {
    /// Reads a key as Rocket writes it: 44 or 88 characters of base64, or 64 of hex.
    /// Errors with the reason when it is none of these, or no secret.
    pub fn parse(text: &str) -> Result<Self, WeakKey> {
        let text = text.trim();
        if PUBLISHED.contains(&text) {
            return Err(WeakKey::Published);
        }
        let bytes = match text.len() {
            64 if text.bytes().all(|b| b.is_ascii_hexdigit()) => from_hex(text),
            44 | 88 => BASE64_STANDARD.decode(text).ok(),
            _ => None,
        };
        let bytes = Zeroizing::new(bytes.ok_or(WeakKey::Unreadable)?);
        let mut seen = [false; 256];
        bytes.iter().for_each(|b| seen[usize::from(*b)] = true);
        if seen.iter().filter(|seen| **seen).count() < DIFFERENT_BYTES {
            return Err(WeakKey::Guessable);
        }
        Ok(Self::from_bytes(bytes))
    }

    /// A new random key of 64 bytes, and the text to keep it by.
    pub fn generate() -> Result<(Self, Zeroizing<String>), getrandom::Error> {
        let mut bytes = Zeroizing::new(vec![0; 64]);
        getrandom::fill(&mut bytes)?;
        let text = Zeroizing::new(BASE64_STANDARD.encode(&*bytes));
        Ok((Self::from_bytes(bytes), text))
    }

    fn from_bytes(bytes: Zeroizing<Vec<u8>>) -> Self {
        let derive = |label: &[u8]| {
            let mut key = Zeroizing::new([0; 32]);
            Hkdf::<Sha256>::new(None, &bytes).expand(label, &mut *key).expect("32 bytes are within HKDF's limit");
            key
        };
        let hashes = Purpose::ALL.map(|purpose| {
            <Hmac<Sha256> as Mac>::new_from_slice(&*derive(purpose.label())).expect("HMAC takes a key of any length")
        });
        let cipher = Aes256Gcm::new_from_slice(&*derive(b"hallpass sealed rows")).expect("AES-256 takes 32 bytes");
        let mut id = [0; 8];
        id.copy_from_slice(&derive(b"hallpass key id")[..8]);
        Self { bytes, hashes, cipher, id: i64::from_be_bytes(id) }
    }

    /// The key's bytes, 32 or 64 of them: only for the cipher of the cookies.
    #[must_use]
    pub fn bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// A public name of this key, kept with each session so that it can be seen which key sealed its cookie.
    #[must_use]
    pub fn id(&self) -> i64 {
        self.id
    }

    /// HMAC-SHA-256 of `parts` under this key's key for `purpose`.
    #[must_use]
    pub fn hash(&self, purpose: Purpose, parts: &[&[u8]]) -> [u8; 32] {
        let mut hash = self.hashes[purpose as usize].clone();
        for part in parts {
            hash.update(part);
        }
        hash.finalize().into_bytes().into()
    }
}

/// A key never shows in a log.
impl fmt::Debug for SecretKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SecretKey(…)")
    }
}

/// The present key and the earlier ones that still open cookies and prove form tokens.
#[derive(Clone, Debug)]
pub struct Keys {
    all: Vec<SecretKey>,
}

impl Keys {
    /// `current` seals; `previous` only open.
    #[must_use]
    pub fn new(current: SecretKey, previous: impl IntoIterator<Item = SecretKey>) -> Self {
        Self { all: std::iter::once(current).chain(previous).collect() }
    }

    /// The key that seals.
    #[must_use]
    pub fn current(&self) -> &SecretKey {
        &self.all[0]
    }

    /// All keys, the current one first.
    pub fn iter(&self) -> impl Iterator<Item = &SecretKey> {
        self.all.iter()
    }

    /// Seals what is to stand in a row (AES-256-GCM, a random nonce before it): under the current key, whose id is to
    /// stand beside it.
    pub fn seal(&self, content: Content, plain: &[u8]) -> Result<Vec<u8>, getrandom::Error> {
        let mut sealed = vec![0; NONCE];
        getrandom::fill(&mut sealed)?;
        let payload = Payload { msg: plain, aad: content.label() };
        let cipher = &self.current().cipher;
        let text = cipher.encrypt(Nonce::from_slice(&sealed), payload).expect("no row is as long as AES-GCM can seal");
        sealed.extend(text);
        Ok(sealed)
    }

    /// Opens what was sealed under the key of this id, while that is known; `None` for anything else.
    #[must_use]
    pub fn open(&self, content: Content, key_id: i64, sealed: &[u8]) -> Option<Zeroizing<Vec<u8>>> {
        let (nonce, text) = sealed.split_at_checked(NONCE)?;
        let key = self.iter().find(|key| key.id() == key_id)?;
        let payload = Payload { msg: text, aad: content.label() };
        key.cipher.decrypt(Nonce::from_slice(nonce), payload).ok().map(Zeroizing::new)
    }

    /// Whether `sent` is the hash of `parts` under any of the keys; in constant time (ASVS 11.2.4).
    #[must_use]
    pub fn proves(&self, purpose: Purpose, parts: &[&[u8]], sent: &[u8]) -> bool {
        self.iter().any(|key| key.hash(purpose, parts).ct_eq(sent).into())
    }
}

/// Why a text is no secret key.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum WeakKey {
    /// Neither base64 of 32 or 64 bytes nor hex of 32.
    #[error("it is not 44 or 88 characters of base64, nor 64 of hex")]
    Unreadable,
    /// Too few different bytes to be random.
    #[error("it is not random")]
    Guessable,
    /// The example key of Rocket's documentation.
    #[error("it is the example from Rocket's documentation, which everybody knows")]
    Published,
}

fn from_hex(text: &str) -> Option<Vec<u8>> {
    (0..text.len()).step_by(2).map(|at| u8::from_str_radix(text.get(at..at + 2)?, 16).ok()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const KEY: &str = "GfnAM8f2ekUxwrZU+3fGkZ8jR30S/3RYxf4412sy29k=";

    #[test]
    fn a_key_is_read_from_base64_and_from_hex() {
        assert_eq!(SecretKey::parse(KEY).expect("a key").bytes().len(), 32);
        let hex = "19f9c033c7f67a4531c2b654fb77c6919f23477d12ff7458c5fe38d76b32dbd9";
        assert_eq!(SecretKey::parse(hex).expect("a key").bytes().len(), 32);
    }

    #[test]
    fn a_key_that_is_no_secret_is_refused() {
        let weak = |text: &str| SecretKey::parse(text).expect_err("refused");
        assert_eq!(weak("secret"), WeakKey::Unreadable);
        assert_eq!(weak(&"0".repeat(64)), WeakKey::Guessable);
        assert_eq!(weak(&"0123456789abcdef".repeat(4)), WeakKey::Guessable);
        assert_eq!(weak(PUBLISHED[0]), WeakKey::Published);
        assert_eq!(weak(&"é".repeat(22)), WeakKey::Unreadable);
    }

    #[test]
    fn purposes_do_not_share_hashes_and_previous_keys_still_prove() {
        let old = SecretKey::parse(KEY).expect("a key");
        let (new, text) = SecretKey::generate().expect("random bytes");
        assert_eq!(SecretKey::parse(&text).expect("its own text").id(), new.id());
        let sent = old.hash(Purpose::FormToken, &[b"visit"]);
        assert_ne!(sent, old.hash(Purpose::SetupCode, &[b"visit"]));
        assert!(Keys::new(new.clone(), [old]).proves(Purpose::FormToken, &[b"visit"], &sent));
        assert!(!Keys::new(new, []).proves(Purpose::FormToken, &[b"visit"], &sent));
    }

    #[test]
    fn what_was_sealed_opens_for_its_purpose_under_its_key_and_for_nothing_else() {
        let old = SecretKey::parse(KEY).expect("a key");
        let (new, _) = SecretKey::generate().expect("random bytes");
        let before = Keys::new(old.clone(), []);
        let sealed = before.seal(Content::Mail, b"a link").expect("random bytes");
        assert_ne!(sealed, before.seal(Content::Mail, b"a link").expect("random bytes"));
        let rotated = Keys::new(new.clone(), [old.clone()]);
        let open =
            |keys: &Keys, content, key: i64, sealed: &[u8]| keys.open(content, key, sealed).map(|plain| plain.to_vec());
        assert_eq!(open(&rotated, Content::Mail, old.id(), &sealed), Some(b"a link".to_vec()));
        assert_eq!(open(&rotated, Content::Link, old.id(), &sealed), None);
        assert_eq!(open(&rotated, Content::Mail, new.id(), &sealed), None);
        assert_eq!(open(&Keys::new(new, []), Content::Mail, old.id(), &sealed), None);
        for broken in [&sealed[1..], &sealed[..11], b""] {
            assert_eq!(open(&before, Content::Mail, old.id(), broken), None);
        }
    }

    #[test]
    fn a_key_never_shows_in_a_log() {
        assert_eq!(format!("{:?}", SecretKey::parse(KEY)), "Ok(SecretKey(…))");
    }
}
