//! A form of somebody who has to enter their password first, because the page asks for a recent sign-in or because their
//! session has run out, so that nothing typed is lost: what was sent is kept, sealed, in the page that asks for the
//! password, and goes on from there. For minutes, to the same user and the same path only.
//!
//! That page's form holds it in the field `kept`. When the password is proven at `/confirm`, 307 sends that form on to
//! where the first one was going, and this guard puts what was kept in its place. After `/login` the session is another,
//! and the form's token with it: a page with a button goes on. Nothing is stored, but
//! where a provider is to prove its sender: then it waits, sealed, in the table of links (auth/flows.rs).

use std::marker::PhantomData;

use rocket::Request;
use rocket::data::{Data, FromData, Outcome};
use rocket::form::FromForm;
use rocket::http::Status;
use uuid::Uuid;

use super::App;
use super::forms::{self, Checked};
use super::guards::{self, Permission};
use super::next;
use super::refusal::Refusal;
use crate::auth::session::{Live, Standing};
use crate::clock::{MINUTE, Seconds, Timestamp};

/// The field.
pub const FIELD: &str = "kept";
/// How long it is kept, in seconds.
const LIFE: Seconds = 15 * MINUTE;
/// Largest form that may hold a kept one, in KiB: sealing and encoding make it larger.
pub const LARGEST: u32 = 4 * forms::LARGEST;

/// A form from somebody who has proven their credentials within the last minutes. The one guard gives both, so that
/// neither can be had without the other.
pub struct RecentForm<'r, T> {
    /// Who sent it.
    pub live: &'r Live,
    /// What they sent.
    pub form: Checked<'r, T>,
}

/// The same from anybody signed in.
pub struct OwnForm<'r, T> {
    /// Who sent it.
    pub live: &'r Live,
    /// What they sent.
    pub form: Checked<'r, T>,
}

/// The same as [`RecentForm`] from somebody whose role permits `P`.
pub struct AllowedForm<'r, P, T> {
    /// Who sent it.
    pub live: &'r Live,
    /// What they sent.
    pub form: Checked<'r, T>,
    permission: PhantomData<P>,
}

/// What is kept, sealed: for the page that asks for the password.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Kept(pub String);

#[rocket::async_trait]
impl<'r, T: FromForm<'r>> FromData<'r> for RecentForm<'r, T> {
    type Error = &'static str;

    async fn from_data(request: &'r Request<'_>, data: Data<'r>) -> Outcome<'r, Self> {
        match form(request, data, true).await {
            Ok((live, form)) => Outcome::Success(Self { live, form }),
            Err(refused) => Outcome::Error(refused),
        }
    }
}

#[rocket::async_trait]
impl<'r, T: FromForm<'r>> FromData<'r> for OwnForm<'r, T> {
    type Error = &'static str;

    async fn from_data(request: &'r Request<'_>, data: Data<'r>) -> Outcome<'r, Self> {
        match form(request, data, false).await {
            Ok((live, form)) => Outcome::Success(Self { live, form }),
            Err(refused) => Outcome::Error(refused),
        }
    }
}

#[rocket::async_trait]
impl<'r, P: Permission, T: FromForm<'r>> FromData<'r> for AllowedForm<'r, P, T> {
    type Error = &'static str;

    async fn from_data(request: &'r Request<'_>, data: Data<'r>) -> Outcome<'r, Self> {
        match form(request, data, true).await {
            Ok((live, form)) if App::of(request).config.roles.permit(&live.person.role, P::NAME) => {
                Outcome::Success(Self { live, form, permission: PhantomData })
            }
            Ok(_) => Outcome::Error((Refusal::NotPermitted(P::NAME).keep(request).0, "not permitted")),
            Err(refused) => Outcome::Error(refused),
        }
    }
}

/// `recent`: whether a sign-in of the last minutes is asked for.
async fn form<'r, T: FromForm<'r>>(
    request: &'r Request<'_>,
    data: Data<'r>,
    recent: bool,
) -> Result<(&'r Live, Checked<'r, T>), (Status, &'static str)> {
    // Whose session it is, or was: the cookie is sealed, so it says so truly even when its session is over.
    let Some(opened) = guards::session_token(request) else {
        return Err((Refusal::SignInNeeded.keep(request).0, "not signed in"));
    };
    let live = guards::resumed(request).await.map_err(|why| (Refusal::from(why).keep(request).0, "away"))?;
    let whose = opened.value.user;
    let sent = forms::body(data, LARGEST).await?;
    let body = match forms::field(&sent, FIELD) {
        Some(kept) => {
            open(request, whose, &kept).ok_or_else(|| (Refusal::WrongToken.keep(request).0, "kept for another"))?
        }
        None if sent.len() > forms::LARGEST as usize * 1024 => return Err((Status::PayloadTooLarge, "over 32 KiB")),
        None => sent,
    };
    let refusal = match live.map(|live| live.standing) {
        None => Some(Refusal::SignInNeeded),
        Some(Standing::Asked) => Some(Refusal::NotRecent),
        Some(Standing::Usual) if recent => Some(Refusal::NotRecent),
        Some(_) => None,
    };
    match (live, refusal) {
        (Some(live), None) => {
            let pairs = forms::pairs(request, &body)?;
            Ok((live, forms::read(request.local_cache(|| pairs))))
        }
        (_, refusal) => {
            let sealed = seal(request, whose, &body);
            let _: &Option<Kept> = request.local_cache(|| Some(Kept(sealed)));
            Err((refusal.unwrap_or(Refusal::SignInNeeded).keep(request).0, "to be kept"))
        }
    }
}

impl Kept {
    /// What this request's guard has kept.
    pub fn of<'r>(request: &'r Request<'_>) -> Option<&'r Self> {
        let kept: &Option<Self> = request.local_cache(|| None);
        kept.as_ref()
    }
}

/// What becomes of a kept form when its owner is there again.
pub enum Then {
    /// It goes on to this path.
    GoOn(String),
    /// It was kept for as long as it is, and is gone.
    TooLate,
    /// There is none, or it is another's.
    Nothing,
}

/// What becomes of a kept form, now that this user is there.
#[must_use]
pub fn then(app: &App, user: Uuid, kept: &str) -> Then {
    match parse(app, user, kept) {
        Some((until, ..)) if app.auth.now() >= until => Then::TooLate,
        // A path that browsers read as another host would be sent the password.
        Some((_, path, _)) if next::safe(Some(&path)).is_some() => Then::GoOn(path),
        _ => Then::Nothing,
    }
}

/// Whether something was kept, of whomever.
#[must_use]
pub fn is_kept(app: &App, kept: &str) -> bool {
    app.cookies.open_text(FIELD, kept).is_some()
}

fn seal(request: &Request<'_>, user: Uuid, body: &str) -> String {
    let app = App::of(request);
    let until = app.auth.now() + LIFE;
    app.cookies.seal_text(FIELD, &format!("{user} {until} {}\n{body}", request.uri()))
}

fn open(request: &Request<'_>, user: Uuid, kept: &str) -> Option<String> {
    let app = App::of(request);
    let (until, path, body) = parse(app, user, kept)?;
    (app.auth.now() < until && request.uri() == path.as_str()).then_some(body)
}

/// Until when it is kept, where it was going, and what was in it; of this user alone.
fn parse(app: &App, of: Uuid, kept: &str) -> Option<(Timestamp, String, String)> {
    let text = app.cookies.open_text(FIELD, kept)?.value;
    let (head, body) = text.split_once('\n')?;
    let mut words = head.split(' ');
    let user: Uuid = words.next()?.parse().ok()?;
    let until: Timestamp = words.next()?.parse().ok()?;
    let path = words.next()?;
    (user == of).then(|| (until, path.to_owned(), body.to_owned()))
}
