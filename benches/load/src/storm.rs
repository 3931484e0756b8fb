//! The storm: pages asked for at a fixed rate whatever the server does (open loop), while every one of some connections
//! signs somebody in as fast as it can. A page's time counts from when it was due to be asked for, so that a server that
//! keeps everybody waiting cannot hide it by being asked less.

use std::cell::{Cell, RefCell};
use std::collections::{BTreeMap, VecDeque};
use std::net::SocketAddr;
use std::ops::Range;
use std::rc::Rc;
use std::thread;
use std::time::{Duration, Instant};

use serde_json::{Value, json};
use tokio::sync::mpsc;
use tokio::task::spawn_local;

use crate::connection::Connection;
use crate::figures::Times;
use crate::pages::{self, Page};
use crate::sign_in::Form;
use crate::{Failure, Options};

/// Most connections that ask for pages; what is due beyond that waits here, and its time runs.
const CONNECTIONS: usize = 256;
/// How long pages that were due within the time may still come in.
const GRACE: Duration = Duration::from_secs(1);

/// The pages' side.
struct Asking {
    server: SocketAddr,
    pages: Vec<Page>,
    chance: Cell<u64>,
    counted_from: Instant,
    until: Instant,
    state: RefCell<State>,
}

#[derive(Default)]
struct State {
    idle: Vec<Connection>,
    opened: usize,
    waiting: VecDeque<Instant>,
    /// When each page that is being asked for was due, by its number.
    under_way: BTreeMap<u64, Instant>,
    number: u64,
    asked: usize,
    times: Times,
    wrong: usize,
    /// Right answers that came within the time, whenever they were due.
    served: usize,
}

impl State {
    fn begin(&mut self, due: Instant) -> u64 {
        self.number += 1;
        self.under_way.insert(self.number, due);
        self.number
    }
}

impl Asking {
    /// A page is due now.
    fn due(self: &Rc<Self>, due: Instant) {
        let mut state = self.state.borrow_mut();
        state.asked += usize::from(due >= self.counted_from);
        let connection = match state.idle.pop() {
            Some(connection) => connection,
            None if state.opened < CONNECTIONS => {
                state.opened += 1;
                Connection::new(self.server)
            }
            None => return state.waiting.push_back(due),
        };
        let number = state.begin(due);
        spawn_local(self.clone().ask(connection, due, number));
    }

    /// Asks for it, and for what waits after it.
    async fn ask(self: Rc<Self>, mut connection: Connection, mut due: Instant, mut number: u64) {
        loop {
            let page = &self.pages[pages::any(&self.chance, self.pages.len())];
            let answer = connection.ask(&page.request).await;
            let right = answer.is_ok_and(|answer| page.is(answer.status, answer.body));
            let now = Instant::now();
            let mut state = self.state.borrow_mut();
            state.under_way.remove(&number);
            state.served += usize::from(right && now >= self.counted_from && now <= self.until);
            if due >= self.counted_from {
                if right {
                    state.times.add(now - due);
                } else {
                    state.wrong += 1;
                }
            }
            match state.waiting.pop_front() {
                Some(next) => (due, number) = (next, state.begin(next)),
                None => return state.idle.push(connection),
            }
        }
    }
}

/// The sign-ins' side.
struct Signing {
    form: Form,
    server: SocketAddr,
    users: Range<usize>,
    begun: Cell<usize>,
    counted_from: Instant,
    until: Instant,
    times: RefCell<Times>,
    refused: RefCell<BTreeMap<String, usize>>,
}

impl Signing {
    async fn again_and_again(self: Rc<Self>) {
        let mut connection = Connection::new(self.server);
        while Instant::now() < self.until {
            let user = self.users.start + self.begun.replace(self.begun.get() + 1) % self.users.len();
            let began = Instant::now();
            let done = self.form.send(&mut connection, user).await;
            let now = Instant::now();
            if now < self.counted_from || now > self.until {
                continue;
            }
            match done {
                Ok(_) => self.times.borrow_mut().add(now - began),
                Err(why) => *self.refused.borrow_mut().entry(why).or_default() += 1,
            }
        }
    }
}

/// Runs for `--lead`, of which nothing is counted, and `--seconds`.
pub async fn run(options: &Options) -> Result<Value, Failure> {
    let (server, users, length) = (options.server()?, options.users()?, options.seconds("seconds")?);
    let counted_from = Instant::now() + options.seconds("lead")?;
    let until = counted_from + length;
    let asking = Rc::new(Asking {
        server,
        pages: pages::read(options)?,
        chance: Cell::new(0x9E37_79B9_7F4A_7C15),
        counted_from,
        until,
        state: RefCell::default(),
    });
    let signing = Rc::new(Signing {
        form: Form::read(options)?,
        server,
        users,
        begun: Cell::new(0),
        counted_from,
        until,
        times: RefCell::default(),
        refused: RefCell::default(),
    });
    for _ in 0..options.number("connections")? {
        spawn_local(signing.clone().again_and_again());
    }
    let mut due = every(Duration::from_secs_f64(1.0 / options.number("rate")? as f64), until);
    while let Some(due) = due.recv().await {
        asking.due(due);
    }
    let graced = until + GRACE;
    let open = || {
        let state = asking.state.borrow();
        !state.under_way.is_empty() || !state.waiting.is_empty()
    };
    while open() && Instant::now() < graced {
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    let mut state = asking.state.take();
    let answered = state.times.len();
    // What never came has taken at least until now.
    let unanswered: Vec<Instant> =
        state.under_way.values().copied().chain(state.waiting).filter(|due| *due >= counted_from).collect();
    for due in &unanswered {
        state.times.add(due.elapsed());
    }
    let signed_in = signing.times.borrow().len();
    let mut pages = state.times.figures();
    pages["asked"] = state.asked.into();
    pages["answered"] = answered.into();
    pages["wrong"] = state.wrong.into();
    pages["connections"] = state.opened.into();
    pages["per_second"] = json!(state.served as f64 / length.as_secs_f64());
    let mut sign_ins = signing.times.take().figures();
    sign_ins["answered"] = signed_in.into();
    sign_ins["refused"] = json!(signing.refused.take());
    sign_ins["per_second"] = json!(signed_in as f64 / length.as_secs_f64());
    Ok(json!({ "pages": pages, "sign_ins": sign_ins }))
}

/// Tells when the next page is due. On a thread of its own: the runtime's timer knows whole milliseconds only.
fn every(step: Duration, until: Instant) -> mpsc::UnboundedReceiver<Instant> {
    let (tell, told) = mpsc::unbounded_channel();
    thread::spawn(move || {
        let mut due = Instant::now();
        while due < until {
            thread::sleep(due.saturating_duration_since(Instant::now()));
            if tell.send(due).is_err() {
                return;
            }
            due += step;
        }
    });
    told
}
