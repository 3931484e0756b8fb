//! The kinds of events: their names in the table and, after `event-`, of their texts. Imports nothing of Hallpass.

/// A session was started.
pub const SIGN_IN: &str = "sign-in";
/// A password was wrong at sign-in.
pub const SIGN_IN_FAILED: &str = "sign-in-failed";
/// A password was proven again within a session.
pub const CONFIRM: &str = "confirm";
/// A password was wrong there.
pub const CONFIRM_FAILED: &str = "confirm-failed";
/// A session was ended, by whom and why stands with it.
pub const SESSION_ENDED: &str = "session-ended";
/// An older session was ended to make room for a new one.
pub const DISPLACED: &str = "displaced";
/// An account was made.
pub const ACCOUNT_ADDED: &str = "account-added";
/// A one-time link to set a password was made.
pub const RESET_STARTED: &str = "reset-started";
/// A password was set by such a link.
pub const PASSWORD_RESET: &str = "password-reset";
/// A password was changed from within a session.
pub const PASSWORD_CHANGED: &str = "password-changed";
/// Name, language or time zone were changed.
pub const PROFILE_CHANGED: &str = "profile-changed";
/// A session was used from another network or by another browser.
pub const DRIFT: &str = "drift";

/// Another e-mail was asked for; it does not count yet.
pub const EMAIL_ASKED: &str = "email-asked";
/// The e-mail was changed.
pub const EMAIL_CHANGED: &str = "email-changed";
/// The e-mail was proven.
pub const EMAIL_VERIFIED: &str = "email-verified";
/// A change of e-mail was undone from the address before.
pub const EMAIL_UNDONE: &str = "email-undone";
/// A notice was answered with "this wasn't me".
pub const NOT_ME: &str = "not-me";
/// What is kept about the account was downloaded.
pub const DATA_DOWNLOADED: &str = "data-downloaded";
/// An account was deleted by its owner; it stands there without one.
pub const ACCOUNT_DELETED: &str = "account-deleted";
/// Somebody was asked in.
pub const INVITED: &str = "invited";
/// A provider was connected with the account.
pub const CONNECTED: &str = "connected";
/// One was disconnected.
pub const DISCONNECTED: &str = "disconnected";
/// The role was changed, by a provider or an administrator.
pub const ROLE_CHANGED: &str = "role-changed";
/// An account was disabled.
pub const DISABLED: &str = "disabled";
/// One was enabled again.
pub const ENABLED: &str = "enabled";
/// Everybody's sessions were ended; it stands with whoever did that.
pub const ALL_ENDED: &str = "all-ended";

/// All of them.
#[cfg(test)]
pub(crate) const ALL: [&str; 26] = [
    SIGN_IN,
    SIGN_IN_FAILED,
    CONFIRM,
    CONFIRM_FAILED,
    SESSION_ENDED,
    DISPLACED,
    ACCOUNT_ADDED,
    RESET_STARTED,
    PASSWORD_RESET,
    PASSWORD_CHANGED,
    PROFILE_CHANGED,
    DRIFT,
    EMAIL_ASKED,
    EMAIL_CHANGED,
    EMAIL_VERIFIED,
    EMAIL_UNDONE,
    NOT_ME,
    DATA_DOWNLOADED,
    ACCOUNT_DELETED,
    INVITED,
    CONNECTED,
    DISCONNECTED,
    ROLE_CHANGED,
    DISABLED,
    ENABLED,
    ALL_ENDED,
];
