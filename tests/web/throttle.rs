//! How often may be tried: for one account, one browser, one address; and that nobody is locked out by strangers.

use rocket::futures::future::join_all;

use crate::answer::Answer;
use crate::browser::Browser;
use crate::database::Database;
use crate::house::{EMAIL, House, OTHER_KEY, PASSWORD, Plan};

#[rocket::async_test]
async fn after_five_wrong_guesses_even_the_right_one_waits() {
    let house = House::open().await;
    let mut browser = house.browser();
    for _ in 0..5 {
        browser.sign_in(EMAIL, "wrong").await.assert_status(401);
    }
    let answer = browser.sign_in(EMAIL, PASSWORD).await;
    answer.assert_status(429);
    assert_eq!(answer.header("retry-after"), Some("60"));
    answer.assert_has("Try again in 1 minute");
    answer.assert_has(&format!("value=\"{EMAIL}\""));
    assert!(!answer.has(PASSWORD) && !answer.touches_session());
    house.advance(59);
    let answer = browser.sign_in(EMAIL, PASSWORD).await;
    assert_eq!((answer.status, answer.header("retry-after")), (429, Some("1")));
    house.advance(1);
    browser.sign_in(EMAIL, PASSWORD).await.assert_leads_to("/dashboard");
}

#[rocket::async_test]
async fn an_account_that_does_not_exist_waits_just_the_same() {
    let house = House::open().await;
    let (mut known, mut unknown) = (house.browser(), house.browser());
    for _ in 0..7 {
        let one = known.sign_in(EMAIL, "wrong").await;
        let other = unknown.sign_in("nobody@example.org", "wrong").await;
        assert_eq!((one.status, one.header_names()), (other.status, other.header_names()));
    }
}

#[rocket::async_test]
async fn however_an_email_is_typed_it_is_one_count() {
    let house = House::open().await;
    for email in ["ann@example.org", "ANN@example.org", " ann@example.org ", "ａｎｎ@example.org", "Ann@EXAMPLE.ORG"]
    {
        house.browser().sign_in(email, "wrong").await.assert_status(401);
    }
    house.browser().sign_in("aNN@example.org", "wrong").await.assert_status(429);
}

#[rocket::async_test]
async fn of_fifty_guesses_at_once_five_are_tried_on_sqlite() {
    at_once(Database::sqlite()).await;
}

#[rocket::async_test]
async fn of_fifty_guesses_at_once_five_are_tried_on_postgresql() {
    at_once(Database::postgres()).await;
}

#[rocket::async_test]
async fn strangers_cannot_lock_the_owners_browser_out() {
    let house = House::of(Plan::new().set("hallpass.attempts_until_stop", 8)).await;
    let mut owner = house.ann().await;
    owner.submit("/logout", "/logout", &[]).await.assert_leads_to("/login?said=out");
    let mut stranger = house.browser().at("198.51.100.1");
    for _ in 0..8 {
        stranger.sign_in(EMAIL, "wrong").await.assert_status(401);
        house.advance(60);
    }
    let stopped = stranger.sign_in(EMAIL, PASSWORD).await;
    stopped.assert_status(429);
    stopped.assert_has("A browser you have signed in with before still works.");
    house.advance(86_400);
    stranger.sign_in(EMAIL, PASSWORD).await.assert_status(429);
    owner.sign_in(EMAIL, PASSWORD).await.assert_leads_to("/dashboard");
    // Which does not lift the stop for the others.
    stranger.sign_in(EMAIL, PASSWORD).await.assert_status(429);
}

#[rocket::async_test]
async fn a_known_browser_has_a_limit_of_its_own() {
    let house = House::open().await;
    let mut owner = house.ann().await;
    owner.submit("/logout", "/logout", &[]).await.assert_leads_to("/login?said=out");
    for _ in 0..10 {
        owner.sign_in(EMAIL, "wrong").await.assert_status(401);
    }
    let answer = owner.sign_in(EMAIL, PASSWORD).await;
    answer.assert_status(429);
    assert_eq!(answer.header("retry-after"), Some("30"));
    house.browser().sign_in(EMAIL, PASSWORD).await.assert_leads_to("/dashboard");
}

#[rocket::async_test]
async fn a_browser_known_to_one_account_is_a_stranger_to_others() {
    let house = House::open().await;
    house.add("eve@example.org", "user").await;
    let mut eve = house.browser();
    eve.sign_in("eve@example.org", PASSWORD).await.assert_leads_to("/dashboard");
    eve.submit("/logout", "/logout", &[]).await.assert_leads_to("/login?said=out");
    for _ in 0..5 {
        eve.sign_in(EMAIL, "wrong").await.assert_status(401);
    }
    eve.sign_in(EMAIL, "wrong").await.assert_status(429);
}

#[rocket::async_test]
async fn after_too_many_failures_in_a_row_only_a_reset_helps() {
    let house = House::of(Plan::new().set("hallpass.attempts_until_stop", 6)).await;
    let mut browser = house.browser();
    for _ in 0..6 {
        browser.sign_in(EMAIL, "wrong").await.assert_status(401);
        house.advance(120);
    }
    let answer = browser.sign_in(EMAIL, PASSWORD).await;
    answer.assert_status(429);
    assert_eq!(answer.header("retry-after"), Some("3600"));
    browser.get(&house.reset_link(EMAIL).await).await.assert_leads_to("/reset");
    let new = "another kettle under nine rooftops";
    browser.submit("/reset", "/reset", &[("password", new)]).await.assert_leads_to("/login?said=set");
    browser.sign_in(EMAIL, new).await.assert_leads_to("/dashboard");
}

#[rocket::async_test]
async fn a_success_begins_the_row_of_failures_anew() {
    let house = House::of(Plan::new().set("hallpass.attempts_until_stop", 6)).await;
    for _ in 0..3 {
        for _ in 0..4 {
            house.browser().sign_in(EMAIL, "wrong").await.assert_status(401);
            house.advance(120);
        }
        house.browser().sign_in(EMAIL, PASSWORD).await.assert_leads_to("/dashboard");
    }
}

#[rocket::async_test]
async fn one_address_has_a_limit_over_all_accounts_and_own_successes_do_not_lift_it() {
    let house = House::of(Plan::new().set("hallpass.address_attempts", 6)).await;
    house.add("eve@example.org", "user").await;
    for n in 0..6 {
        guess(&house, "198.51.100.1", &format!("nobody{n}@example.org")).await.assert_status(401);
        let own = house.browser().at("198.51.100.1").sign_in("eve@example.org", PASSWORD).await;
        assert!(own.status == 303 || n == 5, "{n}: {}", own.status);
    }
    let answer = guess(&house, "198.51.100.1", "other@example.org").await;
    assert_eq!((answer.status, answer.header("retry-after")), (429, Some("10")));
    guess(&house, "198.51.100.2", "other@example.org").await.assert_status(401);
}

#[rocket::async_test]
async fn strangers_at_the_owners_address_cannot_lock_their_browser_out() {
    let house = House::of(Plan::new().set("hallpass.address_attempts", 3)).await;
    let mut owner = house.ann().await;
    owner.submit("/dashboard", "/logout", &[]).await;
    for n in 0..3 {
        house.browser().sign_in(&format!("guess{n}@example.org"), "wrong").await.assert_status(401);
    }
    house.browser().sign_in(EMAIL, PASSWORD).await.assert_status(429);
    owner.sign_in(EMAIL, PASSWORD).await.assert_leads_to("/dashboard");
}

#[rocket::async_test]
async fn a_change_of_key_forgets_no_failure() {
    let plan = Plan::new().set("hallpass.attempts_until_stop", 2);
    let house = House::of(plan.clone()).await;
    for _ in 0..2 {
        house.browser().sign_in(EMAIL, "wrong").await.assert_status(401);
    }
    let after = plan.set("secret_key", OTHER_KEY).build().await;
    after.browser().sign_in(EMAIL, PASSWORD).await.assert_status(429);
}

#[rocket::async_test]
async fn a_reset_takes_a_thiefs_browser_its_own_allowance() {
    let house = House::of(Plan::new().set("hallpass.attempts_until_stop", 2)).await;
    let _thief = house.ann().await;
    assert_eq!(house.count("browsers").await, 1);
    let link = house.reset_link(EMAIL).await;
    let mut owner = house.browser();
    owner.get(&link).await;
    owner.submit("/reset", "/reset", &[("password", "seven rooftops over a green kettle")]).await;
    assert_eq!(house.count("browsers").await, 0);
}

#[rocket::async_test]
async fn of_ipv6_the_network_counts() {
    let house = House::of(Plan::new().set("hallpass.address_attempts", 3)).await;
    for n in 1..=3 {
        guess(&house, &format!("2001:db8::{n}:1"), &format!("nobody{n}@example.org")).await.assert_status(401);
    }
    guess(&house, "2001:db8::ffff:ffff:ffff:ffff", "other@example.org").await.assert_status(429);
    guess(&house, "2001:db8:0:1::1", "other@example.org").await.assert_status(401);
}

#[rocket::async_test]
async fn nobody_chooses_their_own_address() {
    let house = House::of(Plan::new().set("hallpass.address_attempts", 3)).await;
    let mut statuses = Vec::new();
    for n in 1..=4 {
        let mut browser = house.browser();
        let address = format!("203.0.113.{n}");
        for name in ["x-forwarded-for", "x-real-ip", "forwarded", "cf-connecting-ip", "true-client-ip"] {
            let value = if name == "forwarded" { format!("for={address}") } else { address.clone() };
            browser.headers.push((name.into(), value));
        }
        statuses.push(browser.sign_in(&format!("nobody{n}@example.org"), "wrong").await.status);
    }
    assert_eq!(statuses, [401, 401, 401, 429]);
}

#[rocket::async_test]
async fn behind_a_trusted_proxy_the_right_most_stranger_counts() {
    let plan = Plan::new().set("hallpass.address_attempts", 3).set("hallpass.trusted_proxies", vec!["10.0.0.0/8"]);
    let house = House::of(plan).await;
    let through = |n: usize, forwarded: &str| {
        let mut browser = house.browser().at("10.0.0.1");
        browser.headers.push(("x-forwarded-for".into(), forwarded.into()));
        let email = format!("nobody{n}@example.org");
        async move { browser.sign_in(&email, "wrong").await.status }
    };
    for n in 1..=3 {
        assert_eq!(through(n, &format!("203.0.113.{n}, 198.51.100.7")).await, 401);
    }
    assert_eq!(through(4, "203.0.113.4, 198.51.100.7, 10.1.1.1").await, 429);
    assert_eq!(through(5, "198.51.100.7, 203.0.113.5").await, 401);
}

#[rocket::async_test]
async fn a_count_holds_for_all_servers() {
    let here = House::open().await;
    let there = here.plan.build().await;
    for n in 0..5 {
        let house = if n % 2 == 0 { &here } else { &there };
        house.browser().sign_in(EMAIL, "wrong").await.assert_status(401);
    }
    for house in [&here, &there] {
        house.browser().sign_in(EMAIL, PASSWORD).await.assert_status(429);
    }
}

#[rocket::async_test]
async fn a_clock_that_goes_back_gives_no_new_guesses() {
    let house = House::open().await;
    for _ in 0..5 {
        house.browser().sign_in(EMAIL, "wrong").await.assert_status(401);
    }
    house.advance(-3600);
    house.browser().sign_in(EMAIL, PASSWORD).await.assert_status(429);
}

#[rocket::async_test]
async fn what_was_typed_is_not_stored() {
    let house = House::open().await;
    house.browser().sign_in("my.m4rked.password@in.the.wrong.field", "x").await.assert_status(401);
    house.auth().flush().await.expect("written");
    let names = house.word("SELECT group_concat(hex(name)) AS word FROM attempts").await.expect("rows");
    assert!(names.split(',').all(|name| name.len() == 64));
    let file = std::fs::read(house.plan.database.file()).expect("the file");
    let log = std::fs::read(house.plan.database.file().with_extension("db-wal")).unwrap_or_default();
    assert!(![file, log].iter().any(|bytes| bytes.windows(6).any(|six| six == b"m4rked")));
}

async fn at_once(database: Database) {
    let house = House::of(Plan::on(database).set("hallpass.hashing_threads", 8)).await;
    let mut browser = house.browser();
    let token = browser.token("/login").await;
    let fields = [("email", EMAIL), ("password", "wrong")];
    let mut many: Vec<Browser<'_>> = (0..50).map(|_| browser.clone()).collect();
    let answers = join_all(many.iter_mut().map(|one| one.post("/login", &token, &fields))).await;
    let with = |status| answers.iter().filter(|answer| answer.status == status).count();
    assert!(with(401) <= 5 && with(429) > 0, "{} tried", with(401));
    assert_eq!(with(401) + with(429) + with(503), 50);
    assert!(answers.iter().filter(|a| a.status == 429).all(|a| a.header("retry-after") == Some("60")));
    house.browser().sign_in(EMAIL, PASSWORD).await.assert_status(429);
}

async fn guess(house: &House, peer: &str, email: &str) -> Answer {
    house.browser().at(peer).sign_in(email, "wrong").await
}
