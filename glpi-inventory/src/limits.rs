//! Bounds on what is accepted from a peer.

use crate::error::LimitExceeded;

/// Bounds on what is accepted from a peer.
///
/// Each bound is checked before memory is taken. Going over one is an error for which
/// [`DecodeError::is_limit`](crate::DecodeError::is_limit) is true and which names the
/// bound.
///
/// ```
/// use glpi_inventory::Limits;
/// const SMALL: Limits = Limits::DEFAULT.with_document_len(64 << 10).with_findings(100);
/// assert_eq!(SMALL.findings(), 100);
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    document_len: u64,
    depth: usize,
    members: usize,
    elements: usize,
    findings: usize,
}

impl Limits {
    /// 128 MiB, 512 levels, 1024 members an object, 100 000 elements a list, 10 000
    /// findings.
    pub const DEFAULT: Self =
        Self { document_len: 128 << 20, depth: 512, members: 1024, elements: 100_000, findings: 10_000 };

    /// Sets the maximum size of a document in bytes.
    ///
    /// Default 128 MiB (our choice; a real server works in 1 GiB of memory).
    #[must_use]
    pub const fn with_document_len(mut self, bytes: u64) -> Self {
        self.document_len = bytes;
        self
    }

    /// Sets the maximum number of levels of JSON.
    ///
    /// Default 512 (the server's own bound). More is never read.
    #[must_use]
    pub const fn with_depth(mut self, levels: usize) -> Self {
        self.depth = levels;
        self
    }

    /// Sets the maximum number of members of one object of the format, known and unknown.
    ///
    /// Default 1024 (our choice; the largest object of the format has 49).
    #[must_use]
    pub const fn with_members(mut self, members: usize) -> Self {
        self.members = members;
        self
    }

    /// Sets the maximum number of elements of one list of the format.
    ///
    /// Default 100 000 (our choice; a large machine has some thousand programs).
    #[must_use]
    pub const fn with_elements(mut self, elements: usize) -> Self {
        self.elements = elements;
        self
    }

    /// Sets the maximum number of findings that a verdict keeps; more are only counted.
    ///
    /// Default 10 000 (our choice).
    #[must_use]
    pub const fn with_findings(mut self, findings: usize) -> Self {
        self.findings = findings;
        self
    }

    /// Maximum size of a document in bytes.
    #[must_use]
    pub const fn document_len(&self) -> u64 {
        self.document_len
    }

    /// Maximum number of levels of JSON.
    #[must_use]
    pub const fn depth(&self) -> usize {
        self.depth
    }

    /// Maximum number of members of one object of the format.
    #[must_use]
    pub const fn members(&self) -> usize {
        self.members
    }

    /// Maximum number of elements of one list of the format.
    #[must_use]
    pub const fn elements(&self) -> usize {
        self.elements
    }

    /// Maximum number of findings that a verdict keeps.
    #[must_use]
    pub const fn findings(&self) -> usize {
        self.findings
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
