//! Ports on loopback, and waiting with an end.

use std::fmt::Display;
use std::io::ErrorKind;
use std::net::{TcpListener, TcpStream, UdpSocket};
use std::sync::atomic::{AtomicU32, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use crate::Program;

const PAUSE: Duration = Duration::from_millis(20);

/// A port on loopback at which a real program is awaited.
#[derive(Debug)]
pub struct Listener {
    listener: TcpListener,
    patience: Duration,
}

impl Listener {
    /// Any free port.
    ///
    /// # Panics
    /// If there is none.
    #[must_use]
    pub fn new() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
        listener.set_nonblocking(true).expect("a socket that does not block");
        Self { listener, patience: Duration::from_secs(60) }
    }

    /// Its number.
    ///
    /// # Panics
    /// If the system does not tell.
    #[must_use]
    pub fn port(&self) -> u16 {
        self.listener.local_addr().expect("an address").port()
    }

    /// The next connection of `program`; `what` is said if none comes.
    ///
    /// # Panics
    /// If none comes in a minute, or the program has ended.
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
        panic!("nobody connects; expected: {what}");
    }

    /// A connection that waits, if one does.
    ///
    /// # Panics
    /// If the port is gone.
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

/// A port that nobody used a moment ago, neither of TCP nor of UDP, for a program that has to be told one. Zabbix
/// daemons take none above 32767.
///
/// # Panics
/// If there is none.
#[must_use]
pub fn free_port() -> u16 {
    static NEXT: AtomicU32 = AtomicU32::new(0);
    // Test programs that run at once start at different places.
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

/// Asks again and again until there is an answer.
///
/// # Panics
/// If there is none in a minute; `what` is said then.
pub fn wait_until<T>(what: &str, mut question: impl FnMut() -> Option<T>) -> T {
    let start = Instant::now();
    while start.elapsed() < Duration::from_secs(60) {
        if let Some(answer) = question() {
            return answer;
        }
        thread::sleep(10 * PAUSE);
    }
    panic!("waited in vain for: {what}");
}
