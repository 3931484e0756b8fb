//! The way from a browser to the server: a real request to `public_url`, in which an attacker's header is forged, and what
//! the server says it believes of it.

use std::net::{IpAddr, Ipv4Addr};
use std::time::Duration;

use reqwest::StatusCode;
use reqwest::redirect::Policy;

use super::Findings;
use crate::auth::doctor_proof::{HEADER, proof};
use crate::belief::{self, Belief, Doubt};
use crate::cli::refused::Refused;
use crate::clock::Clock;
use crate::config::Config;

/// An address for examples alone (RFC 5737): nobody comes from there.
const FORGED: IpAddr = IpAddr::V4(Ipv4Addr::new(192, 0, 2, 1));
/// How long an answer is waited for.
const PATIENCE: Duration = Duration::from_secs(5);
/// Longest answer that is read, in bytes.
const LONGEST: usize = 64 * 1024;

/// What answers at `public_url`.
enum Found {
    /// A server with our key.
    Server(Box<Belief>),
    /// A Hallpass that does not take our proof.
    OtherKey,
    /// Something else, with this status.
    SomethingElse(StatusCode),
    /// Nothing, and why.
    Nothing(String),
}

pub(super) async fn check(findings: &mut Findings, config: &Config) -> Result<(), Refused> {
    let public = config.origins.public();
    let belief = match ask(config).await? {
        Found::Server(belief) => *belief,
        other => {
            findings.amiss("way here", not_ours(public, &other))?;
            let address = rocket::Config::figment().extract_inner::<IpAddr>("address").ok();
            let loopback = address.is_none_or(|address| address.is_loopback());
            return doubts(findings, belief::of_settings(&config.origins, &config.trusted_proxies, loopback));
        }
    };
    findings.ok("way here", format!("{public} leads to this server"))?;
    let client = belief.client.map_or_else(|| "nobody".to_owned(), |ip| ip.to_string());
    let found = belief.doubts_of_forged(FORGED);
    if belief.public_url != public {
        let text = format!(
            "the server that runs was started with public_url {}, and the settings say {public}: start it anew.",
            belief.public_url
        );
        findings.amiss("proxy", text)?;
    }
    if found.is_empty() {
        return findings
            .ok("proxy", format!("a forged X-Forwarded-For is not believed; this request counted as {client}'s"));
    }
    doubts(findings, found)
}

fn doubts(findings: &mut Findings, found: Vec<Doubt>) -> Result<(), Refused> {
    found.into_iter().try_for_each(|doubt| findings.amiss("proxy", doubt.sentence()))
}

fn not_ours(public: &str, found: &Found) -> String {
    match found {
        Found::Server(_) => String::new(),
        Found::OtherKey => format!(
            "a Hallpass answers at {public}, but it does not know this secret key: start the server anew if the key was changed; else public_url leads to another server, or its clock is more than a minute apart."
        ),
        Found::SomethingElse(status) => format!(
            "something else answers at {public} ({status}): check public_url, and that the proxy passes all paths on to Hallpass unchanged."
        ),
        Found::Nothing(why) => format!(
            "nothing answers at {public} ({why}): start Hallpass and the proxy before it, or check public_url, its name and its certificate."
        ),
    }
}

async fn ask(config: &Config) -> Result<Found, Refused> {
    let client = reqwest::Client::builder()
        // Another address would be another thing to check.
        .redirect(Policy::none())
        .no_proxy()
        .timeout(PATIENCE)
        .user_agent("hallpass doctor")
        .build()
        .map_err(|why| Refused::new(format!("TLS cannot be had on this machine: {why}.")))?;
    let public = config.origins.public();
    let sent = proof(&config.keys, Clock::System.now())?;
    let request = client.get(format!("{public}/doctor")).header(HEADER, sent);
    let answer = match request.header("X-Forwarded-For", FORGED.to_string()).send().await {
        Ok(answer) => answer,
        Err(why) => return Ok(Found::Nothing(cause(why))),
    };
    let status = answer.status();
    if status == StatusCode::OK
        && let Some(belief) = read(answer).await.and_then(|body| serde_json::from_slice(&body).ok())
    {
        return Ok(Found::Server(Box::new(belief)));
    }
    let health = match client.get(format!("{public}/healthz")).send().await {
        Ok(answer) => read(answer).await.unwrap_or_default(),
        Err(why) => return Ok(Found::Nothing(cause(why))),
    };
    Ok(if health == b"ok\n" { Found::OtherKey } else { Found::SomethingElse(status) })
}

async fn read(mut answer: reqwest::Response) -> Option<Vec<u8>> {
    let mut body = Vec::new();
    while let Some(part) = answer.chunk().await.ok()? {
        body.extend_from_slice(&part);
        if body.len() > LONGEST {
            return None;
        }
    }
    Some(body)
}

/// The innermost reason, which says the most.
fn cause(why: reqwest::Error) -> String {
    let why = why.without_url();
    let mut cause: &dyn std::error::Error = &why;
    while let Some(inner) = cause.source() {
        cause = inner;
    }
    cause.to_string()
}
