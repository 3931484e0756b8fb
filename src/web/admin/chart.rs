//! Charts of counts by the hour, drawn as SVG by the server: nothing in them is inline style or script, which the pages'
//! policy forbids. What is drawn stands in a table beside, for whoever does not see it.

use std::fmt::Write;

use serde::Serialize;

use crate::auth::tally::Hour;
use crate::moment::Moments;

/// The drawing's size, in its own units.
const WIDTH: f64 = 480.0;
const HEIGHT: f64 = 190.0;
/// Room for the numbers at the side and the times below.
const LEFT: f64 = 52.0;
const BELOW: f64 = 28.0;
const ABOVE: f64 = 12.0;
/// How wide the text of a day may be, in the largest letters and the longest language.
const LONGEST_TEXT: f64 = 84.0;
/// How much of an hour's width its bar takes.
const BAR: f64 = 0.76;

/// A chart, ready for its template.
#[derive(Debug, PartialEq, Serialize)]
pub struct Chart {
    width: f64,
    height: f64,
    left: f64,
    lines: Vec<Line>,
    ticks: Vec<Tick>,
    /// Where the times stand.
    times_at: f64,
    series: Vec<Series>,
}

/// A number and its line across.
#[derive(Debug, PartialEq, Serialize)]
struct Line {
    y: f64,
    /// Where the number stands.
    text_y: f64,
    number: String,
}

/// A time below.
#[derive(Debug, PartialEq, Serialize)]
struct Tick {
    class: &'static str,
    x: f64,
    text: String,
}

/// One kind of count, as the path of all its bars.
#[derive(Debug, PartialEq, Serialize)]
struct Series {
    class: &'static str,
    path: String,
}

/// What is counted: its class in the stylesheet, and its number of an hour.
pub(super) type Count = (&'static str, fn(&Hour) -> Option<i64>);

impl Chart {
    /// Of these hours; several counts stand on one another.
    pub(super) fn of(hours: &[Hour], counts: &[Count], times: &Moments<'_>) -> Self {
        let sum = |hour: &Hour| counts.iter().filter_map(|(_, of)| of(hour)).sum::<i64>();
        let top = round_up(hours.iter().map(sum).max().unwrap_or(0));
        let (room, ground) = (HEIGHT - BELOW - ABOVE, HEIGHT - BELOW);
        let high = |number: i64| fraction(number, top) * room;
        let wide = (WIDTH - LEFT) / f64::from(u32::try_from(hours.len().max(1)).unwrap_or(u32::MAX));
        let x = |at: usize| LEFT + wide * f64::from(u32::try_from(at).unwrap_or(u32::MAX));
        let mut series: Vec<Series> = counts.iter().map(|(class, _)| Series { class, path: String::new() }).collect();
        for (at, hour) in hours.iter().enumerate() {
            let mut foot = ground;
            for (series, (_, of)) in series.iter_mut().zip(counts) {
                let Some(number @ 1..) = of(hour) else { continue };
                // However few, they show.
                let up = high(number).max(1.0);
                let (left, width) = (x(at) + wide * (1.0 - BAR) / 2.0, wide * BAR);
                let _ = write!(series.path, "M{left:.1} {foot:.1}h{width:.1}v-{up:.1}h-{width:.1}z");
                foot -= up;
            }
        }
        let line = |number: i64| {
            let y = tenth(ground - high(number));
            Line { y, text_y: tenth(y + 4.0), number: short(number) }
        };
        Self {
            width: WIDTH,
            height: HEIGHT,
            left: LEFT,
            lines: [0, top / 2, top].map(line).into_iter().collect(),
            ticks: ticks(hours, times)
                .into_iter()
                .map(|(at, class, text)| Tick { class, x: tenth(x(at)), text })
                // What begins nearer to the edge would stand out over it.
                .filter(|tick| tick.x <= WIDTH - LONGEST_TEXT)
                .collect(),
            times_at: HEIGHT - 6.0,
            series,
        }
    }
}

/// What stands below: each midnight its day, and of few days noon and evening too. Of class "more" is what a narrow screen
/// has no room for.
fn ticks(hours: &[Hour], times: &Moments<'_>) -> Vec<(usize, &'static str, String)> {
    let few = hours.len() <= 72;
    let mut days = 0;
    let tick = |(at, hour): (usize, &Hour)| {
        let clock = times.clock(hour.began);
        match clock.hour {
            0 => {
                days += 1;
                let class = if few || days % 2 == 1 { "day" } else { "more" };
                Some((at, class, clock.day.into_owned()))
            }
            12 | 18 if few => Some((at, "more", clock.time)),
            _ => None,
        }
    };
    hours.iter().enumerate().filter_map(tick).collect()
}

/// The next number with one digit that counts, 1, 2 or 4 (or ten of them), so that its half is a round one too.
fn round_up(number: i64) -> i64 {
    let mut unit = 1_i64;
    loop {
        for round in [2, 4, 10].map(|digit| unit.saturating_mul(digit)) {
            if number <= round {
                return round;
            }
        }
        unit = unit.saturating_mul(10);
    }
}

/// A number with one or two digits that count, for what has little room.
fn short(number: i64) -> String {
    match number {
        0..1000 => number.to_string(),
        1000..1_000_000 => format!("{}k", number / 1000),
        _ => format!("{}M", number / 1_000_000),
    }
}

fn tenth(number: f64) -> f64 {
    (number * 10.0).round() / 10.0
}

#[allow(clippy::cast_precision_loss, reason = "a drawing is not that exact")]
fn fraction(number: i64, of: i64) -> f64 {
    number as f64 / of as f64
}

#[cfg(test)]
mod tests {
    use jiff::tz::TimeZone;

    use super::*;
    use crate::clock::HOUR;
    use crate::texts::Texts;

    #[test]
    fn a_scale_ends_at_a_round_number() {
        for (number, round) in [(0, 2), (2, 2), (3, 4), (5, 10), (11, 20), (21, 40), (41, 100), (999, 1000)] {
            assert_eq!(round_up(number), round, "{number}");
        }
        assert!(round_up(i64::MAX) == i64::MAX);
        assert_eq!([500, 1000, 20_000, 4_000_000].map(short), ["500", "1k", "20k", "4M"]);
    }

    #[test]
    fn bars_stand_on_one_another_and_none_where_nothing_was_counted() {
        let texts = Texts::load("en").expect("texts");
        let times = Moments { now: 0, zone: TimeZone::UTC, language: texts.at(0) };
        let hour = |n: i64| Hour { began: n * HOUR, sign_ins: Some(n), failures: Some(1), live: None };
        let hours: Vec<Hour> = (0..4).map(hour).collect();
        let chart = Chart::of(&hours, &[("a", |hour| hour.sign_ins), ("b", |hour| hour.failures)], &times);
        assert_eq!(chart.lines.iter().map(|line| line.number.as_str()).collect::<Vec<_>>(), ["0", "2", "4"]);
        assert_eq!(chart.series[0].path.matches('M').count(), 3, "{chart:?}");
        assert_eq!(chart.series[1].path.matches('M').count(), 4);
        assert_eq!(chart.ticks, [Tick { class: "day", x: 52.0, text: "1 Jan".into() }]);
        let nothing = Chart::of(&hours, &[("c", |hour| hour.live)], &times);
        assert_eq!(nothing.series[0].path, "");
    }
}
