//! JSON: one reader, one writer, and the description of an object that serves both.
//!
//! The reader goes through a body once, straight into values, and says itself what is wrong
//! and where. What it does not know it checks and keeps as text.

mod member;
mod number;
mod object;
mod plain;
mod reader;
mod text;
mod write;

pub(crate) use member::{Member, Row};
#[cfg(test)]
pub(crate) use member::{read, written};
pub use number::Number;
pub(crate) use object::object;
pub(crate) use reader::{Read, Reader, in_element, in_member};
pub(crate) use write::{close, member, present_member, text};
