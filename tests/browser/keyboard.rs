//! Everything by keyboard alone, with the focus always to be seen.

use serde_json::Value;

use crate::browser::Browser;
use crate::chrome::Chrome;
use crate::person::{EMAIL, NAME, PASSWORD, SIGN_OUT, WORK, asks, assert_signed_out, ends, set_up, sign_in};
use crate::provider::Provider;
use crate::server::Server;

const TAB: &str = "\u{E004}";
const ENTER: &str = "\u{E007}";
const SPACE: &str = " ";

#[test]
fn a_person_signs_in_and_out_with_the_keyboard_alone() {
    let server = Server::start();
    let chrome = Chrome::start();
    set_up(&chrome.browser(&server), &server);
    let browser = chrome.browser(&server);
    browser.open("/login");

    tab_to(&browser, "[name=email]");
    browser.keys(EMAIL);
    tab_to(&browser, "[name=password]");
    browser.keys(PASSWORD);
    tab_to(&browser, "[name=remember]");
    browser.keys(SPACE);
    browser.leave(|| browser.keys(ENTER));
    assert_eq!(browser.path(), "/dashboard");
    assert!(browser.text().contains(NAME));

    tab_to(&browser, SIGN_OUT);
    browser.leave(|| browser.keys(ENTER));
    browser.open("/sessions");
    assert_signed_out(&browser);
}

#[test]
fn a_person_signs_in_with_a_provider_confirms_and_signs_out_with_the_keyboard_alone() {
    let provider = Provider::certified(&[]);
    let server = Server::with_provider(&provider);
    let chrome = Chrome::start();
    server.add(EMAIL, PASSWORD);
    let browser = chrome.browser(&server);
    for page in ["/login", "/confirm"] {
        browser.open(page);
        tab_to(&browser, WORK);
        browser.keys(ENTER);
        browser.arrive(&asks(&provider));
        tab_to(&browser, "[name=login]");
        browser.keys("eve");
        browser.leave(|| browser.keys(ENTER));
        assert_eq!(browser.path(), "/dashboard", "from {page}");
    }
    tab_to(&browser, SIGN_OUT);
    browser.keys(ENTER);
    browser.arrive(&ends(&provider));
    tab_to(&browser, "form button");
    browser.leave(|| browser.keys(ENTER));
    assert_eq!(browser.path(), "/logout");
    browser.open("/sessions");
    assert_signed_out(&browser);
}

#[test]
fn the_first_account_is_made_with_the_keyboard_alone() {
    let server = Server::start();
    let chrome = Chrome::start();
    let browser = chrome.browser(&server);
    browser.open("/setup");
    let fields = [("code", &*server.setup_code), ("name", NAME), ("email", EMAIL), ("password", PASSWORD)];
    for (field, text) in fields {
        tab_to(&browser, &format!("[name={field}]"));
        browser.keys(text);
    }
    browser.leave(|| browser.keys(ENTER));
    sign_in(&browser);
}

#[test]
fn the_first_tab_offers_a_way_past_the_navigation() {
    let server = Server::start();
    let chrome = Chrome::start();
    let browser = chrome.browser(&server);
    set_up(&browser, &server);
    browser.open("/sessions");
    browser.keys(TAB);
    assert!(has_focus(&browser, "a[href='#main']"));
    browser.keys(ENTER);
    tab_to(&browser, "main *");
    assert!(!has_focus(&browser, "nav *, header *"));
}

#[test]
fn every_stop_of_the_tab_key_on_the_sessions_page_can_be_seen() {
    let server = Server::start();
    let chrome = Chrome::start();
    let browser = chrome.browser(&server);
    set_up(&browser, &server);
    sign_in(&chrome.browser(&server));
    browser.open("/sessions");
    tab_to(&browser, "form[action='/sessions/end-others'] button");
}

/// Presses Tab until the focus is there; on each stop of the way the focus must show.
#[track_caller]
fn tab_to(browser: &Browser, selector: &str) {
    for _ in 0..40 {
        if has_focus(browser, selector) {
            return assert_focus_shows(browser);
        }
        browser.keys(TAB);
        assert_focus_shows(browser);
    }
    panic!("Tab never leads to {selector} on {}", browser.path());
}

#[track_caller]
fn has_focus(browser: &Browser, selector: &str) -> bool {
    browser.run("return document.activeElement.matches(arguments[0])", &[selector.into()]) == true
}

#[track_caller]
fn assert_focus_shows(browser: &Browser) {
    let hidden = browser.run(
        "const element = document.activeElement;
         if (element === document.body) return null;
         const style = getComputedStyle(element), box = element.getBoundingClientRect();
         const ring = style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) > 0;
         const shows = (ring || style.boxShadow !== 'none') && box.width > 0 && box.height > 0
             && box.bottom > 0 && box.top < innerHeight && box.right > 0 && box.left < innerWidth;
         return shows ? null : element.outerHTML;",
        &[],
    );
    assert_eq!(hidden, Value::Null, "it has the focus, but nothing shows that");
}
