//! A proxy between agents and a server, or another proxy.
//!
//! `cargo run --example glpi-proxy -- 127.0.0.1:62354 127.0.0.1:8080`

#[path = "support/http.rs"]
mod http;
#[path = "support/incoming.rs"]
mod incoming;

use std::hash::{BuildHasher, RandomState};
use std::net::IpAddr;
use std::sync::mpsc::{Receiver, Sender, channel};
use std::time::{Duration, Instant};

use glpi_proto::proxy::{Proxy, Upstream};
use glpi_proto::{AgentId, Body, Compat, Headers, Limits, Outgoing, RequestId};

/// The work that a proxy has done.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub(crate) struct Done {
    /// The number of requests that it forwarded.
    pub(crate) forwarded: usize,
    /// The number of times that it waited because upstream was pending.
    pub(crate) waited: usize,
}

type Answer = (RequestId, Option<(u16, Headers, Body)>);

/// The proxy's surroundings.
pub(crate) struct Running {
    proxy: Proxy,
    upstream: String,
    /// Waiting is divided by this: 1 but for tests.
    hurry: u32,
    started: Instant,
    answers: (Sender<Answer>, Receiver<Answer>),
    timers: Vec<(Instant, RequestId)>,
    done: Done,
}

impl Running {
    /// A proxy that forwards to `upstream`.
    pub(crate) fn new(id: AgentId, upstream: &str, hurry: u32) -> Self {
        Self {
            proxy: Proxy::new(id, Limits::DEFAULT, Compat::Documented).with_user_agent("example-proxy/1.0"),
            upstream: upstream.to_owned(),
            hurry,
            started: Instant::now(),
            answers: channel(),
            timers: Vec::new(),
            done: Done::default(),
        }
    }

    /// Answers requests until `stop` says so.
    pub(crate) fn serve(mut self, listener: &tiny_http::Server, stop: impl Fn() -> bool) -> Done {
        while !stop() {
            if let Ok(Some(request)) = listener.recv_timeout(Duration::from_millis(5)) {
                self.take(request);
            }
            while let Ok((id, answer)) = self.answers.1.try_recv() {
                let now = self.now();
                let next = match answer {
                    Some((status, headers, body)) => {
                        self.proxy.handle_upstream(id, status, &headers, &body, now)
                    }
                    None => self.proxy.handle_failure(id, now),
                };
                self.act(id, next);
            }
            while let Some(at) = self.timers.iter().position(|(due, _)| *due <= Instant::now()) {
                let (_, id) = self.timers.swap_remove(at);
                if let Some(outgoing) = self.proxy.handle_timeout(id) {
                    self.send(id, outgoing);
                }
            }
        }
        self.done
    }

    fn now(&self) -> Duration {
        self.started.elapsed()
    }

    fn take(&mut self, mut request: tiny_http::Request) {
        let Ok((method, query, headers, body)) = incoming::read(&mut request) else {
            return;
        };
        let now = self.now();
        // All of one address share its places.
        let source = match request.remote_addr().map(std::net::SocketAddr::ip) {
            Some(IpAddr::V4(address)) => u128::from(address.to_bits()),
            Some(IpAddr::V6(address)) => address.to_bits() >> 64 << 64,
            None => 0,
        };
        let mut source = self.proxy.from_source(source);
        let handled = source.handle_request(method, query.as_deref(), &headers, &body, now, random());
        if let Err(error) = incoming::respond(request, &handled.answer) {
            eprintln!("an agent went away: {error}");
        }
        if let Some(forward) = handled.forward {
            self.done.forwarded += 1;
            self.send(forward.id, forward.outgoing);
        }
    }

    fn act(&mut self, id: RequestId, next: Upstream) {
        match next {
            Upstream::Send(outgoing) => self.send(id, outgoing),
            Upstream::Wait(delay) => {
                self.done.waited += 1;
                self.timers.push((Instant::now() + delay / self.hurry, id));
            }
            Upstream::Kept | Upstream::Dropped => {}
        }
    }

    fn send(&self, id: RequestId, outgoing: Outgoing) {
        let (upstream, answers) = (self.upstream.clone(), self.answers.0.clone());
        std::thread::spawn(move || {
            let answer = http::send(&upstream, &outgoing);
            if let Err(error) = &answer {
                eprintln!("{upstream} does not answer: {error}");
            }
            // The proxy may have stopped meanwhile.
            let _ = answers.send((id, answer.ok()));
        });
    }
}

/// Four random bytes, out of what the standard library seeds its hashes with.
fn random() -> [u8; 4] {
    let bytes = RandomState::new().hash_one(Instant::now()).to_be_bytes();
    [bytes[0], bytes[1], bytes[2], bytes[3]]
}

#[allow(dead_code, reason = "the test that runs the examples has a main of its own")]
fn main() {
    let mut arguments = std::env::args().skip(1);
    let address = arguments.next().unwrap_or_else(|| "127.0.0.1:62354".to_owned());
    let upstream = arguments.next().unwrap_or_else(|| "127.0.0.1:8080".to_owned());
    let listener = tiny_http::Server::http(&address).expect("an address to listen on");
    println!("forwarding from {} to {upstream}", listener.server_addr());
    let id = AgentId::from_bytes([0x70; 16]);
    Running::new(id, &upstream, 1).serve(&listener, || false);
}
