//! `/settings/email`, `/email` and `/undo`: another e-mail, pending until it is proven, told to the one before, and undone
//! from there for a week.

use hallpass::auth::email::Email;
use hallpass::auth::email_change::GiveEmail;
use hallpass::mail::letter::Kind;
use rocket::futures::future::join_all;

use crate::answer::Answer;
use crate::browser::Browser;
use crate::database::Database;
use crate::house::{EMAIL, House, PASSWORD, Plan};

const NEW: &str = "Ann.New@example.org";
const OTHER: &str = "another kettle under nine rooftops";
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
async fn the_address_before_can_undo_it_and_throws_everybody_out() {
    let house = House::open().await;
    let mut thief = house.ann().await;
    let undo = change(&house, &mut thief, NEW).await;
    let mut ann = house.browser();
    ann.get(&undo).await.assert_leads_to("/undo");
    ann.get("/undo").await.assert_has(EMAIL);
    assert_eq!(house.count("users WHERE email = 'Ann.New@example.org'").await, 1, "opening it changes nothing");
    ann.submit("/undo", "/undo", &[]).await.assert_leads_to("/reset");
    assert!(!thief.is_in().await);
    thief.sign_in(EMAIL, PASSWORD).await.assert_status(401);
    let fields = [("email", EMAIL), ("password", OTHER)];
    ann.submit("/reset", "/reset", &fields).await.assert_leads_to("/login?said=set");
    ann.sign_in(EMAIL, OTHER).await.assert_leads_to("/dashboard");
    ann.get("/history").await.assert_has("E-mail changed back");
    let told = house.letters().await.into_iter().find(|letter| letter.kind == Kind::EmailUndone).expect("told");
    assert_eq!((told.to.as_str(), told.other.as_deref(), told.path.is_none()), (NEW, Some(EMAIL), true));
    thief.get(&undo).await.assert_leads_to("/undo");
    thief.get("/undo").await.assert_status(410);
}

#[rocket::async_test]
async fn nothing_that_a_thief_does_takes_the_way_back_away() {
    let house = House::open().await;
    let mut thief = house.ann().await;
    let undo = change(&house, &mut thief, NEW).await;
    // On to a second address, a new password there, "this was not me", and the way back to the first.
    let second = change(&house, &mut thief, "second@example.org").await;
    let mut reader = house.browser();
    reader.submit("/forgot", "/forgot", &[("email", "second@example.org")]).await;
    let reset = house.letter(Kind::Reset, "second@example.org").await.path.expect("a link").to_string();
    reader.get(&reset).await.assert_leads_to("/reset");
    reader.submit("/reset", "/reset", &[("password", OTHER)]).await.assert_leads_to("/login?said=set");
    let not_me = house.letter(Kind::PasswordChanged, "second@example.org").await.path.expect("a link").to_string();
    reader.get(&not_me).await.assert_leads_to("/not-me");
    reader.submit("/not-me", "/not-me", &[]).await.assert_leads_to("/reset");
    reader.get(&second).await.assert_leads_to("/undo");
    reader.submit("/undo", "/undo", &[]).await.assert_leads_to("/reset");
    assert_eq!(house.count("users WHERE email = 'Ann.New@example.org'").await, 1);
    // Nor is the account deleted from under its owner.
    reader.submit("/reset", "/reset", &[("password", OTHER)]).await.assert_leads_to("/login?said=set");
    reader.sign_in(NEW, OTHER).await.assert_leads_to("/dashboard");
    house.add("admin@example.org", "admin").await;
    let refused = reader.submit("/sessions", "/settings/delete", &[("sure", "true")]).await;
    refused.assert_status(422);
    refused.assert_has("Your e-mail was changed lately");
    let mut ann = house.browser();
    ann.get(&undo).await.assert_leads_to("/undo");
    ann.submit("/undo", "/undo", &[]).await.assert_leads_to("/reset");
    assert_eq!(house.count("users WHERE email = 'ann@example.org'").await, 1);
    reader.get(&second).await.assert_leads_to("/undo");
    reader.get("/undo").await.assert_status(410);
}

#[rocket::async_test]
async fn an_old_letter_leads_to_a_new_password_by_a_fresh_one_alone() {
    let house = House::open().await;
    let mut thief = house.ann().await;
    let undo = change(&house, &mut thief, NEW).await;
    house.advance(WEEK - 10);
    let mut ann = house.browser();
    ann.get(&undo).await.assert_leads_to("/undo");
    ann.submit("/undo", "/undo", &[]).await.assert_leads_to("/forgot?said=sent");
    assert!(!thief.is_in().await);
    let reset = house.letter(Kind::Reset, EMAIL).await.path.expect("a link").to_string();
    ann.get(&reset).await.assert_leads_to("/reset");
    ann.submit("/reset", "/reset", &[("password", OTHER)]).await.assert_leads_to("/login?said=set");
}

#[rocket::async_test]
async fn what_ends_all_sessions_ends_what_was_asked_for_in_them() {
    let house = House::open().await;
    let (mut ann, mut thief) = (house.ann().await, house.ann().await);
    ask(&mut thief, "thief@example.org").await.assert_leads_to("/settings/email?said=sent");
    let link = house.letter(Kind::EmailConfirm, "thief@example.org").await.path.expect("a link").to_string();
    let fields = [("email", EMAIL), ("current", PASSWORD), ("password", OTHER)];
    ann.submit("/settings/password", "/settings/password", &fields).await.assert_leads_to("/settings?said=password");
    thief.get(&link).await.assert_leads_to("/email");
    thief.get("/email").await.assert_status(410);
    // Nor does one count that was asked for before and finds its reader after.
    house.change("UPDATE users SET auth_epoch = 0").await;
    thief.get("/email").await.assert_status(410);
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
    old.post("/undo", &token, &[]).await.assert_leads_to("/undo");
    assert_eq!(house.count("users WHERE email = 'Ann.New@example.org'").await, 1);
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
    // As for any other address.
    ann.get("/settings/email").await.assert_has("A letter was sent to BOB@example.org");
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
    let (token, mark) = phone.token_and_mark("/email").await;
    let fields = [("link", mark.as_deref().expect("a mark"))];
    let mut both = [phone.clone(), phone.clone()];
    let posts = both.iter_mut().map(|browser| browser.post("/email", &token, &fields));
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
    let (_, kept) = page.body.split_once("name=\"kept\" value=\"").expect("kept");
    let kept = kept.split('"').next().expect("a value").replace("&#x2F;", "/");
    let token = page.token().expect("a form").to_owned();
    let fields = [("email", EMAIL), ("password", PASSWORD), ("kept", kept.as_str())];
    let on = ann.post("/confirm", &token, &fields).await;
    assert_eq!((on.status, on.location()), (307, "/settings/email"));
    ann.post("/settings/email", &token, &fields).await.assert_leads_to("/settings/email?said=sent");
    house.letter(Kind::EmailConfirm, NEW).await;
}

#[rocket::async_test]
async fn whoever_runs_the_server_gives_an_account_its_email_back() {
    let house = House::open().await;
    let mut thief = house.ann().await;
    let undo = change(&house, &mut thief, NEW).await;
    let second = change(&house, &mut thief, "second@example.org").await;
    let email = |text: &str| Email::parse(text).expect("an e-mail");
    let auth = house.auth();
    let give = |from: &str, to: &str| {
        let (from, to) = (email(from), email(to));
        async move { auth.give_email(&from, &to).await.expect("the database answers") }
    };
    house.add("bob@example.org", "user").await;
    assert_eq!(give(EMAIL, "x@example.org").await, GiveEmail::Nobody);
    assert_eq!(give("second@example.org", "bob@example.org").await, GiveEmail::Taken);
    assert!(thief.is_in().await);
    assert_eq!(give("second@example.org", EMAIL).await, GiveEmail::Given);
    assert!(!thief.is_in().await);
    thief.sign_in("second@example.org", PASSWORD).await.assert_status(401);
    for link in [undo, second] {
        thief.get(&link).await.assert_leads_to("/undo");
        thief.get("/undo").await.assert_status(410);
    }
    let mut ann = house.browser();
    ann.get(&house.reset_link(EMAIL).await).await.assert_leads_to("/reset");
    ann.submit("/reset", "/reset", &[("password", OTHER)]).await.assert_leads_to("/login?said=set");
    ann.sign_in(EMAIL, OTHER).await.assert_leads_to("/dashboard");
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
