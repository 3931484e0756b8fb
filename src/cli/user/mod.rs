//! `hallpass user …`: accounts, so that nobody is ever locked out for good.

mod add;
mod link;
mod list;

use clap::Subcommand;
use serde_json::json;
use uuid::Uuid;

use super::answer::Answer;
use super::begin::{beside, is_there, log_of_command, over, settings, settings_of_existing};
use super::export::Export;
use super::import::Import;
use super::refused::Refused;
use super::{export, import};
use crate::auth::acting::{Acted, Actor};
use crate::auth::directory::{Account, Show};
use crate::auth::email::Email;
use crate::auth::{Auth, Client};
use crate::config::{Config, USER};
use crate::db::Db;

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
    /// List the accounts, the newest first
    List {
        /// Those with this role alone
        #[arg(long, conflicts_with = "disabled")]
        role: Option<String>,
        /// Those that are disabled alone
        #[arg(long)]
        disabled: bool,
        /// Those with words of name or e-mail that begin like these
        #[arg(long, value_name = "WORDS")]
        search: Option<String>,
    },
    /// Show an account
    Show {
        /// Its e-mail or its id
        user: String,
    },
    /// Disable an account: everybody is out of it at their next request, and nobody signs in to it
    Disable {
        /// Its e-mail or its id
        user: String,
    },
    /// Enable an account again
    Enable {
        /// Its e-mail or its id
        user: String,
    },
    /// Give an account another role; it counts at the next request
    Role {
        /// Its e-mail or its id
        user: String,
        /// The role, as in [default.hallpass.roles]
        role: String,
    },
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
    /// Bring users in from a file, or take such an import back; docs/import.md says how
    Import(Import),
    /// List the imports
    Imports,
    /// Write the users in the form that an import takes
    Export(Export),
}

pub(super) async fn run(command: Command, answer: Answer) -> Result<(), Refused> {
    // What cannot be read makes no database.
    match &command {
        Command::Add { email, .. } => drop(read_email(email)?),
        Command::Import(asked) => drop(asked.source()?),
        _ => (),
    }
    let (config, auth) = match command {
        Command::Add { .. } => perhaps_new()?,
        Command::Import(ref import) if import.begins() => perhaps_new()?,
        _ => beside()?,
    };
    let auth = &auth;
    match command {
        Command::Add { email, name, role, password_stdin } => {
            add::add(auth, &config, &email, name, role, password_stdin, answer).await
        }
        Command::List { role, disabled, search } => {
            let show = match role {
                Some(role) => Show::Role(role),
                None if disabled => Show::Disabled,
                None => Show::All,
            };
            list::list(auth, &config, show, search.as_deref().unwrap_or_default(), answer).await
        }
        Command::Show { user } => list::show(auth, &user, answer).await,
        Command::Disable { user } => {
            let user = find(auth, &user).await?;
            let acted = auth.disable(&Actor::Operator, user.id, &Client::default()).await?;
            acted_on(&user, acted, "disabled", answer)
        }
        Command::Enable { user } => {
            let user = find(auth, &user).await?;
            let acted = auth.enable(&Actor::Operator, user.id, &Client::default()).await?;
            acted_on(&user, acted, "enabled", answer)
        }
        Command::Role { user, role } => {
            is_role(&config, &role)?;
            let user = find(auth, &user).await?;
            let acted = auth.set_role(&Actor::Operator, user.id, &role, &Client::default()).await?;
            acted_on(&user, acted, &format!("of the role {role}"), answer)
        }
        Command::Email { from, to } => link::change_email(auth, &config, &from, &to, answer).await,
        Command::PasswordReset { email } => link::password_reset(auth, &config, &email, answer).await,
        Command::Import(asked) => import::import(auth, &config, asked, answer).await,
        Command::Imports => import::list(auth, answer).await,
        Command::Export(asked) => export::export(auth, asked).await,
    }
}

/// The first account may come before the first start: then the database is made.
fn perhaps_new() -> Result<(Config, Auth), Refused> {
    let (_, config) =
        if is_there(&Config::database(rocket::Config::figment())?)? { settings_of_existing()? } else { settings()? };
    log_of_command(&config);
    let db = Db::open_or_make(&config.database, config.database_connections)?;
    let auth = over(&config, db)?;
    Ok((config, auth))
}

/// What has become of an account that `state` was wanted of.
fn acted_on(user: &Account, acted: Acted, state: &str, answer: Answer) -> Result<(), Refused> {
    let email = &user.email;
    let object = |changed: bool| json!({ "id": user.id, "email": email, "changed": changed });
    match acted {
        Acted::Done => answer.tell(format!("{email} is {state} now."), &object(true)),
        Acted::Already => answer.tell(format!("{email} was {state} already."), &object(false)),
        Acted::Nobody => Err(nobody(email)),
        Acted::Last => Err(Refused::new(format!(
            "{email} is the last account that can sign in and may do everything: give such a role to another one first, with hallpass user role."
        ))),
        // For administrators in the browser alone.
        Acted::Above | Acted::Disabled => Err(Refused::new(format!("{email} cannot be changed."))),
    }
}

/// The account of an e-mail or an id.
pub(in crate::cli) async fn find(auth: &Auth, user: &str) -> Result<Account, Refused> {
    let found = match (user.parse::<Uuid>(), Email::parse(user)) {
        (Ok(id), _) => auth.account(id).await?,
        (_, Ok(email)) => auth.find_account(&email).await?,
        _ => return Err(Refused::new("That is neither an e-mail nor an id: write one like name@example.com.")),
    };
    found.ok_or_else(|| nobody(user))
}

fn nobody(user: &str) -> Refused {
    Refused::not_there(format!("There is no account of {user}: `hallpass user list` shows which there are."))
}

fn is_role(config: &Config, role: &str) -> Result<(), Refused> {
    if config.roles.has(role) {
        return Ok(());
    }
    let names: Vec<&str> = config.roles.names().collect();
    Err(Refused::new(format!("There is no role {role}: write one of {}.", names.join(", "))))
}

fn read_email(text: &str) -> Result<Email, Refused> {
    Email::parse(text).map_err(|_| Refused::new("That is no e-mail: write one like name@example.com."))
}
