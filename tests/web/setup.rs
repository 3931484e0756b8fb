//! `/setup`: the first account, once, with the code that only whoever started the server has seen.

use rocket::futures::future::join_all;

use crate::answer::Answer;
use crate::browser::Browser;
use crate::database::Database;
use crate::house::{EMAIL, House, KEY, OTHER_KEY, PASSWORD, Plan};

const HOUR: i64 = 3600;

#[rocket::async_test]
async fn the_first_account_is_an_administrators_and_closes_the_page() {
    let house = Plan::new().build().await;
    let code = code(&house).await;
    let mut browser = house.browser();
    browser.get("/setup").await.assert_status(200);
    set_up(&mut browser, &code, PASSWORD).await.assert_leads_to("/login?said=made");
    assert_eq!(house.count("users WHERE role = 'admin'").await, 1);
    browser.get("/setup").await.assert_leads_to("/login");
    let token = browser.token("/login").await;
    browser.post("/setup", &token, &[("code", &code)]).await.assert_status(422);
    assert!(house.auth().setup_code().await.expect("an answer").is_none());
}

#[rocket::async_test]
async fn a_code_of_a_key_that_is_gone_is_replaced_and_one_of_a_previous_key_still_counts() {
    let plan = Plan::new();
    let old = code(&plan.build().await).await;
    let rotated = plan.clone().set("secret_key", OTHER_KEY).set("hallpass.previous_secret_keys", vec![KEY]);
    assert_eq!(code(&rotated.build().await).await, old);
    let lost = plan.set("secret_key", OTHER_KEY).build().await;
    let new = code(&lost).await;
    assert_ne!(new, old);
    set_up(&mut lost.browser(), &old, PASSWORD).await.assert_status(422);
    set_up(&mut lost.browser(), &new, PASSWORD).await.assert_leads_to("/login?said=made");
}

#[rocket::async_test]
async fn it_does_not_sign_in() {
    let house = Plan::new().build().await;
    let mut browser = house.browser();
    let answer = set_up(&mut browser, &code(&house).await, PASSWORD).await;
    assert!(!answer.touches_session() && !browser.is_in().await);
}

#[rocket::async_test]
async fn the_code_is_taken_as_people_type_it() {
    let house = Plan::new().build().await;
    let code = code(&house).await.replace('-', " ").to_lowercase();
    set_up(&mut house.browser(), &format!(" {code} "), PASSWORD).await.assert_leads_to("/login?said=made");
}

#[rocket::async_test]
async fn a_wrong_code_gets_the_form_again_with_what_was_typed_but_the_password() {
    let house = Plan::new().build().await;
    let answer = set_up(&mut house.browser(), "ABCD-EFGH-JKLM-NPQR", PASSWORD).await;
    answer.assert_status(422);
    answer.assert_fault_at("code");
    for typed in ["ABCD-EFGH-JKLM-NPQR", "Ann Richmond", EMAIL] {
        answer.assert_has(&format!("value=\"{typed}\""));
    }
    assert!(!answer.has(PASSWORD));
    assert_eq!(house.count("users").await, 0);
}

#[rocket::async_test]
async fn a_weak_password_is_refused_with_the_reason_and_does_not_use_the_code_up() {
    let house = Plan::new().build().await;
    let code = code(&house).await;
    let mut browser = house.browser();
    for (password, reason) in [
        ("short", "at least 15 characters"),
        ("aaaaaaaaaaaaaaaaaaaa", "The same character again and again"),
        ("passwordpassword", "Choose"),
        ("Ann-Richmond-2026!", "without your name"),
        ("hallpass.hallpass.1", "without your name"),
        (&"violet kettle ".repeat(30), "Choose a shorter password"),
        ("", "Enter your password."),
    ] {
        let answer = set_up(&mut browser, &code, password).await;
        answer.assert_status(422);
        answer.assert_fault_at("password");
        answer.assert_has(reason);
        answer.assert_has("aria-describedby=\"password-error password-hint\"");
        assert!(password.is_empty() || !answer.body.contains(&format!("\"{password}\"")));
    }
    set_up(&mut browser, &code, PASSWORD).await.assert_leads_to("/login?said=made");
}

#[rocket::async_test]
async fn each_field_is_told_what_is_wrong_with_it() {
    let house = Plan::new().build().await;
    let mut browser = house.browser();
    let fields = [("code", ""), ("name", " "), ("email", "ann"), ("password", "")];
    let answer = browser.submit("/setup", "/setup", &fields).await;
    answer.assert_status(422);
    for field in ["code", "name", "email", "password"] {
        answer.assert_fault_at(field);
    }
    answer.assert_has("<title>Problem: ");
    let long = "n".repeat(121);
    let fields = [("code", "x"), ("name", &long), ("email", EMAIL), ("password", PASSWORD)];
    browser.submit("/setup", "/setup", &fields).await.assert_has("Enter a shorter name.");
}

#[rocket::async_test]
async fn a_code_lasts_an_hour_and_then_there_is_a_new_one() {
    let house = Plan::new().build().await;
    let old = code(&house).await;
    let mut early = house.browser();
    let token = early.token("/setup").await;
    house.advance(HOUR - 1);
    assert_eq!(code(&house).await, old);
    house.advance(1);
    let fields = [("code", old.as_str()), ("name", "Ann"), ("email", EMAIL), ("password", PASSWORD)];
    early.post("/setup", &token, &fields).await.assert_status(422);
    let new = code(&house).await;
    assert_ne!(new, old);
    set_up(&mut house.browser(), &old, PASSWORD).await.assert_status(422);
    set_up(&mut house.browser(), &new, PASSWORD).await.assert_leads_to("/login?said=made");
}

#[rocket::async_test]
async fn of_many_at_once_one_account_is_made_on_sqlite() {
    many_at_once(Database::sqlite()).await;
}

#[rocket::async_test]
async fn of_many_at_once_one_account_is_made_on_postgresql() {
    many_at_once(Database::postgres()).await;
}

#[rocket::async_test]
async fn servers_that_share_key_and_database_share_the_code() {
    let here = Plan::new().build().await;
    let there = here.plan.build().await;
    assert_eq!(code(&here).await, code(&there).await);
    set_up(&mut there.browser(), &code(&here).await, PASSWORD).await.assert_leads_to("/login?said=made");
    here.browser().get("/setup").await.assert_leads_to("/login");
}

#[rocket::async_test]
async fn the_code_does_not_stand_in_the_database() {
    let house = Plan::new().build().await;
    let code = code(&house).await;
    let plain = code.replace('-', "");
    for column in ["nonce", "code_hash"] {
        assert_eq!(house.count(&format!("setup WHERE instr({column}, CAST('{plain}' AS BLOB)) = 0")).await, 1);
    }
}

#[rocket::async_test]
async fn guessing_the_code_is_throttled() {
    let house = Plan::new().set("hallpass.address_attempts", 5).build().await;
    let mut browser = house.browser();
    for _ in 0..5 {
        set_up(&mut browser, "ABCD-EFGH-JKLM-NPQR", PASSWORD).await.assert_status(422);
    }
    let answer = set_up(&mut browser, &code(&house).await, PASSWORD).await;
    answer.assert_status(429);
    assert_eq!(answer.header("retry-after"), Some("10"));
    house.advance(10);
    set_up(&mut browser, &code(&house).await, PASSWORD).await.assert_leads_to("/login?said=made");
}

async fn many_at_once(database: Database) {
    let house = Plan::on(database).build().await;
    let code = code(&house).await;
    let mut browser = house.browser();
    let token = browser.token("/setup").await;
    let mut many: Vec<Browser<'_>> = (0..6).map(|_| browser.clone()).collect();
    let answers = join_all(many.iter_mut().enumerate().map(|(n, browser)| {
        let (code, token) = (&code, &token);
        async move {
            let email = format!("ann{n}@example.org");
            let fields = [("code", code.as_str()), ("name", "Ann"), ("email", &email), ("password", PASSWORD)];
            browser.post("/setup", token, &fields).await
        }
    }))
    .await;
    let made = answers.iter().filter(|answer| answer.location() == "/login?said=made").count();
    assert_eq!((made, house.count("users").await), (1, 1));
    assert!(answers.iter().all(|answer| answer.status < 500 || answer.status == 503));
}

async fn code(house: &House) -> String {
    house.auth().setup_code().await.expect("the database answers").expect("a code")
}

async fn set_up(browser: &mut Browser<'_>, code: &str, password: &str) -> Answer {
    let fields = [("code", code), ("name", "Ann Richmond"), ("email", EMAIL), ("password", password)];
    browser.submit("/setup", "/setup", &fields).await
}
