//! `/admin/users/new`: adds an account, whose owner chooses its password.

use hallpass::mail::letter::Kind;

use super::{BOB, page_of};
use crate::answer::Answer;
use crate::browser::Browser;
use crate::house::{EMAIL, House, PASSWORD, Plan};

#[rocket::async_test]
async fn an_account_is_added_and_its_owner_chooses_the_password() {
    let house = House::open().await;
    let mut ann = house.ann().await;
    ann.get("/admin/users").await.assert_has("href=\"/admin/users/new\"");
    let answer = add(&mut ann, BOB, "Bob Miller", "user").await;
    let id = house.id_of(BOB).await;
    answer.assert_leads_to(&format!("{}?said=added", page_of(id)));
    let page = ann.get(&format!("{}?said=added", page_of(id))).await;
    page.assert_has("Added. The letter waits, because no mail server is set up.");
    page.assert_has("By Ann Richmond");
    ann.get("/admin/users?q=bob").await.assert_has("No way in yet");
    // The letter holds no secret: it may lie in the mailbox for as long as it likes.
    let letter = house.letter(Kind::Added, BOB).await;
    assert_eq!(letter.path.as_ref().map(|path| path.to_string()).as_deref(), Some("/forgot"));
    assert_eq!((letter.name.as_str(), letter.ip, letter.user_agent), ("Bob Miller", None, None));
    assert_eq!(house.count("links").await, 0);
    // Until then nobody is in.
    house.browser().sign_in(BOB, "").await.assert_status(422);
    house.browser().sign_in(BOB, PASSWORD).await.assert_status(401);
    house.advance(90 * 24 * 3600);
    let mut bob = house.browser();
    bob.get("/forgot").await.assert_status(200);
    bob.submit("/forgot", "/forgot", &[("email", BOB)]).await.assert_leads_to("/forgot?said=sent");
    let link = house.letter(Kind::Reset, BOB).await.path.expect("a link").to_string();
    bob.get(&link).await.assert_leads_to("/reset");
    bob.submit("/reset", "/reset", &[("password", PASSWORD)]).await.assert_leads_to("/login?said=set");
    bob.sign_in(BOB, PASSWORD).await.assert_leads_to("/dashboard");
    bob.get("/history").await.assert_has("By Ann Richmond");
}

#[rocket::async_test]
async fn what_cannot_be_is_told_with_what_was_typed() {
    let house = House::open().await;
    let mut ann = house.ann().await;
    let long = "n".repeat(300);
    for (email, name, role, field) in [
        (EMAIL, "Bob", "user", "email"),
        ("ANN@Example.org", "Bob", "user", "email"),
        ("no e-mail", "Bob", "user", "email"),
        ("", "Bob", "user", "email"),
        (BOB, "", "user", "name"),
        (BOB, "   ", "user", "name"),
        (BOB, &long, "user", "name"),
        (BOB, "Bob", "nobody", "role"),
        (BOB, "Bob", "", "role"),
    ] {
        let answer = add(&mut ann, email, name, role).await;
        answer.assert_status(422);
        answer.assert_fault_at(field);
        answer.assert_has(&format!("value=\"{email}\""));
    }
    let answer = add(&mut ann, "x", "", "user").await;
    answer.assert_fault_at("email");
    answer.assert_fault_at("name");
    let answer = add(&mut ann, "<b>", "\"><script>", "user").await;
    assert!(!answer.body.contains("<b>") && !answer.body.contains("<script>"));
    assert_eq!(house.count("users").await, 1);
    assert!(house.letters().await.is_empty());
    assert_eq!(house.count("events WHERE kind = 'account-added'").await, 1);
}

#[rocket::async_test]
async fn nobody_adds_an_account_that_may_do_more_than_they() {
    let plan = Plan::new().role("desk", &["users.read", "users.write"]).role("auditor", &["events.read"]);
    let house = House::of(plan).await;
    let (mut desk, _) = house.new_somebody("desk@example.org", "Desk", "desk").await;
    let page = desk.get("/admin/users/new").await;
    assert!(page.has("<option selected>user") && page.has("<option>desk"), "{}", page.main());
    assert!(!page.has("<option>admin") && !page.has("<option>auditor"));
    for role in ["admin", "auditor"] {
        let answer = add(&mut desk, BOB, "Bob", role).await;
        answer.assert_status(422);
        answer.assert_fault_at("role");
    }
    assert_eq!(house.count("users WHERE email = 'bob@example.org'").await, 0);
    assert!(house.letters().await.is_empty());
    assert_eq!(add(&mut desk, BOB, "Bob", "desk").await.status, 303);
}

#[rocket::async_test]
async fn it_asks_for_a_recent_sign_in_and_then_does_what_was_typed() {
    let house = House::open().await;
    let mut ann = house.ann().await;
    house.advance(601);
    let asked = add(&mut ann, BOB, "Bob", "user").await;
    asked.assert_status(403);
    asked.assert_has("Is it still you?");
    assert_eq!(house.count("users").await, 1);
    let (_, kept) = asked.body.split_once("name=\"kept\" value=\"").expect("something kept");
    let kept = kept.split('"').next().unwrap_or_default().replace("&#x2F;", "/");
    let token = asked.token().expect("a form").to_owned();
    let fields = [("email", EMAIL), ("password", PASSWORD), ("kept", kept.as_str())];
    let on = ann.post("/confirm", &token, &fields).await;
    assert_eq!((on.status, on.location()), (307, "/admin/users/new"));
    assert_eq!(ann.post("/admin/users/new", &token, &fields).await.status, 303);
    house.letter(Kind::Added, BOB).await;
}

#[rocket::async_test]
async fn the_letter_is_in_the_language_of_whoever_adds_until_its_owner_chooses_one() {
    let house = House::open().await;
    house.change("UPDATE users SET language = 'de'").await;
    let mut ann = house.ann().await;
    assert_eq!(add(&mut ann, BOB, "Bob", "user").await.status, 303);
    assert_eq!(house.letter(Kind::Added, BOB).await.language.as_deref(), Some("de"));
    assert_eq!(house.count("users WHERE email = 'bob@example.org' AND language IS NULL").await, 1);
}

async fn add(browser: &mut Browser<'_>, email: &str, name: &str, role: &str) -> Answer {
    let fields = [("email", email), ("name", name), ("role", role)];
    browser.submit("/admin/users/new", "/admin/users/new", &fields).await
}
