//! Rules that the crates of the family keep together, checked on their sources.
//!
//! ARCHITECTURE.md states them: marked copies stay copies, one word means one thing in
//! every crate, and a documentation summary says what a reader looks for.

mod sources;

mod errors;
mod exhaustive;
mod summaries;
mod twins;
