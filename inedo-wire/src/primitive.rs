//! The types that messages are made of, as .NET's `BinaryWriter` writes them.
//!
//! [`Reader`] and [`Writer`] serve the documented messages, and callers who know
//! the payloads of a product.

use bytes::{BufMut, BytesMut};
use uuid::Uuid;

use crate::error::{DecodeError, DecodeErrorKind, EncodeError};
use crate::guid::GuidOrder;
use crate::limits::{self, Limits};
use crate::ticks::Ticks;

/// A string's length prefix takes at most this many bytes of seven bits each.
const PREFIX_MAX: usize = 5;

/// Reader for the fields of a message.
///
/// Every method either gives its value and moves on, or fails and stays.
///
/// ```
/// use inedo_wire::{Limits, Reader};
/// let mut reader = Reader::new(b"\x02\x05Otter\x07\0\0\0", &Limits::DEFAULT);
/// assert_eq!(reader.byte()?, 2);
/// assert_eq!(reader.string()?, "Otter");
/// assert_eq!(reader.int32()?, 7);
/// assert!(reader.rest().is_empty());
/// # Ok::<(), inedo_wire::DecodeError>(())
/// ```
#[derive(Debug, Clone)]
pub struct Reader<'a> {
    bytes: &'a [u8],
    offset: usize,
    limits: Limits,
}

impl<'a> Reader<'a> {
    /// Creates a reader at the start of these bytes.
    #[must_use]
    pub const fn new(bytes: &'a [u8], limits: &Limits) -> Self {
        Self { bytes, offset: 0, limits: *limits }
    }

    /// Number of bytes read.
    #[must_use]
    pub const fn offset(&self) -> usize {
        self.offset
    }

    /// Returns the bytes not read yet.
    #[must_use]
    pub fn rest(&self) -> &'a [u8] {
        self.bytes.get(self.offset..).unwrap_or_default()
    }

    /// Reads a byte.
    ///
    /// # Errors
    /// [`Truncated`](DecodeErrorKind::Truncated) at the end of the bytes.
    pub fn byte(&mut self) -> Result<u8, DecodeError> {
        self.array("byte").map(u8::from_le_bytes)
    }

    /// Reads an int32: four bytes, little-endian (INW-001).
    ///
    /// # Errors
    /// [`Truncated`](DecodeErrorKind::Truncated) if there are fewer.
    pub fn int32(&mut self) -> Result<i32, DecodeError> {
        self.array("int32").map(i32::from_le_bytes)
    }

    /// Reads an int64: eight bytes, little-endian (INW-001).
    ///
    /// # Errors
    /// [`Truncated`](DecodeErrorKind::Truncated) if there are fewer.
    pub fn int64(&mut self) -> Result<i64, DecodeError> {
        self.array("int64").map(i64::from_le_bytes)
    }

    /// Reads a Guid: 16 bytes in the given order (INW-002).
    ///
    /// # Errors
    /// [`Truncated`](DecodeErrorKind::Truncated) if there are fewer.
    pub fn guid(&mut self, order: GuidOrder) -> Result<Uuid, DecodeError> {
        self.array("Guid").map(|bytes| order.from_bytes(bytes))
    }

    /// Reads a time: an int64 of ticks (INW-006).
    ///
    /// # Errors
    /// [`Truncated`](DecodeErrorKind::Truncated) if there are fewer than eight
    /// bytes, [`Ticks`](DecodeErrorKind::Ticks) if they are no date.
    pub fn ticks(&mut self) -> Result<Ticks, DecodeError> {
        let at = self.offset;
        let number = i64::from_le_bytes(self.array("time")?);
        Ticks::new(number).ok_or_else(|| {
            self.offset = at;
            self.fail(at, DecodeErrorKind::Ticks(number))
        })
    }

    /// Reads a string: its length in bytes as in [`string_prefix`](Self::string_prefix),
    /// then UTF-8 (INW-003).
    ///
    /// # Errors
    /// A bad prefix, a string longer than [`Limits::string_len`] or than what is
    /// left, or not UTF-8.
    pub fn string(&mut self) -> Result<&'a str, DecodeError> {
        let start = self.offset;
        let length = self.string_prefix()?;
        let limit = limits::check_len("string length", length, self.limits.string_len());
        limit.map_err(|limit| {
            self.offset = start;
            self.fail(start, limit)
        })?;
        let at = self.offset;
        let bytes = self.take("string", length).inspect_err(|_| self.offset = start)?;
        std::str::from_utf8(bytes).map_err(|error| {
            self.offset = start;
            DecodeError::new(DecodeErrorKind::NotUtf8, at.saturating_add(error.valid_up_to()))
        })
    }

    /// Reads the length before a string: groups of seven bits, the lowest first, the high
    /// bit set in all but the last (INW-003). Prefixes longer than they need to be
    /// are accepted, as .NET does.
    ///
    /// # Errors
    /// [`StringPrefix`](DecodeErrorKind::StringPrefix) for more than five bytes or
    /// a value that is not a positive int32, [`Truncated`](DecodeErrorKind::Truncated)
    /// at the end of the bytes.
    pub fn string_prefix(&mut self) -> Result<usize, DecodeError> {
        let mut length = 0_u64;
        let mut shift = 0_u32;
        let rest = self.rest();
        for (index, &byte) in rest.iter().take(PREFIX_MAX).enumerate() {
            length |= u64::from(byte & 0x7f) << shift;
            shift = shift.saturating_add(7);
            if byte & 0x80 == 0 {
                let length = i32::try_from(length).ok().and_then(|length| usize::try_from(length).ok());
                let length = length.ok_or_else(|| self.fail(self.offset, DecodeErrorKind::StringPrefix))?;
                self.offset = self.offset.saturating_add(index).saturating_add(1);
                return Ok(length);
            }
        }
        Err(if rest.len() < PREFIX_MAX {
            self.fail(self.offset, DecodeErrorKind::Truncated { what: "string", missing: 1 })
        } else {
            self.fail(self.offset, DecodeErrorKind::StringPrefix)
        })
    }

    /// Reads an array of bytes: an int32 length, then that many bytes (INW-005).
    ///
    /// # Errors
    /// [`Negative`](DecodeErrorKind::Negative), or
    /// [`Truncated`](DecodeErrorKind::Truncated) if it is longer than what is left.
    pub fn bytes(&mut self) -> Result<&'a [u8], DecodeError> {
        let start = self.offset;
        let length = self.length("byte array length")?;
        self.take("byte array", length).inspect_err(|_| self.offset = start)
    }

    /// Reads the count of an array whose items take `smallest` bytes or more (INW-004).
    ///
    /// The result can be trusted with an allocation: that many items fit in what
    /// is left.
    ///
    /// # Errors
    /// [`Negative`](DecodeErrorKind::Negative), or
    /// [`Truncated`](DecodeErrorKind::Truncated) if the items cannot fit.
    pub fn count(&mut self, smallest: usize) -> Result<usize, DecodeError> {
        let start = self.offset;
        let count = self.length("count")?;
        let needed = count.saturating_mul(smallest);
        match needed.checked_sub(self.rest().len()) {
            None | Some(0) => Ok(count),
            Some(missing) => {
                self.offset = start;
                Err(self.fail(start, DecodeErrorKind::Truncated { what: "array", missing }))
            }
        }
    }

    fn length(&mut self, what: &'static str) -> Result<usize, DecodeError> {
        let at = self.offset;
        let found = self.int32()?;
        usize::try_from(found).map_err(|_| {
            self.offset = at;
            self.fail(at, DecodeErrorKind::Negative { what, found })
        })
    }

    fn array<const N: usize>(&mut self, what: &'static str) -> Result<[u8; N], DecodeError> {
        match self.rest().first_chunk() {
            Some(chunk) => {
                self.offset = self.offset.saturating_add(N);
                Ok(*chunk)
            }
            None => Err(self.short(what, N)),
        }
    }

    fn take(&mut self, what: &'static str, length: usize) -> Result<&'a [u8], DecodeError> {
        match self.rest().get(..length) {
            Some(taken) => {
                self.offset = self.offset.saturating_add(length);
                Ok(taken)
            }
            None => Err(self.short(what, length)),
        }
    }

    fn short(&self, what: &'static str, length: usize) -> DecodeError {
        let missing = length.saturating_sub(self.rest().len());
        self.fail(self.offset, DecodeErrorKind::Truncated { what, missing })
    }

    #[cold]
    fn fail(&self, at: usize, kind: impl Into<DecodeErrorKind>) -> DecodeError {
        DecodeError::new(kind, at)
    }
}

/// Writer for the fields of a message, the counterpart of [`Reader`].
///
/// ```
/// use inedo_wire::{Limits, Writer};
/// let mut data = bytes::BytesMut::new();
/// Writer::new(&mut data, &Limits::DEFAULT).byte(2).string("Otter")?.int32(7);
/// assert_eq!(&data[..], b"\x02\x05Otter\x07\0\0\0");
/// # Ok::<(), inedo_wire::EncodeError>(())
/// ```
#[derive(Debug)]
pub struct Writer<'a> {
    dst: &'a mut BytesMut,
    limits: Limits,
}

impl<'a> Writer<'a> {
    /// Creates a writer that appends to these bytes.
    #[must_use]
    pub const fn new(dst: &'a mut BytesMut, limits: &Limits) -> Self {
        Self { dst, limits: *limits }
    }

    /// Writes a byte.
    pub fn byte(&mut self, byte: u8) -> &mut Self {
        self.dst.put_u8(byte);
        self
    }

    /// Writes an int32.
    pub fn int32(&mut self, number: i32) -> &mut Self {
        self.dst.put_i32_le(number);
        self
    }

    /// Writes an int64.
    pub fn int64(&mut self, number: i64) -> &mut Self {
        self.dst.put_i64_le(number);
        self
    }

    /// Writes a Guid in the given order.
    pub fn guid(&mut self, guid: Uuid, order: GuidOrder) -> &mut Self {
        self.raw(&order.to_bytes(guid))
    }

    /// Writes a time.
    pub fn ticks(&mut self, ticks: Ticks) -> &mut Self {
        self.int64(ticks.as_i64())
    }

    /// Writes a string with its length.
    ///
    /// # Errors
    /// If it is longer than [`Limits::string_len`]; nothing is written then.
    pub fn string(&mut self, text: &str) -> Result<&mut Self, EncodeError> {
        limits::check_len("string length", text.len(), self.limits.string_len())?;
        Ok(self.string_prefix(to_int32("string length", text.len())?).raw(text.as_bytes()))
    }

    /// Writes the length before a string in its shortest form. A negative number is
    /// written as 0, since no string has such a length.
    pub fn string_prefix(&mut self, length: i32) -> &mut Self {
        let mut left = length.max(0);
        while left > 0x7f {
            self.byte(low_bits(left) | 0x80);
            left >>= 7;
        }
        self.byte(low_bits(left))
    }

    /// Writes an array of bytes with its length.
    ///
    /// # Errors
    /// If it is longer than an int32 can say; nothing is written then.
    pub fn bytes(&mut self, bytes: &[u8]) -> Result<&mut Self, EncodeError> {
        let length = to_int32("byte array length", bytes.len())?;
        Ok(self.int32(length).raw(bytes))
    }

    /// Writes the count of an array.
    ///
    /// # Errors
    /// If it is larger than an int32 can say; nothing is written then.
    pub fn count(&mut self, count: usize) -> Result<&mut Self, EncodeError> {
        let count = to_int32("count", count)?;
        Ok(self.int32(count))
    }

    /// Writes bytes without a length.
    pub fn raw(&mut self, bytes: &[u8]) -> &mut Self {
        self.dst.put_slice(bytes);
        self
    }
}

fn low_bits(number: i32) -> u8 {
    u8::try_from(number & 0x7f).unwrap_or_default()
}

fn to_int32(what: &'static str, length: usize) -> Result<i32, EncodeError> {
    let max = i32::MAX.unsigned_abs().into();
    limits::check(what, length as u64, max)?;
    Ok(i32::try_from(length).unwrap_or(i32::MAX))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn reader(bytes: &[u8]) -> Reader<'_> {
        Reader::new(bytes, &Limits::DEFAULT)
    }

    #[test]
    fn string_prefixes_are_groups_of_seven_bits() {
        // INW-003
        for (length, hex) in [
            (0, &[0x00][..]),
            (127, &[0x7f]),
            (128, &[0x80, 0x01]),
            (16_384, &[0x80, 0x80, 0x01]),
            (i32::MAX, &[0xff, 0xff, 0xff, 0xff, 0x07]),
        ] {
            let mut dst = BytesMut::new();
            Writer::new(&mut dst, &Limits::DEFAULT).string_prefix(length);
            assert_eq!(dst, hex);
            assert_eq!(reader(hex).string_prefix(), Ok(length as usize));
        }
    }

    #[test]
    fn long_prefixes_are_read_as_dotnet_does_but_no_longer_than_five_bytes() {
        assert_eq!(reader(&[0x83, 0x80, 0x80, 0x80, 0x00]).string_prefix(), Ok(3));
        for bytes in [&[0xff, 0xff, 0xff, 0xff, 0xff, 0x01][..], &[0xff, 0xff, 0xff, 0xff, 0x0f], &[0x80; 5]]
        {
            let mut reader = reader(bytes);
            assert_eq!(
                reader.string_prefix().unwrap_err().kind(),
                &DecodeErrorKind::StringPrefix,
                "{bytes:x?}"
            );
            assert_eq!(reader.offset(), 0, "a failed read stays where it was");
        }
        let cut = reader(&[0xff, 0xff]).string_prefix().unwrap_err();
        assert!(matches!(cut.kind(), DecodeErrorKind::Truncated { .. }));
    }

    #[test]
    fn a_failed_read_stays_where_it_was() {
        let mut reader = reader(b"\x05abc");
        assert_eq!(
            reader.string().unwrap_err().to_string(),
            "the string is cut short: 2 more bytes expected at byte 1"
        );
        assert_eq!(reader.offset(), 0);
        assert!(reader.int64().is_err() && reader.bytes().is_err() && reader.count(1).is_err());
        assert_eq!(reader.offset(), 0);
        assert_eq!(reader.int32(), Ok(0x6362_6105));

        // Also where it was read to its end before it turned out to be wrong.
        let mut no_date = self::reader(&[0xff; 8]);
        assert!(no_date.ticks().is_err());
        assert_eq!(no_date.offset(), 0);
        let limits = Limits::DEFAULT.with_string_len(3);
        let mut long = Reader::new(b"\x04abcd", &limits);
        assert!(long.string().is_err());
        assert_eq!(long.offset(), 0);
    }

    #[test]
    fn counts_that_cannot_fit_are_refused() {
        // INW-004
        assert_eq!(reader(&[2, 0, 0, 0, 1, 1]).count(1), Ok(2));
        let error = reader(&[0, 0, 0, 0x10, 0]).count(13).unwrap_err();
        assert!(matches!(error.kind(), DecodeErrorKind::Truncated { what: "array", .. }), "{error}");
        let error = reader(&[0xff; 4]).count(0).unwrap_err();
        assert_eq!(error.kind(), &DecodeErrorKind::Negative { what: "count", found: -1 });
    }

    #[test]
    fn strings_have_a_bound_of_their_own() {
        let limits = Limits::DEFAULT.with_string_len(3);
        assert_eq!(Reader::new(b"\x03abc", &limits).string(), Ok("abc"));
        assert!(Reader::new(b"\x04abcd", &limits).string().unwrap_err().is_limit());
        let mut dst = BytesMut::new();
        assert!(Writer::new(&mut dst, &limits).string("abcd").is_err());
        assert!(dst.is_empty());
    }

    #[test]
    fn bad_utf8_is_found_at_its_byte() {
        let error = reader(b"\x03a\xc3(").string().unwrap_err();
        assert_eq!((error.kind(), error.offset()), (&DecodeErrorKind::NotUtf8, 2));
    }
}
