//! Frame headers: 13 bytes, or 21 in the large form.

use std::fmt;

use crate::error::{DecodeError, DecodeErrorKind, Snippet};
use crate::limits::{self, Limits};

/// The four bytes that every frame starts with.
pub(super) const MAGIC: [u8; 4] = *b"ZBXD";
/// The smallest length that needs the large form, with 8 bytes for both lengths
/// (ZBX-006).
const LARGE_FROM: u64 = u32::MAX as u64;

/// The greatest second length without zlib, by whether the large form is allowed: receivers
/// close above it, although they do not use it (ZBX-007).
const fn reserved_max(large: bool) -> u64 {
    if large { 16 << 30 } else { 1 << 30 }
}

/// The flags byte of a frame.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Flags(u8);

impl Flags {
    const PROTOCOL: u8 = 0x01;
    const ZLIB: u8 = 0x02;
    const LARGE: u8 = 0x04;

    /// 0x01: neither compressed nor large.
    pub const PLAIN: Self = Self(Self::PROTOCOL);
    /// 0x03: compressed.
    pub const COMPRESSED: Self = Self(Self::PROTOCOL | Self::ZLIB);

    pub(super) const fn from_byte(byte: u8) -> Self {
        Self(byte)
    }

    /// The byte on the wire.
    #[must_use]
    pub const fn byte(self) -> u8 {
        self.0
    }

    /// Returns true if the payload is a zlib stream.
    #[must_use]
    pub const fn is_zlib(self) -> bool {
        self.0 & Self::ZLIB != 0
    }

    /// Returns true if both lengths have 8 bytes.
    #[must_use]
    pub const fn is_large(self) -> bool {
        self.0 & Self::LARGE != 0
    }

    /// Returns the flags with the zlib bit set or cleared.
    #[must_use]
    pub const fn with_zlib(self, zlib: bool) -> Self {
        Self(if zlib { self.0 | Self::ZLIB } else { self.0 & !Self::ZLIB })
    }

    /// Returns the flags with the large bit set or cleared.
    #[must_use]
    pub const fn with_large(self, large: bool) -> Self {
        Self(if large { self.0 | Self::LARGE } else { self.0 & !Self::LARGE })
    }
}

impl fmt::Debug for Flags {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Flags({:#04x})", self.0)
    }
}

/// Readings of the flags byte.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[non_exhaustive]
pub enum FlagReading {
    /// Accepts 0x01, 0x03, 0x05 and 0x07; every other value is an error (ZBX-003).
    #[default]
    Strict,
    /// Accepts what the C receivers on x86 accept: they hold the byte in a signed `char`,
    /// so every odd value from 0x81 up passes, and its low bits count (ZBX-004).
    SignedByte,
}

/// The header of a frame.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Header {
    /// The flags.
    pub flags: Flags,
    /// Size of the payload on the wire, in bytes.
    pub wire_len: u64,
    /// Size of the inflated payload in bytes, with zlib. Without zlib, senders write 0
    /// and receivers ignore it, up to 1 GiB, or 16 GiB
    /// if they allow the large form (ZBX-007).
    pub reserved: u64,
}

/// A receiver's rules for headers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct HeaderRules {
    pub(super) limits: Limits,
    pub(super) reading: FlagReading,
    pub(super) large: bool,
}

impl Header {
    /// Length of a header with these flags in bytes: 13, or 21 in the large form.
    #[must_use]
    pub const fn len_with(flags: Flags) -> usize {
        if flags.is_large() { 21 } else { 13 }
    }

    /// Length of this header in bytes.
    #[must_use]
    #[expect(clippy::len_without_is_empty, reason = "a header is never empty")]
    pub const fn len(&self) -> usize {
        Self::len_with(self.flags)
    }

    /// Decodes the header at the start of `bytes`, with strict flags and the large form
    /// allowed; for callers that manage their own buffers.
    ///
    /// `Ok(None)` means that more bytes are needed. Errors are found as early as
    /// possible: at the first wrong byte of the magic, at unknown flags, at a length that
    /// exceeds its limit.
    ///
    /// ```
    /// use zbx_proxy_proto::{Header, Limits};
    /// let header = Header::parse(b"ZBXD\x01\x02\0\0\0\0\0\0\0{}", &Limits::DEFAULT)?.expect("the header is complete");
    /// assert_eq!((header.len(), header.wire_len), (13, 2));
    /// assert_eq!(Header::parse(b"ZBXD\x01\x02", &Limits::DEFAULT)?, None);
    /// # Ok::<(), zbx_proxy_proto::DecodeError>(())
    /// ```
    ///
    /// # Errors
    /// The bytes are not the start of a header, or an announced length exceeds its limit.
    pub fn parse(bytes: &[u8], limits: &Limits) -> Result<Option<Self>, DecodeError> {
        HeaderRules { limits: *limits, reading: FlagReading::Strict, large: true }.parse(bytes)
    }

    /// Creates the header of a payload with these lengths, in the large form where one of
    /// them needs it.
    pub(super) const fn announcing(zlib: bool, wire_len: u64, reserved: u64) -> Self {
        let large = wire_len >= LARGE_FROM || reserved >= LARGE_FROM;
        Self { flags: Flags::PLAIN.with_zlib(zlib).with_large(large), wire_len, reserved }
    }

    /// Appends the header.
    pub(super) fn write(&self, dst: &mut bytes::BytesMut) {
        dst.extend_from_slice(&MAGIC);
        dst.extend_from_slice(&[self.flags.byte()]);
        for length in [self.wire_len, self.reserved] {
            let bytes = length.to_le_bytes();
            let width = if self.flags.is_large() { 8 } else { 4 };
            dst.extend_from_slice(bytes.get(..width).unwrap_or(&bytes));
        }
    }
}

impl HeaderRules {
    pub(super) fn parse(&self, bytes: &[u8]) -> Result<Option<Header>, DecodeError> {
        if let Some(at) = bytes.iter().zip(MAGIC).position(|(&found, expected)| found != expected) {
            // Only up to the wrong byte: the error must not depend on how much has
            // arrived.
            let found = Snippet::new(bytes.get(..=at).unwrap_or(bytes));
            return Err(DecodeError::new(DecodeErrorKind::BadMagic { found }, at));
        }
        let Some(&byte) = bytes.get(MAGIC.len()) else {
            return Ok(None);
        };
        let flags = self.flags(byte)?;
        let mut lengths = bytes.get(5..).unwrap_or_default();
        let mut length = |at: usize, what: &'static str, max: u64| -> Result<Option<u64>, DecodeError> {
            let Some(value) = take_length(&mut lengths, flags.is_large()) else {
                return Ok(None);
            };
            limits::check(what, value, max).map_err(|limit| DecodeError::new(limit, at))?;
            Ok(Some(value))
        };
        let Some(wire_len) = length(5, "frame length", self.limits.frame_len())? else {
            return Ok(None);
        };
        let second = if flags.is_large() { 13 } else { 9 };
        let payload_max = self.limits.payload_len() as u64;
        let (what, reserved_max) = if flags.is_zlib() {
            ("inflated length", payload_max)
        } else {
            ("reserved length", reserved_max(self.large))
        };
        let Some(reserved) = length(second, what, reserved_max)? else {
            return Ok(None);
        };
        if !flags.is_zlib() {
            limits::check("payload length", wire_len, payload_max)
                .map_err(|limit| DecodeError::new(limit, 5))?;
        }
        Ok(Some(Header { flags, wire_len, reserved }))
    }

    fn flags(&self, byte: u8) -> Result<Flags, DecodeError> {
        let known = Flags::PROTOCOL | Flags::ZLIB | Flags::LARGE;
        let strict = byte & Flags::PROTOCOL != 0 && byte & !known == 0;
        let lenient = self.reading == FlagReading::SignedByte && byte >= 0x80 && byte & Flags::PROTOCOL != 0;
        let flags = Flags(byte & known);
        if !strict && !lenient {
            return Err(DecodeError::new(DecodeErrorKind::BadFlags(byte), MAGIC.len()));
        }
        if flags.is_large() && !self.large {
            return Err(DecodeError::new(DecodeErrorKind::LargeNotAllowed(byte), MAGIC.len()));
        }
        Ok(flags)
    }
}

/// Removes a little-endian length of 8 or 4 bytes from the front.
fn take_length(bytes: &mut &[u8], large: bool) -> Option<u64> {
    if large {
        let (length, rest) = bytes.split_first_chunk::<8>()?;
        *bytes = rest;
        Some(u64::from_le_bytes(*length))
    } else {
        let (length, rest) = bytes.split_first_chunk::<4>()?;
        *bytes = rest;
        Some(u32::from_le_bytes(*length).into())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    // ZBX-006
    #[test]
    fn the_large_form_is_for_lengths_that_do_not_fit_32_bits() {
        const LAST: u64 = 0xffff_fffe;
        let limits = Limits::DEFAULT.with_frame_len(u64::MAX).with_payload_len(usize::MAX);
        for (zlib, wire_len, reserved, flags) in [
            (false, LAST, 0, 0x01),
            (false, LAST + 1, 0, 0x05),
            (true, LAST, LAST, 0x03),
            (true, 20, LAST + 1, 0x07),
            (true, LAST + 1, LAST, 0x07),
            (true, 16 << 30, 16 << 30, 0x07),
        ] {
            let header = Header::announcing(zlib, wire_len, reserved);
            assert_eq!(header.flags.byte(), flags, "{wire_len} {reserved}");
            let mut bytes = bytes::BytesMut::new();
            header.write(&mut bytes);
            assert_eq!(Header::parse(&bytes, &limits), Ok(Some(header)));
        }
    }
}
