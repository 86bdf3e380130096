//! Dialogues without I/O: who says what when, and what it changes.
//!
//! Each connection carries one exchange and is closed. The machines here live
//! longer: they remember what the next exchange depends on. They take decoded
//! messages and give messages to send; a connection, a frame codec and the clock
//! are the caller's.
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
pub use server::{ConfigDecision, ConfigPoll, ConfigSent, DataDecision, PeerState, ProxyPeer};

use crate::Version;

/// Servers and proxies of this version know revisions, updates and four legs.
const fn has_revisions(version: Version) -> bool {
    version.is_at_least(6, 4)
}
