//! How long answers took, and what is said of that.

use std::time::Duration;

use serde_json::{Value, json};

/// Times of answers, in microseconds.
#[derive(Default)]
pub struct Times(Vec<u32>);

impl Times {
    /// Notes one.
    pub fn add(&mut self, time: Duration) {
        self.0.push(u32::try_from(time.as_micros()).unwrap_or(u32::MAX));
    }

    /// How many.
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Median, the 99th of a hundred, and the worst.
    pub fn figures(mut self) -> Value {
        self.0.sort_unstable();
        let at = |share: f64| {
            let place = (share * self.0.len() as f64).ceil() as usize;
            self.0.get(place.saturating_sub(1)).copied()
        };
        json!({ "p50_us": at(0.5), "p99_us": at(0.99), "worst_us": self.0.last() })
    }
}
