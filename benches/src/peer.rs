//! The alternatives: types that a user would derive, and libraries without types.

pub(crate) mod codec;
pub(crate) mod glpi;
pub(crate) mod inflate;
pub(crate) mod netinv;
pub(crate) mod oco;
#[cfg(feature = "openssl")]
pub(crate) mod openssl;
pub(crate) mod zbx;

use std::hint::black_box;

use serde::Deserialize;
use serde::de::IgnoredAny;

/// Limit: reads the JSON and keeps nothing.
pub(crate) fn tokenise(json: &[u8]) {
    let mut reader = serde_json::Deserializer::from_slice(json);
    IgnoredAny::deserialize(&mut reader).expect("our payloads are JSON");
}

/// Limit: copies the bytes.
pub(crate) fn copy(from: &[u8], to: &mut Vec<u8>) {
    to.clear();
    to.extend_from_slice(black_box(from));
    black_box(to);
}
