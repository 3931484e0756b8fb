//! How `hallpass doctor` proves to a server that it holds the same secret key: time and nonce, and a keyed hash of both. The
//! answer tells how proxies are trusted, which is nobody else's business.

use base64::Engine;
use base64::prelude::BASE64_URL_SAFE_NO_PAD as BASE64;

use crate::clock::{MINUTE, Seconds, Timestamp};
use crate::error::Unavailable;
use crate::keys::{Keys, Purpose};

/// The header that holds the proof.
pub const HEADER: &str = "x-hallpass-doctor";

/// How far a proof's time may be from the server's, in seconds: for the way, and for clocks that differ.
const LIFE: Seconds = MINUTE;

/// A proof that counts now.
pub fn proof(keys: &Keys, now: Timestamp) -> Result<String, Unavailable> {
    let mut nonce = [0; 16];
    getrandom::fill(&mut nonce).map_err(|why| Unavailable::because("asking for random bytes", why))?;
    let said = format!("{now}.{}", BASE64.encode(nonce));
    let hash = keys.current().hash(Purpose::Doctor, &[said.as_bytes()]);
    Ok(format!("{said}.{}", BASE64.encode(hash)))
}

/// Whether what was sent is one.
#[must_use]
pub fn proves(keys: &Keys, sent: &str, now: Timestamp) -> bool {
    let Some((said, hash)) = sent.rsplit_once('.') else { return false };
    let at = said.split('.').next().and_then(|at| at.parse::<Timestamp>().ok());
    let in_time = at.and_then(|at| at.checked_sub(now)).is_some_and(|apart| (-LIFE..=LIFE).contains(&apart));
    in_time && BASE64.decode(hash).is_ok_and(|hash| keys.proves(Purpose::Doctor, &[said.as_bytes()], &hash))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::keys::SecretKey;

    #[test]
    fn a_proof_counts_for_a_minute_under_its_key_and_as_it_was_written() {
        let keys = |key: &SecretKey| Keys::new(key.clone(), []);
        let (ours, _) = SecretKey::generate().expect("random bytes");
        let (other, _) = SecretKey::generate().expect("random bytes");
        let sent = proof(&keys(&ours), 1000).expect("random bytes");
        for now in [940, 1000, 1060] {
            assert!(proves(&keys(&ours), &sent, now), "{now}");
        }
        assert!(proves(&Keys::new(other.clone(), [ours.clone()]), &sent, 1000), "a previous key");
        assert!(!proves(&keys(&ours), &sent, 939) && !proves(&keys(&ours), &sent, 1061));
        assert!(!proves(&keys(&other), &sent, 1000));
        for wrong in ["", ".", "1000", "1000.x.y", &sent.replacen('1', "2", 1), &format!("{sent}A")] {
            assert!(!proves(&keys(&ours), wrong, 1000), "{wrong}");
        }
        assert!(!proves(&keys(&ours), &format!("{}.x.y", i64::MIN), 1000));
    }
}
