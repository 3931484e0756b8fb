//! A session that is suddenly used from another network or by another family of browsers: a sign that its cookie was
//! stolen. What is done about it is a setting. People change networks all day, so by default that is only written down;
//! a cookie does not move from one browser to another by itself, so there the password is asked for again.

use std::net::IpAddr;

use uuid::Uuid;

use super::session::EndReason;
use super::touches::Noted;
use super::{Auth, Seen, kind};
use crate::agent;
use crate::clock::Timestamp;
use crate::config::DriftRule;
use crate::error::Unavailable;
use crate::store::events::NewEvent;
use crate::store::sessions::{Ending, LiveRow};
use crate::store::{events, sessions, users};

/// What is not as it was.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Drift {
    /// The network.
    Network,
    /// The family of browsers.
    Browser,
}

impl Drift {
    /// Its name in the history and, after `drift-`, of its text: with whether the password was asked for.
    fn name(self, consequence: Consequence) -> &'static str {
        match (self, consequence) {
            (Self::Network, Consequence::Note) => "network",
            (Self::Network, _) => "network-asked",
            (Self::Browser, _) => "browser-asked",
        }
    }

    /// All names it can have.
    #[cfg(test)]
    pub(crate) const NAMES: [&'static str; 3] = ["network", "network-asked", "browser-asked"];
}

/// What is done about it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Consequence {
    Note,
    Ask,
    End,
}

/// Whether a session may go on as it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Outcome {
    /// It may.
    Good,
    /// Not before the password was entered again.
    Asked,
    /// It was ended.
    Over,
}

impl Auth {
    /// Compares a request with what was last seen of its session, and does what the setting says.
    pub(super) async fn check_drift(
        &self,
        (session, user): (Uuid, Uuid),
        row: &LiveRow,
        seen: &Seen<'_>,
        now: Timestamp,
    ) -> Result<Outcome, Unavailable> {
        let rule = self.sessions.drift;
        let Some((drift, consequence)) = found(rule, row, seen) else { return Ok(Outcome::Good) };
        let noted =
            Noted { at: now, kind: kind::DRIFT, user_id: user, session_id: session, detail: drift.name(consequence) };
        if consequence == Consequence::End {
            tracing::warn!(%user, %session, ip = seen.ip.map(tracing::field::display), "drift: the session was ended");
            self.end_drifted(noted, seen).await?;
            return Ok(Outcome::Over);
        }
        if self.touches.noted(noted, || seen.client()) {
            let ip = seen.ip.map(tracing::field::display);
            tracing::warn!(%user, %session, ip, what = noted.detail, "drift");
        }
        Ok(if consequence == Consequence::Ask { Outcome::Asked } else { Outcome::Good })
    }

    async fn end_drifted(&self, noted: Noted, seen: &Seen<'_>) -> Result<(), Unavailable> {
        let (keep, client) = (self.keeps_history(), seen.client());
        let Noted { at, user_id, session_id, .. } = noted;
        self.db
            .write(move |c| {
                users::lock(c, user_id)?;
                let ending = Ending { at, reason: EndReason::Drift.name(), by: None, keep };
                if sessions::end(c, session_id, user_id, ending)? == 1 {
                    let event = client.event(kind::SESSION_ENDED, user_id);
                    let detail = Some(EndReason::Drift.name());
                    events::insert(c, at, &NewEvent { session_id: Some(session_id), detail, ..event })?;
                }
                Ok(())
            })
            .await
    }
}

/// What is not as it was, and what is done about it. The browser first: it weighs more.
fn found(rule: DriftRule, row: &LiveRow, seen: &Seen<'_>) -> Option<(Drift, Consequence)> {
    let (network, browser) = match rule {
        DriftRule::Off => return None,
        DriftRule::Note => (Consequence::Note, Consequence::Ask),
        DriftRule::Ask => (Consequence::Ask, Consequence::Ask),
        DriftRule::End => (Consequence::End, Consequence::End),
    };
    let last = row.last_user_agent.as_deref().or(row.user_agent.as_deref());
    // Compared as it would be kept: what is sent may be of any length.
    if last != seen.user_agent && other_family(last, seen.client().user_agent.as_deref()) {
        return Some((Drift::Browser, browser));
    }
    let known = [row.last_ip.as_deref(), row.ip.as_deref()];
    elsewhere(known, seen.ip).then_some((Drift::Network, network))
}

/// A new version of a browser is the same family. All that are not known are one family, with those that say nothing.
fn other_family(last: Option<&str>, now: Option<&str>) -> bool {
    let family = |agent: Option<&str>| agent::read(agent.unwrap_or_default()).0;
    family(last) != family(now)
}

/// Whether an address is of another network than the last known one of its kind. An IPv4 and an IPv6 address cannot be
/// compared: whoever has both uses them in turn.
fn elsewhere(known: [Option<&str>; 2], now: Option<IpAddr>) -> bool {
    let known = known.into_iter().flatten().filter_map(|ip| ip.parse::<IpAddr>().ok());
    let Some(now) = now else { return false };
    let mut compared = known.filter_map(|known| match (known, now) {
        (IpAddr::V4(known), IpAddr::V4(now)) => Some(known.octets()[..2] != now.octets()[..2]),
        (IpAddr::V6(known), IpAddr::V6(now)) => Some(known.octets()[..4] != now.octets()[..4]),
        _ => None,
    });
    compared.next().unwrap_or(false)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_network_is_half_an_ipv4_address_or_a_quarter_of_an_ipv6_one() {
        let moved = |last: &str, now: &str| elsewhere([Some(last), None], Some(now.parse().expect("an address")));
        assert!(!moved("192.0.2.1", "192.0.200.9") && moved("192.0.2.1", "192.1.2.1"));
        assert!(!moved("2001:db8:1::1", "2001:db8:2::1") && moved("2001:db8::1", "2001:db9::1"));
        assert!(!moved("192.0.2.1", "2001:db8::1") && !elsewhere([None, None], Some(IpAddr::from([1, 2, 3, 4]))));
        // By way of the other kind nobody comes to be at home.
        assert!(elsewhere([Some("2001:db8::1"), Some("192.0.2.1")], Some(IpAddr::from([203, 0, 113, 1]))));
    }

    #[test]
    fn a_new_version_is_the_same_family_and_another_browser_is_not() {
        let firefox = |version: u32| format!("Mozilla/5.0 (X11; Linux x86_64; rv:{version}.0) Firefox/{version}.0");
        assert!(!other_family(Some(&firefox(140)), Some(&firefox(141))));
        assert!(other_family(Some(&firefox(140)), Some("curl/8.0")));
        assert!(other_family(Some(&firefox(140)), None) && !other_family(None, Some("unheard of")));
    }
}
