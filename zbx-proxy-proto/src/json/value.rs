//! JSON that is kept as text.

use std::borrow::Cow;
use std::fmt;

use super::{REDACTED, Reader, Writer};
use crate::error::DecodeError;
use crate::limits::Limits;

/// A JSON value as text.
///
/// `Debug` shows its length only: an unknown member may hold secrets.
#[derive(Clone, PartialEq, Eq)]
#[cfg_attr(
    feature = "serde",
    derive(serde::Serialize, serde::Deserialize),
    serde(try_from = "Vec<u8>", into = "Vec<u8>")
)]
pub struct RawJson<'a>(Cow<'a, [u8]>);

impl<'a> RawJson<'a> {
    pub(crate) fn new(text: &'a [u8]) -> Self {
        Self(Cow::Borrowed(text))
    }

    /// Creates a value from its text.
    ///
    /// # Errors
    /// The text is not exactly one JSON value as daemons read it.
    pub fn parse(text: impl Into<Cow<'a, [u8]>>) -> Result<Self, DecodeError> {
        let text = text.into();
        let mut reader = Reader::new(&text, &Limits::PROTOCOL)?;
        reader.skip()?;
        reader.finish()?;
        Ok(Self(text))
    }

    /// The text, which may hold bytes that are not UTF-8.
    #[must_use]
    pub fn as_bytes(&self) -> &[u8] {
        &self.0
    }

    /// Replaces the value, which may hold secrets.
    pub(crate) fn redact(&mut self) {
        let mut text = Vec::new();
        Writer::new(&mut text).string(REDACTED);
        self.0 = Cow::Owned(text);
    }

    /// Copies the borrowed parts, so that the value outlives the payload.
    #[must_use]
    pub fn into_owned(self) -> RawJson<'static> {
        RawJson(Cow::Owned(self.0.into_owned()))
    }
}

impl From<RawJson<'_>> for Vec<u8> {
    fn from(value: RawJson<'_>) -> Self {
        value.0.into_owned()
    }
}

impl TryFrom<Vec<u8>> for RawJson<'_> {
    type Error = DecodeError;

    fn try_from(text: Vec<u8>) -> Result<Self, DecodeError> {
        Self::parse(text)
    }
}

impl fmt::Debug for RawJson<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "RawJson({} bytes)", self.0.len())
    }
}

/// Unknown members, in wire order.
///
/// They are written after the known members.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct Extra<'a>(Vec<(Cow<'a, str>, RawJson<'a>)>);

impl<'a> Extra<'a> {
    /// No members.
    pub const EMPTY: Self = Self(Vec::new());

    /// Adds a member. A name that the object has already is not decoded again: the first
    /// one wins.
    pub fn push(&mut self, name: impl Into<Cow<'a, str>>, value: RawJson<'a>) {
        self.keep(name.into(), value);
    }

    pub(crate) fn keep(&mut self, name: Cow<'a, str>, value: RawJson<'a>) {
        if self.0.is_empty() {
            // One is the most frequent number.
            self.0.reserve_exact(1);
        }
        self.0.push((name, value));
    }

    /// Drops the members of a name that was read separately.
    pub(crate) fn discard(&mut self, name: &str) {
        self.0.retain(|(known, _)| known != name);
    }

    pub(crate) fn redact(&mut self) {
        self.0.iter_mut().for_each(|(_, value)| value.redact());
    }

    pub(crate) fn write(&self, writer: &mut Writer<'_>) {
        for (name, value) in &self.0 {
            writer.name(name);
            writer.raw(&value.0);
        }
    }

    /// Number of members.
    #[must_use]
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Returns true if it is empty.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The members' names and values.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &RawJson<'a>)> {
        self.0.iter().map(|(name, value)| (name.as_ref(), value))
    }

    /// Returns the first member with this name: where a name occurs twice, the daemons
    /// read the first.
    #[must_use]
    pub fn member(&self, name: &str) -> Option<&RawJson<'a>> {
        self.0.iter().find(|(known, _)| known == name).map(|(_, value)| value)
    }

    /// Copies the borrowed parts, so that the value outlives the payload.
    #[must_use]
    pub fn into_owned(self) -> Extra<'static> {
        let members = self.0.into_iter();
        Extra(members.map(|(name, value)| (Cow::Owned(name.into_owned()), value.into_owned())).collect())
    }
}

impl Extra<'static> {
    pub(crate) fn keep_owned(&mut self, name: Cow<'_, str>, value: RawJson<'_>) {
        self.keep(Cow::Owned(name.into_owned()), value.into_owned());
    }
}
