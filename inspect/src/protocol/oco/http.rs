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
    /// What the first line says.
    pub start: Start,
    /// The headers, with their names as they were spelled.
    pub headers: Vec<(String, String)>,
    /// The body.
    pub body: Vec<u8>,
    /// How many bytes come before the body.
    pub head_len: usize,
}

/// What the first line says.
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
    /// Reads a whole message: all that a peer has sent over one connection.
    pub fn read(bytes: &[u8]) -> Result<Self, Failure> {
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
        let mut http = Self { start, headers, body: Vec::new(), head_len };
        http.body = http.unpack(&bytes[head_len..])?;
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

    fn unpack(&self, raw: &[u8]) -> Result<Vec<u8>, Failure> {
        let failure = |reason: &str| Failure::at(self.head_len, reason);
        let is_chunked =
            self.header("transfer-encoding").is_some_and(|value| value.eq_ignore_ascii_case("chunked"));
        let body = if is_chunked {
            unchunk(raw).ok_or_else(|| failure("the chunks of the body are broken"))?
        } else {
            match self.header("content-length").and_then(|digits| digits.trim().parse::<usize>().ok()) {
                Some(length) if length > raw.len() => return Err(failure("the body is cut short")),
                Some(length) => raw[..length].to_vec(),
                None => raw.to_vec(),
            }
        };
        let mut unpacked = Vec::new();
        let result = match self.header("content-encoding").map(str::to_ascii_lowercase).as_deref() {
            None | Some("identity") => return Ok(body),
            Some("gzip" | "x-gzip") => {
                MultiGzDecoder::new(&body[..]).take(MAX_BODY).read_to_end(&mut unpacked)
            }
            Some("deflate") => ZlibDecoder::new(&body[..]).take(MAX_BODY).read_to_end(&mut unpacked),
            Some(_) => return Err(failure("the body's content encoding is not known")),
        };
        result.map_err(|error| failure(&format!("the body does not unpack: {error}")))?;
        Ok(unpacked)
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

fn unchunk(mut raw: &[u8]) -> Option<Vec<u8>> {
    let mut body = Vec::new();
    loop {
        let httparse::Status::Complete((start, size)) = httparse::parse_chunk_size(raw).ok()? else {
            return None;
        };
        let size = usize::try_from(size).ok()?;
        if size == 0 {
            return Some(body);
        }
        let end = start.checked_add(size)?;
        body.extend_from_slice(raw.get(start..end)?);
        raw = raw.get(end..)?.strip_prefix(b"\r\n")?;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn chunks_are_joined() {
        let raw =
            b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n2;x=y\r\nde\r\n0\r\n\r\n";
        assert_eq!(Http::read(raw).unwrap().body, b"abcde");
        assert!(Http::read(&raw[..raw.len() - 14]).is_err());
    }

    #[test]
    fn a_body_that_is_too_short_is_an_error() {
        assert!(Http::read(b"POST / HTTP/1.1\r\nContent-Length: 3\r\n\r\nab").is_err());
        assert!(Http::read(b"POST / HTTP/1.1\r\nConte").is_err());
    }
}
