//! Bounds on what is accepted from a peer.

use crate::error::LimitExceeded;
use crate::frame::Direction;

/// Bounds on what is accepted from a peer.
///
/// Each bound is checked on the announced size, before memory is allocated. Exceeding one
/// is an error that names it and for which
/// [`DecodeError::is_limit`](crate::DecodeError::is_limit) returns true. Encoders respect
/// the same bounds, so that one side can read what the other writes.
///
/// ```
/// use inedo_wire::Limits;
/// const SMALL: Limits = Limits::DEFAULT.with_to_agent_len(64 << 10).with_files(16);
/// assert_eq!(SMALL.to_agent_len(), 64 << 10);
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    to_agent_len: u64,
    to_client_len: u64,
    string_len: usize,
    files: usize,
}

impl Limits {
    /// The default bounds: 64 MiB per frame to the agent, 16 MiB per frame to the client,
    /// 1 MiB per string, 4096 files per list.
    pub const DEFAULT: Self =
        Self { to_agent_len: 64 << 20, to_client_len: 16 << 20, string_len: 1 << 20, files: 4096 };

    /// Sets the maximum of the length field of a frame to the agent, in bytes.
    ///
    /// The field counts the data of a plain frame, and the whole ciphertext (data, 20 or
    /// 21 bytes of fields, padding) of an encrypted one. Default 64 MiB (our choice, since
    /// updates carry whole programs; the agent's own bound is unknown).
    #[must_use]
    pub const fn with_to_agent_len(mut self, bytes: u64) -> Self {
        self.to_agent_len = bytes;
        self
    }

    /// Sets the maximum of the length field of a frame to the client, in bytes, counted as
    /// for [`with_to_agent_len`](Self::with_to_agent_len).
    ///
    /// Default 16 MiB (our choice; the client's own bound is unknown).
    #[must_use]
    pub const fn with_to_client_len(mut self, bytes: u64) -> Self {
        self.to_client_len = bytes;
        self
    }

    /// Sets the maximum size of a string inside a message, in bytes.
    ///
    /// Default 1 MiB (our choice; the encoding allows 2 GiB).
    #[must_use]
    pub const fn with_string_len(mut self, bytes: usize) -> Self {
        self.string_len = bytes;
        self
    }

    /// Sets the maximum number of files in one list of an update.
    ///
    /// Default 4096 (our choice; the encoding allows 2³¹).
    #[must_use]
    pub const fn with_files(mut self, files: usize) -> Self {
        self.files = files;
        self
    }

    /// Maximum of the length field of a frame to the agent, in bytes.
    #[must_use]
    pub const fn to_agent_len(&self) -> u64 {
        self.to_agent_len
    }

    /// Maximum of the length field of a frame to the client, in bytes.
    #[must_use]
    pub const fn to_client_len(&self) -> u64 {
        self.to_client_len
    }

    /// Maximum size of a string inside a message, in bytes.
    #[must_use]
    pub const fn string_len(&self) -> usize {
        self.string_len
    }

    /// Maximum number of files in one list of an update.
    #[must_use]
    pub const fn files(&self) -> usize {
        self.files
    }

    /// Maximum of the length field of a frame in this direction, in bytes.
    pub(crate) const fn frame_len(&self, direction: Direction) -> u64 {
        match direction {
            Direction::ToAgent => self.to_agent_len,
            Direction::ToClient => self.to_client_len,
        }
    }
}

// twin: limits-default
impl Default for Limits {
    fn default() -> Self {
        Self::DEFAULT
    }
}
// end of twin

// twin: limits-check
/// Returns an error if `found` exceeds `max`.
pub(crate) const fn check(what: &'static str, found: u64, max: u64) -> Result<(), LimitExceeded> {
    if found > max { Err(LimitExceeded { what, found, max }) } else { Ok(()) }
}
// end of twin

// twin: limits-count
/// Returns an error if `found` exceeds `max`, for what is held in memory.
pub(crate) const fn check_len(what: &'static str, found: usize, max: usize) -> Result<(), LimitExceeded> {
    check(what, found as u64, max as u64)
}
// end of twin
