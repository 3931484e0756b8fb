//! `/reset`: a new password by a link that works once.

use rocket::futures::future::join_all;

use crate::house::{EMAIL, House, PASSWORD};

const NEW: &str = "another kettle under nine rooftops";
const HOUR: i64 = 3600;

#[rocket::async_test]
async fn a_link_sets_a_password_ends_all_sessions_and_signs_nobody_in() {
    let house = House::open().await;
    let mut ann = house.ann().await;
    let mut browser = house.browser();
    let opened = browser.get(&house.reset_link(EMAIL).await).await;
    opened.assert_leads_to("/reset");
    let line = opened.set_cookie("__Host-link").expect("a cookie").to_owned();
    assert!(line.ends_with("; HttpOnly; SameSite=Lax; Secure; Path=/; Max-Age=3600"), "{line}");
    let page = browser.get("/reset").await;
    page.assert_has(&format!("value=\"{EMAIL}\" autocomplete=\"username\" readonly"));
    assert!(ann.is_in().await, "opening a link changes nothing");
    let done = browser.submit("/reset", "/reset", &[("email", EMAIL), ("password", NEW)]).await;
    done.assert_leads_to("/login?said=set");
    assert!(done.set_cookie("__Host-link").is_some_and(|line| line.contains("Max-Age=0")));
    assert!(!done.touches_session() && !browser.is_in().await && !ann.is_in().await);
    browser.sign_in(EMAIL, PASSWORD).await.assert_status(401);
    browser.sign_in(EMAIL, NEW).await.assert_leads_to("/dashboard");
    browser.get("/sessions").await.assert_has("The password was changed");
}

#[rocket::async_test]
async fn a_link_works_once() {
    let house = House::open().await;
    let link = house.reset_link(EMAIL).await;
    use_link(&house, &link).await.assert_leads_to("/login?said=set");
    let mut again = house.browser();
    again.get(&link).await.assert_leads_to("/reset");
    again.get("/reset").await.assert_status(410);
}

#[rocket::async_test]
async fn a_link_that_does_not_count_is_gone_before_and_after_the_form() {
    let house = House::open().await;
    house.add("off@example.org", "user").await;
    let older = house.reset_link(EMAIL).await;
    let newest = house.reset_link(EMAIL).await;
    let disabled = house.reset_link("off@example.org").await;
    house.change("UPDATE users SET disabled_at = 1 WHERE email = 'off@example.org'").await;
    let (short, long) = (newest[..newest.len() - 1].to_owned(), format!("{newest}A"));
    let upper = format!("/link/reset/{}", newest["/link/reset/".len()..].to_uppercase());
    for link in [older, disabled, short, long, upper, "/link/reset/%00".into(), "/link/reset/%ff".into()] {
        let mut browser = house.browser();
        browser.get(&link).await.assert_leads_to("/reset");
        let gone = browser.get("/reset").await;
        gone.assert_status(410);
        gone.assert_has("This link no longer works");
        let token = browser.token("/login").await;
        browser.post("/reset", &token, &[("password", NEW)]).await.assert_status(410);
    }
    use_link(&house, &newest).await.assert_leads_to("/login?said=set");
}

#[rocket::async_test]
async fn without_a_link_there_is_no_form() {
    let house = House::open().await;
    house.browser().get("/reset").await.assert_status(410);
    let mut ann = house.ann().await;
    ann.submit("/sessions", "/reset", &[("password", NEW)]).await.assert_status(410);
    house.browser().sign_in(EMAIL, PASSWORD).await.assert_leads_to("/dashboard");
}

#[rocket::async_test]
async fn a_link_lasts_an_hour() {
    let house = House::open().await;
    let link = house.reset_link(EMAIL).await;
    let mut browser = house.browser();
    browser.get(&link).await.assert_leads_to("/reset");
    let token = browser.token("/reset").await;
    house.advance(HOUR - 1);
    browser.get("/reset").await.assert_status(200);
    house.advance(1);
    browser.get("/reset").await.assert_status(410);
    browser.post("/reset", &token, &[("password", NEW)]).await.assert_status(410);
}

#[rocket::async_test]
async fn of_two_at_once_one_wins() {
    let house = House::open().await;
    let mut browser = house.browser();
    browser.get(&house.reset_link(EMAIL).await).await.assert_leads_to("/reset");
    let (token, mark) = browser.token_and_mark("/reset").await;
    let mark = mark.expect("a mark");
    let passwords = ["first kettle under nine rooftops", "second kettle under nine rooftops"];
    let mut both = [browser.clone(), browser.clone()];
    let posts = both.iter_mut().zip(passwords).map(|(browser, password)| {
        let (token, mark) = (&token, &mark);
        async move { browser.post("/reset", token, &[("link", mark), ("password", password)]).await.status }
    });
    let mut statuses = join_all(posts).await;
    let winner = passwords[usize::from(statuses[0] != 303)];
    statuses.sort_unstable();
    assert_eq!(statuses, [303, 410]);
    house.browser().sign_in(EMAIL, winner).await.assert_leads_to("/dashboard");
    assert_eq!(house.count("events WHERE kind = 'password-reset'").await, 1);
}

#[rocket::async_test]
async fn a_form_acts_on_the_link_it_was_shown_for() {
    let house = House::open().await;
    house.add("eve@example.org", "user").await;
    let mut browser = house.browser();
    browser.get(&house.reset_link(EMAIL).await).await.assert_leads_to("/reset");
    let (token, mark) = browser.token_and_mark("/reset").await;
    // A page of Eve's leads the browser to a link of hers while Ann is typing.
    browser.get(&house.reset_link("eve@example.org").await).await.assert_leads_to("/reset");
    let fields = [("link", mark.as_deref().expect("a mark")), ("password", NEW)];
    browser.post("/reset", &token, &fields).await.assert_leads_to("/reset");
    browser.get("/reset").await.assert_has("eve@example.org");
    assert_eq!(house.count("events WHERE kind = 'password-reset'").await, 0);
}

#[rocket::async_test]
async fn a_weak_password_is_refused_and_the_link_still_counts() {
    let house = House::open().await;
    let mut browser = house.browser();
    browser.get(&house.reset_link(EMAIL).await).await.assert_leads_to("/reset");
    for weak in ["short", "aaaaaaaaaaaaaaaaaaaa", "ann richmond 1990", ""] {
        let answer = browser.submit("/reset", "/reset", &[("email", EMAIL), ("password", weak)]).await;
        answer.assert_status(422);
        answer.assert_fault_at("password");
    }
    browser.submit("/reset", "/reset", &[("password", NEW)]).await.assert_leads_to("/login?said=set");
}

#[rocket::async_test]
async fn the_email_in_the_form_chooses_nobody() {
    let house = House::open().await;
    house.add("bob@example.org", "admin").await;
    let mut browser = house.browser();
    browser.get(&house.reset_link(EMAIL).await).await.assert_leads_to("/reset");
    let fields = [("email", "bob@example.org"), ("password", NEW)];
    browser.submit("/reset", "/reset", &fields).await.assert_leads_to("/login?said=set");
    house.browser().sign_in("bob@example.org", PASSWORD).await.assert_leads_to("/dashboard");
    house.browser().sign_in(EMAIL, NEW).await.assert_leads_to("/dashboard");
}

#[rocket::async_test]
async fn its_secret_stands_in_no_page_and_only_as_a_hash_in_the_database() {
    let house = House::open().await;
    let link = house.reset_link(EMAIL).await;
    let secret = &link["/link/reset/".len()..];
    let mut browser = house.browser();
    let opened = browser.get(&link).await;
    assert!(!opened.body.contains(secret) && !opened.headers.iter().any(|(_, value)| value.contains(secret)));
    assert!(!browser.get("/reset").await.body.contains(secret));
    assert_eq!(house.count("links WHERE length(secret_hash) = 32").await, 1);
}

#[rocket::async_test]
async fn a_forged_host_changes_no_address() {
    let house = House::open().await;
    for headers in [[("host", "evil.example")], [("x-forwarded-host", "evil.example")]] {
        let answer = house.get("/dashboard?x=1", &headers).await;
        assert!(!answer.location().contains("evil.example"), "{}", answer.location());
        let answer = house.get("/login", &headers).await;
        assert!(!answer.body.contains("evil.example"));
    }
}

async fn use_link(house: &House, link: &str) -> crate::answer::Answer {
    let mut browser = house.browser();
    browser.get(link).await.assert_leads_to("/reset");
    browser.submit("/reset", "/reset", &[("email", EMAIL), ("password", NEW)]).await
}
