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
#[cfg(feature = "tokio")]
mod tokio;

pub use decoder::{FlagReading, FrameDecoder};
pub use encoder::{Compression, FrameEncoder};
pub use header::{Flags, Header};
#[cfg(feature = "tokio")]
pub use tokio::CodecError;

use bytes::Bytes;

use crate::{Message, Request};

/// One frame: a payload, and how it travels.
///
/// The payload is kept as it is after inflating. An empty one is valid: daemons
/// close without an answer (ZBX-020).
#[derive(Clone, PartialEq, Eq)]
pub struct Frame {
    payload: Bytes,
    flags: Flags,
}

impl Frame {
    /// A frame that is not compressed.
    #[must_use]
    pub fn new(payload: impl Into<Bytes>) -> Self {
        Self { payload: payload.into(), flags: Flags::PLAIN }
    }

    /// The same, to be compressed on the wire.
    #[must_use]
    pub fn compressed(mut self) -> Self {
        self.flags = self.flags.with_zlib(true);
        self
    }

    /// The same, compressed or not as another frame: how a daemon that was asked
    /// answers (ZBX-027).
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

    /// How it travels.
    #[must_use]
    pub fn flags(&self) -> Flags {
        self.flags
    }

    fn of(encode: impl FnOnce(&mut Vec<u8>)) -> Self {
        let mut payload = Vec::new();
        encode(&mut payload);
        Self::new(payload)
    }
}

/// Shows flags and length only: a payload holds secrets as often as not.
impl std::fmt::Debug for Frame {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Frame").field("flags", &self.flags).field("payload", &self.payload.len()).finish()
    }
}

impl From<&Request<'_>> for Frame {
    fn from(request: &Request<'_>) -> Self {
        Self::of(|dst| request.encode(dst))
    }
}

impl From<&Message<'_>> for Frame {
    fn from(message: &Message<'_>) -> Self {
        Self::of(|dst| message.encode(dst))
    }
}

impl From<&crate::Answer> for Frame {
    fn from(answer: &crate::Answer) -> Self {
        Self::of(|dst| answer.encode(dst))
    }
}

impl From<&crate::ActiveChecksAnswer> for Frame {
    fn from(answer: &crate::ActiveChecksAnswer) -> Self {
        Self::of(|dst| answer.encode(dst))
    }
}

impl From<&crate::OtherAnswer<'_>> for Frame {
    fn from(answer: &crate::OtherAnswer<'_>) -> Self {
        Self::of(|dst| answer.encode(dst))
    }
}

impl From<&crate::ConfigAnswer<'_>> for Frame {
    fn from(answer: &crate::ConfigAnswer<'_>) -> Self {
        Self::of(|dst| answer.encode(dst))
    }
}

impl From<&crate::ConfigRevision> for Frame {
    fn from(revision: &crate::ConfigRevision) -> Self {
        Self::of(|dst| revision.encode(dst))
    }
}

impl From<&crate::ProxyData<'_>> for Frame {
    /// As a passive proxy answers; an active one sends a [`Request`].
    fn from(data: &crate::ProxyData<'_>) -> Self {
        Self::of(|dst| data.encode(dst))
    }
}

impl From<&crate::PlainCheck<'_>> for Frame {
    fn from(check: &crate::PlainCheck<'_>) -> Self {
        Self::of(|dst| check.encode(dst))
    }
}

impl From<&crate::PlainAnswer<'_>> for Frame {
    fn from(answer: &crate::PlainAnswer<'_>) -> Self {
        Self::of(|dst| answer.encode(dst))
    }
}

impl From<&crate::ProxyTasks> for Frame {
    fn from(tasks: &crate::ProxyTasks) -> Self {
        Self::of(|dst| tasks.encode(dst))
    }
}

impl From<&crate::PassiveChecksAnswer<'_>> for Frame {
    fn from(answer: &crate::PassiveChecksAnswer<'_>) -> Self {
        Self::of(|dst| answer.encode(dst))
    }
}
