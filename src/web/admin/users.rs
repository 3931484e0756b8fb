//! `/admin/users`: everybody who has an account, found by name or e-mail.

use rocket::http::Status;
use rocket::{State, get};
use serde::Serialize;
use uuid::Uuid;

use super::{ReadUsers, WriteUsers, address, page, permits};
use crate::auth::directory::{ListedUser, Show};
use crate::moment::{Moment, Moments};
use crate::web::App;
use crate::web::guards::Allowed;
use crate::web::page::{Page, View};
use crate::web::refusal::Refusal;

const PATH: &str = "/admin/users";
/// The name of the filter for accounts that are disabled; a role's is its name after a colon.
const DISABLED: &str = "disabled";

#[derive(Serialize)]
struct Shown<'a> {
    q: &'a str,
    show: &'a str,
    roles: Vec<&'a str>,
    users: Vec<Row<'a>>,
    older: Option<String>,
    newest: Option<String>,
    /// Whether anything narrows the list.
    narrow: bool,
    add: bool,
}

#[derive(Serialize)]
struct Row<'a> {
    id: Uuid,
    name: &'a str,
    email: &'a str,
    role: &'a str,
    made: Moment<'a>,
    disabled: bool,
    /// Whether there is no way in yet.
    waits: bool,
}

/// `GET /admin/users`.
#[get("/admin/users?<q>&<show>&<after>")]
pub async fn users(
    q: Option<&str>,
    show: Option<&str>,
    after: Option<&str>,
    allowed: Allowed<'_, ReadUsers>,
    view: View<'_>,
    app: &State<App>,
) -> Result<Page, Refusal> {
    let (q, show) = (q.unwrap_or_default().trim(), show.unwrap_or_default());
    let after = after.and_then(|after| after.parse().ok());
    let narrowed = after.is_some();
    let found = app.auth.users(q, wanted(app, show), after).await?;
    let times = view.moments();
    let query = |after: &str| address(PATH, &[("q", q), ("show", show), ("after", after)]);
    let shown = Shown {
        q,
        show,
        roles: app.config.roles.names().collect(),
        users: found.users.iter().map(|user| row(user, &times)).collect(),
        older: found.next.map(|next| query(&next.to_string())),
        newest: narrowed.then(|| query("")),
        narrow: !q.is_empty() || !show.is_empty(),
        add: permits::<WriteUsers>(app, &allowed.0.person),
    };
    Ok(page(app, &view, &allowed.0.person, (Status::Ok, "admin_users", PATH), shown))
}

/// What a filter's name asks for; everybody for one that is none.
fn wanted(app: &App, show: &str) -> Show {
    match show.strip_prefix(':') {
        Some(role) if app.config.roles.has(role) => Show::Role(role.to_owned()),
        None if show == DISABLED => Show::Disabled,
        _ => Show::All,
    }
}

fn row<'a>(user: &'a ListedUser, times: &Moments<'a>) -> Row<'a> {
    Row {
        id: user.id(),
        name: &user.name,
        email: &user.email,
        role: &user.role,
        made: times.of(user.created_at),
        disabled: user.disabled_at.is_some(),
        waits: !user.can_sign_in,
    }
}
