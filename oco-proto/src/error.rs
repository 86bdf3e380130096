//! Errors, by whose fault it is: the peer's bytes ([`DecodeError`]), the peer's
//! behaviour ([`SessionError`]), the caller's value ([`EncodeError`]).

use std::fmt;

use crate::{Dialect, Timestamp, TimestampOutOfRange};

/// The peer's bytes are not what the protocol allows.
///
/// Says what is wrong ([`kind`](Self::kind)), at which byte of the body
/// ([`offset`](Self::offset)), and in which member ([`path`](Self::path)), such as
/// `params.data.networks[3].mac`. Holds nothing of the peer's input but names of members and
/// methods, each cut to 32 bytes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DecodeError {
    kind: DecodeErrorKind,
    offset: usize,
    path: String,
}

/// The kinds of faults in the peer's bytes.
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
    #[error("the text is not valid UTF-8")]
    NotUtf8,
    /// The body is not JSON.
    #[error(transparent)]
    Syntax(#[from] SyntaxError),
    /// Another program, or PHP itself, wrote the body or a part of it.
    #[error("{what} instead of JSON: {found}")]
    NotJson {
        /// The kind of text, such as "an HTML page".
        what: &'static str,
        /// The page's title, or the first words without tags.
        found: Snippet,
    },
    /// There is something after the message.
    #[error("{0} bytes of trailing data")]
    TrailingData(usize),
    /// A member has a value of another type.
    #[error("expected {expected}, found {found}")]
    Unexpected {
        /// The type that is allowed.
        expected: &'static str,
        /// The type of the value. The value is never shown: it could be a key or a password.
        found: Snippet,
    },
    /// A required member is missing or null.
    #[error("missing member \"{0}\"")]
    Missing(&'static str),
    /// A member comes twice in its object.
    #[error("duplicate member {0}")]
    DuplicateMember(Snippet),
    /// `jsonrpc` is not "2.0".
    #[error("the JSON-RPC version is not 2.0")]
    Version,
    /// The agent API has no such method in any dialect.
    #[error("unknown method {0}")]
    UnknownMethod(Snippet),
    /// The request target is not a package link.
    #[error("not a package link: expected a query with an id")]
    NotALink,
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
    /// Returns the error at another offset.
    pub(crate) fn at(mut self, offset: usize) -> Self {
        self.offset = offset;
        self
    }
}

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

/// The caller's value cannot be put on the wire.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum EncodeError {
    /// The dialect has no such member, method or value.
    #[error("{what} is not part of the {dialect} dialect")]
    NotInDialect {
        /// The path of a member, or a method.
        what: &'static str,
        /// The dialect that was asked for.
        dialect: Dialect,
    },
    /// A member without which no server takes the message.
    #[error("{0} is missing")]
    Missing(&'static str),
    /// The agent's version is before 1.1.7: a real HMAC server takes such a host for an
    /// old one and expects its key in clear from then on.
    #[error("data.agent_version is too old: must be at least 1.1.7")]
    VersionTooOld,
    /// The reply's answer belongs to another method than the request asked for.
    #[error("the answer belongs to another method than the request")]
    WrongAnswer,
    /// The real server's database has no room for this text: it would answer 500
    /// with an empty body.
    #[error("{path} has {found} {unit}: the server's database takes {max}")]
    Column {
        /// The path of the member.
        path: String,
        /// The length found.
        found: u64,
        /// The length allowed.
        max: u64,
        /// The unit: `characters` or `bytes`.
        unit: &'static str,
    },
    /// A number that the real server's database cannot hold.
    #[error("{path} is out of range of the server's database")]
    ColumnRange {
        /// The path of the member.
        path: String,
    },
    /// The host has no identity of its own: two such hosts collide in the server's
    /// database.
    #[error("the uid is a placeholder or the host name: must tell hosts apart")]
    PlaceholderUid,
}

/// The peer behaved as it must not: the wrong key, a replay, the wrong moment.
///
/// After any error the machine is where it was before and can go on.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum SessionError {
    /// The bytes cannot be read.
    #[error(transparent)]
    Decode(#[from] DecodeError),
    /// The caller's request or reply cannot be written.
    #[error(transparent)]
    Encode(#[from] EncodeError),
    /// There is no signature.
    #[error("the message is not signed")]
    Unsigned,
    /// The signature is not that of the expected key, or the bytes were altered.
    #[error("the signature does not prove the message")]
    BadSignature,
    /// The key in clear is not the expected one, or is missing.
    #[error("the key is not the expected one")]
    WrongKey,
    /// The timestamp is not new: a replay, or the peer's clock was set back.
    #[error("the timestamp {found} is not new: the newest is {last}")]
    NotNewer {
        /// The timestamp of the message.
        found: Timestamp,
        /// The newest that was proven.
        last: Timestamp,
    },
    /// There is no timestamp, or none that makes sense.
    #[error("the message has no timestamp")]
    NoTimestamp,
    /// The timestamp is too far from our own time.
    #[error("the timestamp {found} is too far from our time, {now}")]
    ClockSkew {
        /// The timestamp of the message.
        found: Timestamp,
        /// Our own time.
        now: Timestamp,
    },
    /// A hello with service results comes too soon after one: a real server whose database
    /// has times in whole seconds answers the second with 500.
    #[error("a hello with service results comes too soon: not before {not_before}")]
    TooSoon {
        /// The time from which on it can be sent.
        not_before: Timestamp,
    },
    /// The caller's clock is wrong, or counts in another unit.
    #[error(transparent)]
    OutOfRange(#[from] TimestampOutOfRange),
    /// The reply answers another request than the last one.
    #[error("the reply answers another request")]
    WrongReply,
    /// No request waits for a reply.
    #[error("no request waits for a reply")]
    NotAsked,
    /// The agent does not know the server's key yet, or has no key of its own: nothing
    /// but a hello makes sense.
    #[error("agent and server do not know each other yet: say hello first")]
    HelloFirst,
    /// The server has a key for this host already and does not send it again, so that
    /// it cannot be trusted on first use: it has to come another way.
    #[error("the server does not send its key again: it has to be set by hand")]
    FirstUseImpossible,
    /// The server shows no key at all, as servers before 0.9.0 do, which have none: nothing
    /// proves what they say. To believe them all the same is an explicit choice:
    /// [`ServerTrust::Unproven`](crate::agent::ServerTrust::Unproven).
    #[error("the server shows no key: nothing proves its replies")]
    NoServerKey,
    /// The keys that were offered have to be accepted or declined first.
    #[error("the offered keys have to be accepted or declined first")]
    OfferPending,
    /// No keys are offered.
    #[error("no keys are offered")]
    NoOffer,
    /// An offered key is empty, or the same as another.
    #[error("unusable key offered: it must not be empty or equal to another")]
    UnusableKey,
    /// The agent's key is confirmed: there is no way back.
    #[error("the agent's key is confirmed already")]
    Confirmed,
    /// The host is unknown, and hosts may not register themselves.
    #[error("unknown host: self-registration is off")]
    RegistrationDisabled,
    /// The host is unknown.
    #[error("the host is unknown")]
    UnknownHost,
    /// A host that has used signatures came without one, or plaintext is refused
    /// altogether.
    #[error("a message without signature is refused")]
    Downgrade,
    /// The event does not belong to this moment.
    #[error("the event does not belong to this moment")]
    OutOfOrder,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_peer_sent_is_quoted_and_escaped_also_in_a_log() {
        let kind = DecodeErrorKind::UnknownMethod(Snippet::new(b"oco.\x1b[31m"));
        assert_eq!(kind.to_string(), r#"unknown method "oco.\x1b[31m""#);
        assert_eq!(format!("{kind:?}"), r#"UnknownMethod("oco.\x1b[31m")"#);
    }
}
