//! `/doctor`: what this server believes of a request, for `hallpass doctor` alone, which asks through whatever stands before
//! the server. Whoever does not have the secret key gets what everybody gets for an address that is not there.

use rocket::get;
use rocket::http::Status;
use rocket::request::{FromRequest, Outcome, Request};
use serde_json::json;

use super::refusal::Refusal;
use super::servers::Json;
use super::{App, belief};
use crate::auth::doctor_proof;
use crate::belief::Belief;

/// A request of `hallpass doctor`, and what is believed of it.
pub struct OfDoctor(Belief);

#[rocket::async_trait]
impl<'r> FromRequest<'r> for OfDoctor {
    type Error = Refusal;

    async fn from_request(request: &'r Request<'_>) -> Outcome<Self, Self::Error> {
        let app = App::of(request);
        let sent = request.headers().get_one(doctor_proof::HEADER).unwrap_or_default();
        if doctor_proof::proves(&app.config.keys, sent, app.auth.now()) {
            Outcome::Success(Self(belief::of(request)))
        } else {
            Outcome::Error(Refusal::NotThere.keep(request))
        }
    }
}

/// `GET /doctor`.
#[get("/doctor")]
pub fn doctor(of: OfDoctor) -> Json {
    Json::new(Status::Ok, &json!(of.0))
}
