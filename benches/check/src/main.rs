//! Hallpass with one page more: a constant text for whoever is signed in. What it costs above `/healthz` is the session
//! check, and nothing else.

use hallpass::web::guards::SignedIn;
use mimalloc::MiMalloc;

/// As the binary of Hallpass itself has it.
#[global_allocator]
static ALLOCATOR: MiMalloc = MiMalloc;

#[rocket::get("/check")]
fn check(_signed_in: SignedIn<'_>) -> &'static str {
    "ok\n"
}

#[rocket::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let rocket = hallpass::rocket(rocket::Config::figment())?;
    rocket.mount("/", rocket::routes![check]).launch().await?;
    Ok(())
}
