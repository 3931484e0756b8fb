//! The outbox: letters leave by a real mail server, once, whatever befalls it; and the commands that show what waits.

use std::collections::HashSet;
use std::sync::Arc;
use std::time::Duration;

use hallpass::auth::outbox::Standing;
use hallpass::config::{MailRules, Security, SmtpServer};
use hallpass::jobs::{Sender, Stop};
use hallpass::mail::post::{PATIENCE, Post};
use rocket::futures::future::join_all;
use uuid::Uuid;

use crate::database::Database;
use crate::house::{EMAIL, House, KEY, OTHER_KEY, PASSWORD, Plan};
use crate::program::{Program, cookies, fields};
use crate::smtp::MailServer;

const MINUTE: i64 = 60;
const HOUR: i64 = 3600;
const DAY: i64 = 24 * HOUR;
const FORM: &str = "application/x-www-form-urlencoded";

#[rocket::async_test]
async fn a_letter_arrives_with_both_parts_and_every_header_it_needs() {
    let (house, mail) = (House::open().await, MailServer::start());
    house.change("UPDATE users SET name = '<b>Ann</b> {{ 7*7 }}', language = 'ar'").await;
    forget(&house, EMAIL).await;
    let id = newest(&house).await;
    assert_eq!(sender(&house, &mail).send_due(house.auth()).await, Ok((1, 0)));
    let letters = mail.letters();
    assert_eq!(letters.len(), 1);
    let letter = &letters[0];
    assert_eq!(letter.header("To"), Some(EMAIL));
    assert_eq!(letter.header("From"), Some("Hallpass <login@pass.example>"));
    assert_eq!(letter.header("Message-ID"), Some(&*format!("<{id}@pass.example>")));
    assert_eq!(letter.header("Auto-Submitted"), Some("auto-generated"));
    assert!(letter.header("Subject").is_some_and(|subject| subject.contains("Hallpass")));
    assert!(letter.header("Content-Type").is_some_and(|kind| kind.starts_with("multipart/alternative")));
    assert!(letter.header("Date").is_some());
    assert!(
        letter.html.contains("dir=\"rtl\"") && letter.html.contains("&lt;b&gt;Ann") && !letter.html.contains("<b>")
    );
    assert!(letter.text.contains("{{ 7*7 }}") && letter.html.contains(&letter.path()));
    let mut browser = house.browser();
    browser.get(&letter.path()).await.assert_leads_to("/reset");
    browser.get("/reset").await.assert_status(200);
    // Nothing of it is left.
    assert_eq!(house.count("mails WHERE sealed IS NULL AND sent_at IS NOT NULL AND next_try_at IS NULL").await, 1);
}

#[rocket::async_test]
async fn a_mail_server_that_stops_and_starts_loses_nothing_and_gets_nothing_twice_on_sqlite() {
    stops_and_starts(Database::sqlite()).await;
}

#[rocket::async_test]
async fn a_mail_server_that_stops_and_starts_loses_nothing_and_gets_nothing_twice_on_postgresql() {
    stops_and_starts(Database::postgres()).await;
}

async fn stops_and_starts(database: Database) {
    let (house, mut mail) = (House::of(Plan::on(database)).await, MailServer::new());
    let post = sender(&house, &mail);
    forget(&house, EMAIL).await;
    assert_eq!(post.send_due(house.auth()).await, Ok((0, 1)), "it is away");
    assert_eq!(post.send_due(house.auth()).await, Ok((0, 0)), "and not asked again at once");
    mail.run();
    house.advance(MINUTE);
    assert_eq!(post.send_due(house.auth()).await, Ok((1, 0)));
    mail.stop();
    forget(&house, EMAIL).await;
    assert_eq!(post.send_due(house.auth()).await, Ok((0, 1)));
    house.advance(MINUTE);
    assert_eq!(post.send_due(house.auth()).await, Ok((0, 1)));
    house.advance(4 * MINUTE);
    mail.run();
    assert_eq!(post.send_due(house.auth()).await, Ok((0, 0)), "each time it waits longer");
    house.advance(MINUTE);
    assert_eq!(post.send_due(house.auth()).await, Ok((1, 0)));
    house.advance(30 * DAY);
    assert_eq!(post.send_due(house.auth()).await, Ok((0, 0)));
    assert_eq!(mail.letters().len(), 2);
}

#[rocket::async_test]
async fn of_many_servers_one_sends_each_letter() {
    for database in [Database::sqlite(), Database::postgres()] {
        let (house, mail) = (House::of(Plan::on(database)).await, MailServer::start());
        for number in 0..3 {
            house.add(&format!("u{number}@example.org"), "user").await;
            forget(&house, &format!("u{number}@example.org")).await;
        }
        let posts: Vec<Sender> = (0..4).map(|_| sender(&house, &mail)).collect();
        let sent = join_all(posts.iter().map(|post| post.send_due(house.auth()))).await;
        let sent: Vec<(usize, usize)> = sent.into_iter().map(|done| done.expect("the database answers")).collect();
        assert_eq!(sent.iter().map(|(sent, _)| sent).sum::<usize>(), 3, "{sent:?}");
        let letters = mail.letters();
        let to: HashSet<Option<&str>> = letters.iter().map(|letter| letter.header("To")).collect();
        assert_eq!((to.len(), letters.len()), (3, 3));
    }
}

#[rocket::async_test]
async fn a_letter_that_is_refused_for_good_is_given_up_and_the_others_go_on() {
    let (house, mail) = (House::open().await, MailServer::start());
    let post = sender(&house, &mail);
    house.add("refused@example.org", "user").await;
    forget(&house, "refused@example.org").await;
    forget(&house, EMAIL).await;
    assert_eq!(post.send_due(house.auth()).await, Ok((1, 1)));
    for _ in 0..4 {
        house.advance(14 * MINUTE);
        post.send_due(house.auth()).await.expect("the database answers");
    }
    let given_up = "SELECT error AS word FROM mails WHERE next_try_at IS NULL AND sent_at IS NULL AND tries = 4";
    assert!(house.word(given_up).await.is_some_and(|error| error.contains("No such mailbox here")));
    assert_eq!(mail.letters().len(), 1);
}

#[rocket::async_test]
async fn a_letter_that_is_refused_for_now_is_tried_again() {
    let (house, mail) = (House::open().await, MailServer::start());
    let post = sender(&house, &mail);
    house.add("later@example.org", "user").await;
    forget(&house, "later@example.org").await;
    house.letters().await;
    // Its link counts for an hour; what is to be seen is how often it is tried.
    for _ in 0..4 {
        post.send_due(house.auth()).await.expect("the database answers");
        house.advance(15 * MINUTE - 1);
    }
    assert_eq!(house.count("mails WHERE tries = 3 AND next_try_at IS NOT NULL AND error LIKE '%Not now%'").await, 1);
}

#[rocket::async_test]
async fn a_mail_server_that_hangs_up_before_it_answers_is_asked_again_with_the_same_letter() {
    let (house, mail) = (House::open().await, MailServer::start());
    let post = sender(&house, &mail);
    house.add("hangup@example.org", "user").await;
    forget(&house, "hangup@example.org").await;
    assert_eq!(post.send_due(house.auth()).await, Ok((0, 1)));
    house.advance(MINUTE);
    assert_eq!(post.send_due(house.auth()).await, Ok((1, 0)), "it hangs up once");
    let letters = mail.letters();
    let ids: Vec<Option<&str>> = letters.iter().map(|letter| letter.header("Message-ID")).collect();
    assert!(ids.len() == 2 && ids[0] == ids[1] && letters[0].path() == letters[1].path(), "{ids:?}");
}

#[rocket::async_test]
async fn a_mail_server_that_never_answers_is_not_waited_for() {
    let house = House::open().await;
    let silent = std::net::TcpListener::bind(("127.0.0.1", 0)).expect("a port");
    let port = silent.local_addr().expect("its address").port();
    forget(&house, EMAIL).await;
    let sender = through(&house, port, Security::None, Duration::from_millis(200));
    assert_eq!(sender.send_due(house.auth()).await, Ok((0, 1)));
    assert_eq!(house.count("mails WHERE error LIKE '%does not answer%' AND next_try_at IS NOT NULL").await, 1);
}

#[rocket::async_test]
async fn without_starttls_nothing_goes_to_a_server_that_should_have_it() {
    let (house, mail) = (House::open().await, MailServer::start());
    forget(&house, EMAIL).await;
    let post = through(&house, mail.port, Security::StartTls, PATIENCE);
    assert_eq!(post.send_due(house.auth()).await, Ok((0, 1)));
    assert_eq!(mail.letters().len(), 0);
}

#[rocket::async_test]
async fn a_letter_to_one_who_is_refused_for_now_holds_up_nobody_elses() {
    let (house, mail) = (House::open().await, MailServer::start());
    house.add("later@example.org", "user").await;
    forget(&house, "later@example.org").await;
    forget(&house, EMAIL).await;
    assert_eq!(sender(&house, &mail).send_due(house.auth()).await, Ok((1, 1)));
    let error = house.word("SELECT error AS word FROM mails WHERE error IS NOT NULL").await.expect("an error");
    assert!(error.contains("Not now") && !error.contains("later@"), "{error}");
}

#[rocket::async_test]
async fn a_letter_whose_link_has_run_out_is_not_sent() {
    let (house, mail) = (House::open().await, MailServer::start());
    forget(&house, EMAIL).await;
    house.letters().await;
    house.advance(HOUR);
    assert_eq!(sender(&house, &mail).send_due(house.auth()).await, Ok((0, 0)));
    assert_eq!(house.count("mails WHERE error LIKE '%run out%' AND next_try_at IS NULL").await, 1);
}

#[rocket::async_test]
async fn after_a_stop_no_letter_is_begun() {
    let (house, mail) = (House::open().await, MailServer::start());
    forget(&house, EMAIL).await;
    let post = sender(&house, &mail);
    post.stop.stop().await;
    assert_eq!(post.send_due(house.auth()).await, Ok((0, 0)));
    assert_eq!(sender(&house, &mail).send_due(house.auth()).await, Ok((1, 0)));
}

#[rocket::async_test]
async fn a_server_that_dies_with_a_letter_in_its_hands_leaves_it_to_the_others() {
    let (house, mail) = (House::open().await, MailServer::start());
    forget(&house, EMAIL).await;
    house.letters().await;
    assert!(house.auth().claim_mail().await.expect("the database answers").is_some());
    let post = sender(&house, &mail);
    assert_eq!(post.send_due(house.auth()).await, Ok((0, 0)), "it may still be sending");
    house.advance(5 * MINUTE);
    assert_eq!(post.send_due(house.auth()).await, Ok((1, 0)));
}

#[rocket::async_test]
async fn changing_the_key_loses_no_mail() {
    let (house, mail) = (House::open().await, MailServer::start());
    house.add("second@example.org", "user").await;
    forget(&house, EMAIL).await;
    house.letters().await;
    // Asked for, and not addressed yet: as if the server's own sender had not come round.
    house.change("UPDATE mails SET next_try_at = 1").await;
    let without = house.plan.clone().set("secret_key", OTHER_KEY).build().await;
    assert_eq!(sender(&without, &mail).send_due(without.auth()).await, Ok((0, 0)));
    let listed = without.auth().list_mail(Uuid::max(), 10).await.expect("the database answers");
    assert!(listed.iter().all(|mail| without.auth().standing(mail) == Standing::Sealed && mail.error.is_none()));
    let with = house.plan.clone().set("secret_key", OTHER_KEY);
    let with = with.set("hallpass.previous_secret_keys", vec![KEY.to_owned()]).build().await;
    assert_eq!(sender(&with, &mail).send_due(with.auth()).await, Ok((1, 0)));
    let mut browser = with.browser();
    browser.get(&mail.letters()[0].path()).await.assert_leads_to("/reset");
    browser.get("/reset").await.assert_status(200);
}

#[rocket::async_test]
async fn a_sealed_row_shows_no_link_and_no_address() {
    let house = House::of(Plan::new().set("hallpass.registration", "open")).await;
    let mut browser = house.browser();
    browser.submit("/register", "/register", &[("email", "bob@example.org")]).await;
    let hex = |text: &str| text.bytes().fold(String::new(), |hex, byte| hex + &format!("{byte:02X}"));
    let sealed = "SELECT hex(sealed) AS word FROM mails";
    assert!(!house.word(sealed).await.expect("sealed").contains(&hex("bob@")));
    let letter = house.letters().await.remove(0);
    let secret = letter.path.expect("a link").rsplit('/').next().expect("a secret").to_owned();
    let row = house.word(sealed).await.expect("sealed");
    assert!(!row.contains(&hex(&secret)) && !row.contains(&hex("bob@")));
    assert_eq!(house.count(&format!("links WHERE hex(secret_hash) LIKE '%{}%'", hex(&secret))).await, 0);
}

#[rocket::async_test]
async fn old_mail_is_swept_sent_or_not() {
    let house = House::open().await;
    forget(&house, EMAIL).await;
    house.letters().await;
    house.advance(14 * DAY);
    house.auth().sweep().await.expect("the database answers");
    assert_eq!(house.count("mails").await, 1);
    house.advance(1);
    house.auth().sweep().await.expect("the database answers");
    assert_eq!((house.count("mails").await, house.count("links").await), (0, 0));
}

#[test]
fn the_commands_list_show_and_send_what_waits() {
    let mut program = Program::start(&[]);
    set_up(&mut program);
    let listed = program.command(&["mail", "list"], "");
    assert!(listed.code == Some(0) && listed.out.lines().count() == 1, "{}{}", listed.out, listed.err);
    ask(&program);
    let listed = program.command(&["mail", "list"], "").out;
    let line = listed.lines().nth(1).expect("a letter");
    assert!(line.contains("reset") && line.contains("waiting"), "{line}");
    let id = line.split_whitespace().next().expect("an id");
    let shown = program.command(&["mail", "show", id], "");
    assert!(shown.out.contains(&format!("To: {EMAIL}")) && shown.out.contains("/link/reset/"), "{}", shown.out);
    let refused = program.command(&["mail", "send"], "");
    assert!(refused.code == Some(1) && refused.err.contains("`smtp_url`"), "{}", refused.err);
    let unknown = "0192d3a4-0000-7000-8000-000000000000";
    for (arguments, code) in
        [(["mail", "show", unknown], 3), (["mail", "show", "x"], 2), (["mail", "send", unknown], 1)]
    {
        assert_eq!(program.command(&arguments, "").code, Some(code), "{arguments:?}");
    }
    let listed = program.command(&["mail", "list", "--json"], "").out;
    let mail: serde_json::Value = serde_json::from_str(listed.trim()).expect("an object");
    assert!(mail["id"] == id && mail["kind"] == "reset" && mail["state"] == "waiting" && mail["tries"] == 0, "{mail}");
    let shown = program.command(&["--json", "mail", "show", id], "").out;
    let letter: serde_json::Value = serde_json::from_str(&shown).expect("an object");
    assert!(letter["to"] == EMAIL && letter["text"].as_str().is_some_and(|text| text.contains("/link/reset/")));
}

#[test]
fn tls_is_checked_and_a_password_goes_through_it_alone() {
    let mail = MailServer::with_tls("login", "s3cr/et");
    let certificate = mail.certificate().to_string_lossy().into_owned();
    let url = format!("smtps://login:s3cr%2Fet@localhost:{}", mail.port);
    let wrong = url.replace("s3cr", "wr0ng");
    let from = ("ROCKET_HALLPASS_MAIL_FROM", "login@pass.example");
    let (right, wrong) = (("ROCKET_HALLPASS_SMTP_URL", url.as_str()), ("ROCKET_HALLPASS_SMTP_URL", wrong.as_str()));
    let trusted = ("SSL_CERT_FILE", certificate.as_str());
    let mut program = Program::start(&[]);
    set_up(&mut program);
    ask(&program);
    let listed = program.command(&["mail", "list"], "").out;
    let id = listed.lines().nth(1).and_then(|line| line.split_whitespace().next()).expect("an id").to_owned();
    let send = |settings: &[(&str, &str)]| program.command_with(&["mail", "send", &id], settings);
    // Without its certificate among those of this machine nothing is sent.
    let said = send(&[from, right]);
    assert!(said.code == Some(4) && said.out.contains("Not sent: 1"), "{}{}", said.out, said.err);
    let why = program.command(&["mail", "list"], "").out;
    assert!(why.to_lowercase().contains("certificate"), "{why}");
    let said = send(&[from, wrong, trusted]);
    assert!(said.out.contains("Not sent: 1") && !said.err.contains("wr0ng"), "{}{}", said.out, said.err);
    assert_eq!(mail.letters().len(), 0);
    let said = send(&[from, right, trusted]);
    assert!(said.out.contains("Sent: 1"), "{}{}", said.out, said.err);
    assert_eq!(mail.letters().len(), 1);
    let said = send(&[from, right, trusted]);
    assert_eq!(said.code, Some(3), "it was sent: {}", said.out);
}

fn set_up(program: &mut Program) {
    let code = program.setup_code();
    let page = program.get("/setup", "");
    let token = page.token().expect("a form");
    let account = [("code", code.as_str()), ("name", "Ann"), ("email", EMAIL), ("password", PASSWORD)];
    let made = program.post("/setup", &cookies(&page), FORM, &fields(token, &account));
    assert_eq!(made.status, 303, "{}", made.body);
}

fn ask(program: &Program) {
    let page = program.get("/forgot", "");
    let token = page.token().expect("a form");
    let asked = program.post("/forgot", &cookies(&page), FORM, &fields(token, &[("email", EMAIL)]));
    assert_eq!(asked.status, 303, "{}", asked.body);
}

async fn forget(house: &House, email: &str) {
    let answer = house.browser().submit("/forgot", "/forgot", &[("email", email)]).await;
    answer.assert_leads_to("/forgot?said=sent");
}

async fn newest(house: &House) -> Uuid {
    house.letters().await;
    house.auth().list_mail(Uuid::max(), 1).await.expect("the database answers").remove(0).id()
}

/// What sends by this mail server.
fn sender(house: &House, mail: &MailServer) -> Sender {
    through(house, mail.port, Security::None, PATIENCE)
}

fn through(house: &House, port: u16, security: Security, patience: Duration) -> Sender {
    let server = SmtpServer { host: "127.0.0.1".into(), port, security, credentials: None };
    let from = "Hallpass <login@pass.example>".parse().expect("an address");
    let rules = MailRules { server: Some(server), from: Some(from) };
    let way_out = Post::new(&rules, patience).expect("a way out");
    Sender { site: house.site(), texts: Arc::new(house.texts()), post: way_out, stop: Stop::default() }
}
