//! Real OpenID providers, of two makes: a certified one and another, so that Hallpass is fitted to none. Hallpass itself has
//! no network here; what they send it is handed over.

use std::collections::BTreeMap;
use std::time::SystemTime;

use hallpass::clock::Clock;
use hallpass::jws::SigningKey;
use rocket::figment::util::map;
use rocket::figment::value::Value as Setting;
use rocket::http::Method;
use tempfile::TempDir;

use crate::browser::Browser;
use crate::house::{HTTPS, House, Plan};
use crate::provider::{Person, Provider};

fn plan(provider: &Provider, more: &[(&'static str, Setting)]) -> Plan {
    let mut rules: BTreeMap<&str, Setting> = map![
        "issuer" => Setting::from(provider.issuer.clone()),
        "client_id" => "hallpass".into(),
        "client_secret" => "secret-secret-secret-secret".into(),
        "first_sign_in" => "create".into(),
        "sign_out" => true.into(),
    ];
    rules.extend(more.iter().cloned());
    let mut plan = Plan::new().set("hallpass.providers.op", rules);
    // Providers have no other clock than this.
    plan.clock = Clock::fixed(Clock::System.now());
    plan
}

fn certified(settings: &[(&str, &str)]) -> Provider {
    let settings: Vec<(&str, &str)> = settings.iter().copied().chain([("RP", HTTPS)]).collect();
    Provider::certified(&settings)
}

/// Goes to the provider, is proven there, and comes back.
async fn sign_in(browser: &mut Browser<'_>, person: &mut Person, user: &str) -> String {
    let there = browser.begin_with("op").await;
    let came = person.sign_in(there.as_str(), user);
    let path = came.strip_prefix(HTTPS).unwrap_or_else(|| panic!("{came}"));
    let answer = browser.get(path).await;
    format!("{} {}", answer.status, answer.location())
}

#[rocket::async_test]
async fn somebody_is_proven_by_a_certified_provider_whatever_it_signs_with() {
    for algorithm in ["RS256", "ES256", "EdDSA", "PS256"] {
        for claims in ["token", ""] {
            let provider = certified(&[("ALG", algorithm), ("CLAIMS", claims)]);
            let more = [("role_claim", "groups".into()), ("roles", map!["hallpass-admins" => "admin"].into())];
            let house = House::of(plan(&provider, &more).set("hallpass.registration", "closed")).await;
            let (mut browser, mut person) = (house.browser(), Person::default());
            house.change("UPDATE users SET email = 'admin@x.example', email_canonical = 'admin@x.example'").await;
            assert_eq!(sign_in(&mut browser, &mut person, "ann").await, "303 /dashboard", "{algorithm} {claims}");
            let hers = "users WHERE email = 'ann@example.org' AND name = 'Ann Richmond' AND language = 'de'
                AND time_zone = 'Europe/Vienna' AND role = 'admin'";
            assert_eq!(house.count(hers).await, 1, "{algorithm} {claims}");
            let methods = house.word("SELECT methods AS word FROM sessions").await.expect("a session");
            assert!(methods.contains("acr:urn:test:pwd") && methods.ends_with("amr:pwd"), "{methods}");
        }
    }
}

#[rocket::async_test]
async fn a_certified_provider_confirms_again_and_ends_on_both_sides() {
    let provider = certified(&[]);
    let house = House::of(plan(&provider, &[])).await;
    house.change("UPDATE users SET email = 'admin@x.example', email_canonical = 'admin@x.example'").await;
    let (mut ann, mut person) = (house.browser(), Person::default());
    assert_eq!(sign_in(&mut ann, &mut person, "ann").await, "303 /dashboard");
    // Who is not shown to be theirs, has no e-mail, or cancels.
    assert_eq!(sign_in(&mut house.browser(), &mut Person::default(), "bob").await, "403 ");
    assert_eq!(sign_in(&mut house.browser(), &mut Person::default(), "nomail").await, "403 ");
    assert_eq!(sign_in(&mut house.browser(), &mut Person::default(), "").await, "401 ");
    // Again, with the password there.
    let page = ann.submit("/confirm", "/sign-in/op", &[("next", "/settings"), ("confirm", "true")]).await;
    let came = person.sign_in(Browser::sent_on(&page).as_str(), "ann");
    let answer = ann.get(came.strip_prefix(HTTPS).expect("ours")).await;
    assert_eq!(answer.location(), "/settings", "{}", answer.body);
    // It renews what it gave, and ends what it has ended.
    let renew = async |ann: &mut Browser<'_>| {
        // Its clock has gone on by itself.
        let there = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).expect("after 1970").as_secs();
        house.advance((there.cast_signed() - house.plan.clock.now()).max(30));
        provider.get(&format!("/_test/clock?at={}", house.plan.clock.now()));
        house.change("UPDATE sessions SET last_seen_at = last_seen_at - 61").await;
        // The server's own job may have been there by now, and have ended it.
        ann.is_in().await;
        house.renew_grants().await;
    };
    renew(&mut ann).await;
    assert!(provider.get("/_test/log").contains("grant.success refresh_token"));
    assert!(ann.is_in().await);
    provider.get("/_test/end?sub=ann&quiet");
    renew(&mut ann).await;
    assert!(!ann.is_in().await);
    // It says so itself: the token it sends is handed over.
    assert_eq!(sign_in(&mut ann, &mut person, "ann").await, "303 /dashboard");
    provider.get("/_test/end?sub=ann");
    let log: Vec<String> = serde_json::from_str(&provider.get("/_test/log")).expect("a list");
    let token = log.iter().rev().find_map(|line| line.strip_prefix("logout_token ")).expect("a logout token");
    let form = [("content-type", "application/x-www-form-urlencoded")];
    let answer = house.ask(Method::Post, "/auth/signed-out/op", &form, format!("logout_token={token}")).await;
    assert_eq!(answer.status, 200, "{}", answer.body);
    assert!(!ann.is_in().await);
    // New keys there are found by themselves.
    provider.get("/_test/rotate");
    house.advance(31);
    provider.get(&format!("/_test/clock?at={}", house.plan.clock.now()));
    assert_eq!(sign_in(&mut ann, &mut person, "ann").await, "303 /dashboard");
    // Out here, and out there.
    let page = ann.submit("/logout", "/logout", &[]).await;
    assert_eq!(person.sign_out(Browser::sent_on(&page).as_str()), format!("{HTTPS}/logout"));
    let there = ann.begin_with("op").await;
    assert!(person.sign_in(there.as_str(), "").contains("error=access_denied"), "it asks again");
}

#[rocket::async_test]
async fn a_certified_provider_knows_us_by_our_key() {
    let folder = TempDir::new().expect("a folder");
    let path = folder.path().join("key.pem");
    let pkcs8 = SigningKey::generate().expect("random bytes");
    let text = {
        use base64::Engine;
        base64::prelude::BASE64_STANDARD.encode(&*pkcs8)
    };
    std::fs::write(&path, format!("-----BEGIN PRIVATE KEY-----\n{text}\n-----END PRIVATE KEY-----\n")).expect("a file");
    let jwk = SigningKey::from_pkcs8(&pkcs8).and_then(|key| key.public()).expect("on P-256").jwk().to_string();
    let provider = certified(&[("CLIENT_JWK", &jwk)]);
    let rules = map![
        "issuer" => Setting::from(provider.issuer.clone()),
        "client_id" => "hallpass-key".into(),
        "private_key_file" => path.to_string_lossy().into_owned().into(),
        "first_sign_in" => "create".into(),
    ];
    let mut plan = Plan::new().set("hallpass.providers.op", rules);
    plan.clock = Clock::fixed(Clock::System.now());
    let house = House::of(plan).await;
    assert_eq!(sign_in(&mut house.browser(), &mut Person::default(), "eve").await, "303 /dashboard");
}

#[rocket::async_test]
async fn somebody_is_proven_by_a_provider_of_another_make() {
    let mut provider = Provider::mock();
    let house = House::of(plan(&provider, &[])).await;
    house.change("UPDATE users SET email = 'admin@x.example', email_canonical = 'admin@x.example'").await;
    let (mut browser, mut person) = (house.browser(), Person::default());
    assert_eq!(sign_in(&mut browser, &mut person, "ann-at-mock").await, "303 /dashboard");
    assert_eq!(house.count("identities WHERE subject = 'ann-at-mock'").await, 1);
    provider.stop();
    let page = house.browser().submit("/login", "/sign-in/op", &[]).await;
    assert_eq!(page.status, 200, "what is known of it is enough to begin");
    provider.start();
    assert_eq!(sign_in(&mut house.browser(), &mut person, "ann-at-mock").await, "303 /dashboard");
}
