//! Signing in with another provider: a real one, to whose pages the browser goes and comes back.

use crate::browser::Browser;
use crate::chrome::{Chrome, JavaScript};
use crate::person::{
    EMAIL, NAME, PASSWORD, SIGN_OUT, WORK, asks, assert_signed_out, be_proven, ends, set_up, sign_in_with, sign_out,
    try_to_sign_in,
};
use crate::provider::Provider;
use crate::server::Server;

/// What the provider tells of its user `ann`; who speaks German.
const ANN: &str = "ann@example.org";
const ANNS_NAME: &str = "Ann Richmond";
/// The button on the page of all connections, for one that is not yet.
const CONNECT: &str = "form[action='/settings/connections/op/connect'] button";

#[test]
fn somebody_signs_in_with_a_provider_and_out_on_both_sides() {
    walk(Server::with_provider, JavaScript::On);
}

#[test]
fn signing_in_with_a_provider_and_out_works_without_javascript() {
    walk(Server::with_provider, JavaScript::Off);
}

#[test]
fn signing_in_with_a_provider_and_out_works_from_another_site() {
    walk(Server::with_provider_of_another_site, JavaScript::On);
}

#[test]
fn nothing_private_is_left_at_back_after_signing_out_on_both_sides() {
    let (provider, server, chrome) = start();
    server.add(EMAIL, PASSWORD);
    let ann = chrome.browser(&server);
    ann.open("/login");
    sign_in_with(&ann, &provider, "ann");
    ann.press("a[href='/sessions']");
    sign_out_on_both_sides(&ann, &provider);
    // Past the provider's pages, which would only lead here again.
    let private = ann.visited(&[server.at("/dashboard"), server.at("/sessions")]);
    assert!(!private.is_empty(), "there is something to go back to");
    for page in private.iter().rev() {
        ann.go_back_to(page);
        assert_nobody_is_signed_in(&ann);
    }
}

#[test]
fn a_sign_out_at_the_provider_signs_out_every_browser_at_its_next_click() {
    let (provider, server, chrome) = start();
    let ada = chrome.browser(&server);
    set_up(&ada, &server);
    let anns = [chrome.browser(&server), chrome.browser(&server)];
    for ann in &anns {
        ann.open("/login");
        sign_in_with(ann, &provider, "ann");
        assert_eq!(ann.path(), "/dashboard");
    }
    provider.get("/_test/end?sub=ann");
    let log = provider.get("/_test/log");
    assert_eq!(log.matches("backchannel.success").count(), 2, "{log}");
    for ann in &anns {
        ann.press("a[href='/sessions']");
        assert_nobody_is_signed_in(ann);
    }
    ada.press("a[href='/sessions']");
    assert_eq!(ada.path(), "/sessions", "whoever came with a password stays");
}

#[test]
fn who_has_an_account_already_connects_the_two_and_then_signs_in_to_it_either_way() {
    let (provider, server, chrome) = start();
    server.add(ANN, PASSWORD);
    let ann = chrome.browser(&server);
    ann.open("/login");
    sign_in_with(&ann, &provider, "ann");
    assert_eq!(ann.path(), "/login");
    assert!(ann.text().contains("There is an account with this e-mail already"), "{}", ann.text());
    ann.fill("[name=email]", ANN);
    ann.fill("[name=password]", PASSWORD);
    ann.press("form[action='/login'] button");
    assert_eq!(ann.path(), "/settings/connections");
    let asked = ann.text_of("section:has(form[action='/settings/connections/waiting'])");
    assert!(asked.contains("Connect Work?") && asked.contains(ANN), "{asked}");
    assert_eq!(ann.count("form[action$='/remove']"), 0, "nothing is connected unasked");
    ann.press("form[action='/settings/connections/waiting'] button");
    assert!(ann.text().contains("It’s connected"), "{}", ann.text());
    assert_eq!(ann.count("form[action$='/remove']"), 1);

    sign_out(&ann);
    assert!(ann.path() == "/login" && ann.text().contains("You are signed out"), "{}", ann.text());
    // She came with her password, so at the provider she still is.
    ann.press_on(WORK, &server.at("/dashboard"));
    let shown = ann.text_of("main");
    assert!(shown.contains(ANN) && shown.contains("Work") && !shown.contains(ANNS_NAME), "{shown}");
    assert_eq!(ann.attributes("html", "lang"), ["en"], "it is the account that there was");
}

#[test]
fn a_provider_is_connected_in_the_settings_and_disconnecting_signs_out_who_came_by_it() {
    let (provider, server, chrome) = start();
    let (here, there) = (chrome.browser(&server), chrome.browser(&server));
    set_up(&here, &server);
    here.press("a[href='/settings']");
    here.press("a[href='/settings/connections']");
    be_proven(&here, CONNECT, &provider, "ann");
    assert_eq!(here.path(), "/settings/connections");
    assert!(here.text().contains("It’s connected"), "{}", here.text());
    there.open("/login");
    sign_in_with(&there, &provider, "ann");
    assert!(there.path() == "/dashboard" && there.text_of("main").contains(NAME), "{}", there.text());
    here.press("form[action$='/remove'] button");
    assert!(here.text().contains("It’s disconnected") && here.count(CONNECT) == 1, "{}", here.text());
    there.press("a[href='/sessions']");
    assert_signed_out(&there);
}

#[test]
fn who_has_no_password_confirms_with_the_provider() {
    let (provider, server, chrome) = start();
    server.add(EMAIL, PASSWORD);
    let eve = chrome.browser(&server);
    eve.open("/login");
    sign_in_with(&eve, &provider, "eve");
    assert_eq!(eve.path(), "/dashboard");
    eve.open("/confirm?next=%2Fsettings%2Fdelete");
    assert_offers_work_alone(&eve);
    // It asks although it knows her; after a "no" there, it can be tried again, for what was wanted.
    eve.press_on(WORK, &asks(&provider));
    eve.press("[name=abort]");
    assert!(eve.text().contains("did not go through with it"), "{}", eve.text());
    assert_offers_work_alone(&eve);
    be_proven(&eve, WORK, &provider, "eve");
    assert_eq!(eve.path(), "/settings/delete");
    eve.open("/confirm");
    be_proven(&eve, WORK, &provider, "eve");
    assert_eq!(eve.path(), "/dashboard");
    eve.press("a[href='/history']");
    assert_eq!(eve.text().matches("Confirmed again").count(), 2, "{}", eve.text());
}

#[test]
fn after_signing_in_with_a_provider_the_page_that_was_asked_for_opens() {
    let (provider, server, chrome) = start();
    server.add(EMAIL, PASSWORD);
    let eve = chrome.browser(&server);
    eve.open("/sessions");
    assert_signed_out(&eve);
    sign_in_with(&eve, &provider, "eve");
    assert_eq!(eve.path(), "/sessions");
}

#[test]
fn what_was_filled_in_too_long_ago_is_gone_on_with_after_signing_in_with_a_provider() {
    let (provider, server, chrome) = start();
    server.add(EMAIL, PASSWORD);
    let eve = chrome.browser(&server);
    eve.open("/login");
    sign_in_with(&eve, &provider, "eve");
    eve.press("a[href='/settings']");
    eve.fill("[name=name]", "Eve King");
    server.let_sessions_run_out();
    eve.press("form[action='/settings'] button");
    assert!(eve.text().contains("still there"), "{}", eve.text());
    // Here she is signed out, at the provider she is not: it asks nothing.
    eve.press_on(WORK, &server.at("/sign-in/op/callback"));
    eve.press("form[action='/settings'] button");
    assert!(eve.text().contains("Saved."), "{}", eve.text());
    assert_eq!(eve.value("[name=name]"), "Eve King");
}

#[test]
fn while_the_provider_is_away_the_password_still_works() {
    let (mut provider, server, chrome) = start();
    provider.stop();
    let browser = chrome.browser(&server);
    set_up(&browser, &server);
    sign_out(&browser);
    browser.press(WORK);
    assert_eq!(browser.status(), 424);
    assert!(browser.text().contains("cannot be reached just now"), "{}", browser.text());
    try_to_sign_in(&browser, PASSWORD);
    assert_eq!(browser.path(), "/dashboard");
}

fn walk(serve: fn(&Provider) -> Server, javascript: JavaScript) {
    let provider = Provider::certified(&[]);
    let server = serve(&provider);
    let chrome = Chrome::start();
    set_up(&chrome.browser(&server), &server);
    let ann = chrome.browser_with(&server, javascript);
    ann.open("/login");
    assert_eq!(ann.attributes("form:has([name=csrf_token])[action='/sign-in/op']", "method"), ["post"]);
    ann.press_on(WORK, &asks(&provider));
    ann.back();
    assert_eq!(ann.path(), "/login", "Back does not end on the page that would only send on again");

    sign_in_with(&ann, &provider, "ann");
    assert_eq!(ann.path(), "/dashboard");
    assert!(ann.text_of("main").contains(ANNS_NAME), "{}", ann.text());
    assert_eq!(ann.attributes("html", "lang"), ["de"], "her language comes with her");
    ann.press("a[href='/sessions']");
    assert!(ann.text_of("li.this").contains("Work"), "{}", ann.text());

    sign_out_on_both_sides(&ann, &provider);
    ann.press("main a[href='/login']");
    // It asks again, or whoever sits down next would be let in.
    ann.press_on(WORK, &asks(&provider));
    assert_eq!(ann.count("[name=login]"), 1);
    let ours = |said: &String| !said.starts_with(&provider.issuer);
    let said: Vec<String> = ann.complaints().into_iter().filter(ours).collect();
    assert!(said.is_empty(), "the page's policy has let nothing be done that it forbids: {said:?}");
}

fn start() -> (Provider, Server, Chrome) {
    let provider = Provider::certified(&[]);
    let server = Server::with_provider(&provider);
    (provider, server, Chrome::start())
}

/// Signs out here, confirms it on the provider's page, and is back.
#[track_caller]
fn sign_out_on_both_sides(browser: &Browser, provider: &Provider) {
    browser.press_on(SIGN_OUT, &ends(provider));
    browser.press("form button");
    assert_eq!(browser.path(), "/logout");
    assert_eq!(browser.text_of("h1"), "You are signed out");
    assert_shows_nothing_of_ann(browser);
}

#[track_caller]
fn assert_offers_work_alone(browser: &Browser) {
    assert_eq!(browser.text_of(WORK), "Confirm with Work");
    assert_eq!(browser.count("[type=password]"), 0, "there is no password to ask for");
}

#[track_caller]
fn assert_nobody_is_signed_in(browser: &Browser) {
    assert_signed_out(browser);
    assert_shows_nothing_of_ann(browser);
}

#[track_caller]
fn assert_shows_nothing_of_ann(browser: &Browser) {
    let shown = browser.text();
    assert!(!shown.contains(ANNS_NAME) && !shown.contains(ANN), "she is still shown:\n{shown}");
}
