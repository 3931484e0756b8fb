//! Each section opens with its permission alone, and the ways between them show what opens.

use uuid::Uuid;

use super::links;
use crate::house::{EMAIL, House, PASSWORD, Plan};

const PERMISSIONS: [&str; 8] = [
    "system.read",
    "users.read",
    "users.write",
    "sessions.end",
    "events.read",
    "mail.read",
    "mail.send",
    "users.invite",
];

/// Each page and what opens it; `ID`: somebody's id.
const PAGES: [(&str, &str); 8] = [
    ("/admin/system", "system.read"),
    ("/admin/users", "users.read"),
    ("/admin/users/ID", "users.read"),
    ("/admin/users/new", "users.write"),
    ("/admin/sessions", "users.read"),
    ("/admin/events", "events.read"),
    ("/admin/mail", "mail.read"),
    ("/admin/invite", "users.invite"),
];

/// Each form.
const FORMS: [(&str, &str); 10] = [
    ("/admin/users/new", "users.write"),
    ("/admin/users/ID/disable", "users.write"),
    ("/admin/users/ID/enable", "users.write"),
    ("/admin/users/ID/role", "users.write"),
    ("/admin/users/ID/reset", "users.write"),
    ("/admin/users/ID/end-sessions", "sessions.end"),
    ("/admin/users/ID/sessions/ID/end", "sessions.end"),
    ("/admin/sessions/end-all", "sessions.end"),
    ("/admin/mail/ID/send", "mail.send"),
    ("/admin/invite", "users.invite"),
];

/// The sections that each permission shows.
const SECTIONS: [(&str, &[&str]); 8] = [
    ("system.read", &["/admin/system"]),
    ("users.read", &["/admin/users", "/admin/sessions"]),
    ("users.write", &[]),
    ("sessions.end", &[]),
    ("events.read", &["/admin/events"]),
    ("mail.read", &["/admin/mail"]),
    ("mail.send", &[]),
    ("users.invite", &["/admin/invite"]),
];

#[rocket::async_test]
async fn each_page_and_each_form_opens_with_its_permission_alone() {
    let house = House::of(plan()).await;
    let ann = house.id_of(EMAIL).await.to_string();
    for permission in PERMISSIONS {
        let (mut browser, _) = house.new_somebody(&email(permission), "Somebody", &role(permission)).await;
        for (path, needed) in PAGES {
            let page = browser.get(&path.replace("ID", &ann)).await;
            assert_eq!(page.status, if needed == permission { 200 } else { 403 }, "{path} with {permission}");
            assert!(page.status == 200 || page.has(&format!("you need the permission “{needed}”")), "{path}");
        }
        let token = browser.token("/sessions").await;
        for (path, needed) in FORMS {
            let fields: &[(&str, &str)] = if path.ends_with("/role") { &[("role", "user")] } else { &[] };
            let answer = browser.post(&path.replace("ID", &ann), &token, fields).await;
            let refused = answer.status == 403;
            // Whoever may not reach everybody may not end everybody's sessions, even with the permission.
            let allowed = needed == permission && path != "/admin/sessions/end-all";
            assert_eq!(refused, !allowed, "{path} with {permission}: {}", answer.status);
            assert!(!refused || answer.has(&format!("you need the permission “{needed}”")), "{path}");
        }
    }
    // And none of that did anything.
    assert_eq!(house.count("sessions WHERE ended_at IS NOT NULL").await, 0);
    assert_eq!(house.count("users WHERE disabled_at IS NOT NULL").await, 0);
    assert_eq!(house.count("events WHERE actor_id IS NOT NULL").await, 0);
}

#[rocket::async_test]
async fn a_form_that_is_refused_shows_no_account_to_whoever_may_not_read_it() {
    let house = House::of(plan()).await;
    let ann = house.id_of(EMAIL).await;
    let (mut writer, _) = house.new_somebody("writer@example.org", "Writer", &role("users.write")).await;
    let token = writer.token("/sessions").await;
    for fields in [&[][..], &[("role", "nonsense")]] {
        let answer = writer.post(&format!("/admin/users/{ann}/role"), &token, fields).await;
        answer.assert_status(403);
        assert!(!answer.has(EMAIL) && !answer.has("Ann Richmond"), "{}", answer.body);
    }
}

#[rocket::async_test]
async fn the_ways_lead_to_what_opens_and_nowhere_else() {
    let house = House::of(plan()).await;
    for (permission, sections) in SECTIONS {
        let (mut browser, _) = house.new_somebody(&email(permission), "Somebody", &role(permission)).await;
        let main = links(&browser.get("/dashboard").await.body).contains(&"/admin".to_owned());
        assert_eq!(main, !sections.is_empty(), "{permission}");
        let start = browser.get("/admin").await;
        if let Some(first) = sections.first() {
            start.assert_leads_to(first);
        } else {
            start.assert_status(403);
            start.assert_has("you need the permission “system.read”");
        }
        for section in sections {
            let page = browser.get(section).await;
            let (ways, here) = ways(&page.body);
            assert_eq!((ways, here.as_str()), (sections.iter().map(|s| (*s).to_owned()).collect(), *section));
            assert!(page.has("<a href=\"/admin\" aria-current=\"true\">"), "{section}");
        }
    }
}

#[rocket::async_test]
async fn whoever_may_do_everything_sees_them_all_and_a_user_none() {
    let house = House::of(plan()).await;
    let mut ann = house.ann().await;
    ann.get("/admin").await.assert_leads_to("/admin/system");
    let all = ["/admin/system", "/admin/users", "/admin/sessions", "/admin/events", "/admin/mail", "/admin/invite"];
    for section in all {
        let page = ann.get(section).await;
        page.assert_status(200);
        let (ways, here) = ways(&page.body);
        assert_eq!((ways, here.as_str()), (all.map(str::to_owned).to_vec(), section));
    }
    let (mut user, _) = house.new_somebody("user@example.org", "User", "user").await;
    assert!(!user.get("/dashboard").await.has("Administration"));
    user.get("/admin").await.assert_status(403);
    for (path, _) in PAGES {
        user.get(&path.replace("ID", &Uuid::nil().to_string())).await.assert_status(403);
    }
}

#[rocket::async_test]
async fn where_nobody_can_be_asked_in_there_is_no_such_section() {
    let house = House::of(plan().set("hallpass.registration", "closed")).await;
    let mut ann = house.ann().await;
    assert!(!ways(&ann.get("/admin/system").await.body).0.contains(&"/admin/invite".to_owned()));
    let (mut host, _) = house.new_somebody("host@example.org", "Host", &role("users.invite")).await;
    assert!(!host.get("/dashboard").await.has("Administration"));
    host.get("/admin").await.assert_status(403);
}

#[rocket::async_test]
async fn a_role_with_several_permissions_starts_at_the_first_section() {
    let house = House::of(plan().role("desk", &["mail.read", "events.read"])).await;
    let (mut desk, _) = house.new_somebody("desk@example.org", "Desk", "desk").await;
    desk.get("/admin").await.assert_leads_to("/admin/events");
    assert_eq!(ways(&desk.get("/admin/mail").await.body).0, ["/admin/events", "/admin/mail"]);
}

#[rocket::async_test]
async fn whoever_is_not_signed_in_comes_back_to_where_they_wanted() {
    let house = House::of(plan()).await;
    let mut visitor = house.browser();
    visitor.get("/admin/users?q=ann").await.assert_leads_to("/login?next=%2Fadmin%2Fusers%3Fq%3Dann");
    let fields = [("email", EMAIL), ("password", PASSWORD), ("next", "/admin/users?q=ann")];
    visitor.submit("/login", "/login", &fields).await.assert_leads_to("/admin/users?q=ann");
}

/// With a role for each permission.
fn plan() -> Plan {
    let plan = Plan::new().set("hallpass.registration", "invite");
    PERMISSIONS.into_iter().fold(plan, |plan, permission| plan.role(&role(permission), &[permission]))
}

fn role(permission: &str) -> String {
    permission.replace('.', "-")
}

fn email(permission: &str) -> String {
    format!("{}@example.org", role(permission))
}

/// Where the ways between the sections lead, and which of them is here.
fn ways(body: &str) -> (Vec<String>, String) {
    let (_, nav) = body.split_once("<nav class=\"filters sections\"").expect("the ways between the sections");
    let nav = nav.split("</nav>").next().unwrap_or_default();
    let here: Vec<String> =
        nav.split("<li>").filter(|way| way.contains("aria-current=\"page\"")).flat_map(links).collect();
    assert_eq!(here.len(), 1, "{nav}");
    (links(nav), here.concat())
}
