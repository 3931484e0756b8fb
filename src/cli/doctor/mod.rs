//! `hallpass doctor`: looks at all that can be wrong around the server, and says of each thing that it is right or what to
//! do. Changes nothing.

mod database;
mod files;
mod proxy;
mod settings;
mod surroundings;

use clap::Args;
use serde_json::json;

use super::answer::{Answer, plain, write};
use super::begin::{is_there, log_of_command, missing, refuse_unknown};
use super::refused::{Kind, Refused};
use crate::config::{Config, DatabaseUrl};

#[derive(Debug, Args)]
pub(super) struct Arguments {
    /// Check the whole file of a SQLite database too, which takes a while where it is large
    #[arg(long)]
    thorough: bool,
}

/// What was found, in order.
struct Findings {
    answer: Answer,
    to_do: usize,
}

impl Findings {
    fn ok(&mut self, check: &str, text: impl AsRef<str>) -> Result<(), Refused> {
        self.tell(check, true, text.as_ref())
    }

    fn amiss(&mut self, check: &str, text: impl AsRef<str>) -> Result<(), Refused> {
        self.to_do += 1;
        self.tell(check, false, text.as_ref())
    }

    fn tell(&self, check: &str, ok: bool, text: &str) -> Result<(), Refused> {
        if self.answer.json {
            return write(&json!({ "check": check, "ok": ok, "text": text }).to_string());
        }
        write(&format!("{:<5}  {check:<11}  {}", if ok { "ok" } else { "TO DO" }, plain(text)))
    }
}

pub(super) async fn run(Arguments { thorough }: Arguments, answer: Answer) -> Result<(), Refused> {
    let mut findings = Findings { answer, to_do: 0 };
    if let Some(config) = read(&mut findings)? {
        log_of_command(&config);
        settings::check(&mut findings)?;
        if let DatabaseUrl::Sqlite(path) = &config.database {
            files::check(&mut findings, path, &config)?;
        }
        database::check(&mut findings, &config, thorough).await?;
        surroundings::check(&mut findings, &config).await?;
        proxy::check(&mut findings, &config).await?;
    }
    match findings.to_do {
        0 => answer.line("All is well."),
        1 => Err(Refused::of(Kind::ToDo, "There is one thing to do.")),
        number => Err(Refused::of(Kind::ToDo, format!("There are {number} things to do."))),
    }
}

/// The settings, where they are right and nothing would be made by reading them; else what to do is told.
fn read(findings: &mut Findings) -> Result<Option<Config>, Refused> {
    let figment = rocket::Config::figment();
    let check = "settings";
    let database = match Config::database(figment.clone()) {
        Ok(database) => database,
        Err(why) => return findings.amiss(check, why.to_string()).map(|()| None),
    };
    match is_there(&database) {
        Ok(true) => (),
        Ok(false) => {
            let where_to = "there is none yet: run this in the folder Hallpass was started in, or start it";
            return findings.amiss("database", format!("{database}: {where_to}.")).map(|()| None);
        }
        Err(why) => return findings.amiss("owner", why.to_string()).map(|()| None),
    }
    if let Some(file) = Config::missing_key(figment.clone()).ok().flatten() {
        return findings.amiss("secret key", missing(&file)).map(|()| None);
    }
    match refuse_unknown(&figment).and_then(|()| Config::load(figment)) {
        Ok((_, config)) => {
            findings.ok(check, format!("read; the database is {}", config.database))?;
            Ok(Some(config))
        }
        Err(why) => findings.amiss(check, why.to_string()).map(|()| None),
    }
}
