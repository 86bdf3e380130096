//! Errors, by whose fault it is: the bytes of a document ([`DecodeError`]), the caller's
//! value ([`EncodeError`]).

use std::fmt;

/// The bytes are not a document of this format.
///
/// The offset counts from the start of the document. The path is one such as
/// `content.softwares[3].name`. An error never holds more than 32 bytes of the document's.
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
    /// The text is not valid UTF-8.
    #[error("the text is not valid UTF-8")]
    NotUtf8,
    /// Bytes after the document.
    #[error("{0} bytes of trailing data")]
    TrailingData(usize),
    /// The text is not well-formed JSON.
    #[error(transparent)]
    Syntax(#[from] SyntaxError),
    /// A value is another than it should be.
    #[error("expected {expected}, found {found}")]
    Unexpected {
        /// The expected value.
        expected: &'static str,
        /// The value found.
        found: Snippet,
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
}

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

/// The caller's value is not one that the format allows.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum EncodeError {
    /// A value has another form, or is outside its range.
    #[error("expected {expected}, found {found}")]
    Form {
        /// The allowed values.
        expected: String,
        /// The value found.
        found: Snippet,
    },
}

impl EncodeError {
    pub(crate) fn form(expected: impl Into<String>, found: &str) -> Self {
        Self::Form { expected: expected.into(), found: Snippet::new(found.as_bytes()) }
    }
}
