//! Keys and passwords: never printed, wiped from memory when dropped, compared in
//! constant time.

use std::fmt;

use serde::de::{Deserialize, Deserializer, Error, MapAccess, SeqAccess, Visitor};
use serde::ser::{Serialize, Serializer};
use subtle::ConstantTimeEq;
use zeroize::Zeroizing;

use crate::json::unexpected;
use crate::wire::{IntoOwned, Member, refuse};

/// A text cannot be a key: it is empty or has a control character.
///
/// Real agents were seen with an emptied configuration and with one full of NULs, and
/// the protocol document begins with empty keys (OCO-003).
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("a key is empty or has a control character")]
pub struct ParseKeyError(());

/// How many random bytes make a key: see [`AgentKey::generate`].
pub const KEY_ENTROPY_LEN: usize = 30;

/// What generated keys are made of: 32 of the 36 characters that a real server
/// uses, so that five bits of each random byte choose one without bias (OCO-061).
const ALPHABET: &[u8; 32] = b"abcdefghijkmnpqrstuvwxyz23456789";

macro_rules! key {
    ($(#[$meta:meta])* $name:ident) => {
        $(#[$meta])*
        ///
        /// Any text without control characters, but never an empty one.
        #[derive(Clone)]
        pub struct $name(Zeroizing<String>);

        impl $name {
            /// The key with this text.
            ///
            /// # Errors
            /// If the text is empty or has a control character (OCO-060).
            pub fn new(text: impl Into<String>) -> Result<Self, ParseKeyError> {
                let text = Zeroizing::new(text.into());
                if text.is_empty() || text.chars().any(char::is_control) {
                    return Err(ParseKeyError(()));
                }
                Ok(Self(text))
            }

            /// The key's text, to be stored where only this program reads it.
            #[must_use]
            pub fn expose(&self) -> &str {
                &self.0
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(stringify!($name))
            }
        }

        /// In constant time for keys of the same length.
        impl PartialEq for $name {
            fn eq(&self, other: &Self) -> bool {
                same(&self.0, &other.0)
            }
        }

        impl Eq for $name {}

        /// Writes the key in clear: only for where the state is stored.
        impl Serialize for $name {
            fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.serialize_str(&self.0)
            }
        }

        impl<'de> Deserialize<'de> for $name {
            fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                let text = Hidden::deserialize(deserializer)?;
                Self::new(text.expose().unwrap_or("")).map_err(D::Error::custom)
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
                Self(Zeroizing::new(entropy.iter().filter_map(choose).collect()))
            }
        }
    };
}
generate!(AgentKey);
generate!(ServerKey);

/// Whether two texts are the same, in constant time if they are of one length.
pub(crate) fn same(a: &str, b: &str) -> bool {
    a.as_bytes().ct_eq(b.as_bytes()).into()
}

/// A local account's password.
#[derive(Clone)]
pub struct Password(Zeroizing<String>);

impl Password {
    /// The password with this text.
    #[must_use]
    pub fn new(text: impl Into<String>) -> Self {
        Self(Zeroizing::new(text.into()))
    }

    /// The password's text.
    #[must_use]
    pub fn expose(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Password {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Password")
    }
}

/// In constant time for passwords of the same length.
impl PartialEq for Password {
    fn eq(&self, other: &Self) -> bool {
        same(&self.0, &other.0)
    }
}

impl Eq for Password {}

/// A key or password as a member of a message: a text of any content, `null`, or
/// not there.
#[derive(Clone, Default)]
pub struct Hidden(Inner);

#[derive(Clone, Default)]
enum Inner {
    #[default]
    Absent,
    Null,
    Text(Zeroizing<String>),
}

impl Hidden {
    /// The member with the value `null`.
    pub const NULL: Self = Self(Inner::Null);

    /// The member with this text.
    #[must_use]
    pub fn new(text: impl Into<String>) -> Self {
        Self(Inner::Text(Zeroizing::new(text.into())))
    }

    /// Whether there is a text, were it an empty one.
    #[must_use]
    pub fn is_set(&self) -> bool {
        matches!(self.0, Inner::Text(_))
    }

    /// The text, if there is one.
    #[must_use]
    pub fn expose(&self) -> Option<&str> {
        match &self.0 {
            Inner::Text(text) => Some(text),
            Inner::Absent | Inner::Null => None,
        }
    }

    /// Whether the member is there and its text is this, in constant time.
    #[must_use]
    pub fn is(&self, text: &str) -> bool {
        self.expose().is_some_and(|own| same(own, text))
    }
}

impl fmt::Debug for Hidden {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self.0 {
            Inner::Absent => "absent",
            Inner::Null => "null",
            Inner::Text(_) => "Hidden",
        })
    }
}

/// In constant time for texts of the same length.
impl PartialEq for Hidden {
    fn eq(&self, other: &Self) -> bool {
        match (&self.0, &other.0) {
            (Inner::Text(a), Inner::Text(b)) => same(a, b),
            (Inner::Absent, Inner::Absent) | (Inner::Null, Inner::Null) => true,
            _ => false,
        }
    }
}

impl Member for Hidden {
    fn is_absent(&self) -> bool {
        matches!(self.0, Inner::Absent)
    }
}

impl IntoOwned for Hidden {
    type Owned = Self;

    fn into_owned(self) -> Self {
        self
    }
}

/// Writes the secret in clear: this is how messages carry it.
impl Serialize for Hidden {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match &self.0 {
            Inner::Absent | Inner::Null => serializer.serialize_unit(),
            Inner::Text(text) => serializer.serialize_str(text),
        }
    }
}

impl<'de> Deserialize<'de> for Hidden {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(HiddenVisitor)
    }
}

struct HiddenVisitor;

impl<'de> Visitor<'de> for HiddenVisitor {
    type Value = Hidden;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a secret text or null")
    }

    refuse!("a secret text": number);

    fn visit_unit<E: Error>(self) -> Result<Hidden, E> {
        Ok(Hidden::NULL)
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<Hidden, E> {
        Ok(Hidden::new(text))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, _: A) -> Result<Hidden, A::Error> {
        Err(unexpected("a secret text", "a list"))
    }

    fn visit_map<A: MapAccess<'de>>(self, _: A) -> Result<Hidden, A::Error> {
        Err(unexpected("a secret text", "a map"))
    }
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
        assert_eq!(format!("{:?}", Hidden::new("s3cret")), "Hidden");
        assert_eq!(format!("{:?}", Password::new("s3cret")), "Password");
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
        let error = serde_json::from_str::<Hidden>("271828").unwrap_err();
        assert!(!error.to_string().contains("271828"));
    }

    #[test]
    fn secrets_are_the_same_if_their_texts_are() {
        assert_eq!(Password::new("a"), Password::new("a"));
        assert_ne!(Password::new("a"), Password::new("b"));
        let forms = [Hidden::default(), Hidden::NULL, Hidden::new(""), Hidden::new("a"), Hidden::new("b")];
        for (index, form) in forms.iter().enumerate() {
            let same: Vec<_> = forms.iter().map(|other| form == other).collect();
            assert_eq!(same, [0, 1, 2, 3, 4].map(|other| other == index), "{index}");
        }
        assert_eq!(forms.map(|form| form.is_set()), [false, false, true, true, true]);
    }

    #[test]
    fn an_empty_list_or_map_is_no_secret() {
        for (json, found) in [("[]", "a list"), ("{}", "a map")] {
            let error = crate::json::parse::<Hidden>(json, json, "agent-key").unwrap_err();
            let what = format!("agent-key: expected a secret text, found {found} at byte ");
            assert!(error.to_string().starts_with(&what), "{error}");
        }
    }
}
