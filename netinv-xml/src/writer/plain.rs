//! The quick way through what most of a document is: described elements that hold a
//! text in which nothing has to be escaped, each on a line of its own.
//!
//! Such an element is either written just as the general way would, or left to it.

use super::Writer;
use crate::scan;

/// The name of an element that is described, and its tags.
#[derive(Debug)]
pub(crate) struct Name {
    name: &'static str,
    start_tag: Padded<24>,
    /// With the end of the line.
    end_tag: Padded<24>,
}

/// The [`Name`] that is this literal.
macro_rules! name {
    ($name:literal) => {
        const { &crate::writer::Name::new($name, concat!("<", $name, ">"), concat!("</", $name, ">\n")) }
    };
}

pub(crate) use name;

impl Name {
    /// What [`name!`] makes. A name that is too long is an error of the compiler.
    pub(crate) const fn new(name: &'static str, start_tag: &str, end_tag: &str) -> Self {
        Self { name, start_tag: Padded::new(start_tag), end_tag: Padded::new(end_tag) }
    }

    pub(crate) const fn as_str(&self) -> &'static str {
        self.name
    }
}

/// A short text, and blanks after it: it is quicker to append always the same number of
/// bytes, and take some away, than to append as many as there are.
#[derive(Debug)]
struct Padded<const MAX: usize> {
    bytes: [u8; MAX],
    len: usize,
}

impl<const MAX: usize> Padded<MAX> {
    const BLANKS: [u8; MAX] = [b' '; MAX];

    const fn new(text: &str) -> Self {
        let mut bytes = Self::BLANKS;
        bytes.split_at_mut(text.len()).0.copy_from_slice(text.as_bytes());
        Self { bytes, len: text.len() }
    }

    const fn blanks(len: usize) -> Self {
        Self { bytes: Self::BLANKS, len }
    }

    #[inline(always)]
    fn append_to(&self, out: &mut Vec<u8>) {
        let end = out.len().saturating_add(self.len);
        out.extend_from_slice(&self.bytes);
        out.truncate(end);
    }
}

impl Writer<'_> {
    /// Writes an element that holds a text, as [`leaf`](Self::leaf) does.
    #[inline]
    pub(crate) fn member(&mut self, name: &Name, text: Option<&str>) {
        if !text.is_some_and(|text| self.plain_leaf(name, text)) {
            self.leaf(name.name, text);
        }
    }

    /// Writes one of several of that name, as [`listed_leaf`](Self::listed_leaf) does.
    #[inline]
    pub(crate) fn listed_member(&mut self, name: &Name, text: Option<&str>) {
        if !text.is_some_and(|text| self.plain_leaf(name, text)) {
            self.listed_leaf(name.name, text);
        }
    }

    /// Writes the whole line, if there is nothing to it.
    fn plain_leaf(&mut self, name: &Name, text: &str) -> bool {
        let indent = Padded::<32>::blanks(self.level.saturating_mul(2));
        if !self.is_quick
            || self.inline
            || !self.attributes.is_empty()
            || indent.len > indent.bytes.len()
            || !scan::is_unescaped(text.as_bytes())
        {
            return false;
        }
        self.end_tag_open(true);
        indent.append_to(self.out);
        name.start_tag.append_to(self.out);
        self.out.extend_from_slice(text.as_bytes());
        name.end_tag.append_to(self.out);
        true
    }
}
