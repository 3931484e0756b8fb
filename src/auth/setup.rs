//! The first account, an administrator, made with a one-time code that only whoever started the server has seen.
//!
//! The code is a keyed hash of a nonce in the database, so all servers that share key and database print the same one,
//! and whoever reads the database alone cannot tell it. It lasts an hour and works once, by a conditional UPDATE.

use sha2::{Digest, Sha256};

use super::accounts::{self, Made, NewAccount};
use super::password_rules::Weakness;
use super::throttle::Counted;
use super::{Auth, Client};
use crate::clock::{HOUR, Seconds};
use crate::error::Unavailable;
use crate::keys::{Purpose, SecretKey};
use crate::store::setup::SetupRow;
use crate::store::{attempts, setup, users};

/// Letters and digits that are not taken for one another.
const LETTERS: &[u8; 32] = b"ABCDEFGHJKLMNPQRSTUVWXYZ23456789";
/// Letters of a code: 80 bits.
const LENGTH: usize = 16;

/// How making the first account ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SetUp {
    /// It is there.
    Done,
    /// The code is wrong, used or has run out.
    WrongCode,
    /// The password is refused.
    Weak(Weakness),
    /// Too many attempts: one more in so many seconds.
    Wait(Seconds),
    /// There is an account already.
    Closed,
    /// The queue for hashing is full.
    Busy,
}

impl Auth {
    /// The code to print, four times four characters; a new one when the last has run out or was made under a key that
    /// is gone. `None` once it was used or there is an account.
    pub async fn setup_code(&self) -> Result<Option<String>, Unavailable> {
        if self.has_accounts().await? {
            return Ok(None);
        }
        let now = self.now();
        let old = match self.db.read(setup::find).await? {
            Some(SetupRow { used_at: Some(_), .. }) => return Ok(None),
            Some(row) if row.expires_at > now => {
                match self.keys.iter().find(|key| row.code_hash == hash(&code(key, &row.nonce))) {
                    Some(key) => return Ok(Some(code(key, &row.nonce))),
                    // Made under a key that is gone: nobody can tell it any more.
                    None => row.nonce,
                }
            }
            _ => Vec::new(),
        };
        self.new_code(old, now).await.map(Some)
    }

    async fn new_code(&self, old: Vec<u8>, now: i64) -> Result<String, Unavailable> {
        let mut nonce = vec![0; 16];
        getrandom::fill(&mut nonce).map_err(|why| Unavailable::because("asking for random bytes", why))?;
        let key = self.keys.current();
        let (fresh, hash) = (nonce.clone(), hash(&code(key, &nonce)));
        self.db.write(move |c| setup::renew(c, &old, &fresh, &hash, now + HOUR, now)).await?;
        // Another server may have been quicker: then its nonce is there, and gives the same code here as there.
        let nonce = self.db.read(setup::find).await?.map_or(nonce, |row| row.nonce);
        Ok(code(key, &nonce))
    }

    /// Makes the first account with the code.
    pub async fn set_up(&self, code: &str, account: NewAccount, client: &Client) -> Result<SetUp, Unavailable> {
        if self.has_accounts().await? {
            return Ok(SetUp::Closed);
        }
        let Some(place) = self.lane.place() else { return Ok(SetUp::Busy) };
        let allowances = match self.count(&[Self::address(client)]).await? {
            Counted::Go(allowances) => allowances,
            Counted::Wait(seconds) => return Ok(SetUp::Wait(seconds)),
            Counted::Stopped => return Ok(SetUp::WrongCode),
        };
        let known = [account.name.clone(), account.email.as_typed().to_owned()];
        let Some(password) = account.password.clone() else { return Ok(SetUp::Weak(Weakness::Missing)) };
        let hashed = match self.new_hash(place, password, known).await? {
            Ok(hashed) => hashed,
            Err(weakness) => return Ok(SetUp::Weak(weakness)),
        };
        let (code, now, client) = (hash(code), self.now(), client.clone());
        self.db
            .write(move |c| {
                // Used up first: of two at once one finds it used, waits for nothing, and adds nothing.
                if setup::use_up(c, &code, now)? == 0 {
                    return Ok(SetUp::WrongCode);
                }
                let made = Made { hash: Some(&hashed), now, ..Made::default() };
                if users::any(c)? || accounts::insert(c, &account, made, &client)?.is_none() {
                    return Ok(SetUp::Closed);
                }
                for allowance in &allowances {
                    attempts::forgive(c, allowance, false)?;
                }
                Ok(SetUp::Done)
            })
            .await
    }
}

fn code(key: &SecretKey, nonce: &[u8]) -> String {
    let hash = key.hash(Purpose::SetupCode, &[nonce]);
    let letters: Vec<u8> = hash[..LENGTH].iter().map(|byte| LETTERS[usize::from(byte % 32)]).collect();
    let groups: Vec<&str> = letters.chunks(4).map(|group| std::str::from_utf8(group).unwrap_or_default()).collect();
    groups.join("-")
}

/// As typed: without dashes and spaces, whatever the case.
fn plain(code: &str) -> String {
    code.chars().filter(char::is_ascii_alphanumeric).map(|c| c.to_ascii_uppercase()).collect()
}

fn hash(code: &str) -> Vec<u8> {
    Sha256::digest(plain(code).as_bytes()).to_vec()
}
