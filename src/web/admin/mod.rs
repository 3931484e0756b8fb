//! The pages for whoever looks after the accounts of others: what each permission opens, and the ways between them.

pub mod chart;
pub mod events;
pub mod invite;
pub mod mail;
pub mod new_user;
pub mod sessions;
pub mod system;
pub mod user;
pub mod users;

use std::borrow::Cow;

use rocket::http::Status;
use rocket::response::Redirect;
use rocket::{State, get};
use serde::Serialize;

use super::App;
use super::guards::{Permission, SignedIn};
use super::page::{Page, View};
use super::refusal::Refusal;
use crate::auth::session::Person;
use crate::config::Registration;
use events::ReadEvents;
use invite::InviteUsers;

/// May see who has an account, and where they are signed in.
pub struct ReadUsers;

impl Permission for ReadUsers {
    const NAME: &'static str = "users.read";
}

/// May add, disable and enable accounts, give roles, and start a new password.
pub struct WriteUsers;

impl Permission for WriteUsers {
    const NAME: &'static str = "users.write";
}

/// May end anybody's sessions.
pub struct EndSessions;

impl Permission for EndSessions {
    const NAME: &'static str = "sessions.end";
}

/// May see which letters were sent, and which could not be; never what is in them.
pub struct ReadMail;

impl Permission for ReadMail {
    const NAME: &'static str = "mail.read";
}

/// May have letters tried again.
pub struct SendMail;

impl Permission for SendMail {
    const NAME: &'static str = "mail.send";
}

/// May see how the server is.
pub struct ReadSystem;

impl Permission for ReadSystem {
    const NAME: &'static str = "system.read";
}

/// The sections in their order: address, text, and what opens them.
const SECTIONS: [(&str, &str, &str); 6] = [
    ("/admin/system", "admin-system", ReadSystem::NAME),
    ("/admin/users", "admin-users", ReadUsers::NAME),
    ("/admin/sessions", "admin-sessions", ReadUsers::NAME),
    ("/admin/events", "admin-events", ReadEvents::NAME),
    ("/admin/mail", "admin-mail", ReadMail::NAME),
    ("/admin/invite", "admin-invite", InviteUsers::NAME),
];

/// A section that somebody may open.
#[derive(Serialize)]
struct Section<'a> {
    href: &'static str,
    text: Cow<'a, str>,
    here: bool,
}

/// A page of a section, with the ways to the others.
#[derive(Serialize)]
struct WithSections<'a, T> {
    sections: Vec<Section<'a>>,
    #[serde(flatten)]
    page: T,
}

/// `GET /admin`: to the first section that is theirs.
#[get("/admin")]
pub fn admin(signed_in: SignedIn<'_>, app: &State<App>) -> Result<Redirect, Refusal> {
    let first = open(app, &signed_in.0.person.role).next().ok_or(Refusal::NotPermitted(ReadSystem::NAME))?;
    Ok(Redirect::to(first.0))
}

/// The roles that open any section.
pub(super) fn roles(app: &App) -> Vec<String> {
    app.config.roles.names().filter(|role| open(app, role).next().is_some()).map(str::to_owned).collect()
}

fn open<'a>(app: &'a App, role: &'a str) -> impl Iterator<Item = (&'static str, &'static str)> + 'a {
    let may = move |(href, _, permission): &(&str, &str, &str)| {
        // Where nobody makes an account of their own, there is nothing to ask anybody into.
        let there = *href != "/admin/invite" || app.config.registration != Registration::Closed;
        there && app.config.roles.permit(role, permission)
    };
    SECTIONS.into_iter().filter(may).map(|(href, text, _)| (href, text))
}

/// Renders a page of the section at `here`.
fn page(
    app: &App,
    view: &View<'_>,
    person: &Person,
    (status, name, here): (Status, &str, &str),
    page: impl Serialize,
) -> Page {
    let section = |(href, text)| Section { href, text: view.text(text, &[]), here: href == here };
    view.page(status, name, WithSections { sections: open(app, &person.role).map(section).collect(), page })
}

/// Whether a person's role permits `P`.
fn permits<P: Permission>(app: &App, person: &Person) -> bool {
    app.config.roles.permit(&person.role, P::NAME)
}

/// `path` with a query of these fields, but for those without a value.
fn address(path: &str, query: &[(&str, &str)]) -> String {
    let encoded = |text: &str| rocket::http::RawStr::new(text).percent_encode().to_string();
    let fields = query.iter().filter(|(_, value)| !value.is_empty());
    let query: Vec<String> = fields.map(|(name, value)| format!("{name}={}", encoded(value))).collect();
    if query.is_empty() { path.to_owned() } else { format!("{path}?{}", query.join("&")) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_holds_what_has_a_value_encoded() {
        assert_eq!(address("/a", &[]), "/a");
        assert_eq!(address("/a", &[("q", ""), ("show", "")]), "/a");
        assert_eq!(
            address("/a", &[("q", "ann lee&x=1"), ("show", ""), ("after", "7~ü%")]),
            "/a?q=ann%20lee%26x%3D1&after=7~%C3%BC%25"
        );
    }

    #[test]
    fn each_section_has_its_text_and_an_address_of_its_own() {
        let texts = crate::texts::Texts::load("en").expect("texts");
        for (at, (href, text, _)) in SECTIONS.iter().enumerate() {
            assert!(texts.at(0).keys().iter().any(|key| key == text), "{text}");
            assert!(SECTIONS[..at].iter().all(|(other, ..)| other != href), "{href}");
        }
    }
}
