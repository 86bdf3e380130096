//! Reading JSON in one pass, each value as its expected type.

use std::borrow::Cow;

use super::escape;
use super::scan::{self, Fault, blank};
use crate::error::{DecodeError, DecodeErrorKind, LimitExceeded, Snippet, SyntaxError};
use crate::limits::{self, Limits};

/// A place in a JSON text.
#[derive(Debug)]
pub struct Reader<'a, 'l> {
    text: &'a str,
    rest: &'a [u8],
    depth: usize,
    limits: &'l Limits,
    fault: Fault,
    deepest: usize,
    /// The number of values that are not what they should be, and of objects with a member
    /// that is there twice.
    misfits: usize,
    texts: usize,
}

/// A place that a reader was at.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Place<'a> {
    rest: &'a [u8],
    depth: usize,
}

impl<'a, 'l> Reader<'a, 'l> {
    /// Creates a reader at the value that a document holds.
    pub(crate) fn new(document: &'a [u8], limits: &'l Limits) -> Result<Self, DecodeError> {
        limits::check("document length", document.len() as u64, limits.document_len())
            .map_err(|limit| DecodeError::new(limit, 0))?;
        let text = std::str::from_utf8(document)
            .map_err(|error| DecodeError::new(DecodeErrorKind::NotUtf8, error.valid_up_to()))?;
        Ok(Self::at(text, limits))
    }

    /// Creates a reader at the value that a text holds.
    pub(crate) fn at(text: &'a str, limits: &'l Limits) -> Self {
        let rest = blank(text.as_bytes());
        Self { text, rest, depth: 0, limits, fault: Fault::default(), deepest: 0, misfits: 0, texts: 0 }
    }

    /// Returns an error if anything follows the value but blanks.
    pub(crate) fn finish(&mut self) -> Result<(), DecodeError> {
        self.rest = blank(self.rest);
        match self.rest.len() {
            0 => Ok(()),
            more => Err(DecodeError::new(DecodeErrorKind::TrailingData(more), self.offset())),
        }
    }

    /// Returns the offset in the text.
    pub(crate) fn offset(&self) -> usize {
        self.text.len().saturating_sub(self.rest.len())
    }

    /// Returns the number of levels that the text had so far.
    pub(crate) fn deepest(&self) -> usize {
        self.deepest
    }

    /// Returns the first byte of the value, which tells its type.
    #[inline]
    pub(crate) fn peek(&self) -> Option<u8> {
        self.rest.first().copied()
    }

    /// Returns the place that the reader is at.
    #[inline]
    pub(crate) fn place(&self) -> Place<'a> {
        Place { rest: self.rest, depth: self.depth }
    }

    /// Goes to a place.
    #[inline]
    pub(crate) fn go_to(&mut self, place: Place<'a>) {
        (self.rest, self.depth) = (place.rest, place.depth);
    }

    /// Counts a value that is not what it should be.
    pub(crate) fn misfit(&mut self) {
        self.misfits = self.misfits.saturating_add(1);
    }

    /// Returns the number of bytes that are left.
    pub(crate) fn left(&self) -> usize {
        self.rest.len()
    }

    /// Returns the number of values that are not what they should be.
    pub(crate) fn misfits(&self) -> usize {
        self.misfits
    }

    /// Counts a number or truth value that is written as text.
    pub(crate) fn written_as_text(&mut self) {
        self.texts = self.texts.saturating_add(1);
    }

    /// Returns the number of numbers and truth values that are written as text.
    pub(crate) fn texts(&self) -> usize {
        self.texts
    }

    /// Passes any value and returns it as it is.
    pub(crate) fn raw(&mut self) -> Result<&'a str, DecodeError> {
        let start = self.rest;
        let depth = self.limits.depth().saturating_sub(self.depth);
        let mut levels = 0;
        self.rest = scan::skip(start, depth, &mut levels, &mut self.fault).ok_or_else(|| self.broken())?;
        if levels > 0 {
            self.deepest = self.deepest.max(levels.saturating_add(self.depth));
        }
        Ok(self.between(start, self.rest))
    }

    /// Reads a text, if the value is one.
    #[inline]
    pub(crate) fn text(&mut self) -> Result<Option<Cow<'a, str>>, DecodeError> {
        if self.peek() != Some(b'"') {
            return Ok(None);
        }
        self.quoted().map(Some)
    }

    /// Passes a text whose first byte was seen.
    #[inline]
    pub(crate) fn pass_text(&mut self) -> Result<(), DecodeError> {
        let start = self.rest.get(1..).unwrap_or_default();
        self.rest = scan::string(start, &mut self.fault).ok_or_else(|| self.broken())?;
        Ok(())
    }

    #[inline]
    fn quoted(&mut self) -> Result<Cow<'a, str>, DecodeError> {
        let start = self.rest.get(1..).unwrap_or_default();
        let mut end = scan::plain(start);
        while let [byte, rest @ ..] = end {
            match byte {
                b'"' => {
                    self.rest = rest;
                    return Ok(Cow::Borrowed(self.between(start, end)));
                }
                b'\\' | 0..=0x1f => break,
                _ => end = rest,
            }
        }
        self.escaped(start, end).map(Cow::Owned)
    }

    /// Reads a text with escapes, of which the first is at `end`.
    #[cold]
    fn escaped(&mut self, start: &'a [u8], end: &'a [u8]) -> Result<String, DecodeError> {
        let after = scan::string(end, &mut self.fault).ok_or_else(|| self.broken())?;
        let inner = self.between(start, after);
        match escape::unescape(inner.strip_suffix('"').unwrap_or(inner)) {
            Ok(text) => {
                self.rest = after;
                Ok(text)
            }
            Err(half) => {
                self.fault = Fault { rest: after.len().saturating_add(half), what: scan::SURROGATE };
                Err(self.broken())
            }
        }
    }

    /// Reads a number as it is written, if the value is one.
    #[inline]
    pub(crate) fn number(&mut self) -> Result<Option<&'a str>, DecodeError> {
        if !matches!(self.peek(), Some(b'-' | b'0'..=b'9')) {
            return Ok(None);
        }
        let start = self.rest;
        self.rest = scan::number(start, &mut self.fault).ok_or_else(|| self.broken())?;
        Ok(Some(self.between(start, self.rest)))
    }

    /// Passes a whole number of digits alone, if the value is one.
    #[inline]
    pub(crate) fn pass_digits(&mut self) -> bool {
        let digits = self.rest.iter().take_while(|byte| byte.is_ascii_digit()).count();
        let is_zero_first = digits > 1 && self.peek() == Some(b'0');
        match self.rest.get(digits..) {
            Some(rest @ [b',' | b'}' | b']' | b'\n' | b'\r' | b' ', ..]) if digits > 0 && !is_zero_first => {
                self.rest = rest;
                true
            }
            _ => false,
        }
    }

    /// Reads a truth value, if the value is one.
    #[inline]
    pub(crate) fn boolean(&mut self) -> Option<bool> {
        let (rest, value) = match self.rest {
            [b't', b'r', b'u', b'e', rest @ ..] => (rest, true),
            [b'f', b'a', b'l', b's', b'e', rest @ ..] => (rest, false),
            _ => return None,
        };
        self.rest = rest;
        Some(value)
    }

    /// Enters an object or list whose first byte was seen.
    pub(crate) fn open(&mut self) -> Result<Inside, DecodeError> {
        let depth = self.depth.saturating_add(1);
        limits::check_len("depth", depth, self.limits.depth()).map_err(|limit| self.over(limit))?;
        self.deepest = self.deepest.max(depth);
        (self.depth, self.rest) = (depth, self.rest.get(1..).unwrap_or_default());
        Ok(Inside { count: 0 })
    }

    /// Returns the name of the next member, with the reader at its value, or leaves the object.
    #[inline]
    pub(crate) fn next_member(&mut self, inside: &mut Inside) -> Result<Option<Cow<'a, str>>, DecodeError> {
        if !self.next(inside, b'}', scan::COMMA_OR_BRACE)? {
            return Ok(None);
        }
        if self.peek() != Some(b'"') {
            return Err(self.syntax(scan::NAME));
        }
        let name = self.quoted()?;
        if name.starts_with('\0') {
            return Err(self.syntax(scan::NUL_NAME));
        }
        self.rest = match self.rest {
            [b':', value @ ..] => blank(value),
            rest => match blank(rest) {
                [b':', value @ ..] => blank(value),
                rest => {
                    self.rest = rest;
                    return Err(self.syntax(scan::COLON));
                }
            },
        };
        limits::check_len("members", inside.count, self.limits.members())
            .map_err(|limit| self.over(limit))?;
        Ok(Some(name))
    }

    /// Goes to the next element, or leaves the list and returns false.
    #[inline]
    pub(crate) fn next_element(&mut self, inside: &mut Inside) -> Result<bool, DecodeError> {
        let is_there = self.next(inside, b']', scan::COMMA_OR_BRACKET)?;
        limits::check_len("elements", inside.count, self.limits.elements())
            .map_err(|limit| self.over(limit))?;
        Ok(is_there)
    }

    /// Goes to the next member or element, or leaves the object or list and returns false.
    #[inline]
    fn next(&mut self, inside: &mut Inside, close: u8, what: &'static str) -> Result<bool, DecodeError> {
        self.rest = blank(self.rest);
        match self.rest {
            [byte, rest @ ..] if *byte == close => {
                (self.depth, self.rest) = (self.depth.saturating_sub(1), rest);
                return Ok(false);
            }
            [b',', rest @ ..] if inside.count > 0 => self.rest = blank(rest),
            _ if inside.count > 0 => return Err(self.syntax(what)),
            _ => {}
        }
        inside.count = inside.count.saturating_add(1);
        Ok(true)
    }

    /// Returns the text from a place to this one.
    pub(crate) fn since(&self, start: Place<'a>) -> &'a str {
        self.between(start.rest, self.rest)
    }

    /// Returns the offset of a place.
    pub(crate) fn offset_of(&self, place: Place<'a>) -> usize {
        self.text.len().saturating_sub(place.rest.len())
    }

    /// Returns the text between two places.
    #[inline]
    fn between(&self, start: &[u8], end: &[u8]) -> &'a str {
        let at = |rest: &[u8]| self.text.len().saturating_sub(rest.len());
        self.text.get(at(start)..at(end)).unwrap_or_default()
    }

    /// Returns the error that another value was expected, showing the one at hand, but
    /// nothing of what is in a list or object, since that may be secret.
    #[cold]
    pub(crate) fn unexpected(&mut self, expected: &'static str) -> DecodeError {
        let offset = self.offset();
        let found = match self.raw() {
            Ok(value) => Snippet::of_value(value.as_bytes()),
            Err(error) => return error,
        };
        DecodeError::new(DecodeErrorKind::Unexpected { expected, found }, offset)
    }

    #[cold]
    fn over(&self, limit: LimitExceeded) -> DecodeError {
        DecodeError::new(limit, self.offset())
    }

    #[cold]
    fn syntax(&self, what: &'static str) -> DecodeError {
        DecodeError::new(SyntaxError::json(what), self.offset())
    }

    /// Returns the error that a scan met.
    #[cold]
    fn broken(&self) -> DecodeError {
        let offset = self.text.len().saturating_sub(self.fault.rest);
        if !self.fault.what.is_empty() {
            return DecodeError::new(SyntaxError::json(self.fault.what), offset);
        }
        let max = self.limits.depth() as u64;
        DecodeError::new(LimitExceeded { what: "depth", found: max.saturating_add(1), max }, offset)
    }
}

/// An object or list that a reader is in.
#[derive(Debug)]
pub(crate) struct Inside {
    /// The number of members or elements so far.
    count: usize,
}

impl Inside {
    /// Returns the index of the element at hand.
    pub(crate) fn index(&self) -> usize {
        self.count.saturating_sub(1)
    }
}
