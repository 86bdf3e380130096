//! JSON values that borrow from the text, within limits.

use std::borrow::Cow;
use std::cell::Cell;
use std::fmt;

use serde::de::{DeserializeSeed, Deserializer, Error, MapAccess, SeqAccess, Visitor};

use crate::error::{DecodeError, DecodeErrorKind, LimitExceeded, SyntaxError};
use crate::glpi_json::offset::offset;
use crate::limits::{Limits, check, check_len};

/// A JSON value.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Json<'a> {
    Null,
    Bool(bool),
    /// A number, as it is written.
    Number(String),
    Text(Cow<'a, str>),
    List(Vec<Json<'a>>),
    Object(Vec<(Cow<'a, str>, Json<'a>)>),
}

impl<'a> Json<'a> {
    /// Reads a document.
    pub(super) fn parse(input: &'a [u8], limits: &Limits) -> Result<Self, DecodeError> {
        check("document length", input.len() as u64, limits.document_len())
            .map_err(|e| DecodeError::new(e, 0))?;
        let values = Cell::new(0);
        let exceeded = Cell::new(None);
        let seed = Seed { limits, values: &values, exceeded: &exceeded, depth: 1 };
        let mut deserializer = serde_json::Deserializer::from_slice(input);
        seed.deserialize(&mut deserializer).and_then(|json| deserializer.end().map(|()| json)).map_err(
            |error| {
                let kind = exceeded.get().map_or_else(
                    || {
                        DecodeErrorKind::Syntax(SyntaxError::json(match error.classify() {
                            serde_json::error::Category::Eof => "it ends too early",
                            _ => "broken syntax",
                        }))
                    },
                    DecodeErrorKind::Limit,
                );
                DecodeError::new(kind, offset(&error, input))
            },
        )
    }

    /// Returns the text of a scalar, as it is in XML; gives back a list, an
    /// object, or null.
    pub(super) fn into_text(self) -> Result<Cow<'a, str>, Self> {
        match self {
            Self::Text(text) => Ok(text),
            Self::Number(number) => Ok(Cow::Owned(number)),
            Self::Bool(flag) => Ok(Cow::Borrowed(if flag { "1" } else { "0" })),
            Self::Null | Self::List(_) | Self::Object(_) => Err(self),
        }
    }
}

#[derive(Clone, Copy)]
struct Seed<'s> {
    limits: &'s Limits,
    /// Number of values so far.
    values: &'s Cell<usize>,
    exceeded: &'s Cell<Option<LimitExceeded>>,
    depth: usize,
}

impl Seed<'_> {
    fn bound<E: Error>(&self, what: &'static str, found: usize, max: usize) -> Result<(), E> {
        check_len(what, found, max).map_err(|limit| {
            self.exceeded.set(Some(limit));
            E::custom(limit)
        })
    }
}

impl<'de> DeserializeSeed<'de> for Seed<'_> {
    type Value = Json<'de>;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Json<'de>, D::Error> {
        self.values.set(self.values.get().saturating_add(1));
        self.bound("element count", self.values.get(), self.limits.elements())?;
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Seed<'_> {
    type Value = Json<'de>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a JSON value")
    }

    fn visit_unit<E>(self) -> Result<Self::Value, E> {
        Ok(Json::Null)
    }

    fn visit_bool<E>(self, flag: bool) -> Result<Self::Value, E> {
        Ok(Json::Bool(flag))
    }

    fn visit_u64<E>(self, number: u64) -> Result<Self::Value, E> {
        Ok(Json::Number(number.to_string()))
    }

    fn visit_i64<E>(self, number: i64) -> Result<Self::Value, E> {
        Ok(Json::Number(number.to_string()))
    }

    fn visit_f64<E>(self, number: f64) -> Result<Self::Value, E> {
        Ok(Json::Number(number.to_string()))
    }

    fn visit_borrowed_str<E: Error>(self, text: &'de str) -> Result<Self::Value, E> {
        self.bound("text length", text.len(), self.limits.text_len())?;
        Ok(Json::Text(Cow::Borrowed(text)))
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<Self::Value, E> {
        self.bound("text length", text.len(), self.limits.text_len())?;
        Ok(Json::Text(Cow::Owned(text.to_owned())))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Self::Value, A::Error> {
        self.bound("depth", self.depth, self.limits.depth())?;
        let mut items = Vec::new();
        let inner = Seed { depth: self.depth.saturating_add(1), ..self };
        while let Some(item) = list.next_element_seed(inner)? {
            items.push(item);
        }
        Ok(Json::List(items))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut object: A) -> Result<Self::Value, A::Error> {
        self.bound("depth", self.depth, self.limits.depth())?;
        let mut members = Vec::new();
        let inner = Seed { depth: self.depth.saturating_add(1), ..self };
        while let Some(key) = object.next_key_seed(Key)? {
            members.push((key, object.next_value_seed(inner)?));
        }
        Ok(Json::Object(members))
    }
}

/// A key, borrowed where it has no escapes.
struct Key;

impl<'de> DeserializeSeed<'de> for Key {
    type Value = Cow<'de, str>;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Self::Value, D::Error> {
        deserializer.deserialize_str(self)
    }
}

impl<'de> Visitor<'de> for Key {
    type Value = Cow<'de, str>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a key")
    }

    fn visit_borrowed_str<E>(self, text: &'de str) -> Result<Self::Value, E> {
        Ok(Cow::Borrowed(text))
    }

    fn visit_str<E>(self, text: &str) -> Result<Self::Value, E> {
        Ok(Cow::Owned(text.to_owned()))
    }
}
