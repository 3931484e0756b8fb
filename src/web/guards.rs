//! Who may pass: [`SignedIn`], [`RecentlySignedIn`], [`Allowed`], [`Visitor`]; and [`Holder`], for the pages that lead in
//! and out. One read decides who it is, kept with the request for all of them. They answer with errors and never forward, so that no route of a lower rank can answer
//! instead. An outage is 503, never "not signed in".

use std::marker::PhantomData;

use rocket::Request;
use rocket::request::{FromRequest, Outcome};

use super::cookie::Opened;
use super::refusal::Refusal;
use super::{App, client};
use crate::auth::session::{Live, Standing};
use crate::auth::token::SessionToken;
use crate::error::Unavailable;

/// Somebody signed in.
pub struct SignedIn<'r>(pub &'r Live);

/// Whoever holds a session, if anybody: even one that does nothing until the password was entered again. For the pages
/// that lead in and out alone; all others take one of the guards above and below.
pub struct Holder<'r>(pub Option<&'r Live>);

/// Somebody who has proven their credentials within the last minutes.
pub struct RecentlySignedIn<'r>(pub &'r Live);

/// Somebody signed in whose role permits `P`.
pub struct Allowed<'r, P>(pub &'r Live, PhantomData<P>);

/// Somebody, signed in or not. (`Option<SignedIn>` would take an outage for "not signed in".) A session that does nothing
/// until the password was entered again is nobody's.
pub struct Visitor<'r>(pub Option<&'r Live>);

/// A permission, by its name in the settings: `struct ReadEvents; impl Permission for ReadEvents { const NAME … }`.
pub trait Permission {
    /// Its name in `[default.hallpass.roles]`.
    const NAME: &'static str;
}

/// The session token that came with the request, opened once.
pub fn session_token<'r>(request: &'r Request<'_>) -> Option<&'r Opened<SessionToken>> {
    let opened: &Option<Opened<SessionToken>> = request.local_cache(|| App::of(request).cookies.session(request));
    opened.as_ref()
}

/// Whose session it is: the one read of a request.
pub async fn resumed<'r>(request: &'r Request<'_>) -> Result<Option<&'r Live>, Unavailable> {
    let resumed: &Result<Option<Live>, Unavailable> = request
        .local_cache_async(async {
            match session_token(request) {
                Some(opened) => App::of(request).auth.resume(&opened.value, client::seen(request)).await,
                None => Ok(None),
            }
        })
        .await;
    resumed.as_ref().map(Option::as_ref).map_err(|why| *why)
}

/// Whose session it is, whether or not it has to be proven again.
pub(super) async fn holder<'r>(request: &'r Request<'_>) -> Result<&'r Live, Refusal> {
    resumed(request).await?.ok_or(Refusal::SignInNeeded)
}

/// Whose session it is, or why that is refused.
async fn signed_in<'r>(request: &'r Request<'_>) -> Result<&'r Live, Refusal> {
    let live = holder(request).await?;
    if live.standing == Standing::Asked { Err(Refusal::NotRecent) } else { Ok(live) }
}

fn outcome<T>(request: &Request<'_>, decided: Result<T, Refusal>) -> Outcome<T, Refusal> {
    match decided {
        Ok(guard) => Outcome::Success(guard),
        Err(refusal) => Outcome::Error(refusal.keep(request)),
    }
}

#[rocket::async_trait]
impl<'r> FromRequest<'r> for SignedIn<'r> {
    type Error = Refusal;

    async fn from_request(request: &'r Request<'_>) -> Outcome<Self, Refusal> {
        outcome(request, signed_in(request).await.map(SignedIn))
    }
}

#[rocket::async_trait]
impl<'r> FromRequest<'r> for Holder<'r> {
    type Error = Refusal;

    async fn from_request(request: &'r Request<'_>) -> Outcome<Self, Refusal> {
        outcome(request, resumed(request).await.map(Holder).map_err(Refusal::from))
    }
}

#[rocket::async_trait]
impl<'r> FromRequest<'r> for RecentlySignedIn<'r> {
    type Error = Refusal;

    async fn from_request(request: &'r Request<'_>) -> Outcome<Self, Refusal> {
        let recent =
            |live: &'r Live| if live.standing == Standing::Recent { Ok(Self(live)) } else { Err(Refusal::NotRecent) };
        outcome(request, signed_in(request).await.and_then(recent))
    }
}

#[rocket::async_trait]
impl<'r, P: Permission> FromRequest<'r> for Allowed<'r, P> {
    type Error = Refusal;

    async fn from_request(request: &'r Request<'_>) -> Outcome<Self, Refusal> {
        let permitted = |live: &'r Live| {
            let roles = &App::of(request).config.roles;
            if roles.permit(&live.person.role, P::NAME) {
                Ok(Self(live, PhantomData))
            } else {
                Err(Refusal::NotPermitted(P::NAME))
            }
        };
        outcome(request, signed_in(request).await.and_then(permitted))
    }
}

#[rocket::async_trait]
impl<'r> FromRequest<'r> for Visitor<'r> {
    type Error = Refusal;

    async fn from_request(request: &'r Request<'_>) -> Outcome<Self, Refusal> {
        let somebody = |live: Option<&'r Live>| Visitor(live.filter(|live| live.standing != Standing::Asked));
        outcome(request, resumed(request).await.map(somebody).map_err(Refusal::from))
    }
}
