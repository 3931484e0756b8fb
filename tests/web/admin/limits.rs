//! What administrators may not do: act on whoever may do more, give away more than they have, and leave nobody who may do
//! everything.

use hallpass::auth::Client;
use hallpass::auth::acting::{Acted, Actor};
use rocket::tokio::join;
use uuid::Uuid;

use super::{BEA, BOB, assert_said, page_of, rows};
use crate::answer::Answer;
use crate::browser::Browser;
use crate::database::Database;
use crate::house::{EMAIL, House, PASSWORD, Plan};

/// More sessions than are ended at once.
const MANY: &str = "INSERT INTO sessions (id, user_id, auth_epoch, secret_hash, created_at, authenticated_at, \
    last_seen_at, idle_timeout, expires_at, remember, methods, key_id) \
    WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 700) \
    SELECT CAST(char(1) || printf('%015d', i) AS BLOB), user_id, auth_epoch, secret_hash, created_at, authenticated_at, \
    last_seen_at, idle_timeout, expires_at, remember, methods, key_id FROM n, sessions";

/// The columns that tell whether anything was changed.
const USER: &str = "email || name || role || auth_epoch || coalesce(disabled_at, '-') || coalesce(password_hash, '-')";
const SESSION: &str = "hex(id) || coalesce(ended_at, '-') || coalesce(end_reason, '-')";

#[rocket::async_test]
async fn nobody_acts_on_an_account_that_may_do_more() {
    let house = House::of(plan()).await;
    let (mut desk, _) = house.new_somebody("desk@example.org", "Desk", "desk").await;
    let (mut auditor, auditor_id) = house.new_somebody("auditor@example.org", "Auditor", "auditor").await;
    let mut ann = house.ann().await;
    let ann_id = house.id_of(EMAIL).await;
    let before = (rows(&house, USER, "users").await, rows(&house, SESSION, "sessions").await);
    for (id, session) in [(ann_id, ann.session_id().await), (auditor_id, auditor.session_id().await)] {
        let page = desk.get(&page_of(id)).await;
        page.assert_has("This account may do more than yours, so you can look but not change it.");
        assert!(!page.has("action=\"/admin/users"), "{}", page.main());
        let token = desk.token("/sessions").await;
        let end = format!("sessions/{session}/end");
        for (what, fields) in [
            ("disable", vec![]),
            ("enable", vec![]),
            ("role", vec![("role", "user")]),
            ("role", vec![("role", "desk")]),
            ("reset", vec![]),
            ("end-sessions", vec![]),
            (&end, vec![]),
        ] {
            let answer = desk.post(&format!("{}/{what}", page_of(id)), &token, &fields).await;
            assert_said(&answer, id, "above");
        }
        let page = desk.get(&format!("{}?said=above", page_of(id))).await;
        page.assert_has("That account, or that role, may do more than yours.");
        page.assert_has("role=\"alert\"");
    }
    assert_eq!((rows(&house, USER, "users").await, rows(&house, SESSION, "sessions").await), before);
    assert!(house.letters().await.is_empty());
    assert_eq!(house.count("events WHERE kind NOT IN ('account-added', 'sign-in')").await, 0);
    assert!(ann.is_in().await && auditor.is_in().await);
}

#[rocket::async_test]
async fn a_disabled_account_that_may_do_more_stays_so() {
    let house = House::of(plan()).await;
    let (mut desk, _) = house.new_somebody("desk@example.org", "Desk", "desk").await;
    let id = house.add_named(BEA, "Bea", "admin", None).await;
    house.change("UPDATE users SET disabled_at = 1 WHERE email = 'bea@example.org'").await;
    let token = desk.token("/sessions").await;
    assert_said(&desk.post(&format!("{}/enable", page_of(id)), &token, &[]).await, id, "above");
    assert_eq!(house.count("users WHERE disabled_at = 1").await, 1);
}

#[rocket::async_test]
async fn whoever_may_do_as_much_or_less_is_acted_on() {
    let house = House::of(plan()).await;
    let (mut desk, _) = house.new_somebody("desk@example.org", "Desk", "desk").await;
    for (email, role) in [(BOB, "user"), (BEA, "desk"), ("gone@example.org", "no longer there")] {
        let id = house.add_named(email, "Somebody", role, Some(PASSWORD)).await;
        for (what, said) in [("disable", "disabled"), ("enable", "enabled"), ("reset", "reset")] {
            assert_said(&desk.act(id, what, &[]).await, id, said);
        }
        let said = if role == "user" { "already" } else { "role" };
        assert_said(&desk.act(id, "role", &[("role", "user")]).await, id, said);
    }
}

#[rocket::async_test]
async fn nobody_gives_a_role_above_their_own() {
    let house = House::of(plan()).await;
    let (mut desk, desk_id) = house.new_somebody("desk@example.org", "Desk", "desk").await;
    let (_, bob) = house.new_somebody(BOB, "Bob", "user").await;
    let before = rows(&house, USER, "users").await;
    for id in [bob, desk_id] {
        let page = desk.get(&page_of(id)).await;
        assert!(page.has("<option") && page.has(">desk</option>") && page.has(">user</option>"), "{}", page.main());
        assert!(!page.has(">admin</option>") && !page.has(">auditor</option>"));
        for role in ["admin", "auditor"] {
            assert_said(&desk.act(id, "role", &[("role", role)]).await, id, "above");
        }
    }
    assert_eq!(rows(&house, USER, "users").await, before);
    assert_eq!(house.count("events WHERE kind = 'role-changed'").await, 0);
}

#[rocket::async_test]
async fn the_last_who_may_do_everything_stays() {
    let house = House::of(plan()).await;
    let (_, bob) = house.new_somebody(BOB, "Bob", "user").await;
    let bea = house.add_named(BEA, "Bea", "admin", None).await;
    let mut ann = house.ann().await;
    let id = house.id_of(EMAIL).await;
    // Who is disabled could do nothing.
    assert_said(&ann.act(bea, "disable", &[]).await, bea, "disabled");
    let before = rows(&house, USER, "users").await;
    assert_said(&ann.act(id, "disable", &[]).await, id, "last");
    for role in ["user", "desk", "auditor"] {
        assert_said(&ann.act(id, "role", &[("role", role)]).await, id, "last");
    }
    let page = ann.get(&format!("{}?said=last", page_of(id))).await;
    page.assert_has(
        "This is the last account that can sign in and may do everything. Give someone else that role first.",
    );
    assert_eq!(rows(&house, USER, "users").await, before);
    assert_eq!(house.count("events WHERE kind IN ('disabled', 'role-changed')").await, 1);
    assert!(ann.is_in().await);
    // With somebody else to take over it goes.
    assert_said(&ann.act(bob, "role", &[("role", "root")]).await, bob, "role");
    assert_said(&ann.act(id, "role", &[("role", "user")]).await, id, "role");
}

#[rocket::async_test]
async fn whoever_gives_up_a_role_has_it_no_longer_at_the_next_request() {
    let house = House::of(plan()).await;
    let bea = house.add_named(BEA, "Bea", "admin", Some(PASSWORD)).await;
    let mut ann = house.ann().await;
    let id = house.id_of(EMAIL).await;
    let token = ann.token("/sessions").await;
    assert_said(&ann.act(id, "role", &[("role", "user")]).await, id, "role");
    ann.get(&page_of(id)).await.assert_status(403);
    ann.post(&format!("{}/disable", page_of(bea)), &token, &[]).await.assert_status(403);
    assert!(!ann.get("/dashboard").await.has("Administration"));
    let page = ann.get("/history").await;
    assert!(page.has("Role changed") && page.has("<p>user</p>") && !page.has("By "), "{}", page.main());
}

#[rocket::async_test]
async fn whoever_disables_themselves_is_out_at_the_next_request() {
    let house = House::of(plan()).await;
    house.add_named(BEA, "Bea", "admin", None).await;
    let mut ann = house.ann().await;
    let id = house.id_of(EMAIL).await;
    assert_said(&ann.act(id, "disable", &[]).await, id, "last");
    // Who waits for a password may never come.
    house.add_named(BOB, "Bob", "admin", Some(PASSWORD)).await;
    assert_said(&ann.act(id, "disable", &[]).await, id, "disabled");
    assert!(!ann.is_in().await);
    ann.sign_in(EMAIL, PASSWORD).await.assert_status(401);
}

#[rocket::async_test]
async fn whoever_lost_their_role_while_they_waited_for_their_turn_does_nothing() {
    let house = House::open().await;
    let (_, bob) = house.new_somebody(BOB, "Bob", "user").await;
    let bea = house.add_named(BEA, "Bea", "admin", Some(PASSWORD)).await;
    let (auth, nobody) = (house.auth(), Client::default());
    // As their request saw them.
    let before = Actor::Admin { user: bea, role: "admin".into(), session: Uuid::nil() };
    house.change(MANY).await;
    let acts = async |actor: &Actor| {
        let all = [
            auth.disable(actor, bob, &nobody).await,
            auth.enable(actor, bob, &nobody).await,
            auth.set_role(actor, bob, "admin", &nobody).await,
            auth.set_role(actor, bob, "user", &nobody).await,
            auth.send_reset(actor, bob, &nobody).await,
            auth.end_all_of(actor, bob, &nobody).await.map(|(acted, _)| acted),
        ];
        all.map(|acted| acted.expect("the database answers"))
    };
    for now in ["disabled_at = 1", "role = 'user', disabled_at = NULL"] {
        house.change(&format!("UPDATE users SET {now} WHERE email = 'bea@example.org'")).await;
        assert_eq!(acts(&before).await, [Acted::Above; 6], "{now}");
        let begun = auth.end_everybodys(&before, &nobody).await.expect("the database answers");
        assert!(begun.is_none());
    }
    assert_eq!(house.count("events WHERE actor_id IS NOT NULL OR kind = 'all-ended'").await, 0);
    assert_eq!(house.count("all_endings").await, 0);
    house.change("UPDATE users SET role = 'admin' WHERE email = 'bea@example.org'").await;
    assert_eq!(acts(&before).await.iter().filter(|acted| **acted == Acted::Done).count(), 5);
}

#[rocket::async_test]
async fn of_the_last_two_who_act_at_once_on_two_servers_one_stays_on_sqlite() {
    Box::pin(two_at_once(Database::sqlite)).await;
}

#[rocket::async_test]
async fn of_the_last_two_who_act_at_once_on_two_servers_one_stays_on_postgresql() {
    Box::pin(two_at_once(Database::postgres)).await;
}

async fn two_at_once(database: fn() -> Database) {
    let house = House::of(Plan::on(database()).role("desk", &["users.read", "users.write"])).await;
    let second = house.plan.build().await;
    let bea_id = house.add_named(BEA, "Bea", "admin", Some(PASSWORD)).await;
    let ann_id = house.id_of(EMAIL).await;
    let left = "users WHERE role = 'admin' AND disabled_at IS NULL";
    // Each themselves, each the other, in each way.
    for (what, others) in [("disable", false), ("disable", true), ("role", false), ("role", true)] {
        house.change("UPDATE users SET role = 'admin', disabled_at = NULL").await;
        assert_eq!(house.count(left).await, 2);
        let (mut ann, mut bea) = (house.ann().await, Browser::new(&second));
        bea.sign_in(BEA, PASSWORD).await.assert_leads_to("/dashboard");
        let (by_ann, by_bea) = if others { (bea_id, ann_id) } else { (ann_id, bea_id) };
        let tokens = (ann.token("/sessions").await, bea.token("/sessions").await);
        let (ann_to, bea_to) = (format!("{}/{what}", page_of(by_ann)), format!("{}/{what}", page_of(by_bea)));
        let (fields, done): (&[(&str, &str)], _) =
            if what == "role" { (&[("role", "desk")], "=role") } else { (&[], "=disabled") };
        let (first, other) = join!(ann.post(&ann_to, &tokens.0, fields), bea.post(&bea_to, &tokens.1, fields));
        assert_eq!(house.count(left).await, 1, "{what} {others}: {} {}", first.location(), other.location());
        // Refused, too, whoever may no longer do it by the time it is their turn.
        let refused = |answer: &Answer| answer.status != 303 || !answer.location().ends_with(done);
        assert!(refused(&first) != refused(&other), "{what} {others}: {} {}", first.location(), other.location());
        // So that the next sign-ins are not too many.
        house.advance(60);
    }
}

fn plan() -> Plan {
    Plan::new()
        .role("desk", &["users.read", "users.write", "sessions.end"])
        .role("auditor", &["events.read"])
        .role("root", &["*"])
}
