//! Who did it: by name in the history of whom it was done to, for as long as they have an account.

use super::{BEA, BOB, assert_said};
use crate::house::{EMAIL, House, PASSWORD};

#[rocket::async_test]
async fn each_who_did_something_is_named_and_when_their_account_is_gone_that_is_said() {
    let house = House::open().await;
    let (mut bob, id) = house.new_somebody(BOB, "Bob", "user").await;
    let (mut bea, bea_id) = house.new_somebody(BEA, "Bea <i>Baker</i>", "admin").await;
    let mut ann = house.ann().await;
    assert_said(&bea.act(id, "disable", &[]).await, id, "disabled");
    assert_said(&ann.act(id, "enable", &[]).await, id, "enabled");
    bob.sign_in(BOB, PASSWORD).await.assert_leads_to("/dashboard");
    let by = |body: &str| -> Vec<String> {
        body.split("<p>By ").skip(1).filter_map(|rest| rest.split("</p>").next()).map(str::to_owned).collect()
    };
    let page = bob.get("/history").await;
    let bea_name = crate::answer::escaped("Bea <i>Baker</i>");
    assert_eq!(
        by(&page.body).iter().map(|by| by.replace(['\u{2068}', '\u{2069}'], "")).collect::<Vec<_>>(),
        ["Ann Richmond", &bea_name]
    );
    assert!(!page.has(BEA) && !page.has(EMAIL), "their e-mails are no business of Bob's");
    // In everybody's history too, with whom it happened to.
    let page = ann.get("/admin/events?show=changes").await;
    assert_eq!(by(&page.body).len(), 2);
    let gone = bea.submit("/settings/delete", "/settings/delete", &[("sure", "true")]).await;
    gone.assert_leads_to("/login?said=gone");
    assert!(house.auth().account(bea_id).await.expect("the database answers").is_none());
    for page in [bob.get("/history").await, ann.get("/admin/events?email=bob@example.org").await] {
        let by = by(&page.body);
        assert_eq!(by.len(), 2);
        assert!(by[0].contains("Ann Richmond") && by[1] == "a former administrator", "{by:?}");
        assert!(!page.has("Baker"));
    }
}

#[rocket::async_test]
async fn what_somebody_does_themselves_or_whoever_runs_the_server_names_nobody() {
    let house = House::open().await;
    let (mut bob, _) = house.new_somebody(BOB, "Bob", "user").await;
    bob.submit("/sessions", "/sessions/end-others", &[]).await;
    let page = bob.get("/history").await;
    assert!(page.has("Account made") && !page.has("<p>By "), "{}", page.main());
}
