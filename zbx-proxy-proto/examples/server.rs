//! A small Zabbix server: accepts data from active proxies, agents and senders, prints
//! them and answers as a real server does.
//!
//! `cargo run --example zbx-server -- [127.0.0.1:10051 [VERSION]]`
//!
//! Proxies get the tables of [`Server`], which are empty here. Each connection carries one
//! exchange, as in the protocol, on a thread of its own; the state is locked only between
//! reading and writing.

use std::collections::BTreeMap;
use std::error::Error;
use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::Mutex;
use std::thread;
use std::time::{Duration, SystemTime};

use bytes::BytesMut;
use zbx_proxy_proto::session::{
    self, AgentPeer, Asked, ConfigDecision, ProxyAsked, ProxyPeer, Received, Revision, ValuesDecision,
};
use zbx_proxy_proto::{
    ActiveCheck, ActiveChecksAnswer, Answer, ConfigAnswer, ConfigUpdate, Frame, FrameDecoder, Limits,
    MacroSecrets, PlainConfig, Redirect, Request, Tables, Version,
};

#[cfg_attr(test, allow(dead_code, reason = "a test that includes this file does not call everything"))]
fn main() -> Result<(), Box<dyn Error>> {
    let mut arguments = std::env::args().skip(1);
    let address = arguments.next().unwrap_or_else(|| "127.0.0.1:10051".to_owned());
    let version: Version = arguments.next().as_deref().unwrap_or("7.0.4").parse()?;
    let listener = TcpListener::bind(address)?;
    println!("listening on {}", listener.local_addr()?);
    let server = Mutex::new(Server::new(version));
    thread::scope(|scope| {
        for stream in listener.incoming() {
            match stream {
                Ok(stream) => drop(scope.spawn(|| print(serve(&server, stream)))),
                // One connection's, such as too many open files: the others go on.
                Err(error) => {
                    println!("no connection: {error}");
                    thread::sleep(Duration::from_millis(100));
                }
            }
        }
    });
    Ok(())
}

#[cfg_attr(test, allow(dead_code, reason = "a test that includes this file does not call everything"))]
fn print(exchange: Result<Exchange, Box<dyn Error>>) {
    match exchange {
        Ok(exchange) => exchange.log.iter().for_each(|line| println!("{line}")),
        Err(error) => println!("connection failed: {error}"),
    }
}

/// Serves a connection of many: receives one frame and sends at most one.
#[cfg_attr(test, allow(dead_code, reason = "a test that includes this file does not call everything"))]
pub(crate) fn serve(server: &Mutex<Server>, mut stream: TcpStream) -> Result<Exchange, Box<dyn Error>> {
    let lock = || server.lock().map_err(|_| "another connection's thread has panicked");
    let Some(frame) = receive(&mut stream)? else { return Ok(Exchange::default()) };
    let (exchange, answer) = lock()?.handle(&frame);
    if let Some(answer) = answer
        && let Err(error) = send(&mut stream, &answer)
    {
        lock()?.not_sent(exchange.request.as_ref(), &answer);
        return Err(error);
    }
    Ok(exchange)
}

/// Receives one frame; `None` if the peer closes without one.
fn receive(stream: &mut TcpStream) -> Result<Option<Frame>, Box<dyn Error>> {
    stream.set_read_timeout(Some(TIMEOUT))?;
    let mut decoder = FrameDecoder::new().with_limits(LIMITS).with_single_frame(true);
    let mut src = BytesMut::new();
    loop {
        if let Some(frame) = decoder.decode(&mut src)? {
            return Ok(Some(frame));
        }
        let mut chunk = [0; 2048];
        match stream.read(&mut chunk)? {
            0 => return Ok(decoder.finish(&src).map(|()| None)?),
            length => src.extend_from_slice(&chunk[..length]),
        }
    }
}

fn send(stream: &mut TcpStream, frame: &Frame) -> Result<(), Box<dyn Error>> {
    stream.set_write_timeout(Some(TIMEOUT))?;
    let mut dst = BytesMut::new();
    frame.encode(&mut dst)?;
    Ok(stream.write_all(&dst)?)
}

/// The time that a peer has for each read and write.
const TIMEOUT: Duration = Duration::from_secs(30);

/// Bounds for a port that is open to all: a message of 10 000 rows has about 2 MiB.
const LIMITS: Limits = Limits::DEFAULT.with_frame_len(16 << 20).with_payload_len(16 << 20);

/// A server: its settings and the state of its proxies.
#[derive(Debug)]
pub(crate) struct Server {
    pub(crate) version: Version,
    /// The configuration for proxies at `revision`.
    pub(crate) tables: Tables<'static>,
    pub(crate) revision: u64,
    /// Changes since the previous revision.
    pub(crate) changes: Tables<'static>,
    /// Checks for agents.
    pub(crate) checks: Vec<ActiveCheck>,
    /// The address that agents and senders are sent to instead (7.0 and later).
    pub(crate) redirect: Option<Redirect>,
    /// True if values cannot be stored at the moment.
    pub(crate) cache_full: bool,
    /// State of each proxy, by name; here every name is known.
    pub(crate) proxies: BTreeMap<String, ProxyPeer>,
    /// State of each active agent, by host name.
    pub(crate) agents: BTreeMap<String, AgentPeer>,
}

/// Report of a connection.
#[derive(Debug, Default)]
pub(crate) struct Exchange {
    /// The request, if it could be decoded.
    #[allow(dead_code, reason = "this program prints only the log")]
    pub(crate) request: Option<Request<'static>>,
    /// Log lines.
    pub(crate) log: Vec<String>,
}

impl Server {
    pub(crate) fn new(version: Version) -> Self {
        Self {
            version,
            tables: Tables::default(),
            revision: 1,
            changes: Tables::default(),
            checks: vec![ActiveCheck::new("agent.ping", 1, "10s")],
            redirect: None,
            cache_full: false,
            proxies: BTreeMap::new(),
            agents: BTreeMap::new(),
        }
    }

    /// Serves the only connection: receives one frame and sends at most one.
    #[allow(dead_code, reason = "tests serve one connection after the other")]
    pub(crate) fn serve(&mut self, mut stream: TcpStream) -> Result<Exchange, Box<dyn Error>> {
        let Some(frame) = receive(&mut stream)? else { return Ok(Exchange::default()) };
        let (exchange, answer) = self.handle(&frame);
        if let Some(answer) = answer
            && let Err(error) = send(&mut stream, &answer)
        {
            self.not_sent(exchange.request.as_ref(), &answer);
            return Err(error);
        }
        Ok(exchange)
    }

    /// Handles the frame of a connection; returns the frame to send before it is closed.
    fn handle(&mut self, frame: &Frame) -> (Exchange, Option<Frame>) {
        let mut port = session::Server::new().with_limits(LIMITS);
        if let Some(redirect) = &self.redirect {
            port = port.with_redirect(redirect.clone());
        }
        let mut log = Vec::new();
        let (request, answer) = match port.receive(frame) {
            Received::Proxy(asked) => {
                (Some(asked.request().clone().into_owned()), self.answer_proxy(&asked, &mut log))
            }
            Received::Agent(asked) => {
                (Some(asked.request().clone().into_owned()), self.answer_other(&asked, &mut log))
            }
            Received::Answer { frame: answer, reason } => {
                log.push(format!("refused: {reason}"));
                // Only the tests want to know.
                let request = Request::decode(frame.payload(), &LIMITS).ok().map(Request::into_owned);
                (request, Some(answer))
            }
            Received::Close { reason } => {
                log.push(format!("refused: {reason}"));
                (None, None)
            }
        };
        (Exchange { request, log }, answer)
    }

    /// Records that an answer did not reach the proxy: its tasks go into the next one, and
    /// the next configuration is a full one.
    fn not_sent(&mut self, request: Option<&Request<'_>>, answer: &Frame) {
        let (name, is_data) = match request {
            Some(Request::ProxyData(data)) => (data.host.as_deref(), true),
            Some(Request::ProxyConfig(config)) => (config.host.as_deref(), false),
            _ => return,
        };
        let Some(peer) = name.and_then(|name| self.proxies.get_mut(name)) else { return };
        if !is_data {
            peer.config_failed();
        } else if let Ok(answer) = Answer::decode(answer.payload(), &Limits::DEFAULT) {
            peer.data_failed(answer);
        }
    }

    /// Returns the state of a proxy.
    pub(crate) fn proxy(&mut self, name: &str) -> &mut ProxyPeer {
        self.proxies.entry(name.to_owned()).or_insert_with(|| ProxyPeer::new(self.version))
    }

    fn answer_proxy(&mut self, asked: &ProxyAsked<'_>, log: &mut Vec<String>) -> Option<Frame> {
        let (name, revision, cache_full) = (asked.name().as_str(), self.revision, self.cache_full);
        match asked.request() {
            Request::ProxyHeartbeat(heartbeat) => {
                log.push(format!("proxy {name} is alive"));
                let peer = self.proxy(name);
                peer.handle_heartbeat(heartbeat).map(|answer| asked.answer(peer, &answer))
            }
            Request::ProxyConfig(config) => {
                let decision = self.proxy(name).handle_config_request(config, Revision::new(revision));
                let gets = match &decision {
                    ConfigDecision::Plain => "all".to_owned(),
                    ConfigDecision::Full { revision } => format!("all, revision {}", revision.config),
                    ConfigDecision::Delta { since, revision } => {
                        format!("what changed from revision {} to {}", since.config, revision.config)
                    }
                    ConfigDecision::Unchanged => "nothing new".to_owned(),
                    ConfigDecision::Refuse(answer) => format!("{:?}", answer.info),
                };
                log.push(format!("proxy {name} asks for its configuration: {gets}"));
                let answer = self.config(decision);
                Some(asked.configuration(self.proxy(name), &answer))
            }
            Request::ProxyData(data) => {
                let now = SystemTime::UNIX_EPOCH.elapsed().map_or(0, |elapsed| elapsed.as_secs());
                let peer = self.proxy(name);
                let decision = peer.handle_data(data, cache_full, now);
                for row in &decision.history {
                    log.push(format!(
                        "item {}: {}",
                        row.itemid,
                        row.value.as_deref().unwrap_or("(no value)")
                    ));
                }
                for row in &data.history.faulty {
                    log.push(format!("row {} skipped: {}", row.index, row.error));
                }
                // The rows are stored (here: logged). Only now they count as received.
                let answer = peer.commit(decision);
                Some(asked.answer(peer, &answer))
            }
            _ => None,
        }
    }

    fn config(&self, decision: ConfigDecision) -> ConfigAnswer<'static> {
        match decision {
            ConfigDecision::Refuse(answer) => ConfigAnswer::Failed(answer),
            ConfigDecision::Unchanged => ConfigAnswer::Unchanged,
            ConfigDecision::Plain => ConfigAnswer::Plain(PlainConfig {
                tables: self.tables.clone(),
                macro_secrets: Some(MacroSecrets::EMPTY),
            }),
            ConfigDecision::Delta { since, revision } if since.config + 1 == revision.config => {
                ConfigAnswer::Update(ConfigUpdate::delta(self.changes.clone(), revision.config))
            }
            // Only the last changes are kept.
            ConfigDecision::Full { revision } | ConfigDecision::Delta { revision, .. } => {
                ConfigAnswer::Update(ConfigUpdate::full(self.tables.clone(), revision.config))
            }
        }
    }

    /// Answers agents and senders, which use the same port.
    fn answer_other(&mut self, asked: &Asked<'_>, log: &mut Vec<String>) -> Option<Frame> {
        match asked.request() {
            Request::ActiveChecks(request) => {
                log.push(format!("agent {} asks what to check", request.host));
                Some(asked.answer(&ActiveChecksAnswer::checks(self.checks.clone())))
            }
            Request::SenderData(data) => {
                let decision = data.decide();
                store(&decision, log);
                Some(asked.answer(&decision.answer(0, "0.000000")))
            }
            Request::AgentData(data) => {
                // Older agents send their name with each value.
                let host =
                    data.host.as_deref().or(data.data.good.first().and_then(|row| row.host.as_deref()));
                let agent = self.agents.entry(host.unwrap_or("").to_owned()).or_default();
                let decision = agent.handle_data(data);
                store(&decision, log);
                Some(asked.answer(&agent.commit(decision, 0, "0.000000")))
            }
            other => {
                log.push(format!("no answer to {:?}", other.name()));
                None
            }
        }
    }
}

fn store(decision: &ValuesDecision<'_, '_>, log: &mut Vec<String>) {
    for value in &decision.values {
        log.push(format!("{:?} {:?}: {:?}", value.host, value.key, value.value));
    }
}
