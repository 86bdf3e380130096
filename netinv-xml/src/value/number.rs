//! Whole numbers and flags, as agents spell them.

use std::net::IpAddr;

use crate::record::leaf::Meaning;

/// The digits of a whole number: `5`, ` 5 `, `+5`, `5.0`, `up(5)` (NIX-040).
fn digits(text: &str) -> Option<(bool, &str)> {
    let text = text.trim();
    // "ethernetCsmacd(6)", as net-snmp prints an enumeration.
    let text = match text.strip_suffix(')').and_then(|text| text.split_once('(')) {
        Some((name, number))
            if !name.is_empty() && name.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-') =>
        {
            number
        }
        _ => text,
    };
    let (negative, text) = match text.strip_prefix('-') {
        Some(rest) => (true, rest),
        None => (false, text.strip_prefix('+').unwrap_or(text)),
    };
    let text = match text.split_once('.') {
        Some((whole, fraction)) if !fraction.is_empty() && fraction.bytes().all(|b| b == b'0') => whole,
        Some(_) => return None,
        None => text,
    };
    (!text.is_empty() && text.bytes().all(|b| b.is_ascii_digit())).then_some((negative, text))
}

macro_rules! unsigned {
    ($($ty:ty)*) => { $(
        impl Meaning for $ty {
            fn from_text(text: &str) -> Option<Self> {
                match digits(text)? {
                    (false, digits) => digits.parse().ok(),
                    (true, digits) => digits.bytes().all(|b| b == b'0').then_some(0),
                }
            }
        }
    )* };
}

unsigned! { u16 u32 u64 }

impl Meaning for i64 {
    fn from_text(text: &str) -> Option<Self> {
        let (negative, digits) = digits(text)?;
        if negative { format!("-{digits}").parse().ok() } else { digits.parse().ok() }
    }
}

impl Meaning for bool {
    /// `1`, `true` and `yes` are yes; `0`, `false` and `no` are no, in any case. To servers
    /// every other number is yes too (NIX-048).
    fn from_text(text: &str) -> Option<Self> {
        let text = text.trim();
        if ["1", "true", "yes"].iter().any(|yes| text.eq_ignore_ascii_case(yes)) {
            Some(true)
        } else if ["0", "false", "no"].iter().any(|no| text.eq_ignore_ascii_case(no)) {
            Some(false)
        } else {
            u64::from_text(text)
                .map(|number| number != 0)
                .or_else(|| i64::from_text(text).map(|number| number != 0))
        }
    }

    /// `1` or `0`: to servers every text but `0` and an empty one is yes, `false` too (NIX-048).
    fn to_text(&self) -> String {
        u8::from(*self).to_string()
    }
}

impl Meaning for IpAddr {
    fn from_text(text: &str) -> Option<Self> {
        text.trim().parse().ok()
    }
}

/// A job's number, given by the server and returned in results.
///
/// It is the leading digits of the text, as the servers read it: `1280265498/024`
/// of old servers is job 1280265498 (NIX-041).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct JobNumber(pub u64);

impl Meaning for JobNumber {
    fn from_text(text: &str) -> Option<Self> {
        let text = text.trim_start();
        let end = text.bytes().position(|b| !b.is_ascii_digit()).unwrap_or(text.len());
        text.get(..end)?.parse().ok().map(Self)
    }
}

impl std::fmt::Display for JobNumber {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.0.fmt(f)
    }
}

/// A device's number for one of its interfaces (`ifIndex`).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct IfIndex(pub u32);

impl Meaning for IfIndex {
    fn from_text(text: &str) -> Option<Self> {
        u32::from_text(text).map(Self)
    }
}

impl std::fmt::Display for IfIndex {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.0.fmt(f)
    }
}

/// An amount of memory in MiB: `512`, `512 MB`, `7.5 GB`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Mebibytes(pub u64);

impl Meaning for Mebibytes {
    fn from_text(text: &str) -> Option<Self> {
        if let Some(number) = u64::from_text(text) {
            return Some(Self(number));
        }
        let text = text.trim();
        let unit_at = text.find(|c: char| c.is_ascii_alphabetic())?;
        let (number, unit) = text.split_at_checked(unit_at)?;
        let (whole, fraction) = number.trim().split_once('.').unwrap_or((number.trim(), ""));
        let all_digits = |text: &str| text.bytes().all(|b| b.is_ascii_digit());
        if whole.is_empty() || !all_digits(whole) || !all_digits(fraction) {
            return None;
        }
        let kib: u64 = match unit.to_ascii_lowercase().as_str() {
            "kb" | "kib" => 1,
            "mb" | "mib" => 1 << 10,
            "gb" | "gib" => 1 << 20,
            "tb" | "tib" => 1 << 30,
            _ => return None,
        };
        let thousandths: u64 = format!("{fraction:0<3}").get(..3)?.parse().ok()?;
        let whole = whole.parse::<u64>().ok()?.checked_mul(kib)?;
        let kib = whole.checked_add(thousandths.checked_mul(kib)?.checked_div(1000)?)?;
        Some(Self(kib >> 10))
    }
}

impl std::fmt::Display for Mebibytes {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.0.fmt(f)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    // NIX-040
    #[test]
    fn whole_numbers_in_all_spellings() {
        for text in ["5", " 5\n", "+5", "5.0", "5.000", "up(5)", "l2-vlan(5)"] {
            assert_eq!(u64::from_text(text), Some(5), "{text}");
        }
        for text in ["", "-5", "0x10", "1e9", "5.5", "5.", ".5", "five", "(5)", "++5", "5 6"] {
            assert_eq!(u64::from_text(text), None, "{text}");
        }
        assert_eq!(u64::from_text("18446744073709551615"), Some(u64::MAX));
        assert_eq!(u64::from_text("18446744073709551616"), None);
        assert_eq!(i64::from_text("-5"), Some(-5));
        assert_eq!(i64::from_text("-9223372036854775808"), Some(i64::MIN));
        assert_eq!(u64::from_text("-0"), Some(0));
    }

    #[test]
    fn flags() {
        assert_eq!([" 1", "TRUE", "yes"].map(bool::from_text), [Some(true); 3]);
        assert_eq!(["0", "False", "no "].map(bool::from_text), [Some(false); 3]);
        assert_eq!(["2", "-1", "18446744073709551615"].map(bool::from_text), [Some(true); 3]);
        assert_eq!(["0.0", "+0", "-0"].map(bool::from_text), [Some(false); 3]);
        assert_eq!(["", "on", "0x1"].map(bool::from_text), [None; 3]);
    }

    // NIX-041
    #[test]
    fn a_job_number_ends_where_its_digits_end() {
        assert_eq!(JobNumber::from_text("1280265498/024"), Some(JobNumber(1_280_265_498)));
        assert_eq!(JobNumber::from_text(" 7"), Some(JobNumber(7)));
        assert_eq!(JobNumber::from_text("job7"), None);
    }

    #[test]
    fn memory_with_a_unit() {
        assert_eq!(Mebibytes::from_text("512"), Some(Mebibytes(512)));
        assert_eq!(Mebibytes::from_text("512 MB"), Some(Mebibytes(512)));
        assert_eq!(Mebibytes::from_text("7.5 GB"), Some(Mebibytes(7680)));
        assert_eq!(Mebibytes::from_text("2048KB"), Some(Mebibytes(2)));
        assert_eq!(["2 TB", "2.0TiB"].map(Mebibytes::from_text), [Some(Mebibytes(2 << 20)); 2]);
        for text in ["", "MB", ".5 GB", "1.2.3 GB", "-1 MB", "+1 MB", "1.+5 GB", "5 parsecs"] {
            assert_eq!(Mebibytes::from_text(text), None, "{text}");
        }
    }

    #[test]
    fn numbers_print_as_digits() {
        assert_eq!(format!("{} {} {}", JobNumber(7), IfIndex(10101), Mebibytes(512)), "7 10101 512");
    }
}
