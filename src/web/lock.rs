//! The lock against cross-site requests. No handler's author has to remember it: top-ranked routes, mounted by a
//! fairing before every unsafe method and path, refuse or forward; they hold for paths that do not exist and for routes
//! of an app built on this. (ASVS 3.5.1, 3.5.3; NIST 800-63B-4 §5.1)
//!
//! First where the request comes from: Fetch Metadata, or `Origin` where that is missing, as browsers do on plain-http
//! addresses of a LAN; refused when both are. Then this visit's token, as the first field of the form: HMAC over the
//! session's id, or the visit's before sign-in. No read is needed, so it still holds when the session has run out.
//!
//! What servers call and no browser (servers.rs) is let by, without any cookie.

use base64::Engine;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use rocket::data::Data;
use rocket::fairing::{self, Fairing, Info, Kind};
use rocket::http::{Method, Status};
use rocket::route::{self, Handler, Outcome, Route};
use rocket::{Build, Request, Rocket};
use uuid::Uuid;

use super::cookie::Opened;
use super::guards::session_token;
use super::refusal::Refusal;
use super::{App, client, servers};
use crate::auth::token::SessionToken;
use crate::keys::Purpose;

/// The name of the field.
pub const FIELD: &str = "csrf_token";
/// 32 bytes in base64.
const LENGTH: usize = 43;

/// The fairing and the routes it mounts.
#[derive(Clone)]
pub struct Lock;

#[rocket::async_trait]
impl Fairing for Lock {
    fn info(&self) -> Info {
        Info { name: "cross-site lock", kind: Kind::Ignite | Kind::Singleton }
    }

    async fn on_ignite(&self, rocket: Rocket<Build>) -> fairing::Result {
        let before_all = |method| {
            let mut route = Route::ranked(isize::MIN, method, "/<path..>", Self);
            route.name = Some("lock".into());
            route
        };
        Ok(rocket.mount("/", [Method::Post, Method::Put, Method::Patch, Method::Delete].map(before_all)))
    }
}

#[rocket::async_trait]
impl Handler for Lock {
    async fn handle<'r>(&self, request: &'r Request<'_>, mut data: Data<'r>) -> route::Outcome<'r> {
        // No browser's: whoever calls these proves it by what they send. No cookie of a browser counts there, whoever adds
        // a guard to them.
        if request.method() == Method::Post && servers::are_called_at(request.uri().path().as_str()) {
            let _: &Option<Opened<SessionToken>> = request.local_cache(|| None);
            return Outcome::forward(data, Status::NotFound);
        }
        if let Some(origin) = from_elsewhere(request) {
            return refused(request, Refusal::FromElsewhere(origin));
        }
        if !request.content_type().is_some_and(|kind| kind.is_form()) {
            return Outcome::Error(Status::UnsupportedMediaType);
        }
        // The first field: name, `=`, token and what ends it. Nothing of the body is used up.
        let head = data.peek(FIELD.len() + 1 + LENGTH + 1).await;
        let sent = head.strip_prefix(FIELD.as_bytes()).and_then(|rest| rest.strip_prefix(b"="));
        let sent = sent.and_then(|rest| rest.split(|byte| *byte == b'&').next());
        if !sent.is_some_and(|sent| proves(request, sent)) {
            return refused(request, Refusal::WrongToken);
        }
        Outcome::forward(data, Status::NotFound)
    }
}

/// Who tries this shows in the log (ASVS 16.3.2); what they sent does not.
fn refused<'r>(request: &'r Request<'_>, refusal: Refusal) -> route::Outcome<'r> {
    let why = if refusal == Refusal::WrongToken { "wrong token" } else { "from elsewhere" };
    tracing::warn!(ip = client::of(request).ip.map(tracing::field::display), why, "a form was refused");
    Outcome::Error(refusal.keep(request).0)
}

/// The token for forms on the page that answers this request. A visitor without a session or a visit gets a visit.
pub fn token(request: &Request<'_>) -> String {
    let app = App::of(request);
    let id = bound_to(request).unwrap_or_else(|| {
        let fresh: &Fresh = request.local_cache(|| {
            let id = random();
            request.cookies().add(app.cookies.of_visit(id));
            Fresh(id)
        });
        fresh.0
    });
    token_of(app, id)
}

/// The token for forms of a session, or of a visit.
pub fn token_of(app: &App, id: Uuid) -> String {
    BASE64_URL_SAFE_NO_PAD.encode(app.config.keys.current().hash(Purpose::FormToken, &[id.as_bytes()]))
}

/// Begins a new visit, whatever came with the request.
pub fn begin_visit(request: &Request<'_>) {
    request.cookies().add(App::of(request).cookies.of_visit(random()));
}

/// A visit that begins with this request.
struct Fresh(Uuid);

fn random() -> Uuid {
    let mut bytes = [0; 16];
    // An operating system without random bytes could not have made the keys either. Better one error page than a visit
    // that everybody shares.
    getrandom::fill(&mut bytes).expect("the system gives random bytes");
    uuid::Builder::from_random_bytes(bytes).into_uuid()
}

fn proves(request: &Request<'_>, sent: &[u8]) -> bool {
    let Some(id) = bound_to(request) else { return false };
    let Ok(sent) = BASE64_URL_SAFE_NO_PAD.decode(sent) else { return false };
    App::of(request).config.keys.proves(Purpose::FormToken, &[id.as_bytes()], &sent)
}

/// What this request's token is bound to: its session, live or not, else its visit.
fn bound_to(request: &Request<'_>) -> Option<Uuid> {
    match session_token(request) {
        Some(opened) => Some(opened.value.session),
        None => App::of(request).cookies.visit(request),
    }
}

/// The origin, as far as it is told, of a request that does not come from our own pages.
fn from_elsewhere(request: &Request<'_>) -> Option<String> {
    let one = |name| {
        let mut all = request.headers().get(name);
        (all.next(), all.next().is_some())
    };
    let (origin, origins) = one("origin");
    let from_here = match one("sec-fetch-site") {
        // `none`: the person did it themselves, as by reloading.
        (Some(site), twice) => !twice && ["same-origin", "none"].contains(&site),
        (None, _) => !origins && origin.is_some_and(|origin| App::of(request).config.origins.allows(origin)),
    };
    (!from_here).then(|| origin.unwrap_or("?").chars().take(200).collect())
}
