//! One keep-alive connection: a request out, an answer in. As much of HTTP/1.1 as the servers measured here speak.

use std::io::{Error, ErrorKind, Result};
use std::net::SocketAddr;

use memchr::memmem;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

/// What a browser sends with every request, so that servers read as many headers as in life.
pub const BROWSER: &str = "User-Agent: Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0\r\n\
    Accept: text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8\r\n\
    Accept-Language: en-GB,en;q=0.7\r\n\
    Sec-Fetch-Dest: document\r\nSec-Fetch-Mode: navigate\r\nSec-Fetch-Site: same-origin\r\n";

/// A connection that is opened when it is first needed, and again when the server has closed it.
pub struct Connection {
    server: SocketAddr,
    stream: Option<TcpStream>,
    buffer: Vec<u8>,
}

/// An answer, still in the connection's buffer.
pub struct Answer<'a> {
    /// Its status.
    pub status: u16,
    head: &'a [u8],
    /// Its body.
    pub body: &'a [u8],
}

impl Connection {
    /// To this server.
    pub fn new(server: SocketAddr) -> Self {
        Self { server, stream: None, buffer: Vec::with_capacity(32 * 1024) }
    }

    /// Sends a request and reads the answer. A connection that the server closed between two requests is opened again.
    pub async fn ask(&mut self, request: &[u8]) -> Result<Answer<'_>> {
        let reused = self.stream.is_some();
        let mut read = self.exchange(request).await;
        if reused && read.as_ref().is_err_and(|why| why.kind() == ErrorKind::ConnectionReset) {
            read = self.exchange(request).await;
        }
        let (head, body) = read?;
        let head = &self.buffer[..head];
        Ok(Answer { status: status(head)?, head, body: &self.buffer[head.len()..head.len() + body] })
    }

    /// The lengths of head and body, which are in the buffer.
    async fn exchange(&mut self, request: &[u8]) -> Result<(usize, usize)> {
        // Taken out meanwhile: after an error there is none.
        let mut stream = match self.stream.take() {
            Some(stream) => stream,
            None => {
                let stream = TcpStream::connect(self.server).await?;
                stream.set_nodelay(true)?;
                stream
            }
        };
        stream.write_all(request).await.map_err(closed)?;
        self.buffer.clear();
        let mut seen = 0;
        let head = loop {
            self.more(&mut stream).await?;
            // What ends the head may have been cut in two.
            if let Some(at) = memmem::find(&self.buffer[seen..], b"\r\n\r\n") {
                break seen + at + 4;
            }
            seen = self.buffer.len().saturating_sub(3);
        };
        let (length, close) = framing(&self.buffer[..head])?;
        while self.buffer.len() < head + length {
            self.more(&mut stream).await?;
        }
        if !close {
            self.stream = Some(stream);
        }
        Ok((head, length))
    }

    async fn more(&mut self, stream: &mut TcpStream) -> Result<()> {
        match stream.read_buf(&mut self.buffer).await.map_err(closed)? {
            0 => Err(Error::new(ErrorKind::ConnectionReset, "closed by the server")),
            _ => Ok(()),
        }
    }
}

impl Answer<'_> {
    /// All values of a header; `name` in lower case.
    pub fn headers<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a str> {
        headers(self.head).filter(move |(found, _)| found.eq_ignore_ascii_case(name)).map(|(_, value)| value)
    }
}

fn closed(why: Error) -> Error {
    match why.kind() {
        ErrorKind::BrokenPipe => Error::new(ErrorKind::ConnectionReset, why),
        _ => why,
    }
}

fn status(head: &[u8]) -> Result<u16> {
    let number = head.get(9..12).and_then(|digits| std::str::from_utf8(digits).ok()).and_then(|text| text.parse().ok());
    number.ok_or_else(|| Error::new(ErrorKind::InvalidData, "no status"))
}

/// How long the body is, and whether the server closes after it. Every page measured here is sent whole, with its length.
fn framing(head: &[u8]) -> Result<(usize, bool)> {
    let (mut length, mut close) = (None, false);
    for (name, value) in headers(head) {
        if name.eq_ignore_ascii_case("content-length") {
            length = value.parse().ok();
        } else if name.eq_ignore_ascii_case("connection") {
            close = value.eq_ignore_ascii_case("close");
        }
    }
    let length = length.ok_or_else(|| Error::new(ErrorKind::InvalidData, "an answer without Content-Length"))?;
    Ok((length, close))
}

fn headers(head: &[u8]) -> impl Iterator<Item = (&str, &str)> {
    let head = std::str::from_utf8(head).unwrap_or_default();
    head.split("\r\n").skip(1).filter_map(|line| line.split_once(':')).map(|(name, value)| (name, value.trim()))
}
