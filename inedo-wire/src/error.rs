//! Errors, named after the culprit: the peer's bytes ([`DecodeError`]), the peer's
//! behaviour ([`SessionError`]), the caller's value ([`EncodeError`]).

use std::fmt;

use uuid::Uuid;

use crate::file_name::ParseFileNameError;
use crate::guid::PROTOCOL_ID;
use crate::handshake::Encryption;

/// Error in the peer's bytes.
///
/// [`kind`](Self::kind) is the fault. [`offset`](Self::offset) counts from the start of the
/// frame or handshake message, for errors inside a message from the start of its data.
/// [`path`](Self::path) is a field such as `assemblies[3].name`. Nothing of the peer's
/// payload is kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DecodeError {
    kind: DecodeErrorKind,
    offset: usize,
    path: String,
}

/// Kinds of faults in the peer's bytes.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum DecodeErrorKind {
    /// A bound of [`Limits`](crate::Limits) was exceeded.
    #[error(transparent)]
    Limit(#[from] LimitExceeded),
    /// A length or count below zero.
    #[error("negative {what}: {found}")]
    Negative {
        /// The length or count.
        what: &'static str,
        /// The value found.
        found: i32,
    },
    /// The length of an encrypted frame is less than two blocks of 16 bytes, or not a
    /// whole number of blocks.
    #[error("encrypted frame length {0}: must be a multiple of 16, at least 32")]
    EncryptedLength(i32),
    /// An encrypted frame did not decrypt to a message.
    ///
    /// Wrong key, altered bytes or wrong padding: which of them is not said, so that the
    /// error is no decryption oracle.
    #[error("the frame cannot be decrypted")]
    Decryption,
    /// The hello does not start with the protocol's id.
    #[error("not an Inedo agent connection: expected protocol id {}, found {found}", PROTOCOL_ID)]
    WrongProtocolId {
        /// The first 16 bytes, read as an id.
        found: Uuid,
    },
    /// The acknowledgement has an undocumented encryption mode.
    #[error("unknown encryption mode {0}: expected 0, 1 or 2")]
    UnknownEncryption(u8),
    /// The acknowledgement has a version that no assembly can have, such as -5.0.0.0.
    /// Either the peer is not an agent, or
    /// [`Assumptions::version_field`](crate::Assumptions::version_field) is wrong.
    #[error("agent version part {0} is out of range: must not be negative")]
    ImpossibleVersion(i32),
    /// The stream ended inside a frame or a handshake message.
    #[error("the stream ended inside the {stage}: {missing} more bytes expected")]
    UnexpectedEof {
        /// The part in which it ended.
        stage: Stage,
        /// Number of bytes missing from that part, as far as known.
        missing: u64,
    },
    /// A field of a message reaches beyond the message's end.
    #[error("the {what} is cut short: {missing} more bytes expected")]
    Truncated {
        /// The type of the field.
        what: &'static str,
        /// Number of bytes missing.
        missing: usize,
    },
    /// A string's length prefix takes more than five bytes or exceeds the positive int32.
    #[error("string length prefix out of range: must be a positive int32 in at most five bytes")]
    StringPrefix,
    /// A string is not valid UTF-8.
    #[error("the text is not valid UTF-8")]
    NotUtf8,
    /// The time is outside the years 1 to 9999.
    #[error("{0} ticks is out of range: must be in the years 1 to 9999")]
    Ticks(i64),
    /// A file name that must not be written.
    #[error(transparent)]
    FileName(#[from] ParseFileNameError),
}

// twin: decode-error
impl DecodeError {
    /// The kind of fault.
    #[must_use]
    pub fn kind(&self) -> &DecodeErrorKind {
        &self.kind
    }

    /// Offset of the fault in bytes; the type's documentation says from where it counts.
    #[must_use]
    pub fn offset(&self) -> usize {
        self.offset
    }

    /// Path of the value at fault, where the fault is inside a message.
    #[must_use]
    pub fn path(&self) -> Option<&str> {
        (!self.path.is_empty()).then_some(&self.path)
    }

    /// Returns true if a bound of [`Limits`](crate::Limits) was exceeded; the bytes may
    /// be well-formed then.
    #[must_use]
    pub fn is_limit(&self) -> bool {
        matches!(self.kind, DecodeErrorKind::Limit(_))
    }

    pub(crate) fn new(kind: impl Into<DecodeErrorKind>, offset: usize) -> Self {
        Self { kind: kind.into(), offset, path: String::new() }
    }
}

impl fmt::Display for DecodeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(path) = self.path() {
            write!(f, "{path}: ")?;
        }
        write!(f, "{} at byte {}", self.kind, self.offset)
    }
}

impl std::error::Error for DecodeError {}
// end of twin

impl DecodeError {
    /// Returns the error with the field of the message in which it occurred.
    pub(crate) fn in_field(mut self, path: String) -> Self {
        self.path = path;
        self
    }
}

// twin: limit-exceeded
/// A bound of [`Limits`](crate::Limits) and the amount that went over it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("{what} {found} exceeds the limit of {max}")]
pub struct LimitExceeded {
    /// The bounded quantity, such as "frame length".
    pub what: &'static str,
    /// The amount announced or found; where reading stopped at the bound, at least this much.
    pub found: u64,
    /// The amount allowed.
    pub max: u64,
}
// end of twin

/// Parts of a connection's byte stream.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stage {
    /// The client's 24 bytes.
    Hello,
    /// The server's answer to the hello.
    Acknowledgement,
    /// A frame's length, command and target.
    Header,
    /// A frame's data or ciphertext.
    Data,
}

impl fmt::Display for Stage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Hello => "hello",
            Self::Acknowledgement => "acknowledgement",
            Self::Header => "frame header",
            Self::Data => "frame data",
        })
    }
}

/// Error in the peer's behaviour, which ends the connection.
///
/// There is nothing to answer: the protocol has no error message, so a peer that
/// misbehaves is disconnected (INW-060).
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum SessionError {
    /// The handshake's bytes are wrong.
    #[error(transparent)]
    Decode(#[from] DecodeError),
    /// The caller's part of the handshake cannot be written.
    #[error(transparent)]
    Encode(#[from] EncodeError),
    /// The server asks for another encryption than the client requires. Nothing
    /// but the hello was sent.
    #[error("encryption mismatch: {required} is required, the agent asks for {offered}")]
    EncryptionMismatch {
        /// The encryption that the client requires.
        required: Encryption,
        /// The encryption that the server asked for.
        offered: Encryption,
    },
    /// No version is both offered by the client and known to the server.
    #[error("no common protocol version: the client offers {min} to {max}")]
    NoCommonVersion {
        /// The lowest version that the client offered.
        min: i32,
        /// The highest version that the client offered.
        max: i32,
    },
    /// The server answered with a version that was not offered, or with an unknown one.
    #[error("protocol {field} was not offered (agent version {agent})")]
    VersionNotOffered {
        /// The number in the acknowledgement.
        field: i32,
        /// The agent's version, as written in the acknowledgement.
        agent: String,
    },
    /// The key has 256 bits and the agent is too old to support that.
    #[error("a 256-bit key needs agent {first} or later, this agent is {major}: use a 128-bit key")]
    KeyTooLong {
        /// The agent's major version.
        major: i32,
        /// The first major version that supports longer keys.
        first: i32,
    },
    /// The peer closed the connection during the handshake.
    ///
    /// An agent does so without an answer if the protocol id is wrong, and presumably if
    /// no version is shared or the client's address is not allowed.
    #[error("the peer closed the connection after {received} bytes of its handshake message")]
    Closed {
        /// Number of bytes received of the awaited message.
        received: usize,
    },
    /// The caller's timeout expired during the handshake.
    #[error("the handshake timed out")]
    TimedOut,
}

/// Error in the caller's value: it cannot be encoded.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum EncodeError {
    /// The data is longer than a frame may carry.
    #[error(transparent)]
    Limit(#[from] LimitExceeded),
    /// The frame's form has a target field, and the value has no target.
    #[error("missing target: a version 1 frame to the agent needs one")]
    TargetMissing,
    /// The value has a target, and the frame's form has no field for it.
    #[error("unexpected target: only version 1 frames to the agent have one")]
    TargetNotCarried,
    /// The connection is encrypted, and the caller gave no next IV.
    #[error("missing IV: an encrypted connection needs a fresh one for every message")]
    NextIvMissing,
    /// The caller's next IV is the one in use: its random source is stuck.
    #[error("the next IV equals the current one")]
    NextIvRepeated,
    /// Decoding failed before, so the connection is dead.
    #[error("the connection has failed and must be closed")]
    Poisoned,
}
