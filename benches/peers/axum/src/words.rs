//! Texts, times and browsers in words.

use std::collections::HashMap;

use jiff::Timestamp;
use jiff::tz::TimeZone;
use serde::Deserialize;

const MINUTE: i64 = 60;
const HOUR: i64 = 60 * MINUTE;
const DAY: i64 = 24 * HOUR;

/// What people read.
#[derive(Deserialize)]
pub struct Words {
    texts: HashMap<String, String>,
    months: Vec<String>,
    browsers: Vec<(String, String)>,
    systems: Vec<(String, String)>,
}

/// A time, for a page.
pub struct Moment {
    pub iso: String,
    pub text: String,
    pub relative: String,
}

impl Words {
    /// From JSON.
    pub fn read(json: &str) -> serde_json::Result<Self> {
        serde_json::from_str(json)
    }

    /// A text.
    pub fn get(&self, key: &str) -> &str {
        self.texts.get(key).map_or("", String::as_str)
    }

    /// Browser and system.
    pub fn browser(&self, agent: &str) -> String {
        let found = |list: &'_ [(String, String)]| list.iter().position(|(mark, _)| agent.contains(mark.as_str()));
        let (browser, system) = (found(&self.browsers), found(&self.systems));
        if browser.is_none() && system.is_none() {
            return self.get("browser-unknown").to_owned();
        }
        let browser = browser.map_or(self.get("browser-unknown"), |at| &self.browsers[at].1);
        let system = system.map_or(self.get("system-unknown"), |at| &self.systems[at].1);
        self.get("browser-on").replace("{browser}", browser).replace("{system}", system)
    }

    /// A time, exactly and relatively.
    pub fn moment(&self, at: i64, present: i64) -> Moment {
        let time = Timestamp::from_second(at).unwrap_or_default();
        let zoned = time.to_zoned(TimeZone::UTC);
        let month = &self.months[usize::from(zoned.month().unsigned_abs()) - 1];
        let (day, year, hour, minute) = (zoned.day(), zoned.year(), zoned.hour(), zoned.minute());
        let text = format!("{day} {month} {year}, {hour:02}:{minute:02} UTC");
        Moment { iso: time.to_string(), text, relative: self.relative(at - present) }
    }

    fn relative(&self, seconds: i64) -> String {
        let (past, length) = (seconds <= 0, seconds.abs());
        let whole = |unit: i64| (length + unit / 2) / unit;
        let (key, n) = if length < MINUTE {
            return self.get(if past { "time-now" } else { "time-soon" }).to_owned();
        } else if whole(MINUTE) < 60 {
            (if past { "time-minutes-ago" } else { "time-in-minutes" }, whole(MINUTE))
        } else if whole(HOUR) < 24 {
            (if past { "time-hours-ago" } else { "time-in-hours" }, whole(HOUR))
        } else {
            (if past { "time-days-ago" } else { "time-in-days" }, whole(DAY))
        };
        self.get(key).replace("{n}", &n.to_string())
    }
}
