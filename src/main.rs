//! The command line of Hallpass.

use std::process::ExitCode;

use mimalloc::MiMalloc;

/// A page is some hundred small values, made and dropped: with the system's allocator that is a quarter of its cost.
#[global_allocator]
static ALLOCATOR: MiMalloc = MiMalloc;

fn main() -> ExitCode {
    if hallpass::cli::can_begin() { on_rocket::main() } else { ExitCode::FAILURE }
}

mod on_rocket {
    use std::process::ExitCode;

    /// On Rocket's runtime, made from Rocket's settings.
    #[rocket::main]
    pub(crate) async fn main() -> ExitCode {
        hallpass::cli::run().await
    }
}
