//! Bounds on what is accepted from a peer.

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

    /// Sets the maximum size of a body in bytes.
    ///
    /// Default 32 MiB (our choice; the protocol has none, and a real server took an
    /// update of 11.6 MB).
    #[must_use]
    pub const fn with_body_len(mut self, bytes: u64) -> Self {
        self.body_len = bytes;
        self
    }

    /// Sets the maximum number of nested levels of JSON, up to 127.
    ///
    /// Default 64 (our choice; a typical message has 5 levels, and PHP's reader
    /// allows 512).
    #[must_use]
    pub const fn with_depth(mut self, levels: usize) -> Self {
        self.depth = if levels > 127 { 127 } else { levels };
        self
    }

    /// Sets the maximum number of values (members, list elements) in one body.
    ///
    /// Default 1,048,576 (our choice): each costs memory, however few bytes it has
    /// on the wire. Whatever is set, a body has at most 80,000 values and one more for each
    /// 12 bytes; those of real agents have one for each 25.
    #[must_use]
    pub const fn with_values(mut self, values: usize) -> Self {
        self.values = values;
        self
    }

    /// Maximum size of a body in bytes.
    #[must_use]
    pub const fn body_len(&self) -> u64 {
        self.body_len
    }

    /// Maximum number of nested levels of JSON.
    #[must_use]
    pub const fn depth(&self) -> usize {
        self.depth
    }

    /// Maximum number of values in one body.
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
