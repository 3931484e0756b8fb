//! `/settings`: name, language and time zone.

use crate::answer::Answer;
use crate::browser::Browser;
use crate::house::{EMAIL, House, PASSWORD, Plan};

#[rocket::async_test]
async fn what_is_saved_counts_at_the_next_request_on_every_server() {
    let here = House::open().await;
    let there = here.plan.build().await;
    let mut ann = here.ann().await;
    save(&mut ann, "Ann Ó Sé", "de", "Asia/Tokyo").await.assert_leads_to("/settings?said=saved");
    let mut elsewhere = ann.clone();
    elsewhere.house = &there;
    for browser in [&mut ann, &mut elsewhere] {
        let page = browser.get("/dashboard").await;
        page.assert_has("<html lang=\"de\" dir=\"ltr\">");
        page.assert_has("Ann Ó Sé");
        page.assert_has("JST");
    }
    let page = ann.get("/settings?said=saved").await;
    page.assert_has("Gespeichert.");
    page.assert_has("<option value=\"de\" lang=\"de\" dir=\"ltr\" selected>Deutsch</option>");
    page.assert_has("<option selected>Asia/Tokyo</option>");
}

#[rocket::async_test]
async fn who_chooses_no_language_gets_what_the_browser_asks_for_and_else_the_sites() {
    let house = House::open().await;
    let mut ann = house.ann().await;
    ann.headers.push(("accept-language".into(), "ar-EG, en;q=0.5".into()));
    let page = ann.get("/settings").await;
    page.assert_has("<html lang=\"ar\" dir=\"rtl\">");
    save(&mut ann, "Ann", "es", "").await.assert_leads_to("/settings?said=saved");
    ann.get("/settings").await.assert_has("<html lang=\"es\" dir=\"ltr\">");
    save(&mut ann, "Ann", "", "").await.assert_leads_to("/settings?said=saved");
    ann.get("/settings").await.assert_has("<html lang=\"ar\" dir=\"rtl\">");
    ann.headers = vec![("accept-language".into(), "xx".into())];
    ann.get("/settings").await.assert_has("<html lang=\"en\" dir=\"ltr\">");
}

#[rocket::async_test]
async fn before_sign_in_the_browser_decides() {
    let house = House::open().await;
    let login = house.get("/login", &[("accept-language", "es-MX,es;q=0.9")]).await;
    login.assert_has("<html lang=\"es\" dir=\"ltr\">");
    house.get("/nowhere", &[("accept-language", "ar")]).await.assert_has("<html lang=\"ar\" dir=\"rtl\">");
}

#[rocket::async_test]
async fn what_makes_no_sense_is_told_at_its_field_and_nothing_typed_is_lost() {
    let house = House::open().await;
    let mut ann = house.ann().await;
    let long = "é".repeat(121);
    for (name, language, zone, field) in [
        ("", "", "", "name"),
        (" ", "", "", "name"),
        (&long, "", "", "name"),
        ("Ann", "xx", "", "language"),
        ("Ann", "", "Mars/Base", "time_zone"),
        ("Ann", "", "../../etc/passwd", "time_zone"),
    ] {
        let answer = save(&mut ann, name, language, zone).await;
        answer.assert_status(422);
        answer.assert_fault_at(field);
    }
    save(&mut ann, "Typed Name", "xx", "Asia/Tokyo").await.assert_has("value=\"Typed Name\"");
    ann.get("/dashboard").await.assert_has("Ann Richmond");
    assert_eq!(house.count("events WHERE kind = 'profile-changed'").await, 0);
}

#[rocket::async_test]
async fn a_zone_that_is_kept_but_not_listed_stays() {
    let house = House::open().await;
    house.change("UPDATE users SET time_zone = 'US/Eastern'").await;
    let mut ann = house.ann().await;
    ann.get("/settings").await.assert_has("<option value=\"US/Eastern\" selected>US/Eastern</option>");
    save(&mut ann, "Ann", "", "US/Eastern").await.assert_leads_to("/settings?said=saved");
}

#[rocket::async_test]
async fn markup_in_a_name_is_text_everywhere() {
    let house = House::open().await;
    let mut ann = house.ann().await;
    save(&mut ann, "<b>{{99991*99989}}</b>", "", "").await.assert_leads_to("/settings?said=saved");
    for page in ["/dashboard", "/settings", "/sessions", "/history"] {
        let page = ann.get(page).await;
        assert!(
            !page.body.contains("<b>") && page.has("<b>{{99991*99989}}</b>") && !page.has("9998000099"),
            "{}",
            page.main()
        );
    }
}

#[rocket::async_test]
async fn saving_the_same_again_is_no_event() {
    let house = House::of(Plan::new()).await;
    let mut ann = house.ann().await;
    for _ in 0..2 {
        save(&mut ann, "Ann", "de", "").await.assert_leads_to("/settings?said=saved");
    }
    assert_eq!(house.count("events WHERE kind = 'profile-changed' AND detail = 'name language'").await, 1);
    house.browser().sign_in(EMAIL, PASSWORD).await.assert_leads_to("/dashboard");
}

async fn save(browser: &mut Browser<'_>, name: &str, language: &str, zone: &str) -> Answer {
    let fields = [("name", name), ("language", language), ("time_zone", zone)];
    browser.submit("/settings", "/settings", &fields).await
}
