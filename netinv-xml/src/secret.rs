//! Text that is never shown.

use std::fmt;

use subtle::ConstantTimeEq;
use zeroize::Zeroizing;

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

/// Serialises the word "Secret" where there is one, for records that are logged.
#[cfg(feature = "serde")]
pub(crate) fn presence<S: serde::Serializer>(
    secret: &Option<Secret>,
    serializer: S,
) -> Result<S::Ok, S::Error> {
    serde::Serialize::serialize(&secret.as_ref().map(|_| "Secret"), serializer)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_secret_shows_itself_only_where_it_is_asked_to() {
        let secret = Secret::new("open sesame");
        assert_eq!(format!("{secret:?}"), "Secret");
        assert_eq!(secret.expose(), "open sesame");
        assert!(!secret.is_empty() && Secret::default().is_empty());
    }

    #[test]
    fn secrets_are_equal_if_all_of_them_is() {
        let secret = Secret::new("open sesame");
        assert_eq!(secret, Secret::from("open sesame".to_owned()));
        for other in ["", "open", "open sesamE", "Open sesame", "open sesame "] {
            assert_ne!(secret, Secret::from(other));
        }
    }
}
