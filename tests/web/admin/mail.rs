//! `/admin/mail`: which letters were sent and which were not; never what stands in them.

use hallpass::mail::letter::Kind;
use hallpass::mail::post::NotSent;
use uuid::Uuid;

use super::{BOB, older};
use crate::answer::Answer;
use crate::house::{EMAIL, House, OTHER_KEY, PASSWORD, Plan};

#[rocket::async_test]
async fn each_state_is_told_and_the_filter_shows_what_was_not_sent() {
    let house = House::of(plan()).await;
    let [sent, later, given_up, waiting] = letters(&house).await;
    let mut ann = house.ann().await;
    let page = ann.get("/admin/mail").await;
    page.assert_status(200);
    let told = |id: Uuid, page: &Answer| row(page, id);
    // Without a form there is no id in a row, so they are taken in their order: the newest first.
    let rows = rows(&page);
    assert_eq!(rows.len(), 4, "{}", page.main());
    assert!(rows[0].contains("Waiting") && rows[0].contains("New password"), "{}", rows[0]);
    assert!(
        rows[1].contains("Given up") && rows[1].contains("class=\"tag bad\"") && rows[1].contains("no such mailbox")
    );
    assert!(
        rows[2].contains("Tried again later: in 1 minute") && rows[2].contains("it does not answer"),
        "{}",
        rows[2]
    );
    assert!(rows[3].contains("Sent: just now") && !rows[3].contains("tag bad"), "{}", rows[3]);
    assert!(rows.iter().all(|row| row.contains("<bdi>bob@example.org</bdi>")));
    for (id, again) in [(sent, false), (later, true), (given_up, true), (waiting, false)] {
        assert_eq!(told(id, &page).is_some(), again, "{id}");
    }
    let page = ann.get("/admin/mail?show=not-sent").await;
    assert_eq!(self::rows(&page).len(), 3);
    assert!(!page.has("Sent: just now"));
    page.assert_has("<a href=\"/admin/mail?show=not-sent\" aria-current=\"true\">");
    assert_eq!(self::rows(&ann.get("/admin/mail?show=x&before=x&said=x").await).len(), 4);
    // Under a key that is not known here, nothing can be done about them.
    house.change("UPDATE mails SET key_id = 7 WHERE sent_at IS NULL").await;
    let page = ann.get("/admin/mail").await;
    assert_eq!(page.body.matches("Under another key").count(), 3);
    assert!(!page.has("/send\""));
}

#[rocket::async_test]
async fn no_link_and_nothing_of_a_letters_content_is_shown() {
    let house = House::of(plan()).await;
    letters(&house).await;
    house.auth().address_mail().await.expect("the database answers");
    let paths: Vec<String> =
        house.letters().await.iter().filter_map(|letter| Some(letter.path.as_ref()?.to_string())).collect();
    assert_eq!(paths.len(), 3);
    let mut ann = house.ann().await;
    for page in ["/admin/mail", "/admin/mail?show=not-sent"] {
        let page = ann.get(page).await;
        for path in &paths {
            let secret = path.rsplit('/').next().expect("a secret");
            assert!(secret.len() > 20 && !page.body.contains(secret), "{path}");
        }
        assert!(!page.has("/link/") && !page.has("someone asked for a new password") && !page.has("Hello"));
    }
}

#[rocket::async_test]
async fn one_that_was_given_up_is_due_again_when_asked_for() {
    let house = House::of(plan()).await;
    let [sent, _, given_up, waiting] = letters(&house).await;
    let claimed = house.auth().claim_mail().await.expect("the database answers").expect("the one that waits");
    assert_eq!(claimed.id, waiting);
    assert!(house.auth().claim_mail().await.expect("the database answers").is_none());
    let mut ann = house.ann().await;
    let again = format!("/admin/mail/{given_up}/send");
    ann.submit("/admin/mail", &again, &[]).await.assert_leads_to("/admin/mail?show=not-sent&said=again");
    ann.get("/admin/mail?show=not-sent&said=again").await.assert_has("It is tried again in a moment.");
    let claimed = house.auth().claim_mail().await.expect("the database answers").expect("it is due");
    assert_eq!((claimed.id, claimed.letter.to.as_str()), (given_up, BOB));
    // What is being sent, or was, or never was there, is not.
    for id in [given_up, waiting, sent, Uuid::now_v7()] {
        let answer = ann.submit("/admin/mail", &format!("/admin/mail/{id}/send"), &[]).await;
        answer.assert_leads_to("/admin/mail?show=not-sent&said=gone");
    }
    ann.get("/admin/mail?said=gone").await.assert_has("It was sent meanwhile, or is just being sent.");
    ann.submit("/admin/mail", "/admin/mail/x/send", &[]).await.assert_status(404);
    assert!(house.auth().claim_mail().await.expect("the database answers").is_none());
}

#[rocket::async_test]
async fn whoever_may_only_read_has_none_tried_again() {
    let house = House::of(plan().role("reader", &["mail.read"])).await;
    let [_, _, given_up, _] = letters(&house).await;
    let (mut reader, _) = house.new_somebody("reader@example.org", "Reader", "reader").await;
    let page = reader.get("/admin/mail").await;
    assert!(page.has("Given up") && !page.has("/send\""));
    let token = reader.token("/sessions").await;
    let answer = reader.post(&format!("/admin/mail/{given_up}/send"), &token, &[]).await;
    answer.assert_status(403);
    answer.assert_has("you need the permission “mail.send”");
    assert_eq!(house.count("mails WHERE next_try_at IS NULL AND sent_at IS NULL").await, 1);
}

#[rocket::async_test]
async fn a_letter_to_nobody_with_an_account_names_nobody_and_one_not_yet_addressed_waits() {
    let house = House::of(plan().set("hallpass.registration", "invite")).await;
    let mut ann = house.ann().await;
    let fields = [("email", "new@example.org"), ("role", "user"), ("language", "en")];
    ann.submit("/admin/invite", "/admin/invite", &fields).await.assert_leads_to("/admin/invite?said=sent");
    let page = ann.get("/admin/mail").await;
    assert!(page.has("Invitation") && page.has("To someone without an account") && !page.has("new@example.org"));
    assert_eq!(rows(&page).len(), 1);
}

#[rocket::async_test]
async fn what_the_mail_server_says_is_shown_as_text() {
    let house = House::of(plan()).await;
    letters(&house).await;
    house.change("UPDATE mails SET error = '<b>550</b>' WHERE sent_at IS NULL").await;
    let page = house.ann().await.get("/admin/mail").await;
    assert!(page.body.contains("&lt;b&gt;550") && !page.body.contains("<b>"));
}

#[rocket::async_test]
async fn that_there_is_no_mail_server_is_said() {
    let text = "There is no mail server in the settings (smtp_url), so all letters wait.";
    let house = House::open().await;
    let page = house.ann().await.get("/admin/mail").await;
    page.assert_has(text);
    page.assert_has("There are none.");
    let plan =
        Plan::new().set("hallpass.smtp_url", "smtps://mail.example.org").set("hallpass.mail_from", "x@pass.example");
    let house = House::of(plan).await;
    assert!(!house.ann().await.get("/admin/mail").await.has(text));
}

#[rocket::async_test]
async fn pages_go_on_by_key_and_keep_the_filter() {
    let house = House::open().await;
    let mut ann = house.ann().await;
    let columns = "id, kind, created_at, sealed, key_id, tries, next_try_at, sent_at, error";
    let numbers = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 120)";
    let values =
        "CAST(printf('%016d', i) AS BLOB), 'reset', i, NULL, 1, 1, NULL, CASE i % 2 WHEN 0 THEN i END, 'e' || i";
    house.change(&format!("INSERT INTO mails ({columns}) {numbers} SELECT {values} FROM n")).await;
    for (start, pages, each) in [("/admin/mail", vec![50, 50, 20], 1), ("/admin/mail?show=not-sent", vec![50, 10], 2)] {
        let (mut next, mut seen, mut found) = (Some(start.to_owned()), Vec::new(), Vec::new());
        while let Some(path) = next {
            let page = ann.get(&path).await;
            seen.push(rows(&page).len());
            let errors = page.body.split("<bdi>e").skip(1).filter_map(|rest| rest.split('<').next());
            found.extend(errors.map(|n| n.parse::<u32>().expect("a number")));
            next = older(&page);
        }
        assert_eq!(seen, pages, "{start}");
        // Those that were sent tell no error.
        assert_eq!(found, (1..120).rev().step_by(2).collect::<Vec<_>>(), "{start} {each}");
    }
}

#[rocket::async_test]
async fn a_server_with_another_key_tells_that_it_cannot_open_them() {
    let house = House::of(plan()).await;
    letters(&house).await;
    let other = house.plan.clone().set("secret_key", OTHER_KEY).build().await;
    let mut ann = other.browser();
    ann.sign_in(EMAIL, PASSWORD).await.assert_leads_to("/dashboard");
    let page = ann.get("/admin/mail").await;
    assert_eq!(page.body.matches("Under another key").count(), 3);
    assert_eq!(page.body.matches("Sent: just now").count(), 1);
}

/// As many tries as a test makes.
fn plan() -> Plan {
    Plan::new()
}

/// Four letters to Bob: sent, to be tried again later, given up, and waiting.
async fn letters(house: &House) -> [Uuid; 4] {
    let auth = house.auth();
    let id = house.add_named(BOB, "Bob", "user", Some(PASSWORD)).await;
    let mut letters = Vec::new();
    for (at, why) in
        [None, Some(NotSent::Away("it does not answer".into())), Some(NotSent::Never("no such mailbox".into())), None]
            .into_iter()
            .enumerate()
    {
        assert!(
            auth.send_reset(&hallpass::auth::acting::Actor::Operator, id, &hallpass::auth::Client::default())
                .await
                .is_ok()
        );
        house.letter(Kind::ResetByAdmin, BOB).await;
        let newest = auth.list_mail(Uuid::max(), 1).await.expect("the database answers").remove(0).id();
        letters.push(newest);
        if at == 3 {
            break;
        }
        let claimed = auth.claim_mail_of(newest).await.expect("the database answers").expect("it is due");
        match why {
            None => auth.mail_sent(&claimed).await.expect("the database answers"),
            Some(why) => auth.mail_failed(&claimed, why).await.expect("the database answers"),
        }
    }
    // The mail server has said so often enough.
    house.change("UPDATE mails SET next_try_at = NULL WHERE error = 'no such mailbox'").await;
    letters.try_into().expect("four letters")
}

/// The rows of a page, the newest first.
fn rows(page: &Answer) -> Vec<String> {
    let (_, list) = page.body.split_once("<ul class=\"rows\"").unwrap_or_default();
    let rows = list.split("<li>").skip(1);
    rows.map(|row| row.split("</li>").next().unwrap_or_default().to_owned()).collect()
}

/// The row that has this letter tried again.
fn row(page: &Answer, id: Uuid) -> Option<String> {
    rows(page).into_iter().find(|row| row.replace("&#x2F;", "/").contains(&format!("/admin/mail/{id}/send")))
}
