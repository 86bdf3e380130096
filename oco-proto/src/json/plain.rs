//! Looking at eight bytes at a time.

const ONES: u64 = 0x0101_0101_0101_0101;
const TOPS: u64 = 0x8080_8080_8080_8080;

/// The number of bytes before the first that a JSON text has to escape: a quote, a
/// backslash or a control character.
#[inline]
pub(super) fn plain_len(bytes: &[u8]) -> usize {
    let (words, tail) = bytes.as_chunks::<8>();
    let mut len = 0_usize;
    for word in words {
        let marks = marks(u64::from_le_bytes(*word));
        if marks != 0 {
            let plain = usize::try_from(marks.trailing_zeros() / 8).unwrap_or_default();
            return len.saturating_add(plain);
        }
        len = len.saturating_add(8);
    }
    let is_special = |byte: &u8| *byte < b' ' || *byte == b'"' || *byte == b'\\';
    len.saturating_add(tail.iter().position(is_special).unwrap_or(tail.len()))
}

/// Marks (in its top bit) at least the first byte of `word` that is special. A byte
/// after a marked one may be marked by mistake, the first mark never is.
const fn marks(word: u64) -> u64 {
    let quote = word ^ ONES.wrapping_mul(b'"' as u64);
    let backslash = word ^ ONES.wrapping_mul(b'\\' as u64);
    // Taking one borrows out of a byte that is zero; `& !x` leaves only bytes whose top
    // bit was not set before.
    let quotes = quote.wrapping_sub(ONES) & !quote;
    let backslashes = backslash.wrapping_sub(ONES) & !backslash;
    let controls = word.wrapping_sub(ONES.wrapping_mul(0x20)) & !word;
    (quotes | backslashes | controls) & TOPS
}

#[cfg(test)]
mod tests {
    use super::plain_len;

    #[test]
    fn each_special_byte_is_found_at_each_place() {
        for byte in 0..=255_u8 {
            let is_special = byte < b' ' || byte == b'"' || byte == b'\\';
            for (before, behind) in
                (0..20).flat_map(|before| [(before, "\u{7f}"), (before, "\" \\ \u{1}  !")])
            {
                let bytes = [&vec![b'#'; before], &[byte][..], behind.as_bytes()].concat();
                let plain = if is_special {
                    before
                } else {
                    bytes.len() - behind.len() + plain_len(behind.as_bytes())
                };
                assert_eq!(plain_len(&bytes), plain, "{bytes:?}");
            }
        }
    }
}
