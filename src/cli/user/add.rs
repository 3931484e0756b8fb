//! `hallpass user add`: an account, with a password or with a link to set one.

use std::io::Read;

use serde_json::json;

use super::link::{link, tell_link};
use super::{is_role, read_email};
use crate::auth::accounts::{Added, NewAccount};
use crate::auth::password::Password;
use crate::auth::password_rules::{LONGEST, Weakness};
use crate::auth::{Auth, profile};
use crate::cli::answer::Answer;
use crate::cli::refused::Refused;
use crate::config::Config;

pub(super) async fn add(
    auth: &Auth,
    config: &Config,
    email: &str,
    name: Option<String>,
    role: String,
    password_stdin: bool,
    answer: Answer,
) -> Result<(), Refused> {
    let email = read_email(email)?;
    is_role(config, &role)?;
    let name = name.unwrap_or_else(|| email.as_typed().split('@').next().unwrap_or_default().to_owned());
    let Ok(name) = profile::name(&name) else {
        return Err(Refused::new(format!("The name has to have 1 to {} characters.", profile::LONGEST_NAME)));
    };
    let password = if password_stdin { Some(read_password()?) } else { None };
    let without = password.is_none();
    let id = match auth.add_account(NewAccount { email: email.clone(), name, role, password }).await? {
        Added::Done(id) => id,
        Added::Taken => return Err(Refused::new(format!("{} has an account already.", email.as_typed()))),
        Added::Weak(weakness) => return Err(Refused::new(refusal(weakness, auth.min_length()))),
        Added::Above => return Err(Refused::new("The role permits too much.")),
        Added::Busy => return Err(Refused::new("Too much is being hashed; try again.")),
    };
    let link = if without { Some(link(auth, config, &email).await?) } else { None };
    answer.line(format!("Added {}.", email.as_typed()))?;
    tell_link(link.as_deref(), json!({ "id": id, "email": email.as_typed() }), answer)
}

/// One line, without what ends it; nothing else is taken off.
fn read_password() -> Result<Password, Refused> {
    let mut text = String::new();
    let read = std::io::stdin().take(64 * 1024).read_to_string(&mut text);
    read.map_err(|why| Refused::new(format!("The password cannot be read from standard input: {why}.")))?;
    let line = text.strip_suffix('\n').unwrap_or(&text);
    let line = line.strip_suffix('\r').unwrap_or(line);
    // No form could ever send it.
    if line.contains(['\n', '\r']) {
        return Err(Refused::new("There is more than one line on standard input: write the password as one."));
    }
    Ok(Password::new(line))
}

fn refusal(weakness: Weakness, least: usize) -> String {
    match weakness {
        Weakness::Missing => "The password is empty: write it as one line to standard input.".into(),
        Weakness::Short => format!("The password has to have at least {least} characters."),
        Weakness::Long => format!("The password has to have at most {LONGEST} characters."),
        Weakness::Common => "The password is on lists of common ones: choose another.".into(),
        Weakness::Personal => {
            "The password is made of the name, the e-mail or the service's name: choose another.".into()
        }
        Weakness::Guessable(_) => {
            "The password is easy to guess: choose another, a few words in a row work well.".into()
        }
    }
}
