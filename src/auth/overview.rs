//! What somebody sees of their own account when they come in.

use super::session::Live;
use super::{Auth, kind};
use crate::clock::DAY;
use crate::error::Unavailable;
pub use crate::store::events::SignInRow;
pub use crate::store::sessions::PlaceRow;
use crate::store::{events, sessions};

/// Sign-ins shown.
const SIGN_INS: u8 = 5;

/// What somebody sees of their own account.
#[derive(Clone, Debug)]
pub struct Overview {
    /// Where they are signed in, here first, then the last seen.
    pub places: Vec<PlaceRow>,
    /// The last sign-ins, the newest first.
    pub sign_ins: Vec<SignInRow>,
    /// Whether one of their sessions was ended to make room for this one, and lately enough to be told.
    pub displaced: bool,
}

impl Auth {
    /// The overview of a session's user, in one read.
    pub async fn overview(&self, live: &Live) -> Result<Overview, Unavailable> {
        let (user, now, most) = (live.person.id, self.now(), self.sessions.max_sessions);
        let (mut places, sign_ins, displaced_at) = self
            .db
            .read_together(move |c| {
                let places = sessions::places(c, user, now)?;
                let sign_ins = events::last_of(c, user, kind::SIGN_IN, SIGN_INS)?;
                // Nobody with room to spare has lost a session to it.
                let displaced = if i64::try_from(places.len()).is_ok_and(|live| live >= most) {
                    events::last_of(c, user, kind::DISPLACED, 1)?
                } else {
                    Vec::new()
                };
                Ok((places, sign_ins, displaced.first().map(|event| event.at)))
            })
            .await?;
        // Told in the session that made it so, for a day.
        let displaced = displaced_at.is_some_and(|at| at == live.created_at && now - at < DAY);
        places.sort_by_key(|place| place.id() != live.id);
        Ok(Overview { places, sign_ins, displaced })
    }
}
