//! What a server believes of a request that came to it, perhaps through proxies, and what is doubtful about that: facts and
//! plain functions over them, for the log at the start, for `hallpass doctor`, and for pages. Imports config alone.

use std::net::IpAddr;

use ipnet::IpNet;
use serde::{Deserialize, Serialize};

use crate::config::Origins;

/// What was seen of a request, and what is believed of it.
#[derive(Clone, Debug, Serialize, Deserialize, PartialEq, Eq)]
pub struct Belief {
    /// The address that counts for whoever asks: attempts are counted under it, and the history shows it.
    pub client: Option<IpAddr>,
    /// Who opened the connection: the browser, or the last proxy.
    pub peer: Option<IpAddr>,
    /// Whether that one is among the trusted proxies.
    pub peer_is_trusted: bool,
    /// The entries of all `X-Forwarded-For` lines, in their order, and whether each is a trusted proxy's.
    pub forwarded_for: Vec<Forwarded>,
    /// The `Host` header. Nothing is ever decided by it.
    pub host: Option<String>,
    /// The `X-Forwarded-Host` header. Nothing is decided by it either.
    pub forwarded_host: Option<String>,
    /// The `X-Forwarded-Proto` header. Nor by this one.
    pub forwarded_proto: Option<String>,
    /// Whether a form from a page of that host would be taken.
    pub host_is_known: bool,
    /// The setting `public_url`.
    pub public_url: String,
    /// Whether cookies are `Secure`.
    pub secure_cookies: bool,
    /// What is doubtful about the settings alone.
    pub settings: Vec<Doubt>,
}

/// One entry of `X-Forwarded-For`.
#[derive(Clone, Debug, Serialize, Deserialize, PartialEq, Eq)]
pub struct Forwarded {
    /// As it was written, cut to a length fit for a page.
    pub entry: String,
    /// The address in it, if there is one.
    pub address: Option<IpAddr>,
    /// Whether that is among the trusted proxies.
    pub is_trusted: bool,
}

/// What is doubtful, and probably to be mended.
#[derive(Clone, Copy, Debug, Serialize, Deserialize, PartialEq, Eq)]
#[serde(rename_all = "kebab-case")]
pub enum Doubt {
    /// Passwords travel readable: `public_url` begins with http:// and others than this machine can connect.
    Readable,
    /// By https, so a proxy is there, but none is trusted.
    NoProxyNamed,
    /// Others than this machine can connect, and no proxy stands before it with limits of time.
    NoTimeLimit,
    /// A proxy has written `X-Forwarded-For`, but it is not trusted.
    ProxyNotNamed,
    /// A trusted proxy tells no client's address.
    NothingForwarded,
    /// A trusted proxy says that the browser came by another scheme than that of `public_url`.
    OtherScheme,
    /// The browser came by a name that forms are not taken from.
    OtherHost,
    /// The proxy lets by what a visitor has written into `X-Forwarded-For`, and adds nothing.
    ForgedPassedOn,
    /// An address counts as a proxy's from which visitors come: what they write is believed.
    TrustsTooMany,
}

/// Longest entry that is kept of a header.
const LONGEST: usize = 100;

impl Doubt {
    /// All of them.
    pub const ALL: [Self; 9] = [
        Self::Readable,
        Self::NoProxyNamed,
        Self::NoTimeLimit,
        Self::ProxyNotNamed,
        Self::NothingForwarded,
        Self::OtherScheme,
        Self::OtherHost,
        Self::ForgedPassedOn,
        Self::TrustsTooMany,
    ];

    /// The name of its text.
    #[must_use]
    pub fn text(self) -> &'static str {
        match self {
            Self::Readable => "doubt-readable",
            Self::NoProxyNamed => "doubt-no-proxy-named",
            Self::NoTimeLimit => "doubt-no-time-limit",
            Self::ProxyNotNamed => "doubt-proxy-not-named",
            Self::NothingForwarded => "doubt-nothing-forwarded",
            Self::OtherScheme => "doubt-other-scheme",
            Self::OtherHost => "doubt-other-host",
            Self::ForgedPassedOn => "doubt-forged-passed-on",
            Self::TrustsTooMany => "doubt-trusts-too-many",
        }
    }

    /// What it is and what to do, for whoever runs the server: in the log and on the command line.
    #[must_use]
    pub fn sentence(self) -> &'static str {
        match self {
            Self::Readable => {
                "public_url begins with http://: passwords travel readable. For a LAN and for trials only; on the open net put nginx or Caddy before Hallpass."
            }
            Self::NoProxyNamed => {
                "public_url begins with https://, so a proxy stands before Hallpass, but trusted_proxies is empty: everybody counts as one address, and one attacker could use up everybody's attempts. Name the proxy there."
            }
            Self::NoTimeLimit => {
                "Rocket has no time limit for headers: on the open net put nginx or Caddy before Hallpass and name it in trusted_proxies."
            }
            Self::ProxyNotNamed => {
                "A proxy says for whom it asks (X-Forwarded-For), but it is not in trusted_proxies: everybody who comes through it counts as one address. Name its address there, if it is yours."
            }
            Self::NothingForwarded => {
                "The proxy does not say for whom it asks: everybody counts as one address. Make it add the client's address: in nginx `proxy_set_header X-Forwarded-For $proxy_add_x_forwarded_for;`."
            }
            Self::OtherScheme => {
                "The proxy says (X-Forwarded-Proto) that the browser came by another scheme than public_url has: write the one that people type into public_url, and lead the other there."
            }
            Self::OtherHost => {
                "The browser came by a name that is neither in public_url nor in allowed_origins: what is typed into forms there is refused. Lead that name to public_url."
            }
            Self::ForgedPassedOn => {
                "Whatever a visitor writes into X-Forwarded-For is believed: the proxy passes it on and adds nothing, or no proxy is there and trusted_proxies names where visitors come from. Make the proxy add the client's address: in nginx `proxy_set_header X-Forwarded-For $proxy_add_x_forwarded_for;`."
            }
            Self::TrustsTooMany => {
                "trusted_proxies names an address from which a visitor came: whatever comes from there is believed in X-Forwarded-For. Name the proxies alone."
            }
        }
    }
}

/// What is doubtful about the settings alone. `loopback`: whether this machine alone can connect.
#[must_use]
pub fn of_settings(origins: &Origins, proxies: &[IpNet], loopback: bool) -> Vec<Doubt> {
    let mut doubts = Vec::new();
    if !loopback && !origins.secure() {
        doubts.push(Doubt::Readable);
    }
    if proxies.is_empty() && origins.secure() {
        doubts.push(Doubt::NoProxyNamed);
    } else if proxies.is_empty() && !loopback {
        doubts.push(Doubt::NoTimeLimit);
    }
    doubts
}

impl Belief {
    /// What is doubtful about it, and about the settings.
    #[must_use]
    pub fn doubts(&self) -> Vec<Doubt> {
        let mut doubts = self.settings.clone();
        let told = !self.forwarded_for.is_empty();
        // Said already where no proxy is trusted at all.
        if told && !self.peer_is_trusted && !doubts.contains(&Doubt::NoProxyNamed) {
            doubts.push(Doubt::ProxyNotNamed);
        }
        // The nearest proxy has written the last entry; "unknown" is no address.
        let says_for_whom = self.forwarded_for.last().is_some_and(|entry| entry.address.is_some());
        if !says_for_whom && self.peer_is_trusted {
            doubts.push(Doubt::NothingForwarded);
        }
        doubts.extend(self.about_its_address());
        doubts
    }

    /// The same of a request that itself wrote `forged` into `X-Forwarded-For`, as an attacker would.
    #[must_use]
    pub fn doubts_of_forged(&self, forged: IpAddr) -> Vec<Doubt> {
        let mut added = self.clone();
        let entry = self.forwarded_for.iter().position(|entry| entry.address == Some(forged));
        if let Some(at) = entry {
            added.forwarded_for.drain(..=at);
        }
        let believed = self.client == Some(forged);
        // Whom the outermost proxy saw. This machine's own loopback is let pass: nobody else comes from there.
        let from = added.forwarded_for.first().and_then(|entry| entry.address);
        let mut doubts = self.settings.clone();
        match (believed, from) {
            (true, None) => doubts.push(Doubt::ForgedPassedOn),
            (true, Some(from)) if !from.is_loopback() => doubts.push(Doubt::TrustsTooMany),
            (true, Some(_)) => (),
            (false, _) => return added.doubts(),
        }
        doubts.extend(self.about_its_address());
        doubts
    }

    fn about_its_address(&self) -> Vec<Doubt> {
        let mut doubts = Vec::new();
        let scheme = self.public_url.split("://").next().unwrap_or_default();
        let forwarded = self.forwarded_proto.as_deref().map(first);
        if self.peer_is_trusted && forwarded.is_some_and(|proto| !proto.eq_ignore_ascii_case(scheme)) {
            doubts.push(Doubt::OtherScheme);
        }
        if !self.host_is_known {
            doubts.push(Doubt::OtherHost);
        }
        doubts
    }
}

impl Forwarded {
    /// An entry as it was written, with the address in it.
    #[must_use]
    pub fn new(entry: &str, address: Option<IpAddr>, proxies: &[IpNet]) -> Self {
        let is_trusted = address.is_some_and(|ip| proxies.iter().any(|net| net.contains(&ip)));
        Self { entry: cut(entry), address, is_trusted }
    }
}

/// The name that the browser came by, as far as it can be told: what a trusted proxy says; else the `Host` header, unless a
/// proxy was there, which may have put its own into it.
#[must_use]
pub fn host<'h>(host: Option<&'h str>, forwarded: Option<&'h str>, trusted: bool, proxied: bool) -> Option<&'h str> {
    match forwarded.filter(|_| trusted) {
        Some(forwarded) => Some(first(forwarded)),
        None => host.filter(|_| !trusted && !proxied),
    }
}

/// Where each of several proxies adds to a header, the one nearest to the browser has written the first.
fn first(header: &str) -> &str {
    header.split(',').next().unwrap_or_default().trim()
}

/// A header's text, fit for a page and a log.
#[must_use]
pub fn cut(text: &str) -> String {
    text.chars().filter(|c| !c.is_control()).take(LONGEST).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const FORGED: &str = "192.0.2.1";

    fn ip(text: &str) -> IpAddr {
        text.parse().expect("an address")
    }

    /// A request from `peer` with these entries, of which `client` is believed.
    fn seen(client: &str, peer: (&str, bool), forwarded: &[(&str, bool)]) -> Belief {
        let entry = |(text, is_trusted): &(&str, bool)| Forwarded {
            entry: (*text).into(),
            address: text.parse().ok(),
            is_trusted: *is_trusted,
        };
        Belief {
            client: Some(ip(client)),
            peer: Some(ip(peer.0)),
            peer_is_trusted: peer.1,
            forwarded_for: forwarded.iter().map(entry).collect(),
            host: Some("login.example.org".into()),
            forwarded_host: None,
            forwarded_proto: None,
            host_is_known: true,
            public_url: "https://login.example.org".into(),
            secure_cookies: true,
            settings: Vec::new(),
        }
    }

    #[test]
    fn a_proxy_as_it_should_be_leaves_no_doubt() {
        let adds = seen("203.0.113.9", ("127.0.0.1", true), &[(FORGED, false), ("203.0.113.9", false)]);
        let replaces = seen("203.0.113.9", ("127.0.0.1", true), &[("203.0.113.9", false)]);
        let direct = seen("127.0.0.1", ("127.0.0.1", false), &[(FORGED, false)]);
        // Asked from the proxy's own machine.
        let here = seen(FORGED, ("127.0.0.1", true), &[(FORGED, false), ("127.0.0.1", true)]);
        for belief in [&adds, &replaces, &direct, &here] {
            assert_eq!(belief.doubts_of_forged(ip(FORGED)), [], "{belief:?}");
        }
        assert_eq!(replaces.doubts(), []);
        assert_eq!(seen("203.0.113.9", ("203.0.113.9", false), &[]).doubts(), []);
    }

    #[test]
    fn each_mistake_with_a_proxy_is_told() {
        let not_named = seen("10.0.0.1", ("10.0.0.1", false), &[(FORGED, false), ("203.0.113.9", false)]);
        assert_eq!(not_named.doubts_of_forged(ip(FORGED)), [Doubt::ProxyNotNamed]);
        assert_eq!(not_named.doubts(), [Doubt::ProxyNotNamed]);
        let nothing = seen("127.0.0.1", ("127.0.0.1", true), &[]);
        assert_eq!(
            (nothing.doubts(), nothing.doubts_of_forged(ip(FORGED))),
            (vec![Doubt::NothingForwarded], vec![Doubt::NothingForwarded])
        );
        assert_eq!(seen("127.0.0.1", ("127.0.0.1", true), &[("unknown", false)]).doubts(), [Doubt::NothingForwarded]);
        let passed_on = seen(FORGED, ("127.0.0.1", true), &[(FORGED, false)]);
        assert_eq!(passed_on.doubts_of_forged(ip(FORGED)), [Doubt::ForgedPassedOn]);
        let too_many = seen(FORGED, ("127.0.0.1", true), &[(FORGED, false), ("203.0.113.9", true)]);
        assert_eq!(too_many.doubts_of_forged(ip(FORGED)), [Doubt::TrustsTooMany]);
        let plain = Belief {
            forwarded_proto: Some("http".into()),
            ..seen("203.0.113.9", ("127.0.0.1", true), &[("203.0.113.9", false)])
        };
        assert_eq!(plain.doubts(), [Doubt::OtherScheme]);
        let named = Belief { host_is_known: false, ..seen("203.0.113.9", ("203.0.113.9", false), &[]) };
        assert_eq!(named.doubts(), [Doubt::OtherHost]);
    }

    #[test]
    fn only_what_can_be_told_of_the_host_counts() {
        assert_eq!(host(Some("a"), Some("b, c"), true, true), Some("b"));
        assert_eq!(host(Some("a"), Some("b"), false, false), Some("a"));
        assert_eq!(host(Some("127.0.0.1:8000"), None, true, true), None);
        assert_eq!(host(Some("127.0.0.1:8000"), None, false, true), None);
    }

    #[test]
    fn every_doubt_has_a_text_of_its_own_and_a_sentence_that_ends() {
        let mut texts: Vec<&str> = Doubt::ALL.iter().map(|doubt| doubt.text()).collect();
        texts.sort_unstable();
        texts.dedup();
        assert_eq!(texts.len(), Doubt::ALL.len());
        assert!(Doubt::ALL.iter().all(|doubt| doubt.sentence().ends_with('.')));
        let written = serde_json::to_value(Doubt::NoProxyNamed).expect("it is a word");
        assert_eq!(written, "no-proxy-named");
    }
}
