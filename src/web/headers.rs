//! One place dresses every answer that Rocket makes, whatever its status. (hyper's own answers to what is no HTTP at all
//! have an empty body and cannot be dressed.)

use rocket::fairing::{Fairing, Info, Kind};
use rocket::response::Responder;
use rocket::{Request, Response};

use super::App;

/// Nothing is allowed but our own stylesheet, images and forms. No scripts: the pages have none.
const CSP: &str =
    "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";
/// What no page of ours uses, and nothing in it may.
const PERMISSIONS: &str = "accelerometer=(), camera=(), display-capture=(), geolocation=(), gyroscope=(), magnetometer=(), microphone=(), midi=(), payment=(), usb=(), browsing-topics=()";

/// On every answer. `Referrer-Policy: same-origin`, not `no-referrer`: with that browsers send `Origin: null` with our
/// own forms, and the lock would refuse them.
const ALWAYS: [(&str, &str); 7] = [
    ("Content-Security-Policy", CSP),
    ("Permissions-Policy", PERMISSIONS),
    ("X-Content-Type-Options", "nosniff"),
    ("X-Frame-Options", "DENY"),
    ("Referrer-Policy", "same-origin"),
    ("Cross-Origin-Opener-Policy", "same-origin"),
    ("Cross-Origin-Resource-Policy", "same-origin"),
];

/// The fairing.
pub struct Headers;

#[rocket::async_trait]
impl Fairing for Headers {
    fn info(&self) -> Info {
        Info { name: "headers", kind: Kind::Response | Kind::Singleton }
    }

    async fn on_response<'r>(&self, request: &'r Request<'_>, response: &mut Response<'r>) {
        dress(request, response);
    }
}

/// For the one answer that Rocket makes past its fairings: to a method it does not know.
pub struct Dressed<R>(pub R);

impl<'r, 'o: 'r, R: Responder<'r, 'o>> Responder<'r, 'o> for Dressed<R> {
    fn respond_to(self, request: &'r Request<'_>) -> rocket::response::Result<'o> {
        let mut response = self.0.respond_to(request)?;
        dress(request, &mut response);
        Ok(response)
    }
}

fn dress(request: &Request<'_>, response: &mut Response<'_>) {
    for (name, value) in ALWAYS {
        response.set_raw_header(name, value);
    }
    if App::of(request).config.origins.secure() {
        response.set_raw_header("Strict-Transport-Security", "max-age=31536000; includeSubDomains");
    }
    // Nothing that is about somebody stays in a cache or comes back by the Back button (ASVS 14.3.2).
    if !response.headers().contains("Cache-Control") {
        response.set_raw_header("Cache-Control", "no-store");
    }
    response.remove_header("Server");
}
