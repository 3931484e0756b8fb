//! Hallpass: the sign-in of a server-rendered web app. Sessions are rows that people can see and end.
//!
//! The house, from the street down; arrows go one way, and a test keeps them:
//!
//! | room | what it does | may import |
//! |---|---|---|
//! | [`web`] | pages, cookies, guards, the lock against cross-site requests | auth, texts, config |
//! | [`jobs`] | what runs beside requests: touch writer, sweeper, mail sender, renewing of providers' tokens, counts by the hour, what another server has left | auth, mail |
//! | [`cli`] | the command line | auth, db, jobs, mail, config |
//! | [`auth`] | the rules: sign in, resume, end, throttle; no SQL, no HTTP | store, db, mail, provider |
//! | [`mail`] | letters: what stands in them, their words, how they leave | |
//! | [`provider`] | speaking with providers who prove who somebody is, and what of it is believed | |
//! | [`store`] | the tables: each function one statement, no rules | db |
//! | [`db`] | where database calls run, which backend, migrations | |
//! | [`texts`], [`moment`], [`agent`], [`embedded`], [`config`], [`belief`], [`keys`], [`jws`], [`clock`], [`error`], [`log`](mod@log) | below all | each other |
//!
//! An app of one's own is built on [`rocket`]: mount routes, and take the guards of [`web::guards`] as arguments.
//!
//! ```no_run
//! use hallpass::web::guards::SignedIn;
//!
//! #[rocket::get("/hello")]
//! fn hello(signed_in: SignedIn<'_>) -> String {
//!     format!("Hello, {}", signed_in.0.person.name)
//! }
//!
//! #[rocket::main]
//! async fn main() -> Result<(), Box<dyn std::error::Error>> {
//!     let rocket = hallpass::rocket(rocket::Config::figment())?;
//!     rocket.mount("/", rocket::routes![hello]).launch().await?;
//!     Ok(())
//! }
//! ```

pub mod agent;
pub mod auth;
pub mod belief;
pub mod cli;
pub mod clock;
pub mod config;
pub mod db;
pub mod embedded;
pub mod error;
pub mod jobs;
pub mod jws;
pub mod keys;
pub mod log;
pub mod mail;
pub mod moment;
pub mod provider;
pub mod store;
pub mod texts;
pub mod web;

use std::sync::Arc;

use ::rocket::fairing::AdHoc;
use ::rocket::figment::Figment;
use ::rocket::{Build, Rocket};

use crate::auth::Auth;
use crate::clock::Clock;
use crate::config::{Config, ConfigError};
use crate::db::{Db, OpenError};
use crate::jobs::{Sender, Stop};
use crate::mail::post::{PATIENCE, Post};
use crate::mail::written::Site;
use crate::texts::Texts;
use crate::web::App;
use crate::web::content::Content;

/// Why it cannot be started: one sentence for whoever starts it.
#[derive(Debug, thiserror::Error)]
pub enum StartError {
    /// A setting is wrong.
    #[error(transparent)]
    Config(#[from] ConfigError),
    /// The database cannot be used.
    #[error(transparent)]
    Database(#[from] OpenError),
    /// A template or a text is wrong, or TLS to the mail server cannot be had.
    #[error("Hallpass cannot be started: {0}.")]
    Content(String),
    /// The machine does not let it.
    #[error("Hallpass cannot be started: {0}.")]
    System(#[from] std::io::Error),
}

/// Hallpass on `figment`'s settings, with the system's clock. To be called within a Tokio runtime. Begins to log as the
/// settings say, unless the app has a log of its own: one that takes what Rocket says below "error" would hold whole
/// requests, links with secrets included.
pub fn rocket(figment: Figment) -> Result<Rocket<Build>, StartError> {
    let (figment, config) = Config::load(figment)?;
    log::begin(&config);
    let db = Db::open(&config.database, config.database_connections)?;
    build(figment, config, db, Clock::System)
}

/// Hallpass over settings, database and clock that are there already.
pub fn build(figment: Figment, config: Config, db: Db, clock: Clock) -> Result<Rocket<Build>, StartError> {
    let content = Content::load(&config.language).map_err(StartError::Content)?;
    let sender = sender(&config, content.ready().texts.clone())?;
    let stop = sender.stop.clone();
    let auth = Arc::new(Auth::new(&config, db, clock).map_err(StartError::Content)?);
    let watched = watched()?;
    let figment = figment.merge(("template_dir", watched.path()));
    Ok(::rocket::custom(figment)
        .manage(watched)
        .manage(auth.clone())
        .attach(web::stage(App::new(config, auth.clone()), content))
        .attach(jobs(auth.clone(), sender))
        .attach(flush(auth, stop)))
}

/// What sends mail, by the settings.
pub(crate) fn sender(config: &Config, texts: Arc<Texts>) -> Result<Sender, StartError> {
    let site = Site {
        service: config.service.clone(),
        address: config.origins.public().to_owned(),
        time_zone: config.time_zone.clone(),
    };
    let post = Post::new(&config.mail, PATIENCE).map_err(StartError::Content)?;
    Ok(Sender { site, texts, post, stop: Stop::default() })
}

/// Starts the jobs at liftoff; they end with the runtime.
fn jobs(auth: Arc<Auth>, sender: Sender) -> AdHoc {
    AdHoc::on_liftoff("jobs", |_| {
        Box::pin(async move {
            tokio::spawn(jobs::write_touches(auth.clone()));
            tokio::spawn(jobs::send_mail(auth.clone(), sender));
            if !auth.providers().is_empty() {
                tokio::spawn(jobs::renew_grants(auth.clone()));
            }
            tokio::spawn(jobs::tally(auth.clone()));
            tokio::spawn(jobs::look_for_foreign_hashes(auth.clone()));
            tokio::spawn(jobs::go_on_ending(auth.clone()));
            tokio::spawn(jobs::sweep(auth));
        })
    })
}

/// At shutdown, writes what waits, and finishes the letter in hand. Rocket waits for this.
fn flush(auth: Arc<Auth>, stop: Stop) -> AdHoc {
    AdHoc::on_shutdown("flush", |_| {
        Box::pin(async move {
            let _ = auth.flush().await;
            stop.stop().await;
        })
    })
}

/// The folder that Rocket's template engine is told of: a fresh one of our own. In release it is empty, the templates
/// are in the binary. In debug it leads to the three folders whose changes are to show at the next reload.
fn watched() -> std::io::Result<tempfile::TempDir> {
    let folder = tempfile::Builder::new().prefix("hallpass-").tempdir()?;
    #[cfg(debug_assertions)]
    for name in ["templates", "locales", "static"] {
        std::os::unix::fs::symlink(embedded::source().join(name), folder.path().join(name))?;
    }
    Ok(folder)
}
