//! Taking an import back: its users are deleted, batch by batch, but for those who have used their accounts, and never the
//! last who may do everything.

use uuid::Uuid;

use super::{Auth, kind};
use crate::error::Unavailable;
use crate::store::imports::{self, ImportRow, ImportedRow};
use crate::store::users;

/// What people do who use their accounts.
const USED: [&str; 3] = [kind::SIGN_IN, kind::PASSWORD_RESET, kind::CONNECTED];
/// Users of an import that are looked at in one go.
const PAGE: i64 = 1000;

/// How undoing an import began.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Undo {
    /// There is no such import.
    Unknown,
    /// It was undone already, and nobody of it is left.
    Done,
    /// So many have used their accounts since.
    Used(i64),
    /// It is older than the history goes back, so of these many nobody can say whether they have used their accounts.
    Forgotten(i64),
    /// Nobody else could look after the site.
    Last,
    /// So many are to be deleted.
    Begun(i64),
}

/// How deleting some of an import went.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Undone {
    /// Nobody is left behind the one it went on from.
    All,
    /// Nobody else could look after the site any more.
    Last,
    /// Some are gone.
    Some {
        /// How many.
        deleted: usize,
        /// How many were left, since they have used their accounts meanwhile.
        kept: usize,
        /// Where to go on.
        last: Uuid,
    },
}

/// What is left of an import.
#[derive(Clone, Copy, Default)]
struct Left {
    users: i64,
    /// Of these, those who have used their accounts.
    used: i64,
    /// Whether one of them may do everything.
    of_everything: bool,
}

impl Auth {
    /// Begins to take an import back, unless somebody of it has used their account since and they are not to go too, or the
    /// last who may do everything would go with it. From then on nobody comes in by it any more.
    pub async fn start_undo(&self, import: Uuid, also_used: bool) -> Result<Undo, Unavailable> {
        let (now, roles) = (self.now(), self.roles.of_everything());
        let Some(row) = self.find_import(import).await? else { return Ok(Undo::Unknown) };
        // Beside the writers, who would have to wait for it; what changes meanwhile is seen when each is deleted.
        let left = self.left_of(import).await?;
        if row.undone_at.is_some() && left.users == 0 {
            return Ok(Undo::Done);
        }
        if !also_used && left.users > 0 && self.has_forgotten(&row) {
            return Ok(Undo::Forgotten(left.users));
        }
        if !also_used && left.used > 0 {
            return Ok(Undo::Used(left.used));
        }
        let undo = self
            .db
            .write(move |c| {
                if left.of_everything && !imports::others_have_role(c, import, &roles)? {
                    return Ok(Undo::Last);
                }
                imports::undo(c, import, now)?;
                Ok(Undo::Begun(left.users))
            })
            .await?;
        if matches!(undo, Undo::Begun(_)) {
            tracing::info!(%import, "an import is undone");
        }
        Ok(undo)
    }

    /// Deletes at most `most` users of an import that is undone, after the one given.
    pub async fn undo_some(
        &self,
        import: Uuid,
        after: Uuid,
        most: i64,
        also_used: bool,
    ) -> Result<Undone, Unavailable> {
        let roles = self.roles.of_everything();
        let undone = self
            .db
            .write(move |c| {
                let ids: Vec<Uuid> =
                    imports::users_of(c, import, &USED, after, most)?.iter().map(ImportedRow::id).collect();
                let Some(&last) = ids.last() else { return Ok(Undone::All) };
                // Whoever signs in locks their row first: read again behind that, so that nobody is missed. Of those alone
                // that are locked: where another undo has deleted some meanwhile, others come after them.
                users::lock_all_with_role(c, &roles, &ids)?;
                let mut rows = imports::users_of(c, import, &USED, after, count(ids.len()))?;
                rows.retain(|row| ids.contains(&row.id()));
                let going: Vec<_> = rows.iter().filter(|row| also_used || !row.used).collect();
                if going.iter().any(|row| roles.contains(&row.role)) && !imports::others_have_role(c, import, &roles)? {
                    return Ok(Undone::Last);
                }
                let ids: Vec<Uuid> = going.iter().map(|row| row.id()).collect();
                let deleted = users::delete_each(c, &ids)?;
                Ok(Undone::Some { deleted, kept: rows.len() - ids.len(), last })
            })
            .await?;
        self.forget_accounts();
        Ok(undone)
    }

    /// What is left of an import.
    async fn left_of(&self, import: Uuid) -> Result<Left, Unavailable> {
        let (roles, mut left, mut after) = (self.roles.of_everything(), Left::default(), Uuid::nil());
        loop {
            let rows = self.db.read_aside(move |c| imports::users_of(c, import, &USED, after, PAGE)).await?;
            let Some(last) = rows.last() else { return Ok(left) };
            after = last.id();
            left.users += count(rows.len());
            left.used += count(rows.iter().filter(|row| row.used).count());
            left.of_everything |= rows.iter().any(|row| roles.contains(&row.role));
        }
    }

    /// Whether an import is so old that a sign-in after it may stand nowhere any more.
    fn has_forgotten(&self, import: &ImportRow) -> bool {
        import.started_at < self.now() - self.sessions.events
    }
}

fn count(of: usize) -> i64 {
    i64::try_from(of).unwrap_or(i64::MAX)
}
