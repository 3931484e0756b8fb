//! A session that is suddenly used from another network or by another family of browsers: a sign that its cookie was
//! stolen. What is done about it is a setting. People change networks all day, so by default that is only written down;
//! a cookie does not move from one browser to another by itself, so there the password is asked for again.

use std::net::IpAddr;

use uuid::Uuid;

use super::session::EndReason;
use super::touches::Noted;
use super::{Auth, Seen, agent, kind};
use crate::clock::Timestamp;
use crate::config::DriftRule;
use crate::error::Unavailable;
use crate::store::events::NewEvent;
use crate::store::sessions::{Ending, LiveRow};
use crate::store::{events, sessions};

/// What is not as it was.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Drift {
    /// The network.
    Network,
    /// The family of browsers.
    Browser,
}

impl Drift {
    /// Its name in the history and, after `drift-`, of its text.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Network => "network",
            Self::Browser => "browser",
        }
    }
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
        let noted = Noted { at: now, kind: kind::DRIFT, user_id: user, session_id: session, detail: drift.name() };
        match consequence {
            Consequence::Note => self.touches.noted(noted, seen.client()),
            Consequence::Ask => {
                self.touches.noted(noted, seen.client());
                return Ok(Outcome::Asked);
            }
            Consequence::End => {
                self.end_drifted(noted, seen).await?;
                return Ok(Outcome::Over);
            }
        }
        Ok(Outcome::Good)
    }

    async fn end_drifted(&self, noted: Noted, seen: &Seen<'_>) -> Result<(), Unavailable> {
        let (keep, client) = (self.keeps_history(), seen.client());
        let Noted { at, user_id, session_id, .. } = noted;
        self.db
            .write(move |c| {
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
    let last_agent = row.last_user_agent.as_deref().or(row.user_agent.as_deref());
    if last_agent != seen.user_agent && other_family(last_agent, seen.user_agent) {
        return Some((Drift::Browser, browser));
    }
    let last_ip = row.last_ip.as_deref().or(row.ip.as_deref());
    (elsewhere(last_ip, seen.ip)).then_some((Drift::Network, network))
}

/// A new version of a browser is the same family; one that says nothing is a family of its own.
fn other_family(last: Option<&str>, now: Option<&str>) -> bool {
    let family = |agent: Option<&str>| agent::read(agent.unwrap_or_default()).0;
    family(last) != family(now)
}

/// Whether two addresses are of different networks. An IPv4 and an IPv6 address cannot be compared: whoever has both
/// uses them in turn.
fn elsewhere(last: Option<&str>, now: Option<IpAddr>) -> bool {
    let (Some(last), Some(now)) = (last.and_then(|ip| ip.parse().ok()), now) else { return false };
    match (last, now) {
        (IpAddr::V4(last), IpAddr::V4(now)) => last.octets()[..2] != now.octets()[..2],
        (IpAddr::V6(last), IpAddr::V6(now)) => last.octets()[..4] != now.octets()[..4],
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_network_is_half_an_ipv4_address_or_a_quarter_of_an_ipv6_one() {
        let moved = |last: &str, now: &str| elsewhere(Some(last), Some(now.parse().expect("an address")));
        assert!(!moved("192.0.2.1", "192.0.200.9") && moved("192.0.2.1", "192.1.2.1"));
        assert!(!moved("2001:db8:1::1", "2001:db8:2::1") && moved("2001:db8::1", "2001:db9::1"));
        assert!(!moved("192.0.2.1", "2001:db8::1") && !elsewhere(None, Some(IpAddr::from([1, 2, 3, 4]))));
    }

    #[test]
    fn a_new_version_is_the_same_family_and_another_browser_is_not() {
        let firefox = |version: u32| format!("Mozilla/5.0 (X11; Linux x86_64; rv:{version}.0) Firefox/{version}.0");
        assert!(!other_family(Some(&firefox(140)), Some(&firefox(141))));
        assert!(other_family(Some(&firefox(140)), Some("curl/8.0")));
        assert!(other_family(Some(&firefox(140)), None) && !other_family(None, Some("unheard of")));
    }
}
