//! Lengths of layout, names and texts. Most of the time that reading a
//! document takes is spent here, so these look at eight bytes at a time.

use crate::xml::chars;

const LOW: u64 = all(0x01);
const HIGH: u64 = all(0x80);

/// Eight times the same byte.
const fn all(byte: u8) -> u64 {
    u64::from_ne_bytes([byte; 8])
}

/// The high bit of each byte that is zero, and of some after the first of them.
const fn zeros(word: u64) -> u64 {
    word.wrapping_sub(LOW) & !word & HIGH
}

/// The position of the lowest byte that has a bit set; 8 if none has.
const fn first_byte(word: u64) -> usize {
    (word.trailing_zeros() / 8) as usize
}

/// Returns the number of blanks at the start.
#[inline]
pub(crate) fn layout(bytes: &[u8]) -> usize {
    // A line feed and spaces, as a rule.
    let mut len = usize::from(bytes.first() == Some(&b'\n'));
    while let Some(word) = bytes.get(len..).and_then(<[u8]>::first_chunk) {
        let spaces = first_byte(u64::from_le_bytes(*word) ^ all(b' '));
        len = len.saturating_add(spaces);
        if spaces < 8 {
            break;
        }
    }
    while bytes.get(len).is_some_and(|&b| chars::is_blank(b)) {
        len = len.saturating_add(1);
    }
    len
}

/// Returns the length of the text before the next markup or reference; `None` if
/// there are none left.
#[inline]
pub(crate) fn text(bytes: &[u8]) -> Option<usize> {
    let mut len = 0_usize;
    // Most texts are shorter than it takes to call for the vector instructions.
    while len < 32 {
        let Some(word) = bytes.get(len..)?.first_chunk() else { break };
        let word = u64::from_le_bytes(*word);
        let less = zeros(word ^ all(b'<'));
        let and = zeros(word ^ all(b'&'));
        let at = first_byte(less | and);
        len = len.saturating_add(at);
        if at < 8 {
            return Some(len);
        }
    }
    memchr::memchr2(b'<', b'&', bytes.get(len..)?)?.checked_add(len)
}

/// Returns the offset of the next `>`, if it is near enough for a known name.
#[inline]
pub(crate) fn tag_end(bytes: &[u8]) -> Option<usize> {
    let mut len = 0_usize;
    while len < 24 {
        let word = u64::from_le_bytes(*bytes.get(len..)?.first_chunk()?);
        let at = first_byte(zeros(word ^ all(b'>')));
        len = len.saturating_add(at);
        if at < 8 {
            return Some(len);
        }
    }
    None
}

/// Returns true if the text can certainly be written as it is, in all styles.
#[inline]
pub(crate) fn is_unescaped(text: &[u8]) -> bool {
    if let Some(last) = text.last_chunk() {
        let (words, _) = text.as_chunks();
        // The last may overlap with the one before.
        return words.iter().all(|word| is_unescaped_word(*word)) && is_unescaped_word(*last);
    }
    if let (Some([a, b, c, d]), Some([e, f, g, h])) = (text.first_chunk(), text.last_chunk()) {
        return is_unescaped_word([*a, *b, *c, *d, *e, *f, *g, *h]);
    }
    match (text.first(), text.get(text.len() / 2), text.last()) {
        (Some(a), Some(b), Some(c)) => is_unescaped_word([*a, *b, *c, *a, *b, *c, *a, *b]),
        _ => true,
    }
}

/// Returns true if all bytes are printable ASCII without `&'<>"` and, because that is faster, `#`.
const fn is_unescaped_word(word: [u8; 8]) -> bool {
    let word = u64::from_le_bytes(word);
    // What has just these bits clear becomes zero: from `"` to `'`, `<` and `>`.
    let quote = (word | all(0x05)) ^ all(0x27);
    let angle = (word | all(0x02)) ^ all(0x3E);
    // The high bit is set by what wraps around and by DEL; by what is no ASCII in one of the
    // first two at least.
    let found = quote.wrapping_sub(LOW)
        | angle.wrapping_sub(LOW)
        | word.wrapping_sub(all(b' '))
        | word.wrapping_add(LOW);
    found & HIGH == 0
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Every byte at every place of texts of every length up to three words.
    #[test]
    fn what_has_to_be_looked_at_is_seen_wherever_it_stands() {
        for len in 0..25 {
            for at in 0..len {
                for byte in 0..=0xFF {
                    let mut text = vec![b'x'; len];
                    text[at] = byte;
                    let special = !matches!(byte, b' '..=b'~') || b"&'<>\"#".contains(&byte);
                    assert_eq!(is_unescaped(&text), !special, "{byte:#x} at {at} of {len}");
                }
            }
            assert!(is_unescaped(&vec![b'x'; len]));
        }
    }

    /// Every length up to past where the vector instructions take over.
    #[test]
    fn each_ends_where_it_does_byte_by_byte() {
        for len in 0..80 {
            for end in ["<", "&", "<&", "x<", "é&"] {
                for fill in ["x", ";", "=", "%", "'", "\u{7f}", "é", "\u{BC}"] {
                    let before = fill.repeat(len);
                    let expected = before.len() + end.find(['<', '&']).unwrap();
                    let bytes = before + end + "</tail of some length>";
                    assert_eq!(text(bytes.as_bytes()), Some(expected), "{bytes}");
                }
            }
            for end in ["", "<A>", "\u{a0}", "x        "] {
                for fill in ["\n", " ", "\t", "\r\n", "\n  "] {
                    let before = fill.repeat(len);
                    assert_eq!(layout((before.clone() + end).as_bytes()), before.len(), "{before:?}{end}");
                }
            }
            for fill in ["A", "?", "\u{BE}"] {
                let name = fill.repeat(len);
                let found = tag_end((name.clone() + ">>text</").as_bytes());
                assert_eq!(found, Some(name.len()).filter(|&len| len < 24), "{name}");
                assert_eq!(tag_end(name.as_bytes()), None);
            }
            assert_eq!(text(&vec![b'x'; len]), None);
        }
    }
}
