//! Numbers in texts as PHP reads them: the rules for the values that the PHP
//! converter stores (NIX-J10).

/// A number, as PHP reads it in a text.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Number {
    Whole(i64),
    Float(f64),
}

impl Number {
    /// `(int)`: cut, and held within 64 bits; infinity is 0.
    #[expect(clippy::cast_possible_truncation, reason = "cutting and saturating is what the cast is for")]
    fn cut(self) -> i64 {
        match self {
            Self::Whole(whole) => whole,
            Self::Float(float) if float.is_infinite() => 0,
            Self::Float(float) => float as i64,
        }
    }
}

/// Returns true if PHP skips the character around a number.
const fn is_blank(b: u8) -> bool {
    matches!(b, b' ' | b'\t' | b'\n' | b'\r' | 0x0B | 0x0C)
}

fn digits(bytes: &[u8]) -> usize {
    bytes.iter().position(|b| !b.is_ascii_digit()).unwrap_or(bytes.len())
}

/// The number that a text starts with, and whether nothing but blanks follows.
fn leading(text: &str) -> Option<(Number, bool)> {
    let text = text.trim_start_matches(|c: char| c.is_ascii() && is_blank(c as u8));
    let bytes = text.as_bytes();
    let at = |index: usize| bytes.get(index..).unwrap_or(&[]);
    let mut end = usize::from(matches!(bytes.first(), Some(b'+' | b'-')));
    let whole = digits(at(end));
    end = end.saturating_add(whole);
    if at(end).first() == Some(&b'.') {
        let fraction = digits(at(end.saturating_add(1)));
        if whole.saturating_add(fraction) == 0 {
            return None;
        }
        end = end.saturating_add(1).saturating_add(fraction);
    } else if whole == 0 {
        return None;
    }
    if let [b'e' | b'E', exponent @ ..] = at(end) {
        let sign = usize::from(matches!(exponent.first(), Some(b'+' | b'-')));
        let power = digits(exponent.get(sign..).unwrap_or(&[]));
        if power > 0 {
            end = end.saturating_add(1).saturating_add(sign).saturating_add(power);
        }
    }
    let literal = text.get(..end)?;
    let number = match literal.parse() {
        Ok(whole) => Number::Whole(whole),
        _ => Number::Float(literal.parse().ok()?),
    };
    Some((number, at(end).iter().copied().all(is_blank)))
}

/// The whole number at the start of a text, 0 if there is none: `12.5` is 12,
/// `1280265498/024` is 1280265498.
pub(super) fn prefix(text: &str) -> i64 {
    leading(text).map_or(0, |(number, _)| number.cut())
}

/// The number that the whole text is, if it is a whole one: also `1e9` and
/// `1500.0`, not `0x10`, not `up(1)`, nothing past 64 bits with a sign.
#[expect(clippy::cast_precision_loss, reason = "PHP compares the two as floats")]
pub(super) fn integer(text: &str) -> Option<i64> {
    let (number, true) = leading(text)? else {
        return None;
    };
    let cut = number.cut();
    match number {
        Number::Whole(_) => Some(cut),
        Number::Float(float) => (float == cut as f64).then_some(cut),
    }
}

/// An amount of memory, as the converter works it out.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Memory {
    Whole(i64),
    /// Less than a MiB.
    Fraction(f64),
    /// It cannot make anything of the text.
    Null,
}

/// `512` and `512 MB` are 512. A fraction makes it 0, and what is no whole number
/// of MiB stays a fraction (NIX-J11).
pub(super) fn memory(text: &str) -> Memory {
    if let Some(whole) = integer(text) {
        return Memory::Whole(whole);
    }
    with_unit(text).unwrap_or(Memory::Null)
}

#[expect(clippy::cast_precision_loss, reason = "PHP goes over to floats here too")]
fn with_unit(text: &str) -> Option<Memory> {
    let text = text.strip_suffix('\n').unwrap_or(text);
    let bytes = text.as_bytes();
    let mut end = digits(bytes);
    if end == 0 {
        return None;
    }
    if let Some([b'.' | b'|' | b',', b'0'..=b'9', ..]) = bytes.get(end..) {
        end = end.saturating_add(2);
    }
    let (number, unit) = text.split_at_checked(end)?;
    let power = match unit.strip_prefix(' ').unwrap_or(unit).to_ascii_lowercase().as_str() {
        "b" => 0,
        "kb" => 1,
        "mb" => 2,
        "gb" => 3,
        "tb" => 4,
        "pb" => 5,
        _ => return None,
    };
    const MEBIBYTE: i64 = 1 << 20;
    let factor = 1024_i64.checked_pow(power)?;
    let number = integer(number).unwrap_or(0);
    Some(match number.checked_mul(factor) {
        Some(bytes) if bytes.checked_rem(MEBIBYTE) == Some(0) => {
            Memory::Whole(bytes.checked_div(MEBIBYTE).unwrap_or(0))
        }
        _ => Memory::Fraction(number as f64 * factor as f64 / MEBIBYTE as f64),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    // NIX-J10
    #[test]
    fn whole_numbers_in_phps_eyes() {
        for (text, value) in [
            ("5", 5),
            (" 5", 5),
            ("5 \n", 5),
            ("+5", 5),
            ("-5", -5),
            ("1e9", 1_000_000_000),
            ("1500.0", 1500),
            ("5.", 5),
            ("0.5e1", 5),
            // More than a float can tell apart.
            ("9007199254740993", 9_007_199_254_740_993),
            ("9223372036854775807", i64::MAX),
            // Rounded to the same float.
            ("9223372036854775808", i64::MAX),
        ] {
            assert_eq!(integer(text), Some(value), "{text}");
        }
        for text in
            ["", " ", ".", "-", "+.", "0x10", "up(1)", "5.5", "5 6", "1e", "18446744073709551615", "1e400"]
        {
            assert_eq!(integer(text), None, "{text}");
        }
    }

    #[test]
    fn the_number_at_the_start() {
        for (text, value) in [
            ("1280265498/024", 1_280_265_498),
            ("12.5", 12),
            ("-7%", -7),
            ("1e3x", 1000),
            ("1e", 1),
            ("abc", 0),
            ("", 0),
            ("99999999999999999999", i64::MAX),
            ("1e400", 0),
        ] {
            assert_eq!(prefix(text), value, "{text}");
        }
    }

    // NIX-J11
    #[test]
    fn memory_loses_its_fraction() {
        assert_eq!(memory("512"), Memory::Whole(512));
        assert_eq!(memory("512 MB"), Memory::Whole(512));
        assert_eq!(memory("1.0GB"), Memory::Whole(1024));
        assert_eq!(["3145728 b", "3072kb", "3 MB"].map(memory), [Memory::Whole(3); 3]);
        assert_eq!(["2 TB", "2PB"].map(memory), [Memory::Whole(2 << 20), Memory::Whole(2 << 30)]);
        assert_eq!(memory("7.5 GB"), Memory::Whole(0));
        assert_eq!(memory("7,5 GB"), Memory::Whole(0));
        assert_eq!(memory("512 kB"), Memory::Fraction(0.5));
        assert_eq!(["7.25 GB", "512  MB", "n/a", "512 MiB", "1.5", "MB"].map(memory), [Memory::Null; 6]);
    }
}
