//! `/admin/users`: everybody who has an account, page by page, and found by name or e-mail.

use super::{BEA, BOB, older};
use crate::answer::{Answer, escaped};
use crate::browser::{Browser, encoded};
use crate::database::Database;
use crate::house::{EMAIL, House, Plan};

#[rocket::async_test]
async fn the_newest_come_first_and_each_is_there_once() {
    let house = House::open().await;
    let mut expected = many(&house, 120, "Person").await;
    expected.reverse();
    expected.push("Ann Richmond".into());
    let (pages, seen) = walk(&mut house.ann().await, "/admin/users").await;
    assert_eq!(pages, [50, 50, 21]);
    assert_eq!(seen, expected);
}

#[rocket::async_test]
async fn whoever_comes_between_two_pages_moves_nobody() {
    let house = House::open().await;
    let expected = many(&house, 60, "Person").await;
    let mut ann = house.ann().await;
    let first = ann.get("/admin/users").await;
    house.add_named(BOB, "Bob", "user", None).await;
    house.change("DELETE FROM users WHERE name = 'P010 Person'").await;
    let second = ann.get(&older(&first).expect("a second page")).await;
    let mut rest: Vec<String> = expected[..10].iter().rev().cloned().collect();
    rest.push("Ann Richmond".into());
    assert_eq!(people(&second), rest);
    second.assert_has("href=\"/admin/users\">To the newest");
}

#[rocket::async_test]
async fn a_search_goes_on_page_by_page_and_shows_each_once() {
    let house = House::open().await;
    // Of each, four words begin with p: all together are more than are looked at in one go.
    let expected = many(&house, 120, "Pa Pb Pc").await;
    let mut ann = house.ann().await;
    let (pages, seen) = walk(&mut ann, "/admin/users?q=p").await;
    assert_eq!(pages.iter().sum::<usize>(), 120);
    assert!(pages[..2] == [50, 50], "{pages:?}");
    assert_eq!(seen, expected);
    let (_, seen) = walk(&mut ann, "/admin/users?q=pb").await;
    assert_eq!(seen, expected, "all of one word, in the order of their ids");
    let (pages, seen) = walk(&mut ann, "/admin/users?q=p11+pc").await;
    assert_eq!((pages, seen), (vec![10], expected[110..].to_vec()));
}

#[rocket::async_test]
async fn a_search_among_very_many_goes_on_where_it_stopped() {
    let house = House::open().await;
    let numbers = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 5000)";
    let columns = "id, email, email_canonical, name, role, auth_epoch, created_at";
    let values = "CAST(printf('%016d', i) AS BLOB), i || '@x', i || '@x', 'N' || i, 'user', 0, i";
    house.change(&format!("INSERT INTO users ({columns}) {numbers} SELECT {values} FROM n")).await;
    let words = "SELECT 'common', id FROM users WHERE email LIKE '%@x'";
    house.change(&format!("INSERT INTO user_words (word, user_id) {words}")).await;
    let words = "SELECT 'rare', id FROM users WHERE name IN ('N2', 'N4990')";
    house.change(&format!("INSERT INTO user_words (word, user_id) {words}")).await;
    let mut ann = house.ann().await;
    let (pages, seen) = walk(&mut ann, "/admin/users?q=common+rare").await;
    assert_eq!(seen, ["N2", "N4990"]);
    assert!((2..=4).contains(&pages.len()), "{pages:?}");
    // None on a page is not none at all.
    house.change("DELETE FROM user_words WHERE word = 'rare' AND user_id = CAST('0000000000000002' AS BLOB)").await;
    let first = ann.get("/admin/users?q=common+rare").await;
    first.assert_has("None found so far among so many.");
    assert_eq!(walk(&mut ann, "/admin/users?q=common+rare").await.1, ["N4990"]);
    assert_eq!(walk(&mut ann, "/admin/users?q=common").await.1.len(), 5000);
}

#[rocket::async_test]
async fn somebody_is_found_by_the_beginning_of_each_part_whatever_its_case_accents_and_width() {
    let house = House::open().await;
    for (email, name) in [
        ("zoe.lee@mail.example.org", "Zoë O’Neill-Łukasz"),
        ("Ben+news@post.test", "Benjamin Ácker"),
        ("w1de@post.test", "Ｗｉｄｅ Ｎame"),
    ] {
        house.add_named(email, name, "user", None).await;
    }
    let mut ann = house.ann().await;
    let (zoe, ben, wide) = ("Zoë O’Neill-Łukasz", "Benjamin Ácker", "Ｗｉｄｅ Ｎame");
    for (q, found) in [
        ("zo", vec![zoe]),
        ("ZOË", vec![zoe]),
        ("Zoe\u{301}", vec![zoe]),
        ("o'neill", vec![zoe]),
        ("O’NEILL-ŁU", vec![zoe]),
        ("neill", vec![zoe]),
        ("łuk", vec![zoe]),
        ("lee", vec![zoe]),
        ("zoe.lee@", vec![zoe]),
        ("ZOE.LEE@MAIL.EXAMPLE.ORG", vec![zoe]),
        ("mail.exam", vec![zoe]),
        ("acker", vec![ben]),
        ("ÁCK", vec![ben]),
        ("news", vec![ben]),
        ("wide name", vec![wide]),
        ("ｗ1ｄｅ", vec![wide]),
        // The domain, and its parts.
        ("post.test", vec![ben, wide]),
        ("post", vec![ben, wide]),
        // Two words, in any order, each the beginning of another.
        ("ben ack", vec![ben]),
        ("  ack   BEN ", vec![ben]),
        ("zoe mail.example.org", vec![zoe]),
        ("zoe post", vec![]),
        ("zoe zoe", vec![zoe]),
        // A word that nobody has, also where it stands within one.
        ("nobody", vec![]),
        ("eill", vec![]),
        ("zoex", vec![]),
    ] {
        let page = ann.get(&format!("/admin/users?q={}", encoded(q))).await;
        page.assert_status(200);
        let mut seen = people(&page);
        seen.sort();
        assert_eq!(seen, found, "“{q}”");
        assert_eq!(page.has("Nobody is found by that."), found.is_empty(), "“{q}”");
        assert!(page.body.contains(&format!("name=\"q\" value=\"{}\"", escaped(q.trim()))), "“{q}” stays typed");
    }
}

#[rocket::async_test]
async fn odd_searches_find_nobody_and_do_no_harm_on_sqlite() {
    odd_searches(Database::sqlite()).await;
}

#[rocket::async_test]
async fn odd_searches_find_nobody_and_do_no_harm_on_postgresql() {
    odd_searches(Database::postgres()).await;
}

async fn odd_searches(database: Database) {
    let house = House::of(Plan::on(database)).await;
    let mut ann = house.ann().await;
    let long = "x".repeat(300);
    for q in [
        &long,
        "%",
        "_",
        "a%",
        "'",
        "\"",
        "''; DROP TABLE users --",
        "\\",
        "<b>",
        "{{ 7*7 }}",
        "\0",
        "a\0",
        "\u{10ffff}",
    ] {
        let page = ann.get(&format!("/admin/users?q={}", encoded(q))).await;
        page.assert_status(200);
        assert!(people(&page).is_empty() && !page.body.contains("<b>"), "“{q}”");
        page.assert_has("Nobody is found by that.");
    }
    // A word beside one that is too long, and nothing at all.
    assert_eq!(people(&ann.get(&format!("/admin/users?q=ann+{long}")).await), ["Ann Richmond"]);
    let nil = uuid::Uuid::nil();
    for all in ["", "?q=", "?q=+", "?show=", "?show=x", "?show=:x", "?show=:", "?after=", "?after=x", "?after=~"] {
        let page = ann.get(&format!("/admin/users{all}")).await;
        assert_eq!(people(&page), ["Ann Richmond"], "{all}");
    }
    for behind in [format!("{nil}~an%00"), format!("{nil}~an%27"), format!("{nil}~%00"), format!("{nil}~zzz")] {
        let page = ann.get(&format!("/admin/users?q=an&after={behind}")).await;
        assert_eq!(people(&page), ["Ann Richmond"], "{behind}");
    }
    assert!(people(&ann.get(&format!("/admin/users?after={nil}")).await).is_empty());
}

#[rocket::async_test]
async fn they_are_filtered_by_role_and_by_whether_they_are_disabled() {
    let house = House::of(Plan::new().role("auditor", &["events.read"])).await;
    house.add_named(BOB, "Bob", "auditor", None).await;
    house.add_named(BEA, "Bea", "user", None).await;
    house.add_named("off@example.org", "Off", "auditor", None).await;
    house.change("UPDATE users SET disabled_at = 1 WHERE name = 'Off'").await;
    let mut ann = house.ann().await;
    for (query, found) in [
        ("show=%3Aauditor", vec!["Off", "Bob"]),
        ("show=:admin", vec!["Ann Richmond"]),
        ("show=disabled", vec!["Off"]),
        ("show=:disabled", vec!["Off", "Bea", "Bob", "Ann Richmond"]),
        ("q=b&show=:auditor", vec!["Bob"]),
        ("q=example&show=disabled", vec!["Off"]),
        ("q=bea&show=disabled", vec![]),
    ] {
        let page = ann.get(&format!("/admin/users?{query}")).await;
        assert_eq!(people(&page), found, "{query}");
    }
    ann.get("/admin/users?show=:auditor").await.assert_has("<option value=\":auditor\" selected>");
    ann.get("/admin/users?show=disabled").await.assert_has("<option value=\"disabled\" selected>");
}

#[rocket::async_test]
async fn a_filter_and_a_search_stay_from_page_to_page() {
    let house = House::open().await;
    let expected = many(&house, 120, "Person").await;
    house.change("UPDATE users SET disabled_at = 1 WHERE name LIKE '%5 Person'").await;
    house.change("UPDATE users SET role = 'gone' WHERE name LIKE '%0 Person'").await;
    let mut ann = house.ann().await;
    let (pages, seen) = walk(&mut ann, "/admin/users?show=:user&q=person").await;
    assert_eq!(pages.iter().sum::<usize>(), 108);
    assert!(seen.iter().all(|name| !name.ends_with("0 Person")), "{seen:?}");
    // So few are looked at themselves, the newest first.
    let fives: Vec<String> = expected.iter().rev().filter(|name| name.ends_with("5 Person")).cloned().collect();
    assert_eq!(walk(&mut ann, "/admin/users?show=disabled&q=person").await.1, fives);
    let (pages, seen) = walk(&mut ann, "/admin/users?show=:user").await;
    assert_eq!((pages, seen.len()), (vec![50, 50, 8], 108));
}

#[rocket::async_test]
async fn a_row_tells_role_and_state_and_shows_markup_as_it_is() {
    let house = House::open().await;
    let id = house.add_named(BOB, "<b>Bob</b> {{ 7*7 }}", "user", None).await;
    let mut ann = house.ann().await;
    let page = ann.get("/admin/users").await;
    assert!(
        page.body.contains("&lt;b&gt;Bob&lt;&#x2F;b&gt; {{ 7*7 }}") && !page.body.contains("<b>"),
        "{}",
        page.main()
    );
    page.assert_has(&format!("href=\"/admin/users/{id}\""));
    page.assert_has("<bdi>bob@example.org</bdi>");
    page.assert_has("No way in yet");
    assert!(!page.has("class=\"tag bad\""));
    house.change("UPDATE users SET disabled_at = 1, password_hash = 'x' WHERE email = 'bob@example.org'").await;
    let page = ann.get("/admin/users").await;
    assert!(page.has("<span class=\"tag bad\">Disabled</span>") && !page.has("No way in yet"));
    assert!(!ann.get(&format!("/admin/users/{id}")).await.body.contains("<b>"));
    assert!(!ann.get("/admin/users?q=%3Cb%3EBob").await.body.contains("<b>"));
}

#[rocket::async_test]
async fn somebody_is_found_by_what_they_are_called_now() {
    let house = House::open().await;
    let (mut bob, _) = house.new_somebody(BOB, "Robert Miller", "user").await;
    let fields = [("name", "Bob Smith"), ("language", ""), ("time_zone", "")];
    bob.submit("/settings", "/settings", &fields).await.assert_leads_to("/settings?said=saved");
    let mut ann = house.ann().await;
    for (q, found) in [("smith", 1), ("miller", 0), ("rob", 0), ("bob@", 1)] {
        assert_eq!(people(&ann.get(&format!("/admin/users?q={q}")).await).len(), found, "{q}");
    }
    house.change("DELETE FROM users WHERE email = 'bob@example.org'").await;
    assert!(people(&ann.get("/admin/users?q=bob").await).is_empty());
}

/// Those who were there before words were kept are found once the server has gone round.
#[rocket::async_test]
async fn whoever_was_there_before_words_were_kept_is_found() {
    let plan = Plan::new();
    {
        let house = House::of(plan.clone()).await;
        many(&house, 120, "Person").await;
        house.change("DELETE FROM user_words").await;
        house.change("DELETE FROM runs").await;
        house.auth().write_words().await.expect("the database answers");
        house.auth().write_words().await.expect("the database answers");
    }
    let house = plan.build().await;
    assert_eq!(walk(&mut house.ann().await, "/admin/users?q=person").await.1.len(), 120);
    assert_eq!(people(&house.ann().await.get(&format!("/admin/users?q={EMAIL}")).await), ["Ann Richmond"]);
}

/// Adds so many; their names, in the order they were added.
async fn many(house: &House, number: usize, last: &str) -> Vec<String> {
    let mut names = Vec::new();
    for n in 0..number {
        let name = format!("P{n:03} {last}");
        house.add_named(&format!("{n}@many.test"), &name, "user", None).await;
        names.push(name);
    }
    names
}

/// From page to page; how many were on each, and all their names.
async fn walk(browser: &mut Browser<'_>, start: &str) -> (Vec<usize>, Vec<String>) {
    let (mut next, mut pages, mut seen) = (Some(start.to_owned()), Vec::new(), Vec::new());
    while let Some(path) = next {
        let page = browser.get(&path).await;
        page.assert_status(200);
        let people = people(&page);
        pages.push(people.len());
        seen.extend(people);
        next = older(&page);
        assert!(pages.len() < 200, "the walk does not end");
    }
    (pages, seen)
}

/// The names on a page, in their order.
fn people(page: &Answer) -> Vec<String> {
    let rows = page.body.split("<p class=\"what\"><a href=\"/admin/users/").skip(1);
    let names = rows.filter_map(|row| row.split("<bdi>").nth(1)?.split("</bdi>").next());
    names.map(str::to_owned).collect()
}
