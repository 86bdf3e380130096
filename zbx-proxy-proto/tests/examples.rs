//! The examples talk to each other over loopback.

#[path = "../examples/active_proxy.rs"]
mod active_proxy;
#[path = "../examples/server.rs"]
mod server;

use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::thread;

use zbx_proxy_proto::{AgentValue, Answer, Frame, Limits, Request, SenderData, Version};

/// The server on a thread of its own for that many connections, the client on this
/// one: what the client made of it, and what the server logged.
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
    assert!(log[0].contains("asks for its configuration: Full { revision: 1 }"), "{log:?}");
    assert_eq!(log[1..], ["item 9001: 1", "item 9002: 2", "item 9003: 3"]);
}

#[test]
fn a_proxy_of_another_version_gets_no_configuration() {
    let (told, _) = talk(1, |address| active_proxy::report(address, "paris-1", Version::new(7, 2, 0)));
    assert!(told.unwrap_err().to_string().contains("proxy and server major versions do not match"));
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
        Answer::decode(frame.payload()).unwrap()
    });
    let counts = answer.counts().unwrap();
    assert_eq!((counts.processed, counts.failed, counts.total), (1, 1, 2));
    assert_eq!(log.len(), 1);
}
