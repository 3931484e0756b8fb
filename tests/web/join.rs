//! `/register` and `/join`: an account for whoever reads the address's mail.

use std::collections::BTreeSet;

use hallpass::mail::letter::Kind;
use rocket::futures::future::join_all;

use crate::answer::Answer;
use crate::browser::Browser;
use crate::database::Database;
use crate::house::{EMAIL, House, Plan};

const BOB: &str = "Bob@example.org";
const PASSWORD: &str = "seven herons over a frozen canal";

#[rocket::async_test]
async fn who_registers_gets_a_letter_and_makes_the_account_on_sqlite() {
    makes_the_account(Database::sqlite()).await;
}

#[rocket::async_test]
async fn who_registers_gets_a_letter_and_makes_the_account_on_postgresql() {
    makes_the_account(Database::postgres()).await;
}

async fn makes_the_account(database: Database) {
    let house = House::of(open(Plan::on(database))).await;
    let mut bob = house.browser();
    bob.get("/login").await.assert_has("href=\"/register\"");
    bob.headers.push(("accept-language".into(), "de".into()));
    bob.submit("/register", "/register", &[("email", BOB)]).await.assert_leads_to("/register?said=sent");
    assert_eq!(house.count("users").await, 1, "nothing is made yet");
    let letter = house.letter(Kind::Join, BOB).await;
    assert_eq!(letter.language.as_deref(), Some("de"));
    bob.get(&letter.path.expect("a link")).await.assert_leads_to("/join");
    bob.get("/join").await.assert_has(BOB);
    assert_eq!(house.count("users").await, 1, "a scanner that opens it makes nothing");
    let made = fill_in(&mut bob, PASSWORD).await;
    made.assert_leads_to("/login?said=made");
    assert!(!made.touches_session() && !bob.is_in().await);
    bob.sign_in("bob@example.org", PASSWORD).await.assert_leads_to("/dashboard");
    let row = "SELECT role || ' ' || language AS word FROM users WHERE email_verified_at IS NOT NULL";
    assert_eq!(house.word(row).await.as_deref(), Some("user de"));
    bob.get("/join").await.assert_status(410);
}

#[rocket::async_test]
async fn an_address_with_an_account_gets_the_same_answer_and_another_letter() {
    let house = House::of(open(Plan::new())).await;
    house.add("off@example.org", "user").await;
    house.change("UPDATE users SET disabled_at = 1 WHERE email = 'off@example.org'").await;
    house.count_written_mail().await;
    let mut answers = BTreeSet::new();
    for email in [BOB, EMAIL, "off@example.org"] {
        let (rows, reads) = (house.count("written").await, house.auth().db().reads());
        let answer = house.browser().submit("/register", "/register", &[("email", email)]).await;
        assert_eq!(house.count("written").await - rows, 1, "{email}");
        let reads = house.auth().db().reads() - reads;
        answers.insert(format!("{} {} {:?} {reads}", answer.status, answer.without_token(), answer.header_names()));
    }
    assert_eq!(answers.len(), 1, "{answers:?}");
    let letters = house.letters().await;
    let told: Vec<(Kind, &str)> = letters.iter().map(|letter| (letter.kind, letter.to.as_str())).collect();
    assert_eq!(told, [(Kind::Join, BOB), (Kind::HasAccount, EMAIL)]);
    assert_eq!(letters[1].path.as_deref().map(String::as_str), Some("/login"), "no secret in it");
}

#[rocket::async_test]
async fn a_link_makes_one_account_however_many_use_it_at_once() {
    let house = House::of(open(Plan::new())).await;
    let link = link(&house).await;
    let mut bob = house.browser();
    bob.get(&link).await.assert_leads_to("/join");
    let (token, mark) = bob.token_and_mark("/join").await;
    let fields = [("link", mark.as_deref().expect("a mark")), ("name", "Bob"), ("password", PASSWORD)];
    let mut both = [bob.clone(), bob.clone()];
    let posts = both.iter_mut().map(|browser| browser.post("/join", &token, &fields));
    let mut statuses: Vec<u16> = join_all(posts).await.into_iter().map(|answer| answer.status).collect();
    statuses.sort_unstable();
    assert_eq!(statuses, [303, 410]);
    assert_eq!(house.count("users").await, 2);
}

#[rocket::async_test]
async fn a_link_that_ran_out_was_replaced_or_is_for_something_else_makes_nothing() {
    let house = House::of(open(Plan::new())).await;
    let older = link(&house).await;
    let newest = link(&house).await;
    gone(&house, &older).await;
    gone(&house, &newest.replace("/join/", "/reset/")).await;
    let reset = house.reset_link(EMAIL).await;
    gone(&house, &reset.replace("/reset/", "/join/")).await;
    let closed = house.plan.clone().set("hallpass.registration", "closed").build().await;
    gone(&closed, &newest).await;
    house.advance(24 * 3600);
    gone(&house, &newest).await;
    let third = link(&house).await;
    house.add("bob@example.org", "user").await;
    gone(&house, &third).await;
}

#[rocket::async_test]
async fn what_is_wrong_with_the_form_is_told_and_the_link_still_counts() {
    let house = House::of(open(Plan::new())).await;
    let mut bob = house.browser();
    bob.get(&link(&house).await).await.assert_leads_to("/join");
    for (name, password, field) in [
        ("", PASSWORD, "name"),
        (&*"x".repeat(200), PASSWORD, "name"),
        ("Bob", "", "password"),
        ("Bob", "short", "password"),
        ("Bob Example", "bob example 12345", "password"),
    ] {
        let answer = bob.submit("/join", "/join", &[("name", name), ("password", password)]).await;
        answer.assert_status(422);
        answer.assert_fault_at(field);
    }
    let mallory = [("name", "Bob"), ("password", PASSWORD), ("role", "admin")];
    bob.submit("/join", "/join", &mallory).await.assert_status(422);
    fill_in(&mut bob, PASSWORD).await.assert_leads_to("/login?said=made");
}

#[rocket::async_test]
async fn where_not_everybody_may_there_is_no_such_page() {
    for registration in ["closed", "invite"] {
        let house = House::of(Plan::new().set("hallpass.registration", registration)).await;
        let mut browser = house.browser();
        browser.get("/register").await.assert_status(404);
        browser.submit("/login", "/register", &[("email", BOB)]).await.assert_status(404);
        assert!(!browser.get("/login").await.has("/register"));
        assert_eq!(house.count("mails").await, 0);
    }
}

fn open(plan: Plan) -> Plan {
    plan.set("hallpass.registration", "open")
}

async fn link(house: &House) -> String {
    let mut browser = house.browser();
    browser.submit("/register", "/register", &[("email", BOB)]).await.assert_leads_to("/register?said=sent");
    house.letter(Kind::Join, BOB).await.path.expect("a link").to_string()
}

async fn fill_in(bob: &mut Browser<'_>, password: &str) -> Answer {
    bob.submit("/join", "/join", &[("email", BOB), ("name", "Bob Example"), ("password", password)]).await
}

async fn gone(house: &House, link: &str) {
    let mut browser = house.browser();
    let page = browser.get(link).await.location().to_owned();
    browser.get(&page).await.assert_status(410);
}
