//! Everything that begins with a letter: it is fetched from a real mail server, and its link opened in a real browser.

use crate::browser::Browser;
use crate::chrome::Chrome;
use crate::patience::wait_for;
use crate::person::{EMAIL, PASSWORD, assert_signed_out, set_up, sign_in};
use crate::server::Server;
use crate::smtp::{Letter, MailServer};

const NEW: &str = "another kettle under ten bridges";
const BOB: &str = "bob@example.org";

#[test]
fn a_forgotten_password_is_set_anew_by_a_letter() {
    let (server, mail, chrome) = start();
    let here = chrome.browser(&server);
    set_up(&here, &server);
    let there = chrome.browser(&server);
    there.open("/login");
    there.press("a[href='/forgot']");
    there.fill("[name=email]", EMAIL);
    there.press("form[action='/forgot'] button");
    assert!(there.text().contains("Look into your mailbox"), "{}", there.text());
    let letter = arrived(&mail, "Set a new password");
    there.open(&server.at(&letter.path()));
    assert_eq!((there.path().as_str(), there.value("[name=email]").as_str()), ("/reset", EMAIL));
    there.fill("[name=password]", NEW);
    there.press("form:has([name=password]) button");
    assert_eq!(there.path(), "/login");
    try_with(&there, EMAIL, NEW);
    assert_eq!(there.path(), "/dashboard");
    here.press("a[href='/sessions']");
    assert_signed_out(&here);
    arrived(&mail, "was changed");
}

#[test]
fn an_account_is_made_by_a_letter() {
    let (server, mail, chrome) = start();
    set_up(&chrome.browser(&server), &server);
    let bob = chrome.browser(&server);
    bob.open("/login");
    bob.press("a[href='/register']");
    bob.fill("[name=email]", BOB);
    bob.press("form[action='/register'] button");
    let letter = arrived(&mail, "Your account");
    bob.open(&server.at(&letter.path()));
    bob.fill("[name=name]", "Bob Example");
    bob.fill("[name=password]", "short");
    bob.press("form[action='/join'] button");
    assert_eq!(bob.value("[name=name]"), "Bob Example", "what was typed is still there");
    bob.fill("[name=password]", NEW);
    bob.press("form[action='/join'] button");
    assert!(bob.text().contains("Your account is ready"), "{}", bob.text());
    try_with(&bob, BOB, NEW);
    assert!(bob.path() == "/dashboard" && bob.text().contains("Bob Example"));
}

#[test]
fn somebody_is_asked_in_by_a_letter() {
    let (server, mail, chrome) = start();
    let here = chrome.browser(&server);
    set_up(&here, &server);
    here.press_on("nav a[href='/admin']", &server.at("/admin/system"));
    here.press_on("nav a[href='/admin/invite']", &server.at("/admin/invite"));
    here.fill("[name=email]", BOB);
    here.click("[name=language] option[value=ar]");
    here.press("form[action='/admin/invite'] button");
    assert!(here.text().contains("on its way"), "{}", here.text());
    let letter = wait_for("a letter", || mail.letters().pop());
    assert!(letter.html.contains("dir=\"rtl\"") && letter.header("To") == Some(BOB));
    let bob = chrome.browser(&server);
    bob.open(&server.at(&letter.path()));
    assert_eq!(bob.value("[name=email]"), BOB);
    bob.fill("[name=name]", "Bob Example");
    bob.fill("[name=password]", NEW);
    bob.press("form[action='/join'] button");
    try_with(&bob, BOB, NEW);
    assert_eq!((bob.path().as_str(), bob.attributes("html", "dir").concat().as_str()), ("/dashboard", "rtl"));
}

#[test]
fn another_email_is_proven_told_and_undone_by_letters() {
    let (server, mail, chrome) = start();
    let here = chrome.browser(&server);
    set_up(&here, &server);
    here.press("a[href='/settings']");
    here.press("a[href='/settings/email']");
    here.fill("[type=email]", "ada.new@example.org");
    here.press("form[action='/settings/email'] button.main");
    assert!(here.text().contains("Look into the mailbox"), "{}", here.text());
    // Read on a phone, where nobody is signed in.
    let phone = chrome.browser(&server);
    phone.open(&server.at(&arrived(&mail, "Is this e-mail yours?").path()));
    phone.press("form[action='/email'] button");
    assert!(phone.text().contains("This e-mail is yours now"), "{}", phone.text());
    let told = arrived(&mail, "was changed");
    assert_eq!(told.header("To"), Some(EMAIL));
    phone.open(&server.at(&told.path()));
    phone.press("form[action='/undo'] button");
    assert_eq!((phone.path().as_str(), phone.value("[name=email]").as_str()), ("/reset", EMAIL));
    here.press("a[href='/sessions']");
    assert_signed_out(&here);
    phone.fill("[name=password]", NEW);
    phone.press("form:has([name=password]) button");
    try_with(&phone, EMAIL, NEW);
    assert_eq!(phone.path(), "/dashboard");
}

#[test]
fn this_was_not_me_throws_the_other_out() {
    let (server, mail, chrome) = start();
    let here = chrome.browser(&server);
    set_up(&here, &server);
    let thief = chrome.browser(&server);
    sign_in(&thief);
    let letter = arrived(&mail, "New sign-in");
    assert!(letter.text.contains("Chrome on"), "{}", letter.text);
    here.open(&server.at(&letter.path()));
    assert_eq!(here.path(), "/not-me");
    thief.press("a[href='/sessions']");
    assert_eq!(thief.path(), "/sessions", "opening the link changes nothing");
    here.press("form[action='/not-me'] button");
    assert_eq!(here.path(), "/reset");
    thief.press("a[href='/settings']");
    assert_signed_out(&thief);
    here.fill("[name=password]", NEW);
    here.press("form:has([name=password]) button");
    try_with(&here, EMAIL, NEW);
    assert_eq!(here.path(), "/dashboard");
}

#[test]
fn an_account_is_deleted_with_a_last_letter_and_its_data_can_be_taken_along() {
    let (server, mail, chrome) = start();
    let here = chrome.browser(&server);
    set_up(&here, &server);
    here.press("a[href='/settings']");
    here.press("a[href='/settings/data']");
    assert_eq!(here.attributes("main a.main", "href"), ["/settings/data.json"]);
    server.add(BOB, NEW);
    let bob = chrome.browser(&server);
    bob.open("/login");
    try_with(&bob, BOB, NEW);
    bob.press("a[href='/settings']");
    bob.press("a[href='/settings/delete']");
    bob.press("form[action='/settings/delete'] button");
    assert!(bob.text().contains("Tick the box"), "{}", bob.text());
    bob.click("[name=sure]");
    bob.press("form[action='/settings/delete'] button");
    assert!(bob.path() == "/login" && bob.text().contains("Your account is deleted"), "{}", bob.text());
    assert_eq!(arrived(&mail, "is deleted").header("To"), Some(BOB));
    bob.back();
    assert!(!bob.text().contains(BOB));
}

#[test]
fn what_was_filled_in_too_long_ago_is_gone_on_with_after_signing_in() {
    let (server, _mail, chrome) = start();
    let here = chrome.browser(&server);
    set_up(&here, &server);
    here.press("a[href='/settings']");
    here.fill("[name=name]", "Ada King");
    server.let_sessions_run_out();
    here.press("form[action='/settings'] button");
    assert!(here.text().contains("still there"), "{}", here.text());
    try_with(&here, EMAIL, PASSWORD);
    here.press("form[action='/settings'] button");
    assert!(here.text().contains("Saved."), "{}", here.text());
    assert_eq!(here.value("[name=name]"), "Ada King");
}

/// A server whose letters go to a mail server, and where anybody may make an account.
fn start() -> (Server, MailServer, Chrome) {
    let mail = MailServer::start();
    (Server::with_mail(&mail), mail, Chrome::start())
}

/// The newest letter whose subject has this in it, as soon as there is one.
#[track_caller]
fn arrived(mail: &MailServer, subject: &str) -> Letter {
    wait_for(&format!("a letter “{subject}”"), || {
        mail.letters()
            .into_iter()
            .rev()
            .find(|letter| letter.header("Subject").is_some_and(|line| line.contains(subject)))
    })
}

fn try_with(browser: &Browser, email: &str, password: &str) {
    browser.fill("[name=email]", email);
    browser.fill("[name=password]", password);
    browser.press("form[action='/login'] button");
}
