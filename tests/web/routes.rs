//! Every route, and who may reach it: one that is missing from the list fails here.

use std::collections::BTreeSet;

use hallpass::web::servers;
use rocket::Route;

use crate::house::House;

/// Method, address, and what somebody who is not signed in gets: status and where to.
const ROUTES: [(&str, &str, u16, &str); 76] = [
    // Everybody.
    ("GET", "/", 303, "/dashboard"),
    ("GET", "/healthz", 200, ""),
    ("GET", "/static/<name>", 404, ""),
    ("GET", "/login?<next>&<said>", 200, ""),
    ("POST", "/login", 422, ""),
    ("GET", "/logout", 200, ""),
    ("POST", "/logout", 303, "/login?said=out"),
    ("GET", "/forgot?<said>", 200, ""),
    ("POST", "/forgot", 422, ""),
    ("POST", "/sign-in/<provider>", 404, ""),
    ("GET", "/sign-in/<provider>/callback?<code>&<state>&<iss>&<error>", 400, ""),
    ("GET", "/sign-in/<provider>/icon", 404, ""),
    ("GET", "/.well-known/jwks.json", 200, ""),
    // Servers, which prove themselves: no browser.
    ("POST", "/auth/introspect", 401, ""),
    ("POST", "/auth/signed-out/<provider>", 400, ""),
    // The command line, by the secret key.
    ("GET", "/doctor", 404, ""),
    // Everybody, where anybody may make an account.
    ("GET", "/register?<said>", 404, ""),
    ("POST", "/register", 404, ""),
    // Whoever has a link.
    ("GET", "/link/<purpose>/<secret>", 404, ""),
    ("GET", "/join", 410, ""),
    ("POST", "/join", 410, ""),
    ("GET", "/email", 410, ""),
    ("POST", "/email", 410, ""),
    ("GET", "/undo", 410, ""),
    ("POST", "/undo", 410, ""),
    ("GET", "/not-me", 410, ""),
    ("POST", "/not-me", 410, ""),
    ("GET", "/reset", 410, ""),
    ("POST", "/reset", 410, ""),
    // Whoever has the code, while there is no account.
    ("GET", "/setup", 303, "/login"),
    ("POST", "/setup", 422, ""),
    // Whoever is signed in.
    ("GET", "/dashboard", 303, "/login"),
    ("GET", "/sessions?<said>&<n>", 303, "/login?next=%2Fsessions%3Fx%26x"),
    ("POST", "/sessions/<id>/end", 401, ""),
    ("POST", "/sessions/end-others", 401, ""),
    ("GET", "/confirm?<next>", 303, "/login"),
    ("POST", "/confirm", 401, ""),
    ("GET", "/history?<show>&<before>", 303, "/login?next=%2Fhistory%3Fx%26x"),
    ("GET", "/settings?<said>", 303, "/login?next=%2Fsettings%3Fx"),
    ("POST", "/settings", 401, ""),
    ("GET", "/settings/password", 303, "/login?next=%2Fsettings%2Fpassword"),
    ("POST", "/settings/password", 401, ""),
    ("GET", "/settings/email?<said>", 303, "/login?next=%2Fsettings%2Femail%3Fx"),
    ("POST", "/settings/email", 401, ""),
    ("GET", "/settings/connections?<said>", 303, "/login?next=%2Fsettings%2Fconnections%3Fx"),
    ("POST", "/auth/token", 401, ""),
    // Whoever has proven themselves lately.
    ("POST", "/settings/connections/waiting", 401, ""),
    ("POST", "/settings/connections/<provider>/connect", 401, ""),
    ("POST", "/settings/connections/<id>/remove", 401, ""),
    ("GET", "/settings/data", 303, "/login?next=%2Fsettings%2Fdata"),
    ("GET", "/settings/data.json", 303, "/login?next=%2Fsettings%2Fdata.json"),
    ("GET", "/settings/delete", 303, "/login?next=%2Fsettings%2Fdelete"),
    ("POST", "/settings/delete", 401, ""),
    // Whoever may ask people in.
    ("GET", "/admin/invite?<said>", 303, "/login?next=%2Fadmin%2Finvite%3Fx"),
    ("POST", "/admin/invite", 401, ""),
    // Whoever may read events.
    ("GET", "/admin/events?<show>&<before>&<email>", 303, "/login?next=%2Fadmin%2Fevents%3Fx%26x%26x"),
    // Whoever looks after the accounts of others, each page and form by a permission of its own.
    ("GET", "/admin", 303, "/login?next=%2Fadmin"),
    ("GET", "/admin/users?<q>&<show>&<after>", 303, "/login?next=%2Fadmin%2Fusers%3Fx%26x%26x"),
    ("GET", "/admin/users/new", 303, "/login?next=%2Fadmin%2Fusers%2Fnew"),
    ("POST", "/admin/users/new", 401, ""),
    ("GET", "/admin/users/<id>?<said>", 303, "/login?next=%2Fadmin%2Fusers%2Fx%3Fx"),
    ("POST", "/admin/users/<id>/disable", 401, ""),
    ("POST", "/admin/users/<id>/enable", 401, ""),
    ("POST", "/admin/users/<id>/role", 401, ""),
    ("POST", "/admin/users/<id>/reset", 401, ""),
    ("POST", "/admin/users/<id>/end-sessions", 401, ""),
    ("POST", "/admin/users/<id>/sessions/<session>/end", 401, ""),
    ("GET", "/admin/sessions?<before>&<said>", 303, "/login?next=%2Fadmin%2Fsessions%3Fx%26x"),
    ("POST", "/admin/sessions/end-all", 401, ""),
    ("GET", "/admin/mail?<show>&<before>&<said>", 303, "/login?next=%2Fadmin%2Fmail%3Fx%26x%26x"),
    ("POST", "/admin/mail/<id>/send", 401, ""),
    ("GET", "/admin/system?<days>", 303, "/login?next=%2Fadmin%2Fsystem%3Fx"),
    // Nobody: the lock.
    ("POST", "/<path..>", 0, ""),
    ("PUT", "/<path..>", 0, ""),
    ("PATCH", "/<path..>", 0, ""),
    ("DELETE", "/<path..>", 0, ""),
];

#[rocket::async_test]
async fn every_route_is_in_the_list_and_no_other() {
    let house = House::open().await;
    let mounted: BTreeSet<(String, String)> = house.client.rocket().routes().map(name).collect();
    let listed: BTreeSet<(String, String)> =
        ROUTES.iter().map(|(method, uri, ..)| ((*method).to_owned(), (*uri).to_owned())).collect();
    assert_eq!(mounted, listed);
}

#[rocket::async_test]
async fn nobody_reaches_what_is_not_for_them() {
    let house = House::open().await;
    for (method, uri, status, location) in ROUTES.into_iter().filter(|(_, _, status, _)| *status != 0) {
        let mut visitor = house.browser();
        let path = uri.replace("<code>&<state>&<iss>&<error>", "code=x&state=x");
        let path: String = path
            .split('<')
            .map(|part| part.split_once('>').map_or(part.to_owned(), |(_, rest)| format!("x{rest}")))
            .collect();
        let answer =
            if method == "GET" { visitor.get(&path).await } else { visitor.submit("/login", &path, &[]).await };
        assert_eq!((answer.status, answer.location()), (status, location), "{method} {uri}");
        assert!(!answer.has("ann@") && answer.set_cookie("__Host-session").is_none_or(|c| c.contains("Max-Age=0")));
    }
}

#[rocket::async_test]
async fn the_lock_stands_before_all_others() {
    let house = House::open().await;
    let lock: Vec<&Route> = house.client.rocket().routes().filter(|route| route.rank == isize::MIN).collect();
    assert_eq!(lock.len(), 4);
    assert!(lock.iter().all(|route| route.name.as_deref() == Some("lock")));
}

/// The lock lets by what no browser calls: exactly these two.
#[rocket::async_test]
async fn the_lock_lets_by_what_servers_call_and_nothing_else() {
    let house = House::open().await;
    let mut by: Vec<String> = (house.client.rocket().routes())
        .filter(|route| route.rank != isize::MIN && route.method == rocket::http::Method::Post)
        .map(|route| route.uri.path().to_string())
        .filter(|path| servers::are_called_at(&path.replace("<provider>", "x")))
        .collect();
    by.sort_unstable();
    assert_eq!(by, ["/auth/introspect", "/auth/signed-out/<provider>"]);
    let form = [("content-type", "application/x-www-form-urlencoded"), ("sec-fetch-site", "cross-site")];
    for route in house.client.rocket().routes().filter(|route| route.method == rocket::http::Method::Post) {
        let path = route.uri.path().to_string();
        if path.contains("<path..>") {
            continue;
        }
        let path = path.replace("<provider>", "x").replace("<session>", "x").replace("<id>", "x");
        let answer = house.ask(rocket::http::Method::Post, &path, &form, "").await;
        assert_eq!(answer.status != 403, servers::are_called_at(&path), "{path}");
    }
}

fn name(route: &Route) -> (String, String) {
    (route.method.to_string(), route.uri.to_string())
}
