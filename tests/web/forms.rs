//! Forms that are not as the page sends them: refused field by field, with what was typed, and never a panic.

use crate::answer::Answer;
use crate::browser::{Browser, form};
use crate::house::{EMAIL, House, PASSWORD, Plan};

#[rocket::async_test]
async fn a_field_that_is_missing_is_told_at_its_place() {
    let house = House::open().await;
    let mut browser = house.browser();
    let answer = browser.submit("/login", "/login", &[("email", EMAIL)]).await;
    refused(&answer, 422);
    answer.assert_fault_at("password");
    answer.assert_has(&format!("value=\"{EMAIL}\""));
    let answer = browser.submit("/login", "/login", &[("password", "m4rked")]).await;
    refused(&answer, 422);
    answer.assert_fault_at("email");
    let answer = browser.submit("/login", "/login", &[]).await;
    answer.assert_fault_at("email");
    answer.assert_fault_at("password");
    assert_eq!(house.count("attempts").await, 0, "nothing was tried");
}

#[rocket::async_test]
async fn a_field_twice_is_refused() {
    let house = House::open().await;
    house.add("eve@example.org", "user").await;
    let mut browser = house.browser();
    for twice in [
        [("email", EMAIL), ("email", "eve@example.org"), ("password", PASSWORD)],
        [("email", EMAIL), ("password", PASSWORD), ("password", "m4rked")],
        [("email", EMAIL), ("password", PASSWORD), ("email", EMAIL)],
    ] {
        let answer = browser.submit("/login", "/login", &twice).await;
        refused(&answer, 422);
        answer.assert_has("The form arrived with a field twice.");
    }
    let fields = [("email", EMAIL), ("password", PASSWORD), ("next", "/sessions"), ("next", "/dashboard")];
    refused(&browser.submit("/login", "/login", &fields).await, 422);
    let fields = [("email", EMAIL), ("password", PASSWORD), ("remember", "true"), ("remember", "false")];
    refused(&browser.submit("/login", "/login", &fields).await, 422);
}

#[rocket::async_test]
async fn a_field_that_does_not_belong_is_refused() {
    let house = House::open().await;
    let mut browser = house.browser();
    for name in ["role", "email[]", "email.x", "email[0]", "EMAIL", "_method", "password[]", "", "id", "user_id"] {
        let fields = [("email", EMAIL), ("password", PASSWORD), (name, "m4rked@example.org")];
        let answer = browser.submit("/login", "/login", &fields).await;
        refused(&answer, 422);
    }
    assert_eq!(house.count("sessions").await, 0);
}

#[rocket::async_test]
async fn badly_encoded_values_and_names_are_told_at_the_form() {
    let house = House::open().await;
    let mut browser = house.browser();
    let token = browser.token("/login").await;
    for (rest, status) in [
        ("&email=%ff%fe&password=x", 422),
        ("&email=a%40b.example&password=%ff", 422),
        ("&%ff=x&email=a%40b.example&password=x", 422),
        ("&email=%c3%28&password=x", 422),
    ] {
        refused(&browser.post_raw("/login", format!("csrf_token={token}{rest}")).await, status);
    }
    let mut raw = format!("csrf_token={token}&password=x&email=").into_bytes();
    raw.extend([0xff, 0xfe]);
    refused(&browser.post_raw("/login", &raw).await, 422);
}

#[rocket::async_test]
async fn odd_bytes_in_every_field_of_every_form_are_never_an_error_of_ours() {
    let house = House::open().await;
    let fresh = Plan::new().build().await;
    let mut ann = house.ann().await;
    let mut nobody = fresh.browser();
    let odd = [
        "\0",
        "\r\n",
        "\u{feff}",
        "\u{202e}evil",
        "%",
        "+",
        "{{97003*97007}}",
        "'; DROP TABLE users; --",
        "\u{10ffff}",
    ];
    for value in odd {
        for field in ["email", "password", "remember", "next"] {
            let mut fields = vec![("email", EMAIL), ("password", "x")];
            fields.retain(|(name, _)| *name != field);
            fields.push((field, value));
            check(&house.browser().submit("/login", "/login", &fields).await, value);
        }
        for field in ["code", "name", "email", "password"] {
            let mut fields = vec![("code", "x"), ("name", "Ann"), ("email", EMAIL), ("password", PASSWORD)];
            fields.retain(|(name, _)| *name != field);
            fields.push((field, value));
            check(&nobody.submit("/setup", "/setup", &fields).await, value);
        }
        check(&ann.submit("/confirm", "/confirm", &[("password", value), ("next", value)]).await, value);
        house.auth().flush().await.expect("written");
        house.advance(600);
        fresh.advance(600);
    }
    assert_eq!(fresh.count("users").await, 0);
}

#[rocket::async_test]
async fn overlong_fields_are_told_and_overlong_forms_refused() {
    let house = House::open().await;
    let mut browser = house.browser();
    let long = format!("{}@example.org", "a".repeat(300));
    let answer = browser.submit("/login", "/login", &[("email", &long), ("password", "x")]).await;
    refused(&answer, 422);
    answer.assert_fault_at("email");
    let answer = browser.submit("/login", "/login", &[("email", EMAIL), ("password", &"x".repeat(2049))]).await;
    refused(&answer, 422);
    answer.assert_fault_at("password");
    let huge = "m4rked".repeat(6000);
    refused(&browser.submit("/login", "/login", &[("email", EMAIL), ("password", &huge)]).await, 413);
    assert_eq!(house.count("attempts").await, 0);
}

#[rocket::async_test]
async fn a_form_just_under_the_limit_is_read() {
    let house = House::open().await;
    let mut browser = house.browser();
    let token = browser.token("/login").await;
    let start = form(&token, &[("email", EMAIL), ("password", "x"), ("next", "")]);
    let exact = format!("{start}{}", "a".repeat(32 * 1024 - start.len()));
    assert_eq!(browser.post_raw("/login", &exact).await.status, 401);
    assert_eq!(browser.post_raw("/login", format!("{exact}a")).await.status, 413);
}

#[rocket::async_test]
async fn thousands_of_fields_are_refused_quickly() {
    let house = House::open().await;
    let mut browser = house.browser();
    let token = browser.token("/login").await;
    let many = format!("csrf_token={token}{}", "&a".repeat(16_000));
    assert_eq!(browser.post_raw("/login", &many).await.status, 422);
    let many: Vec<String> = (0..4000).map(|n| format!("&f{n}")).collect();
    assert_eq!(browser.post_raw("/login", format!("csrf_token={token}{}", many.concat())).await.status, 422);
}

#[rocket::async_test]
async fn an_email_that_could_be_two_is_none() {
    let house = House::open().await;
    let mut browser: Browser<'_> = house.browser();
    for email in [
        "ann@example.org,eve@example.org",
        "ann@example.org;eve@example.org",
        "ann@example.org\r\nBcc: eve@example.org",
        "\"ann\"@example.org",
        "<ann@example.org>",
        "ann＠example.org",
        "ann@example.org@eve.example",
    ] {
        let answer = browser.sign_in(email, PASSWORD).await;
        assert_eq!(answer.status, 422, "{email:?}");
        answer.assert_fault_at("email");
    }
}

#[track_caller]
fn refused(answer: &Answer, status: u16) {
    answer.assert_status(status);
    assert!(answer.has("<!doctype html>") && !answer.touches_session());
    assert!(!answer.has("m4rked") && !answer.has(PASSWORD));
}

#[track_caller]
fn check(answer: &Answer, value: &str) {
    assert!(answer.status < 500, "{value:?}: {}", answer.status);
    // The product; a shorter one would now and then stand in a token.
    assert!(!answer.body.contains("9409970021"), "{value:?}");
}
