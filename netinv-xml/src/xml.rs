//! XML as the agents write it: decoding with repairs, and writing.

pub(crate) mod chars;
pub(crate) mod declaration;
pub(crate) mod input;
pub(crate) mod node;
pub(crate) mod parser;
pub(crate) mod repair;
pub(crate) mod repairer;
pub(crate) mod scan;
pub(crate) mod source;
pub(crate) mod split;
pub(crate) mod tag;
pub(crate) mod writer;
