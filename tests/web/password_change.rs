//! `/settings/password`: another password, by whoever knows the present one.

use crate::answer::Answer;
use crate::browser::Browser;
use crate::database::Database;
use crate::house::{EMAIL, House, PASSWORD, Plan};

const NEW: &str = "another kettle under nine rooftops";

#[rocket::async_test]
async fn the_password_is_another_one_and_all_other_sessions_end_on_sqlite() {
    changes(Database::sqlite()).await;
}

#[rocket::async_test]
async fn the_password_is_another_one_and_all_other_sessions_end_on_postgresql() {
    changes(Database::postgres()).await;
}

async fn changes(database: Database) {
    let house = House::of(Plan::on(database)).await;
    let (mut ann, mut other) = (house.ann().await, house.ann().await);
    let (mut before, id) = (ann.clone(), ann.session_id().await);
    change(&mut ann, PASSWORD, NEW).await.assert_leads_to("/settings?said=password");
    ann.get("/settings?said=password").await.assert_has("Your password is changed");
    assert!(!other.is_in().await, "another session");
    assert!(!before.is_in().await, "what proved this one before");
    assert_eq!(ann.session_id().await, id);
    house.browser().sign_in(EMAIL, PASSWORD).await.assert_status(401);
    house.browser().sign_in(EMAIL, NEW).await.assert_leads_to("/dashboard");
    assert!(ann.is_in().await);
    assert_eq!(house.count("events WHERE kind = 'password-changed'").await, 1);
    let why = house.word("SELECT end_reason AS word FROM sessions WHERE ended_at IS NOT NULL").await;
    assert_eq!(why.as_deref(), Some("password"));
}

#[rocket::async_test]
async fn without_the_present_password_nothing_changes() {
    let house = House::open().await;
    let (mut ann, mut other) = (house.ann().await, house.ann().await);
    let cookie = ann.session_cookie();
    let answer = change(&mut ann, "m4rked wrong", NEW).await;
    answer.assert_status(422);
    answer.assert_fault_at("current");
    assert!(!answer.has("m4rked") && !answer.has(NEW) && !answer.touches_session());
    assert_eq!(ann.session_cookie(), cookie);
    assert!(other.is_in().await && ann.is_in().await);
    house.browser().sign_in(EMAIL, PASSWORD).await.assert_leads_to("/dashboard");
}

#[rocket::async_test]
async fn a_new_password_that_is_weak_the_same_or_missing_is_told_at_its_field() {
    let house = House::open().await;
    let mut ann = house.ann().await;
    for (current, new, field) in [
        (PASSWORD, "short", "password"),
        (PASSWORD, PASSWORD, "password"),
        (PASSWORD, "", "password"),
        ("", NEW, "current"),
        (PASSWORD, &format!("{EMAIL}{EMAIL}"), "password"),
    ] {
        let answer = change(&mut ann, current, new).await;
        answer.assert_status(422);
        answer.assert_fault_at(field);
    }
    assert_eq!(house.count("events WHERE kind = 'password-changed'").await, 0);
}

#[rocket::async_test]
async fn guessing_the_present_one_is_throttled_with_the_guesses_at_confirm() {
    let house = House::open().await;
    let mut ann = house.ann().await;
    for _ in 0..3 {
        change(&mut ann, "wrong", NEW).await.assert_status(422);
    }
    for _ in 0..2 {
        ann.confirm("wrong").await.assert_status(401);
    }
    let answer = change(&mut ann, PASSWORD, NEW).await;
    answer.assert_status(429);
    assert_eq!(answer.header("retry-after"), Some("60"));
    house.advance(60);
    change(&mut ann, PASSWORD, NEW).await.assert_leads_to("/settings?said=password");
}

#[rocket::async_test]
async fn a_weak_new_password_says_nothing_about_the_present_one_and_costs_no_attempt() {
    let house = House::open().await;
    let mut ann = house.ann().await;
    let texts: Vec<String> = [
        change(&mut ann, PASSWORD, "short").await.without_token(),
        change(&mut ann, "wrong", "short").await.without_token(),
    ]
    .into();
    assert_eq!(texts[0], texts[1]);
    for _ in 0..10 {
        change(&mut ann, PASSWORD, "short").await.assert_status(422);
    }
    change(&mut ann, PASSWORD, NEW).await.assert_leads_to("/settings?said=password");
}

#[rocket::async_test]
async fn links_that_were_made_before_set_nothing_any_more() {
    let house = House::open().await;
    let mut ann = house.ann().await;
    let link = house.reset_link(EMAIL).await;
    change(&mut ann, PASSWORD, NEW).await.assert_leads_to("/settings?said=password");
    let mut browser = house.browser();
    browser.get(&link).await.assert_leads_to("/reset");
    browser.get("/reset").await.assert_status(410);
}

#[rocket::async_test]
async fn this_browser_stays_known_and_others_have_to_prove_themselves_again() {
    let house = House::open().await;
    let mut ann = house.ann().await;
    let first = house.word("SELECT hex(browser_id) AS word FROM browsers").await;
    let _other = house.ann().await;
    assert_eq!(house.count("browsers").await, 2);
    change(&mut ann, PASSWORD, NEW).await.assert_leads_to("/settings?said=password");
    assert_eq!(house.count("browsers").await, 1);
    assert_eq!(house.word("SELECT hex(browser_id) AS word FROM browsers").await, first);
}

#[rocket::async_test]
async fn of_two_changes_at_once_one_is_made() {
    let house = House::open().await;
    let (mut one, mut two) = (house.ann().await, house.ann().await);
    let third = "a third kettle under ten rooftops";
    let (a, b) = rocket::tokio::join!(change(&mut one, PASSWORD, NEW), change(&mut two, PASSWORD, third));
    let made = [a.status, b.status].iter().filter(|status| **status == 303).count();
    assert_eq!(made, 1, "{} {}", a.status, b.status);
    assert_eq!(house.count("events WHERE kind = 'password-changed'").await, 1);
    assert!(one.is_in().await != two.is_in().await);
}

#[rocket::async_test]
async fn a_session_ended_meanwhile_does_not_come_back_by_it() {
    let house = House::open().await;
    let (mut ann, mut gone) = (house.ann().await, house.ann().await);
    let token = gone.token("/settings/password").await;
    ann.submit("/sessions", "/sessions/end-others", &[]).await.assert_leads_to("/sessions?said=others&n=1");
    let fields = [("current", PASSWORD), ("password", NEW)];
    let answer = gone.post("/settings/password", &token, &fields).await;
    answer.assert_status(401);
    assert!(!answer.touches_session());
}

async fn change(browser: &mut Browser<'_>, current: &str, new: &str) -> Answer {
    let fields = [("email", EMAIL), ("current", current), ("password", new)];
    browser.submit("/settings/password", "/settings/password", &fields).await
}
