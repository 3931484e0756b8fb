//! `hallpass user add|list|password-reset`: so that nobody is ever locked out for good.

use std::io::Read;

use clap::Subcommand;
use jiff::Timestamp as Instant;
use uuid::Uuid;

use super::{Refused, auth, settings, settings_of_existing};
use crate::auth::accounts::{Added, NewAccount};
use crate::auth::email::Email;
use crate::auth::email_change::GiveEmail;
use crate::auth::links::{self, Purpose};
use crate::auth::password::Password;
use crate::auth::password_rules::{LONGEST, Weakness};
use crate::auth::{Auth, profile};
use crate::clock::MINUTE;
use crate::config::{Config, USER};
use crate::log;

/// Users of a page of the list.
const PAGE: i64 = 500;

#[derive(Debug, Subcommand)]
pub(super) enum Command {
    /// Add an account; without a password it prints a one-time link to set one
    Add {
        /// E-mail to sign in with
        email: String,
        /// Name of the person
        #[arg(long)]
        name: Option<String>,
        /// Role, as in [default.hallpass.roles]
        #[arg(long, default_value = USER)]
        role: String,
        /// Read the password from standard input, one line
        #[arg(long)]
        password_stdin: bool,
    },
    /// List the accounts
    List,
    /// Give an account another e-mail, sign everybody out of it, and print a one-time link to set a new password
    Email {
        /// Its present e-mail
        from: String,
        /// The new one
        to: String,
    },
    /// Print a one-time link to set a new password; it ends all sessions when it is used
    PasswordReset {
        /// E-mail of the account
        email: String,
    },
}

pub(super) async fn run(command: Command) -> Result<(), Refused> {
    let (_, config) = match command {
        // May come before the first start.
        Command::Add { .. } => settings()?,
        Command::List | Command::Email { .. } | Command::PasswordReset { .. } => settings_of_existing()?,
    };
    log::begin(&config);
    let auth = auth(&config)?;
    match command {
        Command::Add { email, name, role, password_stdin } => {
            add(&auth, &config, &email, name, role, password_stdin).await
        }
        Command::List => list(&auth).await,
        Command::Email { from, to } => change_email(&auth, &config, &from, &to).await,
        Command::PasswordReset { email } => password_reset(&auth, &config, &email).await,
    }
}

#[allow(clippy::print_stdout, reason = "the command's answer")]
async fn add(
    auth: &Auth,
    config: &Config,
    email: &str,
    name: Option<String>,
    role: String,
    password_stdin: bool,
) -> Result<(), Refused> {
    let email = read_email(email)?;
    if !config.roles.has(&role) {
        let names: Vec<&str> = config.roles.names().collect();
        return Err(Refused(format!("There is no role {role}: write one of {}.", names.join(", "))));
    }
    let name = name.unwrap_or_else(|| email.as_typed().split('@').next().unwrap_or_default().to_owned());
    let Ok(name) = profile::name(&name) else {
        return Err(Refused(format!("The name has to have 1 to {} characters.", profile::LONGEST_NAME)));
    };
    let password = if password_stdin { Some(read_password()?) } else { None };
    let without = password.is_none();
    match auth.add_account(NewAccount { email: email.clone(), name, role, password }).await? {
        Added::Done(_) => println!("Added {}.", email.as_typed()),
        Added::Taken => return Err(Refused(format!("{} has an account already.", email.as_typed()))),
        Added::Weak(weakness) => return Err(Refused(refusal(weakness, auth.min_length()))),
        Added::Busy => return Err(Refused("Too much is being hashed; try again.".into())),
    }
    if without { link(auth, config, &email).await } else { Ok(()) }
}

#[allow(clippy::print_stdout, reason = "the command's answer")]
async fn list(auth: &Auth) -> Result<(), Refused> {
    let mut after = Uuid::nil();
    println!("{:<36}  {:<10}  {:<8}  {:<10}  E-MAIL", "ID", "MADE", "STATE", "ROLE");
    loop {
        let page = auth.list_accounts(after, PAGE).await?;
        for user in &page {
            let made =
                Instant::from_second(user.created_at).unwrap_or(Instant::UNIX_EPOCH).strftime("%Y-%m-%d").to_string();
            let state = match (user.disabled_at, user.can_sign_in) {
                (Some(_), _) => "disabled",
                (None, true) => "active",
                (None, false) => "waiting",
            };
            println!("{}  {made}  {state:<8}  {:<10}  {}", user.id(), user.role, user.email);
        }
        match page.last() {
            Some(last) if page.len() == usize::try_from(PAGE).unwrap_or(usize::MAX) => after = last.id(),
            _ => return Ok(()),
        }
    }
}

/// For an owner whose account was taken over, and with it its e-mail.
#[allow(clippy::print_stdout, reason = "the command's answer")]
async fn change_email(auth: &Auth, config: &Config, from: &str, to: &str) -> Result<(), Refused> {
    let (from, to) = (read_email(from)?, read_email(to)?);
    match auth.give_email(&from, &to).await? {
        GiveEmail::Given => {
            println!("{} is now {}, and everybody is signed out of it.", from.as_typed(), to.as_typed());
        }
        GiveEmail::Nobody => return Err(Refused(format!("There is no account with the e-mail {}.", from.as_typed()))),
        GiveEmail::Taken => return Err(Refused(format!("{} has an account already.", to.as_typed()))),
    }
    link(auth, config, &to).await
}

async fn password_reset(auth: &Auth, config: &Config, email: &str) -> Result<(), Refused> {
    link(auth, config, &read_email(email)?).await
}

/// Made by whoever may read the database and the key: the one way in that needs no password.
#[allow(clippy::print_stdout, reason = "the command's answer")]
async fn link(auth: &Auth, config: &Config, email: &Email) -> Result<(), Refused> {
    let Some(secret) = auth.start_reset(email).await? else {
        return Err(Refused(format!("There is no account with the e-mail {}.", email.as_typed())));
    };
    println!("To set a password, open this within {} minutes; it works once:", Purpose::Reset.life() / MINUTE);
    println!("{}{}", config.origins.public(), *links::path(Purpose::Reset, &secret));
    Ok(())
}

fn read_email(text: &str) -> Result<Email, Refused> {
    Email::parse(text).map_err(|_| Refused("That is no e-mail: write one like name@example.com.".into()))
}

/// One line, without what ends it; nothing else is taken off.
fn read_password() -> Result<Password, Refused> {
    let mut text = String::new();
    let read = std::io::stdin().take(64 * 1024).read_to_string(&mut text);
    read.map_err(|why| Refused(format!("The password cannot be read from standard input: {why}.")))?;
    let line = text.strip_suffix('\n').unwrap_or(&text);
    Ok(Password::new(line.strip_suffix('\r').unwrap_or(line)))
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
