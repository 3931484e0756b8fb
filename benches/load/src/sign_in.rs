//! Signing in as a browser does: the login page is opened, its hidden field and cookies taken, the form sent.

use std::cell::{Cell, RefCell};
use std::fs;
use std::net::SocketAddr;
use std::time::Instant;

use serde_json::{Value, json};
use tokio::task::spawn_local;

use crate::connection::{Answer, BROWSER, Connection};
use crate::figures::Times;
use crate::{Failure, Options};

/// Whom to sign in to, and how.
pub struct Form {
    server: SocketAddr,
    password: String,
}

/// The e-mail of the account with this number.
pub fn email(user: usize) -> String {
    format!("user{user}@example.org")
}

impl Form {
    /// From the command line.
    pub fn read(options: &Options) -> Result<Self, Failure> {
        Ok(Self { server: options.server()?, password: escape(options.text("password")?) })
    }

    /// Signs in as a browser that was never here. Gives back the cookies it holds afterwards, or what came instead.
    pub async fn send(&self, connection: &mut Connection, user: usize) -> Result<String, String> {
        let server = self.server;
        let mut cookies = Vec::new();
        let opened = format!("GET /login HTTP/1.1\r\nHost: {server}\r\n{BROWSER}\r\n");
        let page = connection.ask(opened.as_bytes()).await.map_err(|why| why.to_string())?;
        keep(&mut cookies, &page);
        let (name, value) = hidden(page.body).ok_or_else(|| format!("{}: no form", page.status))?;
        let body = format!("{name}={}&email={}&password={}", escape(value), escape(&email(user)), self.password);
        let sent = format!(
            "POST /login HTTP/1.1\r\nHost: {server}\r\n{BROWSER}Origin: http://{server}\r\nCookie: {}\r\n\
             Content-Type: application/x-www-form-urlencoded\r\nContent-Length: {}\r\n\r\n{body}",
            header(&cookies),
            body.len()
        );
        let answer = connection.ask(sent.as_bytes()).await.map_err(|why| why.to_string())?;
        if !(302..=303).contains(&answer.status) {
            return Err(answer.status.to_string());
        }
        keep(&mut cookies, &answer);
        Ok(header(&cookies))
    }
}

/// Signs in all of `--users`, once each, and writes e-mail and cookies to the file of `--sessions`.
pub async fn run(options: &Options) -> Result<Value, Failure> {
    let (server, users) = (options.server()?, options.users()?);
    let form: &'static Form = Box::leak(Box::new(Form::read(options)?));
    let next: &'static Cell<usize> = Box::leak(Box::new(Cell::new(users.start)));
    let sessions: &'static RefCell<Vec<String>> = Box::leak(Box::default());
    let times: &'static RefCell<Times> = Box::leak(Box::default());
    let began = Instant::now();
    let mut all = Vec::new();
    for _ in 0..options.number("connections")? {
        all.push(spawn_local(async move {
            let mut connection = Connection::new(server);
            while next.get() < users.end {
                let user = next.replace(next.get() + 1);
                let sent = Instant::now();
                let cookies =
                    form.send(&mut connection, user).await.map_err(|why| format!("{}: {why}", email(user)))?;
                times.borrow_mut().add(sent.elapsed());
                sessions.borrow_mut().push(format!("{}\t{cookies}\n", email(user)));
            }
            Ok::<(), String>(())
        }));
    }
    for each in all {
        each.await??;
    }
    fs::write(options.text("sessions")?, sessions.take().concat())?;
    let signed_in = times.borrow().len();
    let mut figures = times.take().figures();
    figures["sign_ins"] = signed_in.into();
    figures["per_second"] = json!(signed_in as f64 / began.elapsed().as_secs_f64());
    Ok(figures)
}

/// The cookies an answer sets, in place of those of the same name; one that is set empty is removed.
fn keep(cookies: &mut Vec<(String, String)>, answer: &Answer<'_>) {
    for line in answer.headers("set-cookie") {
        let Some((name, value)) = line.split(';').next().and_then(|pair| pair.split_once('=')) else { continue };
        cookies.retain(|(held, _)| held != name);
        if !value.trim_matches('"').is_empty() {
            cookies.push((name.to_owned(), value.to_owned()));
        }
    }
}

fn header(cookies: &[(String, String)]) -> String {
    cookies.iter().map(|(name, value)| format!("{name}={value}")).collect::<Vec<_>>().join("; ")
}

/// Name and value of the first hidden field.
fn hidden(body: &[u8]) -> Option<(&str, &str)> {
    let (_, field) = std::str::from_utf8(body).ok()?.split_once("<input type=\"hidden\"")?;
    let (field, _) = field.split_once('>')?;
    let attribute = |name: &str| field.split_once(&format!("{name}=\""))?.1.split_once('"').map(|(value, _)| value);
    Some((attribute("name")?, attribute("value")?))
}

/// As forms are sent.
fn escape(text: &str) -> String {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-._".contains(&byte);
    text.bytes().map(|byte| if plain(byte) { char::from(byte).to_string() } else { format!("%{byte:02X}") }).collect()
}
