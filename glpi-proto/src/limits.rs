//! Bounds on what is accepted from a peer.

use crate::error::LimitExceeded;

/// Bounds on what is accepted from a peer.
///
/// Each bound is checked before memory is taken, and again on what is really
/// produced. Going over one is an error for which
/// [`DecodeError::is_limit`](crate::DecodeError::is_limit) is true and which
/// names the bound.
///
/// ```
/// use glpi_proto::Limits;
/// const SMALL: Limits = Limits::DEFAULT.with_body_len(64 << 10).with_inflated_len(1 << 20);
/// assert_eq!(SMALL.inflated_len(), 1 << 20);
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    body_len: u64,
    inflated_len: usize,
    ratio: usize,
    depth: usize,
    members: usize,
    elements: usize,
    proxies: usize,
}

impl Limits {
    /// 32 MiB on the wire, 128 MiB inflated, at most 200 times what came, 64
    /// levels, 1024 members an object, known and unknown, 100 000 elements a list, 5
    /// proxies.
    pub const DEFAULT: Self = Self {
        body_len: 32 << 20,
        inflated_len: 128 << 20,
        ratio: 200,
        depth: 64,
        members: 1024,
        elements: 100_000,
        proxies: 5,
    };

    /// Sets the maximum size of a body in bytes, before inflating.
    ///
    /// Default 32 MiB (our choice; the inventory of a large switch has 20 MiB
    /// before it is compressed).
    #[must_use]
    pub const fn with_body_len(mut self, bytes: u64) -> Self {
        self.body_len = bytes;
        self
    }

    /// Sets the maximum size of a body in bytes, after inflating.
    ///
    /// Default 128 MiB (our choice; a real server works in 1 GiB of memory).
    #[must_use]
    pub const fn with_inflated_len(mut self, bytes: usize) -> Self {
        self.inflated_len = bytes;
        self
    }

    /// Sets the maximum ratio of the sizes after and before inflating; 1 MiB is always
    /// allowed.
    ///
    /// Default 200 (our choice; real inventories shrink 5 to 20 times, zlib
    /// cannot go beyond 1032).
    #[must_use]
    pub const fn with_ratio(mut self, times: usize) -> Self {
        self.ratio = times;
        self
    }

    /// Sets the maximum number of levels of JSON or XML.
    ///
    /// Default 64 (our choice; the deepest real message has 9 levels).
    #[must_use]
    pub const fn with_depth(mut self, levels: usize) -> Self {
        self.depth = levels;
        self
    }

    /// Sets the maximum number of members of one object, known and unknown, and of
    /// arguments of a [`Query`](crate::query::Query).
    ///
    /// Default 1024 (our choice).
    #[must_use]
    pub const fn with_members(mut self, members: usize) -> Self {
        self.members = members;
        self
    }

    /// Sets the maximum number of elements of one list, and of values in the XML of one
    /// message.
    ///
    /// Default 100 000 (our choice; a list of tasks or jobs has a handful).
    #[must_use]
    pub const fn with_elements(mut self, elements: usize) -> Self {
        self.elements = elements;
        self
    }

    /// Sets the maximum number of proxies that a message may have passed.
    ///
    /// Default 5 (the protocol's).
    #[must_use]
    pub const fn with_proxies(mut self, proxies: usize) -> Self {
        self.proxies = proxies;
        self
    }

    /// Maximum size of a body in bytes, before inflating.
    #[must_use]
    pub const fn body_len(&self) -> u64 {
        self.body_len
    }

    /// Maximum size of a body in bytes, after inflating.
    #[must_use]
    pub const fn inflated_len(&self) -> usize {
        self.inflated_len
    }

    /// Maximum ratio of the sizes after and before inflating.
    #[must_use]
    pub const fn ratio(&self) -> usize {
        self.ratio
    }

    /// Maximum number of levels of JSON or XML.
    #[must_use]
    pub const fn depth(&self) -> usize {
        self.depth
    }

    /// Maximum number of members of one object.
    #[must_use]
    pub const fn members(&self) -> usize {
        self.members
    }

    /// Maximum number of elements of one list.
    #[must_use]
    pub const fn elements(&self) -> usize {
        self.elements
    }

    /// Maximum number of proxies that a message may have passed.
    #[must_use]
    pub const fn proxies(&self) -> usize {
        self.proxies
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
