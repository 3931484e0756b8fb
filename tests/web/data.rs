//! `/settings/data.json`: everything that is kept about oneself, and of nobody else.

use serde_json::Value;

use crate::database::Database;
use crate::house::{EMAIL, House, PASSWORD, Plan};

#[rocket::async_test]
async fn everything_is_in_it_but_what_proves_on_sqlite() {
    everything_is_in_it(Database::sqlite()).await;
}

#[rocket::async_test]
async fn everything_is_in_it_but_what_proves_on_postgresql() {
    everything_is_in_it(Database::postgres()).await;
}

async fn everything_is_in_it(database: Database) {
    let house = House::of(Plan::on(database)).await;
    house.add("bob@example.org", "user").await;
    let (mut ann, mut bob) = (house.ann().await, house.browser());
    bob.sign_in("bob@example.org", PASSWORD).await.assert_leads_to("/dashboard");
    house.ann().await.submit("/sessions", "/logout", &[]).await.assert_leads_to("/login?said=out");
    ann.get("/settings/data").await.assert_has("/settings/data.json");
    let file = ann.get("/settings/data.json").await;
    file.assert_status(200);
    assert_eq!(file.header("content-disposition"), Some("attachment; filename=\"account.json\""));
    assert_eq!(file.header("content-type"), Some("application/json"));
    assert_eq!(file.header("cache-control"), Some("no-store"));
    let data: Value = serde_json::from_str(&file.body).expect("JSON");
    assert_eq!(data["account"]["email"], EMAIL);
    assert_eq!(data["sessions"].as_array().map(Vec::len), Some(2));
    let kinds: Vec<&str> =
        data["events"].as_array().expect("a list").iter().filter_map(|event| event["kind"].as_str()).collect();
    assert_eq!(kinds, ["data-downloaded", "session-ended", "sign-in", "sign-in", "account-added"]);
    for secret in ["hash", "argon2", "secret", "bob@"] {
        assert!(!file.body.contains(secret), "{secret}");
    }
}

#[rocket::async_test]
async fn from_where_an_administrator_did_something_is_not_in_it() {
    let house = House::open().await;
    let bob = house.add("bob@example.org", "user").await;
    let mut ann = house.ann().await.at("203.0.113.200");
    for what in ["disable", "enable"] {
        let page = format!("/admin/users/{bob}");
        ann.submit(&page, &format!("{page}/{what}"), &[]).await.assert_status(303);
    }
    let mut browser = house.browser().at("198.51.100.7");
    browser.sign_in("bob@example.org", PASSWORD).await.assert_leads_to("/dashboard");
    let data: Value = serde_json::from_str(&browser.get("/settings/data.json").await.body).expect("JSON");
    let from = |kind: &str| {
        let events = data["events"].as_array().expect("a list");
        let found = events.iter().find(|event| event["kind"] == kind).expect(kind);
        (found["ip"].clone(), found["user_agent"].clone())
    };
    assert_eq!(from("sign-in").0, "198.51.100.7");
    for kind in ["disabled", "enabled"] {
        assert_eq!(from(kind), (Value::Null, Value::Null), "{kind}");
    }
}

#[rocket::async_test]
async fn it_asks_for_a_recent_sign_in() {
    let house = House::open().await;
    let mut ann = house.ann().await;
    house.advance(600);
    ann.get("/settings/data").await.assert_leads_to("/confirm?next=%2Fsettings%2Fdata");
    ann.get("/settings/data.json").await.assert_leads_to("/settings/data");
}
