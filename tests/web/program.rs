//! The built program, as a process in an empty folder of its own, spoken to over a plain socket.

use std::fs::{self, File};
use std::io::{BufRead, BufReader, Error, ErrorKind, Read, Write};
use std::net::TcpStream;
use std::process::{Child, ChildStdout, Command, Stdio};
use std::sync::mpsc;
use std::thread;
use std::time::Duration;

use rustix::process::{Pid, Signal, kill_process};
use tempfile::TempDir;

use crate::answer::Answer;
use crate::browser::encoded;
use crate::port::free_port;

/// How long anything may take on the slowest machine: what hangs is told from what is slow.
pub(crate) const PATIENCE: Duration = Duration::from_secs(180);

/// A running server. Ended when dropped.
pub(crate) struct Program {
    pub(crate) port: u16,
    pub(crate) folder: TempDir,
    child: Child,
    out: BufReader<ChildStdout>,
    heard: String,
}

/// What a command said, and how it ended.
pub(crate) struct Said {
    pub(crate) code: Option<i32>,
    pub(crate) out: String,
    pub(crate) err: String,
}

impl Program {
    /// Starts the server and waits until it says where it is.
    pub(crate) fn start(settings: &[(&str, &str)]) -> Self {
        Self::start_in(TempDir::new().expect("a temporary folder"), free_port(), settings)
    }

    /// The same in this folder, and on this port.
    pub(crate) fn start_in(folder: TempDir, port: u16, settings: &[(&str, &str)]) -> Self {
        let mut command = hallpass(&folder);
        let log = File::create(folder.path().join("log")).expect("a file");
        command.env("ROCKET_PORT", port.to_string()).envs(settings.iter().copied());
        let mut child = command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(log).spawn().expect("it starts");
        let out = BufReader::new(child.stdout.take().expect("it is piped"));
        let mut program = Self { port, folder, child, out, heard: String::new() };
        program.hear("Hallpass is at");
        program
    }

    /// Reads what it prints up to a line with `text`, and gives back that line.
    pub(crate) fn hear(&mut self, text: &str) -> String {
        loop {
            let mut line = String::new();
            let read = self.out.read_line(&mut line).expect("text");
            assert!(read > 0, "it ended without “{text}”: {}{}", self.heard, self.log());
            self.heard.push_str(&line);
            if line.contains(text) {
                return line;
            }
        }
    }

    pub(crate) fn setup_code(&mut self) -> String {
        let line = self.hear("Setup code");
        line.rsplit(' ').next().expect("a last word").trim().to_owned()
    }

    pub(crate) fn log(&self) -> String {
        fs::read_to_string(self.folder.path().join("log")).expect("the log is UTF-8")
    }

    /// Sends these bytes and reads the answer to its end.
    pub(crate) fn talk(&self, request: impl AsRef<[u8]>) -> Answer {
        let mut stream = TcpStream::connect(("127.0.0.1", self.port)).expect("it listens");
        stream.set_read_timeout(Some(PATIENCE)).expect("a time");
        // A server that refuses the rest of a request answers and closes: first comes the answer, then an error.
        let closed = |error: &Error| matches!(error.kind(), ErrorKind::ConnectionReset | ErrorKind::BrokenPipe);
        let sent = stream.write_all(request.as_ref());
        assert!(sent.as_ref().err().is_none_or(closed), "{sent:?}");
        let mut answer = Vec::new();
        let read = stream.read_to_end(&mut answer);
        assert!(read.as_ref().err().is_none_or(closed) && !answer.is_empty(), "no answer: {read:?}");
        let answer = parse(&String::from_utf8_lossy(&answer));
        let whole = || answer.header("content-length") == Some(answer.body.len().to_string().as_str());
        assert!(read.is_ok() || whole(), "a part of an answer: {read:?}");
        answer
    }

    pub(crate) fn get(&self, path: &str, cookies: &str) -> Answer {
        self.talk(format!("GET {path} HTTP/1.1\r\nHost: x\r\nCookie: {cookies}\r\nConnection: close\r\n\r\n"))
    }

    pub(crate) fn post(&self, path: &str, cookies: &str, kind: &str, body: &str) -> Answer {
        self.talk(format!(
            "POST {path} HTTP/1.1\r\nHost: x\r\nCookie: {cookies}\r\nContent-Type: {kind}\r\nSec-Fetch-Site: same-origin\r\nContent-Length: {}\r\nConnection: close\r\n\r\n{body}",
            body.len()
        ))
    }

    /// Ends it as a service manager would.
    pub(crate) fn stop(&mut self) {
        kill_process(Pid::from_child(&self.child), Signal::TERM).expect("it runs");
        assert!(self.child.wait().expect("it ends").success());
    }

    /// The same, and gives back all it printed and logged.
    pub(crate) fn end(mut self) -> String {
        self.stop();
        let mut rest = String::new();
        self.out.read_to_string(&mut rest).expect("text");
        format!("{}{rest}{}", self.heard, self.log())
    }

    /// Ends it and starts it anew in the same folder, with these settings.
    pub(crate) fn again(mut self, settings: &[(&str, &str)]) -> Self {
        self.stop();
        let folder = std::mem::replace(&mut self.folder, TempDir::new().expect("a temporary folder"));
        Self::start_in(folder, self.port, settings)
    }

    /// Signs in, and gives back the cookies; `None` when that was refused.
    pub(crate) fn sign_in(&self, email: &str, password: &str) -> Option<String> {
        let page = self.get("/login", "");
        let typed = fields(page.token()?, &[("email", email), ("password", password)]);
        let answer = self.post("/login", &cookies(&page), "application/x-www-form-urlencoded", &typed);
        (answer.status == 303 && answer.location() == "/dashboard").then(|| cookies(&answer))
    }

    /// Whether these cookies are somebody's who is signed in.
    pub(crate) fn is_in(&self, cookies: &str) -> bool {
        let answer = self.get("/dashboard", cookies);
        assert!(answer.status == 200 || answer.location() == "/login", "{} {}", answer.status, answer.location());
        answer.status == 200
    }

    /// Runs a command beside it, with more settings.
    pub(crate) fn command_with(&self, arguments: &[&str], settings: &[(&str, &str)]) -> Said {
        let mut command = hallpass(&self.folder);
        command.env("ROCKET_PORT", self.port.to_string()).envs(settings.iter().copied()).args(arguments);
        run(&mut command, "")
    }

    /// Runs a command beside it.
    pub(crate) fn command(&self, arguments: &[&str], input: &str) -> Said {
        run(hallpass(&self.folder).env("ROCKET_PORT", self.port.to_string()).args(arguments), input)
    }
}

impl Drop for Program {
    fn drop(&mut self) {
        // It may have ended already.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// The program with nothing but its defaults.
pub(crate) fn hallpass(folder: &TempDir) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_hallpass"));
    for (name, _) in std::env::vars_os() {
        if name.to_string_lossy().starts_with("ROCKET_") {
            command.env_remove(name);
        }
    }
    command.current_dir(folder.path());
    command
}

/// Runs it to its end.
pub(crate) fn run(command: &mut Command, input: &str) -> Said {
    let command = command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.spawn().expect("it starts");
    let mut stdin = child.stdin.take().expect("it is piped");
    // It may have refused before it reads.
    let _ = stdin.write_all(input.as_bytes());
    drop(stdin);
    let pid = Pid::from_child(&child);
    let (tell, told) = mpsc::channel();
    thread::spawn(move || tell.send(child.wait_with_output()));
    let Ok(output) = told.recv_timeout(PATIENCE) else {
        let _ = kill_process(pid, Signal::KILL);
        panic!("it went on instead of ending");
    };
    let output = output.expect("it ends");
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).expect("UTF-8");
    Said { code: output.status.code(), out: text(output.stdout), err: text(output.stderr) }
}

fn parse(text: &str) -> Answer {
    let (head, body) = text.split_once("\r\n\r\n").unwrap_or((text, ""));
    let mut lines = head.split("\r\n");
    let status = lines.next().and_then(|line| line.split(' ').nth(1)).and_then(|status| status.parse().ok());
    let headers = lines.filter_map(|line| line.split_once(": ")).map(|(n, v)| (n.to_owned(), v.to_owned())).collect();
    Answer { status: status.unwrap_or_default(), headers, body: body.to_owned() }
}

/// `name=value` of the cookies an answer sets, for the next request.
pub(crate) fn cookies(answer: &Answer) -> String {
    let pairs: Vec<&str> = answer.all("set-cookie").iter().filter_map(|line| line.split(';').next()).collect();
    pairs.join("; ")
}

pub(crate) fn fields(token: &str, fields: &[(&str, &str)]) -> String {
    let all: Vec<String> = fields.iter().map(|(name, value)| format!("&{name}={}", encoded(value))).collect();
    format!("csrf_token={token}{}", all.concat())
}
