//! Hardware addresses: six bytes, or the eight of a world wide name.

use std::fmt;
use std::str::FromStr;

use crate::error::ParseValueError;
use crate::record::leaf::Meaning;

/// A hardware address.
///
/// Read from `00:11:22:33:44:55`, with `-`, in groups of four with `.`, or
/// without a separator, in any case; printed in lower case with colons, as
/// agents do (NIX-042).
///
/// ```
/// use netinv_xml::MacAddr;
/// let mac: MacAddr = "0011.2233.44AA".parse()?;
/// assert_eq!(mac.to_string(), "00:11:22:33:44:aa");
/// # Ok::<(), netinv_xml::ParseValueError>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum MacAddr {
    /// The 48-bit address of an Ethernet interface.
    Eui48([u8; 6]),
    /// A 64-bit world wide name, as agents give for Fibre Channel interfaces.
    Wwn([u8; 8]),
}

impl MacAddr {
    /// Returns the bytes.
    #[must_use]
    pub const fn as_bytes(&self) -> &[u8] {
        match self {
            Self::Eui48(bytes) => bytes,
            Self::Wwn(bytes) => bytes,
        }
    }

    /// Returns true if all bytes are 0, which is not an interface.
    #[must_use]
    pub fn is_zero(&self) -> bool {
        self.as_bytes().iter().all(|&b| b == 0)
    }
}

impl FromStr for MacAddr {
    type Err = ParseValueError;

    fn from_str(text: &str) -> Result<Self, ParseValueError> {
        const ERROR: ParseValueError = ParseValueError { expected: "a hardware address" };
        let text = text.trim();
        // Groups of one size, one sign between them.
        let sign = [':', '-', '.'].into_iter().find(|&sign| text.contains(sign));
        let size = match sign {
            None => text.len(),
            Some('.') => 4,
            Some(_) => 2,
        };
        let mut bytes = [0_u8; 8];
        let mut digits = 0_usize;
        for group in text.split(|c| Some(c) == sign) {
            if group.len() != size {
                return Err(ERROR);
            }
            for c in group.chars() {
                let digit = c.to_digit(16).and_then(|digit| u8::try_from(digit).ok()).ok_or(ERROR)?;
                let byte = bytes.get_mut(digits / 2).ok_or(ERROR)?;
                *byte = (*byte << 4) | digit;
                digits = digits.saturating_add(1);
            }
        }
        match (digits, bytes) {
            (12, [bytes @ .., _, _]) => Ok(Self::Eui48(bytes)),
            (16, bytes) => Ok(Self::Wwn(bytes)),
            _ => Err(ERROR),
        }
    }
}

impl fmt::Display for MacAddr {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, byte) in self.as_bytes().iter().enumerate() {
            let sign = if index == 0 { "" } else { ":" };
            write!(f, "{sign}{byte:02x}")?;
        }
        Ok(())
    }
}

impl Meaning for MacAddr {
    fn from_text(text: &str) -> Option<Self> {
        text.parse().ok()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    // NIX-042
    #[test]
    fn all_spellings_mean_the_same() {
        let mac = MacAddr::Eui48([0, 0x11, 0x22, 0x33, 0x44, 0x5a]);
        for text in ["00:11:22:33:44:5a", "00-11-22-33-44-5A", "0011.2233.445A", " 00112233445a\n"] {
            assert_eq!(text.parse(), Ok(mac), "{text}");
        }
        assert_eq!(mac.to_string(), "00:11:22:33:44:5a");
    }

    #[test]
    fn eight_bytes_are_a_world_wide_name() {
        let wwn = MacAddr::from_text("10:00:00:00:34:73:40:08").unwrap();
        assert_eq!(wwn, MacAddr::Wwn([0x10, 0, 0, 0, 0x34, 0x73, 0x40, 8]));
        assert_eq!(wwn.to_string(), "10:00:00:00:34:73:40:08");
    }

    #[test]
    fn what_agents_made_of_odd_table_rows_is_no_address() {
        for text in [
            "",
            ":",
            "1d9:00:00:00:00:00",
            "b53d:dc:44:af:e9",
            "d5:c9:gh:00:00:00",
            "00:11:22:33:44",
            "00:11:22:33:44:55:66",
            "00:11:22:33:44:55:66:77:88",
            "0011.2233",
            "0011.2233.4455.6677.8899",
            "001122334455667",
            "00112233445566778",
            "00:11-22:33:44:55",
            "0:0:11:22:33:44:55",
        ] {
            assert_eq!(MacAddr::from_text(text), None, "{text}");
        }
        assert!(MacAddr::from_text("000000000000").unwrap().is_zero());
        assert!(!MacAddr::from_text("000000000001").unwrap().is_zero());
    }
}
