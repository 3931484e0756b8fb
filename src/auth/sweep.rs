//! Deleting what has outlived its history. Nothing has to be swept to be over: expiry stands in the queries.

use uuid::Uuid;

use super::{Auth, all_ending, outbox, tally};
use crate::clock::{DAY, Seconds, Timestamp};
use crate::db::AnyConnection;
use crate::error::Unavailable;
use crate::store::{all_endings, attempts, browsers, events, hours, links, logout_tokens, mails, runs, sessions};

/// Its name in the table of runs.
pub(super) const SWEEP: &str = "sweep";
/// Rows looked at in one transaction.
const STEP: i64 = 500;
/// How long a browser is remembered after it was last seen, in seconds: as long as its cookie.
const BROWSERS: Seconds = 400 * DAY;
/// How long failures in a row are remembered after the last, in seconds.
const ATTEMPTS: Seconds = 30 * DAY;
/// How long a link stays after it ran out, in seconds.
const LINKS: Seconds = DAY;

impl Auth {
    /// Deletes what has outlived the history: sessions along the primary key, in small steps so that nobody waits, and
    /// what else has a time. Gives back how many sessions.
    pub async fn sweep(&self) -> Result<usize, Unavailable> {
        self.sweep_telling(|_| ()).await
    }

    /// The same; `told` hears after each step how many sessions were deleted so far.
    pub async fn sweep_telling(&self, told: impl Fn(usize)) -> Result<usize, Unavailable> {
        let now = self.now();
        let before = now - self.sessions.history;
        let (mut from, mut swept) = (Uuid::nil(), 0);
        loop {
            // Looked at first: nobody who writes has to wait where nothing is to be deleted.
            let look = move |c: &mut AnyConnection| {
                let to = sessions::step(c, from, STEP)?.unwrap_or(Uuid::max());
                Ok((to, sessions::any_to_sweep(c, from, to, before)?))
            };
            let (to, any) = self.db.read_aside(look).await?;
            if any {
                swept += self.db.write(move |c| sessions::sweep(c, from, to, before)).await?;
            }
            told(swept);
            if to == Uuid::max() {
                break;
            }
            from = to;
            tokio::task::yield_now().await;
        }
        self.sweep_the_rest(now).await?;
        self.forget_grants().await?;
        self.sweep_signing_keys().await?;
        let (now, number) = (self.now(), i64::try_from(swept).unwrap_or(i64::MAX));
        self.db.write(move |c| runs::note(c, SWEEP, now, number)).await?;
        Ok(swept)
    }

    async fn sweep_the_rest(&self, now: Timestamp) -> Result<(), Unavailable> {
        let stop = self.throttle.stop;
        self.db
            .write(move |c| {
                browsers::sweep(c, now - BROWSERS)?;
                attempts::sweep(c, now - ATTEMPTS, stop)?;
                logout_tokens::sweep(c, now)?;
                all_endings::sweep(c, now - all_ending::KEPT)?;
                hours::sweep(c, now - tally::KEPT)?;
                links::sweep(c, now - LINKS)
            })
            .await?;
        while self.db.write(move |c| mails::sweep(c, now - outbox::KEPT, STEP)).await? > 0 {}
        let kept = self.sessions.events;
        while self.db.write(move |c| events::sweep(c, now - kept, STEP)).await? > 0 {}
        Ok(())
    }
}
