//! How often may be tried. Every place that answers "is this password right?" counts the attempt before it looks, in
//! one transaction over all its allowances, so that many at once are not taken for one (ASVS 6.3.1). Kept in the
//! database, so it holds for all servers; when that is away, nothing is tried.
//!
//! Strangers cannot lock an owner out: a browser that has proven this user has an allowance of its own, which theirs do
//! not touch, and the stop after many failures counts only attempts without one (ASVS 6.1.1).

use std::net::IpAddr;

use sha2::{Digest, Sha256};
use uuid::Uuid;

use super::{Auth, Client};
use crate::clock::{MINUTE, Seconds};
use crate::config::Pace;
use crate::error::Unavailable;
use crate::store::attempts::{self, Allowance};

/// Letters to one address that anybody can cause. Enough for whoever looks into the wrong folder, too few to annoy.
const LETTERS: Pace = Pace { burst: 5, every: 10 * MINUTE };

/// What may be tried, and on whose account it goes.
#[derive(Clone, Copy, Debug)]
pub enum Of<'a> {
    /// A password for an e-mail typed, from a browser that never proved its user; existing or not.
    Account(&'a str),
    /// A password of a user, from a browser that has proven them.
    Browser(Uuid, Uuid),
    /// A password of a user, from within their session.
    Confirm(Uuid),
    /// A password, from within a session that is suddenly used from elsewhere: whoever that is must not use up what the
    /// owner has.
    Asked(Uuid),
    /// Letters of one kind to a canonical address, whoever asks for them: by kind, so that one of another kind keeps nobody
    /// from theirs.
    Letters(&'static str, &'a str),
    /// The setup code, a link, and everything else that comes from one address.
    Address(IpAddr),
}

/// Whether an attempt was counted.
#[derive(Clone, Debug)]
pub enum Counted {
    /// It may be tried; these are to be forgiven when it succeeds.
    Go(Vec<Allowance>),
    /// Too many for now: one more in so many seconds.
    Wait(Seconds),
    /// Too many failures in a row: not until the password is set anew.
    Stopped,
}

impl Auth {
    /// Counts one attempt on all of `of`, or, when one of them is used up, on none.
    pub(super) async fn count(&self, of: &[Of<'_>]) -> Result<Counted, Unavailable> {
        let now = self.now();
        let mut allowances: Vec<Allowance> = of.iter().map(|of| self.allowance(*of)).collect();
        // Always in the same order, so that two transactions never wait for each other.
        allowances.sort_by_key(|allowance| allowance.name);
        let refused = {
            let allowances = allowances.clone();
            self.db.write(move |c| attempts::count_all(c, &allowances, now)).await?
        };
        Ok(match refused {
            None => Counted::Go(allowances),
            Some((standing, allowance)) if allowance.stop.is_some_and(|stop| standing.failures >= stop) => {
                Counted::Stopped
            }
            Some((standing, allowance)) => {
                Counted::Wait((standing.free_at - (allowance.burst - 1) * allowance.every - now).max(1))
            }
        })
    }

    /// Takes back an attempt that succeeded.
    pub(super) async fn forgive(&self, allowances: Vec<Allowance>) -> Result<(), Unavailable> {
        self.db.write(move |c| allowances.iter().try_for_each(|each| attempts::forgive(c, each, false).map(drop))).await
    }

    /// Where attempts from `client` are counted; one without an address goes with all others without.
    pub(super) fn address(client: &Client) -> Of<'static> {
        Of::Address(client.ip.unwrap_or(IpAddr::from([0, 0, 0, 0])))
    }

    pub(super) fn allowance(&self, of: Of<'_>) -> Allowance {
        let rules = &self.throttle;
        let (name, pace, stop) = match of {
            Of::Account(email) => (account_name(email), rules.account, Some(rules.stop)),
            Of::Browser(browser, user) => {
                let both = [browser.into_bytes(), user.into_bytes()].concat();
                (name(b"browser", &both), rules.browser, None)
            }
            Of::Confirm(user) => (confirm_name(user), rules.account, Some(rules.stop)),
            Of::Asked(session) => (name(b"asked", session.as_bytes()), rules.account, Some(rules.stop)),
            Of::Letters(kind, email) => (name(kind.as_bytes(), email.as_bytes()), LETTERS, None),
            Of::Address(ip) => (name(b"address", &network(ip)), rules.address, None),
        };
        let Pace { burst, every } = pace;
        Allowance { name, burst, every, stop }
    }
}

/// The name under which attempts on an e-mail are counted.
pub(super) fn account_name(email_canonical: &str) -> [u8; 32] {
    name(b"account", email_canonical.as_bytes())
}

/// The name under which attempts from within a user's sessions are counted.
pub(super) fn confirm_name(user: Uuid) -> [u8; 32] {
    name(b"confirm", user.as_bytes())
}

/// A hash, so that a row has one size whatever was typed. Without a key: counts have to outlast a change of key, and to
/// hold among servers while they change it one by one.
fn name(what: &[u8], value: &[u8]) -> [u8; 32] {
    Sha256::new().chain_update(what).chain_update(b":").chain_update(value).finalize().into()
}

/// An IPv4 address; of IPv6 the /64, since whoever has one address there has them all.
fn network(ip: IpAddr) -> Vec<u8> {
    match ip.to_canonical() {
        IpAddr::V4(ip) => ip.octets().to_vec(),
        IpAddr::V6(ip) => ip.octets()[..8].to_vec(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_counts_by_its_network() {
        let of = |text: &str| network(text.parse().expect("an address"));
        assert_eq!(of("2001:db8::1"), of("2001:db8::ffff:1"));
        assert_ne!(of("2001:db8::1"), of("2001:db8:0:1::1"));
        assert_eq!(of("::ffff:192.0.2.1"), of("192.0.2.1"));
        assert_ne!(of("192.0.2.1"), of("192.0.2.2"));
    }
}
