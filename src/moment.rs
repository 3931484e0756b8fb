//! Times as people read them: in their zone, exactly and relatively. May import texts and clock.

use std::borrow::Cow;

use jiff::Timestamp as Instant;
use jiff::civil::DateTime;
use jiff::tz::TimeZone;
use serde::Serialize;

use crate::clock::{DAY, HOUR, MINUTE, Seconds, Timestamp};
use crate::texts::Language;

/// A time, ready for a template.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Moment<'a> {
    iso: String,
    text: Cow<'a, str>,
    relative: Cow<'a, str>,
}

impl Moment<'_> {
    /// Exactly, in words.
    #[must_use]
    pub fn text(&self) -> &str {
        &self.text
    }
}

/// A time of day and its day, for what has little room.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Clock<'a> {
    /// The hour, 0 to 23.
    pub hour: i8,
    /// As 06:00.
    pub time: String,
    /// Day and month, in words.
    pub day: Cow<'a, str>,
}

/// What writes times: now, a zone and a language.
pub struct Moments<'a> {
    /// The present time.
    pub now: Timestamp,
    /// The person's zone.
    pub zone: TimeZone,
    /// The person's language.
    pub language: &'a Language,
}

const MONTHS: [&str; 12] = [
    "month-1", "month-2", "month-3", "month-4", "month-5", "month-6", "month-7", "month-8", "month-9", "month-10",
    "month-11", "month-12",
];

impl<'a> Moments<'a> {
    /// A time of day and its day.
    #[must_use]
    pub fn clock(&self, at: Timestamp) -> Clock<'a> {
        let local = self.zone.to_datetime(Instant::from_second(at).unwrap_or(Instant::UNIX_EPOCH));
        let (day, month) = (i64::from(local.day()).into(), self.language.get(month(local), &[]).into());
        Clock {
            hour: local.hour(),
            time: format!("{:02}:{:02}", local.hour(), local.minute()),
            day: self.language.get("time-day", &[("day", day), ("month", month)]),
        }
    }

    /// A time, in words.
    #[must_use]
    pub fn of(&self, at: Timestamp) -> Moment<'a> {
        let instant = Instant::from_second(at).unwrap_or(Instant::UNIX_EPOCH);
        let there = self.zone.to_offset_info(instant);
        let local = there.offset().to_datetime(instant);
        let month = month(local);
        let text = self.language.get(
            "time-exact",
            &[
                ("day", i64::from(local.day()).into()),
                ("month", self.language.get(month, &[]).into()),
                ("year", i64::from(local.year()).into()),
                ("time", format!("{:02}:{:02}", local.hour(), local.minute()).as_str().into()),
                ("zone", there.abbreviation().into()),
            ],
        );
        Moment { iso: instant.to_string(), text, relative: self.relative(at - self.now) }
    }

    /// How far ahead, or, when negative, how long ago.
    #[must_use]
    pub fn relative(&self, seconds: Seconds) -> Cow<'a, str> {
        let past = seconds <= 0;
        let length = seconds.saturating_abs();
        // To the nearest: twelve hours less a second are twelve hours.
        let whole = |unit: Seconds| (length.saturating_add(unit / 2)) / unit;
        let (key, n) = if length < MINUTE {
            return self.language.get(if past { "time-now" } else { "time-soon" }, &[]);
        } else if whole(MINUTE) < HOUR / MINUTE {
            (if past { "time-minutes-ago" } else { "time-in-minutes" }, whole(MINUTE))
        } else if whole(HOUR) < DAY / HOUR {
            (if past { "time-hours-ago" } else { "time-in-hours" }, whole(HOUR))
        } else {
            (if past { "time-days-ago" } else { "time-in-days" }, whole(DAY))
        };
        self.language.get(key, &[("n", n.into())])
    }
}

/// The key of a month's name.
fn month(local: DateTime) -> &'static str {
    MONTHS.get(usize::from(local.month().unsigned_abs()) - 1).copied().unwrap_or(MONTHS[0])
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::texts::Texts;

    #[test]
    fn a_time_is_written_in_the_persons_zone_and_relatively() {
        let texts = Texts::load("en").expect("texts");
        let zone = TimeZone::get("Europe/Berlin").expect("a zone");
        let moments = Moments { now: 1_795_000_000, zone, language: texts.at(0) };
        let moment = moments.of(1_795_000_000 - 2 * HOUR - 5);
        assert_eq!(moment.iso, "2026-11-18T09:06:35Z");
        assert_eq!(moment.text, "18 Nov 2026, 10:06 CET");
        assert_eq!(moment.relative, "2 hours ago");
        let relative = |seconds| moments.relative(seconds).into_owned();
        assert_eq!(
            [relative(0), relative(30), relative(61), relative(-3 * DAY), relative(DAY), relative(12 * HOUR - 1)],
            ["just now", "in a moment", "in 1 minute", "3 days ago", "in 1 day", "in 12 hours"]
        );
    }
}
