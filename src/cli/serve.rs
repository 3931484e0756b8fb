//! `hallpass serve`, and `hallpass` alone.

use std::sync::Arc;

use super::begin::settings;
use super::refused::Refused;
use crate::auth::Auth;
use crate::clock::Clock;
use crate::db::Db;
use crate::log;

pub(super) async fn serve() -> Result<(), Refused> {
    let (figment, config) = settings()?;
    log::begin(&config);
    let db = Db::open(&config.database, config.database_connections)?;
    let rocket = crate::build(figment, config, db, Clock::System)?;
    let ended = rocket.launch().await.map_err(|why| refused(&why))?;
    // Requests that were still answered during the shutdown.
    if let Some(auth) = ended.state::<Arc<Auth>>() {
        auth.flush().await?;
        auth.db().settle().await;
    }
    Ok(())
}

/// Rocket's own reasons, in our words. Its error complains when it is dropped unread.
fn refused(why: &rocket::Error) -> Refused {
    use rocket::error::ErrorKind;
    Refused::new(match why.kind() {
        ErrorKind::Bind(why) => format!(
            "The settings `address` and `port` cannot be used ({why}): is another server on that port? Write another port, or stop the other server."
        ),
        ErrorKind::Io(why) => format!("The server stopped: {why}."),
        ErrorKind::Config(why) => crate::config::ConfigError::of_figment(why).to_string(),
        other => format!("The server cannot be started: {other}."),
    })
}
