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
const CONTROL: &str = "a control character must be escaped in a text";
const ESCAPE: &str = "unknown escape in a text";
const OPEN_TEXT: &str = "expected the closing quote of a text";
const DIGIT: &str = "expected a digit";
pub(super) const SURROGATE: &str = "half of a surrogate pair in a text";

/// Returns what follows the value at the start of `text`, which may have `depth` levels.
pub(super) fn skip<'a>(mut text: &'a [u8], depth: usize, fault: &mut Fault) -> Option<&'a [u8]> {
    // The brackets that are still to come; 0 is the end of the value.
    let mut open = Vec::new();
    let mut close = 0;
    let mut indentation = <&[u8]>::default();
    loop {
        text = match text {
            [b'"', rest @ ..] => string(rest, fault)?,
            [b'{' | b'[', ..] if open.len() == depth => return fault.note(text, ""),
            [b'{', rest @ ..] => match blank(rest) {
                [b'}', rest @ ..] => rest,
                rest => {
                    open.push(close);
                    close = b'}';
                    text = name(rest, fault)?;
                    continue;
                }
            },
            [b'[', rest @ ..] => match blank(rest) {
                [b']', rest @ ..] => rest,
                rest => {
                    open.push(close);
                    close = b']';
                    text = rest;
                    continue;
                }
            },
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
            [b'\\', b'"' | b'\\' | b'/' | b'b' | b'f' | b'n' | b'r' | b't', rest @ ..] => rest,
            [b'\\', b'u', a, b, c, d, rest @ ..] if [a, b, c, d].into_iter().all(u8::is_ascii_hexdigit) => {
                rest
            }
            [b'\\', ..] => return fault.note(text, ESCAPE),
            [0..=0x1f, ..] => return fault.note(text, CONTROL),
            [] => return fault.note(text, OPEN_TEXT),
            [_, rest @ ..] => rest,
        };
    }
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
    fn the_first_byte_that_ends_a_plain_run_is_found_wherever_it_is() {
        let found = |word| Some(ends(u64::from_le_bytes(word))).filter(|&bits| bits != 0).map(first);
        for at in 0..8 {
            for byte in 0..=u8::MAX {
                let mut word = *b"plainrun";
                word[at] = byte;
                let is_end = matches!(byte, b'"' | b'\\' | 0..=0x1f);
                assert_eq!(found(word), is_end.then_some(at), "{byte:#x} at {at}");
                if is_end {
                    word[7] = b'"';
                    assert_eq!(found(word), Some(at), "{byte:#x} at {at} and a quote");
                }
            }
        }
    }

    #[test]
    fn each_fault_is_named_at_its_byte() {
        for (json, at, what) in [
            ("", 0, VALUE),
            ("[", 1, VALUE),
            ("[1}", 2, COMMA_OR_BRACKET),
            ("{\"a\":1]", 6, COMMA_OR_BRACE),
            ("[1 2]", 3, COMMA_OR_BRACKET),
            ("[,]", 1, VALUE),
            ("[1.]", 3, DIGIT),
            ("[1e]", 3, DIGIT),
            ("[1e+]", 4, DIGIT),
            ("[-]", 2, DIGIT),
            ("[.5]", 1, VALUE),
            ("[01]", 2, COMMA_OR_BRACKET),
            ("[\"\\u00g9\"]", 2, ESCAPE),
            ("[\"\\x\"]", 2, ESCAPE),
            ("[\"\n\"]", 2, CONTROL),
            ("[\"plain and long", 16, OPEN_TEXT),
            ("[nul]", 1, VALUE),
            ("{1:2}", 1, NAME),
            ("{\"a\" 1}", 5, COLON),
            ("[[[[]]]]", 3, ""),
        ] {
            let mut fault = Fault::default();
            assert_eq!(skip(json.as_bytes(), 3, &mut fault), None, "{json}");
            assert_eq!((json.len() - fault.rest, fault.what), (at, what), "{json}");
        }
    }
}
