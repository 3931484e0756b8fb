//! What a person sees after a mistake: what was wrong, first of all, and the rest of what they typed.

use crate::browser::Browser;
use crate::chrome::Chrome;
use crate::patience::wait_for;
use crate::person::{EMAIL, NAME, fill_in_setup, set_up, try_to_sign_in};
use crate::server::Server;

#[test]
fn a_failed_sign_in_keeps_the_email_empties_the_password_and_focuses_the_reason() {
    let server = Server::start();
    let chrome = Chrome::start();
    set_up(&chrome.browser(&server), &server);
    let browser = chrome.browser(&server);
    browser.open("/login");
    try_to_sign_in(&browser, "not the password at all");
    assert_eq!(browser.path(), "/login");
    assert_eq!(browser.status(), 401);
    assert_eq!(browser.value("[name=email]"), EMAIL);
    assert_eq!(browser.value("[name=password]"), "");
    assert_focus_is_on_the_reason(&browser);
}

#[test]
fn a_wrong_setup_code_keeps_what_was_typed_except_the_password() {
    let server = Server::start();
    let chrome = Chrome::start();
    let browser = chrome.browser(&server);
    browser.open("/setup");
    fill_in_setup(&browser, "AAAA-AAAA-AAAA-AAAA");
    browser.press("form[action='/setup'] button");
    assert_eq!(browser.path(), "/setup");
    assert_eq!(browser.value("[name=name]"), NAME);
    assert_eq!(browser.value("[name=email]"), EMAIL);
    assert_eq!(browser.value("[name=password]"), "");
    assert_focus_is_on_the_reason(&browser);
}

#[test]
fn each_reason_leads_to_its_field() {
    let server = Server::start();
    let chrome = Chrome::start();
    let browser = chrome.browser(&server);
    browser.open("/setup");
    browser.press("form[action='/setup'] button");
    assert_focus_is_on_the_reason(&browser);
    let links = browser.attributes("[role=alert] a", "href").len();
    assert_eq!(links, 4, "code, name, e-mail and password are all missing");
    for field in ["code", "name", "email", "password"] {
        browser.click(&format!("[role=alert] a[href$='#{field}']"));
        wait_for("the focus on the field", || (focused(&browser, "name") == field).then_some(()));
        assert_eq!(focused(&browser, "aria-invalid"), "true");
        let error = focused(&browser, "aria-describedby");
        let error = error.split(' ').next().unwrap_or_default();
        assert_ne!(browser.text_of(&format!("#{error}")), "", "the reason stands at its field");
    }
}

#[track_caller]
fn assert_focus_is_on_the_reason(browser: &Browser) {
    // Chromium moves it there as it draws the page.
    wait_for("the focus on the reason", || (focused(browser, "role") == "alert").then_some(()));
    assert_ne!(browser.text_of("[role=alert]"), "");
}

/// An attribute of the element that has the focus.
#[track_caller]
fn focused(browser: &Browser, attribute: &str) -> String {
    let script = "return document.activeElement.getAttribute(arguments[0])";
    browser.run(script, &[attribute.into()]).as_str().unwrap_or_default().to_owned()
}
