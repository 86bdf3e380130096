//! Decoded messages in a form common to all protocols, so that printing and checking
//! are independent of the protocol.

use serde_json::{Map, Value};

/// One decoded message, ready to be explained.
#[derive(Debug)]
pub struct Message {
    /// The kind of message, as counted by `--check`, such as "proxy data request".
    pub kind: String,
    /// Summary in one line: the message and its sender.
    pub headline: String,
    /// The fields in wire order, with secrets replaced.
    pub fields: Map<String, Value>,
    /// Remarks on anything unusual.
    pub notes: Vec<String>,
    /// The bytes, divided into named parts.
    pub parts: Vec<Part>,
    /// Number of unknown members.
    pub untyped: usize,
    /// Result of encoding the message again and comparing it with the input; `Err` describes
    /// the difference.
    pub round_trip: Result<(), String>,
}

/// A named run of bytes.
#[derive(Debug)]
pub struct Part {
    /// The name of the part, such as "flags".
    pub name: &'static str,
    /// The value, such as "0x03 = protocol + zlib".
    pub meaning: String,
    /// The bytes as they are on the wire.
    pub bytes: Vec<u8>,
}

/// The reason why an input could not be decoded.
#[derive(Debug)]
pub struct Failure {
    /// Offset in the input in bytes, where known.
    pub offset: Option<usize>,
    /// The fault.
    pub reason: String,
}

impl Failure {
    /// Creates a failure that concerns the input as a whole.
    pub fn new(reason: impl Into<String>) -> Self {
        Self { offset: None, reason: reason.into() }
    }

    /// Creates a failure at a byte of the input.
    pub fn at(offset: usize, reason: impl Into<String>) -> Self {
        Self { offset: Some(offset), reason: reason.into() }
    }
}
