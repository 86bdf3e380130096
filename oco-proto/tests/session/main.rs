//! Agent and server wired together in memory, and what an attacker between them, or
//! in the place of one, can try. Each edge of the diagrams in `session` is here.

mod agent;
mod clocks;
mod keyless;
mod overtaking;
mod packages;
mod replies;
mod server;
mod world;
