//! A pull reader over the whole text of one message.

use std::borrow::Cow;

use super::SyntaxError;
use super::scan::plain_end;
use super::value::RawJson;
use crate::error::{DecodeError, DecodeErrorKind, LimitExceeded, Snippet};
use crate::limits::{self, Limits};

/// What the daemons see of a payload: it is a C string to them, so it ends at
/// the first NUL (ZBX-045).
pub(crate) fn cut_payload(payload: &[u8]) -> &[u8] {
    let end = memchr::memchr(0, payload).unwrap_or(payload.len());
    payload.get(..end).unwrap_or(payload)
}

/// A scalar by its text: the daemons take any scalar where they expect another
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

/// Reads JSON from a payload that [`cut_payload`] has cut.
#[derive(Debug, Clone)]
pub(crate) struct Reader<'a> {
    bytes: &'a [u8],
    /// The same bytes where they are UTF-8 throughout.
    text: Option<&'a str>,
    at: usize,
    depth: usize,
    limits: Limits,
    /// How many unknown members may still be kept.
    unknown_left: usize,
    /// How many faulty rows may still be kept.
    faults_left: usize,
}

impl<'a> Reader<'a> {
    pub(crate) fn new(bytes: &'a [u8], limits: &Limits) -> Result<Self, DecodeError> {
        let length = u64::try_from(bytes.len()).unwrap_or(u64::MAX);
        limits::check("payload length", length, limits.payload_len())
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

    /// Where the next byte stands.
    pub(crate) fn offset(&self) -> usize {
        self.at
    }

    /// What was read since an offset, as it is written.
    pub(crate) fn raw_since(&self, start: usize) -> RawJson<'a> {
        RawJson::new(self.bytes.get(start..self.at).unwrap_or_default())
    }

    /// Goes back to an offset at which a value starts, on the same level.
    pub(crate) fn rewind(&mut self, offset: usize, depth: usize) {
        self.at = offset;
        self.depth = depth;
    }

    /// How many objects and arrays are open.
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
        // The daemons write no white space: try without first.
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
        let error = if self.at >= self.bytes.len() { SyntaxError::UnexpectedEnd } else { error };
        DecodeError::new(error, self.at)
    }

    /// An error about the value that starts at `offset`.
    pub(crate) fn unexpected(&self, offset: usize, expected: &'static str) -> DecodeError {
        let found = self.bytes.get(offset..).unwrap_or_default();
        // One value's worth of text: up to the next structural byte.
        let end = found.iter().position(|b| matches!(b, b',' | b'}' | b']' | b'\n')).unwrap_or(found.len());
        let found = Snippet::of(found.get(..end.max(1)).unwrap_or(found));
        DecodeError::new(DecodeErrorKind::Unexpected { expected, found }, offset)
    }

    /// Nothing but white space may follow.
    pub(crate) fn finish(&mut self) -> Result<(), DecodeError> {
        self.space();
        if self.at < self.bytes.len() { Err(self.fault(SyntaxError::TrailingText)) } else { Ok(()) }
    }

    fn descend(&mut self) -> Result<(), DecodeError> {
        self.depth = self.depth.saturating_add(1);
        let (depth, max) = (self.depth, self.limits.depth());
        if depth > max {
            let (found, max) = (depth as u64, max as u64);
            return Err(DecodeError::new(LimitExceeded { what: "JSON depth", found, max }, self.at));
        }
        Ok(())
    }

    fn ascend(&mut self) {
        self.depth = self.depth.saturating_sub(1);
    }

    /// Whether an object comes next.
    pub(crate) fn at_object(&mut self) -> bool {
        self.space();
        self.peek() == Some(b'{')
    }

    /// Whether a string comes next.
    pub(crate) fn at_string(&mut self) -> bool {
        self.space();
        self.peek() == Some(b'"')
    }

    /// Whether an array comes next.
    pub(crate) fn at_array(&mut self) -> bool {
        self.space();
        self.peek() == Some(b'[')
    }

    /// Takes the brace of an object.
    pub(crate) fn enter_object(&mut self) -> Result<(), DecodeError> {
        if !self.eat(b'{') {
            return Err(self.not_a(SyntaxError::NotAnObject, "an object"));
        }
        self.descend()
    }

    /// The next member's name, or `None` behind the object. The value has to be
    /// read or skipped before the next call.
    #[inline]
    pub(crate) fn next_member(&mut self, first: bool) -> Result<Option<Cow<'a, str>>, DecodeError> {
        if self.eat(b'}') {
            self.ascend();
            return Ok(None);
        }
        if !first && !self.eat(b',') {
            return Err(self.fault(SyntaxError::ExpectedCommaOrEnd));
        }
        self.name().map(Some)
    }

    /// Takes the bracket of an array.
    pub(crate) fn enter_array(&mut self) -> Result<(), DecodeError> {
        if !self.eat(b'[') {
            return Err(self.not_a(SyntaxError::ExpectedValue, "an array"));
        }
        self.descend()
    }

    /// Whether another element comes, before which the reader then stands.
    #[inline]
    pub(crate) fn next_element(&mut self, first: bool) -> Result<bool, DecodeError> {
        if self.eat(b']') {
            self.ascend();
            return Ok(false);
        }
        if !first && !self.eat(b',') {
            return Err(self.fault(SyntaxError::ExpectedCommaOrEnd));
        }
        self.space();
        Ok(true)
    }

    /// Calls `member` for each member of the object that comes next; `member` has
    /// to read or skip the value.
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

    /// Calls `element` for each element of the array that comes next; `element`
    /// has to read or skip it.
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

    /// An array or object was expected and something else comes: either no value
    /// at all, or another one.
    fn not_a(&self, syntax: SyntaxError, expected: &'static str) -> DecodeError {
        match self.peek() {
            Some(b'"' | b'-' | b'0'..=b'9' | b't' | b'f' | b'n' | b'[' | b'{') if self.depth > 0 => {
                self.unexpected(self.at, expected)
            }
            _ => self.fault(syntax),
        }
    }

    fn name(&mut self) -> Result<Cow<'a, str>, DecodeError> {
        self.space();
        if self.peek() != Some(b'"') {
            return Err(self.fault(SyntaxError::ExpectedName));
        }
        let name = self.string()?;
        if !self.eat(b':') {
            return Err(self.fault(SyntaxError::ExpectedColon));
        }
        Ok(name)
    }

    /// Takes `null` if it comes next.
    pub(crate) fn null(&mut self) -> Result<bool, DecodeError> {
        self.space();
        if self.peek() == Some(b'n') {
            self.literal(b"null")?;
            return Ok(true);
        }
        Ok(false)
    }

    /// Takes an array without elements if it comes next.
    pub(crate) fn empty_array(&mut self) -> bool {
        let start = self.at;
        let empty = self.eat(b'[') && self.eat(b']');
        if !empty {
            self.at = start;
        }
        empty
    }

    fn literal(&mut self, literal: &'static [u8]) -> Result<(), DecodeError> {
        if !self.bytes.get(self.at..).is_some_and(|rest| rest.starts_with(literal)) {
            return Err(self.fault(SyntaxError::ExpectedValue));
        }
        self.at = self.at.saturating_add(literal.len());
        Ok(())
    }

    /// The scalar that comes next, by its text.
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
            _ => return Err(self.fault(SyntaxError::ExpectedValue)),
        })
    }

    /// A non-negative decimal number, bare or quoted.
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

    /// A decimal number, bare or quoted.
    pub(crate) fn signed(&mut self) -> Result<i64, DecodeError> {
        self.space();
        let start = self.at;
        match self.scalar()? {
            Scalar::Text(text) if !text.starts_with('+') => text.parse().ok(),
            _ => None,
        }
        .ok_or_else(|| self.unexpected(start, "an integer"))
    }

    /// The text of a scalar; `null` is the empty text.
    pub(crate) fn text(&mut self) -> Result<Cow<'a, str>, DecodeError> {
        self.space();
        let start = self.at;
        match self.scalar()? {
            Scalar::Null => Ok(Cow::Borrowed("")),
            Scalar::Text(text) => Ok(text),
            Scalar::Nested => Err(self.unexpected(start, "a text")),
        }
    }

    /// The text of a scalar that may be secret: an error shows nothing of it.
    pub(crate) fn secret_text(&mut self) -> Result<Cow<'a, str>, DecodeError> {
        self.space();
        let start = self.at;
        match self.scalar()? {
            Scalar::Null => Ok(Cow::Borrowed("")),
            Scalar::Text(text) => Ok(text),
            Scalar::Nested => {
                let (expected, found) = ("a text", Snippet::of(b"an object or array"));
                Err(DecodeError::new(DecodeErrorKind::Unexpected { expected, found }, start))
            }
        }
    }

    /// The value that comes next, checked and left as it is written.
    pub(crate) fn skip(&mut self) -> Result<&'a [u8], DecodeError> {
        self.space();
        let start = self.at;
        let floor = self.depth;
        // Whether each container that was opened here is an object.
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
                None => return Err(self.fault(SyntaxError::ExpectedValue)),
            }
            // A value has ended: go on behind it, and behind what ends with it.
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
                    return Err(self.fault(SyntaxError::ExpectedCommaOrEnd));
                }
                open.pop();
                self.ascend();
            }
        }
    }

    /// An unknown member's value, to be kept.
    pub(crate) fn unknown(&mut self) -> Result<RawJson<'a>, DecodeError> {
        let start = self.at;
        self.skip()?;
        self.keep_unknown(start)
    }

    /// What was read since an offset, to be kept although it is not understood.
    pub(crate) fn keep_unknown(&mut self, start: usize) -> Result<RawJson<'a>, DecodeError> {
        let max = self.limits.members();
        self.unknown_left = self.unknown_left.checked_sub(1).ok_or_else(|| {
            let (found, max) = ((max as u64).saturating_add(1), max as u64);
            DecodeError::new(LimitExceeded { what: "unknown members", found, max }, start)
        })?;
        Ok(self.raw_since(start))
    }

    /// Whether another faulty row may be kept.
    pub(crate) fn may_keep_fault(&mut self) -> bool {
        let left = self.faults_left.checked_sub(1);
        self.faults_left = left.unwrap_or(0);
        left.is_some()
    }

    fn skip_name(&mut self) -> Result<(), DecodeError> {
        self.space();
        if self.peek() != Some(b'"') {
            return Err(self.fault(SyntaxError::ExpectedName));
        }
        self.skip_string()?;
        if self.eat(b':') { Ok(()) } else { Err(self.fault(SyntaxError::ExpectedColon)) }
    }

    /// Skips a value that is neither object nor array.
    fn skip_plain(&mut self) -> Result<(), DecodeError> {
        match self.peek() {
            Some(b'"') => self.skip_string(),
            Some(b'-' | b'0'..=b'9') => self.skip_number(),
            Some(b't') => self.literal(b"true"),
            Some(b'f') => self.literal(b"false"),
            Some(b'n') => self.literal(b"null"),
            _ => Err(self.fault(SyntaxError::ExpectedValue)),
        }
    }

    /// `-? (0 | [1-9][0-9]*) (. [0-9]*)? ([eE] [+-]? [0-9]+)?` (ZBX-044).
    fn skip_number(&mut self) -> Result<(), DecodeError> {
        let start = self.at;
        let invalid = DecodeError::new(SyntaxError::InvalidNumber, start);
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

    /// Skips digits; whether there were any.
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
                _ => return Err(self.fault(SyntaxError::ControlCharacter)),
            }
        }
    }

    /// The string whose quote comes next.
    #[inline]
    fn string(&mut self) -> Result<Cow<'a, str>, DecodeError> {
        self.advance();
        let start = self.at;
        let end = plain_end(self.bytes, start);
        self.at = end;
        if self.peek() == Some(b'"') {
            self.advance();
            return Ok(self.slice(start, end));
        }
        self.escaped_string(start)
    }

    /// The string that starts at `start` and of which everything up to here is plain.
    fn escaped_string(&mut self, start: usize) -> Result<Cow<'a, str>, DecodeError> {
        let mut text = String::new();
        let mut from = start;
        loop {
            text.push_str(&self.slice(from, self.at));
            match self.peek() {
                Some(b'"') => {
                    self.advance();
                    return Ok(Cow::Owned(text));
                }
                Some(b'\\') => text.push(self.escape()?),
                _ => return Err(self.fault(SyntaxError::ControlCharacter)),
            }
            from = self.at;
            self.at = plain_end(self.bytes, from);
        }
    }

    /// The character behind the escape whose backslash comes next.
    fn escape(&mut self) -> Result<char, DecodeError> {
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
            None => return Err(self.fault(SyntaxError::UnexpectedEnd)),
            Some(_) => return Err(DecodeError::new(SyntaxError::InvalidEscape, start)),
        };
        self.advance();
        Ok(character)
    }

    fn unicode_escape(&mut self, start: usize) -> Result<char, DecodeError> {
        let lone = DecodeError::new(SyntaxError::LoneSurrogate, start);
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

    /// The four digits behind the `u` that comes next.
    fn utf16_unit(&mut self, start: usize) -> Result<u16, DecodeError> {
        self.advance();
        let mut unit: u16 = 0;
        for _ in 0..4 {
            let digit = match self.peek() {
                Some(byte) => char::from(byte).to_digit(16),
                None => return Err(self.fault(SyntaxError::UnexpectedEnd)),
            };
            let digit = digit.ok_or_else(|| DecodeError::new(SyntaxError::InvalidEscape, start))?;
            unit = (unit << 4) | u16::try_from(digit).unwrap_or_default();
            self.advance();
        }
        Ok(unit)
    }

    /// Text that holds no escape. Bytes that are not UTF-8 are replaced as a
    /// server does when it stores them (ZBX-046).
    fn slice(&self, start: usize, end: usize) -> Cow<'a, str> {
        if let Some(text) = self.text.and_then(|text| text.get(start..end)) {
            return Cow::Borrowed(text);
        }
        repaired(self.bytes.get(start..end).unwrap_or_default())
    }
}

/// The text with a `?` for each sequence that is not UTF-8: a stray byte, a
/// sequence that breaks off, or a whole one that encodes no character.
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
        let (sequence, behind) = rest.split_at(tail.saturating_add(1).min(rest.len()));
        text.push_str(std::str::from_utf8(sequence).unwrap_or("?"));
        rest = behind;
    }
    Cow::Owned(text)
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
            assert_eq!(skipped(bad), Err(SyntaxError::InvalidNumber.into()), "{bad}");
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
            (r#"{"a":1,}"#, SyntaxError::ExpectedName),
            ("[1,]", SyntaxError::ExpectedValue),
            ("[1 2]", SyntaxError::ExpectedCommaOrEnd),
            (r#"{"a" 1}"#, SyntaxError::ExpectedColon),
            (r#""\x""#, SyntaxError::InvalidEscape),
            (r#""\ud800""#, SyntaxError::LoneSurrogate),
            (r#""\ud800\u0041""#, SyntaxError::LoneSurrogate),
            ("\"a\tb\"", SyntaxError::ControlCharacter),
            (r#"{"a":1"#, SyntaxError::UnexpectedEnd),
            ("[[[", SyntaxError::UnexpectedEnd),
            ("\"", SyntaxError::UnexpectedEnd),
            ("\"\\", SyntaxError::UnexpectedEnd),
            ("\"\\u00", SyntaxError::UnexpectedEnd),
            ("{} x", SyntaxError::TrailingText),
            ("tru", SyntaxError::ExpectedValue),
        ] {
            assert_eq!(skipped(bad), Err(error.into()), "{bad}");
        }
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
        assert_eq!(*reader.text().unwrap_err().kind(), SyntaxError::UnexpectedEnd.into());
    }
}
