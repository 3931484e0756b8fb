//! `hallpass user email|password-reset`: one-time links to set a password, for whoever lost theirs or the account's e-mail.

use serde_json::{Value, json};

use super::{find, nobody, read_email};
use crate::auth::Auth;
use crate::auth::email::Email;
use crate::auth::email_change::GiveEmail;
use crate::auth::links::{self, Purpose};
use crate::cli::answer::Answer;
use crate::cli::refused::Refused;
use crate::clock::MINUTE;
use crate::config::Config;

/// For an owner whose account was taken over, and with it its e-mail.
pub(super) async fn change_email(
    auth: &Auth,
    config: &Config,
    from: &str,
    to: &str,
    answer: Answer,
) -> Result<(), Refused> {
    let (from, to) = (read_email(from)?, read_email(to)?);
    if from.as_typed() == to.as_typed() {
        return Err(Refused::new(format!("{} is the same e-mail. Nothing was changed.", to.as_typed())));
    }
    let disabled = find(auth, from.as_typed()).await?.disabled_at.is_some();
    match auth.give_email(&from, &to).await? {
        GiveEmail::Given => (),
        GiveEmail::Nobody => return Err(nobody(from.as_typed())),
        GiveEmail::Taken => return Err(Refused::new(format!("{} has an account already.", to.as_typed()))),
    }
    answer.line(format!("{} is now {}, and everybody is signed out of it.", from.as_typed(), to.as_typed()))?;
    if disabled {
        // A link would open nothing.
        answer.line(
            "It is disabled, so there is no link to set a password: enable it, then run hallpass user password-reset.",
        )?;
        return tell_link(None, json!({ "email": to.as_typed() }), answer);
    }
    let link = link(auth, config, &to).await?;
    tell_link(Some(&link), json!({ "email": to.as_typed() }), answer)
}

pub(super) async fn password_reset(auth: &Auth, config: &Config, email: &str, answer: Answer) -> Result<(), Refused> {
    let email = read_email(email)?;
    if find(auth, email.as_typed()).await?.disabled_at.is_some() {
        return Err(Refused::new(format!(
            "{0} is disabled, so a link would open nothing: hallpass user enable {0} first.",
            email.as_typed()
        )));
    }
    let link = link(auth, config, &email).await?;
    tell_link(Some(&link), json!({ "email": email.as_typed() }), answer)
}

/// Made by whoever may read the database and the key: the one way in that needs no password.
pub(super) async fn link(auth: &Auth, config: &Config, email: &Email) -> Result<String, Refused> {
    match auth.start_reset(email).await? {
        Some(secret) => Ok(format!("{}{}", config.origins.public(), *links::path(Purpose::Reset, &secret))),
        None => Err(nobody(email.as_typed())),
    }
}

pub(super) fn tell_link(link: Option<&str>, mut object: Value, answer: Answer) -> Result<(), Refused> {
    object["link"] = json!(link);
    let minutes = Purpose::Reset.life() / MINUTE;
    match link {
        Some(link) => answer
            .tell(format!("To set a password, open this within {minutes} minutes; it works once:\n{link}"), &object),
        None => answer.object(&object),
    }
}
