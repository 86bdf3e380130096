//! JSON: one reader and one writer.

mod escape;
mod reader;
mod scan;

pub(crate) use reader::{Inside, Place, Reader};

/// Appends a text between quotes.
pub(crate) fn quote(text: &str, out: &mut Vec<u8>) {
    escape::quote(text, out);
}
