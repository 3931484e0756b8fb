//! `hallpass key new|list`: the secret key, changed without signing anybody out, and the keys that sign access tokens.

use clap::Subcommand;
use serde_json::json;

use super::answer::{Answer, minute, rfc3339};
use super::begin::{beside, settings_of_existing};
use super::progress;
use super::refused::Refused;
use super::table::{Row, Table};
use crate::auth::Auth;
use crate::auth::key_use::KeyUse;
use crate::config::{Config, KeyPlace, NotMade, new_key};
use crate::db::Db;
use crate::keys::SecretKey;

#[derive(Debug, Subcommand)]
pub(super) enum Command {
    /// Make a new secret key; what the old one has sealed stays readable
    New,
    /// List the secret keys that are known, what each is still needed for, and the keys that sign access tokens
    List,
}

pub(super) async fn run(command: Command, answer: Answer) -> Result<(), Refused> {
    match command {
        Command::New => new(answer),
        Command::List => {
            let (config, auth) = beside()?;
            list(&config, &auth, answer).await
        }
    }
}

#[allow(clippy::single_match_else, reason = "two places a key may be in")]
fn new(answer: Answer) -> Result<(), Refused> {
    let (_, config) = settings_of_existing()?;
    // What a newer program has made is none of this one's business.
    drop(Db::open_as_it_is(&config.database, 1)?);
    match config.key_places.first() {
        Some(KeyPlace::File(file)) => {
            let key = new_key(file).map_err(|why| {
                let done = "nothing that was there is lost";
                match why {
                    NotMade::Another => Refused::new(format!("No new key was made: {why}; try again.")),
                    NotMade::System(_) => {
                        Refused::new(format!("The new key cannot be put into {} ({why}); {done}.", file.display()))
                    }
                }
            })?;
            answer.tell(
                format!(
                    "{0} holds a new key, {1}; the one before it is kept in {0}.previous and still opens what it has sealed.\nStart the server anew now: until then it seals under the old key, and commands under the new one.\nLater, `hallpass key list` says when nobody needs the old one any more.",
                    file.display(),
                    id(key.id()),
                ),
                &json!({ "key": id(key.id()), "file": file, "changed": true, "restart_needed": true }),
            )
        }
        _ => {
            let (key, text) = SecretKey::generate()
                .map_err(|why| Refused::new(format!("This machine gives no random bytes: {why}.")))?;
            answer.tell(
                format!(
                    "Nothing was changed. A new key, {}:\n{}\n1. Put the present secret_key in front of the list previous_secret_keys.\n2. Write the new one into secret_key.\n3. Do both on every server, then start them anew.",
                    id(key.id()),
                    *text
                ),
                &json!({ "key": id(key.id()), "secret_key": *text, "changed": false, "restart_needed": true }),
            )
        }
    }
}

async fn list(config: &Config, auth: &Auth, answer: Answer) -> Result<(), Refused> {
    let bar = progress::counting("Sessions looked at, live:");
    let uses = auth.key_use(|found| bar.set_position(u64::try_from(found).unwrap_or_default())).await;
    bar.finish_and_clear();
    let uses = uses?;
    let sealed_by = |key: i64| uses.get(&key).copied().unwrap_or_default();
    let known: Vec<i64> = config.keys.iter().map(SecretKey::id).collect();
    let mut rows = Vec::new();
    for (at, (key, place)) in known.iter().zip(&config.key_places).enumerate() {
        let state = if at == 0 { "present" } else { "previous" };
        rows.push(row(*key, state, &place.to_string(), sealed_by(*key)));
    }
    for (key, used) in uses.iter().filter(|(key, _)| !known.contains(key)) {
        rows.push(row(*key, "unknown", "", *used));
    }
    Table::new(answer, ["SECRET KEY", "STATE", "LIVE SESSIONS", "SEALED ROWS", "FROM"]).page(&rows)?;
    answer.line("")?;
    let generations = auth.generations().await?;
    let rows: Vec<Row<5>> = generations
        .iter()
        .map(|generation| {
            let state = match generation.signs {
                true => "signs",
                false if generation.signs_from > auth.now() => "next",
                false => "before",
            };
            Row {
                object: json!({
                    "type": "signing",
                    "generation": generation.number,
                    "state": state,
                    "made_at": rfc3339(generation.made_at),
                    "signs_from": rfc3339(generation.signs_from),
                    "sealed_under": id(generation.key_id),
                }),
                cells: [
                    generation.number.to_string(),
                    state.into(),
                    minute(generation.made_at),
                    minute(generation.signs_from),
                    id(generation.key_id),
                ],
            }
        })
        .collect();
    let heads = ["SIGNING KEY", "STATE", "MADE (UTC)", "SIGNS FROM (UTC)", "SEALED UNDER"];
    Table::new(answer, heads).page(&rows)?;
    for (key, place) in
        known.iter().zip(&config.key_places).skip(1).filter(|(key, _)| sealed_by(**key) == KeyUse::default())
    {
        answer.line(format!(
            "\nNobody needs {} any more: take it out of {place}, and start the server anew.",
            id(*key)
        ))?;
    }
    Ok(())
}

fn row(key: i64, state: &str, place: &str, used: KeyUse) -> Row<5> {
    Row {
        object: json!({
            "type": "secret",
            "key": id(key),
            "state": state,
            "live_sessions": used.sessions,
            "sealed_rows": used.sealed,
            "needed": state == "present" || used != KeyUse::default(),
            "from": place,
        }),
        cells: [id(key), state.into(), used.sessions.to_string(), used.sealed.to_string(), place.into()],
    }
}

/// A key's public name.
fn id(key: i64) -> String {
    format!("{key:016x}")
}
