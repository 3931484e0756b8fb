//! Who else may prove who somebody is: `[default.hallpass.providers.NAME]`.

use std::cmp::Reverse;
use std::collections::BTreeMap;
use std::fmt;
use std::fs;
use std::sync::Arc;

use serde::{Deserialize, Serialize};
use url::Url;
use zeroize::Zeroizing;

use super::mail::is_here;
use super::written::Duration;
use super::{ConfigError, Roles};
use crate::clock::{HOUR, MINUTE, Seconds};
use crate::jws::SigningKey;

/// Largest picture for a button, in bytes.
const LARGEST_ICON: usize = 64 * 1024;

/// What the protocol itself says is not for a setting to say otherwise.
const PROTOCOLS_OWN: [&str; 9] = [
    "client_id",
    "redirect_uri",
    "response_type",
    "scope",
    "state",
    "nonce",
    "code_challenge",
    "code_challenge_method",
    "response_mode",
];

/// One that may prove who somebody is.
#[derive(Clone, Debug)]
#[allow(clippy::struct_excessive_bools, reason = "each is a setting of its own")]
pub struct ProviderRules {
    /// Its name: in the settings, in addresses and in `methods` of sessions.
    pub name: String,
    /// What it speaks.
    pub kind: ProviderKind,
    /// Who it says it is: its address, exactly as it writes it.
    pub issuer: String,
    /// Who we are there.
    pub client_id: String,
    /// How we prove it.
    pub client: ClientProof,
    /// What is asked for.
    pub scopes: Vec<String>,
    /// Further parameters of the request that begins a sign-in.
    pub parameters: BTreeMap<String, String>,
    /// The origins it may be asked at: its own and what is listed.
    pub origins: Vec<String>,
    /// What it is called on pages.
    pub label: String,
    /// The picture on its button.
    pub icon: Option<Icon>,
    /// What becomes of somebody it proves who has no account.
    pub first_sign_in: FirstSignIn,
    /// Whether an e-mail it names is proven, even where it does not say so.
    pub trust_email: bool,
    /// Whose limit of a session's life counts.
    pub max_session: MaxSession,
    /// Whether its tokens are kept, sealed, and renewed.
    pub keep_tokens: bool,
    /// How long an access token is used before it is renewed, in seconds; what the provider says, where that is less.
    pub access_token_life: Seconds,
    /// Whether signing out here signs out there.
    pub sign_out: bool,
    /// Whether its sessions outlive the browser.
    pub remember: bool,
    /// Whether name, language and time zone are taken over at every sign-in, not only the first.
    pub update_profile: bool,
    /// What decides the role, where it is the provider that does.
    pub role: Option<RoleRule>,
}

/// What a provider speaks.
#[derive(Clone, Copy, Debug, Deserialize, Serialize, PartialEq, Eq)]
#[serde(rename_all = "lowercase")]
pub enum ProviderKind {
    /// OpenID Connect.
    Oidc,
    /// The AuthKit API of WorkOS, which has sessions and roles but no ID token.
    WorkOs,
}

/// How we prove who we are to a provider.
#[derive(Clone)]
pub enum ClientProof {
    /// By a secret that it knows too.
    Secret(Zeroizing<String>),
    /// By a signature (RFC 7523): it knows the public key alone.
    Key {
        /// The key.
        key: Arc<SigningKey>,
        /// Its name there, where it has one.
        id: Option<String>,
    },
}

/// Nothing of it shows.
impl fmt::Debug for ClientProof {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("ClientProof(…)")
    }
}

/// The picture on a provider's button.
#[derive(Clone)]
pub struct Icon {
    /// Its bytes.
    pub bytes: Arc<[u8]>,
    /// `image/svg+xml` or `image/png`.
    pub media_type: &'static str,
}

impl fmt::Debug for Icon {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Icon({}, {} bytes)", self.media_type, self.bytes.len())
    }
}

/// What becomes of somebody a provider proves who has no account.
#[derive(Clone, Copy, Debug, Deserialize, Serialize, PartialEq, Eq)]
#[serde(rename_all = "lowercase")]
pub enum FirstSignIn {
    /// One is made.
    Create,
    /// One is made for whom somebody asked in.
    Invite,
    /// They are told that there is none.
    Refuse,
}

/// Whose limit of a session's life counts.
#[derive(Clone, Copy, Debug, Deserialize, Serialize, PartialEq, Eq)]
#[serde(rename_all = "lowercase")]
pub enum MaxSession {
    /// The provider's: for as long as it renews what it gave.
    Provider,
    /// `absolute_timeout`.
    Own,
}

/// What decides the role.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RoleRule {
    /// The claim, with dots on the way into it: `realm_access.roles`.
    pub claim: String,
    /// Which of its values means which role, the one that permits most first; whoever has none of them is a `user`.
    pub roles: Vec<(String, String)>,
}

/// A provider as it is written, with its defaults.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(default, deny_unknown_fields)]
#[allow(clippy::struct_excessive_bools, reason = "each is a setting of its own")]
pub(super) struct WrittenProvider {
    kind: ProviderKind,
    issuer: Option<String>,
    client_id: String,
    #[serde(skip_serializing)]
    client_secret: Option<Zeroizing<String>>,
    private_key_file: Option<String>,
    private_key_id: Option<String>,
    scopes: Vec<String>,
    parameters: BTreeMap<String, String>,
    hosts: Vec<String>,
    label: Option<String>,
    icon: Option<String>,
    first_sign_in: FirstSignIn,
    trust_email: bool,
    max_session: MaxSession,
    keep_tokens: bool,
    access_token_life: Duration,
    sign_out: bool,
    remember: bool,
    update_profile: bool,
    role_claim: Option<String>,
    roles: BTreeMap<String, String>,
}

impl Default for WrittenProvider {
    fn default() -> Self {
        Self {
            kind: ProviderKind::Oidc,
            issuer: None,
            client_id: String::new(),
            client_secret: None,
            private_key_file: None,
            private_key_id: None,
            scopes: ["openid", "email", "profile"].map(str::to_owned).to_vec(),
            parameters: BTreeMap::new(),
            hosts: Vec::new(),
            label: None,
            icon: None,
            first_sign_in: FirstSignIn::Refuse,
            trust_email: false,
            max_session: MaxSession::Own,
            keep_tokens: true,
            access_token_life: Duration(HOUR),
            sign_out: false,
            remember: false,
            update_profile: false,
            role_claim: None,
            roles: BTreeMap::new(),
        }
    }
}

/// Reads all of them, in the order of their names.
pub(super) fn read(
    written: BTreeMap<String, WrittenProvider>,
    roles: &Roles,
) -> Result<Vec<ProviderRules>, ConfigError> {
    written.into_iter().map(|(name, provider)| provider.read(name, roles)).collect()
}

impl WrittenProvider {
    fn read(self, name: String, known: &Roles) -> Result<ProviderRules, ConfigError> {
        let wrong =
            |setting: &str, hint: &str| ConfigError::new(format!("providers.{name}.{setting}"), hint.to_owned());
        if name.is_empty() || name.len() > 32 || !name.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-') {
            let hint = format!("{name:?} is no name: write up to 32 letters, digits and dashes");
            return Err(ConfigError::new("providers", hint));
        }
        let issuer = match (self.issuer, self.kind) {
            (Some(issuer), _) => issuer,
            (None, ProviderKind::WorkOs) => "https://api.workos.com".into(),
            (None, ProviderKind::Oidc) => {
                return Err(wrong("issuer", "it is missing: write the provider's address, as it writes it itself"));
            }
        };
        let mut origins = vec![origin(&issuer).ok_or_else(|| {
            wrong("issuer", "write an address that begins with https:// (http:// only on this machine)")
        })?];
        for host in &self.hosts {
            let address = if host.contains("://") { host.clone() } else { format!("https://{host}") };
            let bare = Url::parse(&address).is_ok_and(|url| matches!(url.path(), "" | "/") && url.query().is_none());
            let origin = origin(&address).filter(|_| bare);
            origins.push(origin.ok_or_else(|| wrong("hosts", "write names of hosts, like [\"keys.example.org\"]"))?);
        }
        if self.client_id.trim().is_empty() {
            return Err(wrong("client_id", "it is missing: write who Hallpass is to the provider"));
        }
        if self.private_key_id.is_some() && self.private_key_file.is_none() {
            return Err(wrong("private_key_id", "it names the key in private_key_file, which is missing"));
        }
        let client = match (self.client_secret, &self.private_key_file) {
            (Some(secret), None) if !secret.is_empty() => ClientProof::Secret(secret),
            (None, Some(path)) if self.kind == ProviderKind::Oidc => {
                let key = key(path).map_err(|why| {
                    wrong("private_key_file", &format!("{why}: write the path of a private key in PEM (PKCS #8)"))
                })?;
                ClientProof::Key { key: Arc::new(key), id: self.private_key_id }
            }
            _ => {
                return Err(wrong("client_secret", "write either this or, for OpenID Connect, private_key_file"));
            }
        };
        let token =
            |text: &String| !text.is_empty() && text.bytes().all(|b| b.is_ascii_graphic() && b != b'"' && b != b'\\');
        if !self.scopes.iter().all(token) {
            return Err(wrong("scopes", "write a list of words, like [\"openid\", \"email\", \"profile\"]"));
        }
        if self.parameters.keys().any(|name| PROTOCOLS_OWN.contains(&name.as_str())) {
            return Err(wrong("parameters", "leave out what Hallpass sends itself, like scope and state"));
        }
        // Somebody who is an administrator of one organisation there is nobody in the others.
        if self.kind == ProviderKind::WorkOs
            && self.role_claim.is_some()
            && !self.parameters.contains_key("organization_id")
        {
            let hint = "a role counts in one organisation: write parameters = { organization_id = \"org_…\" } too";
            return Err(wrong("role_claim", hint));
        }
        if issuer.contains("/.well-known/") {
            return Err(wrong("issuer", "leave out /.well-known/ and what follows"));
        }
        if self.access_token_life.0 < MINUTE {
            return Err(wrong("access_token_life", "write \"1 min\" or more"));
        }
        let label = self.label.unwrap_or_else(|| name.clone());
        if label.trim().is_empty() || label.chars().count() > 40 || label.chars().any(char::is_control) {
            return Err(wrong("label", "write a name of 1 to 40 characters"));
        }
        let icon = self.icon.as_deref().map(|path| picture(path).map_err(|why| wrong("icon", &why))).transpose()?;
        let role = match (self.role_claim, self.roles) {
            (None, roles) if roles.is_empty() => None,
            (Some(claim), roles) if !claim.is_empty() && !roles.is_empty() => {
                if let Some(unknown) = roles.values().find(|role| !known.has(role)) {
                    return Err(wrong("roles", &format!("there is no role {unknown:?} in [default.hallpass.roles]")));
                }
                let mut roles: Vec<(String, String)> = roles.into_iter().collect();
                // Whoever has several gets the one that permits most.
                roles.sort_by_key(|(value, role)| (Reverse(known.weight(role)), role.clone(), value.clone()));
                Some(RoleRule { claim, roles })
            }
            _ => return Err(wrong("role_claim", "write both this and roles, like roles = { staff = \"auditor\" }")),
        };
        Ok(ProviderRules {
            kind: self.kind,
            issuer,
            client_id: self.client_id,
            client,
            scopes: self.scopes,
            parameters: self.parameters,
            origins,
            label,
            icon,
            first_sign_in: self.first_sign_in,
            trust_email: self.trust_email,
            max_session: self.max_session,
            keep_tokens: self.keep_tokens,
            access_token_life: self.access_token_life.0,
            sign_out: self.sign_out,
            remember: self.remember,
            update_profile: self.update_profile,
            role,
            name,
        })
    }
}

/// Scheme, host and port of an address that secrets may be sent to: by https, or to this machine.
fn origin(address: &str) -> Option<String> {
    let url = Url::parse(address).ok()?;
    let here = is_here(url.host_str()?.trim_start_matches('[').trim_end_matches(']'));
    let plain = url.username().is_empty() && url.password().is_none();
    (plain && (url.scheme() == "https" || (url.scheme() == "http" && here))).then(|| url.origin().ascii_serialization())
}

fn key(path: &str) -> Result<SigningKey, String> {
    let pem = Zeroizing::new(fs::read_to_string(path).map_err(|why| format!("{path} cannot be read ({why})"))?);
    SigningKey::from_pem(&pem).ok_or_else(|| format!("there is no RSA, P-256 or Ed25519 key in {path}"))
}

fn picture(path: &str) -> Result<Icon, String> {
    let bytes = fs::read(path).map_err(|why| format!("{path} cannot be read ({why}): write the path of a picture"))?;
    let media_type = match () {
        () if bytes.len() > LARGEST_ICON => return Err(format!("{path} is larger than 64 KiB: choose a smaller one")),
        () if bytes.starts_with(b"\x89PNG\r\n\x1a\n") => "image/png",
        () if std::str::from_utf8(&bytes).is_ok_and(|text| text.contains("<svg")) => "image/svg+xml",
        () => return Err(format!("{path} is neither SVG nor PNG: choose one that is")),
    };
    Ok(Icon { bytes: bytes.into(), media_type })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn secrets_go_to_nobody_without_tls_but_this_machine() {
        for (address, expected) in [
            ("https://sso.example.org/realms/x", Some("https://sso.example.org")),
            ("https://sso.example.org:8443", Some("https://sso.example.org:8443")),
            ("http://127.0.0.1:9000", Some("http://127.0.0.1:9000")),
            ("http://localhost/x", Some("http://localhost")),
            ("http://[::1]:1", Some("http://[::1]:1")),
            ("http://sso.example.org", None),
            ("http://127.0.0.1.example.org", None),
            ("https://user@sso.example.org", None),
            ("ftp://127.0.0.1", None),
            ("sso.example.org", None),
            ("", None),
        ] {
            assert_eq!(origin(address).as_deref(), expected, "{address}");
        }
    }

    #[test]
    fn a_secret_never_shows() {
        let secret = ClientProof::Secret(Zeroizing::new("s3cr".into()));
        assert!(!format!("{secret:?}").contains("s3cr"));
        let written = WrittenProvider { client_secret: Some(Zeroizing::new("s3cr".into())), ..Default::default() };
        assert!(!serde_json::to_string(&written).expect("JSON").contains("s3cr"));
    }
}
