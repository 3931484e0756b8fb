//! The way to one provider. Only to origins that are configured, with TLS or to this machine; follows nobody who sends it
//! elsewhere; takes a short answer within a short time (OWASP SSRF; ASVS 12.3.1).

use std::future::Future;
use std::pin::Pin;
use std::time::Duration;

use openidconnect::http;
use openidconnect::{AsyncHttpClient, HttpRequest, HttpResponse};
use reqwest::redirect::Policy;
use url::Url;

use super::Failed;

/// Longest answer, in bytes: a large set of keys has a tenth of it.
const LONGEST: usize = 256 * 1024;
const CONNECT: Duration = Duration::from_secs(3);
const WHOLE: Duration = Duration::from_secs(5);

/// The way to one provider.
#[derive(Clone, Debug)]
pub(super) struct Http {
    client: reqwest::Client,
    origins: Vec<String>,
}

/// Why nothing came back.
#[derive(Debug, thiserror::Error)]
pub(super) enum NoAnswer {
    #[error("it names {0}, which is not among its `hosts`")]
    Elsewhere(String),
    #[error("its answer is longer than 256 KiB")]
    TooLong,
    #[error("{0}")]
    Away(String),
}

impl From<reqwest::Error> for NoAnswer {
    /// Without the address: a code or a token may stand in it.
    fn from(why: reqwest::Error) -> Self {
        let why = why.without_url();
        let cause = std::error::Error::source(&why).map(|cause| format!(": {cause}")).unwrap_or_default();
        Self::Away(format!("{why}{cause}"))
    }
}

impl From<NoAnswer> for Failed {
    fn from(why: NoAnswer) -> Self {
        match why {
            NoAnswer::Elsewhere(_) => Self::Wrong(why.to_string()),
            NoAnswer::TooLong | NoAnswer::Away(_) => Self::Away(why.to_string()),
        }
    }
}

impl Http {
    pub(super) fn new(origins: &[String]) -> Result<Self, String> {
        let client = reqwest::Client::builder()
            // Whoever may send us elsewhere may send us to what only this server reaches.
            .redirect(Policy::none())
            .no_proxy()
            .referer(false)
            .connect_timeout(CONNECT)
            .timeout(WHOLE)
            .user_agent("Hallpass")
            .build()
            .map_err(|why| format!("TLS to providers cannot be had: {why}"))?;
        Ok(Self { client, origins: origins.to_vec() })
    }

    /// Whether it may be asked there.
    pub(super) fn allows(&self, url: &Url) -> bool {
        self.origins.contains(&url.origin().ascii_serialization())
    }

    pub(super) async fn send(&self, request: HttpRequest) -> Result<HttpResponse, NoAnswer> {
        let request = reqwest::Request::try_from(request)?;
        if !self.allows(request.url()) {
            return Err(NoAnswer::Elsewhere(request.url().origin().ascii_serialization()));
        }
        let mut response = self.client.execute(request).await?;
        let mut answer = http::Response::builder().status(response.status());
        for (name, value) in response.headers() {
            answer = answer.header(name, value);
        }
        let mut body = Vec::new();
        while let Some(part) = response.chunk().await? {
            if body.len() + part.len() > LONGEST {
                return Err(NoAnswer::TooLong);
            }
            body.extend_from_slice(&part);
        }
        answer.body(body).map_err(|why| NoAnswer::Away(why.to_string()))
    }
}

impl<'c> AsyncHttpClient<'c> for Http {
    type Error = NoAnswer;
    type Future = Pin<Box<dyn Future<Output = Result<HttpResponse, NoAnswer>> + Send + 'c>>;

    fn call(&'c self, request: HttpRequest) -> Self::Future {
        Box::pin(self.send(request))
    }
}
