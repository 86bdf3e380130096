//! Members that may hold anything.

use std::borrow::Cow;
use std::fmt;

use crate::Limits;
use crate::json::{Member, Read, Reader, text};
use crate::scalar::Scalar;

/// Any JSON value, where the protocol allows any. A text, the usual case, is decoded; all
/// else is kept as it is.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
#[non_exhaustive]
pub enum Any<'a> {
    /// The member is missing.
    #[default]
    Absent,
    /// A string.
    Text(Cow<'a, str>),
    /// Another value, for a JSON library of the caller's choice.
    Other(RawJson<'a>),
}

/// The text of one well-formed JSON value.
///
/// ```
/// use oco_proto::RawJson;
/// let json = RawJson::new("[1, {\"a\": null}]")?;
/// assert_eq!(json.as_str(), "[1, {\"a\": null}]");
/// assert!(RawJson::new("[1").is_err());
/// # Ok::<(), oco_proto::ParseJsonError>(())
/// ```
#[derive(Clone, PartialEq, Eq)]
pub struct RawJson<'a>(Cow<'a, str>);

/// A text is not JSON, or is deeper than 64 levels.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("expected one JSON value of at most 64 levels")]
pub struct ParseJsonError(());

impl<'a> RawJson<'a> {
    /// The value `null`.
    pub const NULL: Self = Self(Cow::Borrowed("null"));

    /// Creates a value from its text, without the white space around it.
    ///
    /// # Errors
    /// If the text is not one JSON value of at most 64 levels.
    pub fn new(json: &'a str) -> Result<Self, ParseJsonError> {
        let mut reader = Reader::of_text(json, &Limits::DEFAULT);
        match reader.value() {
            Ok(value) if reader.end().is_ok() => Ok(Self(Cow::Borrowed(value))),
            _ => Err(ParseJsonError(())),
        }
    }

    /// Returns the text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Detaches the text from the body.
    #[must_use]
    pub fn into_owned(self) -> RawJson<'static> {
        RawJson(Cow::Owned(self.0.into_owned()))
    }

    /// Takes any value that follows.
    pub(crate) fn read(reader: &mut Reader<'a>) -> Read<Self> {
        reader.value().map(|value| Self(Cow::Borrowed(value)))
    }
}

impl fmt::Debug for RawJson<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl Any<'_> {
    /// Detaches the value from the body.
    #[must_use]
    pub fn into_owned(self) -> Any<'static> {
        Member::into_owned(self)
    }

    /// Returns the text, if it is one.
    #[must_use]
    pub fn as_str(&self) -> Option<&str> {
        match self {
            Self::Text(text) => Some(text),
            Self::Absent | Self::Other(_) => None,
        }
    }

    /// Returns true if there is a value: neither absent nor `null`.
    #[must_use]
    pub fn is_set(&self) -> bool {
        match self {
            Self::Absent => false,
            Self::Text(_) => true,
            Self::Other(json) => *json != RawJson::NULL,
        }
    }

    /// Returns the value, unless it is a list or a map.
    #[must_use]
    pub fn to_scalar(&self) -> Option<Scalar<'_>> {
        match self {
            Self::Absent => Some(Scalar::Absent),
            Self::Text(text) => Some(Scalar::Text(Cow::Borrowed(text))),
            Self::Other(json) => Scalar::read(&mut Reader::of_text(json.as_str(), &Limits::DEFAULT)).ok(),
        }
    }
}

impl<'a> From<&'a str> for Any<'a> {
    fn from(text: &'a str) -> Self {
        Self::Text(Cow::Borrowed(text))
    }
}

impl From<String> for Any<'_> {
    fn from(text: String) -> Self {
        Self::Text(Cow::Owned(text))
    }
}

impl From<bool> for Any<'_> {
    fn from(flag: bool) -> Self {
        Self::Other(RawJson(Cow::Borrowed(if flag { "true" } else { "false" })))
    }
}

impl From<i64> for Any<'_> {
    fn from(number: i64) -> Self {
        Self::Other(RawJson(Cow::Owned(number.to_string())))
    }
}

impl From<u64> for Any<'_> {
    fn from(number: u64) -> Self {
        Self::Other(RawJson(Cow::Owned(number.to_string())))
    }
}

impl<'a> From<RawJson<'a>> for Any<'a> {
    fn from(json: RawJson<'a>) -> Self {
        match Reader::of_text(&json.0, &Limits::DEFAULT).text_or_none() {
            Some(text) => Self::Text(Cow::Owned(text)),
            None => Self::Other(json),
        }
    }
}

impl<'a> From<Scalar<'a>> for Any<'a> {
    fn from(scalar: Scalar<'a>) -> Self {
        match scalar {
            Scalar::Absent => Self::Absent,
            Scalar::Null => Self::Other(RawJson::NULL),
            Scalar::Bool(flag) => flag.into(),
            Scalar::Number(number) => Self::Other(RawJson(Cow::Owned(number.to_string()))),
            Scalar::Text(text) => Self::Text(text),
        }
    }
}

impl<'a> Member<'a> for Any<'a> {
    type Owned = Any<'static>;

    #[inline]
    fn read(reader: &mut Reader<'a>) -> Read<Self> {
        if reader.peek() == Some(b'"') {
            reader.text().map(Self::Text)
        } else {
            RawJson::read(reader).map(Self::Other)
        }
    }

    #[inline]
    fn write(&self, out: &mut Vec<u8>) {
        match self {
            Self::Absent => out.extend_from_slice(b"null"),
            Self::Text(own) => text(out, own),
            Self::Other(json) => out.extend_from_slice(json.as_str().as_bytes()),
        }
    }

    fn into_owned(self) -> Any<'static> {
        match self {
            Self::Absent => Any::Absent,
            Self::Text(text) => Any::Text(Cow::Owned(text.into_owned())),
            Self::Other(json) => Any::Other(json.into_owned()),
        }
    }

    fn is_absent(&self) -> bool {
        matches!(self, Self::Absent)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::json::{read, written};

    #[test]
    fn a_text_is_the_same_wherever_it_comes_from() {
        let json = RawJson::new("\"dynamic\\u002d7\"").unwrap();
        let read: Any<'_> = read("\"dynamic-7\"").unwrap();
        for text in [Any::from("dynamic-7"), json.into(), read, Scalar::Text("dynamic-7".into()).into()] {
            assert_eq!((text.as_str(), &text), (Some("dynamic-7"), &Any::Text("dynamic-7".into())));
        }
        assert_eq!(Any::from(7_i64).as_str(), None);
    }

    #[test]
    fn what_is_no_text_is_kept_as_it_is() {
        for json in ["null", "-0.50", "true", "[1, {\"a\":\"\\u00fc\"}]", "{}"] {
            let any: Any<'_> = read(json).unwrap();
            assert_eq!((written(&any).as_str(), any.is_set()), (json, json != "null"));
            assert_eq!(any, RawJson::new(&format!(" {json}\n")).unwrap().into());
        }
        for broken in ["", "[", "1 2", "\"\\ud800\"", "nul"] {
            assert!(RawJson::new(broken).is_err(), "{broken}");
        }
    }

    #[test]
    fn only_a_scalar_is_read_as_one() {
        let scalar = |json| RawJson::new(json).map(Any::from).unwrap().to_scalar().map(Scalar::into_owned);
        assert_eq!(scalar("7"), Some(Scalar::Number(7_i64.into())));
        assert_eq!((scalar("null"), scalar("false")), (Some(Scalar::Null), Some(Scalar::Bool(false))));
        assert_eq!((scalar("[]"), scalar("{\"a\":1}")), (None, None));
        assert_eq!(Any::Absent.to_scalar(), Some(Scalar::Absent));
    }
}
