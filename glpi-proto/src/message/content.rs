//! What an inventory holds, as it came.

use std::borrow::Cow;
use std::fmt;

use serde::{Deserialize, Serialize, Serializer};
use serde_json::value::RawValue;

use crate::error::DecodeError;
use crate::json::{self, Value};
use crate::limits::Limits;

/// The content of an inventory: one JSON object, kept byte for byte.
///
/// Its grammar and depth are checked, its members are not looked at. What they mean is
/// the inventory format's business (`inventory_format`, a protocol of its own).
///
/// ```
/// use glpi_proto::{Content, Limits};
/// let content = Content::parse(r#"{"versionclient": "example_v1"}"#, &Limits::DEFAULT)?;
/// let members: std::collections::BTreeMap<String, String> = content.read()?;
/// assert_eq!(members["versionclient"], "example_v1");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone)]
pub struct Content<'a>(Repr<'a>);

#[derive(Clone)]
enum Repr<'a> {
    /// Found sound by reading.
    Read(Cow<'a, str>),
    /// Made with serde, which knows by the type that it is JSON.
    Made(Cow<'a, RawValue>),
}

impl<'a> Content<'a> {
    /// Takes a text as content.
    ///
    /// # Errors
    /// If it is no JSON object or too deep.
    pub fn parse(json: &'a str, limits: &Limits) -> Result<Self, DecodeError> {
        Content::of(Value::of(json, limits).check()?)?;
        Ok(Self(Repr::Read(Cow::Borrowed(json::trim(json)))))
    }

    /// A value that was checked.
    pub(crate) fn of(value: Value<'a>) -> Result<Self, DecodeError> {
        match value.is_object() {
            true => Ok(Self(Repr::Read(Cow::Borrowed(value.json())))),
            false => Err(value.unexpected("an object")),
        }
    }

    /// The content as JSON, byte for byte.
    #[must_use]
    pub fn as_str(&self) -> &str {
        match &self.0 {
            Repr::Read(text) => text,
            Repr::Made(raw) => raw.get(),
        }
    }

    /// The content as a type of the caller's, which may borrow from it.
    ///
    /// # Errors
    /// If the type has no room for it.
    pub fn read<'s, T: Deserialize<'s>>(&'s self) -> serde_json::Result<T> {
        serde_json::from_str(self.as_str())
    }

    /// The same, detached from the payload.
    #[must_use]
    pub fn into_owned(self) -> Content<'static> {
        Content(match self.0 {
            Repr::Read(text) => Repr::Read(Cow::Owned(text.into_owned())),
            Repr::Made(raw) => Repr::Made(Cow::Owned(raw.into_owned())),
        })
    }
}

/// What serde has written, whatever it is: a server refuses what is no object.
impl<'a> From<&'a RawValue> for Content<'a> {
    fn from(raw: &'a RawValue) -> Self {
        Self(Repr::Made(Cow::Borrowed(raw)))
    }
}

impl From<Box<RawValue>> for Content<'_> {
    fn from(raw: Box<RawValue>) -> Self {
        Self(Repr::Made(Cow::Owned(raw)))
    }
}

impl PartialEq for Content<'_> {
    fn eq(&self, other: &Self) -> bool {
        self.as_str() == other.as_str()
    }
}

/// Shows how long the content is, not the content.
impl fmt::Debug for Content<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Content({} bytes)", self.as_str().len())
    }
}

impl Serialize for Content<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match &self.0 {
            Repr::Read(text) => {
                let raw: &RawValue = serde_json::from_str(text).map_err(serde::ser::Error::custom)?;
                raw.serialize(serializer)
            }
            Repr::Made(raw) => raw.serialize(serializer),
        }
    }
}
