//! Errors, named after the culprit: the peer's bytes ([`DecodeError`]) or the caller's
//! value ([`EncodeError`]).

use std::fmt;

/// Error in the peer's bytes.
///
/// [`kind`](Self::kind) is the fault. [`offset`](Self::offset) counts from the start of the
/// input as it was given, whatever its encoding. [`path`](Self::path) names the elements
/// around the fault, such as `REQUEST/CONTENT/DEVICE/PORTS`. Texts of the document, which may
/// be secret, are never kept; names are cut after 32 bytes.
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
    /// The input has no XML element at all.
    #[error("no XML element")]
    NoElement,
    /// The document has a document type declaration, which this protocol does not use and
    /// through which entity bombs and external entities come.
    #[error("a document type declaration is refused")]
    Doctype,
    /// The document is not valid UTF-8.
    #[error("the text is not valid UTF-8")]
    NotUtf8,
    /// The bytes are not valid in another encoding that the document declares.
    #[error("the bytes are not valid {0}")]
    WrongEncoding(&'static str),
    /// The declaration names an unknown encoding.
    #[error("unsupported encoding {0}: expected UTF-8, UTF-16, ISO-8859-1, windows-1252 or ASCII")]
    UnsupportedEncoding(Snippet),
    /// The document is not well-formed XML, or not JSON.
    #[error(transparent)]
    Syntax(#[from] SyntaxError),
    /// The root element is not one of this protocol.
    #[error("unknown root element {found}: expected {expected}")]
    UnknownRoot {
        /// The elements allowed.
        expected: &'static str,
        /// The element found.
        found: Snippet,
    },
    /// The JSON is not a job.
    #[error("not a job: {0}")]
    NotAJob(&'static str),
    /// The JSON is not a network inventory.
    #[error("not a network inventory: {0}")]
    NotAnInventory(&'static str),
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
    /// Returns true if the bytes are not well-formed XML or JSON, as opposed to a
    /// well-formed document that is refused.
    #[must_use]
    pub fn is_malformed(&self) -> bool {
        matches!(
            self.kind,
            DecodeErrorKind::Syntax(_)
                | DecodeErrorKind::NotUtf8
                | DecodeErrorKind::WrongEncoding(_)
                | DecodeErrorKind::UnsupportedEncoding(_)
                | DecodeErrorKind::NoElement
        )
    }

    /// Creates the error of XML that is not well-formed.
    pub(crate) fn syntax(what: &'static str, offset: usize) -> Self {
        Self::new(SyntaxError::xml(what), offset)
    }

    /// Returns the error with the elements in which it occurred.
    pub(crate) fn in_path(mut self, path: String) -> Self {
        if self.path.is_empty() {
            self.path = path;
        }
        self
    }

    /// Returns the error with another offset.
    pub(crate) fn at(mut self, offset: usize) -> Self {
        self.offset = offset;
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
    pub(crate) const fn xml(what: &'static str) -> Self {
        Self { language: "XML", what }
    }

    #[cfg(feature = "glpi-json")]
    pub(crate) const fn json(what: &'static str) -> Self {
        Self { language: "JSON", what }
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

impl Snippet {
    pub(crate) fn text(&self) -> &str {
        &self.text
    }
}

/// Error in the caller's value.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum EncodeError {
    /// A text holds a character that XML 1.0 cannot express.
    #[error("the character U+{0:04X} is not allowed in XML")]
    Character(u32),
    /// The name of an element or attribute is not an XML name.
    #[error("{0} is not an XML name")]
    Name(Snippet),
    /// A value that JSON cannot express.
    #[error("the value cannot be written as JSON")]
    Json,
}

/// Error in the text of a value.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("expected {expected}")]
pub struct ParseValueError {
    pub(crate) expected: &'static str,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_peer_sent_is_cut_and_escaped() {
        for (bytes, shown) in [
            (&b"REQUEST"[..], "\"REQUEST\"".to_owned()),
            (b"a\xE9\n\"", r#""a\xe9\n\"""#.to_owned()),
            (&[b'x'; 32], format!("\"{}\"", "x".repeat(32))),
            (&[b'x'; 33], format!("\"{}…\"", "x".repeat(32))),
        ] {
            let snippet = Snippet::new(bytes);
            assert_eq!((snippet.to_string(), format!("{snippet:?}")), (shown.clone(), shown));
        }
    }

    #[test]
    fn an_error_is_a_bound_or_malformed_or_neither() {
        let limit = LimitExceeded { what: "depth", found: 33, max: 32 };
        for (kind, is_limit, is_malformed) in [
            (DecodeErrorKind::from(limit), true, false),
            (DecodeErrorKind::NoElement, false, true),
            (DecodeErrorKind::Doctype, false, false),
            (DecodeErrorKind::NotUtf8, false, true),
            (DecodeErrorKind::WrongEncoding("ASCII"), false, true),
            (DecodeErrorKind::UnsupportedEncoding(Snippet::new(b"KOI8-R")), false, true),
            (DecodeErrorKind::Syntax(SyntaxError::xml("broken markup")), false, true),
            (
                DecodeErrorKind::UnknownRoot { expected: "REQUEST", found: Snippet::new(b"html") },
                false,
                false,
            ),
            (DecodeErrorKind::NotAJob("neither a job nor a schedule"), false, false),
            (DecodeErrorKind::NotAnInventory("no device"), false, false),
        ] {
            let error = DecodeError::new(kind, 7);
            assert_eq!((error.is_limit(), error.is_malformed()), (is_limit, is_malformed), "{error}");
        }
        let error = DecodeError::new(limit, 7).in_path("REQUEST/CONTENT".to_owned());
        assert_eq!(error.to_string(), "REQUEST/CONTENT: depth 33 exceeds the limit of 32 at byte 7");
        assert_eq!(error.path(), Some("REQUEST/CONTENT"));
    }
}
