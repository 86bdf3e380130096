//! Strings: borrowed where they have no escapes, owned otherwise.

use std::borrow::Cow;

use super::Reader;
use crate::error::{DecodeError, SyntaxError};
use crate::json::scan::plain_end;

impl<'a> Reader<'a> {
    /// Reads the string whose opening quote is next.
    #[inline]
    pub(super) fn string(&mut self) -> Result<Cow<'a, str>, DecodeError> {
        self.advance();
        self.string_after_quote()
    }

    /// Reads the rest of a string after its opening quote.
    #[inline]
    pub(crate) fn string_after_quote(&mut self) -> Result<Cow<'a, str>, DecodeError> {
        let start = self.at;
        let end = plain_end(self.bytes, start);
        self.at = end;
        if self.peek() == Some(b'"') {
            self.advance();
            return Ok(self.slice(start, end));
        }
        self.escaped_string(start)
    }

    /// Reads the string that starts at `start` and has no escape before the current
    /// offset.
    fn escaped_string(&mut self, start: usize) -> Result<Cow<'a, str>, DecodeError> {
        // No escape is shorter than its character.
        let mut text = String::with_capacity(self.raw_length(start));
        let mut from = start;
        loop {
            text.push_str(&self.slice(from, self.at));
            match self.peek() {
                Some(b'"') => {
                    self.advance();
                    return Ok(Cow::Owned(text));
                }
                Some(b'\\') => text.push(self.escape()?),
                _ => return Err(self.fault(SyntaxError::CONTROL_CHARACTER)),
            }
            from = self.at;
            self.at = plain_end(self.bytes, from);
        }
    }

    /// Length of the string's text up to its closing quote, in bytes. Does not move the
    /// reader.
    fn raw_length(&self, start: usize) -> usize {
        let mut at = self.at;
        while self.bytes.get(at) == Some(&b'\\') {
            at = plain_end(self.bytes, at.saturating_add(2));
        }
        at.min(self.bytes.len()).saturating_sub(start)
    }

    /// Reads the escape sequence whose backslash is next.
    pub(super) fn escape(&mut self) -> Result<char, DecodeError> {
        let start = self.at;
        self.advance();
        let character = match self.peek() {
            Some(byte @ (b'"' | b'\\' | b'/')) => char::from(byte),
            Some(b'b') => '\u{8}',
            Some(b'f') => '\u{c}',
            Some(b'n') => '\n',
            Some(b'r') => '\r',
            Some(b't') => '\t',
            Some(b'u') => return self.unicode_escape(start),
            None => return Err(self.fault(SyntaxError::UNEXPECTED_END)),
            Some(_) => return Err(DecodeError::new(SyntaxError::INVALID_ESCAPE, start)),
        };
        self.advance();
        Ok(character)
    }

    fn unicode_escape(&mut self, start: usize) -> Result<char, DecodeError> {
        let lone = DecodeError::new(SyntaxError::LONE_SURROGATE, start);
        let first = self.utf16_unit(start)?;
        if let Some(character) = char::from_u32(u32::from(first)) {
            return Ok(character);
        }
        if self.peek() != Some(b'\\') || self.bytes.get(self.at.saturating_add(1)) != Some(&b'u') {
            return Err(lone);
        }
        self.advance();
        let second = self.utf16_unit(start)?;
        char::decode_utf16([first, second]).next().and_then(Result::ok).ok_or(lone)
    }

    /// Reads the four digits after the `u` that is next.
    fn utf16_unit(&mut self, start: usize) -> Result<u16, DecodeError> {
        self.advance();
        let mut unit: u16 = 0;
        for _ in 0..4 {
            let digit = match self.peek() {
                Some(byte) => char::from(byte).to_digit(16),
                None => return Err(self.fault(SyntaxError::UNEXPECTED_END)),
            };
            let digit = digit.ok_or_else(|| DecodeError::new(SyntaxError::INVALID_ESCAPE, start))?;
            unit = (unit << 4) | u16::try_from(digit).unwrap_or_default();
            self.advance();
        }
        Ok(unit)
    }

    /// Returns text without escapes. Bytes that are not UTF-8 are replaced, as by a
    /// server that stores them (ZBX-046).
    pub(super) fn slice(&self, start: usize, end: usize) -> Cow<'a, str> {
        if let Some(text) = self.text.and_then(|text| text.get(start..end)) {
            return Cow::Borrowed(text);
        }
        repaired(self.bytes.get(start..end).unwrap_or_default())
    }
}

/// Replaces each sequence that is not UTF-8 by a `?`: a stray byte, a truncated sequence,
/// or a complete one that does not encode a character.
fn repaired(bytes: &[u8]) -> Cow<'_, str> {
    if let Ok(text) = std::str::from_utf8(bytes) {
        return Cow::Borrowed(text);
    }
    let mut text = String::with_capacity(bytes.len());
    let mut rest = bytes;
    while let Some(&lead) = rest.first() {
        let continuation = match lead {
            0xc0..=0xdf => 1,
            0xe0..=0xef => 2,
            0xf0..=0xf7 => 3,
            _ => 0,
        };
        let tail = rest.iter().skip(1).take(continuation).take_while(|&&byte| byte & 0xc0 == 0x80).count();
        let (sequence, after) = rest.split_at(tail.saturating_add(1).min(rest.len()));
        text.push_str(std::str::from_utf8(sequence).unwrap_or("?"));
        rest = after;
    }
    Cow::Owned(text)
}
