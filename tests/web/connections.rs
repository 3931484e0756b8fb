//! `/settings/connections`, and what a session has of the provider that proved it: its end there, its tokens, and how its
//! user is proven again.

use hallpass::clock::{DAY, HOUR, MINUTE};
use hallpass::mail::letter::Kind;
use hallpass::web::App;
use hallpass::web::guards::SignedIn;
use rocket::State;
use rocket::figment::value::Value as Setting;
use rocket::http::Method;
use serde_json::{Value, json};
use url::Url;

use crate::answer::Answer;
use crate::browser::Browser;
use crate::fake::{CLIENT, Fake, Reply, signed_by_secret, unsigned};
use crate::house::{EMAIL, House, PASSWORD, START};
use crate::program::PATIENCE;

fn create() -> (&'static str, Setting) {
    ("first_sign_in", "create".into())
}

fn query(url: &Url, name: &str) -> Option<String> {
    url.query_pairs().find(|(found, _)| found == name).map(|(_, value)| value.into_owned())
}

/// Comes back from there, proven with these claims and with more beside the ID token.
async fn come_back(
    browser: &mut Browser<'_>,
    fake: &Fake,
    there: &Url,
    more: &Value,
    claims: impl FnOnce(&mut Value),
) -> Answer {
    let mut said = fake.ann(&query(there, "nonce").expect("a nonce"));
    said["exp"] = json!(browser.house.plan.clock.now() + 300);
    said["auth_time"] = json!(browser.house.plan.clock.now());
    claims(&mut said);
    fake.gives_token(&fake.sign(&json!({ "typ": "JWT" }), &said), more);
    let state = query(there, "state").expect("a state");
    browser.get(&format!("/sign-in/op/callback?code=c&state={state}")).await
}

/// A browser of Ann of Work's, whom the provider has just proven.
async fn ann_of_work<'h>(house: &'h House, fake: &Fake, more: &Value) -> Browser<'h> {
    let mut browser = house.browser();
    let there = browser.begin_with("op").await;
    let answer = come_back(&mut browser, fake, &there, more, |_| ()).await;
    assert_eq!(answer.location(), "/dashboard", "{}", answer.body);
    browser
}

/// Connects the provider with the account of a session.
async fn connect(browser: &mut Browser<'_>, fake: &Fake, subject: &str) -> Answer {
    let page = browser.submit("/settings/connections", "/settings/connections/op/connect", &[]).await;
    let there = Browser::sent_on(&page);
    come_back(browser, fake, &there, &json!({}), |said| said["sub"] = subject.into()).await
}

async fn identity_id(browser: &mut Browser<'_>) -> String {
    let page = browser.get("/settings/connections").await;
    let (_, id) = page.body.split_once("action=\"&#x2F;settings&#x2F;connections&#x2F;").expect("a form");
    id[..36].to_owned()
}

#[rocket::async_test]
async fn a_provider_is_connected_by_whoever_is_signed_in_and_was_so_lately() {
    let fake = Fake::start();
    let house = House::of(fake.plan(&[])).await;
    let mut ann = house.ann().await;
    ann.get("/settings").await.assert_has("/settings/connections");
    let answer = connect(&mut ann, &fake, "ann-1").await;
    assert_eq!(answer.location(), "/settings/connections?said=connected");
    ann.get(answer.location()).await.assert_has("It’s connected");
    let letter = house.letter(Kind::Connected, EMAIL).await;
    assert_eq!(letter.other.as_deref(), Some("Work (ann@work.example)"));
    ann.get("/history").await.assert_has("Another way to sign in connected");
    let mut other = ann_of_work(&house, &fake, &json!({})).await;
    other.get("/settings").await.assert_has(EMAIL);
    // Again: it is there already. By somebody else: it opens Ann's.
    let answer = connect(&mut ann, &fake, "ann-1").await;
    assert_eq!(answer.location(), "/settings/connections?said=already");
    house.add("bea@example.org", "user").await;
    let mut bea = house.browser();
    bea.sign_in("bea@example.org", PASSWORD).await;
    let answer = connect(&mut bea, &fake, "ann-1").await;
    assert_eq!(answer.location(), "/settings/connections?said=taken");
    let page = bea.get(answer.location()).await;
    assert_eq!(page.status, 409);
    page.assert_has("It opens another account here already");
    // Not without a recent sign-in, and not in another session than the one it was begun in.
    let page = bea.submit("/settings/connections", "/settings/connections/op/connect", &[]).await;
    let there = Browser::sent_on(&page);
    bea.submit("/logout", "/logout", &[]).await;
    bea.sign_in("bea@example.org", PASSWORD).await;
    let answer = come_back(&mut bea, &fake, &there, &json!({}), |said| said["sub"] = "bea-1".into()).await;
    assert_eq!(answer.location(), "/settings/connections?said=failed");
    house.advance(11 * MINUTE);
    let answer = bea.submit("/settings/connections", "/settings/connections/op/connect", &[]).await;
    assert_eq!(answer.status, 403);
    assert!(answer.body.contains("name=\"kept\""));
    assert_eq!(house.count("identities").await, 1);
}

#[rocket::async_test]
async fn disconnecting_signs_out_what_it_opened_and_is_never_the_last_way_in() {
    let fake = Fake::start();
    let house = House::of(fake.plan(&[create()])).await;
    let mut ann = ann_of_work(&house, &fake, &json!({})).await;
    let page = ann.get("/settings/connections").await;
    page.assert_has("This is the only way into your account");
    assert!(!page.body.contains("remove"));
    let id = house.word("SELECT lower(hex(id)) AS word FROM identities").await.expect("one");
    let id: uuid::Uuid = id.parse().expect("an id");
    let path = format!("/settings/connections/{id}/remove");
    let answer = ann.submit("/settings/connections", &path, &[]).await;
    assert_eq!(answer.location(), "/settings/connections?said=last");
    assert_eq!(ann.get(answer.location()).await.status, 409);
    assert_eq!(house.count("identities").await, 1);

    let house = House::of(fake.plan(&[])).await;
    let mut ann = house.ann().await;
    connect(&mut ann, &fake, "ann-1").await;
    let mut other = ann_of_work(&house, &fake, &json!({})).await;
    assert!(other.is_in().await);
    let path = format!("/settings/connections/{}/remove", identity_id(&mut ann).await);
    // Not somebody else's.
    house.add("bea@example.org", "user").await;
    let mut bea = house.browser();
    bea.sign_in("bea@example.org", PASSWORD).await;
    assert_eq!(bea.submit("/settings/connections", &path, &[]).await.status, 404);
    let answer = ann.submit("/settings/connections", &path, &[]).await;
    assert_eq!(answer.location(), "/settings/connections?said=disconnected");
    let letter = house.letter(Kind::Disconnected, EMAIL).await;
    assert_eq!(letter.other.as_deref(), Some("Work (ann@work.example)"));
    assert!(!other.is_in().await && ann.is_in().await);
    ann.get("/sessions").await.assert_has("The provider was disconnected");
    let there = other.begin_with("op").await;
    assert_eq!(come_back(&mut other, &fake, &there, &json!({}), |_| ()).await.status, 403);
}

#[rocket::async_test]
async fn this_was_not_me_disconnects_what_a_thief_connected() {
    let fake = Fake::start();
    let house = House::of(fake.plan(&[])).await;
    let mut thief = house.ann().await;
    connect(&mut thief, &fake, "thief-1").await;
    let letter = house.letter(Kind::Connected, EMAIL).await;
    let mut owner = house.browser();
    owner.get(letter.path.as_deref().expect("a link")).await;
    let answer = owner.submit("/not-me", "/not-me", &[]).await;
    assert_eq!(answer.status, 303);
    assert!(!thief.is_in().await);
    let there = thief.begin_with("op").await;
    let answer = come_back(&mut thief, &fake, &there, &json!({}), |said| said["sub"] = "thief-1".into()).await;
    assert_eq!(answer.status, 403);
    assert_eq!(house.count("identities").await, 0);
}

#[rocket::async_test]
async fn whoever_has_no_password_is_proven_again_by_the_provider() {
    let fake = Fake::start();
    let house = House::of(fake.plan(&[create()])).await;
    let mut ann = ann_of_work(&house, &fake, &json!({})).await;
    house.advance(11 * MINUTE);
    assert_eq!(ann.get("/settings/delete").await.location(), "/confirm?next=%2Fsettings%2Fdelete");
    let page = ann.get("/confirm?next=%2Fsettings%2Fdelete").await;
    page.assert_has("Confirm with Work");
    assert!(!page.body.contains("type=\"password\""));
    let password = ann.get("/settings/password").await;
    password.assert_has("Your account has no password yet");
    assert!(!password.body.contains("type=\"password\""));
    let fields = [("next", "/settings/delete"), ("confirm", "true")];
    let begin =
        async |browser: &mut Browser<'_>| Browser::sent_on(&browser.submit("/confirm", "/sign-in/op", &fields).await);
    let there = begin(&mut ann).await;
    assert_eq!((query(&there, "prompt").as_deref(), query(&there, "max_age").as_deref()), (Some("login"), Some("0")));
    // Without having asked, as somebody else, or without saying when: it is no proof.
    let before = house.plan.clock.now() - 5 * MINUTE;
    for (what, claim) in [("auth_time", json!(before)), ("auth_time", Value::Null), ("sub", json!("another"))] {
        let there = begin(&mut ann).await;
        let answer = come_back(&mut ann, &fake, &there, &json!({}), |said| said[what] = claim.clone()).await;
        assert!([424, 403].contains(&answer.status), "{what} {claim}: {}", answer.status);
        answer.assert_has("Confirm with Work");
        assert!(answer.body.contains("value=\"&#x2F;settings&#x2F;delete\""));
        assert_eq!(ann.get("/settings/delete").await.status, 303);
    }
    let before = ann.session_cookie();
    let there = begin(&mut ann).await;
    let answer = come_back(&mut ann, &fake, &there, &json!({}), |_| ()).await;
    assert_eq!(answer.location(), "/settings/delete");
    assert_ne!(ann.session_cookie(), before, "a new secret");
    assert_eq!(ann.get("/settings/delete").await.status, 200);
    assert_eq!(house.count("sessions").await, 1);
}

#[rocket::async_test]
async fn a_form_that_waits_for_the_provider_is_gone_on_with() {
    let fake = Fake::start();
    let house = House::of(fake.plan(&[create()])).await;
    let mut ann = ann_of_work(&house, &fake, &json!({})).await;
    house.advance(11 * MINUTE);
    let kept = ann.submit("/settings", "/settings/delete", &[("sure", "true")]).await;
    assert_eq!(kept.status, 403);
    let kept_field = |page: &Answer| {
        let (_, rest) = page.body.split_once("name=\"kept\" value=\"").expect("a kept form");
        rest.split('"').next().expect("its end").replace("&#x2F;", "/").replace("&#x3D;", "=")
    };
    let kept = kept_field(&kept);
    let page = ann.submit("/confirm", "/sign-in/op", &[("kept", &kept), ("confirm", "true")]).await;
    let there = Browser::sent_on(&page);
    // Cancelled, and begun again: it is still there.
    let state = query(&there, "state").expect("a state");
    let page = ann.get(&format!("/sign-in/op/callback?error=access_denied&state={state}")).await;
    assert_eq!(kept_field(&page), kept);
    let page = ann.submit("/confirm", "/sign-in/op", &[("kept", &kept), ("confirm", "true")]).await;
    let there = Browser::sent_on(&page);
    let page = come_back(&mut ann, &fake, &there, &json!({}), |_| ()).await;
    page.assert_has("/settings/delete");
    let token = page.token().expect("a form").to_owned();
    let answer = ann.post("/settings/delete", &token, &[("kept", &kept_field(&page))]).await;
    assert_eq!(answer.location(), "/login?said=gone");
    assert_eq!(house.count("users WHERE email = 'ann@work.example'").await, 0);
    // Nothing is kept that is none of ours.
    let rows = house.count("links").await;
    house.browser().submit("/login", "/sign-in/op", &[("kept", "x")]).await;
    assert_eq!(house.count("links").await, rows);
}

#[rocket::async_test]
async fn a_refresh_that_is_refused_ends_the_session_and_one_that_fails_does_not() {
    let fake = Fake::start();
    let house = House::of(fake.plan(&[create()])).await;
    let more = json!({ "refresh_token": "refresh-1", "expires_in": 600 });
    let mut ann = ann_of_work(&house, &fake, &more).await;
    // Not before it is time, and not while nobody is there.
    house.advance(2 * MINUTE);
    assert!(ann.is_in().await);
    house.renew_grants().await;
    assert!(house.auth().grants_due().await.expect("the database answers").is_empty());
    house.advance(9 * MINUTE);
    assert!(house.auth().grants_due().await.expect("the database answers").is_empty());
    assert_eq!(fake.times("/token"), 1);
    // Away: it goes on.
    fake.reply("/token", Reply::Raw(503, "x", "x".into(), vec![]));
    assert!(ann.is_in().await);
    house.renew_grants().await;
    assert_eq!(fake.times("/token"), 2);
    assert!(ann.is_in().await);
    house.renew_grants().await;
    assert_eq!(fake.times("/token"), 2, "it is left alone for a while");
    // A secret that is wrong is ours to mend.
    fake.refuses("invalid_client");
    house.advance(2 * MINUTE);
    assert!(ann.is_in().await);
    house.renew_grants().await;
    assert!(ann.is_in().await);
    // Renewed: the next time by the new one.
    let said = json!({ "access_token": "a", "token_type": "Bearer", "expires_in": 600, "refresh_token": "refresh-2" });
    fake.reply("/token", Reply::Json(said));
    house.advance(2 * MINUTE);
    assert!(ann.is_in().await);
    house.renew_grants().await;
    let last = fake.asked().pop().expect("it was asked");
    assert!(last.contains("refresh_token=refresh-1"), "{last}");
    // Two servers at once: one of them asks.
    assert!(ann.is_in().await);
    let (session, asked) = (house.granted().await[0], fake.times("/token"));
    fake.refuses("invalid_grant");
    house.advance(10 * MINUTE);
    let both = rocket::tokio::join!(house.auth().renew_grant(session), house.auth().renew_grant(session));
    assert!(both.0.is_ok() && both.1.is_ok());
    // Or neither, where the server's own job was first, and may be asking still.
    house.until("sessions WHERE end_reason = 'provider'").await;
    assert_eq!(fake.times("/token"), asked + 1);
    assert!(fake.asked().pop().expect("it was asked").contains("refresh_token=refresh-2"));
    assert!(!ann.is_in().await);
    assert_eq!(house.count("sessions WHERE end_reason = 'provider'").await, 1);
    // Of what is over nothing is kept.
    house.auth().sweep().await.expect("the database answers");
    assert_eq!(house.count("grants WHERE sealed IS NOT NULL OR renew_at IS NOT NULL").await, 0);
}

#[rocket::async_test]
async fn what_runs_beside_requests_renews_by_itself() {
    let fake = Fake::start();
    let house = House::of(fake.plan(&[create()])).await;
    let mut ann = ann_of_work(&house, &fake, &json!({ "refresh_token": "r", "expires_in": 600 })).await;
    fake.refuses("invalid_grant");
    house.advance(10 * MINUTE);
    let begun = std::time::Instant::now();
    // Its turns come every few seconds; nothing here depends on how many.
    while ann.is_in().await {
        assert!(begun.elapsed() < PATIENCE, "nobody renews");
        rocket::tokio::task::yield_now().await;
    }
    assert_eq!(house.count("sessions WHERE end_reason = 'provider'").await, 1);
}

#[rocket::async_test]
async fn a_session_stays_the_first_providers_whoever_proves_its_user_again() {
    let (first, second) = (Fake::start(), Fake::start());
    let plan = second.named("second", first.plan(&[create(), ("sign_out", true.into())]), &[]);
    let house = House::of(plan).await;
    let mut ann = ann_of_work(&house, &first, &json!({})).await;
    let page = ann.submit("/settings/connections", "/settings/connections/second/connect", &[]).await;
    let come_back_to_second = async |ann: &mut Browser<'_>, there: &Url| {
        let mut said = second.ann(&query(there, "nonce").expect("a nonce"));
        said["exp"] = json!(house.plan.clock.now() + 300);
        said["auth_time"] = json!(house.plan.clock.now());
        said["sid"] = "second-1".into();
        second.gives(&said);
        let state = query(there, "state").expect("a state");
        ann.get(&format!("/sign-in/second/callback?code=c&state={state}")).await
    };
    let there = Browser::sent_on(&page);
    assert_eq!(come_back_to_second(&mut ann, &there).await.location(), "/settings/connections?said=connected");
    house.advance(11 * MINUTE);
    let fields = [("next", "/settings/delete"), ("confirm", "true")];
    let there = Browser::sent_on(&ann.submit("/confirm", "/sign-in/second", &fields).await);
    assert_eq!(come_back_to_second(&mut ann, &there).await.location(), "/settings/delete");
    ann.get("/history?show=sign-ins").await.assert_has("Confirmed again");
    assert_eq!(house.count("grants WHERE provider = 'op' AND sid = 'there-1'").await, 1);
    let mut claims = logout_token(&first, "1");
    claims["iat"] = json!(house.plan.clock.now());
    claims["exp"] = json!(house.plan.clock.now() + 120);
    assert_eq!(send(&house, &first.sign(&json!({}), &claims)).await.status, 200);
    assert!(!ann.is_in().await);
}

#[rocket::async_test]
async fn whoever_does_not_go_through_with_connecting_is_back_where_they_began() {
    let fake = Fake::start();
    let house = House::of(fake.plan(&[])).await;
    let mut ann = house.ann().await;
    let begin = async |ann: &mut Browser<'_>| {
        Browser::sent_on(&ann.submit("/settings/connections", "/settings/connections/op/connect", &[]).await)
    };
    let there = begin(&mut ann).await;
    let state = query(&there, "state").expect("a state");
    let answer = ann.get(&format!("/sign-in/op/callback?error=access_denied&state={state}")).await;
    assert_eq!(answer.location(), "/settings/connections?said=cancelled");
    ann.get(answer.location()).await.assert_has("Nothing was connected");
    let there = begin(&mut ann).await;
    let answer = come_back(&mut ann, &fake, &there, &json!({}), |said| said["nonce"] = "x".into()).await;
    assert_eq!(answer.location(), "/settings/connections?said=failed");
    assert_eq!(house.count("identities").await, 0);
}

#[rocket::async_test]
async fn a_new_password_by_a_link_undoes_what_was_connected_lately() {
    let fake = Fake::start();
    let house = House::of(fake.plan(&[])).await;
    house.advance(DAY);
    let mut thief = house.ann().await;
    connect(&mut thief, &fake, "thief-1").await;
    let link = house.reset_link(EMAIL).await;
    let mut owner = house.browser();
    owner.get(&link).await;
    let answer =
        owner.submit("/reset", "/reset", &[("email", EMAIL), ("password", "seven violet rooftops and a kettle")]).await;
    assert_eq!(answer.status, 303, "{}", answer.body);
    assert_eq!(house.count("identities").await, 0);
    let there = thief.begin_with("op").await;
    let answer = come_back(&mut thief, &fake, &there, &json!({}), |said| said["sub"] = "thief-1".into()).await;
    assert_eq!(answer.status, 403);
}

/// A page of an app built on Hallpass that does something at the provider on its user's behalf.
#[rocket::get("/there")]
async fn there(signed_in: SignedIn<'_>, app: &State<App>) -> Option<String> {
    let token = app.auth.provider_token(signed_in.0).await.ok()??;
    Some(format!("Bearer {}", *token))
}

#[rocket::async_test]
async fn an_app_has_the_providers_access_token_while_it_counts() {
    let fake = Fake::start();
    let house = House::of(fake.plan(&[create()]).mount(rocket::routes![there])).await;
    let mut ann = ann_of_work(&house, &fake, &json!({ "access_token": "theirs", "expires_in": 600 })).await;
    assert_eq!(ann.get("/there").await.body, "Bearer theirs");
    house.advance(10 * MINUTE);
    assert_eq!(ann.get("/there").await.status, 404);
    assert_eq!(house.ann().await.get("/there").await.status, 404);
}

#[rocket::async_test]
async fn tokens_lie_sealed_or_not_at_all() {
    let fake = Fake::start();
    let house = House::of(fake.plan(&[create()])).await;
    let more = json!({ "access_token": "very-secret-access", "refresh_token": "very-secret-refresh" });
    let ann = ann_of_work(&house, &fake, &more).await;
    assert_eq!(house.count("grants WHERE sealed IS NOT NULL").await, 1);
    let file = house.plan.database.url().trim_start_matches("sqlite://").to_owned();
    for file in [file.clone(), format!("{file}-wal")] {
        let bytes = std::fs::read(&file).unwrap_or_default();
        let text = String::from_utf8_lossy(&bytes);
        assert!(!text.contains("very-secret"), "{file}");
    }
    drop(ann);
    let house = House::of(fake.plan(&[create(), ("keep_tokens", false.into())])).await;
    ann_of_work(&house, &fake, &more).await;
    assert_eq!(house.count("grants WHERE sealed IS NULL AND renew_at IS NULL").await, 1);
}

#[rocket::async_test]
async fn whose_limit_counts_is_a_setting() {
    let fake = Fake::start();
    let provider = ("max_session", Setting::from("provider"));
    // What cannot be renewed ends with what was given.
    let house = House::of(fake.plan(&[create(), provider.clone()])).await;
    let mut ann = ann_of_work(&house, &fake, &json!({ "expires_in": 900 })).await;
    house.advance(899);
    assert!(ann.is_in().await);
    house.advance(1);
    assert!(!ann.is_in().await);
    // What can is as long as it is renewed; silence ends it as ever.
    let house = House::of(fake.plan(&[create(), provider])).await;
    ann_of_work(&house, &fake, &json!({ "expires_in": 900, "refresh_token": "r" })).await;
    assert_eq!(house.number("SELECT expires_at AS number FROM sessions").await, START + 30 * DAY);
    assert_eq!(house.number("SELECT idle_timeout AS number FROM sessions").await, HOUR);
    // By default it is ours.
    let house = House::of(fake.plan(&[create()])).await;
    ann_of_work(&house, &fake, &json!({ "expires_in": 900 })).await;
    assert_eq!(house.number("SELECT expires_at AS number FROM sessions").await, START + 12 * HOUR);
    // An access token is used for as long as the setting says at most.
    let house = House::of(fake.plan(&[create(), ("access_token_life", "2 min".into())])).await;
    ann_of_work(&house, &fake, &json!({ "expires_in": 900, "refresh_token": "r" })).await;
    assert_eq!(house.number("SELECT renew_at AS number FROM grants").await, START + 120);
}

#[rocket::async_test]
async fn how_and_when_the_provider_has_proven_somebody_is_written_down_and_counts() {
    let fake = Fake::start();
    let house = House::of(fake.plan(&[create()])).await;
    let mut ann = house.browser();
    let there = ann.begin_with("op").await;
    let more = json!({});
    let proven = come_back(&mut ann, &fake, &there, &more, |said| {
        said["acr"] = "urn:example:high".into();
        said["amr"] = json!(["pwd", "otp", "with space", "x".repeat(500)]);
        said["auth_time"] = json!(START - HOUR);
    });
    assert_eq!(proven.await.location(), "/dashboard");
    let methods = house.word("SELECT methods AS word FROM sessions").await.expect("a session");
    let expected =
        format!("oidc:op acr:urn:example:high auth_time:{} amr:pwd amr:otp amr:withspace amr:xxx", START - HOUR);
    assert!(methods.starts_with(&expected) && methods.len() <= 400, "{methods}");
    ann.get("/sessions").await.assert_has("Work, password there, one-time code there");
    // Signed in there an hour ago is not signed in just now.
    assert_eq!(ann.get("/settings/delete").await.location(), "/confirm?next=%2Fsettings%2Fdelete");
}

#[rocket::async_test]
async fn signing_out_goes_on_at_the_provider_where_the_setting_says_so() {
    let fake = Fake::start();
    let house = House::of(fake.plan(&[create()])).await;
    let mut ann = ann_of_work(&house, &fake, &json!({})).await;
    assert_eq!(ann.submit("/logout", "/logout", &[]).await.location(), "/login?said=out");

    let house = House::of(fake.plan(&[create(), ("sign_out", true.into())])).await;
    let mut ann = ann_of_work(&house, &fake, &json!({})).await;
    let page = ann.submit("/logout", "/logout", &[]).await;
    assert_eq!(page.status, 200);
    page.assert_has("now at Work");
    assert!(page.header("clear-site-data").is_some() && !page.has("Ann of Work"));
    let there = Browser::sent_on(&page);
    assert!(there.as_str().starts_with(&format!("{}/end?", fake.issuer)));
    assert_eq!(query(&there, "client_id").as_deref(), Some(CLIENT));
    assert_eq!(query(&there, "post_logout_redirect_uri").as_deref(), Some("https://pass.example/logout"));
    assert!(query(&there, "id_token_hint").is_some_and(|hint| hint.split('.').count() == 3));
    assert!(!ann.is_in().await);
    ann.get("/logout").await.assert_has("signed out");
    // Ended among the browsers, this session is signed out of just the same.
    let mut ann = ann_of_work(&house, &fake, &json!({})).await;
    let path = format!("/sessions/{}/end", ann.session_id().await);
    let page = ann.submit("/sessions", &path, &[]).await;
    assert!(Browser::sent_on(&page).as_str().starts_with(&format!("{}/end?", fake.issuer)));
    assert!(!ann.is_in().await);
    // One by password is not sent there.
    let mut by_password = house.ann().await;
    assert_eq!(by_password.submit("/logout", "/logout", &[]).await.location(), "/login?said=out");
    // A provider that is away keeps nobody in.
    let remembered = [create(), ("sign_out", true.into()), ("remember", true.into())];
    let house = House::of(fake.plan(&remembered)).await;
    let mut ann = ann_of_work(&house, &fake, &json!({})).await;
    fake.reply("/.well-known/openid-configuration", Reply::Raw(503, "x", "x".into(), vec![]));
    house.advance(25 * HOUR);
    assert!(ann.is_in().await);
    assert_eq!(ann.submit("/logout", "/logout", &[]).await.location(), "/login?said=out");
}

/// A logout token as it should be, for Ann's session there.
fn logout_token(fake: &Fake, id: &str) -> Value {
    json!({
        "iss": fake.issuer,
        "aud": CLIENT,
        "iat": START,
        "exp": START + 120,
        "jti": id,
        "sub": "ann-1",
        "sid": "there-1",
        "events": { "http://schemas.openid.net/event/backchannel-logout": {} },
    })
}

async fn send(house: &House, token: &str) -> Answer {
    let body = format!("logout_token={token}");
    house.ask(Method::Post, "/auth/signed-out/op", &[("content-type", "application/x-www-form-urlencoded")], body).await
}

#[rocket::async_test]
async fn a_logout_token_ends_the_sessions_it_names_at_once_and_counts_once() {
    let fake = Fake::start();
    let house = House::of(fake.plan(&[create()])).await;
    let typed = json!({ "typ": "logout+jwt" });
    let mut first = ann_of_work(&house, &fake, &json!({})).await;
    let mut second = house.browser();
    let there = second.begin_with("op").await;
    come_back(&mut second, &fake, &there, &json!({}), |said| said["sid"] = "there-2".into()).await;
    let mut by_password = house.ann().await;
    let token = fake.sign(&typed, &logout_token(&fake, "1"));
    let answer = send(&house, &token).await;
    assert_eq!((answer.status, answer.header("cache-control")), (200, Some("no-store")));
    assert!(!first.is_in().await && second.is_in().await && by_password.is_in().await);
    assert_eq!(house.count("sessions WHERE end_reason = 'provider-signed-out'").await, 1);
    second.get("/history").await.assert_has("Signed out at the provider");
    // Sent again: refused, and nothing happens to a session begun since.
    let mut first = house.browser();
    let there = first.begin_with("op").await;
    come_back(&mut first, &fake, &there, &json!({}), |said| said["sid"] = "there-3".into()).await;
    assert_eq!(send(&house, &token).await.status, 400);
    assert!(first.is_in().await);
    // A sign-in of the session that it ended, and which was under way meanwhile, starts nothing.
    let mut late = house.browser();
    let there = late.begin_with("op").await;
    assert_eq!(come_back(&mut late, &fake, &there, &json!({}), |_| ()).await.status, 403);
    // By the person alone: all of theirs; a session of another's name is not theirs.
    let mut claims = logout_token(&fake, "2");
    claims["sub"] = "another".into();
    claims["sid"] = "there-3".into();
    assert_eq!(send(&house, &fake.sign(&typed, &claims)).await.status, 200);
    assert!(first.is_in().await);
    let mut claims = logout_token(&fake, "3");
    claims["sid"] = Value::Null;
    // Without the type, as many send it; to another server than the one that the person is at.
    let other = house.plan.build().await;
    assert_eq!(send(&other, &fake.sign(&json!({}), &claims)).await.status, 200);
    assert!(!first.is_in().await && !second.is_in().await && by_password.is_in().await);
    // Of nobody who is here: taken just the same.
    assert_eq!(send(&house, &fake.sign(&typed, &logout_token(&fake, "4"))).await.status, 200);
    // What is remembered of them is forgotten in time.
    house.advance(HOUR);
    house.auth().sweep().await.expect("the database answers");
    assert_eq!(house.count("logout_tokens").await, 0);
}

#[rocket::async_test]
async fn a_logout_token_that_is_not_right_in_everything_ends_nothing() {
    let fake = Fake::start();
    let other = Fake::start();
    let house = House::of(fake.plan(&[create()])).await;
    let mut ann = ann_of_work(&house, &fake, &json!({})).await;
    let event = "http://schemas.openid.net/event/backchannel-logout";
    let cases: [(&str, Value); 18] = [
        ("iss", json!("https://evil.example")),
        ("iss", Value::Null),
        ("aud", json!("somebody-else")),
        ("aud", Value::Null),
        ("iat", Value::Null),
        ("iat", json!(START + 120)),
        ("iat", json!(START - 601)),
        ("exp", Value::Null),
        ("exp", json!(START - 61)),
        ("exp", json!("soon")),
        ("jti", Value::Null),
        ("jti", json!("")),
        ("events", Value::Null),
        ("events", json!({})),
        ("events", json!({ event: true })),
        ("events", json!([event])),
        ("nonce", json!("n")),
        ("sid", json!({})),
    ];
    for (name, value) in cases {
        let mut claims = logout_token(&fake, &format!("{name}{value}"));
        claims[name] = value.clone();
        if name == "sid" {
            claims["sub"] = Value::Null;
        }
        let answer = send(&house, &fake.sign(&json!({ "typ": "logout+jwt" }), &claims)).await;
        assert_eq!((answer.status, answer.header("content-type")), (400, Some("application/json")), "{name} {value}");
        assert!(ann.is_in().await, "{name} {value}");
    }
    let claims = logout_token(&fake, "headers");
    let asked = fake.times("/keys");
    for token in [
        unsigned(&json!({ "alg": "none" }), &claims),
        other.sign(&json!({}), &claims),
        other.sign(&json!({ "jwk": other.public_key() }), &claims),
        signed_by_secret(&json!({ "alg": "HS256" }), &claims, b"a-secret-of-ours"),
        signed_by_secret(&json!({ "alg": "HS256" }), &claims, fake.public_key().to_string().as_bytes()),
        fake.sign(&json!({ "typ": "at+jwt" }), &claims),
        fake.sign(&json!({ "crit": ["x"] }), &claims),
        fake.sign(&json!({}), &claims) + "A",
        String::new(),
        "..".into(),
        "a.b.c".into(),
        "A".repeat(20_000),
    ] {
        assert_eq!(send(&house, &token).await.status, 400, "{token}");
    }
    assert!(fake.times("/keys") <= asked + 1, "strangers do not have the keys asked for");
    let twice = format!("{0}&logout_token={0}", fake.sign(&json!({}), &claims));
    assert_eq!(send(&house, &twice).await.status, 400);
    let token = fake.sign(&json!({}), &claims);
    for (path, kind, status) in [
        ("/auth/signed-out/nobody", "application/x-www-form-urlencoded", 400),
        ("/auth/signed-out/op", "application/json", 415),
        ("/auth/signed-out/op/", "application/x-www-form-urlencoded", 403),
    ] {
        let answer = house.ask(Method::Post, path, &[("content-type", kind)], format!("logout_token={token}")).await;
        assert_eq!(answer.status, status, "{path} {kind}");
    }
    assert!(ann.is_in().await);
    assert_eq!(send(&house, &token).await.status, 200);
    assert!(!ann.is_in().await);
}
