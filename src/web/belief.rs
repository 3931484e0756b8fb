//! What this server believes of a request, as a page or `hallpass doctor` shows it.

use rocket::Request;

use super::{App, client};
use crate::belief;
pub use crate::belief::{Belief, Doubt, Forwarded};

/// What is believed of a request.
#[must_use]
pub fn of(request: &Request<'_>) -> Belief {
    let config = &App::of(request).config;
    let (origins, proxies) = (&config.origins, &config.trusted_proxies);
    let peer = request.remote().map(|peer| peer.ip().to_canonical());
    let peer_is_trusted = peer.is_some_and(|peer| proxies.iter().any(|net| net.contains(&peer)));
    let lines = request.headers().get("x-forwarded-for").flat_map(|line| line.split(',')).map(str::trim);
    let forwarded_for: Vec<Forwarded> = lines
        .filter(|entry| !entry.is_empty())
        .map(|entry| Forwarded::new(entry, client::read(entry), proxies))
        .collect();
    let header = |name| request.headers().get_one(name);
    let (host, forwarded_host) = (header("host"), header("x-forwarded-host"));
    let came_by = belief::host(host, forwarded_host, peer_is_trusted, !forwarded_for.is_empty());
    let is_taken = |host: &str| ["http", "https"].iter().any(|scheme| origins.allows(&format!("{scheme}://{host}")));
    Belief {
        client: client::seen(request).ip,
        peer,
        peer_is_trusted,
        forwarded_for,
        host: host.map(belief::cut),
        forwarded_host: forwarded_host.map(belief::cut),
        forwarded_proto: header("x-forwarded-proto").map(belief::cut),
        host_is_known: came_by.is_none_or(|host| is_taken(&host.to_ascii_lowercase())),
        public_url: origins.public().to_owned(),
        secure_cookies: origins.secure(),
        settings: belief::of_settings(origins, proxies, request.rocket().config().address.is_loopback()),
    }
}
