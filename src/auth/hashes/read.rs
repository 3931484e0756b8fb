//! Reading a hash: of which kind it is, and what it would cost. Nothing is computed here.

use argon2::password_hash::phc::PasswordHash;
use argon2::{Algorithm, Argon2, Params, Version};
use base64::Engine;
use base64::alphabet;
use base64::engine::general_purpose::STANDARD;
use base64::engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig};

use super::{NotHash, OURS, Work, work_of};

/// A stored hash that asks for more than this is refused before it is computed, unless the settings ask for as much: one
/// row must not be able to fell the server. argon2's memory in KiB, at once and over all passes, and its lanes,
const MOST_MEMORY: u32 = 262_144;
const MOST_ARGON2_WORK: u64 = 2 << 20;
const MOST_LANES: u32 = 16;
/// what the settings could have asked of our own, which stay readable when they ask for less,
const MOST_OF_OURS: (u32, u64) = (1 << 20, 64 << 20);
/// bcrypt's power of two, PBKDF2's iterations,
const MOST_BCRYPT: u32 = 14;
const MOST_ITERATIONS: u32 = 5_000_000;
/// and scrypt's memory in bytes, at once, one after the other, and what all its lanes begin with.
const MOST_SCRYPT: u64 = 256 << 20;
const MOST_SCRYPT_WORK: u64 = 1 << 30;
const MOST_SCRYPT_LANES: u64 = 1 << 20;

/// How long argon2's and scrypt's results are, in bytes. One of another length was cut, as by a column that was too short.
const LENGTHS: [usize; 7] = [16, 20, 24, 28, 32, 48, 64];

/// Longest text of a hash, in bytes.
const LONGEST: usize = 512;

/// bcrypt's own base64. The last character may hold bits of no meaning.
const BCRYPT_BASE64: GeneralPurpose = GeneralPurpose::new(
    &alphabet::BCRYPT,
    GeneralPurposeConfig::new()
        .with_decode_allow_trailing_bits(true)
        .with_decode_padding_mode(DecodePaddingMode::RequireNone),
);

/// What is to be done with a password, and what has to come of it. `own` is what the settings ask for.
pub(super) fn read(text: &str, own: &Params) -> Result<(Work, Vec<u8>), NotHash> {
    if text.len() > LONGEST || !text.bytes().all(|b| b.is_ascii_graphic()) {
        return Err(NotHash::Damaged);
    }
    if let Some(phc) = text.strip_prefix("argon2$").filter(|rest| rest.starts_with("argon2")) {
        // As Django writes it: without the first sign. What was brought in so is never ours.
        argon2_of(&format!("${phc}"), false, own)
    } else if text.starts_with("$argon2") {
        argon2_of(text, text.starts_with(OURS), own)
    } else if let Some(rest) = text.strip_prefix("pbkdf2_sha256$") {
        pbkdf2_of(rest)
    } else if let Some(rest) = text.strip_prefix("bcrypt_sha256$") {
        bcrypt_of(rest, true)
    } else if text.starts_with("$2a$") || text.starts_with("$2b$") || text.starts_with("$2y$") {
        bcrypt_of(text, false)
    } else if let Some(rest) = text.strip_prefix("bcrypt$") {
        bcrypt_of(rest, false)
    } else if text.starts_with("$scrypt$") {
        scrypt_of_phc(text)
    } else if let Some(rest) = text.strip_prefix("scrypt$") {
        scrypt_of_django(rest)
    } else {
        Err(NotHash::Unknown)
    }
}

fn argon2_of(text: &str, ours: bool, own: &Params) -> Result<(Work, Vec<u8>), NotHash> {
    let phc = PasswordHash::new(text).map_err(|_| NotHash::Damaged)?;
    let algorithm = Algorithm::try_from(phc.algorithm.as_str()).map_err(|_| NotHash::Unknown)?;
    let params = Params::try_from(&phc).map_err(|_| NotHash::Damaged)?;
    // Without one it is the first of all.
    let version = phc.version.map_or(Ok(Version::V0x10), Version::try_from).map_err(|_| NotHash::Unknown)?;
    let (Some(salt), Some(expected)) = (&phc.salt, &phc.hash) else { return Err(NotHash::Damaged) };
    let (memory, work) =
        if ours { MOST_OF_OURS } else { (MOST_MEMORY.max(own.m_cost()), MOST_ARGON2_WORK.max(work_of(own))) };
    if params.m_cost() > memory || work_of(&params) > work || params.p_cost() > MOST_LANES {
        return Err(NotHash::Costly);
    }
    if !LENGTHS.contains(&expected.as_bytes().len()) {
        return Err(NotHash::Damaged);
    }
    let argon2 = Argon2::new(algorithm, version, params);
    Ok((Work::Argon2 { argon2, salt: salt.as_ref().to_vec() }, expected.as_bytes().to_vec()))
}

/// `$2b$12$` and, without anything between, 22 characters of salt and 31 of hash.
fn bcrypt_of(text: &str, of_digest: bool) -> Result<(Work, Vec<u8>), NotHash> {
    let known = ["$2a$", "$2b$", "$2y$"].iter().find_map(|begin| text.strip_prefix(begin));
    let (cost, rest) = known.and_then(|rest| rest.split_once('$')).ok_or(NotHash::Damaged)?;
    let cost = number(cost)?;
    if cost > MOST_BCRYPT {
        return Err(NotHash::Costly);
    }
    let (salt, hash) = rest.split_at_checked(22).ok_or(NotHash::Damaged)?;
    let decode = |text: &str| BCRYPT_BASE64.decode(text).map_err(|_| NotHash::Damaged);
    let salt = decode(salt)?.try_into().map_err(|_| NotHash::Damaged)?;
    let expected = decode(hash)?;
    if cost < 4 || expected.len() != 23 {
        return Err(NotHash::Damaged);
    }
    Ok((Work::Bcrypt { cost, salt, of_digest }, expected))
}

/// `ITERATIONS$SALT$HASH`, as Django writes it.
fn pbkdf2_of(rest: &str) -> Result<(Work, Vec<u8>), NotHash> {
    let &[iterations, salt, hash] = rest.split('$').collect::<Vec<_>>().as_slice() else {
        return Err(NotHash::Damaged);
    };
    let iterations = number(iterations)?;
    if iterations > MOST_ITERATIONS {
        return Err(NotHash::Costly);
    }
    let expected = STANDARD.decode(hash).map_err(|_| NotHash::Damaged)?;
    if iterations == 0 || salt.is_empty() || expected.len() != 32 {
        return Err(NotHash::Damaged);
    }
    Ok((Work::Pbkdf2 { iterations, salt: salt.as_bytes().to_vec() }, expected))
}

/// `N$SALT$R$P$HASH`, as Django writes it.
fn scrypt_of_django(rest: &str) -> Result<(Work, Vec<u8>), NotHash> {
    let &[n, salt, r, p, hash] = rest.split('$').collect::<Vec<_>>().as_slice() else {
        return Err(NotHash::Damaged);
    };
    let n = number(n)?;
    let expected = STANDARD.decode(hash).map_err(|_| NotHash::Damaged)?;
    if !n.is_power_of_two() || salt.is_empty() || expected.len() != 64 {
        return Err(NotHash::Damaged);
    }
    let params = scrypt_params(n.ilog2(), number(r)?, number(p)?, expected.len())?;
    Ok((Work::Scrypt { params, salt: salt.as_bytes().to_vec() }, expected))
}

/// `$scrypt$ln=…,r=…,p=…$SALT$HASH`.
fn scrypt_of_phc(text: &str) -> Result<(Work, Vec<u8>), NotHash> {
    let phc = PasswordHash::new(text).map_err(|_| NotHash::Damaged)?;
    let (Some(salt), Some(expected)) = (&phc.salt, &phc.hash) else { return Err(NotHash::Damaged) };
    let parameter = |name| phc.params.get_decimal(name).ok_or(NotHash::Damaged);
    let params = scrypt_params(parameter("ln")?, parameter("r")?, parameter("p")?, expected.as_bytes().len())?;
    if !LENGTHS.contains(&expected.as_bytes().len()) {
        return Err(NotHash::Damaged);
    }
    Ok((Work::Scrypt { params, salt: salt.as_ref().to_vec() }, expected.as_bytes().to_vec()))
}

fn scrypt_params(log_n: u32, r: u32, p: u32, length: usize) -> Result<scrypt::Params, NotHash> {
    if log_n == 0 || r == 0 || p == 0 {
        return Err(NotHash::Damaged);
    }
    let at_once = 1_u64.checked_shl(log_n).and_then(|n| n.checked_mul(128)).and_then(|n| n.checked_mul(r.into()));
    let at_once = at_once.filter(|bytes| *bytes <= MOST_SCRYPT).ok_or(NotHash::Costly)?;
    let lanes = 128 * u64::from(r) * u64::from(p);
    if lanes > MOST_SCRYPT_LANES || at_once.checked_mul(p.into()).is_none_or(|bytes| bytes > MOST_SCRYPT_WORK) {
        return Err(NotHash::Costly);
    }
    let log_n = u8::try_from(log_n).map_err(|_| NotHash::Costly)?;
    scrypt::Params::new(log_n, r, p, length).map_err(|_| NotHash::Damaged)
}

/// Digits alone. What has too many of them to be a number at all is a monstrous cost.
fn number(text: &str) -> Result<u32, NotHash> {
    if text.is_empty() || !text.bytes().all(|b| b.is_ascii_digit()) {
        return Err(NotHash::Damaged);
    }
    text.parse().map_err(|_| NotHash::Costly)
}

#[cfg(test)]
mod tests {
    use super::NotHash;
    use crate::auth::hashes::tests::{MADE, read};

    #[test]
    fn what_would_cost_too_much_is_refused_when_it_is_read() {
        let salt_and_hash = MADE[3].trim_start_matches("$2b$04$");
        let phc = "c29tZXNhbHRzb21lc2FsdA$CTdvVGfCKAWk9R6me++3wNAgfRHtezETLfMn2pjUMIA";
        let of_32 = "458a7jFPr98oWEd1QRwV0aNpMmz5Dq98u6kK5YIBpLY=";
        let of_64 = MADE[6].rsplit('$').next().expect("a hash");
        for text in [
            format!("$2b$15${salt_and_hash}"),
            format!("bcrypt$$2b$31${salt_and_hash}"),
            format!("bcrypt_sha256$$2b$99${salt_and_hash}"),
            format!("pbkdf2_sha256$5000001$salt${of_32}"),
            format!("pbkdf2_sha256$99999999999999999999$salt${of_32}"),
            format!("scrypt$524288$salt$8$1${of_64}"),
            format!("scrypt$16384$salt$8$128${of_64}"),
            format!("scrypt$2$salt$4294967295$4294967295${of_64}"),
            format!("scrypt$2$salt$1$4194304${of_64}"),
            format!("$scrypt$ln=19,r=8,p=1${phc}"),
            format!("$scrypt$ln=63,r=8,p=1${phc}"),
            format!("$scrypt$ln=4000000000,r=8,p=1${phc}"),
            format!("$argon2id$v=19$m=4194304,t=1,p=1${phc}"),
            format!("$argon2id$v=19$m=1048576,t=65,p=1${phc}"),
            format!("argon2$argon2id$v=19$m=64,t=32769,p=1${phc}"),
            format!("$argon2i$v=19$m=262144,t=9,p=1${phc}"),
            format!("$argon2i$v=19$m=4096,t=1,p=17${phc}"),
        ] {
            assert_eq!(read(&text).err(), Some(NotHash::Costly), "{text}");
        }
    }

    #[test]
    fn a_damaged_one_and_one_of_no_known_kind_are_told_apart() {
        for text in MADE {
            let cut = text[..text.len() - 3].trim_end_matches('=');
            assert_eq!(read(cut).err(), Some(NotHash::Damaged), "{cut}");
            let no_hash = &text[..=text.rfind('$').expect("a sign")];
            assert_eq!(read(no_hash).err(), Some(NotHash::Damaged), "{no_hash}");
        }
        for text in [
            "pbkdf2_sha256$3$a\0b$458a7jFPr98oWEd1QRwV0aNpMmz5Dq98u6kK5YIBpLY=",
            &format!("pbkdf2_sha256$3${}$458a7jFPr98oWEd1QRwV0aNpMmz5Dq98u6kK5YIBpLY=", "x".repeat(500)),
            "$2b$xx$abcdefghijklmnopqrstuurv.SL3Blf7oKRCDqSlWOYFEIAB07xMm",
            "$2b$03$abcdefghijklmnopqrstuurv.SL3Blf7oKRCDqSlWOYFEIAB07xMm",
            "$2b$04$abcdefghijklmnopqrstu€rv.SL3Blf7oKRCDqSlWOYFEIAB07xM",
            "bcrypt$md5",
            "pbkdf2_sha256$0$salt$458a7jFPr98oWEd1QRwV0aNpMmz5Dq98u6kK5YIBpLY=",
            "pbkdf2_sha256$+3$salt$458a7jFPr98oWEd1QRwV0aNpMmz5Dq98u6kK5YIBpLY=",
            "pbkdf2_sha256$3$$458a7jFPr98oWEd1QRwV0aNpMmz5Dq98u6kK5YIBpLY=",
            "scrypt$17$salt$8$5$AAKF",
            "$scrypt$ln=4,r=8$c29tZXNhbHQ$POQt9RscIErEjgwK4mm5+J3T5dnuv2ZrdNglXPNNS00",
        ] {
            assert_eq!(read(text).err(), Some(NotHash::Damaged), "{text}");
        }
        for text in
            ["", "hello", "5f4dcc3b5aa765d61d8327deb882cf99", "$1$x$y", "$2x$04$abc", "$6$x$y", "md5$x$y", "sha1$x"]
        {
            assert_eq!(read(text).err(), Some(NotHash::Unknown), "{text}");
        }
    }
}
