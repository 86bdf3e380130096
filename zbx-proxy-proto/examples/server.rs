//! A small Zabbix server: accepts data from active proxies, agents and senders, prints
//! them and answers as a real server does.
//!
//! `cargo run --example zbx-server -- 127.0.0.1:10051`
//!
//! Proxies get the tables of [`Server`], which are empty here. Connections are served one
//! after the other; each carries one exchange, as in the protocol.

use std::collections::BTreeMap;
use std::error::Error;
use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::time::{Duration, SystemTime};

use bytes::BytesMut;
use zbx_proxy_proto::session::{ConfigDecision, ProxyPeer, Revision, answer_to, invalid_proxy_name};
use zbx_proxy_proto::{
    ActiveCheck, ActiveChecksAnswer, AgentValue, Answer, ConfigAnswer, ConfigUpdate, Counts, Flags, Frame,
    FrameDecoder, Limits, MacroSecrets, PlainConfig, ProxyName, Redirect, Request, Rows, Tables, Version,
};

#[cfg_attr(test, allow(dead_code, reason = "a test that includes this file does not call everything"))]
fn main() -> Result<(), Box<dyn Error>> {
    let address = std::env::args().nth(1).unwrap_or_else(|| "127.0.0.1:10051".to_owned());
    let listener = TcpListener::bind(address)?;
    println!("listening on {}", listener.local_addr()?);
    let mut server = Server::new(Version::new(7, 0, 4));
    for stream in listener.incoming() {
        match server.serve(stream?) {
            Ok(exchange) => exchange.log.iter().for_each(|line| println!("{line}")),
            Err(error) => println!("connection failed: {error}"),
        }
    }
    Ok(())
}

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
        }
    }

    /// Serves a connection: receives one frame and sends at most one.
    pub(crate) fn serve(&mut self, mut stream: TcpStream) -> Result<Exchange, Box<dyn Error>> {
        stream.set_read_timeout(Some(Duration::from_secs(30)))?;
        let mut decoder = FrameDecoder::new().with_single_frame(true);
        let mut src = BytesMut::new();
        let frame = loop {
            if let Some(frame) = decoder.decode(&mut src)? {
                break frame;
            }
            let mut chunk = [0; 2048];
            match stream.read(&mut chunk)? {
                0 => {
                    decoder.finish(&src)?;
                    return Ok(Exchange::default());
                }
                length => src.extend_from_slice(&chunk[..length]),
            }
        };
        let mut log = Vec::new();
        let (request, answer) = match Request::decode(frame.payload(), &Limits::DEFAULT) {
            Ok(request) => {
                let answer = self.answer(&request, frame.flags(), &mut log);
                (Some(request.into_owned()), answer)
            }
            Err(error) => {
                log.push(format!("refused: {error}"));
                let answer = answer_to(&error, frame.flags());
                (None, answer.map(|(answer, flags)| Frame::from(&answer).like(flags)))
            }
        };
        if let Some(answer) = answer {
            let mut dst = BytesMut::new();
            answer.encode(&mut dst)?;
            if let Err(error) = stream.write_all(&dst) {
                self.not_sent(request.as_ref(), &answer);
                return Err(error.into());
            }
        }
        Ok(Exchange { request, log })
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

    fn answer(&mut self, request: &Request<'_>, flags: Flags, log: &mut Vec<String>) -> Option<Frame> {
        let name = match request {
            Request::ProxyData(data) => data.host.as_deref(),
            Request::ProxyConfig(config) => config.host.as_deref(),
            Request::ProxyHeartbeat(heartbeat) => Some(heartbeat.host.as_str()),
            _ => return self.answer_neighbour(request, log).map(|answer| answer.like(flags)),
        };
        let name = match name.unwrap_or("").parse::<ProxyName>() {
            Ok(known) => known.to_string(),
            Err(error) => return Some(Frame::from(&invalid_proxy_name(name, &error)).like(flags)),
        };
        let (frame, answer) = self.answer_proxy(&name, request, log)?;
        let flags: Flags = self.proxy(&name).answer_flags(request, flags, answer.as_ref());
        Some(frame.like(flags))
    }

    /// Returns the frame to send and, unless it is a configuration, the answer in it.
    fn answer_proxy(
        &mut self,
        name: &str,
        request: &Request<'_>,
        log: &mut Vec<String>,
    ) -> Option<(Frame, Option<Answer>)> {
        let (revision, cache_full) = (self.revision, self.cache_full);
        let peer = self.proxy(name);
        match request {
            Request::ProxyHeartbeat(heartbeat) => {
                log.push(format!("proxy {name} is alive"));
                peer.handle_heartbeat(heartbeat).map(|answer| (Frame::from(&answer), Some(answer)))
            }
            Request::ProxyConfig(config) => {
                let decision = peer.handle_config_request(config, Revision::new(revision));
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
                let frame = Frame::from(&answer);
                Some((frame, if let ConfigAnswer::Failed(answer) = answer { Some(answer) } else { None }))
            }
            Request::ProxyData(data) => {
                let now = SystemTime::UNIX_EPOCH.elapsed().map_or(0, |elapsed| elapsed.as_secs());
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
                Some((Frame::from(&answer), Some(answer)))
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
    fn answer_neighbour(&self, request: &Request<'_>, log: &mut Vec<String>) -> Option<Frame> {
        match (request, &self.redirect) {
            (Request::ActiveChecks(request), redirect) => {
                log.push(format!("agent {} asks what to check", request.host));
                Some(Frame::from(&match redirect {
                    Some(redirect) => ActiveChecksAnswer::redirected(redirect.clone()),
                    None => ActiveChecksAnswer::checks(self.checks.clone()),
                }))
            }
            (
                Request::SenderData(_) | Request::AgentData(_) | Request::ActiveCheckHeartbeat(_),
                Some(redirect),
            ) => {
                log.push(format!("{} is sent to {:?}", request.name(), redirect.address));
                Some(Frame::from(&Answer::redirected(redirect.clone())))
            }
            (Request::SenderData(data), None) => Some(Frame::from(&count(&data.data, log))),
            (Request::AgentData(data), None) => Some(Frame::from(&count(&data.data, log))),
            (other, _) => {
                log.push(format!("no answer to {:?}", other.name()));
                None
            }
        }
    }
}

fn count(rows: &Rows<'_, AgentValue<'_>>, log: &mut Vec<String>) -> Answer {
    for value in &rows.good {
        log.push(format!("{:?} {:?}: {:?}", value.host, value.key, value.value));
    }
    let (processed, failed) = (rows.good.len(), rows.faulty.len() + rows.skipped);
    let counts = Counts {
        processed: processed as u64,
        failed: failed as u64,
        total: (processed + failed) as u64,
        seconds_spent: "0.000000".into(),
    };
    Answer::success().with_info(counts.to_string())
}
