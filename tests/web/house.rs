//! One running Hallpass: its database, its clock and a client without a network.

use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Instant;

use diesel::sql_types::{BigInt, Nullable, Text};
use diesel::{QueryableByName, RunQueryDsl, sql_query};
use hallpass::auth::Auth;
use hallpass::auth::accounts::{Added, NewAccount};
use hallpass::auth::email::Email;
use hallpass::auth::links::{Purpose, path};
use hallpass::auth::outbox::Shown;
use hallpass::auth::password::Password;
use hallpass::clock::{Clock, Timestamp};
use hallpass::config::Config;
use hallpass::db::Db;
use hallpass::mail::letter::{Kind, Letter};
use hallpass::mail::written::Site;
use hallpass::texts::Texts;
use rocket::figment::Figment;
use rocket::figment::value::Value;
use rocket::http::{Header, Method};
use rocket::local::asynchronous::{Client, LocalRequest};
use rocket::{Build, Rocket, Route};
use uuid::Uuid;

use crate::answer::Answer;
use crate::browser::Browser;
use crate::database::Database;
use crate::program::PATIENCE;

pub(crate) const START: Timestamp = 1_795_000_000;
pub(crate) const EMAIL: &str = "ann@example.org";
pub(crate) const PASSWORD: &str = "violet kettle under seven rooftops";
pub(crate) const HTTPS: &str = "https://pass.example";
/// What `openssl rand -base64 32` prints.
pub(crate) const KEY: &str = "/sGCB28nF0n6Q1NlsUthWrkNnVrDxRGy0JsxPeZyQbU=";
pub(crate) const OTHER_KEY: &str = "w4b+qcGfEkZ4VHzMxiLLBXIUfy3DAJqXBClBWl4t+HA=";

/// What a house is built from; of one plan several can be built, which share database and clock.
#[derive(Clone)]
pub(crate) struct Plan {
    pub(crate) database: Arc<Database>,
    pub(crate) clock: Clock,
    settings: BTreeMap<String, Value>,
    routes: Vec<Route>,
}

pub(crate) struct House {
    pub(crate) client: Client,
    pub(crate) plan: Plan,
    pub(crate) config: Config,
}

impl Plan {
    pub(crate) fn on(database: Database) -> Self {
        let plan = Self {
            clock: Clock::fixed(START),
            settings: BTreeMap::new(),
            routes: Vec::new(),
            database: Arc::new(database),
        };
        plan.set("hallpass.public_url", HTTPS)
            .set("secret_key", KEY)
            .set("log_level", "off")
            .set("hallpass.argon2_memory", 7168)
            .set("hallpass.argon2_iterations", 5)
            // Few tests are about this limit, and all browsers of a test have one address.
            .set("hallpass.address_attempts", 1000)
    }

    pub(crate) fn new() -> Self {
        Self::on(Database::sqlite())
    }

    /// A setting, by its name in Rocket.toml.
    pub(crate) fn set(mut self, name: &str, value: impl Into<Value>) -> Self {
        self.settings.insert(name.to_owned(), value.into());
        self
    }

    /// As it is tried at home: no https, no `__Host-`.
    pub(crate) fn plain_http(mut self) -> Self {
        self.settings.remove("hallpass.public_url");
        self
    }

    /// With routes of an app built on Hallpass.
    pub(crate) fn mount(mut self, routes: Vec<Route>) -> Self {
        self.routes.extend(routes);
        self
    }

    pub(crate) async fn build(&self) -> House {
        let (config, rocket) = self.rocket();
        let client = Client::untracked(rocket).await.expect("it ignites");
        House { client, plan: self.clone(), config }
    }

    pub(crate) fn rocket(&self) -> (Config, Rocket<Build>) {
        let mut figment =
            Figment::from(rocket::Config::debug_default()).merge(("hallpass.database_url", self.database.url()));
        for (name, value) in &self.settings {
            figment = figment.merge((name.as_str(), value.clone()));
        }
        let (figment, config) = Config::load(figment).expect("the settings are right");
        let db = Db::open(&config.database, 10).expect("the database opens");
        let rocket = hallpass::build(figment, config.clone(), db, self.clock.clone()).expect("it builds");
        (config, rocket.mount("/", self.routes.clone()))
    }
}

impl House {
    /// With one account, Ann's: an administrator.
    pub(crate) async fn open() -> Self {
        Self::of(Plan::new()).await
    }

    /// The same, of a plan.
    pub(crate) async fn of(plan: Plan) -> Self {
        let house = plan.build().await;
        house.add(EMAIL, "admin").await;
        // The first sweep may come late, and take away what a test writes with a time of long ago.
        house.until("runs WHERE name = 'sweep'").await;
        house
    }

    pub(crate) fn auth(&self) -> &Auth {
        self.client.rocket().state::<Arc<Auth>>().expect("it is managed")
    }

    pub(crate) fn browser(&self) -> Browser<'_> {
        Browser::new(self)
    }

    /// A browser in which Ann is signed in.
    pub(crate) async fn ann(&self) -> Browser<'_> {
        let mut browser = self.browser();
        assert_eq!(browser.sign_in(EMAIL, PASSWORD).await.status, 303);
        browser
    }

    pub(crate) async fn add(&self, email: &str, role: &str) -> Uuid {
        self.add_named(email, "Ann Richmond", role, Some(PASSWORD)).await
    }

    pub(crate) async fn add_named(&self, email: &str, name: &str, role: &str, password: Option<&str>) -> Uuid {
        let email = Email::parse(email).expect("an e-mail");
        let account = NewAccount { email, name: name.into(), role: role.into(), password: password.map(Password::new) };
        match self.auth().add_account(account).await {
            Ok(Added::Done(id)) => id,
            other => panic!("no account: {other:?}"),
        }
    }

    /// The letters that wait, the oldest first.
    pub(crate) async fn letters(&self) -> Vec<Letter> {
        // The app's own sender may be at it too: one of the two finds out whom each is for.
        let begun = Instant::now();
        loop {
            self.auth().address_mail().await.expect("the database answers");
            if self.count("mails WHERE next_try_at = 0").await == 0 {
                break;
            }
            assert!(begun.elapsed() < PATIENCE, "nobody finds out whom it is for");
        }
        let mut letters = Vec::new();
        for mail in self.auth().list_mail(Uuid::max(), 100).await.expect("the database answers").iter().rev() {
            match self.auth().show_mail(mail.id()).await.expect("the database answers") {
                Some(Shown::Letter(letter)) => letters.push(*letter),
                Some(Shown::Sent) => (),
                _ => panic!("a letter that cannot be read: {mail:?}"),
            }
        }
        letters
    }

    /// From now on each mail that is written leaves a row in the table `written`: the server's own sender takes away at any
    /// moment what is for nobody.
    pub(crate) async fn count_written_mail(&self) {
        self.change("CREATE TABLE written (mail BLOB)").await;
        self.change("CREATE TRIGGER written AFTER INSERT ON mails BEGIN INSERT INTO written VALUES (new.id); END")
            .await;
    }

    /// Waits until there are such rows, which the server writes by itself.
    pub(crate) async fn until(&self, rows: &str) {
        let begun = Instant::now();
        while self.count(rows).await == 0 {
            assert!(begun.elapsed() < PATIENCE, "there are none: {rows}");
            rocket::tokio::task::yield_now().await;
        }
    }

    /// What every letter has.
    pub(crate) fn site(&self) -> Site {
        Site {
            service: self.config.service.clone(),
            address: self.config.origins.public().to_owned(),
            time_zone: self.config.time_zone.clone(),
        }
    }

    pub(crate) fn texts(&self) -> Texts {
        Texts::load(&self.config.language).expect("texts")
    }

    /// The newest letter that waits, which has to be of this kind and to this address.
    pub(crate) async fn letter(&self, kind: Kind, to: &str) -> Letter {
        let letter = self.letters().await.pop().expect("a letter");
        assert_eq!((letter.kind, letter.to.as_str()), (kind, to));
        letter
    }

    /// A link to set a new password, as the command line makes it: its path.
    pub(crate) async fn reset_link(&self, email: &str) -> String {
        let email = Email::parse(email).expect("an e-mail");
        let secret = self.auth().start_reset(&email).await.expect("the database answers").expect("an account");
        path(Purpose::Reset, &secret).to_string()
    }

    pub(crate) fn advance(&self, seconds: i64) {
        self.plan.clock.advance(seconds);
    }

    pub(crate) fn secure(&self) -> bool {
        self.config.origins.secure()
    }

    /// How many rows there are: `sessions WHERE …`.
    pub(crate) async fn count(&self, rows: &str) -> i64 {
        self.number(&format!("SELECT COUNT(*) AS number FROM {rows}")).await
    }

    /// What `query` gives for its column `number`.
    pub(crate) async fn number(&self, query: &str) -> i64 {
        let query = query.to_owned();
        let row = self.auth().db().write(move |c| sql_query(query).get_result::<Number>(c)).await;
        row.expect("a number").number
    }

    /// What `query` gives for its column `word`.
    pub(crate) async fn word(&self, query: &str) -> Option<String> {
        let query = query.to_owned();
        let row = self.auth().db().write(move |c| sql_query(query).get_result::<Word>(c)).await;
        row.expect("a row").word
    }

    /// Writes what waits, and renews what providers gave, as far as it is due: what the server does by itself a little later.
    pub(crate) async fn renew_grants(&self) {
        self.auth().flush().await.expect("the database answers");
        for session in self.granted().await {
            self.auth().renew_grant(session).await.expect("the database answers");
        }
        // The server's own job may have been first, and be asking the provider still.
        let live = "session_id IN (SELECT id FROM sessions WHERE ended_at IS NULL)";
        let asking = format!("grants WHERE claimed_until > {} AND {live}", self.plan.clock.now());
        let begun = Instant::now();
        while self.count(&asking).await > 0 {
            assert!(begun.elapsed() < PATIENCE, "it asks for ever");
            rocket::tokio::task::yield_now().await;
        }
    }

    /// The sessions that providers have proven.
    pub(crate) async fn granted(&self) -> Vec<Uuid> {
        let query = "SELECT lower(hex(session_id)) AS word FROM grants ORDER BY session_id";
        let rows = self.auth().db().write(move |c| sql_query(query).load::<Word>(c)).await.expect("rows");
        rows.into_iter().filter_map(|row| row.word?.parse().ok()).collect()
    }

    /// Changes rows past all rules; gives back how many.
    pub(crate) async fn change(&self, statement: &str) -> usize {
        let statement = statement.to_owned();
        self.auth().db().write(move |c| sql_query(statement).execute(c)).await.expect("the statement runs")
    }

    /// A request as raw as one likes.
    pub(crate) async fn ask(
        &self,
        method: Method,
        path: &str,
        headers: &[(&str, &str)],
        body: impl AsRef<[u8]>,
    ) -> Answer {
        let request = self.request(method, path, headers);
        Answer::of(request.body(body.as_ref()).dispatch().await).await
    }

    pub(crate) fn request<'c>(&'c self, method: Method, path: &str, headers: &[(&str, &str)]) -> LocalRequest<'c> {
        let peer: SocketAddr = "192.0.2.1:50000".parse().expect("an address");
        let mut request = self.client.req(method, path.to_owned());
        request.set_remote(peer);
        for (name, value) in headers {
            request.add_header(Header::new((*name).to_owned(), (*value).to_owned()));
        }
        request
    }

    pub(crate) async fn get(&self, path: &str, headers: &[(&str, &str)]) -> Answer {
        self.ask(Method::Get, path, headers, "").await
    }
}

#[derive(QueryableByName)]
struct Number {
    #[diesel(sql_type = BigInt)]
    number: i64,
}

#[derive(QueryableByName)]
struct Word {
    #[diesel(sql_type = Nullable<Text>)]
    word: Option<String>,
}
