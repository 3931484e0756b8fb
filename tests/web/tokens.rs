//! `/auth/token`, the keys, and `/auth/introspect`: access tokens for services of one's own. (ASVS V9.)

use hallpass::clock::{DAY, HOUR, MINUTE};
use hallpass::jws;
use ring::signature::{ECDSA_P256_SHA256_FIXED, UnparsedPublicKey};
use rocket::figment::util::map;
use rocket::figment::value::Value as Setting;
use rocket::http::Method;
use serde_json::{Value, json};

use base64::Engine;
use base64::prelude::{BASE64_STANDARD, BASE64_URL_SAFE_NO_PAD};

use crate::answer::Answer;
use crate::browser::Browser;
use crate::fake::signed_by_secret;
use crate::house::{EMAIL, House, PASSWORD, Plan, START};

const SECRET: &str = "0123456789abcdef0123456789abcdef";

fn plan() -> Plan {
    let service = |secret: &str| -> Setting { map!["secret" => secret].into() };
    Plan::new()
        .set("hallpass.services.billing", service(SECRET))
        .set("hallpass.services.shop", service("fedcba9876543210fedcba9876543210"))
        .set("hallpass.services.silent", rocket::figment::value::Dict::new())
}

async fn token(browser: &mut Browser<'_>, audience: &str) -> Answer {
    browser.submit("/settings", "/auth/token", &[("audience", audience)]).await
}

fn said(answer: &Answer) -> Value {
    serde_json::from_str(&answer.body).unwrap_or_else(|why| panic!("{why}: {} {}", answer.status, answer.body))
}

async fn access_token(browser: &mut Browser<'_>, audience: &str) -> String {
    let answer = token(browser, audience).await;
    said(&answer)["access_token"].as_str().unwrap_or_else(|| panic!("{}", answer.body)).to_owned()
}

fn part(token: &str, at: usize) -> Value {
    let part = token.split('.').nth(at).expect("a part");
    serde_json::from_slice(&BASE64_URL_SAFE_NO_PAD.decode(part).expect("base64")).expect("JSON")
}

/// As a service checks it, with nothing but the published keys.
fn is_signed_by(keys: &Value, token: &str) -> bool {
    let name = &part(token, 0)["kid"];
    let Some(key) = keys["keys"].as_array().expect("a list").iter().find(|key| key["kid"] == *name) else {
        return false;
    };
    let mut point = vec![4];
    for name in ["x", "y"] {
        point.extend(BASE64_URL_SAFE_NO_PAD.decode(key[name].as_str().expect("text")).expect("base64"));
    }
    let (signed, signature) = token.rsplit_once('.').expect("three parts");
    let signature = BASE64_URL_SAFE_NO_PAD.decode(signature).expect("base64");
    UnparsedPublicKey::new(&ECDSA_P256_SHA256_FIXED, point).verify(signed.as_bytes(), &signature).is_ok()
}

async fn keys(house: &House) -> Value {
    let answer = house.get("/.well-known/jwks.json", &[]).await;
    assert_eq!(answer.header("content-type"), Some("application/jwk-set+json"));
    assert_eq!(answer.header("cache-control"), Some("public, max-age=300"));
    said(&answer)
}

async fn ask(house: &House, headers: &[(&str, &str)], body: &str) -> Answer {
    let all: Vec<(&str, &str)> =
        headers.iter().copied().chain([("content-type", "application/x-www-form-urlencoded")]).collect();
    house.ask(Method::Post, "/auth/introspect", &all, body).await
}

async fn introspect(house: &House, service: &str, secret: &str, token: &str) -> Answer {
    let basic = format!("Basic {}", BASE64_STANDARD.encode(format!("{service}:{secret}")));
    ask(house, &[("authorization", &basic)], &format!("token={token}")).await
}

#[rocket::async_test]
async fn a_token_says_who_it_is_to_the_service_it_is_for() {
    let house = House::of(plan()).await;
    let mut ann = house.ann().await;
    let answer = token(&mut ann, "billing").await;
    assert_eq!((answer.status, answer.header("content-type")), (200, Some("application/json")));
    assert_eq!(answer.header("cache-control"), Some("no-store"));
    let given = said(&answer);
    assert_eq!((&given["token_type"], &given["expires_in"]), (&json!("Bearer"), &json!(300)));
    let token = given["access_token"].as_str().expect("a token");
    assert_eq!((&part(token, 0)["alg"], &part(token, 0)["typ"]), (&json!("ES256"), &json!("at+jwt")));
    let claims = part(token, 1);
    for (name, value) in [
        ("iss", json!("https://pass.example")),
        ("aud", json!("billing")),
        ("client_id", json!("hallpass")),
        ("role", json!("admin")),
        ("permissions", json!(["*"])),
        ("iat", json!(START)),
        ("exp", json!(START + 300)),
        ("sid", json!(ann.session_id().await)),
    ] {
        assert_eq!(claims[name], value, "{name}");
    }
    assert!(claims["sub"].as_str().is_some_and(|id| id.len() == 36));
    assert!(!claims.to_string().contains(EMAIL), "no more than the service needs");
    let keys = keys(&house).await;
    assert!(is_signed_by(&keys, token));
    assert!(!is_signed_by(&keys, &token.replace('.', ".A")) && keys["keys"][0].get("d").is_none());
    let other = access_token(&mut ann, "billing").await;
    assert_ne!(part(&other, 1)["jti"], claims["jti"]);
}

#[rocket::async_test]
async fn only_somebody_signed_in_gets_one_by_a_form_of_ours_for_a_service_that_is_there() {
    let house = House::of(plan()).await;
    let mut ann = house.ann().await;
    for audience in ["", "nobody", "billing,shop", "https://pass.example"] {
        let answer = token(&mut ann, audience).await;
        assert_eq!((answer.status, &said(&answer)["error"]), (422, &json!("invalid_target")), "{audience}");
    }
    let csrf = ann.token("/settings").await;
    assert_eq!(ann.post("/auth/token", &csrf, &[("audience", "billing"), ("x", "y")]).await.status, 422);
    assert_eq!(ann.post("/auth/token", "x", &[("audience", "billing")]).await.status, 403);
    let body = format!("csrf_token={csrf}&audience=billing");
    let headers = [("content-type", "application/x-www-form-urlencoded"), ("sec-fetch-site", "cross-site")];
    assert_eq!(ann.send(Method::Post, "/auth/token", &headers, &body).await.status, 403);
    assert_eq!(house.browser().submit("/login", "/auth/token", &[("audience", "billing")]).await.status, 401);
    // It does not outlive the session.
    house.advance(12 * HOUR - 60);
    let mut late = house.ann().await;
    house.change(&format!("UPDATE sessions SET expires_at = {}", house.plan.clock.now() + 60)).await;
    assert_eq!(said(&token(&mut late, "billing").await)["expires_in"], 60);
}

#[rocket::async_test]
async fn a_token_of_an_ended_session_is_seen_as_dead_at_once() {
    let house = House::of(plan()).await;
    let mut ann = house.ann().await;
    let token = access_token(&mut ann, "billing").await;
    let answer = introspect(&house, "billing", SECRET, &token).await;
    let live = said(&answer);
    assert_eq!((answer.status, &live["active"], &live["token_type"]), (200, &json!(true), &json!("Bearer")));
    assert_eq!((&live["sub"], &live["role"]), (&part(&token, 1)["sub"], &json!("admin")));
    // As of now, not as of when it was made.
    house.change("UPDATE users SET role = 'user'").await;
    let now = said(&introspect(&house, "billing", SECRET, &token).await);
    assert_eq!((&now["role"], &now["permissions"]), (&json!("user"), &json!([])));
    let reads = house.auth().db().reads();
    introspect(&house, "billing", SECRET, &token).await;
    assert_eq!(house.auth().db().reads(), reads + 1, "one look into the table");
    ann.submit("/logout", "/logout", &[]).await;
    let dead = introspect(&house, "billing", SECRET, &token).await;
    assert_eq!((dead.status, dead.body.as_str()), (200, "{\"active\":false}"));
}

#[rocket::async_test]
async fn a_token_counts_for_its_time_its_service_and_nothing_else() {
    let house = House::of(plan()).await;
    let mut ann = house.ann().await;
    let token = access_token(&mut ann, "billing").await;
    let is_active = async |service: &str, secret: &str, token: &str| {
        said(&introspect(&house, service, secret, token).await)["active"].clone()
    };
    assert_eq!(is_active("billing", SECRET, &token).await, true);
    assert_eq!(is_active("shop", "fedcba9876543210fedcba9876543210", &token).await, false);
    // Signed by whomever, changed, of another kind, of another site.
    let (signed, signature) = token.rsplit_once('.').expect("three parts");
    let (header, claims) = signed.split_once('.').expect("two");
    let encoded = |value: &Value| BASE64_URL_SAFE_NO_PAD.encode(value.to_string());
    let mut other = part(&token, 1);
    other["sub"] = uuid::Uuid::now_v7().to_string().into();
    let stranger = jws::SigningKey::from_pkcs8(&jws::SigningKey::generate().expect("random")).expect("a key");
    let by_stranger = stranger.sign(part(&token, 0), &part(&token, 1)).expect("a signature");
    for forged in [
        format!("{}.{claims}.", encoded(&json!({ "alg": "none", "typ": "at+jwt", "kid": part(&token, 0)["kid"] }))),
        format!(
            "{}.{claims}.{signature}",
            encoded(&json!({ "alg": "none", "typ": "at+jwt", "kid": part(&token, 0)["kid"] }))
        ),
        signed_by_secret(
            &json!({ "alg": "HS256", "typ": "at+jwt", "kid": part(&token, 0)["kid"] }),
            &part(&token, 1),
            keys(&house).await["keys"][0].to_string().as_bytes(),
        ),
        format!("{header}.{}.{signature}", encoded(&other)),
        by_stranger,
        signed.to_owned(),
        String::from("x"),
    ] {
        assert_eq!(is_active("billing", SECRET, &forged).await, false, "{forged}");
    }
    house.advance(5 * MINUTE);
    assert_eq!(is_active("billing", SECRET, &token).await, false);
}

#[rocket::async_test]
async fn a_service_proves_itself_and_no_cookie_helps() {
    let house = House::of(plan()).await;
    let mut ann = house.ann().await;
    let token = access_token(&mut ann, "billing").await;
    for (service, secret) in [("billing", "wrong"), ("nobody", SECRET), ("silent", ""), ("", ""), ("shop", SECRET)] {
        let answer = introspect(&house, service, secret, &token).await;
        assert_eq!((answer.status, &said(&answer)["error"]), (401, &json!("invalid_client")), "{service}");
        assert!(answer.header("www-authenticate").is_some_and(|how| how.starts_with("Basic")));
    }
    assert_eq!(ask(&house, &[], &format!("token={token}")).await.status, 401);
    let in_form = format!("token={token}&client_id=billing&client_secret={SECRET}");
    assert_eq!(said(&ask(&house, &[], &in_form).await)["active"], true);
    let basic = format!("Basic {}", BASE64_STANDARD.encode(format!("billing:{SECRET}")));
    assert_eq!(ask(&house, &[("authorization", &basic)], "").await.status, 400);
    assert_eq!(ask(&house, &[("authorization", &basic)], &format!("token={token}&token=x")).await.status, 400);
    // A browser's cookie is not even opened there: no session of it is looked up, and none is answered.
    let reads = house.auth().db().reads();
    let headers = [("content-type", "application/x-www-form-urlencoded"), ("sec-fetch-site", "same-origin")];
    for path in ["/auth/introspect", "/auth/signed-out/op"] {
        let answer = ann.send(Method::Post, path, &headers, format!("token={token}")).await;
        assert!([400, 401].contains(&answer.status), "{path} {}", answer.status);
        assert!(answer.all("set-cookie").is_empty());
    }
    assert_eq!(house.auth().db().reads(), reads);
}

#[rocket::async_test]
async fn keys_follow_each_other_on_schedule() {
    let house = House::of(plan().set("hallpass.token_key_life", "30 days")).await;
    let mut ann = house.ann().await;
    let name = |token: &str| part(token, 0)["kid"].clone();
    let first = access_token(&mut ann, "billing").await;
    assert_eq!(keys(&house).await["keys"].as_array().map(Vec::len), Some(1));
    // A day before, the next one is there to be seen, and does not sign yet.
    house.advance(29 * DAY);
    assert_eq!(keys(&house).await["keys"].as_array().map(Vec::len), Some(2));
    let mut ann = house.ann().await;
    let still = access_token(&mut ann, "billing").await;
    assert_eq!(name(&still), name(&first));
    house.advance(DAY);
    let mut ann = house.ann().await;
    let next = access_token(&mut ann, "billing").await;
    assert_ne!(name(&next), name(&first));
    let both = keys(&house).await;
    assert!(is_signed_by(&both, &next) && is_signed_by(&both, &still));
    assert_eq!(said(&introspect(&house, "billing", SECRET, &next).await)["active"], true);
    // The one before goes when nothing it signed counts any more.
    house.auth().sweep().await.expect("the database answers");
    assert_eq!(keys(&house).await["keys"].as_array().map(Vec::len), Some(2));
    house.advance(2 * HOUR);
    house.auth().sweep().await.expect("the database answers");
    let left = keys(&house).await;
    assert!(left["keys"].as_array().map(Vec::len) == Some(1) && is_signed_by(&left, &next));
    // A server that slept for a year begins with a key that was published for a day.
    house.advance(365 * DAY);
    let mut ann = house.ann().await;
    assert_eq!(name(&access_token(&mut ann, "billing").await), name(&next));
    house.advance(DAY);
    let mut ann = house.ann().await;
    assert_ne!(name(&access_token(&mut ann, "billing").await), name(&next));
}

#[rocket::async_test]
async fn keys_lie_sealed_and_a_new_secret_key_makes_new_ones() {
    let house = House::of(plan()).await;
    let mut ann = house.ann().await;
    let before = access_token(&mut ann, "billing").await;
    let other = house.plan.clone().set("secret_key", crate::house::OTHER_KEY).build().await;
    let mut ann = other.browser();
    assert_eq!(ann.sign_in(EMAIL, PASSWORD).await.status, 303);
    let after = access_token(&mut ann, "billing").await;
    assert_ne!(part(&before, 0)["kid"], part(&after, 0)["kid"]);
    let keys = keys(&other).await;
    assert!(is_signed_by(&keys, &after) && is_signed_by(&keys, &before), "what was signed before counts on");
}

#[rocket::async_test]
async fn two_servers_sign_by_one_key() {
    let house = House::of(plan()).await;
    let other = house.plan.build().await;
    let (mut here, mut there) = (house.ann().await, other.browser());
    there.sign_in(EMAIL, PASSWORD).await;
    let both = rocket::tokio::join!(access_token(&mut here, "billing"), access_token(&mut there, "billing"));
    assert_eq!(part(&both.0, 0)["kid"], part(&both.1, 0)["kid"]);
    assert_eq!(said(&introspect(&other, "billing", SECRET, &both.0).await)["active"], true);
}
