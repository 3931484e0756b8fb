//! `/static`: under hashed names for ever, under others not at all.

use rocket::http::Method;

use crate::house::House;

#[rocket::async_test]
async fn what_pages_name_is_there_and_stays_for_ever() {
    let house = House::open().await;
    let page = house.browser().get("/login").await;
    let links: Vec<&str> = page.body.split('"').filter(|part| part.starts_with("/static/")).collect();
    assert!(links.len() >= 2);
    for link in links {
        let answer = house.get(link, &[]).await;
        answer.assert_status(200);
        assert_eq!(answer.header("cache-control"), Some("public, max-age=31536000, immutable"));
        let kind = if link.starts_with("/static/app.") { "text/css; charset=utf-8" } else { "image/svg+xml" };
        assert_eq!(answer.header("content-type"), Some(kind));
        assert!(answer.all("set-cookie").is_empty() && !answer.body.is_empty());
        let head = house.ask(Method::Head, link, &[], "").await;
        assert_eq!((head.status, head.header_names()), (200, answer.header_names()));
    }
}

#[rocket::async_test]
async fn other_names_are_not_there_and_not_kept() {
    let house = House::open().await;
    for path in [
        "/static/app.css",
        "/static/app.00000000.css",
        "/static/",
        "/static",
        "/static/..%2Fapp.css",
        "/static/%2e%2e/Cargo.toml",
        "/static/../Cargo.toml",
        "/static/..%2f..%2fetc%2fpasswd",
        "/templates/base.html",
        "/data/secret.key",
        "/Rocket.toml",
    ] {
        let answer = house.get(path, &[]).await;
        assert!([400, 404].contains(&answer.status), "{path}: {}", answer.status);
        assert_eq!(answer.header("cache-control"), Some("no-store"), "{path}");
    }
}
