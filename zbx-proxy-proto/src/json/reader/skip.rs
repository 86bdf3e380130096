//! Skipping of values: everything is checked, nothing is kept.

use super::Reader;
use crate::error::{DecodeError, DecodeErrorKind, LimitExceeded, SyntaxError};
use crate::json::scan::plain_end;
use crate::json::value::RawJson;

impl<'a> Reader<'a> {
    /// Checks the next value and returns its text.
    pub(crate) fn skip(&mut self) -> Result<&'a [u8], DecodeError> {
        self.space();
        let start = self.at;
        let floor = self.depth;
        // For each container opened here: true if it is an object.
        let mut open: Vec<bool> = Vec::new();
        loop {
            // A value starts here.
            self.space();
            match self.peek() {
                Some(bracket @ (b'{' | b'[')) => {
                    self.advance();
                    self.descend()?;
                    let is_object = bracket == b'{';
                    if !self.eat(if is_object { b'}' } else { b']' }) {
                        open.push(is_object);
                        if is_object {
                            self.skip_name()?;
                        }
                        continue;
                    }
                    self.ascend();
                }
                Some(_) => self.skip_plain()?,
                None => return Err(self.fault(SyntaxError::EXPECTED_VALUE)),
            }
            // A value has ended: continue after it, and after the containers that end
            // with it.
            loop {
                let Some(&is_object) = open.last() else {
                    self.depth = floor;
                    return Ok(self.bytes.get(start..self.at).unwrap_or_default());
                };
                if self.eat(b',') {
                    if is_object {
                        self.skip_name()?;
                    }
                    break;
                }
                if !self.eat(if is_object { b'}' } else { b']' }) {
                    return Err(self.fault(SyntaxError::EXPECTED_COMMA_OR_END));
                }
                open.pop();
                self.ascend();
            }
        }
    }

    /// Reads an unknown member's value, to be kept.
    pub(crate) fn unknown(&mut self) -> Result<RawJson<'a>, DecodeError> {
        let start = self.at;
        self.skip()?;
        self.keep_unknown(start)
    }

    /// Returns the text that was read since an offset, to be kept as an unknown member's
    /// value.
    pub(crate) fn keep_unknown(&mut self, start: usize) -> Result<RawJson<'a>, DecodeError> {
        let max = self.limits.members();
        self.unknown_left = self.unknown_left.checked_sub(1).ok_or_else(|| {
            let (found, max) = ((max as u64).saturating_add(1), max as u64);
            DecodeError::new(LimitExceeded { what: "unknown members", found, max }, start)
        })?;
        Ok(self.raw_since(start))
    }

    /// Returns the text of the undecodable value at an offset, to be kept; returns
    /// `error` if the text itself is at fault.
    pub(crate) fn unreadable(
        &mut self,
        start: usize,
        depth: usize,
        error: DecodeError,
    ) -> Result<RawJson<'a>, DecodeError> {
        match error.kind() {
            DecodeErrorKind::Syntax(_) | DecodeErrorKind::Limit(_) => Err(error),
            _ => {
                self.rewind(start, depth);
                self.unknown()
            }
        }
    }

    /// Begins an object inside the message, which may have as many unknown members as the
    /// message itself. The result is for [`leave_row`](Self::leave_row), also if the
    /// object cannot be decoded.
    pub(crate) fn enter_row(&mut self) -> usize {
        let allowance = self.unknown_left;
        if self.depth > 0 {
            self.unknown_left = self.limits.members();
        }
        allowance
    }

    /// Ends the object: the message has the allowance that it had before.
    pub(crate) fn leave_row(&mut self, allowance: usize) {
        self.unknown_left = allowance;
    }

    /// Allows one more unknown member to be kept.
    pub(crate) fn allow_unknown(&mut self) {
        self.unknown_left = self.unknown_left.saturating_add(1);
    }

    /// Counts a faulty row; returns true if it may be kept.
    pub(crate) fn may_keep_fault(&mut self) -> bool {
        let left = self.faults_left.checked_sub(1);
        self.faults_left = left.unwrap_or(0);
        left.is_some()
    }

    fn skip_name(&mut self) -> Result<(), DecodeError> {
        self.space();
        if self.peek() != Some(b'"') {
            return Err(self.fault(SyntaxError::EXPECTED_NAME));
        }
        self.skip_string()?;
        if self.eat(b':') { Ok(()) } else { Err(self.fault(SyntaxError::EXPECTED_COLON)) }
    }

    /// Skips a value that is neither object nor array.
    pub(super) fn skip_plain(&mut self) -> Result<(), DecodeError> {
        match self.peek() {
            Some(b'"') => self.skip_string(),
            Some(b'-' | b'0'..=b'9') => self.skip_number(),
            Some(b't') => self.literal(b"true"),
            Some(b'f') => self.literal(b"false"),
            Some(b'n') => self.literal(b"null"),
            _ => Err(self.fault(SyntaxError::EXPECTED_VALUE)),
        }
    }

    /// `-? (0 | [1-9][0-9]*) (. [0-9]*)? ([eE] [+-]? [0-9]+)?` (ZBX-044).
    fn skip_number(&mut self) -> Result<(), DecodeError> {
        let start = self.at;
        let invalid = DecodeError::new(SyntaxError::INVALID_NUMBER, start);
        if self.peek() == Some(b'-') {
            self.advance();
        }
        if self.peek() == Some(b'0') {
            self.advance();
            if matches!(self.peek(), Some(b'0'..=b'9')) {
                return Err(invalid);
            }
        } else if !self.skip_digits() {
            return Err(invalid);
        }
        if self.peek() == Some(b'.') {
            self.advance();
            self.skip_digits();
        }
        if matches!(self.peek(), Some(b'e' | b'E')) {
            self.advance();
            if matches!(self.peek(), Some(b'+' | b'-')) {
                self.advance();
            }
            if !self.skip_digits() {
                return Err(invalid);
            }
        }
        Ok(())
    }

    /// Skips digits; returns true if there were any.
    fn skip_digits(&mut self) -> bool {
        let start = self.at;
        while matches!(self.peek(), Some(b'0'..=b'9')) {
            self.advance();
        }
        self.at > start
    }

    fn skip_string(&mut self) -> Result<(), DecodeError> {
        self.advance();
        loop {
            self.at = plain_end(self.bytes, self.at);
            match self.peek() {
                Some(b'"') => {
                    self.advance();
                    return Ok(());
                }
                Some(b'\\') => {
                    self.escape()?;
                }
                _ => return Err(self.fault(SyntaxError::CONTROL_CHARACTER)),
            }
        }
    }
}
