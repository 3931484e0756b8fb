//! Renews what providers gave with sessions that are in use.

use std::sync::Arc;
use std::time::Duration;

use tokio::task::JoinSet;
use uuid::Uuid;

use crate::auth::Auth;

/// How often it looks: soon after activity was written.
const LOOK_EVERY: Duration = Duration::from_secs(3);
/// Sessions of one provider renewed at once.
const AT_ONCE: usize = 8;

/// Renews what is due, every few seconds, until the server shuts down. Each provider by itself: one that is slow holds up
/// no other.
pub async fn renew_grants(auth: Arc<Auth>) {
    let mut turn = super::every(LOOK_EVERY);
    loop {
        turn.tick().await;
        // What could not be looked up is when the session is next in use.
        let Ok(due) = auth.grants_due().await else { continue };
        for (_, sessions) in due {
            tokio::spawn(renew_each(auth.clone(), sessions));
        }
    }
}

/// Sessions of one provider; when that is away, the rest waits until they are next in use.
async fn renew_each(auth: Arc<Auth>, sessions: Vec<Uuid>) {
    let mut asking = JoinSet::new();
    for session in sessions {
        if asking.len() >= AT_ONCE
            && let Some(Ok(Ok(false))) = asking.join_next().await
        {
            break;
        }
        let auth = auth.clone();
        asking.spawn(async move { auth.renew_grant(session).await });
    }
    asking.join_all().await;
}
