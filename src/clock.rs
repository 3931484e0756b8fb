//! Time. A `Timestamp` is unix seconds; a `Clock` hands out the present one. Every rule takes `now`, so that a
//! test can give it any time and nothing ever sleeps to wait for one. Imports nothing of Hallpass.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::{SystemTime, UNIX_EPOCH};

/// Unix seconds.
pub type Timestamp = i64;

/// A length of time in seconds.
pub type Seconds = i64;

/// One minute in seconds.
pub const MINUTE: Seconds = 60;
/// One hour in seconds.
pub const HOUR: Seconds = 60 * MINUTE;
/// One day in seconds.
pub const DAY: Seconds = 24 * HOUR;

/// Where the present time comes from: the system, or a test's hand.
#[derive(Clone, Debug, Default)]
pub enum Clock {
    /// The system's clock.
    #[default]
    System,
    /// A clock that stands still until it is moved by its owner.
    Fixed(Arc<AtomicI64>),
}

impl Clock {
    /// A clock that stands at `now` until [`Clock::advance`] moves it.
    #[must_use]
    pub fn fixed(now: Timestamp) -> Self {
        Self::Fixed(Arc::new(AtomicI64::new(now)))
    }

    /// The present time.
    #[must_use]
    pub fn now(&self) -> Timestamp {
        match self {
            Self::System => SystemTime::now()
                .duration_since(UNIX_EPOCH)
                .map_or(0, |since| i64::try_from(since.as_secs()).unwrap_or(i64::MAX)),
            Self::Fixed(at) => at.load(Ordering::Relaxed),
        }
    }

    /// Moves a fixed clock by `seconds` (backwards when negative); the system's clock is left alone.
    pub fn advance(&self, seconds: Seconds) {
        if let Self::Fixed(at) = self {
            at.fetch_add(seconds, Ordering::Relaxed);
        }
    }
}
