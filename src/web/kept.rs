//! A form that asks for a recent sign-in, so that nothing typed is lost: what was sent meanwhile is kept, sealed, in the
//! page that asks for the password, and goes on from there. For minutes, to the same user and the same path only.
//!
//! The password page's form holds it in the field `kept`. When the password is proven, 307 sends that form on to where
//! the first one was going, and this guard puts what was kept in its place. Nothing is stored.

use rocket::Request;
use rocket::data::{Data, FromData, Outcome};
use rocket::form::FromForm;
use rocket::http::Status;
use uuid::Uuid;

use super::App;
use super::forms::{self, Checked};
use super::guards;
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

/// What is kept, sealed: for the page that asks for the password.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Kept(pub String);

#[rocket::async_trait]
impl<'r, T: FromForm<'r>> FromData<'r> for RecentForm<'r, T> {
    type Error = &'static str;

    async fn from_data(request: &'r Request<'_>, data: Data<'r>) -> Outcome<'r, Self> {
        match recent_form(request, data).await {
            Ok(guard) => Outcome::Success(guard),
            Err(refused) => Outcome::Error(refused),
        }
    }
}

async fn recent_form<'r, T: FromForm<'r>>(
    request: &'r Request<'_>,
    data: Data<'r>,
) -> Result<RecentForm<'r, T>, (Status, &'static str)> {
    let live = guards::holder(request).await.map_err(|refusal| (refusal.keep(request).0, "not signed in"))?;
    let sent = forms::body(data, LARGEST).await?;
    let body = match forms::field(&sent, FIELD) {
        Some(kept) => {
            open(request, live, &kept).ok_or_else(|| (Refusal::WrongToken.keep(request).0, "kept for another"))?
        }
        None if sent.len() > forms::LARGEST as usize * 1024 => return Err((Status::PayloadTooLarge, "over 32 KiB")),
        None => sent,
    };
    if live.standing != Standing::Recent {
        let sealed = seal(request, live, &body);
        let _: &Option<Kept> = request.local_cache(|| Some(Kept(sealed)));
        return Err((Refusal::NotRecent.keep(request).0, "not recent"));
    }
    let pairs = forms::pairs(request, &body)?;
    Ok(RecentForm { live, form: forms::read(request.local_cache(|| pairs)) })
}

impl Kept {
    /// What this request's guard has kept.
    pub fn of<'r>(request: &'r Request<'_>) -> Option<&'r Self> {
        let kept: &Option<Self> = request.local_cache(|| None);
        kept.as_ref()
    }
}

/// Where a kept form was going, if it is this person's and not too old.
#[must_use]
pub fn path(app: &App, live: &Live, kept: &str) -> Option<String> {
    // A path that browsers read as another host would be sent the password.
    parse(app, live, kept).map(|(path, _)| path).filter(|path| next::safe(Some(path)).is_some())
}

fn seal(request: &Request<'_>, live: &Live, body: &str) -> String {
    let app = App::of(request);
    let until = app.auth.now() + LIFE;
    app.cookies.seal_text(FIELD, &format!("{} {until} {}\n{body}", live.person.id, request.uri()))
}

fn open(request: &Request<'_>, live: &Live, kept: &str) -> Option<String> {
    let (path, body) = parse(App::of(request), live, kept)?;
    (request.uri() == path.as_str()).then_some(body)
}

fn parse(app: &App, live: &Live, kept: &str) -> Option<(String, String)> {
    let text = app.cookies.open_text(FIELD, kept)?.value;
    let (head, body) = text.split_once('\n')?;
    let mut words = head.split(' ');
    let user: Uuid = words.next()?.parse().ok()?;
    let until: Timestamp = words.next()?.parse().ok()?;
    let path = words.next()?;
    (user == live.person.id && app.auth.now() < until).then(|| (path.to_owned(), body.to_owned()))
}
