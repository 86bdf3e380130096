//! Bounds on what is accepted from a peer.

use crate::error::LimitExceeded;

/// Bounds on what is accepted from a peer.
///
/// Each bound is checked on the announced size, before memory is allocated, and again on
/// what is produced. Exceeding one is an error that names it and for which
/// [`DecodeError::is_limit`](crate::DecodeError::is_limit) returns true.
///
/// ```
/// use zbx_proxy_proto::Limits;
/// const SMALL: Limits = Limits::DEFAULT.with_frame_len(64 << 10).with_payload_len(1 << 20);
/// assert_eq!(SMALL.payload_len(), 1 << 20);
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    frame_len: u64,
    payload_len: usize,
    depth: usize,
    members: usize,
    faulty_rows: usize,
}

impl Limits {
    /// The default bounds: 16 MiB on the wire, 128 MiB inflated, 66 levels of JSON, 1024
    /// unknown members per object and 1024 faulty rows per message.
    pub const DEFAULT: Self =
        Self { frame_len: 16 << 20, payload_len: 128 << 20, depth: 66, members: 1024, faulty_rows: 1024 };

    /// The bounds of real daemons: 1 GiB on the wire and inflated.
    pub const PROTOCOL: Self = Self { frame_len: 1 << 30, payload_len: 1 << 30, ..Self::DEFAULT };

    /// Sets the maximum size of a frame's payload on the wire, in bytes, before inflating.
    ///
    /// Default 16 MiB (our choice); real daemons accept 1 GiB, or 16 GiB in the
    /// large form.
    #[must_use]
    pub const fn with_frame_len(mut self, bytes: u64) -> Self {
        self.frame_len = bytes;
        self
    }

    /// Sets the maximum size of a frame's payload after inflating, in bytes.
    ///
    /// Default 128 MiB (our choice); real daemons accept 1 GiB, or 16 GiB in the large
    /// form, at any compression ratio.
    #[must_use]
    pub const fn with_payload_len(mut self, bytes: usize) -> Self {
        self.payload_len = bytes;
        self
    }

    /// Sets the maximum nesting depth of JSON.
    ///
    /// Default 66, the message itself included: the bound of 7.0 servers, which call it
    /// 64. 5.4 and 6.0 have no bound (ZBX-052).
    #[must_use]
    pub const fn with_depth(mut self, levels: usize) -> Self {
        self.depth = levels;
        self
    }

    /// Sets the maximum number of unknown members per object (the message itself, or a row
    /// of it), and of unusable tasks per message.
    ///
    /// Default 1024 (our choice): each is kept and costs memory, in total not more than the
    /// bound for any message of that length.
    #[must_use]
    pub const fn with_members(mut self, members: usize) -> Self {
        self.members = members;
        self
    }

    /// Sets the maximum number of undecodable rows that are kept with their errors.
    ///
    /// Default 1024 (our choice). Further ones are skipped and counted; exceeding the
    /// bound is not an error, because a faulty row must not affect the others.
    #[must_use]
    pub const fn with_faulty_rows(mut self, rows: usize) -> Self {
        self.faulty_rows = rows;
        self
    }

    /// Maximum size of a frame's payload on the wire, in bytes.
    #[must_use]
    pub const fn frame_len(&self) -> u64 {
        self.frame_len
    }

    /// Maximum size of a frame's payload after inflating, in bytes.
    #[must_use]
    pub const fn payload_len(&self) -> usize {
        self.payload_len
    }

    /// Maximum nesting depth of JSON.
    #[must_use]
    pub const fn depth(&self) -> usize {
        self.depth
    }

    /// Maximum number of unknown members per object.
    #[must_use]
    pub const fn members(&self) -> usize {
        self.members
    }

    /// Maximum number of faulty rows that are kept per message.
    #[must_use]
    pub const fn faulty_rows(&self) -> usize {
        self.faulty_rows
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
