//! Every page looked at, light and dark, on a phone and on a wide screen: axe-core finds nothing,
//! nothing scrolls sideways, and the browser has nothing to complain about.

use serde_json::json;

use crate::axe::Axe;
use crate::browser::Browser;
use crate::chrome::Chrome;
use crate::patience::wait_for;
use crate::person::{
    EMAIL, PASSWORD, WORK, asks, fill_in_setup, set_up, sign_in, sign_in_with, sign_out, try_to_sign_in,
};
use crate::picture;
use crate::provider::Provider;
use crate::server::Server;
use crate::smtp::MailServer;

const SCHEMES: [&str; 2] = ["light", "dark"];
const WIDTHS: [u32; 2] = [360, 1440];

#[test]
fn no_page_of_the_setup_has_a_fault_to_be_seen() {
    let server = Server::start();
    let chrome = Chrome::start();
    let browser = chrome.browser(&server);
    let mut look = Look::by(&browser);

    browser.open("/setup");
    look.at_page("setup");
    browser.press("form[action='/setup'] button");
    look.at_page("setup-empty");
    fill_in_setup(&browser, "AAAA-AAAA-AAAA-AAAA");
    browser.press("form[action='/setup'] button");
    look.at_page("setup-wrong-code");
    look.finds_no_fault();
}

#[test]
fn no_page_before_sign_in_has_a_fault_to_be_seen() {
    let server = Server::start();
    let chrome = Chrome::start();
    set_up(&chrome.browser(&server), &server);
    let browser = chrome.browser(&server);
    let mut look = Look::by(&browser);

    browser.open("/login");
    look.at_page("login");
    browser.press("form[action='/login'] button");
    look.at_page("login-empty");
    browser.open("/forgot");
    look.at_page("forgot");
    browser.press("form[action='/forgot'] button");
    look.at_page("forgot-empty");
    browser.fill("[name=email]", EMAIL);
    browser.press("form[action='/forgot'] button");
    look.at_page("forgot-sent");
    browser.open("/join");
    look.at_page("link-gone");
    browser.open("/login");
    try_to_sign_in(&browser, "not the password at all");
    look.at_page("login-failed");
    browser.open("/sessions");
    look.at_page("login-needed");
    browser.open("/logout");
    look.at_page("logout-signed-out");
    browser.open("/nowhere");
    look.at_page("not-found");
    look.finds_no_fault();
}

#[test]
fn no_page_of_a_password_reset_has_a_fault_to_be_seen() {
    let server = Server::start();
    let chrome = Chrome::start();
    set_up(&chrome.browser(&server), &server);
    let browser = chrome.browser(&server);
    let mut look = Look::by(&browser);

    let link = server.password_reset_link(EMAIL);
    browser.open(&link);
    look.at_page("reset");
    browser.fill("[name=password]", "short");
    browser.press("form:has([name=password]) button");
    look.at_page("reset-short");
    browser.fill("[name=password]", &PASSWORD.to_uppercase());
    browser.press("form:has([name=password]) button");
    look.at_page("reset-done");
    browser.open(&link);
    look.at_page("reset-gone");
    look.finds_no_fault();
}

#[test]
fn no_page_after_sign_in_has_a_fault_to_be_seen() {
    let server = Server::start();
    let chrome = Chrome::start();
    let (browser, other) = (chrome.browser(&server), chrome.browser(&server));
    set_up(&browser, &server);
    let mut look = Look::by(&browser);

    sign_in(&other);
    sign_out(&other);
    sign_in(&other);
    browser.open("/dashboard");
    look.at_page("dashboard");
    browser.open("/sessions");
    look.at_page("sessions");
    browser.open("/history");
    look.at_page("history");
    browser.open("/admin/events");
    look.at_page("admin-events");
    browser.open("/settings");
    look.at_page("settings");
    browser.fill("[name=name]", " ");
    browser.press("form[action='/settings'] button");
    look.at_page("settings-wrong");
    browser.open("/settings/password");
    look.at_page("settings-password");
    browser.press("form[action='/settings/password'] button");
    look.at_page("settings-password-empty");
    browser.open("/settings/email");
    look.at_page("settings-email");
    browser.press("form[action='/settings/email'] button.main");
    look.at_page("settings-email-empty");
    browser.open("/settings/data");
    look.at_page("settings-data");
    browser.open("/settings/delete");
    look.at_page("settings-delete");
    browser.press("form[action='/settings/delete'] button");
    look.at_page("settings-delete-unsure");
    browser.open("/confirm");
    look.at_page("confirm");
    browser.press("form[action='/confirm'] button");
    look.at_page("confirm-empty");
    browser.open("/logout");
    look.at_page("logout");
    browser.open("/nowhere");
    look.at_page("not-found-signed-in");
    look.finds_no_fault();
}

#[test]
fn no_page_in_arabic_has_a_fault_to_be_seen() {
    let server = Server::start();
    let chrome = Chrome::start();
    let (browser, other) = (chrome.browser(&server), chrome.browser(&server));
    set_up(&browser, &server);
    sign_in(&other);
    browser.open("/settings");
    browser.click("[name=language] option[value=ar]");
    browser.press("form[action='/settings'] button");
    let mut look = Look::by(&browser);

    look.at_page("ar-settings");
    for page in [
        "dashboard",
        "sessions",
        "history",
        "admin/events",
        "settings/password",
        "settings/email",
        "settings/data",
        "settings/delete",
        "confirm",
        "logout",
        "nowhere",
        "forgot",
        "forgot?said=sent",
        "join",
    ] {
        browser.open(&format!("/{page}"));
        assert_eq!(browser.attributes("html", "dir"), ["rtl"]);
        look.at_page(&format!("ar-{}", page.replace(['/', '?', '='], "-")));
    }
    look.finds_no_fault();
}

#[test]
fn no_page_of_a_link_from_a_letter_has_a_fault_to_be_seen() {
    look_at_links("", None);
}

#[test]
fn no_page_of_a_link_in_arabic_has_a_fault_to_be_seen() {
    look_at_links("ar-", Some("ar"));
}

/// The pages before sign-in and those that letters lead to, and the letters, in the language that the browser asks for.
fn look_at_links(prefix: &str, language: Option<&str>) {
    let mail = MailServer::start();
    let server = Server::with_mail(&mail);
    let chrome = Chrome::start();
    let (browser, other) = (chrome.browser(&server), chrome.browser(&server));
    ask_for(language, &[&browser, &other]);
    let mut look = Look::by(&browser);
    browser.open("/setup");
    look.at(prefix, "setup-here");
    set_up(&other, &server);
    browser.open("/login");
    look.at(prefix, "login-here");
    let letter = |number: usize| wait_for("a letter", || mail.letters().into_iter().nth(number));

    browser.open("/register");
    look.at(prefix, "register");
    browser.fill("[name=email]", "bob@example.org");
    browser.press("form[action='/register'] button");
    look.at(prefix, "register-sent");
    browser.open(&server.at(&letter(0).path()));
    look.at(prefix, "join");
    browser.press("form[action='/join'] button");
    look.at(prefix, "join-empty");
    other.open("/settings/email");
    other.fill("[type=email]", "ada.new@example.org");
    other.press("form[action='/settings/email'] button.main");
    browser.open(&server.at(&letter(1).path()));
    look.at(prefix, "email");
    browser.press("form[action='/email'] button");
    look.at(prefix, "email-proven");
    let undo = letter(2);
    browser.open(&server.at(&undo.path()));
    look.at(prefix, "undo");
    browser.open("/login");
    sign_in_as(&browser, "ada.new@example.org");
    browser.open(&server.at(&letter(3).path()));
    look.at(prefix, "not-me");
    look.finds_no_fault();

    let mut look = Look::by(&other);
    other.open("/admin/invite");
    look.at(prefix, "admin-invite");
    other.press("form[action='/admin/invite'] button");
    look.at(prefix, "admin-invite-empty");
    other.open("/settings");
    server.let_sessions_run_out();
    other.press("form[action='/settings'] button");
    look.at(prefix, "login-kept");
    sign_in_as(&other, "ada.new@example.org");
    look.at(prefix, "go-on");
    for (number, letter) in mail.letters().iter().enumerate() {
        other.open(&format!("data:text/html;charset=utf-8,{}", encoded(&letter.html)));
        look.at(prefix, &format!("letter-{number}"));
    }
    look.finds_no_fault();
}

#[test]
fn no_page_of_signing_in_with_a_provider_has_a_fault_to_be_seen() {
    look_at_providers("", None);
}

#[test]
fn no_page_of_signing_in_with_a_provider_in_arabic_has_a_fault_to_be_seen() {
    look_at_providers("ar-", Some("ar"));
}

/// The pages that know of a provider: with it alone, with a password too, and before the two are connected.
fn look_at_providers(prefix: &str, language: Option<&str>) {
    let provider = Provider::certified(&[]);
    let server = Server::with_provider(&provider);
    let chrome = Chrome::start();
    server.add("ann@example.org", PASSWORD);
    let (eve, ann) = (chrome.browser(&server), chrome.browser(&server));
    ask_for(language, &[&eve, &ann]);

    let mut look = Look::by(&eve).beside(&provider);
    eve.open("/login");
    look.at(prefix, "login-provider");
    eve.press_on(WORK, &asks(&provider));
    eve.press("[name=abort]");
    look.at(prefix, "login-provider-cancelled");
    sign_in_with(&eve, &provider, "eve");
    eve.open("/settings");
    look.at(prefix, "settings-provider");
    eve.open("/settings/connections");
    look.at(prefix, "connections-only");
    eve.open("/settings/password");
    look.at(prefix, "settings-password-none");
    eve.open("/confirm");
    look.at(prefix, "confirm-provider");
    eve.press_on(WORK, &asks(&provider));
    eve.press("[name=abort]");
    look.at(prefix, "confirm-provider-cancelled");
    look.finds_no_fault();

    let mut look = Look::by(&ann).beside(&provider);
    ann.open("/login");
    sign_in_with(&ann, &provider, "ann");
    look.at(prefix, "login-has-account");
    sign_in_as(&ann, "ann@example.org");
    look.at(prefix, "connections-waiting");
    ann.press("form[action='/settings/connections/waiting'] button");
    look.at(prefix, "connections-connected");
    ann.open("/confirm");
    look.at(prefix, "confirm-either");
    ann.open("/settings/connections");
    ann.press("form[action$='/remove'] button");
    look.at(prefix, "connections-removed");
    ann.open("/settings/connections");
    look.at(prefix, "connections-none");
    look.finds_no_fault();
}

#[test]
fn no_page_of_ending_a_session_has_a_fault_to_be_seen() {
    let server = Server::start();
    let chrome = Chrome::start();
    let (browser, other) = (chrome.browser(&server), chrome.browser(&server));
    set_up(&browser, &server);
    sign_in(&other);
    let mut look = Look::by(&browser);

    browser.open("/sessions");
    other.open("/sessions");
    other.press("form[action='/sessions/end-others'] button");
    browser.press("form[action='/sessions/end-others'] button");
    look.at_page("sign-in-first");
    browser.open("/dashboard");
    look.at_page("login-after-the-end");
    sign_in(&browser);
    browser.open("/sessions");
    browser.press("form[action='/sessions/end-others'] button");
    look.at_page("sessions-ended");
    browser.run("document.querySelector('[name=csrf_token]').value = 'stale'", &[]);
    browser.press("form[action='/logout'] button");
    look.at_page("forbidden");
    browser.open("/dashboard");
    sign_out(&browser);
    look.at_page("signed-out");
    look.finds_no_fault();
}

#[test]
fn every_file_that_a_page_names_is_there() {
    let server = Server::start();
    let chrome = Chrome::start();
    let browser = chrome.browser(&server);
    browser.open("/setup");
    assert_eq!(browser.count("link[rel~=icon]"), 1, "else browsers ask for /favicon.ico");
    let links = browser.attributes("link[href]", "href");
    let pictures = browser.attributes("img[src]", "src");
    for file in links.into_iter().chain(pictures) {
        browser.open(&file);
        assert_eq!(browser.status(), 200, "{file}");
    }
}

fn sign_in_as(browser: &Browser, email: &str) {
    browser.fill("[name=email]", email);
    browser.fill("[name=password]", PASSWORD);
    browser.press("form[action='/login'] button");
}

/// Has browsers ask for pages in a language.
fn ask_for(language: Option<&str>, browsers: &[&Browser]) {
    let Some(language) = language else { return };
    for browser in browsers {
        browser.devtools("Network.enable", &json!({}));
        browser.devtools("Network.setExtraHTTPHeaders", &json!({ "headers": { "Accept-Language": language } }));
    }
}

/// As it stands in an address.
fn encoded(text: &str) -> String {
    text.bytes().fold(String::new(), |encoded, byte| encoded + &format!("%{byte:02X}"))
}

/// Collects the faults of all pages before it fails, so that one run shows them all.
pub(crate) struct Look<'a> {
    axe: Axe,
    browser: &'a Browser,
    /// Whose pages are passed through between ours: what the browser has to say of them is no fault of ours.
    provider: Option<&'a Provider>,
    faults: Vec<String>,
}

impl<'a> Look<'a> {
    pub(crate) fn by(browser: &'a Browser) -> Self {
        Self { axe: Axe::load(), browser, provider: None, faults: Vec::new() }
    }

    fn beside(self, provider: &'a Provider) -> Self {
        Self { provider: Some(provider), ..self }
    }

    /// The same under a name that begins with the language.
    #[track_caller]
    pub(crate) fn at(&mut self, prefix: &str, page: &str) {
        self.at_page(&format!("{prefix}{page}"));
    }

    #[track_caller]
    fn at_page(&mut self, page: &str) {
        let theirs = |said: &String| self.provider.is_some_and(|provider| said.starts_with(&provider.issuer));
        let said: Vec<String> = complaints(self.browser).into_iter().filter(|said| !theirs(said)).collect();
        self.note(page, said);
        for scheme in SCHEMES {
            for width in WIDTHS {
                self.at_variant(&format!("{page}-{scheme}-{width}"), scheme, width);
            }
        }
        show_as_usual(self.browser);
    }

    #[track_caller]
    fn at_variant(&mut self, variant: &str, scheme: &str, width: u32) {
        show(self.browser, scheme, width);
        self.note(variant, self.axe.violations(self.browser));
        self.note(variant, overflow(self.browser));
        picture::keep(self.browser, variant);
    }

    fn note(&mut self, page: &str, faults: impl IntoIterator<Item = String>) {
        self.faults.extend(faults.into_iter().map(|fault| format!("{page}: {fault}")));
    }

    #[track_caller]
    pub(crate) fn finds_no_fault(self) {
        assert!(self.faults.is_empty(), "\n{}", self.faults.join("\n"));
    }
}

/// What the browser complains about, but for the status of the page itself: some pages are refusals.
#[track_caller]
fn complaints(browser: &Browser) -> Vec<String> {
    let refused = format!("{} - Failed to load resource", browser.url());
    browser.complaints().into_iter().filter(|complaint| !complaint.starts_with(&refused)).collect()
}

/// Shows the page in this colour scheme on a screen of this width, all of its length.
#[track_caller]
fn show(browser: &Browser, scheme: &str, width: u32) {
    let scheme = [
        json!({ "name": "prefers-color-scheme", "value": scheme }),
        // Or colours would be measured while they change.
        json!({ "name": "prefers-reduced-motion", "value": "reduce" }),
    ];
    browser.devtools("Emulation.setEmulatedMedia", &json!({ "features": scheme }));
    let screen = |height| {
        let size = json!({ "width": width, "height": height, "deviceScaleFactor": 1, "mobile": false });
        browser.devtools("Emulation.setDeviceMetricsOverride", &size);
    };
    screen(800);
    let length = browser.run("return document.documentElement.scrollHeight", &[]);
    screen(length.as_u64().expect("a length"));
}

#[track_caller]
fn show_as_usual(browser: &Browser) {
    browser.devtools("Emulation.setEmulatedMedia", &json!({ "features": [] }));
    browser.devtools("Emulation.clearDeviceMetricsOverride", &json!({}));
}

/// The elements that stick out at the side, when the page can be scrolled there.
#[track_caller]
fn overflow(browser: &Browser) -> Option<String> {
    let wider = browser.run(
        "const page = document.documentElement;
         if (page.scrollWidth <= page.clientWidth) return null;
         const out = [...document.body.querySelectorAll('*')]
             .filter(element => element.getBoundingClientRect().right > page.clientWidth);
         return `scrolls sideways, ${page.scrollWidth} in ${page.clientWidth}: `
             + out.map(element => element.outerHTML.slice(0, 80)).join(', ');",
        &[],
    );
    wider.as_str().map(str::to_owned)
}
