//! Raw HTTP messages: one a file, as a recording proxy writes them.

use std::io::Read;

use flate2::read::{MultiGzDecoder, ZlibDecoder};

use crate::message::{Failure, Part};

/// The most bytes that a compressed body may unpack to.
const MAX_BODY: u64 = 256 << 20;
/// More headers than any real message has.
const MAX_HEADERS: usize = 128;

/// One HTTP message, its body without chunks and compression.
#[derive(Debug)]
pub struct Http {
    /// The content of the first line.
    pub start: Start,
    /// The headers, with their names as they were spelled.
    pub headers: Vec<(String, String)>,
    /// The body.
    pub body: Vec<u8>,
    /// The number of bytes before the body.
    pub head_len: usize,
    /// The number of bytes of the message on the wire.
    pub len: usize,
}

/// The content of the first line.
#[derive(Debug)]
pub enum Start {
    /// A request.
    Request {
        /// The HTTP method.
        method: String,
        /// Path and query.
        target: String,
    },
    /// A response.
    Response {
        /// The status code.
        status: u16,
        /// The reason phrase.
        phrase: String,
    },
}

impl Http {
    /// Reads all messages that a peer has sent over one connection.
    pub fn read_all(mut bytes: &[u8]) -> Result<Vec<Self>, Failure> {
        let (mut all, mut offset) = (Vec::new(), 0);
        while !bytes.is_empty() || all.is_empty() {
            let http = Self::read(bytes)
                .map_err(|failure| Failure { offset: failure.offset.map(|at| at + offset), ..failure })?;
            offset += http.len;
            bytes = &bytes[http.len..];
            all.push(http);
        }
        Ok(all)
    }

    /// Reads the first message.
    fn read(bytes: &[u8]) -> Result<Self, Failure> {
        let mut storage = [httparse::EMPTY_HEADER; MAX_HEADERS];
        let wrong = |error: httparse::Error| Failure::at(0, format!("not an HTTP message: {error}"));
        let short = || Failure::at(bytes.len(), "the HTTP headers are cut short");
        let (start, head_len, parsed) = if bytes.starts_with(b"HTTP/") {
            let mut response = httparse::Response::new(&mut storage);
            let httparse::Status::Complete(head_len) = response.parse(bytes).map_err(wrong)? else {
                return Err(short());
            };
            let (status, phrase) = (response.code.unwrap_or(0), response.reason.unwrap_or("").to_owned());
            (Start::Response { status, phrase }, head_len, &*response.headers)
        } else {
            let mut request = httparse::Request::new(&mut storage);
            let httparse::Status::Complete(head_len) = request.parse(bytes).map_err(wrong)? else {
                return Err(short());
            };
            let (method, target) =
                (request.method.unwrap_or("").to_owned(), request.path.unwrap_or("").to_owned());
            (Start::Request { method, target }, head_len, &*request.headers)
        };
        let headers: Vec<_> = parsed
            .iter()
            .map(|header| (header.name.to_owned(), String::from_utf8_lossy(header.value).into_owned()))
            .collect();
        let mut http = Self { start, headers, body: Vec::new(), head_len, len: 0 };
        let body_len;
        (http.body, body_len) = http.unpack(&bytes[head_len..])?;
        http.len = head_len + body_len;
        Ok(http)
    }

    /// The value of a header.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.spelled(name).map(|(_, value)| value)
    }

    /// A header as it was spelled, and its value.
    pub fn spelled(&self, name: &str) -> Option<(&str, &str)> {
        let found = self.headers.iter().find(|(own, _)| own.eq_ignore_ascii_case(name))?;
        Some((&found.0, &found.1))
    }

    /// The body, and how many bytes it takes on the wire. A request without a length has
    /// none, a response without one goes on to the end.
    fn unpack(&self, raw: &[u8]) -> Result<(Vec<u8>, usize), Failure> {
        let failure = |reason: &str| Failure::at(self.head_len, reason);
        let is_chunked =
            self.header("transfer-encoding").is_some_and(|value| value.eq_ignore_ascii_case("chunked"));
        let length = self.header("content-length").and_then(|digits| digits.trim().parse::<usize>().ok());
        let (body, len) = match (is_chunked, length, &self.start) {
            (true, ..) => unchunk(raw).ok_or_else(|| failure("the chunks of the body are broken"))?,
            (_, Some(length), _) if length > raw.len() => return Err(failure("the body is cut short")),
            (_, Some(length), _) => (raw[..length].to_vec(), length),
            (_, None, Start::Request { .. }) => (Vec::new(), 0),
            (_, None, Start::Response { .. }) => (raw.to_vec(), raw.len()),
        };
        let mut unpacked = Vec::new();
        let result = match self.header("content-encoding").map(str::to_ascii_lowercase).as_deref() {
            None | Some("identity") => return Ok((body, len)),
            Some("gzip" | "x-gzip") => {
                MultiGzDecoder::new(&body[..]).take(MAX_BODY).read_to_end(&mut unpacked)
            }
            Some("deflate") => ZlibDecoder::new(&body[..]).take(MAX_BODY).read_to_end(&mut unpacked),
            Some(_) => return Err(failure("the body's content encoding is not known")),
        };
        result.map_err(|error| failure(&format!("the body does not unpack: {error}")))?;
        Ok((unpacked, len))
    }

    /// The message's bytes, cut into named parts.
    pub fn parts(&self, bytes: &[u8]) -> Vec<Part> {
        let (head, body) = bytes.split_at(self.head_len.min(bytes.len()));
        let line = head.iter().position(|&byte| byte == b'\n').map_or(head.len(), |at| at + 1);
        let (first, headers) = head.split_at(line);
        let part = |name, meaning: String, bytes: &[u8]| Part { name, meaning, bytes: bytes.to_vec() };
        vec![
            part("first line", "what is asked or answered".to_owned(), first),
            part("headers", format!("{} of them", self.headers.len()), headers),
            part("body", format!("{} bytes unpacked", self.body.len()), body),
        ]
    }
}

/// The joined chunks, and how many bytes they take with what frames them.
fn unchunk(raw: &[u8]) -> Option<(Vec<u8>, usize)> {
    let (mut body, mut at) = (Vec::new(), 0);
    loop {
        let rest = raw.get(at..)?;
        let httparse::Status::Complete((start, size)) = httparse::parse_chunk_size(rest).ok()? else {
            return None;
        };
        if size == 0 {
            // Trailing headers, if any, end with an empty line.
            let end = rest.windows(4).position(|window| window == b"\r\n\r\n")?;
            return Some((body, at + end + 4));
        }
        let end = start.checked_add(usize::try_from(size).ok()?)?;
        body.extend_from_slice(rest.get(start..end)?);
        rest.get(end..)?.strip_prefix(b"\r\n")?;
        at += end + 2;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn chunks_are_joined() {
        let raw =
            b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n2;x=y\r\nde\r\n0\r\n\r\n";
        let http = Http::read(raw).unwrap();
        assert_eq!((&http.body[..], http.len), (&b"abcde"[..], raw.len()));
        assert!(Http::read(&raw[..raw.len() - 14]).is_err());
    }

    #[test]
    fn a_body_that_is_too_short_is_an_error() {
        assert!(Http::read(b"POST / HTTP/1.1\r\nContent-Length: 3\r\n\r\nab").is_err());
        assert!(Http::read(b"POST / HTTP/1.1\r\nConte").is_err());
    }

    #[test]
    fn one_connection_may_carry_several_messages() {
        let two = b"POST /a HTTP/1.1\r\nContent-Length: 2\r\n\r\nabGET /b HTTP/1.1\r\n\r\n";
        let bodies: Vec<_> = Http::read_all(two).unwrap().into_iter().map(|http| http.body).collect();
        assert_eq!(bodies, [b"ab".to_vec(), vec![]]);
        let error = Http::read_all(b"POST /a HTTP/1.1\r\nContent-Length: 2\r\n\r\nab???").unwrap_err();
        assert!(error.offset.is_some_and(|at| at >= 40), "{error:?}");
        assert!(Http::read_all(b"").is_err());
    }
}
