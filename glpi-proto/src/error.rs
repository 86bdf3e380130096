//! Errors, by whose fault it is: the peer's bytes ([`DecodeError`]), the peer's
//! behaviour ([`SessionError`]), the caller's value ([`EncodeError`]).

use std::fmt;

use crate::expiration::Expiration;
use crate::transport::compression::Compression;

/// The peer's bytes are not what the protocol allows.
///
/// Says what is wrong ([`kind`](Self::kind)), at which byte
/// ([`offset`](Self::offset)) and in which member ([`path`](Self::path)). Never
/// holds more than 32 bytes of what the peer sent, and nothing of a member that
/// may be secret.
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
    /// There is no body where a message was expected.
    #[error("the body is empty")]
    Empty,
    /// The body is something else than a message of this protocol.
    #[error("not the protocol: {0}")]
    NotTheProtocol(Foreign),
    /// The body's compression is none that this build can read.
    #[error("compression {0} is not available")]
    Unavailable(Compression),
    /// The compressed body does not inflate.
    #[error("the body is not valid {compression} data: {fault}")]
    Inflate {
        /// What the body should be.
        compression: Compression,
        /// What is wrong with it.
        fault: InflateFault,
    },
    /// The text is not valid UTF-8.
    #[error("the text is not valid UTF-8")]
    Utf8,
    /// Bytes before or after the message, in strict reading.
    #[error("{0} bytes that do not belong to the message")]
    Stray(usize),
    /// The text is not well-formed JSON or XML.
    #[error("{0}")]
    Syntax(SyntaxError),
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
    /// A member is there twice.
    #[error("member {0} is there twice")]
    Duplicate(Snippet),
    /// The message is none that is expected here.
    #[error("unknown message: {0}")]
    UnknownMessage(Snippet),
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

    /// At which byte: of the body as it came where it does not inflate, else of
    /// the text that it holds.
    #[must_use]
    pub fn offset(&self) -> usize {
        self.offset
    }

    /// In which member, such as `tasks.inventory.params[0].use` or
    /// `REPLY.OPTION[1].PARAM`.
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

    /// Whether the bytes are well-formed and only their shape is another than expected.
    pub(crate) fn is_misfit(&self) -> bool {
        matches!(self.kind, DecodeErrorKind::Unexpected { .. } | DecodeErrorKind::Missing(_))
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
    /// What is bounded, as in "body length".
    pub what: &'static str,
    /// How much was announced or found; at least this much where reading stopped.
    pub found: u64,
    /// How much is allowed.
    pub max: u64,
}

/// What stands where a message should: usually something between the agent and
/// its server answered.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum Foreign {
    /// An HTML page that asks for a login.
    #[error("a login page{0}")]
    LoginPage(Title),
    /// A GLPI page which says that inventory is switched off.
    #[error("a page that says inventory is disabled")]
    InventoryDisabled,
    /// Any other HTML page.
    #[error("an HTML page{0}")]
    Html(Title),
    /// Text that is none of the known forms.
    #[error("text that starts with {0}")]
    Text(Snippet),
    /// Bytes that are no text.
    #[error("bytes that start with {0}")]
    Binary(Snippet),
}

/// The title of an HTML page, where it has one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Title(pub Option<Snippet>);

impl fmt::Display for Title {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.as_ref().map_or(Ok(()), |title| write!(f, " with the title {title}"))
    }
}

/// What is wrong with a compressed body.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum InflateFault {
    /// It ends too early.
    #[error("it is cut short")]
    Truncated,
    /// It inflates, but not to what its checksum says.
    #[error("its checksum is wrong")]
    Checksum,
    /// It is no such data.
    #[error("it is damaged")]
    Corrupt,
}

/// What is wrong with JSON or XML, in the words of the library that read it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SyntaxError {
    language: &'static str,
    what: String,
}

impl SyntaxError {
    pub(crate) fn new(language: &'static str, what: &str) -> Self {
        let end = what.char_indices().nth(Self::MAX).map_or(what.len(), |(at, _)| at);
        Self { language, what: what.get(..end).unwrap_or_default().to_owned() }
    }

    /// How many characters of the library's words are kept.
    const MAX: usize = 120;

    /// "JSON" or "XML".
    #[must_use]
    pub fn language(&self) -> &'static str {
        self.language
    }
}

impl fmt::Display for SyntaxError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "malformed {}: {}", self.language, self.what)
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

    /// Brackets, without what is between them.
    pub(crate) fn elided(open: char, close: char) -> Self {
        Self { text: format!("{open}…{close}") }
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
        /// How long the peer wants to be left alone.
        expiration: Option<Expiration>,
    },
    /// The server has no time: the same message is to be sent again later.
    #[error("the server is busy")]
    Busy {
        /// When.
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
    /// The answer is a message that nobody gives to what was asked, such as a list of jobs
    /// to a CONTACT, or one without the status `ok`.
    #[error("the answer is none to what was asked")]
    Unfit,
    /// The session was told something that it did not ask for.
    #[error("nothing was expected here")]
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
    #[error("a value cannot be written as JSON")]
    Json,
    /// A text holds a character that XML cannot carry.
    #[error("character U+{0:04X} cannot be written in XML")]
    XmlCharacter(u32),
    /// A text is not one well-formed element of this name.
    #[error("the text is not one {0} element")]
    XmlElement(&'static str),
    /// A text is no name of an XML element.
    #[error("a member's name cannot be written in XML")]
    XmlName,
}
