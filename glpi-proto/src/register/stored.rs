//! Secrets in a state that is stored: as hexadecimal digits. A state is deserialized as it
//! is, and serialized through what its method `expose` returns.

use std::fmt;

use serde::{Deserialize, Deserializer, Serialize, Serializer, de::Error as _};
use zeroize::Zeroizing;

use crate::register::secret::{CommunicationKey, Hidden, Nonce, Token};

/// A secret that is written, as hexadecimal digits handed over one by one so that no copy is
/// left behind.
pub(super) struct Exposed<'s>(&'s [u8]);

impl<'s> From<&'s Token> for Exposed<'s> {
    fn from(token: &'s Token) -> Self {
        Self(token.expose())
    }
}

impl<'s> From<&'s Nonce> for Exposed<'s> {
    fn from(nonce: &'s Nonce) -> Self {
        Self(nonce.expose())
    }
}

impl<'s> From<&'s CommunicationKey> for Exposed<'s> {
    fn from(key: &'s CommunicationKey) -> Self {
        Self(key.expose())
    }
}

impl fmt::Display for Exposed<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

impl Serialize for Exposed<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Token {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let hidden = Hidden::deserialize(deserializer)?;
        Self::from_bytes(*hidden.expose()).map_err(D::Error::custom)
    }
}

impl<'de, const N: usize> Deserialize<'de> for Hidden<N> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = Zeroizing::new(String::deserialize(deserializer)?);
        let mut bytes = Zeroizing::new([0; N]);
        let (pairs, rest) = text.as_bytes().as_chunks::<2>();
        if pairs.len() != N || !rest.is_empty() {
            return Err(D::Error::custom("a secret of another length"));
        }
        for (byte, [high, low]) in bytes.iter_mut().zip(pairs) {
            let digit = |digit: u8| char::from(digit).to_digit(16).and_then(|value| u8::try_from(value).ok());
            let (Some(high), Some(low)) = (digit(*high), digit(*low)) else {
                return Err(D::Error::custom("a secret that is not hexadecimal"));
            };
            *byte = high << 4 | low;
        }
        Ok(Self::new(*bytes))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    // GLPI-R60
    #[test]
    fn secrets_survive_a_state() {
        let nonce = Nonce::from_bytes([0xab; 8]);
        let json = serde_json::to_string(&Exposed::from(&nonce)).unwrap();
        assert_eq!(json, r#""abababababababab""#);
        assert_eq!(serde_json::from_str::<Nonce>(&json).unwrap(), nonce);
        for bad in [r#""abab""#, r#""abababababababag""#, r#""ababababababababa""#, "1"] {
            assert!(serde_json::from_str::<Nonce>(bad).is_err(), "{bad}");
        }
        assert!(serde_json::from_str::<Token>(&format!("\"{}\"", "0".repeat(32))).is_err());
    }
}
