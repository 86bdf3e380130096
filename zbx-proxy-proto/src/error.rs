//! Errors by their cause: the peer's bytes ([`DecodeError`]), the peer's behaviour
//! ([`SessionError`]), the caller's value ([`EncodeError`]).

use std::fmt;

/// Error in the peer's bytes.
///
/// [`kind`](Self::kind) is the fault. [`offset`](Self::offset) counts from the start of the
/// frame, for errors inside JSON from the start of the payload. [`path`](Self::path) is a
/// member such as `history data[17].clock`. At most 32 bytes of the peer's input are kept,
/// and nothing of a member that may be secret.
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
    /// The first bytes are not `ZBXD`.
    #[error("not a ZBXD frame: it starts with {found}")]
    BadMagic {
        /// The first bytes, up to the first wrong one.
        found: Snippet,
    },
    /// The flags byte has bits that no receiver accepts.
    #[error("unsupported frame flags {0:#04x}: expected 0x01, 0x03, 0x05 or 0x07")]
    BadFlags(u8),
    /// The frame has the large form, which the receiver does not accept.
    #[error("frame flags {0:#04x} select the large form, which is not allowed here")]
    LargeNotAllowed(u8),
    /// The stream ended inside a frame.
    #[error("the stream ended inside the {stage}: {missing} more bytes expected")]
    UnexpectedEof {
        /// The part in which it ended.
        stage: Stage,
        /// Number of bytes missing from that part.
        missing: u64,
    },
    /// Bytes after the one frame of a connection, or after the JSON value.
    #[error("{0} bytes of trailing data")]
    TrailingData(usize),
    /// The compressed payload is not a zlib stream, is cut short or fails its checksum.
    #[error("the compressed payload is not valid zlib data")]
    Zlib,
    /// The payload does not inflate to the length that the header announces.
    #[error("the payload inflates to {found} bytes, the header announces {announced}")]
    SizeMismatch {
        /// The inflated length in the header.
        announced: u64,
        /// The inflated length found; where inflating was stopped, at least this much.
        found: u64,
    },
    /// The payload is not JSON as the daemons read it.
    #[error(transparent)]
    Syntax(#[from] SyntaxError),
    /// A member has a value of the wrong type or outside its range.
    #[error("expected {expected}, found {found}")]
    Unexpected {
        /// The values allowed.
        expected: &'static str,
        /// The value found.
        found: Snippet,
    },
    /// A required member is missing.
    #[error("missing member \"{0}\"")]
    Missing(&'static str),
    /// A row of a table has another number of cells than the table has columns.
    #[error("expected {expected} cells, found {found}")]
    CellCount {
        /// Number of columns of the table.
        expected: usize,
        /// Number of cells of the row.
        found: usize,
    },
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

// twin: json-path
impl DecodeError {
    /// Prefixes the path with the name of the object member that holds the value.
    pub(crate) fn in_member(mut self, name: &str) -> Self {
        let joint = if self.path.is_empty() || self.path.starts_with('[') { "" } else { "." };
        self.path = format!("{}{joint}{}", Snippet::new(name.as_bytes()).text, self.path);
        self
    }

    /// Prefixes the path with the index of the array element that holds the value.
    pub(crate) fn in_element(mut self, index: usize) -> Self {
        let joint = if self.path.is_empty() || self.path.starts_with('[') { "" } else { "." };
        self.path = format!("[{index}]{joint}{}", self.path);
        self
    }
}
// end of twin

impl DecodeError {
    /// Replaces the input in the error's text.
    pub(crate) fn redact(&mut self) {
        if let DecodeErrorKind::Unexpected { found, .. } = &mut self.kind {
            *found = Snippet::new(crate::json::REDACTED.as_bytes());
        }
    }
}

impl DecodeError {
    /// Returns the error with its offset counted from this many bytes earlier.
    pub(crate) fn shifted(mut self, bytes: usize) -> Self {
        self.offset = self.offset.saturating_add(bytes);
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

// twin: syntax-error
/// A violation of the grammar of JSON or XML.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("malformed {language}: {what}")]
pub struct SyntaxError {
    language: &'static str,
    what: &'static str,
}

impl SyntaxError {
    /// The language: "JSON" or "XML".
    #[must_use]
    pub fn language(&self) -> &'static str {
        self.language
    }

    /// The fault and what is allowed, such as "expected a comma or a closing bracket".
    #[must_use]
    pub fn what(&self) -> &'static str {
        self.what
    }
}
// end of twin

impl SyntaxError {
    pub(crate) const UNEXPECTED_END: Self = Self::json("unexpected end of text");
    pub(crate) const NOT_AN_OBJECT: Self = Self::json("expected an object");
    pub(crate) const EXPECTED_VALUE: Self = Self::json("expected a value");
    pub(crate) const EXPECTED_NAME: Self = Self::json("expected a member name");
    pub(crate) const EXPECTED_COLON: Self = Self::json("expected a colon");
    pub(crate) const EXPECTED_COMMA_OR_END: Self =
        Self::json("expected a comma or the end of the object or array");
    pub(crate) const CONTROL_CHARACTER: Self = Self::json("control character in a string: must be escaped");
    pub(crate) const INVALID_ESCAPE: Self = Self::json("invalid escape sequence");
    pub(crate) const LONE_SURROGATE: Self = Self::json("unpaired surrogate escape");
    pub(crate) const INVALID_NUMBER: Self = Self::json("invalid number");

    const fn json(what: &'static str) -> Self {
        Self { language: "JSON", what }
    }
}

/// Parts of a frame.
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

// twin: snippet
/// At most 32 bytes of the peer's input, escaped for display.
#[derive(Clone, PartialEq, Eq)]
pub struct Snippet {
    text: String,
}

impl Snippet {
    const MAX: usize = 32;

    pub(crate) fn new(bytes: &[u8]) -> Self {
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
// end of twin

/// Error in the caller's value: it cannot be encoded.
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
        /// Number of columns of the table.
        expected: usize,
        /// Number of cells of the row.
        found: usize,
    },
    /// The message has rows while the server has disabled uploading: keep them until it
    /// enables it again.
    #[error("uploading is disabled by the server: keep the rows")]
    UploadDisabled,
}

/// Error for a text that is not the counts of an answer to agent or sender data.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("expected counts such as \"processed: 1; failed: 0; total: 1; seconds spent: 0.000055\"")]
pub struct ParseCountsError;

/// Error for a text that is not a version such as `7.0.9`.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("expected a version such as \"7.0.9\"")]
pub struct ParseVersionError;

/// Error for a text that is not a session token.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("expected 32 hexadecimal digits")]
pub struct ParseSessionTokenError;

/// Error for a text that is not a proxy name; the texts are those of real servers.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum ParseProxyNameError {
    /// The name is empty.
    #[error("name is empty")]
    Empty,
    /// The name contains a character that is not allowed.
    #[error("name contains invalid character '{}'", if .0.is_control() { '\u{FFFD}' } else { *.0 })]
    InvalidCharacter(char),
    /// The name has more than 128 characters.
    #[error("name is {0} characters long, at most 128 are allowed")]
    TooLong(usize),
}

/// Returns a peer's reason as it is shown.
fn reason(info: Option<&str>) -> String {
    info.map_or_else(|| "no reason given".to_owned(), |info| Snippet::new(info.as_bytes()).to_string())
}

/// Error in the peer's behaviour: refused, or not allowed for its role at this moment.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum SessionError {
    /// The server refused the request.
    #[error("refused by the server: {}", reason(.info.as_deref()))]
    Refused {
        /// The server's reason.
        info: Option<String>,
    },
    /// The proxy refused the configuration or the request.
    #[error("refused by the proxy: {}", reason(.info.as_deref()))]
    RefusedByProxy {
        /// The proxy's reason.
        info: Option<String>,
    },
    /// The answer has no `response`, which counts as a failure.
    #[error("missing response in the answer")]
    NoResponse,
    /// The configuration lacks the revision that its form requires.
    #[error("missing revision in the configuration")]
    NoRevision,
    /// An incremental update was received as the answer to a full request.
    #[error("expected the full configuration, found an incremental update")]
    NotFull,
    /// The request is for the other side.
    #[error("request {} is not for this side", Snippet::new(.0.as_bytes()))]
    WrongRequest(String),
}
