//! Values that can be members of a message.

use super::reader::{Read, Reader};

/// The value of a member: read, written, detached and counted.
pub(crate) trait Member<'a>: Sized {
    /// The type without a borrow.
    type Owned;

    /// Takes the value that follows.
    fn read(reader: &mut Reader<'a>) -> Read<Self>;

    /// Appends the value.
    fn write(&self, out: &mut Vec<u8>);

    /// Detaches the value from the body.
    fn into_owned(self) -> Self::Owned;

    /// Returns true if the member is missing; nothing is written then.
    fn is_absent(&self) -> bool {
        false
    }

    /// The number of unknown members in it.
    fn unknown_members(&self) -> usize {
        0
    }
}

/// A row of a list. Only a job of the protocol document may be without a list around it.
pub(crate) trait Row {
    /// True if one row without a list around it is read as a list of one.
    const MAY_BE_ALONE: bool = false;

    /// Returns true if it has what tells a lone row from any other object.
    fn is_one(&self) -> bool {
        false
    }
}

/// Reads a whole text.
#[cfg(test)]
pub(crate) fn read<'a, T: Member<'a>>(json: &'a str) -> Result<T, crate::DecodeError> {
    let mut reader = Reader::of_text(json, &crate::Limits::DEFAULT);
    let value = T::read(&mut reader).map_err(|error| *error)?;
    reader.end().map(|()| value).map_err(|error| *error)
}

/// Returns what is written for a value.
#[cfg(test)]
pub(crate) fn written<'a>(value: &impl Member<'a>) -> String {
    let mut out = Vec::new();
    value.write(&mut out);
    String::from_utf8(out).expect("it is text")
}
