//! How much a peer may make us hold.

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
    inflated_len: u64,
    ratio: u64,
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

    /// Sets the most bytes of a body as it comes, before inflating.
    ///
    /// Default 32 MiB (our choice; the inventory of a large switch has 20 MiB
    /// before it is compressed).
    #[must_use]
    pub const fn with_body_len(mut self, bytes: u64) -> Self {
        self.body_len = bytes;
        self
    }

    /// Sets the most bytes of a body after inflating.
    ///
    /// Default 128 MiB (our choice; a real server works in 1 GiB of memory).
    #[must_use]
    pub const fn with_inflated_len(mut self, bytes: u64) -> Self {
        self.inflated_len = bytes;
        self
    }

    /// Sets how many times longer a body may become by inflating; 1 MiB is
    /// allowed always.
    ///
    /// Default 200 (our choice; real inventories shrink 5 to 20 times, zlib
    /// cannot go beyond 1032).
    #[must_use]
    pub const fn with_ratio(mut self, times: u64) -> Self {
        self.ratio = times;
        self
    }

    /// Sets how deep JSON or XML may nest.
    ///
    /// Default 64 (our choice; the deepest real message has 9 levels).
    #[must_use]
    pub const fn with_depth(mut self, levels: usize) -> Self {
        self.depth = levels;
        self
    }

    /// Sets how many members one object may have, known and unknown, and how many
    /// arguments a [`Query`](crate::query::Query).
    ///
    /// Default 1024 (our choice).
    #[must_use]
    pub const fn with_members(mut self, members: usize) -> Self {
        self.members = members;
        self
    }

    /// Sets how many elements one list may have, and how many values the XML of
    /// one message.
    ///
    /// Default 100 000 (our choice; a list of tasks or jobs has a handful).
    #[must_use]
    pub const fn with_elements(mut self, elements: usize) -> Self {
        self.elements = elements;
        self
    }

    /// Sets how many proxies a message may have passed.
    ///
    /// Default 5 (the protocol's).
    #[must_use]
    pub const fn with_proxies(mut self, proxies: usize) -> Self {
        self.proxies = proxies;
        self
    }

    /// The most bytes of a body as it comes.
    #[must_use]
    pub const fn body_len(&self) -> u64 {
        self.body_len
    }

    /// The most bytes of a body after inflating.
    #[must_use]
    pub const fn inflated_len(&self) -> u64 {
        self.inflated_len
    }

    /// How many times longer a body may become by inflating.
    #[must_use]
    pub const fn ratio(&self) -> u64 {
        self.ratio
    }

    /// How deep JSON or XML may nest.
    #[must_use]
    pub const fn depth(&self) -> usize {
        self.depth
    }

    /// How many members one object may have.
    #[must_use]
    pub const fn members(&self) -> usize {
        self.members
    }

    /// How many elements one list may have.
    #[must_use]
    pub const fn elements(&self) -> usize {
        self.elements
    }

    /// How many proxies a message may have passed.
    #[must_use]
    pub const fn proxies(&self) -> usize {
        self.proxies
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

/// A count as it stands in a [`LimitExceeded`].
pub(crate) fn count(length: usize) -> u64 {
    u64::try_from(length).unwrap_or(u64::MAX)
}
