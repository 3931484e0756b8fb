//! Pages for errors: they tell the person what to do, and an attacker nothing.

use rocket::http::Method;

use crate::house::{House, Plan};

#[rocket::get("/panics")]
fn panics() -> &'static str {
    panic!("on purpose: s3cret detail")
}

#[rocket::async_test]
async fn what_is_not_there_is_said_to_everybody_with_a_way_on() {
    let house = House::open().await;
    let answer = house.browser().get("/nowhere/<script>").await;
    assert!(answer.status == 404 || answer.status == 400, "{}", answer.status);
    let answer = house.browser().get("/nowhere/%3Cscript%3Ealert(1)").await;
    answer.assert_status(404);
    answer.assert_has("href=\"/login\"");
    assert!(!answer.body.contains("script") && !answer.touches_session());
    let answer = house.ann().await.get("/nowhere").await;
    answer.assert_status(404);
    answer.assert_has("href=\"/dashboard\"");
    answer.assert_has("Ann Richmond");
}

#[rocket::async_test]
async fn a_panic_is_one_error_and_tells_nothing() {
    let house = House::of(Plan::new().mount(rocket::routes![panics])).await;
    let mut ann = house.ann().await;
    let answer = ann.get("/panics").await;
    answer.assert_status(500);
    assert!(!answer.has("s3cret") && !answer.touches_session());
    assert!(answer.has("<!doctype html>"));
    assert!(ann.is_in().await);
}

#[rocket::async_test]
async fn an_error_page_begins_no_visit() {
    let house = House::open().await;
    for (method, path) in [(Method::Get, "/nowhere"), (Method::Post, "/login"), (Method::Get, "/static/x.css")] {
        let answer = house.ask(method, path, &[], "").await;
        assert!(answer.status >= 400 && answer.all("set-cookie").is_empty(), "{path}");
    }
}

#[rocket::async_test]
async fn a_form_from_elsewhere_names_the_origin_and_the_setting() {
    let house = House::open().await;
    let headers = [("origin", "https://evil.example<script>"), ("content-type", "application/x-www-form-urlencoded")];
    let answer = house.ask(Method::Post, "/login", &headers, "").await;
    answer.assert_status(403);
    answer.assert_has("https://evil.example<script>");
    answer.assert_has("public_url");
    assert!(!answer.body.contains("<script>"));
}

#[rocket::async_test]
async fn health_is_constant_and_for_everybody() {
    let house = House::open().await;
    let answer = house.get("/healthz", &[]).await;
    assert_eq!((answer.status, answer.body.as_str()), (200, "ok\n"));
    assert!(answer.all("set-cookie").is_empty());
}
