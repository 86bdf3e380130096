//! Initialization vectors: the one in use, and the next one, which can be used
//! once.

use std::fmt;

/// The vector that a chain starts with: 16 bytes in clear in the
/// acknowledgement (INW-013).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Iv([u8; 16]);

impl Iv {
    /// The vector with these bytes, as read from an acknowledgement.
    #[must_use]
    pub const fn new(bytes: [u8; 16]) -> Self {
        Self(bytes)
    }

    /// Returns the bytes.
    #[must_use]
    pub const fn as_bytes(&self) -> &[u8; 16] {
        &self.0
    }
}

/// 16 fresh random bytes that the caller provides with each message.
///
/// An encrypted message carries the vector for the message after it (INW-041).
/// Make this value from a cryptographic random source, anew for each message. It
/// can be neither copied nor cloned, so that no vector is used twice by mistake.
///
/// ```
/// use inedo_wire::NextIv;
/// let mut random = [0; 16];
/// getrandom::fill(&mut random).unwrap();
/// let next = NextIv::new(random);
/// ```
///
/// Without AES none is needed:
///
/// ```
/// let next = inedo_wire::NextIv::not_needed();
/// ```
pub struct NextIv(Option<[u8; 16]>);

impl NextIv {
    /// The vector with these bytes, which must be unpredictable.
    #[must_use]
    pub const fn new(random: [u8; 16]) -> Self {
        Self(Some(random))
    }

    /// Creates the value for connections without AES. On one with AES it is the error
    /// [`EncodeError::NextIvMissing`](crate::EncodeError::NextIvMissing).
    #[must_use]
    pub const fn not_needed() -> Self {
        Self(None)
    }

    /// Returns the vector, which is in use from now on.
    pub(crate) fn into_iv(self) -> Option<Iv> {
        self.0.map(Iv)
    }
}

impl From<[u8; 16]> for NextIv {
    fn from(random: [u8; 16]) -> Self {
        Self::new(random)
    }
}

impl fmt::Debug for NextIv {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("NextIv")
    }
}
