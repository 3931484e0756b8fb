//! Counts by the hour, for whoever looks after the server: sign-ins, failures and live sessions. Kept in a small table by a
//! job, so that no page ever has to count.

use uuid::Uuid;

use super::{Auth, kind};
use crate::clock::{DAY, HOUR, MINUTE, Seconds, Timestamp};
use crate::db::AnyConnection;
use crate::error::Unavailable;
use crate::store::{events, hours, sessions};

/// How far back hours are counted that nobody has counted yet, in seconds.
const FIRST: Seconds = 7 * DAY;
/// How long counts are kept, in seconds.
pub(super) const KEPT: Seconds = 35 * DAY;
/// Sessions counted in one go.
const STEP: i64 = 20_000;

/// The names in the table.
const SIGN_INS: &str = "sign-ins";
const FAILURES: &str = "failures";
const LIVE: &str = "live";

/// What one hour counts; `None` where nobody has counted.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Hour {
    /// When it began.
    pub began: Timestamp,
    /// Sessions that were started.
    pub sign_ins: Option<i64>,
    /// Passwords that were wrong.
    pub failures: Option<i64>,
    /// Sessions that were live when they were last counted in it.
    pub live: Option<i64>,
}

/// The last hours, and when they were counted.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Hours {
    /// The hours, the oldest first, the present one last.
    pub hours: Vec<Hour>,
    /// When sign-ins and failures were last counted.
    pub counted_at: Option<Timestamp>,
    /// How many sessions were live when they were last counted, and when that was.
    pub live: Option<(i64, Timestamp)>,
}

impl Auth {
    /// Counts the hours that are not yet over or were not when they were last counted.
    pub async fn tally(&self) -> Result<(), Unavailable> {
        let now = self.now();
        let newest = self.db.read_aside(|c| hours::newest(c, SIGN_INS)).await?;
        // What was written behind may have come after the hour was over. A server whose clock is ahead may have counted an
        // hour that is still to come.
        let counted = |newest: hours::HourRow| (newest.counted_at.min(now) - MINUTE).max(now - FIRST);
        let mut hour = newest.map_or(now - FIRST, counted);
        hour -= hour.rem_euclid(HOUR);
        let mut all = Vec::new();
        while hour <= now {
            let counted = self.db.read_aside(move |c| events::count(c, hour, hour + HOUR)).await?;
            let of = |kind: &str| counted.iter().find(|(found, _)| found == kind).map_or(0, |(_, number)| *number);
            all.push((hour, of(kind::SIGN_IN), of(kind::SIGN_IN_FAILED)));
            hour += HOUR;
        }
        // At once, so that where this is broken off no hour is left out, and the first time nobody has to wait for many.
        let write = move |c: &mut AnyConnection| {
            all.iter().try_for_each(|(hour, sign_ins, failures)| {
                hours::set(c, *hour, FAILURES, *failures, now)?;
                hours::set(c, *hour, SIGN_INS, *sign_ins, now)
            })
        };
        self.db.write(write).await
    }

    /// Counts the live sessions, unless that was done within the last `every` seconds, by whatever server. It looks at all
    /// sessions, in steps beside requests.
    pub async fn tally_live(&self, every: Seconds) -> Result<(), Unavailable> {
        let now = self.now();
        let newest = self.db.read_aside(|c| hours::newest(c, LIVE)).await?;
        if newest.is_some_and(|newest| (0..every).contains(&(now - newest.counted_at))) {
            return Ok(());
        }
        let (mut from, mut live) = (Uuid::nil(), 0);
        loop {
            let count = move |c: &mut AnyConnection| {
                let to = sessions::step(c, from, STEP)?.unwrap_or(Uuid::max());
                Ok((to, sessions::count_live(c, from, to, now)?))
            };
            let (to, counted) = self.db.read_aside(count).await?;
            live += counted;
            if to == Uuid::max() {
                break;
            }
            from = to;
            tokio::task::yield_now().await;
        }
        self.db.write(move |c| hours::set(c, now - now.rem_euclid(HOUR), LIVE, live, now)).await
    }

    /// The counts of the last `count` hours.
    pub async fn hours(&self, count: u16) -> Result<Hours, Unavailable> {
        let present = self.now() - self.now().rem_euclid(HOUR);
        let first = present - HOUR * (Seconds::from(count) - 1);
        let rows = self.db.read(move |c| hours::since(c, first)).await?;
        let empty = |n: u16| Hour { began: first + HOUR * Seconds::from(n), ..Hour::default() };
        let mut hours = Hours { hours: (0..count).map(empty).collect(), ..Hours::default() };
        for row in rows {
            let at = usize::try_from((row.hour - first) / HOUR).unwrap_or(usize::MAX);
            let Some(hour) = hours.hours.get_mut(at) else { continue };
            match row.name.as_str() {
                SIGN_INS => {
                    hour.sign_ins = Some(row.number);
                    hours.counted_at = hours.counted_at.max(Some(row.counted_at));
                }
                FAILURES => hour.failures = Some(row.number),
                LIVE => {
                    hour.live = Some(row.number);
                    hours.live = Some((row.number, row.counted_at));
                }
                _ => (),
            }
        }
        Ok(hours)
    }
}
