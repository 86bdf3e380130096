//! Text that is never shown.

use std::fmt;

use subtle::ConstantTimeEq;
use zeroize::Zeroizing;

use crate::json::{Member, Read, Reader, text};

// twin: secret
/// A password, key, token or community string.
///
/// `Debug` prints the type's name only; there is no `Display` and no `Serialize`.
/// Compared in constant time for texts of equal length, zeroized on drop.
/// [`expose`](Self::expose) is the only way to the text.
#[derive(Clone, Default)]
pub struct Secret(Zeroizing<String>);

impl Secret {
    /// Creates a secret.
    #[must_use]
    pub fn new(text: impl Into<String>) -> Self {
        Self(Zeroizing::new(text.into()))
    }

    /// Returns the text.
    #[must_use]
    pub fn expose(&self) -> &str {
        &self.0
    }

    /// Returns true if the text is empty.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

impl From<&str> for Secret {
    fn from(text: &str) -> Self {
        Self::new(text)
    }
}

impl From<String> for Secret {
    fn from(text: String) -> Self {
        Self::new(text)
    }
}

impl PartialEq for Secret {
    fn eq(&self, other: &Self) -> bool {
        self.0.as_bytes().ct_eq(other.0.as_bytes()).into()
    }
}

impl Eq for Secret {}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret")
    }
}
// end of twin

/// The error for a text that is not a key: it is empty or has a control character.
///
/// Real agents were seen with an emptied configuration and with one full of NULs, and
/// the protocol document begins with empty keys (OCO-003).
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("invalid key: must not be empty or have control characters")]
pub struct ParseKeyError(());

/// The number of random bytes for a key: see [`AgentKey::generate`].
pub const KEY_ENTROPY_LEN: usize = 30;

/// The characters of generated keys: 32 of the 36 characters that a real server
/// uses, so that five bits of each random byte choose one without bias (OCO-061).
const ALPHABET: &[u8; 32] = b"abcdefghijkmnpqrstuvwxyz23456789";

macro_rules! key {
    ($(#[$meta:meta])* $name:ident) => {
        $(#[$meta])*
        ///
        /// Any text without control characters, but never an empty one.
        #[derive(Clone)]
        pub struct $name(Secret);

        impl $name {
            /// Creates a key.
            ///
            /// # Errors
            /// If the text is empty or has a control character (OCO-060).
            pub fn new(text: impl Into<String>) -> Result<Self, ParseKeyError> {
                let text = Secret::new(text);
                if text.is_empty() || text.expose().chars().any(char::is_control) {
                    return Err(ParseKeyError(()));
                }
                Ok(Self(text))
            }

            /// Returns the text, to be stored where only this program reads it.
            #[must_use]
            pub fn expose(&self) -> &str {
                self.0.expose()
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(stringify!($name))
            }
        }

        /// In constant time for keys of equal length.
        impl PartialEq for $name {
            fn eq(&self, other: &Self) -> bool {
                self.0 == other.0
            }
        }

        impl Eq for $name {}

        #[cfg(feature = "serde")]
        impl<'de> serde::Deserialize<'de> for $name {
            fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                Self::new(String::deserialize(deserializer)?).map_err(serde::de::Error::custom)
            }
        }
    };
}

key! {
    /// The key that all hosts of an installation share: it proves the right to register,
    /// and nothing after that.
    RegistrationKey
}

key! {
    /// One host's own key: proves requests, and seals passwords.
    AgentKey
}

key! {
    /// The server's key towards one host: proves replies.
    ServerKey
}

macro_rules! generate {
    ($name:ident) => {
        impl $name {
            /// A key of 30 characters from as many random bytes: 150 bits. `entropy` has to
            /// come from a generator fit for keys.
            #[must_use]
            pub fn generate(entropy: &[u8; KEY_ENTROPY_LEN]) -> Self {
                let choose = |byte: &u8| ALPHABET.get(usize::from(byte & 31)).map(|&c| char::from(c));
                Self(Secret::new(entropy.iter().filter_map(choose).collect::<String>()))
            }
        }
    };
}
generate!(AgentKey);
generate!(ServerKey);

/// A key or password as a member of a message.
#[derive(Clone, Default, PartialEq, Eq)]
pub enum Hidden {
    /// The member is missing.
    #[default]
    Absent,
    /// The member is `null`.
    Null,
    /// A text of any content, also an empty one.
    Text(Secret),
}

impl Hidden {
    /// Creates a member with this text.
    #[must_use]
    pub fn new(text: impl Into<String>) -> Self {
        Self::Text(Secret::new(text))
    }

    /// Returns true if there is a text, also an empty one.
    #[must_use]
    pub fn is_set(&self) -> bool {
        matches!(self, Self::Text(_))
    }

    /// Returns the text, if there is one.
    #[must_use]
    pub fn expose(&self) -> Option<&str> {
        match self {
            Self::Text(text) => Some(text.expose()),
            Self::Absent | Self::Null => None,
        }
    }

    /// Returns true if there is a text and it is this one, in constant time.
    #[must_use]
    pub fn is(&self, text: &str) -> bool {
        self.expose().is_some_and(|own| same(own, text))
    }
}

impl From<Secret> for Hidden {
    fn from(text: Secret) -> Self {
        Self::Text(text)
    }
}

impl fmt::Debug for Hidden {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Absent => f.write_str("absent"),
            Self::Null => f.write_str("null"),
            Self::Text(text) => fmt::Debug::fmt(text, f),
        }
    }
}

impl<'a> Member<'a> for Hidden {
    type Owned = Self;

    fn read(reader: &mut Reader<'a>) -> Read<Self> {
        match reader.peek() {
            Some(b'"') => reader.text().map(Self::new),
            Some(b'n') => reader.word("null").map(|()| Self::Null),
            _ => Err(reader.unexpected("a secret text")),
        }
    }

    /// Writes the secret in clear: this is how messages carry it.
    fn write(&self, out: &mut Vec<u8>) {
        match self.expose() {
            None => out.extend_from_slice(b"null"),
            Some(own) => text(out, own),
        }
    }

    fn into_owned(self) -> Self {
        self
    }

    fn is_absent(&self) -> bool {
        matches!(self, Self::Absent)
    }
}

/// Compares two texts, in constant time if they are of equal length.
pub(crate) fn same(a: &str, b: &str) -> bool {
    a.as_bytes().ct_eq(b.as_bytes()).into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_are_never_empty_and_never_printed() {
        assert!(AgentKey::new("").is_err());
        assert!(ServerKey::new("\0\0\0").is_err());
        let key = AgentKey::new("🌈💜👆🚧🛸💩").unwrap();
        assert_eq!(format!("{key:?}"), "AgentKey");
        assert_eq!(format!("{:?}", Hidden::new("s3cret")), "Secret");
        assert_eq!(format!("{:?}", Secret::new("s3cret")), "Secret");
    }

    // OCO-061
    #[test]
    fn generated_keys_look_like_the_real_ones() {
        let mut entropy = [0; KEY_ENTROPY_LEN];
        entropy[29] = 255;
        let key = ServerKey::generate(&entropy);
        assert_eq!(key.expose(), "aaaaaaaaaaaaaaaaaaaaaaaaaaaaa9");
        assert_ne!(key, ServerKey::generate(&[1; KEY_ENTROPY_LEN]));
    }

    #[test]
    fn a_secret_of_the_wrong_type_is_not_quoted() {
        let error = crate::json::read::<Hidden>("271828").unwrap_err();
        assert_eq!(error.to_string(), "expected a secret text, found \"a number\" at byte 0");
    }

    #[test]
    fn secrets_are_the_same_if_their_texts_are() {
        assert_eq!(Secret::new("a"), Secret::new("a"));
        assert_ne!(Secret::new("a"), Secret::new("b"));
        let forms = [Hidden::Absent, Hidden::Null, Hidden::new(""), Hidden::new("a"), Hidden::new("b")];
        for (index, form) in forms.iter().enumerate() {
            let same: Vec<_> = forms.iter().map(|other| form == other).collect();
            assert_eq!(same, [0, 1, 2, 3, 4].map(|other| other == index), "{index}");
        }
        assert_eq!(forms.map(|form| form.is_set()), [false, false, true, true, true]);
    }

    #[test]
    fn an_empty_list_or_map_is_no_secret() {
        for (json, found) in [("[]", "a list"), ("{}", "a map")] {
            let error = crate::json::read::<Hidden>(json).unwrap_err();
            assert_eq!(error.to_string(), format!("expected a secret text, found {found:?} at byte 0"));
        }
    }
}
