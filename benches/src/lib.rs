//! How fast the library crates are beside what one would use instead.
//!
//! * [`payload`]: what is decoded and encoded;
//! * [`work`]: who does it, ours and the peers;
//! * [`measure`]: how long it takes, and how much memory;
//! * [`table`]: how that is shown.
//!
//! The program `scoreboard` measures everything; `benches/` has criterion benches of
//! the same work. The README says how to read the figures.

pub mod measure;
pub mod payload;
mod peer;
pub mod table;
pub mod work;
