//! Scalars, which the daemons accept for each other by their text.

use std::borrow::Cow;

use super::Reader;
use crate::error::{DecodeError, DecodeErrorKind, Snippet, SyntaxError};

/// A scalar by its text: the daemons accept any scalar where they expect another
/// (ZBX-043).
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Scalar<'a> {
    /// `null`
    Null,
    /// The text of a string, number or boolean.
    Text(Cow<'a, str>),
    /// An object or array, already skipped.
    Nested,
}

impl<'a> Reader<'a> {
    /// Reads `null` if it is next; returns true if it was.
    pub(crate) fn null(&mut self) -> Result<bool, DecodeError> {
        self.space();
        if self.peek() == Some(b'n') {
            self.literal(b"null")?;
            return Ok(true);
        }
        Ok(false)
    }

    /// Reads an array without elements if it is next; returns true if it was.
    #[cfg(feature = "observe")]
    pub(crate) fn empty_array(&mut self) -> bool {
        let start = self.at;
        let empty = self.eat(b'[') && self.eat(b']');
        if !empty {
            self.at = start;
        }
        empty
    }

    pub(super) fn literal(&mut self, literal: &'static [u8]) -> Result<(), DecodeError> {
        if !self.bytes.get(self.at..).is_some_and(|rest| rest.starts_with(literal)) {
            return Err(self.fault(SyntaxError::EXPECTED_VALUE));
        }
        self.at = self.at.saturating_add(literal.len());
        Ok(())
    }

    /// Reads the next scalar by its text.
    pub(crate) fn scalar(&mut self) -> Result<Scalar<'a>, DecodeError> {
        self.space();
        Ok(match self.peek() {
            Some(b'"') => Scalar::Text(self.string()?),
            Some(b'n') => {
                self.literal(b"null")?;
                Scalar::Null
            }
            Some(b't' | b'f' | b'-' | b'0'..=b'9') => {
                let start = self.at;
                self.skip_plain()?;
                Scalar::Text(self.slice(start, self.at))
            }
            Some(b'{' | b'[') => {
                self.skip()?;
                Scalar::Nested
            }
            _ => return Err(self.fault(SyntaxError::EXPECTED_VALUE)),
        })
    }

    /// Reads a non-negative decimal number, bare or quoted.
    #[inline]
    pub(crate) fn unsigned(&mut self) -> Result<u64, DecodeError> {
        const EXPECTED: &str = "a non-negative integer";
        self.space();
        let start = self.at;
        if let Some(digit @ b'1'..=b'9') = self.peek() {
            let mut number = u64::from(digit.wrapping_sub(b'0'));
            self.advance();
            while let Some(digit @ b'0'..=b'9') = self.peek() {
                let digit = u64::from(digit.wrapping_sub(b'0'));
                let Some(longer) = number.checked_mul(10).and_then(|n| n.checked_add(digit)) else {
                    return Err(self.unexpected(start, EXPECTED));
                };
                number = longer;
                self.advance();
            }
            if !matches!(self.peek(), Some(b'.' | b'e' | b'E')) {
                return Ok(number);
            }
            return Err(self.unexpected(start, EXPECTED));
        }
        match self.scalar()? {
            Scalar::Text(text) if !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit()) => {
                text.parse().map_err(|_| self.unexpected(start, EXPECTED))
            }
            _ => Err(self.unexpected(start, EXPECTED)),
        }
    }

    /// Reads a decimal number, bare or quoted.
    pub(crate) fn signed(&mut self) -> Result<i64, DecodeError> {
        self.space();
        let start = self.at;
        match self.scalar()? {
            Scalar::Text(text) if !text.starts_with('+') => text.parse().ok(),
            _ => None,
        }
        .ok_or_else(|| self.unexpected(start, "an integer"))
    }

    /// Reads the text of a scalar; `null` is the empty text.
    pub(crate) fn text(&mut self) -> Result<Cow<'a, str>, DecodeError> {
        self.space();
        let start = self.at;
        match self.scalar()? {
            Scalar::Null => Ok(Cow::Borrowed("")),
            Scalar::Text(text) => Ok(text),
            Scalar::Nested => Err(self.unexpected(start, "a text")),
        }
    }

    /// Reads the text of a scalar that may be secret: the error does not contain it.
    pub(crate) fn secret_text(&mut self) -> Result<Cow<'a, str>, DecodeError> {
        self.space();
        let start = self.at;
        match self.scalar()? {
            Scalar::Null => Ok(Cow::Borrowed("")),
            Scalar::Text(text) => Ok(text),
            Scalar::Nested => {
                let (expected, found) = ("a text", Snippet::new(b"an object or array"));
                Err(DecodeError::new(DecodeErrorKind::Unexpected { expected, found }, start))
            }
        }
    }
}
