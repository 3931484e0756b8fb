//! One Hallpass with one person, four of their sessions and five of their sign-ins, on SQLite in a temporary folder; its
//! clock stands still. For the microbenchmarks and for tests/cost.

use std::sync::Arc;

use hallpass::auth::token::{Secret, SessionToken};
use hallpass::auth::{Auth, kind};
use hallpass::clock::{Clock, DAY, HOUR, Timestamp};
use hallpass::config::Config;
use hallpass::db::Db;
use hallpass::store::events::{self, NewEvent};
use hallpass::store::sessions::{self, NewSession};
use hallpass::store::users::{self, NewUser};
use hallpass::web::cookie::Cookies;
use hallpass::web::guards::SignedIn;
use rocket::figment::Figment;
use rocket::http::Header;
use rocket::local::asynchronous::Client;
use tokio::runtime::{Builder, Runtime};
use uuid::Uuid;

/// When it is.
pub const NOW: Timestamp = 1_795_000_000;
/// What this browser calls itself.
pub const AGENT: &str = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0";
const OTHER_AGENTS: [&str; 4] = [
    AGENT,
    "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.0 Mobile/15E148 Safari/604.1",
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36",
    "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36 Edg/140.0.0.0",
];
/// What `openssl rand -base64 64` prints.
const KEY: &str = "oOYGSOrnYIyTlDPY9L6uVnI8pYUcx7dRHX8BbQvDXHFa3ntfXtO2AG2I3zfmUsVaQ0c4M6tiivTpdPVd6pcJ4A==";

/// A running one and what is in it.
pub struct Fixture {
    /// Where its futures run: on this thread alone, so that what they cost is counted.
    pub runtime: Runtime,
    /// Asks it for pages without a network.
    pub client: Client,
    /// Its rules.
    pub auth: Arc<Auth>,
    /// Its cookies.
    pub cookies: Cookies,
    /// The person's session in this browser.
    pub token: SessionToken,
    cookie: String,
    _folder: tempfile::TempDir,
}

/// A signed-in page of constant text.
#[rocket::get("/check")]
fn check(_signed_in: SignedIn<'_>) -> &'static str {
    "ok\n"
}

impl Fixture {
    /// Opens one.
    pub fn open() -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let figment = Figment::from(rocket::Config::release_default())
            .merge(("hallpass.database_url", format!("sqlite://{}/hallpass.db", folder.path().display())))
            .merge(("hallpass.public_url", "https://pass.example"))
            .merge(("secret_key", KEY))
            .merge(("log_level", "off"));
        let (figment, config) = Config::load(figment).expect("the settings are right");
        let key_id = config.keys.current().id();
        let db = Db::open(&config.database, 1).expect("the database opens");
        let cookies = Cookies::new(&config.keys, config.origins.secure());
        let runtime = Builder::new_current_thread().enable_all().build().expect("a runtime");
        let (client, auth, token) = runtime.block_on(async {
            let rocket = hallpass::build(figment, config, db, Clock::fixed(NOW)).expect("it builds");
            let rocket = rocket.mount("/", rocket::routes![check]);
            let auth = rocket.state::<Arc<Auth>>().expect("it is managed").clone();
            let token = fill(&auth, key_id).await;
            let client = Client::untracked(rocket).await.expect("it ignites");
            // What the jobs do at the start is not to fall among what is measured: their writes stand in the same queue.
            for _ in 0..20 {
                auth.db().write(|_| Ok(())).await.expect("it is written");
                tokio::task::yield_now().await;
            }
            (client, auth, token)
        });
        let cookie = cookies.of_session(&token, None);
        let cookie = cookie.encoded().stripped().to_string();
        Self { runtime, client, auth, cookies, token, cookie, _folder: folder }
    }

    /// Asks for a page as the person's browser does; gives back its text.
    pub async fn get(&self, path: &str) -> String {
        let request = self
            .client
            .get(path)
            .header(Header::new("host", "pass.example"))
            .header(Header::new("user-agent", AGENT))
            .header(Header::new("accept", "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"))
            .header(Header::new("accept-language", "en-US,en;q=0.5"))
            .header(Header::new("sec-fetch-site", "same-origin"))
            .header(Header::new("cookie", self.cookie.clone()));
        request.dispatch().await.into_string().await.expect("a text")
    }
}

/// A session that is started at `at`.
pub fn session<'a>(id: &'a Uuid, user: &'a Uuid, secret_hash: &'a [u8], at: Timestamp) -> NewSession<'a> {
    NewSession {
        id: id.as_bytes(),
        user_id: user.as_bytes(),
        auth_epoch: 0,
        secret_hash,
        created_at: at,
        authenticated_at: at,
        last_seen_at: at,
        idle_timeout: 30 * DAY,
        expires_at: at + 90 * DAY,
        remember: true,
        methods: "pwd",
        ip: Some("203.0.113.1"),
        user_agent: Some(AGENT),
        browser_id: None,
        key_id: 0,
    }
}

/// Four sessions, the first of them this browser's, and a sign-in more.
async fn fill(auth: &Auth, key_id: i64) -> SessionToken {
    let user = Uuid::now_v7();
    let token = SessionToken { session: Uuid::now_v7(), user, secret: Secret::generate().expect("random bytes") };
    let (id, secret_hash) = (token.session, token.secret.hash());
    let added = auth.db().write(move |c| {
        users::insert(
            c,
            &NewUser {
                id: user.as_bytes(),
                email: "ann@example.org",
                email_canonical: "ann@example.org",
                name: "Ann O’Neill",
                password_hash: None,
                role: "user",
                auth_epoch: 0,
                created_at: NOW - 100 * DAY,
                email_verified_at: None,
                language: None,
                time_zone: None,
                disabled_at: None,
                import_id: None,
            },
        )?;
        for (n, agent) in (0_i64..).zip(OTHER_AGENTS) {
            let id = if n == 0 { id } else { Uuid::now_v7() };
            let (at, ip) = (NOW - n * 30 * HOUR, format!("203.0.113.{}", n + 1));
            let shown = NewSession {
                last_seen_at: NOW - n * 7 * HOUR,
                ip: Some(&ip),
                user_agent: Some(agent),
                key_id,
                ..session(&id, &user, &secret_hash, at)
            };
            sessions::insert(c, &shown)?;
        }
        for (n, agent) in (0_i64..).zip([AGENT].into_iter().chain(OTHER_AGENTS)) {
            let event = NewEvent {
                kind: kind::SIGN_IN,
                user_id: Some(user),
                session_id: Some(id),
                ip: Some(format!("203.0.113.{}", n + 1)),
                user_agent: Some(agent),
                ..NewEvent::default()
            };
            events::insert(c, NOW - (5 - n) * 26 * HOUR, &event)?;
        }
        Ok(())
    });
    added.await.expect("it is written");
    token
}
