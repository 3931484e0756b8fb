//! The WebDriver protocol, as much of it as the tests speak: JSON over HTTP to a driver on this
//! machine. Plain blocking calls, so that a browser can be closed when a failing test drops it.

use std::io::{self, BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::time::Duration;

use serde_json::{Value, json};

/// One browser, as its driver sees it; closed when dropped.
pub(crate) struct Session {
    driver: u16,
    id: String,
}

/// The driver's "no": its short name for the reason, and the reason in words.
#[derive(Debug)]
pub(crate) struct Refused {
    pub(crate) error: String,
    pub(crate) message: String,
}

impl Refused {
    /// Whether the element asked about is no more; else the driver just cannot tell at this moment.
    pub(crate) fn says_it_is_gone(&self) -> bool {
        matches!(&*self.error, "stale element reference" | "no such element")
    }
}

impl Session {
    pub(crate) fn open(driver: u16, capabilities: &Value) -> Result<Self, Refused> {
        let wanted = json!({ "capabilities": { "alwaysMatch": capabilities } });
        let opened = ask(driver, "POST", "/session", &wanted.to_string())?;
        Ok(Self { driver, id: text(&opened["sessionId"]) })
    }

    pub(crate) fn get(&self, command: &str) -> Result<Value, Refused> {
        ask(self.driver, "GET", &self.path(command), "")
    }

    pub(crate) fn post(&self, command: &str, body: &Value) -> Result<Value, Refused> {
        ask(self.driver, "POST", &self.path(command), &body.to_string())
    }

    fn path(&self, command: &str) -> String {
        format!("/session/{}/{command}", self.id)
    }
}

impl Drop for Session {
    fn drop(&mut self) {
        // A browser that is gone already needs no closing.
        let _ = exchange(self.driver, "DELETE", &format!("/session/{}", self.id), "");
    }
}

fn ask(driver: u16, method: &str, path: &str, body: &str) -> Result<Value, Refused> {
    let answer = exchange(driver, method, path, body)
        .unwrap_or_else(|error| panic!("the driver did not answer {method} {path}: {error}"));
    let answer: Value = serde_json::from_slice(&answer)
        .unwrap_or_else(|error| panic!("the driver's answer to {method} {path}: {error}"));
    let value = &answer["value"];
    match value["error"].as_str() {
        Some(error) => Err(Refused { error: error.to_owned(), message: text(&value["message"]) }),
        None => Ok(value.clone()),
    }
}

/// One request on a connection of its own; the body of the answer.
fn exchange(port: u16, method: &str, path: &str, body: &str) -> io::Result<Vec<u8>> {
    let mut stream = TcpStream::connect(("127.0.0.1", port))?;
    stream.set_read_timeout(Some(Duration::from_secs(180)))?;
    let request = format!(
        "{method} {path} HTTP/1.1\r\nHost: localhost:{port}\r\nConnection: close\r\n\
         Content-Type: application/json\r\nContent-Length: {}\r\n\r\n{body}",
        body.len()
    );
    stream.write_all(request.as_bytes())?;
    let mut answer = BufReader::new(stream);
    let mut body = vec![0; body_length(&mut answer)?];
    answer.read_exact(&mut body)?;
    Ok(body)
}

/// Reads the head of an answer. Its length has to be heeded: the driver says that it closes the
/// connection and then does not.
fn body_length(answer: &mut impl BufRead) -> io::Result<usize> {
    let mut length = None;
    for line in answer.lines() {
        let line = line?;
        if line.is_empty() {
            break;
        }
        if let Some((name, value)) = line.split_once(':')
            && name.eq_ignore_ascii_case("content-length")
        {
            length = value.trim().parse().ok();
        }
    }
    length.ok_or_else(|| io::ErrorKind::InvalidData.into())
}

fn text(value: &Value) -> String {
    value.as_str().unwrap_or_default().to_owned()
}
