//! The fast way into JSON: a value is cut into its members or elements in one pass that
//! checks the grammar and the depth and builds nothing.
//!
//! Whatever is not plain and sound is answered with `None`, and the general way through
//! `serde_json` says what is wrong with it. So this decides nothing but speed: what it
//! takes, `serde_json` takes, and cuts at the same places.

/// A word of eight bytes with 1 in each.
const ONES: u64 = 0x0101_0101_0101_0101;
/// The highest bit of each byte.
const HIGH: u64 = 0x8080_8080_8080_8080;

/// Whether all of `json` is one value of at most `depth` levels.
pub(super) fn is_sound(json: &str, depth: usize) -> bool {
    skip(json.as_bytes(), depth).is_some_and(<[u8]>::is_empty)
}

/// Names without their quotes and values of the object that is the whole of `json`, at
/// most `max` of them and at most `depth` levels deep. A name with escapes is left to
/// the general way.
pub(super) fn members(json: &str, depth: usize, max: usize) -> Option<Vec<(&str, &str)>> {
    let mut rest = blank(json.as_bytes().strip_prefix(b"{")?);
    let mut members = Vec::new();
    if !rest.starts_with(b"}") {
        loop {
            let start = rest.strip_prefix(b"\"")?;
            let end = string(start)?;
            let name = between(json, start, end)?.strip_suffix('"')?;
            let value = blank(blank(end).strip_prefix(b":")?);
            let end = skip(value, depth.checked_sub(1)?)?;
            if name.contains('\\') || members.len() == max {
                return None;
            }
            members.push((name, between(json, value, end)?));
            match blank(end) {
                [b',', behind @ ..] => rest = blank(behind),
                behind => break rest = behind,
            }
        }
    }
    (rest == b"}" && depth > 0).then_some(members)
}

/// The elements of the list that is the whole of `json`, bounded as [`members`] is.
pub(super) fn elements(json: &str, depth: usize, max: usize) -> Option<Vec<&str>> {
    let mut rest = blank(json.as_bytes().strip_prefix(b"[")?);
    let mut elements = Vec::new();
    if !rest.starts_with(b"]") {
        loop {
            let end = skip(rest, depth.checked_sub(1)?)?;
            if elements.len() == max {
                return None;
            }
            elements.push(between(json, rest, end)?);
            match blank(end) {
                [b',', behind @ ..] => rest = blank(behind),
                behind => break rest = behind,
            }
        }
    }
    (rest == b"]" && depth > 0).then_some(elements)
}

/// The part of `whole` that begins where its tail `start` does and ends where `end` does.
fn between<'a>(whole: &'a str, start: &[u8], end: &[u8]) -> Option<&'a str> {
    whole.get(whole.len().checked_sub(start.len())?..whole.len().checked_sub(end.len())?)
}

/// What is behind the value at the start of `text`.
fn skip(mut text: &[u8], depth: usize) -> Option<&[u8]> {
    // The brackets that are still to come; 0 stands for the end of the value.
    let mut open = Vec::new();
    let mut close = 0;
    let mut indentation = <&[u8]>::default();
    loop {
        text = match text {
            [b'"', rest @ ..] => string(rest)?,
            [b'{' | b'[', ..] if open.len() == depth => return None,
            [b'{', rest @ ..] => match blank(rest) {
                [b'}', rest @ ..] => rest,
                rest => {
                    open.push(close);
                    close = b'}';
                    text = name(rest)?;
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
            _ => number(text)?,
        };
        loop {
            if close == 0 {
                return Some(text);
            }
            match blank(text) {
                [b',', rest @ ..] => {
                    let rest = blank_like(rest, &mut indentation);
                    text = if close == b'}' { name(rest)? } else { rest };
                    break;
                }
                [byte, rest @ ..] if *byte == close => {
                    close = open.pop()?;
                    text = rest;
                }
                _ => return None,
            }
        }
    }
}

/// What is behind a member's name, its colon and blanks.
#[inline(always)]
fn name(text: &[u8]) -> Option<&[u8]> {
    blank(string(text.strip_prefix(b"\"")?)?).strip_prefix(b":").map(blank)
}

/// What is behind a text whose opening quote is already passed. Most texts are short
/// and plain, so eight bytes are looked at in one.
#[inline(always)]
fn string(mut text: &[u8]) -> Option<&[u8]> {
    loop {
        while let Some((word, rest)) = text.split_first_chunk() {
            let found = ends(u64::from_le_bytes(*word));
            if found != 0 {
                text = behind(text, first(found));
                break;
            }
            text = rest;
        }
        text = match text {
            [b'"', rest @ ..] => return Some(rest),
            [b'\\', b'"' | b'\\' | b'/' | b'b' | b'f' | b'n' | b'r' | b't', rest @ ..] => rest,
            [b'\\', b'u', a, b, c, d, rest @ ..] if [a, b, c, d].into_iter().all(u8::is_ascii_hexdigit) => {
                rest
            }
            [b'\\' | 0..=0x1f, ..] | [] => return None,
            [_, rest @ ..] => rest,
        };
    }
}

/// What is behind the blanks at the start of `text`: none, one, or a line feed and the
/// indentation of the next line.
#[inline(always)]
fn blank(mut text: &[u8]) -> &[u8] {
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

/// As [`blank`]; members stand below each other mostly, so what was found the last time
/// is tried first. That is faster because the processor need not wait for where it ends.
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

/// What is behind the number at the start of `text`.
fn number(text: &[u8]) -> Option<&[u8]> {
    let mut text = match text.strip_prefix(b"-").unwrap_or(text) {
        [b'0', rest @ ..] => rest,
        text => digits(text)?,
    };
    if let [b'.', rest @ ..] = text {
        text = digits(rest)?;
    }
    match text {
        [b'e' | b'E', b'+' | b'-', rest @ ..] | [b'e' | b'E', rest @ ..] => digits(rest),
        _ => Some(text),
    }
}

/// What is behind one or more digits.
fn digits(text: &[u8]) -> Option<&[u8]> {
    let count = text.iter().take_while(|byte| byte.is_ascii_digit()).count();
    (count > 0).then(|| behind(text, count))
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

/// Which byte of a word has the lowest bit that is set.
#[inline(always)]
fn first(bits: u64) -> usize {
    usize::try_from(bits.trailing_zeros() / 8).unwrap_or_default()
}

#[inline(always)]
fn behind(text: &[u8], count: usize) -> &[u8] {
    text.get(count..).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde_json::value::RawValue;

    use super::*;
    use crate::json::{Part, Value};
    use crate::limits::Limits;

    /// Members or elements as the general way cuts them.
    fn general<'a, P: Part<'a>>(json: &'a str, limits: &'a Limits) -> Option<Vec<P>> {
        Value::of(json, limits).parts("parts", limits.elements()).ok()
    }

    /// Both ways must agree, but that the fast one leaves escaped names to the other.
    fn agree(json: &str, limits: &Limits) {
        let json = crate::json::trim(json);
        let (depth, max) = (limits.depth(), limits.elements());
        if json.starts_with('{') {
            let ours = members(json, depth, max);
            let theirs: Option<Vec<(String, &RawValue)>> = general(json, limits);
            let theirs: Option<Vec<_>> = theirs
                .as_ref()
                .map(|members| members.iter().map(|(name, value)| (name.as_str(), value.get())).collect());
            if ours.is_some() || !json.contains('\\') {
                assert_eq!(ours, theirs, "{json}");
            }
        } else if json.starts_with('[') {
            let theirs: Option<Vec<&RawValue>> = general(json, limits);
            let theirs: Option<Vec<_>> =
                theirs.map(|elements| elements.into_iter().map(RawValue::get).collect());
            assert_eq!(elements(json, depth, max), theirs, "{json}");
        }
    }

    #[test]
    fn depth_and_number_are_bounded_to_the_one() {
        let limits = Limits::DEFAULT.with_depth(3).with_elements(3);
        for json in [
            "[[[]]]",
            "[[[[]]]]",
            "{\"a\":{\"b\":[]}}",
            "{\"a\":{\"b\":[[]]}}",
            "[1,2,3]",
            "[1,2,3,4]",
            "[]",
            "{}",
        ] {
            agree(json, &limits);
        }
        assert_eq!((elements("[]", 0, 1), members("{}", 0, 1)), (None, None));
    }

    #[test]
    fn whatever_is_sound_takes_the_fast_way() {
        for json in [
            "[true,false,null,\"\",-0.5e+1]",
            "{\"a\":  1, \n\t\"b\" :\r\n[ ]}",
            "[  \n1 ,\n  2,\n  3\n]",
            "[\n[[[[[[[[1]]]]]]]]]",
            "[\n            [[[1]]], {}]",
            "[\"\\u00e9\\n\\\"\",\"twelve bytes and more\"]",
        ] {
            assert!(is_sound(json, 12), "{json}");
            assert!(members(json, 12, 9).is_some() || elements(json, 12, 9).is_some(), "{json}");
            agree(json, &Limits::DEFAULT);
        }
    }

    #[test]
    fn nothing_else_does() {
        for json in [
            "",
            "[",
            "[1}",
            "{\"a\":1]",
            "[1 2]",
            "[,]",
            "[1.]",
            "[1e]",
            "[-]",
            "[.5]",
            "[\"\\u00g9\"]",
            "[\"\\x\"]",
            "[\"\n\"]",
            "[nul]",
            "{1:2}",
            "{\"a\" 1}",
            "[1]]",
            "[\n[[[[[[[[1]]]]]]]]",
        ] {
            assert!(!is_sound(json, 12), "{json}");
            assert!(members(json, 12, 9).is_none() && elements(json, 12, 9).is_none(), "{json}");
        }
    }

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

    proptest! {
        #[test]
        fn what_is_nearly_json_is_cut_as_serde_cuts_it(
            json in r#"[{\[]([{}\[\]:,"0-9.eE+\-\\ \nbu]|true|null|"[a-z]*"|"a" ?: ?|\t){0,24}[}\]]"#,
        ) {
            agree(&json, &Limits::DEFAULT.with_depth(4).with_elements(6));
        }

        #[test]
        fn what_is_json_is_cut_as_serde_cuts_it(
            names in proptest::collection::vec("[a-z\\\\\u{1}é]{0,20}", 0..6),
            values in proptest::collection::vec(any::<(f64, i64, String)>(), 0..6),
            pretty: bool,
        ) {
            let values: Vec<_> = values.into_iter().map(|(a, b, c)| serde_json::json!([a, { "b": b, "c": c }])).collect();
            let object: serde_json::Map<_, _> = names.into_iter().zip(values.clone()).collect();
            for value in [serde_json::Value::from(object), values.into()] {
                let json = if pretty { serde_json::to_string_pretty(&value) } else { serde_json::to_string(&value) };
                let json = json.unwrap();
                agree(&json, &Limits::DEFAULT);
                prop_assert!(is_sound(&json, 3));
            }
        }
    }
}
