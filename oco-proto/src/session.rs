//! The trust between agents and server, and the order of jobs.
//!
//! | machine | side | remembers |
//! |---|---|---|
//! | [`agent::Trust`] | agent | its key, the server's key, the newest id and timestamps |
//! | [`server::Verifier`] | server | nothing; the caller stores one [`HostRecord`](server::HostRecord) a host |
//! | [`runner::Runner`] | agent | the jobs of one hello |
//!
//! No machine does I/O, has a clock or draws random numbers: answers, the time and
//! entropy are arguments.

pub mod agent;
pub mod runner;
pub mod server;
