//! Real OpenID providers, which a test starts and stops: a certified one (`op.mjs`), and one of another make
//! (`mock.py`). And a person at their pages, for tests that have no browser.

use std::collections::BTreeMap;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};
use std::time::Duration;

use url::form_urlencoded::Serializer;
use url::{Position, Url};

use crate::port::free_port;

/// How long a provider may take for an answer.
const PATIENCE: Duration = Duration::from_secs(180);
/// No sign-in has more redirects and forms.
const STEPS: usize = 12;

/// A running provider. Ended when dropped.
pub(crate) struct Provider {
    /// `http://127.0.0.1:PORT`
    pub(crate) issuer: String,
    child: Child,
    orders: ChildStdin,
    said: BufReader<ChildStdout>,
}

/// Somebody at a provider's pages: keeps cookies, fills in forms.
#[allow(dead_code, reason = "not by every test program")]
#[derive(Default)]
pub(crate) struct Person {
    cookies: BTreeMap<String, String>,
}

struct Page {
    status: u16,
    headers: Vec<(String, String)>,
    body: String,
}

impl Provider {
    /// The certified one. What can be set, and who is known there, stands in `op.mjs`.
    #[allow(dead_code, reason = "not by every test program")]
    pub(crate) fn certified(settings: &[(&str, &str)]) -> Self {
        let port = free_port();
        let mut command = Command::new("node");
        command
            .arg(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/provider/op.mjs"))
            .env("PORT", port.to_string())
            .envs(settings.iter().copied());
        Self::run(&mut command, port)
    }

    /// The other one, which takes any client. `ann-at-mock` is known there.
    #[allow(dead_code, reason = "not by every test program")]
    pub(crate) fn mock() -> Self {
        let port = free_port();
        let mut command = Command::new("python3");
        command
            .arg(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/provider/mock.py"))
            .arg(port.to_string())
            .env("PYTHONPATH", std::env::var_os("HALLPASS_OIDC_MOCK").unwrap_or_default())
            .env("PYTHONDONTWRITEBYTECODE", "1");
        Self::run(&mut command, port)
    }

    fn run(command: &mut Command, port: u16) -> Self {
        let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().expect("node and python3 run");
        let orders = child.stdin.take().expect("it is piped");
        let said = BufReader::new(child.stdout.take().expect("it is piped"));
        let mut provider = Self { issuer: format!("http://127.0.0.1:{port}"), child, orders, said };
        provider.hear("ready");
        provider
    }

    /// What it answers at a path: of the certified one, those of `/_test/` are for tests.
    #[allow(dead_code, reason = "not by every test program")]
    pub(crate) fn get(&self, path: &str) -> String {
        let at = Url::parse(&format!("{}{path}", self.issuer)).expect("an address");
        let page = Page::ask(&at, None, "");
        assert_eq!(page.status, 200, "{at}: {}", page.body);
        page.body
    }

    /// It is away: it listens no more, but forgets nothing.
    #[allow(dead_code, reason = "not by every test program")]
    pub(crate) fn stop(&mut self) {
        self.order("away", "away");
    }

    /// It is there again, at the same address.
    #[allow(dead_code, reason = "not by every test program")]
    pub(crate) fn start(&mut self) {
        self.order("back", "ready");
    }

    #[allow(dead_code, reason = "not by every test program")]
    fn order(&mut self, order: &str, answer: &str) {
        writeln!(self.orders, "{order}").expect("it runs");
        self.hear(answer);
    }

    /// Reads what it says up to a line that begins so.
    fn hear(&mut self, word: &str) {
        loop {
            let mut line = String::new();
            let read = self.said.read_line(&mut line).expect("text");
            assert!(read > 0, "the provider has ended: run the tests with tests/run, which installs it");
            if line.starts_with(word) {
                return;
            }
        }
    }
}

impl Drop for Provider {
    fn drop(&mut self) {
        // It may have ended already.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

#[allow(dead_code, reason = "not by every test program")]
impl Person {
    /// Goes where a sign-in begins and signs in as `user`, or cancels where that is empty; is not asked where the
    /// provider knows this person already. Gives back where they are sent at last: the callback with its answer.
    pub(crate) fn sign_in(&mut self, url: &str, user: &str) -> String {
        self.walk(url, |page| {
            let asks = |field: &str| page.contains(&format!("name=\"{field}\""));
            let certified = asks("login").then_some(("login", ("abort", "1")));
            let (field, cancel) = certified.or(asks("sub").then_some(("sub", ("action", "deny"))))?;
            Some(if user.is_empty() { cancel } else { (field, user) })
        })
    }

    /// Goes where a session ends and confirms it. Gives back where they are sent at last.
    pub(crate) fn sign_out(&mut self, url: &str) -> String {
        self.walk(url, |_| None)
    }

    /// Through the provider's pages, with one more field in each form, until they are sent elsewhere.
    fn walk<'f>(&mut self, url: &str, more: impl Fn(&str) -> Option<(&'f str, &'f str)>) -> String {
        let mut at = Url::parse(url).expect("an address");
        let provider = at.origin();
        let mut page = self.ask(&at, None);
        for _ in 0..STEPS {
            if let Some(to) = page.header("location") {
                at = at.join(to).expect("an address");
                if at.origin() != provider {
                    return to.to_owned();
                }
                page = self.ask(&at, None);
            } else {
                let Some((action, hidden)) = form(&page.body) else { break };
                let mut fields = Serializer::new(String::new());
                fields.extend_pairs(&hidden).extend_pairs(more(&page.body));
                at = at.join(&action).expect("an address");
                page = self.ask(&at, Some(&fields.finish()));
            }
        }
        panic!("no way on at {at}: {} {}", page.status, page.body)
    }

    fn ask(&mut self, at: &Url, form: Option<&str>) -> Page {
        let cookies: Vec<String> = self.cookies.iter().map(|(name, value)| format!("{name}={value}")).collect();
        let page = Page::ask(at, form, &cookies.join("; "));
        for (_, line) in page.headers.iter().filter(|(name, _)| name == "set-cookie") {
            let (pair, rest) = line.split_once(';').unwrap_or((line, ""));
            let (name, value) = pair.split_once('=').expect("a name and a value");
            if value.is_empty() || rest.contains(" 1970 ") {
                self.cookies.remove(name);
            } else {
                self.cookies.insert(name.to_owned(), value.to_owned());
            }
        }
        page
    }
}

impl Page {
    /// Gets it, or posts a form to it.
    fn ask(at: &Url, form: Option<&str>, cookies: &str) -> Self {
        let host = &at[Position::BeforeHost..Position::AfterPort];
        let target = &at[Position::BeforePath..Position::AfterQuery];
        let (method, body) = form.map_or(("GET", ""), |form| ("POST", form));
        let request = format!(
            "{method} {target} HTTP/1.1\r\nHost: {host}\r\nCookie: {cookies}\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: {}\r\nConnection: close\r\n\r\n{body}",
            body.len()
        );
        let mut stream = TcpStream::connect(host).expect("the provider listens");
        stream.set_read_timeout(Some(PATIENCE)).expect("a time");
        stream.write_all(request.as_bytes()).expect("sent");
        let mut answer = Vec::new();
        stream.read_to_end(&mut answer).expect("an answer");
        Self::read(&answer)
    }

    fn read(answer: &[u8]) -> Self {
        let end = answer.windows(4).position(|four| four == b"\r\n\r\n").expect("a head");
        let (head, rest) = (String::from_utf8_lossy(&answer[..end]), &answer[end + 4..]);
        let mut lines = head.split("\r\n");
        let status = lines.next().and_then(|line| line.split(' ').nth(1)).and_then(|status| status.parse().ok());
        let headers = lines.filter_map(|line| line.split_once(':'));
        let headers = headers.map(|(name, value)| (name.to_lowercase(), value.trim().to_owned())).collect();
        let page = Self { status: status.expect("a status"), headers, body: String::new() };
        let body = if page.header("transfer-encoding") == Some("chunked") {
            unchunked(rest)
        } else {
            let length = page.header("content-length").map_or(rest.len(), |length| length.parse().expect("a number"));
            rest.get(..length).expect("the whole body").to_vec()
        };
        Self { body: String::from_utf8_lossy(&body).into_owned(), ..page }
    }

    fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(n, _)| n == name).map(|(_, value)| value.as_str())
    }
}

/// A body that came in pieces (RFC 9112 §7.1).
fn unchunked(mut rest: &[u8]) -> Vec<u8> {
    let mut body = Vec::new();
    loop {
        let end = rest.windows(2).position(|two| two == b"\r\n").expect("a chunk's length");
        let length = String::from_utf8_lossy(&rest[..end]).into_owned();
        let length = usize::from_str_radix(length.split(';').next().unwrap_or_default().trim(), 16).expect("a number");
        if length == 0 {
            return body;
        }
        let (chunk, after) = rest[end + 2..].split_at(length);
        body.extend_from_slice(chunk);
        rest = &after[2..];
    }
}

/// A page's first form: where it leads, and its hidden fields.
fn form(page: &str) -> Option<(String, Vec<(String, String)>)> {
    let (_, rest) = page.split_once("<form")?;
    let (head, rest) = rest.split_once('>')?;
    let inside = rest.split("</form>").next()?;
    let tags = inside.split("<input").skip(1).filter_map(|rest| rest.split('>').next());
    let hidden = tags.filter(|tag| attribute(tag, "type").as_deref() == Some("hidden"));
    let fields = hidden.filter_map(|tag| Some((attribute(tag, "name")?, attribute(tag, "value").unwrap_or_default())));
    Some((attribute(head, "action").unwrap_or_default(), fields.collect()))
}

fn attribute(tag: &str, name: &str) -> Option<String> {
    let (_, rest) = tag.split_once(&format!(" {name}=\""))?;
    let value = rest.split('"').next()?;
    let plain = value.replace("&lt;", "<").replace("&gt;", ">").replace("&quot;", "\"").replace("&#39;", "'");
    Some(plain.replace("&amp;", "&"))
}
