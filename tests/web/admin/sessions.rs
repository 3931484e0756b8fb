//! `/admin/sessions`: everybody's sessions, and ending them all.

use std::sync::atomic::{AtomicUsize, Ordering};

use hallpass::auth::Client;
use hallpass::auth::acting::Actor;
use uuid::Uuid;

use super::{BOB, assert_said, older, page_of};
use crate::answer::Answer;
use crate::browser::Browser;
use crate::database::Database;
use crate::house::{EMAIL, House, PASSWORD, Plan};

/// Older copies of the session that is there: `{}` is how many.
const COPIES: &str = "INSERT INTO sessions (id, user_id, auth_epoch, secret_hash, created_at, authenticated_at, \
    last_seen_at, idle_timeout, expires_at, remember, methods, ip, key_id) \
    WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {}) \
    SELECT CAST(char(1) || printf('%015d', i) AS BLOB), user_id, auth_epoch, secret_hash, created_at, authenticated_at, \
    last_seen_at, idle_timeout, expires_at, remember, methods, '10.0.0.' || i, key_id FROM n, sessions";

const COPIES_POSTGRES: &str = "INSERT INTO sessions (id, user_id, auth_epoch, secret_hash, created_at, \
    authenticated_at, last_seen_at, idle_timeout, expires_at, remember, methods, ip, key_id) \
    SELECT decode(lpad(to_hex(i), 32, '0'), 'hex'), user_id, auth_epoch, secret_hash, created_at, authenticated_at, \
    last_seen_at, idle_timeout, expires_at, remember, methods, '10.0.0.' || i, key_id \
    FROM generate_series(1, {}) i, sessions";

#[rocket::async_test]
async fn it_tells_whose_each_is_and_whether_it_is_live() {
    let house = House::open().await;
    let (mut bob, id) = house.new_somebody(BOB, "Bob", "user").await;
    bob.submit("/logout", "/logout", &[]).await.assert_leads_to("/login?said=out");
    let mut carl = house.browser().at("198.51.100.7");
    let carl_id = house.add_named("carl@example.org", "Carl", "user", Some(PASSWORD)).await;
    carl.sign_in("carl@example.org", PASSWORD).await.assert_leads_to("/dashboard");
    house.advance(120);
    let mut ann = house.ann().await;
    let page = ann.get("/admin/sessions").await;
    page.assert_status(200);
    let rows = rows_of(&page);
    assert_eq!(rows.len(), 3, "{}", page.main());
    assert!(rows[0].contains(EMAIL) && rows[0].contains("Signed in") && rows[0].contains("Last seen just now"));
    assert!(rows[1].contains(&page_of(carl_id)) && rows[1].contains("carl@example.org"));
    assert!(rows[1].contains("Last seen 2 minutes ago") && rows[1].contains("198.51.100.7"), "{}", rows[1]);
    assert!(rows[2].contains(&page_of(id)) && rows[2].contains("Signed out") && !rows[2].contains("class=\"tag\""));
    // What runs out, and what ends with its account, is no longer live.
    assert_said(&ann.act(carl_id, "disable", &[]).await, carl_id, "disabled");
    let page = ann.get("/admin/sessions").await;
    assert!(rows_of(&page)[1].contains("The account was switched off"), "{}", page.main());
    house
        .change("UPDATE sessions SET last_seen_at = last_seen_at - 3600, ended_at = NULL WHERE ip = '198.51.100.7'")
        .await;
    house.change("UPDATE users SET disabled_at = NULL, auth_epoch = 0").await;
    let page = ann.get("/admin/sessions").await;
    assert!(rows_of(&page)[1].contains("Not used for too long"), "{}", page.main());
}

#[rocket::async_test]
async fn pages_go_on_by_key_without_gap_or_double() {
    let house = House::open().await;
    house.add_named(BOB, "Bob", "user", Some(PASSWORD)).await;
    let mut ann = house.ann().await;
    assert_eq!(house.change(&COPIES.replace("{}", "120")).await, 120);
    let (mut next, mut pages, mut seen) = (Some("/admin/sessions".to_owned()), Vec::new(), Vec::new());
    while let Some(path) = next {
        let page = ann.get(&path).await;
        pages.push(rows_of(&page).len());
        let ips = page.body.split("<bdi>10.0.0.").skip(1).filter_map(|rest| rest.split('<').next());
        seen.extend(ips.map(|n| n.parse::<u32>().expect("a number")));
        // Somebody else comes meanwhile.
        house.browser().sign_in(BOB, PASSWORD).await.assert_leads_to("/dashboard");
        next = older(&page);
    }
    assert_eq!((pages, seen), (vec![50, 50, 21], (1..=120).rev().collect()));
    for odd in ["x", "", "%00"] {
        let page = ann.get(&format!("/admin/sessions?before={odd}&said=x")).await;
        assert!(rows_of(&page)[0].contains(BOB) && !page.has("role=\"status\""), "{odd}");
    }
}

#[rocket::async_test]
async fn everybody_is_out_but_whoever_asked_on_sqlite() {
    everybody_out(Database::sqlite()).await;
}

#[rocket::async_test]
async fn everybody_is_out_but_whoever_asked_on_postgresql() {
    everybody_out(Database::postgres()).await;
}

async fn everybody_out(database: Database) {
    let house = House::of(Plan::on(database)).await;
    let second = house.plan.build().await;
    let (mut bob, _) = house.new_somebody(BOB, "Bob", "user").await;
    let mut there = Browser::new(&second);
    there.sign_in(BOB, PASSWORD).await.assert_leads_to("/dashboard");
    let (ann, mut other) = (house.ann().await, house.ann().await);
    let mut ann = ann.at("203.0.113.200");
    ann.get("/admin/sessions").await.assert_has("End everybody’s sessions");
    let told = all_ended(&end_all(&mut ann).await);
    assert!(!bob.is_in().await && !there.is_in().await && !other.is_in().await);
    assert!(ann.is_in().await && ann.on(&second).is_in().await);
    let page = ann.get(&told).await;
    page.assert_has("Everybody’s sessions are ended: 3.");
    assert!(!ann.get("/admin/sessions").await.has("role=\"status\""), "it is told once");
    assert_eq!(page.body.matches("<span class=\"tag\">Signed in</span>").count(), 1);
    assert_eq!(page.body.matches("Ended by whoever runs this site").count(), 3);
    bob.sign_in(BOB, PASSWORD).await.assert_leads_to("/dashboard");
    bob.get("/sessions").await.assert_has("Ended by whoever runs this site");
    // In the history of everybody whom it happened to, under the name of whoever did it.
    let page = bob.get("/history?show=endings").await;
    assert!(page.has("By ") && page.has("Ann Richmond") && !page.has("203.0.113.200"), "{}", page.main());
    assert_eq!(house.count("events WHERE kind = 'session-ended' AND actor_id IS NOT NULL").await, 1);
    // It stands with whoever did it, once.
    ann.get("/history?show=endings").await.assert_has("Everybody’s sessions ended");
    assert_eq!(house.count("events WHERE kind = 'all-ended'").await, 1);
    ann.get("/admin/events?show=endings").await.assert_has("Everybody’s sessions ended");
    // Again does no harm.
    all_ended(&end_all(&mut ann).await);
    assert!(ann.is_in().await && !bob.is_in().await);
    // Of neither is anything kept of who asked.
    assert_eq!(house.count("all_endings WHERE ended > 0 AND actor_id IS NULL AND session_id IS NULL").await, 2);
    assert_eq!(house.count("all_endings WHERE ip IS NOT NULL OR user_agent IS NOT NULL").await, 0);
    house.advance(15 * 24 * 3600);
    house.auth().sweep().await.expect("the database answers");
    assert_eq!(house.count("all_endings").await, 0);
}

#[rocket::async_test]
async fn very_many_are_ended_behind_the_answer() {
    let house = House::open().await;
    let mut ann = house.ann().await;
    assert_eq!(house.change(&COPIES.replace("{}", "1700")).await, 1700);
    house.change("UPDATE sessions SET ended_at = 1, end_reason = 'replaced' WHERE ip = '10.0.0.900'").await;
    all_ended(&end_all(&mut ann).await);
    house.until("all_endings WHERE before_id IS NULL").await;
    assert_eq!(house.count("sessions WHERE ended_at IS NULL").await, 1);
    assert!(ann.is_in().await);
    assert_eq!(house.count("sessions WHERE end_reason = 'admin'").await, 1699);
    assert_eq!(house.count("events WHERE kind = 'all-ended'").await, 1);
}

#[rocket::async_test]
async fn another_server_goes_on_where_one_stops_on_sqlite() {
    another_goes_on(Database::sqlite(), &COPIES.replace("{}", "700")).await;
}

#[rocket::async_test]
async fn another_server_goes_on_where_one_stops_on_postgresql() {
    another_goes_on(Database::postgres(), &COPIES_POSTGRES.replace("{}", "700")).await;
}

async fn another_goes_on(database: Database, copies: &str) {
    let house = House::of(Plan::on(database).set("hallpass.max_sessions", 1000)).await;
    let second = house.plan.build().await;
    let (mut bob, _) = house.new_somebody(BOB, "Bob", "user").await;
    assert_eq!(house.change(copies).await, 700);
    let mut ann = house.ann().await;
    let actor = Actor::Admin { user: house.id_of(EMAIL).await, role: "admin".into(), session: ann.session_id().await };
    let client = Client { ip: Some([192, 0, 2, 9].into()), user_agent: Some("Firefox/140.0".into()) };
    let begun = house.auth().end_everybodys(&actor, &client).await.expect("the database answers").expect("may");
    assert!(!begun.is_done() && begun.ended < 701, "{begun:?}");
    // It says so, whoever looks, and is not begun anew by looking.
    let told = format!("are being ended: {} so far", begun.ended);
    ann.get("/admin/sessions").await.assert_has(&told);
    // As long as the first may be at it, nobody else is.
    let other = second.auth();
    other.go_on_ending().await.expect("the database answers");
    ann.get("/admin/sessions").await.assert_has(&told);
    bob.sign_in(BOB, PASSWORD).await.assert_leads_to("/dashboard");
    house.advance(61);
    other.go_on_ending().await.expect("the database answers");
    // The server's own job may have been first.
    house.until("all_endings WHERE before_id IS NULL").await;
    assert_eq!(house.count("sessions WHERE end_reason = 'admin' AND ended_by IS NOT NULL").await, 701);
    assert!(ann.is_in().await && bob.is_in().await, "whoever asked, and who came afterwards");
    assert!(!ann.get("/admin/sessions").await.has("are being ended"));
    ann.get(&format!("/admin/sessions?said={}", begun.id)).await.assert_has("Everybody’s sessions are ended: 701.");
    // In the same words and under the same name in Bob's history.
    let named = "events WHERE kind = 'session-ended' AND actor_id IS NOT NULL AND ip = '192.0.2.9'";
    assert_eq!(house.count(named).await, 2);
    // The first one comes back: nothing is left, and nothing counted twice.
    assert_eq!(house.auth().end_rest(begun, |_| ()).await, Ok(701));
    other.go_on_ending().await.expect("the database answers");
    assert_eq!(house.count("sessions WHERE end_reason = 'admin'").await, 701);
}

#[rocket::async_test]
async fn a_long_stretch_of_old_sessions_is_gone_through_once() {
    let house = House::open().await;
    let (mut bob, _) = house.new_somebody(BOB, "Bob", "user").await;
    // One that is live before sixty thousand that are over.
    assert_eq!(house.change(&COPIES.replace("{}", "60001")).await, 60_001);
    let over =
        "UPDATE sessions SET ended_at = 1, end_reason = 'replaced' WHERE ip LIKE '10.0.0.%' AND ip <> '10.0.0.1'";
    assert_eq!(house.change(over).await, 60_000);
    let begun = house.auth().end_everybodys(&Actor::Operator, &Client::default()).await;
    let begun = begun.expect("the database answers").expect("may");
    assert!(!begun.is_done() && !bob.is_in().await);
    let steps = AtomicUsize::new(0);
    let count = |_| {
        steps.fetch_add(1, Ordering::Relaxed);
    };
    assert_eq!(house.auth().end_rest(begun, count).await, Ok(2));
    assert_eq!(steps.into_inner(), 2, "once it was written down where it stands");
    assert_eq!(house.count("sessions WHERE end_reason = 'admin'").await, 2);
}

#[rocket::async_test]
async fn of_whoever_has_left_nothing_more_is_written() {
    let house = House::of(Plan::new().set("hallpass.max_sessions", 1000)).await;
    let (_, bea) = house.new_somebody("bea@example.org", "Bea", "admin").await;
    let (_bob, _) = house.new_somebody(BOB, "Bob", "user").await;
    house.change("DELETE FROM sessions WHERE user_id <> (SELECT id FROM users WHERE email = 'bob@example.org')").await;
    assert_eq!(house.change(&COPIES.replace("{}", "700")).await, 700);
    let actor = Actor::Admin { user: bea, role: "admin".into(), session: Uuid::now_v7() };
    let client = Client { ip: Some([192, 0, 2, 9].into()), user_agent: Some("Firefox/140.0".into()) };
    let begun = house.auth().end_everybodys(&actor, &client).await.expect("the database answers").expect("may");
    assert!(!begun.is_done());
    house.change("DELETE FROM users WHERE email = 'bea@example.org'").await;
    assert_eq!(house.auth().end_rest(begun, |_| ()).await, Ok(701));
    let told = "events WHERE kind = 'session-ended' AND ";
    assert_eq!(house.count(&format!("{told} ip = '192.0.2.9'")).await, 1, "while she was there");
    assert_eq!(house.count(&format!("{told} ip IS NULL AND actor_id IS NULL")).await, 1);
}

#[rocket::async_test]
async fn whoever_may_not_reach_everybody_ends_nobody() {
    let plan = Plan::new().role("ender", &["users.read", "sessions.end"]).role("reader", &["users.read"]);
    let house = House::of(plan).await;
    let (mut bob, id) = house.new_somebody(BOB, "Bob", "user").await;
    for role in ["ender", "reader"] {
        let (mut browser, _) = house.new_somebody(&format!("{role}@example.org"), "Somebody", role).await;
        let page = browser.get("/admin/sessions").await;
        page.assert_status(200);
        assert!(!page.has("end-all"), "{role}");
        let token = browser.token("/sessions").await;
        let answer = browser.post("/admin/sessions/end-all", &token, &[]).await;
        answer.assert_status(403);
        answer.assert_has("you need the permission “sessions.end”");
    }
    assert!(bob.is_in().await);
    assert_eq!(house.count("events WHERE kind = 'all-ended'").await, 0);
    // But those whom they reach.
    let mut ender = house.browser();
    ender.sign_in("ender@example.org", PASSWORD).await.assert_leads_to("/dashboard");
    assert_said(&ender.act(id, "end-sessions", &[]).await, id, "ended-all");
    assert!(!bob.is_in().await);
}

async fn end_all(browser: &mut Browser<'_>) -> Answer {
    browser.submit("/admin/sessions", "/admin/sessions/end-all", &[]).await
}

/// Where it leads on to.
fn all_ended(answer: &Answer) -> String {
    assert!(answer.status == 303 && answer.location().starts_with("/admin/sessions?said="), "{}", answer.main());
    answer.location().to_owned()
}

/// The rows of a page.
fn rows_of(page: &Answer) -> Vec<String> {
    let rows = page.body.split("<li><p class=\"what\"><a href=\"/admin/users/").skip(1);
    rows.map(|row| format!("/admin/users/{}", row.split("</li>").next().unwrap_or_default())).collect()
}
