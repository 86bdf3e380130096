//! The REGISTER examples over loopback, directly and through a proxy, then with
//! each message lost, repeated or altered once.
#![cfg(feature = "register")]
#![expect(clippy::duplicate_mod, reason = "each example brings the helpers that it needs to run by itself")]

#[path = "../examples/register_agent.rs"]
mod agent;
#[path = "../examples/register_proxy.rs"]
mod proxy;
#[path = "../examples/register_server.rs"]
mod server;

#[path = "../examples/support/http.rs"]
mod http;
#[path = "../examples/support/incoming.rs"]
mod incoming;

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering::SeqCst};
use std::thread::JoinHandle;
use std::time::Duration;

use glpi_proto::register::agent::{Agent, BackOff, Encryption, Registered};
use glpi_proto::register::server::Server;
use glpi_proto::register::{CommunicationKey, Token};
use glpi_proto::server::Outcome;
use glpi_proto::{AgentId, Body, Headers, Limits, Method, Outgoing};

const AGENT: AgentId = AgentId::from_bytes([0x5a; 16]);
const PROXY: AgentId = AgentId::from_bytes([0x70; 16]);
const HOUR: Duration = Duration::from_secs(3600);

/// A clock that stands still until somebody sleeps.
#[derive(Clone)]
struct Clock(Arc<AtomicU64>);

impl Clock {
    fn now(&self) -> Duration {
        Duration::from_secs(self.0.load(SeqCst))
    }

    fn sleep_until(&self, at: Duration) {
        self.0.fetch_max(at.as_secs() + u64::from(at.subsec_nanos() > 0), SeqCst);
    }
}

/// The harm done to one message.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Fault {
    Lose,
    Repeat,
    Alter,
    /// Alters the key and not the proof.
    AlterKey,
}

/// On which leg the fault is: before the proxy, if there is one, or after it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Leg {
    Agent,
    Server,
}

/// Does something to message number `at`: even numbers are requests, the odd
/// number after each is its answer.
struct Meddler {
    upstream: String,
    at: usize,
    fault: Option<Fault>,
    seen: usize,
    /// An answer to be given again.
    stale: Option<Answer>,
}

type Answer = (u16, Headers, Body);

impl Meddler {
    fn serve(mut self, listener: &tiny_http::Server) {
        for mut request in listener.incoming_requests() {
            let Ok((method, _, headers, body)) = incoming::read(&mut request) else {
                continue;
            };
            // An answer that is lost is the end of the connection.
            if let Some((status, headers, body)) = self.pass(method, headers, body) {
                let _ = incoming::respond(request, &Outcome { status, headers, body });
            }
        }
        assert!(self.seen > self.at, "message {} never came", self.at);
    }

    fn pass(&mut self, method: Method, mut headers: Headers, mut body: Body) -> Option<Answer> {
        let fault = self.due();
        match fault {
            Some(Fault::Lose) => {
                self.due();
                return None;
            }
            Some(Fault::Alter) => body = altered(&body, "challenge"),
            _ => {}
        }
        headers.content_type = body.content_type().cloned();
        let outgoing = Outgoing { method, headers, body };
        let mut answer = http::send(&self.upstream, &outgoing).ok()?;
        if fault == Some(Fault::Repeat) {
            http::send(&self.upstream, &outgoing).ok()?;
        }
        let stale = self.stale.take();
        match self.due() {
            Some(Fault::Lose) => return None,
            Some(Fault::Repeat) => self.stale = Some(answer.clone()),
            Some(Fault::Alter) => answer.2 = altered(&answer.2, "challenge"),
            Some(Fault::AlterKey) => answer.2 = altered(&answer.2, "crypto"),
            None => {}
        }
        answer.1.content_type = answer.2.content_type().cloned();
        Some(stale.unwrap_or(answer))
    }

    /// The fault, if it is this message's turn.
    fn due(&mut self) -> Option<Fault> {
        self.seen += 1;
        self.fault.filter(|_| self.seen - 1 == self.at)
    }
}

/// Another digit in the member, or something else that makes a difference.
fn altered(body: &Body, member: &str) -> Body {
    let text = body.open(&Limits::DEFAULT).unwrap().text().to_owned();
    let key = format!("\"{member}\":\"");
    let altered = match text.find(&key) {
        Some(at) => {
            let at = at + key.len();
            let digit = if text[at..].starts_with('0') { "1" } else { "0" };
            format!("{}{digit}{}", &text[..at], &text[at + 1..])
        }
        None => text.replace("example-", "somebody-").replace("\"pending\"", "\"perhaps\""),
    };
    assert_ne!(text, altered, "nothing to alter");
    Body::new(glpi_proto::ContentType::JSON, altered)
}

fn listen() -> (Arc<tiny_http::Server>, String) {
    let http = tiny_http::Server::http("127.0.0.1:0").expect("a free port");
    let address = http.server_addr().to_string();
    (Arc::new(http), address)
}

/// A server, perhaps a proxy, and perhaps somebody who meddles.
struct Site {
    clock: Clock,
    address: String,
    server: JoinHandle<Server>,
    others: Vec<JoinHandle<()>>,
    listeners: Vec<Arc<tiny_http::Server>>,
}

fn token() -> Token {
    "5d0c8a41-77f0-4f3e-9b1c-2e6ad81f9004".parse().unwrap()
}

impl Site {
    fn new(with_proxy: bool, fault: Option<(Leg, usize, Fault)>) -> Self {
        let clock = Clock(Arc::new(AtomicU64::new(1_700_000_000)));
        let (http, address) = listen();
        let server = std::thread::spawn({
            let (http, clock) = (Arc::clone(&http), clock.clone());
            move || server::Running::new(token()).serve(&http, &|| clock.now())
        });
        let mut site = Self { clock, address, server, others: Vec::new(), listeners: vec![http] };
        site.meddle(fault.filter(|(leg, ..)| *leg == Leg::Server));
        if with_proxy {
            let (listener, address) = listen();
            let running = proxy::Running::new(PROXY, &std::mem::replace(&mut site.address, address));
            let clock = site.clock.clone();
            site.spawn(listener, move |listener| running.serve(listener, &|| clock.now()));
        }
        site.meddle(fault.filter(|(leg, ..)| *leg == Leg::Agent));
        site
    }

    fn meddle(&mut self, fault: Option<(Leg, usize, Fault)>) {
        let Some((_, at, fault)) = fault else { return };
        let (listener, address) = listen();
        let upstream = std::mem::replace(&mut self.address, address);
        let meddler = Meddler { upstream, at, fault: Some(fault), seen: 0, stale: None };
        self.spawn(listener, move |listener| meddler.serve(listener));
    }

    fn spawn(
        &mut self,
        listener: Arc<tiny_http::Server>,
        run: impl FnOnce(&tiny_http::Server) + Send + 'static,
    ) {
        self.listeners.push(Arc::clone(&listener));
        self.others.push(std::thread::spawn(move || run(&listener)));
    }

    fn run(&self, last: Option<&Registered>) -> Result<Registered, BackOff> {
        let client = agent::Client {
            address: self.address.clone(),
            agent: Agent::with_token(AGENT, token(), Encryption::Required).unwrap(),
            now: &|| self.clock.now(),
            sleep_until: &|at| self.clock.sleep_until(at),
        };
        client.register(last)
    }

    /// Stops everything and returns what the server knows.
    fn finish(self) -> (Server, Duration) {
        // From the agent's end, so that nobody waits for who is gone already.
        for listener in self.listeners.iter().rev() {
            listener.unblock();
        }
        for other in self.others {
            other.join().expect("everybody ends well");
        }
        (self.server.join().expect("a server that ends well"), self.clock.now())
    }
}

fn agree(registered: &Registered, server: &Server, now: Duration) -> bool {
    let (own, theirs) = (registered.key(now), server.key(AGENT, AGENT, now));
    own.map(CommunicationKey::expose) == theirs.map(CommunicationKey::expose) && own.is_some()
}

#[test]
fn agent_and_server_register_directly_and_renew() {
    let site = Site::new(false, None);
    let first = site.run(None).expect("registered");
    site.clock.sleep_until(first.lifetime().next_attempt());
    let second = site.run(Some(&first)).expect("registered again");
    let (server, now) = site.finish();
    assert!(second.is_proven() && agree(&second, &server, now) && !agree(&first, &server, now));
    assert_eq!((server.registrations(), server.pending()), (1, 0));
}

#[test]
fn agent_and_server_register_through_a_proxy() {
    let site = Site::new(true, None);
    let registered = site.run(None).expect("registered");
    let (server, now) = site.finish();
    assert!(registered.is_proven() && agree(&registered, &server, now));
    // Twice the proxy had no answer yet and asked for ten seconds.
    assert_eq!(now, Duration::from_secs(1_700_000_020));
}

/// The end of the first run.
#[derive(Debug, PartialEq, Eq)]
enum End {
    Registered,
    /// Registered, with a key that the server does not have: the draft's limit.
    OtherKey,
    /// An attempt without an answer.
    BackOff,
    /// An error, an hour of silence.
    Silence,
}

/// One run with a fault, then as many as it takes.
fn with_fault(with_proxy: bool, leg: Leg, at: usize, fault: Fault) -> End {
    let site = Site::new(with_proxy, Some((leg, at, fault)));
    let first = site.run(None);
    let mut last = first.as_ref().ok().cloned();
    let mut rest = first.as_ref().err().copied();
    // An answer that comes again comes in the next run at the latest.
    for _ in 0..3 {
        let next = rest.map(|rest| rest.until());
        site.clock.sleep_until(next.or(last.as_ref().map(|last| last.lifetime().next_attempt())).unwrap());
        match site.run(last.as_ref()) {
            Ok(registered) => (last, rest) = (Some(registered), None),
            Err(again) => rest = Some(again),
        }
    }
    let then = site.clock.now();
    let (server, _) = site.finish();
    let last = last.unwrap_or_else(|| panic!("{leg:?} {at} {fault:?}: never registered"));
    assert!(rest.is_none() && last.is_proven() && agree(&last, &server, then), "{leg:?} {at} {fault:?}");
    match first {
        Ok(_) if fault == Fault::AlterKey => End::OtherKey,
        Ok(registered) => {
            assert!(registered.is_proven());
            End::Registered
        }
        Err(rest) if rest.is_silent() => {
            assert!(rest.until() >= Duration::from_secs(1_700_000_000) + HOUR, "an hour, as the error says");
            End::Silence
        }
        Err(_) => End::BackOff,
    }
}

#[test]
fn each_message_lost_repeated_or_altered_directly() {
    // Messages: 0 hello, 1 challenge, 2 proof, 3 the server's proof.
    for (at, fault, end) in [
        (0, Fault::Lose, End::BackOff),
        (1, Fault::Lose, End::BackOff),
        (2, Fault::Lose, End::BackOff),
        (3, Fault::Lose, End::BackOff),
        (0, Fault::Repeat, End::Registered),
        // The challenge again in the place of the last answer: the agent takes it
        // for a wait and proves again, with an answer that has been used.
        (1, Fault::Repeat, End::Silence),
        (2, Fault::Repeat, End::Registered),
        (3, Fault::Repeat, End::Registered),
        // Nothing protects the first message.
        (0, Fault::Alter, End::Registered),
        (1, Fault::Alter, End::Silence),
        (2, Fault::Alter, End::Silence),
        (3, Fault::Alter, End::Silence),
        (3, Fault::AlterKey, End::OtherKey),
    ] {
        assert_eq!(with_fault(false, Leg::Server, at, fault), end, "message {at}, {fault:?}");
    }
}

#[test]
fn each_message_lost_repeated_or_altered_behind_a_proxy() {
    for fault in [Fault::Lose, Fault::Repeat, Fault::Alter] {
        for at in 0..4 {
            with_fault(true, Leg::Server, at, fault);
        }
    }
}

#[test]
fn each_message_lost_repeated_or_altered_before_a_proxy() {
    // 0 hello, 1 pending, 2 hello, 3 challenge, 4 proof, 5 pending, 6 proof, 7 the
    // server's proof.
    for fault in [Fault::Lose, Fault::Repeat, Fault::Alter] {
        for at in 0..8 {
            with_fault(true, Leg::Agent, at, fault);
        }
    }
}
