//! The command line: `hallpass` alone serves; otherwise one word a noun, one file each. Exit codes, the same for all (in
//! refused.rs): 0 done; 1 refused with a sentence on standard error, and nothing changed; 2 the command itself is wrong
//! (clap's); 3 there is no such user, session or letter; 4 the database or the mail server does not answer; 5 `doctor` has
//! found something to do; 6 not done whole.

mod answer;
mod backup;
mod begin;
mod doctor;
mod export;
mod import;
mod key;
mod mail;
mod partial;
mod progress;
mod refused;
mod serve;
mod session;
mod table;
mod user;
mod user_file;
mod whose;

use std::process::ExitCode;

use clap::error::ErrorKind;
use clap::{CommandFactory, Parser, Subcommand};
use clap_complete::Shell;

use crate::config::ConfigError;
use answer::Answer;
use refused::Refused;

/// The sign-in of a web app: sessions that people can see and end.
#[derive(Debug, Parser)]
#[command(
    version,
    about,
    after_help = "Settings are read from Rocket.toml and from ROCKET_… in the environment; docs/settings.md lists them.\nExit codes: 0 done; 1 refused, nothing changed; 2 the command itself is wrong; 3 no such user, session or letter; 4 the database or the mail server does not answer; 5 doctor has found something to do; 6 not done whole, or the answer could not be written."
)]
struct Arguments {
    /// Answer with JSON, for scripts: an object, or for a list an object a line
    #[arg(long, global = true)]
    json: bool,
    #[command(subcommand)]
    command: Option<Command>,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Serve the pages (what happens without a command)
    Serve,
    /// Accounts
    #[command(subcommand)]
    User(user::Command),
    /// Where people are signed in
    #[command(subcommand)]
    Session(session::Command),
    /// Letters that wait, were sent or could not be
    #[command(subcommand)]
    Mail(mail::Command),
    /// The secret key, and the keys that sign access tokens
    #[command(subcommand)]
    Key(key::Command),
    /// Copy the database into a file, while the server runs; without the secret key
    Backup(backup::Arguments),
    /// Check settings, database, key, clock, files, proxy and mail server, and say what to do
    Doctor(doctor::Arguments),
    /// Print what a shell completes these commands with
    Completions {
        /// Which shell
        shell: Shell,
    },
}

/// Whether the settings can be read of which Rocket makes its runtime: where they cannot, it panics. Says so if not.
#[allow(clippy::print_stderr, reason = "a sentence for whoever typed the command")]
#[must_use]
pub fn can_begin() -> bool {
    let figment = rocket::Config::figment();
    let numbers = ["workers", "max_blocking"]
        .iter()
        .try_for_each(|name| figment.extract_inner::<std::num::NonZeroUsize>(name).map(drop));
    match numbers.and_then(|()| figment.extract_inner::<bool>("shutdown.force").map(drop)) {
        Ok(()) => true,
        Err(why) => {
            eprintln!("{}", ConfigError::of_figment(&why));
            false
        }
    }
}

/// Runs the command line.
#[allow(clippy::print_stderr, reason = "a sentence for whoever typed the command")]
pub async fn run() -> ExitCode {
    let Arguments { json, command } = Arguments::parse();
    let command = command.unwrap_or(Command::Serve);
    if json && matches!(command, Command::Serve | Command::Completions { .. }) {
        Arguments::command().error(ErrorKind::ArgumentConflict, "--json: this command shows nothing").exit();
    }
    let answer = Answer { json };
    let done = match command {
        Command::Serve => serve::serve().await,
        Command::User(command) => user::run(command, answer).await,
        Command::Session(command) => session::run(command, answer).await,
        Command::Mail(command) => mail::run(command, answer).await,
        Command::Key(command) => key::run(command, answer).await,
        Command::Backup(arguments) => backup::run(arguments, answer).await,
        Command::Doctor(arguments) => doctor::run(arguments, answer).await,
        Command::Completions { shell } => completions(shell),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(why) => {
            if let Some(sentence) = why.sentence() {
                sentence.lines().for_each(|line| eprintln!("{}", answer::plain(line)));
            }
            why.code()
        }
    }
}

fn completions(shell: Shell) -> Result<(), Refused> {
    let mut script = Vec::new();
    clap_complete::generate(shell, &mut Arguments::command(), "hallpass", &mut script);
    answer::write(String::from_utf8_lossy(&script).trim_end())
}
