//! ZBXD frames: a header and a payload, on a stream.
//!
//! ```text
//!  0        4     5                 9                13
//! ┌────────┬─────┬─────────────────┬────────────────┬─────────────┐
//! │ "ZBXD" │flags│ length, LE u32  │ reserved, LE   │ payload     │   13 + length
//! └────────┴─────┴─────────────────┴────────────────┴─────────────┘
//!            0x01 always    bytes on      0x02: length after inflating
//!            0x02 zlib      the wire      else ignored (0 is sent)
//!            0x04 large: both lengths are u64, the header has 21 bytes
//! ```
//!
//! Rules: ZBX-001 to ZBX-027 in `SPEC.md`.

mod compression;
mod decoder;
mod encoder;
mod header;
mod stream;
#[cfg(feature = "tokio")]
mod tokio;

pub use decoder::{FlagReading, FrameDecoder};
pub use encoder::{Compression, FrameEncoder};
pub use header::{Flags, Header};
pub(crate) use stream::PayloadStream;
#[cfg(feature = "tokio")]
pub use tokio::{CodecError, FrameCodec};

use bytes::Bytes;

use crate::Request;

/// A frame: a payload and the flags it is sent with.
///
/// The payload is kept inflated. An empty payload is valid; daemons then close the
/// connection without an answer (ZBX-020).
#[derive(Clone, PartialEq, Eq)]
pub struct Frame {
    payload: Bytes,
    flags: Flags,
}

impl Frame {
    /// Creates an uncompressed frame.
    #[must_use]
    pub fn new(payload: impl Into<Bytes>) -> Self {
        Self { payload: payload.into(), flags: Flags::PLAIN }
    }

    /// Returns the frame, to be compressed on the wire.
    #[must_use]
    pub fn compressed(mut self) -> Self {
        self.flags = self.flags.with_zlib(true);
        self
    }

    /// Returns the frame, compressed if `other` says so: daemons answer as they were
    /// asked (ZBX-027).
    #[must_use]
    pub fn like(mut self, other: Flags) -> Self {
        self.flags = self.flags.with_zlib(other.is_zlib());
        self
    }

    /// The payload, inflated.
    #[must_use]
    pub fn payload(&self) -> &Bytes {
        &self.payload
    }

    /// The payload, inflated.
    #[must_use]
    pub fn into_payload(self) -> Bytes {
        self.payload
    }

    /// The flags it is sent with.
    #[must_use]
    pub fn flags(&self) -> Flags {
        self.flags
    }
}

/// Shows flags and length only: payloads often hold secrets.
impl std::fmt::Debug for Frame {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Frame").field("flags", &self.flags).field("payload", &self.payload.len()).finish()
    }
}

macro_rules! from_message {
    ($($(#[$meta:meta])* $message:ty),* $(,)?) => {$(
        /// Creates an uncompressed frame with the encoded message.
        $(#[$meta])*
        impl From<&$message> for Frame {
            fn from(message: &$message) -> Self {
                let mut payload = Vec::new();
                message.encode(&mut payload);
                Self::new(payload)
            }
        }
    )*};
}

from_message!(
    Request<'_>,
    #[cfg(feature = "observe")]
    crate::ObservedMessage<'_>,
    crate::ActiveChecksAnswer,
    crate::Answer,
    crate::ConfigAnswer<'_>,
    crate::ConfigRevision,
    crate::OtherAnswer<'_>,
    crate::PassiveChecksAnswer<'_>,
    crate::PlainAnswer<'_>,
    crate::PlainCheck<'_>,
    // The answer of a passive proxy; an active one sends a `Request`.
    crate::ProxyData<'_>,
    crate::ProxyTasks,
);
