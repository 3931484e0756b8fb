//! What auth refuses in a form, in words: shared by the pages that ask for an e-mail or a new password.

use super::page::{FormError, View};
use crate::auth::email::NotEmail;
use crate::auth::password_rules::Weakness;
use crate::auth::profile::NotName;
use crate::clock::Seconds;

/// The text for what is wrong with an e-mail.
#[must_use]
pub fn email(why: NotEmail) -> &'static str {
    match why {
        NotEmail::Missing => "error-email-missing",
        NotEmail::Long => "error-email-long",
        NotEmail::Invalid => "error-email-invalid",
    }
}

/// The text for what is wrong with a name.
#[must_use]
pub fn name(why: NotName) -> &'static str {
    match why {
        NotName::Missing => "error-name-missing",
        NotName::Long => "error-name-long",
    }
}

/// What is wrong with a new password.
pub fn password(view: &View<'_>, weakness: Weakness, min_length: usize) -> FormError {
    let min = i64::try_from(min_length).unwrap_or(i64::MAX);
    match weakness {
        Weakness::Missing => view.fault("password", "error-new-password-missing", &[]),
        Weakness::Short => view.fault("password", "error-password-short", &[("min", min.into())]),
        Weakness::Long => view.fault("password", "error-password-long", &[]),
        Weakness::Common => view.fault("password", "error-password-common", &[]),
        Weakness::Personal => view.fault("password", "error-password-personal", &[]),
        Weakness::Guessable(why) => {
            let why = view.text(why, &[]);
            view.fault("password", "error-password-weak", &[("why", why.into())])
        }
    }
}

/// That something other than a password was tried too often, and when to try again.
pub fn too_often(view: &View<'_>, seconds: Seconds) -> FormError {
    let when = view.moments().relative(seconds);
    view.fault("", "error-too-often", &[("when", when.into())])
}

/// That a password was tried too often, and when to try again.
pub fn wait(view: &View<'_>, seconds: Seconds) -> FormError {
    let when = view.moments().relative(seconds);
    view.fault("", "login-wait", &[("when", when.into())])
}
