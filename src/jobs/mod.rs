//! What runs beside requests: the touch writer, the sweeper, the mail sender and what renews the tokens
//! of providers. They begin at liftoff and end with the
//! server; one that fails tries again at its next turn, for good. May import auth and mail; must not know requests.

mod grants;
mod mail;

pub use grants::renew_grants;
pub use mail::{Sender, Stop, send_mail};

use std::sync::Arc;
use std::time::Duration;

use tokio::time::{MissedTickBehavior, interval};

use crate::auth::Auth;

/// How long activity waits to be written.
const FLUSH_EVERY: Duration = Duration::from_secs(3);
/// How often the sweeper goes round.
const SWEEP_EVERY: Duration = Duration::from_secs(3600);

/// Writes behind what waited, every few seconds, until the server shuts down.
pub async fn write_touches(auth: Arc<Auth>) {
    let mut turn = every(FLUSH_EVERY);
    loop {
        turn.tick().await;
        // What could not be written is logged and waits on.
        let _ = auth.flush().await;
    }
}

/// Deletes what has outlived the history, once an hour.
pub async fn sweep(auth: Arc<Auth>) {
    let mut turn = every(SWEEP_EVERY);
    loop {
        turn.tick().await;
        if let Ok(swept @ 1..) = auth.sweep().await {
            tracing::info!(swept, "sessions that had outlived their history were deleted");
        }
    }
}

fn every(length: Duration) -> tokio::time::Interval {
    let mut turn = interval(length);
    turn.set_missed_tick_behavior(MissedTickBehavior::Delay);
    turn
}
