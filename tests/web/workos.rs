//! WorkOS by its own API, against a stand-in that answers as its documentation says (workos.com/docs/reference/authkit).

use rocket::figment::util::map;
use rocket::figment::value::Value as Setting;
use serde_json::{Value, json};
use url::Url;

use crate::answer::Answer;
use crate::browser::Browser;
use crate::fake::{Fake, Reply};
use crate::house::{House, Plan, START};

const CLIENT: &str = "client_01HXYZ";

fn plan(fake: &Fake) -> Plan {
    let rules = map![
        "kind" => Setting::from("workos"),
        "issuer" => fake.issuer.clone().into(),
        "client_id" => CLIENT.into(),
        "client_secret" => "sk_test_secret".into(),
        "label" => "WorkOS".into(),
        "first_sign_in" => "create".into(),
        "sign_out" => true.into(),
        "role_claim" => "role".into(),
        "roles" => Setting::from(map!["org-admin" => "admin"]),
        "parameters" => Setting::from(map!["organization_id" => "org_01"]),
    ];
    Plan::new().set("hallpass.providers.workos", rules)
}

fn query(url: &Url, name: &str) -> Option<String> {
    url.query_pairs().find(|(found, _)| found == name).map(|(_, value)| value.into_owned())
}

/// The claims of an access token, as real ones have them.
fn claims(fake: &Fake) -> Value {
    json!({
        "iss": format!("{}/user_management/{CLIENT}", fake.issuer),
        "sub": "user_01ANN",
        "sid": "session_01ABC",
        "org_id": "org_01",
        "jti": "01J",
        "role": "org-admin",
        "permissions": ["posts:read"],
        "auth_time": START,
        "iat": START,
        "exp": START + 300,
    })
}

fn authenticated(fake: &Fake, claims: &Value, refresh: &str) -> Value {
    json!({
        "user": {
            "object": "user",
            "id": "user_01ANN",
            "email": "ann@work.example",
            "email_verified": true,
            "first_name": "Ann",
            "last_name": "Richmond",
            "profile_picture_url": null,
            "external_id": null,
            "metadata": {},
            "locale": "es-MX",
            "last_sign_in_at": null,
            "created_at": "2026-01-01T00:00:00.000Z",
            "updated_at": "2026-01-01T00:00:00.000Z",
        },
        "organization_id": "org_01",
        "access_token": fake.sign(&json!({}), claims),
        "refresh_token": refresh,
        "authentication_method": "Passkey",
    })
}

fn start() -> Fake {
    let fake = Fake::start();
    // Its keys are the client's own.
    fake.copy("/keys", &format!("/sso/jwks/{CLIENT}"));
    fake
}

async fn sign_in(browser: &mut Browser<'_>, fake: &Fake, claims: &Value) -> Answer {
    let there = browser.begin_with("workos").await;
    fake.reply("/user_management/authenticate", Reply::Json(authenticated(fake, claims, "refresh-1")));
    let state = query(&there, "state").expect("a state");
    browser.get(&format!("/sign-in/workos/callback?code=c&state={state}")).await
}

#[rocket::async_test]
async fn somebody_signs_in_with_workos_and_out_of_it() {
    let fake = start();
    let house = House::of(plan(&fake)).await;
    let mut ann = house.browser();
    let there = ann.begin_with("workos").await;
    assert!(there.as_str().starts_with(&format!("{}/user_management/authorize?", fake.issuer)), "{there}");
    for (name, value) in [
        ("response_type", "code"),
        ("client_id", CLIENT),
        ("organization_id", "org_01"),
        ("redirect_uri", "https://pass.example/sign-in/workos/callback"),
        ("code_challenge_method", "S256"),
    ] {
        assert_eq!(query(&there, name).as_deref(), Some(value));
    }
    let answer = sign_in(&mut ann, &fake, &claims(&fake)).await;
    assert_eq!(answer.location(), "/dashboard", "{}", answer.body);
    let sent = fake.asked().into_iter().find(|asked| asked.starts_with("POST")).expect("it was asked");
    let (_, body) = sent.split_once(' ').and_then(|(_, rest)| rest.split_once(' ')).expect("a body");
    let body: Value = serde_json::from_str(body).expect("JSON");
    assert_eq!(
        (&body["grant_type"], &body["client_id"], &body["client_secret"], &body["code"]),
        (&json!("authorization_code"), &json!(CLIENT), &json!("sk_test_secret"), &json!("c"))
    );
    assert!(body["code_verifier"].as_str().is_some_and(|verifier| verifier.len() == 43));
    let hers = "users WHERE name = 'Ann Richmond' AND language = 'es' AND role = 'admin'";
    assert_eq!(house.count(hers).await, 1);
    let methods = house.word("SELECT methods AS word FROM sessions").await;
    assert_eq!(methods.as_deref(), Some(format!("oidc:workos auth_time:{START} amr:Passkey").as_str()));
    let page = ann.submit("/logout", "/logout", &[]).await;
    let there = Browser::sent_on(&page);
    assert!(there.as_str().starts_with(&format!("{}/user_management/sessions/logout?", fake.issuer)));
    assert_eq!(query(&there, "session_id").as_deref(), Some("session_01ABC"));
    assert_eq!(query(&there, "return_to").as_deref(), Some("https://pass.example/logout"));
}

#[rocket::async_test]
async fn an_access_token_that_is_not_right_signs_nobody_in() {
    let fake = start();
    let other = Fake::start();
    let house = House::of(plan(&fake)).await;
    for (name, value) in [
        ("iss", json!("https://api.workos.com")),
        ("iss", json!(format!("{}/user_management/client_other", fake.issuer))),
        ("iss", Value::Null),
        ("sub", json!("user_01EVE")),
        // An administrator of another organisation is nobody in this one.
        ("org_id", json!("org_02")),
        ("org_id", Value::Null),
        ("exp", json!(START - 61)),
        ("exp", Value::Null),
        ("iat", json!(START + 120)),
    ] {
        let mut claims = claims(&fake);
        claims[name] = value.clone();
        let mut browser = house.browser();
        assert_eq!(sign_in(&mut browser, &fake, &claims).await.status, 424, "{name} {value}");
        assert!(!browser.is_in().await);
    }
    let mut browser = house.browser();
    let there = browser.begin_with("workos").await;
    let mut said = authenticated(&fake, &claims(&fake), "r");
    said["access_token"] = other.sign(&json!({}), &claims(&fake)).into();
    fake.reply("/user_management/authenticate", Reply::Json(said));
    let state = query(&there, "state").expect("a state");
    assert_eq!(browser.get(&format!("/sign-in/workos/callback?code=c&state={state}")).await.status, 424);
    // As documented, with its address alone; and by a key that came meanwhile.
    fake.rotate();
    fake.publish();
    fake.copy("/keys", &format!("/sso/jwks/{CLIENT}"));
    house.advance(31);
    let mut bare = claims(&fake);
    bare["iss"] = fake.issuer.as_str().into();
    assert_eq!(sign_in(&mut house.browser(), &fake, &bare).await.location(), "/dashboard");
}

#[rocket::async_test]
async fn it_proves_somebody_again_when_it_says_when() {
    let fake = start();
    let house = House::of(plan(&fake)).await;
    let mut ann = house.browser();
    assert_eq!(sign_in(&mut ann, &fake, &claims(&fake)).await.location(), "/dashboard");
    house.advance(3000);
    for (at, status) in [(START, 424), (START + 3000, 303)] {
        let page =
            ann.submit("/confirm", "/sign-in/workos", &[("next", "/settings/delete"), ("confirm", "true")]).await;
        let there = Browser::sent_on(&page);
        assert_eq!(
            (query(&there, "prompt").as_deref(), query(&there, "max_age").as_deref()),
            (Some("login"), Some("0"))
        );
        let mut claims = claims(&fake);
        claims["auth_time"] = json!(at);
        claims["exp"] = json!(START + 3300);
        fake.reply("/user_management/authenticate", Reply::Json(authenticated(&fake, &claims, "refresh-1")));
        let state = query(&there, "state").expect("a state");
        assert_eq!(ann.get(&format!("/sign-in/workos/callback?code=c&state={state}")).await.status, status);
    }
    assert_eq!(ann.get("/settings/delete").await.status, 200);
}

#[rocket::async_test]
async fn its_refusals_are_told_apart() {
    let fake = start();
    let house = House::of(plan(&fake)).await;
    for (status, body, told) in [
        (400, json!({ "error": "invalid_grant", "error_description": "The code is spent." }), 401),
        (400, json!({ "error": "invalid_client" }), 424),
        (
            403,
            json!({ "code": "email_verification_required", "message": "x", "pending_authentication_token": "t" }),
            424,
        ),
        (429, json!({ "error": "too_many_requests" }), 424),
        (404, json!({ "message": "Not Found" }), 424),
    ] {
        let mut browser = house.browser();
        let there = browser.begin_with("workos").await;
        let body = body.to_string().into_bytes();
        let reply = Reply::Raw(status, "content-type", "application/json".into(), body);
        fake.reply("/user_management/authenticate", reply);
        let state = query(&there, "state").expect("a state");
        let answer = browser.get(&format!("/sign-in/workos/callback?code=c&state={state}")).await;
        assert_eq!(answer.status, told, "{status}");
    }
}

#[rocket::async_test]
async fn a_session_there_that_was_revoked_ends_the_one_here_at_its_next_renewal() {
    let fake = start();
    let house = House::of(plan(&fake)).await;
    let mut ann = house.browser();
    assert_eq!(sign_in(&mut ann, &fake, &claims(&fake)).await.location(), "/dashboard");
    let mut later = claims(&fake);
    later["exp"] = json!(START + 600);
    fake.reply("/user_management/authenticate", Reply::Json(authenticated(&fake, &later, "refresh-2")));
    house.advance(250);
    assert!(ann.is_in().await);
    house.renew_grants().await;
    assert!(fake.asked().pop().expect("it was asked").contains("\"refresh_token\":\"refresh-1\""));
    assert!(ann.is_in().await);
    let body = json!({ "error": "invalid_grant" }).to_string().into_bytes();
    let refused = Reply::Raw(400, "content-type", "application/json".into(), body);
    fake.reply("/user_management/authenticate", refused);
    house.advance(300);
    house.renew_grants().await;
    assert!(fake.asked().pop().expect("it was asked").contains("\"refresh_token\":\"refresh-2\""));
    assert!(!ann.is_in().await);
}
