//! The one place that knows the cookies: names, attributes, how they are sealed and read. The raw Cookie header is read
//! here, because Rocket percent-decodes and trims cookie NAMES, which lets a sibling subdomain plant a cookie that hides
//! a `__Host-` one, and because Rocket knows one key only.

use cookie::{CookieJar, Key};
use rocket::Request;
use rocket::http::{Cookie, RawStr, SameSite};
use rocket::time::Duration;
use uuid::Uuid;

use crate::auth::flows;
use crate::auth::sign_in::Browser;
use crate::auth::token::{Secret, SessionToken};
use crate::clock::{DAY, Seconds};
use crate::keys::Keys;

/// As long as browsers keep any cookie (RFC 6265bis §5.5), in seconds.
const BROWSER_LIFE: Seconds = 400 * DAY;
/// How long the secret of a link waits for its form, in seconds.
const LINK_LIFE: Seconds = 60 * 60;

/// Which cookie.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Session id, user id, secret.
    Session,
    /// A random id before sign-in, for form tokens.
    Visit,
    /// The browser's id and the users it has proven.
    Browser,
    /// The secret of a one-time link, out of the address.
    Link,
    /// What was begun at providers.
    Flow,
    /// Whom a provider has found, to be connected with an account.
    Found,
}

/// Names and keys, as the settings decide them.
pub struct Cookies {
    secure: bool,
    keys: Vec<Key>,
}

/// A cookie that was opened: what is in it, and under which key; 0 is the present one.
#[derive(Clone, Debug)]
pub struct Opened<T> {
    /// What is in it.
    pub value: T,
    /// 0 for the present key, else one of the previous ones.
    pub key: usize,
}

impl Cookies {
    /// `secure` when browsers come by https.
    #[must_use]
    pub fn new(keys: &Keys, secure: bool) -> Self {
        let key = |bytes: &[u8]| if bytes.len() >= 64 { Key::from(bytes) } else { Key::derive_from(bytes) };
        Self { secure, keys: keys.iter().map(|k| key(k.bytes())).collect() }
    }

    /// The cookie's name. `__Host-` makes browsers refuse it from other hosts and paths; they take it over https only.
    #[must_use]
    pub fn name(&self, kind: Kind) -> &'static str {
        match (kind, self.secure) {
            (Kind::Session, true) => "__Host-session",
            (Kind::Session, false) => "session",
            (Kind::Visit, true) => "__Host-visit",
            (Kind::Visit, false) => "visit",
            (Kind::Browser, true) => "__Host-browser",
            (Kind::Browser, false) => "browser",
            (Kind::Link, true) => "__Host-link",
            (Kind::Link, false) => "link",
            (Kind::Flow, true) => "__Host-flow",
            (Kind::Flow, false) => "flow",
            (Kind::Found, true) => "__Host-found",
            (Kind::Found, false) => "found",
        }
    }

    /// The session token that came with the request.
    #[must_use]
    pub fn session(&self, request: &Request<'_>) -> Option<Opened<SessionToken>> {
        self.open(request, Kind::Session)?.and_then(|text| SessionToken::decode(&text))
    }

    /// The visit's id that came with the request.
    #[must_use]
    pub fn visit(&self, request: &Request<'_>) -> Option<Uuid> {
        self.open(request, Kind::Visit)?.value.parse().ok()
    }

    /// The browser's id and users that came with the request.
    #[must_use]
    pub fn browser(&self, request: &Request<'_>) -> Option<Browser> {
        let opened = self.open(request, Kind::Browser)?;
        let mut ids = opened.value.split('.').map(Uuid::parse_str);
        let id = ids.next()?.ok()?;
        Some(Browser { id, users: ids.collect::<Result<_, _>>().ok()? })
    }

    /// The secret of a one-time link that came with the request.
    #[must_use]
    pub fn link(&self, request: &Request<'_>) -> Option<Secret> {
        Secret::decode(&self.open(request, Kind::Link)?.value)
    }

    /// What another cookie that came with the request holds.
    #[must_use]
    pub fn text(&self, request: &Request<'_>, kind: Kind) -> Option<String> {
        Some(self.open(request, kind)?.value)
    }

    /// Another cookie that holds a text.
    #[must_use]
    pub fn of_text(&self, kind: Kind, text: String) -> Cookie<'static> {
        self.seal(kind, text, Some(flows::LIFE))
    }

    /// The cookie of a session; kept by the browser for `remembered` seconds, or until it is closed.
    #[must_use]
    pub fn of_session(&self, token: &SessionToken, remembered: Option<Seconds>) -> Cookie<'static> {
        self.seal(Kind::Session, token.encode().to_string(), remembered)
    }

    /// The cookie of a visit.
    #[must_use]
    pub fn of_visit(&self, id: Uuid) -> Cookie<'static> {
        self.seal(Kind::Visit, id.to_string(), None)
    }

    /// The cookie of a browser.
    #[must_use]
    pub fn of_browser(&self, browser: &Browser) -> Cookie<'static> {
        let ids = std::iter::once(&browser.id).chain(&browser.users).map(|id| id.simple().to_string());
        self.seal(Kind::Browser, ids.collect::<Vec<_>>().join("."), Some(BROWSER_LIFE))
    }

    /// The cookie of a one-time link's secret.
    #[must_use]
    pub fn of_link(&self, secret: &Secret) -> Cookie<'static> {
        self.seal(Kind::Link, secret.encode().to_string(), Some(LINK_LIFE))
    }

    /// Seals a text that is to come back by another way than a cookie, `for_what`.
    #[must_use]
    pub fn seal_text(&self, for_what: &'static str, text: &str) -> String {
        let mut jar = CookieJar::new();
        jar.private_mut(&self.keys[0]).add(cookie::Cookie::new(for_what, text.to_owned()));
        jar.get(for_what).map(|sealed| sealed.value().to_owned()).unwrap_or_default()
    }

    /// Opens it with each key in turn; only what was sealed for the same.
    #[must_use]
    pub fn open_text(&self, for_what: &'static str, sealed: &str) -> Option<Opened<String>> {
        let opened =
            |key: &Key| CookieJar::new().private(key).decrypt(cookie::Cookie::new(for_what, sealed.to_owned()));
        let (key, cookie) = self.keys.iter().enumerate().find_map(|(at, key)| Some((at, opened(key)?)))?;
        Some(Opened { value: cookie.value().to_owned(), key })
    }

    /// What a browser is told about a cookie beside its value, as it is sent: `HttpOnly; …`.
    #[must_use]
    pub fn attributes(&self, kind: Kind) -> String {
        let sent = self.dress(Cookie::new(self.name(kind), ""), None).to_string();
        sent.split_once("; ").map_or_else(String::new, |(_, attributes)| attributes.to_owned())
    }

    /// What removes a cookie: the same attributes, so that the browser takes it for the same one.
    #[must_use]
    pub fn removal(&self, kind: Kind) -> Cookie<'static> {
        self.dress(Cookie::new(self.name(kind), ""), Some(0))
    }

    /// A cookie moved from another name does not open: the name is sealed with it.
    fn open(&self, request: &Request<'_>, kind: Kind) -> Option<Opened<String>> {
        let name = self.name(kind);
        // Rocket percent-encodes values on the way out, so what comes back is decoded.
        let sent = RawStr::new(raw(request, name)?).percent_decode().ok()?;
        self.open_text(name, &sent)
    }

    fn seal(&self, kind: Kind, value: String, max_age: Option<Seconds>) -> Cookie<'static> {
        let name = self.name(kind);
        self.dress(Cookie::new(name, self.seal_text(name, &value)), max_age)
    }

    /// `Lax`, not `Strict`: with `Strict` a link from a letter would show the login page to somebody signed in. No
    /// `Domain`: a subdomain gets nothing.
    fn dress(&self, mut cookie: Cookie<'static>, max_age: Option<Seconds>) -> Cookie<'static> {
        cookie.set_http_only(true);
        cookie.set_secure(self.secure);
        cookie.set_same_site(SameSite::Lax);
        cookie.set_path("/");
        if let Some(seconds) = max_age {
            cookie.set_max_age(Duration::seconds(seconds));
        }
        cookie
    }
}

impl<T> Opened<T> {
    fn and_then<U>(self, read: impl FnOnce(T) -> Option<U>) -> Option<Opened<U>> {
        Some(Opened { key: self.key, value: read(self.value)? })
    }
}

/// The value under exactly this name. Two of the name are none: one of them was planted.
fn raw<'r>(request: &'r Request<'_>, name: &str) -> Option<&'r str> {
    let mut found = request
        .headers()
        .get("cookie")
        .flat_map(|header| header.split(';'))
        .filter_map(|pair| pair.trim_matches([' ', '\t']).split_once('='))
        .filter(|(found, _)| *found == name);
    match (found.next(), found.next()) {
        (Some((_, value)), None) => Some(value),
        _ => None,
    }
}
