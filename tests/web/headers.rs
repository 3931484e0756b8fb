//! The headers of every answer, whatever its status.

use rocket::http::Method;

use crate::answer::Answer;
use crate::house::{EMAIL, House, PASSWORD, Plan};
use crate::program::Program;

const FORM: (&str, &str) = ("content-type", "application/x-www-form-urlencoded");
const HERE: (&str, &str) = ("sec-fetch-site", "same-origin");

#[rocket::get("/panics")]
fn panics() -> &'static str {
    panic!("on purpose")
}

#[rocket::async_test]
async fn every_answer_is_dressed() {
    let house = House::of(Plan::new().mount(rocket::routes![panics])).await;
    let mut ann = house.ann().await;
    let mut visitor = house.browser();
    let token = visitor.token("/login").await;
    let login = visitor.get("/login").await;
    let css = login.body.split('"').find(|part| part.starts_with("/static/app.")).expect("a stylesheet").to_owned();
    let big = format!("csrf_token={token}&email={}", "a".repeat(33_000));
    let wrong = crate::browser::form(&token, &[("email", EMAIL), ("password", "wrong")]);
    let form = [FORM, HERE];
    let answers = [
        (200, login),
        (200, ann.get("/dashboard").await),
        (200, ann.get("/healthz").await),
        (200, house.get(&css, &[]).await),
        (200, ann.send(Method::Head, "/sessions", &[], "").await),
        (303, visitor.get("/dashboard").await),
        (303, visitor.send(Method::Head, "/dashboard", &[], "").await),
        (401, visitor.send(Method::Post, "/login", &form, &wrong).await),
        (401, visitor.post("/confirm", &token, &[("password", PASSWORD)]).await),
        (403, visitor.send(Method::Post, "/login", &form, "").await),
        (404, visitor.get("/nowhere").await),
        (404, visitor.send(Method::Options, "/login", &[], "").await),
        (404, visitor.send(Method::Head, "/nowhere", &[], "").await),
        (404, house.get("/static/none.css", &[]).await),
        (410, visitor.get("/reset").await),
        (413, visitor.send(Method::Post, "/login", &form, &big).await),
        (415, visitor.send(Method::Post, "/login", &[HERE, ("content-type", "application/json")], "{}").await),
        (422, visitor.post("/login", &token, &[]).await),
        (500, visitor.get("/panics").await),
        (500, visitor.send(Method::Head, "/panics", &[], "").await),
    ];
    for (status, answer) in answers {
        assert_eq!(answer.status, status, "{}", answer.main());
        assert_dressed(&answer, answer.header("cache-control").is_some_and(|kept| kept.contains("immutable")));
        let hsts = answer.header("strict-transport-security");
        assert_eq!(hsts, Some("max-age=31536000; includeSubDomains"));
    }
}

#[rocket::async_test]
async fn without_https_there_is_no_strict_transport_security() {
    let house = House::of(Plan::new().plain_http()).await;
    for path in ["/login", "/dashboard", "/nowhere"] {
        let answer = house.get(path, &[]).await;
        assert_dressed(&answer, false);
        assert!(answer.all("strict-transport-security").is_empty());
    }
}

#[test]
fn over_a_real_socket_too_whatever_the_method() {
    let program = Program::start(&[]);
    for method in ["GET", "HEAD", "OPTIONS", "TRACE", "PROPFIND", "BREW", "get"] {
        for path in ["/login", "/nowhere"] {
            let answer = program.talk(format!("{method} {path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"));
            assert!(answer.status >= 200, "{method} {path}");
            assert_dressed(&answer, false);
        }
    }
    // Names and values that are no text are as none.
    let mut odd =
        b"GET /dashboard HTTP/1.1\r\nHost: x\r\nConnection: close\r\nCookie: session=x; a=\xff\xfe\r\n\r\n".to_vec();
    assert_eq!(program.talk(&odd).location(), "/login");
    odd = b"GET /\xff HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n".to_vec();
    assert_eq!(program.talk(&odd).status, 400);
    // A megabyte of cookies is hyper's to refuse, and nothing breaks.
    let many = program.get("/dashboard", &"a=b; ".repeat(200_000));
    assert!((400..500).contains(&many.status), "{}", many.status);
    assert_eq!(program.get("/healthz", "").status, 200);
}

#[track_caller]
fn assert_dressed(answer: &Answer, kept: bool) {
    let csp = "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";
    for (name, value) in [
        ("content-security-policy", csp),
        ("x-content-type-options", "nosniff"),
        ("x-frame-options", "DENY"),
        ("referrer-policy", "same-origin"),
        ("cross-origin-opener-policy", "same-origin"),
        ("cross-origin-resource-policy", "same-origin"),
        ("cache-control", if kept { "public, max-age=31536000, immutable" } else { "no-store" }),
    ] {
        assert_eq!(answer.header(name), Some(value), "{} {}", answer.status, answer.location());
    }
    assert!(answer.header("permissions-policy").is_some_and(|policy| policy.contains("camera=()")));
    assert!(answer.all("server").is_empty() && answer.all("x-powered-by").is_empty());
    assert!(!answer.all("content-type").is_empty() || answer.body.is_empty());
}
