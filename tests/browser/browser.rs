//! One browser and what a person does with it: open, type, press, read, go back.

use serde_json::{Value, json};
use tempfile::TempDir;

use crate::patience::{wait_for, wait_or};
use crate::webdriver::{Refused, Session};

pub(crate) struct Browser {
    home: String,
    // Dropped in this order: the browser is closed before its profile goes.
    session: Session,
    _profile: TempDir,
}

/// An element of the page now shown, by the driver's name for it.
struct Element(String);

/// A page in a tab's history, by the browser's name for it.
pub(crate) struct Visited(Value);

/// The key under which the protocol hands out elements.
const ELEMENT: &str = "element-6066-11e4-a52e-4f735466cecf";

impl Browser {
    pub(crate) fn new(session: Session, profile: TempDir, home: &str) -> Self {
        Self { home: home.to_owned(), session, _profile: profile }
    }

    /// Opens a path of the server under test, or a whole address.
    #[track_caller]
    pub(crate) fn open(&self, path: &str) {
        let url = if path.starts_with('/') { format!("{}{path}", self.home) } else { path.into() };
        self.post("url", &json!({ "url": url }));
    }

    #[track_caller]
    pub(crate) fn back(&self) {
        self.leave(|| self.post("back", &json!({})));
    }

    /// What the address bar shows.
    #[track_caller]
    pub(crate) fn url(&self) -> String {
        string(&self.get("url"))
    }

    /// The path in the address bar, without the query.
    #[track_caller]
    pub(crate) fn path(&self) -> String {
        let url = self.url();
        let path = url.strip_prefix(&self.home).unwrap_or(&url);
        path.split(['?', '#']).next().unwrap_or_default().to_owned()
    }

    #[track_caller]
    pub(crate) fn title(&self) -> String {
        string(&self.get("title"))
    }

    /// All the text that the page shows.
    #[track_caller]
    pub(crate) fn text(&self) -> String {
        self.text_of("body")
    }

    #[track_caller]
    pub(crate) fn text_of(&self, selector: &str) -> String {
        let Element(id) = self.find(selector);
        string(&self.get(&format!("element/{id}/text")))
    }

    #[track_caller]
    pub(crate) fn count(&self, selector: &str) -> usize {
        self.find_all(selector).len()
    }

    /// The same attribute of each element that matches.
    #[track_caller]
    pub(crate) fn attributes(&self, selector: &str, name: &str) -> Vec<String> {
        let attribute = |Element(id)| string(&self.get(&format!("element/{id}/attribute/{name}")));
        self.find_all(selector).into_iter().map(attribute).collect()
    }

    /// What a field holds now.
    #[track_caller]
    pub(crate) fn value(&self, selector: &str) -> String {
        let Element(id) = self.find(selector);
        string(&self.get(&format!("element/{id}/property/value")))
    }

    /// Types into a field in place of what it holds.
    #[track_caller]
    pub(crate) fn fill(&self, selector: &str, text: &str) {
        let Element(id) = self.find(selector);
        self.post(&format!("element/{id}/clear"), &json!({}));
        self.post(&format!("element/{id}/value"), &json!({ "text": text }));
    }

    #[track_caller]
    pub(crate) fn click(&self, selector: &str) {
        let Element(id) = self.find(selector);
        self.post(&format!("element/{id}/click"), &json!({}));
    }

    /// Presses a link or a button that leads to another page, and waits until that is there.
    #[track_caller]
    pub(crate) fn press(&self, selector: &str) {
        self.leave(|| self.click(selector));
    }

    /// Presses what leads to a page that sends the browser on by itself, and waits until it has arrived at an address
    /// that begins so.
    #[track_caller]
    pub(crate) fn press_on(&self, selector: &str, address: &str) {
        self.click(selector);
        self.arrive(address);
    }

    /// Waits until the page is there whose address begins so. Nothing is looked for on the pages before it: they may go
    /// at any moment.
    #[track_caller]
    pub(crate) fn arrive(&self, address: &str) {
        let url = || self.session.get("url").map(|url| string(&url)).unwrap_or_default();
        wait_for(address, || url().starts_with(address).then_some(()));
        self.find("h1");
    }

    /// Does what leads to another page, and waits until that is there.
    #[track_caller]
    pub(crate) fn leave<T>(&self, go: impl FnOnce() -> T) {
        let Element(left) = self.find("html");
        go();
        let gone = || self.session.get(&format!("element/{left}/name")).is_err_and(|refused| refused.says_it_is_gone());
        wait_for("the next page", || gone().then_some(()));
        self.find("h1");
    }

    /// Presses keys wherever the focus is; `\u{E004}` is Tab and `\u{E007}` Enter.
    #[track_caller]
    pub(crate) fn keys(&self, keys: &str) {
        let strokes: Vec<Value> = keys
            .chars()
            .flat_map(|key| ["keyDown", "keyUp"].map(|kind| json!({ "type": kind, "value": key })))
            .collect();
        let keyboard = json!({ "type": "key", "id": "keyboard", "actions": strokes });
        self.post("actions", &json!({ "actions": [keyboard] }));
    }

    /// Runs the body of a function in the page, where the page's CSP does not bind it.
    #[track_caller]
    pub(crate) fn run(&self, script: &str, arguments: &[Value]) -> Value {
        self.post("execute/sync", &json!({ "script": script, "args": arguments }))
    }

    /// The status with which the server answered this page.
    #[track_caller]
    pub(crate) fn status(&self) -> u64 {
        let entry = "return performance.getEntriesByType('navigation')[0].responseStatus";
        self.run(entry, &[]).as_u64().unwrap_or_default()
    }

    /// The names of the cookies that the browser would send with this page.
    #[track_caller]
    pub(crate) fn cookies(&self) -> Vec<String> {
        let cookies = self.get("cookie");
        cookies.as_array().into_iter().flatten().map(|cookie| string(&cookie["name"])).collect()
    }

    /// What the browser has complained about since it was last asked: errors, blocked content.
    #[track_caller]
    pub(crate) fn complaints(&self) -> Vec<String> {
        let log = self.post("se/log", &json!({ "type": "browser" }));
        let severe = |entry: &&Value| entry["level"] == "SEVERE";
        let entries = log.as_array().into_iter().flatten().filter(severe);
        entries.map(|entry| string(&entry["message"])).collect()
    }

    /// A command of the browser's own protocol, for what WebDriver has no word for.
    #[track_caller]
    pub(crate) fn devtools(&self, command: &str, parameters: &Value) -> Value {
        self.post("goog/cdp/execute", &json!({ "cmd": command, "params": parameters }))
    }

    /// The pages in this tab's history with one of these addresses. Not to be counted in steps: a script that goes back some
    /// may be run a second time by the driver, when its page goes away under it.
    #[track_caller]
    pub(crate) fn visited(&self, addresses: &[String]) -> Vec<Visited> {
        let history = self.devtools("Page.getNavigationHistory", &json!({}));
        let entries = history["entries"].as_array().into_iter().flatten();
        let theirs = entries.filter(|entry| addresses.contains(&string(&entry["url"])));
        theirs.map(|entry| Visited(entry["id"].clone())).collect()
    }

    /// Goes back to one of them, as its button does.
    #[track_caller]
    pub(crate) fn go_back_to(&self, Visited(entry): &Visited) {
        self.leave(|| self.devtools("Page.navigateToHistoryEntry", &json!({ "entryId": entry })));
    }

    /// A picture of what is shown, as the driver sends it: a PNG in base64.
    #[track_caller]
    pub(crate) fn screenshot(&self) -> String {
        string(&self.get("screenshot"))
    }

    #[track_caller]
    fn find(&self, selector: &str) -> Element {
        // While one page makes way for the next the driver may refuse to look: then it is not there yet.
        let first = || self.look_for(selector).ok()?.into_iter().next();
        wait_or(|| format!("{selector} on {}", self.path()), first)
    }

    #[track_caller]
    fn find_all(&self, selector: &str) -> Vec<Element> {
        done(selector, self.look_for(selector))
    }

    fn look_for(&self, selector: &str) -> Result<Vec<Element>, Refused> {
        let found = self.session.post("elements", &json!({ "using": "css selector", "value": selector }))?;
        let element = |value: &Value| Element(string(&value[ELEMENT]));
        Ok(found.as_array().into_iter().flatten().map(element).collect())
    }

    #[track_caller]
    fn get(&self, command: &str) -> Value {
        done(command, self.session.get(command))
    }

    #[track_caller]
    fn post(&self, command: &str, body: &Value) -> Value {
        done(command, self.session.post(command, body))
    }
}

#[track_caller]
fn done<T>(command: &str, answer: Result<T, Refused>) -> T {
    answer.unwrap_or_else(|Refused { error, message }| panic!("{command}: {error}: {message}"))
}

fn string(value: &Value) -> String {
    value.as_str().unwrap_or_default().to_owned()
}
