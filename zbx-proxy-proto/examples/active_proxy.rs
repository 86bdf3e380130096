//! A small active proxy: gets its configuration from a server, sends a few values and
//! ends.
//!
//! `cargo run --example zbx-active-proxy -- 127.0.0.1:10051 paris-1 [VERSION]`

use std::error::Error;
use std::io::{Read, Write};
use std::net::TcpStream;
use std::time::{Duration, SystemTime};

use bytes::BytesMut;
use zbx_proxy_proto::session::{ActiveProxy, ConfigChange, DataOutcome};
use zbx_proxy_proto::{
    Answer, Clock, ConfigAnswer, Frame, FrameDecoder, HistoryValue, Limits, Nanoseconds, ProxyData, Request,
    SessionToken, Version,
};

#[cfg_attr(test, allow(dead_code, reason = "a test that includes this file does not call everything"))]
fn main() -> Result<(), Box<dyn Error>> {
    let mut arguments = std::env::args().skip(1);
    let address = arguments.next().unwrap_or_else(|| "127.0.0.1:10051".to_owned());
    let name = arguments.next().unwrap_or_else(|| "paris-1".to_owned());
    let version: Version = arguments.next().as_deref().unwrap_or("7.0.4").parse()?;
    println!("{}", report(&address, &name, version)?);
    Ok(())
}

/// Runs all exchanges of a proxy that has just started; returns a report.
pub(crate) fn report(address: &str, name: &str, version: Version) -> Result<String, Box<dyn Error>> {
    let mut report = Vec::new();
    // Real programs take these bytes from the system's random source.
    let random = SystemTime::UNIX_EPOCH.elapsed()?.as_nanos().to_le_bytes();
    let mut proxy = ActiveProxy::new(name.parse()?, version, SessionToken::from_random(random));

    if let Some(heartbeat) = proxy.heartbeat() {
        let alive = exchange(address, &heartbeat)?;
        report.push(format!("heartbeat: {:?}", Answer::decode(alive.payload(), &Limits::DEFAULT)?.response));
    }

    let frame = exchange(address, &proxy.config_request())?;
    let answer = ConfigAnswer::decode(frame.payload(), &Limits::DEFAULT)?;
    match proxy.handle_config(&answer)? {
        ConfigChange::Unchanged => report.push("configuration: unchanged".to_owned()),
        ConfigChange::Replace(config) => {
            report.push(format!("configuration: {} tables", config.tables.len()));
        }
        ConfigChange::Update(update) => {
            let tables = update.data.as_ref().map_or(0, zbx_proxy_proto::Tables::len);
            report.push(format!("configuration: {tables} tables, revision {:?}", update.config_revision));
            proxy.config_applied(update);
        }
    }

    let (clock, ns) = now()?;
    let rows = (1..=3).map(|id| HistoryValue::new(id, 9000 + id, clock, ns).with_value(id.to_string()));
    let data = ProxyData { history: rows.collect(), ..ProxyData::default() };
    let frame = exchange(address, &proxy.data_request(data, clock, ns)?)?;
    match proxy.handle_data(&Answer::decode(frame.payload(), &Limits::DEFAULT)?) {
        DataOutcome::Taken(tasks) => report.push(format!("data: taken, {} tasks", tasks.len())),
        DataOutcome::Keep { info } => report.push(format!("data: not accepted, {info:?}")),
    }
    Ok(report.join("\n"))
}

pub(crate) fn now() -> Result<(Clock, Nanoseconds), Box<dyn Error>> {
    Ok(Clock::split(SystemTime::UNIX_EPOCH.elapsed()?)?)
}

/// Sends a request on a new connection and returns the answer.
pub(crate) fn exchange(address: &str, request: &Request<'_>) -> Result<Frame, Box<dyn Error>> {
    let mut stream = TcpStream::connect(address)?;
    stream.set_read_timeout(Some(Duration::from_secs(30)))?;
    stream.set_write_timeout(Some(Duration::from_secs(30)))?;
    let mut dst = BytesMut::new();
    Frame::from(request).compressed().encode(&mut dst)?;
    stream.write_all(&dst)?;

    // A full configuration may be large.
    let mut decoder = FrameDecoder::new().with_limits(Limits::PROTOCOL).with_single_frame(true);
    let mut src = BytesMut::new();
    let mut chunk = [0; 16 << 10];
    loop {
        if let Some(frame) = decoder.decode(&mut src)? {
            return Ok(frame);
        }
        match stream.read(&mut chunk)? {
            0 => {
                decoder.finish(&src)?;
                return Err("the server closed without an answer".into());
            }
            length => src.extend_from_slice(&chunk[..length]),
        }
    }
}
