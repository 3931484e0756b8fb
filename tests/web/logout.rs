//! `/logout`: a page with a button; the row is ended before the answer; nothing but that form signs anybody out.

use rocket::http::Method;

use crate::house::{House, Plan};

#[rocket::async_test]
async fn signing_out_ends_the_row_and_removes_the_cookie() {
    let house = House::open().await;
    let mut ann = house.ann().await;
    let old = ann.clone();
    let answer = ann.submit("/logout", "/logout", &[]).await;
    answer.assert_leads_to("/login?said=out");
    assert_eq!(
        answer.set_cookie("__Host-session"),
        Some("__Host-session=; HttpOnly; SameSite=Lax; Secure; Path=/; Max-Age=0")
    );
    assert_eq!(answer.header("clear-site-data"), Some("\"cache\", \"storage\""));
    assert_eq!(house.count("sessions WHERE end_reason = 'signed-out' AND ended_at IS NOT NULL").await, 1);
    assert!(!old.clone().is_in().await, "the cookie works after signing out");
    let restarted = house.plan.build().await;
    let mut after = old.clone();
    after.house = &restarted;
    assert!(!after.is_in().await, "the cookie works after a restart");
}

#[rocket::async_test]
async fn looking_at_the_page_changes_nothing() {
    let house = House::open().await;
    let mut ann = house.ann().await;
    for method in [Method::Get, Method::Head] {
        let answer = ann.send(method, "/logout", &[("sec-fetch-site", "cross-site")], "").await;
        answer.assert_status(200);
        assert!(!answer.touches_session());
    }
    for method in [Method::Options, Method::Trace, Method::Connect] {
        assert!(ann.send(method, "/logout", &[], "").await.status >= 400);
    }
    assert!(ann.is_in().await);
}

#[rocket::async_test]
async fn the_form_works_from_every_page_that_has_it() {
    let house = House::open().await;
    for page in ["/dashboard", "/sessions", "/logout", "/confirm", "/no-such-page"] {
        let mut ann = house.ann().await;
        ann.submit(page, "/logout", &[]).await.assert_leads_to("/login?said=out");
        assert!(!ann.is_in().await);
    }
}

#[rocket::async_test]
async fn a_session_that_is_over_already_is_signed_out_of_just_the_same() {
    let house = House::open().await;
    let mut ann = house.ann().await;
    let token = ann.token("/logout").await;
    house.advance(2 * 3600);
    let answer = ann.post("/logout", &token, &[]).await;
    answer.assert_leads_to("/login?said=out");
    assert!(answer.touches_session());
    assert_eq!(house.count("sessions WHERE ended_at IS NOT NULL").await, 0, "it had run out; nobody ended it");
}

#[rocket::async_test]
async fn somebody_who_is_not_signed_in_is_told_so() {
    let house = House::open().await;
    let answer = house.browser().get("/logout").await;
    answer.assert_status(200);
    answer.assert_has("You are signed out");
    assert!(answer.token().is_none());
}

#[rocket::async_test]
async fn it_ends_this_session_and_no_other() {
    let house = House::open().await;
    let (mut one, mut other) = (house.ann().await, house.ann().await);
    one.submit("/logout", "/logout", &[]).await.assert_leads_to("/login?said=out");
    assert!(other.is_in().await);
    assert_eq!(house.count("events WHERE kind = 'session-ended' AND detail = 'signed-out'").await, 1);
}

#[rocket::async_test]
async fn a_field_that_does_not_belong_to_it_is_refused() {
    let house = House::open().await;
    let mut ann = house.ann().await;
    ann.submit("/logout", "/logout", &[("all", "true")]).await.assert_status(422);
    assert!(ann.is_in().await);
}

#[rocket::async_test]
async fn without_a_history_the_row_is_gone() {
    let house = House::of(Plan::new().set("hallpass.session_history", "0 days")).await;
    let mut ann = house.ann().await;
    ann.submit("/logout", "/logout", &[]).await.assert_leads_to("/login?said=out");
    assert_eq!(house.count("sessions").await, 0);
}
