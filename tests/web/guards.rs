//! Who may pass: design's table, each line, on every kind of route.

use hallpass::auth::token::{Secret, SessionToken};
use hallpass::keys::{Keys, SecretKey};
use hallpass::web::cookie::Cookies;
use hallpass::web::forms::NoFields;
use hallpass::web::guards::{Allowed, Permission, RecentlySignedIn, SignedIn, Visitor};
use rocket::http::Method;
use uuid::Uuid;

use crate::answer::Answer;
use crate::browser::Browser;
use crate::house::{EMAIL, House, KEY, OTHER_KEY, PASSWORD, Plan};

struct ReadEvents;

impl Permission for ReadEvents {
    const NAME: &'static str = "events.read";
}

#[rocket::get("/guarded")]
fn guarded(signed_in: SignedIn<'_>) -> String {
    signed_in.0.person.name.clone()
}

#[rocket::get("/guarded", rank = 20)]
fn behind_guarded() -> &'static str {
    "anybody"
}

#[rocket::get("/recent")]
fn recent(_signed_in: RecentlySignedIn<'_>) -> &'static str {
    "recent"
}

#[rocket::get("/recent", rank = 20)]
fn behind_recent() -> &'static str {
    "anybody"
}

#[rocket::post("/recent", data = "<_form>")]
fn do_recent(_form: NoFields, _signed_in: RecentlySignedIn<'_>) -> &'static str {
    "done"
}

#[rocket::get("/allowed")]
fn allowed(signed_in: Allowed<'_, ReadEvents>) -> String {
    signed_in.0.person.name.clone()
}

#[rocket::get("/allowed", rank = 20)]
fn behind_allowed() -> &'static str {
    "anybody"
}

#[rocket::get("/visitor")]
fn visitor(visitor: Visitor<'_>) -> String {
    visitor.0.map_or_else(|| "nobody".into(), |live| live.person.name.clone())
}

fn plan() -> Plan {
    Plan::new().mount(rocket::routes![
        guarded,
        behind_guarded,
        recent,
        behind_recent,
        do_recent,
        allowed,
        behind_allowed,
        visitor
    ])
}

#[rocket::async_test]
async fn every_cookie_that_is_no_live_sessions_is_the_same_as_none() {
    let house = House::of(plan()).await;
    let without = house.browser();
    for (what, cookie) in dead_cookies(&house).await {
        let mut browser = without.clone();
        if let Some(cookie) = cookie {
            browser.cookies.insert("__Host-session".into(), cookie);
        }
        let answer = browser.get("/guarded?x=1&y=%2F%2Fevil").await;
        check(&what, &answer, 303, "/login?next=%2Fguarded%3Fx%3D1%26y%3D%252F%252Fevil");
        let answer = browser.send(Method::Head, "/dashboard", &[], "").await;
        check(&what, &answer, 303, "/login");
        let answer = browser.get("/sessions").await;
        check(&what, &answer, 303, "/login?next=%2Fsessions");
        assert_eq!(browser.get("/visitor").await.body, "nobody", "{what}");
        let answer = browser.submit("/login", "/sessions/end-others", &[]).await;
        check(&what, &answer, 401, "");
        answer.assert_has("href=\"/login\"");
        let answer = browser.submit("/login", "/confirm", &[("password", PASSWORD)]).await;
        check(&what, &answer, 401, "");
    }
}

#[rocket::async_test]
async fn somebody_whose_cookie_is_dead_can_sign_in() {
    let house = House::of(plan()).await;
    for (what, cookie) in dead_cookies(&house).await {
        let mut browser = house.browser();
        if let Some(cookie) = cookie {
            browser.cookies.insert("__Host-session".into(), cookie);
        }
        assert_eq!(browser.sign_in(EMAIL, PASSWORD).await.status, 303, "{what}");
        assert!(browser.is_in().await, "{what}");
    }
}

#[rocket::async_test]
async fn whoever_has_not_signed_in_lately_is_asked_again() {
    let house = House::of(plan()).await;
    let mut ann = house.ann().await;
    assert_eq!(ann.get("/recent").await.body, "recent");
    house.advance(599);
    assert_eq!(ann.submit("/sessions", "/recent", &[]).await.body, "done");
    house.advance(1);
    let answer = ann.get("/recent?a=b&c=%26").await;
    check("not recent", &answer, 303, "/confirm?next=%2Frecent%3Fa%3Db%26c%3D%2526");
    let answer = ann.submit("/sessions", "/recent", &[]).await;
    answer.assert_status(403);
    answer.assert_has("href=\"/confirm\"");
    ann.submit("/confirm?next=/recent", "/confirm", &[("password", PASSWORD), ("next", "/recent")])
        .await
        .assert_leads_to("/recent");
    assert_eq!(ann.get("/recent").await.body, "recent");
}

#[rocket::async_test]
async fn within_the_grace_after_a_rotation_the_old_secret_is_not_recent() {
    let house = House::of(plan()).await;
    let mut ann = house.ann().await;
    let mut old = ann.clone();
    ann.confirm(PASSWORD).await.assert_leads_to("/dashboard");
    assert_eq!(old.get("/guarded").await.status, 200);
    check("old secret", &old.get("/recent").await, 303, "/confirm?next=%2Frecent");
}

#[rocket::async_test]
async fn a_permission_that_is_missing_is_named_and_a_new_role_counts_at_once() {
    let house =
        House::of(plan().set("hallpass.roles", rocket::figment::util::map! { "auditor" => vec!["events.read"] })).await;
    house.add("bob@example.org", "user").await;
    let mut bob = house.browser();
    bob.sign_in("bob@example.org", PASSWORD).await.assert_leads_to("/dashboard");
    let answer = bob.get("/allowed").await;
    answer.assert_status(403);
    answer.assert_has("events.read");
    answer.assert_has("href=\"/dashboard\"");
    for (role, status) in [("auditor", 200), ("gone", 403), ("admin", 200), ("user", 403), ("", 403), ("*", 403)] {
        house.change(&format!("UPDATE users SET role = '{role}' WHERE email = 'bob@example.org'")).await;
        assert_eq!(bob.get("/allowed").await.status, status, "{role}");
    }
}

#[rocket::async_test]
async fn a_route_of_lower_rank_never_answers_instead() {
    let house = House::of(plan()).await;
    house.add("bob@example.org", "user").await;
    let mut bob = house.browser();
    assert_eq!(bob.get("/guarded").await.status, 303);
    assert_eq!(bob.get("/allowed").await.status, 303);
    bob.sign_in("bob@example.org", PASSWORD).await.assert_leads_to("/dashboard");
    bob.get("/allowed").await.assert_status(403);
    house.advance(601);
    assert_eq!(bob.get("/recent").await.status, 303);
    house.change("ALTER TABLE sessions RENAME TO away").await;
    for path in ["/guarded", "/recent", "/allowed", "/visitor"] {
        bob.get(path).await.assert_status(503);
    }
}

#[rocket::async_test]
async fn a_page_that_redirects_to_login_keeps_no_way_to_elsewhere() {
    let house = House::of(plan()).await;
    for path in ["//evil.example/guarded", "/%2F%2Fevil.example", "/guarded?next=//evil.example"] {
        let answer = house.get(path, &[]).await;
        if answer.status == 303 {
            assert!(answer.location().starts_with("/login") || answer.location() == "/dashboard", "{path}");
        } else {
            assert!([400, 404].contains(&answer.status), "{path}: {}", answer.status);
        }
    }
}

/// Everything that is no live session's cookie; the last has none at all.
async fn dead_cookies(house: &House) -> Vec<(String, Option<String>)> {
    let keys = || Keys::new(SecretKey::parse(KEY).expect("a key"), []);
    let other = Keys::new(SecretKey::parse(OTHER_KEY).expect("a key"), []);
    let seal = |cookies: &Cookies, session, user, secret: &Secret| {
        let token = SessionToken { session, user, secret: secret.clone() };
        value(&cookies.of_session(&token, None).encoded().to_string())
    };
    let ours = Cookies::new(&keys(), true);
    let bob = house.add(&format!("{}@example.org", Uuid::now_v7()), "user").await;
    let mut live = house.ann().await;
    let id = live.session_id().await;
    let cookie = live.session_cookie();
    let user = Uuid::parse_str(&user_id(house).await).expect("an id");
    let secret = Secret::generate().expect("random bytes");

    let mut out = house.ann().await;
    let ended = out.session_cookie();
    out.submit("/logout", "/logout", &[]).await.assert_leads_to("/login?said=out");
    let idle = expired(house, "last_seen_at = last_seen_at - 3600").await;
    let absolute = expired(house, "expires_at = created_at").await;
    let epoch = expired(house, "auth_epoch = auth_epoch - 1").await;

    let mut visit = house.browser();
    visit.token("/login").await;
    let renamed = visit.cookies["__Host-visit"].clone();
    let browser_cookie = live.cookies["__Host-browser"].clone();
    let flipped = {
        let (head, tail) = cookie.split_at(20);
        format!("{head}{}{}", if tail.starts_with('A') { 'B' } else { 'A' }, &tail[1..])
    };
    [
        ("none", None),
        ("empty", Some(String::new())),
        ("garbage", Some("garbage".into())),
        ("bad percent-encoding", Some("%ff%fe%".into())),
        ("truncated", Some(cookie[..cookie.len() - 5].into())),
        ("longer", Some(format!("{cookie}AAAA"))),
        ("one character changed", Some(flipped)),
        ("very long", Some("A".repeat(6000))),
        ("in quotes", Some(format!("\"{cookie}\"x"))),
        ("of another key", Some(seal(&Cookies::new(&other, true), id, user, &secret))),
        ("sealed under the name for http", Some(seal(&Cookies::new(&keys(), false), id, user, &secret))),
        ("a visit's", Some(renamed)),
        ("a browser's", Some(browser_cookie)),
        ("an unknown session's", Some(seal(&ours, Uuid::now_v7(), user, &secret))),
        ("with a wrong secret", Some(seal(&ours, id, user, &secret))),
        ("with another user's id", Some(seal(&ours, id, bob, &secret))),
        ("of an ended session", Some(ended)),
        ("of a silent session", Some(idle)),
        ("past its absolute end", Some(absolute)),
        ("of an older epoch", Some(epoch)),
        ("not sealed", Some(SessionToken { session: id, user, secret }.encode().to_string())),
    ]
    .map(|(what, cookie)| (what.to_owned(), cookie))
    .into()
}

/// The cookie of a session whose row was changed so.
async fn expired(house: &House, set: &str) -> String {
    let mut browser = house.ann().await;
    let id = browser.session_id().await.simple().to_string();
    assert_eq!(house.change(&format!("UPDATE sessions SET {set} WHERE hex(id) = '{}'", id.to_uppercase())).await, 1);
    browser.session_cookie()
}

async fn user_id(house: &House) -> String {
    house.word(&format!("SELECT hex(id) AS word FROM users WHERE email = '{EMAIL}'")).await.expect("an id")
}

fn value(line: &str) -> String {
    line.split(';').next().and_then(|pair| pair.split_once('=')).expect("a cookie").1.to_owned()
}

#[track_caller]
fn check(what: &str, answer: &Answer, status: u16, location: &str) {
    assert_eq!((answer.status, answer.location()), (status, location), "{what}");
    assert!(!answer.touches_session(), "{what}");
}

#[rocket::async_test]
async fn a_right_secret_with_another_users_id_is_refused() {
    let house = House::of(plan()).await;
    let bob = house.add("bob@example.org", "user").await;
    let mut ann: Browser<'_> = house.ann().await;
    let id = ann.session_id().await;
    let secret = Secret::generate().expect("random bytes");
    let hash: Vec<String> = secret.hash().iter().map(|byte| format!("{byte:02x}")).collect();
    let hash = hash.concat();
    house.change(&format!("UPDATE sessions SET secret_hash = x'{hash}'")).await;
    let cookies = Cookies::new(&house.config.keys, true);
    for (user, status) in [(bob, 303), (Uuid::parse_str(&user_id(&house).await).expect("an id"), 200)] {
        let token = SessionToken { session: id, user, secret: secret.clone() };
        ann.cookies.insert("__Host-session".into(), value(&cookies.of_session(&token, None).encoded().to_string()));
        assert_eq!(ann.get("/guarded").await.status, status);
    }
}
