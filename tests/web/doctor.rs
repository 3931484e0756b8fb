//! `/doctor`: what the server believes of a request, told to whoever holds the secret key and to nobody else.

use hallpass::auth::doctor_proof::{HEADER, proof};
use hallpass::belief::{Belief, Doubt};
use rocket::http::Method;

use crate::answer::Answer;
use crate::house::{House, KEY, OTHER_KEY, Plan};

/// Asks as `hallpass doctor` does, from the address of the house's visitors.
async fn ask(house: &House, headers: &[(&str, &str)]) -> Answer {
    let sent = proof(&house.config.keys, house.auth().now()).expect("random bytes");
    house.get("/doctor", &[&[(HEADER, sent.as_str())], headers].concat()).await
}

async fn believed(house: &House, headers: &[(&str, &str)]) -> Belief {
    let answer = ask(house, headers).await;
    answer.assert_status(200);
    serde_json::from_str(&answer.body).expect("what is believed")
}

#[rocket::async_test]
async fn the_doctor_is_told_what_is_believed_of_its_request() {
    let house = House::of(Plan::new().set("hallpass.trusted_proxies", vec!["192.0.2.1"])).await;
    let headers =
        [("x-forwarded-for", "198.51.100.7, 203.0.113.9"), ("host", "127.0.0.1:8000"), ("x-forwarded-proto", "https")];
    let belief = believed(&house, &headers).await;
    assert_eq!(belief.client.map(|ip| ip.to_string()).as_deref(), Some("203.0.113.9"));
    assert_eq!(belief.peer.map(|ip| ip.to_string()).as_deref(), Some("192.0.2.1"));
    let entries: Vec<&str> = belief.forwarded_for.iter().map(|entry| entry.entry.as_str()).collect();
    assert_eq!(entries, ["198.51.100.7", "203.0.113.9"]);
    assert!(belief.peer_is_trusted && belief.secure_cookies && belief.host_is_known);
    assert_eq!((belief.host.as_deref(), belief.forwarded_proto.as_deref()), (Some("127.0.0.1:8000"), Some("https")));
    assert_eq!(belief.doubts(), []);
    assert_eq!(believed(&house, &[]).await.doubts(), [Doubt::NothingForwarded]);
}

#[rocket::async_test]
async fn a_server_that_trusts_no_proxy_says_so_and_knows_the_name_it_is_reached_by() {
    let house = House::open().await;
    let own = house.config.origins.public().trim_start_matches("https://").to_owned();
    assert_eq!(believed(&house, &[("host", &own)]).await.doubts(), [Doubt::NoProxyNamed]);
    let other = believed(&house, &[("host", "elsewhere.example")]).await;
    assert_eq!(other.doubts(), [Doubt::NoProxyNamed, Doubt::OtherHost]);
}

#[rocket::async_test]
async fn without_the_key_there_is_nothing_at_doctor() {
    let house = House::open().await;
    let other = house.plan.clone().set("secret_key", OTHER_KEY).build().await;
    let now = house.auth().now();
    let right = proof(&house.config.keys, now).expect("random bytes");
    let old = proof(&house.config.keys, now - 61).expect("random bytes");
    let foreign = proof(&other.config.keys, now).expect("random bytes");
    let nothing = house.get("/nothing-is-here", &[]).await;
    for sent in ["", "x", KEY, &old, &foreign, &format!("{right}x"), &format!("1{right}")] {
        let answer = house.get("/doctor", &[(HEADER, sent)]).await;
        assert_eq!((answer.status, &answer.body), (404, &nothing.body), "{sent}");
    }
    // A server that has the other key, and this one among the previous ones, still knows who asks.
    let with = house.plan.clone().set("secret_key", OTHER_KEY);
    let with = with.set("hallpass.previous_secret_keys", vec![KEY.to_owned()]).build().await;
    assert_eq!(with.get("/doctor", &[(HEADER, &right)]).await.status, 200);
    assert_eq!(house.ask(Method::Post, "/doctor", &[(HEADER, &right)], "").await.status, 403);
}
