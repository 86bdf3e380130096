//! Writing JSON.

use super::escape;
use super::members::Members;

/// Appends a text between quotes.
pub(crate) fn text(text: &str, out: &mut Vec<u8>) {
    escape::quote(text, out);
}

/// An object that is being written.
pub(crate) struct Object<'w> {
    out: &'w mut Vec<u8>,
    is_empty: bool,
}

impl<'w> Object<'w> {
    /// Begins an object.
    pub(crate) fn new(out: &'w mut Vec<u8>) -> Self {
        out.push(b'{');
        Self { out, is_empty: true }
    }

    /// Appends a name and a colon, and returns the buffer for the value.
    pub(crate) fn member(&mut self, name: &str) -> &mut Vec<u8> {
        if !std::mem::take(&mut self.is_empty) {
            self.out.push(b',');
        }
        escape::quote(name, self.out);
        self.out.push(b':');
        self.out
    }

    /// Appends members as they came.
    pub(crate) fn members(&mut self, members: &Members) {
        for (name, value) in members.iter() {
            self.member(name).extend_from_slice(value.as_bytes());
        }
    }

    /// Ends the object.
    pub(crate) fn end(self) {
        self.out.push(b'}');
    }
}
