//! Errors, by whose fault it is: the peer's bytes ([`DecodeError`]), the peer's
//! behaviour ([`SessionError`](crate::SessionError)), the caller's value
//! ([`EncodeError`]).

use std::fmt;

use crate::Dialect;

/// The peer's bytes are not what the protocol allows.
///
/// Says what is wrong ([`kind`](Self::kind)), at which byte
/// ([`offset`](Self::offset)) and in which member ([`path`](Self::path)). Holds
/// nothing of what the peer sent but names of members and methods, each cut to 32
/// bytes.
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
    /// The content type of a request is not exactly `application/json`.
    #[error("the content type is not application/json")]
    ContentType,
    /// The body is not UTF-8.
    #[error("the body is not UTF-8")]
    NotUtf8,
    /// The body is not JSON.
    #[error("not JSON: {0}")]
    Syntax(String),
    /// A member holds something else than it should.
    #[error("expected {expected}, found {found}")]
    Unexpected {
        /// What should stand there.
        expected: String,
        /// What kind of value does.
        found: String,
    },
    /// A member that has to be there is missing or null.
    #[error("no member \"{0}\"")]
    Missing(String),
    /// A member stands in its map twice.
    #[error("the member {0} stands there twice")]
    Twice(Snippet),
    /// `jsonrpc` is not "2.0".
    #[error("the JSON-RPC version is not 2.0")]
    Version,
    /// The method is none of the agent API's, in any dialect.
    #[error("unknown method {0}")]
    UnknownMethod(Snippet),
    /// The request target is no package link.
    #[error("not a package link")]
    NotALink,
}

impl DecodeError {
    pub(crate) fn new(kind: impl Into<DecodeErrorKind>, offset: usize, path: impl Into<String>) -> Self {
        Self { kind: kind.into(), offset, path: path.into() }
    }

    /// What is wrong.
    #[must_use]
    pub fn kind(&self) -> &DecodeErrorKind {
        &self.kind
    }

    /// At which byte of the body: the last one that was read.
    #[must_use]
    pub fn offset(&self) -> usize {
        self.offset
    }

    /// In which member, such as `params.data.networks[3].mac`.
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
    /// How much was found.
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

    pub(crate) fn of(bytes: &[u8]) -> Self {
        let shown = bytes.get(..Self::MAX).unwrap_or(bytes);
        let mut text = shown.escape_ascii().to_string();
        if shown.len() < bytes.len() {
            text.push('…');
        }
        Self { text }
    }

    /// A text that was cut and escaped before.
    pub(crate) fn escaped(text: &str) -> Self {
        Self { text: text.to_owned() }
    }

    /// The escaped text without quotes, as it stands in a path.
    pub(crate) fn as_str(&self) -> &str {
        &self.text
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
    /// The dialect has no such member, method or value.
    #[error("{what} is not part of the {dialect} dialect")]
    NotInDialect {
        /// What it does not know: a member's path, or a method.
        what: &'static str,
        /// The dialect that was asked for.
        dialect: Dialect,
    },
    /// A member without which no server takes the message.
    #[error("{0} is missing")]
    Missing(&'static str),
    /// The agent's version is before 1.1.7: a real HMAC server takes such a host for an
    /// old one and expects its key in clear from then on.
    #[error("data.agent_version is before 1.1.7, which makes a server expect keys in clear")]
    VersionTooOld,
    /// The reply's answer belongs to another method than the request asked for.
    #[error("the answer belongs to another method than the request")]
    WrongAnswer,
    /// The real server's database has no room for this text: it would answer 500
    /// with an empty body.
    #[error("{path} has {found} {unit}, the server's database takes {max}")]
    Column {
        /// Which member.
        path: String,
        /// How much it has.
        found: u64,
        /// How much fits.
        max: u64,
        /// What is counted: `characters` or `bytes`.
        unit: &'static str,
    },
    /// A number that the real server's database cannot hold.
    #[error("{path} is out of the range of the server's database")]
    ColumnRange {
        /// Which member.
        path: String,
    },
    /// The host has no identity of its own: two such hosts collide in the server's
    /// database.
    #[error("the uid is a placeholder or the host name, which does not tell hosts apart")]
    PlaceholderUid,
    /// The value cannot be written as JSON.
    #[error("the value cannot be written as JSON")]
    Json,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_peer_sent_is_quoted_and_escaped_also_in_a_log() {
        let kind = DecodeErrorKind::UnknownMethod(Snippet::of(b"oco.\x1b[31m"));
        assert_eq!(kind.to_string(), r#"unknown method "oco.\x1b[31m""#);
        assert_eq!(format!("{kind:?}"), r#"UnknownMethod("oco.\x1b[31m")"#);
    }
}
