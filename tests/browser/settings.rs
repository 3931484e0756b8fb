//! Settings and history, as a person walks through them.

use crate::chrome::Chrome;
use crate::person::{EMAIL, NAME, PASSWORD, assert_signed_out, set_up, sign_in};
use crate::server::Server;

const NEW: &str = "another kettle under ten bridges";

#[test]
fn a_language_that_was_chosen_is_spoken_at_once_and_in_every_browser() {
    let server = Server::start();
    let chrome = Chrome::start();
    let (here, there) = (chrome.browser(&server), chrome.browser(&server));
    set_up(&here, &server);
    sign_in(&there);
    here.press("a[href='/settings']");
    here.click("[name=language] option[value=de]");
    here.click("[name=time_zone] option:nth-of-type(9)");
    here.press("form[action='/settings'] button");
    assert!(here.text().contains("Gespeichert."), "{}", here.text());
    there.press("a[href='/sessions']");
    assert_eq!(there.attributes("html", "lang"), ["de"]);
    assert_eq!(here.value("[name=name]"), NAME);
}

#[test]
fn a_changed_password_signs_out_every_other_browser_and_stands_in_the_history() {
    let server = Server::start();
    let chrome = Chrome::start();
    let (here, there) = (chrome.browser(&server), chrome.browser(&server));
    set_up(&here, &server);
    sign_in(&there);
    here.press("a[href='/settings']");
    here.press("a[href='/settings/password']");
    here.fill("[name=current]", "not this one");
    here.fill("[name=password]", NEW);
    here.press("form[action='/settings/password'] button");
    assert_eq!(here.value("[name=password]"), "", "a password is never sent back");
    here.fill("[name=current]", PASSWORD);
    here.fill("[name=password]", NEW);
    here.press("form[action='/settings/password'] button");
    assert_eq!(here.path(), "/settings");
    there.press("a[href='/sessions']");
    assert_signed_out(&there);
    there.fill("[name=email]", EMAIL);
    there.fill("[name=password]", NEW);
    there.press("form[action='/login'] button");
    assert_eq!(there.path(), "/sessions");
    here.press("a[href='/history']");
    assert!(here.text().contains("Password changed"), "{}", here.text());
    here.press("nav a[href$='failures']");
    assert!(!here.text().contains("Password changed"), "{}", here.text());
}
