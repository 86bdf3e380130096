//! Names and values of query strings and forms: bytes, percent-encoded.

use std::borrow::Cow;
use std::fmt::Write as _;

/// Maximum size of a value on the wire in bytes; real agents cut at this length.
const MAX_VALUE: usize = 1500;

pub(super) fn push_pair(name: &[u8], value: &[u8], text: &mut String) {
    if !text.is_empty() {
        text.push('&');
    }
    encode(name, text);
    text.push('=');
    encode(value, text);
}

pub(super) fn lossy(bytes: &[u8]) -> Cow<'_, str> {
    String::from_utf8_lossy(bytes)
}

/// Returns true if a byte is written as it is.
fn is_plain(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || b"-._~".contains(&byte)
}

fn encode(value: &[u8], text: &mut String) {
    for &byte in value {
        if is_plain(byte) {
            text.push(char::from(byte));
        } else {
            let _ = write!(text, "%{byte:02X}");
        }
    }
}

fn encoded_len(value: &[u8]) -> usize {
    value.iter().fold(0, |sum, &byte| sum.saturating_add(if is_plain(byte) { 1 } else { 3 }))
}

/// The value, if need be without its front: five characters give way to an
/// ellipsis until it is short enough, the ellipsis of the last time being one of them.
pub(super) fn shortened(value: &[u8]) -> Cow<'_, [u8]> {
    const ELLIPSIS: &[u8] = "…".as_bytes();
    let mut length = encoded_len(value);
    if length <= MAX_VALUE {
        return Cow::Borrowed(value);
    }
    let most = MAX_VALUE.saturating_sub(encoded_len(ELLIPSIS));
    let (mut rest, mut step) = (value, 5);
    while length > most {
        for _ in 0..step {
            let (first, others) = rest.split_at(first_len(rest));
            length = length.saturating_sub(encoded_len(first));
            rest = others;
        }
        step = 4;
    }
    Cow::Owned([ELLIPSIS, rest].concat())
}

/// Returns the size of the first character in bytes; of what is not UTF-8, a byte is one.
fn first_len(bytes: &[u8]) -> usize {
    let head = bytes.get(..4).unwrap_or(bytes);
    let text = head.utf8_chunks().next().map_or("", |chunk| chunk.valid());
    text.chars().next().map_or(bytes.len().min(1), char::len_utf8)
}

/// Decodes percent-encoded bytes; a `%` before anything else is kept.
pub(super) fn decoded(text: &[u8]) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text;
    while let Some((&byte, others)) = rest.split_first() {
        let (byte, others) = match (byte, others) {
            (b'+', _) => (b' ', others),
            (b'%', [high, low, behind @ ..]) => match (digit(*high), digit(*low)) {
                (Some(high), Some(low)) => (high << 4 | low, behind),
                _ => (byte, others),
            },
            _ => (byte, others),
        };
        bytes.push(byte);
        rest = others;
    }
    bytes
}

fn digit(byte: u8) -> Option<u8> {
    char::from(byte).to_digit(16).and_then(|digit| u8::try_from(digit).ok())
}

#[cfg(test)]
mod tests {
    use super::*;

    // GLPI-091, GLPI-097
    #[test]
    fn what_is_no_text_is_cut_byte_by_byte() {
        let value = [&[0xff; 2][..], &[b'x'; 1500]].concat();
        let cut = ["…".as_bytes(), &[b'x'; 1489]].concat();
        assert_eq!(shortened(&value).into_owned(), cut);
    }

    // GLPI-091
    #[test]
    fn as_much_is_cut_as_is_needed() {
        for (length, rest) in [(1500, None), (1501, Some(1488)), (1504, Some(1491)), (1505, Some(1488))] {
            let value = "x".repeat(length);
            let expected = rest.map_or(value.clone(), |rest| format!("…{}", "x".repeat(rest)));
            assert_eq!(&*shortened(value.as_bytes()), expected.as_bytes(), "{length}");
        }
    }
}
