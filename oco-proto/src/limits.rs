//! How much a peer may make us hold.

use crate::error::LimitExceeded;

/// Bounds on what is accepted from a peer.
///
/// Bytes and values are bounded before any value is built, levels before they are
/// entered. Going over a bound is an error for which
/// [`DecodeError::is_limit`](crate::DecodeError::is_limit) is true and which
/// names the bound. What a decoded message takes from the heap is at most about
/// the body's length and 400 bytes for each value.
///
/// ```
/// use oco_proto::Limits;
/// const SMALL: Limits = Limits::DEFAULT.with_body_len(64 << 10).with_values(4096);
/// assert_eq!(SMALL.values(), 4096);
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    body_len: u64,
    depth: usize,
    values: usize,
}

impl Limits {
    /// 32 MiB of body, 64 levels of JSON, 1,048,576 values.
    pub const DEFAULT: Self = Self { body_len: 32 << 20, depth: 64, values: 1 << 20 };

    /// Sets the most bytes of one body.
    ///
    /// Default 32 MiB (our choice; the protocol has none, and a real server took an
    /// update of 11.6 MB).
    #[must_use]
    pub const fn with_body_len(mut self, bytes: u64) -> Self {
        self.body_len = bytes;
        self
    }

    /// Sets how deep JSON may nest, at most 127.
    ///
    /// Default 64 (our choice; a typical message has 5 levels, and PHP's reader
    /// allows 512).
    #[must_use]
    pub const fn with_depth(mut self, levels: usize) -> Self {
        self.depth = if levels > 127 { 127 } else { levels };
        self
    }

    /// Sets how many values (members, list elements) one body may hold.
    ///
    /// Default 1,048,576 (our choice): each costs memory, however few bytes it has
    /// on the wire.
    #[must_use]
    pub const fn with_values(mut self, values: usize) -> Self {
        self.values = values;
        self
    }

    /// The most bytes of one body.
    #[must_use]
    pub const fn body_len(&self) -> u64 {
        self.body_len
    }

    /// How deep JSON may nest.
    #[must_use]
    pub const fn depth(&self) -> usize {
        self.depth
    }

    /// How many values one body may hold.
    #[must_use]
    pub const fn values(&self) -> usize {
        self.values
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
