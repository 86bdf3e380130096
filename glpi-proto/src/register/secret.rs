//! Secrets: never shown, and wiped when they are dropped (GLPI-R60).

use std::fmt;
use std::str::FromStr;

use subtle::{Choice, ConstantTimeEq};
use uuid::Uuid;
use zeroize::Zeroizing;

use crate::agent_id::AgentId;

/// The secret of an agent and its server (or proxy): 16 bytes, the AES-128 key of
/// all blocks (GLPI-R01). Written as a UUID; the nil UUID is not a token (GLPI-R03).
///
/// `Debug` shows the type's name alone; compared in constant time. A state that is stored
/// holds it as hexadecimal digits.
///
/// ```
/// use glpi_proto::register::Token;
/// let token: Token = "5d0c8a41-77f0-4f3e-9b1c-2e6ad81f9004".parse()?;
/// assert_eq!(format!("{token:?}"), "Token");
/// assert!("00000000-0000-0000-0000-000000000000".parse::<Token>().is_err());
/// # Ok::<(), glpi_proto::register::ParseTokenError>(())
/// ```
#[derive(Clone)]
pub struct Token(Hidden<16>);

/// The text is not a UUID of 36 characters, or the nil UUID.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a token has the form 8-4-4-4-12 hexadecimal digits, not all of them 0")]
pub struct ParseTokenError(());

/// Eight random bytes of one side for one exchange: the *server secret* or the
/// *agent secret*.
///
/// They come from the caller, and must come from the system's generator for
/// cryptography, fresh each time: a server secret that comes back lets an old
/// answer pass. Shown and compared like a [`Token`].
#[derive(Clone)]
#[cfg_attr(feature = "serde", derive(serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(transparent))]
pub struct Nonce(Hidden<8>);

/// The 16 bytes that a server hands an agent in `crypto`, for messages to come.
/// What they are used for the protocol leaves open, and so does this crate.
/// Shown and compared like a [`Token`].
#[derive(Clone)]
#[cfg_attr(feature = "serde", derive(serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(transparent))]
pub struct CommunicationKey(Hidden<16>);

/// Bytes that are wiped, not shown, and compared in constant time.
#[derive(Clone)]
pub(super) struct Hidden<const N: usize>(Zeroizing<[u8; N]>);

impl Token {
    /// Creates the token with these bytes, in the order of the text.
    ///
    /// # Errors
    /// If they are all 0.
    pub fn from_bytes(bytes: [u8; 16]) -> Result<Self, ParseTokenError> {
        let nil = bytes.ct_eq(&[0; 16]);
        let token = Self(Hidden::new(bytes));
        if nil.into() { Err(ParseTokenError(())) } else { Ok(token) }
    }

    /// Creates the token for a challenge that no answer fits.
    pub(super) fn decoy() -> Self {
        Self(Hidden::new([0xa5; 16]))
    }

    /// Returns the 16 bytes, in the order of the text.
    #[must_use]
    pub fn expose(&self) -> &[u8; 16] {
        self.0.expose()
    }

    /// Returns true if it is a UUID made from the time and a network address (version 1
    /// or 6), which can be guessed: anyone may ask for a challenge and search.
    #[must_use]
    pub fn is_guessable(&self) -> bool {
        matches!(Uuid::from_bytes_ref(self.expose()).get_version_num(), 1 | 6)
    }
}

impl FromStr for Token {
    type Err = ParseTokenError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        // An agent id has the same strict grammar (GLPI-R02).
        let id: AgentId = text.parse().map_err(|_| ParseTokenError(()))?;
        Self::from_bytes(*id.as_bytes())
    }
}

impl Nonce {
    /// Creates the nonce with these random bytes.
    #[must_use]
    pub fn from_bytes(random: [u8; 8]) -> Self {
        Self(Hidden::new(random))
    }

    /// Returns the bytes.
    #[must_use]
    pub fn expose(&self) -> &[u8; 8] {
        self.0.expose()
    }
}

impl CommunicationKey {
    /// Creates the key with these random bytes.
    #[must_use]
    pub fn from_bytes(random: [u8; 16]) -> Self {
        Self(Hidden::new(random))
    }

    /// Returns the bytes.
    #[must_use]
    pub fn expose(&self) -> &[u8; 16] {
        self.0.expose()
    }
}

impl<const N: usize> Hidden<N> {
    pub(super) fn new(bytes: [u8; N]) -> Self {
        Self(Zeroizing::new(bytes))
    }

    pub(super) fn expose(&self) -> &[u8; N] {
        &self.0
    }
}

impl<const N: usize> ConstantTimeEq for Hidden<N> {
    fn ct_eq(&self, other: &Self) -> Choice {
        self.expose().ct_eq(other.expose())
    }
}

macro_rules! hidden {
    ($($name:ident)*) => {$(
        impl ConstantTimeEq for $name {
            fn ct_eq(&self, other: &Self) -> Choice {
                self.0.ct_eq(&other.0)
            }
        }

        impl PartialEq for $name {
            fn eq(&self, other: &Self) -> bool {
                self.ct_eq(other).into()
            }
        }

        impl Eq for $name {}

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(stringify!($name))
            }
        }
    )*};
}

hidden!(Token Nonce CommunicationKey);

#[cfg(test)]
mod tests {
    use super::*;

    // GLPI-R03
    #[test]
    fn a_token_is_any_uuid_but_nil() {
        let text = "ffffffff-ffff-ffff-ffff-fffffffffffe";
        assert_eq!(text.parse::<Token>().unwrap().expose()[15], 0xfe);
        assert_eq!(text.to_uppercase().parse::<Token>().unwrap().expose()[0], 0xff);
        for bad in [&text[1..], "00000000-0000-0000-0000-000000000000", "", "failure", &format!("{text}\n")] {
            assert!(bad.parse::<Token>().is_err(), "{bad}");
        }
        assert!(Token::from_bytes([0; 16]).is_err());
    }

    #[test]
    fn a_token_made_from_the_time_is_guessable() {
        let is_guessable = |text: &str| text.parse::<Token>().unwrap().is_guessable();
        assert!(is_guessable("5d0c8a41-77f0-11ee-9b1c-2e6ad81f9004"));
        assert!(!is_guessable("5d0c8a41-77f0-4f3e-9b1c-2e6ad81f9004"));
    }

    // GLPI-R60
    #[test]
    fn secrets_are_compared_but_not_shown() {
        let nonce = Nonce::from_bytes([0xab; 8]);
        assert_eq!(
            format!("{nonce:?} {:?}", CommunicationKey::from_bytes([1; 16])),
            "Nonce CommunicationKey"
        );
        assert!(Nonce::from_bytes([1; 8]) == Nonce::from_bytes([1; 8]) && nonce != Nonce::from_bytes([1; 8]));
    }
}
