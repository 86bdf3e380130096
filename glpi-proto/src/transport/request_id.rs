//! The identity of a request that a proxy has not answered yet.

use std::fmt;
use std::str::FromStr;

/// The value of `GLPI-Request-ID`: eight upper-case hexadecimal digits
/// (GLPI-002).
///
/// Anything else is not a request id: real agents and proxies ignore it, so the
/// caller does too. The printed example of the specification has nine digits
/// and is not one.
///
/// ```
/// use glpi_proto::RequestId;
/// let id: RequestId = "2E6A9AF1".parse()?;
/// assert_eq!(id, RequestId::from_bytes([0x2e, 0x6a, 0x9a, 0xf1]));
/// assert!("2e6a9af1".parse::<RequestId>().is_err());
/// assert!("42E6A9AF1".parse::<RequestId>().is_err());
/// # Ok::<(), glpi_proto::ParseRequestIdError>(())
/// ```
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct RequestId([u8; 4]);

/// The text is not eight upper-case hexadecimal digits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a request id has eight upper-case hexadecimal digits")]
pub struct ParseRequestIdError(());

impl RequestId {
    /// Creates the request id with these bytes, usually random ones.
    #[must_use]
    pub const fn from_bytes(bytes: [u8; 4]) -> Self {
        Self(bytes)
    }

    /// Returns the four bytes.
    #[must_use]
    pub const fn to_bytes(self) -> [u8; 4] {
        self.0
    }
}

impl FromStr for RequestId {
    type Err = ParseRequestIdError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let upper = |byte: u8| byte.is_ascii_digit() || (b'A'..=b'F').contains(&byte);
        if text.len() != 8 || !text.bytes().all(upper) {
            return Err(ParseRequestIdError(()));
        }
        u32::from_str_radix(text, 16)
            .map(|value| Self(value.to_be_bytes()))
            .map_err(|_| ParseRequestIdError(()))
    }
}

impl fmt::Display for RequestId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:08X}", u32::from_be_bytes(self.0))
    }
}

impl fmt::Debug for RequestId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "RequestId({self})")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    // GLPI-002
    #[test]
    fn only_eight_upper_case_digits_are_a_request_id() {
        let id: RequestId = "00C0FFEE".parse().unwrap();
        assert_eq!(id.to_string(), "00C0FFEE");
        assert_eq!(id.to_bytes(), [0x00, 0xc0, 0xff, 0xee]);
        for bad in ["", "C0FFEE", "00c0ffee", "00C0FFEE0", "+0C0FFEE", "00C0FFEG", " 0C0FFEE", "0xC0FFEE"] {
            assert!(bad.parse::<RequestId>().is_err(), "{bad}");
        }
    }
}
