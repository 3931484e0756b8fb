//! `/healthz`: that this process answers. Constant, and without the database: a load balancer that took servers away
//! when it is out would take all of them.

use rocket::get;

/// `GET /healthz`.
#[get("/healthz")]
pub fn healthz() -> &'static str {
    "ok\n"
}
