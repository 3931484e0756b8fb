//! `hallpass user list|show`: which accounts there are, and one of them.

use serde_json::json;

use super::{find, is_role};
use crate::auth::Auth;
use crate::auth::directory::{ListedUser, Show};
use crate::cli::answer::{Answer, day, minute, plain, rfc3339, rfc3339_or_null};
use crate::cli::refused::Refused;
use crate::cli::table::{Row, Table};
use crate::config::Config;

pub(super) async fn list(
    auth: &Auth,
    config: &Config,
    show: Show,
    search: &str,
    answer: Answer,
) -> Result<(), Refused> {
    let (mut table, mut after) = (Table::new(answer, ["ID", "MADE", "STATE", "ROLE", "E-MAIL"]), None);
    loop {
        let first = after.is_none();
        let page = auth.users(search, show.clone(), after).await?;
        // Some may have a role that is no longer in the settings.
        if let Show::Role(role) = &show
            && first
            && page.users.is_empty()
        {
            is_role(config, role)?;
        }
        let rows: Vec<Row<5>> = page.users.iter().map(row).collect();
        table.page(&rows)?;
        match page.next {
            Some(next) => after = Some(next),
            None => return Ok(()),
        }
    }
}

fn row(user: &ListedUser) -> Row<5> {
    let state = state(user.disabled_at.is_some(), user.can_sign_in);
    // As wide as the widest, whatever stands on the first page.
    let shown = format!("{state:<8}");
    Row {
        object: json!({
            "id": user.id(),
            "email": user.email,
            "name": user.name,
            "role": user.role,
            "state": state,
            "made_at": rfc3339(user.created_at),
            "disabled_at": rfc3339_or_null(user.disabled_at),
        }),
        cells: [user.id().to_string(), day(user.created_at), shown, user.role.clone(), user.email.clone()],
    }
}

/// Who has neither a password nor a provider waits for a link to be used.
fn state(disabled: bool, can_sign_in: bool) -> &'static str {
    match (disabled, can_sign_in) {
        (true, _) => "disabled",
        (false, true) => "active",
        (false, false) => "waiting",
    }
}

pub(super) async fn show(auth: &Auth, user: &str, answer: Answer) -> Result<(), Refused> {
    let user = find(auth, user).await?;
    let (live, _) = auth.sessions_of(user.id).await?;
    let state = state(user.disabled_at.is_some(), user.has_password || !user.identities.is_empty());
    let providers: Vec<&str> = user.identities.iter().map(|identity| identity.provider.as_str()).collect();
    let none = |text: String| if text.is_empty() { "none".to_owned() } else { text };
    for (head, value) in [
        ("E-mail", user.email.clone()),
        ("Name", user.name.clone()),
        ("Id", user.id.to_string()),
        ("Role", user.role.clone()),
        ("State", state.into()),
        ("Made (UTC)", minute(user.created_at)),
        ("Disabled", none(user.disabled_at.map(minute).unwrap_or_default())),
        ("E-mail proven", none(user.email_verified_at.map(minute).unwrap_or_default())),
        ("Password", if user.has_password { "set" } else { "none" }.into()),
        ("Providers", none(providers.join(", "))),
        ("Language", none(user.language.clone().unwrap_or_default())),
        ("Time zone", none(user.time_zone.clone().unwrap_or_default())),
        ("Live sessions", live.len().to_string()),
    ] {
        answer.line(format!("{head:<13}  {}", plain(&value)))?;
    }
    answer.object(&json!({
        "id": user.id,
        "email": user.email,
        "name": user.name,
        "role": user.role,
        "state": state,
        "made_at": rfc3339(user.created_at),
        "disabled_at": rfc3339_or_null(user.disabled_at),
        "email_proven_at": rfc3339_or_null(user.email_verified_at),
        "has_password": user.has_password,
        "providers": providers,
        "language": user.language,
        "time_zone": user.time_zone,
        "live_sessions": live.len(),
    }))
}
