//! From the bytes of a document to its text: byte order mark, encoding.

use std::borrow::Cow;

use memchr::memmem;

use crate::error::{DecodeError, DecodeErrorKind, Snippet};
use crate::limits::{Limits, check, check_len};
use crate::xml::declaration::is_encoding;
use crate::xml::repair::{Repair, RepairKind};

/// The bytes of a document in an encoding that XML can be read from, with what
/// it takes to find the place of one in the input.
#[derive(Debug)]
pub(crate) struct Source<'a> {
    /// UTF-8, or meant to be.
    pub(crate) bytes: Cow<'a, [u8]>,
    encoding: Encoding,
    /// Number of bytes of the input before it.
    start: usize,
    pub(crate) notes: Vec<Repair>,
    max_repairs: usize,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Encoding {
    Utf8,
    /// Every byte is a character.
    Windows1252,
    Utf16,
}

impl<'a> Source<'a> {
    /// `lenient` takes UTF-8 for UTF-8 whatever the declaration says (NIX-021).
    pub(crate) fn new(input: &'a [u8], limits: &Limits, lenient: bool) -> Result<Self, DecodeError> {
        check("document length", input.len() as u64, limits.document_len())
            .map_err(|e| DecodeError::new(e, 0))?;
        let mut source = Self {
            bytes: Cow::Borrowed(input),
            encoding: Encoding::Utf8,
            start: 0,
            notes: Vec::new(),
            max_repairs: limits.repairs(),
        };
        match *input {
            [0xFE, 0xFF, ref rest @ ..] => source.utf16(rest, 2, true, lenient)?,
            [0xFF, 0xFE, ref rest @ ..] => source.utf16(rest, 2, false, lenient)?,
            [0, b'<', 0, b'?', ..] => source.utf16(input, 0, true, lenient)?,
            [b'<', 0, b'?', 0, ..] => source.utf16(input, 0, false, lenient)?,
            [0xEF, 0xBB, 0xBF, ref rest @ ..] => {
                source.bytes = Cow::Borrowed(rest);
                source.start = 3;
                source.note(RepairKind::ByteOrderMark, 0, 3);
            }
            _ => source.declared(input, lenient)?,
        }
        source.drop_nul_tail();
        Ok(source)
    }

    /// Returns the offset in the input of a byte of `bytes`.
    pub(crate) fn original(&self, at: usize) -> usize {
        self.places().original(at)
    }

    /// Returns a cursor for many offsets, from front to back.
    pub(crate) fn places(&self) -> Places<'_> {
        Places { bytes: &self.bytes, encoding: self.encoding, at: 0, original: self.start }
    }

    fn note(&mut self, kind: RepairKind, offset: usize, len: usize) {
        self.notes.push(Repair { kind, offset, len });
    }

    fn utf16(
        &mut self,
        bytes: &[u8],
        start: usize,
        big_endian: bool,
        lenient: bool,
    ) -> Result<(), DecodeError> {
        let (pairs, odd) = bytes.as_chunks::<2>();
        let units = pairs
            .iter()
            .map(|pair| if big_endian { u16::from_be_bytes(*pair) } else { u16::from_le_bytes(*pair) });
        let mut text = String::with_capacity(bytes.len());
        let mut at = start;
        let mut broken = Vec::new();
        for decoded in char::decode_utf16(units) {
            let c = decoded.unwrap_or_else(|_| {
                broken.push((at, 2));
                char::REPLACEMENT_CHARACTER
            });
            if broken.len() > self.max_repairs {
                break;
            }
            at = at.saturating_add(c.len_utf16().saturating_mul(2));
            text.push(c);
        }
        if !odd.is_empty() {
            broken.push((at, 1));
        }
        if let Some(&(at, _)) = broken.first() {
            if !lenient {
                return Err(DecodeError::new(DecodeErrorKind::WrongEncoding("UTF-16"), at));
            }
            check_len("repair count", broken.len(), self.max_repairs).map_err(|e| DecodeError::new(e, at))?;
        }
        for (at, len) in broken {
            self.note(RepairKind::Encoding, at, len);
        }
        if start != 0 {
            self.note(RepairKind::ByteOrderMark, 0, start);
        }
        self.bytes = Cow::Owned(text.into_bytes());
        self.encoding = Encoding::Utf16;
        self.start = start;
        Ok(())
    }

    /// Goes by what the declaration says.
    fn declared(&mut self, input: &'a [u8], lenient: bool) -> Result<(), DecodeError> {
        let Some((at, name)) = declared_encoding(input) else {
            return Ok(());
        };
        let known = |names: &[&str]| names.iter().any(|known| name.eq_ignore_ascii_case(known.as_bytes()));
        if known(&["UTF-8", "UTF8"]) {
            return Ok(());
        }
        let single_byte = known(&["ISO-8859-1", "ISO_8859-1", "LATIN1", "WINDOWS-1252", "CP1252"]);
        let ascii = known(&["US-ASCII", "ASCII"]);
        let plain = input.is_ascii();
        let wrong =
            if plain { !single_byte && !ascii } else { !single_byte || std::str::from_utf8(input).is_ok() };
        if lenient && wrong {
            self.note(RepairKind::DeclaredEncoding, at, name.len());
            return Ok(());
        }
        if plain && (single_byte || ascii) {
            return Ok(());
        }
        if !single_byte {
            let kind = if ascii {
                DecodeErrorKind::WrongEncoding("ASCII")
            } else {
                DecodeErrorKind::UnsupportedEncoding(Snippet::new(name))
            };
            return Err(DecodeError::new(kind, at));
        }
        self.bytes = Cow::Owned(input.iter().map(|&b| windows_1252(b)).collect::<String>().into_bytes());
        self.encoding = Encoding::Windows1252;
        Ok(())
    }

    /// C programs send the end of their string along; libxml2 does not see it.
    fn drop_nul_tail(&mut self) {
        let is_tail = |&&b: &&u8| b == 0 || b.is_ascii_whitespace();
        let tail = self.bytes.iter().rev().take_while(is_tail).count();
        let rest = self.bytes.len().saturating_sub(tail);
        let Some(nul) = self.bytes.get(rest..).and_then(|tail| memchr::memchr(0, tail)) else {
            return;
        };
        let keep = rest.saturating_add(nul);
        if self.bytes.get(..rest).is_some_and(|rest| rest.ends_with(b">")) {
            self.note(RepairKind::TrailingBytes, self.original(keep), self.bytes.len().saturating_sub(keep));
            match &mut self.bytes {
                Cow::Borrowed(bytes) => *bytes = bytes.get(..keep).unwrap_or(bytes),
                Cow::Owned(bytes) => bytes.truncate(keep),
            }
        }
    }
}

/// Finds places of the input from front to back, in one pass.
#[derive(Debug)]
pub(crate) struct Places<'s> {
    bytes: &'s [u8],
    encoding: Encoding,
    at: usize,
    /// Returns the offset in the input of `at`.
    original: usize,
}

impl Places<'_> {
    /// Returns the offset of a byte that is not before the last one asked for.
    pub(crate) fn original(&mut self, at: usize) -> usize {
        let at = at.clamp(self.at, self.bytes.len().max(self.at));
        let between = self.bytes.get(self.at..at).unwrap_or(&[]);
        let width = match self.encoding {
            Encoding::Utf8 => between.len(),
            Encoding::Windows1252 => between.iter().filter(|&&b| !is_continuation(b)).count(),
            Encoding::Utf16 => between.iter().fold(0_usize, |width, &b| {
                width.saturating_add(match b {
                    _ if is_continuation(b) => 0,
                    0xF0.. => 4,
                    _ => 2,
                })
            }),
        };
        self.at = at;
        self.original = self.original.saturating_add(width);
        self.original
    }
}

const fn is_continuation(byte: u8) -> bool {
    byte & 0xC0 == 0x80
}

/// Returns the name in the declaration's `encoding`, and its offset.
fn declared_encoding(input: &[u8]) -> Option<(usize, &[u8])> {
    let declaration = input.trim_ascii_start().strip_prefix(b"<?xml")?;
    let declaration = declaration.get(..memmem::find(declaration, b"?>")?)?;
    let mut rest = declaration.get(memmem::find(declaration, b"encoding")?..)?.get(8..)?.trim_ascii_start();
    rest = rest.strip_prefix(b"=")?.trim_ascii_start();
    let (quote, rest) = rest.split_first()?;
    let name = rest.get(..memchr::memchr(*quote, rest)?)?;
    if !std::str::from_utf8(name).is_ok_and(is_encoding) {
        return None;
    }
    // Both are slices of the input.
    let at = name.as_ptr().addr().checked_sub(input.as_ptr().addr())?;
    Some((at, name))
}

// twin: windows-1252
/// The character of a byte in windows-1252, where ISO-8859-1 only has controls
/// that no text holds; the five bytes that it leaves open stay these controls.
pub(crate) const fn windows_1252(byte: u8) -> char {
    const HIGH: [char; 32] = [
        '€', '\u{81}', '‚', 'ƒ', '„', '…', '†', '‡', 'ˆ', '‰', 'Š', '‹', 'Œ', '\u{8D}', 'Ž', '\u{8F}',
        '\u{90}', '‘', '’', '“', '”', '•', '–', '—', '˜', '™', 'š', '›', 'œ', '\u{9D}', 'ž', 'Ÿ',
    ];
    match byte {
        0x80..=0x9F =>
        {
            #[expect(
                clippy::indexing_slicing,
                reason = "32 values, 32 entries; checked at compile time by the test"
            )]
            HIGH[(byte & 0x1F) as usize]
        }
        _ => byte as char,
    }
}
// end of twin
