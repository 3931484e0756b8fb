//! Waiting for a condition, never for a length of time.

use std::thread;
use std::time::{Duration, Instant};

/// Long enough for the slowest machine; a test that passes never waits this long.
const PATIENCE: Duration = Duration::from_secs(180);

/// Asks again and again until there is an answer; fails with `what` when there never is one.
#[track_caller]
pub(crate) fn wait_for<T>(what: &str, ask: impl FnMut() -> Option<T>) -> T {
    wait_or(|| what.to_owned(), ask)
}

/// The same, with what is only put into words when it is missing.
#[track_caller]
pub(crate) fn wait_or<T>(what: impl FnOnce() -> String, mut ask: impl FnMut() -> Option<T>) -> T {
    let deadline = Instant::now() + PATIENCE;
    loop {
        if let Some(answer) = ask() {
            return answer;
        }
        assert!(Instant::now() < deadline, "waited in vain for {}", what());
        thread::sleep(Duration::from_millis(20));
    }
}
