//! The mail sender: finds out whom mails are for, and sends what is due.

use std::sync::Arc;
use std::time::Duration;

use tokio::sync::Mutex;
use tokio::time::timeout;

use crate::auth::Auth;
use crate::auth::outbox::Claimed;
use crate::error::Unavailable;
use crate::mail::post::{NotSent, Post};
use crate::mail::written::Site;
use crate::texts::Texts;

/// How often it looks. Not at once when somebody asks: what follows from a question must not be felt by who asked it.
const LOOK_EVERY: Duration = Duration::from_secs(2);
/// How long a shutdown waits for the letter in hand.
const LAST_LETTER: Duration = Duration::from_secs(10);

/// What sends mail, and what it is written with.
pub struct Sender {
    /// What every letter has.
    pub site: Site,
    /// The texts.
    pub texts: Arc<Texts>,
    /// The way out; `None`: mail waits.
    pub post: Option<Post>,
    /// Whether no more letters are to be begun.
    pub stop: Stop,
}

/// Whether no more letters are to be begun; held while one is on its way.
#[derive(Clone, Debug, Default)]
pub struct Stop(Arc<Mutex<bool>>);

impl Stop {
    /// Begins no more letters, and waits some seconds for the one in hand: cut off, it would be sent again.
    pub async fn stop(&self) {
        let _ = timeout(LAST_LETTER, async { *self.0.lock().await = true }).await;
    }
}

/// Sends what is due, every few seconds, until the server shuts down.
pub async fn send_mail(auth: Arc<Auth>, sender: Sender) {
    let mut turn = super::every(LOOK_EVERY);
    loop {
        turn.tick().await;
        // What could not be sent is logged and waits on.
        let _ = sender.send_due(&auth).await;
    }
}

impl Sender {
    /// Sends everything that is due; gives back how many mails left, and how many did not.
    pub async fn send_due(&self, auth: &Auth) -> Result<(usize, usize), Unavailable> {
        auth.address_mail().await?;
        let (mut sent, mut failed) = (0, 0);
        let Some(post) = &self.post else { return Ok((0, 0)) };
        loop {
            let stopped = self.stop.0.lock().await;
            if *stopped {
                break;
            }
            let Some(claimed) = auth.claim_mail().await? else { break };
            match self.send(auth, post, &claimed).await? {
                Ok(()) => sent += 1,
                Err(away) => {
                    failed += 1;
                    // A mail server that is away is away for the others too.
                    if away {
                        break;
                    }
                }
            }
        }
        Ok((sent, failed))
    }

    /// Sends one claimed mail. Its error: whether the mail server is away.
    pub async fn send(&self, auth: &Auth, post: &Post, claimed: &Claimed) -> Result<Result<(), bool>, Unavailable> {
        let written = self.site.write(&claimed.letter, &self.texts, auth.now());
        match post.send(claimed.id, claimed.written_at, &written).await {
            Ok(()) => auth.mail_sent(claimed).await.map(Ok),
            Err(why) => {
                let away = matches!(why, NotSent::Away(_));
                auth.mail_failed(claimed, why).await?;
                Ok(Err(away))
            }
        }
    }
}
