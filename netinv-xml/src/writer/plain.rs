//! The quick way through what most of a document is: described elements that hold a
//! text in which nothing has to be escaped, each on a line of its own.
//!
//! Such an element is either written just as the general way would, or left to it.

use super::Writer;
use crate::scan;

/// The name of an element that is described, with its tags ready.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Name {
    pub(super) name: &'static str,
    pub(super) start_tag: &'static str,
    /// With the end of the line.
    pub(super) end_tag: &'static str,
}

/// The [`Name`] that is this literal.
macro_rules! name {
    ($name:literal) => {
        crate::writer::Name::new($name, concat!("<", $name, ">"), concat!("</", $name, ">\n"))
    };
}

pub(crate) use name;

impl Name {
    /// What [`name!`] makes.
    pub(crate) const fn new(name: &'static str, start_tag: &'static str, end_tag: &'static str) -> Self {
        Self { name, start_tag, end_tag }
    }

    pub(crate) const fn as_str(self) -> &'static str {
        self.name
    }
}

impl Writer<'_> {
    /// Writes an element that holds a text, as [`leaf`](Self::leaf) does.
    #[inline]
    pub(crate) fn member(&mut self, name: Name, text: Option<&str>) {
        if !text.is_some_and(|text| self.plain_leaf(name, text)) {
            self.leaf(name.name, text);
        }
    }

    /// Writes one of several of that name, as [`listed_leaf`](Self::listed_leaf) does.
    #[inline]
    pub(crate) fn listed_member(&mut self, name: Name, text: Option<&str>) {
        if !text.is_some_and(|text| self.plain_leaf(name, text)) {
            self.listed_leaf(name.name, text);
        }
    }

    /// Writes the whole line, if there is nothing to it.
    #[inline]
    fn plain_leaf(&mut self, name: Name, text: &str) -> bool {
        const BLANKS: [u8; 32] = [b' '; 32];
        let indent = self.level.saturating_mul(2);
        if !self.is_quick
            || self.tag_open
            || self.inline
            || !self.attributes.is_empty()
            || indent > BLANKS.len()
            || !scan::is_unescaped(text.as_bytes())
        {
            return false;
        }
        // Always the same number, and then the rest away, is quicker than just as many.
        let start = self.out.len().saturating_add(indent);
        self.out.extend_from_slice(&BLANKS);
        self.out.truncate(start);
        self.out.extend_from_slice(name.start_tag.as_bytes());
        self.out.extend_from_slice(text.as_bytes());
        self.out.extend_from_slice(name.end_tag.as_bytes());
        true
    }
}
