//! Texts, and what may follow a backslash in them.

use std::borrow::Cow;

use super::plain::plain_len;
use super::reader::{Read, Reader};

impl<'a> Reader<'a> {
    /// Takes a text, borrowed where it has no escapes. The caller has seen the quote.
    #[inline]
    pub(crate) fn text(&mut self) -> Read<Cow<'a, str>> {
        let start = self.offset().saturating_add(1);
        let after = self.rest().get(1..).unwrap_or_default();
        let len = plain_len(after);
        if after.get(len) == Some(&b'"') {
            let text = self.slice(start, start.saturating_add(len));
            self.skip(len.saturating_add(2));
            Ok(Cow::Borrowed(text))
        } else {
            self.escaped().map(Cow::Owned)
        }
    }

    /// Returns the text that follows, if one does.
    pub(crate) fn text_or_none(&mut self) -> Option<String> {
        if self.peek() == Some(b'"') { self.text().ok().map(Cow::into_owned) } else { None }
    }

    /// Takes a text and keeps nothing of it.
    pub(super) fn pass_text(&mut self) -> Read<()> {
        self.pieces(|_, _| {})
    }

    #[inline(never)]
    fn escaped(&mut self) -> Read<String> {
        let mut end = *self;
        end.pass_text()?;
        // No escape is shorter than its character.
        let mut text = String::with_capacity(end.offset().saturating_sub(self.offset()));
        self.pieces(|plain, escape| {
            text.push_str(plain);
            text.extend(escape);
        })?;
        Ok(text)
    }

    /// Takes a text piece by piece: what needs no escape, and the character of the escape
    /// after it.
    #[inline]
    fn pieces(&mut self, mut piece: impl FnMut(&'a str, Option<char>)) -> Read<()> {
        let mut at = self.offset().saturating_add(1);
        loop {
            let rest = self.rest().get(at.saturating_sub(self.offset())..).unwrap_or_default();
            let len = plain_len(rest);
            let end = at.saturating_add(len);
            let plain = self.slice(at, end);
            match rest.get(len..) {
                Some([b'"', ..]) => {
                    piece(plain, None);
                    self.skip(end.saturating_add(1).saturating_sub(self.offset()));
                    return Ok(());
                }
                Some([b'\\', after @ ..]) => {
                    let (character, len) = escape(after).map_err(|what| self.fault_at(end, what))?;
                    piece(plain, Some(character));
                    at = end.saturating_add(1).saturating_add(len);
                }
                Some([_, ..]) => return Err(self.fault_at(end, "expected an escape for a control character")),
                _ => return Err(self.fault_at(end, "expected a closing quote")),
            }
        }
    }
}

/// Returns the character of an escape, and its length without the backslash.
fn escape(rest: &[u8]) -> Result<(char, usize), &'static str> {
    let character = match rest.first() {
        Some(byte @ (b'"' | b'\\' | b'/')) => char::from(*byte),
        Some(b'b') => '\u{8}',
        Some(b'f') => '\u{c}',
        Some(b'n') => '\n',
        Some(b'r') => '\r',
        Some(b't') => '\t',
        Some(b'u') => return unicode(rest),
        _ => return Err("expected one of \"\\/bfnrtu after a backslash"),
    };
    Ok((character, 1))
}

/// Reads `uXXXX`, or both halves of a pair (OCO-029).
fn unicode(rest: &[u8]) -> Result<(char, usize), &'static str> {
    const LONE: &str = "expected both halves of a surrogate pair";
    let first = unit(rest).ok_or("expected four hexadecimal digits after \\u")?;
    if let Some(character) = char::from_u32(first) {
        return Ok((character, 5));
    }
    let Some([b'\\', second @ ..]) = rest.get(5..) else { return Err(LONE) };
    let pair = [first, unit(second).ok_or(LONE)?].map(|unit| u16::try_from(unit).unwrap_or_default());
    match char::decode_utf16(pair).next() {
        Some(Ok(character)) => Ok((character, 11)),
        _ => Err(LONE),
    }
}

fn unit(rest: &[u8]) -> Option<u32> {
    let [b'u', a, b, c, d, ..] = rest else { return None };
    let digits = [*a, *b, *c, *d].map(|digit| char::from(digit).to_digit(16));
    digits.into_iter().try_fold(0, |unit, digit| Some(unit << 4 | digit?))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Limits;

    fn read(json: &str) -> Option<String> {
        let mut reader = Reader::of_text(json, &Limits::DEFAULT);
        let mut passed = reader;
        let text = reader.text();
        assert_eq!(passed.pass().is_ok(), text.is_ok(), "{json}");
        assert!(text.is_err() || passed.offset() == reader.offset());
        text.ok().filter(|_| reader.end().is_ok()).map(Cow::into_owned)
    }

    #[test]
    fn each_escape_means_what_it_means_to_serde_json() {
        let units = [
            "0000", "0041", "00fC", "d7ff", "D83C", "dbff", "DC00", "df08", "dfff", "e000", "FFFF", "00g0",
            "+041", "04",
        ];
        let short = (0..=127_u8).map(|byte| char::from(byte).to_string());
        let long = units.map(|first| format!("u{first}"));
        let pairs = units.iter().flat_map(|first| units.map(|second| format!("u{first}\\u{second}")));
        for text in short.chain(long).chain(pairs) {
            for json in [format!("\"\\{text}\""), format!("\"a\\{text}ü\"")] {
                assert_eq!(read(&json), serde_json::from_str(&json).ok(), "{json}");
            }
        }
    }

    #[test]
    fn what_is_no_text_is_placed() {
        for (json, what, at) in [
            ("\"ab", "expected a closing quote", 3),
            ("\"ab\n\"", "expected an escape for a control character", 3),
            (r#""ab\x""#, "expected one of \"\\/bfnrtu after a backslash", 3),
            (r#""\u00g0""#, "expected four hexadecimal digits after \\u", 1),
            (r#""\ud83c""#, "expected both halves of a surrogate pair", 1),
        ] {
            let error = Reader::of_text(json, &Limits::DEFAULT).text().unwrap_err();
            assert_eq!(error.to_string(), format!("malformed JSON: {what} at byte {at}"), "{json}");
        }
    }
}
