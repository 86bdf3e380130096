//! Steps of readers that predict the next bytes. Each succeeds or not; errors are for the
//! general reader.

use std::borrow::Cow;

use super::Reader;
use crate::json::scan::{leading_digits, plain_end};

/// A position ahead of a [`Reader`], which does not move until [`Cursor::commit`].
#[derive(Debug)]
pub(crate) struct Cursor<'r, 'a> {
    reader: &'r mut Reader<'a>,
    rest: &'a [u8],
}

impl<'a> Reader<'a> {
    /// Starts a prediction at the current offset; `None` at the maximum depth, which is
    /// for the general reader to report.
    #[inline]
    pub(crate) fn predict(&mut self) -> Option<Cursor<'_, 'a>> {
        if self.depth >= self.limits.depth() {
            return None;
        }
        let rest = self.bytes.get(self.at..)?;
        Some(Cursor { reader: self, rest })
    }
}

impl<'a> Cursor<'_, 'a> {
    /// Moves the reader to the cursor.
    #[inline]
    pub(crate) fn commit(self) {
        self.reader.at = self.reader.bytes.len().saturating_sub(self.rest.len());
    }

    /// Skips these bytes if they are next; returns true if they were.
    #[inline]
    pub(crate) fn takes<const N: usize>(&mut self, literal: &[u8; N]) -> bool {
        match self.rest.split_first_chunk::<N>() {
            Some((head, rest)) if head == literal => {
                self.rest = rest;
                true
            }
            _ => false,
        }
    }

    /// Reads a number of fewer than 16 digits, without leading zeros, after exactly these
    /// bytes.
    #[inline]
    pub(crate) fn number<const N: usize>(&mut self, literal: &[u8; N]) -> Option<u64> {
        let (head, rest) = self.rest.split_first_chunk::<N>()?;
        if head != literal {
            return None;
        }
        let (word, longer) = rest.split_first_chunk::<8>()?;
        let (mut number, count) = leading_digits(*word);
        // No leading zeros.
        if count == 0 || (word[0] == b'0' && count > 1) {
            return None;
        }
        if count < 8 {
            self.rest = rest.get(count..)?;
            return Some(number);
        }
        let (word, _) = longer.split_first_chunk::<8>()?;
        let (low, count) = leading_digits(*word);
        // 16 digits or more are rare and left to the general reader.
        if count == 8 {
            return None;
        }
        number = number.wrapping_mul(*POWERS.get(count)?).wrapping_add(low);
        self.rest = longer.get(count..)?;
        Some(number)
    }

    /// Reads the rest of a string after its opening quote. Errors are for the general
    /// reader to report.
    #[inline]
    pub(crate) fn text(&mut self) -> Option<Cow<'a, str>> {
        let length = plain_end(self.rest, 0);
        let start = self.reader.bytes.len().wrapping_sub(self.rest.len());
        let (_, end) = self.rest.split_at_checked(length)?;
        if let Some((b'"', rest)) = end.split_first() {
            self.rest = rest;
            return Some(self.reader.slice(start, start.wrapping_add(length)));
        }
        let (text, rest) = escaped(self.reader, start)?;
        self.rest = rest;
        Some(text)
    }
}

const POWERS: [u64; 8] = [1, 10, 100, 1_000, 10_000, 100_000, 1_000_000, 10_000_000];

/// Reads the string after the quote at `start`; returns it and the bytes after it.
#[inline(never)]
fn escaped<'a>(reader: &mut Reader<'a>, start: usize) -> Option<(Cow<'a, str>, &'a [u8])> {
    let before = reader.at;
    reader.at = start;
    let text = reader.string_after_quote();
    let end = reader.at;
    reader.at = before;
    Some((text.ok()?, reader.bytes.get(end..)?))
}
