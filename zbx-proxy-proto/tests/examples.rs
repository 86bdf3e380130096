//! The examples in dialogue with each other over loopback.

#[path = "../examples/active_proxy.rs"]
mod active_proxy;
#[path = "../examples/passive_proxy.rs"]
mod passive_proxy;
#[path = "../examples/server.rs"]
mod server;

use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::thread;

use zbx_proxy_proto::session::ActiveProxy;
use zbx_proxy_proto::{
    AgentValue, Answer, CheckNow, Clock, ConfigAnswer, ConfigRequest, ConfigRevision, ConfigUpdate, Frame,
    HistoryValue, Limits, Nanoseconds, ProxyData, Request, SenderData, SessionToken, Status, Table, Tables,
    Task, Version,
};

const V70: Version = Version::new(7, 0, 4);

/// Runs the server on another thread for a number of connections, and the client on this
/// one; returns the client's result and the server's log.
fn talk<T>(connections: usize, client: impl FnOnce(&str) -> T) -> (T, Vec<String>) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap().to_string();
    let server = thread::spawn(move || {
        let (mut server, mut log) = (server::Server::new(Version::new(7, 0, 4)), Vec::new());
        for _ in 0..connections {
            let (stream, _) = listener.accept().unwrap();
            log.extend(server.serve(stream).unwrap().log);
        }
        log
    });
    let told = client(&address);
    (told, server.join().unwrap())
}

#[test]
fn an_active_proxy_is_configured_and_its_values_arrive() {
    let (told, log) =
        talk(2, |address| active_proxy::report(address, "paris-1", Version::new(7, 0, 4)).unwrap());
    assert_eq!(told, "configuration: 0 tables, revision Some(1)\ndata: taken, 0 tasks");
    assert!(log[0].contains("asks for its configuration: all, revision 1"), "{log:?}");
    assert_eq!(log[1..], ["item 9001: 1", "item 9002: 2", "item 9003: 3"]);
}

#[test]
fn one_slow_client_holds_up_nobody_else() {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap().to_string();
    let server = std::sync::Mutex::new(server::Server::new(Version::new(7, 0, 4)));
    thread::scope(|scope| {
        let mut slow = TcpStream::connect(&address).unwrap();
        let (accepted, _) = listener.accept().unwrap();
        let served = scope.spawn(|| server::serve(&server, accepted).map_err(|error| error.to_string()));
        slow.write_all(b"ZBXD\x01").unwrap();
        let other = scope.spawn(|| server::serve(&server, listener.accept().unwrap().0).is_ok());
        let random = [9; 16];
        let proxy = ActiveProxy::new("paris-1".parse().unwrap(), V70, SessionToken::from_random(random));
        assert!(active_proxy::exchange(&address, &proxy.config_request()).is_ok());
        assert!(other.join().unwrap());
        // Then the slow one goes away in the middle of its frame.
        drop(slow);
        assert!(served.join().unwrap().is_err());
    });
}

#[test]
fn values_of_an_agent_that_come_again_count_as_failed() {
    let (counts, log) = talk(2, |address| {
        [(); 2].map(|()| {
            let payload = br#"{"request":"agent data","session":"0123456789abcdef0123456789abcdef","host":"web-1","data":[{"id":1,"itemid":7,"value":"42"}]}"#;
            let mut wire = bytes::BytesMut::new();
            Frame::new(&payload[..]).encode(&mut wire).unwrap();
            let mut stream = TcpStream::connect(address).unwrap();
            stream.write_all(&wire).unwrap();
            let mut reply = Vec::new();
            stream.read_to_end(&mut reply).unwrap();
            let frame = Frame::decode(&reply, &Limits::DEFAULT).unwrap();
            let counts = Answer::decode(frame.payload(), &Limits::DEFAULT).unwrap().counts().unwrap();
            (counts.processed, counts.failed)
        })
    });
    assert_eq!((counts, log.len()), ([(1, 0), (0, 1)], 1));
}

#[test]
fn a_proxy_of_another_version_gets_no_configuration() {
    let (told, _) = talk(1, |address| active_proxy::report(address, "paris-1", Version::new(7, 2, 0)));
    assert!(told.unwrap_err().to_string().contains("proxy and server major versions"));
}

#[test]
fn a_sender_learns_how_many_values_were_taken() {
    let (answer, log) = talk(1, |address| {
        let request = SenderData::new([AgentValue::new("web-1", "orders", "12"), AgentValue::default()]);
        let mut wire = bytes::BytesMut::new();
        Frame::from(&Request::from(request)).encode(&mut wire).unwrap();
        let mut stream = TcpStream::connect(address).unwrap();
        stream.write_all(&wire).unwrap();
        let mut reply = Vec::new();
        stream.read_to_end(&mut reply).unwrap();
        let frame = Frame::decode(&reply, &Limits::DEFAULT).unwrap();
        Answer::decode(frame.payload(), &Limits::DEFAULT).unwrap()
    });
    let counts = answer.counts().unwrap();
    assert_eq!((counts.processed, counts.failed, counts.total), (1, 1, 2));
    assert_eq!(log.len(), 1);
}

/// Connects to the passive proxy as a server and sends the frames `says` in turn; returns
/// the proxy's answers and its report.
fn ask(proxy: &mut passive_proxy::Proxy, says: &[Frame]) -> (Vec<Frame>, Result<String, String>) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let mut stream = TcpStream::connect(listener.local_addr().unwrap()).unwrap();
    let (accepted, _) = listener.accept().unwrap();
    thread::scope(|scope| {
        let told = scope.spawn(|| proxy.serve(accepted).map_err(|error| error.to_string()));
        let (mut decoder, mut src) = (zbx_proxy_proto::FrameDecoder::new(), bytes::BytesMut::new());
        let mut answers = Vec::new();
        for said in says {
            let mut wire = bytes::BytesMut::new();
            said.encode(&mut wire).unwrap();
            stream.write_all(&wire).unwrap();
            // The proxy does not answer the last leg.
            let mut chunk = [0; 1024];
            while let length @ 1.. = stream.read(&mut chunk).unwrap() {
                src.extend_from_slice(&chunk[..length]);
                if let Some(frame) = decoder.decode(&mut src).unwrap() {
                    answers.push(frame);
                    break;
                }
            }
        }
        drop(stream);
        (answers, told.join().unwrap())
    })
}

#[test]
fn a_passive_proxy_is_configured_and_hands_over_values() {
    let mut proxy = passive_proxy::Proxy::new(Version::new(7, 0, 4), SessionToken::from_random([7; 16]));
    let value = HistoryValue::new(1, 9001, Clock::MAX, Nanoseconds::MAX).with_value("42");
    proxy.rows.push(value.clone());

    let mut hosts = Table::new(["hostid", "host"]);
    hosts.push([501_u64.into(), "web-1".into()]).unwrap();
    let mut tables = Tables::default();
    tables.push("hosts", hosts);
    let update = ConfigAnswer::Update(ConfigUpdate::full(tables, 4));
    let asked = Frame::from(&Request::from(ConfigRequest::default()));
    let (answers, told) = ask(&mut proxy, &[asked.clone(), Frame::from(&update)]);
    assert_eq!(told.as_deref(), Ok("configuration: full, 1 tables"));
    assert_eq!(ConfigRevision::decode(answers[0].payload(), &Limits::DEFAULT).unwrap().config_revision, 0);
    assert!(Answer::decode(answers[1].payload(), &Limits::DEFAULT).unwrap().is_success());
    assert_eq!(proxy.tables.table("hosts").map(Table::len), Some(1));

    // The next time it sends its revision.
    let (answers, told) = ask(&mut proxy, &[asked, Frame::from(&ConfigAnswer::Unchanged)]);
    assert_eq!(told.as_deref(), Ok("configuration: unchanged"));
    assert_eq!(ConfigRevision::decode(answers[0].payload(), &Limits::DEFAULT).unwrap().config_revision, 4);

    // Values are kept until the server has accepted them.
    let data = || Frame::new(&br#"{"request":"proxy data"}"#[..]);
    let (answers, told) = ask(&mut proxy, &[data()]);
    assert!(told.is_err(), "{told:?}");
    let handed = ProxyData::decode(answers[0].payload(), &Limits::DEFAULT).unwrap();
    assert_eq!(handed.history.good, [value]);
    let check = Task::CheckNow(CheckNow::new(9001, 1_790_000_000, 60));
    let acknowledged = Answer::success().with_tasks(vec![check.clone()]);
    let (answers, told) = ask(&mut proxy, &[data(), Frame::from(&acknowledged)]);
    assert_eq!(told.as_deref(), Ok("data: 1 rows, 1 tasks"));
    assert!(answers[0].flags().is_zlib());
    assert_eq!((proxy.rows.len(), &proxy.tasks[..]), (0, &[check][..]));
}

#[test]
fn a_passive_proxy_refuses_what_is_no_configuration() {
    let mut proxy = passive_proxy::Proxy::new(Version::new(7, 0, 4), SessionToken::from_random([7; 16]));
    let asked = Frame::from(&Request::from(ConfigRequest::default()));
    let delta = ConfigAnswer::Update(ConfigUpdate::delta(Tables::default(), 4));
    let (answers, told) = ask(&mut proxy, &[asked, Frame::from(&delta)]);
    assert!(told.is_err(), "{told:?}");
    assert_eq!(
        Answer::decode(answers[1].payload(), &Limits::DEFAULT).unwrap().response,
        Some(Status::Failed)
    );
}

#[cfg(feature = "tokio")]
#[path = "../examples/tokio.rs"]
mod tokio_example;

#[cfg(feature = "tokio")]
#[tokio::test]
async fn a_proxy_on_tokio_loses_and_doubles_nothing() {
    let stored = tokio_example::converse(100).await.unwrap();
    assert_eq!(stored, (1..=100).map(|number| number.to_string()).collect::<Vec<_>>());
}
