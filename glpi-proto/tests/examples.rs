//! The examples, talking to each other over loopback.

#![expect(clippy::duplicate_mod, reason = "each example brings the helpers that it needs to run by itself")]

#[path = "../examples/agent.rs"]
mod agent;
#[path = "../examples/proxy.rs"]
mod proxy;
#[path = "../examples/server.rs"]
mod server;

use std::io::{Read, Write};
use std::net::TcpStream;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread::JoinHandle;
use std::time::Duration;

use agent::Agent;
use glpi_proto::{AgentId, Content, Limits, Reply, Status, Task};
use proxy::Running;

const AGENT: AgentId = AgentId::from_bytes([0x5a; 16]);
const DEVICE: &str = "example-2025-01-01-00-00-00";
/// Seconds become tens of milliseconds.
const HURRY: u32 = 100;

fn listen() -> (Arc<tiny_http::Server>, String) {
    let http = tiny_http::Server::http("127.0.0.1:0").expect("a free port");
    let address = http.server_addr().to_string();
    (Arc::new(http), address)
}

struct Site {
    http: Arc<tiny_http::Server>,
    server: JoinHandle<server::Seen>,
    proxies: Vec<JoinHandle<proxy::Done>>,
    stop: Arc<AtomicBool>,
    /// The address to which the agent sends.
    address: String,
}

impl Site {
    /// A server with this number of proxies before it, in a row.
    fn with_proxies(count: u8) -> Self {
        let (http, mut address) = listen();
        let server = std::thread::spawn({
            let http = Arc::clone(&http);
            move || server::serve(&http, &Reply::default())
        });
        let stop = Arc::new(AtomicBool::new(false));
        let mut proxies = Vec::new();
        for index in 0..count {
            let (listener, own) = listen();
            let running = Running::new(AgentId::from_bytes([index + 1; 16]), &address, HURRY);
            let stop = Arc::clone(&stop);
            proxies
                .push(std::thread::spawn(move || running.serve(&listener, || stop.load(Ordering::Relaxed))));
            address = own;
        }
        Self { http, server, proxies, stop, address }
    }

    fn finish(self) -> (server::Seen, Vec<proxy::Done>) {
        self.stop.store(true, Ordering::Relaxed);
        let proxies =
            self.proxies.into_iter().map(|proxy| proxy.join().expect("a proxy that ends well")).collect();
        self.http.unblock();
        (self.server.join().expect("a server that ends well"), proxies)
    }
}

fn talk(proxies: u8) -> (server::Seen, Vec<proxy::Done>) {
    let site = Site::with_proxies(proxies);
    let wait = |delay: Duration| std::thread::sleep(delay / HURRY);
    let agent = Agent { address: site.address.clone(), id: AGENT, wait: &wait };
    let answer = agent.say_hello().expect("an answer to CONTACT");
    assert_eq!(answer.status, Some(Status::Ok));
    assert!(answer.tasks.as_ref().is_some_and(|tasks| tasks.config(&Task::Inventory).is_some()));
    assert!(answer.disables(&Task::Deploy, false));
    let content = format!(r#"{{"versionclient":"{}"}}"#, "x".repeat(100_000));
    let sent = Content::parse(&content, &Limits::DEFAULT).expect("JSON");
    let answered = agent.send_inventory(sent).expect("an answer to the inventory");
    assert_eq!(answered.status, 200);
    assert_eq!(answered.headers.agent_id, Some(AGENT));
    let (seen, done) = site.finish();
    assert_eq!(seen.inventories, [(DEVICE.to_owned(), content.len())]);
    assert_eq!(seen.proxies, usize::from(proxies));
    (seen, done)
}

#[test]
fn agent_and_server_talk_directly() {
    let (seen, _) = talk(0);
    assert_eq!(seen.contacts, [DEVICE, DEVICE], "a PROLOG, and CONTACT in the next run");
}

#[test]
fn agent_and_server_talk_through_a_proxy() {
    let (seen, done) = talk(1);
    assert_eq!(seen.contacts, [DEVICE], "the proxy asked for CONTACT at once");
    assert_eq!(done, [proxy::Done { forwarded: 2, waited: 0 }]);
}

#[test]
fn agent_and_server_talk_through_two_proxies_of_which_one_is_pending() {
    let (_, done) = talk(2);
    // The first in the list is the one next to the server.
    assert_eq!(done[0], proxy::Done { forwarded: 2, waited: 0 });
    assert_eq!(done[1].forwarded, 2);
    assert!(done[1].waited >= 2, "it had to wait for the other: {done:?}");
}

#[test]
fn an_unreachable_server_is_reported_through_the_proxy() {
    let (listener, address) = listen();
    let (gone, nowhere) = listen();
    drop(gone);
    let stop = Arc::new(AtomicBool::new(false));
    let running = Running::new(AgentId::from_bytes([1; 16]), &nowhere, HURRY);
    let proxy = std::thread::spawn({
        let stop = Arc::clone(&stop);
        move || running.serve(&listener, || stop.load(Ordering::Relaxed))
    });
    let wait = |delay: Duration| std::thread::sleep(delay / HURRY);
    let error = Agent { address, id: AGENT, wait: &wait }.say_hello().expect_err("no server").to_string();
    stop.store(true, Ordering::Relaxed);
    proxy.join().expect("a proxy that ends well");
    assert_eq!(error, "refused with HTTP 502: \"server0 forward failure\"");
}

// GLPI-157
#[test]
fn the_server_answers_a_prolog_in_json() {
    let site = Site::with_proxies(0);
    let body = r#"{"action":"prolog","deviceid":"d"}"#;
    let head = "POST / HTTP/1.1\r\nHost: example\r\nConnection: close\r\nContent-Type: application/json\r\n";
    let mut stream = TcpStream::connect(&site.address).expect("a server that listens");
    stream.set_read_timeout(Some(Duration::from_secs(20))).expect("a timeout");
    write!(stream, "{head}Content-Length: {}\r\n\r\n{body}", body.len()).expect("a request sent");
    let mut answer = String::new();
    stream.read_to_string(&mut answer).expect("an answer");
    assert!(answer.starts_with("HTTP/1.1 200"), "{answer}");
    assert!(answer.ends_with(r#"{"PROLOG_FREQ":24,"RESPONSE":"SEND"}"#), "{answer}");
    assert_eq!(site.finish().0.contacts, ["d"]);
}
