//! Values of object members.

use std::borrow::Cow;

use super::{Reader, Writer};
use crate::error::DecodeError;

/// A value that is read from and written to JSON, with the meaning of an absent member.
pub(crate) trait Member<'a>: Sized {
    /// The type with its borrowed parts copied.
    type Owned;

    /// Reads the next value.
    fn read(reader: &mut Reader<'a>) -> Result<Self, DecodeError>;

    /// Writes the value.
    fn write(&self, writer: &mut Writer<'_>);

    /// Returns the value of an absent member; `None` if the member is required.
    fn absent() -> Option<Self> {
        None
    }

    /// Returns true if the member is left out when written.
    fn is_absent(&self) -> bool {
        false
    }

    /// Copies the borrowed parts, so that the value outlives the payload.
    fn into_owned(self) -> Self::Owned;

    /// Replaces everything that may be secret by [`REDACTED`].
    fn redact(&mut self) {}

    /// Number of unknown members, at all levels.
    fn unknown_members(&self) -> usize {
        0
    }
}

/// The text that replaces a secret in a redacted message.
pub(crate) const REDACTED: &str = "(hidden)";

/// `null` and an absent member are the same to the daemons (ZBX-043).
impl<'a, T: Member<'a>> Member<'a> for Option<T> {
    type Owned = Option<T::Owned>;

    fn read(reader: &mut Reader<'a>) -> Result<Self, DecodeError> {
        if reader.null()? { Ok(None) } else { T::read(reader).map(Some) }
    }

    fn write(&self, writer: &mut Writer<'_>) {
        match self {
            Some(value) => value.write(writer),
            None => writer.raw(b"null"),
        }
    }

    fn absent() -> Option<Self> {
        Some(None)
    }

    fn is_absent(&self) -> bool {
        self.is_none()
    }

    fn into_owned(self) -> Self::Owned {
        self.map(T::into_owned)
    }

    fn redact(&mut self) {
        self.iter_mut().for_each(T::redact);
    }

    fn unknown_members(&self) -> usize {
        self.as_ref().map_or(0, T::unknown_members)
    }
}

/// Reserves room for the next element of a list whose text begins at `start`, if the list
/// is full: for as many elements as the rest of the text may hold if they are as long as
/// those before. So a list hardly ever holds more than it needs; doubling would hold
/// three times as much for a moment.
#[inline]
pub(crate) fn reserve<T>(list: &mut Vec<T>, start: usize, reader: &Reader<'_>) {
    if list.len() == list.capacity() {
        grow(list, reader.offset().saturating_sub(start), reader.remaining());
    }
}

#[inline(never)]
fn grow<T>(list: &mut Vec<T>, before: usize, remaining: usize) {
    let known = list.len();
    let expected = match before.checked_div(known) {
        // The first elements give the average length.
        Some(length) if known >= 32 => remaining.checked_div(length).unwrap_or(0).saturating_add(1),
        _ => known.max(4),
    };
    // Not all at once after a few elements, and by an eighth at least, so that shorter
    // elements do not make the list grow often.
    list.reserve_exact(expected.min(known.saturating_mul(32).max(4)).max(known / 8));
}

/// Empty lists are omitted, never written as `[]` (ZBX-041). A list that may be written
/// empty is an `Option<Vec<_>>`.
impl<'a, T: Member<'a>> Member<'a> for Vec<T> {
    type Owned = Vec<T::Owned>;

    fn read(reader: &mut Reader<'a>) -> Result<Self, DecodeError> {
        let mut list = Self::new();
        if reader.null()? {
            return Ok(list);
        }
        let start = reader.offset();
        reader.array(|reader, _| {
            reserve(&mut list, start, reader);
            list.push(T::read(reader)?);
            Ok(())
        })?;
        Ok(list)
    }

    fn write(&self, writer: &mut Writer<'_>) {
        writer.array(|writer| {
            for value in self {
                writer.element();
                value.write(writer);
            }
        });
    }

    fn absent() -> Option<Self> {
        Some(Self::new())
    }

    fn is_absent(&self) -> bool {
        self.is_empty()
    }

    fn into_owned(self) -> Self::Owned {
        self.into_iter().map(T::into_owned).collect()
    }

    fn redact(&mut self) {
        self.iter_mut().for_each(T::redact);
    }

    fn unknown_members(&self) -> usize {
        self.iter().map(T::unknown_members).sum()
    }
}

impl<'a> Member<'a> for Cow<'a, str> {
    type Owned = Cow<'static, str>;

    fn read(reader: &mut Reader<'a>) -> Result<Self, DecodeError> {
        reader.text()
    }

    fn write(&self, writer: &mut Writer<'_>) {
        writer.string(self);
    }

    fn into_owned(self) -> Cow<'static, str> {
        Cow::Owned(self.into_owned())
    }
}

impl Member<'_> for String {
    type Owned = Self;

    fn read(reader: &mut Reader<'_>) -> Result<Self, DecodeError> {
        reader.text().map(Cow::into_owned)
    }

    fn write(&self, writer: &mut Writer<'_>) {
        writer.string(self);
    }

    fn into_owned(self) -> Self {
        self
    }
}

impl Member<'_> for u64 {
    type Owned = Self;

    fn read(reader: &mut Reader<'_>) -> Result<Self, DecodeError> {
        reader.unsigned()
    }

    fn write(&self, writer: &mut Writer<'_>) {
        writer.unsigned(*self);
    }

    fn into_owned(self) -> Self {
        self
    }
}

impl Member<'_> for i64 {
    type Owned = Self;

    fn read(reader: &mut Reader<'_>) -> Result<Self, DecodeError> {
        reader.signed()
    }

    fn write(&self, writer: &mut Writer<'_>) {
        writer.signed(*self);
    }

    fn into_owned(self) -> Self {
        self
    }
}

impl Member<'_> for bool {
    type Owned = Self;

    fn read(reader: &mut Reader<'_>) -> Result<Self, DecodeError> {
        let start = reader.offset();
        match reader.text()?.as_ref() {
            "true" | "1" => Ok(true),
            "false" | "0" | "" => Ok(false),
            _ => Err(reader.unexpected(start, "a boolean")),
        }
    }

    fn write(&self, writer: &mut Writer<'_>) {
        writer.raw(if *self { b"true" } else { b"false" });
    }

    fn into_owned(self) -> Self {
        self
    }
}
