//! Test support shared by the crates of this workspace.
//!
//! A development dependency only: no library crate uses it outside its tests.
//!
//! * [`corpus`]: real captures outside the repository, located by `CORPUS_DIR`;
//! * [`chunking`]: the ways in which a network can split a stream;
//! * [`alloc`]: a counting allocator, for tests that bound memory.

pub mod alloc;
pub mod chunking;
pub mod corpus;
