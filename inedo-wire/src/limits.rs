//! How much a peer may make us hold.

use crate::error::LimitExceeded;
use crate::frame::Direction;

/// Bounds on what is accepted from a peer.
///
/// Each bound is checked before memory is taken for what the peer announced.
/// Going over one is an error for which
/// [`DecodeError::is_limit`](crate::DecodeError::is_limit) is true and which
/// names the bound. Encoders keep to the same frame bounds, so that what one
/// side writes the other can read.
///
/// ```
/// use inedo_wire::Limits;
/// const SMALL: Limits = Limits::DEFAULT.with_to_agent_len(64 << 10).with_files(16);
/// assert_eq!(SMALL.to_agent_len(), 64 << 10);
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    to_agent_len: u32,
    to_client_len: u32,
    string_len: u32,
    files: u32,
}

impl Limits {
    /// 64 MiB a frame to the agent, 16 MiB a frame to the client, 1 MiB a string,
    /// 4096 files an update.
    pub const DEFAULT: Self =
        Self { to_agent_len: 64 << 20, to_client_len: 16 << 20, string_len: 1 << 20, files: 4096 };

    /// Sets the largest length field of a frame to the agent.
    ///
    /// That is the data of a plain frame, and the whole ciphertext (data, 20 or 21
    /// bytes of fields, padding) of an encrypted one. Default 64 MiB (our choice,
    /// since updates carry whole programs; the agent is said to check the size,
    /// against what is not known).
    #[must_use]
    pub const fn with_to_agent_len(mut self, bytes: u32) -> Self {
        self.to_agent_len = bytes;
        self
    }

    /// Sets the largest length field of a frame to the client, counted as in
    /// [`with_to_agent_len`](Self::with_to_agent_len).
    ///
    /// Default 16 MiB (our choice; the real bound is not known).
    #[must_use]
    pub const fn with_to_client_len(mut self, bytes: u32) -> Self {
        self.to_client_len = bytes;
        self
    }

    /// Sets the longest string inside a message, in bytes.
    ///
    /// Default 1 MiB (our choice; the encoding allows 2 GiB).
    #[must_use]
    pub const fn with_string_len(mut self, bytes: u32) -> Self {
        self.string_len = bytes;
        self
    }

    /// Sets the most files in one list of an update.
    ///
    /// Default 4096 (our choice; the encoding allows 2³¹).
    #[must_use]
    pub const fn with_files(mut self, files: u32) -> Self {
        self.files = files;
        self
    }

    /// The largest length field of a frame to the agent.
    #[must_use]
    pub const fn to_agent_len(&self) -> u32 {
        self.to_agent_len
    }

    /// The largest length field of a frame to the client.
    #[must_use]
    pub const fn to_client_len(&self) -> u32 {
        self.to_client_len
    }

    /// The longest string inside a message, in bytes.
    #[must_use]
    pub const fn string_len(&self) -> u32 {
        self.string_len
    }

    /// The most files in one list of an update.
    #[must_use]
    pub const fn files(&self) -> u32 {
        self.files
    }

    /// The largest length field of a frame in the given direction.
    pub(crate) const fn frame_len(&self, direction: Direction) -> u32 {
        match direction {
            Direction::ToAgent => self.to_agent_len,
            Direction::ToClient => self.to_client_len,
        }
    }
}

impl Default for Limits {
    fn default() -> Self {
        Self::DEFAULT
    }
}

/// `Ok(())` while `found` does not go over `max`.
pub(crate) const fn check(what: &'static str, found: u64, max: u64) -> Result<(), LimitExceeded> {
    if found > max { Err(LimitExceeded { what, found, max }) } else { Ok(()) }
}
