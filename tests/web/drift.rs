//! A session that is suddenly used from another network or by another browser.

use hallpass::web::guards::Visitor;

use crate::browser::{Browser, FIREFOX};
use crate::house::{EMAIL, House, PASSWORD, Plan};

const CHROME: &str =
    "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36";
const NEARBY: &str = "192.0.77.7";
const FAR: &str = "203.0.113.7";

/// What was set, and how a request from another network and one from another browser end.
#[rocket::async_test]
async fn it_is_done_what_the_setting_says() {
    for (rule, far, other) in
        [("off", "in", "in"), ("note", "in", "asked"), ("ask", "asked", "asked"), ("end", "out", "out")]
    {
        let house = House::of(Plan::new().set("hallpass.drift", rule)).await;
        let ann = house.ann().await;
        for (moved, expected) in [(ann.clone().at(FAR), far), (with(&ann, CHROME), other)] {
            let mut ann = house.ann().await;
            let mut thief = ann.clone();
            (thief.peer, thief.agent) = (moved.peer, moved.agent);
            assert_eq!(standing(&mut thief).await, expected, "{rule}: {} {}", thief.peer, thief.agent);
            assert_eq!(standing(&mut ann).await, if expected == "out" { "out" } else { "in" }, "{rule}: its owner");
        }
    }
}

#[rocket::async_test]
async fn what_people_do_all_day_is_no_drift() {
    let house = House::of(Plan::new().set("hallpass.drift", "end")).await;
    let mut ann = house.ann().await;
    let newer = FIREFOX.replace("140.0", "141.0");
    for (peer, agent) in [(NEARBY, FIREFOX), ("2001:db8::1", FIREFOX), ("192.0.2.1", &newer)] {
        (ann.peer, ann.agent) = (peer.into(), agent.into());
        assert_eq!(standing(&mut ann).await, "in", "{peer} {agent}");
    }
}

#[rocket::async_test]
async fn after_the_password_it_goes_on_there_and_the_old_cookie_is_worth_nothing() {
    let house = House::open().await;
    let ann = house.ann().await;
    let (mut before, mut moved) = (ann.clone(), with(&ann, CHROME));
    moved.get("/sessions?x=1").await.assert_leads_to("/confirm?next=%2Fsessions%3Fx%3D1");
    moved.confirm("wrong").await.assert_status(401);
    moved.confirm(PASSWORD).await.assert_leads_to("/dashboard");
    assert_eq!(standing(&mut before).await, "out");
    assert_eq!(standing(&mut moved).await, "in");
    before.agent = CHROME.into();
    assert_eq!(standing(&mut before).await, "out", "at once: nothing was under way that had been let through");
}

#[rocket::async_test]
async fn until_then_it_leads_nowhere_else() {
    let house = House::of(Plan::new().mount(rocket::routes![whose])).await;
    let ann = house.ann().await;
    assert_eq!(ann.clone().get("/whose").await.body, "Ann Richmond");
    let token = ann.clone().token("/sessions").await;
    let mut thief = with(&ann, CHROME);
    for path in ["/dashboard", "/sessions", "/history", "/settings", "/settings/password", "/admin/events"] {
        let answer = thief.get(path).await;
        assert!(answer.status == 303 && answer.location().starts_with("/confirm"), "{path}: {}", answer.status);
    }
    assert_eq!(thief.get("/whose").await.body, "nobody", "an app's own page that is for everybody");
    for path in ["/sessions/end-others", "/settings", "/settings/password"] {
        thief.post(path, &token, &[]).await.assert_status(403);
    }
    house.advance(120);
    thief.get("/dashboard").await;
    house.auth().flush().await.expect("the database answers");
    assert_eq!(standing(&mut thief).await, "asked", "what it asked for was not taken for its owner's");
}

#[rocket::async_test]
async fn it_can_be_signed_out_of() {
    let house = House::open().await;
    let ann = house.ann().await;
    let mut moved = with(&ann, CHROME);
    moved.submit("/logout", "/logout", &[]).await.assert_leads_to("/login?said=out");
    assert_eq!(standing(&mut ann.clone()).await, "out");
}

#[rocket::async_test]
async fn it_is_noted_once_and_told_in_the_history() {
    let house = House::of(Plan::new().set("hallpass.idle_timeout", "6 h")).await;
    let mut ann = house.ann().await;
    ann.peer = FAR.into();
    for _ in 0..5 {
        assert_eq!(standing(&mut ann).await, "in");
    }
    assert_eq!(noted(&house).await, 1);
    let page = ann.get("/history?show=sign-ins").await;
    page.assert_has("Used from elsewhere");
    page.assert_has("Another network");
    page.assert_has(FAR);
    // Once its activity was recorded there, it is at home there.
    house.advance(60);
    assert_eq!(standing(&mut ann).await, "in");
    assert_eq!(noted(&house).await, 1);
    house.advance(2 * 3600);
    assert_eq!(standing(&mut ann).await, "in");
    assert_eq!(noted(&house).await, 1);
}

#[rocket::async_test]
async fn one_that_was_ended_says_why() {
    let house = House::of(Plan::new().set("hallpass.drift", "end")).await;
    let ann = house.ann().await;
    assert_eq!(standing(&mut with(&ann, CHROME)).await, "out");
    let mut ann = house.ann().await;
    ann.get("/sessions").await.assert_has("Suddenly used from elsewhere");
    ann.get("/history").await.assert_has("Suddenly used from elsewhere");
}

#[rocket::async_test]
async fn what_was_being_sent_is_kept_until_the_password_is_entered() {
    let house = House::of(Plan::new().mount(rocket::routes![letter])).await;
    let ann = house.ann().await;
    let mut moved = with(&ann, CHROME);
    let token = ann.clone().token("/sessions").await;
    let answer = moved.post("/letter", &token, &[("text", "Dear Bob")]).await;
    answer.assert_status(403);
    answer.assert_has("another browser or from another place");
    let (_, kept) = answer.body.split_once("name=\"kept\" value=\"").expect("what is kept");
    let kept = kept.split('"').next().expect("its end").replace("&#x2F;", "/");
    let fields = [("email", EMAIL), ("password", PASSWORD), ("kept", kept.as_str())];
    let body = crate::browser::form(&token, &fields);
    let answer = moved.post_raw("/confirm", &body).await;
    assert_eq!((answer.status, answer.location()), (307, "/letter"));
    assert_eq!(moved.post_raw("/letter", &body).await.body, "Dear Bob");
}

#[derive(rocket::FromForm)]
struct Letter<'r> {
    text: &'r str,
}

#[rocket::post("/letter", data = "<letter>")]
fn letter(letter: hallpass::web::kept::RecentForm<'_, Letter<'_>>) -> String {
    letter.form.value.map(|letter| letter.text.to_owned()).unwrap_or_default()
}

/// Thinks of none, of one longer than is kept, and of one that would take long to read.
#[rocket::async_test]
async fn an_odd_user_agent_is_asked_once_and_never_again() {
    for rule in ["note", "end"] {
        let long = format!("{} {CHROME}", "x".repeat(400));
        for agent in ["", &long, &"/".repeat(300_000)] {
            let house = House::of(Plan::new().set("hallpass.drift", rule)).await;
            let mut odd = Browser { agent: agent.into(), ..house.browser() };
            odd.sign_in(EMAIL, PASSWORD).await.assert_leads_to("/dashboard");
            assert_eq!(standing(&mut odd).await, "in", "{rule}");
            let mut ann = house.ann().await;
            ann.agent = agent.into();
            if rule == "note" {
                ann.confirm(PASSWORD).await.assert_leads_to("/dashboard");
                assert_eq!(standing(&mut ann).await, "in");
            }
        }
    }
}

#[rocket::async_test]
async fn nobody_comes_to_be_at_home_by_way_of_the_other_kind_of_address() {
    let house = House::of(Plan::new().set("hallpass.drift", "ask")).await;
    let mut ann = house.ann().await;
    ann.peer = "2001:db8::1".into();
    house.advance(60);
    assert_eq!(standing(&mut ann).await, "in");
    house.auth().flush().await.expect("the database answers");
    ann.peer = FAR.into();
    assert_eq!(standing(&mut ann).await, "asked");
}

#[rocket::async_test]
async fn whoever_is_asked_uses_up_nothing_of_the_owners() {
    let house = House::open().await;
    let mut ann = house.ann().await;
    let mut thief = with(&ann, CHROME);
    for _ in 0..5 {
        thief.confirm("wrong").await.assert_status(401);
    }
    thief.confirm("wrong").await.assert_status(429);
    ann.confirm(PASSWORD).await.assert_leads_to("/dashboard");
}

#[rocket::async_test]
async fn another_browser_is_noted_after_another_network() {
    let house = House::open().await;
    let mut ann = house.ann().await;
    ann.peer = FAR.into();
    standing(&mut ann).await;
    standing(&mut with(&ann, CHROME)).await;
    house.auth().flush().await.expect("the database answers");
    assert_eq!(house.count("events WHERE kind = 'drift'").await, 2);
    ann.get("/history").await.assert_has("Another browser; it had to be confirmed");
}

async fn noted(house: &House) -> i64 {
    house.auth().flush().await.expect("the database answers");
    house.count("events WHERE kind = 'drift' AND detail = 'network'").await
}

#[rocket::get("/whose")]
fn whose(visitor: Visitor<'_>) -> String {
    visitor.0.map_or_else(|| "nobody".into(), |live| live.person.name.clone())
}

fn with<'h>(browser: &Browser<'h>, agent: &str) -> Browser<'h> {
    Browser { agent: agent.into(), ..browser.clone() }
}

async fn standing(browser: &mut Browser<'_>) -> &'static str {
    let answer = browser.get("/dashboard").await;
    match (answer.status, answer.location()) {
        (200, _) => "in",
        (303, to) if to.starts_with("/confirm") => "asked",
        (303, "/login") => "out",
        (status, to) => panic!("{status} {to}"),
    }
}
