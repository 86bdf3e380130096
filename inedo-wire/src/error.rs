//! Errors, by whose fault it is: the peer's bytes ([`DecodeError`]), the peer's
//! behaviour ([`SessionError`]), the caller's value ([`EncodeError`]).

use std::fmt;

use uuid::Uuid;

use crate::file_name::ParseFileNameError;
use crate::handshake::Encryption;

/// The peer's bytes are not what the protocol allows.
///
/// Says what is wrong ([`kind`](Self::kind)), at which byte
/// ([`offset`](Self::offset)) and, inside a message, in which field
/// ([`path`](Self::path)). Holds nothing of the peer's payload.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DecodeError {
    kind: DecodeErrorKind,
    offset: usize,
    path: String,
}

/// What is wrong with the peer's bytes.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum DecodeErrorKind {
    /// A bound of [`Limits`](crate::Limits) was exceeded.
    #[error(transparent)]
    Limit(#[from] LimitExceeded),
    /// A length or count below zero.
    #[error("a {what} of {found}")]
    Negative {
        /// What it is the length or count of.
        what: &'static str,
        /// What was found.
        found: i32,
    },
    /// An encrypted frame's length that no encrypted message can have: shorter
    /// than two blocks of 16 bytes, or not a whole number of blocks.
    #[error("an encrypted frame of {0} bytes")]
    EncryptedLength(i32),
    /// An encrypted frame did not decrypt to a message.
    ///
    /// Wrong key, altered bytes, wrong padding: nothing says which, on purpose.
    #[error("the frame cannot be decrypted")]
    Decryption,
    /// The hello does not start with the protocol's id.
    #[error("not an Inedo agent connection: the protocol id is {found}")]
    WrongProtocolId {
        /// What stands there, read as the id would be.
        found: Uuid,
    },
    /// The acknowledgement names an encryption mode that nobody documented.
    #[error("unknown encryption mode {0}")]
    UnknownEncryption(u8),
    /// The acknowledgement holds a version that no assembly has, such as -5.0.0.0.
    /// Either the peer is no agent, or the version field is not what
    /// [`Assumptions`](crate::Assumptions) says it is.
    #[error("an agent version with the part {0}")]
    ImpossibleVersion(i32),
    /// The stream ended inside a frame or a handshake message.
    #[error("the stream ended inside the {stage}, {missing} bytes short")]
    UnexpectedEof {
        /// Where it ended.
        stage: Stage,
        /// How many bytes that part still lacks, as far as can be told.
        missing: usize,
    },
    /// A field of a message reaches beyond the message's end.
    #[error("the {what} is cut short: it needs {missing} more bytes")]
    Truncated {
        /// Which kind of field.
        what: &'static str,
        /// How many bytes are missing.
        missing: usize,
    },
    /// A string's length prefix that takes more than five bytes or does not fit
    /// a positive int32.
    #[error("a string's length prefix is not a positive int32 in at most five bytes")]
    StringPrefix,
    /// A string is not UTF-8.
    #[error("the string is not UTF-8")]
    Utf8,
    /// A time outside the years 1 to 9999.
    #[error("{0} ticks are no date")]
    Ticks(i64),
    /// The name of a file that must not be written.
    #[error(transparent)]
    FileName(#[from] ParseFileNameError),
}

impl DecodeError {
    pub(crate) fn new(kind: impl Into<DecodeErrorKind>, offset: usize) -> Self {
        Self { kind: kind.into(), offset, path: String::new() }
    }

    /// What is wrong.
    #[must_use]
    pub fn kind(&self) -> &DecodeErrorKind {
        &self.kind
    }

    /// At which byte. Frame and handshake errors count from the start of the
    /// frame or handshake message, message errors from the start of the data.
    #[must_use]
    pub fn offset(&self) -> usize {
        self.offset
    }

    /// In which field of a message, such as `assemblies[3].name`.
    #[must_use]
    pub fn path(&self) -> Option<&str> {
        (!self.path.is_empty()).then_some(&self.path)
    }

    /// Whether a bound of [`Limits`](crate::Limits) was exceeded, in which case
    /// the bytes may be well-formed.
    #[must_use]
    pub fn is_limit(&self) -> bool {
        matches!(self.kind, DecodeErrorKind::Limit(_))
    }

    /// The same error, with the field in which it occurred.
    pub(crate) fn in_field(mut self, path: String) -> Self {
        self.path = path;
        self
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

/// A bound of [`Limits`](crate::Limits) and what went over it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("{what} {found} exceeds the limit of {max}")]
pub struct LimitExceeded {
    /// What is bounded, as in "frame length".
    pub what: &'static str,
    /// How much was announced or found.
    pub found: u64,
    /// How much is allowed.
    pub max: u64,
}

/// The part of the conversation in which a stream ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stage {
    /// The client's 24 bytes.
    Hello,
    /// The server's answer to them.
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

/// The peer's behaviour ends the conversation.
///
/// There is nothing to answer: the protocol has no error message, and a peer
/// that misbehaves is disconnected (INW-060).
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum SessionError {
    /// The handshake's bytes are wrong.
    #[error(transparent)]
    Decode(#[from] DecodeError),
    /// The server asks for another encryption than the client requires. Nothing
    /// but the hello was sent.
    #[error("the agent asks for encryption {offered}, but {required} is required")]
    EncryptionMismatch {
        /// What the client requires.
        required: Encryption,
        /// What the server asked for.
        offered: Encryption,
    },
    /// The client's offer and the server's versions do not meet.
    #[error("no common protocol version: the client offers {min} to {max}")]
    NoCommonVersion {
        /// The lowest version that the client offered.
        min: i32,
        /// The highest version that the client offered.
        max: i32,
    },
    /// The server's answer means a version that was not offered, or none at all.
    #[error("the agent (version {agent}) answered protocol {field}, which was not offered")]
    VersionNotOffered {
        /// The number in the acknowledgement.
        field: i32,
        /// The agent's version, as written in the acknowledgement.
        agent: String,
    },
    /// A 256-bit key for an agent that is too old to have one.
    #[error("the key has 256 bits, but agents before {first} only know 128 (this one is {major})")]
    KeyTooLong {
        /// The agent's major version.
        major: i32,
        /// The first agent that knows longer keys.
        first: i32,
    },
    /// The peer hung up during the handshake.
    ///
    /// An agent does so without a word when it does not like the protocol id, and
    /// presumably when it shares no version or the client's address is not allowed.
    #[error("the peer hung up during the handshake, after {received} bytes of it")]
    Closed {
        /// How much of the awaited message had come.
        received: usize,
    },
    /// The caller's patience ended during the handshake.
    #[error("the handshake took too long")]
    TimedOut,
}

/// The caller's value cannot be put on the wire.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum EncodeError {
    /// The data is longer than a frame may carry.
    #[error(transparent)]
    Limit(#[from] LimitExceeded),
    /// This form of frame says whom it is for, and the value does not.
    #[error("a version 1 frame to the agent needs a target")]
    TargetMissing,
    /// The value says whom it is for, but this form of frame has no room for it.
    #[error("only version 1 frames to the agent carry a target")]
    TargetNotCarried,
    /// The connection is encrypted, and the caller gave no next IV.
    #[error("an encrypted connection needs a fresh IV with every message")]
    NextIvMissing,
    /// The caller's next IV is the one in use: its random source is stuck.
    #[error("the next IV equals the one in use")]
    NextIvRepeated,
    /// Decoding failed before, so the connection is dead.
    #[error("the connection has failed and must be closed")]
    Poisoned,
}
