//! Pages as fast as they come: every connection asks again as soon as it has its answer, each time with another session.

use std::cell::{Cell, RefCell};
use std::fs;
use std::time::{Duration, Instant};

use memchr::memmem;
use serde_json::{Value, json};
use tokio::task::spawn_local;

use crate::connection::{BROWSER, Connection};
use crate::figures::Times;
use crate::{Failure, Options};

/// A page asked for with a session: the request, and what the answer must hold to be this person's.
pub struct Page {
    /// The bytes to send.
    pub request: Vec<u8>,
    whose: Option<String>,
}

impl Page {
    /// Whether an answer is the page that was asked for.
    pub fn is(&self, status: u16, body: &[u8]) -> bool {
        status == 200 && self.whose.as_ref().is_none_or(|whose| memmem::find(body, whose.as_bytes()).is_some())
    }
}

/// The page of `--path`, once for each session in the file of `--sessions`; without `--sessions` once, for nobody.
pub fn read(options: &Options) -> Result<Vec<Page>, Failure> {
    let (server, path) = (options.server()?, options.text("path")?);
    let request = |cookie: &str| format!("GET {path} HTTP/1.1\r\nHost: {server}\r\n{BROWSER}{cookie}\r\n").into_bytes();
    let Ok(sessions) = options.text("sessions") else {
        return Ok(vec![Page { request: request(""), whose: None }]);
    };
    let is_constant = options.text("constant").is_ok();
    let page = |(email, cookie): (&str, &str)| Page {
        request: request(&format!("Cookie: {cookie}\r\n")),
        whose: (!is_constant).then(|| email.to_owned()),
    };
    let pages: Vec<Page> = fs::read_to_string(sessions)?.lines().filter_map(|l| l.split_once('\t')).map(page).collect();
    if pages.is_empty() { Err("--sessions holds none".into()) } else { Ok(pages) }
}

/// A place in a list, at random enough (xorshift): every session is as likely as every other, none is next to the last.
pub fn any(state: &Cell<u64>, of: usize) -> usize {
    let mut x = state.get();
    x ^= x << 13;
    x ^= x >> 7;
    x ^= x << 17;
    state.set(x);
    (x % of as u64) as usize
}

#[derive(Default)]
struct Seen {
    times: Times,
    bytes: usize,
    wrong: usize,
}

/// Runs for `--seconds` on `--connections`.
pub async fn run(options: &Options) -> Result<Value, Failure> {
    let (server, pages) = (options.server()?, read(options)?);
    let length = options.seconds("seconds")?;
    // Left to the end of the program, so that tasks may borrow them.
    let pages: &'static [Page] = pages.leak();
    let seen: &'static RefCell<Seen> = Box::leak(Box::default());
    let chance: &'static Cell<u64> = Box::leak(Box::new(Cell::new(0x9E37_79B9_7F4A_7C15)));
    let began = Instant::now();
    let mut all = Vec::new();
    for _ in 0..options.number("connections")? {
        all.push(spawn_local(async move {
            let mut connection = Connection::new(server);
            while began.elapsed() < length {
                let page = &pages[any(chance, pages.len())];
                let asked = Instant::now();
                let answer = connection.ask(&page.request).await;
                let mut seen = seen.borrow_mut();
                match answer {
                    Ok(answer) if page.is(answer.status, answer.body) => {
                        seen.times.add(asked.elapsed());
                        seen.bytes = answer.body.len();
                    }
                    _ => seen.wrong += 1,
                }
            }
        }));
    }
    // A server that stops answering must not stop the whole run.
    let _ = tokio::time::timeout(length + Duration::from_secs(30), async {
        for each in all {
            let _ = each.await;
        }
    })
    .await;
    let elapsed = began.elapsed().as_secs_f64();
    let seen = seen.take();
    let answers = seen.times.len();
    let mut figures = seen.times.figures();
    figures["answers"] = answers.into();
    figures["wrong"] = seen.wrong.into();
    figures["bytes"] = seen.bytes.into();
    figures["per_second"] = json!(answers as f64 / elapsed);
    Ok(figures)
}
