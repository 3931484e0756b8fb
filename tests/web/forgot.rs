//! `/forgot`: a letter with a link, for whoever asks with whatever address, and the same answer for all of them.

use std::collections::BTreeSet;

use hallpass::mail::letter::Kind;

use crate::answer::Answer;
use crate::database::Database;
use crate::house::{EMAIL, House, PASSWORD, Plan};

const NEW: &str = "another kettle under nine rooftops";

#[rocket::async_test]
async fn a_letter_leads_to_a_new_password_on_sqlite() {
    leads_to_a_new_password(Database::sqlite()).await;
}

#[rocket::async_test]
async fn a_letter_leads_to_a_new_password_on_postgresql() {
    leads_to_a_new_password(Database::postgres()).await;
}

async fn leads_to_a_new_password(database: Database) {
    let house = House::of(Plan::on(database)).await;
    let (mut ann, mut browser) = (house.ann().await, house.browser());
    ask(&house, " Ann@Example.ORG ").await.assert_leads_to("/forgot?said=sent");
    browser.get("/forgot?said=sent").await.assert_has("a letter with a link is on its way");
    let letter = house.letter(Kind::Reset, EMAIL).await;
    assert_eq!(letter.name, "Ann Richmond");
    let path = letter.path.expect("a link");
    browser.get(&path).await.assert_leads_to("/reset");
    browser.get("/reset").await.assert_status(200);
    assert!(ann.is_in().await, "a scanner that opens it changes nothing");
    browser.submit("/reset", "/reset", &[("email", EMAIL), ("password", NEW)]).await.assert_leads_to("/login?said=set");
    assert!(!ann.is_in().await);
    // And it is told.
    house.letter(Kind::PasswordChanged, EMAIL).await;
    house.browser().sign_in(EMAIL, PASSWORD).await.assert_status(401);
    browser.sign_in(EMAIL, NEW).await.assert_leads_to("/dashboard");
    browser.get("/history").await.assert_has("New password set by a link");
}

#[rocket::async_test]
async fn every_address_gets_the_same_answer_and_the_same_work() {
    let house = House::open().await;
    house.add("off@example.org", "user").await;
    house.add_named("none@example.org", "None", "user", None).await;
    house.change("UPDATE users SET disabled_at = 1 WHERE email = 'off@example.org'").await;
    house.count_written_mail().await;
    let mut answers = BTreeSet::new();
    for email in [EMAIL, "nobody@example.org", "off@example.org", "none@example.org"] {
        let (rows, reads) = (house.count("written").await, house.auth().db().reads());
        let answer = ask(&house, email).await;
        assert_eq!(house.count("written").await - rows, 1, "{email}");
        let reads = house.auth().db().reads() - reads;
        answers.insert(format!("{} {} {:?} {reads}", answer.status, answer.without_token(), answer.header_names()));
    }
    assert_eq!(answers.len(), 1, "{answers:?}");
    let to: Vec<String> = house.letters().await.into_iter().map(|letter| letter.to).collect();
    assert_eq!(to, [EMAIL, "none@example.org"]);
    assert_eq!(house.count("mails").await, 2, "what is for nobody goes");
}

#[rocket::async_test]
async fn whatever_is_typed_the_letter_goes_to_the_stored_address_or_nowhere() {
    let house = House::open().await;
    let body = |rest: &str| format!("email={EMAIL}{rest}");
    let mut browser = house.browser();
    let token = browser.token("/forgot").await;
    for wrong in [
        body("&email=eve%40example.org"),
        body("&email%5B%5D=eve%40example.org"),
        body("&email.x=eve%40example.org"),
        body("%2Ceve%40example.org"),
        body("%3Beve%40example.org"),
        body("%0d%0aBcc%3A+eve%40example.org"),
        body("%00"),
        "email=%22ann%22%40example.org".into(),
        "email=ann%EF%BC%A0example.org".into(),
        "email=ann%40example.org%40eve.example".into(),
        "email=%ff%fe".into(),
        "email=".into(),
    ] {
        let answer = browser.post_raw("/forgot", format!("csrf_token={token}&{wrong}")).await;
        answer.assert_status(422);
    }
    // Full-width letters are folded; a Cyrillic а is another address.
    ask(&house, "ＡＮＮ@example.org").await.assert_leads_to("/forgot?said=sent");
    ask(&house, "\u{430}nn@example.org").await.assert_leads_to("/forgot?said=sent");
    let to: Vec<String> = house.letters().await.into_iter().map(|letter| letter.to).collect();
    assert_eq!(to, [EMAIL]);
}

#[rocket::async_test]
async fn only_the_newest_link_counts_and_only_for_its_address() {
    let house = House::open().await;
    ask(&house, EMAIL).await;
    let older = house.letter(Kind::Reset, EMAIL).await.path.expect("a link");
    ask(&house, EMAIL).await;
    let newest = house.letter(Kind::Reset, EMAIL).await.path.expect("a link");
    assert_ne!(older, newest);
    gone(&house, &older).await;
    house.change("UPDATE users SET email = 'b@example.org', email_canonical = 'b@example.org'").await;
    gone(&house, &newest).await;
}

#[rocket::async_test]
async fn strangers_fill_nobodys_mailbox_and_lock_nobody_out() {
    let house = House::open().await;
    for _ in 0..9 {
        ask(&house, EMAIL).await.assert_leads_to("/forgot?said=sent");
    }
    let letters = house.letters().await;
    assert_eq!(letters.len(), 5);
    let path = letters.last().expect("a letter").path.clone().expect("a link");
    let mut browser = house.browser();
    browser.get(&path).await.assert_leads_to("/reset");
    browser.get("/reset").await.assert_status(200);
    house.advance(600);
    ask(&house, EMAIL).await;
    assert_eq!(house.letters().await.len(), 6);
}

#[rocket::async_test]
async fn letters_of_another_kind_take_nothing_from_those_that_lead_back_in() {
    let house = House::of(Plan::new().set("hallpass.registration", "open")).await;
    for _ in 0..9 {
        house.browser().submit("/register", "/register", &[("email", EMAIL)]).await;
    }
    assert_eq!(house.letters().await.len(), 5);
    ask(&house, EMAIL).await;
    house.letter(Kind::Reset, EMAIL).await;
}

#[rocket::async_test]
async fn one_address_asks_so_often_and_is_told_when_to_go_on() {
    let house = House::of(Plan::new().set("hallpass.address_attempts", 3)).await;
    for number in 0..3 {
        ask(&house, &format!("u{number}@example.org")).await.assert_leads_to("/forgot?said=sent");
    }
    let answer = ask(&house, EMAIL).await;
    answer.assert_status(429);
    assert!(answer.header("retry-after").is_some());
    answer.assert_has("a little too often");
}

#[rocket::async_test]
async fn the_letter_speaks_its_readers_language_and_leads_to_the_sites_own_address() {
    let house = House::open().await;
    house.change("UPDATE users SET language = 'de', time_zone = 'Europe/Berlin'").await;
    let mut browser = house.browser();
    browser.headers.push(("x-forwarded-host".into(), "evil.example".into()));
    browser.submit("/forgot", "/forgot", &[("email", EMAIL)]).await.assert_leads_to("/forgot?said=sent");
    let letter = house.letter(Kind::Reset, EMAIL).await;
    let written = house.site().write(&letter, &house.texts(), house.auth().now());
    assert!(written.html.contains("<html lang=\"de\"") && written.text.contains("CET"), "{}", written.text);
    let path = letter.path.expect("a link");
    assert!(written.text.contains(&format!("https://pass.example{}", *path)) && !written.text.contains("evil.example"));
}

async fn ask(house: &House, email: &str) -> Answer {
    house.browser().submit("/forgot", "/forgot", &[("email", email)]).await
}

async fn gone(house: &House, link: &str) {
    let mut browser = house.browser();
    browser.get(link).await.assert_leads_to("/reset");
    browser.get("/reset").await.assert_status(410);
}
