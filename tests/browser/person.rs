//! The person of these tests and the steps that many of their walks share.

use crate::browser::Browser;
use crate::provider::Provider;
use crate::server::Server;

pub(crate) const NAME: &str = "Ada Byron";
pub(crate) const EMAIL: &str = "ada@example.org";
pub(crate) const PASSWORD: &str = "violet kettle under nine bridges";

/// The button of the provider that is called Work.
pub(crate) const WORK: &str = "form[action='/sign-in/op'] button";
/// The button that every page has for those signed in.
pub(crate) const SIGN_OUT: &str = "form[action='/logout'] button";

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

/// By Work's button on the page now shown.
#[track_caller]
pub(crate) fn sign_in_with(browser: &Browser, provider: &Provider, user: &str) {
    be_proven(browser, WORK, provider, user);
}

/// Presses a button that leads to the provider, says there who it is, and comes back.
#[track_caller]
pub(crate) fn be_proven(browser: &Browser, button: &str, provider: &Provider, user: &str) {
    browser.press_on(button, &asks(provider));
    browser.fill("[name=login]", user);
    browser.press("form button:not([name])");
}

/// How the address begins at which the provider asks who somebody is.
pub(crate) fn asks(provider: &Provider) -> String {
    format!("{}/interaction/", provider.issuer)
}

/// How the address begins at which the provider asks whether to sign out.
pub(crate) fn ends(provider: &Provider) -> String {
    format!("{}/session/end", provider.issuer)
}

#[track_caller]
pub(crate) fn sign_out(browser: &Browser) {
    browser.press(SIGN_OUT);
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
