//! JSON: reading it member by member, and values that programs write in several types.

pub(crate) mod members;
pub(crate) mod scalar;
mod split;
mod value;

#[cfg(test)]
use value::Part;
pub(crate) use value::{Object, Value, trim};
