//! Members that may hold anything.

use std::borrow::Cow;
use std::fmt;

use serde::de::value::{MapAccessDeserializer, SeqAccessDeserializer};
use serde::de::{Deserialize, Deserializer, Error, MapAccess, SeqAccess, Visitor};
use serde::ser::{Serialize, Serializer};
use serde_json::Value;

use super::{IntoOwned, Member};

/// Any JSON value, where the protocol allows any. A text, the usual case, is
/// borrowed.
#[derive(Debug, Clone, PartialEq, Default)]
#[non_exhaustive]
pub enum Any<'a> {
    /// The member is not there.
    #[default]
    Absent,
    /// A string.
    Text(Cow<'a, str>),
    /// Anything else.
    Other(Value),
}

impl Any<'_> {
    /// The text, if it is one.
    #[must_use]
    pub fn as_str(&self) -> Option<&str> {
        match self {
            Self::Text(text) => Some(text),
            Self::Absent | Self::Other(_) => None,
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

impl From<Value> for Any<'_> {
    fn from(value: Value) -> Self {
        match value {
            Value::String(text) => Self::Text(Cow::Owned(text)),
            other => Self::Other(other),
        }
    }
}

impl Member for Any<'_> {
    fn is_absent(&self) -> bool {
        matches!(self, Self::Absent)
    }
}

impl IntoOwned for Any<'_> {
    type Owned = Any<'static>;

    fn into_owned(self) -> Any<'static> {
        match self {
            Self::Absent => Any::Absent,
            Self::Text(text) => Any::Text(Cow::Owned(text.into_owned())),
            Self::Other(value) => Any::Other(value),
        }
    }
}

impl Serialize for Any<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Absent => serializer.serialize_unit(),
            Self::Text(text) => serializer.serialize_str(text),
            Self::Other(value) => value.serialize(serializer),
        }
    }
}

impl<'de: 'a, 'a> Deserialize<'de> for Any<'a> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(AnyVisitor)
    }
}

struct AnyVisitor;

impl<'de> Visitor<'de> for AnyVisitor {
    type Value = Any<'de>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a value")
    }

    fn visit_unit<E: Error>(self) -> Result<Any<'de>, E> {
        Ok(Any::Other(Value::Null))
    }

    fn visit_bool<E: Error>(self, value: bool) -> Result<Any<'de>, E> {
        Ok(Any::Other(value.into()))
    }

    fn visit_i64<E: Error>(self, value: i64) -> Result<Any<'de>, E> {
        Ok(Any::Other(value.into()))
    }

    fn visit_u64<E: Error>(self, value: u64) -> Result<Any<'de>, E> {
        Ok(Any::Other(value.into()))
    }

    fn visit_f64<E: Error>(self, value: f64) -> Result<Any<'de>, E> {
        Ok(Any::Other(value.into()))
    }

    fn visit_borrowed_str<E: Error>(self, value: &'de str) -> Result<Any<'de>, E> {
        Ok(Any::Text(Cow::Borrowed(value)))
    }

    fn visit_str<E: Error>(self, value: &str) -> Result<Any<'de>, E> {
        Ok(Any::Text(Cow::Owned(value.to_owned())))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, list: A) -> Result<Any<'de>, A::Error> {
        Value::deserialize(SeqAccessDeserializer::new(list)).map(Any::Other)
    }

    fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<Any<'de>, A::Error> {
        Value::deserialize(MapAccessDeserializer::new(map)).map(Any::Other)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_is_the_same_wherever_it_comes_from() {
        let read: Any<'_> = serde_json::from_str("\"dynamic-7\"").unwrap();
        for text in [Any::from("dynamic-7"), Any::from(Value::from("dynamic-7")), read] {
            assert_eq!((text.as_str(), &text), (Some("dynamic-7"), &Any::Text("dynamic-7".into())));
        }
        assert_eq!(Any::from(Value::from(7)).as_str(), None);
    }
}
