//! How mail leaves: `smtp_url` and `mail_from`.

use std::fmt;
use std::net::IpAddr;

use lettre::message::Mailbox;
use url::Url;
use zeroize::Zeroizing;

use super::ConfigError;

/// How mail leaves.
#[derive(Clone, Debug)]
pub struct MailRules {
    /// The mail server; `None`: mail waits in the outbox.
    pub server: Option<SmtpServer>,
    /// Whom letters come from; there whenever there is a server.
    pub from: Option<Mailbox>,
}

/// A mail server that takes our letters.
#[derive(Clone)]
pub struct SmtpServer {
    /// Its name or address.
    pub host: String,
    /// Its port.
    pub port: u16,
    /// How the way to it is kept from others.
    pub security: Security,
    /// User and password.
    pub credentials: Option<(String, Zeroizing<String>)>,
}

/// How the way to a mail server is kept from others.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Security {
    /// TLS from the first byte (RFC 8314).
    Tls,
    /// TLS begun by STARTTLS, or nothing is sent (RFC 3207).
    StartTls,
    /// Nothing: it never leaves this machine.
    None,
}

/// Without the password.
impl fmt::Debug for SmtpServer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "SmtpServer({}:{}, {:?})", self.host, self.port, self.security)
    }
}

impl MailRules {
    /// Reads both settings.
    pub(super) fn new(smtp_url: Option<&str>, mail_from: Option<&str>) -> Result<Self, ConfigError> {
        let server = smtp_url.map(server).transpose()?;
        let from = mail_from.map(sender).transpose()?;
        if server.is_some() && from.is_none() {
            return Err(ConfigError::new(
                "mail_from",
                "it is missing, and smtp_url is set: write whom letters come from, like \"Example <login@example.org>\"",
            ));
        }
        Ok(Self { server, from })
    }
}

fn server(text: &str) -> Result<SmtpServer, ConfigError> {
    let refuse = || {
        ConfigError::new(
            "smtp_url",
            "write \"smtps://USER:PASSWORD@HOST\", or \"smtp://…\" for a server that begins TLS by STARTTLS",
        )
    };
    let url = Url::parse(text).map_err(|_| refuse())?;
    let host = url.host_str().filter(|host| !host.is_empty()).ok_or_else(refuse)?;
    let host = host.trim_start_matches('[').trim_end_matches(']').to_owned();
    let (security, port) = match url.scheme() {
        "smtps" => (Security::Tls, 465),
        "smtp" if is_here(&host) => (Security::None, 25),
        "smtp" => (Security::StartTls, 587),
        _ => return Err(refuse()),
    };
    if !matches!(url.path(), "" | "/") || url.query().is_some() || url.fragment().is_some() {
        return Err(refuse());
    }
    let decoded = |text: &str| {
        percent_encoding::percent_decode_str(text).decode_utf8().map(std::borrow::Cow::into_owned).map_err(|_| refuse())
    };
    let credentials = match (url.username(), url.password()) {
        ("", None) => None,
        (user, Some(password)) if !user.is_empty() => Some((decoded(user)?, Zeroizing::new(decoded(password)?))),
        _ => return Err(refuse()),
    };
    Ok(SmtpServer { host, port: url.port().unwrap_or(port), security, credentials })
}

/// Whether it is this machine.
pub(super) fn is_here(host: &str) -> bool {
    host == "localhost" || host.parse::<IpAddr>().is_ok_and(|ip| ip.is_loopback())
}

fn sender(text: &str) -> Result<Mailbox, ConfigError> {
    text.parse().map_err(|_| {
        ConfigError::new("mail_from", "write an address, like \"login@example.org\" or \"Example <login@example.org>\"")
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_server_on_this_machine_is_written_to_without_tls() {
        let security = |text: &str| server(text).map(|server| (server.security, server.port));
        assert_eq!(security("smtps://mail.example.org"), Ok((Security::Tls, 465)));
        assert_eq!(security("smtp://mail.example.org"), Ok((Security::StartTls, 587)));
        assert_eq!(security("smtp://mail.example.org:25"), Ok((Security::StartTls, 25)));
        assert_eq!(security("smtp://127.0.0.1:2525"), Ok((Security::None, 2525)));
        assert_eq!(security("smtp://[::1]"), Ok((Security::None, 25)));
        assert_eq!(security("smtps://localhost"), Ok((Security::Tls, 465)));
    }

    #[test]
    fn user_and_password_are_decoded_and_the_password_never_shows() {
        let server = server("smtps://login%40example.org:s3cr%2Fet@mail.example.org").expect("an address");
        let (user, password) = server.credentials.as_ref().expect("credentials");
        assert_eq!((user.as_str(), password.as_str()), ("login@example.org", "s3cr/et"));
        assert!(!format!("{server:?}").contains("s3cr"));
    }

    #[test]
    fn what_is_no_mail_server_is_refused() {
        for text in [
            "",
            "mail.example.org",
            "smtp://",
            "http://mail.example.org",
            "smtp://u@h",
            "smtp://:p@h",
            "smtps://h/x",
            "smtps://h?tls=none",
        ] {
            assert!(server(text).is_err(), "{text}");
        }
        let alone = MailRules::new(Some("smtps://mail.example.org"), None).expect_err("refused");
        assert!(alone.to_string().contains("`mail_from`"));
        for from in ["", "Ann", "a@b, c@d"] {
            assert!(sender(from).is_err(), "{from}");
        }
    }
}
