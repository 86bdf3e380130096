//! Passive checks: requests of a proxy or server for values from an agent.

use std::borrow::Cow;

use super::agent::Delay;
use crate::error::DecodeError;
use crate::json::{Extra, Member, Reader, Writer, cut_payload, object};
use crate::limits::Limits;

object! {
    /// `passive checks` (7.0 and later): a request for values.
    ///
    /// Before 7.0 the payload is the bare key; see [`PlainCheck`].
    #[derive(Default)]
    pub struct PassiveChecks {
        /// The values; real pollers ask for one. The list is required (ZBX-111).
        data: Vec<PassiveCheck> = "data" required,
    }
}

object! {
    /// A requested value.
    pub struct PassiveCheck {
        /// The item's key.
        key: String = "key",
        /// Timeout of the agent: seconds, or text with a unit such as `3s`.
        timeout: Delay = "timeout",
    }
}

object! {
    /// An agent's answer to `passive checks`.
    #[derive(Default)]
    pub struct PassiveChecksAnswer<'a> {
        /// The agent's version.
        version: Option<Cow<'a, str>> = "version",
        /// The program.
        variant: Option<super::agent::AgentVariant> = "variant" lenient,
        /// The values, one for each check; absent if the request failed as a whole.
        data: Option<Vec<PassiveValue<'a>>> = "data",
        /// The reason why the request failed as a whole.
        error: Option<Cow<'a, str>> = "error",
    }
}

object! {
    /// A value, or the reason why there is no value.
    pub struct PassiveValue<'a> {
        /// The value.
        value: Option<CheckedValue<'a>> = "value" nullable,
        /// The reason why there is no value.
        error: Option<Cow<'a, str>> = "error",
    }
}

/// The member `value` of a [`PassiveValue`].
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "arbitrary", derive(arbitrary::Arbitrary))]
pub enum CheckedValue<'a> {
    /// The value as text.
    Text(Cow<'a, str>),
    /// `null`: the item has no value at the moment; agent 2 sends this (ZBX-116).
    Null,
}

impl CheckedValue<'_> {
    /// Returns the value as text; `None` for `null`.
    #[must_use]
    pub fn as_str(&self) -> Option<&str> {
        match self {
            Self::Text(text) => Some(text),
            Self::Null => None,
        }
    }
}

impl<'a> Member<'a> for CheckedValue<'a> {
    type Owned = CheckedValue<'static>;

    fn read(reader: &mut Reader<'a>) -> Result<Self, DecodeError> {
        if reader.null()? { Ok(Self::Null) } else { reader.text().map(Self::Text) }
    }

    fn write(&self, writer: &mut Writer<'_>) {
        match self {
            Self::Text(text) => writer.string(text),
            Self::Null => writer.raw(b"null"),
        }
    }

    fn into_owned(self) -> Self::Owned {
        match self {
            Self::Text(text) => CheckedValue::Text(text.into_owned().into()),
            Self::Null => CheckedValue::Null,
        }
    }
}

impl PassiveCheck {
    /// Creates a check with a timeout in seconds.
    #[must_use]
    pub fn new(key: impl Into<String>, timeout: u64) -> Self {
        Self { key: key.into(), timeout: Delay::Seconds(timeout), extra: Extra::EMPTY }
    }
}

impl PassiveChecks {
    /// Creates a request for one value, as from real pollers, with a timeout in seconds.
    #[must_use]
    pub fn one(key: impl Into<String>, timeout: u64) -> Self {
        Self { data: vec![PassiveCheck::new(key, timeout)], ..Self::default() }
    }
}

impl<'a> PassiveValue<'a> {
    /// Creates a value.
    #[must_use]
    pub fn value(value: impl Into<Cow<'a, str>>) -> Self {
        Self { value: Some(CheckedValue::Text(value.into())), error: None, extra: Extra::EMPTY }
    }

    /// Creates `null`: the item has no value at the moment.
    #[must_use]
    pub fn null() -> Self {
        Self { value: Some(CheckedValue::Null), error: None, extra: Extra::EMPTY }
    }

    /// Creates an error: the reason why there is no value.
    #[must_use]
    pub fn error(error: impl Into<Cow<'a, str>>) -> Self {
        Self { value: None, error: Some(error.into()), extra: Extra::EMPTY }
    }
}

/// The payload of a passive check before 7.0, and of a later one that falls back to it:
/// only the item's key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PlainCheck<'a> {
    key: Cow<'a, [u8]>,
}

impl<'a> PlainCheck<'a> {
    /// Creates a request for the value of a key.
    #[must_use]
    pub fn new(key: impl Into<Cow<'a, [u8]>>) -> Self {
        Self { key: key.into() }
    }

    /// Decodes a payload; white space at its end is dropped.
    #[must_use]
    pub fn decode(payload: &'a [u8]) -> Self {
        Self::new(payload.trim_ascii_end())
    }

    /// Returns the key, which may hold bytes that are not UTF-8.
    #[must_use]
    pub fn key(&self) -> &[u8] {
        &self.key
    }

    /// Appends the payload to `dst`.
    pub fn encode(&self, dst: &mut Vec<u8>) {
        dst.extend_from_slice(&self.key);
    }
}

/// The payload of the answer to a [`PlainCheck`].
///
/// ```
/// use zbx_proxy_proto::PlainAnswer;
/// let answer = PlainAnswer::decode(b"ZBX_NOTSUPPORTED\0Unsupported item key.");
/// assert_eq!(answer, PlainAnswer::NotSupported(Some(b"Unsupported item key.".into())));
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PlainAnswer<'a> {
    /// The value as text, which may hold bytes that are not UTF-8.
    Value(Cow<'a, [u8]>),
    /// `ZBX_NOTSUPPORTED`, and the reason after a NUL.
    NotSupported(Option<Cow<'a, [u8]>>),
    /// `ZBX_ERROR`: the agent failed.
    Error,
}

impl<'a> PlainAnswer<'a> {
    const NOT_SUPPORTED: &'static [u8] = b"ZBX_NOTSUPPORTED";
    const ERROR: &'static [u8] = b"ZBX_ERROR";

    /// Decodes a payload; every payload is an answer.
    ///
    /// It is a C string to the daemons: a value, and the reason of `ZBX_NOTSUPPORTED`, end at
    /// the first NUL, and what follows is ignored (ZBX-114).
    #[must_use]
    pub fn decode(payload: &'a [u8]) -> Self {
        let text = cut_payload(payload);
        if text == Self::NOT_SUPPORTED {
            let reason = payload.get(text.len()..).and_then(|rest| rest.strip_prefix(&[0]));
            return Self::NotSupported(reason.map(|reason| cut_payload(reason).into()));
        }
        if text == Self::ERROR { Self::Error } else { Self::Value(text.into()) }
    }

    /// Copies the borrowed parts, so that the value outlives the payload.
    #[must_use]
    pub fn into_owned(self) -> PlainAnswer<'static> {
        match self {
            Self::Value(value) => PlainAnswer::Value(value.into_owned().into()),
            Self::NotSupported(reason) => {
                PlainAnswer::NotSupported(reason.map(|reason| reason.into_owned().into()))
            }
            Self::Error => PlainAnswer::Error,
        }
    }

    /// Returns true if the agent does not know `passive checks` and took the request for
    /// a key: ask again with a [`PlainCheck`] (ZBX-118).
    ///
    /// This is every answer that is neither empty nor JSON.
    #[must_use]
    pub fn asks_for_plain_check(&self) -> bool {
        match self {
            Self::NotSupported(_) | Self::Error => true,
            Self::Value(value) => !value.is_empty() && !is_json(value),
        }
    }

    /// Appends the payload to `dst`.
    pub fn encode(&self, dst: &mut Vec<u8>) {
        match self {
            Self::Value(value) => dst.extend_from_slice(value),
            Self::Error => dst.extend_from_slice(Self::ERROR),
            Self::NotSupported(reason) => {
                dst.extend_from_slice(Self::NOT_SUPPORTED);
                if let Some(reason) = reason {
                    dst.push(0);
                    dst.extend_from_slice(reason);
                }
            }
        }
    }
}

/// Returns true if the daemons accept the payload as JSON: an object or an array.
fn is_json(payload: &[u8]) -> bool {
    let text = cut_payload(payload);
    matches!(text.trim_ascii_start().first(), Some(b'{' | b'['))
        && Reader::new(text, &Limits::PROTOCOL)
            .and_then(|mut reader| reader.skip().and_then(|_| reader.finish()))
            .is_ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn plain_answers_survive_the_round_trip() {
        for payload in [
            &b"42"[..],
            b"",
            b"ZBX_NOTSUPPORTED",
            b"ZBX_NOTSUPPORTED\0",
            b"ZBX_NOTSUPPORTED\0why not",
            b"ZBX_NOTSUPPORTEDLY a value",
            b"ZBX_ERROR",
            b"\xff",
        ] {
            let mut again = Vec::new();
            PlainAnswer::decode(payload).encode(&mut again);
            assert_eq!(again, payload);
        }
    }

    // ZBX-114
    #[test]
    fn a_plain_answer_ends_at_its_first_nul() {
        for (payload, answer) in [
            (&b"42\0rest"[..], PlainAnswer::Value(b"42".into())),
            (b"\0", PlainAnswer::Value(b"".into())),
            (b"ZBX_ERROR\0x", PlainAnswer::Error),
            (b"ZBX_NOTSUPPORTED\0why\0more", PlainAnswer::NotSupported(Some(b"why".into()))),
            (b"ZBX_NOTSUPPORTED\0\0more", PlainAnswer::NotSupported(Some(b"".into()))),
        ] {
            assert_eq!(PlainAnswer::decode(payload), answer, "{}", payload.escape_ascii());
        }
    }

    // ZBX-118
    #[test]
    fn whatever_is_neither_empty_nor_json_asks_for_a_plain_check() {
        for (payload, asks) in [
            (&b"ZBX_NOTSUPPORTED"[..], true),
            (b"ZBX_NOTSUPPORTED\0Invalid item key format.", true),
            (b"ZBX_ERROR", true),
            (b"1", true),
            (b"unknown key", true),
            (b"{\"data\":", true),
            (b"{} x", true),
            (b"\0", false),
            (b"", false),
            (b"{\"version\":\"7.0.9\",\"data\":[]}", false),
            (b" [1]\n", false),
        ] {
            let answer = PlainAnswer::decode(payload);
            assert_eq!(answer.asks_for_plain_check(), asks, "{}", payload.escape_ascii());
        }
    }
}
