//! Errors, by whose fault it is: the peer's bytes ([`DecodeError`]) or the
//! caller's value ([`EncodeError`]).

use std::fmt;

/// The peer's bytes are not what the protocol allows.
///
/// Says what is wrong ([`kind`](Self::kind)), at which byte of the input
/// ([`offset`](Self::offset)) and inside which element ([`path`](Self::path)).
/// Never holds text of the document, which may be a secret; tag names are cut
/// after 32 bytes.
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
    /// There is no element in the input at all.
    #[error("no XML element")]
    NoElement,
    /// The document has a document type declaration, which this protocol has no
    /// use for and which is where entity bombs and external entities come from.
    #[error("a document type declaration is refused")]
    Doctype,
    /// The bytes are not in the encoding that the document is in.
    #[error("the bytes are not valid {0}")]
    Encoding(&'static str),
    /// The declaration names an encoding that is none of UTF-8, UTF-16,
    /// ISO-8859-1, windows-1252 and ASCII.
    #[error("unsupported encoding {0}")]
    UnsupportedEncoding(Snippet),
    /// The document is not well-formed XML.
    #[error("not well-formed: {0}")]
    Malformed(&'static str),
    /// The root element is neither `REQUEST` nor `REPLY`.
    #[error("unknown root element {0}")]
    UnknownRoot(Snippet),
    /// The JSON form of a job is not valid JSON, or not a job.
    #[error("not a job in JSON: {0}")]
    Json(&'static str),
    /// The JSON form of a network inventory is not valid JSON, or not one.
    #[error("not a network inventory in JSON: {0}")]
    JsonInventory(&'static str),
}

impl DecodeError {
    pub(crate) fn new(kind: impl Into<DecodeErrorKind>, offset: usize) -> Self {
        Self { kind: kind.into(), offset, path: String::new() }
    }

    pub(crate) fn malformed(what: &'static str, offset: usize) -> Self {
        Self::new(DecodeErrorKind::Malformed(what), offset)
    }

    /// What is wrong.
    #[must_use]
    pub fn kind(&self) -> &DecodeErrorKind {
        &self.kind
    }

    /// At which byte of the input as it was given.
    #[must_use]
    pub fn offset(&self) -> usize {
        self.offset
    }

    /// Inside which elements, such as `REQUEST/CONTENT/DEVICE/PORTS`.
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

    /// Whether the bytes are no well-formed XML, as opposed to XML that this
    /// crate refuses.
    #[must_use]
    pub fn is_malformed(&self) -> bool {
        matches!(
            self.kind,
            DecodeErrorKind::Malformed(_)
                | DecodeErrorKind::Encoding(_)
                | DecodeErrorKind::UnsupportedEncoding(_)
                | DecodeErrorKind::NoElement
        )
    }

    pub(crate) fn in_path(mut self, path: String) -> Self {
        if self.path.is_empty() {
            self.path = path;
        }
        self
    }

    pub(crate) fn at(mut self, offset: usize) -> Self {
        self.offset = offset;
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
    /// What is bounded, as in "element count".
    pub what: &'static str,
    /// How much was announced or found.
    pub found: u64,
    /// How much is allowed.
    pub max: u64,
}

/// At most 32 bytes of what a peer sent, escaped for a message.
#[derive(Clone, PartialEq, Eq)]
pub struct Snippet {
    text: String,
}

impl Snippet {
    const MAX: usize = 32;

    pub(crate) fn text(&self) -> &str {
        &self.text
    }

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
    /// A text holds a character that XML 1.0 has no way to write.
    #[error("the character U+{0:04X} cannot stand in XML")]
    Character(u32),
    /// A name that is none in XML.
    #[error("{0} cannot be the name of an XML element")]
    Name(Snippet),
    /// A value that JSON has no way to write.
    #[error("the value cannot be written as JSON")]
    Json,
}

/// A text is not what it should be.
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
            let snippet = Snippet::of(bytes);
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
            (DecodeErrorKind::Encoding("UTF-8"), false, true),
            (DecodeErrorKind::UnsupportedEncoding(Snippet::of(b"KOI8-R")), false, true),
            (DecodeErrorKind::Malformed("broken markup"), false, true),
            (DecodeErrorKind::UnknownRoot(Snippet::of(b"html")), false, false),
            (DecodeErrorKind::Json("broken syntax"), false, false),
            (DecodeErrorKind::JsonInventory("broken syntax"), false, false),
        ] {
            let error = DecodeError::new(kind, 7);
            assert_eq!((error.is_limit(), error.is_malformed()), (is_limit, is_malformed), "{error}");
        }
        let error = DecodeError::new(limit, 7).in_path("REQUEST/CONTENT".to_owned());
        assert_eq!(error.to_string(), "REQUEST/CONTENT: depth 33 exceeds the limit of 32 at byte 7");
        assert_eq!(error.path(), Some("REQUEST/CONTENT"));
    }
}
