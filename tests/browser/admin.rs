//! The administration, as an administrator uses it: looked at in each scheme and width and in Arabic, and walked through.

use crate::browser::Browser;
use crate::chrome::Chrome;
use crate::looks::Look;
use crate::person::{EMAIL, NAME, PASSWORD, set_up};
use crate::server::Server;

/// Somebody whom the administrator looks after.
const ZOE: &str = "zoe@example.org";

/// Everybody's sessions are being ended, by another server.
const GOING_ON: &str = "
    INSERT INTO all_endings (id, before_id, ended, started_at, claimed_until)
    VALUES (zeroblob(16), zeroblob(16), 12345, unixepoch(), unixepoch() + 86400)
";

/// Counts of the last two days, as they would have come about: more by day than by night, and one attack.
const HOURS: &str = "
    INSERT OR REPLACE INTO hours (hour, name, number, counted_at)
    WITH RECURSIVE back (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM back WHERE n < 167),
    hour (n, began) AS (SELECT n, unixepoch() / 3600 * 3600 - n * 3600 FROM back)
    SELECT began, 'sign-ins', 5 + abs(n * 7919 % 23) + 30 * ((began / 3600 % 24) BETWEEN 7 AND 18), unixepoch() FROM hour
    UNION ALL SELECT began, 'failures', abs(n * 104729 % 5) + 60 * (n = 20), unixepoch() FROM hour
    UNION ALL SELECT began, 'live', 120 + abs(n * 7919 % 23) + 90 * ((began / 3600 % 24) BETWEEN 7 AND 18), unixepoch() FROM hour;
    UPDATE mails SET tries = 22, next_try_at = NULL, error = '550 no such mailbox: zoe';
";

#[test]
fn no_page_of_the_administration_has_a_fault_to_be_seen() {
    look_at_all("", None);
}

#[test]
fn no_page_of_the_administration_in_arabic_has_a_fault_to_be_seen() {
    look_at_all("ar-", Some("ar"));
}

fn look_at_all(prefix: &str, language: Option<&str>) {
    let server = Server::start();
    let chrome = Chrome::start();
    let browser = chrome.browser(&server);
    set_up(&browser, &server);
    if let Some(language) = language {
        browser.open("/settings");
        browser.click(&format!("[name=language] option[value={language}]"));
        browser.press("form[action='/settings'] button");
    }
    let mut look = Look::by(&browser);

    browser.open("/admin/users/new");
    look.at(prefix, "admin-new-user");
    browser.press("form[action='/admin/users/new'] button");
    look.at(prefix, "admin-new-user-empty");
    add(&browser, ZOE, "Zoë Łukasz");
    look.at(prefix, "admin-user-added");
    browser.press("form[action$='/disable'] button");
    look.at(prefix, "admin-user-disabled");
    for number in 0..3 {
        server.add(&format!("guest-{number}@mail.example.org"), PASSWORD);
    }
    browser.open("/admin/users");
    look.at(prefix, "admin-users");
    browser.open("/admin/users?q=nobody");
    look.at(prefix, "admin-users-none");
    browser.open(&format!("/admin/users?q={EMAIL}"));
    browser.press_on("main .what a", &server.at("/admin/users/"));
    look.at(prefix, "admin-user-own");
    browser.press("form[action$='/disable'] button");
    look.at(prefix, "admin-user-last");
    browser.open("/admin/sessions");
    look.at(prefix, "admin-sessions");
    server.change(GOING_ON);
    browser.open("/admin/sessions");
    look.at(prefix, "admin-sessions-ending");
    server.change(HOURS);
    browser.open("/admin/mail");
    look.at(prefix, "admin-mail");
    browser.open("/admin/mail?show=not-sent");
    look.at(prefix, "admin-mail-not-sent");
    browser.open("/admin/system");
    look.at(prefix, "admin-system");
    browser.click("summary");
    look.at(prefix, "admin-system-table");
    browser.open("/admin/system?days=7");
    look.at(prefix, "admin-system-week");
    look.finds_no_fault();
}

/// Adds somebody on the page for that.
fn add(browser: &Browser, email: &str, name: &str) {
    browser.fill("[name=email]", email);
    browser.fill("[name=name]", name);
    browser.press("form[action='/admin/users/new'] button");
}

#[test]
fn an_administrator_helps_somebody_and_shuts_somebody_out() {
    let server = Server::start();
    let chrome = Chrome::start();
    let (ada, guest) = (chrome.browser(&server), chrome.browser(&server));
    set_up(&ada, &server);
    server.add(ZOE, PASSWORD);
    sign_in_as(&guest, ZOE);

    ada.press_on("nav a[href='/admin']", &server.at("/admin/system"));
    ada.press_on("nav a[href='/admin/users']", &server.at("/admin/users"));
    ada.fill("[name=q]", "ZOE@");
    ada.press("form[role=search] button");
    ada.press_on("main .what a", &server.at("/admin/users/"));

    ada.press("form[action*='/sessions/'] button");
    assert!(ada.text().contains("That session is ended."), "{}", ada.text());
    guest.open("/dashboard");
    assert_eq!(guest.path(), "/login", "it is out at its next request");

    sign_in_as(&guest, ZOE);
    ada.press("form[action$='/disable'] button");
    guest.open("/dashboard");
    assert_eq!(guest.path(), "/login");
    try_as(&guest, ZOE);
    assert_eq!(guest.path(), "/login", "nobody signs in to an account that is disabled");

    ada.press("form[action$='/enable'] button");
    sign_in_as(&guest, ZOE);
    guest.open("/history");
    assert!(guest.text().contains(&format!("By {NAME}")), "{}", guest.text());

    ada.press_on("nav a[href='/admin/sessions']", &server.at("/admin/sessions"));
    ada.press("form[action='/admin/sessions/end-all'] button");
    assert!(ada.text().contains("Everybody’s sessions are ended: 1."), "{}", ada.text());
    guest.open("/dashboard");
    assert_eq!(guest.path(), "/login");
    ada.open("/dashboard");
    assert_eq!(ada.path(), "/dashboard", "whoever ends them goes on");
}

#[track_caller]
fn sign_in_as(browser: &Browser, email: &str) {
    browser.open("/login");
    try_as(browser, email);
    assert_eq!(browser.path(), "/dashboard");
}

fn try_as(browser: &Browser, email: &str) {
    browser.fill("[name=email]", email);
    browser.fill("[name=password]", PASSWORD);
    browser.press("form[action='/login'] button");
}
