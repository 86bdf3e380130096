//! As much HTTP as the examples need: one request a connection.

use std::io::{self, Read, Write};
use std::net::TcpStream;
use std::time::Duration;

use glpi_proto::{Body, Headers, Outgoing};

/// More than this is not read of an answer.
const MAX: u64 = 64 << 20;

/// Sends a request to `host:port` and returns the status, headers and body of the
/// answer.
pub(crate) fn send(address: &str, outgoing: &Outgoing) -> io::Result<(u16, Headers, Body)> {
    let mut stream = TcpStream::connect(address)?;
    stream.set_read_timeout(Some(Duration::from_secs(20)))?;
    let method = outgoing.method.as_str().unwrap_or("GET");
    let mut head = format!("{method} / HTTP/1.1\r\nHost: {address}\r\nConnection: close\r\n");
    for (name, value) in outgoing.headers.to_pairs() {
        head.push_str(&format!("{name}: {value}\r\n"));
    }
    head.push_str(&format!("Content-Length: {}\r\n\r\n", outgoing.body.bytes().len()));
    stream.write_all(head.as_bytes())?;
    stream.write_all(outgoing.body.bytes())?;
    let mut answer = Vec::new();
    stream.take(MAX).read_to_end(&mut answer)?;
    parse(&answer).ok_or_else(|| io::Error::other("no HTTP answer"))
}

fn parse(answer: &[u8]) -> Option<(u16, Headers, Body)> {
    let end = answer.windows(4).position(|window| window == b"\r\n\r\n")?;
    let (head, body) = (std::str::from_utf8(&answer[..end]).ok()?, &answer[end + 4..]);
    let mut lines = head.split("\r\n");
    let status = lines.next()?.split(' ').nth(1)?.parse().ok()?;
    let headers = Headers::from_pairs(lines.filter_map(|line| line.split_once(':')));
    let body = Body::new(headers.content_type.clone(), body.to_vec());
    Some((status, headers, body))
}
