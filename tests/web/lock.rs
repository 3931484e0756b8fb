//! The lock against cross-site requests: before every unsafe method, on every path, whoever wrote the handler.

use rocket::http::{Method, Status};

use crate::browser::{Browser, form};
use crate::house::{EMAIL, HTTPS, House, PASSWORD, Plan};

const FORM: (&str, &str) = ("content-type", "application/x-www-form-urlencoded");
const HERE: (&str, &str) = ("sec-fetch-site", "same-origin");

/// A handler of an app built on Hallpass whose author thought of nothing.
#[rocket::post("/forgotten")]
fn forgotten() -> &'static str {
    "done"
}

#[rocket::put("/forgotten")]
fn forgotten_put() -> &'static str {
    "done"
}

#[rocket::patch("/forgotten")]
fn forgotten_patch() -> &'static str {
    "done"
}

#[rocket::delete("/forgotten")]
fn forgotten_delete() -> &'static str {
    "done"
}

#[rocket::post("/eager")]
fn eager() -> &'static str {
    "done"
}

fn plan() -> Plan {
    let mut routes = rocket::routes![forgotten, forgotten_put, forgotten_patch, forgotten_delete, eager];
    let first = routes.iter_mut().find(|route| route.uri.path() == "/eager").expect("it is there");
    first.rank = isize::MIN + 1;
    Plan::new().mount(routes)
}

#[rocket::async_test]
async fn what_comes_from_elsewhere_is_refused_even_with_the_token() {
    let house = House::of(plan()).await;
    let mut ann = house.ann().await;
    let body = form(&ann.token("/sessions").await, &[]);
    let origin = |value| vec![("origin", value)];
    let site = |value| vec![("sec-fetch-site", value)];
    let cases = [
        site("cross-site"),
        site("same-site"),
        site(""),
        site("Same-Origin"),
        site("same-origin, cross-site"),
        vec![HERE, ("sec-fetch-site", "cross-site")],
        vec![("sec-fetch-site", "cross-site"), ("origin", HTTPS)],
        vec![],
        vec![("referer", "https://pass.example/login")],
        origin("https://evil.example"),
        origin("null"),
        origin(""),
        origin("https://pass.example.evil.example"),
        origin("https://pass.example:8443"),
        origin("https://pass.example/"),
        origin("https://PASS.example"),
        origin("http://pass.example"),
        origin("https://sub.pass.example"),
        origin("https://evilpass.example"),
        origin("https://pass.example@evil.example"),
        vec![("origin", HTTPS), ("origin", "https://evil.example")],
        vec![("host", "evil.example"), ("origin", "https://evil.example")],
    ];
    for headers in cases {
        for path in paths() {
            let mut all = vec![FORM];
            all.extend(headers.iter().copied());
            let answer = ann.send(Method::Post, path, &all, &body).await;
            assert_eq!(answer.status, 403, "{path} {headers:?}");
        }
    }
    assert!(ann.is_in().await);
}

#[rocket::async_test]
async fn what_comes_from_here_passes_by_origin_alone_too() {
    let house = House::of(plan()).await;
    let mut ann = house.ann().await;
    let body = form(&ann.token("/sessions").await, &[]);
    for headers in [[FORM, ("origin", HTTPS)], [FORM, HERE], [FORM, ("sec-fetch-site", "none")]] {
        assert_eq!(ann.send(Method::Post, "/forgotten", &headers, &body).await.body, "done");
    }
}

#[rocket::async_test]
async fn further_origins_can_be_allowed() {
    let plan = plan().set("hallpass.allowed_origins", vec!["https://other.example"]);
    let house = House::of(plan).await;
    let mut ann = house.ann().await;
    let body = form(&ann.token("/sessions").await, &[]);
    let answer = ann.send(Method::Post, "/forgotten", &[FORM, ("origin", "https://other.example")], &body).await;
    assert_eq!(answer.body, "done");
}

#[rocket::async_test]
async fn at_home_both_names_of_this_machine_are_allowed() {
    let house = House::of(plan().plain_http()).await;
    let mut ann = house.ann().await;
    let body = form(&ann.token("/sessions").await, &[]);
    for (origin, status) in [
        ("http://127.0.0.1:8000", 200),
        ("http://localhost:8000", 200),
        ("http://127.0.0.1:8001", 403),
        ("http://localhost", 403),
    ] {
        let answer = ann.send(Method::Post, "/forgotten", &[FORM, ("origin", origin)], &body).await;
        assert_eq!(answer.status, status, "{origin}");
    }
}

#[rocket::async_test]
async fn without_this_sessions_token_nothing_passes() {
    let house = House::of(plan()).await;
    let mut ann = house.ann().await;
    let right = ann.token("/sessions").await;
    for body in wrong_bodies(&house, &right).await {
        for path in paths() {
            let answer = ann.send(Method::Post, path, &[FORM, HERE], &body).await;
            assert_eq!(answer.status, 403, "{path} {body}");
            assert!(!answer.touches_session());
        }
    }
    assert!(ann.is_in().await);
    assert_eq!(ann.send(Method::Post, "/forgotten", &[FORM, HERE], form(&right, &[])).await.body, "done");
}

#[rocket::async_test]
async fn two_tokens_are_none() {
    let house = House::open().await;
    let mut ann = house.ann().await;
    let right = ann.token("/sessions").await;
    for second in [right.as_str(), "wrong", ""] {
        for path in ["/logout", "/sessions/end-others", "/confirm", "/login"] {
            let answer = ann.post(path, &right, &[("csrf_token", second)]).await;
            assert_eq!(answer.status, 403, "{path}");
        }
    }
    assert!(ann.is_in().await);
}

#[rocket::async_test]
async fn signing_in_needs_the_visits_token() {
    let house = House::open().await;
    let mut browser = house.browser();
    let foreign = house.browser().token("/login").await;
    let fields = [("email", EMAIL), ("password", PASSWORD)];
    browser.post("/login", "", &fields).await.assert_status(403);
    browser.post("/login", &foreign, &fields).await.assert_status(403);
    let own = browser.token("/login").await;
    browser.post("/login", &foreign, &fields).await.assert_status(403);
    let answer = browser.post("/login", &own, &fields).await;
    answer.assert_leads_to("/dashboard");
    assert_eq!(house.count("attempts").await, 2, "refused ones were counted");
}

#[rocket::async_test]
async fn the_token_still_proves_a_form_of_a_session_that_ran_out() {
    let house = House::open().await;
    let mut ann = house.ann().await;
    let token = ann.token("/confirm").await;
    house.advance(13 * 3600);
    ann.post("/confirm", &token, &[("password", PASSWORD)]).await.assert_status(401);
}

#[rocket::async_test]
async fn a_token_of_the_previous_key_is_taken() {
    let house = House::open().await;
    let mut ann = house.ann().await;
    let token = ann.token("/sessions").await;
    let previous = vec![crate::house::KEY];
    let plan = house.plan.clone().set("secret_key", crate::house::OTHER_KEY);
    let after = plan.set("hallpass.previous_secret_keys", previous).build().await;
    ann.house = &after;
    ann.post("/logout", &token, &[]).await.assert_leads_to("/login?said=out");
}

#[rocket::async_test]
async fn what_is_no_form_is_not_read() {
    let house = House::of(plan()).await;
    let mut ann = house.ann().await;
    let body = form(&ann.token("/sessions").await, &[]);
    for kind in [
        "application/json",
        "text/plain",
        "multipart/form-data; boundary=x",
        "application/xml",
        "application/x-www-form-urlencodedx",
        "*/*",
        "",
    ] {
        for path in paths() {
            let answer = ann.send(Method::Post, path, &[HERE, ("content-type", kind)], &body).await;
            assert_eq!(answer.status, 415, "{path} {kind}");
        }
    }
    assert_eq!(ann.send(Method::Post, "/forgotten", &[HERE], &body).await.status, 415);
    assert!(ann.is_in().await);
}

#[rocket::async_test]
async fn it_stands_before_each_unsafe_method() {
    let house = House::of(plan()).await;
    let mut ann = house.ann().await;
    let body = form(&ann.token("/sessions").await, &[]);
    for method in [Method::Put, Method::Patch, Method::Delete] {
        let from_elsewhere = [FORM, ("sec-fetch-site", "cross-site")];
        assert_eq!(ann.send(method, "/forgotten", &from_elsewhere, &body).await.status, 403);
        assert_eq!(ann.send(method, "/forgotten", &[FORM, HERE], "").await.status, 403);
        assert_eq!(ann.send(method, "/forgotten", &[HERE], "").await.status, 415);
        assert_eq!(ann.send(method, "/forgotten", &[FORM, HERE], &body).await.body, "done");
    }
}

#[rocket::async_test]
async fn a_method_in_the_form_opens_nothing() {
    let house = House::of(plan()).await;
    let mut ann = house.ann().await;
    let token = ann.token("/sessions").await;
    for method in ["delete", "put", "patch", "DELETE"] {
        let first = format!("_method={method}&csrf_token={token}");
        assert_eq!(ann.post_raw("/forgotten", &first).await.status, 403, "{method}");
        let from_elsewhere = [FORM, ("sec-fetch-site", "cross-site")];
        assert_eq!(ann.send(Method::Post, "/forgotten", &from_elsewhere, &first).await.status, 403);
        let later = ann.post("/logout", &token, &[("_method", method)]).await;
        assert_eq!(later.status, 422, "{method}");
    }
    for method in ["get", "head", "options", "trace", "connect"] {
        let body = format!("_method={method}&csrf_token={token}");
        let answer = ann.send(Method::Post, "/logout", &[FORM, ("sec-fetch-site", "cross-site")], &body).await;
        assert!(!answer.touches_session(), "{method}");
    }
    assert!(ann.is_in().await);
}

#[rocket::async_test]
async fn nothing_can_be_ranked_before_it() {
    let house = House::of(plan()).await;
    let answer = house.ask(Method::Post, "/eager", &[FORM, ("sec-fetch-site", "cross-site")], "").await;
    assert_eq!(answer.status, Status::Forbidden.code);
}

/// Pages, a host's handler and what is not there.
fn paths() -> [&'static str; 10] {
    [
        "/login",
        "/logout",
        "/setup",
        "/reset",
        "/confirm",
        "/sessions/end-others",
        "/sessions/x/end",
        "/forgotten",
        "/nowhere/at/all",
        "/",
    ]
}

async fn wrong_bodies(house: &House, right: &str) -> Vec<String> {
    let mut other: Browser<'_> = house.ann().await;
    let (other, visit) = (other.token("/sessions").await, house.browser().token("/login").await);
    vec![
        String::new(),
        "csrf_token=".into(),
        "csrf_token".into(),
        "email=a".into(),
        format!("csrf_token={other}"),
        format!("csrf_token={visit}"),
        format!("csrf_token={}", &right[..42]),
        format!("csrf_token={right}A"),
        format!("csrf_token={right}="),
        format!("csrf_token={right} "),
        format!("csrf_token={right}%20"),
        format!("csrf_token={}", right.to_uppercase()),
        format!("CSRF_TOKEN={right}"),
        format!("csrf%5ftoken={right}"),
        format!("&csrf_token={right}"),
        format!(" csrf_token={right}"),
        format!("x=1&csrf_token={right}"),
        format!("csrf_token[]={right}"),
        format!("csrf_token=;{right}"),
        format!("csrf_token={right};x=1"),
    ]
}
