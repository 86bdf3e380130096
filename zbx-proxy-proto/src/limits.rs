//! How much a peer may make us hold.

use crate::error::LimitExceeded;

/// Bounds on what is accepted from a peer.
///
/// Each bound is checked before memory is taken for what the peer announced, and
/// again on what is really produced. Going over one is an error for which
/// [`DecodeError::is_limit`](crate::DecodeError::is_limit) is true and which
/// names the bound.
///
/// ```
/// use zbx_proxy_proto::Limits;
/// const SMALL: Limits = Limits::DEFAULT.with_frame_len(64 << 10).with_payload_len(1 << 20);
/// assert_eq!(SMALL.payload_len(), 1 << 20);
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    frame_len: u64,
    payload_len: u64,
    depth: usize,
    members: usize,
    faulty_rows: usize,
}

impl Limits {
    /// 16 MiB on the wire, 128 MiB inflated, 66 levels of JSON, 1024 unknown
    /// members an object and 1024 faulty rows a message.
    pub const DEFAULT: Self =
        Self { frame_len: 16 << 20, payload_len: 128 << 20, depth: 66, members: 1024, faulty_rows: 1024 };

    /// What real daemons accept: 1 GiB on the wire and inflated.
    pub const PROTOCOL: Self = Self { frame_len: 1 << 30, payload_len: 1 << 30, ..Self::DEFAULT };

    /// Sets the most payload bytes of one frame on the wire, before inflating.
    ///
    /// Default 16 MiB (our choice); real daemons accept 1 GiB, or 16 GiB in the
    /// large form.
    #[must_use]
    pub const fn with_frame_len(mut self, bytes: u64) -> Self {
        self.frame_len = bytes;
        self
    }

    /// Sets the most payload bytes of one frame after inflating.
    ///
    /// Default 128 MiB (our choice); real daemons accept 1 GiB, or 16 GiB in the
    /// large form, whatever the compression ratio.
    #[must_use]
    pub const fn with_payload_len(mut self, bytes: u64) -> Self {
        self.payload_len = bytes;
        self
    }

    /// Sets how deep JSON may nest.
    ///
    /// Default 66, the message itself included: what 7.0 servers take, who call it
    /// 64. 5.4 and 6.0 have no bound (ZBX-052).
    #[must_use]
    pub const fn with_depth(mut self, levels: usize) -> Self {
        self.depth = levels;
        self
    }

    /// Sets how many members that nobody has described one object may carry, such as the
    /// message itself or a row of it, and how many tasks that nobody can use a message.
    ///
    /// Default 1024 (our choice): each is kept, so each costs memory, in all not more
    /// than the bound for any message of that length.
    #[must_use]
    pub const fn with_members(mut self, members: usize) -> Self {
        self.members = members;
        self
    }

    /// Sets how many rows that cannot be read are kept with their errors.
    ///
    /// Default 1024 (our choice). Further ones are skipped and counted; going over
    /// this is no error, because a bad row must not cost the good ones.
    #[must_use]
    pub const fn with_faulty_rows(mut self, rows: usize) -> Self {
        self.faulty_rows = rows;
        self
    }

    /// The most payload bytes of one frame on the wire.
    #[must_use]
    pub const fn frame_len(&self) -> u64 {
        self.frame_len
    }

    /// The most payload bytes of one frame after inflating.
    #[must_use]
    pub const fn payload_len(&self) -> u64 {
        self.payload_len
    }

    /// How deep JSON may nest.
    #[must_use]
    pub const fn depth(&self) -> usize {
        self.depth
    }

    /// How many unknown members one object may carry.
    #[must_use]
    pub const fn members(&self) -> usize {
        self.members
    }

    /// How many faulty rows of one message are kept.
    #[must_use]
    pub const fn faulty_rows(&self) -> usize {
        self.faulty_rows
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
