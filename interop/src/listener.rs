//! Ports on loopback, and waiting with a timeout.

use std::fmt::Display;
use std::io::ErrorKind;
use std::net::{TcpListener, TcpStream, UdpSocket};
use std::sync::atomic::{AtomicU32, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use crate::Program;

const PAUSE: Duration = Duration::from_millis(20);

/// A port on loopback on which a real program is expected to connect.
#[derive(Debug)]
pub struct Listener {
    listener: TcpListener,
    patience: Duration,
}

impl Listener {
    /// Listens on any free port.
    ///
    /// # Panics
    /// If there is none.
    #[must_use]
    pub fn new() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
        listener.set_nonblocking(true).expect("a socket that does not block");
        Self { listener, patience: Duration::from_secs(60) }
    }

    /// Returns the port number.
    ///
    /// # Panics
    /// If the system does not report it.
    #[must_use]
    pub fn port(&self) -> u16 {
        self.listener.local_addr().expect("an address").port()
    }

    /// Waits for the next connection of `program`; `what` is part of the panic message.
    ///
    /// # Panics
    /// If there is no connection within a minute, or the program has ended.
    #[must_use]
    pub fn accept(&self, program: &mut Program, what: &dyn Display) -> TcpStream {
        let start = Instant::now();
        while start.elapsed() < self.patience {
            let ended = program.has_ended();
            if let Some(stream) = self.poll() {
                return stream;
            }
            assert!(!ended, "the program has ended; expected: {what}");
            thread::sleep(PAUSE);
        }
        panic!("no connection; expected: {what}");
    }

    /// Returns a pending connection, if there is one.
    ///
    /// # Panics
    /// If accepting fails.
    #[must_use]
    pub fn poll(&self) -> Option<TcpStream> {
        match self.listener.accept() {
            Ok((stream, _)) => {
                stream.set_nonblocking(false).expect("a socket that blocks");
                Some(stream)
            }
            Err(error) if error.kind() == ErrorKind::WouldBlock => None,
            Err(error) => panic!("{error}"),
        }
    }
}

impl Default for Listener {
    fn default() -> Self {
        Self::new()
    }
}

/// Returns a port that is free for TCP and UDP, for a program that needs a fixed port. At most
/// 32767, as Zabbix daemons require.
///
/// # Panics
/// If there is none.
#[must_use]
pub fn free_port() -> u16 {
    static NEXT: AtomicU32 = AtomicU32::new(0);
    // Test programs that run at the same time start at different ports.
    let start = std::process::id().wrapping_mul(97);
    let mut candidates = (0..10_000_u32).map(|_| {
        let place = start.wrapping_add(NEXT.fetch_add(1, Ordering::Relaxed));
        20_000 + u16::try_from(place % 10_000).unwrap_or_default()
    });
    let is_free = |port: &u16| {
        TcpListener::bind(("127.0.0.1", *port)).is_ok() && UdpSocket::bind(("127.0.0.1", *port)).is_ok()
    };
    candidates.find(is_free).expect("a free port")
}

/// Repeats the question until there is an answer.
///
/// # Panics
/// If there is no answer within a minute; the message contains `what`.
pub fn wait_until<T>(what: &str, mut question: impl FnMut() -> Option<T>) -> T {
    let start = Instant::now();
    while start.elapsed() < Duration::from_secs(60) {
        if let Some(answer) = question() {
            return answer;
        }
        thread::sleep(10 * PAUSE);
    }
    panic!("timeout while waiting for: {what}");
}
