//! `/sign-in/<provider>`: what a provider's word is worth, and what becomes of it. (ASVS V10; A57 to A59.)

use hallpass::clock::{HOUR, MINUTE};
use hallpass::mail::letter::Kind;
use rocket::figment::value::Value as Setting;
use serde_json::{Value, json};
use url::Url;

use crate::answer::Answer;
use crate::browser::Browser;
use crate::fake::{CLIENT, Fake, Reply, signed_by_secret, unsigned};
use crate::house::{EMAIL, House, PASSWORD, Plan, START};

const CREATE: (&str, &str) = ("first_sign_in", "create");

/// A house with this provider, that makes accounts for whom it proves.
async fn house(fake: &Fake) -> House {
    House::of(fake.plan(&[setting(CREATE)])).await
}

fn setting((name, value): (&'static str, &'static str)) -> (&'static str, Setting) {
    (name, value.into())
}

fn query(url: &Url, name: &str) -> String {
    let found = url.query_pairs().find(|(found, _)| found == name);
    found.unwrap_or_else(|| panic!("no {name} in {url}")).1.into_owned()
}

/// Goes there, is proven with these claims, and comes back.
async fn sign_in(browser: &mut Browser<'_>, fake: &Fake, claims: impl FnOnce(&mut Value)) -> Answer {
    let there = browser.begin_with("op").await;
    let mut said = fake.ann(&query(&there, "nonce"));
    claims(&mut said);
    fake.gives(&said);
    browser.get(&back(&there)).await
}

/// The address that the provider sends the browser back to.
fn back(there: &Url) -> String {
    format!("/sign-in/op/callback?code=a-code&state={}", query(there, "state"))
}

#[rocket::async_test]
async fn a_browser_is_sent_there_with_all_that_ties_the_answer_to_it() {
    let fake = Fake::start();
    let house =
        House::of(fake.plan(&[("parameters", rocket::figment::util::map!["hd" => "work.example"].into())])).await;
    let there = house.browser().begin_with("op").await;
    assert!(there.as_str().starts_with(&format!("{}/authorize?", fake.issuer)), "{there}");
    for (name, value) in [
        ("response_type", "code"),
        ("client_id", CLIENT),
        ("redirect_uri", "https://pass.example/sign-in/op/callback"),
        ("scope", "openid email profile"),
        ("code_challenge_method", "S256"),
        ("ui_locales", "en"),
        ("hd", "work.example"),
    ] {
        assert_eq!(query(&there, name), value);
    }
    for name in ["state", "nonce", "code_challenge"] {
        assert_eq!(query(&there, name).len(), 43, "{name}");
        assert_ne!(query(&there, name), query(&house.browser().begin_with("op").await, name));
    }
    assert!(!there.as_str().contains("secret"));
}

#[rocket::async_test]
async fn whoever_is_proven_gets_an_account_a_session_and_the_next_time_the_same() {
    let fake = Fake::start();
    let house = house(&fake).await;
    let mut browser = house.browser();
    let answer = sign_in(&mut browser, &fake, |_| ()).await;
    assert_eq!((answer.status, answer.location()), (303, "/dashboard"), "{}", answer.body);
    let page = browser.get("/sessions").await;
    page.assert_has("Work");
    let token = fake.asked().into_iter().find(|asked| asked.starts_with("POST /token")).expect("it was asked");
    assert!(token.contains("code=a-code") && token.contains("code_verifier=") && token.contains("grant_type="));
    assert!(!token.contains("a-secret-of-ours"), "the secret belongs into the header");
    assert_eq!(house.count("users WHERE email = 'ann@work.example' AND role = 'user'").await, 1);
    assert_eq!(house.count("users WHERE email_verified_at IS NOT NULL AND name = 'Ann of Work'").await, 1);
    let methods = house.word("SELECT methods AS word FROM sessions").await.expect("a session");
    assert_eq!(methods, format!("oidc:op auth_time:{START}"));
    let mut other = house.browser();
    assert_eq!(sign_in(&mut other, &fake, |_| ()).await.location(), "/dashboard");
    assert_eq!(house.count("users").await, 2);
    assert_eq!(house.count("identities").await, 1);
    // A browser not seen before is told of, whoever proved it.
    house.letter(Kind::NewBrowser, "ann@work.example").await;
}

#[rocket::async_test]
async fn after_a_sign_in_the_page_that_was_wanted_opens() {
    let fake = Fake::start();
    let house = house(&fake).await;
    let mut browser = house.browser();
    let page = browser.submit("/login?next=%2Fsettings", "/sign-in/op", &[("next", "/settings")]).await;
    let there = Browser::sent_on(&page);
    fake.gives(&fake.ann(&query(&there, "nonce")));
    assert_eq!(browser.get(&back(&there)).await.location(), "/settings");
    let page = browser.submit("/logout", "/logout", &[]).await;
    assert_eq!(page.status, 303);
    let page = browser.submit("/login", "/sign-in/op", &[("next", "//evil.example")]).await;
    let there = Browser::sent_on(&page);
    fake.gives(&fake.ann(&query(&there, "nonce")));
    assert_eq!(browser.get(&back(&there)).await.location(), "/dashboard");
}

#[rocket::async_test]
async fn an_answer_counts_only_in_the_browser_that_asked_and_once() {
    let fake = Fake::start();
    let house = house(&fake).await;
    let mut browser = house.browser();
    let there = browser.begin_with("op").await;
    fake.gives(&fake.ann(&query(&there, "nonce")));
    let came = back(&there);
    let mut stranger = house.browser();
    stranger.get("/login").await;
    for path in [
        came.as_str(),
        "/sign-in/op/callback",
        "/sign-in/op/callback?code=a-code",
        "/sign-in/op/callback?code=a-code&state=",
        "/sign-in/op/callback?code=a-code&state=x",
    ] {
        let answer = stranger.get(path).await;
        assert_eq!(answer.status, 400, "{path}");
        answer.assert_has("begun in another browser");
        assert!(!stranger.is_in().await);
    }
    assert_eq!(fake.times("/token"), 0, "a code of nobody's is not even redeemed");
    // At another provider's address, and in its own name.
    assert_eq!(browser.get(&came.replace("/op/", "/other/")).await.status, 400);
    assert_eq!(browser.get(&came).await.location(), "/dashboard");
    assert_eq!(browser.get(&came).await.status, 400);
    assert_eq!(fake.times("/token"), 1);
    // Too late.
    let mut slow = house.browser();
    let there = slow.begin_with("op").await;
    house.advance(15 * MINUTE);
    assert_eq!(slow.get(&back(&there)).await.status, 400);
    // Several tabs do not disturb each other.
    let mut tabs = house.browser();
    let first = tabs.begin_with("op").await;
    let second = tabs.begin_with("op").await;
    for there in [first, second] {
        let mut claims = fake.ann(&query(&there, "nonce"));
        claims["exp"] = json!(START + HOUR);
        fake.gives(&claims);
        assert_eq!(tabs.get(&back(&there)).await.location(), "/dashboard");
    }
}

#[rocket::async_test]
async fn two_providers_are_not_taken_for_each_other() {
    let (good, evil) = (Fake::start(), Fake::start());
    let plan = evil.named("evil", good.plan(&[setting(CREATE)]), &[setting(CREATE)]);
    let house = House::of(plan).await;
    let mut browser = house.browser();
    let there = browser.begin_with("op").await;
    evil.gives(&evil.ann(&query(&there, "nonce")));
    good.gives(&good.ann(&query(&there, "nonce")));
    // The answer to one comes back as the other's, with its name (RFC 9207) or at its address.
    let named = format!("{}&iss={}", back(&there), evil.issuer);
    assert_eq!(browser.get(&named).await.status, 424);
    assert_eq!((good.times("/token"), evil.times("/token")), (0, 0));
    let there = browser.begin_with("op").await;
    assert_eq!(browser.get(&back(&there).replace("/op/", "/evil/")).await.status, 400);
    assert_eq!((good.times("/token"), evil.times("/token")), (0, 0));
    // Who says it always names itself has to.
    good.describe(|said| said["authorization_response_iss_parameter_supported"] = true.into());
    house.advance(2 * HOUR);
    let there = browser.begin_with("op").await;
    assert_eq!(browser.get(&back(&there)).await.status, 424);
    assert_eq!(good.times("/token"), 0);
    // One who calls itself by the other's name is not used at all.
    evil.describe(|said| said["issuer"] = good.issuer.as_str().into());
    let page = browser.submit("/login", "/sign-in/evil", &[]).await;
    assert_eq!(page.status, 424);
    page.assert_has("cannot be reached just now");
}

#[rocket::async_test]
async fn an_id_token_that_is_not_right_in_everything_signs_nobody_in() {
    let fake = Fake::start();
    let house = house(&fake).await;
    let other = Fake::start();
    let jwt = json!({ "typ": "JWT" });
    let claims: [(&str, Value); 14] = [
        ("nonce", json!("another")),
        ("nonce", Value::Null),
        ("iss", json!("https://evil.example")),
        ("iss", Value::Null),
        ("aud", json!("somebody-else")),
        ("aud", json!([CLIENT, "somebody-else"])),
        ("aud", Value::Null),
        ("azp", json!("somebody-else")),
        ("exp", json!(START - 61)),
        ("exp", Value::Null),
        ("iat", json!(START + 120)),
        ("nbf", json!(START + 120)),
        ("sub", Value::Null),
        ("at_hash", json!("AAAAAAAAAAAAAAAAAAAAAA")),
    ];
    for (name, value) in claims {
        let mut browser = house.browser();
        let answer = sign_in(&mut browser, &fake, |said| said[name] = value.clone()).await;
        assert_eq!(answer.status, 424, "{name} {value}");
        answer.assert_has("did not prove who you are");
        assert!(!browser.is_in().await, "{name} {value}");
    }
    for case in 0..11 {
        let mut browser = house.browser();
        let there = browser.begin_with("op").await;
        let said = fake.ann(&query(&there, "nonce"));
        let signed = fake.sign(&jwt, &said);
        let (parts, signature) = signed.rsplit_once('.').expect("three parts");
        let (_, body) = parts.split_once('.').expect("two parts");
        let header = |text: &Value| {
            use base64::Engine;
            base64::prelude::BASE64_URL_SAFE_NO_PAD.encode(text.to_string())
        };
        let token = match case {
            0 => unsigned(&json!({ "alg": "none" }), &said),
            1 => format!("{}.{body}.{signature}", header(&json!({ "alg": "none" }))),
            // By what everybody knows, taken for a secret.
            2 => {
                let key = fake.public_key().to_string();
                signed_by_secret(&json!({ "alg": "HS256", "typ": "JWT" }), &said, key.as_bytes())
            }
            3 => other.sign(&jwt, &said),
            4 => format!("{parts}.{}", "A".repeat(86)),
            5 => fake.sign(&json!({ "typ": "logout+jwt" }), &said),
            6 => fake.sign(&json!({ "typ": "at+jwt" }), &said),
            7 => fake.sign(&json!({ "typ": "JWT", "crit": ["x"] }), &said),
            // By the secret that we have ourselves: it proves nothing about who has signed.
            8 => signed_by_secret(&json!({ "alg": "HS256", "typ": "JWT" }), &said, b"a-secret-of-ours"),
            // By a key that comes with it, or an address of one: keys are the provider's alone (ASVS 9.1.3).
            9 => other.sign(&json!({ "typ": "JWT", "jwk": other.public_key() }), &said),
            _ => other.sign(&json!({ "typ": "JWT", "jku": format!("{}/keys", other.issuer) }), &said),
        };
        fake.gives_token(&token, &json!({}));
        assert_eq!(browser.get(&back(&there)).await.status, 424, "{case}");
        assert!(!browser.is_in().await, "{case}");
    }
    for more in [json!({ "id_token": null }), json!({ "token_type": "mac" }), json!({ "access_token": null })] {
        let mut browser = house.browser();
        let there = browser.begin_with("op").await;
        fake.gives_token(&fake.sign(&jwt, &fake.ann(&query(&there, "nonce"))), &more);
        assert_eq!(browser.get(&back(&there)).await.status, 424, "{more}");
    }
    assert_eq!(house.count("sessions").await, 0);
    assert_eq!(house.count("users").await, 1);
    assert_eq!(other.asked(), Vec::<String>::new(), "nobody is asked for a key who is not configured");
    // A clock that is a little off is no attack.
    let mut browser = house.browser();
    let answer = sign_in(&mut browser, &fake, |said| {
        said["iat"] = json!(START + 50);
        said["exp"] = json!(START - 50);
    });
    assert_eq!(answer.await.location(), "/dashboard");
}

#[rocket::async_test]
async fn a_code_that_was_used_signs_nobody_in() {
    let fake = Fake::start();
    let house = house(&fake).await;
    let mut browser = house.browser();
    let there = browser.begin_with("op").await;
    fake.refuses("invalid_grant");
    let answer = browser.get(&back(&there)).await;
    assert_eq!(answer.status, 401);
    answer.assert_has("cancelled there, or came back too late");
    assert!(!browser.is_in().await);
    // What came with it does not show, and nobody's log holds it.
    assert!(!answer.has("a-code"));
}

#[rocket::async_test]
async fn whoever_cancels_there_is_told_so_and_loses_nothing() {
    let fake = Fake::start();
    let house = house(&fake).await;
    let mut browser = house.browser();
    let page = browser.submit("/login?next=%2Fsettings", "/sign-in/op", &[("next", "/settings")]).await;
    let there = Browser::sent_on(&page);
    let path = format!("/sign-in/op/callback?error=access_denied&state={}", query(&there, "state"));
    let answer = browser.get(&path).await;
    assert_eq!(answer.status, 401);
    assert!(answer.body.contains("name=\"next\" value=\"&#x2F;settings\""));
    let there = browser.begin_with("op").await;
    let path = format!("/sign-in/op/callback?error=%3Cscript%3E&state={}", query(&there, "state"));
    let answer = browser.get(&path).await;
    assert_eq!(answer.status, 424);
    assert!(!answer.has("<script>"));
}

/// What is wrong with a provider, and how it comes to be.
type Broken<'a> = (&'a str, Box<dyn Fn() + 'a>);

#[rocket::async_test]
async fn a_provider_that_misbehaves_leaves_the_login_page_usable() {
    let fake = Fake::start();
    let trap = Fake::start();
    let house = house(&fake).await;
    let mut browser = house.browser();
    let elsewhere = format!("{}/stolen", trap.issuer);
    let broken: Vec<Broken<'_>> = vec![
        (
            "away",
            Box::new(|| fake.reply("/.well-known/openid-configuration", Reply::Raw(503, "x", "x".into(), vec![]))),
        ),
        (
            "huge",
            Box::new(|| {
                fake.describe(|_| ());
                fake.reply("/keys", Reply::Raw(200, "content-type", "application/json".into(), vec![b' '; 10 << 20]));
            }),
        ),
        (
            "elsewhere",
            Box::new(|| {
                let to = Reply::Raw(302, "location", elsewhere.clone(), vec![]);
                fake.reply("/.well-known/openid-configuration", to);
            }),
        ),
        (
            "no JSON",
            Box::new(|| {
                let text = Reply::Raw(200, "content-type", "application/json".into(), b"<html>".to_vec());
                fake.reply("/.well-known/openid-configuration", text);
            }),
        ),
        (
            "its tokens elsewhere",
            Box::new(|| {
                fake.publish();
                fake.describe(|said| said["token_endpoint"] = elsewhere.as_str().into());
            }),
        ),
        ("its keys elsewhere", Box::new(|| fake.describe(|said| said["jwks_uri"] = elsewhere.as_str().into()))),
        (
            "its people elsewhere",
            Box::new(|| {
                fake.describe(|said| said["userinfo_endpoint"] = elsewhere.as_str().into());
            }),
        ),
        (
            "its people inside",
            Box::new(|| {
                fake.describe(|said| said["authorization_endpoint"] = "http://169.254.169.254/latest".into());
            }),
        ),
        ("another", Box::new(|| fake.describe(|said| said["issuer"] = format!("{}/", fake.issuer).into()))),
    ];
    for (what, break_it) in broken {
        break_it();
        // Whoever was refused lately is not asked again at once.
        house.advance(11);
        let page = browser.submit("/login", "/sign-in/op", &[("next", "/settings")]).await;
        assert_eq!(page.status, 424, "{what}");
        page.assert_has("cannot be reached just now");
        assert!(
            page.body.contains("name=\"next\" value=\"&#x2F;settings\"") && page.body.contains("name=\"password\"")
        );
    }
    assert_eq!(trap.asked(), Vec::<String>::new(), "nobody is asked who is not configured");
    let asked = fake.asked().len();
    browser.submit("/login", "/sign-in/op", &[]).await;
    assert_eq!(fake.asked().len(), asked, "it was refused a moment ago");
    // And by the password as ever.
    assert_eq!(browser.sign_in(EMAIL, PASSWORD).await.location(), "/dashboard");
    // Once it is well again, so is everything.
    fake.describe(|_| ());
    house.advance(11);
    let mut browser = house.browser();
    assert_eq!(sign_in(&mut browser, &fake, |said| said["exp"] = json!(START + HOUR)).await.location(), "/dashboard");
}

#[rocket::async_test]
async fn a_provider_that_does_not_answer_holds_nobody_up_for_long() {
    let fake = Fake::start();
    let house = house(&fake).await;
    for reply in [Reply::Silence, Reply::Beginning] {
        let mut browser = house.browser();
        let there = browser.begin_with("op").await;
        fake.reply("/token", reply);
        let asked = std::time::Instant::now();
        let answer = browser.get(&back(&there)).await;
        assert_eq!(answer.status, 424);
        answer.assert_has("did not prove who you are");
        // No measure of speed: three times what it is given.
        assert!(asked.elapsed().as_secs() < 20, "{:?}", asked.elapsed());
    }
}

#[rocket::async_test]
async fn what_is_known_of_a_provider_outlives_its_absence_and_its_keys_are_asked_for_anew() {
    let fake = Fake::start();
    let house = house(&fake).await;
    let mut browser = house.browser();
    assert_eq!(sign_in(&mut browser, &fake, |_| ()).await.location(), "/dashboard");
    let described = fake.times("/.well-known/openid-configuration");
    assert_eq!(described, 1, "it is asked once");
    // Another key, published: found as soon as it is met, but not more often than each half minute.
    fake.rotate();
    fake.publish();
    assert_eq!(sign_in(&mut house.browser(), &fake, |_| ()).await.status, 424);
    house.advance(31);
    assert_eq!(sign_in(&mut house.browser(), &fake, |_| ()).await.location(), "/dashboard");
    let asked = fake.times("/keys");
    fake.rotate();
    for _ in 0..3 {
        assert_eq!(sign_in(&mut house.browser(), &fake, |_| ()).await.status, 424);
    }
    assert_eq!(fake.times("/keys"), asked, "nobody can have it asked without end");
    // Its description cannot be had for a while: what was known is good for a day.
    house.advance(31);
    fake.publish();
    fake.reply("/.well-known/openid-configuration", Reply::Raw(500, "x", "x".into(), vec![]));
    house.advance(2 * HOUR);
    let later = |said: &mut Value| said["exp"] = json!(START + 3 * HOUR);
    assert_eq!(sign_in(&mut house.browser(), &fake, later).await.location(), "/dashboard");
    house.advance(24 * HOUR);
    assert_eq!(house.browser().submit("/login", "/sign-in/op", &[]).await.status, 424);
}

#[rocket::async_test]
async fn an_e_mail_at_a_provider_opens_no_account_here() {
    let fake = Fake::start();
    let house = house(&fake).await;
    // Said but not shown to be theirs: whether Ann has an account here is not told either.
    for verified in [json!(false), Value::Null, json!("false"), json!(0)] {
        for email in [EMAIL, "nobody@example.org"] {
            let mut browser = house.browser();
            let answer = sign_in(&mut browser, &fake, |said| {
                said["email"] = email.into();
                said["email_verified"] = verified.clone();
                said["preferred_username"] = EMAIL.into();
            });
            let answer = answer.await;
            if verified == json!(0) {
                assert_eq!(answer.status, 424);
                continue;
            }
            assert_eq!(answer.status, 403, "{verified} {email}");
            answer.assert_has("has not checked your e-mail");
            assert!(!browser.is_in().await);
        }
    }
    // Shown: the two are connected by whoever can sign in to the account, and not before.
    let mut browser = house.browser();
    let answer = sign_in(&mut browser, &fake, |said| said["email"] = "ANN@Example.org".into()).await;
    assert_eq!(answer.location(), "/login?next=%2Fsettings%2Fconnections&said=has-account");
    let login = browser.get(answer.location()).await;
    login.assert_has("There is an account with this e-mail already");
    assert!(!browser.is_in().await);
    assert_eq!(house.count("identities").await, 0);
    let answer = browser.submit(
        "/login",
        "/login",
        &[("email", EMAIL), ("password", PASSWORD), ("next", "/settings/connections")],
    );
    assert_eq!(answer.await.location(), "/settings/connections");
    let page = browser.get("/settings/connections").await;
    page.assert_has("Connect Work?");
    page.assert_has("ANN@Example.org");
    // Nobody else is asked to in the same browser.
    house.add("bea@example.org", "user").await;
    let mut bea = browser.clone();
    bea.cookies.remove("__Host-session");
    bea.sign_in("bea@example.org", PASSWORD).await;
    assert!(!bea.get("/settings/connections").await.has("Connect Work?"));
    let answer = bea.submit("/settings/connections", "/settings/connections/waiting", &[]).await;
    assert_eq!(answer.location(), "/settings/connections?said=late");
    assert_eq!(house.count("identities").await, 0);
    let answer = browser.submit("/settings/connections", "/settings/connections/waiting", &[]).await;
    assert_eq!(answer.location(), "/settings/connections?said=connected");
    assert_eq!(house.count("identities").await, 1);
    house.letter(Kind::Connected, EMAIL).await;
    // From then on it is Ann, whatever e-mail she has there now; and nobody else who has hers.
    let mut other = house.browser();
    let answer = sign_in(&mut other, &fake, |said| {
        said["email"] = "new@work.example".into();
        said["email_verified"] = false.into();
    });
    assert_eq!(answer.await.location(), "/dashboard");
    other.get("/settings").await.assert_has(EMAIL);
    let mut other = house.browser();
    let answer = sign_in(&mut other, &fake, |said| {
        said["sub"] = "eve-1".into();
        said["email"] = EMAIL.into();
    });
    assert!(answer.await.location().starts_with("/login"));
    assert!(!other.is_in().await);
}

#[rocket::async_test]
async fn the_first_sign_in_is_as_the_setting_says() {
    let fake = Fake::start();
    let house = House::of(fake.plan(&[])).await;
    let mut browser = house.browser();
    let answer = sign_in(&mut browser, &fake, |_| ()).await;
    assert_eq!(answer.status, 403);
    answer.assert_has("No account here can be opened with Work");
    assert_eq!(house.count("users").await, 1);

    let house =
        House::of(fake.plan(&[setting(("first_sign_in", "invite"))]).set("hallpass.registration", "invite")).await;
    assert_eq!(sign_in(&mut house.browser(), &fake, |_| ()).await.status, 403);
    let mut ann = house.ann().await;
    let fields = [("email", "Ann@Work.example"), ("role", "admin"), ("language", "de")];
    ann.submit("/admin/invite", "/admin/invite", &fields).await;
    let letter = house.letter(Kind::Invited, "Ann@Work.example").await;
    let mut invited = house.browser();
    invited.get(letter.path.as_deref().expect("a link")).await;
    invited.get("/join").await.assert_has("Continue with Work");
    let answer = sign_in(&mut house.browser(), &fake, |said| said["email_verified"] = false.into()).await;
    assert_eq!(answer.status, 403);
    let mut guest = house.browser();
    assert_eq!(sign_in(&mut guest, &fake, |_| ()).await.location(), "/dashboard");
    assert_eq!(guest.get("/admin/events").await.status, 200, "the invitation's role");
    // It is used up.
    let answer = sign_in(&mut house.browser(), &fake, |said| said["sub"] = "other".into()).await;
    assert!(answer.location().starts_with("/login"), "{}", answer.status);
    assert_eq!(house.count("users").await, 2);
}

#[rocket::async_test]
async fn a_provider_can_be_trusted_for_its_e_mails_and_may_tell_them_elsewhere() {
    let fake = Fake::start();
    let house = House::of(fake.plan(&[setting(CREATE), ("trust_email", true.into())])).await;
    let answer = sign_in(&mut house.browser(), &fake, |said| said["email_verified"] = Value::Null).await;
    assert_eq!(answer.location(), "/dashboard");
    // Only who has the access token is told.
    let house = self::house(&fake).await;
    fake.reply(
        "/userinfo",
        Reply::Json(json!({ "sub": "bea", "email": "bea@work.example", "email_verified": "true" })),
    );
    let bea = |said: &mut Value| {
        said["sub"] = "bea".into();
        said["email"] = Value::Null;
    };
    assert_eq!(sign_in(&mut house.browser(), &fake, bea).await.location(), "/dashboard");
    assert_eq!(house.count("users WHERE email = 'bea@work.example'").await, 1);
    // Another person's are not hers.
    fake.reply("/userinfo", Reply::Json(json!({ "sub": "ann", "email": EMAIL, "email_verified": true })));
    let mallory = |said: &mut Value| {
        said["sub"] = "mallory".into();
        said["email"] = Value::Null;
    };
    assert_eq!(sign_in(&mut house.browser(), &fake, mallory).await.status, 424);
}

#[rocket::async_test]
async fn claims_set_name_language_time_zone_and_by_a_mapping_the_role() {
    let fake = Fake::start();
    let roles = rocket::figment::util::map!["bosses" => "admin", "readers" => "auditor"];
    let plan = fake
        .plan(&[
            setting(CREATE),
            setting(("role_claim", "realm.groups")),
            ("roles", roles.into()),
            ("update_profile", true.into()),
        ])
        .set("hallpass.roles", rocket::figment::util::map!["auditor" => vec!["events.read"]]);
    let house = House::of(plan).await;
    let mut browser = house.browser();
    let answer = sign_in(&mut browser, &fake, |said| {
        said["locale"] = "de-AT".into();
        said["zoneinfo"] = "Europe/Vienna".into();
        said["realm"] = json!({ "groups": ["readers", "x"] });
        said["name"] = "Änn <b>".into();
    });
    assert_eq!(answer.await.location(), "/dashboard");
    let hers = "users WHERE language = 'de' AND time_zone = 'Europe/Vienna' AND role = 'auditor' AND name = 'Änn <b>'";
    assert_eq!(house.count(hers).await, 1);
    // Who has several gets what permits most; it counts at once, also in sessions from before.
    let mut other = house.browser();
    let answer = sign_in(&mut other, &fake, |said| {
        said["realm"] = json!({ "groups": ["readers", "bosses"] });
        said["locale"] = "xx".into();
        said["zoneinfo"] = "Middle/Earth".into();
    });
    assert_eq!(answer.await.location(), "/dashboard");
    assert_eq!(house.count("users WHERE role = 'admin' AND name = 'Ann of Work' AND language = 'de'").await, 1);
    assert_eq!(browser.get("/admin/invite").await.status, 404, "registration is closed");
    assert_eq!(browser.get("/admin/events").await.status, 200);
    // Who has none of them is a user; but only the provider's word makes them one, not its silence.
    assert_eq!(sign_in(&mut house.browser(), &fake, |_| ()).await.status, 424);
    assert_eq!(browser.get("/admin/events").await.status, 200);
    fake.reply("/userinfo", Reply::Json(json!({ "sub": "ann-1", "realm": { "groups": ["x"] } })));
    assert_eq!(sign_in(&mut house.browser(), &fake, |_| ()).await.location(), "/dashboard");
    assert_eq!(browser.get("/admin/events").await.status, 403);
}

#[rocket::async_test]
async fn a_provider_does_not_take_the_last_administrator_away() {
    let fake = Fake::start();
    let roles = rocket::figment::util::map!["bosses" => "admin"];
    let plan = fake.plan(&[setting(CREATE), setting(("role_claim", "groups")), ("roles", roles.into())]);
    let house = House::of(plan).await;
    let ann = |said: &mut Value| said["groups"] = json!(["bosses"]);
    assert_eq!(sign_in(&mut house.browser(), &fake, ann).await.location(), "/dashboard");
    house.change(&format!("DELETE FROM users WHERE email = '{EMAIL}'")).await;
    fake.reply("/userinfo", Reply::Json(json!({ "sub": "ann-1", "groups": [] })));
    let mut browser = house.browser();
    assert_eq!(sign_in(&mut browser, &fake, |_| ()).await.location(), "/dashboard");
    assert_eq!(browser.get("/admin/events").await.status, 200);
    house.add("other@example.org", "admin").await;
    assert_eq!(sign_in(&mut house.browser(), &fake, |_| ()).await.location(), "/dashboard");
    assert_eq!(browser.get("/admin/events").await.status, 403);
    browser.get("/history").await.assert_has("Role changed");
}

#[rocket::async_test]
async fn nobody_is_the_first_by_a_provider() {
    let fake = Fake::start();
    let house = fake.plan(&[setting(CREATE)]).build().await;
    let mut browser = house.browser();
    let token = browser.token("/setup").await;
    let page = browser.post("/sign-in/op", &token, &[]).await;
    let there = Browser::sent_on(&page);
    fake.gives(&fake.ann(&query(&there, "nonce")));
    assert_eq!(browser.get(&back(&there)).await.status, 403);
    assert_eq!(house.count("users").await, 0);
}

#[rocket::async_test]
async fn whoever_does_not_say_when_has_proven_nothing_lately() {
    let fake = Fake::start();
    let house = house(&fake).await;
    let mut browser = house.browser();
    let answer = sign_in(&mut browser, &fake, |said| said["auth_time"] = Value::Null).await;
    assert_eq!(answer.location(), "/dashboard");
    assert_eq!(browser.get("/settings/delete").await.location(), "/confirm?next=%2Fsettings%2Fdelete");
}

#[rocket::async_test]
async fn without_providers_nothing_of_them_is_there() {
    let house = House::open().await;
    let mut ann = house.ann().await;
    assert!(!ann.get("/settings").await.has("/settings/connections"));
    assert!(!house.browser().get("/login").await.has("/sign-in/"));
    assert_eq!(house.browser().submit("/login", "/sign-in/op", &[]).await.status, 404);
    assert_eq!(house.browser().get("/sign-in/op/icon").await.status, 404);
}

#[rocket::async_test]
async fn the_button_shows_label_and_picture() {
    let fake = Fake::start();
    let folder = tempfile::TempDir::new().expect("a folder");
    let icon = folder.path().join("icon.svg");
    std::fs::write(&icon, "<svg xmlns=\"http://www.w3.org/2000/svg\"/>").expect("a file");
    let house = House::of(fake.plan(&[("icon", icon.to_string_lossy().into_owned().into())])).await;
    let page = house.browser().get("/login").await;
    page.assert_has("Continue with Work");
    assert!(page.body.contains("src=\"/sign-in/op/icon\""));
    let picture = house.get("/sign-in/op/icon", &[]).await;
    assert_eq!((picture.status, picture.header("content-type")), (200, Some("image/svg+xml")));
    assert!(picture.header("content-security-policy").is_some_and(|csp| csp.contains("default-src 'none'")));
}

#[rocket::async_test]
async fn a_disabled_account_stays_closed() {
    let fake = Fake::start();
    let house = house(&fake).await;
    assert_eq!(sign_in(&mut house.browser(), &fake, |_| ()).await.location(), "/dashboard");
    house.change(&format!("UPDATE users SET disabled_at = {START} WHERE email = 'ann@work.example'")).await;
    let answer = sign_in(&mut house.browser(), &fake, |_| ()).await;
    assert_eq!(answer.status, 403);
    answer.assert_has("No account here can be opened with Work");
}

#[rocket::async_test]
async fn a_key_of_ours_can_prove_who_we_are() {
    let fake = Fake::start();
    let folder = tempfile::TempDir::new().expect("a folder");
    let path = folder.path().join("key.pem");
    let key = hallpass::jws::SigningKey::generate().expect("random bytes");
    let text = {
        use base64::Engine;
        base64::prelude::BASE64_STANDARD.encode(&*key)
    };
    std::fs::write(&path, format!("-----BEGIN PRIVATE KEY-----\n{text}\n-----END PRIVATE KEY-----\n")).expect("a file");
    let rules = rocket::figment::util::map![
        "issuer" => Setting::from(fake.issuer.clone()),
        "client_id" => CLIENT.into(),
        "private_key_file" => path.to_string_lossy().into_owned().into(),
        "private_key_id" => "ours".into(),
        "first_sign_in" => "create".into(),
    ];
    let house = House::of(Plan::new().set("hallpass.providers.op", rules)).await;
    assert_eq!(sign_in(&mut house.browser(), &fake, |_| ()).await.location(), "/dashboard");
    let sent = fake.asked().into_iter().find(|asked| asked.starts_with("POST /token")).expect("it was asked");
    let body = sent.rsplit(' ').next().expect("a body");
    let field = |name: &str| {
        url::form_urlencoded::parse(body.as_bytes()).find(|(n, _)| n == name).map(|(_, value)| value.into_owned())
    };
    assert_eq!(
        field("client_assertion_type").as_deref(),
        Some("urn:ietf:params:oauth:client-assertion-type:jwt-bearer")
    );
    assert!(field("client_secret").is_none());
    let assertion = field("client_assertion").expect("a proof");
    let public = hallpass::jws::SigningKey::from_pkcs8(&key).and_then(|key| key.public()).expect("on P-256");
    let claims = public.open(&assertion).expect("signed by our key");
    assert_eq!(hallpass::jws::header(&assertion).expect("a header")["kid"], "ours");
    assert_eq!((&claims["iss"], &claims["sub"]), (&json!(CLIENT), &json!(CLIENT)));
    assert_eq!(claims["aud"], format!("{}/token", fake.issuer));
    assert_eq!(claims["exp"].as_i64(), Some(START + 60));
}
