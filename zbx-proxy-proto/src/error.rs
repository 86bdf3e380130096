//! Errors, by whose fault it is: the peer's bytes ([`DecodeError`]), the peer's
//! behaviour ([`SessionError`]), the caller's value ([`EncodeError`]).

use std::fmt;

use crate::json::SyntaxError;

/// The peer's bytes are not what the protocol allows.
///
/// Says what is wrong ([`kind`](Self::kind)), at which byte
/// ([`offset`](Self::offset)) and, inside JSON, in which member
/// ([`path`](Self::path)). Never holds more than 32 bytes of what the peer sent,
/// and nothing of a member that may be secret.
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
    /// The first bytes are not `ZBXD`.
    #[error("not a ZBXD frame: it starts with {found}")]
    BadMagic {
        /// The bytes that stand there, up to the first wrong one.
        found: Snippet,
    },
    /// The flags byte is none that a receiver accepts.
    #[error("unsupported frame flags {0:#04x}")]
    BadFlags(u8),
    /// The large form where the receiver does not take it.
    #[error("frame flags {0:#04x} ask for the large form, which is not allowed here")]
    LargeNotAllowed(u8),
    /// The stream ended inside a frame.
    #[error("the stream ended inside the {stage}, {missing} bytes short")]
    UnexpectedEof {
        /// Where it ended.
        stage: Stage,
        /// How many bytes that part still lacks.
        missing: u64,
    },
    /// More bytes after the one frame that a connection carries.
    #[error("{0} bytes after the frame")]
    TrailingBytes(usize),
    /// The compressed payload is no zlib stream, is cut short or fails its checksum.
    #[error("the compressed payload is not valid zlib data")]
    Inflate,
    /// The payload does not inflate to the length that the header announces.
    #[error("the payload inflates to {found} bytes, the header announced {announced}")]
    SizeMismatch {
        /// What the header's second length says.
        announced: u64,
        /// What came out. It is at least this much where inflating was stopped.
        found: u64,
    },
    /// The payload is not JSON as the daemons read it.
    #[error("{0}")]
    Syntax(#[from] SyntaxError),
    /// A member holds something else than it should.
    #[error("expected {expected}, found {found}")]
    Unexpected {
        /// What should stand there.
        expected: &'static str,
        /// What does.
        found: Snippet,
    },
    /// A member that has to be there is not.
    #[error("no member \"{0}\"")]
    Missing(&'static str),
    /// A row of a table has another number of cells than the table has columns.
    #[error("expected {expected} cells, found {found}")]
    CellCount {
        /// How many columns the table has.
        expected: usize,
        /// How many cells the row has.
        found: usize,
    },
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

    /// At which byte. Frame errors count from the start of the frame, errors
    /// inside JSON from the start of the payload.
    #[must_use]
    pub fn offset(&self) -> usize {
        self.offset
    }

    /// In which member of the JSON, such as `history data[17].clock`.
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

    /// Forgets the bytes that it shows.
    pub(crate) fn redact(&mut self) {
        if let DecodeErrorKind::Unexpected { found, .. } = &mut self.kind {
            *found = Snippet::of(crate::json::REDACTED.as_bytes());
        }
    }

    /// The same error, seen from the object that holds it as `name`.
    pub(crate) fn in_member(mut self, name: &str) -> Self {
        let joint = if self.path.is_empty() || self.path.starts_with('[') { "" } else { "." };
        self.path = format!("{}{joint}{}", Snippet::of(name.as_bytes()).text, self.path);
        self
    }

    /// The same error, seen from the array that holds it at `index`.
    pub(crate) fn in_element(mut self, index: usize) -> Self {
        let joint = if self.path.is_empty() || self.path.starts_with('[') { "" } else { "." };
        self.path = format!("[{index}]{joint}{}", self.path);
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

/// The part of a frame in which a stream ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stage {
    /// The four bytes `ZBXD`.
    Magic,
    /// The flags byte.
    Flags,
    /// The two length fields.
    Lengths,
    /// The payload.
    Payload,
}

impl fmt::Display for Stage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Magic => "magic",
            Self::Flags => "flags",
            Self::Lengths => "lengths",
            Self::Payload => "payload",
        })
    }
}

/// At most 32 bytes of what a peer sent, escaped for a message.
#[derive(Clone, PartialEq, Eq)]
pub struct Snippet {
    text: String,
}

impl Snippet {
    const MAX: usize = 32;

    pub(crate) fn of(bytes: &[u8]) -> Self {
        let shown = bytes.get(..Self::MAX).unwrap_or(bytes);
        let mut text = shown.escape_ascii().to_string();
        if shown.len() < bytes.len() {
            text.push('…');
        }
        Self { text }
    }
}

impl fmt::Display for Snippet {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "\"{}\"", self.text)
    }
}

impl fmt::Debug for Snippet {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

/// The caller's value cannot be put on the wire.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum EncodeError {
    /// The payload is longer than a frame may carry.
    #[error(transparent)]
    Limit(#[from] LimitExceeded),
    /// The payload could not be compressed.
    #[error("the payload could not be compressed")]
    Deflate,
    /// A row has another number of cells than its table has columns.
    #[error("expected {expected} cells, found {found}")]
    CellCount {
        /// How many columns the table has.
        expected: usize,
        /// How many cells the row has.
        found: usize,
    },
    /// The message has rows while the server's cache is full: keep them until it
    /// says that uploading is enabled again.
    #[error("the server does not take rows at the moment")]
    UploadDisabled,
}

/// A text is not the counts of an answer to agent or sender data.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("expected counts such as \"processed: 1; failed: 0; total: 1; seconds spent: 0.000055\"")]
pub struct ParseCountsError;

/// A text is not a version such as `7.0.9`.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("expected a version such as \"7.0.9\"")]
pub struct ParseVersionError;

/// A text is not a session token.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("expected 32 hexadecimal digits")]
pub struct ParseSessionTokenError;

/// A text is not a proxy's name; the message is what real servers say.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum ParseProxyNameError {
    /// There is no character.
    #[error("name is empty")]
    Empty,
    /// A character that names may not have.
    #[error("name contains invalid character '{0}'")]
    InvalidCharacter(char),
    /// More than 128 characters.
    #[error("name is {0} characters long, at most 128 are allowed")]
    TooLong(usize),
}

/// The peer does something that its role or this moment does not allow.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum SessionError {
    /// The server refuses, and says why.
    #[error("refused by the server: {}", .info.as_deref().unwrap_or("no reason given"))]
    Refused {
        /// The reason, if the server gave one.
        info: Option<String>,
    },
    /// The proxy refuses what the server sent, or does not give what it asked for, and
    /// says why.
    #[error("refused by the proxy: {}", .info.as_deref().unwrap_or("no reason given"))]
    RefusedByProxy {
        /// The reason, if the proxy gave one.
        info: Option<String>,
    },
    /// The message has no `response`, which counts as a failure.
    #[error("the answer has no response")]
    NoResponse,
    /// The peer sent a configuration without the revision that its form must have.
    #[error("the configuration has no revision")]
    NoRevision,
    /// An update came although everything was asked for.
    #[error("a part of the configuration came where all of it was asked for")]
    NotFull,
    /// This request is not for this side.
    #[error("request \"{0}\" is not for this side")]
    WrongRequest(String),
}
