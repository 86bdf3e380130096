//! From values to bytes.
//!
//! Members and elements are each written with a comma before; the first comma becomes the
//! bracket when all are written.

use super::member::Member;
use super::plain::plain_len;

/// Makes an object or a list of the members or elements that follow `start`, each with its
/// comma. `empty` is written if there are none.
pub(crate) fn close(out: &mut Vec<u8>, start: usize, brackets: [u8; 2], empty: &str) {
    let [opening, closing] = brackets;
    match out.get_mut(start) {
        Some(comma) => {
            *comma = opening;
            out.push(closing);
        }
        None => out.extend_from_slice(empty.as_bytes()),
    }
}

/// Appends a member. `name` has comma, quotes and colon around it.
#[inline]
pub(crate) fn member<'a>(out: &mut Vec<u8>, name: &str, value: &impl Member<'a>) {
    out.extend_from_slice(name.as_bytes());
    value.write(out);
}

/// Appends a member unless it is absent.
#[inline]
pub(crate) fn present_member<'a>(out: &mut Vec<u8>, name: &str, value: &impl Member<'a>) {
    if !value.is_absent() {
        member(out, name, value);
    }
}

/// Appends a text in quotes. In UTF-8, not in ASCII only like real programs (OCO-027).
#[inline]
pub(crate) fn text(out: &mut Vec<u8>, text: &str) {
    out.push(b'"');
    let mut rest = text.as_bytes();
    loop {
        let (plain, special) = rest.split_at_checked(plain_len(rest)).unwrap_or_default();
        out.extend_from_slice(plain);
        let Some((byte, after)) = special.split_first() else { break };
        escape(out, *byte);
        rest = after;
    }
    out.push(b'"');
}

#[cold]
fn escape(out: &mut Vec<u8>, byte: u8) {
    const DIGITS: &[u8; 16] = b"0123456789abcdef";
    let letter = match byte {
        b'"' | b'\\' => byte,
        0x8 => b'b',
        0xc => b'f',
        b'\n' => b'n',
        b'\r' => b'r',
        b'\t' => b't',
        _ => {
            out.extend_from_slice(b"\\u00");
            out.extend([byte >> 4, byte & 15].iter().filter_map(|half| DIGITS.get(usize::from(*half))));
            return;
        }
    };
    out.extend_from_slice(&[b'\\', letter]);
}

#[cfg(test)]
mod tests {
    #[test]
    fn a_text_is_written_as_serde_json_does() {
        let all: String = (0..0x300).filter_map(char::from_u32).chain("🌈\u{2028}".chars()).collect();
        for written in [&all, "", "plain, and longer than eight bytes", "\"", "a\n"] {
            let mut out = Vec::new();
            super::text(&mut out, written);
            assert_eq!(String::from_utf8(out).unwrap(), serde_json::to_string(written).unwrap());
        }
    }
}
