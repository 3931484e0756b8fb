//! The way of a person through the house, on both databases.

use crate::browser::Browser;
use crate::database::Database;
use crate::house::{EMAIL, House, PASSWORD, Plan};

#[rocket::async_test]
async fn a_person_walks_through_the_house_on_sqlite() {
    walk(Database::sqlite()).await;
}

#[rocket::async_test]
async fn a_person_walks_through_the_house_on_postgresql() {
    walk(Database::postgres()).await;
}

#[rocket::async_test]
async fn a_session_ended_on_one_server_is_out_at_the_next_request_on_the_other_on_sqlite() {
    two_servers(Database::sqlite()).await;
}

#[rocket::async_test]
async fn a_session_ended_on_one_server_is_out_at_the_next_request_on_the_other_on_postgresql() {
    two_servers(Database::postgres()).await;
}

async fn walk(database: Database) {
    let house = Plan::on(database).build().await;
    let mut browser = house.browser();
    browser.get("/").await.assert_leads_to("/dashboard");
    browser.get("/dashboard").await.assert_leads_to("/login");
    browser.get("/login").await.assert_leads_to("/setup");
    set_up(&house, &mut browser).await;

    browser.get("/login?said=made").await.assert_has("Your account is ready");
    browser.sign_in(EMAIL, PASSWORD).await.assert_leads_to("/dashboard");
    let dashboard = browser.get("/dashboard").await;
    dashboard.assert_status(200);
    dashboard.assert_has("Ann Richmond");
    dashboard.assert_has("Firefox on Linux");

    let mut other = house.browser();
    other.sign_in(EMAIL, PASSWORD).await.assert_leads_to("/dashboard");
    let id = other.session_id().await;
    let ended = browser.submit("/sessions", &format!("/sessions/{id}/end"), &[]).await;
    ended.assert_leads_to("/sessions?said=ended");
    browser.get("/sessions?said=ended").await.assert_has("That browser is signed out");
    assert!(!other.is_in().await && browser.is_in().await);

    browser.submit("/logout", "/logout", &[]).await.assert_leads_to("/login?said=out");
    assert!(!browser.is_in().await);
    browser.get("/login?said=out").await.assert_has("You are signed out");
}

async fn set_up(house: &House, browser: &mut Browser<'_>) {
    let code = house.auth().setup_code().await.expect("the database answers").expect("a code");
    let fields = [("code", code.as_str()), ("name", "Ann Richmond"), ("email", EMAIL), ("password", PASSWORD)];
    browser.submit("/setup", "/setup", &fields).await.assert_leads_to("/login?said=made");
}

async fn two_servers(database: Database) {
    let here = House::of(Plan::on(database)).await;
    let there = here.plan.build().await;
    let (mut ann, mut other) = (here.ann().await, here.ann().await);
    let mut elsewhere = other.clone();
    elsewhere.house = &there;
    assert!(elsewhere.is_in().await);
    let id = other.session_id().await;
    ann.submit("/sessions", &format!("/sessions/{id}/end"), &[]).await.assert_leads_to("/sessions?said=ended");
    assert!(!elsewhere.is_in().await && !other.is_in().await);
    // And with what the other one made.
    let token = here.browser().token("/login").await;
    assert!(!token.is_empty());
    let mut back = there.ann().await;
    back.house = &here;
    assert!(back.is_in().await);
    back.submit("/logout", "/logout", &[]).await.assert_leads_to("/login?said=out");
    back.house = &there;
    assert!(!back.is_in().await);
}
