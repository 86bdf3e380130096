//! Scanning of text eight bytes at a time.

const ONES: u64 = 0x0101_0101_0101_0101;
const TOPS: u64 = 0x8080_8080_8080_8080;

/// Marks (in its top bit) at least the first byte of `word` that ends a plain run: a
/// quote, a backslash or a control character. A byte after a marked one may be marked by
/// mistake; the first mark is always right.
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

/// Reads the digits at the start of eight bytes; returns their number and their count.
#[inline]
pub(super) fn leading_digits(word: [u8; 8]) -> (u64, usize) {
    // Digits become 0 to 9; every other byte reaches the top bit when 118 is added.
    let values = u64::from_le_bytes(word) ^ ONES.wrapping_mul(b'0'.into());
    let beyond = ((values & !TOPS).wrapping_add(ONES.wrapping_mul(0x76)) | values) & TOPS;
    let bits = beyond.trailing_zeros() & !7;
    // Zeros are shifted in at the front, so that the bytes after the digits drop out at
    // the end. The first digit is the lowest byte.
    let digits = values.checked_shl(64_u32.wrapping_sub(bits)).unwrap_or(0);
    // Neighbours are joined: digits to pairs, pairs to fours, fours to all eight.
    let pairs = digits.wrapping_mul(10).wrapping_add(digits >> 8);
    let every_other = 0x0000_00ff_0000_00ff;
    let high = (pairs & every_other).wrapping_mul(100 + (1_000_000 << 32));
    let low = ((pairs >> 16) & every_other).wrapping_mul(1 + (10_000 << 32));
    (high.wrapping_add(low) >> 32, (bits / 8) as usize)
}

#[cfg(test)]
mod tests {
    use super::{leading_digits, plain_end};

    #[test]
    fn digits_are_read_up_to_the_first_other_byte() {
        for byte in (0..=255_u8).filter(|byte| !byte.is_ascii_digit()) {
            for place in 0..8 {
                let mut bytes = *b"98706543";
                bytes[place] = byte;
                let digits = std::str::from_utf8(&bytes[..place]).unwrap();
                assert_eq!(leading_digits(bytes), (digits.parse().unwrap_or(0), place), "{byte:#04x}");
            }
        }
        for digits in [*b"00000000", *b"99999999", *b"12345678", *b"00000001", *b"10000000"] {
            let number = std::str::from_utf8(&digits).unwrap().parse().unwrap();
            assert_eq!(leading_digits(digits), (number, 8));
        }
    }

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
