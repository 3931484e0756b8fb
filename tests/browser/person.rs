//! The person of these tests and the steps that many of their walks share.

use crate::browser::Browser;
use crate::server::Server;

pub(crate) const NAME: &str = "Ada Byron";
pub(crate) const EMAIL: &str = "ada@example.org";
pub(crate) const PASSWORD: &str = "violet kettle under nine bridges";

/// Makes the first account, from the front door; signed in afterwards.
#[track_caller]
pub(crate) fn set_up(browser: &Browser, server: &Server) {
    browser.open("/");
    assert_eq!(browser.path(), "/setup", "without an account / leads to the setup");
    fill_in_setup(browser, &server.setup_code);
    browser.press("form[action='/setup'] button");
    if browser.path() == "/login" {
        sign_in_here(browser);
    }
    assert_eq!(browser.path(), "/dashboard");
}

#[track_caller]
pub(crate) fn fill_in_setup(browser: &Browser, code: &str) {
    browser.fill("[name=code]", code);
    browser.fill("[name=name]", NAME);
    browser.fill("[name=email]", EMAIL);
    browser.fill("[name=password]", PASSWORD);
}

#[track_caller]
pub(crate) fn sign_in(browser: &Browser) {
    browser.open("/login");
    sign_in_here(browser);
    assert_eq!(browser.path(), "/dashboard");
}

#[track_caller]
fn sign_in_here(browser: &Browser) {
    try_to_sign_in(browser, PASSWORD);
}

/// Sends the sign-in form of the page now shown.
#[track_caller]
pub(crate) fn try_to_sign_in(browser: &Browser, password: &str) {
    browser.fill("[name=email]", EMAIL);
    browser.fill("[name=password]", password);
    browser.press("form[action='/login'] button");
}

/// By the button that every page has for those signed in.
#[track_caller]
pub(crate) fn sign_out(browser: &Browser) {
    browser.press("form[action='/logout'] button");
}

#[track_caller]
pub(crate) fn assert_signed_out(browser: &Browser) {
    assert_eq!(browser.path(), "/login", "not signed out: {}", browser.text());
    assert_shows_nothing_private(browser);
}

#[track_caller]
pub(crate) fn assert_shows_nothing_private(browser: &Browser) {
    let shown = browser.text() + &browser.attributes("input", "value").concat();
    for private in [NAME, EMAIL] {
        assert!(!shown.contains(private), "{private} is still shown:\n{shown}");
    }
}
