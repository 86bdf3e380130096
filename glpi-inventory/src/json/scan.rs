//! Scanning JSON: each function takes the bytes from a place on and returns what follows,
//! or notes what is wrong and where.

/// A word of eight bytes with 1 in each.
const ONES: u64 = 0x0101_0101_0101_0101;
/// The highest bit of each byte.
const HIGH: u64 = 0x8080_8080_8080_8080;

/// The fault that a scan met.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct Fault {
    /// The number of bytes from the fault to the end of the text.
    pub(super) rest: usize,
    /// The broken rule, or an empty text where it nests too deep.
    pub(super) what: &'static str,
}

impl Fault {
    /// Notes a broken rule.
    #[cold]
    pub(super) fn note<T>(&mut self, at: &[u8], what: &'static str) -> Option<T> {
        *self = Self { rest: at.len(), what };
        None
    }
}

pub(super) const VALUE: &str = "expected a value";
pub(super) const NAME: &str = "expected the name of a member";
pub(super) const COLON: &str = "expected a colon";
pub(super) const COMMA_OR_BRACE: &str = "expected a comma or a closing brace";
pub(super) const COMMA_OR_BRACKET: &str = "expected a comma or a closing bracket";
pub(super) const NUL_NAME: &str = "the name of a member must not start with U+0000";
const CONTROL: &str = "a control character must be escaped in a text";
const ESCAPE: &str = "unknown escape in a text";
const OPEN_TEXT: &str = "expected the closing quote of a text";
const DIGIT: &str = "expected a digit";
pub(super) const SURROGATE: &str = "half of a surrogate pair in a text";

/// Returns what follows the value at the start of `text`, which may have `depth` levels.
/// `deepest` is raised to the levels that it has.
pub(super) fn skip<'a>(
    mut text: &'a [u8],
    depth: usize,
    deepest: &mut usize,
    fault: &mut Fault,
) -> Option<&'a [u8]> {
    // The brackets that are still to come; 0 is the end of the value.
    let mut open = Vec::new();
    let mut close = 0;
    let mut indentation = <&[u8]>::default();
    loop {
        text = match text {
            [b'"', rest @ ..] => string(rest, fault)?,
            [b'{' | b'[', ..] if open.len() == depth => return fault.note(text, ""),
            [bracket @ (b'{' | b'['), rest @ ..] => {
                *deepest = (*deepest).max(open.len().saturating_add(1));
                let end = if *bracket == b'{' { b'}' } else { b']' };
                match blank(rest) {
                    [byte, rest @ ..] if *byte == end => rest,
                    rest => {
                        open.push(close);
                        close = end;
                        text = if end == b'}' { name(rest, fault)? } else { rest };
                        continue;
                    }
                }
            }
            [b't', b'r', b'u', b'e', rest @ ..]
            | [b'n', b'u', b'l', b'l', rest @ ..]
            | [b'f', b'a', b'l', b's', b'e', rest @ ..] => rest,
            _ => number(text, fault)?,
        };
        loop {
            if close == 0 {
                return Some(text);
            }
            match blank(text) {
                [b',', rest @ ..] => {
                    let rest = blank_like(rest, &mut indentation);
                    text = if close == b'}' { name(rest, fault)? } else { rest };
                    break;
                }
                [byte, rest @ ..] if *byte == close => {
                    close = open.pop().unwrap_or_default();
                    text = rest;
                }
                at => return fault.note(at, if close == b'}' { COMMA_OR_BRACE } else { COMMA_OR_BRACKET }),
            }
        }
    }
}

/// Returns what follows a member's name, its colon and blanks.
#[inline(always)]
fn name<'a>(text: &'a [u8], fault: &mut Fault) -> Option<&'a [u8]> {
    let Some(start) = text.strip_prefix(b"\"") else { return fault.note(text, NAME) };
    if start.starts_with(b"\\u0000") {
        return fault.note(start, NUL_NAME);
    }
    match blank(string(start, fault)?) {
        [b':', rest @ ..] => Some(blank(rest)),
        at => fault.note(at, COLON),
    }
}

/// Returns what follows a text whose opening quote is already passed. Most texts are short
/// and plain, so eight bytes are looked at in one.
#[inline(always)]
pub(super) fn string<'a>(mut text: &'a [u8], fault: &mut Fault) -> Option<&'a [u8]> {
    loop {
        text = plain(text);
        text = match text {
            [b'"', rest @ ..] => return Some(rest),
            [b'\\', rest @ ..] => escape(rest, text, fault)?,
            [0..=0x1f, ..] => return fault.note(text, CONTROL),
            [] => return fault.note(text, OPEN_TEXT),
            [_, rest @ ..] => rest,
        };
    }
}

/// Returns what follows an escape, whose backslash is already passed.
fn escape<'a>(text: &'a [u8], start: &[u8], fault: &mut Fault) -> Option<&'a [u8]> {
    match text {
        [b'"' | b'\\' | b'/' | b'b' | b'f' | b'n' | b'r' | b't', rest @ ..] => Some(rest),
        [b'u', rest @ ..] => match unit(rest) {
            Some((0xd800..=0xdbff, [b'\\', b'u', low @ ..])) => match unit(low) {
                Some((0xdc00..=0xdfff, rest)) => Some(rest),
                _ => fault.note(start, SURROGATE),
            },
            Some((0xd800..=0xdfff, _)) => fault.note(start, SURROGATE),
            Some((_, rest)) => Some(rest),
            None => fault.note(start, ESCAPE),
        },
        _ => fault.note(start, ESCAPE),
    }
}

/// Returns the number of four hexadecimal digits and what follows.
fn unit(text: &[u8]) -> Option<(u32, &[u8])> {
    let (digits, rest) = text.split_first_chunk::<4>()?;
    let digit = |sum: u32, byte: &u8| Some(sum << 4 | char::from(*byte).to_digit(16)?);
    Some((digits.iter().try_fold(0, digit)?, rest))
}

// twin: json-scan
/// Returns the text from the first byte on that is not plain, or from a byte close before
/// it where fewer than eight are left.
#[inline(always)]
pub(super) fn plain(mut text: &[u8]) -> &[u8] {
    while let Some((word, rest)) = text.split_first_chunk() {
        let found = ends(u64::from_le_bytes(*word));
        if found != 0 {
            return behind(text, first(found));
        }
        text = rest;
    }
    text
}

/// Returns what follows the blanks at the start of `text`: none, one, or a line feed and
/// the indentation of the next line.
#[inline(always)]
pub(super) fn blank(mut text: &[u8]) -> &[u8] {
    text = match text {
        [b' ', rest @ ..] if rest.first().is_some_and(|&next| next > b' ') => return rest,
        [b' ' | b'\n' | b'\r' | b'\t', rest @ ..] => rest,
        _ => return text,
    };
    while let Some((word, rest)) = text.split_first_chunk() {
        let others = u64::from_le_bytes(*word) ^ ONES.wrapping_mul(u64::from(b' '));
        if others != 0 {
            text = behind(text, first(others));
            break;
        }
        text = rest;
    }
    while let [b' ' | b'\n' | b'\r' | b'\t', rest @ ..] = text {
        text = rest;
    }
    text
}

/// As [`blank`]; members are mostly below each other, so what was found the last time is
/// tried first. That is faster because the processor need not wait for where it ends.
#[inline(always)]
fn blank_like<'a>(text: &'a [u8], last: &mut &'a [u8]) -> &'a [u8] {
    if let Some(rest) = text.strip_prefix(*last)
        && rest.first().is_some_and(|&next| next > b' ')
    {
        return rest;
    }
    let rest = blank(text);
    *last = text.get(..text.len().saturating_sub(rest.len())).unwrap_or_default();
    rest
}

/// Returns what follows the number at the start of `text`.
pub(super) fn number<'a>(text: &'a [u8], fault: &mut Fault) -> Option<&'a [u8]> {
    let mut rest = match text {
        [b'-', rest @ ..] => rest,
        [b'0'..=b'9', ..] => text,
        _ => return fault.note(text, VALUE),
    };
    rest = match rest {
        [b'0', rest @ ..] => rest,
        rest => digits(rest, fault)?,
    };
    if let [b'.', behind @ ..] = rest {
        rest = digits(behind, fault)?;
    }
    match rest {
        [b'e' | b'E', b'+' | b'-', rest @ ..] | [b'e' | b'E', rest @ ..] => digits(rest, fault),
        _ => Some(rest),
    }
}

/// Returns what follows one or more digits.
fn digits<'a>(text: &'a [u8], fault: &mut Fault) -> Option<&'a [u8]> {
    let count = text.iter().take_while(|byte| byte.is_ascii_digit()).count();
    if count > 0 { Some(behind(text, count)) } else { fault.note(text, DIGIT) }
}

/// Marks the bytes of a word that a text cannot go on with as it is: quotes, backslashes
/// and control characters. Above the first mark there may be false ones.
#[inline(always)]
fn ends(word: u64) -> u64 {
    let is = |byte: u8| {
        let others = word ^ ONES.wrapping_mul(u64::from(byte));
        others.wrapping_sub(ONES) & !others
    };
    let control = word.wrapping_sub(ONES.wrapping_mul(0x20)) & !word;
    (is(b'"') | is(b'\\') | control) & HIGH
}

/// Returns the number of the byte of a word that has the lowest bit that is set.
#[inline(always)]
fn first(bits: u64) -> usize {
    usize::try_from(bits.trailing_zeros() / 8).unwrap_or_default()
}

#[inline(always)]
fn behind(text: &[u8], count: usize) -> &[u8] {
    text.get(count..).unwrap_or_default()
}
// end of twin

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_fault_is_named_at_its_byte() {
        for (json, at, what) in [
            ("", 0, VALUE),
            ("[", 1, VALUE),
            ("[1}", 2, COMMA_OR_BRACKET),
            ("{\"a\":1]", 6, COMMA_OR_BRACE),
            ("[1 2]", 3, COMMA_OR_BRACKET),
            ("[1.]", 3, DIGIT),
            ("[01]", 2, COMMA_OR_BRACKET),
            ("[\"\\u00g9\"]", 2, ESCAPE),
            ("[\"\\ud800\"]", 2, SURROGATE),
            ("[\"\\ud800\\u0041\"]", 2, SURROGATE),
            ("[\"\\udc00\"]", 2, SURROGATE),
            ("[\"\n\"]", 2, CONTROL),
            ("[\"plain and long", 16, OPEN_TEXT),
            ("{1:2}", 1, NAME),
            ("{\"\\u0000\":1}", 2, NUL_NAME),
            ("{\"a\" 1}", 5, COLON),
            ("[[[[]]]]", 3, ""),
        ] {
            let mut fault = Fault::default();
            assert_eq!(skip(json.as_bytes(), 3, &mut 0, &mut fault), None, "{json}");
            assert_eq!((json.len() - fault.rest, fault.what), (at, what), "{json}");
        }
    }

    #[test]
    fn the_deepest_level_is_noted() {
        let mut deepest = 1;
        let json = b"[[],{\"a\":[{}]},\"\\ud83d\\ude00\"] ";
        assert_eq!(skip(json, 4, &mut deepest, &mut Fault::default()), Some(&b" "[..]));
        assert_eq!(deepest, 4);
    }
}
