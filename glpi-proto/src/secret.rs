//! Text that must not be shown.

use std::fmt;

use serde::{Serialize, Serializer};
use subtle::ConstantTimeEq;
use zeroize::Zeroizing;

use crate::error::DecodeError;
use crate::json::Value;

/// A password, SNMP community or token. `Debug` shows the type's name alone; it
/// is compared in constant time and overwritten when dropped.
///
/// Serializing it writes it: that is how it gets on the wire.
#[derive(Clone, Default)]
pub struct Secret(Zeroizing<String>);

impl Secret {
    /// The secret with this text.
    #[must_use]
    pub fn new(text: &str) -> Self {
        Self(Zeroizing::new(text.to_owned()))
    }

    /// The text itself.
    #[must_use]
    pub fn expose(&self) -> &str {
        &self.0
    }

    pub(crate) fn read(value: Value<'_>) -> Result<Self, DecodeError> {
        value.secret().map(Self::from)
    }
}

impl From<String> for Secret {
    fn from(text: String) -> Self {
        Self(Zeroizing::new(text))
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

impl Serialize for Secret {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.expose())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_secret_compares_but_does_not_show_itself() {
        assert_eq!(Secret::new("public"), Secret::new("public"));
        assert_ne!(Secret::new("public"), Secret::new("private"));
        assert_eq!(format!("{:?}", Secret::new("public")), "Secret");
    }
}
