//! How many reads of the database a request costs.

use rocket::http::Method;

use hallpass::web::guards::{RecentlySignedIn, SignedIn, Visitor};

use crate::browser::Browser;
use crate::house::{House, Plan};

#[rocket::get("/three")]
fn three(_one: SignedIn<'_>, _two: RecentlySignedIn<'_>, _three: Visitor<'_>) -> &'static str {
    "passed"
}

#[rocket::async_test]
async fn a_session_is_read_once_however_many_guards_ask() {
    let house = House::of(Plan::new().mount(rocket::routes![three])).await;
    let mut ann = house.ann().await;
    assert_eq!(cost(&mut ann, Method::Get, "/three").await, 1);
    assert_eq!(cost(&mut ann, Method::Head, "/three").await, 1);
    assert_eq!(cost(&mut ann, Method::Get, "/logout").await, 1);
    assert_eq!(cost(&mut ann, Method::Get, "/nowhere").await, 1);
}

#[rocket::async_test]
async fn a_page_then_reads_what_it_shows() {
    let house = House::open().await;
    let mut ann = house.ann().await;
    assert_eq!(cost(&mut ann, Method::Get, "/dashboard").await, 2);
    assert_eq!(cost(&mut ann, Method::Get, "/sessions").await, 3);
}

#[rocket::async_test]
async fn visitors_cost_none_once_it_is_known_that_there_is_an_account() {
    let house = House::open().await;
    let mut visitor = house.browser();
    visitor.get("/login").await.assert_status(200);
    for path in ["/login", "/", "/dashboard", "/logout", "/setup", "/healthz", "/reset", "/nowhere", "/static/x.css"] {
        assert_eq!(cost(&mut visitor, Method::Get, path).await, 0, "{path}");
    }
}

#[rocket::async_test]
async fn static_files_cost_none_whoever_asks() {
    let house = House::open().await;
    let mut ann = house.ann().await;
    let page = ann.get("/dashboard").await;
    let css = page.body.split('"').find(|part| part.starts_with("/static/app.")).expect("a stylesheet");
    assert_eq!(cost(&mut ann, Method::Get, css).await, 0);
}

#[rocket::async_test]
async fn a_refused_form_costs_none_but_its_page() {
    let house = House::open().await;
    let ann = house.ann().await;
    let mut visitor = house.browser();
    assert_eq!(cost(&mut visitor, Method::Post, "/login").await, 0);
    assert_eq!(cost(&mut ann.clone(), Method::Post, "/logout").await, 1);
}

async fn cost(browser: &mut Browser<'_>, method: Method, path: &str) -> u64 {
    let db = browser.house.auth().db().clone();
    let before = db.reads();
    browser.send(method, path, &[], "").await;
    db.reads() - before
}
