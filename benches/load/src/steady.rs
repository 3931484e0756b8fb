//! Pages asked for at a fixed rate whatever the server does (open loop). A page's time counts from when it was due to
//! be asked for, so that a server that keeps everybody waiting cannot hide it by being asked less.

use std::cell::{Cell, RefCell};
use std::collections::{BTreeMap, VecDeque};
use std::net::SocketAddr;
use std::rc::Rc;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};
use std::{io, thread};

use serde_json::{Value, json};
use tokio::sync::mpsc;
use tokio::task::spawn_local;

use crate::connection::Connection;
use crate::figures::Times;
use crate::pages::{self, Page};
use crate::{Failure, Options};

/// Most connections that ask for pages; what is due beyond that waits here, and its time runs.
const CONNECTIONS: usize = 256;
/// How long pages that were due within the time may still come in.
const GRACE: Duration = Duration::from_secs(1);

/// What is counted: from one moment until another, which may come earlier than it was set.
#[derive(Clone)]
pub struct Span {
    /// What is due earlier is asked for, and not counted.
    pub from: Instant,
    /// Nothing is due any more.
    pub until: Instant,
    over: Arc<AtomicBool>,
}

impl Span {
    /// `--seconds` long, after `--lead` seconds.
    pub fn read(options: &Options) -> Result<Self, Failure> {
        let from = Instant::now() + options.seconds("lead")?;
        Ok(Self { from, until: from + options.seconds("seconds")?, over: Arc::default() })
    }

    /// Over already when standard input is.
    fn until_input_ends(&self) {
        let over = self.over.clone();
        thread::spawn(move || {
            let _ = io::copy(&mut io::stdin(), &mut io::sink());
            over.store(true, Ordering::Relaxed);
        });
    }

    fn holds(&self, due: Instant) -> bool {
        due < self.until && !self.over.load(Ordering::Relaxed)
    }
}

/// Runs for `--lead`, of which nothing is counted, and `--seconds`, or until standard input ends.
pub async fn run(options: &Options) -> Result<Value, Failure> {
    let span = Span::read(options)?;
    if options.text("until-input-ends").is_ok() {
        span.until_input_ends();
    }
    let asking = Asking::read(options, span)?;
    asking.clone().all().await;
    Ok(asking.figures())
}

/// Pages that are asked for, and how that went so far.
pub struct Asking {
    server: SocketAddr,
    pages: Vec<Page>,
    step: Duration,
    chance: Cell<u64>,
    span: Span,
    ended: Cell<Instant>,
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
    /// From the command line.
    pub fn read(options: &Options, span: Span) -> Result<Rc<Self>, Failure> {
        Ok(Rc::new(Self {
            server: options.server()?,
            pages: pages::read(options)?,
            step: Duration::from_secs_f64(1.0 / options.number("rate")? as f64),
            chance: Cell::new(0x9E37_79B9_7F4A_7C15),
            ended: Cell::new(span.until),
            span,
            state: RefCell::default(),
        }))
    }

    /// Asks for all of them, and waits a little for those that are still to come.
    pub async fn all(self: Rc<Self>) {
        let mut due = every(self.step, self.span.clone());
        while let Some(due) = due.recv().await {
            self.due(due);
        }
        self.ended.set(Instant::now().min(self.span.until));
        let graced = Instant::now() + GRACE;
        let open = || {
            let state = self.state.borrow();
            !state.under_way.is_empty() || !state.waiting.is_empty()
        };
        while open() && Instant::now() < graced {
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
    }

    /// A page is due now.
    fn due(self: &Rc<Self>, due: Instant) {
        let mut state = self.state.borrow_mut();
        state.asked += usize::from(due >= self.span.from);
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
            state.served += usize::from(right && now >= self.span.from && now <= self.ended.get());
            if due >= self.span.from {
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

    /// How it went.
    pub fn figures(&self) -> Value {
        let mut state = self.state.take();
        let length = self.ended.get().saturating_duration_since(self.span.from).as_secs_f64();
        let answered = state.times.len();
        // What never came has taken at least until now.
        let unanswered: Vec<Instant> =
            state.under_way.values().copied().chain(state.waiting).filter(|due| *due >= self.span.from).collect();
        for due in &unanswered {
            state.times.add(due.elapsed());
        }
        let mut figures = state.times.figures();
        figures["asked"] = state.asked.into();
        figures["answered"] = answered.into();
        figures["wrong"] = state.wrong.into();
        figures["connections"] = state.opened.into();
        figures["per_second"] = json!(state.served as f64 / length);
        figures
    }
}

/// Tells when the next page is due. On a thread of its own: the runtime's timer knows whole milliseconds only.
fn every(step: Duration, span: Span) -> mpsc::UnboundedReceiver<Instant> {
    let (tell, told) = mpsc::unbounded_channel();
    thread::spawn(move || {
        let mut due = Instant::now();
        while span.holds(due) {
            thread::sleep(due.saturating_duration_since(Instant::now()));
            if tell.send(due).is_err() {
                return;
            }
            due += step;
        }
    });
    told
}
