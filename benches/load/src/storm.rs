//! The storm: pages asked for at a fixed rate whatever the server does, while every one of some connections signs
//! somebody in as fast as it can.

use std::cell::{Cell, RefCell};
use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::ops::Range;
use std::rc::Rc;
use std::time::Instant;

use serde_json::{Value, json};
use tokio::task::spawn_local;

use crate::connection::Connection;
use crate::figures::Times;
use crate::sign_in::Form;
use crate::steady::{Asking, Span};
use crate::{Failure, Options};

/// The sign-ins' side.
struct Signing {
    form: Form,
    server: SocketAddr,
    users: Range<usize>,
    begun: Cell<usize>,
    span: Span,
    times: RefCell<Times>,
    refused: RefCell<BTreeMap<String, usize>>,
}

impl Signing {
    async fn again_and_again(self: Rc<Self>) {
        let mut connection = Connection::new(self.server);
        while Instant::now() < self.span.until {
            let user = self.users.start + self.begun.replace(self.begun.get() + 1) % self.users.len();
            let began = Instant::now();
            let done = self.form.send(&mut connection, user).await;
            let now = Instant::now();
            if now < self.span.from || now > self.span.until {
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
    let span = Span::read(options)?;
    let asking = Asking::read(options, span.clone())?;
    let length = span.until - span.from;
    let signing = Rc::new(Signing {
        form: Form::read(options)?,
        server: options.server()?,
        users: options.users()?,
        begun: Cell::new(0),
        span,
        times: RefCell::default(),
        refused: RefCell::default(),
    });
    for _ in 0..options.number("connections")? {
        spawn_local(signing.clone().again_and_again());
    }
    asking.clone().all().await;
    let signed_in = signing.times.borrow().len();
    let mut sign_ins = signing.times.take().figures();
    sign_ins["answered"] = signed_in.into();
    sign_ins["refused"] = json!(signing.refused.take());
    sign_ins["per_second"] = json!(signed_in as f64 / length.as_secs_f64());
    Ok(json!({ "pages": asking.figures(), "sign_ins": sign_ins }))
}
