//! How a letter leaves: by SMTP, with TLS whose certificates are checked; plain only to a server on this machine. One
//! connection a letter, since one that is kept may be dead when it is needed.

use std::time::{Duration, UNIX_EPOCH};

use lettre::message::header::{HeaderName, HeaderValue};
use lettre::message::{Mailbox, MultiPart};
use lettre::transport::smtp::authentication::Credentials;
use lettre::transport::smtp::extension::ClientId;
use lettre::{AsyncSmtpTransport, AsyncTransport, Message, Tokio1Executor};
use uuid::Uuid;

use super::written::Written;
use crate::clock::Timestamp;
use crate::config::{MailRules, SmtpServer};

/// Longest wait for a mail server to take a letter. Shorter than a letter is one server's to send.
pub const PATIENCE: Duration = Duration::from_secs(120);

/// The way out.
pub struct Post {
    transport: AsyncSmtpTransport<Tokio1Executor>,
    from: Mailbox,
    /// The host in the letters' ids: the sender's.
    host: String,
    patience: Duration,
}

/// Why a letter did not leave: a sentence of the mail server's, or about it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum NotSent {
    /// The mail server is away, or does not let us in: no letter leaves now.
    Away(String),
    /// This one may leave another time.
    Later(String),
    /// The mail server says it never will.
    Never(String),
}

impl Post {
    /// By the server of the settings, which is waited for so long; `None` where none is set. Errors with what is wrong with
    /// TLS on this machine.
    pub fn new(rules: &MailRules, patience: Duration) -> Result<Option<Self>, String> {
        let (Some(server), Some(from)) = (&rules.server, &rules.from) else { return Ok(None) };
        let SmtpServer { host, port, security, credentials } = server;
        let builder = match security {
            crate::config::Security::Tls => AsyncSmtpTransport::<Tokio1Executor>::relay(host),
            crate::config::Security::StartTls => AsyncSmtpTransport::<Tokio1Executor>::starttls_relay(host),
            crate::config::Security::None => Ok(AsyncSmtpTransport::<Tokio1Executor>::builder_dangerous(host)),
        };
        let sender = from.email.domain().to_owned();
        let mut builder = builder
            .map_err(|why| format!("TLS to the mail server cannot be set up: {why}"))?
            .port(*port)
            .hello_name(ClientId::Domain(sender.clone()))
            .timeout(Some(patience));
        if let Some((user, password)) = credentials {
            builder = builder.credentials(Credentials::new(user.clone(), password.to_string()));
        }
        Ok(Some(Self { transport: builder.build(), from: from.clone(), host: sender, patience }))
    }

    /// Sends a letter. `id` and `written_at` are the same at each try, so that a mail server can tell a letter that comes
    /// twice, because the first answer was lost.
    pub async fn send(&self, id: Uuid, written_at: Timestamp, letter: &Written) -> Result<(), NotSent> {
        let message = self.message(id, written_at, letter).map_err(NotSent::Never)?;
        // lettre's own limit is for connecting alone.
        match tokio::time::timeout(self.patience, self.transport.send(message)).await {
            Ok(Ok(_)) => Ok(()),
            Ok(Err(why)) => Err(kind(&why)(sentence(&why, &letter.to))),
            Err(_) => Err(NotSent::Away("the mail server does not answer".into())),
        }
    }

    /// Connects and signs in as for a letter, and sends none.
    pub async fn test(&self) -> Result<(), String> {
        match tokio::time::timeout(self.patience, self.transport.test_connection()).await {
            Ok(Ok(true)) => Ok(()),
            Ok(Ok(false)) => Err("the mail server does not answer as one does".into()),
            Ok(Err(why)) => Err(sentence(&why, "")),
            Err(_) => Err("the mail server does not answer".into()),
        }
    }

    fn message(&self, id: Uuid, written_at: Timestamp, letter: &Written) -> Result<Message, String> {
        let to: Mailbox = letter
            .to
            .parse::<lettre::Address>()
            .map(|address| Mailbox::new(None, address))
            .map_err(|why| format!("the address cannot be written to: {why}"))?;
        let at = UNIX_EPOCH + Duration::from_secs(u64::try_from(written_at).unwrap_or_default());
        // Nobody's holiday answers it (RFC 3834 §5).
        let automatic = HeaderValue::new(HeaderName::new_from_ascii_str("Auto-Submitted"), "auto-generated".to_owned());
        Message::builder()
            .from(self.from.clone())
            .to(to)
            .subject(&letter.subject)
            .date(at)
            .message_id(Some(format!("<{id}@{}>", self.host)))
            .raw_header(automatic)
            .multipart(MultiPart::alternative_plain_html(letter.text.clone(), letter.html.clone()))
            .map_err(|why| why.to_string())
    }
}

/// What a failure means for the letter. Of the answers that say "never", only those about the reader are: a password that
/// is wrong can be mended (RFC 5321 §4.2.3).
fn kind(why: &lettre::transport::smtp::Error) -> fn(String) -> NotSent {
    let code = why.status().map(u16::from);
    match code {
        Some(550 | 551 | 552 | 553 | 501 | 555) => NotSent::Never,
        Some(450..=452) => NotSent::Later,
        // It cannot be written to by this mail server at all.
        None if why.is_client() => NotSent::Never,
        _ => NotSent::Away,
    }
}

/// What went wrong, with its cause, in one line fit for a table and the log: without the reader's address, which mail
/// servers like to repeat.
fn sentence(why: &lettre::transport::smtp::Error, to: &str) -> String {
    const LONGEST: usize = 300;
    let mut text = why.to_string();
    let mut cause = std::error::Error::source(why);
    while let Some(why) = cause {
        let more = why.to_string();
        if !text.contains(&more) {
            text = format!("{text}: {more}");
        }
        cause = why.source();
    }
    let text = if to.is_empty() { text } else { text.replace(to, "…") };
    text.chars().map(|c| if c.is_control() { ' ' } else { c }).take(LONGEST).collect()
}
