//! `/history` and `/admin/events`: what happened, told to whom it happened and to those who may read it all.

use crate::house::{EMAIL, House, PASSWORD, Plan};

#[rocket::async_test]
async fn what_happened_is_told_from_the_newest_on_with_browser_and_address() {
    let house = House::open().await;
    let mut ann = house.ann().await;
    ann.confirm("wrong").await.assert_status(401);
    house.auth().flush().await.expect("the database answers");
    let page = ann.get("/history").await;
    page.assert_status(200);
    let (first, then) = page.main().split_once("Signed in").expect("the sign-in");
    assert!(first.contains("Wrong password when entering it again"), "{first}");
    assert!(then.contains("Firefox on Linux") && then.contains("192.0.2.1"), "{then}");
    page.assert_has("Account made");
}

#[rocket::async_test]
async fn it_tells_why_a_session_ended_and_what_was_changed() {
    let house = House::open().await;
    let (mut ann, mut other) = (house.ann().await, house.ann().await);
    let id = other.session_id().await;
    ann.submit("/sessions", &format!("/sessions/{id}/end"), &[]).await.assert_leads_to("/sessions?said=ended");
    let _third = house.ann().await;
    ann.submit("/sessions", "/sessions/end-others", &[]).await.assert_leads_to("/sessions?said=others&n=1");
    let fields = [("name", "Ann"), ("language", ""), ("time_zone", "Asia/Tokyo")];
    ann.submit("/settings", "/settings", &fields).await.assert_leads_to("/settings?said=saved");
    let page = ann.get("/history").await;
    for text in ["Ended from another browser", "One other, all at once", "Name, Time zone"] {
        page.assert_has(text);
    }
}

#[rocket::async_test]
async fn each_filter_shows_its_own() {
    let house = House::open().await;
    let mut ann = house.ann().await;
    house.browser().sign_in(EMAIL, "wrong").await.assert_status(401);
    house.auth().flush().await.expect("the database answers");
    let all = ["Signed in", "Wrong password when signing in", "Account made"];
    for (show, shown) in [("sign-ins", "Signed in"), ("failures", all[1]), ("changes", "Account made")] {
        let page = ann.get(&format!("/history?show={show}")).await;
        let list = page.main().split("<section").nth(1).expect("the list").to_owned();
        let there: Vec<&str> = all.into_iter().filter(|text| list.contains(text)).collect();
        assert_eq!(there, [shown], "{show}");
        assert_eq!(page.body.matches("aria-current=\"true\"").count(), 1);
    }
    ann.get("/history?show=endings").await.assert_has("Nothing of this kind has happened.");
    for odd in ["x", "%00", "&before=x", "&before=&show="] {
        ann.get(&format!("/history?show={odd}")).await.assert_has("Account made");
    }
}

#[rocket::async_test]
async fn a_long_history_goes_on_page_by_page_and_shows_each_event_once() {
    let house = House::open().await;
    let mut ann = house.ann().await;
    for n in 0..120 {
        let id = uuid::Uuid::now_v7().simple();
        let user = "SELECT id FROM users";
        let row = format!("x'{id}', {n}, 'confirm', ({user}), '203.0.113.{n}'");
        house.change(&format!("INSERT INTO events (id, at, kind, user_id, ip) VALUES ({row})")).await;
    }
    let (mut path, mut seen, mut pages) = ("/history?show=sign-ins".to_owned(), Vec::new(), 0);
    loop {
        let page = ann.get(&path).await;
        pages += 1;
        seen.extend(page.body.match_indices("<bdi>203.0.113.").map(|(at, _)| {
            page.body[at + 15..].split('<').next().unwrap_or_default().parse::<u32>().expect("a number")
        }));
        let links = page.body.split("href=\"").skip(1).filter_map(|rest| rest.split('"').next());
        let Some(older) =
            links.map(|link| link.replace("&#x2F;", "/").replace("&amp;", "&")).find(|link| link.contains("before="))
        else {
            break;
        };
        path = older;
    }
    assert_eq!((pages, seen), (3, (0..120).rev().collect()));
}

#[rocket::async_test]
async fn nobody_sees_what_happened_to_another() {
    let house = House::open().await;
    house.add("eve@example.org", "user").await;
    let _ann = house.ann().await;
    let mut eve = house.browser().at("198.51.100.7");
    eve.sign_in("eve@example.org", PASSWORD).await.assert_leads_to("/dashboard");
    let page = eve.get("/history").await;
    assert!(page.has("198.51.100.7") && !page.has("192.0.2.1") && !page.has("/admin/events"));
    eve.get("/admin/events").await.assert_status(403);
    eve.get("/admin/events").await.assert_has("events.read");
}

#[rocket::async_test]
async fn who_may_reads_everybodys_or_one_users() {
    let house = House::of(Plan::new()).await;
    house.add("eve@example.org", "user").await;
    let mut ann = house.ann().await;
    house.browser().sign_in("eve@example.org", PASSWORD).await.assert_leads_to("/dashboard");
    let page = ann.get("/admin/events").await;
    page.assert_has("<bdi>eve@example.org</bdi>");
    page.assert_has("<bdi>ann@example.org</bdi>");
    let page = ann.get("/admin/events?email=Eve@Example.org&show=sign-ins").await;
    assert!(page.has("<bdi>eve@example.org</bdi>") && !page.has("<bdi>ann@example.org</bdi>"));
    for nobody in ["nobody@example.org", "no%20e-mail", "%3Cb%3E"] {
        let page = ann.get(&format!("/admin/events?email={nobody}")).await;
        page.assert_status(200);
        page.assert_has("Nobody here has this e-mail.");
    }
}

#[rocket::async_test]
async fn a_role_taken_away_counts_at_the_next_request() {
    let house = House::open().await;
    let mut ann = house.ann().await;
    ann.get("/admin/events").await.assert_status(200);
    house.change("UPDATE users SET role = 'user'").await;
    ann.get("/admin/events").await.assert_status(403);
}
