//! One way through a body, from front to back.

use std::borrow::Cow;

use crate::Limits;
use crate::error::{DecodeError, DecodeErrorKind, Snippet, SyntaxError};
use crate::limits::{check, check_len};

/// The result of reading. The error is boxed: it is larger than most values.
pub(crate) type Read<T> = Result<T, Box<DecodeError>>;

/// A position in a body.
///
/// Each method takes what it names and the white space after it. A copy of a reader is a
/// place to come back to. Levels are counted before they are entered, values before the
/// first one is read (OCO-026).
#[derive(Clone, Copy)]
pub(crate) struct Reader<'a> {
    text: &'a str,
    at: usize,
    depth: usize,
    max_depth: usize,
}

impl<'a> Reader<'a> {
    /// Creates a reader at the start of a body that is not too long, is UTF-8 and does not
    /// have too many values.
    pub(crate) fn new(body: &'a [u8], limits: &Limits) -> Read<Self> {
        let length = u64::try_from(body.len()).unwrap_or(u64::MAX);
        check("body length", length, limits.body_len())
            .map_err(|limit| Box::new(DecodeError::new(limit, 0)))?;
        let text = std::str::from_utf8(body)
            .map_err(|error| Box::new(DecodeError::new(DecodeErrorKind::NotUtf8, error.valid_up_to())))?;
        let max = limits.values().min(dense(text.len()));
        if !has_few_values(text, max) {
            count_values(text, max)?;
        }
        Ok(Self::of_text(text, limits))
    }

    /// Creates a reader at the start of a text whose length and values do not matter.
    pub(crate) fn of_text(text: &'a str, limits: &Limits) -> Self {
        let mut reader = Self { text, at: 0, depth: 0, max_depth: limits.depth() };
        reader.skip_space();
        reader
    }

    /// The offset in the body.
    pub(crate) fn offset(&self) -> usize {
        self.at
    }

    /// The next byte.
    #[inline]
    pub(crate) fn peek(&self) -> Option<u8> {
        self.text.as_bytes().get(self.at).copied()
    }

    /// The bytes from here on.
    #[inline]
    pub(super) fn rest(&self) -> &'a [u8] {
        self.text.as_bytes().get(self.at..).unwrap_or_default()
    }

    /// A part of the body.
    #[inline]
    pub(super) fn slice(&self, start: usize, end: usize) -> &'a str {
        self.text.get(start..end).unwrap_or_default()
    }

    /// Moves on, also past white space.
    #[inline]
    pub(super) fn skip(&mut self, bytes: usize) {
        self.at = self.at.saturating_add(bytes);
        self.skip_space();
    }

    #[inline]
    fn skip_space(&mut self) {
        while let Some(b' ' | b'\n' | b'\r' | b'\t') = self.peek() {
            self.at = self.at.saturating_add(1);
        }
    }

    /// Returns a reader of an empty object.
    pub(crate) fn at_nothing(&self) -> Self {
        Self { text: "{}", at: 0, ..*self }
    }

    /// Returns true if `null` follows, as far as its first byte tells.
    pub(crate) fn is_null(&self) -> bool {
        self.peek() == Some(b'n')
    }

    /// Returns an error unless nothing follows.
    pub(crate) fn end(&self) -> Read<()> {
        match self.rest().len() {
            0 => Ok(()),
            stray => Err(self.fault(DecodeErrorKind::TrailingData(stray))),
        }
    }

    /// Enters an object, or an empty list, which is PHP's empty object (OCO-023). Returns
    /// `Some` with true if a member follows, `None` for the list.
    #[inline]
    pub(crate) fn open_object(&mut self) -> Read<Option<bool>> {
        match self.peek() {
            Some(b'{') => self.open(b'}').map(Some),
            Some(b'[') => self.empty_list().map(|()| None),
            _ => Err(self.unexpected("a map")),
        }
    }

    #[cold]
    fn empty_list(&mut self) -> Read<()> {
        let start = *self;
        if self.open(b']')? { Err(start.wrong_type("a map", "a list")) } else { Ok(()) }
    }

    /// Enters a list. Returns true if an element follows.
    #[inline]
    pub(crate) fn open_list(&mut self) -> Read<bool> {
        self.open(b']')
    }

    /// Takes an opening bracket. Returns true if the closing one does not follow at once.
    #[inline]
    fn open(&mut self, closing: u8) -> Read<bool> {
        let depth = self.depth.saturating_add(1);
        if depth > self.max_depth {
            return Err(self.too_deep(depth));
        }
        self.depth = depth;
        self.skip(1);
        if self.peek() != Some(closing) {
            return Ok(true);
        }
        self.close();
        Ok(false)
    }

    #[cold]
    fn too_deep(&self, depth: usize) -> Box<DecodeError> {
        match check_len("nesting depth", depth, self.max_depth) {
            Err(limit) => self.fault(limit),
            Ok(()) => self.syntax("expected a value"),
        }
    }

    #[inline]
    fn close(&mut self) {
        self.depth = self.depth.saturating_sub(1);
        self.skip(1);
    }

    /// After a member: returns true if another one follows.
    #[inline]
    pub(crate) fn more_members(&mut self) -> Read<bool> {
        self.more(b'}')
    }

    /// After an element: returns true if another one follows.
    #[inline]
    pub(crate) fn more_elements(&mut self) -> Read<bool> {
        self.more(b']')
    }

    #[inline]
    fn more(&mut self, closing: u8) -> Read<bool> {
        match self.peek() {
            Some(b',') => {
                self.skip(1);
                Ok(true)
            }
            Some(byte) if byte == closing => {
                self.close();
                Ok(false)
            }
            _ => Err(self.syntax("expected a comma or a closing bracket")),
        }
    }

    /// Returns true if the member that follows has this name, given in quotes, and takes the
    /// name then.
    #[inline]
    pub(crate) fn is_member(&mut self, quoted: &str) -> bool {
        let is_it = self.rest().strip_prefix(quoted.as_bytes()).and_then(<[u8]>::first) == Some(&b':');
        if is_it {
            self.skip(quoted.len().saturating_add(1));
        }
        is_it
    }

    /// Takes a member's name and the colon.
    #[inline]
    pub(crate) fn name(&mut self) -> Read<Cow<'a, str>> {
        if self.peek() != Some(b'"') {
            return Err(self.syntax("expected a member's name in quotes"));
        }
        let name = self.text()?;
        if self.peek() != Some(b':') {
            return Err(self.syntax("expected a colon"));
        }
        self.skip(1);
        Ok(name)
    }

    /// Takes the members of an object one by one, or an empty list. Returns true for the
    /// list.
    pub(crate) fn members(
        &mut self,
        mut member: impl FnMut(&mut Self, Cow<'a, str>) -> Read<()>,
    ) -> Read<bool> {
        let Some(mut is_more) = self.open_object()? else { return Ok(true) };
        while is_more {
            let name = self.name()?;
            member(self, name)?;
            is_more = self.more_members()?;
        }
        Ok(false)
    }

    /// Takes a word.
    #[inline]
    pub(crate) fn word(&mut self, word: &str) -> Read<()> {
        if !self.rest().starts_with(word.as_bytes()) {
            return Err(self.syntax("expected a value"));
        }
        self.skip(word.len());
        Ok(())
    }

    /// Takes any value and returns its text.
    pub(crate) fn value(&mut self) -> Read<&'a str> {
        let start = self.at;
        self.pass()?;
        Ok(self.slice(start, self.at).trim_ascii_end())
    }

    /// Takes any value. As deep as the limit allows, so the recursion ends.
    pub(crate) fn pass(&mut self) -> Read<()> {
        match self.peek() {
            Some(b'"') => self.pass_text(),
            Some(b'-' | b'0'..=b'9') => self.number().map(drop),
            Some(b'n') => self.word("null"),
            Some(b't') => self.word("true"),
            Some(b'f') => self.word("false"),
            Some(b'[') => {
                let mut is_more = self.open(b']')?;
                while is_more {
                    self.pass()?;
                    is_more = self.more(b']')?;
                }
                Ok(())
            }
            Some(b'{') => {
                let mut is_more = self.open(b'}')?;
                while is_more {
                    self.name()?;
                    self.pass()?;
                    is_more = self.more(b'}')?;
                }
                Ok(())
            }
            _ => Err(self.syntax("expected a value")),
        }
    }

    /// Returns the error for a value of another type. The value is named by its type and
    /// never shown: it could be a key or a password.
    #[cold]
    pub(crate) fn unexpected(&mut self, expected: &'static str) -> Box<DecodeError> {
        let start = *self;
        let found = match self.peek() {
            Some(b'{') => return self.wrong_type(expected, "a map"),
            Some(b'[') => return self.wrong_type(expected, "a list"),
            Some(b'"') => "a text",
            Some(b'n') => "null",
            Some(b't' | b'f') => "true or false",
            _ => "a number",
        };
        match self.pass() {
            Ok(()) => start.wrong_type(expected, found),
            Err(error) => error,
        }
    }

    #[cold]
    pub(crate) fn wrong_type(&self, expected: &'static str, found: &'static str) -> Box<DecodeError> {
        self.fault(DecodeErrorKind::Unexpected { expected, found: Snippet::new(found.as_bytes()) })
    }

    #[cold]
    pub(crate) fn syntax(&self, what: &'static str) -> Box<DecodeError> {
        self.fault(SyntaxError::json(what))
    }

    /// Returns the error for a name that comes again (OCO-024).
    #[cold]
    pub(crate) fn duplicate(&self, name: &str) -> Box<DecodeError> {
        self.fault(DecodeErrorKind::DuplicateMember(Snippet::new(name.as_bytes())))
    }

    /// Returns the error of a text at another place.
    #[cold]
    pub(super) fn fault_at(&self, at: usize, what: &'static str) -> Box<DecodeError> {
        Self { at, ..*self }.syntax(what)
    }

    /// Returns an error at this place.
    #[cold]
    pub(crate) fn fault(&self, kind: impl Into<DecodeErrorKind>) -> Box<DecodeError> {
        Box::new(DecodeError::new(kind, self.at))
    }
}

/// Puts the name of a member in front of an error's path.
#[cold]
#[inline(never)]
#[expect(clippy::boxed_local, reason = "errors are boxed on their whole way")]
pub(crate) fn in_member(error: Box<DecodeError>, name: &str) -> Box<DecodeError> {
    Box::new((*error).in_member(name))
}

/// Puts the index of an element in front of an error's path.
#[cold]
#[inline(never)]
#[expect(clippy::boxed_local, reason = "errors are boxed on their whole way")]
pub(crate) fn in_element(error: Box<DecodeError>, index: usize) -> Box<DecodeError> {
    Box::new((*error).in_element(index))
}

/// Returns the number of values that a body of this length may have, whatever the limits: an
/// empty row has three bytes and takes several hundred. Bodies of real agents have one value
/// for each 25 bytes.
const fn dense(len: usize) -> usize {
    80_000_usize.saturating_add(len / 12)
}

/// Returns true if a body of this length, or with this many braces, brackets and commas
/// wherever they are, cannot hold too many values. Mostly that is enough to know, and takes
/// much less time than [`count_values`].
fn has_few_values(body: &str, max: usize) -> bool {
    if body.len() < max {
        return true;
    }
    // In steps whose count a byte holds: many bytes are looked at by one instruction then.
    let begins_one = |byte: u8| u8::from((byte == b'{') | (byte == b'[') | (byte == b','));
    let count = |step: &[u8]| step.iter().fold(0_u8, |sum, byte| sum.wrapping_add(begins_one(*byte)));
    let most: usize = body.as_bytes().chunks(255).map(|step| usize::from(count(step))).sum();
    most < max
}

/// Counts values without building any. Knows just enough of JSON to tell what is inside a
/// text.
fn count_values(body: &str, max: usize) -> Read<()> {
    let (mut values, mut in_text, mut escaped) = (1_usize, false, false);
    for (at, byte) in body.bytes().enumerate() {
        match byte {
            _ if escaped => escaped = false,
            b'\\' if in_text => escaped = true,
            b'"' => in_text = !in_text,
            b'{' | b'[' | b',' if !in_text => {
                values = values.saturating_add(1);
                check_len("values", values, max).map_err(|limit| Box::new(DecodeError::new(limit, at)))?;
            }
            _ => {}
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read<'a>(body: &'a [u8], limits: &Limits) -> Read<&'a str> {
        let mut reader = Reader::new(body, limits)?;
        let value = reader.value()?;
        reader.end().map(|()| value)
    }

    #[test]
    fn braces_in_texts_are_no_levels() {
        let limits = Limits::DEFAULT.with_depth(1).with_values(2);
        assert!(read(br#"{"a":"{[\"{[,,,"}"#, &limits).is_ok());
        let error = read(b"[[1]]", &limits.with_values(3)).unwrap_err();
        assert_eq!(error.to_string(), "nesting depth 2 exceeds the limit of 1 at byte 1");
        let error = read(b"[1,2,3]", &limits).unwrap_err();
        assert_eq!(error.to_string(), "values 3 exceeds the limit of 2 at byte 2");
    }

    // OCO-026
    #[test]
    fn a_backslash_outside_of_a_text_hides_no_value() {
        assert!(read(br"\[[", &Limits::DEFAULT.with_values(2)).unwrap_err().is_limit());
    }

    // OCO-026
    #[test]
    fn few_values_are_sure_where_braces_brackets_and_commas_are_few() {
        let body = |begins: &str| format!("{begins}{}", " ".repeat(600));
        for (begins, count) in [
            ("", 0),
            ("{", 1),
            ("[", 1),
            (",", 1),
            ("[{,", 3),
            // More than fit one step of counting, or a byte.
            (&"[".repeat(255), 255),
            (&",".repeat(300), 300),
        ] {
            assert!(has_few_values(&body(begins), count + 1), "{begins}");
            assert!(!has_few_values(&body(begins), count), "{begins}");
        }
        // By the length alone: each value has a byte, and none is left for one more.
        assert!(has_few_values("[[[", 4));
        assert!(!has_few_values("[[[", 3));
    }

    #[test]
    fn each_fault_is_said_and_placed() {
        for (body, what, at) in [
            ("", "expected a value", 0),
            ("[1 2]", "expected a comma or a closing bracket", 3),
            ("{1:2}", "expected a member's name in quotes", 1),
            (r#"{"a" 1}"#, "expected a colon", 5),
            (r#"{"a":x}"#, "expected a value", 5),
            ("[nul]", "expected a value", 1),
        ] {
            let error = read(body.as_bytes(), &Limits::DEFAULT).unwrap_err();
            assert_eq!(error.to_string(), format!("malformed JSON: {what} at byte {at}"), "{body}");
        }
        let error = read(b"{} x", &Limits::DEFAULT).unwrap_err();
        assert_eq!(error.to_string(), "1 bytes of trailing data at byte 3");
    }

    #[test]
    fn a_value_is_cut_out_as_it_is() {
        assert_eq!(read(b" [1, {\"a\" : null}]\n", &Limits::DEFAULT).unwrap(), "[1, {\"a\" : null}]");
    }
}
