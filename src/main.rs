//! The command line of Hallpass.

use std::process::ExitCode;

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
