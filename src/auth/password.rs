//! Hashes of passwords: argon2id in PHC form. Runs in the lane, on the lane's memory.

use argon2::password_hash::phc::{Output, ParamsString, PasswordHash, Salt};
use argon2::{Algorithm, Argon2, Block, Params, Version};
use subtle::ConstantTimeEq;
use unicode_normalization::UnicodeNormalization;
use zeroize::Zeroizing;

use super::lane::Memory;
use crate::config::PasswordRules;
use crate::error::Unavailable;

/// A stored hash that asks for more than this many KiB, or passes, is refused before it is computed: one row must not
/// be able to fell the server.
const MOST_MEMORY: u32 = 262_144;
const MOST_PASSES: u32 = 64;
const MOST_LANES: u32 = 16;

/// A password as typed, normalised (NFC) so that one keyboard's é is another's, and otherwise left alone: never
/// trimmed, never cut (ASVS 6.2.8, NIST 800-63B-4 §3.1.1.2). Wiped when dropped.
#[derive(Clone)]
pub struct Password(Zeroizing<String>);

impl Password {
    /// From what was typed.
    #[must_use]
    pub fn new(typed: &str) -> Self {
        Self(Zeroizing::new(typed.nfc().collect()))
    }

    /// Its characters. Never for a log.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl std::fmt::Debug for Password {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Password(…)")
    }
}

/// What comparing a password with a stored hash gives.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// It is the one; with a new hash when the stored one is cheaper than the setting.
    Right {
        /// The new hash, to be stored in place of the old.
        rehashed: Option<String>,
    },
    /// It is not.
    Wrong,
}

/// Makes and checks hashes at the cost the settings ask for.
#[derive(Clone, Debug)]
pub struct Hasher {
    argon2: Argon2<'static>,
}

impl Hasher {
    /// At the settings' cost.
    #[must_use]
    pub fn new(rules: &PasswordRules) -> Self {
        let params = Params::new(rules.memory, rules.iterations, rules.parallelism, Some(Params::DEFAULT_OUTPUT_LEN))
            .expect("the settings were checked when they were read");
        Self { argon2: Argon2::new(Algorithm::Argon2id, Version::V0x13, params) }
    }

    /// A new hash with a fresh salt of 128 bits.
    pub fn hash(&self, password: &Password, memory: &mut Memory) -> Result<String, Unavailable> {
        let mut salt = [0; 16];
        getrandom::fill(&mut salt).map_err(|why| Unavailable::because("asking for random bytes", why))?;
        let out = derive(&self.argon2, password, &salt, memory);
        let phc = || -> Result<String, argon2::password_hash::phc::Error> {
            Ok(PasswordHash {
                algorithm: Algorithm::Argon2id.ident(),
                version: Some(Version::V0x13.into()),
                params: ParamsString::try_from(self.argon2.params())
                    .map_err(|_| argon2::password_hash::phc::Error::ParamsMaxExceeded)?,
                salt: Some(Salt::new(&salt)?),
                hash: Some(Output::new(&out)?),
            }
            .to_string())
        };
        phc().map_err(|why| Unavailable::because("writing a hash", why))
    }

    /// Compares a password with a stored hash, or, for nobody, does the same work for nothing: how long it takes must
    /// not tell whether there is such an account (ASVS 6.3.8).
    pub fn verify(&self, password: &Password, stored: Option<&str>, memory: &mut Memory) -> Verdict {
        let Some(right) = stored.and_then(|stored| self.compare(password, stored, memory)) else {
            derive(&self.argon2, password, b"nobody's own salt", memory);
            return Verdict::Wrong;
        };
        match right {
            (true, true) => Verdict::Right { rehashed: None },
            // A failure to make the better hash is no reason to refuse a right password.
            (true, false) => Verdict::Right { rehashed: self.hash(password, memory).ok() },
            (false, _) => Verdict::Wrong,
        }
    }

    /// The work by which a stored hash is cheaper than the setting: else, after the setting was raised, a quick refusal
    /// would tell that there is such an account.
    fn make_up(&self, password: &Password, stored: &Params, memory: &mut Memory) {
        let own = self.argon2.params();
        let cost = |params: &Params| u64::from(params.m_cost()) * u64::from(params.t_cost());
        let missing = cost(own).saturating_sub(cost(stored)).div_ceil(u64::from(own.m_cost()));
        let passes = u32::try_from(missing).unwrap_or(0);
        if let Ok(params) = Params::new(own.m_cost(), passes, own.p_cost(), own.output_len()) {
            let argon2 = Argon2::new(Algorithm::Argon2id, Version::V0x13, params);
            derive(&argon2, password, b"nobody's own salt", memory);
        }
    }

    /// Whether it is the one, and whether the stored hash is as costly as the setting asks. `None` when the stored
    /// text cannot or must not be computed.
    fn compare(&self, password: &Password, stored: &str, memory: &mut Memory) -> Option<(bool, bool)> {
        let refuse = |why: &str| {
            tracing::error!(why, "a stored password hash was refused");
            None
        };
        let Ok(phc) = PasswordHash::new(stored) else { return refuse("it cannot be read") };
        let (Ok(algorithm), Ok(params)) = (Algorithm::try_from(phc.algorithm.as_str()), Params::try_from(&phc)) else {
            return refuse("it is of an unknown kind");
        };
        let version = phc.version.map_or(Ok(Version::V0x13), Version::try_from);
        let (Ok(version), Some(salt), Some(expected)) = (version, &phc.salt, &phc.hash) else {
            return refuse("it is not whole");
        };
        let own = self.argon2.params();
        if params.m_cost() > MOST_MEMORY.max(own.m_cost())
            || params.t_cost() > MOST_PASSES
            || params.p_cost() > MOST_LANES
        {
            return refuse("it asks for too much");
        }
        let current = algorithm == Algorithm::Argon2id
            && params.m_cost() >= own.m_cost()
            && params.t_cost() >= own.t_cost()
            && params.p_cost() >= own.p_cost();
        let out = derive(&Argon2::new(algorithm, version, params.clone()), password, salt.as_ref(), memory);
        let right: bool = out.as_slice().ct_eq(expected.as_bytes()).into();
        if !right && !current {
            self.make_up(password, &params, memory);
        }
        Some((right, current))
    }
}

fn derive(argon2: &Argon2<'_>, password: &Password, salt: &[u8], memory: &mut Memory) -> Zeroizing<Vec<u8>> {
    let blocks = argon2.params().block_count();
    if memory.len() < blocks {
        memory.resize(blocks, Block::new());
    }
    let mut out = Zeroizing::new(vec![0; argon2.params().output_len().unwrap_or(Params::DEFAULT_OUTPUT_LEN)]);
    argon2
        .hash_password_into_with_memory(password.as_str().as_bytes(), salt, &mut out, &mut memory[..blocks])
        .unwrap_or_else(|why| {
            // A stored salt or output of an odd length: no password matches it.
            tracing::error!(%why, "a hash could not be computed");
            out.clear();
        });
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn hasher(iterations: u32) -> Hasher {
        Hasher::new(&PasswordRules { min_length: 15, memory: 64, iterations, parallelism: 1, threads: 1 })
    }

    #[test]
    fn a_hash_proves_its_password_and_no_other() {
        let (hasher, mut memory) = (hasher(1), Memory::new());
        let hash = hasher.hash(&Password::new("correct horse"), &mut memory).expect("a hash");
        assert!(hash.starts_with("$argon2id$v=19$m=64,t=1,p=1$"), "{hash}");
        let verify = |typed: &str, memory: &mut Memory| hasher.verify(&Password::new(typed), Some(&hash), memory);
        assert_eq!(verify("correct horse", &mut memory), Verdict::Right { rehashed: None });
        assert_eq!(verify("correct horse ", &mut memory), Verdict::Wrong);
        assert_eq!(verify("Correct horse", &mut memory), Verdict::Wrong);
    }

    #[test]
    fn one_keyboards_accent_is_anothers() {
        let (hasher, mut memory) = (hasher(1), Memory::new());
        let hash = hasher.hash(&Password::new("caf\u{e9}"), &mut memory).expect("a hash");
        assert_ne!(hasher.verify(&Password::new("cafe\u{301}"), Some(&hash), &mut memory), Verdict::Wrong);
    }

    #[test]
    fn a_cheaper_hash_is_made_anew_on_success_only() {
        let mut memory = Memory::new();
        let old = hasher(1).hash(&Password::new("right"), &mut memory).expect("a hash");
        let Verdict::Right { rehashed: Some(new) } = hasher(2).verify(&Password::new("right"), Some(&old), &mut memory)
        else {
            panic!("not rehashed");
        };
        assert!(new.contains("t=2"));
        assert_eq!(
            hasher(2).verify(&Password::new("right"), Some(&new), &mut memory),
            Verdict::Right { rehashed: None }
        );
        assert_eq!(hasher(2).verify(&Password::new("wrong"), Some(&old), &mut memory), Verdict::Wrong);
    }

    #[test]
    fn after_the_setting_was_raised_a_cheaper_hash_is_refused_with_the_same_memory_used() {
        let dear =
            Hasher::new(&PasswordRules { min_length: 15, memory: 128, iterations: 2, parallelism: 1, threads: 1 });
        let cheap = hasher(1).hash(&Password::new("right"), &mut Memory::new()).expect("a hash");
        let mut memory = Memory::new();
        assert_eq!(dear.verify(&Password::new("wrong"), Some(&cheap), &mut memory), Verdict::Wrong);
        assert_eq!(memory.len(), 128, "the missing work was done at the setting's memory");
    }

    #[test]
    fn a_monstrous_or_broken_hash_is_refused_before_it_is_computed() {
        let mut memory = Memory::new();
        for stored in [
            "$argon2id$v=19$m=4194304,t=1,p=1$c29tZXNhbHRzb21lc2FsdA$MTIzNDU2Nzg5MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTI",
            "$argon2id$v=19$m=64,t=1000000,p=1$c29tZXNhbHRzb21lc2FsdA$MTIzNDU2Nzg5MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTI",
            "$2b$12$R9h/cIPz0gi.URNNX3kh2OPST9/PgBkqquzi.Ss7KIUgO2t0jWMUW",
            "",
            "plain",
        ] {
            assert_eq!(hasher(1).verify(&Password::new("x"), Some(stored), &mut memory), Verdict::Wrong, "{stored}");
        }
        assert!(memory.len() <= 64, "only the work for nobody was done");
    }

    #[test]
    fn a_password_never_shows_in_a_log() {
        assert_eq!(format!("{:?}", Password::new("hunter2")), "Password(…)");
    }
}
