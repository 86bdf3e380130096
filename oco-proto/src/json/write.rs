//! From values to bytes.
//!
//! Members and elements are each written with a comma before; the first comma becomes the
//! bracket when all is there.

use serde::Serialize;
use serde_json::Result;

use super::plain::plain_len;
use crate::message::PasswordForm;
use crate::scalar::Scalar;
use crate::secret::Hidden;
use crate::wire::{Any, Map, Member};

/// A value that is written the fast way.
pub(crate) trait WriteFast: Serialize {
    /// Appends the value.
    ///
    /// Unless it is told otherwise, `serde_json` does it.
    fn write_fast(&self, out: &mut Vec<u8>) -> Result<()> {
        serde_json::to_writer(out, self)
    }
}

/// Makes a map or a list of the members or elements that stand behind `start`, each with
/// its comma. `empty` is what is written for none.
pub(crate) fn close(out: &mut Vec<u8>, start: usize, brackets: [u8; 2], empty: &str) {
    let [opening, closing] = brackets;
    match out.get_mut(start) {
        Some(comma) => {
            *comma = opening;
            out.push(closing);
        }
        None => out.extend_from_slice(empty.as_bytes()),
    }
}

/// Appends a member. `name` has comma, quotes and colon around it.
#[inline]
pub(crate) fn member(out: &mut Vec<u8>, name: &str, value: &impl WriteFast) -> Result<()> {
    out.extend_from_slice(name.as_bytes());
    value.write_fast(out)
}

/// As [`member`], unless the value is not there.
#[inline]
pub(crate) fn member_or_none(out: &mut Vec<u8>, name: &str, value: &(impl WriteFast + Member)) -> Result<()> {
    if value.is_absent() { Ok(()) } else { member(out, name, value) }
}

impl WriteFast for str {
    #[inline]
    fn write_fast(&self, out: &mut Vec<u8>) -> Result<()> {
        if plain_len(self.as_bytes()) < self.len() {
            return serde_json::to_writer(out, self);
        }
        out.push(b'"');
        out.extend_from_slice(self.as_bytes());
        out.push(b'"');
        Ok(())
    }
}

impl WriteFast for Scalar<'_> {
    #[inline]
    fn write_fast(&self, out: &mut Vec<u8>) -> Result<()> {
        match self {
            Self::Text(text) => text.as_ref().write_fast(out),
            other => serde_json::to_writer(out, other),
        }
    }
}

impl WriteFast for Any<'_> {
    fn write_fast(&self, out: &mut Vec<u8>) -> Result<()> {
        match self.as_str() {
            Some(text) => text.write_fast(out),
            None => serde_json::to_writer(out, self),
        }
    }
}

impl WriteFast for Hidden {}
impl WriteFast for PasswordForm<'_> {}
impl<V: Serialize> WriteFast for Map<'_, V> {}
