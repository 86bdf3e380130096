//! The messages, as typed values that borrow from the document.
//!
//! A record has a public field for each member that the protocol describes, and
//! `extra` for unknown members. Members that hold a text are
//! [`Leaf`](crate::Leaf)s: text and meaning. Absent members are `None` or empty.

pub(crate) mod component;
pub(crate) mod device;
pub(crate) mod job;
pub(crate) mod parts;
pub(crate) mod port;
pub(crate) mod printer;
pub(crate) mod reply;
pub(crate) mod request;
pub(crate) mod topology;
