//! Finding the end of a run of plain string bytes, eight bytes at a time.

const ONES: u64 = 0x0101_0101_0101_0101;
const TOPS: u64 = 0x8080_8080_8080_8080;

/// Marks (in its top bit) at least the first byte of `word` that ends a plain
/// run: a quote, a backslash or a control character. A byte behind a marked one
/// may be marked by mistake, the first mark never is.
const fn marks(word: u64) -> u64 {
    let quote = word ^ (ONES.wrapping_mul(b'"' as u64));
    let backslash = word ^ (ONES.wrapping_mul(b'\\' as u64));
    // x - ONES borrows out of a zero byte; & !x keeps bytes that had no top bit.
    let zero_quote = quote.wrapping_sub(ONES) & !quote;
    let zero_backslash = backslash.wrapping_sub(ONES) & !backslash;
    let below_space = word.wrapping_sub(ONES.wrapping_mul(0x20)) & !word;
    (zero_quote | zero_backslash | below_space) & TOPS
}

/// The position at or after `at` of the first quote, backslash or control
/// character, or the end of `bytes`.
#[inline]
pub(super) fn plain_end(bytes: &[u8], mut at: usize) -> usize {
    while let Some((word, _)) = bytes.get(at..).and_then(<[u8]>::split_first_chunk::<8>) {
        let marks = marks(u64::from_le_bytes(*word));
        if marks != 0 {
            return at.saturating_add((marks.trailing_zeros() / 8) as usize);
        }
        at = at.saturating_add(8);
    }
    while bytes.get(at).is_some_and(|&byte| byte >= 0x20 && byte != b'"' && byte != b'\\') {
        at = at.saturating_add(1);
    }
    at
}

#[cfg(test)]
mod tests {
    use super::plain_end;

    #[test]
    fn agrees_with_a_plain_loop_on_every_byte_at_every_place() {
        for byte in 0..=255_u8 {
            for place in 0..20 {
                for filler in [b'a', b'!', b'#', b'[', b']', 0x7f, 0x80, 0xff, b' '] {
                    let mut bytes = vec![filler; 20];
                    bytes[place] = byte;
                    let slow = bytes.iter().position(|&b| b < 0x20 || b == b'"' || b == b'\\').unwrap_or(20);
                    assert_eq!(plain_end(&bytes, 0), slow, "byte {byte:#04x} at {place} among {filler:#04x}");
                }
            }
        }
    }
}
