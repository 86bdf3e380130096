//! The key shared by client and agent.

use std::fmt;
use std::str::FromStr;

use subtle::ConstantTimeEq;
use zeroize::{Zeroize, ZeroizeOnDrop};

/// An AES key of 128 or 256 bits.
///
/// It is written as hexadecimal digits in the agent's configuration and is used
/// without derivation (INW-040). Parsing is strict: 32 or
/// 64 digits, no space, no prefix, no other character. `Debug` prints the type's name only,
/// comparison takes constant time, and the memory is zeroized on drop.
///
/// Where only one length is valid, use [`from_hex`](Self::from_hex):
/// agents up to 42 support 128 bits only.
///
/// ```
/// use inedo_wire::{AesKey, KeySize};
/// let key: AesKey = "00112233445566778899aabbccddeeff".parse()?;
/// assert_eq!(key.size(), KeySize::Aes128);
///
/// let error = AesKey::from_hex("00112233445566778899aabbccddeeff", KeySize::Aes256).unwrap_err();
/// assert_eq!(error.to_string(), "an AES key is 64 hexadecimal digits, not 32 characters");
/// # Ok::<(), inedo_wire::ParseKeyError>(())
/// ```
#[derive(Clone, Zeroize, ZeroizeOnDrop)]
pub struct AesKey(Material);

#[derive(Clone, Zeroize, ZeroizeOnDrop)]
pub(crate) enum Material {
    Aes128([u8; 16]),
    Aes256([u8; 32]),
}

/// Length of an [`AesKey`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum KeySize {
    /// 128 bits, 32 digits: all agents.
    Aes128,
    /// 256 bits, 64 digits: agents from 43 on.
    Aes256,
}

impl KeySize {
    /// Number of hexadecimal digits of a key of this size.
    #[must_use]
    pub const fn digits(self) -> usize {
        match self {
            Self::Aes128 => 32,
            Self::Aes256 => 64,
        }
    }
}

impl AesKey {
    /// Parses a key of exactly this size.
    ///
    /// # Errors
    /// If the text is anything but this many hexadecimal digits.
    pub fn from_hex(text: &str, size: KeySize) -> Result<Self, ParseKeyError> {
        let wrong = |fault| ParseKeyError { expected: Some(size), fault };
        if text.len() != size.digits() {
            return Err(wrong(Fault::Length(text.chars().count())));
        }
        let mut material = match size {
            KeySize::Aes128 => Material::Aes128([0; 16]),
            KeySize::Aes256 => Material::Aes256([0; 32]),
        };
        let bytes: &mut [u8] = match &mut material {
            Material::Aes128(bytes) => bytes,
            Material::Aes256(bytes) => bytes,
        };
        for (index, (byte, pair)) in bytes.iter_mut().zip(text.as_bytes().chunks_exact(2)).enumerate() {
            for (place, &digit) in pair.iter().enumerate() {
                let at = index.saturating_mul(2).saturating_add(place);
                let value = char::from(digit).to_digit(16).and_then(|value| u8::try_from(value).ok());
                *byte = (*byte << 4) | value.ok_or_else(|| wrong(Fault::Digit(at)))?;
            }
        }
        Ok(Self(material))
    }

    /// Creates a 128-bit key.
    #[must_use]
    pub const fn from_bytes_128(bytes: [u8; 16]) -> Self {
        Self(Material::Aes128(bytes))
    }

    /// Creates a 256-bit key.
    #[must_use]
    pub const fn from_bytes_256(bytes: [u8; 32]) -> Self {
        Self(Material::Aes256(bytes))
    }

    /// The key's length.
    #[must_use]
    pub const fn size(&self) -> KeySize {
        match self.0 {
            Material::Aes128(_) => KeySize::Aes128,
            Material::Aes256(_) => KeySize::Aes256,
        }
    }

    pub(crate) const fn material(&self) -> &Material {
        &self.0
    }
}

impl FromStr for AesKey {
    type Err = ParseKeyError;

    /// Reads a key of either size.
    fn from_str(text: &str) -> Result<Self, ParseKeyError> {
        let size = [KeySize::Aes128, KeySize::Aes256].into_iter().find(|size| size.digits() == text.len());
        match size {
            Some(size) => Self::from_hex(text, size),
            None => Err(ParseKeyError { expected: None, fault: Fault::Length(text.chars().count()) }),
        }
    }
}

impl PartialEq for AesKey {
    fn eq(&self, other: &Self) -> bool {
        match (&self.0, &other.0) {
            (Material::Aes128(a), Material::Aes128(b)) => a.ct_eq(b).into(),
            (Material::Aes256(a), Material::Aes256(b)) => a.ct_eq(b).into(),
            _ => false,
        }
    }
}

impl Eq for AesKey {}

impl fmt::Debug for AesKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("AesKey")
    }
}

/// Error for a text that is not an AES key. It keeps only the text's length, or the
/// position of the first character that is not a digit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ParseKeyError {
    expected: Option<KeySize>,
    fault: Fault,
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum Fault {
    Length(usize),
    Digit(usize),
}

impl fmt::Display for ParseKeyError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let digits = match self.expected {
            Some(KeySize::Aes128) => "32",
            Some(KeySize::Aes256) => "64",
            None => "32 or 64",
        };
        match self.fault {
            Fault::Length(found) => {
                write!(f, "an AES key is {digits} hexadecimal digits, not {found} characters")
            }
            Fault::Digit(at) => {
                write!(f, "an AES key is {digits} hexadecimal digits; the character at {at} is none")
            }
        }
    }
}

impl std::error::Error for ParseKeyError {}

#[cfg(test)]
mod tests {
    use super::*;

    const HEX: &str = "000102030405060708090A0b0c0D0e0f";

    #[test]
    fn digits_are_read_in_either_case() {
        let bytes = std::array::from_fn(|i| i as u8);
        assert_eq!(HEX.parse(), Ok(AesKey::from_bytes_128(bytes)));
    }

    #[test]
    fn two_lengths_and_no_others() {
        // INW-040
        for (length, good) in
            [(0, false), (31, false), (32, true), (33, false), (48, false), (64, true), (65, false)]
        {
            assert_eq!("a".repeat(length).parse::<AesKey>().is_ok(), good, "{length}");
        }
        assert!(AesKey::from_hex(HEX, KeySize::Aes256).is_err());
    }

    #[test]
    fn nothing_but_digits() {
        for text in
            [" 00102030405060708090a0b0c0d0e0f", "0x0102030405060708090a0b0c0d0e0f", "+0010203040506070809"]
        {
            assert!(text.parse::<AesKey>().is_err(), "{text}");
        }
        // 32 bytes, but no 32 digits.
        assert!("éééééééééééééééé".parse::<AesKey>().is_err());
        let error = "0001020304050607g8090a0b0c0d0e0f".parse::<AesKey>().unwrap_err();
        assert_eq!(error.to_string(), "an AES key is 32 hexadecimal digits; the character at 16 is none");
    }

    #[test]
    fn debug_and_errors_show_nothing() {
        let key: AesKey = HEX.parse().unwrap();
        assert_eq!(format!("{key:?}"), "AesKey");
        let error = "secretsecret".parse::<AesKey>().unwrap_err();
        assert!(!format!("{error} {error:?}").contains("secret"));
    }

    #[test]
    fn keys_of_different_sizes_differ() {
        assert_ne!(AesKey::from_bytes_128([0; 16]), AesKey::from_bytes_256([0; 32]));
        assert_ne!(AesKey::from_bytes_128([0; 16]), AesKey::from_bytes_128([1; 16]));
    }
}
