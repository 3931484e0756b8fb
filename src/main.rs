//! The command line of Hallpass.

use std::process::ExitCode;

#[rocket::main]
async fn main() -> ExitCode {
    hallpass::cli::run().await
}
