//! `/settings/email`, `/email` and `/undo`: another e-mail, pending until it is proven, told to the one before, and undone
//! from there for a week.

use hallpass::mail::letter::Kind;
use rocket::futures::future::join_all;

use crate::answer::Answer;
use crate::browser::Browser;
use crate::database::Database;
use crate::house::{EMAIL, House, PASSWORD, Plan};

const NEW: &str = "Ann.New@example.org";
const WEEK: i64 = 7 * 24 * 3600;

#[rocket::async_test]
async fn another_email_counts_when_it_is_proven_on_sqlite() {
    counts_when_proven(Database::sqlite()).await;
}

#[rocket::async_test]
async fn another_email_counts_when_it_is_proven_on_postgresql() {
    counts_when_proven(Database::postgres()).await;
}

async fn counts_when_proven(database: Database) {
    let house = House::of(Plan::on(database)).await;
    let mut ann = house.ann().await;
    ask(&mut ann, NEW).await.assert_leads_to("/settings/email?said=sent");
    let letter = house.letter(Kind::EmailConfirm, NEW).await;
    assert_eq!(letter.other.as_deref(), Some(EMAIL));
    let link = letter.path.expect("a link").to_string();
    ann.get("/settings/email").await.assert_has(&format!("A letter was sent to {NEW}"));
    house.browser().sign_in(NEW, PASSWORD).await.assert_status(401);
    // On a phone that is not signed in.
    let mut phone = house.browser();
    phone.get(&link).await.assert_leads_to("/email");
    let page = phone.get("/email").await;
    assert!(page.has(NEW) && page.has(EMAIL));
    house.browser().sign_in(EMAIL, PASSWORD).await.assert_leads_to("/dashboard");
    phone.submit("/email", "/email", &[]).await.assert_leads_to("/login?said=email");
    assert!(ann.is_in().await);
    assert!(ann.get("/settings/email").await.has(NEW));
    house.browser().sign_in("ann.new@example.org", PASSWORD).await.assert_leads_to("/dashboard");
    house.browser().sign_in(EMAIL, PASSWORD).await.assert_status(401);
    let told = house.letters().await.into_iter().find(|letter| letter.kind == Kind::EmailChanged).expect("told");
    assert_eq!((told.to.as_str(), told.other.as_deref()), (EMAIL, Some(NEW)));
    phone.get("/email").await.assert_status(410);
}

#[rocket::async_test]
async fn the_address_before_can_undo_it_for_a_week_and_throws_everybody_out() {
    let house = House::open().await;
    let mut thief = house.ann().await;
    let undo = change(&house, &mut thief, NEW).await;
    // The thief goes on to a second address, and the way back from the first is no way for them.
    let second = change(&house, &mut thief, "second@example.org").await;
    house.advance(WEEK - 10);
    let mut ann = house.browser();
    ann.get(&undo).await.assert_leads_to("/undo");
    ann.get("/undo").await.assert_has(EMAIL);
    assert_eq!(house.count("users WHERE email = 'second@example.org'").await, 1, "opening it changes nothing");
    ann.submit("/undo", "/undo", &[]).await.assert_leads_to("/reset");
    assert!(!thief.is_in().await);
    thief.sign_in(EMAIL, PASSWORD).await.assert_status(401);
    let fields = [("email", EMAIL), ("password", "another kettle under nine rooftops")];
    ann.submit("/reset", "/reset", &fields).await.assert_leads_to("/login?said=set");
    ann.sign_in(EMAIL, "another kettle under nine rooftops").await.assert_leads_to("/dashboard");
    ann.get("/history").await.assert_has("E-mail changed back");
    for used in [undo, second] {
        thief.get(&used).await.assert_leads_to("/undo");
        thief.get("/undo").await.assert_status(410);
    }
}

#[rocket::async_test]
async fn after_a_week_it_stands() {
    let house = House::open().await;
    let mut ann = house.ann().await;
    let undo = change(&house, &mut ann, NEW).await;
    house.advance(WEEK);
    let mut old = house.browser();
    old.get(&undo).await.assert_leads_to("/undo");
    old.get("/undo").await.assert_status(410);
    let token = old.token("/login").await;
    old.post("/undo", &token, &[]).await.assert_status(410);
}

#[rocket::async_test]
async fn an_address_that_can_be_given_back_is_nobody_elses() {
    let house = House::of(Plan::new().set("hallpass.registration", "open")).await;
    let mut ann = house.ann().await;
    change(&house, &mut ann, NEW).await;
    let letters = house.letters().await.len();
    house.browser().submit("/register", "/register", &[("email", EMAIL)]).await.assert_leads_to("/register?said=sent");
    house.add("bob@example.org", "user").await;
    let mut bob = house.browser();
    bob.sign_in("bob@example.org", PASSWORD).await.assert_leads_to("/dashboard");
    ask(&mut bob, EMAIL).await.assert_leads_to("/settings/email?said=sent");
    assert_eq!(house.letters().await.len(), letters);
    // Ann herself may go back to it.
    ask(&mut ann, EMAIL).await.assert_leads_to("/settings/email?said=sent");
    house.letter(Kind::EmailConfirm, EMAIL).await;
}

#[rocket::async_test]
async fn an_address_of_somebody_else_gets_the_same_answer_and_its_owner_a_letter() {
    let house = House::open().await;
    house.add("bob@example.org", "user").await;
    let mut ann = house.ann().await;
    ask(&mut ann, "BOB@example.org").await.assert_leads_to("/settings/email?said=sent");
    house.letter(Kind::HasAccount, "bob@example.org").await;
    assert!(!ann.get("/settings/email").await.has("A letter was sent to"));
}

#[rocket::async_test]
async fn of_two_changes_asked_for_only_the_newest_counts_and_only_for_its_own_address() {
    let house = House::open().await;
    let mut ann = house.ann().await;
    ask(&mut ann, "first@example.org").await;
    let first = house.letter(Kind::EmailConfirm, "first@example.org").await.path.expect("a link").to_string();
    ask(&mut ann, "second@example.org").await;
    let second = house.letter(Kind::EmailConfirm, "second@example.org").await.path.expect("a link").to_string();
    let mut phone = house.browser();
    phone.get(&first).await.assert_leads_to("/email");
    phone.get("/email").await.assert_status(410);
    phone.get(&second).await.assert_leads_to("/email");
    let token = phone.token("/email").await;
    let mut both = [phone.clone(), phone.clone()];
    let posts = both.iter_mut().map(|browser| browser.post("/email", &token, &[]));
    let mut statuses: Vec<u16> = join_all(posts).await.into_iter().map(|answer| answer.status).collect();
    statuses.sort_unstable();
    assert_eq!(statuses, [303, 410]);
    assert_eq!(house.count("users WHERE email = 'second@example.org'").await, 1);
    assert_eq!(house.count("events WHERE kind = 'email-changed'").await, 1);
}

#[rocket::async_test]
async fn an_address_taken_meanwhile_is_not_taken_away() {
    let house = House::open().await;
    let mut ann = house.ann().await;
    ask(&mut ann, "bob@example.org").await;
    let link = house.letter(Kind::EmailConfirm, "bob@example.org").await.path.expect("a link").to_string();
    house.add("bob@example.org", "user").await;
    let mut phone = house.browser();
    phone.get(&link).await.assert_leads_to("/email");
    phone.submit("/email", "/email", &[]).await.assert_status(410);
    assert_eq!(house.count("users WHERE email = 'ann@example.org'").await, 1);
}

#[rocket::async_test]
async fn the_present_one_can_be_proven() {
    let house = House::open().await;
    let mut ann = house.ann().await;
    ann.get("/settings/email").await.assert_has("Nobody has shown yet");
    ask(&mut ann, EMAIL).await.assert_leads_to("/settings/email?said=sent");
    let link = house.letter(Kind::EmailConfirm, EMAIL).await.path.expect("a link").to_string();
    ann.get(&link).await.assert_leads_to("/email");
    ann.submit("/email", "/email", &[]).await.assert_leads_to("/settings/email?said=proven");
    assert!(!ann.get("/settings/email").await.has("Nobody has shown yet"));
    assert!(house.letters().await.iter().all(|letter| letter.kind != Kind::EmailChanged));
    let again = ask(&mut ann, EMAIL).await;
    again.assert_status(422);
    again.assert_fault_at("email");
}

#[rocket::async_test]
async fn it_asks_for_a_recent_sign_in_and_loses_nothing_that_was_typed() {
    let house = House::open().await;
    let mut ann = house.ann().await;
    house.advance(600);
    let page = ask(&mut ann, NEW).await;
    page.assert_status(403);
    page.assert_has("Is it still you?");
    assert_eq!(house.count("mails").await, 0);
}

/// Asks for another e-mail, proves it, and gives back the link that undoes it.
async fn change(house: &House, browser: &mut Browser<'_>, to: &str) -> String {
    ask(browser, to).await.assert_leads_to("/settings/email?said=sent");
    let link = house.letter(Kind::EmailConfirm, to).await.path.expect("a link").to_string();
    browser.get(&link).await.assert_leads_to("/email");
    browser.submit("/email", "/email", &[]).await.assert_leads_to("/settings/email?said=proven");
    let told = house.letters().await.pop().expect("a letter");
    assert_eq!(told.kind, Kind::EmailChanged);
    told.path.expect("a link").to_string()
}

async fn ask(browser: &mut Browser<'_>, email: &str) -> Answer {
    browser.submit("/sessions", "/settings/email", &[("email", email)]).await
}
