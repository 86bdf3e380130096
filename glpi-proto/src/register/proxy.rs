//! The proxy's side of REGISTER.
//!
//! A proxy can be three things, and more than one at a time:
//!
//! * **A relay**: [`Relay`] passes messages on for agents whose token it does not
//!   know. It learns nothing: without the token every block is noise.
//! * **An agent**: it registers itself with [`Agent`], with its own identity and
//!   its own token. It can also do so in another agent's name, under that agent's
//!   `GLPI-Agent-ID` and with itself in `GLPI-Proxy-ID`: the server then has the
//!   *proxy's* proof and the proxy's word for the agent.
//! * **A guard**: it is a [`Server`](crate::register::server::Server) to the
//!   agents of its network, with tokens that its own server does not know (GLPI-R55).
//!
//! A relay that *has* the agents' token (GLPI-R56) is another thing altogether:
//! it can open each block, so it knows every secret and every key, and can pass
//! for the agent and for the server. Nothing in the protocol tells the two
//! apart. Give each proxy its own token.
//!
//! ```text
//!  agent            Relay                         server (or next proxy)
//!    │ hello ─────────▶│ Relayed::Forward ──────────▶│
//!    │◀─ pending       │                             │
//!    │ same hello ────▶│◀──── challenge (kept) ──────│
//!    │◀─ challenge     │                             │
//!    │ proof ─────────▶│ Relayed::Forward, once ────▶│
//!    │◀─ pending       │                             │
//!    │ same proof ────▶│◀──── last answer (kept) ────│
//!    │◀─ last answer   │                             │
//! ```
//!
//! A proxy that can wait for its server before it answers gives the relay the
//! server's answer and then the same request once more.

mod relay;

pub use relay::{Relay, Relayed, Upstream};

#[cfg(doc)]
use crate::register::agent::Agent;
