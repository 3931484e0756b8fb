//! The cookies: their names and attributes to the letter, what opens them, and what a planted one can do.

use hallpass::auth::token::{Secret, SessionToken};
use hallpass::web::App;
use hallpass::web::guards::session_token;
use rocket::http::CookieJar;
use rocket::request::{FromRequest, Outcome};
use rocket::{Request, State};
use uuid::Uuid;

use crate::browser::{Browser, FIREFOX};
use crate::house::{EMAIL, House, KEY, OTHER_KEY, PASSWORD, Plan};

/// Sets the cookie of a random session and says what is in it.
#[rocket::get("/issue")]
fn issue(app: &State<App>, jar: &CookieJar<'_>) -> String {
    let secret = Secret::generate().expect("random bytes");
    let token = SessionToken { session: Uuid::from_bytes(rand()), user: Uuid::from_bytes(rand()), secret };
    jar.add(app.cookies.of_session(&token, None));
    token.encode().to_string()
}

/// Says what is in the session's cookie that came.
#[rocket::get("/open")]
fn open(found: Found) -> String {
    found.0
}

struct Found(String);

#[rocket::async_trait]
impl<'r> FromRequest<'r> for Found {
    type Error = std::convert::Infallible;

    async fn from_request(request: &'r Request<'_>) -> Outcome<Self, Self::Error> {
        Outcome::Success(Self(session_token(request).map(|o| o.value.encode().to_string()).unwrap_or_default()))
    }
}

fn rand() -> [u8; 16] {
    Secret::generate().expect("random bytes").hash()[..16].try_into().expect("16 of 32")
}

#[rocket::async_test]
async fn on_https_they_are_host_cookies() {
    let house = House::open().await;
    let mut browser = house.browser();
    let page = browser.get("/login").await;
    assert_attributes(page.set_cookie("__Host-visit"), "; HttpOnly; SameSite=Lax; Secure; Path=/");
    let answer = browser.sign_in(EMAIL, PASSWORD).await;
    assert_attributes(answer.set_cookie("__Host-session"), "; HttpOnly; SameSite=Lax; Secure; Path=/");
    let year = "; HttpOnly; SameSite=Lax; Secure; Path=/; Max-Age=34560000";
    assert_attributes(answer.set_cookie("__Host-browser"), year);
    let gone = "__Host-visit=; HttpOnly; SameSite=Lax; Secure; Path=/; Max-Age=0";
    assert_eq!(answer.set_cookie("__Host-visit"), Some(gone));
    assert_eq!(answer.all("set-cookie").len(), 3);
}

#[rocket::async_test]
async fn on_http_they_have_plain_names_and_are_not_secure() {
    let house = House::of(Plan::new().plain_http()).await;
    let mut browser = house.browser();
    let page = browser.get("/login").await;
    assert_attributes(page.set_cookie("visit"), "; HttpOnly; SameSite=Lax; Path=/");
    let answer = browser.sign_in(EMAIL, PASSWORD).await;
    assert_attributes(answer.set_cookie("session"), "; HttpOnly; SameSite=Lax; Path=/");
    assert_attributes(answer.set_cookie("browser"), "; HttpOnly; SameSite=Lax; Path=/; Max-Age=34560000");
    assert_eq!(answer.set_cookie("visit"), Some("visit=; HttpOnly; SameSite=Lax; Path=/; Max-Age=0"));
    let out = browser.submit("/logout", "/logout", &[]).await;
    assert_eq!(out.set_cookie("session"), Some("session=; HttpOnly; SameSite=Lax; Path=/; Max-Age=0"));
}

#[rocket::async_test]
async fn a_page_sets_none_that_is_there_already() {
    let house = House::open().await;
    let mut visitor = house.browser();
    visitor.get("/login").await;
    for path in ["/login", "/logout", "/reset"] {
        assert!(visitor.get(path).await.all("set-cookie").is_empty(), "{path}");
    }
    let mut ann = house.ann().await;
    for path in ["/dashboard", "/sessions", "/logout", "/confirm", "/healthz", "/nowhere"] {
        assert!(ann.get(path).await.all("set-cookie").is_empty(), "{path}");
    }
}

#[rocket::async_test]
async fn a_thousand_random_ones_come_back_as_they_went() {
    let house = House::of(Plan::new().mount(rocket::routes![issue, open])).await;
    let mut browser = house.browser();
    let mut seen = String::new();
    for _ in 0..1000 {
        let issued = browser.get("/issue").await.body;
        let cookie = browser.session_cookie();
        assert_eq!(browser.get("/open").await.body, issued, "{cookie}");
        seen.push_str(&cookie);
    }
    assert!(seen.contains("%2F") && seen.contains('+'), "none with a sign that browsers or Rocket could change");
}

#[rocket::async_test]
async fn a_visits_comes_back_with_its_padding() {
    let house = House::open().await;
    for _ in 0..100 {
        let mut visitor = house.browser();
        let token = visitor.token("/login").await;
        assert!(visitor.cookies["__Host-visit"].ends_with("%3D"));
        visitor.post("/logout", &token, &[]).await.assert_leads_to("/login?said=out");
    }
}

#[rocket::async_test]
async fn only_the_exact_name_counts_and_only_once() {
    let house = House::of(Plan::new().mount(rocket::routes![open])).await;
    let (ann, mut eve) = (house.ann().await, house.ann().await);
    eve.peer = "198.51.100.9".into();
    let (own, planted) = (ann.session_cookie(), eve.session_cookie());
    let found = |header: String| {
        let house = &house;
        async move { !house.get("/open", &[("cookie", &header)]).await.body.is_empty() }
    };
    assert!(found(format!("__Host-session={own}")).await);
    assert!(found(format!("a=b; __Host-session={own};c=d")).await);
    assert!(found(format!("\t__Host-session={own} ")).await);
    let many: Vec<String> = (0..200).map(|n| format!("c{n}={n}")).collect();
    assert!(found(format!("{}; __Host-session={own}; {}", many.join("; "), many.join("; "))).await);
    for header in [
        format!("%5f%5fHost-session={planted}"),
        format!("__%48ost-session={planted}"),
        format!("\u{2003}__Host-session={planted}"),
        format!("\u{a0}__Host-session={planted}"),
        format!("__Host-session ={planted}"),
        format!("__host-session={planted}"),
        format!("__HOST-SESSION={planted}"),
        format!("session={planted}"),
        format!("__Secure-session={planted}"),
        format!("__Host-session={own}; __Host-session={planted}"),
        format!("__Host-session={planted}; __Host-session={own}"),
        format!("__Host-session={own}; __Host-session={own}"),
        format!("__Host-session=; __Host-session={own}"),
        format!("__Host-session={own},__Host-session={planted}"),
        format!("x=\"; __Host-session={own}\""),
    ] {
        assert!(!found(header.clone()).await, "{header}");
    }
    // A planted one beside the own one changes nothing.
    for header in [
        format!("%5f%5fHost-session={planted}; __Host-session={own}"),
        format!("\u{2003}__Host-session={planted}; __Host-session={own}"),
        format!("__Host-session={own}; __Host-session ={planted}"),
        format!("session={planted}; __Host-session={own}"),
    ] {
        assert!(found(header.clone()).await, "{header}");
    }
}

#[rocket::async_test]
async fn two_lines_of_cookies_are_read_as_one() {
    let house = House::open().await;
    let own = format!("__Host-session={}", house.ann().await.session_cookie());
    let agent = ("user-agent", FIREFOX);
    assert_eq!(house.get("/dashboard", &[("cookie", "a=b"), ("cookie", &own), agent]).await.status, 200);
    assert_eq!(house.get("/dashboard", &[("cookie", &own), ("cookie", &own), agent]).await.status, 303);
}

#[rocket::async_test]
async fn a_previous_key_opens_and_the_cookie_is_issued_anew() {
    let house = House::open().await;
    let mut ann = house.ann().await;
    let mut remembered = house.browser();
    let fields = [("email", EMAIL), ("password", PASSWORD), ("remember", "true")];
    remembered.submit("/login", "/login", &fields).await.assert_leads_to("/dashboard");
    let plan = house.plan.clone().set("secret_key", OTHER_KEY);
    let both = plan.clone().set("hallpass.previous_secret_keys", vec![KEY]).build().await;
    let alone = plan.build().await;
    let old = ann.session_cookie();
    let mut before = ann.clone();
    before.house = &alone;
    assert!(!before.is_in().await, "sealed under a key that is not known");

    ann.house = &both;
    let token = ann.clone().token("/sessions").await;
    let posted = ann.clone().post("/sessions/end-others", "wrong", &[]).await;
    assert!(!posted.touches_session(), "issued anew on a POST");
    assert!(ann.clone().post("/sessions/x/end", &token, &[]).await.set_cookie("__Host-session").is_none());
    let answer = ann.get("/dashboard").await;
    assert_attributes(answer.set_cookie("__Host-session"), "; HttpOnly; SameSite=Lax; Secure; Path=/");
    assert_ne!(ann.session_cookie(), old);
    assert!(ann.get("/dashboard").await.all("set-cookie").is_empty());
    ann.house = &alone;
    assert!(ann.is_in().await);

    remembered.house = &both;
    house.advance(86_400);
    let answer = remembered.get("/dashboard").await;
    let line = answer.set_cookie("__Host-session").expect("issued anew");
    assert!(line.ends_with(&format!("; Max-Age={}", 29 * 86_400)), "{line}");
}

#[rocket::async_test]
async fn the_old_secret_within_the_grace_is_not_issued_anew() {
    let house = House::open().await;
    let mut ann = house.ann().await;
    let mut old = ann.clone();
    ann.confirm(PASSWORD).await.assert_leads_to("/dashboard");
    let plan = house.plan.clone().set("secret_key", OTHER_KEY);
    let both = plan.set("hallpass.previous_secret_keys", vec![KEY]).build().await;
    old.house = &both;
    let answer = old.get("/dashboard").await;
    assert!(answer.status == 200 && !answer.touches_session());
}

#[rocket::async_test]
async fn a_browsers_cookie_proves_nobody() {
    let house = House::open().await;
    let ann = house.ann().await;
    let mut thief: Browser<'_> = house.browser();
    thief.cookies.insert("__Host-browser".into(), ann.cookies["__Host-browser"].clone());
    assert!(!thief.is_in().await);
    thief.cookies.insert("__Host-browser".into(), "garbage".into());
    thief.sign_in(EMAIL, PASSWORD).await.assert_leads_to("/dashboard");
}

#[track_caller]
fn assert_attributes(line: Option<&str>, expected: &str) {
    let line = line.expect("the cookie is set");
    let at = line.find(';').expect("attributes");
    assert_eq!(&line[at..], expected);
}
