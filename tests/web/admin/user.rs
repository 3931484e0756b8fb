//! `/admin/users/<id>`: one account, and what is done about it.

use hallpass::mail::letter::Kind;
use uuid::Uuid;

use super::{BOB, assert_said, links, page_of};
use crate::answer::Answer;
use crate::browser::Browser;
use crate::house::{EMAIL, House, PASSWORD, Plan};

#[rocket::async_test]
async fn it_tells_what_is_known_of_an_account() {
    let house = House::open().await;
    let (mut bob, id) = house.new_somebody(BOB, "Bob Miller", "user").await;
    let fields = [("name", "Bob Miller"), ("language", "es"), ("time_zone", "Asia/Tokyo")];
    bob.submit("/settings", "/settings", &fields).await.assert_leads_to("/settings?said=saved");
    let mut ann = house.ann().await;
    let page = ann.get(&page_of(id)).await;
    page.assert_status(200);
    for text in [
        "<h1><bdi>Bob Miller</bdi></h1>",
        "<bdi>bob@example.org</bdi> <small>not confirmed</small>",
        "<dd>user</dd>",
        "<dd>Password</dd>",
        "<dd>Español</dd>",
        "<bdi>Asia/Tokyo</bdi>",
        "Firefox on Linux",
        "192.0.2.1",
        "Details changed",
        "href=\"/admin/events?email=bob@example.org\"",
    ] {
        page.assert_has(text);
    }
    house.change("UPDATE users SET email_verified_at = 1795000000 WHERE email = 'bob@example.org'").await;
    ann.get(&page_of(id)).await.assert_has("<small>confirmed 18 Nov 2026, 11:06 UTC</small>");
    let waits = house.add_named("waits@example.org", "Waits", "user", None).await;
    let page = ann.get(&page_of(waits)).await;
    assert!(page.has("nothing yet") && page.has("Not signed in anywhere."));
    // The hash is nowhere, nor a field to choose a password.
    let page = ann.get(&page_of(id)).await;
    assert!(!page.has("argon2") && !page.has("type=\"password\""));
}

#[rocket::async_test]
async fn whoever_may_read_events_alone_sees_them_there() {
    let house = House::of(Plan::new().role("reader", &["users.read"])).await;
    let (mut reader, id) = house.new_somebody(BOB, "Bob", "reader").await;
    let page = reader.get(&page_of(id)).await;
    page.assert_status(200);
    assert!(!page.has("Account made") && !page.has("/admin/events"));
    for button in ["/disable", "/role", "/reset", "/end"] {
        assert!(!page.has(&format!("{button}\"")), "{button}");
    }
    house.ann().await.get(&page_of(id)).await.assert_has("Account made");
}

#[rocket::async_test]
async fn its_whole_history_is_a_link_away_whatever_the_e_mail() {
    let house = House::open().await;
    let mut ann = house.ann().await;
    for email in ["ben+news@example.org", "o'neill&co=x%41#1@example.org", "zoë@example.org"] {
        let id = house.add_named(email, "Somebody", "user", None).await;
        let page = ann.get(&page_of(id)).await;
        let link = links(&page.body).into_iter().find(|link| link.contains("/admin/events?")).expect("a link");
        let page = ann.get(&link.replace("&#x27;", "'")).await;
        page.assert_status(200);
        assert!(page.has("Account made") && !page.has("Nobody here has this e-mail."), "{link}: {}", page.main());
    }
}

#[rocket::async_test]
async fn what_is_no_account_is_not_there() {
    let house = House::open().await;
    let mut ann = house.ann().await;
    let token = ann.token("/sessions").await;
    for id in [Uuid::nil().to_string(), Uuid::now_v7().to_string(), "x".into(), "%00".into(), "..".into()] {
        ann.get(&format!("/admin/users/{id}")).await.assert_status(404);
        for what in ["disable", "enable", "reset", "end-sessions"] {
            ann.post(&format!("/admin/users/{id}/{what}"), &token, &[]).await.assert_status(404);
        }
        ann.post(&format!("/admin/users/{id}/role"), &token, &[("role", "user")]).await.assert_status(404);
        ann.post(&format!("/admin/users/{id}/role"), &token, &[("role", "x")]).await.assert_status(404);
        ann.post(&format!("/admin/users/{id}/sessions/{id}/end"), &token, &[]).await.assert_status(404);
    }
    let ann_id = house.id_of(EMAIL).await;
    for said in ["x", "", "%00", "%3Cb%3E"] {
        let page = ann.get(&format!("/admin/users/{ann_id}?said={said}")).await;
        assert!(page.status == 200 && !page.has("role=\"status\"") && !page.has("role=\"alert\""), "{said}");
    }
}

#[rocket::async_test]
async fn a_disabled_account_is_out_at_its_next_request_on_every_server() {
    let house = House::open().await;
    let second = house.plan.build().await;
    let (mut bob, id) = house.new_somebody(BOB, "Bob", "user").await;
    let mut elsewhere = bob.on(&second);
    assert!(bob.is_in().await && elsewhere.is_in().await);
    let mut ann = house.ann().await;
    assert_said(&ann.act(id, "disable", &[]).await, id, "disabled");
    assert!(!elsewhere.is_in().await && !bob.is_in().await);
    assert!(ann.is_in().await);
    let page = ann.get(&format!("{}?said=disabled", page_of(id))).await;
    page.assert_has("Disabled. They are signed out everywhere.");
    page.assert_has("<p class=\"tag bad\">Disabled</p>");
    assert!(page.has("/enable\"") && !page.has("/disable\"") && !page.has("/reset\""), "{}", page.main());
    // Once more does nothing more.
    let token = ann.token("/sessions").await;
    assert_said(&ann.post(&format!("{}/disable", page_of(id)), &token, &[]).await, id, "already");
    assert_eq!(house.count("events WHERE kind = 'disabled'").await, 1);
}

#[rocket::async_test]
async fn a_sign_in_to_a_disabled_account_says_the_same_as_one_with_a_wrong_password() {
    let house = House::open().await;
    let (_, id) = house.new_somebody(BOB, "Bob", "user").await;
    house.add_named("carl@example.org", "Carl", "user", Some(PASSWORD)).await;
    assert_said(&house.ann().await.act(id, "disable", &[]).await, id, "disabled");
    let right = house.browser().sign_in(BOB, PASSWORD).await;
    let wrong = house.browser().sign_in("carl@example.org", "not the password of anybody").await;
    assert_eq!((right.status, wrong.status), (401, 401));
    assert_eq!(right.header_names(), wrong.header_names());
    assert_eq!(right.without_token().replace(BOB, "carl@example.org"), wrong.without_token());
    assert!(!right.touches_session());
    // Nor does a letter lead in.
    house.browser().submit("/forgot", "/forgot", &[("email", BOB)]).await.assert_leads_to("/forgot?said=sent");
    assert!(house.letters().await.iter().all(|letter| letter.to != BOB || letter.path.is_none()));
}

#[rocket::async_test]
async fn a_link_that_was_sent_before_an_account_was_disabled_opens_nothing() {
    let house = House::open().await;
    let (_, id) = house.new_somebody(BOB, "Bob", "user").await;
    house.browser().submit("/forgot", "/forgot", &[("email", BOB)]).await.assert_leads_to("/forgot?said=sent");
    let link = house.letter(Kind::Reset, BOB).await.path.expect("a link").to_string();
    let mut ann = house.ann().await;
    assert_said(&ann.act(id, "disable", &[]).await, id, "disabled");
    assert_said(&ann.act(id, "enable", &[]).await, id, "enabled");
    let mut thief = house.browser();
    thief.get(&link).await;
    thief.get("/reset").await.assert_status(410);
}

#[rocket::async_test]
async fn an_enabled_account_signs_in_again_and_reads_who_did_it() {
    let house = House::open().await;
    let (mut bob, id) = house.new_somebody(BOB, "Bob", "user").await;
    let mut ann = house.browser().at("203.0.113.99");
    ann.agent = "Mozilla/5.0 (Windows NT 10.0; rv:140.0) Gecko/20100101 Firefox/140.0".into();
    ann.sign_in(EMAIL, PASSWORD).await.assert_leads_to("/dashboard");
    assert_said(&ann.act(id, "disable", &[]).await, id, "disabled");
    assert_said(&ann.act(id, "enable", &[]).await, id, "enabled");
    ann.get(&format!("{}?said=enabled", page_of(id))).await.assert_has("Enabled. They can sign in again.");
    assert!(!bob.is_in().await, "what was ended stays so");
    bob.sign_in(BOB, PASSWORD).await.assert_leads_to("/dashboard");
    let page = bob.get("/history").await;
    for text in ["Account disabled", "Account enabled again", "By Ann Richmond"] {
        page.assert_has(text);
    }
    // From where the administrator did it is no business of Bob's.
    assert!(!page.has("203.0.113.99") && !page.has("Windows") && !page.has(EMAIL), "{}", page.main());
    bob.get("/sessions").await.assert_has("The account was switched off");
    bob.get("/history?show=changes").await.assert_has("Account disabled");
}

#[rocket::async_test]
async fn another_role_counts_at_the_next_request_and_is_named_in_the_history() {
    let house = House::of(Plan::new().role("auditor", &["events.read"])).await;
    let second = house.plan.build().await;
    let (mut bob, id) = house.new_somebody(BOB, "Bob", "user").await;
    let mut elsewhere = bob.on(&second);
    elsewhere.get("/admin/events").await.assert_status(403);
    let mut ann = house.ann().await;
    assert_said(&ann.act(id, "role", &[("role", "auditor")]).await, id, "role");
    bob.get("/admin/events").await.assert_status(200);
    elsewhere.get("/admin/events").await.assert_status(200);
    let page = ann.get(&format!("{}?said=role", page_of(id))).await;
    page.assert_has("The role is changed. It counts at once.");
    page.assert_has("<option selected>auditor");
    let page = bob.get("/history").await;
    assert!(page.has("Role changed") && page.has("<p>auditor</p><p>By Ann Richmond</p>"), "{}", page.main());
    assert_said(&ann.act(id, "role", &[("role", "auditor")]).await, id, "already");
    assert_said(&ann.act(id, "role", &[("role", "user")]).await, id, "role");
    elsewhere.get("/admin/events").await.assert_status(403);
    assert_eq!(house.count("events WHERE kind = 'role-changed'").await, 2);
}

#[rocket::async_test]
async fn a_role_that_is_none_is_told_and_changes_nothing() {
    let house = House::open().await;
    let (_, id) = house.new_somebody(BOB, "Bob", "user").await;
    let mut ann = house.ann().await;
    for fields in [&[("role", "nobody")][..], &[("role", "")], &[("role", "Admin")], &[("role", "admin ")]] {
        let answer = ann.act(id, "role", fields).await;
        assert!((400..500).contains(&answer.status), "{fields:?}: {}", answer.status);
        answer.assert_fault_at("role");
        answer.assert_has("Choose one from the list.");
    }
    for fields in [&[][..], &[("role", "user"), ("role", "admin")], &[("role", "admin"), ("more", "x")]] {
        let answer = ann.act(id, "role", fields).await;
        assert!((400..500).contains(&answer.status), "{fields:?}: {}", answer.status);
    }
    assert_eq!(house.count("users WHERE email = 'bob@example.org' AND role = 'user'").await, 1);
    assert_eq!(house.count("events WHERE kind = 'role-changed'").await, 0);
}

#[rocket::async_test]
async fn a_link_for_a_new_password_goes_to_its_owner_alone() {
    let house = House::open().await;
    let (mut bob, id) = house.new_somebody(BOB, "Bob", "user").await;
    let mut ann = house.browser().at("203.0.113.99");
    ann.sign_in(EMAIL, PASSWORD).await.assert_leads_to("/dashboard");
    let answer = ann.act(id, "reset", &[]).await;
    assert_said(&answer, id, "reset");
    let letter = house.letter(Kind::ResetByAdmin, BOB).await;
    let link = letter.path.clone().expect("a link").to_string();
    let secret = link.rsplit('/').next().expect("a secret").to_owned();
    assert!(secret.len() > 20, "{link}");
    let mut pages = vec![answer];
    for page in [&page_of(id), "/admin/users", "/admin/events", "/admin/mail", "/admin/mail?show=not-sent", "/history"]
    {
        let page = ann.get(page).await;
        page.assert_status(200);
        pages.push(page);
    }
    for page in &pages {
        let told: String = page.headers.iter().map(|(_, value)| value.as_str()).chain([page.body.as_str()]).collect();
        assert!(!told.contains(&secret) && !told.contains("/link/"), "{told}");
    }
    ann.get(&format!("{}?said=reset", page_of(id))).await.assert_has("The letter waits, because no mail server is");
    // Nor does its reader learn from where it was asked for.
    assert_eq!((letter.ip, letter.user_agent), (None, None));
    assert!(bob.is_in().await, "until it is used, all goes on");
    house.browser().sign_in(BOB, PASSWORD).await.assert_leads_to("/dashboard");
    let mut new = house.browser();
    new.get(&link).await.assert_leads_to("/reset");
    let password = "seven herons over a frozen canal";
    new.submit("/reset", "/reset", &[("password", password)]).await.assert_leads_to("/login?said=set");
    assert!(!bob.is_in().await);
    bob.sign_in(BOB, password).await.assert_leads_to("/dashboard");
    let page = bob.get("/history").await;
    assert!(page.has("Link to set a new password made") && page.has("By Ann Richmond") && !page.has("203.0.113.99"));
}

#[rocket::async_test]
async fn a_newer_link_makes_the_older_worthless_and_a_disabled_account_gets_none() {
    let house = House::open().await;
    let (_, id) = house.new_somebody(BOB, "Bob", "user").await;
    let mut ann = house.ann().await;
    let mut links = Vec::new();
    for _ in 0..2 {
        assert_said(&ann.act(id, "reset", &[]).await, id, "reset");
        links.push(house.letter(Kind::ResetByAdmin, BOB).await.path.expect("a link").to_string());
    }
    for (link, status) in [(&links[0], 410), (&links[1], 200)] {
        let mut browser = house.browser();
        browser.get(link).await;
        browser.get("/reset").await.assert_status(status);
    }
    let token = ann.token("/sessions").await;
    assert_said(&ann.act(id, "disable", &[]).await, id, "disabled");
    let letters = house.letters().await.len();
    assert_said(&ann.post(&format!("{}/reset", page_of(id)), &token, &[]).await, id, "off");
    let page = ann.get(&format!("{}?said=off", page_of(id))).await;
    page.assert_has("The account is disabled. Enable it first.");
    assert_eq!(house.letters().await.len(), letters);
}

#[rocket::async_test]
async fn one_session_is_ended_and_the_others_go_on() {
    let house = House::open().await;
    let second = house.plan.build().await;
    let (mut bob, id) = house.new_somebody(BOB, "Bob", "user").await;
    let mut other = house.browser().at("198.51.100.7");
    other.sign_in(BOB, PASSWORD).await.assert_leads_to("/dashboard");
    let session = other.session_id().await;
    let mut ann = house.ann().await;
    let page = ann.get(&page_of(id)).await;
    assert_eq!(page.body.matches("<li class=\"card session\">").count(), 2);
    page.assert_has("198.51.100.7");
    let end = format!("sessions/{session}/end");
    assert_said(&ann.act(id, &end, &[]).await, id, "ended");
    assert!(!other.on(&second).is_in().await && !other.is_in().await && bob.is_in().await);
    let page = ann.get(&format!("{}?said=ended", page_of(id))).await;
    page.assert_has("That session is ended.");
    assert_eq!(page.body.matches("<li class=\"card session\">").count(), 1);
    page.assert_has("Ended by whoever runs this site");
    assert_said(&ann.act(id, &end, &[]).await, id, "already");
    let page = bob.get("/history?show=endings").await;
    assert!(page.has("Ended by whoever runs this site") && page.has("By Ann Richmond"), "{}", page.main());
    assert_eq!(house.count("events WHERE kind = 'session-ended'").await, 1);
}

#[rocket::async_test]
async fn a_session_is_ended_under_its_own_user_alone() {
    let house = House::open().await;
    let (mut bob, _) = house.new_somebody(BOB, "Bob", "user").await;
    let carl = house.add_named("carl@example.org", "Carl", "user", None).await;
    let session = bob.session_id().await;
    let mut ann = house.ann().await;
    for session in [session, Uuid::now_v7()] {
        ann.act(carl, &format!("sessions/{session}/end"), &[]).await.assert_status(404);
    }
    assert!(bob.is_in().await);
}

#[rocket::async_test]
async fn all_sessions_of_somebody_are_ended_and_nobody_elses() {
    let house = House::open().await;
    let (mut bob, id) = house.new_somebody(BOB, "Bob", "user").await;
    let (mut carl, _) = house.new_somebody("carl@example.org", "Carl", "user").await;
    let mut other = house.browser();
    other.sign_in(BOB, PASSWORD).await.assert_leads_to("/dashboard");
    let mut ann = house.ann().await;
    assert_said(&ann.act(id, "end-sessions", &[]).await, id, "ended-all");
    assert!(!bob.is_in().await && !other.is_in().await && carl.is_in().await && ann.is_in().await);
    let page = ann.get(&format!("{}?said=ended-all", page_of(id))).await;
    assert!(page.has("They are signed out everywhere.") && page.has("All 2 sessions"), "{}", page.main());
    let token = ann.token("/sessions").await;
    assert_said(&ann.post(&format!("{}/end-sessions", page_of(id)), &token, &[]).await, id, "already");
    bob.sign_in(BOB, PASSWORD).await.assert_leads_to("/dashboard");
    bob.get("/history").await.assert_has("<p>All 2 sessions</p><p>By Ann Richmond</p>");
}

#[rocket::async_test]
async fn ones_own_page_offers_no_end_to_the_session_at_hand() {
    let house = House::open().await;
    let (mut ann, mut other) = (house.ann().await, house.ann().await);
    let id = house.id_of(EMAIL).await;
    let page = ann.get(&page_of(id)).await;
    let (this, rest) = (ann.session_id().await, other.session_id().await);
    assert!(page.has("<li class=\"card session this\">") && page.has("This browser"));
    assert!(!page.has(&format!("sessions/{this}/end")) && page.has(&format!("sessions/{rest}/end")));
    assert!(!page.has("end-sessions"));
    // What one does to oneself needs no name.
    assert_said(&ann.act(id, &format!("sessions/{rest}/end"), &[]).await, id, "ended");
    assert!(!other.is_in().await && ann.is_in().await);
    assert_eq!(house.count("events WHERE actor_id IS NOT NULL").await, 0);
}

#[rocket::async_test]
async fn what_was_sent_without_a_recent_sign_in_is_done_after_the_password() {
    let house = House::of(Plan::new().role("auditor", &["events.read"])).await;
    let (mut bob, id) = house.new_somebody(BOB, "Bob", "user").await;
    let mut ann = house.ann().await;
    house.advance(601);
    for (what, fields, said) in [
        ("role", vec![("role", "auditor")], "role"),
        ("reset", vec![], "reset"),
        ("end-sessions", vec![], "ended-all"),
        ("disable", vec![], "disabled"),
        ("enable", vec![], "enabled"),
    ] {
        let asked = ann.act(id, what, &fields).await;
        asked.assert_status(403);
        asked.assert_has("Is it still you?");
        let path = format!("{}/{what}", page_of(id));
        let (kept, token) = (kept_in(&asked), asked.token().expect("a form").to_owned());
        let wrong = [("email", EMAIL), ("password", "wrong"), ("kept", kept.as_str())];
        ann.post("/confirm", &token, &wrong).await.assert_status(401);
        let fields = [("email", EMAIL), ("password", PASSWORD), ("kept", kept.as_str())];
        let on = ann.post("/confirm", &token, &fields).await;
        assert_eq!((on.status, on.location()), (307, path.as_str()));
        assert_said(&ann.post(&path, &token, &fields).await, id, said);
        house.advance(601);
    }
    assert!(!bob.is_in().await);
    assert_eq!(house.count("users WHERE email = 'bob@example.org' AND role = 'auditor'").await, 1);
    house.letter(Kind::ResetByAdmin, BOB).await;
}

#[rocket::async_test]
async fn nothing_is_done_before_the_password_was_entered_again() {
    let house = House::open().await;
    let (mut bob, id) = house.new_somebody(BOB, "Bob", "user").await;
    let session = bob.session_id().await;
    let mut ann = house.ann().await;
    house.advance(601);
    let end = format!("sessions/{session}/end");
    for what in ["disable", "enable", "role", "reset", "end-sessions", &end] {
        ann.act(id, what, &[("role", "admin")]).await.assert_status(403);
    }
    ann.submit("/admin/users", "/admin/sessions/end-all", &[]).await.assert_status(403);
    assert!(bob.is_in().await);
    assert_eq!(house.count("users WHERE role = 'admin'").await, 1);
    assert_eq!(house.letters().await.len(), 0);
    // Looking goes on.
    ann.get(&page_of(id)).await.assert_status(200);
}

#[rocket::async_test]
async fn what_was_sent_after_the_session_had_run_out_is_done_after_signing_in() {
    let house = House::open().await;
    let (_, id) = house.new_somebody(BOB, "Bob", "user").await;
    let mut ann = house.ann().await;
    let token = ann.token(&page_of(id)).await;
    house.advance(3600);
    let path = format!("{}/disable", page_of(id));
    let page = ann.post(&path, &token, &[]).await;
    page.assert_status(401);
    page.assert_has("what you filled in is still there");
    assert_eq!(house.count("users WHERE disabled_at IS NOT NULL").await, 0);
    let kept = kept_in(&page);
    let fields = [("email", EMAIL), ("password", PASSWORD), ("kept", kept.as_str())];
    let on = ann.post("/login", page.token().expect("a form"), &fields).await;
    on.assert_status(200);
    assert_said(&ann.post(&path, on.token().expect("a form"), &[("kept", &kept)]).await, id, "disabled");
    assert_eq!(house.count("users WHERE disabled_at IS NOT NULL").await, 1);
}

#[rocket::async_test]
async fn a_form_from_elsewhere_does_nothing() {
    let house = House::open().await;
    let (mut bob, id) = house.new_somebody(BOB, "Bob", "user").await;
    let mut ann: Browser<'_> = house.ann().await;
    let path = format!("{}/disable", page_of(id));
    ann.post(&path, "no token", &[]).await.assert_status(403);
    let form = [("content-type", "application/x-www-form-urlencoded"), ("sec-fetch-site", "cross-site")];
    let token = ann.token("/sessions").await;
    let body = crate::browser::form(&token, &[]);
    ann.send(rocket::http::Method::Post, &path, &form, body).await.assert_status(403);
    assert!(bob.is_in().await);
}

fn kept_in(answer: &Answer) -> String {
    let (_, value) = answer.body.split_once("name=\"kept\" value=\"").expect("something kept");
    value.split('"').next().unwrap_or_default().replace("&#x2F;", "/")
}
