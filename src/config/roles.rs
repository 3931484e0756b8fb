//! What each role permits: `[default.hallpass.roles]`. A user has one role, read with the session on every request, so
//! a change counts at once (ASVS 8.3.2).

use std::collections::BTreeMap;

use super::ConfigError;

/// The role of the first account: always there.
pub const ADMIN: &str = "admin";
/// The role of everybody else unless said otherwise: always there.
pub const USER: &str = "user";

/// What each role permits.
#[derive(Clone, Debug)]
pub struct Roles {
    permissions: BTreeMap<String, Vec<String>>,
}

impl Roles {
    pub(super) fn written_by_default() -> BTreeMap<String, Vec<String>> {
        BTreeMap::from([(ADMIN.into(), vec!["*".into()]), (USER.into(), vec![])])
    }

    pub(crate) fn new(mut written: BTreeMap<String, Vec<String>>) -> Result<Self, ConfigError> {
        for (name, permissions) in Self::written_by_default() {
            written.entry(name).or_insert(permissions);
        }
        let word = |text: &str| {
            !text.is_empty()
                && text.len() <= 64
                && text.bytes().all(|b| b.is_ascii_alphanumeric() || b"._-".contains(&b))
        };
        for (role, permissions) in &written {
            if !word(role) || !permissions.iter().all(|p| p == "*" || word(p)) {
                return Err(ConfigError::new(
                    format!("roles.{role}"),
                    "write names of letters, digits, dots and dashes, like auditor = [\"events.read\"]; [\"*\"] permits all",
                ));
            }
        }
        Ok(Self { permissions: written })
    }

    /// Whether there is a role of this name.
    #[must_use]
    pub fn has(&self, role: &str) -> bool {
        self.permissions.contains_key(role)
    }

    /// The roles' names.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.permissions.keys().map(String::as_str)
    }

    /// The roles that permit everything.
    #[must_use]
    pub fn of_everything(&self) -> Vec<String> {
        self.names().filter(|name| self.is_of_everything(name)).map(str::to_owned).collect()
    }

    fn is_of_everything(&self, role: &str) -> bool {
        self.permissions(role).any(|permission| permission == "*")
    }

    /// How much a role permits: for putting them in order.
    pub(super) fn weight(&self, role: &str) -> usize {
        if self.is_of_everything(role) { usize::MAX } else { self.permissions(role).count() }
    }

    /// What a role permits; of one that is no longer configured nothing.
    pub fn permissions(&self, role: &str) -> impl Iterator<Item = &str> {
        self.permissions.get(role).into_iter().flatten().map(String::as_str)
    }

    /// Whether `role` permits all that `other` does: nobody gives away more than they have (ASVS 8.2.1).
    #[must_use]
    pub fn covers(&self, role: &str, other: &str) -> bool {
        self.permissions.get(other).is_some_and(|all| {
            all.iter().all(|p| if p == "*" { self.is_of_everything(role) } else { self.permit(role, p) })
        })
    }

    /// Whether `role` permits `permission`. A role that is no longer configured permits nothing.
    #[must_use]
    pub fn permit(&self, role: &str, permission: &str) -> bool {
        self.permissions.get(role).is_some_and(|all| all.iter().any(|p| p == "*" || p == permission))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_role_permits_what_it_lists_and_an_unknown_role_nothing() {
        let written = BTreeMap::from([("auditor".to_owned(), vec!["events.read".to_owned()])]);
        let roles = Roles::new(written).expect("roles");
        assert!(roles.permit("auditor", "events.read") && !roles.permit("auditor", "users.write"));
        assert!(roles.permit(ADMIN, "anything") && !roles.permit(USER, "events.read"));
        assert!(!roles.permit("gone", "events.read"));
    }

    #[test]
    fn a_role_covers_what_permits_no_more() {
        let list = |all: &[&str]| all.iter().map(|p| (*p).to_owned()).collect();
        let written = BTreeMap::from([
            ("auditor".to_owned(), list(&["events.read"])),
            ("host".to_owned(), list(&["users.invite", "events.read"])),
        ]);
        let roles = Roles::new(written).expect("roles");
        assert!(roles.covers("host", "auditor") && roles.covers("host", USER) && roles.covers(ADMIN, ADMIN));
        assert!(!roles.covers("auditor", "host") && !roles.covers("host", ADMIN) && !roles.covers(ADMIN, "gone"));
        assert_eq!(roles.of_everything(), [ADMIN]);
    }
}
