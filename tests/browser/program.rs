//! A program that a test starts, listens to, and ends.

use std::io::{self, BufRead, BufReader, Read};
use std::process::{Child, Command, Stdio};
use std::sync::{Arc, Mutex};
use std::thread;

use rustix::process::{Pid, Signal, kill_process};

use crate::patience::wait_for;

/// Ended when dropped, as a service manager would end it; what it said is shown when a test fails.
pub(crate) struct Program {
    name: String,
    child: Child,
    said: Arc<Mutex<String>>,
}

impl Program {
    pub(crate) fn start(command: &mut Command) -> io::Result<Self> {
        let mut child = command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn()?;
        let said = Arc::default();
        listen(child.stdout.take(), &said);
        listen(child.stderr.take(), &said);
        let name = command.get_program().to_string_lossy().into_owned();
        Ok(Self { name, child, said })
    }

    /// Waits until `find` finds something in what the program has printed so far.
    #[track_caller]
    pub(crate) fn hear<T>(&mut self, what: &str, find: impl Fn(&str) -> Option<T>) -> T {
        wait_for(what, || {
            let found = find(&self.said());
            if found.is_none() {
                self.assert_running();
            }
            found
        })
    }

    fn assert_running(&mut self) {
        if let Some(status) = self.child.try_wait().expect("asking after a child process") {
            panic!("{} ended with {status}:\n{}", self.name, self.said());
        }
    }

    fn said(&self) -> String {
        self.said.lock().expect("no listener panics").clone()
    }
}

impl Drop for Program {
    fn drop(&mut self) {
        // It may have ended by itself; that is no reason to fail here.
        let _ = kill_process(Pid::from_child(&self.child), Signal::TERM);
        let _ = self.child.wait();
        if thread::panicking() {
            eprintln!("--- {} said:\n{}---", self.name, self.said());
        }
    }
}

/// Reads on for as long as the program lives: a full pipe would stop it.
fn listen(pipe: Option<impl Read + Send + 'static>, said: &Arc<Mutex<String>>) {
    let lines = BufReader::new(pipe.expect("the pipe was asked for")).lines();
    let said = Arc::clone(said);
    thread::spawn(move || {
        for line in lines.map_while(Result::ok) {
            let mut said = said.lock().expect("no listener panics");
            said.push_str(&line);
            said.push('\n');
        }
    });
}
