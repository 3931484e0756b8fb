//! Where browsers reach this server. `public_url` decides the cookies' names and `Secure`, HSTS, links in letters, and
//! whose forms are taken; never the Host header, which the sender chooses.

use std::net::IpAddr;

use rocket::http::uri::Absolute;

use super::ConfigError;

/// Where browsers reach this server, and whose forms it takes.
#[derive(Clone, Debug)]
pub struct Origins {
    public: String,
    allowed: Vec<String>,
}

impl Origins {
    /// From the settings and what Rocket listens on. Without `public_url`, a loopback address is its own.
    pub(super) fn new(
        public_url: Option<&str>,
        allowed: &[String],
        address: IpAddr,
        port: u16,
        behind_proxy: bool,
    ) -> Result<Self, ConfigError> {
        let (public, mut all) = match public_url {
            Some(url) => {
                let public = origin("public_url", url)?;
                if !behind_proxy {
                    same_port(&public, port)?;
                }
                (public.clone(), vec![public])
            }
            None if address.is_loopback() => {
                let host = if address.is_ipv6() { format!("[{address}]") } else { address.to_string() };
                let public = format!("http://{host}{}", if port == 80 { String::new() } else { format!(":{port}") });
                let local = public.replacen(&host, "localhost", 1);
                (public.clone(), vec![public, local])
            }
            None => {
                return Err(ConfigError::new(
                    "public_url",
                    format!(
                        "it is missing, and {address} is not this machine alone: write the address that people type, like \"https://login.example.org\""
                    ),
                ));
            }
        };
        for text in allowed {
            all.push(origin("allowed_origins", text)?);
        }
        Ok(Self { public, allowed: all })
    }

    /// The origin people type: scheme, host and, where it is not the scheme's own, port. No slash at the end.
    #[must_use]
    pub fn public(&self) -> &str {
        &self.public
    }

    /// Whether browsers come by https: then cookies are `Secure` and HSTS is sent.
    #[must_use]
    pub fn secure(&self) -> bool {
        self.public.starts_with("https://")
    }

    /// Whether forms from a page of `origin` are taken. Compared whole: `https://a.b.evil` is not `https://a.b`.
    #[must_use]
    pub fn allows(&self, origin: &str) -> bool {
        self.allowed.iter().any(|allowed| allowed == origin)
    }
}

/// Without TLS and without a proxy it is reached directly, so its port has to be the one Rocket listens on.
fn same_port(public: &str, port: u16) -> Result<(), ConfigError> {
    let Some(host) = public.strip_prefix("http://") else { return Ok(()) };
    let written = Absolute::parse(public).ok().and_then(|url| url.authority()?.port()).unwrap_or(80);
    if port == 0 || written == port {
        return Ok(());
    }
    Err(ConfigError::new(
        "public_url",
        format!(
            "it does not match: {host} is port {written}, and Hallpass listens on port {port}. Write that port, or set `port`; if a proxy stands between, name it in trusted_proxies"
        ),
    ))
}

fn origin(setting: &'static str, text: &str) -> Result<String, ConfigError> {
    let refuse = || ConfigError::new(setting, "write scheme and host alone, like \"https://login.example.org\"");
    let url = Absolute::parse(text).map_err(|_| refuse())?;
    let authority = url.authority().ok_or_else(refuse)?;
    let scheme = url.scheme().to_ascii_lowercase();
    let own_port = match scheme.as_str() {
        "https" => 443,
        "http" => 80,
        _ => return Err(refuse()),
    };
    let extra = authority.user_info().is_some() || url.query().is_some() || !matches!(url.path().as_str(), "" | "/");
    if extra || authority.host().is_empty() {
        return Err(refuse());
    }
    let host = authority.host().to_ascii_lowercase();
    Ok(match authority.port() {
        Some(port) if port != own_port => format!("{scheme}://{host}:{port}"),
        _ => format!("{scheme}://{host}"),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(public: Option<&str>, address: &str) -> Result<Origins, ConfigError> {
        Origins::new(public, &[], address.parse().expect("an address"), 8000, false)
    }

    #[test]
    fn alone_on_loopback_it_is_its_own_address_and_localhost() {
        let origins = of(None, "127.0.0.1").expect("allowed");
        assert_eq!(origins.public(), "http://127.0.0.1:8000");
        assert!(origins.allows("http://localhost:8000") && !origins.allows("http://localhost:8001"));
        assert!(!origins.secure());
    }

    #[test]
    fn public_url_is_needed_for_others_and_has_to_match() {
        assert!(of(None, "0.0.0.0").expect_err("refused").to_string().contains("`public_url`"));
        assert!(of(Some("http://127.0.0.1:9000"), "127.0.0.1").expect_err("refused").to_string().contains("8000"));
        for url in ["login.example.org", "ftp://x", "https://x/path", "https://u@x", "https://", "https://x?y"] {
            assert!(of(Some(url), "127.0.0.1").expect_err(url).to_string().contains("`public_url`"));
        }
    }

    #[test]
    fn an_origin_is_compared_whole_and_in_its_plain_form() {
        let origins = of(Some("HTTPS://Login.Example.org:443/"), "0.0.0.0").expect("allowed");
        assert!(origins.secure() && origins.allows("https://login.example.org"));
        for other in
            ["https://login.example.org.evil.net", "http://login.example.org", "null", "https://login.example.org/"]
        {
            assert!(!origins.allows(other), "{other}");
        }
    }
}
