//! Reading JSON in one pass, each value as its expected type. A fault is reported by kind,
//! byte and member; unknown members are kept as they came.

use std::borrow::Cow;

use super::check;
use super::escape;
use super::scan::{self, Fault, blank};
use crate::error::{DecodeError, DecodeErrorKind, LimitExceeded, Snippet, SyntaxError};
use crate::limits::{self, Limits};

/// A place in a JSON text.
#[derive(Clone)]
pub(crate) struct Reader<'a, 'l> {
    text: &'a str,
    rest: &'a [u8],
    depth: usize,
    limits: &'l Limits,
    fault: Fault,
    /// A long value that was passed already: the bytes from its start and from its end on.
    passed: (usize, &'a [u8]),
}

impl<'a, 'l> Reader<'a, 'l> {
    /// Creates a reader at the value that a text holds.
    pub(crate) fn new(text: &'a str, limits: &'l Limits) -> Self {
        let rest = blank(text.as_bytes());
        Self { text, rest, depth: 0, limits, fault: Fault::default(), passed: (0, &[]) }
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

    /// Returns the first byte of the value, which tells its type.
    pub(crate) fn peek(&self) -> Option<u8> {
        self.rest.first().copied()
    }

    /// Returns true if the value is an empty list, which PHP writes for an object without
    /// members.
    pub(crate) fn is_empty_list(&self) -> bool {
        self.rest.strip_prefix(b"[").is_some_and(|rest| blank(rest).starts_with(b"]"))
    }

    /// Returns true if the value is an empty text.
    pub(crate) fn is_empty_text(&self) -> bool {
        self.rest.starts_with(b"\"\"")
    }

    /// Returns true if the value is an object without members.
    pub(crate) fn is_empty_object(&self) -> bool {
        self.rest.strip_prefix(b"{").is_some_and(|rest| blank(rest).starts_with(b"}"))
    }

    /// Passes a `null`, if it is one.
    pub(crate) fn null(&mut self) -> bool {
        match self.rest.strip_prefix(b"null") {
            Some(rest) => {
                self.rest = rest;
                true
            }
            None => false,
        }
    }

    /// Passes any value and returns it as it is.
    pub(crate) fn raw(&mut self) -> Result<&'a str, DecodeError> {
        let start = self.rest;
        self.rest = match self.passed {
            (passed, end) if passed == start.len() && passed > 0 => end,
            _ => {
                let depth = self.limits.depth().saturating_sub(self.depth);
                scan::skip(start, depth, &mut self.fault).ok_or_else(|| self.broken())?
            }
        };
        Ok(self.between(start, self.rest))
    }

    /// Passes a value that is kept, in which lists and objects are no longer than those that
    /// are read.
    pub(super) fn kept(&mut self) -> Result<&'a str, DecodeError> {
        let start = self.offset();
        let value = self.raw()?;
        check::bounds(value, start, self.limits)?;
        Ok(value)
    }

    /// Reads a text.
    pub(crate) fn text(&mut self) -> Result<Cow<'a, str>, DecodeError> {
        if self.peek() != Some(b'"') {
            return Err(self.unexpected("a text"));
        }
        self.quoted()
    }

    /// Reads a text that must not be shown, not even in an error.
    pub(crate) fn secret(&mut self) -> Result<Cow<'a, str>, DecodeError> {
        let start = self.offset();
        let read = if self.peek() == Some(b'"') { self.quoted().ok() } else { None };
        read.ok_or_else(|| {
            let found = Snippet::new(b"something else");
            DecodeError::new(DecodeErrorKind::Unexpected { expected: "a text", found }, start)
        })
    }

    /// Returns the error that another value was expected, without the one at hand.
    #[cold]
    pub(crate) fn hidden(&self, expected: &'static str) -> DecodeError {
        if let Err(error) = self.clone().raw() {
            return error;
        }
        let found = Snippet::new(b"something else");
        DecodeError::new(DecodeErrorKind::Unexpected { expected, found }, self.offset())
    }

    /// Returns an error if the member at hand should be a text by its name, is one, and is
    /// broken.
    pub(crate) fn check_text(&self, is_text: impl Fn(&str) -> bool, name: &str) -> Result<(), DecodeError> {
        if self.peek() == Some(b'"') && is_text(name) {
            return self.clone().quoted().map(drop).map_err(|error| error.in_member(name));
        }
        Ok(())
    }

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
        let after = scan::string(end, &mut self.fault).ok_or_else(|| self.broken())?;
        let inner = self.between(start, after);
        match escape::unescape(inner.strip_suffix('"').unwrap_or(inner)) {
            Ok(text) => {
                self.rest = after;
                Ok(Cow::Owned(text))
            }
            Err(half) => {
                self.fault = Fault { rest: after.len().saturating_add(half), what: scan::SURROGATE };
                Err(self.broken())
            }
        }
    }

    /// Enters an object, for [`next_member`](Self::next_member).
    pub(crate) fn open_object(&mut self) -> Result<Inside, DecodeError> {
        self.open(b'{', "an object")
    }

    /// Enters an object, or passes the `[]` that PHP writes for one without members.
    pub(crate) fn open_object_or_empty_list(&mut self) -> Result<Inside, DecodeError> {
        if self.is_empty_list() {
            self.raw()?;
            return Ok(Inside { count: 0, is_over: true });
        }
        self.open_object()
    }

    /// Enters a list, for [`next_element`](Self::next_element).
    pub(crate) fn open_list(&mut self) -> Result<Inside, DecodeError> {
        self.open(b'[', "a list")
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
        self.rest = blank(self.rest);
        let [b':', value @ ..] = self.rest else { return Err(self.syntax(scan::COLON)) };
        self.rest = blank(value);
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

    /// Returns a reader at the value of a member of the object that starts here, without
    /// passing it.
    pub(crate) fn member(&mut self, name: &str) -> Result<Option<Self>, DecodeError> {
        let mut ahead = self.clone();
        let mut inside = ahead.open_object()?;
        while let Some(own) = ahead.next_member(&mut inside)? {
            if own == name {
                return Ok(Some(ahead));
            }
            let (start, value) = (ahead.rest.len(), ahead.raw()?);
            if value.len() > Self::LONG {
                self.passed = (start, ahead.rest);
                ahead.passed = self.passed;
            }
        }
        Ok(None)
    }

    /// A value longer than this is not scanned twice.
    const LONG: usize = 1024;

    fn open(&mut self, bracket: u8, expected: &'static str) -> Result<Inside, DecodeError> {
        let Some((_, rest)) = self.rest.split_first().filter(|(first, _)| **first == bracket) else {
            // A text in the place of an object or list may be a secret that belongs inside.
            let is_text = self.peek() == Some(b'"') && !self.is_empty_text();
            return Err(if is_text { self.hidden(expected) } else { self.unexpected(expected) });
        };
        let depth = self.depth.saturating_add(1);
        limits::check_len("depth", depth, self.limits.depth()).map_err(|limit| self.over(limit))?;
        (self.depth, self.rest) = (depth, rest);
        Ok(Inside { count: 0, is_over: false })
    }

    /// Goes to the next member or element, or leaves the object or list and returns false.
    #[inline]
    fn next(&mut self, inside: &mut Inside, close: u8, what: &'static str) -> Result<bool, DecodeError> {
        if inside.is_over {
            return Ok(false);
        }
        self.rest = blank(self.rest);
        match self.rest {
            [byte, rest @ ..] if *byte == close => {
                (self.depth, self.rest) = (self.depth.saturating_sub(1), rest);
                inside.is_over = true;
                return Ok(false);
            }
            [b',', rest @ ..] if inside.count > 0 => self.rest = blank(rest),
            _ if inside.count > 0 => return Err(self.syntax(what)),
            _ => {}
        }
        inside.count = inside.count.saturating_add(1);
        Ok(true)
    }

    /// Returns the text from another place to this one.
    pub(super) fn since(&self, start: &Self) -> &'a str {
        self.between(start.rest, self.rest)
    }

    /// Returns the offset of a part of the text.
    pub(super) fn offset_of(&self, part: &str) -> usize {
        part.as_ptr().addr().saturating_sub(self.text.as_ptr().addr())
    }

    /// Returns the text between two places.
    fn between(&self, start: &[u8], end: &[u8]) -> &'a str {
        let at = |rest: &[u8]| self.text.len().saturating_sub(rest.len());
        self.text.get(at(start)..at(end)).unwrap_or_default()
    }

    /// Returns the error that another value was expected, showing the one at hand, but
    /// nothing of what is in a list or object, since that may be secret.
    #[cold]
    pub(crate) fn unexpected(&self, expected: &'static str) -> DecodeError {
        let mut ahead = self.clone();
        let found = match ahead.raw() {
            Ok(value) => Snippet::of_value(value.as_bytes()),
            Err(error) => return error,
        };
        DecodeError::new(DecodeErrorKind::Unexpected { expected, found }, self.offset())
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
pub(crate) struct Inside {
    /// The number of members or elements so far.
    count: usize,
    is_over: bool,
}

impl Inside {
    /// Returns the index of the element at hand.
    pub(crate) fn index(&self) -> usize {
        self.count.saturating_sub(1)
    }
}
