//! Bounds on what is accepted from a peer.

use crate::error::LimitExceeded;

/// Bounds on what is accepted from a peer.
///
/// Each bound is checked before memory is allocated. Exceeding one is an error that names
/// it and for which [`DecodeError::is_limit`](crate::DecodeError::is_limit) returns true.
///
/// ```
/// use netinv_xml::Limits;
/// const SMALL: Limits = Limits::DEFAULT.with_document_len(1 << 20).with_elements(10_000);
/// assert_eq!(SMALL.elements(), 10_000);
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    document_len: u64,
    depth: usize,
    elements: usize,
    text_len: usize,
    repairs: usize,
}

impl Limits {
    /// The default bounds: 64 MiB per document, 32 levels, 4 million elements, 1 MiB per text,
    /// 100 000 repairs.
    pub const DEFAULT: Self =
        Self { document_len: 64 << 20, depth: 32, elements: 4_000_000, text_len: 1 << 20, repairs: 100_000 };

    /// Number of bytes in memory that the records of a short document may take: the elements
    /// that are in lists, such as devices and ports. Documents of real agents take 3 for each
    /// byte of theirs.
    pub(crate) const RECORDS_LEN: usize = 16 << 20;

    /// Number of bytes in memory that records may take in addition for each byte of the
    /// document: an empty device has 9 bytes and takes two thousand.
    pub(crate) const RECORD_BYTES: usize = 16;

    /// Largest depth that [`with_depth`](Self::with_depth) accepts.
    pub const MAX_DEPTH: usize = 128;

    /// Sets the maximum size of a document in bytes.
    ///
    /// Default 64 MiB (our choice; the largest real documents have 20 MB).
    #[must_use]
    pub const fn with_document_len(mut self, bytes: u64) -> Self {
        self.document_len = bytes;
        self
    }

    /// Sets the maximum nesting depth of elements, at most [`MAX_DEPTH`](Self::MAX_DEPTH).
    ///
    /// Default 32 (our choice; the protocol has eight levels).
    #[must_use]
    pub const fn with_depth(mut self, levels: usize) -> Self {
        self.depth = if levels > Self::MAX_DEPTH { Self::MAX_DEPTH } else { levels };
        self
    }

    /// Sets the maximum number of elements of a document.
    ///
    /// Default 4 million (our choice; a 20 MB document with 441 000 learnt addresses has half
    /// a million). Whatever is set, the records of a document (devices, ports and all else that
    /// is in lists) take at most 16 MiB and 16 bytes for each byte of it, lists' doubling aside;
    /// those of real documents take 3.
    #[must_use]
    pub const fn with_elements(mut self, elements: usize) -> Self {
        self.elements = elements;
        self
    }

    /// Sets the maximum size of a text in bytes: of the whole text of a known member, and of
    /// each run between tags, references and sections elsewhere.
    ///
    /// Default 1 MiB (our choice; real texts have a few kilobytes at most).
    #[must_use]
    pub const fn with_text_len(mut self, bytes: usize) -> Self {
        self.text_len = bytes;
        self
    }

    /// Sets the maximum number of repairs of a document.
    ///
    /// Default 100 000 (our choice; each is listed, so each costs memory).
    #[must_use]
    pub const fn with_repairs(mut self, repairs: usize) -> Self {
        self.repairs = repairs;
        self
    }

    /// Maximum size of a document in bytes.
    #[must_use]
    pub const fn document_len(&self) -> u64 {
        self.document_len
    }

    /// Maximum nesting depth of elements.
    #[must_use]
    pub const fn depth(&self) -> usize {
        self.depth
    }

    /// Maximum number of elements of a document.
    #[must_use]
    pub const fn elements(&self) -> usize {
        self.elements
    }

    /// Maximum size of a text in bytes.
    #[must_use]
    pub const fn text_len(&self) -> usize {
        self.text_len
    }

    /// Maximum number of repairs of a document.
    #[must_use]
    pub const fn repairs(&self) -> usize {
        self.repairs
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
