//! `/admin/system`: whether all is well, what is counted, and what is believed of the request that asks.

use hallpass::mail::letter::Kind;

use super::page_of;
use crate::answer::Answer;
use crate::browser::Browser;
use crate::database::Database;
use crate::house::{EMAIL, House, OTHER_KEY, PASSWORD, Plan};

const HOUR: i64 = 3600;

/// The server has counted once by itself: else it might do so late, and write what was before.
const COUNTED: &str = "hours WHERE name = 'live'";

#[rocket::async_test]
async fn counts_are_told_in_the_table_and_the_charts_on_sqlite() {
    counts(Database::sqlite()).await;
}

#[rocket::async_test]
async fn counts_are_told_in_the_table_and_the_charts_on_postgresql() {
    counts(Database::postgres()).await;
}

async fn counts(database: Database) {
    let house = House::of(Plan::on(database)).await;
    house.until(COUNTED).await;
    // On the hour: at 11:06 it is now.
    house.advance(54 * 60 - 40);
    for _ in 0..2 {
        house.browser().sign_in(EMAIL, "not the password").await.assert_status(401);
    }
    house.browser().sign_in(EMAIL, PASSWORD).await.assert_leads_to("/dashboard");
    tally(&house).await;
    house.advance(HOUR);
    let mut ann = house.ann().await;
    let mut bob = house.ann().await;
    bob.submit("/logout", "/logout", &[]).await.assert_leads_to("/login?said=out");
    tally(&house).await;
    let page = ann.get("/admin/system").await;
    page.assert_status(200);
    let rows = table(&page);
    assert_eq!(rows.len(), 48);
    // The newest first; of the two who signed in an hour ago one has been silent for too long.
    assert_eq!(rows[0], ["18 Nov 13:00", "2", "0", "1"]);
    assert_eq!(rows[1], ["18 Nov 12:00", "1", "2", "1"]);
    assert_eq!(rows[2][..3], ["18 Nov 11:00", "0", "0"]);
    // Nobody has counted who was live before the server was there.
    assert_eq!(rows[3], ["18 Nov 10:00", "0", "0", "–"]);
    assert_eq!(rows[47], ["16 Nov 14:00", "0", "0", "–"]);
    assert_eq!((bars(&page, "sign-ins"), bars(&page, "failures")), (2, 1));
    assert_eq!(bars(&page, "live"), 2);
    page.assert_has("One, counted just now.");
    page.assert_has("Counted just now.");
    let week = ann.get("/admin/system?days=7").await;
    assert_eq!(table(&week).len(), 168);
    week.assert_has("<a href=\"/admin/system?days=7\" aria-current=\"true\">7 days</a>");
    for odd in ["0", "3", "x", "-1", "99999999"] {
        assert_eq!(table(&ann.get(&format!("/admin/system?days={odd}")).await).len(), 48, "{odd}");
    }
    // A failure that is written behind, after its hour was over and counted, counts in its hour.
    house.advance(HOUR - 30);
    house.browser().sign_in(EMAIL, "not the password").await.assert_status(401);
    house.advance(40);
    house.auth().tally().await.expect("the database answers");
    house.advance(60);
    tally(&house).await;
    let rows = table(&house.ann().await.get("/admin/system").await);
    assert_eq!(
        (&rows[0][..3], &rows[1][..3]),
        (&line("18 Nov 14:00", "0", "0")[..], &line("18 Nov 13:00", "2", "1")[..])
    );
}

fn line(hour: &str, sign_ins: &str, failures: &str) -> [String; 3] {
    [hour, sign_ins, failures].map(str::to_owned)
}

#[rocket::async_test]
async fn a_count_is_as_old_as_it_says_and_one_that_is_too_old_needs_a_look() {
    let house = House::open().await;
    house.until(COUNTED).await;
    house.advance(HOUR);
    tally(&house).await;
    let late = "Nothing was counted in the last minutes.";
    let mut ann = house.ann().await;
    house.advance(9 * 60 + 59);
    let page = ann.get("/admin/system").await;
    assert!(
        page.has("Counted 10 minutes ago.")
            && page.has("Sign-ins were last counted 10 minutes ago.")
            && !page.has(late)
    );
    house.advance(1);
    let page = ann.get("/admin/system").await;
    assert!(page.has(late) && !page.has("Sign-ins were last counted"), "{}", page.main());
    assert!(page.has("counted 10 minutes ago."));
    tally(&house).await;
    assert!(!ann.get("/admin/system").await.has(late));
}

#[rocket::async_test]
async fn live_sessions_are_not_counted_again_before_their_time() {
    let house = House::open().await;
    house.until(COUNTED).await;
    house.advance(HOUR);
    house.auth().tally_live(0).await.expect("the database answers");
    let _ann = house.ann().await;
    house.auth().tally_live(50).await.expect("the database answers");
    let live = |hours: hallpass::auth::tally::Hours| hours.live.map(|(number, _)| number);
    assert_eq!(live(house.auth().hours(48).await.expect("the database answers")), Some(0));
    house.advance(50);
    house.auth().tally_live(50).await.expect("the database answers");
    assert_eq!(live(house.auth().hours(48).await.expect("the database answers")), Some(1));
}

#[rocket::async_test]
async fn where_all_is_well_that_is_said_and_nothing_else() {
    let house = House::of(behind_a_proxy()).await;
    let mut ann = through(&house, PROXY).await;
    tally(&house).await;
    house.auth().sweep().await.expect("the database answers");
    let page = ann.get("/admin/system").await;
    page.assert_status(200);
    for text in [
        "All is well.",
        "This request came as it should.",
        "Old sessions were last deleted just now: 0.",
        "Sign-ins were last counted just now.",
        "No letters wait.",
        "<bdi>203.0.113.9</bdi>",
        "<bdi>192.0.2.1</bdi>",
        "<bdi>https://pass.example</bdi>",
        "<bdi>pass.example</bdi>",
        "<bdi>__Host-session</bdi> <small><bdi>HttpOnly; SameSite=Lax; Secure; Path=/</bdi></small>",
        "<small>sent by https alone</small>",
        env!("CARGO_PKG_VERSION"),
    ] {
        page.assert_has(text);
    }
    assert!(!page.has("This needs a look"));
    // Each hour it is to be swept.
    house.advance(2 * HOUR + HOUR / 2);
    tally(&house).await;
    let mut ann = through(&house, PROXY).await;
    let page = ann.get("/admin/system").await;
    page.assert_has("Old sessions have not been deleted for hours.");
    assert!(!page.has("All is well."));
}

#[rocket::async_test]
async fn what_is_wrong_with_the_proxy_is_told() {
    let plain = |plan: Plan| plan.set("hallpass.public_url", "http://pass.example:8000");
    for (plan, headers, text) in [
        // Nobody is trusted.
        (with_mail(), &[("host", "pass.example")][..], "but trusted_proxies is empty"),
        (
            plain(with_mail()),
            &[("x-forwarded-for", "203.0.113.9"), ("host", "pass.example")],
            "it is not in trusted_proxies",
        ),
        // Somebody else is.
        (
            with_mail().set("hallpass.trusted_proxies", vec!["10.0.0.1"]),
            &[("x-forwarded-for", "203.0.113.9"), ("host", "pass.example")],
            "it is not in trusted_proxies",
        ),
        (behind_a_proxy(), &[("host", "pass.example")], "The proxy does not say for whom it asks"),
        (
            behind_a_proxy(),
            &[("x-forwarded-for", "203.0.113.9"), ("x-forwarded-proto", "http"), ("host", "pass.example")],
            "you came by another scheme than public_url has",
        ),
        (
            plain(behind_a_proxy()),
            &[("x-forwarded-for", "203.0.113.9"), ("x-forwarded-proto", "https"), ("host", "pass.example")],
            "you came by another scheme than public_url has",
        ),
        (
            behind_a_proxy(),
            &[("x-forwarded-for", "203.0.113.9"), ("x-forwarded-proto", "https"), ("x-forwarded-host", "evil.example")],
            "You came by a name that is neither in public_url nor in allowed_origins",
        ),
        (
            plain(with_mail()),
            &[("host", "evil.example:8000")],
            "You came by a name that is neither in public_url nor in allowed_origins",
        ),
    ] {
        let house = House::of(plan).await;
        let mut ann = through(&house, headers).await;
        tally(&house).await;
        house.auth().sweep().await.expect("the database answers");
        let page = ann.get("/admin/system").await;
        page.assert_has("This needs a look");
        page.assert_has(text);
        assert_eq!(bad(&page).len(), 1, "{:?}", bad(&page));
        assert!(!page.has("This request came as it should."));
    }
}

#[rocket::async_test]
async fn what_a_visitor_writes_into_the_headers_is_shown_as_text() {
    let house = House::of(behind_a_proxy()).await;
    let headers =
        [("x-forwarded-for", "<b>x</b>, 203.0.113.9"), ("x-forwarded-proto", "<i>"), ("host", "pass.example<u>")];
    let mut ann = house.browser();
    ann.sign_in(EMAIL, PASSWORD).await.assert_leads_to("/dashboard");
    let page = ann.send(rocket::http::Method::Get, "/admin/system", &headers, "").await;
    page.assert_status(200);
    assert!(!page.body.contains("<b>") && !page.body.contains("<i>") && !page.body.contains("<u>"));
    assert!(page.body.contains("&lt;b&gt;x&lt;&#x2F;b&gt;"));
}

#[rocket::async_test]
async fn letters_that_were_given_up_and_that_wait_are_counted() {
    let house = House::open().await;
    let none = "There is no mail server in the settings (smtp_url): ";
    let mut ann = house.ann().await;
    ann.get("/admin/system").await.assert_has(&format!("{none}letters would wait."));
    for _ in 0..3 {
        house.browser().submit("/forgot", "/forgot", &[("email", EMAIL)]).await.assert_leads_to("/forgot?said=sent");
        house.advance(HOUR);
    }
    house.letter(Kind::Reset, EMAIL).await;
    ann.sign_in(EMAIL, PASSWORD).await.assert_leads_to("/dashboard");
    ann.get("/admin/system").await.assert_has(&format!("{none}3 letters wait."));
    house.change("UPDATE mails SET next_try_at = NULL, error = 'refused' WHERE id = (SELECT max(id) FROM mails)").await;
    let page = ann.get("/admin/system").await;
    page.assert_has("<a href=\"/admin/mail?show=not-sent\">One letter could not be sent and was given up.</a>");
    page.assert_has(&format!("{none}2 letters wait."));
}

#[rocket::async_test]
async fn with_a_mail_server_letters_are_on_their_way() {
    let house = House::of(with_mail().set("hallpass.registration", "invite")).await;
    let mut ann = house.ann().await;
    let page = page_of(house.id_of(EMAIL).await);
    ann.get(&format!("{page}?said=added")).await.assert_has("Added. A letter is on its way.");
    ann.get(&format!("{page}?said=reset")).await.assert_has("A letter with the link is on its way.");
    ann.get("/admin/invite?said=sent").await.assert_has("The invitation is on its way.");
}

#[rocket::async_test]
async fn a_server_with_another_key_on_the_same_database_is_told_of() {
    let house = House::open().await;
    let mut ann = house.ann().await;
    let text = "Sessions of late were sealed under a secret key that this server does not know.";
    assert!(!ann.get("/admin/system").await.has(text));
    house.advance(60);
    let other = house.plan.clone().set("secret_key", OTHER_KEY).build().await;
    other.browser().sign_in(EMAIL, PASSWORD).await.assert_leads_to("/dashboard");
    ann.get("/admin/system").await.assert_has(text);
}

/// The policy of the pages forbids style and script within them; a drawing needs neither.
#[rocket::async_test]
async fn nothing_on_the_pages_is_inline() {
    let house = House::of(Plan::new().set("hallpass.registration", "invite")).await;
    let mut ann = house.ann().await;
    tally(&house).await;
    let id = house.id_of(EMAIL).await;
    for path in ["system", "users", "users/new", "sessions", "events", "mail", "invite", &format!("users/{id}")] {
        let page = ann.get(&format!("/admin/{path}")).await;
        page.assert_status(200);
        for inline in [" style=", "<style", "<script", " onclick=", " onload=", "javascript:"] {
            assert!(!page.body.contains(inline), "{path}: {inline}");
        }
        let policy = page.header("content-security-policy").expect("a policy");
        assert!(!policy.contains("unsafe-inline"), "{policy}");
        assert_eq!(page.header("cache-control"), Some("no-store"), "{path}");
    }
}

/// What a proxy that is set up as it should be adds.
const PROXY: &[(&str, &str)] =
    &[("x-forwarded-for", "203.0.113.9"), ("x-forwarded-proto", "https"), ("host", "pass.example")];

fn behind_a_proxy() -> Plan {
    with_mail().set("hallpass.trusted_proxies", vec!["192.0.2.1"])
}

/// With a mail server in the settings; no test of these has letters for it.
fn with_mail() -> Plan {
    Plan::new().set("hallpass.smtp_url", "smtps://mail.example.org").set("hallpass.mail_from", "login@pass.example")
}

/// Ann's browser, whose requests come with these headers.
async fn through<'h>(house: &'h House, headers: &[(&str, &str)]) -> Browser<'h> {
    let mut ann = house.browser();
    ann.sign_in(EMAIL, PASSWORD).await.assert_leads_to("/dashboard");
    ann.headers = headers.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
    ann
}

/// Counts as the server does by itself a little later.
async fn tally(house: &House) {
    house.auth().flush().await.expect("the database answers");
    house.auth().tally().await.expect("the database answers");
    house.auth().tally_live(0).await.expect("the database answers");
}

/// The rows of the table, a text a column.
fn table(page: &Answer) -> Vec<Vec<String>> {
    let (_, body) = page.body.split_once("<tbody>").expect("a table");
    let body = body.split("</tbody>").next().unwrap_or_default();
    let cells = |row: &str| {
        let texts = row.split('<').filter_map(|tag| tag.split_once('>'));
        let texts = texts.filter(|(tag, _)| tag.starts_with('t')).map(|(_, text)| text.trim().to_owned());
        texts.filter(|text| !text.is_empty()).collect()
    };
    body.split("<tr>").skip(1).map(cells).collect()
}

/// How many bars of a kind a chart has.
fn bars(page: &Answer, class: &str) -> usize {
    let (_, path) = page.body.split_once(&format!("<path class=\"bars {class}\" d=\"")).expect("a path");
    path.split('"').next().unwrap_or_default().matches('M').count()
}

/// What needs a look.
fn bad(page: &Answer) -> Vec<String> {
    let (_, list) = page.body.split_once("<section class=\"notice bad\"").unwrap_or_default();
    let list = list.split("</section>").next().unwrap_or_default();
    list.split("<li>").skip(1).map(|item| item.split("</li>").next().unwrap_or_default().to_owned()).collect()
}
