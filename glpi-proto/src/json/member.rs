//! Values that a JSON message can hold.

use super::members::Members;
use super::reader::Reader;
use super::rest::{Rest, duplicate};
use super::writer::{self, Object};
use crate::error::{DecodeError, DecodeErrorKind};

/// A value that a JSON message can hold: how it is read, written and counted.
pub(crate) trait Json<'a>: Sized {
    /// Reads the value at hand.
    fn read(reader: &mut Reader<'a, '_>) -> Result<Self, DecodeError>;

    /// Appends the value as JSON.
    fn write(&self, out: &mut Vec<u8>);

    /// Returns the value of a member that is not there, `None` where it has to be.
    fn absent() -> Option<Self> {
        None
    }

    /// Returns true if the member is not written.
    fn is_absent(&self) -> bool {
        false
    }

    /// Returns true if the value at hand has the JSON type for it.
    fn fits(_: &Reader<'a, '_>) -> bool {
        true
    }

    /// Returns the number of unknown members inside.
    fn unknown(&self) -> usize {
        0
    }

    /// Makes any value that can be written.
    #[cfg(feature = "arbitrary")]
    fn arbitrary(u: &mut arbitrary::Unstructured<'_>) -> arbitrary::Result<Self>;
}

/// Another way to read a value, for one member.
pub(crate) trait Form<'a, T> {
    /// Reads the value at hand.
    fn read(reader: &mut Reader<'a, '_>) -> Result<T, DecodeError>;

    /// Makes any value that is read so.
    #[cfg(feature = "arbitrary")]
    fn arbitrary(u: &mut arbitrary::Unstructured<'_>) -> arbitrary::Result<T>;
}

/// The way of the type itself.
pub(crate) struct Plain;

impl<'a, T: Json<'a>> Form<'a, T> for Plain {
    fn read(reader: &mut Reader<'a, '_>) -> Result<T, DecodeError> {
        T::read(reader)
    }

    #[cfg(feature = "arbitrary")]
    fn arbitrary(u: &mut arbitrary::Unstructured<'_>) -> arbitrary::Result<T> {
        T::arbitrary(u)
    }
}

/// A list, or the `{}` that PHP writes for one without elements.
pub(crate) struct PhpList;

impl<'a, T: Json<'a>> Form<'a, Vec<T>> for PhpList {
    fn read(reader: &mut Reader<'a, '_>) -> Result<Vec<T>, DecodeError> {
        if reader.peek() != Some(b'{') {
            return Vec::read(reader);
        }
        let mut ahead = reader.clone();
        let mut inside = ahead.open_object()?;
        if ahead.next_member(&mut inside)?.is_some() {
            return Err(reader.unexpected("a list"));
        }
        *reader = ahead;
        Ok(Vec::new())
    }

    #[cfg(feature = "arbitrary")]
    fn arbitrary(u: &mut arbitrary::Unstructured<'_>) -> arbitrary::Result<Vec<T>> {
        Json::arbitrary(u)
    }
}

impl<'a, T: Json<'a>> Form<'a, Option<Vec<T>>> for PhpList {
    fn read(reader: &mut Reader<'a, '_>) -> Result<Option<Vec<T>>, DecodeError> {
        Self::read(reader).map(Some)
    }

    #[cfg(feature = "arbitrary")]
    fn arbitrary(u: &mut arbitrary::Unstructured<'_>) -> arbitrary::Result<Option<Vec<T>>> {
        Json::arbitrary(u)
    }
}

/// A member while its object is read.
#[derive(Default)]
pub(crate) enum Slot<T> {
    /// There was none so far.
    #[default]
    Absent,
    /// It was there, but there is nothing to be read: `null` is as good as absent (GLPI-047).
    Passed,
    Value(T),
    /// The value is not what it should be. That is reported after a broken rule of JSON, and in
    /// the order of the fields, as if they were read one by one.
    Misfit(Box<DecodeError>),
}

/// Reads a member into its place.
pub(crate) fn read_into<'a, F: Form<'a, T>, T>(
    slot: &mut Slot<T>,
    name: &'static str,
    reader: &mut Reader<'a, '_>,
    _: &mut Rest<'a>,
) -> Result<(), DecodeError> {
    if begin(slot, name, reader)? {
        let start = reader.clone();
        match F::read(reader) {
            Ok(value) => *slot = Slot::Value(value),
            Err(error) if error.is_misfit() => {
                *reader = start;
                reader.raw()?;
                *slot = Slot::Misfit(Box::new(error.in_member(name)));
            }
            Err(error) => return Err(error.in_member(name)),
        }
    }
    Ok(())
}

/// As [`read_into`], but a value that is not what it should be is kept as it comes.
pub(crate) fn read_lenient<'a, F: Form<'a, T>, T>(
    slot: &mut Slot<T>,
    name: &'static str,
    reader: &mut Reader<'a, '_>,
    rest: &mut Rest<'a>,
) -> Result<(), DecodeError> {
    if begin(slot, name, reader)? {
        let start = reader.clone();
        match F::read(reader) {
            Ok(value) => *slot = Slot::Value(value),
            Err(error) if error.is_misfit() => {
                *reader = start;
                rest.keep(reader, name.into())?;
            }
            Err(error) => return Err(error.in_member(name)),
        }
    }
    Ok(())
}

/// As [`read_into`], but an empty text is as good as absent, and kept as it comes.
pub(crate) fn read_filled<'a, F: Form<'a, T>, T>(
    slot: &mut Slot<T>,
    name: &'static str,
    reader: &mut Reader<'a, '_>,
    rest: &mut Rest<'a>,
) -> Result<(), DecodeError> {
    if matches!(slot, Slot::Absent) && reader.is_empty_text() {
        *slot = Slot::Passed;
        return rest.keep(reader, name.into());
    }
    read_into::<F, T>(slot, name, reader, rest)
}

/// As [`read_into`], but a value of another JSON type is kept as it comes.
pub(crate) fn read_shaped<'a, F: Form<'a, T>, T: Json<'a>>(
    slot: &mut Slot<T>,
    name: &'static str,
    reader: &mut Reader<'a, '_>,
    rest: &mut Rest<'a>,
) -> Result<(), DecodeError> {
    if matches!(slot, Slot::Absent) && !reader.clone().null() && !T::fits(reader) {
        *slot = Slot::Passed;
        return rest.keep(reader, name.into());
    }
    read_into::<F, T>(slot, name, reader, rest)
}

/// Notes that a member is there; false if its value is `null`, which is passed.
fn begin<T>(slot: &mut Slot<T>, name: &str, reader: &mut Reader<'_, '_>) -> Result<bool, DecodeError> {
    if !matches!(slot, Slot::Absent) {
        return Err(duplicate(name, reader.offset()));
    }
    *slot = Slot::Passed;
    Ok(!reader.null())
}

/// Returns what was read, the value of an absent member, or the error that it is missing
/// in the object at `start`.
pub(crate) fn found<'a, T: Json<'a>>(
    slot: Slot<T>,
    name: &'static str,
    start: usize,
) -> Result<T, DecodeError> {
    let value = match slot {
        Slot::Value(value) => Some(value),
        Slot::Absent | Slot::Passed => T::absent(),
        Slot::Misfit(error) => return Err(*error),
    };
    value.ok_or_else(|| DecodeError::new(DecodeErrorKind::Missing(name), start))
}

impl<'a> Json<'a> for String {
    fn read(reader: &mut Reader<'a, '_>) -> Result<Self, DecodeError> {
        reader.text().map(Into::into)
    }

    fn write(&self, out: &mut Vec<u8>) {
        writer::text(self, out);
    }

    #[cfg(feature = "arbitrary")]
    fn arbitrary(u: &mut arbitrary::Unstructured<'_>) -> arbitrary::Result<Self> {
        crate::arbitrary::text(u)
    }
}

impl<'a, T: Json<'a>> Json<'a> for Option<T> {
    fn read(reader: &mut Reader<'a, '_>) -> Result<Self, DecodeError> {
        if reader.null() { Ok(None) } else { T::read(reader).map(Some) }
    }

    fn write(&self, out: &mut Vec<u8>) {
        match self {
            Some(value) => value.write(out),
            None => out.extend_from_slice(b"null"),
        }
    }

    fn absent() -> Option<Self> {
        Some(None)
    }

    fn is_absent(&self) -> bool {
        self.is_none()
    }

    fn fits(reader: &Reader<'a, '_>) -> bool {
        T::fits(reader)
    }

    fn unknown(&self) -> usize {
        self.as_ref().map_or(0, T::unknown)
    }

    #[cfg(feature = "arbitrary")]
    fn arbitrary(u: &mut arbitrary::Unstructured<'_>) -> arbitrary::Result<Self> {
        use arbitrary::Arbitrary;
        if bool::arbitrary(u)? { T::arbitrary(u).map(Some) } else { Ok(None) }
    }
}

impl<'a, T: Json<'a>> Json<'a> for Vec<T> {
    fn read(reader: &mut Reader<'a, '_>) -> Result<Self, DecodeError> {
        let mut list = Self::new();
        let mut inside = reader.open_list()?;
        while reader.next_element(&mut inside)? {
            list.push(T::read(reader).map_err(|error| error.in_element(inside.index()))?);
        }
        Ok(list)
    }

    fn write(&self, out: &mut Vec<u8>) {
        out.push(b'[');
        for (index, element) in self.iter().enumerate() {
            if index > 0 {
                out.push(b',');
            }
            element.write(out);
        }
        out.push(b']');
    }

    fn unknown(&self) -> usize {
        self.iter().map(T::unknown).sum()
    }

    #[cfg(feature = "arbitrary")]
    fn arbitrary(u: &mut arbitrary::Unstructured<'_>) -> arbitrary::Result<Self> {
        (0..u.int_in_range(0..=3)?).map(|_| T::arbitrary(u)).collect()
    }
}

/// An object of which the names are values as well, or the `[]` that PHP writes for one
/// without members.
impl<'a, K: From<String> + AsRef<str>, T: Json<'a>> Json<'a> for Vec<(K, T)> {
    fn read(reader: &mut Reader<'a, '_>) -> Result<Self, DecodeError> {
        let mut entries = Self::new();
        let mut rest = Rest::default();
        let mut inside = reader.open_object_or_empty_list()?;
        while let Some(name) = reader.next_member(&mut inside)? {
            let start = reader.clone();
            match T::read(reader) {
                Ok(value) => entries.push((K::from(name.clone().into_owned()), value)),
                Err(error) if error.is_misfit() => {
                    *reader = start.clone();
                    rest.misfit(reader, error.in_member(&name))?;
                }
                Err(error) => return Err(error.in_member(&name)),
            }
            rest.note(name, &start, reader);
        }
        rest.check(reader)?;
        Ok(entries)
    }

    fn write(&self, out: &mut Vec<u8>) {
        let mut object = Object::new(out);
        for (name, value) in self {
            value.write(object.member(name.as_ref()));
        }
        object.end();
    }

    fn unknown(&self) -> usize {
        self.iter().map(|(_, value)| value.unknown()).sum()
    }

    #[cfg(feature = "arbitrary")]
    fn arbitrary(u: &mut arbitrary::Unstructured<'_>) -> arbitrary::Result<Self> {
        crate::arbitrary::named(|u| crate::arbitrary::text(u).map(K::from), T::arbitrary)(u)
    }
}

/// Members by name, whatever they are; or the `[]` that PHP writes for none.
impl<'a> Json<'a> for Members {
    fn read(reader: &mut Reader<'a, '_>) -> Result<Self, DecodeError> {
        let mut rest = Rest::default();
        let mut inside = reader.open_object_or_empty_list()?;
        while let Some(name) = reader.next_member(&mut inside)? {
            rest.keep(reader, name)?;
        }
        rest.finish(reader)
    }

    fn write(&self, out: &mut Vec<u8>) {
        let mut object = Object::new(out);
        object.members(self);
        object.end();
    }

    #[cfg(feature = "arbitrary")]
    fn arbitrary(u: &mut arbitrary::Unstructured<'_>) -> arbitrary::Result<Self> {
        crate::arbitrary::members(u)
    }
}
