//! Speed and memory use of the library crates compared with the usual alternatives.
//!
//! * [`payload`]: the messages that are decoded and encoded;
//! * [`work`]: the work, by our crates and by the peers;
//! * [`measure`]: measurement of time and memory;
//! * [`table`]: output of the figures.
//!
//! The program `scoreboard` measures everything; `benches/` has criterion benches of
//! the same work. The README explains the figures.

pub mod measure;
pub mod payload;
mod peer;
pub mod table;
pub mod work;
