//! `/dashboard`: who you are, this session, the last sign-ins, the live sessions.

use crate::house::{EMAIL, House};

#[rocket::async_test]
async fn it_says_who_one_is_when_this_began_and_when_it_ends() {
    let house = House::open().await;
    let mut ann = house.ann().await;
    house.advance(600);
    let page = ann.get("/dashboard").await;
    page.assert_status(200);
    for text in ["Ann Richmond", EMAIL, "admin", "Firefox on Linux", "10 minutes ago", "in 1 hour", "in 12 hours"] {
        page.assert_has(text);
    }
    assert!(!page.has("was ended"));
}

#[rocket::async_test]
async fn it_shows_the_last_sign_ins_and_the_live_sessions() {
    let house = House::open().await;
    for n in 1..=7 {
        let mut browser = house.browser().at(&format!("198.51.100.{n}"));
        browser.sign_in(EMAIL, crate::house::PASSWORD).await.assert_leads_to("/dashboard");
    }
    let page = house.ann().await.get("/dashboard").await;
    let (places, sign_ins) = page.body.split_once("id=\"sign-ins\"").expect("both");
    assert_eq!(places.matches("<p class=\"what\">").count(), 8);
    assert_eq!(sign_ins.matches("<p class=\"what\">").count(), 5);
    assert!(sign_ins.contains("198.51.100.7") && !sign_ins.contains("198.51.100.1<"));
}

#[rocket::async_test]
async fn the_root_leads_to_it() {
    let house = House::open().await;
    house.browser().get("/").await.assert_leads_to("/dashboard");
}
