//! Ports of this machine for the servers that a test starts.

use std::net::TcpListener;
use std::process;
use std::sync::OnceLock;
use std::sync::atomic::{AtomicU16, Ordering};

/// Below what systems hand out by themselves (Linux from 32,768 on): a port from there, once let go of so
/// that the server can take it, could go to a connection of another test in between.
const FIRST: u16 = 12_000;
const COUNT: u16 = 20_000;

/// Where nothing listens, and which nobody else in this program is given.
pub(crate) fn free_port() -> u16 {
    static NEXT: OnceLock<AtomicU16> = OnceLock::new();
    // Two runs beside each other begin in two places.
    let next = NEXT.get_or_init(|| AtomicU16::new(u16::try_from(process::id() * 97 % u32::from(COUNT)).unwrap_or(0)));
    (0..COUNT)
        .map(|_| FIRST + next.fetch_add(1, Ordering::Relaxed) % COUNT)
        .find(|port| TcpListener::bind(("127.0.0.1", *port)).is_ok())
        .expect("a free port")
}
