//! What runs beside requests: the touch writer, the sweeper, the mail sender, what renews the tokens of providers, what counts
//! by the hour, and what goes on where another server has stopped. They begin at liftoff and end with the server; one that
//! fails tries again at its next turn, for good. May import auth and mail; must not know requests.

mod grants;
mod mail;

pub use grants::renew_grants;
pub use mail::{Sender, Stop, send_mail};

use std::sync::Arc;
use std::time::{Duration, Instant};

use tokio::time::{MissedTickBehavior, interval};

use crate::auth::Auth;

/// How long activity waits to be written.
const FLUSH_EVERY: Duration = Duration::from_secs(3);
/// How often is counted.
const TALLY_EVERY: Duration = Duration::from_secs(60);
/// How often the sweeper goes round.
const SWEEP_EVERY: Duration = Duration::from_secs(3600);
/// How often it looks for hashes of other programs, and for what another server has left.
const LOOK_EVERY: Duration = Duration::from_secs(60);

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
        let _ = auth.write_words().await;
        if let Ok(swept @ 1..) = auth.sweep().await {
            tracing::info!(swept, "sessions that had outlived their history were deleted");
        }
    }
}

/// Counts by the hour, each minute. Live sessions only as often as that takes no more than a fiftieth of the time.
pub async fn tally(auth: Arc<Auth>) {
    let (mut turn, mut rest) = (every(TALLY_EVERY), Instant::now());
    loop {
        turn.tick().await;
        let _ = auth.tally().await;
        let began = Instant::now();
        if began >= rest {
            let _ = auth.tally_live(TALLY_EVERY.as_secs().cast_signed() - 10).await;
            rest = Instant::now() + began.elapsed() * 50;
        }
    }
}

/// Goes on, once a minute, with ending everybody's sessions where a server has stopped that did.
pub async fn go_on_ending(auth: Arc<Auth>) {
    let mut turn = every(LOOK_EVERY);
    loop {
        turn.tick().await;
        // What could not be looked up is so at the next turn.
        let _ = auth.go_on_ending().await;
    }
}

/// Looks, once a minute, whether hashes of other programs are left: see [`Auth::refresh_foreign`].
pub async fn look_for_foreign_hashes(auth: Arc<Auth>) {
    let mut turn = every(LOOK_EVERY);
    loop {
        turn.tick().await;
        // What could not be looked up is as it was.
        let _ = auth.refresh_foreign().await;
    }
}

fn every(length: Duration) -> tokio::time::Interval {
    let mut turn = interval(length);
    turn.set_missed_tick_behavior(MissedTickBehavior::Delay);
    turn
}
