//! `/confirm`: the password again; the session goes on under its id with a new secret.

use crate::house::{House, PASSWORD, Plan};

#[rocket::async_test]
async fn the_right_password_gives_a_new_secret_and_the_old_one_lasts_some_seconds() {
    let house = House::open().await;
    let mut ann = house.ann().await;
    let (mut before, id) = (ann.clone(), ann.session_id().await);
    ann.confirm(PASSWORD).await.assert_leads_to("/dashboard");
    assert_ne!(ann.session_cookie(), before.session_cookie());
    assert_eq!(ann.session_id().await, id);
    assert!(before.is_in().await, "what was under way");
    house.advance(10);
    assert!(!before.is_in().await && ann.is_in().await);
}

#[rocket::async_test]
async fn whoever_holds_the_old_secret_is_never_given_the_new_one() {
    let house = House::open().await;
    let mut ann = house.ann().await;
    let mut thief = ann.clone();
    ann.confirm(PASSWORD).await.assert_leads_to("/dashboard");
    let answer = thief.get("/dashboard").await;
    assert!(answer.status == 200 && !answer.touches_session());
    let answer = thief.confirm(PASSWORD).await;
    answer.assert_status(401);
    assert!(!answer.touches_session());
}

#[rocket::async_test]
async fn a_wrong_password_is_told_at_its_field_and_changes_nothing() {
    let house = House::open().await;
    let mut ann = house.ann().await;
    let cookie = ann.session_cookie();
    let answer = ann.confirm("m4rked wrong").await;
    answer.assert_status(401);
    answer.assert_fault_at("password");
    assert!(!answer.has("m4rked") && !answer.touches_session());
    assert_eq!(ann.session_cookie(), cookie);
    ann.confirm("").await.assert_status(422);
}

#[rocket::async_test]
async fn one_goes_on_to_where_one_wanted_to_be_and_nowhere_else() {
    let house = House::open().await;
    let mut ann = house.ann().await;
    for (next, to) in [("/sessions?said=ended", "/sessions?said=ended"), ("//evil.example", "/dashboard")] {
        let fields = [("password", PASSWORD), ("next", next)];
        ann.submit("/confirm", "/confirm", &fields).await.assert_leads_to(to);
    }
    ann.get("/confirm?next=/sessions").await.assert_has("name=\"next\" value=\"/sessions\"");
}

#[rocket::async_test]
async fn it_is_throttled_and_says_when_to_try_again() {
    let house = House::open().await;
    let mut ann = house.ann().await;
    for _ in 0..5 {
        ann.confirm("wrong").await.assert_status(401);
    }
    let answer = ann.confirm(PASSWORD).await;
    answer.assert_status(429);
    assert_eq!(answer.header("retry-after"), Some("60"));
    house.advance(60);
    ann.confirm(PASSWORD).await.assert_leads_to("/dashboard");
}

#[rocket::async_test]
async fn after_many_failures_it_is_stopped_until_a_reset() {
    let house = House::of(Plan::new().set("hallpass.attempts_until_stop", 3)).await;
    let mut ann = house.ann().await;
    for _ in 0..3 {
        ann.confirm("wrong").await.assert_status(401);
    }
    house.advance(1800);
    let answer = ann.confirm(PASSWORD).await;
    answer.assert_status(429);
    answer.assert_has("too often");
    let mut browser = house.browser();
    let link = house.reset_link(crate::house::EMAIL).await;
    browser.get(&link).await.assert_leads_to("/reset");
    let new = "another kettle under nine rooftops";
    browser.submit("/reset", "/reset", &[("password", new)]).await.assert_leads_to("/login?said=set");
    browser.sign_in(crate::house::EMAIL, new).await.assert_leads_to("/dashboard");
    browser.confirm(new).await.assert_leads_to("/dashboard");
}

#[rocket::async_test]
async fn a_remembered_session_keeps_its_end() {
    let house = House::open().await;
    let mut browser = house.browser();
    let fields = [("email", crate::house::EMAIL), ("password", PASSWORD), ("remember", "true")];
    browser.submit("/login", "/login", &fields).await.assert_leads_to("/dashboard");
    house.advance(86_400);
    let answer = browser.confirm(PASSWORD).await;
    let line = answer.set_cookie("__Host-session").expect("a cookie");
    assert!(line.contains(&format!("Max-Age={}", 29 * 86_400)), "{line}");
    let mut unremembered = house.ann().await;
    let answer = unremembered.confirm(PASSWORD).await;
    assert!(!answer.set_cookie("__Host-session").expect("a cookie").contains("Max-Age"));
}

#[rocket::async_test]
async fn only_a_form_that_was_kept_may_be_larger_than_any_other() {
    let house = House::open().await;
    let mut ann = house.ann().await;
    let huge = "m4rked".repeat(6000);
    ann.submit("/confirm", "/confirm", &[("password", &huge)]).await.assert_status(413);
    ann.submit("/confirm", "/confirm", &[("password", "x"), ("kept", &huge)]).await.assert_status(413);
    ann.submit("/confirm", "/confirm", &[("password", &"x".repeat(2049))]).await.assert_status(422);
}
