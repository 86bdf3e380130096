//! From a body to values, in one go.

use std::borrow::Cow;

use serde::Deserialize;
use serde_json::Number;

use super::Reader;
use crate::message::PasswordForm;
use crate::scalar::Scalar;
use crate::secret::Hidden;
use crate::wire::{Any, List, Map, Raw, Row};

/// A value that is read the fast way.
pub(crate) trait ReadFast<'a>: Deserialize<'a> {
    /// Reads the value at which the reader stands; `None` leaves it to the general way.
    ///
    /// Unless it is told otherwise, only the value's end is found, and serde does the rest.
    fn read_fast(reader: &mut Reader<'a>) -> Option<Self> {
        serde_json::from_str(reader.value()?).ok()
    }
}

impl<'a> ReadFast<'a> for Raw<'a> {}
impl<'a> ReadFast<'a> for PasswordForm<'a> {}
impl ReadFast<'_> for Hidden {}
impl<'a, V: Deserialize<'a>> ReadFast<'a> for Map<'a, V> {}

impl<'a> ReadFast<'a> for Any<'a> {
    #[inline]
    fn read_fast(reader: &mut Reader<'a>) -> Option<Self> {
        match reader.peek()? {
            b'"' => match Scalar::read_fast(reader)? {
                Scalar::Text(text) => Some(Self::Text(text)),
                _ => None,
            },
            _ => serde_json::from_str(reader.value()?).ok(),
        }
    }
}

impl<'a> ReadFast<'a> for Scalar<'a> {
    #[inline]
    fn read_fast(reader: &mut Reader<'a>) -> Option<Self> {
        match reader.peek()? {
            b'"' => match reader.plain() {
                Some(text) => Some(Self::Text(Cow::Borrowed(text))),
                None => reader.escaped().map(|text| Self::Text(Cow::Owned(text))),
            },
            b'0'..=b'9' => match reader.integer() {
                Some(number) => Some(Self::Number(Number::from(number))),
                None => other(reader),
            },
            b'n' => reader.literal("null").map(|()| Self::Null),
            b't' => reader.literal("true").map(|()| Self::Bool(true)),
            b'f' => reader.literal("false").map(|()| Self::Bool(false)),
            _ => other(reader),
        }
    }
}

/// A number that is not plain, or what is no scalar.
#[cold]
fn other<'a>(reader: &mut Reader<'a>) -> Option<Scalar<'a>> {
    serde_json::from_str(reader.value()?).ok()
}

impl<'a, T: ReadFast<'a> + Row> ReadFast<'a> for List<T> {
    fn read_fast(reader: &mut Reader<'a>) -> Option<Self> {
        if reader.peek() != Some(b'[') {
            return serde_json::from_str(reader.value()?).ok();
        }
        let mut rows = Vec::new();
        let mut is_more = reader.open(b'[', b']')?;
        while is_more {
            rows.push(T::read_fast(reader)?);
            is_more = reader.more(b']')?;
        }
        Some(rows.into())
    }
}
