//! Errors, by whose fault it is: the peer's bytes ([`DecodeError`]), the peer's
//! behaviour ([`SessionError`]), the caller's value ([`EncodeError`]).

use std::fmt;

use crate::expiration::Expiration;
use crate::transport::compression::Compression;

/// The peer's bytes are not what the protocol allows.
///
/// The offset counts from the start of the body as it came where that does not inflate, else
/// from the start of the text that it holds. The path is one such as
/// `tasks.inventory.params[0].use` or `REPLY.PROLOG_FREQ`. An error never holds more than 32
/// bytes of the peer's, and nothing of a member that may be secret.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DecodeError {
    kind: DecodeErrorKind,
    offset: usize,
    path: String,
}

/// The kind of a [`DecodeError`].
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum DecodeErrorKind {
    /// A bound of [`Limits`](crate::Limits) was exceeded.
    #[error(transparent)]
    Limit(#[from] LimitExceeded),
    /// There is no body where a message was expected.
    #[error("the body is empty")]
    Empty,
    /// The body is something else than a message of this protocol.
    #[error("not a message of this protocol: {0}")]
    NotAMessage(NotAMessage),
    /// This build cannot read the body's compression.
    #[error("compression {0} is not available")]
    Unavailable(Compression),
    /// The compressed body does not inflate.
    #[error("the body is not valid {compression} data: {fault}")]
    Inflate {
        /// The compression that the body should have.
        compression: Compression,
        /// The fault.
        fault: InflateFault,
    },
    /// The text is not valid UTF-8.
    #[error("the text is not valid UTF-8")]
    NotUtf8,
    /// Bytes before or after the message.
    #[error("{0} bytes of trailing data")]
    TrailingData(usize),
    /// The text is not well-formed JSON or XML.
    #[error(transparent)]
    Syntax(#[from] SyntaxError),
    /// A member holds another value than it should.
    #[error("expected {expected}, found {found}")]
    Unexpected {
        /// The expected value.
        expected: &'static str,
        /// The value found.
        found: Snippet,
    },
    /// A compulsory member is missing.
    #[error("missing member \"{0}\"")]
    Missing(&'static str),
    /// A member is there twice.
    #[error("duplicate member {0}")]
    DuplicateMember(Snippet),
    /// The message is not one of those expected here.
    #[error("unknown message {0}")]
    UnknownMessage(Snippet),
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
    /// Moves the fault to an offset.
    pub(crate) fn at(self, offset: usize) -> Self {
        Self { offset, ..self }
    }

    /// Returns true if the bytes are well-formed and only their shape is another than expected.
    pub(crate) fn is_misfit(&self) -> bool {
        matches!(self.kind, DecodeErrorKind::Unexpected { .. } | DecodeErrorKind::Missing(_))
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

impl Snippet {
    /// Creates a snippet of a JSON value, without what is inside of an object or list.
    pub(crate) fn of_value(json: &[u8]) -> Self {
        match json {
            [b'{', _, .., b'}'] => Self { text: "{…}".to_owned() },
            [b'[', _, .., b']'] => Self { text: "[…]".to_owned() },
            json => Self::new(json),
        }
    }
}

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
    pub(crate) fn json(what: &'static str) -> Self {
        Self { language: "JSON", what }
    }

    pub(crate) fn xml(what: &'static str) -> Self {
        Self { language: "XML", what }
    }
}

/// Something else in the place of a message: usually the answer of a program between the
/// agent and its server.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum NotAMessage {
    /// An HTML page that asks for a login.
    #[error("a login page{0}")]
    LoginPage(Title),
    /// A GLPI page which says that inventory is switched off.
    #[error("a page that says inventory is disabled")]
    InventoryDisabled,
    /// Any other HTML page.
    #[error("an HTML page{0}")]
    Html(Title),
    /// Any other text.
    #[error("text that starts with {0}")]
    Text(Snippet),
    /// Bytes that are not text.
    #[error("bytes that start with {0}")]
    Binary(Snippet),
}

/// The title of an HTML page, if it has one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Title(pub Option<Snippet>);

impl fmt::Display for Title {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.as_ref().map_or(Ok(()), |title| write!(f, " with the title {title}"))
    }
}

/// The fault of a compressed body.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum InflateFault {
    /// The stream ends too early.
    #[error("it is cut short")]
    Truncated,
    /// The stream inflates, but not to what its checksum says.
    #[error("its checksum is wrong")]
    Checksum,
    /// The bytes are not such a stream.
    #[error("it is damaged")]
    Corrupt,
}

/// The peer did what the protocol does not allow at this moment, or refused.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum SessionError {
    /// The peer's bytes cannot be read.
    #[error(transparent)]
    Decode(#[from] DecodeError),
    /// The peer answered with an error.
    #[error("refused with HTTP {status}: {message}")]
    Refused {
        /// The HTTP status.
        status: u16,
        /// The peer's reason, at most 32 bytes of it.
        message: Snippet,
        /// The time for which the peer wants to be left alone.
        expiration: Option<Expiration>,
    },
    /// The server has no time: the same message is to be sent again later.
    #[error("the server is busy")]
    Busy {
        /// The time after which to send it.
        expiration: Option<Expiration>,
    },
    /// The answer is for another agent.
    #[error("the answer is for another agent")]
    NotForUs,
    /// The message is encrypted, for which the protocol names no method.
    #[error("the message is encrypted")]
    Encrypted,
    /// The answer was still pending after the last poll.
    #[error("the answer is still pending after {0} polls")]
    TooMuchPending(u32),
    /// The answer does not go with the request: a list of jobs as answer to a CONTACT for
    /// instance, or one without the status `ok`.
    #[error("the answer does not match the request")]
    UnexpectedAnswer,
    /// The session was told something that it did not ask for.
    #[error("the session expects nothing at this moment")]
    OutOfTurn,
}

/// The caller's value cannot be put on the wire.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum EncodeError {
    /// This build cannot write that compression.
    #[error("compression {0} is not available")]
    Unavailable(Compression),
    /// A value that serde hands over cannot be written as JSON.
    #[cfg(feature = "serde")]
    #[error("the value cannot be written as JSON")]
    Json,
    /// A text holds a character that XML cannot carry.
    #[error("character U+{0:04X} cannot be written in XML")]
    XmlCharacter(u32),
    /// A text is not one well-formed element of this name.
    #[error("the text is not one {0} element")]
    XmlElement(&'static str),
    /// A text is not the name of an XML element.
    #[error("the text is not the name of an XML element")]
    XmlName,
}
