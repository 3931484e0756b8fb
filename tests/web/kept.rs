//! A form that has to wait for the password is kept in the page that asks for it, and goes on from there.

use hallpass::web::kept::RecentForm;
use rocket::form::FromForm;

use crate::answer::Answer;
use crate::browser::{Browser, form};
use crate::house::{EMAIL, House, PASSWORD, Plan};

#[derive(FromForm)]
struct Letter<'r> {
    text: &'r str,
}

#[rocket::post("/letters", data = "<form>")]
fn send(form: RecentForm<'_, Letter<'_>>) -> String {
    let text = form.form.value.map_or("nothing", |letter| letter.text);
    format!("{} wrote {text}", form.live.person.name)
}

#[rocket::post("/orders", data = "<form>")]
fn order(form: RecentForm<'_, Letter<'_>>) -> String {
    format!("ordered {}", form.form.value.map_or("nothing", |letter| letter.text))
}

const TEXT: &str = "m4rked: é & = + % \u{1f5dd}\n</textarea>";

fn plan() -> Plan {
    Plan::new().mount(rocket::routes![send, order])
}

#[rocket::async_test]
async fn what_was_typed_is_not_lost() {
    let house = House::of(plan()).await;
    let mut ann = house.ann().await;
    let answer = ann.submit("/sessions", "/letters", &[("text", TEXT)]).await;
    assert_eq!(answer.body, format!("Ann Richmond wrote {TEXT}"));
    let (page, kept) = wait_for_password(&house, &mut ann).await;
    assert!(!page.has("m4rked") && page.all("set-cookie").is_empty());
    let fields = [("email", EMAIL), ("password", PASSWORD), ("kept", kept.as_str())];
    let token = page.token().expect("a form").to_owned();
    let wrong = [("email", EMAIL), ("password", "wrong"), ("kept", kept.as_str())];
    let again = ann.post("/confirm", &token, &wrong).await;
    assert_eq!((again.status, kept_in(&again)), (401, Some(kept.clone())));
    let on = ann.post("/confirm", &token, &fields).await;
    assert_eq!((on.status, on.location()), (307, "/letters"));
    assert_eq!(ann.post("/letters", &token, &fields).await.body, format!("Ann Richmond wrote {TEXT}"));
}

#[rocket::async_test]
async fn it_goes_nowhere_without_the_password() {
    let house = House::of(plan()).await;
    let mut ann = house.ann().await;
    let (page, kept) = wait_for_password(&house, &mut ann).await;
    let token = page.token().expect("a form").to_owned();
    let again = ann.post("/letters", &token, &[("kept", &kept)]).await;
    again.assert_status(403);
    assert!(kept_in(&again).is_some());
}

#[rocket::async_test]
async fn it_goes_on_to_its_own_path_its_own_person_and_for_minutes_only() {
    let house = House::of(plan()).await;
    let mut ann = house.ann().await;
    house.add_named("eve@example.org", "Eve", "admin", Some(PASSWORD)).await;
    let (_, kept) = wait_for_password(&house, &mut ann).await;
    let mut eve = house.browser();
    eve.sign_in("eve@example.org", PASSWORD).await.assert_leads_to("/dashboard");
    eve.submit("/sessions", "/letters", &[("kept", &kept)]).await.assert_status(403);
    let fields = [("password", PASSWORD), ("kept", kept.as_str())];
    eve.submit("/confirm", "/confirm", &fields).await.assert_leads_to("/dashboard");

    let on = ann.submit("/confirm", "/confirm", &fields).await;
    assert_eq!((on.status, on.location()), (307, "/letters"));
    ann.submit("/sessions", "/orders", &[("kept", &kept)]).await.assert_status(403);
    for broken in ["", "garbage", &kept[1..], &format!("{kept}A")] {
        let answer = ann.submit("/sessions", "/letters", &[("kept", broken)]).await;
        assert!(!answer.body.contains("m4rked"), "{broken}");
    }
    house.advance(15 * 60);
    ann.confirm(PASSWORD).await.assert_leads_to("/dashboard");
    ann.submit("/sessions", "/letters", &[("kept", &kept)]).await.assert_status(403);
}

#[rocket::async_test]
async fn a_sealed_cookie_is_no_kept_form_and_a_kept_form_no_cookie() {
    let house = House::of(plan()).await;
    let mut ann = house.ann().await;
    let (_, kept) = wait_for_password(&house, &mut ann).await;
    ann.confirm(PASSWORD).await.assert_leads_to("/dashboard");
    let cookie = ann.session_cookie();
    ann.submit("/sessions", "/letters", &[("kept", &cookie)]).await.assert_status(403);
    let mut thief = house.browser();
    thief.cookies.insert("__Host-session".into(), crate::browser::encoded(&kept));
    assert!(!thief.is_in().await);
}

#[rocket::async_test]
async fn the_password_is_sent_on_to_this_site_alone() {
    let house = House::of(plan()).await;
    let mut ann = house.ann().await;
    let token = ann.token("/sessions").await;
    house.advance(601);
    for path in ["//letters", "/letters/", "//evil.example/letters", "/letters?x=//evil.example"] {
        let answer = ann.post(path, &token, &[("text", TEXT)]).await;
        let Some(kept) = kept_in(&answer) else { continue };
        let mut clone = ann.clone();
        let on = clone.submit("/confirm", "/confirm", &[("password", PASSWORD), ("kept", &kept)]).await;
        assert!(!on.location().starts_with("//"), "{path} leads to {}", on.location());
    }
}

#[rocket::async_test]
async fn a_large_form_is_kept_whole() {
    let house = House::of(plan()).await;
    let mut ann = house.ann().await;
    let token = ann.token("/sessions").await;
    let start = form(&token, &[("text", "")]);
    let body = format!("{start}{}", "%e2%82%ac".repeat((32 * 1024 - start.len()) / 9));
    house.advance(601);
    let page = ann.post_raw("/letters", &body).await;
    let kept = kept_in(&page).expect("kept");
    let fields = [("email", EMAIL), ("password", PASSWORD), ("kept", kept.as_str())];
    let on = ann.post("/confirm", &token, &fields).await;
    assert_eq!((on.status, on.location()), (307, "/letters"));
    assert!(ann.post("/letters", &token, &fields).await.body.ends_with("€€€"));
    house.advance(601);
    assert_eq!(ann.post_raw("/letters", format!("{start}{}", "a".repeat(32 * 1024))).await.status, 413);
}

#[rocket::async_test]
async fn what_was_typed_is_there_after_the_session_has_run_out() {
    let house = House::of(plan()).await;
    let mut ann = house.ann().await;
    let token = ann.token("/sessions").await;
    house.advance(3600);
    let page = ann.post("/letters", &token, &[("text", TEXT)]).await;
    page.assert_status(401);
    page.assert_has("what you filled in is still there");
    assert!(!page.has("m4rked"));
    let (kept, token) = (kept_in(&page).expect("kept"), page.token().expect("a form").to_owned());
    let wrong = [("email", EMAIL), ("password", "wrong"), ("kept", kept.as_str())];
    let again = ann.post("/login", &token, &wrong).await;
    assert_eq!((again.status, kept_in(&again)), (401, Some(kept.clone())));
    let fields = [("email", EMAIL), ("password", PASSWORD), ("kept", kept.as_str())];
    let on = ann.post("/login", &token, &fields).await;
    on.assert_status(200);
    assert!(on.body.contains("action=\"&#x2F;letters\""), "{}", on.body);
    assert_eq!(kept_in(&on).as_ref(), Some(&kept));
    let done = ann.post("/letters", on.token().expect("a form"), &[("kept", &kept)]).await;
    assert_eq!(done.body, format!("Ann Richmond wrote {TEXT}"));
}

#[rocket::async_test]
async fn after_a_session_has_run_out_it_is_given_back_to_the_same_person_for_minutes_only() {
    let house = House::of(plan()).await;
    house.add_named("eve@example.org", "Eve", "admin", Some(PASSWORD)).await;
    let mut ann = house.ann().await;
    let token = ann.token("/sessions").await;
    house.advance(3600);
    let page = ann.post("/letters", &token, &[("text", TEXT)]).await;
    let (kept, token) = (kept_in(&page).expect("kept"), page.token().expect("a form").to_owned());
    let mut eve = ann.clone();
    let fields = [("email", "eve@example.org"), ("password", PASSWORD), ("kept", kept.as_str())];
    eve.post("/login", &token, &fields).await.assert_leads_to("/dashboard");
    eve.submit("/sessions", "/letters", &[("kept", &kept)]).await.assert_status(403);
    house.advance(15 * 60);
    let fields = [("email", EMAIL), ("password", PASSWORD), ("kept", kept.as_str())];
    let late = ann.post("/login", &token, &fields).await;
    late.assert_status(200);
    late.assert_has("kept for a quarter of an hour");
    assert!(ann.is_in().await && kept_in(&late).is_none());
}

#[rocket::async_test]
async fn who_was_never_signed_in_is_kept_nothing() {
    let house = House::of(plan()).await;
    let page = house.browser().submit("/login", "/letters", &[("text", TEXT)]).await;
    page.assert_status(401);
    assert!(kept_in(&page).is_none());
}

#[rocket::async_test]
async fn settings_that_were_filled_in_too_long_ago_are_saved_after_signing_in() {
    let house = House::open().await;
    let mut ann = house.ann().await;
    let token = ann.token("/settings").await;
    house.advance(3600);
    let fields = [("name", "Ann R."), ("language", "de"), ("time_zone", "")];
    let page = ann.post("/settings", &token, &fields).await;
    let (kept, token) = (kept_in(&page).expect("kept"), page.token().expect("a form").to_owned());
    let fields = [("email", EMAIL), ("password", PASSWORD), ("kept", kept.as_str())];
    let on = ann.post("/login", &token, &fields).await;
    let saved = ann.post("/settings", on.token().expect("a form"), &[("kept", &kept)]).await;
    saved.assert_leads_to("/settings?said=saved");
    assert_eq!(house.count("users WHERE name = 'Ann R.'").await, 1);
}

#[rocket::async_test]
async fn a_login_form_is_no_larger_than_others_without_something_kept() {
    let house = House::open().await;
    let mut browser = house.browser();
    let token = browser.token("/login").await;
    let fields = [("email", EMAIL), ("password", PASSWORD), ("kept", &*"a".repeat(33 * 1024))];
    browser.post("/login", &token, &fields).await.assert_status(413);
}

async fn wait_for_password(house: &House, ann: &mut Browser<'_>) -> (Answer, String) {
    house.advance(600);
    let page = ann.submit("/sessions", "/letters", &[("text", TEXT)]).await;
    page.assert_status(403);
    page.assert_has("Is it still you?");
    let kept = kept_in(&page).expect("kept");
    (page, kept)
}

fn kept_in(answer: &Answer) -> Option<String> {
    let (_, value) = answer.body.split_once("name=\"kept\" value=\"")?;
    Some(value.split('"').next()?.replace("&#x2F;", "/"))
}
