//! The fast ways to read and to write.
//!
//! The general way to read is `serde_json`'s: one pass that counts, one that cuts the
//! envelope, one that cuts `params`, and one that reads. It alone decides what is an error
//! and where. [`ReadFast`] reads what real agents send, once from front to back, straight
//! into values, and answers `None` to everything that is not plain and sound, whereupon the
//! body is read the general way from its start. What it cannot read better itself (a number
//! with a fraction, a member that nobody has described) it cuts out and hands to the general
//! way's own types.
//!
//! [`WriteFast`] writes the same bytes as `serde_json`, and hands it whatever is not a plain
//! text, a list or a map.

mod decode;
mod encode;
mod escapes;
mod plain;
mod reader;

pub(crate) use decode::ReadFast;
pub(crate) use encode::{WriteFast, close, member, member_or_none};
pub(crate) use reader::Reader;
