//! `/settings/delete`: one's account, with everything that is theirs.

use hallpass::mail::letter::Kind;

use crate::browser::Browser;
use crate::database::Database;
use crate::house::{EMAIL, House, PASSWORD, Plan};

const BOB: &str = "bob@example.org";

#[rocket::async_test]
async fn everything_goes_but_a_last_letter_on_sqlite() {
    everything_goes(Database::sqlite()).await;
}

#[rocket::async_test]
async fn everything_goes_but_a_last_letter_on_postgresql() {
    everything_goes(Database::postgres()).await;
}

async fn everything_goes(database: Database) {
    let house = House::of(Plan::on(database)).await;
    let mut bob = bob(&house).await;
    let mut other = house.browser();
    other.sign_in(BOB, PASSWORD).await.assert_leads_to("/dashboard");
    house.reset_link(BOB).await;
    bob.get("/settings/delete").await.assert_has("cannot be undone");
    let done = delete(&mut bob, &[("sure", "true")]).await;
    done.assert_leads_to("/login?said=gone");
    assert!(done.header("clear-site-data").is_some());
    assert!(!bob.is_in().await && !other.is_in().await);
    for rows in ["users WHERE email = 'bob@example.org'", "links", "browsers"] {
        assert_eq!(house.count(rows).await, 0, "{rows}");
    }
    assert_eq!(house.count("sessions").await, 0);
    assert_eq!(house.count("events WHERE user_id IS NOT NULL AND kind <> 'account-added'").await, 0);
    let left = "events WHERE kind = 'account-deleted' AND user_id IS NULL AND ip IS NULL AND user_agent IS NULL";
    assert_eq!(house.count(left).await, 1);
    house.letter(Kind::AccountDeleted, BOB).await;
    bob.sign_in(BOB, PASSWORD).await.assert_status(401);
    // The address is free again.
    house.add(BOB, "user").await;
}

#[rocket::async_test]
async fn without_the_tick_nothing_happens() {
    let house = House::open().await;
    let mut bob = bob(&house).await;
    let answer = delete(&mut bob, &[]).await;
    answer.assert_status(422);
    answer.assert_fault_at("sure");
    assert!(bob.is_in().await);
}

#[rocket::async_test]
async fn the_last_administrator_stays() {
    let house = House::open().await;
    let mut ann = house.ann().await;
    let answer = delete(&mut ann, &[("sure", "true")]).await;
    answer.assert_status(422);
    answer.assert_has("Nobody else could look after this site");
    assert!(ann.is_in().await);
    house.add("second@example.org", "admin").await;
    house.change("UPDATE users SET disabled_at = 1 WHERE email = 'second@example.org'").await;
    delete(&mut ann, &[("sure", "true")]).await.assert_status(422);
    house.change("UPDATE users SET disabled_at = NULL").await;
    delete(&mut ann, &[("sure", "true")]).await.assert_leads_to("/login?said=gone");
    house.letter(Kind::AccountDeleted, EMAIL).await;
}

#[rocket::async_test]
async fn of_two_last_administrators_who_leave_at_once_one_stays() {
    for database in [Database::sqlite(), Database::postgres()] {
        let house = House::of(Plan::on(database)).await;
        house.add("second@example.org", "admin").await;
        let (mut ann, mut second) = (house.ann().await, house.browser());
        second.sign_in("second@example.org", PASSWORD).await.assert_leads_to("/dashboard");
        let tokens = [ann.token("/sessions").await, second.token("/sessions").await];
        let fields = [("sure", "true")];
        let (first, other) = rocket::tokio::join!(
            ann.post("/settings/delete", &tokens[0], &fields),
            second.post("/settings/delete", &tokens[1], &fields)
        );
        let mut statuses = [first.status, other.status];
        statuses.sort_unstable();
        assert_eq!(statuses, [303, 422]);
        assert_eq!(house.count("users").await, 1);
    }
}

#[rocket::async_test]
async fn it_asks_for_a_recent_sign_in() {
    let house = House::open().await;
    let mut bob = bob(&house).await;
    house.advance(600);
    bob.get("/settings/delete").await.assert_leads_to("/confirm?next=%2Fsettings%2Fdelete");
    delete(&mut bob, &[("sure", "true")]).await.assert_status(403);
    assert!(bob.is_in().await);
}

async fn bob(house: &House) -> Browser<'_> {
    house.add(BOB, "user").await;
    let mut bob = house.browser();
    bob.sign_in(BOB, PASSWORD).await.assert_leads_to("/dashboard");
    bob
}

async fn delete(browser: &mut Browser<'_>, fields: &[(&str, &str)]) -> crate::answer::Answer {
    browser.submit("/sessions", "/settings/delete", fields).await
}
