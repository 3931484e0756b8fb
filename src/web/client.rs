//! Who asks: the address, after proxies that are trusted, and the browser. Headers are believed only from those.

use std::net::IpAddr;

use ipnet::IpNet;
use rocket::Request;
use rocket::request::{FromRequest, Outcome};

use super::App;
use crate::auth::{Client, Seen};

#[rocket::async_trait]
impl<'r> FromRequest<'r> for Client {
    type Error = std::convert::Infallible;

    async fn from_request(request: &'r Request<'_>) -> Outcome<Self, Self::Error> {
        Outcome::Success(of(request))
    }
}

/// The client of a request.
pub fn of(request: &Request<'_>) -> Client {
    seen(request).client()
}

/// The same, as it stands in the request.
pub fn seen<'r>(request: &'r Request<'_>) -> Seen<'r> {
    let trusted = &App::of(request).config.trusted_proxies;
    let forwarded = request.headers().get("x-forwarded-for");
    let ip = request.remote().map(|peer| address(peer.ip(), forwarded, trusted));
    Seen { ip, user_agent: request.headers().get_one("user-agent") }
}

/// The peer, unless it is a trusted proxy: then the right-most address of all `X-Forwarded-For` lines joined that is
/// none. What stands further left was written by whoever is beyond our proxies. An unreadable entry ends the walk at
/// the last address known (ASVS 15.3.4).
fn address<'a>(peer: IpAddr, forwarded: impl Iterator<Item = &'a str>, trusted: &[IpNet]) -> IpAddr {
    let is_trusted = |ip: IpAddr| trusted.iter().any(|net| net.contains(&ip));
    let mut known = peer.to_canonical();
    if !is_trusted(known) {
        return known;
    }
    let entries: Vec<&str> = forwarded.flat_map(|line| line.split(',')).map(str::trim).collect();
    for entry in entries.iter().rev() {
        if !is_trusted(known) {
            break;
        }
        let Some(ip) = read(entry) else { break };
        known = ip;
    }
    known
}

/// An address as proxies write it: plain, in brackets, with or without a port.
pub(super) fn read(entry: &str) -> Option<IpAddr> {
    let plain = entry.parse::<IpAddr>().ok();
    let with_port = || entry.parse::<std::net::SocketAddr>().ok().map(|socket| socket.ip());
    let in_brackets = || entry.strip_prefix('[')?.strip_suffix(']')?.parse().ok();
    plain.or_else(with_port).or_else(in_brackets).map(|ip| ip.to_canonical())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(peer: &str, lines: &[&str]) -> String {
        let trusted = ["127.0.0.1/32".parse().expect("a network"), "10.0.0.0/8".parse().expect("a network")];
        address(peer.parse().expect("an address"), lines.iter().copied(), &trusted).to_string()
    }

    #[test]
    fn a_stranger_cannot_choose_an_address() {
        assert_eq!(of("192.0.2.9", &["198.51.100.1"]), "192.0.2.9");
    }

    #[test]
    fn behind_a_trusted_proxy_the_right_most_stranger_counts() {
        assert_eq!(of("127.0.0.1", &["198.51.100.1, 192.0.2.9"]), "192.0.2.9");
        assert_eq!(of("127.0.0.1", &["198.51.100.1", "192.0.2.9, 10.1.2.3"]), "192.0.2.9");
        assert_eq!(of("::ffff:127.0.0.1", &["[2001:db8::1]:4711"]), "2001:db8::1");
    }

    #[test]
    fn an_unreadable_entry_ends_the_walk() {
        assert_eq!(of("127.0.0.1", &["198.51.100.1, unknown, 10.1.2.3"]), "10.1.2.3");
        assert_eq!(of("127.0.0.1", &[]), "127.0.0.1");
        assert_eq!(of("127.0.0.1", &["", " , "]), "127.0.0.1");
    }
}
