//! `/admin`: what administrators see of others and do for them, as they would in a browser.

mod actors;
mod limits;
mod mail;
mod new_user;
mod sections;
mod sessions;
mod system;
mod user;
mod users;

use hallpass::auth::email::Email;
use uuid::Uuid;

use crate::answer::Answer;
use crate::browser::Browser;
use crate::house::{House, PASSWORD, Plan};

const BEA: &str = "bea@example.org";
const BOB: &str = "bob@example.org";

impl Plan {
    /// With one more role.
    fn role(self, name: &str, permissions: &[&str]) -> Self {
        let permissions: Vec<String> = permissions.iter().map(|permission| (*permission).to_owned()).collect();
        self.set(&format!("hallpass.roles.{name}"), permissions)
    }
}

impl House {
    /// A browser in which somebody new with this role is signed in, and their id.
    async fn new_somebody(&self, email: &str, name: &str, role: &str) -> (Browser<'_>, Uuid) {
        let id = self.add_named(email, name, role, Some(PASSWORD)).await;
        let mut browser = self.browser();
        browser.sign_in(email, PASSWORD).await.assert_leads_to("/dashboard");
        (browser, id)
    }

    /// The id of an account that is there already.
    async fn id_of(&self, email: &str) -> Uuid {
        let email = Email::parse(email).expect("an e-mail");
        let account = self.auth().find_account(&email).await.expect("the database answers");
        account.expect("an account").id
    }
}

impl Browser<'_> {
    /// Presses a button on the page of an account.
    async fn act(&mut self, on: Uuid, what: &str, fields: &[(&str, &str)]) -> Answer {
        let page = format!("/admin/users/{on}");
        self.submit(&page, &format!("{page}/{what}"), fields).await
    }

    /// The same in this browser's clone on another server: the same cookies.
    fn on<'o>(&self, other: &'o House) -> Browser<'o> {
        let mut browser = Browser::new(other);
        browser.cookies.clone_from(&self.cookies);
        browser
    }
}

/// The page of an account.
fn page_of(user: Uuid) -> String {
    format!("/admin/users/{user}")
}

/// That the account's page is opened, to say so.
#[track_caller]
fn assert_said(answer: &Answer, user: Uuid, said: &str) {
    answer.assert_leads_to(&format!("/admin/users/{user}?said={said}"));
}

/// Where the links of a page lead, in their order.
fn links(page: &str) -> Vec<String> {
    let links = page.split("href=\"").skip(1).filter_map(|rest| rest.split('"').next());
    links.map(|link| link.replace("&#x2F;", "/").replace("&amp;", "&")).collect()
}

/// Where “Older” leads.
fn older(page: &Answer) -> Option<String> {
    let (_, pages) = page.body.split_once("<nav class=\"pages\"")?;
    let pages = pages.split("</nav>").next()?;
    let link = pages.split("<a ").find(|link| link.contains(">Older<"))?;
    links(link).pop()
}

/// Every row of a table's columns, in an order of its own: for comparing before and after.
async fn rows(house: &House, columns: &str, table: &str) -> String {
    let query =
        format!("SELECT group_concat(line, ';') AS word FROM (SELECT {columns} AS line FROM {table} ORDER BY id)");
    house.word(&query).await.unwrap_or_default()
}
