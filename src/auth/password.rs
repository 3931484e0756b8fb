//! Passwords, and checking them against stored hashes. New hashes are argon2id in PHC form. Runs in the lane, on the lane's
//! memory.

use std::sync::{Arc, PoisonError, RwLock};

use argon2::password_hash::phc::{Output, ParamsString, PasswordHash, Salt};
use argon2::{Algorithm, Argon2, Params, Version};
use unicode_normalization::UnicodeNormalization;
use zeroize::Zeroizing;

use super::hashes::{Hash, NotHash, derive, work_of};
use super::lane::Memory;
use crate::config::PasswordRules;
use crate::error::Unavailable;

/// A password as typed, normalised (NFC) so that one keyboard's é is another's, and otherwise left alone: never
/// trimmed, never cut (ASVS 6.2.8, NIST 800-63B-4 §3.1.1.2). Wiped when dropped.
#[derive(Clone)]
pub struct Password {
    normal: Zeroizing<String>,
    /// Where that differs: other programs hashed what was typed as it came.
    typed: Option<Zeroizing<String>>,
}

impl Password {
    /// From what was typed.
    #[must_use]
    pub fn new(typed: &str) -> Self {
        let normal = Zeroizing::new(typed.nfc().collect::<String>());
        let typed = (*normal != typed).then(|| Zeroizing::new(typed.to_owned()));
        Self { normal, typed }
    }

    /// Its characters. Never for a log.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.normal
    }

    /// All forms that a stored hash may be of: ours are of the first, other programs' mostly of what was typed.
    fn forms(&self, ours: bool) -> Vec<&str> {
        let mut forms = vec![self.as_str()];
        forms.extend(self.typed.as_ref().map(|typed| typed.as_str()));
        if !ours {
            forms.reverse();
        }
        forms
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
    /// It is the one; with a new hash when the stored one is cheaper than the setting, or another program's.
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
    /// A hash of another program's that still stands in the table: its work is done for everybody, see [`Hasher::verify`].
    foreign: Arc<RwLock<Option<Arc<Hash>>>>,
}

impl Hasher {
    /// At the settings' cost.
    #[must_use]
    pub fn new(rules: &PasswordRules) -> Self {
        let params = Params::new(rules.memory, rules.iterations, rules.parallelism, Some(Params::DEFAULT_OUTPUT_LEN))
            .expect("the settings were checked when they were read");
        Self { argon2: Argon2::new(Algorithm::Argon2id, Version::V0x13, params), foreign: Arc::default() }
    }

    /// Reads a hash, as far as it may be computed here.
    pub(super) fn read(&self, text: &str) -> Result<Hash, NotHash> {
        Hash::read(text, self.argon2.params())
    }

    /// Another program's hash, as it is to stand in the table. argon2id that is not of the settings' cost is written as
    /// Django writes it: so it can be told from ours, its work is done for everybody, and it is made anew like the others.
    pub(super) fn of_another(&self, text: String) -> Result<String, NotHash> {
        let hash = self.read(&text)?;
        let same = hash.is_ours() && hash.params() == Some(self.argon2.params());
        let kept = if text.starts_with("$argon2id$") && !same { format!("argon2{text}") } else { text };
        // As such it may cost too much.
        self.read(&kept).map(|_| kept)
    }

    /// Whose work, of other programs' kinds, is done for everybody from now on. Gives back how many times as long as one
    /// of ours a refusal then takes.
    pub(super) fn keep_foreign(&self, text: Option<&str>) -> u64 {
        let hash = text.and_then(|text| self.read(text).ok()).map(Arc::new);
        let times = 1 + hash.as_ref().map_or(0, |hash| hash.cost().div_ceil(work_of(self.argon2.params())));
        *self.foreign.write().unwrap_or_else(PoisonError::into_inner) = hash;
        times
    }

    /// A new hash with a fresh salt of 128 bits.
    pub fn hash(&self, password: &Password, memory: &mut Memory) -> Result<String, Unavailable> {
        let mut salt = [0; 16];
        getrandom::fill(&mut salt).map_err(|why| Unavailable::because("asking for random bytes", why))?;
        let out = derive(&self.argon2, password.as_str().as_bytes(), &salt, memory);
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
    ///
    /// As long as the table holds hashes of another program's, a refusal is always the work of one of ours and of one of
    /// theirs: of those that were compared, and of the rest for nothing. Where they are of several kinds or costs, only one
    /// stands for them all, and how long a refusal takes may tell the others.
    pub fn verify(&self, password: &Password, stored: Option<&str>, memory: &mut Memory) -> Verdict {
        let hash = stored.and_then(|stored| match self.read(stored) {
            Ok(hash) => Some(hash),
            Err(why) => {
                tracing::error!(?why, "a stored password hash was refused");
                None
            }
        });
        let forms = password.forms(hash.as_ref().is_none_or(Hash::is_ours));
        if let Some(hash) = &hash {
            for form in &forms {
                if hash.matches(form.as_bytes(), memory) {
                    let current = self.is_current(hash) && *form == password.as_str();
                    // A failure to make the better hash is no reason to refuse a right password.
                    let rehashed = if current { None } else { self.hash(password, memory).ok() };
                    return Verdict::Right { rehashed };
                }
            }
        }
        let foreign = self.foreign.read().unwrap_or_else(PoisonError::into_inner).clone();
        for form in forms.iter().map(|form| form.as_bytes()) {
            match hash.as_ref().filter(|hash| hash.is_ours()).and_then(Hash::params) {
                Some(params) => self.make_up(form, params, memory),
                None => drop(derive(&self.argon2, form, b"nobody's own salt", memory)),
            }
            if hash.as_ref().is_none_or(Hash::is_ours)
                && let Some(foreign) = &foreign
            {
                foreign.matches(form, memory);
            }
        }
        Verdict::Wrong
    }

    /// Whether a hash is ours and as costly as the setting asks: a dearer one of ours is never made cheaper.
    fn is_current(&self, hash: &Hash) -> bool {
        let own = self.argon2.params();
        let enough = |params: &Params| {
            params.m_cost() >= own.m_cost() && params.t_cost() >= own.t_cost() && params.p_cost() >= own.p_cost()
        };
        hash.is_ours() && hash.params().is_some_and(enough)
    }

    /// The work by which a stored hash is cheaper than the setting: else, after the setting was raised, a quick refusal
    /// would tell that there is such an account.
    fn make_up(&self, typed: &[u8], stored: &Params, memory: &mut Memory) {
        let own = self.argon2.params();
        let missing = work_of(own).saturating_sub(work_of(stored)).div_ceil(u64::from(own.m_cost()));
        let passes = u32::try_from(missing).unwrap_or(0);
        // None are missing, mostly.
        if let Ok(params) = Params::new(own.m_cost(), passes, own.p_cost(), own.output_len()) {
            let argon2 = Argon2::new(Algorithm::Argon2id, Version::V0x13, params);
            derive(&argon2, typed, b"nobody's own salt", memory);
        }
    }
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
    fn another_programs_argon2id_can_be_told_from_ours_unless_it_is_the_same() {
        let (hasher, mut memory) = (hasher(1), Memory::new());
        let same = hasher.hash(&Password::new("right"), &mut memory).expect("a hash");
        assert_eq!(hasher.of_another(same.clone()), Ok(same.clone()));
        for other in [same.replace("t=1", "t=2"), same.replace("m=64", "m=128"), same.replace("v=19", "v=16")] {
            let kept = hasher.of_another(other).expect("a hash");
            assert!(kept.starts_with("argon2$argon2id$"), "{kept}");
            assert!(!hasher.read(&kept).expect("a hash").is_ours());
            assert_eq!(hasher.of_another(kept.clone()), Ok(kept));
        }
        let dearest = same.replace("m=64,t=1", "m=262144,t=64");
        assert_eq!(hasher.of_another(dearest.clone()).err(), Some(NotHash::Costly));
        assert!(hasher.read(&dearest).is_ok(), "ours stay readable when the settings ask for less");
        let dear = hasher.of_another(self::hasher(3).hash(&Password::new("right"), &mut memory).expect("a hash"));
        let dear = dear.expect("a hash");
        assert_eq!(hasher.keep_foreign(Some(&dear)), 4, "three times one of ours, and one of ours");
        let Verdict::Right { rehashed: Some(new) } = hasher.verify(&Password::new("right"), Some(&dear), &mut memory)
        else {
            panic!("not right, or not made anew");
        };
        assert!(new.starts_with("$argon2id$v=19$m=64,t=1,"), "{new}");
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
            "$argon2id$v=19$m=64,t=2000000,p=1$c29tZXNhbHRzb21lc2FsdA$MTIzNDU2Nzg5MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTI",
            "$2b$31$R9h/cIPz0gi.URNNX3kh2OPST9/PgBkqquzi.Ss7KIUgO2t0jWMUW",
            "",
            "plain",
        ] {
            assert_eq!(hasher(1).verify(&Password::new("x"), Some(stored), &mut memory), Verdict::Wrong, "{stored}");
        }
        assert!(memory.len() <= 64, "only the work for nobody was done");
    }

    /// Of "café" with a combining accent, made by Django 5.2.
    const FOREIGN: &str = "pbkdf2_sha256$2$salt$4CcNWNUnxE5JyH0oHAEwVhCnu1Gbby7M8hbP0h7JWzM=";

    #[test]
    fn another_programs_hash_is_of_what_was_typed_and_is_made_anew() {
        let (hasher, mut memory) = (hasher(1), Memory::new());
        let typed = Password::new("cafe\u{301}");
        let Verdict::Right { rehashed: Some(new) } = hasher.verify(&typed, Some(FOREIGN), &mut memory) else {
            panic!("not right, or not made anew");
        };
        for keyboard in ["cafe\u{301}", "caf\u{e9}"] {
            let verdict = hasher.verify(&Password::new(keyboard), Some(&new), &mut memory);
            assert_eq!(verdict, Verdict::Right { rehashed: None }, "{keyboard}");
        }
        assert_eq!(hasher.verify(&Password::new("cafe"), Some(FOREIGN), &mut memory), Verdict::Wrong);
    }

    #[test]
    fn a_refusal_does_the_work_of_another_programs_hash_whoever_is_refused() {
        let hasher = hasher(1);
        let own = hasher.hash(&Password::new("right"), &mut Memory::new()).expect("a hash");
        // Its memory shows that it was computed.
        let dear = "$argon2i$v=19$m=128,t=1,p=1$c29tZXNhbHRzb21lc2FsdA$kkWzwSmTcO3q9PYpIyctPTSxuXrTZl5l9oPJotHwQoo";
        let used = |stored: Option<&str>| {
            let mut memory = Memory::new();
            assert_eq!(hasher.verify(&Password::new("wrong"), stored, &mut memory), Verdict::Wrong);
            memory.len()
        };
        assert_eq!((used(None), used(Some(&own)), used(Some(FOREIGN))), (64, 64, 64));
        hasher.keep_foreign(Some(dear));
        assert_eq!((used(None), used(Some(&own)), used(Some(dear))), (128, 128, 128));
        hasher.keep_foreign(None);
        assert_eq!(used(None), 64);
    }

    #[test]
    fn a_password_never_shows_in_a_log() {
        assert_eq!(format!("{:?}", Password::new("hunter2")), "Password(…)");
    }
}
