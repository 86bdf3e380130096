//! Escapes in JSON texts.

use super::scan;

// twin: json-escape
/// Replaces the escapes in what is between the quotes of a well-formed text. The error is the
/// number of bytes from half of a surrogate pair to the end of the closing quote.
pub(super) fn unescape(inner: &str) -> Result<String, usize> {
    let mut text = String::with_capacity(inner.len());
    let mut rest = inner;
    while let Some((before, after)) = rest.split_once('\\') {
        text.push_str(before);
        let mut letters = after.chars();
        let letter = letters.next().unwrap_or_default();
        rest = letters.as_str();
        match letter {
            'b' => text.push('\u{8}'),
            'f' => text.push('\u{c}'),
            'n' => text.push('\n'),
            'r' => text.push('\r'),
            't' => text.push('\t'),
            'u' => {
                // The backslash and the quote are not in what follows.
                let (character, behind) = unicode(rest).ok_or(after.len().saturating_add(2))?;
                text.push(character);
                rest = behind;
            }
            other => text.push(other),
        }
    }
    text.push_str(rest);
    Ok(text)
}

/// Returns the character of four hexadecimal digits, or of a pair of surrogates.
fn unicode(text: &str) -> Option<(char, &str)> {
    let (unit, rest) = unit(text)?;
    if let Some(character) = char::from_u32(unit) {
        return Some((character, rest));
    }
    let (low, rest) = self::unit(rest.strip_prefix("\\u")?)?;
    let units = [u16::try_from(unit).ok()?, u16::try_from(low).ok()?];
    let character = char::decode_utf16(units).next()?.ok()?;
    Some((character, rest))
}

fn unit(text: &str) -> Option<(u32, &str)> {
    let (digits, rest) = text.split_at_checked(4)?;
    Some((u32::from_str_radix(digits, 16).ok()?, rest))
}

/// Appends a text between quotes.
pub(super) fn quote(text: &str, out: &mut Vec<u8>) {
    out.push(b'"');
    let mut rest = text.as_bytes();
    loop {
        let end = scan::plain(rest);
        let plain = rest.len().saturating_sub(end.len());
        out.extend_from_slice(rest.get(..plain).unwrap_or_default());
        let [byte, after @ ..] = end else { break };
        match byte {
            b'"' => out.extend_from_slice(b"\\\""),
            b'\\' => out.extend_from_slice(b"\\\\"),
            b'\n' => out.extend_from_slice(b"\\n"),
            b'\r' => out.extend_from_slice(b"\\r"),
            b'\t' => out.extend_from_slice(b"\\t"),
            0x08 => out.extend_from_slice(b"\\b"),
            0x0c => out.extend_from_slice(b"\\f"),
            0..=0x1f => {
                const DIGITS: [u8; 16] = *b"0123456789abcdef";
                let digit = |number: u8| DIGITS.get(usize::from(number)).copied().unwrap_or_default();
                out.extend_from_slice(b"\\u00");
                out.extend_from_slice(&[digit(byte >> 4), digit(byte & 15)]);
            }
            other => out.push(*other),
        }
        rest = after;
    }
    out.push(b'"');
}
// end of twin
