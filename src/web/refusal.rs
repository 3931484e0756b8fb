//! Why a request may not pass. Kept with the request by whoever refuses, read by the catchers, which make pages of it.
//! Holds nothing that was submitted: Rocket logs a guard's error.

use rocket::Request;
use rocket::http::Status;
use rocket::response::{self, Responder};

use crate::error::Unavailable;

/// Why a request may not pass.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// 401: not signed in, for whatever reason.
    SignInNeeded,
    /// 403: signed in, but credentials were not proven lately.
    NotRecent,
    /// 403: the role does not permit it.
    NotPermitted(&'static str),
    /// 403: a form that comes from a page of somebody else, with the origin seen.
    FromElsewhere(String),
    /// 403: a form without this visit's token.
    WrongToken,
    /// 404: there is no such thing, or it is none of theirs.
    NotThere,
    /// 503: cannot be answered now.
    Away,
}

impl Refusal {
    /// The status it is answered with.
    #[must_use]
    pub fn status(&self) -> Status {
        match self {
            Self::SignInNeeded => Status::Unauthorized,
            Self::NotRecent | Self::NotPermitted(_) | Self::FromElsewhere(_) | Self::WrongToken => Status::Forbidden,
            Self::NotThere => Status::NotFound,
            Self::Away => Status::ServiceUnavailable,
        }
    }

    /// Keeps it with the request, for the catcher; the first one stands. Notes in the log who tried what they may not
    /// (ASVS 16.3.2), by whichever guard or handler it is refused.
    pub fn keep(self, request: &Request<'_>) -> (Status, Self) {
        if let Self::NotPermitted(permission) = self {
            tracing::warn!(permission, path = %request.uri().path(), "refused: not permitted");
        }
        let kept: &Option<Self> = request.local_cache(|| Some(self.clone()));
        let _ = kept;
        (self.status(), self)
    }

    /// What was kept.
    pub fn of<'r>(request: &'r Request<'_>) -> Option<&'r Self> {
        let kept: &Option<Self> = request.local_cache(|| None);
        kept.as_ref()
    }
}

/// A handler's refusal is answered by the catcher, like a guard's.
impl<'r> Responder<'r, 'static> for Refusal {
    fn respond_to(self, request: &'r Request<'_>) -> response::Result<'static> {
        Err(self.keep(request).0)
    }
}

impl From<Unavailable> for Refusal {
    fn from(_: Unavailable) -> Self {
        Self::Away
    }
}
