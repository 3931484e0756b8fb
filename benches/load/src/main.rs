//! Asks a server for pages and signs in to it, and writes down how long that took, as one JSON object on standard output.
//! One thread: what it uses itself is small and the same for every server. Loopback only, and it ends by itself.

mod connection;
mod figures;
mod hashing;
mod pages;
mod sign_in;
mod steady;
mod storm;

use std::collections::HashMap;
use std::error::Error;
use std::net::SocketAddr;
use std::ops::Range;
use std::time::Duration;

use serde_json::Value;

/// What went wrong, for whoever reads standard error.
type Failure = Box<dyn Error>;

const USAGE: &str = "load pages   --server IP:PORT --path PATH --connections N --seconds N
             [--sessions FILE [--constant yes]]
load sign-in --server IP:PORT --users FROM..TO --password TEXT --connections N --sessions FILE
load steady  --server IP:PORT --path PATH --sessions FILE --rate N --lead SECONDS --seconds N
             [--until-input-ends yes]
load storm   --server IP:PORT --path PATH --sessions FILE --users FROM..TO --password TEXT
             --connections N --rate N --lead SECONDS --seconds N
load hash    --threads N --seconds N
load phc     --password TEXT";

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    match run(&arguments) {
        Ok(answer) => println!("{answer}"),
        Err(why) => {
            eprintln!("{why}");
            std::process::exit(1);
        }
    }
}

fn run(arguments: &[String]) -> Result<Value, Failure> {
    let (what, options) = arguments.split_first().ok_or(USAGE)?;
    let options = Options::read(options)?;
    match what.as_str() {
        "pages" => on_one_thread(pages::run(&options)),
        "sign-in" => on_one_thread(sign_in::run(&options)),
        "steady" => on_one_thread(steady::run(&options)),
        "storm" => on_one_thread(storm::run(&options)),
        "hash" => Ok(hashing::run(options.number("threads")?, options.seconds("seconds")?)),
        "phc" => hashing::phc(options.text("password")?).map(Value::String),
        _ => Err(USAGE.into()),
    }
}

fn on_one_thread(work: impl Future<Output = Result<Value, Failure>>) -> Result<Value, Failure> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    tokio::task::LocalSet::new().block_on(&runtime, work)
}

/// The options of the command line, by name.
struct Options(HashMap<String, String>);

impl Options {
    fn read(arguments: &[String]) -> Result<Self, Failure> {
        let mut all = HashMap::new();
        for pair in arguments.chunks(2) {
            match pair {
                [name, value] if name.starts_with("--") => all.insert(name[2..].to_owned(), value.clone()),
                _ => return Err(USAGE.into()),
            };
        }
        Ok(Self(all))
    }

    fn text(&self, name: &str) -> Result<&str, Failure> {
        self.0.get(name).map(String::as_str).ok_or_else(|| format!("--{name} is missing\n{USAGE}").into())
    }

    fn number(&self, name: &str) -> Result<usize, Failure> {
        self.text(name)?.parse().map_err(|_| format!("--{name} is no number").into())
    }

    fn seconds(&self, name: &str) -> Result<Duration, Failure> {
        self.number(name).map(|seconds| Duration::from_secs(seconds as u64))
    }

    /// Where the server is; other machines are not to be loaded.
    fn server(&self) -> Result<SocketAddr, Failure> {
        let server: SocketAddr = self.text("server")?.parse()?;
        if server.ip().is_loopback() { Ok(server) } else { Err("--server is not on this machine".into()) }
    }

    fn users(&self) -> Result<Range<usize>, Failure> {
        let (from, to) = self.text("users")?.split_once("..").ok_or("--users is no range")?;
        Ok(from.parse()?..to.parse()?)
    }
}
