//! Times as people read them: in their zone, exactly and relatively.

use jiff::Timestamp as Instant;
use jiff::tz::TimeZone;
use serde::Serialize;

use crate::clock::{DAY, HOUR, MINUTE, Seconds, Timestamp};
use crate::texts::Language;

/// A time, ready for a template.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Moment {
    iso: String,
    text: String,
    relative: String,
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

impl Moments<'_> {
    /// A time, in words.
    #[must_use]
    pub fn of(&self, at: Timestamp) -> Moment {
        let zoned = Instant::from_second(at).unwrap_or(Instant::UNIX_EPOCH).to_zoned(self.zone.clone());
        let month = self.language.get(&format!("month-{}", zoned.month()), &[]);
        let zone = zoned.strftime("%Z").to_string();
        let text = self.language.get(
            "time-exact",
            &[
                ("day", zoned.strftime("%-d").to_string().as_str().into()),
                ("month", month.as_str().into()),
                ("year", zoned.strftime("%Y").to_string().as_str().into()),
                ("time", zoned.strftime("%H:%M").to_string().as_str().into()),
                ("zone", zone.as_str().into()),
            ],
        );
        Moment { iso: zoned.timestamp().to_string(), text, relative: self.relative(at - self.now) }
    }

    /// How far ahead, or, when negative, how long ago.
    #[must_use]
    pub fn relative(&self, seconds: Seconds) -> String {
        let past = seconds <= 0;
        let length = seconds.saturating_abs();
        // To the nearest: twelve hours less a second are twelve hours.
        let whole = |unit: Seconds| (length.saturating_add(unit / 2)) / unit;
        let (unit, n) = if length < MINUTE {
            return self.language.get(if past { "time-now" } else { "time-soon" }, &[]);
        } else if whole(MINUTE) < HOUR / MINUTE {
            ("minutes", whole(MINUTE))
        } else if whole(HOUR) < DAY / HOUR {
            ("hours", whole(HOUR))
        } else {
            ("days", whole(DAY))
        };
        let key = if past { format!("time-{unit}-ago") } else { format!("time-in-{unit}") };
        self.language.get(&key, &[("n", n.into())])
    }
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
        let relative = |seconds| moments.of(1_795_000_000 + seconds).relative;
        assert_eq!(
            [relative(0), relative(30), relative(61), relative(-3 * DAY), relative(DAY), relative(12 * HOUR - 1)],
            ["just now", "in a moment", "in 1 minute", "3 days ago", "in 1 day", "in 12 hours"]
        );
    }
}
