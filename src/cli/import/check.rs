//! The whole file, looked through before anything is changed.

use super::BATCH;
use super::copy::Copy;
use super::faults::{Faults, said, users as told};
use crate::auth::Auth;
use crate::auth::import::Seen;
use crate::cli::progress;
use crate::cli::refused::Refused;
use crate::cli::user_file::{Entry, Format};
use crate::config::Config;

/// Reads the whole file and tells of every line that cannot be taken. Gives back how many users are in it.
pub(super) async fn check(auth: &Auth, config: &Config, copy: &Copy, format: Format) -> Result<i64, Refused> {
    let bar = progress::left("Checking", copy.length);
    let mut file = copy.users(format)?;
    let (mut users, mut seen, mut faults) = (0, Seen::default(), Faults::default());
    loop {
        let (mut ended, mut emails) = (false, Vec::new());
        for _ in 0..BATCH {
            // What is known so far is told also where the file cannot be read on.
            let next = file.next().inspect_err(|_| bar.suspend(|| faults.tell()))?;
            let Some(Entry { line, told }) = next else {
                ended = true;
                break;
            };
            users += 1;
            match told.map(|told| auth.check_newcomer(told)) {
                Err(why) => faults.add(line, why),
                Ok(Err(wrong)) => wrong.iter().for_each(|wrong| faults.add(line, said(wrong, config))),
                Ok(Ok(newcomer)) => match seen.first(newcomer.email(), line) {
                    Some(first) => {
                        faults.add(line, format!("{} is in line {first} already", newcomer.email().as_typed()));
                    }
                    None => emails.push((line, newcomer.email().clone())),
                },
            }
        }
        let canonical = emails.iter().map(|(_, email)| email.canonical().to_owned()).collect();
        let taken = auth.taken(canonical).await?;
        for (line, email) in emails.iter().filter(|(_, email)| taken.contains(email.canonical())) {
            faults.add(*line, format!("{} has an account already: take the line out", email.as_typed()));
        }
        bar.suspend(|| faults.tell());
        bar.set_position(file.read());
        if ended {
            break;
        }
    }
    bar.finish_and_clear();
    if faults.lines == 0 && users > 0 {
        return Ok(users);
    }
    Err(Refused::new(match users {
        0 => "There is nobody in the file. Nothing was changed.".into(),
        _ => format!("{} of {} cannot be taken. Nothing was changed.", faults.lines, told(users)),
    }))
}
