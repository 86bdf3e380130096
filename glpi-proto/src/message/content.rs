//! The content of an inventory, as it came.

use std::borrow::Cow;
use std::fmt;

use crate::error::DecodeError;
use crate::json::{Json, Reader};
use crate::limits::Limits;

/// The content of an inventory: one JSON object, kept byte for byte.
///
/// Its grammar and depth are checked, its members are not looked at: they are
/// the inventory format's business (`inventory_format`, another protocol).
///
/// ```
/// use glpi_proto::{Content, Limits};
/// let content = Content::parse(r#" {"versionclient": "example_v1"} "#, &Limits::DEFAULT)?;
/// assert_eq!(content.as_str(), r#"{"versionclient": "example_v1"}"#);
/// # Ok::<(), glpi_proto::DecodeError>(())
/// ```
#[derive(Clone, PartialEq, Eq)]
pub struct Content<'a>(Cow<'a, str>);

impl<'a> Content<'a> {
    /// Takes a text as content.
    ///
    /// # Errors
    /// If it is not a JSON object, or nests too deep.
    pub fn parse(json: &'a str, limits: &Limits) -> Result<Self, DecodeError> {
        let mut reader = Reader::new(json, limits);
        let content = Self::read(&mut reader)?;
        reader.finish()?;
        Ok(content)
    }

    /// Returns the content as JSON, byte for byte.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Returns the content as a type of the caller's, which may borrow from it.
    ///
    /// # Errors
    /// If the type has no room for it.
    #[cfg(feature = "serde")]
    pub fn to_value<'s, T: serde::Deserialize<'s>>(&'s self) -> serde_json::Result<T> {
        serde_json::from_str(self.as_str())
    }

    /// Detaches the content from the payload.
    #[must_use]
    pub fn into_owned(self) -> Content<'static> {
        Content(Cow::Owned(self.0.into_owned()))
    }
}

impl<'a> Json<'a> for Content<'a> {
    fn read(reader: &mut Reader<'a, '_>) -> Result<Self, DecodeError> {
        match reader.peek() {
            Some(b'{') => reader.raw().map(|json| Self(Cow::Borrowed(json))),
            _ => Err(reader.unexpected("an object")),
        }
    }

    fn write(&self, out: &mut Vec<u8>) {
        out.extend_from_slice(self.0.as_bytes());
    }

    #[cfg(feature = "arbitrary")]
    fn arbitrary(u: &mut arbitrary::Unstructured<'_>) -> arbitrary::Result<Self> {
        let mut json = Vec::new();
        crate::arbitrary::members(u)?.write(&mut json);
        String::from_utf8(json).map(|json| Self(json.into())).map_err(|_| arbitrary::Error::IncorrectFormat)
    }
}

/// Content that serde has written, not checked: a server refuses what is not an object.
#[cfg(feature = "serde")]
impl<'a> From<&'a serde_json::value::RawValue> for Content<'a> {
    fn from(raw: &'a serde_json::value::RawValue) -> Self {
        Self(Cow::Borrowed(raw.get()))
    }
}

/// Content that serde has written, not checked: a server refuses what is not an object.
#[cfg(feature = "serde")]
impl From<Box<serde_json::value::RawValue>> for Content<'_> {
    fn from(raw: Box<serde_json::value::RawValue>) -> Self {
        Self(Cow::Owned(String::from(Box::<str>::from(raw))))
    }
}

/// Shows the length of the content, not the content.
impl fmt::Debug for Content<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Content({} bytes)", self.0.len())
    }
}
