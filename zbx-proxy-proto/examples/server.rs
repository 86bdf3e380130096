//! A small Zabbix server: takes what active proxies, agents and senders push to its
//! port, prints it and answers as a real server of 7.0 does.
//!
//! `cargo run --example zbx-server -- 127.0.0.1:10051`
//!
//! It knows no configuration: proxies get an empty one. It serves one connection
//! after the other and each carries one exchange, as the protocol has it.

use std::collections::BTreeMap;
use std::error::Error;
use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::time::{Duration, SystemTime};

use bytes::BytesMut;
use zbx_proxy_proto::session::{ConfigDecision, ProxyPeer, answer_to, invalid_proxy_name};
use zbx_proxy_proto::{
    ActiveCheck, ActiveChecksAnswer, Answer, ConfigAnswer, ConfigUpdate, Counts, Flags, Frame, FrameDecoder,
    ProxyName, Request, Rows, Tables, Version,
};

const VERSION: Version = Version::new(7, 0, 4);
const CONFIG_REVISION: u64 = 1;

#[cfg_attr(test, allow(dead_code, reason = "a test calls what it calls"))]
fn main() -> Result<(), Box<dyn Error>> {
    let address = std::env::args().nth(1).unwrap_or_else(|| "127.0.0.1:10051".to_owned());
    let listener = TcpListener::bind(address)?;
    println!("listening on {}", listener.local_addr()?);
    // One state for each proxy; any name is welcome here.
    let mut proxies = BTreeMap::new();
    for stream in listener.incoming() {
        if let Err(error) = serve(stream?, &mut proxies, &mut |line| println!("{line}")) {
            println!("connection failed: {error}");
        }
    }
    Ok(())
}

/// One connection: one frame in, at most one out. `log` gets what happened, by lines.
pub(crate) fn serve(
    mut stream: TcpStream,
    proxies: &mut BTreeMap<String, ProxyPeer>,
    log: &mut dyn FnMut(String),
) -> Result<(), Box<dyn Error>> {
    stream.set_read_timeout(Some(Duration::from_secs(30)))?;
    let mut decoder = FrameDecoder::new().with_single_frame(true);
    let mut src = BytesMut::new();
    let frame = loop {
        if let Some(frame) = decoder.decode(&mut src)? {
            break frame;
        }
        let mut chunk = [0; 2048];
        match stream.read(&mut chunk)? {
            0 => return Ok(decoder.finish(&src)?),
            length => src.extend_from_slice(&chunk[..length]),
        }
    };
    let Some(answer) = answer(&frame, proxies, log) else { return Ok(()) };
    let mut dst = BytesMut::new();
    answer.encode(&mut dst)?;
    stream.write_all(&dst)?;
    Ok(())
}

fn answer(
    frame: &Frame,
    proxies: &mut BTreeMap<String, ProxyPeer>,
    log: &mut dyn FnMut(String),
) -> Option<Frame> {
    let request = match Request::decode(frame.payload()) {
        Ok(request) => request,
        Err(error) => {
            log(format!("refused: {error}"));
            return answer_to(&error).map(|answer| Frame::from(&answer));
        }
    };
    let name = match &request {
        Request::ProxyData(data) => data.host.as_deref(),
        Request::ProxyConfig(config) => config.host.as_deref(),
        Request::ProxyHeartbeat(heartbeat) => Some(heartbeat.host.as_str()),
        _ => return answer_neighbour(&request, log).map(|answer| answer.like(frame.flags())),
    };
    let peer = match name.unwrap_or("").parse::<ProxyName>() {
        Ok(known) => proxies.entry(known.to_string()).or_insert_with(|| ProxyPeer::new(VERSION)),
        Err(error) => return Some(Frame::from(&invalid_proxy_name(name, &error)).like(frame.flags())),
    };
    let (answer, success) = answer_proxy(peer, &request, log)?;
    let flags: Flags = peer.answer_flags(&request, frame.flags(), success);
    Some(answer.like(flags))
}

fn answer_proxy(
    peer: &mut ProxyPeer,
    request: &Request<'_>,
    log: &mut dyn FnMut(String),
) -> Option<(Frame, bool)> {
    match request {
        Request::ProxyHeartbeat(heartbeat) => {
            log(format!("proxy {} is alive", heartbeat.host));
            peer.handle_heartbeat(heartbeat).map(|answer| (Frame::from(&answer), true))
        }
        Request::ProxyConfig(config) => {
            let decision = peer.handle_config_request(config, CONFIG_REVISION);
            log(format!("proxy {:?} asks for its configuration: {decision:?}", config.host));
            Some(match decision {
                ConfigDecision::Refuse(answer) => (Frame::from(&answer), false),
                ConfigDecision::Unchanged => (Frame::from(&ConfigAnswer::Unchanged), true),
                ConfigDecision::Plain => (Frame::from(&ConfigAnswer::Plain(Default::default())), true),
                ConfigDecision::Full { revision } => (
                    Frame::from(&ConfigAnswer::Update(ConfigUpdate::full(Tables::default(), revision))),
                    true,
                ),
                ConfigDecision::Delta { revision, .. } => (
                    Frame::from(&ConfigAnswer::Update(ConfigUpdate::delta(Tables::default(), revision))),
                    true,
                ),
            })
        }
        Request::ProxyData(data) => {
            let now = SystemTime::UNIX_EPOCH.elapsed().map_or(0, |elapsed| elapsed.as_secs());
            let decision = peer.handle_data(data, false, now);
            for row in &decision.history {
                log(format!("item {}: {}", row.itemid, row.value.as_deref().unwrap_or("(no value)")));
            }
            for row in &data.history.faulty {
                log(format!("row {} skipped: {}", row.index, row.error));
            }
            Some((Frame::from(&decision.answer), decision.answer.is_success()))
        }
        _ => None,
    }
}

/// Agents and senders, who use the same port.
fn answer_neighbour(request: &Request<'_>, log: &mut dyn FnMut(String)) -> Option<Frame> {
    match request {
        Request::SenderData(data) => Some(Frame::from(&count(&data.data, log))),
        Request::AgentData(data) => Some(Frame::from(&count(&data.data, log))),
        Request::ActiveChecks(request) => {
            log(format!("agent {} asks what to check", request.host));
            let check = ActiveCheck::new("agent.ping", 1, "10s");
            Some(Frame::from(&ActiveChecksAnswer::checks(vec![check])))
        }
        other => {
            log(format!("no answer to {:?}", other.name()));
            None
        }
    }
}

fn count(rows: &Rows<'_, zbx_proxy_proto::AgentValue<'_>>, log: &mut dyn FnMut(String)) -> Answer {
    for value in &rows.good {
        log(format!("{:?} {:?}: {:?}", value.host, value.key, value.value));
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
