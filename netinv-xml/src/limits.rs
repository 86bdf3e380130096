//! How much a peer may make us hold.

use crate::error::LimitExceeded;

/// Bounds on what is accepted from a peer.
///
/// Each bound is checked before memory is taken. Going over one is an error for
/// which [`DecodeError::is_limit`](crate::DecodeError::is_limit) is true and
/// which names the bound.
///
/// ```
/// use netinv_xml::Limits;
/// const SMALL: Limits = Limits::DEFAULT.with_document_len(1 << 20).with_elements(10_000);
/// assert_eq!(SMALL.elements(), 10_000);
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    document_len: usize,
    depth: usize,
    elements: usize,
    text_len: usize,
    repairs: usize,
}

impl Limits {
    /// 64 MiB a document, 32 levels, 4 million elements, 1 MiB a text, 100 000
    /// repairs.
    pub const DEFAULT: Self =
        Self { document_len: 64 << 20, depth: 32, elements: 4_000_000, text_len: 1 << 20, repairs: 100_000 };

    /// The deepest nesting that [`with_depth`](Self::with_depth) takes.
    pub const MAX_DEPTH: usize = 128;

    /// Sets the most bytes of one document.
    ///
    /// Default 64 MiB (our choice); the largest real documents have 20 MB.
    #[must_use]
    pub const fn with_document_len(mut self, bytes: usize) -> Self {
        self.document_len = bytes;
        self
    }

    /// Sets how deep elements may nest; more than [`MAX_DEPTH`](Self::MAX_DEPTH)
    /// counts as that.
    ///
    /// Default 32 (our choice); the protocol itself has eight levels.
    #[must_use]
    pub const fn with_depth(mut self, levels: usize) -> Self {
        self.depth = if levels > Self::MAX_DEPTH { Self::MAX_DEPTH } else { levels };
        self
    }

    /// Sets how many elements a document may have.
    ///
    /// Default 4 million (our choice); a 20 MB document with 441 000 learnt
    /// addresses has half a million.
    #[must_use]
    pub const fn with_elements(mut self, elements: usize) -> Self {
        self.elements = elements;
        self
    }

    /// Sets the most bytes of one text: of the whole text of a described member, and of each
    /// run between tags, references and sections elsewhere.
    ///
    /// Default 1 MiB (our choice); real texts have a few kilobytes at most.
    #[must_use]
    pub const fn with_text_len(mut self, bytes: usize) -> Self {
        self.text_len = bytes;
        self
    }

    /// Sets how many repairs a document may need.
    ///
    /// Default 100 000 (our choice): each is reported, so each costs memory.
    #[must_use]
    pub const fn with_repairs(mut self, repairs: usize) -> Self {
        self.repairs = repairs;
        self
    }

    /// The most bytes of one document.
    #[must_use]
    pub const fn document_len(&self) -> usize {
        self.document_len
    }

    /// How deep elements may nest.
    #[must_use]
    pub const fn depth(&self) -> usize {
        self.depth
    }

    /// How many elements a document may have.
    #[must_use]
    pub const fn elements(&self) -> usize {
        self.elements
    }

    /// The most bytes of one text.
    #[must_use]
    pub const fn text_len(&self) -> usize {
        self.text_len
    }

    /// How many repairs a document may need.
    #[must_use]
    pub const fn repairs(&self) -> usize {
        self.repairs
    }
}

impl Default for Limits {
    fn default() -> Self {
        Self::DEFAULT
    }
}

/// `Ok(())` while `found` does not go over `max`.
pub(crate) const fn check(what: &'static str, found: usize, max: usize) -> Result<(), LimitExceeded> {
    if found > max { Err(LimitExceeded { what, found: found as u64, max: max as u64 }) } else { Ok(()) }
}
