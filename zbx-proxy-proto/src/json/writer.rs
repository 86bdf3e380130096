//! JSON output exactly as the C daemons write it (ZBX-040): no white space, lower-case
//! hexadecimal escapes, no unnecessary escapes.

use super::scan::plain_end;

/// Appends JSON to a buffer.
pub(crate) struct Writer<'b> {
    out: &'b mut Vec<u8>,
    /// True if the next member or element needs a comma before it.
    comma: bool,
}

impl<'b> Writer<'b> {
    pub(crate) fn new(out: &'b mut Vec<u8>) -> Self {
        Self { out, comma: false }
    }

    /// Writes an object whose members `members` writes.
    pub(crate) fn object(&mut self, members: impl FnOnce(&mut Self)) {
        self.nested(b'{', b'}', members);
    }

    /// Writes an array whose elements `elements` writes, each after [`Self::element`].
    pub(crate) fn array(&mut self, elements: impl FnOnce(&mut Self)) {
        self.nested(b'[', b']', elements);
    }

    fn nested(&mut self, open: u8, close: u8, content: impl FnOnce(&mut Self)) {
        self.out.push(open);
        self.comma = false;
        content(self);
        self.out.push(close);
        self.comma = true;
    }

    /// Starts an element of an array.
    pub(crate) fn element(&mut self) {
        if self.comma {
            self.out.push(b',');
        }
        self.comma = false;
    }

    /// Starts a member whose name is known, given as `,"name":`.
    #[inline]
    pub(crate) fn known(&mut self, literal: &'static str) {
        let literal = literal.as_bytes();
        // Two calls, because each has a length known at compile time.
        if self.comma {
            self.out.extend_from_slice(literal);
        } else {
            self.out.extend_from_slice(literal.get(1..).unwrap_or_default());
        }
        self.comma = false;
    }

    /// Starts a member of an object; its value has to follow.
    pub(crate) fn name(&mut self, name: &str) {
        self.element();
        self.string(name);
        self.out.push(b':');
    }

    /// Writes a string, quoted and escaped.
    pub(crate) fn string(&mut self, text: &str) {
        self.out.push(b'"');
        let bytes = text.as_bytes();
        let mut start = 0;
        loop {
            let end = plain_end(bytes, start);
            self.out.extend_from_slice(bytes.get(start..end).unwrap_or_default());
            let Some(&byte) = bytes.get(end) else { break };
            self.escape(byte);
            start = end.saturating_add(1);
        }
        self.out.push(b'"');
        self.comma = true;
    }

    fn escape(&mut self, byte: u8) {
        let short = match byte {
            b'"' => b'"',
            b'\\' => b'\\',
            0x08 => b'b',
            0x0c => b'f',
            b'\n' => b'n',
            b'\r' => b'r',
            b'\t' => b't',
            _ => {
                self.out.extend_from_slice(b"\\u00");
                for digit in [byte >> 4, byte & 0x0f] {
                    self.out.push(b"0123456789abcdef".get(usize::from(digit)).copied().unwrap_or(b'0'));
                }
                return;
            }
        };
        self.out.extend_from_slice(&[b'\\', short]);
    }

    pub(crate) fn unsigned(&mut self, number: u64) {
        self.raw(itoa::Buffer::new().format(number).as_bytes());
    }

    pub(crate) fn signed(&mut self, number: i64) {
        self.raw(itoa::Buffer::new().format(number).as_bytes());
    }

    /// Writes a value that is JSON already.
    pub(crate) fn raw(&mut self, json: &[u8]) {
        self.out.extend_from_slice(json);
        self.comma = true;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn string(text: &str) -> String {
        let mut out = Vec::new();
        Writer::new(&mut out).string(text);
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn escapes_what_the_daemons_escape_and_no_more() {
        assert_eq!(string("a\"b\\c/d"), r#""a\"b\\c/d""#);
        assert_eq!(string("\u{8}\u{c}\n\r\t"), r#""\b\f\n\r\t""#);
        assert_eq!(string("\u{1}\u{1f}\u{7f}"), "\"\\u0001\\u001f\u{7f}\"");
        assert_eq!(string("<é\u{2028}&>"), "\"<é\u{2028}&>\"");
    }

    #[test]
    fn commas_stand_between_members_and_elements() {
        let mut out = Vec::new();
        Writer::new(&mut out).object(|w| {
            w.name("a");
            w.array(|w| {
                for number in [1, 2] {
                    w.element();
                    w.object(|w| {
                        w.name("n");
                        w.unsigned(number);
                    });
                }
            });
            w.name("b");
            w.object(|_| {});
            w.name("c");
            w.signed(-3);
        });
        assert_eq!(out, br#"{"a":[{"n":1},{"n":2}],"b":{},"c":-3}"#);
    }
}
