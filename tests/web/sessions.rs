//! `/sessions`: all of one's own and nobody else's; ending them; how long they live without that.

use diesel::connection::SimpleConnection;
use diesel::{Connection, PgConnection};
use uuid::Uuid;

use crate::browser::Browser;
use crate::database::Database;
use crate::house::{EMAIL, House, PASSWORD, Plan};

const HOUR: i64 = 3600;

#[rocket::async_test]
async fn one_sees_each_of_ones_sessions_and_which_one_this_is() {
    let house = House::open().await;
    let mut phone = house.browser().at("2001:db8::7");
    phone.agent =
        "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) Version/18.0 Mobile/15E148 Safari/604.1".into();
    phone.sign_in(EMAIL, PASSWORD).await.assert_leads_to("/dashboard");
    let page = house.ann().await.get("/sessions").await;
    page.assert_status(200);
    for text in ["Safari on iPhone", "2001:db8::7", "Firefox on Linux", "192.0.2.1", "With: Password"] {
        page.assert_has(text);
    }
    assert_eq!(page.body.matches("class=\"card session").count(), 2);
    assert_eq!(page.body.matches("class=\"card session this\"").count(), 1);
    page.assert_has("at one other place");
}

#[rocket::async_test]
async fn nobody_elses_sessions_are_there() {
    let house = House::open().await;
    house.add("bob@example.org", "admin").await;
    let mut bob = house.browser();
    bob.agent = "curl/8".into();
    bob.sign_in("bob@example.org", PASSWORD).await.assert_leads_to("/dashboard");
    let page = house.ann().await.get("/sessions").await;
    assert!(!page.has("curl on") && page.body.matches("class=\"card session").count() == 1);
}

#[rocket::async_test]
async fn one_can_be_ended_and_is_out_at_its_next_request() {
    let house = House::open().await;
    let (mut ann, mut other) = (house.ann().await, house.ann().await);
    end(&mut ann, other.session_id().await).await.assert_leads_to("/sessions?said=ended");
    assert!(!other.is_in().await);
    ann.get("/sessions").await.assert_has("Ended from another browser");
}

#[rocket::async_test]
async fn ending_ones_own_signs_out() {
    let house = House::open().await;
    let mut ann = house.ann().await;
    let id = ann.session_id().await;
    let answer = end(&mut ann, id).await;
    answer.assert_leads_to("/login?said=out");
    assert!(answer.touches_session() && !ann.is_in().await);
    assert_eq!(house.count("sessions WHERE end_reason = 'signed-out'").await, 1);
}

#[rocket::async_test]
async fn one_that_has_ended_already_is_no_error() {
    let house = House::open().await;
    let (mut ann, mut other) = (house.ann().await, house.ann().await);
    let id = other.session_id().await;
    end(&mut ann, id).await.assert_leads_to("/sessions?said=ended");
    end(&mut ann, id).await.assert_leads_to("/sessions?said=already");
    ann.get("/sessions?said=already").await.assert_has("That one had ended already.");
    assert_eq!(house.count("events WHERE kind = 'session-ended'").await, 1);
}

#[rocket::async_test]
async fn one_that_ran_out_keeps_that_as_its_reason() {
    let house = House::open().await;
    let mut old = house.ann().await;
    let id = old.session_id().await;
    house.advance(2 * HOUR);
    let mut ann = house.ann().await;
    end(&mut ann, id).await;
    ann.get("/sessions").await.assert_has("Not used for too long");
}

#[rocket::async_test]
async fn somebody_elses_is_not_there_and_lives_on() {
    let house = House::open().await;
    house.add("bob@example.org", "user").await;
    let mut bob = house.browser();
    bob.sign_in("bob@example.org", PASSWORD).await.assert_leads_to("/dashboard");
    let id = bob.session_id().await;
    let mut ann = house.ann().await;
    let foreign = end(&mut ann, id).await;
    let unknown = end(&mut ann, Uuid::now_v7()).await;
    foreign.assert_status(404);
    unknown.assert_status(404);
    assert_eq!(foreign.without_token(), unknown.without_token());
    assert!(bob.is_in().await);
}

#[rocket::async_test]
async fn garbage_for_an_id_is_not_there() {
    let house = House::open().await;
    let mut ann = house.ann().await;
    let token = ann.token("/sessions").await;
    for id in ["x", "%00", "%ff", "'; DROP TABLE sessions; --", "%2e%2e", "00000000-0000-0000-0000-000000000000"] {
        let answer = ann.post(&format!("/sessions/{}/end", id.replace(' ', "%20")), &token, &[]).await;
        assert_eq!(answer.status, 404, "{id}");
    }
    assert!(ann.is_in().await);
}

#[rocket::async_test]
async fn all_others_are_ended_at_once() {
    let house = House::open().await;
    let (mut ann, mut one, mut other) = (house.ann().await, house.ann().await, house.ann().await);
    let answer = ann.submit("/sessions", "/sessions/end-others", &[]).await;
    answer.assert_leads_to("/sessions?said=others&n=2");
    ann.get(answer.location()).await.assert_has("Ended 2 others. Only this browser is signed in now.");
    assert!(ann.is_in().await && !one.is_in().await && !other.is_in().await);
    let again = ann.submit("/sessions", "/sessions/end-others", &[]).await;
    again.assert_leads_to("/sessions?said=others&n=0");
    ann.get("/sessions").await.assert_has("Ended with all the others");
}

#[rocket::async_test]
async fn the_eleventh_displaces_the_longest_silent_and_says_so() {
    let house = House::open().await;
    let mut first = house.ann().await;
    for _ in 1..10 {
        house.advance(10);
        house.ann().await;
    }
    assert!(first.is_in().await);
    house.advance(10);
    let mut eleventh = house.ann().await;
    assert!(!first.is_in().await);
    assert_eq!(house.count("sessions WHERE ended_at IS NULL").await, 10);
    eleventh.get("/dashboard").await.assert_has("the one you had not used for the longest was ended");
    eleventh.get("/sessions").await.assert_has("Ended to make room for a new sign-in");
}

#[rocket::async_test]
async fn of_many_sign_ins_at_once_no_more_than_the_cap_live() {
    let house = House::of(Plan::new().set("hallpass.max_sessions", 3)).await;
    let mut browsers: Vec<Browser<'_>> = (0..8).map(|_| house.browser()).collect();
    let sign_ins = browsers.iter_mut().map(|browser| browser.sign_in(EMAIL, PASSWORD));
    let answers = rocket::futures::future::join_all(sign_ins).await;
    assert!(answers.iter().filter(|answer| answer.status == 303).count() > 3);
    assert!(house.count("sessions WHERE ended_at IS NULL").await <= 3);
}

#[rocket::async_test]
async fn silence_ends_it_to_the_second() {
    let house = House::open().await;
    let (mut ann, mut other) = (house.ann().await, house.ann().await);
    house.advance(HOUR - 1);
    assert!(ann.is_in().await);
    house.advance(1);
    assert!(!other.is_in().await, "silent for its whole idle timeout");
}

#[rocket::async_test]
async fn use_renews_it_but_not_beyond_its_absolute_end() {
    let house = House::open().await;
    let mut ann = house.ann().await;
    for minute in 0..(12 * 60 - 1) {
        house.advance(60);
        if minute % 7 == 0 {
            assert!(ann.is_in().await, "after {minute} minutes");
            house.auth().flush().await.expect("written");
        }
    }
    house.advance(59);
    assert!(ann.is_in().await);
    house.auth().flush().await.expect("written");
    house.advance(1);
    assert!(!ann.is_in().await, "past its absolute end");
    let mut again = house.ann().await;
    again.get("/sessions").await.assert_has("Reached its time limit");
}

#[rocket::async_test]
async fn activity_is_written_past_a_session_that_somebody_holds() {
    let house = House::of(Plan::on(Database::postgres())).await;
    let (mut ann, mut other) = (house.ann().await, house.ann().await);
    let id = ann.session_id().await.simple();
    let mut outside = PgConnection::establish(&house.plan.database.url()).expect("it answers");
    let hold = format!("BEGIN; SELECT 1 FROM sessions WHERE id = '\\x{id}' FOR UPDATE");
    outside.batch_execute(&hold).expect("it is held");
    house.advance(120);
    assert!(ann.is_in().await && other.is_in().await);
    house.auth().flush().await.expect("it waits for nobody");
    let seen = format!("sessions WHERE last_seen_at = {}", house.plan.clock.now());
    assert_eq!(house.count(&seen).await, 1);
    outside.batch_execute("COMMIT").expect("it ends");
    assert!(ann.is_in().await, "its next request is noted");
    house.auth().flush().await.expect("written");
    assert_eq!(house.count(&seen).await, 2);
}

#[rocket::async_test]
async fn a_remembered_one_has_its_own_times() {
    let house = House::open().await;
    let mut browser = house.browser();
    let fields = [("email", EMAIL), ("password", PASSWORD), ("remember", "true")];
    browser.submit("/login", "/login", &fields).await.assert_leads_to("/dashboard");
    house.advance(14 * 24 * HOUR - 1);
    assert!(browser.is_in().await);
    house.auth().flush().await.expect("written");
    house.advance(14 * 24 * HOUR - 1);
    assert!(browser.is_in().await);
    house.auth().flush().await.expect("written");
    house.advance(2 * 24 * HOUR + 2);
    assert!(!browser.is_in().await, "past thirty days");
}

#[rocket::async_test]
async fn activity_is_written_behind_once_a_minute() {
    let house = House::open().await;
    let mut ann = house.ann().await;
    let seen = "SELECT last_seen_at AS number FROM sessions";
    let start = house.number(seen).await;
    house.advance(59);
    assert!(ann.is_in().await);
    house.auth().flush().await.expect("written");
    assert_eq!(house.number(seen).await, start);
    house.advance(1);
    ann.peer = "198.51.100.4".into();
    assert!(ann.is_in().await);
    house.auth().flush().await.expect("written");
    assert_eq!(house.number(seen).await, start + 60);
    ann.get("/sessions").await.assert_has("now 198.51.100.4");
}

#[rocket::async_test]
async fn what_waits_is_written_at_shutdown() {
    let house = House::open().await;
    let mut ann = house.ann().await;
    house.advance(90);
    assert!(ann.is_in().await);
    let House { client, plan, .. } = house;
    client.terminate().await;
    let after = plan.build().await;
    let seen = after.number("SELECT last_seen_at AS number FROM sessions").await;
    assert_eq!(seen, plan.clock.now());
}

#[rocket::async_test]
async fn a_slow_request_never_brings_an_ended_one_back() {
    let house = House::open().await;
    let (mut ann, mut slow) = (house.ann().await, house.ann().await);
    let id = slow.session_id().await;
    house.advance(120);
    assert!(slow.is_in().await, "its activity waits to be written");
    end(&mut ann, id).await.assert_leads_to("/sessions?said=ended");
    house.auth().flush().await.expect("written");
    assert!(!slow.is_in().await);
    assert_eq!(house.count("sessions WHERE ended_at IS NULL").await, 1);
}

#[rocket::async_test]
async fn a_clock_that_goes_back_brings_nothing_back_and_ends_nothing() {
    let house = House::open().await;
    let (mut ended, mut ann) = (house.ann().await, house.ann().await);
    ended.clone().submit("/logout", "/logout", &[]).await.assert_leads_to("/login?said=out");
    house.advance(-HOUR);
    assert!(!ended.is_in().await && ann.is_in().await);
    house.auth().flush().await.expect("written");
    house.advance(HOUR);
    assert!(!ended.is_in().await && ann.is_in().await);
    house.advance(13 * HOUR);
    assert!(!ann.is_in().await);
}

#[rocket::async_test]
async fn what_people_call_themselves_stays_text() {
    let house = House::of(Plan::new().set("hallpass.service", "H<i>{{97003*97007}}")).await;
    let name = "<script>alert(1)</script>{{97003*97007}}{% raw %}\"'";
    house.add_named("o'x{{97003*97007}}@example.org", name, "user", Some(PASSWORD)).await;
    let mut eve = house.browser();
    eve.agent = "<img src=x onerror=alert(1)>{{97003*97007}} Firefox/1 Linux".into();
    eve.sign_in("o'x{{97003*97007}}@example.org", PASSWORD).await.assert_leads_to("/dashboard");
    for path in ["/dashboard", "/sessions", "/logout", "/confirm", "/nowhere"] {
        let page = eve.get(path).await;
        assert!(page.has("{{97003*97007}}") && !page.body.contains("9409970021"), "{path}");
        assert!(page.body.contains("&lt;script&gt;"), "{path}");
        assert!(
            !page.body.contains("<script") && !page.body.contains("<img src=x") && !page.body.contains("H<i>"),
            "{path}"
        );
    }
    let mut typed = house.browser();
    let answer = typed.sign_in("\"><script>x</script>@example.org", "x").await;
    assert!(!answer.body.contains("<script"));
}

#[rocket::async_test]
async fn the_secret_is_nowhere_but_in_the_cookie() {
    let house = House::open().await;
    let mut ann = house.ann().await;
    let cookie = ann.session_cookie();
    let page = ann.get("/sessions").await;
    assert!(!page.has(&cookie));
    let hash = house.word("SELECT hex(secret_hash) AS word FROM sessions").await.expect("a hash");
    assert_eq!(hash.len(), 64);
    assert!(!page.body.to_uppercase().contains(&hash));
    // What the table holds is no cookie.
    for planted in [hash.clone(), hash.to_lowercase()] {
        let mut thief = house.browser();
        thief.cookies.insert("__Host-session".into(), planted);
        assert!(!thief.is_in().await);
    }
}

#[rocket::async_test]
async fn the_sweeper_deletes_what_has_outlived_the_history_and_no_more() {
    let house = House::open().await;
    let mut ann = house.ann().await;
    ann.submit("/logout", "/logout", &[]).await.assert_leads_to("/login?said=out");
    house.advance(90 * 24 * HOUR - 60);
    house.auth().sweep().await.expect("swept");
    assert_eq!(house.count("sessions").await, 1);
    house.advance(120);
    house.ann().await;
    house.auth().sweep().await.expect("swept");
    assert_eq!(house.count("sessions").await, 1, "the live one stays");
}

#[rocket::async_test]
async fn a_user_who_is_disabled_or_deleted_is_out() {
    let house = House::open().await;
    let mut ann = house.ann().await;
    house.change("UPDATE users SET disabled_at = 1").await;
    assert!(!ann.is_in().await);
    house.change("UPDATE users SET disabled_at = NULL").await;
    assert!(ann.is_in().await);
    house.change("DELETE FROM users").await;
    assert!(!ann.is_in().await);
    assert_eq!(house.count("sessions").await, 0);
}

#[rocket::async_test]
async fn times_are_in_the_persons_zone() {
    let house = House::open().await;
    let mut ann = house.ann().await;
    ann.get("/sessions").await.assert_has("18 Nov 2026, 09:06 UTC".split_once(',').expect("a comma").0);
    house.change("UPDATE users SET time_zone = 'Asia/Tokyo'").await;
    ann.get("/sessions").await.assert_has("JST");
}

async fn end(browser: &mut Browser<'_>, id: Uuid) -> crate::answer::Answer {
    browser.submit("/sessions", &format!("/sessions/{id}/end"), &[]).await
}

#[rocket::async_test]
async fn with_room_for_one_the_displaced_session_is_told_too() {
    let house = House::of(Plan::new().set("hallpass.max_sessions", 1)).await;
    let mut first = house.ann().await;
    let mut second = house.ann().await;
    assert!(!first.is_in().await);
    second.get("/dashboard").await.assert_has("class=\"notice info\"");
}

#[rocket::async_test]
async fn a_session_dead_before_its_time_says_the_password_was_changed() {
    let house = House::open().await;
    let _dead = house.ann().await;
    house.change("UPDATE users SET auth_epoch = auth_epoch + 1").await;
    let page = house.ann().await.get("/sessions").await;
    page.assert_has("The password was changed");
    assert!(!page.has("Not used for too long"));
}
