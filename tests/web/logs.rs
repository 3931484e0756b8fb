//! Nothing that was submitted ends in a log, at any level, in any form, whether it was right or wrong.

use serde_json::json;

use crate::browser::Browser;
use crate::fake::{CLIENT, Fake, Reply};
use crate::program::{Program, cookies, fields};

const FORM: &str = "application/x-www-form-urlencoded";
const PASSWORD: &str = "m4rked kettle under seven rooftops";
const EMAIL: &str = "m4rked@example.org";
/// 43 characters, as a link's secret has.
const SECRET: &str = "m4rkedm4rkedm4rkedm4rkedm4rkedm4rkedm4rkedA";

#[test]
fn no_level_and_no_form_of_the_log_holds_what_was_submitted() {
    for level in ["off", "error", "warn", "info", "debug", "trace"] {
        for format in ["text", "json"] {
            let settings = [
                ("ROCKET_HALLPASS_LOG_LEVEL", level),
                ("ROCKET_HALLPASS_LOG_FORMAT", format),
                // Rocket's own, which must not undo it.
                ("ROCKET_LOG_LEVEL", "debug"),
            ];
            let mut program = Program::start(&settings);
            let secrets = walk(&mut program);
            let log = program.log();
            let all = program.end();
            for secret in secrets.iter().map(String::as_str).chain(["m4rked", "M4RKED"]) {
                assert!(!all.contains(secret), "{level} {format}: {secret} in\n{all}");
            }
            assert_eq!(log.is_empty(), ["off", "error"].contains(&level), "{level} {format}: {log}");
            if format == "json" {
                assert!(log.lines().all(|line| serde_json::from_str::<serde_json::Value>(line).is_ok()), "{log}");
            }
        }
    }
}

#[test]
fn a_sign_in_is_logged_with_its_session_but_no_secret() {
    let mut program = Program::start(&[]);
    walk(&mut program);
    let log = program.log();
    assert!(log.contains("sign-in") && log.contains("session="), "{log}");
    assert!(log.contains("sign-in-failed"), "{log}");
}

#[test]
fn no_log_holds_what_a_provider_gave_or_was_sent() {
    let fake = Fake::start();
    let providers = format!(
        "{{op={{issuer=\"{}\",client_id=\"{CLIENT}\",client_secret=\"m4rked-secret\",first_sign_in=\"create\"}}}}",
        fake.issuer
    );
    for level in ["info", "trace"] {
        let settings = [("ROCKET_HALLPASS_LOG_LEVEL", level), ("ROCKET_HALLPASS_PROVIDERS", providers.as_str())];
        let mut program = Program::start(&settings);
        walk(&mut program);
        let page = program.get("/login", "");
        let (visit, token) = (cookies(&page), page.token().expect("a form").to_owned());
        // What cannot be read, what is refused, what is not believed, and what has no e-mail.
        let text = |status, body: &str| Reply::Raw(status, "content-type", "application/json".into(), body.into());
        let unbelieved = json!({
            "access_token": "m4rked-access", "token_type": "Bearer", "refresh_token": "m4rked-refresh",
            "id_token": fake.sign(&json!({ "typ": "JWT" }), &json!({ "sub": "m4rked", "iss": "https://m4rked.example" })),
        });
        for reply in [
            text(200, "{\"access_token\":\"m4rked\",\"x"),
            text(400, "{\"error\":\"invalid_grant\",\"error_description\":\"m4rked\"}"),
            text(500, "m4rked"),
            Reply::Raw(302, "location", "https://m4rked.example/?token=m4rked".into(), vec![]),
            Reply::Json(unbelieved),
        ] {
            fake.reply("/token", reply);
            let page = program.post("/sign-in/op", &visit, FORM, &fields(&token, &[]));
            let there = Browser::sent_on(&page);
            let state = there.query_pairs().find(|(name, _)| name == "state").expect("a state").1.into_owned();
            let path = format!("/sign-in/op/callback?code=m4rked-code&state={state}");
            let answer = program.get(&path, &format!("{visit}; {}", cookies(&page)));
            assert!([401, 424].contains(&answer.status), "{}", answer.status);
        }
        program.get("/sign-in/op/callback?error=x&error_description=m4rked&state=m4rked", &visit);
        for path in ["/auth/signed-out/op", "/auth/introspect"] {
            program.post(
                path,
                "",
                FORM,
                "logout_token=m4rked.m4rked.m4rked&token=m4rked&client_id=m4rked&client_secret=m4rked",
            );
        }
        let log = program.log();
        assert!(log.contains("was not proven by a provider"), "{log}");
        let all = program.end();
        assert!(!all.contains("m4rked"), "{level}:\n{all}");
    }
}

#[test]
fn what_waits_is_written_when_the_process_ends() {
    use diesel::connection::SimpleConnection;
    use diesel::{Connection, RunQueryDsl, SqliteConnection};
    let mut program = Program::start(&[]);
    let secrets = walk(&mut program);
    let file = program.folder.path().join("data/hallpass.db");
    let mut outside = SqliteConnection::establish(&file.to_string_lossy()).expect("the file opens");
    outside
        .batch_execute("PRAGMA busy_timeout = 60000; UPDATE sessions SET last_seen_at = last_seen_at - 300")
        .expect("changed");
    assert_eq!(program.get("/dashboard", &format!("session={}", secrets[0])).status, 200);
    program.stop();
    let lost = "DELETE FROM sessions WHERE last_seen_at < created_at AND ended_at IS NULL";
    assert_eq!(diesel::sql_query(lost).execute(&mut outside).expect("counted"), 0, "its activity was lost");
}

/// Everything that can be sent, right and wrong; gives back the secrets that were made on the way, the session's first.
fn walk(program: &mut Program) -> Vec<String> {
    let code = program.setup_code();
    let page = program.get("/setup", "");
    let (visit, token) = (cookies(&page), page.token().expect("a form").to_owned());
    let setup = |code, password| {
        fields(&token, &[("code", code), ("name", "m4rked name"), ("email", EMAIL), ("password", password)])
    };
    assert_eq!(program.post("/setup", &visit, FORM, &setup("M4RKED-CODE", PASSWORD)).status, 422);
    assert_eq!(program.post("/setup", &visit, FORM, &setup(&code, "m4rked")).status, 422);
    assert_eq!(program.post("/setup", &visit, FORM, &setup(&code, PASSWORD)).status, 303);
    for (status, body) in [
        (401, fields(&token, &[("email", EMAIL), ("password", "m4rked wrong")])),
        (401, fields(&token, &[("email", "m4rked.other@example.org"), ("password", PASSWORD)])),
        (422, fields(&token, &[("email", EMAIL), ("password", PASSWORD), ("password", "m4rked")])),
        (422, fields(&token, &[("email", EMAIL), ("password", PASSWORD), ("m4rked", "m4rked")])),
        (422, fields(&token, &[("email", PASSWORD), ("password", PASSWORD)])),
        (422, fields(&token, &[("email", EMAIL), ("password", PASSWORD), ("email[m4rked]", "m4rked")])),
        (422, format!("csrf_token={token}&email=%ffm4rked&password=%ffm4rked")),
        (422, format!("csrf_token={token}&%ffm4rked=x&password=m4rked")),
        (413, format!("csrf_token={token}&password={}", "m4rked".repeat(6000))),
        (403, fields("m4rkedtoken", &[("email", EMAIL), ("password", PASSWORD)])),
        (403, fields(&token, &[("csrf_token", "m4rked"), ("email", EMAIL), ("password", PASSWORD)])),
    ] {
        assert_eq!(program.post("/login", &visit, FORM, &body).status, status, "{body}");
    }
    assert_eq!(program.post("/forgot", &visit, FORM, &fields(&token, &[("email", EMAIL)])).status, 303);
    // The letter is written a moment later, by this command if not by the server.
    assert_eq!(program.command(&["mail", "list"], "").code, Some(0));
    let json = format!("{{\"email\":\"{EMAIL}\",\"password\":\"{PASSWORD}\"}}");
    assert_eq!(program.post("/login", &visit, "application/json", &json).status, 415);
    assert_eq!(program.post("/login", &visit, "text/m4rked", &json).status, 415);
    let signed_in = program.post("/login", &visit, FORM, &fields(&token, &[("email", EMAIL), ("password", PASSWORD)]));
    assert_eq!(signed_in.status, 303);
    let session = signed_in.set_cookie("session").and_then(|line| line.split(';').next()).expect("a cookie").to_owned();
    let page = program.get("/confirm", &session);
    let own = page.token().expect("a form").to_owned();
    assert_eq!(program.post("/confirm", &session, FORM, &fields(&own, &[("password", "m4rked")])).status, 401);
    assert_eq!(program.post("/sessions/m4rked/end", &session, FORM, &fields(&own, &[])).status, 404);
    for path in [
        "/nowhere/m4rked?password=m4rked",
        "/sessions?said=m4rked&n=m4rked",
        "/login?next=/m4rked",
        "/static/m4rked",
        "/m4rked/../m4rked",
        "/%ffm4rked",
    ] {
        program.get(path, &format!("{session}; session2=m4rked; link=m4rked"));
    }
    let opened = program.get(&format!("/link/reset/{SECRET}"), "");
    assert_eq!(opened.location(), "/reset");
    let link = cookies(&opened);
    assert_eq!(program.get("/reset", &link).status, 410);
    assert_eq!(program.get("/dashboard", "session=m4rkedcookie").status, 303);
    let lines = "X-Forwarded-For: m4rked\r\nOrigin: https://m4rked.example\r\nReferer: https://m4rked\r\nUser-Agent: m4rked\r\nAuthorization: m4rked";
    program.talk(format!(
        "POST /login HTTP/1.1\r\nHost: m4rked\r\n{lines}\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"
    ));
    program.talk(format!("M4RKED /m4rked HTTP/1.1\r\nHost: m4rked\r\n{lines}\r\nConnection: close\r\n\r\n"));
    program.talk(b"m4rked\r\n\r\n");
    let value = |pair: &str| pair.split_once('=').expect("a pair").1.to_owned();
    vec![value(&session), value(&link), value(&visit), token, own]
}
