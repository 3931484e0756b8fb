//! The same sign-in and dashboard with axum, axum-login and tower-sessions on SQLite, put together as their examples do.

mod words;

use std::net::SocketAddr;
use std::time::{SystemTime, UNIX_EPOCH};
use std::{env, fs};

use askama::Template;
use axum::extract::{ConnectInfo, Request, State};
use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header};
use axum::middleware::{Next, from_fn};
use axum::response::{Html, IntoResponse, Redirect, Response};
use axum::routing::get;
use axum::{Form, Router};
use axum_login::tower_sessions::{Expiry, SessionManagerLayer, cookie::SameSite};
use axum_login::{AuthManagerLayerBuilder, AuthUser, AuthnBackend, UserId, login_required};
use base64::Engine;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use hmac::{Hmac, Mac};
use serde::Deserialize;
use sha2::Sha256;
use sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions, SqliteSynchronous};
use sqlx::{FromRow, SqlitePool};
use tower_sessions_sqlx_store::SqliteStore;
use words::{Moment, Words};

const HOUR: i64 = 3600;
const LIFE: i64 = 12 * HOUR;

/// Nothing is let through but our own styles, images and forms; nothing personal stays in a cache.
const HEADERS: [(&str, &str); 8] = [
    (
        "content-security-policy",
        "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
    ),
    (
        "permissions-policy",
        "accelerometer=(), camera=(), display-capture=(), geolocation=(), gyroscope=(), magnetometer=(), microphone=(), midi=(), payment=(), usb=(), browsing-topics=()",
    ),
    ("x-content-type-options", "nosniff"),
    ("x-frame-options", "DENY"),
    ("referrer-policy", "same-origin"),
    ("cross-origin-opener-policy", "same-origin"),
    ("cross-origin-resource-policy", "same-origin"),
    ("cache-control", "no-store"),
];

type AuthSession = axum_login::AuthSession<Backend>;
type Failure = Box<dyn std::error::Error>;

#[derive(Clone, Debug, FromRow)]
struct User {
    id: i64,
    email: String,
    name: String,
    role: String,
    password_hash: String,
}

impl AuthUser for User {
    type Id = i64;

    fn id(&self) -> i64 {
        self.id
    }

    fn session_auth_hash(&self) -> &[u8] {
        self.password_hash.as_bytes()
    }
}

#[derive(Clone, Deserialize)]
struct Credentials {
    csrf_token: String,
    email: String,
    password: String,
}

#[derive(Clone, Debug)]
struct Backend {
    db: SqlitePool,
}

#[derive(Debug, thiserror::Error)]
enum BackendError {
    #[error(transparent)]
    Database(#[from] sqlx::Error),
    #[error(transparent)]
    Task(#[from] tokio::task::JoinError),
}

impl AuthnBackend for Backend {
    type User = User;
    type Credentials = Credentials;
    type Error = BackendError;

    async fn authenticate(&self, credentials: Credentials) -> Result<Option<User>, BackendError> {
        let user: Option<User> =
            sqlx::query_as("SELECT id, email, name, role, password_hash FROM users WHERE email = ?")
                .bind(credentials.email)
                .fetch_optional(&self.db)
                .await?;
        // Verifying takes long, so it is kept off the runtime's own threads.
        let verified = tokio::task::spawn_blocking(|| {
            user.filter(|user| password_auth::verify_password(credentials.password, &user.password_hash).is_ok())
        });
        Ok(verified.await?)
    }

    async fn get_user(&self, id: &UserId<Self>) -> Result<Option<User>, BackendError> {
        let found = sqlx::query_as("SELECT id, email, name, role, password_hash FROM users WHERE id = ?");
        Ok(found.bind(id).fetch_optional(&self.db).await?)
    }
}

#[derive(Clone)]
struct App {
    db: SqlitePool,
    words: &'static Words,
    key: Hmac<Sha256>,
}

#[derive(FromRow)]
struct LiveRow {
    session_id: String,
    at: i64,
    expires_at: i64,
    ip: String,
    user_agent: String,
}

#[derive(FromRow)]
struct SignInRow {
    at: i64,
    ip: String,
    user_agent: String,
}

#[derive(Template)]
#[template(path = "login.html")]
struct Login<'a> {
    t: &'a Words,
    csrf: &'a str,
    email: &'a str,
    failed: bool,
}

#[derive(Template)]
#[template(path = "dashboard.html")]
struct Dashboard<'a> {
    t: &'a Words,
    csrf: &'a str,
    person: &'a User,
    session: ThisSession,
    sessions: Vec<Row<'a>>,
    sign_ins: Vec<Row<'a>>,
}

struct ThisSession {
    browser: String,
    started: Moment,
    idle_end: Moment,
    last_end: Moment,
}

struct Row<'a> {
    browser: String,
    ip: &'a str,
    at: Moment,
    here: bool,
}

#[tokio::main]
async fn main() -> Result<(), Failure> {
    let options = SqliteConnectOptions::new()
        .filename(env::var("DATABASE")?)
        .create_if_missing(true)
        .journal_mode(SqliteJournalMode::Wal)
        .synchronous(SqliteSynchronous::Normal);
    let db = SqlitePoolOptions::new().test_before_acquire(false).connect_with(options).await?;
    sqlx::raw_sql(&fs::read_to_string(env::var("SCHEMA")?)?).execute(&db).await?;
    let store = SqliteStore::new(db.clone());
    store.migrate().await?;

    let sessions = SessionManagerLayer::new(store)
        .with_secure(false)
        .with_same_site(SameSite::Lax)
        .with_expiry(Expiry::OnInactivity(time::Duration::seconds(LIFE)));
    let auth = AuthManagerLayerBuilder::new(Backend { db: db.clone() }, sessions).build();
    let words = Box::leak(Box::new(Words::read(&fs::read_to_string(env::var("WORDS")?)?)?));
    let key = Hmac::new_from_slice(env::var("SECRET")?.as_bytes())?;
    let app = Router::new()
        .route("/dashboard", get(dashboard))
        .route_layer(login_required!(Backend, login_url = "/login"))
        .route("/", get(async || Redirect::to("/dashboard")))
        .route("/login", get(login_page).post(login))
        .layer(auth)
        .layer(from_fn(dress))
        .with_state(App { db, words, key });

    let address = SocketAddr::from(([127, 0, 0, 1], env::var("PORT")?.parse()?));
    let listener = tokio::net::TcpListener::bind(address).await?;
    axum::serve(listener, app.into_make_service_with_connect_info::<SocketAddr>()).await?;
    Ok(())
}

async fn dress(request: Request, next: Next) -> Response {
    let mut response = next.run(request).await;
    for (name, value) in HEADERS {
        response.headers_mut().insert(HeaderName::from_static(name), HeaderValue::from_static(value));
    }
    response
}

async fn login_page(State(app): State<App>, headers: HeaderMap) -> Result<Response, StatusCode> {
    let (visit, fresh) = match visit(&headers) {
        Some(visit) => (visit.to_owned(), false),
        None => (BASE64_URL_SAFE_NO_PAD.encode(rand::random::<[u8; 16]>()), true),
    };
    let page = Login { t: app.words, csrf: &app.token(&visit), email: "", failed: false };
    let mut response = render(&page)?.into_response();
    if fresh {
        let cookie = format!("visit={visit}; HttpOnly; SameSite=Lax; Path=/");
        response.headers_mut().append(header::SET_COOKIE, cookie.parse().map_err(fault)?);
    }
    Ok(response)
}

async fn login(
    State(app): State<App>,
    mut auth: AuthSession,
    ConnectInfo(peer): ConnectInfo<SocketAddr>,
    headers: HeaderMap,
    Form(credentials): Form<Credentials>,
) -> Result<Response, StatusCode> {
    let visit = visit(&headers).ok_or(StatusCode::FORBIDDEN)?;
    app.prove(visit, &credentials.csrf_token)?;
    let Some(user) = auth.authenticate(credentials.clone()).await.map_err(fault)? else {
        let page = Login { t: app.words, csrf: &app.token(visit), email: &credentials.email, failed: true };
        return Ok((StatusCode::UNAUTHORIZED, render(&page)?).into_response());
    };
    auth.login(&user).await.map_err(fault)?;
    // Only a session that was saved has an id.
    auth.session.save().await.map_err(fault)?;
    let id = auth.session.id().ok_or(StatusCode::INTERNAL_SERVER_ERROR)?;
    let agent = headers.get(header::USER_AGENT).and_then(|agent| agent.to_str().ok()).unwrap_or_default();
    let insert = "INSERT INTO sign_ins (user_id, session_id, at, expires_at, ip, user_agent) VALUES (?, ?, ?, ?, ?, ?)";
    sqlx::query(insert)
        .bind(user.id)
        .bind(id.to_string())
        .bind(now())
        .bind(now() + LIFE)
        .bind(peer.ip().to_string())
        .bind(agent.get(..400).unwrap_or(agent))
        .execute(&app.db)
        .await
        .map_err(fault)?;
    let removed = [(header::SET_COOKIE, "visit=; HttpOnly; SameSite=Lax; Path=/; Max-Age=0")];
    Ok((removed, Redirect::to("/dashboard")).into_response())
}

async fn dashboard(State(app): State<App>, auth: AuthSession) -> Result<Response, StatusCode> {
    let (Some(person), Some(id)) = (&auth.user, auth.session.id()) else { return Err(StatusCode::UNAUTHORIZED) };
    let (present, id, words) = (now(), id.to_string(), app.words);
    let live: Vec<LiveRow> = sqlx::query_as(
        "SELECT l.session_id, l.at, l.expires_at, l.ip, l.user_agent
         FROM sign_ins l JOIN tower_sessions s ON s.id = l.session_id
         WHERE l.user_id = ? AND l.expires_at > ? ORDER BY l.at DESC",
    )
    .bind(person.id)
    .bind(present)
    .fetch_all(&app.db)
    .await
    .map_err(fault)?;
    let past: Vec<SignInRow> =
        sqlx::query_as("SELECT at, ip, user_agent FROM sign_ins WHERE user_id = ? ORDER BY at DESC LIMIT 5")
            .bind(person.id)
            .fetch_all(&app.db)
            .await
            .map_err(fault)?;
    let Some(current) = live.iter().find(|row| row.session_id == id) else {
        return Ok(Redirect::to("/login").into_response());
    };
    let page = Dashboard {
        t: words,
        csrf: &app.token(&id),
        person,
        session: ThisSession {
            browser: words.browser(&current.user_agent),
            started: words.moment(current.at, present),
            idle_end: words.moment((present + HOUR).min(current.expires_at), present),
            last_end: words.moment(current.expires_at, present),
        },
        sessions: live
            .iter()
            .map(|row| {
                let here = row.session_id == id;
                let at = words.moment(if here { present } else { row.at }, present);
                Row { browser: words.browser(&row.user_agent), ip: &row.ip, at, here }
            })
            .collect(),
        sign_ins: past
            .iter()
            .map(|row| {
                let at = words.moment(row.at, present);
                Row { browser: words.browser(&row.user_agent), ip: &row.ip, at, here: false }
            })
            .collect(),
    };
    Ok(render(&page)?.into_response())
}

impl App {
    /// The token of forms, bound to the session or, before sign-in, to the visit.
    fn token(&self, id: &str) -> String {
        BASE64_URL_SAFE_NO_PAD.encode(self.key.clone().chain_update(id).finalize().into_bytes())
    }

    fn prove(&self, id: &str, sent: &str) -> Result<(), StatusCode> {
        let sent = BASE64_URL_SAFE_NO_PAD.decode(sent).map_err(|_| StatusCode::FORBIDDEN)?;
        self.key.clone().chain_update(id).verify_slice(&sent).map_err(|_| StatusCode::FORBIDDEN)
    }
}

/// The cookie that binds the login form to a browser before there is a session.
fn visit(headers: &HeaderMap) -> Option<&str> {
    let cookies = headers.get(header::COOKIE)?.to_str().ok()?;
    cookies.split("; ").find_map(|pair| pair.strip_prefix("visit=")).filter(|visit| visit.len() == 22)
}

fn render(page: &impl Template) -> Result<Html<String>, StatusCode> {
    page.render().map(Html).map_err(fault)
}

fn now() -> i64 {
    SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |since| since.as_secs() as i64)
}

fn fault(why: impl std::fmt::Display) -> StatusCode {
    eprintln!("{why}");
    StatusCode::INTERNAL_SERVER_ERROR
}
