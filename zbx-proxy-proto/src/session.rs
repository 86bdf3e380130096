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
//!
//! # Broken links
//!
//! A server handles data in this order, so that a link that breaks anywhere loses no row:
//! decide ([`ProxyPeer::handle_data`]), store the rows, [`commit`](ProxyPeer::commit), store
//! [`to_state`](ProxyPeer::to_state), send the answer, and
//! [`data_failed`](ProxyPeer::data_failed) if it cannot be sent. Before the commit nothing has
//! changed; after it, a repetition is recognised as such.
//!
//! A proxy whose exchange ended without an answer sends the same rows again, with the same
//! ids, times and session, before anything newer: a server does not accept older ids after
//! newer ones (ZBX-082). After a restart of the proxy (a new session), or of a server whose
//! state is lost, repeated rows are accepted again. For exactly once in that case too, the
//! server's storage needs a unique key of `itemid`, `clock` and `ns`.
//!
//! ```
//! use zbx_proxy_proto::session::{ActiveProxy, ProxyPeer};
//! use zbx_proxy_proto::{Clock, HistoryValue, Nanoseconds, ProxyData, Request, SessionToken, Version};
//!
//! let (clock, ns) = (Clock::new(1_790_000_000).unwrap(), Nanoseconds::new(0).unwrap());
//! let version = Version::new(7, 0, 9);
//! let proxy = ActiveProxy::new("paris-1".parse()?, version, SessionToken::from_random([7; 16]));
//! let rows = [HistoryValue::new(1, 9001, clock, ns).with_value("42")];
//! let batch = ProxyData { history: rows.into_iter().collect(), ..ProxyData::default() };
//! let Request::ProxyData(sent) = proxy.data_request(batch, clock, ns)? else { unreachable!() };
//!
//! let mut server = ProxyPeer::new(version);
//! // The link breaks before the rows are stored: the decision is dropped.
//! assert_eq!(server.handle_data(&sent, false, 1_790_000_000).history.len(), 1);
//! // The proxy sends them again; this time they are stored, but the answer is lost.
//! let decision = server.handle_data(&sent, false, 1_790_000_000);
//! assert_eq!(decision.history.len(), 1);
//! let answer = server.commit(decision);
//! server.data_failed(answer);
//! // Again: a duplicate, answered with success.
//! let decision = server.handle_data(&sent, false, 1_790_000_000);
//! assert_eq!((decision.history.len(), decision.duplicates), (0, 1));
//! assert!(server.commit(decision).is_success());
//! # Ok::<(), Box<dyn std::error::Error>>(())
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
pub use server::{
    AgentPeer, Asked, ConfigDecision, ConfigPoll, ConfigSent, DataDecision, PeerState, ProxyAsked, ProxyPeer,
    Received, Refused, Server, ValuesDecision,
};

use crate::Version;

/// Returns true if servers and proxies of this version use revisions, updates and four
/// legs.
const fn has_revisions(version: Version) -> bool {
    version.is_at_least(6, 4)
}
