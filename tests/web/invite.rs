//! `/admin/invite`: asks somebody in, with a role that permits no more than one's own.

use hallpass::mail::letter::Kind;

use crate::browser::Browser;
use crate::house::{EMAIL, House, PASSWORD, Plan};

const BOB: &str = "bob@example.org";

#[rocket::async_test]
async fn an_administrator_asks_somebody_in() {
    let house = House::of(plan()).await;
    let mut ann = house.ann().await;
    ann.get("/admin/users").await.assert_has("href=\"/admin/invite\"");
    invite(&mut ann, BOB, "auditor", "es").await.assert_leads_to("/admin/invite?said=sent");
    let letter = house.letter(Kind::Invited, BOB).await;
    assert_eq!(letter.language.as_deref(), Some("es"));
    let mut bob = house.browser();
    bob.get(&letter.path.expect("a link")).await.assert_leads_to("/join");
    let fields = [("name", "Bob"), ("password", "seven herons over a frozen canal")];
    bob.submit("/join", "/join", &fields).await.assert_leads_to("/login?said=made");
    let row = "SELECT role || ' ' || language AS word FROM users WHERE email = 'bob@example.org'";
    assert_eq!(house.word(row).await.as_deref(), Some("auditor es"));
    ann.get("/history").await.assert_has("Someone invited");
    assert_eq!(house.count("events WHERE kind = 'account-added' AND actor_id IS NOT NULL").await, 1);
    assert_eq!(house.count("events WHERE kind = 'invited' AND detail = 'auditor'").await, 1);
}

#[rocket::async_test]
async fn it_asks_for_a_recent_sign_in() {
    let house = House::of(plan()).await;
    let mut ann = house.ann().await;
    house.advance(600);
    let answer = invite(&mut ann, BOB, "admin", "en").await;
    answer.assert_status(403);
    answer.assert_has("Is it still you?");
    assert_eq!(house.count("mails").await, 0);
}

#[rocket::async_test]
async fn an_invitation_ends_with_what_its_giver_may_do() {
    for change in [
        "UPDATE users SET auth_epoch = auth_epoch + 1",
        "UPDATE users SET role = 'auditor'",
        "UPDATE users SET disabled_at = 1",
        "DELETE FROM users",
    ] {
        let house = House::of(plan()).await;
        let mut ann = house.ann().await;
        invite(&mut ann, BOB, "admin", "en").await.assert_leads_to("/admin/invite?said=sent");
        let link = house.letter(Kind::Invited, BOB).await.path.expect("a link").to_string();
        let mut bob = house.browser();
        bob.get(&link).await.assert_leads_to("/join");
        bob.get("/join").await.assert_status(200);
        house.change(change).await;
        bob.get("/join").await.assert_status(410);
    }
}

#[rocket::async_test]
async fn a_stranger_who_registers_the_address_takes_no_invitation_away() {
    let house = House::of(plan().set("hallpass.registration", "open")).await;
    let mut ann = house.ann().await;
    invite(&mut ann, BOB, "auditor", "en").await.assert_leads_to("/admin/invite?said=sent");
    let link = house.letter(Kind::Invited, BOB).await.path.expect("a link").to_string();
    house.browser().submit("/register", "/register", &[("email", BOB)]).await.assert_leads_to("/register?said=sent");
    house.letter(Kind::Join, BOB).await;
    let mut bob = house.browser();
    bob.get(&link).await.assert_leads_to("/join");
    bob.get("/join").await.assert_status(200);
}

#[rocket::async_test]
async fn nobody_gives_away_more_than_they_have() {
    let house = House::of(plan()).await;
    house.add("host@example.org", "host").await;
    let mut host = house.browser();
    host.sign_in("host@example.org", PASSWORD).await.assert_leads_to("/dashboard");
    let page = host.get("/admin/invite").await;
    assert!(page.has("<option selected>user") && !page.has("<option>admin") && !page.has("<option>auditor"));
    for role in ["admin", "auditor", "nobody", ""] {
        let answer = invite(&mut host, BOB, role, "en").await;
        answer.assert_status(422);
        answer.assert_fault_at("role");
    }
    assert_eq!(house.letters().await.len(), 0);
    invite(&mut host, BOB, "user", "en").await.assert_leads_to("/admin/invite?said=sent");
}

#[rocket::async_test]
async fn what_cannot_be_is_told() {
    let house = House::of(plan()).await;
    let mut ann = house.ann().await;
    for (email, language, field) in [(EMAIL, "en", "email"), ("x", "en", "email"), (BOB, "tlh", "language")] {
        let answer = invite(&mut ann, email, "user", language).await;
        answer.assert_status(422);
        answer.assert_fault_at(field);
    }
}

#[rocket::async_test]
async fn without_the_permission_or_with_registration_closed_there_is_none() {
    let house = House::of(plan()).await;
    house.add("user@example.org", "user").await;
    let mut user = house.browser();
    user.sign_in("user@example.org", PASSWORD).await.assert_leads_to("/dashboard");
    user.get("/admin/invite").await.assert_status(403);
    assert!(!user.get("/dashboard").await.has("/admin"));
    let closed = House::open().await;
    let mut ann = closed.ann().await;
    ann.get("/admin/invite").await.assert_status(404);
    let people = ann.get("/admin/users").await;
    assert!(people.has("/admin/events") && !people.has("/admin/invite"));
}

fn plan() -> Plan {
    let list = |all: &[&str]| all.iter().map(|p| (*p).to_owned()).collect::<Vec<String>>();
    Plan::new()
        .set("hallpass.registration", "invite")
        .set("hallpass.roles.host", list(&["users.invite"]))
        .set("hallpass.roles.auditor", list(&["events.read"]))
}

async fn invite(browser: &mut Browser<'_>, email: &str, role: &str, language: &str) -> crate::answer::Answer {
    let fields = [("email", email), ("role", role), ("language", language)];
    browser.submit("/settings", "/admin/invite", &fields).await
}
