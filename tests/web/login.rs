//! `/login`: who gets in, what everybody else is told, and what is kept of what they typed.

use rocket::futures::future::join_all;
use rocket::http::Method;

use crate::answer::Answer;
use crate::browser::form;
use crate::house::{EMAIL, House, PASSWORD, Plan, START};

#[rocket::async_test]
async fn right_credentials_start_a_session() {
    let house = House::open().await;
    let mut browser = house.browser();
    browser.sign_in(EMAIL, PASSWORD).await.assert_leads_to("/dashboard");
    assert!(browser.is_in().await);
    assert_eq!(house.count("sessions").await, 1);
    browser.get("/login").await.assert_leads_to("/dashboard");
    browser.get("/login?next=/sessions").await.assert_leads_to("/sessions");
}

#[rocket::async_test]
async fn wrong_ones_get_the_form_again_with_the_email_and_never_the_password() {
    let house = House::open().await;
    let mut browser = house.browser();
    let fields = [("email", "  Ann@Example.ORG "), ("password", "m4rked secret"), ("remember", "true")];
    let answer = browser.submit("/login", "/login", &fields).await;
    answer.assert_status(401);
    answer.assert_has("The e-mail or the password is not right.");
    answer.assert_has("value=\"  Ann@Example.ORG \"");
    answer.assert_has("value=\"true\" aria-describedby=\"remember-hint\" checked");
    assert!(!answer.has("m4rked"));
    assert!(!answer.touches_session());
}

#[rocket::async_test]
async fn nobody_is_told_whether_there_is_such_an_account() {
    let house = House::open().await;
    for (email, password) in [("off@example.org", Some(PASSWORD)), ("waiting@example.org", None)] {
        house.add_named(email, "Somebody", "user", password).await;
    }
    house.change("UPDATE users SET disabled_at = 1 WHERE email = 'off@example.org'").await;
    house.add("cheap@example.org", "user").await;
    house.add("dear@example.org", "user").await;
    let hash = "$argon2id$v=19$m=8,t=1,p=1$c29tZXNhbHQ$MTIzNDU2Nzg5MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTI";
    house.change(&format!("UPDATE users SET password_hash = '{hash}' WHERE email = 'cheap@example.org'")).await;
    let dear = hash.replace("m=8", "m=4194304");
    house.change(&format!("UPDATE users SET password_hash = '{dear}' WHERE email = 'dear@example.org'")).await;
    let expected = refused(&house, EMAIL, "wrong").await;
    assert_eq!(expected.status, 401);
    for (email, password) in [
        ("nobody@example.org", PASSWORD),
        ("ANN@EXAMPLE.ORG", "wrong"),
        ("off@example.org", PASSWORD),
        ("off@example.org", "wrong"),
        ("waiting@example.org", PASSWORD),
        ("cheap@example.org", PASSWORD),
        ("dear@example.org", PASSWORD),
    ] {
        let answer = refused(&house, email, password).await;
        assert_eq!(answer.status, 401, "{email}");
        assert_eq!(answer.header_names(), expected.header_names(), "{email}");
        assert_eq!(answer.without_token().replace(email, EMAIL), expected.without_token(), "{email}");
    }
}

#[rocket::async_test]
async fn spaces_and_case_around_an_email_do_not_matter_and_those_in_a_password_do() {
    let house = House::open().await;
    house.browser().sign_in(" ANN@Example.org ", PASSWORD).await.assert_leads_to("/dashboard");
    house.browser().sign_in("ａｎｎ@example.org", PASSWORD).await.assert_leads_to("/dashboard");
    for wrong in [format!(" {PASSWORD}"), format!("{PASSWORD} "), PASSWORD.to_uppercase()] {
        house.browser().sign_in(EMAIL, &wrong).await.assert_status(401);
    }
}

#[rocket::async_test]
async fn a_password_is_the_same_from_every_keyboard() {
    let house = House::open().await;
    let (one, other) = ("caf\u{e9} kettle under seven rooftops", "cafe\u{301} kettle under seven rooftops");
    house.add_named("jo@example.org", "Jo", "user", Some(one)).await;
    house.browser().sign_in("jo@example.org", other).await.assert_leads_to("/dashboard");
}

#[rocket::async_test]
async fn after_signing_in_one_is_where_one_wanted_to_be() {
    let house = House::open().await;
    let mut browser = house.browser();
    let to_login = browser.get("/sessions?said=others&n=2").await;
    assert_eq!(to_login.status, 303);
    let login = to_login.location().to_owned();
    assert_eq!(login, "/login?next=%2Fsessions%3Fsaid%3Dothers%26n%3D2");
    let page = browser.get(&login).await;
    page.assert_has("Sign in to go on.");
    page.assert_has("<input type=\"hidden\" name=\"next\" value=\"/sessions?said=others&amp;n=2\">");
    let fields = [("email", EMAIL), ("password", PASSWORD), ("next", "/sessions?said=others&n=2")];
    browser.submit(&login, "/login", &fields).await.assert_leads_to("/sessions?said=others&n=2");
}

#[rocket::async_test]
async fn a_failed_attempt_does_not_forget_where_one_wanted_to_be() {
    let house = House::open().await;
    let fields = [("email", EMAIL), ("password", "wrong"), ("next", "/sessions")];
    let answer = house.browser().submit("/login", "/login", &fields).await;
    answer.assert_has("<input type=\"hidden\" name=\"next\" value=\"/sessions\">");
}

#[rocket::async_test]
async fn nobody_is_sent_elsewhere() {
    let house = House::open().await;
    for next in [
        "//evil.example",
        "/\\evil.example",
        "\\\\evil.example",
        "https://evil.example",
        "https:evil.example",
        "javascript:alert(1)",
        "/\t/evil.example",
        "/%0d%0aSet-Cookie:x=1\r\nx",
        "/logout",
        "/login",
        "@evil.example",
        ".evil.example",
        "",
    ] {
        let mut browser = house.browser();
        let fields = [("email", EMAIL), ("password", PASSWORD), ("next", next)];
        browser.submit("/login", "/login", &fields).await.assert_leads_to("/dashboard");
        let query = crate::browser::encoded(next);
        browser.get(&format!("/login?next={query}")).await.assert_leads_to("/dashboard");
    }
}

#[rocket::async_test]
async fn a_planted_session_is_never_taken_over() {
    let house = House::open().await;
    let mut attacker = house.browser();
    house.add("eve@example.org", "user").await;
    attacker.sign_in("eve@example.org", PASSWORD).await.assert_leads_to("/dashboard");
    let planted = attacker.session_cookie();
    let mut victim = house.browser();
    victim.cookies.insert(victim.session_name().into(), planted.clone());
    let token = attacker.token("/sessions").await;
    victim.post("/login", &token, &[("email", EMAIL), ("password", PASSWORD)]).await.assert_leads_to("/dashboard");
    assert_ne!(victim.session_cookie(), planted);
    victim.get("/dashboard").await.assert_has("Ann Richmond");
    assert!(!attacker.is_in().await, "the planted session goes on");
    assert_eq!(house.count("sessions WHERE ended_at IS NULL").await, 1);
}

#[rocket::async_test]
async fn signing_in_ends_the_session_that_this_browser_held() {
    let house = House::open().await;
    let mut browser = house.ann().await;
    let before = browser.clone();
    let token = browser.token("/sessions").await;
    let fields = [("email", EMAIL), ("password", PASSWORD)];
    browser.post("/login", &token, &fields).await.assert_leads_to("/dashboard");
    assert!(!before.clone().is_in().await && browser.is_in().await);
    browser.get("/sessions").await.assert_has("Signed in again in the same browser");
}

#[rocket::async_test]
async fn two_sign_ins_of_one_visit_at_once_are_two_sessions() {
    let house = House::open().await;
    let mut browser = house.browser();
    let token = browser.token("/login").await;
    let fields = [("email", EMAIL), ("password", PASSWORD)];
    let mut both = [browser.clone(), browser.clone()];
    let answers = join_all(both.iter_mut().map(|one| one.post("/login", &token, &fields))).await;
    assert!(answers.iter().all(|answer| answer.status == 303));
    let [mut one, mut other] = both;
    assert_ne!(one.session_id().await, other.session_id().await);
    assert!(one.is_in().await && other.is_in().await);
}

#[rocket::async_test]
async fn a_visits_token_is_worth_nothing_after_signing_in() {
    let house = House::open().await;
    let mut browser = house.browser();
    let token = browser.token("/login").await;
    browser.post("/login", &token, &[("email", EMAIL), ("password", PASSWORD)]).await.assert_leads_to("/dashboard");
    browser.post("/logout", &token, &[]).await.assert_status(403);
    assert!(browser.is_in().await);
}

#[rocket::async_test]
async fn remembering_sets_a_cookie_that_outlives_the_browser() {
    let house = House::open().await;
    let mut browser = house.browser();
    let fields = [("email", EMAIL), ("password", PASSWORD), ("remember", "true")];
    let answer = browser.submit("/login", "/login", &fields).await;
    let line = answer.set_cookie("__Host-session").expect("a cookie");
    assert!(line.contains(&format!("Max-Age={}", 30 * 86_400)), "{line}");
    house.advance(13 * 86_400);
    assert!(browser.is_in().await);
    browser.get("/dashboard").await.assert_has("You stay signed in here when you close the browser.");
    browser.get("/sessions").await.assert_has("Kept signed in");
}

#[rocket::async_test]
async fn a_hash_is_made_anew_when_the_setting_rises_and_only_for_the_right_password() {
    let before = House::open().await;
    let after = before.plan.clone().set("hallpass.argon2_iterations", 6).build().await;
    let stored = "SELECT password_hash AS word FROM users";
    let old = after.word(stored).await;
    after.browser().sign_in(EMAIL, "wrong").await.assert_status(401);
    assert_eq!(after.word(stored).await, old);
    after.browser().sign_in(EMAIL, PASSWORD).await.assert_leads_to("/dashboard");
    let new = after.word(stored).await.expect("a hash");
    assert!(new.contains("t=6"), "{new}");
    // The older server takes it as it is, and does not make it cheaper.
    before.browser().sign_in(EMAIL, PASSWORD).await.assert_leads_to("/dashboard");
    assert_eq!(after.word(stored).await.as_deref(), Some(new.as_str()));
}

#[rocket::async_test]
async fn a_rehash_signs_nobody_out() {
    let house = House::open().await;
    let mut ann = house.ann().await;
    let after = house.plan.clone().set("hallpass.argon2_iterations", 6).build().await;
    after.browser().sign_in(EMAIL, PASSWORD).await.assert_leads_to("/dashboard");
    assert!(ann.is_in().await);
}

#[rocket::async_test]
async fn a_session_started_with_a_password_that_was_changed_meanwhile_is_dead() {
    let house = House::open().await;
    // What a sign-in under way has read before: the older epoch.
    let mut ann = house.ann().await;
    house.change("UPDATE sessions SET auth_epoch = auth_epoch - 1").await;
    assert!(!ann.is_in().await);
    let mut other = house.ann().await;
    house.change("UPDATE users SET auth_epoch = auth_epoch + 1").await;
    assert!(!other.is_in().await);
}

#[rocket::async_test]
async fn a_reset_while_somebody_signs_in_leaves_no_session_of_the_old_password() {
    let house = House::open().await;
    let link = house.reset_link(EMAIL).await;
    let mut owner = house.browser();
    owner.get(&link).await.assert_leads_to("/reset");
    let (token, mark) = owner.token_and_mark("/reset").await;
    let mut thief = house.browser();
    let thief_token = thief.token("/login").await;
    let new = [("link", mark.as_deref().expect("a mark")), ("password", "another kettle under nine rooftops")];
    let old = [("email", EMAIL), ("password", PASSWORD)];
    let (reset, _) = rocket::tokio::join!(owner.post("/reset", &token, &new), thief.post("/login", &thief_token, &old));
    reset.assert_leads_to("/login?said=set");
    assert!(!thief.is_in().await);
    assert_eq!(
        house
            .count(
                "sessions s JOIN users u ON u.id = s.user_id WHERE s.ended_at IS NULL AND s.auth_epoch = u.auth_epoch"
            )
            .await,
        0
    );
}

#[rocket::async_test]
async fn a_full_queue_for_hashing_gives_the_form_again_and_says_when() {
    let house =
        House::of(Plan::new().set("hallpass.hashing_threads", 1).set("hallpass.account_attempts", 10_000)).await;
    let mut browser = house.browser();
    let token = browser.token("/login").await;
    let fields = [("email", EMAIL), ("password", "wrong, and many times at once")];
    let mut many: Vec<_> = (0..120).map(|_| browser.clone()).collect();
    let answers = join_all(many.iter_mut().map(|one| one.post("/login", &token, &fields))).await;
    let busy: Vec<&Answer> = answers.iter().filter(|answer| answer.status == 503).collect();
    let refused = answers.iter().filter(|answer| answer.status == 401).count();
    assert!(!busy.is_empty() && refused > 0 && busy.len() + refused == answers.len());
    assert_eq!(busy[0].header("retry-after"), Some("2"));
    busy[0].assert_has("Many people are signing in right now");
    busy[0].assert_has(&format!("value=\"{EMAIL}\""));
    // What was refused for lack of a place was not counted.
    assert_eq!(
        house.number("SELECT MAX(failures) AS number FROM attempts").await,
        i64::try_from(refused).expect("few")
    );
}

#[rocket::async_test]
async fn the_event_says_when_from_where_and_with_what() {
    let house = House::open().await;
    house.ann().await;
    let rows =
        "events WHERE kind = 'sign-in' AND ip = '192.0.2.1' AND user_agent LIKE '%Firefox%' AND session_id IS NOT NULL";
    assert_eq!(house.count(&format!("{rows} AND at = {START}")).await, 1);
    house.browser().sign_in(EMAIL, "wrong").await.assert_status(401);
    house.auth().flush().await.expect("written");
    assert_eq!(house.count("events WHERE kind = 'sign-in-failed' AND ip = '192.0.2.1'").await, 1);
}

#[rocket::async_test]
async fn a_session_id_anywhere_but_in_the_cookie_is_nothing() {
    let house = House::open().await;
    let ann = house.ann().await;
    let cookie = ann.session_cookie();
    for headers in [
        ("authorization", format!("Bearer {cookie}")),
        ("x-session", cookie.clone()),
        ("x-cookie", format!("__Host-session={cookie}")),
    ] {
        house.get("/dashboard", &[(headers.0, &headers.1)]).await.assert_leads_to("/login");
    }
    let answer = house.get(&format!("/sessions?session={cookie}&__Host-session={cookie}"), &[]).await;
    assert_eq!(answer.status, 303);
    let body = form("x", &[("__Host-session", &cookie)]);
    let headers = [("sec-fetch-site", "same-origin"), ("content-type", "application/x-www-form-urlencoded")];
    house.ask(Method::Post, "/logout", &headers, body).await.assert_status(403);
}

async fn refused(house: &House, email: &str, password: &str) -> Answer {
    house.browser().sign_in(email, password).await
}
