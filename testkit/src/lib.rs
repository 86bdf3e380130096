//! What the tests of this workspace share.
//!
//! A development dependency only: no library crate uses it outside its tests.
//!
//! * [`corpus`]: real captures outside the repository, found through `CORPUS_DIR`;
//! * [`chunking`]: the ways in which a network can cut a stream;
//! * [`alloc`]: a counting allocator, for tests that bound memory.

pub mod alloc;
pub mod chunking;
pub mod corpus;
