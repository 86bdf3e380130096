//! JSON: one reader, one writer, and the macro that describes a message.

mod check;
mod escape;
mod member;
mod members;
mod object;
mod reader;
mod rest;
mod scalar;
mod scan;
#[cfg(test)]
mod tests;
mod writer;

pub(crate) use check::faults;
pub(crate) use member::{
    Form, Json, PhpList, Plain, Slot, found, read_filled, read_into, read_lenient, read_shaped,
};
pub use members::Members;
pub(crate) use object::{anything, object, text_enum};
pub(crate) use reader::Reader;
pub(crate) use rest::Rest;
pub use scalar::{Flag, NumberOrText, Scalar};
pub(crate) use writer::{Object, text};
