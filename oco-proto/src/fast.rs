//! The fast way to read a body: once from front to back, straight into values.
//!
//! The general way is `serde_json`'s: one pass that counts, one that cuts the envelope,
//! one that cuts `params`, and one that reads. It alone decides what is an error and
//! where. The fast way reads what real agents send and answers `None` to everything that
//! is not plain and sound, whereupon the body is read the general way from its start. What
//! it cannot read better itself (a number with a fraction, a text with escapes, a member
//! that nobody has described) it cuts out and hands to the general way's own types.

mod reader;

use std::borrow::Cow;

use serde::Deserialize;
use serde_json::Number;

pub(crate) use reader::Reader;

use crate::message::PasswordForm;
use crate::scalar::Scalar;
use crate::secret::Hidden;
use crate::wire::{Any, List, Map, Raw, Row};

/// A value that is read the fast way.
pub(crate) trait Fast<'a>: Deserialize<'a> {
    /// Reads the value at which the reader stands; `None` leaves it to the general way.
    ///
    /// Unless it is told otherwise, only the value's end is found, and serde does the rest.
    fn fast(reader: &mut Reader<'a>) -> Option<Self> {
        serde_json::from_str(reader.value()?).ok()
    }
}

impl<'a> Fast<'a> for Any<'a> {}
impl<'a> Fast<'a> for Raw<'a> {}
impl<'a> Fast<'a> for PasswordForm<'a> {}
impl Fast<'_> for Hidden {}
impl<'a, V: Deserialize<'a>> Fast<'a> for Map<'a, V> {}

impl<'a> Fast<'a> for Scalar<'a> {
    #[inline]
    fn fast(reader: &mut Reader<'a>) -> Option<Self> {
        match reader.peek()? {
            b'"' => match reader.plain() {
                Some(text) => Some(Self::Text(Cow::Borrowed(text))),
                None => other(reader),
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

/// A scalar that is neither plain text nor a plain number.
#[cold]
fn other<'a>(reader: &mut Reader<'a>) -> Option<Scalar<'a>> {
    serde_json::from_str(reader.value()?).ok()
}

impl<'a, T: Fast<'a> + Row> Fast<'a> for List<T> {
    fn fast(reader: &mut Reader<'a>) -> Option<Self> {
        if reader.peek() != Some(b'[') {
            return serde_json::from_str(reader.value()?).ok();
        }
        let mut rows = Vec::new();
        let mut is_more = reader.open(b'[', b']')?;
        while is_more {
            rows.push(T::fast(reader)?);
            is_more = reader.more(b']')?;
        }
        Some(rows.into())
    }
}
