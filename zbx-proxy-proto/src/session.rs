//! Sessions without I/O: the order of messages, and the state that they change.
//!
//! Each connection carries one exchange and is closed. The sessions live longer: they
//! keep the state that the next exchange depends on. They take decoded messages and
//! return messages to send; the caller provides connections, the frame codec and the
//! clock.
//!
//! ```text
//!  active proxy                         server
//!  ActiveProxy ── proxy heartbeat ────▶ ProxyPeer        up to 6.0
//!              ◀─ success ─────────────
//!              ── proxy config ───────▶                  every 10 s (6.0: 3600 s)
//!              ◀─ {} | update | tables | failed
//!              ── proxy data ─────────▶                  every second
//!              ◀─ upload, response, tasks
//!
//!  passive proxy                        server
//!  PassiveProxy ◀─ proxy config ─────── ConfigPoll       6.4 and later: four legs
//!               ── revision ──────────▶
//!               ◀─ {} | update ────────
//!               ── success, version ──▶
//!               ◀─ proxy config, data ─ ProxyPeer        5.4, 6.0: two legs
//!               ── success, version ──▶
//!               ◀─ proxy data | tasks ─
//!               ── data | results ────▶
//!               ◀─ success, tasks ─────
//! ```

mod active_proxy;
mod answers;
mod passive_proxy;
mod revision;
mod server;

pub use active_proxy::{ActiveProxy, DataOutcome};
pub use answers::{answer_to, invalid_proxy_name, unknown_proxy};
pub use passive_proxy::{PassiveProxy, PassiveStep, handle_acknowledgement};
pub use revision::{ConfigChange, Revision};
#[cfg(feature = "serde")]
pub use server::ExposedPeerState;
pub use server::{ConfigDecision, ConfigPoll, ConfigSent, DataDecision, PeerState, ProxyPeer};

use crate::Version;

/// Returns true if servers and proxies of this version use revisions, updates and four
/// legs.
const fn has_revisions(version: Version) -> bool {
    version.is_at_least(6, 4)
}
