//! The main walk, from the first account to an empty Back button.

use crate::browser::Browser;
use crate::chrome::{Chrome, JavaScript};
use crate::person::{
    NAME, PASSWORD, assert_shows_nothing_private, assert_signed_out, set_up, sign_in, sign_out, try_to_sign_in,
};
use crate::server::Server;

/// The buttons that end one session: each stands on the card of its own.
const END: &str = "form[action^='/sessions/'][action$='/end']";

#[test]
fn a_person_sets_up_sees_and_ends_sessions_and_signs_out_without_a_trace() {
    walk(JavaScript::On);
}

#[test]
fn the_same_walk_works_without_javascript() {
    walk(JavaScript::Off);
}

#[test]
fn ending_another_browsers_session_signs_it_out_at_its_next_click() {
    let server = Server::start();
    let chrome = Chrome::start();
    let (here, there) = (chrome.browser(&server), chrome.browser(&server));
    set_up(&here, &server);
    let mine = only_session(&here);
    sign_in(&there);
    end_the_other(&here, &mine);
    there.press("a[href='/sessions']");
    assert_signed_out(&there);
}

#[test]
fn a_browser_that_was_signed_out_from_elsewhere_shows_nothing_private_at_back() {
    let server = Server::start();
    let chrome = Chrome::start();
    let (here, there) = (chrome.browser(&server), chrome.browser(&server));
    set_up(&here, &server);
    let mine = only_session(&here);
    sign_in(&there);
    there.press("a[href='/sessions']");
    there.press("nav a[href='/']");
    end_the_other(&here, &mine);
    there.press("a[href='/sessions']");
    assert_signed_out(&there);
    there.back();
    assert_signed_out(&there);
}

#[test]
fn ending_all_others_signs_out_every_browser_but_this_one() {
    let server = Server::start();
    let chrome = Chrome::start();
    let here = chrome.browser(&server);
    set_up(&here, &server);
    let mine = only_session(&here);
    let others = [chrome.browser(&server), chrome.browser(&server)];
    others.iter().for_each(sign_in);
    here.open("/sessions");
    assert_eq!(here.count(END), 3);
    here.press("form[action='/sessions/end-others'] button");
    assert_eq!(only_session(&here), mine);
    for other in &others {
        other.press("a[href='/sessions']");
        assert_signed_out(other);
    }
    here.press("a[href='/']");
    assert_eq!(here.path(), "/dashboard");
}

#[test]
fn ending_this_session_is_signing_out() {
    let server = Server::start();
    let chrome = Chrome::start();
    let browser = chrome.browser(&server);
    set_up(&browser, &server);
    only_session(&browser);
    browser.press(&format!("{END} button"));
    assert_shows_nothing_private(&browser);
    assert_no_way_back(&browser);
}

#[test]
fn after_signing_in_the_page_that_was_asked_for_opens() {
    let server = Server::start();
    let chrome = Chrome::start();
    set_up(&chrome.browser(&server), &server);
    let browser = chrome.browser(&server);
    browser.open("/sessions");
    assert_signed_out(&browser);
    try_to_sign_in(&browser, PASSWORD);
    assert_eq!(browser.path(), "/sessions");
}

fn walk(javascript: JavaScript) {
    let server = Server::start();
    let chrome = Chrome::start();
    let here = chrome.browser_with(&server, javascript);
    assert_eq!(runs_scripts(&here), javascript == JavaScript::On);
    set_up(&here, &server);
    assert!(here.text_of("main").contains(NAME), "the dashboard says who is signed in");
    let mine = only_session(&here);

    let there = chrome.browser_with(&server, javascript);
    sign_in(&there);
    end_the_other(&here, &mine);
    there.press("a[href='/sessions']");
    assert_signed_out(&there);

    sign_out(&here);
    assert_shows_nothing_private(&here);
    assert_no_way_back(&here);
}

/// Opens `/sessions`, which must show one, marked as this one; what its button posts to.
#[track_caller]
fn only_session(browser: &Browser) -> String {
    browser.open("/sessions");
    let ends = browser.attributes(END, "action");
    assert_eq!(ends.len(), 1, "one session is live");
    let card = browser.text_of(&format!("li:has({END})"));
    assert!(card.contains("This browser"), "not marked as this one: {card}");
    ends.concat()
}

#[track_caller]
fn end_the_other(here: &Browser, mine: &str) {
    here.open("/sessions");
    let other: Vec<_> = here.attributes(END, "action").into_iter().filter(|it| it != mine).collect();
    assert_eq!(other.len(), 1, "two sessions are live");
    here.press(&format!("form[action='{}'] button", other[0]));
    assert_eq!(only_session(here), mine);
}

/// Neither Back nor the cookies lead to what was seen before: not to the last page, not to those before it, which
/// a browser keeps in memory although it was told to store nothing.
#[track_caller]
fn assert_no_way_back(browser: &Browser) {
    let session = |name: &String| name.ends_with("session");
    assert!(!browser.cookies().iter().any(session), "the session cookie is still there");
    for _ in 0..3 {
        browser.back();
        assert_signed_out(browser);
    }
}

/// Tried out, so that the walk without JavaScript is one.
fn runs_scripts(browser: &Browser) -> bool {
    browser.open("data:text/html,<title>off</title><script>document.title = 'on'</script>");
    browser.title() == "on"
}
