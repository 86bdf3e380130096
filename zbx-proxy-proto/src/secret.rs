//! Texts that must not show.

use std::fmt;

use subtle::ConstantTimeEq;
use zeroize::Zeroizing;

use crate::error::DecodeError;
use crate::json::{Member, REDACTED, Reader, Writer};

/// A text that never shows in `Debug` or in an error: a password, a key, a
/// command that may hold one.
///
/// It is overwritten when dropped and compared in constant time.
///
/// ```
/// use zbx_proxy_proto::Secret;
/// let password = Secret::new("hunter2");
/// assert_eq!(format!("{password:?}"), "Secret");
/// assert_eq!(password.expose(), "hunter2");
/// ```
#[derive(Clone, Default)]
pub struct Secret(Zeroizing<String>);

impl Secret {
    /// Takes over a text.
    #[must_use]
    pub fn new(text: impl Into<String>) -> Self {
        Self(Zeroizing::new(text.into()))
    }

    /// The text, for whoever really needs it.
    #[must_use]
    pub fn expose(&self) -> &str {
        &self.0
    }

    /// Whether there is no text at all, which is no secret.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
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

impl Member<'_> for Secret {
    type Owned = Self;

    fn read(reader: &mut Reader<'_>) -> Result<Self, DecodeError> {
        reader.secret_text().map(Self::new)
    }

    fn write(&self, writer: &mut Writer<'_>) {
        writer.string(&self.0);
    }

    fn into_owned(self) -> Self {
        self
    }

    fn redact(&mut self) {
        if !self.is_empty() {
            *self = Self::new(REDACTED);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_secret_that_is_detached_is_the_same() {
        assert_eq!(Member::into_owned(Secret::new("hunter2")).expose(), "hunter2");
    }
}
