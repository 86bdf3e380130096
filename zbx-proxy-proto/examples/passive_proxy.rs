//! A small passive proxy: waits for its server, accepts the configuration and sends a
//! value each time it is asked.
//!
//! `cargo run --example zbx-passive-proxy -- 127.0.0.1:10051 [VERSION]`

use std::error::Error;
use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::time::{Duration, SystemTime};

use bytes::BytesMut;
use zbx_proxy_proto::session::{
    ActiveProxy, ConfigChange, PassiveProxy, PassiveStep, handle_acknowledgement,
};
use zbx_proxy_proto::{
    Answer, Clock, ConfigAnswer, Frame, FrameDecoder, HistoryValue, Limits, Nanoseconds, ProxyData, Request,
    SessionToken, Tables, Task, Version,
};

#[cfg_attr(test, allow(dead_code, reason = "a test that includes this file does not call everything"))]
fn main() -> Result<(), Box<dyn Error>> {
    let mut arguments = std::env::args().skip(1);
    let address = arguments.next().unwrap_or_else(|| "127.0.0.1:10051".to_owned());
    let version: Version = arguments.next().as_deref().unwrap_or("7.0.4").parse()?;
    let listener = TcpListener::bind(address)?;
    println!("listening on {}", listener.local_addr()?);
    // Real programs take these bytes from the system's random source.
    let random = SystemTime::UNIX_EPOCH.elapsed()?.as_nanos().to_le_bytes();
    let mut proxy = Proxy::new(version, SessionToken::from_random(random));
    for (stream, id) in listener.incoming().zip(1..) {
        let (clock, ns) = now()?;
        // Rows that the server has not acknowledged stay before it.
        proxy.rows.push(HistoryValue::new(id, 9001, clock, ns).with_value(id.to_string()));
        // A failed accept, such as too many open files, is one connection's.
        match stream.map_err(Into::into).and_then(|stream| proxy.serve(stream)) {
            Ok(line) => println!("{line}"),
            Err(error) => println!("connection failed: {error}"),
        }
    }
    Ok(())
}

/// A passive proxy: its session, configuration, tasks and data.
#[derive(Debug)]
pub(crate) struct Proxy {
    session: PassiveProxy,
    /// The tables of the last configuration that had any.
    pub(crate) tables: Tables<'static>,
    /// Values that the server has not acknowledged.
    pub(crate) rows: Vec<HistoryValue<'static>>,
    /// Tasks from the server.
    pub(crate) tasks: Vec<Task>,
    /// Results of tasks that the server has not acknowledged.
    pub(crate) results: Vec<Task>,
}

impl Proxy {
    pub(crate) fn new(version: Version, session: SessionToken) -> Self {
        Self {
            session: PassiveProxy::new(version, session),
            tables: Tables::default(),
            rows: Vec::new(),
            tasks: Vec::new(),
            results: Vec::new(),
        }
    }

    /// Serves a connection of the server; returns a report.
    pub(crate) fn serve(&mut self, stream: TcpStream) -> Result<String, Box<dyn Error>> {
        let mut connection = Connection::new(stream)?;
        let Some(first) = connection.receive()? else { return Ok("closed at once".to_owned()) };
        let request = Request::decode(first.payload(), &Limits::DEFAULT)?;
        // A wrong request is the server's fault; the error is for the caller only.
        let step = self.session.handle_request(&request)?;
        match step {
            PassiveStep::Replace(config) => {
                self.tables = config.tables.clone().into_owned();
                connection.send(&Frame::from(&self.session.accept()).compressed())?;
                Ok(format!("configuration: {} tables", self.tables.len()))
            }
            PassiveStep::SendRevision(revision) => {
                connection.send(&Frame::from(&revision))?;
                let frame = connection.receive()?.ok_or("the server sent no configuration")?;
                self.configure(&frame, &mut connection)
            }
            PassiveStep::SendData => {
                let (clock, ns) = now()?;
                let rows = self.rows.len().min(ActiveProxy::MAX_ROWS);
                let data = ProxyData {
                    history: self.rows.iter().take(rows).cloned().collect(),
                    tasks: self.results.clone(),
                    more: (rows < self.rows.len()).then_some(1),
                    ..ProxyData::default()
                };
                let data = self.session.data(data, clock, ns)?;
                connection.send(&Frame::from(&data).compressed())?;
                let tasks = self.acknowledged(&mut connection)?;
                self.rows.drain(..rows);
                Ok(format!("data: {rows} rows, {tasks} tasks"))
            }
            PassiveStep::SendTasks => {
                let (clock, ns) = now()?;
                let results = self.session.tasks(self.results.clone(), clock, ns);
                connection.send(&Frame::from(&results).compressed())?;
                let tasks = self.acknowledged(&mut connection)?;
                Ok(format!("tasks: {tasks}"))
            }
        }
    }

    fn configure(&mut self, frame: &Frame, connection: &mut Connection) -> Result<String, Box<dyn Error>> {
        let answer = ConfigAnswer::decode(frame.payload(), &Limits::DEFAULT)?;
        let told = match self.session.handle_config(&answer) {
            Ok(ConfigChange::Update(update)) => {
                let tables = update.data.as_ref().map_or(0, Tables::len);
                if let Some(data) = update.data.as_ref().filter(|data| !data.is_empty()) {
                    self.tables = data.clone().into_owned();
                }
                self.session.config_applied(update);
                let kind = if update.is_full() { "full" } else { "delta" };
                format!("configuration: {kind}, {tables} tables")
            }
            Ok(ConfigChange::Unchanged) => "configuration: unchanged".to_owned(),
            Ok(ConfigChange::Replace(_)) => return Err("an update was expected".into()),
            Err(error) => {
                connection.send(&Frame::from(&self.session.refuse(error.to_string())).compressed())?;
                return Err(error.into());
            }
        };
        connection.send(&Frame::from(&self.session.accept()).compressed())?;
        Ok(told)
    }

    /// Handles the server's last leg: results are delivered, and there may be new tasks.
    /// Returns their number.
    fn acknowledged(&mut self, connection: &mut Connection) -> Result<usize, Box<dyn Error>> {
        let frame = connection.receive()?.ok_or("the server did not acknowledge")?;
        let answer = Answer::decode(frame.payload(), &Limits::DEFAULT)?;
        let tasks = handle_acknowledgement(&answer)?;
        self.results.clear();
        self.tasks.extend_from_slice(tasks);
        Ok(tasks.len())
    }
}

fn now() -> Result<(Clock, Nanoseconds), Box<dyn Error>> {
    Ok(Clock::split(SystemTime::UNIX_EPOCH.elapsed()?)?)
}

/// A connection that sends and receives frames in turn.
struct Connection {
    stream: TcpStream,
    decoder: FrameDecoder,
    src: BytesMut,
}

impl Connection {
    fn new(stream: TcpStream) -> Result<Self, Box<dyn Error>> {
        stream.set_read_timeout(Some(Duration::from_secs(30)))?;
        stream.set_write_timeout(Some(Duration::from_secs(30)))?;
        // A full configuration may be large.
        let decoder = FrameDecoder::new().with_limits(Limits::PROTOCOL);
        Ok(Self { stream, decoder, src: BytesMut::new() })
    }

    fn send(&mut self, frame: &Frame) -> Result<(), Box<dyn Error>> {
        let mut dst = BytesMut::new();
        frame.encode(&mut dst)?;
        Ok(self.stream.write_all(&dst)?)
    }

    /// Receives the next frame; `None` if the server closed.
    fn receive(&mut self) -> Result<Option<Frame>, Box<dyn Error>> {
        loop {
            if let Some(frame) = self.decoder.decode(&mut self.src)? {
                return Ok(Some(frame));
            }
            let mut chunk = [0; 16 << 10];
            match self.stream.read(&mut chunk)? {
                0 => {
                    self.decoder.finish(&self.src)?;
                    return Ok(None);
                }
                length => self.src.extend_from_slice(&chunk[..length]),
            }
        }
    }
}
