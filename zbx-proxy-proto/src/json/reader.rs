//! A pull reader over the text of one message.

mod predict;
mod scalar;
mod skip;
mod string;

use std::borrow::Cow;

pub(crate) use predict::Cursor;
pub(crate) use scalar::Scalar;

use super::value::RawJson;
use crate::error::{DecodeError, DecodeErrorKind, Snippet, SyntaxError};
use crate::limits::{self, Limits};

/// Cuts a payload at its first NUL: it is a C string to the daemons (ZBX-045).
pub(crate) fn cut_payload(payload: &[u8]) -> &[u8] {
    let end = memchr::memchr(0, payload).unwrap_or(payload.len());
    payload.get(..end).unwrap_or(payload)
}

/// Reads JSON from a payload that [`cut_payload`] has cut.
#[derive(Debug, Clone)]
pub(crate) struct Reader<'a> {
    bytes: &'a [u8],
    /// `bytes` as text, if all of it is UTF-8.
    text: Option<&'a str>,
    at: usize,
    depth: usize,
    limits: Limits,
    /// Number of unknown members that may still be kept.
    unknown_left: usize,
    /// Number of faulty rows that may still be kept.
    faults_left: usize,
}

impl<'a> Reader<'a> {
    pub(crate) fn new(bytes: &'a [u8], limits: &Limits) -> Result<Self, DecodeError> {
        limits::check_len("payload length", bytes.len(), limits.payload_len())
            .map_err(|limit| DecodeError::new(limit, 0))?;
        Ok(Self {
            bytes,
            text: std::str::from_utf8(bytes).ok(),
            at: 0,
            depth: 0,
            limits: *limits,
            unknown_left: limits.members(),
            faults_left: limits.faulty_rows(),
        })
    }

    /// Creates a reader of a part of a payload, which is `text` too if it is UTF-8, inside
    /// this number of objects and arrays.
    pub(crate) fn window(bytes: &'a [u8], text: Option<&'a str>, limits: &Limits, depth: usize) -> Self {
        Self {
            bytes,
            text,
            at: 0,
            depth,
            limits: *limits,
            unknown_left: limits.members(),
            faults_left: limits.faulty_rows(),
        }
    }

    /// Offset of the next byte.
    pub(crate) fn offset(&self) -> usize {
        self.at
    }

    /// Number of bytes left.
    pub(crate) fn remaining(&self) -> usize {
        self.bytes.len().saturating_sub(self.at)
    }

    /// Returns the text that was read since an offset.
    pub(crate) fn raw_since(&self, start: usize) -> RawJson<'a> {
        RawJson::new(self.bytes.get(start..self.at).unwrap_or_default())
    }

    /// Goes back to an offset at which a value starts, with the depth it had there.
    pub(crate) fn rewind(&mut self, offset: usize, depth: usize) {
        self.at = offset;
        self.depth = depth;
    }

    /// Number of open objects and arrays.
    pub(crate) fn depth(&self) -> usize {
        self.depth
    }

    fn peek(&self) -> Option<u8> {
        self.bytes.get(self.at).copied()
    }

    fn advance(&mut self) {
        self.at = self.at.saturating_add(1);
    }

    fn space(&mut self) {
        while matches!(self.peek(), Some(b' ' | b'\t' | b'\r' | b'\n')) {
            self.advance();
        }
    }

    /// Skips white space and takes `byte` if it comes next.
    fn eat(&mut self, byte: u8) -> bool {
        // The daemons write no white space, so try without first.
        if self.peek() != Some(byte) {
            self.space();
            if self.peek() != Some(byte) {
                return false;
            }
        }
        self.advance();
        true
    }

    fn fault(&self, error: SyntaxError) -> DecodeError {
        let error = if self.at >= self.bytes.len() { SyntaxError::UNEXPECTED_END } else { error };
        DecodeError::new(error, self.at)
    }

    /// Creates an error about the value that starts at `offset`. An object or an array is
    /// named by its type.
    pub(crate) fn unexpected(&self, offset: usize, expected: &'static str) -> DecodeError {
        let found = self.bytes.get(offset..).unwrap_or_default();
        if matches!(found.first(), Some(b'{' | b'[')) {
            return self.wrong_type(offset, expected);
        }
        // The text of one value: up to the next structural byte.
        let end = found.iter().position(|b| matches!(b, b',' | b'}' | b']' | b'\n')).unwrap_or(found.len());
        let found = Snippet::new(found.get(..end.max(1)).unwrap_or(found));
        DecodeError::new(DecodeErrorKind::Unexpected { expected, found }, offset)
    }

    /// Creates an error about the value that starts at `offset`, with its type in place of the
    /// value: what stands where a table or a list of commands belongs could be a secret.
    pub(crate) fn wrong_type(&self, offset: usize, expected: &'static str) -> DecodeError {
        let found: &[u8] = match self.bytes.get(offset) {
            Some(b'{') => b"an object",
            Some(b'[') => b"an array",
            Some(b'"') => b"a text",
            Some(b'n') => b"null",
            Some(b't' | b'f') => b"a boolean",
            _ => b"a number",
        };
        DecodeError::new(DecodeErrorKind::Unexpected { expected, found: Snippet::new(found) }, offset)
    }

    /// Checks that only white space follows.
    pub(crate) fn finish(&mut self) -> Result<(), DecodeError> {
        self.space();
        match self.remaining() {
            0 => Ok(()),
            rest => Err(DecodeError::new(DecodeErrorKind::TrailingData(rest), self.at)),
        }
    }

    fn descend(&mut self) -> Result<(), DecodeError> {
        self.depth = self.depth.saturating_add(1);
        limits::check_len("JSON depth", self.depth, self.limits.depth())
            .map_err(|limit| DecodeError::new(limit, self.at))
    }

    fn ascend(&mut self) {
        self.depth = self.depth.saturating_sub(1);
    }

    /// Returns true if the next value is an object.
    pub(crate) fn at_object(&mut self) -> bool {
        self.space();
        self.peek() == Some(b'{')
    }

    /// Returns true if the next value is a string.
    pub(crate) fn at_string(&mut self) -> bool {
        self.space();
        self.peek() == Some(b'"')
    }

    /// Returns true if the next value is an array.
    pub(crate) fn at_array(&mut self) -> bool {
        self.space();
        self.peek() == Some(b'[')
    }

    /// Reads the opening brace of an object.
    pub(crate) fn enter_object(&mut self) -> Result<(), DecodeError> {
        if !self.eat(b'{') {
            return Err(self.not_a(SyntaxError::NOT_AN_OBJECT, "an object"));
        }
        self.descend()
    }

    /// Returns the next member's name, or `None` after the last. The value has to be read
    /// or skipped before the next call.
    #[inline]
    pub(crate) fn next_member(&mut self, first: bool) -> Result<Option<Cow<'a, str>>, DecodeError> {
        if self.eat(b'}') {
            self.ascend();
            return Ok(None);
        }
        if !first && !self.eat(b',') {
            return Err(self.fault(SyntaxError::EXPECTED_COMMA_OR_END));
        }
        self.name().map(Some)
    }

    /// Reads the opening bracket of an array.
    pub(crate) fn enter_array(&mut self) -> Result<(), DecodeError> {
        if !self.eat(b'[') {
            return Err(self.not_a(SyntaxError::EXPECTED_VALUE, "an array"));
        }
        self.descend()
    }

    /// Moves to the next element; returns false after the last.
    #[inline]
    pub(crate) fn next_element(&mut self, first: bool) -> Result<bool, DecodeError> {
        // The daemons write no white space, so try without first.
        if !first && self.peek() == Some(b',') {
            self.advance();
            self.space();
            return Ok(true);
        }
        if self.eat(b']') {
            self.ascend();
            return Ok(false);
        }
        if !first && !self.eat(b',') {
            return Err(self.fault(SyntaxError::EXPECTED_COMMA_OR_END));
        }
        self.space();
        Ok(true)
    }

    /// Calls `member` for each member of the next value, an object; `member` has to read
    /// or skip the member's value.
    #[inline]
    pub(crate) fn object(
        &mut self,
        mut member: impl FnMut(&mut Self, &Cow<'a, str>) -> Result<(), DecodeError>,
    ) -> Result<(), DecodeError> {
        self.enter_object()?;
        let mut first = true;
        while let Some(name) = self.next_member(first)? {
            member(self, &name).map_err(|error| error.in_member(&name))?;
            first = false;
        }
        Ok(())
    }

    /// Calls `element` for each element of the next value, an array; `element` has to
    /// read or skip the element.
    pub(crate) fn array(
        &mut self,
        mut element: impl FnMut(&mut Self, usize) -> Result<(), DecodeError>,
    ) -> Result<(), DecodeError> {
        self.enter_array()?;
        let mut index: usize = 0;
        while self.next_element(index == 0)? {
            element(self, index).map_err(|error| error.in_element(index))?;
            index = index.saturating_add(1);
        }
        Ok(())
    }

    /// Creates the error for a missing array or object: there is either no value or one
    /// of another type.
    fn not_a(&self, syntax: SyntaxError, expected: &'static str) -> DecodeError {
        match self.peek() {
            Some(b'"' | b'-' | b'0'..=b'9' | b't' | b'f' | b'n' | b'[' | b'{') if self.depth > 0 => {
                self.wrong_type(self.at, expected)
            }
            _ => self.fault(syntax),
        }
    }

    fn name(&mut self) -> Result<Cow<'a, str>, DecodeError> {
        self.space();
        if self.peek() != Some(b'"') {
            return Err(self.fault(SyntaxError::EXPECTED_NAME));
        }
        let name = self.string()?;
        if !self.eat(b':') {
            return Err(self.fault(SyntaxError::EXPECTED_COLON));
        }
        Ok(name)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn reader(text: &str) -> Reader<'_> {
        Reader::new(text.as_bytes(), &Limits::DEFAULT).unwrap()
    }

    fn skipped(text: &str) -> Result<(), DecodeErrorKind> {
        let mut reader = reader(text);
        reader.skip().and_then(|_| reader.finish()).map_err(|error| error.kind().clone())
    }

    #[test]
    fn loose_numbers_are_taken_and_the_rest_refused() {
        for good in ["0", "-0", "1.", "1.5", "1e5", "1E+5", "-12.25e-3"] {
            assert_eq!(skipped(good), Ok(()), "{good}");
        }
        for bad in ["00", "-01", "-", "1e", "1e+", "01"] {
            assert_eq!(skipped(bad), Err(SyntaxError::INVALID_NUMBER.into()), "{bad}");
        }
        for bad in [".5", "+1", "NaN", "Infinity"] {
            assert!(skipped(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn skipping_checks_everything_it_passes() {
        for good in [r#"{"a":[1,{"b":null},[]],"c":"\u00e9\ud83d\ude00\/"}"#, " [ 1 , 2 ] ", "true", "{}"] {
            assert_eq!(skipped(good), Ok(()), "{good}");
        }
        for (bad, error) in [
            (r#"{"a":1,}"#, SyntaxError::EXPECTED_NAME),
            ("[1,]", SyntaxError::EXPECTED_VALUE),
            ("[1 2]", SyntaxError::EXPECTED_COMMA_OR_END),
            (r#"{"a" 1}"#, SyntaxError::EXPECTED_COLON),
            (r#""\x""#, SyntaxError::INVALID_ESCAPE),
            (r#""\ud800""#, SyntaxError::LONE_SURROGATE),
            (r#""\ud800\u0041""#, SyntaxError::LONE_SURROGATE),
            ("\"a\tb\"", SyntaxError::CONTROL_CHARACTER),
            (r#"{"a":1"#, SyntaxError::UNEXPECTED_END),
            ("[[[", SyntaxError::UNEXPECTED_END),
            ("\"", SyntaxError::UNEXPECTED_END),
            ("\"\\", SyntaxError::UNEXPECTED_END),
            ("\"\\u00", SyntaxError::UNEXPECTED_END),
            ("tru", SyntaxError::EXPECTED_VALUE),
        ] {
            assert_eq!(skipped(bad), Err(error.into()), "{bad}");
        }
        assert_eq!(skipped("{} x"), Err(DecodeErrorKind::TrailingData(1)));
    }

    #[test]
    fn depth_is_bounded_wherever_it_nests() {
        let deep = |levels: usize| "[".repeat(levels) + &"]".repeat(levels);
        assert_eq!(skipped(&deep(Limits::DEFAULT.depth())), Ok(()));
        let error = skipped(&deep(Limits::DEFAULT.depth() + 1)).unwrap_err();
        assert!(matches!(error, DecodeErrorKind::Limit(_)), "{error}");
    }

    #[test]
    fn scalars_serve_for_each_other_by_their_text() {
        assert_eq!(reader("\"12\"").unsigned(), Ok(12));
        assert_eq!(reader("12").unsigned(), Ok(12));
        assert_eq!(reader("0").unsigned(), Ok(0));
        assert_eq!(reader("18446744073709551615").unsigned(), Ok(u64::MAX));
        assert_eq!(reader("12").text().unwrap(), "12");
        assert_eq!(reader("true").text().unwrap(), "true");
        assert_eq!(reader("null").text().unwrap(), "");
        assert_eq!(reader("\"-1\"").signed(), Ok(-1));
        for bad in ["1.5", "-1", "\"+1\"", "\"\"", "null", "[1]", "18446744073709551616", "1e3"] {
            assert!(reader(bad).unsigned().is_err(), "{bad}");
        }
    }

    #[test]
    fn bad_utf8_is_replaced_as_servers_do() {
        let mut bytes = b"\"\xff\xfe \xc3( \xed\xa0\x80 \xe2\x82\"".to_vec();
        let mut reader = Reader::new(&bytes, &Limits::DEFAULT).unwrap();
        assert_eq!(reader.text().unwrap(), "?? ?( ? ?");
        bytes.truncate(3);
        let mut reader = Reader::new(&bytes, &Limits::DEFAULT).unwrap();
        assert_eq!(*reader.text().unwrap_err().kind(), SyntaxError::UNEXPECTED_END.into());
    }

    // ZBX-044
    #[test]
    fn a_plus_sign_makes_no_number() {
        for (text, number) in [("12", 12), ("\"-12\"", -12), ("-0", 0), ("-9223372036854775808", i64::MIN)] {
            assert_eq!(reader(text).signed(), Ok(number), "{text}");
        }
        for bad in ["\"+1\"", "\"+\"", "\"\"", "null", "1.5", "9223372036854775808"] {
            assert!(reader(bad).signed().is_err(), "{bad}");
        }
    }

    // ZBX-049
    #[test]
    fn half_a_surrogate_pair_needs_an_escaped_other_half() {
        assert_eq!(reader(r#""\ud83d\ude00""#).text().unwrap(), "\u{1f600}");
        for bad in
            [r#""\ud83d""#, r#""\ud83dude00""#, r#""\ud83d\nde00""#, r#""\ud83dxude00""#, r#""\ude00""#]
        {
            assert_eq!(*reader(bad).text().unwrap_err().kind(), SyntaxError::LONE_SURROGATE.into(), "{bad}");
            assert_eq!(skipped(bad), Err(SyntaxError::LONE_SURROGATE.into()), "{bad}");
        }
    }
}
