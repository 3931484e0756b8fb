//! Notices, and `/not-me`: what people are told by mail of what happens to their account, and what they can do about it.

use hallpass::mail::letter::Kind;
use rocket::futures::future::join_all;

use crate::database::Database;
use crate::house::{EMAIL, House, PASSWORD, Plan};

const NEW: &str = "another kettle under nine rooftops";
const WEEK: i64 = 7 * 24 * 3600;

#[rocket::async_test]
async fn a_browser_not_seen_before_is_told_of_and_no_other() {
    let house = House::open().await;
    let mut known = house.ann().await;
    assert_eq!(house.letters().await.len(), 0, "nobody is told of their first");
    known.cookies.remove("__Host-session");
    known.peer = "198.51.100.7".into();
    known.sign_in(EMAIL, PASSWORD).await.assert_leads_to("/dashboard");
    assert_eq!(house.letters().await.len(), 0, "the browser decides, not the address");
    let mut other = house.browser().at("203.0.113.9");
    other.sign_in(EMAIL, "wrong password entirely").await.assert_status(401);
    assert_eq!(house.letters().await.len(), 0, "failures are not told by mail");
    other.sign_in(EMAIL, PASSWORD).await.assert_leads_to("/dashboard");
    let letter = house.letter(Kind::NewBrowser, EMAIL).await;
    assert_eq!(letter.ip.as_deref(), Some("203.0.113.9"));
    let written = house.site().write(&letter, &house.texts(), house.auth().now());
    assert!(written.text.contains("Firefox on Linux") && written.text.contains("203.0.113.9"), "{}", written.text);
}

#[rocket::async_test]
async fn this_was_not_me_ends_everything_and_asks_for_a_new_password_on_sqlite() {
    ends_everything(Database::sqlite()).await;
}

#[rocket::async_test]
async fn this_was_not_me_ends_everything_and_asks_for_a_new_password_on_postgresql() {
    ends_everything(Database::postgres()).await;
}

async fn ends_everything(database: Database) {
    let house = House::of(Plan::on(database)).await;
    let (mut ann, mut thief) = (house.ann().await, house.ann().await);
    let link = house.letter(Kind::NewBrowser, EMAIL).await.path.expect("a link").to_string();
    let mut reader = house.browser();
    reader.get(&link).await.assert_leads_to("/not-me");
    reader.get("/not-me").await.assert_has(EMAIL);
    assert!(thief.is_in().await && ann.is_in().await, "opening it changes nothing");
    reader.submit("/not-me", "/not-me", &[]).await.assert_leads_to("/reset");
    assert!(!thief.is_in().await && !ann.is_in().await);
    thief.sign_in(EMAIL, PASSWORD).await.assert_status(401);
    let reason = house.word("SELECT MIN(end_reason) AS word FROM sessions").await;
    assert_eq!(reason.as_deref(), Some("not-me"));
    reader.submit("/reset", "/reset", &[("email", EMAIL), ("password", NEW)]).await.assert_leads_to("/login?said=set");
    reader.sign_in(EMAIL, NEW).await.assert_leads_to("/dashboard");
    reader.get("/history").await.assert_has("“This wasn’t me”");
    reader.get(&link).await.assert_leads_to("/not-me");
    reader.get("/not-me").await.assert_status(410);
}

#[rocket::async_test]
async fn whoever_does_not_go_on_at_once_asks_for_a_link() {
    let house = House::open().await;
    house.ann().await;
    house.ann().await;
    let link = house.letter(Kind::NewBrowser, EMAIL).await.path.expect("a link").to_string();
    let mut reader = house.browser();
    reader.get(&link).await.assert_leads_to("/not-me");
    reader.submit("/not-me", "/not-me", &[]).await.assert_leads_to("/reset");
    house.advance(3600);
    reader.get("/reset").await.assert_status(410);
    reader.submit("/forgot", "/forgot", &[("email", EMAIL)]).await.assert_leads_to("/forgot?said=sent");
    let link = house.letter(Kind::Reset, EMAIL).await.path.expect("a link").to_string();
    reader.get(&link).await.assert_leads_to("/reset");
    reader.submit("/reset", "/reset", &[("password", NEW)]).await.assert_leads_to("/login?said=set");
}

#[rocket::async_test]
async fn a_thief_who_changes_the_password_does_not_take_the_notice_away() {
    let house = House::open().await;
    house.ann().await;
    let mut thief = house.ann().await;
    let link = house.letter(Kind::NewBrowser, EMAIL).await.path.expect("a link").to_string();
    let fields = [("email", EMAIL), ("current", PASSWORD), ("password", NEW)];
    thief.submit("/settings/password", "/settings/password", &fields).await.assert_leads_to("/settings?said=password");
    house.letter(Kind::PasswordChanged, EMAIL).await;
    let mut ann = house.browser();
    ann.get(&link).await.assert_leads_to("/not-me");
    ann.submit("/not-me", "/not-me", &[]).await.assert_leads_to("/reset");
    assert!(!thief.is_in().await);
    thief.sign_in(EMAIL, NEW).await.assert_status(401);
}

#[rocket::async_test]
async fn it_counts_for_a_week_once_and_for_its_own_address() {
    let house = House::open().await;
    house.ann().await;
    house.ann().await;
    let link = house.letter(Kind::NewBrowser, EMAIL).await.path.expect("a link").to_string();
    let mut reader = house.browser();
    reader.get(&link).await.assert_leads_to("/not-me");
    let (token, mark) = reader.token_and_mark("/not-me").await;
    let fields = [("link", mark.as_deref().expect("a mark"))];
    let mut both = [reader.clone(), reader.clone()];
    let posts = both.iter_mut().map(|browser| browser.post("/not-me", &token, &fields));
    let mut statuses: Vec<u16> = join_all(posts).await.into_iter().map(|answer| answer.status).collect();
    statuses.sort_unstable();
    assert_eq!(statuses, [303, 410]);

    let house = House::open().await;
    house.ann().await;
    house.ann().await;
    let link = house.letter(Kind::NewBrowser, EMAIL).await.path.expect("a link").to_string();
    let mut reader = house.browser();
    reader.get(&link).await.assert_leads_to("/not-me");
    house.advance(WEEK);
    reader.get("/not-me").await.assert_status(410);
    house.advance(-1);
    reader.get("/not-me").await.assert_status(200);
    let mut late = reader.clone();
    late.submit("/not-me", "/not-me", &[]).await.assert_leads_to("/forgot?said=sent");
    house.letter(Kind::Reset, EMAIL).await;
    house.change("UPDATE links SET used_at = NULL WHERE purpose = 'not-me'").await;
    reader.get("/not-me").await.assert_status(200);
    house.change("UPDATE users SET email = 'b@example.org', email_canonical = 'b@example.org'").await;
    reader.get("/not-me").await.assert_status(410);
    let token = reader.token("/login").await;
    reader.post("/not-me", &token, &[]).await.assert_leads_to("/not-me");
    assert_eq!(house.count("events WHERE kind = 'not-me'").await, 1, "the one above");
}

#[rocket::async_test]
async fn a_letter_is_there_when_what_it_tells_of_is_and_not_otherwise() {
    let house = House::open().await;
    house.ann().await;
    // The table of mails is away: then nobody is signed in either.
    house.change("ALTER TABLE mails RENAME TO away").await;
    let answer = house.browser().sign_in(EMAIL, PASSWORD).await;
    answer.assert_status(503);
    assert_eq!(house.count("sessions").await, 1);
    house.change("ALTER TABLE away RENAME TO mails").await;
    house.browser().sign_in(EMAIL, PASSWORD).await.assert_leads_to("/dashboard");
    assert_eq!((house.count("sessions").await, house.count("mails").await), (2, 1));
}
