//! What a protocol module makes of its input: the same for every protocol, so
//! that printing and checking know none of them.

use serde_json::{Map, Value};

/// One decoded message, ready to be explained.
#[derive(Debug)]
pub struct Message {
    /// The named kind of message, as counted by `--check`: "proxy data request".
    pub kind: String,
    /// What it is and who sent it, in one line.
    pub headline: String,
    /// The fields in wire order. Secrets are already replaced.
    pub fields: Map<String, Value>,
    /// What is unusual about it.
    pub notes: Vec<String>,
    /// Its bytes, cut into named parts.
    pub parts: Vec<Part>,
    /// How many members landed in a map for unknown ones.
    pub untyped: usize,
    /// Whether encoding it again gave what was decoded; `Err` says how not.
    pub round_trip: Result<(), String>,
}

/// A named run of bytes.
#[derive(Debug)]
pub struct Part {
    /// What the bytes are: "flags".
    pub name: &'static str,
    /// What they say: "0x03 = protocol + zlib".
    pub meaning: String,
    /// The bytes as they are on the wire.
    pub bytes: Vec<u8>,
}

/// Why an input could not be decoded.
#[derive(Debug)]
pub struct Failure {
    /// At which byte of the input, where that is known.
    pub offset: Option<usize>,
    /// What is wrong.
    pub reason: String,
}

impl Failure {
    /// A failure that concerns the input as a whole.
    pub fn new(reason: impl Into<String>) -> Self {
        Self { offset: None, reason: reason.into() }
    }

    /// A failure at a byte of the input.
    pub fn at(offset: usize, reason: impl Into<String>) -> Self {
        Self { offset: Some(offset), reason: reason.into() }
    }
}
