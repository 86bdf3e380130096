//! An active proxy and a trapper on Tokio, in one program.
//!
//! `cargo run --example zbx-tokio --features tokio`
//!
//! The proxy gets its configuration, sends the values that arrive in a channel, and runs
//! tasks, until its channel is closed: then it sends what is left and ends. The trapper
//! stores rows in memory. Connections are plain: for TLS with a shared key, wrap the stream
//! where [`Link::connect`] and [`serve`] create it.

use std::collections::{BTreeMap, VecDeque};
use std::error::Error;
use std::sync::{Arc, Mutex};
use std::time::{Duration, SystemTime};

use futures_util::sink::SinkExt;
use futures_util::stream::StreamExt;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::mpsc;
use tokio::time::{sleep, timeout};
use tokio_util::codec::Framed;
use zbx_proxy_proto::session::{
    ActiveProxy, ConfigChange, ConfigDecision, DataOutcome, ProxyPeer, Received, Revision, Server,
};
use zbx_proxy_proto::{
    Answer, Clock, ConfigAnswer, ConfigUpdate, Frame, FrameCodec, FrameDecoder, FrameEncoder, HistoryValue,
    Limits, Nanoseconds, ProxyData, Request, SessionToken, Tables, Task, TaskStatus, Version,
};

type Result<T> = std::result::Result<T, Box<dyn Error + Send + Sync>>;

/// The time for one exchange, as for daemons.
const TIMEOUT: Duration = Duration::from_secs(30);

#[allow(dead_code, reason = "a test includes this file and calls `converse`")]
#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<()> {
    let stored = converse(20).await?;
    println!("stored: {}", stored.join(", "));
    Ok(())
}

/// Proxy and trapper talk over loopback about this number of values; returns those that the
/// trapper stored.
pub(crate) async fn converse(count: u64) -> Result<Vec<String>> {
    let listener = TcpListener::bind("127.0.0.1:0").await?;
    let address = listener.local_addr()?.to_string();
    let trapper = Arc::new(Mutex::new(Trapper::default()));
    let server = tokio::spawn(listen(listener, Arc::clone(&trapper)));

    let (values, collected) = mpsc::channel(8);
    let random = SystemTime::UNIX_EPOCH.elapsed()?.as_nanos().to_le_bytes();
    let session = ActiveProxy::new("paris-1".parse()?, VERSION, SessionToken::from_random(random));
    let proxy = tokio::spawn(run(Link { address }, session, collected));
    for number in 1..=count {
        values.send((9001, number.to_string())).await?;
    }
    // The graceful stop.
    drop(values);
    proxy.await??;
    server.abort();
    let stored = trapper.lock().map_err(|_| "a task has panicked")?.rows.clone();
    Ok(stored)
}

const VERSION: Version = Version::new(7, 0, 9);

/// The way to the server.
#[derive(Debug)]
struct Link {
    address: String,
}

impl Link {
    async fn connect(&self) -> Result<Framed<TcpStream, FrameCodec>> {
        let stream = TcpStream::connect(&self.address).await?;
        // A full configuration may be large.
        let decoder = FrameDecoder::new().with_limits(Limits::PROTOCOL).with_single_frame(true);
        Ok(Framed::new(stream, FrameCodec::new(decoder, FrameEncoder::new())))
    }

    /// Sends a request on a new connection and returns the answer.
    async fn exchange(&self, request: &Request<'_>) -> Result<Frame> {
        let exchange = async {
            let mut framed = self.connect().await?;
            framed.send(Frame::from(request).compressed()).await?;
            framed.next().await.ok_or("the server closed without an answer")?.map_err(Into::into)
        };
        timeout(TIMEOUT, exchange).await?
    }
}

/// Runs a proxy until its channel of item ids and values is closed and everything is sent.
async fn run(link: Link, mut proxy: ActiveProxy, mut collected: mpsc::Receiver<(u64, String)>) -> Result<()> {
    let mut unsent: VecDeque<HistoryValue<'static>> = VecDeque::new();
    let mut results: Vec<Task> = Vec::new();
    let (mut last_id, mut is_open) = (0, true);
    configure(&link, &mut proxy).await?;
    while is_open || !unsent.is_empty() || !results.is_empty() {
        // Real proxies send once a second.
        let _ = timeout(Duration::from_millis(20), async {
            while let Some((itemid, value)) = collected.recv().await {
                last_id += 1;
                let (clock, ns) = now()?;
                unsent.push_back(HistoryValue::new(last_id, itemid, clock, ns).with_value(value));
            }
            is_open = false;
            Result::Ok(())
        })
        .await;
        let (clock, ns) = now()?;
        let rows = if proxy.may_upload() { ActiveProxy::MAX_ROWS.min(unsent.len()) } else { 0 };
        let data = ProxyData {
            history: unsent.iter().take(rows).cloned().collect(),
            tasks: results.clone(),
            ..ProxyData::default()
        };
        let sent = link.exchange(&proxy.data_request(data, clock, ns)?).await;
        match sent.and_then(|frame| Ok(Answer::decode(frame.payload(), &Limits::DEFAULT)?)) {
            Ok(answer) => match proxy.handle_data(&answer) {
                DataOutcome::Taken(tasks) => {
                    unsent.drain(..rows);
                    results = tasks.iter().filter_map(|task| refuse(task, clock)).collect();
                }
                // Nothing newer may be sent before these rows.
                DataOutcome::Keep { .. } => sleep(Duration::from_millis(100)).await,
            },
            Err(error) => {
                println!("the rows are kept: {error}");
                sleep(Duration::from_millis(100)).await;
            }
        }
    }
    Ok(())
}

async fn configure(link: &Link, proxy: &mut ActiveProxy) -> Result<()> {
    let frame = link.exchange(&proxy.config_request()).await?;
    let answer = ConfigAnswer::decode(frame.payload(), &Limits::PROTOCOL)?;
    if let ConfigChange::Update(update) = proxy.handle_config(&answer)? {
        // A real proxy stores the tables here.
        proxy.config_applied(update);
    }
    Ok(())
}

/// Commands are a matter of trust: this proxy runs none.
fn refuse(task: &Task, clock: Clock) -> Option<Task> {
    match task {
        Task::RemoteCommand(command) => {
            let result =
                command.result(TaskStatus::Failed, "remote commands are off", clock.seconds().into());
            Some(Task::RemoteCommandResult(result))
        }
        _ => None,
    }
}

/// A server that keeps everything in memory.
#[derive(Debug, Default)]
struct Trapper {
    proxies: BTreeMap<String, ProxyPeer>,
    rows: Vec<String>,
}

async fn listen(listener: TcpListener, trapper: Arc<Mutex<Trapper>>) {
    loop {
        // A failed accept, such as too many open files, is one connection's.
        let Ok((stream, _)) = listener.accept().await else {
            sleep(Duration::from_millis(100)).await;
            continue;
        };
        let trapper = Arc::clone(&trapper);
        // Slow peers hold up nobody else.
        tokio::spawn(async move {
            match timeout(TIMEOUT, serve(stream, &trapper)).await {
                Ok(Ok(())) => {}
                Ok(Err(error)) => println!("connection failed: {error}"),
                Err(_) => println!("connection timed out"),
            }
        });
    }
}

async fn serve(stream: TcpStream, trapper: &Mutex<Trapper>) -> Result<()> {
    let decoder = FrameDecoder::new().with_single_frame(true);
    let mut framed = Framed::new(stream, FrameCodec::new(decoder, FrameEncoder::new()));
    let Some(frame) = framed.next().await.transpose()? else { return Ok(()) };
    // The decision, the rows and the state change together, with no other task in between.
    let answer = trapper.lock().map_err(|_| "a task has panicked")?.answer(&frame);
    if let Some(answer) = answer {
        framed.send(answer).await?;
    }
    Ok(())
}

impl Trapper {
    fn answer(&mut self, frame: &Frame) -> Option<Frame> {
        let asked = match Server::new().receive(frame) {
            Received::Proxy(asked) => asked,
            Received::Answer { frame, reason } => {
                println!("refused: {reason}");
                return Some(frame);
            }
            Received::Close { reason } => {
                println!("refused: {reason}");
                return None;
            }
            // Agents and senders: see `examples/server.rs`.
            Received::Agent(_) => return None,
        };
        // Every name is known here.
        let peer = self.proxies.entry(asked.name().to_string()).or_insert_with(|| ProxyPeer::new(VERSION));
        match asked.request() {
            Request::ProxyData(data) => {
                let now = SystemTime::UNIX_EPOCH.elapsed().map_or(0, |elapsed| elapsed.as_secs());
                let decision = peer.handle_data(data, false, now);
                self.rows.extend(
                    decision.history.iter().filter_map(|row| row.value.as_deref().map(str::to_owned)),
                );
                let answer = peer.commit(decision);
                Some(asked.answer(peer, &answer))
            }
            Request::ProxyConfig(config) => match peer.handle_config_request(config, Revision::new(1)) {
                ConfigDecision::Refuse(answer) => Some(asked.answer(peer, &answer)),
                ConfigDecision::Unchanged => Some(asked.configuration(peer, &ConfigAnswer::Unchanged)),
                _ => {
                    let full = ConfigUpdate::full(Tables::default(), 1);
                    Some(asked.configuration(peer, &ConfigAnswer::Update(full)))
                }
            },
            Request::ProxyHeartbeat(heartbeat) => {
                peer.handle_heartbeat(heartbeat).map(|answer| asked.answer(peer, &answer))
            }
            _ => None,
        }
    }
}

fn now() -> Result<(Clock, Nanoseconds)> {
    Ok(Clock::split(SystemTime::UNIX_EPOCH.elapsed()?)?)
}
