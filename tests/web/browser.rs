//! A small browser: keeps cookies by name, says where its forms come from, and takes the token from the page.

use std::collections::BTreeMap;

use rocket::http::Method;
use url::Url;
use uuid::Uuid;

use crate::answer::Answer;
use crate::house::{EMAIL, House};

pub(crate) const FIREFOX: &str = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0";

#[derive(Clone)]
pub(crate) struct Browser<'h> {
    pub(crate) house: &'h House,
    pub(crate) cookies: BTreeMap<String, String>,
    pub(crate) agent: String,
    pub(crate) peer: String,
    /// Headers that come with each request.
    pub(crate) headers: Vec<(String, String)>,
}

impl<'h> Browser<'h> {
    pub(crate) fn new(house: &'h House) -> Self {
        Self { house, cookies: BTreeMap::new(), agent: FIREFOX.into(), peer: "192.0.2.1".into(), headers: Vec::new() }
    }

    /// At another address.
    pub(crate) fn at(mut self, peer: &str) -> Self {
        self.peer = peer.into();
        self
    }

    pub(crate) async fn get(&mut self, path: &str) -> Answer {
        self.send(Method::Get, path, &[], "").await
    }

    /// Sends the form of the page `page` to `path`, its token first.
    pub(crate) async fn submit(&mut self, page: &str, path: &str, fields: &[(&str, &str)]) -> Answer {
        let (token, mark) = self.token_and_mark(page).await;
        let mark = mark.as_deref().map(|mark| ("link", mark));
        self.post(path, &token, &mark.into_iter().chain(fields.iter().copied()).collect::<Vec<_>>()).await
    }

    /// The token of a page's forms, and the mark of the link they are for, where they are.
    pub(crate) async fn token_and_mark(&mut self, page: &str) -> (String, Option<String>) {
        let page = self.get(page).await;
        let token =
            page.token().unwrap_or_else(|| panic!("no form: {} {}\n{}", page.status, page.location(), page.body));
        let mark = page.body.split_once("name=\"link\" value=\"").and_then(|(_, rest)| rest.split('"').next());
        (token.to_owned(), mark.map(str::to_owned))
    }

    /// The token of a page's forms.
    pub(crate) async fn token(&mut self, page: &str) -> String {
        self.token_and_mark(page).await.0
    }

    pub(crate) async fn post(&mut self, path: &str, token: &str, fields: &[(&str, &str)]) -> Answer {
        self.post_raw(path, form(token, fields)).await
    }

    pub(crate) async fn post_raw(&mut self, path: &str, body: impl AsRef<[u8]>) -> Answer {
        let headers = [("content-type", "application/x-www-form-urlencoded"), ("sec-fetch-site", "same-origin")];
        self.send(Method::Post, path, &headers, body).await
    }

    pub(crate) async fn sign_in(&mut self, email: &str, password: &str) -> Answer {
        self.submit("/login", "/login", &[("email", email), ("password", password)]).await
    }

    /// Presses a provider's button on the login page; gives back where the browser is sent.
    pub(crate) async fn begin_with(&mut self, provider: &str) -> Url {
        let page = self.submit("/login", &format!("/sign-in/{provider}"), &[]).await;
        Self::sent_on(&page)
    }

    /// Where a page that leads elsewhere at once sends the browser.
    pub(crate) fn sent_on(page: &Answer) -> Url {
        let to = page.body.split_once("content=\"0;url=").and_then(|(_, rest)| rest.split('"').next());
        let to = to.unwrap_or_else(|| panic!("it leads nowhere: {}\n{}", page.status, page.body));
        Url::parse(&to.replace("&#x2F;", "/").replace("&amp;", "&")).expect("an address")
    }

    /// Whether the session this browser holds is live.
    pub(crate) async fn is_in(&mut self) -> bool {
        let answer = self.get("/dashboard").await;
        assert!(answer.status == 200 || answer.location() == "/login", "{} {}", answer.status, answer.location());
        answer.status == 200
    }

    pub(crate) fn session_cookie(&self) -> String {
        self.cookies.get(self.session_name()).cloned().expect("a session's cookie")
    }

    pub(crate) fn session_name(&self) -> &'static str {
        if self.house.secure() { "__Host-session" } else { "session" }
    }

    /// The id of its session, from the form that ends it.
    pub(crate) async fn session_id(&mut self) -> Uuid {
        let page = self.get("/sessions").await;
        let (_, card) = page.body.split_once("<li class=\"card session this\">").expect("this session's card");
        let (_, id) = card.split_once("action=\"&#x2F;sessions&#x2F;").expect("a form");
        id[..36].parse().expect("an id")
    }

    /// Whatever `method`: with cookies, address and browser; cookies that come back are kept.
    pub(crate) async fn send(
        &mut self,
        method: Method,
        path: &str,
        headers: &[(&str, &str)],
        body: impl AsRef<[u8]>,
    ) -> Answer {
        let cookies: Vec<String> = self.cookies.iter().map(|(name, value)| format!("{name}={value}")).collect();
        let cookies = cookies.join("; ");
        let mut all: Vec<(&str, &str)> = vec![("user-agent", &self.agent)];
        if !cookies.is_empty() {
            all.push(("cookie", &cookies));
        }
        all.extend(self.headers.iter().map(|(name, value)| (name.as_str(), value.as_str())));
        all.extend(headers);
        let mut request = self.house.request(method, path, &all);
        request.set_remote(std::net::SocketAddr::new(self.peer.parse().expect("an address"), 50000));
        let answer = Answer::of(request.body(body.as_ref()).dispatch().await).await;
        self.keep(&answer);
        answer
    }

    fn keep(&mut self, answer: &Answer) {
        for line in answer.all("set-cookie") {
            let mut parts = line.split("; ");
            let (name, value) = parts.next().and_then(|pair| pair.split_once('=')).expect("a name and a value");
            if parts.any(|part| part == "Max-Age=0") {
                self.cookies.remove(name);
            } else {
                self.cookies.insert(name.into(), value.into());
            }
        }
    }

    /// Proves the password again.
    pub(crate) async fn confirm(&mut self, password: &str) -> Answer {
        self.submit("/confirm", "/confirm", &[("email", EMAIL), ("password", password)]).await
    }
}

/// A form's body, its token first.
pub(crate) fn form(token: &str, fields: &[(&str, &str)]) -> String {
    let all: Vec<String> =
        fields.iter().map(|(name, value)| format!("&{}={}", encoded(name), encoded(value))).collect();
    format!("csrf_token={}{}", encoded(token), all.concat())
}

pub(crate) fn encoded(text: &str) -> String {
    rocket::http::RawStr::new(text).percent_encode().to_string()
}
