//! Transcripts of both sides, as text that can be written by hand:
//!
//! ```text
//! # a comment
//! key 00112233445566778899aabbccddeeff
//! > 4ed2eb6c f74a134a b9af81d3 dfc644be e8030000 d0070000
//! < 00 d0070000 33000000 00000000 00000000 00000000
//! ```
//!
//! `>` marks bytes of the client, `<` bytes of the agent, in the order of sending.
//! Wireshark's "Follow TCP Stream" in the form "Raw" gives such lines, except for the
//! arrows.

use bytes::Bytes;
use inedo_wire::AesKey;

use crate::message::Failure;

/// Sides of a connection.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Side {
    Client,
    Agent,
}

impl Side {
    pub fn other(self) -> Self {
        match self {
            Self::Client => Self::Agent,
            Self::Agent => Self::Client,
        }
    }
}

/// Bytes sent by one side.
#[derive(Debug)]
pub struct Chunk {
    pub side: Side,
    /// Offset in the input.
    pub offset: usize,
    pub bytes: Bytes,
}

/// A whole transcript.
#[derive(Debug)]
pub struct Transcript {
    pub key: Option<AesKey>,
    pub chunks: Vec<Chunk>,
}

impl Transcript {
    /// Returns the bytes that the agent sent before the client's second turn, and true if
    /// the transcript has only the agent's side.
    pub fn first_answer(&self) -> (Vec<u8>, bool) {
        let agent = |chunk: &&Chunk| chunk.side == Side::Agent;
        let rest = self.chunks.iter().skip_while(|chunk| chunk.side == Side::Client);
        let bytes = rest.take_while(agent).flat_map(|chunk| chunk.bytes.to_vec()).collect();
        (bytes, self.chunks.iter().all(|chunk| chunk.side == Side::Agent))
    }
}

/// Returns true if the first line that is not a comment is one of a transcript.
pub fn is_transcript(bytes: &[u8]) -> bool {
    let text = String::from_utf8_lossy(bytes);
    let mut lines = text.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with('#'));
    let Some(line) = lines.next() else { return false };
    let rest =
        line.strip_prefix("> ").or_else(|| line.strip_prefix("< ")).or_else(|| line.strip_prefix("key "));
    rest.is_some_and(|hex| hex_text(hex).is_some())
}

/// Reads a transcript.
pub fn parse(bytes: &[u8]) -> Result<Transcript, Failure> {
    let mut transcript = Transcript { key: None, chunks: Vec::new() };
    let mut offset = 0;
    for line in bytes.split_inclusive(|&byte| byte == b'\n') {
        let at = |reason: &str| Failure::at(offset, reason);
        let text = str::from_utf8(line).map_err(|_| at("a transcript must be UTF-8"))?.trim();
        let (mark, rest) = text.split_once(char::is_whitespace).unwrap_or((text, ""));
        match mark {
            "" => {}
            _ if mark.starts_with('#') => {}
            "key" => transcript.key = Some(rest.trim().parse().map_err(|error| at(&format!("{error}")))?),
            ">" | "<" => transcript.chunks.push(Chunk {
                side: if mark == ">" { Side::Client } else { Side::Agent },
                offset,
                bytes: hex_text(rest).ok_or_else(|| at("expected pairs of hexadecimal digits"))?.into(),
            }),
            _ => return Err(at("a line of a transcript starts with >, <, key or #")),
        }
        offset += line.len();
    }
    Ok(transcript)
}

/// Decodes pairs of hexadecimal digits with spaces anywhere; `None` if there is anything
/// else.
pub fn hex_text(text: &str) -> Option<Vec<u8>> {
    let lines = text.lines().filter(|line| !line.trim_start().starts_with('#'));
    let digits: Option<Vec<u8>> = lines
        .flat_map(str::chars)
        .filter(|c| !c.is_whitespace())
        .map(|c| c.to_digit(16).and_then(|digit| u8::try_from(digit).ok()))
        .collect();
    let digits = digits.filter(|digits| digits.len() % 2 == 0)?;
    Some(digits.chunks_exact(2).map(|pair| pair[0] << 4 | pair[1]).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn arrows_mark_the_sender() {
        let transcript = parse(b"# both\n\n> 01 0203\r\n< ff\n>\n").unwrap();
        let chunks: Vec<_> = transcript.chunks.iter().map(|c| (c.side, c.offset, &c.bytes[..])).collect();
        assert_eq!(
            chunks,
            [(Side::Client, 8, &[1, 2, 3][..]), (Side::Agent, 19, &[0xff]), (Side::Client, 24, &[])]
        );
    }

    #[test]
    fn a_bad_line_is_found() {
        for (text, offset) in
            [("> 00\n< 0g\n", 5), ("> 00\n> 0\n", 5), ("> 00\nsent 00\n", 5), ("key 00\n", 0)]
        {
            assert_eq!(parse(text.as_bytes()).unwrap_err().offset, Some(offset), "{text}");
        }
    }

    #[test]
    fn xml_is_not_a_transcript() {
        assert!(!is_transcript(b"<?xml version=\"1.0\"?>"));
        assert!(!is_transcript(b"< not hexadecimal"));
        assert!(!is_transcript(b"# a comment alone\n"));
        assert!(is_transcript(b"# a comment\n> 00 ff\n"));
    }
}
