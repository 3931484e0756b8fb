//! Hashes of passwords as they stand in the table: our own, and those that other programs made before their users were
//! brought here (Django, Rails, Laravel and whatever else writes these forms). Each is read first (read.rs), with what it
//! would cost, and refused when that is too much, before anything is computed. Must not know users or the table; runs in the lane.

mod read;

use std::fmt;

use argon2::{Argon2, Block, Params};
use sha2::{Digest, Sha256};
use subtle::ConstantTimeEq;
use zeroize::Zeroizing;

use super::lane::Memory;

/// Passwords are cut at so many bytes by whoever makes bcrypt hashes.
const BCRYPT_CUT: usize = 72;

/// How every hash of our own begins.
const OURS: &str = "$argon2id$v=19$";

/// What takes as long as so many KiB of argon2, measured on one machine and rounded up: bcrypt's 2^cost each, an iteration
/// of PBKDF2, and a KiB of scrypt.
const BCRYPT_COST: u64 = 80;
const PBKDF2_COST: u64 = 1;
const SCRYPT_COST: u64 = 4;

/// A hash that was read and may be computed.
#[derive(Clone)]
pub struct Hash {
    work: Work,
    expected: Vec<u8>,
    ours: bool,
}

/// Why a text cannot be taken as a hash.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NotHash {
    /// It is of no kind that is known here.
    Unknown,
    /// It begins as one, but cannot be read on.
    Damaged,
    /// To compute it would cost too much.
    Costly,
}

#[derive(Clone)]
enum Work {
    Argon2 { argon2: Argon2<'static>, salt: Vec<u8> },
    Bcrypt { cost: u32, salt: [u8; 16], of_digest: bool },
    Pbkdf2 { iterations: u32, salt: Vec<u8> },
    Scrypt { params: scrypt::Params, salt: Vec<u8> },
}

/// What stands for "no password" in a file of users: nothing, or Django's mark that none can be right.
pub(super) fn is_none(text: &str) -> bool {
    text.is_empty() || text.starts_with('!')
}

impl Hash {
    /// Reads a hash; `own` is what the settings ask of our own.
    pub fn read(text: &str, own: &Params) -> Result<Self, NotHash> {
        let (work, expected) = read::read(text, own)?;
        Ok(Self { work, expected, ours: text.starts_with(OURS) })
    }

    /// Whether it could be one of our own. Of those that others made in the same form it cannot be told.
    pub(super) fn is_ours(&self) -> bool {
        self.ours
    }

    /// What it costs, if it is argon2.
    pub(super) fn params(&self) -> Option<&Params> {
        match &self.work {
            Work::Argon2 { argon2, .. } => Some(argon2.params()),
            _ => None,
        }
    }

    /// How long it takes, about, in KiB that argon2 fills: so that other kinds can be compared with it.
    pub(super) fn cost(&self) -> u64 {
        match &self.work {
            Work::Argon2 { argon2, .. } => work_of(argon2.params()),
            Work::Bcrypt { cost, .. } => BCRYPT_COST << cost,
            Work::Pbkdf2 { iterations, .. } => u64::from(*iterations) * PBKDF2_COST,
            Work::Scrypt { params, .. } => (u64::from(params.r() * params.p()) << params.log_n()) * SCRYPT_COST / 8,
        }
    }

    /// Whether these bytes are its password's.
    pub(super) fn matches(&self, typed: &[u8], memory: &mut Memory) -> bool {
        self.compute(typed, memory).as_slice().ct_eq(&self.expected).into()
    }

    /// What these bytes give.
    fn compute(&self, typed: &[u8], memory: &mut Memory) -> Zeroizing<Vec<u8>> {
        let mut out = Zeroizing::new(vec![0; self.expected.len()]);
        match &self.work {
            Work::Argon2 { argon2, salt } => return derive(argon2, typed, salt, memory),
            Work::Bcrypt { cost, salt, of_digest: false } => bcrypt(*cost, *salt, typed, &mut out),
            Work::Bcrypt { cost, salt, of_digest: true } => {
                bcrypt(*cost, *salt, hex(&Sha256::digest(typed)).as_bytes(), &mut out);
            }
            Work::Pbkdf2 { iterations, salt } => {
                pbkdf2::pbkdf2_hmac::<Sha256>(typed, salt, *iterations, &mut out);
            }
            Work::Scrypt { params, salt } => {
                // Its length was checked when it was read.
                let _ = scrypt::scrypt(typed, salt, params, &mut out);
            }
        }
        out
    }
}

/// What argon2 fills over all its passes, in KiB.
pub(super) fn work_of(params: &Params) -> u64 {
    u64::from(params.m_cost()) * u64::from(params.t_cost())
}

impl fmt::Debug for Hash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Hash(…)")
    }
}

/// argon2, on the lane's memory.
pub(super) fn derive(argon2: &Argon2<'_>, typed: &[u8], salt: &[u8], memory: &mut Memory) -> Zeroizing<Vec<u8>> {
    let blocks = argon2.params().block_count();
    if memory.len() < blocks {
        memory.resize(blocks, Block::new());
    }
    let mut out = Zeroizing::new(vec![0; argon2.params().output_len().unwrap_or(Params::DEFAULT_OUTPUT_LEN)]);
    argon2.hash_password_into_with_memory(typed, salt, &mut out, &mut memory[..blocks]).unwrap_or_else(|why| {
        // A stored salt or output of an odd length: no password matches it.
        tracing::error!(%why, "a hash could not be computed");
        out.clear();
    });
    out
}

/// The bytes with the zero that ends a text in C, cut as those programs did.
fn bcrypt(cost: u32, salt: [u8; 16], typed: &[u8], out: &mut [u8]) {
    let mut key = Zeroizing::new(Vec::with_capacity(BCRYPT_CUT + 1));
    key.extend_from_slice(&typed[..typed.len().min(BCRYPT_CUT)]);
    key.push(0);
    key.truncate(BCRYPT_CUT);
    let full = bcrypt::bcrypt(cost, salt, &key);
    // Everybody leaves its last byte out.
    out.copy_from_slice(&full[..out.len()]);
}

fn hex(bytes: &[u8]) -> Zeroizing<String> {
    const DIGITS: &[u8; 16] = b"0123456789abcdef";
    let digits = bytes.iter().flat_map(|byte| [byte >> 4, byte & 15]);
    Zeroizing::new(digits.map(|digit| char::from(DIGITS[usize::from(digit)])).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Of this password each of these was made by Django 5.2, bcrypt 4.3, argon2-cffi 25.1 or Python's hashlib.
    const PASSWORD: &str = "naïve 猫 kettle";
    pub(super) const MADE: [&str; 12] = [
        "pbkdf2_sha256$3$NaCl0salt$458a7jFPr98oWEd1QRwV0aNpMmz5Dq98u6kK5YIBpLY=",
        "bcrypt_sha256$$2b$04$abcdefghijklmnopqrstuupMO8nYhkGtDaTObXpyIdMNeHUr8eFqq",
        "bcrypt$$2b$04$abcdefghijklmnopqrstuurv.SL3Blf7oKRCDqSlWOYFEIAB07xMm",
        "$2b$04$abcdefghijklmnopqrstuurv.SL3Blf7oKRCDqSlWOYFEIAB07xMm",
        "$2a$04$abcdefghijklmnopqrstuurv.SL3Blf7oKRCDqSlWOYFEIAB07xMm",
        "$2y$04$abcdefghijklmnopqrstuurv.SL3Blf7oKRCDqSlWOYFEIAB07xMm",
        "scrypt$16$salt$8$5$AAKFolPhRwXdpVkedkXAok69+qux8uadNguZ38/FhbybWejUyzQs85z03N0Xw87Z+QBf8pPVbcsylBGEsDXB5A==",
        "argon2$argon2id$v=19$m=64,t=1,p=1$c29tZXNhbHRzb21lc2FsdA$CTdvVGfCKAWk9R6me++3wNAgfRHtezETLfMn2pjUMIA",
        "$argon2d$v=19$m=64,t=1,p=1$c29tZXNhbHRzb21lc2FsdA$7dCwL0QE8gKOYMJbXwCkyJB8Znk+L8izp5OtKqKjDQo",
        "$argon2i$v=19$m=64,t=1,p=1$c29tZXNhbHRzb21lc2FsdA$kkWzwSmTcO3q9PYpIyctPTSxuXrTZl5l9oPJotHwQoo",
        "$argon2id$v=19$m=64,t=1,p=1$c29tZXNhbHRzb21lc2FsdA$CTdvVGfCKAWk9R6me++3wNAgfRHtezETLfMn2pjUMIA",
        "$scrypt$ln=4,r=8,p=1$c29tZXNhbHQ$POQt9RscIErEjgwK4mm5+J3T5dnuv2ZrdNglXPNNS00",
    ];

    pub(super) fn read(text: &str) -> Result<Hash, NotHash> {
        Hash::read(text, &Params::new(64, 1, 1, None).expect("parameters"))
    }

    #[test]
    fn each_kind_is_right_for_its_password_and_for_no_other() {
        let mut memory = Memory::new();
        for text in MADE {
            let hash = read(text).expect(text);
            assert!(hash.matches(PASSWORD.as_bytes(), &mut memory), "{text}");
            assert!(!hash.matches(b"naive kettle", &mut memory), "{text}");
            assert!(!hash.matches(b"", &mut memory), "{text}");
            assert_eq!(hash.is_ours(), text.starts_with("$argon2id$"), "{text}");
        }
    }

    #[test]
    fn bcrypt_cuts_what_is_long_and_takes_nothing_too() {
        let mut memory = Memory::new();
        let long = read("$2b$04$abcdefghijklmnopqrstuubzadhGtS2zEF.gu0yd0opP6cVzb.e0i").expect("a hash");
        assert!(long.matches("x".repeat(80).as_bytes(), &mut memory), "made of 80 bytes");
        assert!(long.matches("x".repeat(72).as_bytes(), &mut memory) && !long.matches(&[b'x'; 71], &mut memory));
        let empty = read("$2b$04$abcdefghijklmnopqrstuubyCG3zY1GIXMyxfivm.ClDiInHzxjiq").expect("a hash");
        assert!(empty.matches(b"", &mut memory));
    }

    #[test]
    fn no_password_is_nothing_or_djangos_mark() {
        assert!(is_none("") && is_none("!") && is_none("!nJ0x") && !is_none(MADE[0]));
    }
}
