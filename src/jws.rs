//! Signed texts in the compact form (RFC 7515) with keys of ours: access tokens, and proofs of who we are. What others
//! have signed is read in provider/. Imports nothing of Hallpass.

use std::fmt;

use base64::Engine;
use base64::prelude::BASE64_URL_SAFE_NO_PAD as BASE64;
use ring::error::Unspecified;
use ring::rand::SystemRandom;
use ring::signature::{
    ECDSA_P256_SHA256_FIXED, ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair, Ed25519KeyPair, KeyPair, RSA_PKCS1_SHA256,
    RsaKeyPair, UnparsedPublicKey,
};
use rustls_pki_types::PrivatePkcs8KeyDer;
use rustls_pki_types::pem::PemObject;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use zeroize::Zeroizing;

/// A private key, ready to sign.
pub struct SigningKey {
    pair: Pair,
    random: SystemRandom,
}

enum Pair {
    P256(EcdsaKeyPair),
    Ed25519(Ed25519KeyPair),
    Rsa(RsaKeyPair),
}

/// Nothing of it shows.
impl fmt::Debug for SigningKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "SigningKey({})", self.algorithm())
    }
}

impl SigningKey {
    /// A new key on P-256, as PKCS #8.
    pub fn generate() -> Result<Zeroizing<Vec<u8>>, Unspecified> {
        let made = EcdsaKeyPair::generate_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, &SystemRandom::new())?;
        Ok(Zeroizing::new(made.as_ref().to_vec()))
    }

    /// From PKCS #8: a key on P-256, of Ed25519 or of RSA with 2048 bits or more.
    #[must_use]
    pub fn from_pkcs8(bytes: &[u8]) -> Option<Self> {
        let random = SystemRandom::new();
        let pair = EcdsaKeyPair::from_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, bytes, &random).map(Pair::P256);
        let pair = pair.or_else(|_| Ed25519KeyPair::from_pkcs8_maybe_unchecked(bytes).map(Pair::Ed25519));
        let pair = pair.or_else(|_| RsaKeyPair::from_pkcs8(bytes).map(Pair::Rsa)).ok()?;
        Some(Self { pair, random })
    }

    /// The same, from PEM.
    #[must_use]
    pub fn from_pem(text: &str) -> Option<Self> {
        Self::from_pkcs8(PrivatePkcs8KeyDer::from_pem_slice(text.as_bytes()).ok()?.secret_pkcs8_der())
    }

    /// `header` and `claims`, signed. The algorithm is put into the header.
    pub fn sign(&self, mut header: Value, claims: &impl Serialize) -> Result<String, Unspecified> {
        header["alg"] = self.algorithm().into();
        let claims = serde_json::to_vec(claims).map_err(|_| Unspecified)?;
        let mut text = format!("{}.{}", BASE64.encode(header.to_string()), BASE64.encode(claims));
        let signature = match &self.pair {
            Pair::P256(pair) => pair.sign(&self.random, text.as_bytes())?.as_ref().to_vec(),
            Pair::Ed25519(pair) => pair.sign(text.as_bytes()).as_ref().to_vec(),
            Pair::Rsa(pair) => {
                let mut signature = vec![0; pair.public().modulus_len()];
                pair.sign(&RSA_PKCS1_SHA256, &self.random, text.as_bytes(), &mut signature)?;
                signature
            }
        };
        text.push('.');
        BASE64.encode_string(signature, &mut text);
        Ok(text)
    }

    /// The public key, of one on P-256.
    #[must_use]
    pub fn public(&self) -> Option<PublicKey> {
        let Pair::P256(pair) = &self.pair else { return None };
        let (x, y) = pair.public_key().as_ref().get(1..)?.split_at_checked(32)?;
        Some(PublicKey { x: BASE64.encode(x), y: BASE64.encode(y) })
    }

    fn algorithm(&self) -> &'static str {
        match self.pair {
            Pair::P256(_) => "ES256",
            Pair::Ed25519(_) => "EdDSA",
            Pair::Rsa(_) => "RS256",
        }
    }
}

/// A public key on P-256.
#[derive(Clone, Debug, Deserialize, Serialize, PartialEq, Eq)]
pub struct PublicKey {
    x: String,
    y: String,
}

impl PublicKey {
    /// Its name: a hash of itself (RFC 7638).
    #[must_use]
    pub fn id(&self) -> String {
        let Self { x, y } = self;
        BASE64.encode(Sha256::digest(format!(r#"{{"crv":"P-256","kty":"EC","x":"{x}","y":"{y}"}}"#)))
    }

    /// As others read it (RFC 7517).
    #[must_use]
    pub fn jwk(&self) -> Value {
        json!({ "kty": "EC", "crv": "P-256", "x": self.x, "y": self.y, "alg": "ES256", "use": "sig", "kid": self.id() })
    }

    /// The claims of a text that this key has signed by ES256; `None` for every other.
    #[must_use]
    pub fn open(&self, text: &str) -> Option<Value> {
        let (signed, signature) = text.rsplit_once('.')?;
        let (header, claims) = signed.split_once('.')?;
        // The one algorithm that keys of ours have: what the text says cannot choose another (RFC 8725 §3.1).
        if parse(header)?["alg"] != "ES256" {
            return None;
        }
        let mut point = vec![4];
        for part in [&self.x, &self.y] {
            point.extend(BASE64.decode(part).ok()?);
        }
        let signature = BASE64.decode(signature).ok()?;
        UnparsedPublicKey::new(&ECDSA_P256_SHA256_FIXED, point).verify(signed.as_bytes(), &signature).ok()?;
        parse(claims)
    }
}

/// The header of a text, unproven.
#[must_use]
pub fn header(text: &str) -> Option<Value> {
    parse(text.split_once('.')?.0)
}

fn parse(part: &str) -> Option<Value> {
    serde_json::from_slice(&BASE64.decode(part).ok()?).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn key() -> SigningKey {
        SigningKey::from_pkcs8(&SigningKey::generate().expect("random bytes")).expect("its own key")
    }

    #[test]
    fn what_a_key_has_signed_opens_with_its_public_key_alone() {
        let key = key();
        let public = key.public().expect("a key on P-256");
        let text = key.sign(json!({ "typ": "at+jwt" }), &json!({ "sub": "ann" })).expect("a signature");
        assert_eq!(header(&text).expect("a header"), json!({ "alg": "ES256", "typ": "at+jwt" }));
        assert_eq!(public.open(&text).expect("its own text")["sub"], "ann");
        assert!(self::key().public().expect("another").open(&text).is_none());
        let (signed, signature) = text.rsplit_once('.').expect("three parts");
        let (_, claims) = signed.split_once('.').expect("two");
        let none = BASE64.encode(r#"{"alg":"none"}"#);
        let hmac = BASE64.encode(r#"{"alg":"HS256"}"#);
        for forged in [
            format!("{none}.{claims}."),
            format!("{none}.{claims}.{signature}"),
            format!("{hmac}.{claims}.{signature}"),
            format!("{}.{signature}", signed.replace('.', ".A")),
            signed.to_owned(),
            String::new(),
            "..".into(),
            "é.é.é".into(),
        ] {
            assert!(public.open(&forged).is_none(), "{forged}");
        }
    }

    #[test]
    fn a_public_key_is_named_by_its_thumbprint() {
        let public = key().public().expect("a key on P-256");
        let jwk = public.jwk();
        assert_eq!(jwk["kid"], public.id());
        assert_eq!((public.id().len(), jwk["x"].as_str().map(str::len)), (43, Some(43)));
        assert!(jwk.get("d").is_none());
        let kept = serde_json::to_string(&public).expect("JSON");
        assert_eq!(serde_json::from_str::<PublicKey>(&kept).expect("its own text"), public);
    }

    #[test]
    fn keys_of_all_three_kinds_are_read_from_pem() {
        let pem = |bytes: &[u8]| {
            let text = base64::prelude::BASE64_STANDARD.encode(bytes);
            format!("-----BEGIN PRIVATE KEY-----\n{text}\n-----END PRIVATE KEY-----\n")
        };
        let p256 = SigningKey::from_pem(&pem(&SigningKey::generate().expect("random bytes"))).expect("a key");
        assert_eq!(p256.algorithm(), "ES256");
        let made = Ed25519KeyPair::generate_pkcs8(&SystemRandom::new()).expect("random bytes");
        let ed25519 = SigningKey::from_pem(&pem(made.as_ref())).expect("a key");
        assert_eq!((ed25519.algorithm(), ed25519.public()), ("EdDSA", None));
        assert_eq!(format!("{ed25519:?}"), "SigningKey(EdDSA)");
        for wrong in ["", "x", &pem(b"x"), "-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----\n"] {
            assert!(SigningKey::from_pem(wrong).is_none(), "{wrong}");
        }
    }
}
