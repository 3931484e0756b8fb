//! A database that is away: 503 and when to come back; the cookie is kept, and all is well again by itself.

use diesel::connection::SimpleConnection;
use rocket::http::Method;

use crate::house::{EMAIL, House, PASSWORD};

#[rocket::async_test]
async fn an_outage_signs_nobody_out_and_passes() {
    let house = House::open().await;
    let mut ann = house.ann().await;
    let token = ann.token("/sessions").await;
    let mut outside = house.plan.database.outside();
    outside.batch_execute("ALTER TABLE sessions RENAME TO away").expect("renamed");
    for path in ["/dashboard", "/sessions", "/login", "/logout", "/confirm"] {
        for method in [Method::Get, Method::Head] {
            let answer = ann.send(method, path, &[], "").await;
            assert_eq!(answer.status, 503, "{path}");
            assert_eq!(answer.header("retry-after"), Some("5"));
            assert!(answer.all("set-cookie").is_empty(), "{path}");
            assert!(!answer.has("Ann Richmond"));
        }
    }
    for path in ["/logout", "/sessions/end-others", "/confirm"] {
        let answer = ann.post(path, &token, &[]).await;
        assert_eq!(answer.status, 503, "{path}");
        assert!(!answer.touches_session(), "{path}");
    }
    outside.batch_execute("ALTER TABLE away RENAME TO sessions").expect("renamed");
    assert!(ann.is_in().await);
}

#[rocket::async_test]
async fn nobody_signs_in_without_the_count_of_attempts() {
    let house = House::open().await;
    let mut browser = house.browser();
    let token = browser.token("/login").await;
    let mut outside = house.plan.database.outside();
    outside.batch_execute("ALTER TABLE attempts RENAME TO away").expect("renamed");
    for password in [PASSWORD, "wrong"] {
        let answer = browser.post("/login", &token, &[("email", EMAIL), ("password", password)]).await;
        answer.assert_status(503);
        assert!(!answer.touches_session());
    }
    outside.batch_execute("ALTER TABLE away RENAME TO attempts").expect("renamed");
    browser.sign_in(EMAIL, PASSWORD).await.assert_leads_to("/dashboard");
}

#[rocket::async_test]
async fn a_sign_in_whose_last_step_fails_leaves_nothing() {
    let house = House::open().await;
    let mut browser = house.browser();
    let token = browser.token("/login").await;
    let mut outside = house.plan.database.outside();
    outside.batch_execute("ALTER TABLE events RENAME TO away").expect("renamed");
    let answer = browser.post("/login", &token, &[("email", EMAIL), ("password", PASSWORD)]).await;
    answer.assert_status(503);
    assert!(!answer.touches_session());
    assert_eq!(house.count("sessions").await, 0);
    outside.batch_execute("ALTER TABLE away RENAME TO events").expect("renamed");
}

#[rocket::async_test]
async fn a_sign_out_that_cannot_be_written_keeps_the_cookie_and_says_so() {
    let house = House::open().await;
    let mut ann = house.ann().await;
    let token = ann.token("/logout").await;
    let mut outside = house.plan.database.outside();
    outside.batch_execute("BEGIN IMMEDIATE").expect("locked");
    let answer = ann.post("/logout", &token, &[]).await;
    answer.assert_status(503);
    assert!(!answer.touches_session());
    assert!(ann.is_in().await, "reading goes on while another writes");
    outside.batch_execute("ROLLBACK").expect("unlocked");
    ann.post("/logout", &token, &[]).await.assert_leads_to("/login?said=out");
}

#[rocket::async_test]
async fn what_needs_no_database_goes_on() {
    let house = House::open().await;
    let mut visitor = house.browser();
    visitor.get("/login").await.assert_status(200);
    let mut outside = house.plan.database.outside();
    outside.batch_execute("ALTER TABLE sessions RENAME TO away").expect("renamed");
    visitor.get("/login").await.assert_status(200);
    visitor.get("/healthz").await.assert_status(200);
    visitor.get("/dashboard").await.assert_leads_to("/login");
}

#[rocket::async_test]
async fn activity_that_cannot_be_written_waits_on() {
    let house = House::open().await;
    let mut ann = house.ann().await;
    house.advance(120);
    let mut outside = house.plan.database.outside();
    outside.batch_execute("ALTER TABLE events RENAME TO away").expect("renamed");
    house.browser().sign_in(EMAIL, "wrong").await.assert_status(401);
    ann.get("/sessions").await.assert_status(200);
    house.auth().flush().await.expect_err("the table is away");
    outside.batch_execute("ALTER TABLE away RENAME TO events").expect("renamed");
    house.auth().flush().await.expect("written");
    let seen = house.number("SELECT last_seen_at AS number FROM sessions").await;
    assert_eq!(seen, house.plan.clock.now());
    assert_eq!(house.count("events WHERE kind = 'sign-in-failed'").await, 1);
}

#[rocket::async_test]
async fn pages_of_the_administration_that_cannot_be_read_say_so_and_nothing_is_half_done() {
    let house = House::open().await;
    let bob = house.add_named("bob@example.org", "Bob", "user", Some(PASSWORD)).await;
    let mut ann = house.ann().await;
    let token = ann.token("/sessions").await;
    let account = format!("/admin/users/{bob}");
    let mut outside = house.plan.database.outside();
    for (table, pages) in [
        ("user_words", &["/admin/users?q=bob"][..]),
        ("users", &["/admin/users", "/admin/sessions", "/admin/mail", "/admin/system", &account]),
        ("identities", &[&account, "/admin/users"]),
        ("events", &["/admin/events", &account]),
        ("mails", &["/admin/mail", "/admin/system"]),
        ("hours", &["/admin/system"]),
        ("runs", &["/admin/system"]),
    ] {
        outside.batch_execute(&format!("ALTER TABLE {table} RENAME TO away")).expect("renamed");
        for page in pages {
            let answer = ann.get(page).await;
            assert_eq!((answer.status, answer.header("retry-after")), (503, Some("5")), "{page} without {table}");
            assert!(answer.all("set-cookie").is_empty() && !answer.has("bob@"), "{page}");
        }
        outside.batch_execute(&format!("ALTER TABLE away RENAME TO {table}")).expect("renamed");
    }
    // What could not be told in the history is not done.
    outside.batch_execute("ALTER TABLE events RENAME TO away").expect("renamed");
    let fields = [("email", "new@example.org"), ("name", "New"), ("role", "user")];
    for (path, fields) in [
        (format!("{account}/disable"), &[][..]),
        (format!("{account}/role"), &[("role", "admin")]),
        (format!("{account}/reset"), &[]),
        ("/admin/sessions/end-all".into(), &[]),
        ("/admin/users/new".into(), &fields),
    ] {
        ann.post(&path, &token, fields).await.assert_status(503);
    }
    outside.batch_execute("ALTER TABLE away RENAME TO events").expect("renamed");
    for rows in ["users WHERE disabled_at IS NOT NULL", "sessions WHERE ended_at IS NOT NULL", "mails", "links"] {
        assert_eq!(house.count(rows).await, 0, "{rows}");
    }
    assert_eq!(house.count("users WHERE role = 'admin'").await, 1);
    assert_eq!(house.count("users").await, 2);
    assert!(ann.is_in().await);
}
